"""The reader: a connection that cannot write."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, TypeAlias

import aiosqlite

from bot.domain.errors import StoreUnavailable
from bot.store.connection import cause_of

_log = logging.getLogger(__name__)
Column: TypeAlias = str | int | bytes | None

READ_WITHIN: Final = 1.0
"""Seconds until a read gives up. Of Discord's three, two reads in a row, or a read and a write, leave some for the way.
"""


class Reader:
    """Answers one SELECT at a time. Its snapshot ends with it, so that it never holds up a checkpoint for long."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def rows(self, select: str, *values: Column) -> Sequence[sqlite3.Row]:
        """All rows of a SELECT. Raises `StoreUnavailable`, after `READ_WITHIN` at the latest."""
        try:
            return await self._rows(select, values)
        except (sqlite3.Error, TimeoutError, ValueError) as error:  # a ValueError: it is closed
            _log.error("The database did not answer: %s", cause_of(error))
            raise StoreUnavailable from error

    async def row(self, select: str, *values: Column) -> sqlite3.Row | None:
        """The first row of a SELECT. Raises `StoreUnavailable`."""
        return next(iter(await self.rows(select, *values)), None)

    async def _rows(self, select: str, values: Sequence[Column]) -> Sequence[sqlite3.Row]:
        try:
            async with asyncio.timeout(READ_WITHIN):
                return list(await self._connection.execute_fetchall(select, values))
        except TimeoutError:
            # What runs now has been asked for no later than this, so it is late as well.
            await self._connection.interrupt()
            raise


@asynccontextmanager
async def open_reader(path: Path) -> AsyncGenerator[Reader]:
    """To be opened after the writer, which sets up the file, and closed before it."""
    async with aiosqlite.connect(_read_only(path), uri=True, isolation_level=None, timeout=READ_WITHIN) as connection:
        connection.row_factory = sqlite3.Row
        yield Reader(connection)


def _read_only(path: Path) -> str:
    return f"{path.resolve().as_uri()}?mode=ro"
