"""The store on one SQLite file."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.store.backups import renew_backups
from bot.store.connection import probe
from bot.store.entries import Entries
from bot.store.files import Files
from bot.store.migrate import migrate, remove_old_copies
from bot.store.reader import Reader, open_reader
from bot.store.restoring import forget_restored
from bot.store.schedules import Schedules
from bot.store.servers import Servers
from bot.store.tallies import Tallies
from bot.store.writer import Statistics, Writer, open_writer

_log = logging.getLogger(__name__)


class SqliteStore(Entries, Tallies, Servers, Schedules, Files):
    """`Store`, and what the program keeps for itself.

    Each method is one transaction. Every one raises `StoreUnavailable` when the database does not answer.
    """

    def __init__(self, path: Path, writer: Writer, reader: Reader) -> None:
        super().__init__(writer, reader)
        self._path = path

    async def purge(self, now: datetime) -> None:
        """Remove what has been kept long enough (S12), copies from before an upgrade and backups included (S13).

        What a killed restore has left goes as well: nobody restores while a bot serves.
        A backup that is old but may be the host's only one is renewed first. Raises what `renew_backups` does.
        """
        await super().purge(now)
        await asyncio.to_thread(forget_restored, self._path)
        await asyncio.to_thread(remove_old_copies, self._path, now)
        await asyncio.to_thread(renew_backups, self._path, now)

    async def get_meta(self, key: str) -> bytes | None:
        """What the program noted under this key."""
        row = await self._reader.row("SELECT value FROM meta WHERE key = ?", key)
        return row["value"] if row else None

    async def set_meta(self, key: str, value: bytes) -> None:
        await self._writer.write(partial(_set_meta, key=key, value=value))

    async def ping(self) -> None:
        """Write and read for real. Raises `StoreUnavailable`."""
        await self._writer.write(probe, erases=False)
        await self.get_meta("probe")

    def statistics(self) -> Statistics:
        """How the writer is doing."""
        return self._writer.statistics()

    def log_size(self) -> int:
        """Bytes of the write-ahead log now."""
        try:
            return self._path.with_name(f"{self._path.name}-wal").stat().st_size
        except FileNotFoundError:
            return 0

    async def checkpoint(self) -> bool:
        """Erase what must not stay in the files now (S9, S10). False: a reader or another program is in the way."""
        return await self._writer.checkpoint()


@asynccontextmanager
async def open_store(path: Path) -> AsyncGenerator[SqliteStore]:
    """The store in the file at `path`, which is made or upgraded where need be. Raises `StartError`.

    At the end it finishes what it accepted, and leaves one file: no write-ahead log (S9).
    """
    before, _ = await asyncio.to_thread(migrate, path)
    if not before:
        _log.info("A new database was made: %s.", path)
    async with open_writer(path) as writer, open_reader(path) as reader:
        yield SqliteStore(path, writer, reader)


def _set_meta(connection: sqlite3.Connection, *, key: str, value: bytes) -> None:
    connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))
