"""What the tests of the store share."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.domain.server import Edit, Tally
from bot.domain.tally import Publication, Rules, State, TallyId
from bot.store import SqliteStore

NOW = datetime(2026, 3, 8, 12, 30, 15, 123_456, tzinfo=UTC)
TALLY = TallyId(613_425_648_685_547_541, "metoo")
OTHER = TallyId(613_425_648_685_547_541, "16days")
ELSEWHERE = TallyId(81_384_788_765_712_384, "metoo")


def mark(number: int) -> bytes:
    return sha256(str(number).encode()).digest()


async def started(store: SqliteStore, *tallies: TallyId) -> None:
    for tally in tallies:
        await set_state(store, tally, State.RUNNING, NOW)


async def set_state(store: SqliteStore, tally: TallyId, state: State, now: datetime) -> None:
    """From whatever other state to this one."""
    await store.change_state(tally, {None, *State} - {state}, state, Edit(99, now))


async def existing(store: SqliteStore, tally: TallyId) -> Tally:
    found = await store.tally(tally)
    assert found is not None
    return found


async def counted(store: SqliteStore, tally: TallyId) -> int:
    """The exact count, asked for in the one way there is: by a tick, which here changes nothing."""
    counts: list[int] = []

    def look(last: Publication, rules: Rules, exact: int) -> Publication:
        counts.append(exact)
        return last

    assert await store.tick(tally, (await existing(store, tally)).publication, look) is not None
    return counts[-1]


def rows(path: Path, select: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(select).fetchall()


def bytes_beside(path: Path) -> bytes:
    """Everything in the database and its side files."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))
