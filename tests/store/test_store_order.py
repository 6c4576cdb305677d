"""S9: neither rows nor pages nor the write-ahead log keep the order of joining, also while the bot runs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st
from raw_pages import as_they_lie, layout, log_of
from store_samples import ELSEWHERE, TALLY, mark, started

from bot.store import SqliteStore, open_store
from bot.store import connection as store_connection
from bot.store.migrate import migrate

CROWD = [mark(number) for number in range(3300)]
"""In the order of joining; the marks of people who join in turn have no order among themselves."""


def told(path: Path, order: Sequence[bytes]) -> float:
    """Of all pairs of these on one page, the share that lies in the order of joining: a half is chance, 1 is all."""
    place = {each: number for number, each in enumerate(order)}
    pages = [[place[each] for each in page if each in place] for page in as_they_lie(path)]
    pairs = [first < second for page in pages for at, first in enumerate(page) for second in page[at + 1 :]]
    return sum(pairs) / len(pairs)


def test_the_pages_alone_tell_the_order_of_joining(path: Path) -> None:
    """What the store has to undo: without a rewrite the first are told exactly, and of later ones nearly every pair."""
    migrate(path)
    with closing(store_connection.connect(path)) as connection:
        connection.execute("INSERT INTO servers (id) VALUES (1)")
        connection.execute(
            "INSERT INTO tallies (id, server, campaign, state, since, threshold, slowest, published_at)"
            " VALUES (1, 1, 'metoo', 'running', 0, 10, 0, 0)"
        )

        def join(marks: Sequence[bytes]) -> None:
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO entries (tally, mark) VALUES (1, ?)", [(each,) for each in marks])
            connection.execute("COMMIT")
            assert store_connection.checkpoint(connection)

        join(CROWD[:50])
        assert as_they_lie(path) == [CROWD[:50]]
        join(CROWD[50:3000])
        assert store_connection.rewrite(connection)
        join(CROWD[3000:])
        assert told(path, CROWD[3000:]) > 0.8
        assert store_connection.rewrite(connection)
        assert store_connection.checkpoint(connection)
        assert abs(told(path, CROWD[3000:]) - 0.5) < 0.1


async def test_s9_the_files_of_a_running_bot_do_not_tell_it(store: SqliteStore, path: Path) -> None:
    """Nobody has to ask for it, and no withdrawal is needed."""
    await started(store, TALLY)
    for each in CROWD[:80]:
        await store.add(TALLY, each)
    for _ in range(400):
        if not log_of(path):
            break
        await asyncio.sleep(0.05)
    assert as_they_lie(path) == [sorted(CROWD[:80])]


PEOPLE = 8
Act: TypeAlias = tuple[int, bool, bool]
"""Who, whether elsewhere, and whether they withdraw."""
ACTS = st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.booleans(), st.booleans()), max_size=12)


async def done(folder: Path, acts: Sequence[Act], joining: Sequence[int]) -> tuple[bytes, bytes]:
    """The files of a bot after these acts, and after the people who are joining have joined: while it runs, and closed.

    In between everybody withdraws.
    """
    path = folder / "magnitude.db"
    async with open_store(path) as store:
        await started(store, TALLY, ELSEWHERE)
        for number, elsewhere, withdraws in acts:
            tally = ELSEWHERE if elsewhere else TALLY
            await (store.remove([(tally, mark(number))]) if withdraws else store.add(tally, mark(number)))
        await store.remove((tally, mark(number)) for number in range(PEOPLE) for tally in (TALLY, ELSEWHERE))
        assert await store.checkpoint()
        for number in joining:
            await asyncio.gather(*(store.add(tally, mark(number)) for tally in (TALLY, ELSEWHERE)))
        assert await store.checkpoint()
        assert not log_of(path)
        running = layout(path)
    assert not log_of(path)
    return running, layout(path)


@settings(max_examples=8)
@given(acts=ACTS, others=ACTS, joining=st.permutations(range(PEOPLE)), data=st.data())
def test_s9_the_same_people_make_the_same_files_whatever_they_did_before(
    acts: list[Act], others: list[Act], joining: list[int], data: st.DataObject
) -> None:
    """Byte for byte, but for what the file's header counts."""
    joined = joining[: data.draw(st.integers(0, PEOPLE))]
    again = data.draw(st.permutations(joined))
    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        first = asyncio.run(done(Path(one), acts, joined))
        second = asyncio.run(done(Path(two), others, again))
    assert first == second
    assert len(set(first)) == 1, "and closing adds nothing"
