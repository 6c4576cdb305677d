"""What a host is told of the bot's state, and of a place where the metrics cannot be served."""

from __future__ import annotations

from pathlib import Path
from typing import cast
from unittest.mock import patch

import pytest
from host_tools import sentences

from bot.app import App
from bot.domain.errors import StartError
from bot.operations import health
from bot.operations.metrics import Figures, serving
from bot.settings import Place
from tests.cogs.simulated_server import World, open_world


def state(world: World) -> str:
    (metric,) = [each for each in Figures(world.app).collect() if each.name == "magnitude_health"]
    (now,) = [sample.labels["state"] for sample in metric.samples if sample.value]
    return now


async def test_a_bot_is_starting_until_it_is_ready_and_stuck_without_a_fresh_beat(tmp_path: Path) -> None:
    async with open_world(tmp_path, campaign=None, members=0) as world:
        with patch.object(world.app.client, "is_ready", return_value=False):
            assert state(world) == "starting"
        health.beat(tmp_path, world.clock())
        assert state(world) == "connected"
        world.clock.advance(seconds=health.LONGEST_SILENCE.total_seconds() + 1)
        assert state(world) == "stuck"


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
async def test_an_address_that_is_none_of_this_machine_is_told_in_a_sentence(host: str) -> None:
    with pytest.raises(StartError) as caught:
        async with serving(cast("App", None), Place(host, 9464)):
            pass
    (sentence,) = sentences(caught.value)
    assert sentence.startswith(f"The metrics cannot be served at {host}, port 9464: ")
    assert "MAGNITUDE_METRICS" in sentence
