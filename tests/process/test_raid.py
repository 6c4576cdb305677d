"""A raid and a flood: everybody is answered alike and in private, and nothing is to be seen of it before the tick."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

from tests.process.crowd import ADDED, OPENED, SHARED, Act, flood, raid
from tests.process.harness import CAMPAIGN, MODERATOR_OF_ALL, BotProcess, add, entries, marks, member
from tests.standin import Person, Standin

RAIDERS = [member(number) for number in range(1, 151)]
BYSTANDER = member(1_000)
WITHIN = 0.5
"""Seconds in which all of them come: as many a second as 10,000 a minute, and nearly as many again."""


async def number_of(standin: Standin, person: Person) -> str:
    return (await standin.command(person, "tally")).text


def alike(acts: list[Act]) -> None:
    """S24, S25: nobody is left without an answer, and the answers to one press are the same for all, in private."""
    assert [act for act in acts if act.seconds is None] == []
    assert all(act.private for act in acts)
    for what in {act.what for act in acts} - {SHARED}:
        assert len({act.text for act in acts if act.what == what}) == 1, what


async def test_s16_s24_s49_a_raid_shows_nothing_and_is_taken_back_unseen(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    before = await number_of(standin, BYSTANDER)
    acts = await raid(standin, RAIDERS, WITHIN, Random(1))

    alike(acts)
    assert {act.what for act in acts} == {OPENED, ADDED}
    assert await number_of(standin, BYSTANDER) == before
    asked = await standin.command(MODERATOR_OF_ALL, "config campaign", {"action": "reset", "campaign": CAMPAIGN})
    done = await standin.press(MODERATOR_OF_ALL, asked, "Remove all entries")
    assert not any(str(count) in asked.text + done.text for count in (len(RAIDERS), len(RAIDERS) + 1))
    assert await number_of(standin, BYSTANDER) == before
    assert await bot_process.stop() == 0
    assert " ERROR " not in bot_process.output
    assert entries(bot_process.data, tmp_path) == set()


async def test_s26_a_member_who_presses_everything_again_and_again_is_answered_and_counted_once(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    before = await number_of(standin, BYSTANDER)
    others = RAIDERS[:10]
    await asyncio.gather(*(add(standin, person) for person in others))
    one_by_one = await flood(standin, BYSTANDER, 60, 1)
    at_once = await flood(standin, BYSTANDER, 240, 32)

    alike(one_by_one)
    assert all(act.seconds is not None and act.private for act in at_once)
    # Presses that are under way at once turn the same private page one after the other.
    assert {act.text for act in at_once} <= {act.text for act in one_by_one}
    assert await number_of(standin, RAIDERS[0]) == before
    await add(standin, BYSTANDER)
    assert await bot_process.stop() == 0
    assert " ERROR " not in bot_process.output
    assert entries(bot_process.data, tmp_path) == marks(standin, [*others, BYSTANDER])
