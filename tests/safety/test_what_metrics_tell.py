"""What the metrics tell of those who are counted: nothing, whoever asks and however often."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from unittest.mock import Mock

import pytest
from prometheus_client.core import Metric

from bot.domain.schedule import Outcome
from bot.measured import BOUNDS, OUTCOMES, Answers
from bot.operations.metrics import LOG_STEP, STATES, Figures
from bot.store import SqliteStore
from tests.cogs.simulated_server import World, open_world
from tests.safety.observer_bot import Told, watch
from tests.safety.observer_steps import DAY, SECOND, Step, set_up

WORDS = {*OUTCOMES, *STATES, *Outcome, *map(str, BOUNDS), "+Inf"}
"""All that a label says, but for the version."""
LABELS = {"outcome", "state", "le", "version"}


def metrics_of(seen: Sequence[Told]) -> list[str]:
    return [each.said for each in seen if each.what == "metrics"]


@pytest.mark.parametrize("count", [8, 12])
async def test_s13_s18_s24_the_metrics_are_the_same_whether_somebody_is_counted_or_not(
    tmp_path: Path, count: int
) -> None:
    """Below the threshold, and above it where one more or less changes no number. The same is pressed as often."""
    schedule = (
        *set_up(1, count),
        Step(DAY, "look"),
        Step(SECOND, "look", one=("add", "withdraw")),
        Step(SECOND, "add", value=3, one=("add", "withdraw")),
        Step(DAY, "withdraw", value=count, one=("withdraw", "add")),
        Step(SECOND, "pause", one=("withdraw", "add")),
        Step(SECOND, "look", one=("withdraw", "withdraw")),
        Step(DAY, "resume"),
        Step(DAY, "restart", one=("add", "withdraw")),
        Step(DAY, "look"),
    )

    one, other = [await watch(schedule, which, tmp_path / str(which), metrics=True) for which in (0, 1)]

    assert len(metrics_of(one)) == len(schedule)
    assert len(set(metrics_of(one))) > 5, "something is told"
    assert metrics_of(one) == metrics_of(other)


async def test_s11_s13_s19_no_label_is_anything_but_a_fixed_word(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.moderator.slash(world.channel, "config post")
        await world.add(12)
        await world.tick()
        await world.members[0].slash(world.channel, "resources", country="Ireland")
        await world.moderator.slash(world.channel, "config channel", channel=world.channel)
        told = figures(world)
        names = [world.guild.name, world.channel.name, *(person.name for person in world.members)]

    labels = [(name, word) for metric in told for sample in metric.samples for name, word in sample.labels.items()]
    assert {name for name, _ in labels} == LABELS
    assert {word for name, word in labels if name != "version"} <= WORDS
    said = repr(told)
    assert not re.search(r"\d{15,}", said)
    assert not [name for name in names if re.search(rf"\b{name}\b", said)]


async def test_s13_the_size_of_the_log_does_not_tell_what_a_press_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a page of the database is full, one entry more writes more pages: by the byte it would follow the count."""
    async with open_world(tmp_path, campaign=None) as world:
        for size in (0, 1, LOG_STEP - 1, LOG_STEP, 5 * LOG_STEP + 1):
            monkeypatch.setattr(SqliteStore, "log_size", Mock(return_value=size))
            assert told_of(world, "magnitude_write_ahead_log_bytes") == {"": size // LOG_STEP * LOG_STEP}


async def test_s24_how_long_a_single_answer_took_is_not_told(tmp_path: Path) -> None:
    """A first add does a little more than a second one; whoever can press for somebody could measure it here."""
    async with open_world(tmp_path, campaign=None) as world:
        answers = world.app.client.answers = Answers()
        told: list[Mapping[str, float]] = []
        for seconds in (0.0021, 0.0024):
            answers.answered(seconds)
            told.append(told_of(world, "magnitude_answer_seconds"))
        for _ in range(1_000):
            answers.answered(0.0021)
        told.append(told_of(world, "magnitude_answer_seconds"))

    assert [each["_sum"] for each in told] == [0, 0, 2.1]
    assert [each["_count"] for each in told] == [1, 2, 1_002]


def figures(world: World) -> list[Metric]:
    return [*Figures(world.app).collect()]


def told_of(world: World, name: str) -> Mapping[str, float]:
    """The samples of a metric without labels, by what their names add to its own."""
    (metric,) = [each for each in figures(world) if each.name == name]
    return {each.name.removeprefix(name): each.value for each in metric.samples if not each.labels}
