"""The reader: a connection that cannot write."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

import aiosqlite

from bot.domain.errors import StoreUnavailable

_log = logging.getLogger(__name__)
Column: TypeAlias = str | int | bytes | None


class Reader:
    """Answers one SELECT at a time, each on a snapshot of its own that ends with it, so that none holds up a checkpoint.

    Open it after the writer, close it before. Use it as an async context manager.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._resources = AsyncExitStack()

    async def __aenter__(self) -> Self:
        connection = aiosqlite.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
        self._connection = await self._resources.enter_async_context(connection)
        self._connection.row_factory = sqlite3.Row
        await self.rows("PRAGMA query_only = ON")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._resources.aclose()

    async def rows(self, select: str, *values: Column) -> Sequence[sqlite3.Row]:
        """All rows of a SELECT. Raises `StoreUnavailable`."""
        try:
            return list(await self._connection.execute_fetchall(select, values))
        except (sqlite3.Error, ValueError) as error:
            _log.error("The database did not answer: %s", error)
            raise StoreUnavailable from error

    async def row(self, select: str, *values: Column) -> sqlite3.Row | None:
        """The first row of a SELECT. Raises `StoreUnavailable`."""
        return next(iter(await self.rows(select, *values)), None)
