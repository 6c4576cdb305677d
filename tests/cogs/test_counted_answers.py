"""What becomes of each answer is counted, so that a host sees when people get none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.measured import BOUNDS, Answers
from cogs._answers import ALREADY_ANSWERED, UNKNOWN_INTERACTION
from tests.cogs.simulated_server import World, open_world

CALLBACK = "/interactions/*/*/callback"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, members=2) as world:
        world.app.client.answers = Answers()
        yield world


def counted(world: World) -> dict[str, int]:
    return {outcome: count for outcome, count in world.app.client.answers.outcomes.items() if count}


async def test_an_answer_and_a_refusal_are_answers_in_time(world: World) -> None:
    panel = await world.members[0].slash(world.channel, "metoo")
    await world.members[0].click(panel.response, label="Add me")
    await world.members[0].slash(world.channel, "about", campaign="nothing of that name")
    assert counted(world) == {"in_time": 3}
    assert sum(world.app.client.answers.durations) == 3


async def test_one_that_is_deferred_is_counted_once(world: World) -> None:
    await world.moderator.slash(world.channel, "config campaign", action="pause", campaign="metoo")
    assert counted(world) == {"deferred": 1}
    assert sum(world.app.client.answers.durations) == 0


@pytest.mark.parametrize("code", [UNKNOWN_INTERACTION, ALREADY_ANSWERED])
async def test_one_that_discord_no_longer_takes_is_late(world: World, code: int) -> None:
    world.env.inject_error("POST", CALLBACK, status=404, code=code, times=1)
    await world.members[0].slash(world.channel, "metoo")
    assert counted(world) == {"late": 1}


async def test_one_that_discord_does_not_let_defer_is_late_once(world: World) -> None:
    """What was to be shown later is not even tried: nobody would see it."""
    world.env.inject_error("POST", CALLBACK, status=404, code=UNKNOWN_INTERACTION, times=2)
    await world.moderator.slash(world.channel, "config campaign", action="pause", campaign="metoo")
    assert counted(world) == {"late": 1}


async def test_one_that_cannot_be_given_nor_refused_has_failed(world: World) -> None:
    panel = await world.members[0].slash(world.channel, "metoo")
    world.env.inject_error("POST", CALLBACK, status=400, times=2)
    await world.members[0].click(panel.response, label="Withdraw")
    assert counted(world) == {"in_time": 1, "failed": 1}


def test_an_answer_is_sorted_by_what_it_took() -> None:
    answers = Answers()
    for seconds in (0.0, 0.005, 0.0051, 3.0, 3.1):
        answers.answered(seconds)
    assert answers.durations == [2, 1, *[0] * (len(BOUNDS) - 3), 1, 1]
    assert answers.seconds == pytest.approx(6.1101)
