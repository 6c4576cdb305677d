"""The same pages are written whether an entry was there or not: the wait for the disk would tell (S14, S24, S26)."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from pathlib import Path
from statistics import mean

import pytest
from store_samples import bytes_beside

from bot.domain.tally import State
from bot.store import SqliteStore, entries, writer
from bot.store.migrate import migrate
from bot.store.reader import open_reader
from tests.store.alike import (
    EDIT,
    Press,
    adding,
    counting,
    forgetting,
    mark,
    pages_written,
    resetting,
    rewritten_when_asked,
    settle,
    tally,
    withdrawing,
)

HERE, THERE = tally(0), tally(1)
FULL = 107
"""Entries that fill the one page that they lie on: the next one splits it."""
MANY = 2000
"""Entries on about twenty pages."""


@pytest.fixture(autouse=True)
def when_asked() -> Generator[None]:
    with rewritten_when_asked():
        yield


@pytest.mark.parametrize("others", [0, 1, 50, FULL - 2, FULL - 1])
async def test_s24_s26_adding_again_and_withdrawing_again_write_what_the_first_time_writes(
    path: Path, others: int
) -> None:
    async with counting(path, 1, others) as store:
        await store.add(HERE, mark("a"))
        again = await pages_written(store, path, adding(HERE, "a"))
        first_withdrawal = await pages_written(store, path, withdrawing(HERE, "a"))
        await store.add(HERE, mark("b"))
        nothing_withdrawn = await pages_written(store, path, withdrawing(HERE, "a"))
        first = await pages_written(store, path, adding(HERE, "a"))
    assert again == first == first_withdrawal == nothing_withdrawn >= 1
    assert (first > 1) is (others == FULL - 1), "a full page is split for everybody or for nobody"


@pytest.mark.parametrize("others", [0, 50, FULL - 5, FULL - 4, FULL - 3])
async def test_s24_s26_so_it_is_for_those_who_press_at_the_same_moment(path: Path, others: int) -> None:
    """They share their statements, and the same press may come twice."""

    def press(who: str) -> Press:
        async def pressed(store: SqliteStore) -> None:
            assert await asyncio.gather(*(store.add(HERE, mark(each)) for each in who)) == [True] * len(who)

        return pressed

    async with counting(path, 1, others) as store:
        await press("abc")(store)
        again = await pages_written(store, path, press("abca"))
        first = await pages_written(store, path, press("defd"))
    assert again == first >= 1


async def test_s24_s26_so_it_is_on_average_where_entries_fill_many_pages(path: Path) -> None:
    """A page more or less, by where the mark falls; right after a rewrite every page is full."""
    written: dict[str, list[int]] = {"again": [], "first": [], "counted": [], "not counted": []}
    async with counting(path, 1, MANY) as store:
        for who in range(0, MANY, 80):
            written["again"].append(await pages_written(store, path, adding(HERE, who)))
            written["counted"].append(await pages_written(store, path, withdrawing(HERE, who)))
            written["not counted"].append(await pages_written(store, path, withdrawing(HERE, who)))
            written["first"].append(await pages_written(store, path, adding(HERE, who)))
    averages = {name: mean(pages) for name, pages in written.items()}
    assert min(averages.values()) > 3
    assert max(averages.values()) - min(averages.values()) < 0.7, averages


async def test_s4_s24_deleting_writes_the_same_whether_there_was_an_entry(path: Path) -> None:
    async with counting(path, 3, 60) as store:
        nothing = await pages_written(store, path, forgetting(3, "a"))
        await store.add(THERE, mark(("a", 1)))
        something = await pages_written(store, path, forgetting(3, "a"))
    assert something == nothing >= 1


async def test_s4_s24_deleting_writes_something_but_not_a_page_for_each_tally_of_the_host(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "COVERED", 2)
    async with counting(path, 60, MANY) as store:
        nothing = await pages_written(store, path, forgetting(60, "a"))
        await store.add(tally(50), mark(("a", 50)))
        something = await pages_written(store, path, forgetting(60, "a"))
    assert 1 <= nothing <= 2 * 8
    assert 0 <= something - nothing <= 1, "what is left to be told apart by: one page"


async def test_s4_s24_deleting_from_more_tallies_than_are_covered_writes_the_same_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page holds several small ones."""
    monkeypatch.setattr(entries, "COVERED", 15)
    async with counting(path, 60, 600) as store:
        for where in range(1, 60, 7):
            nothing = await pages_written(store, path, forgetting(60, where))
            await store.add(tally(where), mark((where, where)))
            assert await pages_written(store, path, forgetting(60, where)) == nothing


async def test_s10_s24_the_file_is_rewritten_after_a_withdrawal_of_nothing_too(path: Path) -> None:
    """It delays whoever presses next."""
    statements: list[str] = []
    migrate(path)
    async with writer.open_writer(path) as only_writer, open_reader(path) as reader:
        store = SqliteStore(path, only_writer, reader)
        await store.change_state(HERE, {None}, State.RUNNING, EDIT)
        await store.add(HERE, mark("a"))
        await only_writer.write(lambda connection: connection.set_trace_callback(statements.append))
        for _ in range(2):
            await store.remove([(HERE, mark("a"))])
            assert await store.checkpoint()
    assert statements.count("VACUUM") == 3, "once after each, and once at the end"


async def test_s14_s49_a_reset_writes_the_same_whether_there_were_no_entries_or_a_few(path: Path) -> None:
    written: list[int] = []
    async with counting(path, 2, 40) as store:
        for few in (0, 1, 9):
            await store.reset(HERE, EDIT)
            for number in range(few):
                await store.add(HERE, mark(number))
            written.append(await pages_written(store, path, resetting(HERE)))
    assert len(set(written)) == 1


async def test_s10_nothing_is_left_of_what_was_written_beside_a_mark(path: Path) -> None:
    """It begins as the mark does."""
    async with counting(path, 1, FULL - 1) as store:
        for who in ("a", "b"):
            await store.remove([(HERE, mark(who))])
        await store.add(HERE, mark("a"))
        await store.add(HERE, mark("a"))
        await settle(store)
        assert bytes_beside(path).count(mark("a")[:8]) == 1
        assert mark("b")[:8] not in bytes_beside(path)
