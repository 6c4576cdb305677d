"""The same press on two databases that differ in one entry: whether the disk can tell them apart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeAlias
from unittest.mock import patch

from bot.domain.server import Edit
from bot.domain.tally import State, TallyId
from bot.store import SqliteStore, open_store, writer

EDIT: Final = Edit(99, datetime(2026, 3, 8, 12, tzinfo=UTC))
PAGE: Final = 4096 + 24
"""Bytes of a page in the write-ahead log, with what is written before each."""

Press: TypeAlias = Callable[[SqliteStore], Awaitable[object]]


def mark(name: object) -> bytes:
    """Somebody's mark: as good as chance, as the real ones are."""
    return sha256(str(name).encode()).digest()


def tally(number: int) -> TallyId:
    return TallyId(number, "metoo")


@asynccontextmanager
async def counting(path: Path, tallies: int, entries: int) -> AsyncGenerator[SqliteStore]:
    """A store with so many running tallies, one a server, and so many entries in all."""
    async with open_store(path) as store:
        for number in range(tallies):
            await store.change_state(tally(number), {None}, State.RUNNING, EDIT)
        for start in range(0, entries, 500):  # more at once would have to wait too long for a busy disk
            some = range(start, min(start + 500, entries))
            await asyncio.gather(*(store.add(tally(number % tallies), mark(number)) for number in some))
        yield store


@contextmanager
def rewritten_when_asked() -> Generator[None]:
    """The file is rewritten by `settle` alone, and never while somebody presses."""
    with patch.multiple(writer, ERASE_WITHIN=3600.0, TIDY_WITHIN=3600.0):
        yield


async def settle(store: SqliteStore) -> None:
    """What the bot does half a second after every withdrawal: the file is rewritten, and its log emptied."""
    await store.remove([])
    assert await store.checkpoint()
    await store.ping()  # an empty log is begun anew


async def pages_written(store: SqliteStore, path: Path, press: Press) -> int:
    """By how many pages a press makes the write-ahead log longer."""
    log = path.with_name(f"{path.name}-wal")
    await settle(store)
    before = log.stat().st_size
    await press(store)
    return (log.stat().st_size - before) // PAGE


def adding(where: TallyId, who: object) -> Press:
    return lambda store: store.add(where, mark(who))


def withdrawing(where: TallyId, who: object) -> Press:
    return lambda store: store.remove([(where, mark(who))])


def forgetting(tallies: int, who: object) -> Press:
    """From every tally; the marks of one person have nothing in common."""
    return lambda store: store.remove([(tally(number), mark((who, number))) for number in range(tallies)])


def resetting(where: TallyId) -> Press:
    return lambda store: store.reset(where, EDIT)
