"""What a host is told of the bot's state, and of a place where the metrics cannot be served."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from host_tools import sentences

from bot.app import App, utc_now
from bot.domain.errors import StartError
from bot.operations import health
from bot.operations.data import alone
from bot.operations.metrics import Figures, serving
from bot.settings import Place
from tests.cogs.simulated_server import World, open_world


def state(world: World) -> str:
    (metric,) = [each for each in Figures(world.app).collect() if each.name == "magnitude_health"]
    (now,) = [sample.labels["state"] for sample in metric.samples if sample.value]
    return now


async def test_the_state_is_the_one_that_the_health_check_tells(tmp_path: Path) -> None:
    async with open_world(tmp_path, campaign=None, members=0) as world:
        with alone(tmp_path):
            heart = health.Heart(tmp_path)
            heart.start(utc_now())
            assert state(world) == "starting"
            heart.beat(health.State.CONNECTED, utc_now())
            assert state(world) == "connected"
            heart.beat(health.State.RECONNECTING, utc_now())
            assert state(world) == "reconnecting"
            heart.beat(health.State.CONNECTED, utc_now() - 2 * health.LONGEST_SILENCE)
            assert state(world) == "stuck"


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("192.0.2.1", "at 192.0.2.1: that is no address of this machine"),
        ("nowhere.invalid", "at nowhere.invalid, port 9464: "),
    ],
)
async def test_an_address_that_is_none_of_this_machine_is_told_in_a_sentence(host: str, words: str) -> None:
    with pytest.raises(StartError) as caught:
        async with serving(cast("App", None), Place(host, 9464)):
            pass
    (sentence,) = sentences(caught.value)
    assert sentence.startswith(f"The metrics cannot be served {words}")
    assert "MAGNITUDE_METRICS" in sentence
