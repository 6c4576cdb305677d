"""What numbers get out, whoever asks and whatever is pressed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from safety_round import everything, without_ids

from bot.domain import limits
from bot.domain.server import Edit, Post, Tally
from bot.domain.tally import State, TallyId
from bot.services.publishing import Publishing
from bot.store import SqliteStore, open_store
from tests.cogs.simulated_server import World, open_world

START = datetime(2026, 3, 8, 12, tzinfo=UTC)
TALLY = TallyId(613_425_648_685_547_541, "metoo")


async def answers(folder: Path, before: int, then: int) -> list[str]:
    """All that the fourteenth member and a moderator are told: after `before` and a tick, then with `then`.

    The member may be the very one who is counted in one world and not in the other (S24).
    """
    async with open_world(folder) as world:
        await world.moderator.slash(world.channel, "config post")
        await world.add(before)
        await world.tick()
        await world.add(then)
        return await told(world)


async def told(world: World) -> list[str]:
    seen = [
        each
        for person in (world.members[13], world.moderator)
        for each in await everything(world, person, changes=False, states=False)
    ]
    return [without_ids(f"{each.after}: {each.text}") for each in seen]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param((0, 0), (9, 9), id="S14: none and nine, published"),
        pytest.param((0, 0), (0, 40), id="S16: none and forty, before the tick"),
        pytest.param((13, 13), (13, 14), id="S13: thirteen and fourteen, before the tick"),
        pytest.param((13, 13), (14, 14), id="S13, S15: thirteen and fourteen, published"),
    ],
)
async def test_s13_s14_s15_s16_s24_nothing_that_is_answered_tells_these_counts_apart(
    tmp_path: Path, one: tuple[int, int], other: tuple[int, int]
) -> None:
    first, second = await answers(tmp_path / "one", *one), await answers(tmp_path / "other", *other)

    assert len(first) > 50
    assert first == second


async def test_s13_no_answer_holds_the_exact_count(tmp_path: Path) -> None:
    shown = await answers(tmp_path, 13, 13)

    number = re.compile(r"(?:At least \*\*|:f>: at least )(\d+)")
    assert {found for each in shown for found in number.findall(each)} == {"10"}


async def test_s13_s17_the_kept_history_holds_published_numbers_only(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        for count in (7, 13, 14, 23, 38, 60):
            await world.add(count)
            await world.tick()
        file = world.app.settings.database
        with closing(sqlite3.connect(file)) as connection:
            numbers = [number for (number,) in connection.execute("SELECT number FROM publications ORDER BY at")]

    assert numbers == [10, 20, 35, 60]


class Flapping:
    """A server whose number of members is what the test says; `Publisher`."""

    def __init__(self) -> None:
        self.members = limits.LEAST_MEMBERS

    async def member_count(self, server_id: int) -> int | None:
        return self.members

    async def refresh(self, tally: Tally, post: Post, language: str | None) -> Post | None:
        return post

    async def remove(self, post: Post) -> bool:
        return True


async def simulated(path: Path, joining: Sequence[Sequence[int]], members: Sequence[int]) -> list[int | None]:
    """What is published day after day while these people are counted and the server has so many members."""
    now = START

    def clock() -> datetime:
        return now

    publisher = Flapping()
    numbers: list[int | None] = []
    async with open_store(path) as store:
        await store.change_state(TALLY, {None}, State.RUNNING, Edit(99, START))
        publishing = Publishing(store, publisher, clock)
        counted = set[int]()
        for people, publisher.members in zip(joining, members, strict=True):
            await _count(store, counted, set(people))
            counted = set(people)
            now += timedelta(hours=24)
            await publishing.run_due()
            tally = await store.tally(TALLY)
            assert tally is not None
            assert tally.publication.at == now, "a tick on every day"
            numbers.append(tally.publication.number)
    return numbers


async def _count(store: SqliteStore, before: set[int], after: set[int]) -> None:
    for person in after - before:
        await store.add(TALLY, sha256(str(person).encode()).digest())
    await store.remove([(TALLY, sha256(str(person).encode()).digest()) for person in before - after])


def by_the_rules(counts: Sequence[int], members: Sequence[int]) -> list[int | None]:
    """S14, S15, S17 and S20 in plain words."""
    numbers: list[int | None] = []
    last = 0
    for count, people in zip(counts, members, strict=True):
        if abs(count - last) >= 5 or (count < 10 <= last):
            last = count
        numbers.append(last // 5 * 5 if last >= 10 and people >= 50 else None)
    return numbers


@pytest.mark.parametrize("seed", range(6))
async def test_s14_s20_a_member_count_that_flaps_hides_the_number_and_tells_nothing_else(
    tmp_path: Path, seed: int
) -> None:
    chance = Random(seed)
    days = 60
    joining = [range(max(0, 12 + chance.randint(-9, 14))) for _ in range(days)]
    flapping = [limits.LEAST_MEMBERS + chance.choice((-30, -1, 0, 1)) for _ in range(days)]

    shown = await simulated(tmp_path / "flapping", joining, flapping)
    steady = await simulated(tmp_path / "steady", joining, [limits.LEAST_MEMBERS] * days)

    assert shown == by_the_rules([len(people) for people in joining], flapping)
    assert shown == [
        number if people >= limits.LEAST_MEMBERS else None for number, people in zip(steady, flapping, strict=True)
    ]
    assert None in shown
    assert set(shown) - {None}


async def test_s20_a_number_of_members_that_nobody_knows_publishes_nothing(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        world.env.inject_error("GET", "/guilds/*", status=500, times=20)
        await world.add(12)
        await world.tick()
        tally = await world.app.store.tally(TallyId(world.guild.id, "metoo"))

    assert tally is not None
    assert tally.publication.number is None
