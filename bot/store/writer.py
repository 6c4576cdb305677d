"""The one writer: a queue, and a thread that commits together whatever is waiting in it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from bot.domain.errors import StoreUnavailable
from bot.store.connection import checkpoint, connect, probe, rewrite, start_faults

_log = logging.getLogger(__name__)
T = TypeVar("T")

TIDY_WITHIN: Final = 60.0
"""Seconds after a write until the write-ahead log is emptied: it keeps the order of joining (S9)."""
ERASE_WITHIN: Final = 0.5
"""Seconds after a removal until then: the log still holds what was removed (S10)."""


@dataclass(frozen=True, slots=True)
class _Job:
    """One caller's statements, and the future that the caller waits for."""

    work: Callable[[sqlite3.Connection], Any]
    erases: bool
    future: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Failed:
    """The outcome of a job that kept nothing."""

    error: Exception


class Writer:
    """Owns the only connection that writes, and the thread that it lives in.

    A job is a plain function of the connection. All that wait run inside one transaction, in one visit to the thread,
    and share one wait for the disk. (Hence a thread of its own: an aiosqlite connection is visited once a statement.)
    """

    def __init__(self, connection: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._thread = thread
        self._waiting: list[_Job] = []
        self._wake = asyncio.Event()
        self._open = True
        self._checkpoint_at: float | None = None
        self._erased = False
        self._task = asyncio.create_task(self._run(), name="store-writer")

    async def write(self, work: Callable[[sqlite3.Connection], T], *, erases: bool = False) -> T:
        """Run `work` inside a transaction; what it did is on disk when this returns.

        `work` may be called twice, when another job of its transaction fails. `erases`: it may remove something that
        must not stay in the write-ahead log (S10). A caller that is cancelled cannot tell whether it was done.
        Raises `StoreUnavailable`, or what `work` raised; then nothing of it was kept.
        """
        if not self._open:
            raise StoreUnavailable
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Job(work, erases, future))
        self._wake.set()
        try:
            return await future
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            _log.error("The database did not take a write: %s", error)
            raise StoreUnavailable from error

    async def checkpoint(self) -> bool:
        """Leave nothing of what was removed in the files (S10), and empty the write-ahead log (S9).

        False: a reader or another program is in the way, or the disk fails.
        """
        if self._erased:
            self._erased = False
            await self._in_thread(_attempt, rewrite, self._connection)
        return await self._in_thread(_attempt, checkpoint, self._connection) is True

    async def close(self) -> None:
        """Finish what was accepted, keep nothing of its order (S9) and close the connection."""
        self._open = False
        self._wake.set()
        await self._task
        self._erased = True
        if not await self.checkpoint():
            _log.warning("The write-ahead log could not be emptied: another program has the database open.")
        await self._in_thread(self._connection.close)

    async def _run(self) -> None:
        while self._open or self._waiting:
            await self._sleep()
            jobs = [job for job in self._waiting if not job.future.done()]
            self._waiting.clear()
            if jobs:
                await self._serve(jobs)
            if self._checkpoint_at is not None and asyncio.get_running_loop().time() >= self._checkpoint_at:
                self._checkpoint_at = None
                if not await self.checkpoint():
                    self._plan_checkpoint(ERASE_WITHIN)

    async def _sleep(self) -> None:
        """Until a job arrives, the writer is closed, or a checkpoint is due."""
        with suppress(TimeoutError):
            async with asyncio.timeout_at(self._checkpoint_at):
                await self._wake.wait()
        self._wake.clear()

    async def _serve(self, jobs: Sequence[_Job]) -> None:
        outcomes = await self._in_thread(_commit, self._connection, [job.work for job in jobs])
        for job, outcome in zip(jobs, outcomes, strict=True):
            if job.future.done():
                continue  # its caller was cancelled meanwhile
            if isinstance(outcome, _Failed):
                job.future.set_exception(outcome.error)
            else:
                job.future.set_result(outcome)
        erased = any(job.erases for job in jobs)
        self._erased |= erased
        self._plan_checkpoint(ERASE_WITHIN if erased else TIDY_WITHIN)

    def _plan_checkpoint(self, within: float) -> None:
        at = asyncio.get_running_loop().time() + within
        self._checkpoint_at = at if self._checkpoint_at is None else min(at, self._checkpoint_at)

    async def _in_thread(self, function: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)


@asynccontextmanager
async def open_writer(path: Path) -> AsyncGenerator[Writer]:
    """The writer of a database that is at this program's version. Raises `StartError` when it cannot write there."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-writer") as thread:
        writer = Writer(await asyncio.get_running_loop().run_in_executor(thread, _connect, path), thread)
        try:
            yield writer
        finally:
            await writer.close()


def _connect(path: Path) -> sqlite3.Connection:
    with start_faults(path):
        connection = connect(path)
        try:
            probe(connection)
            rewrite(connection)
            checkpoint(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def _attempt(upkeep: Callable[[sqlite3.Connection], T], connection: sqlite3.Connection) -> T | None:
    try:
        return upkeep(connection)
    except sqlite3.Error as error:
        _log.error("The database could not be tidied up: %s", error)
        return None


def _commit(connection: sqlite3.Connection, works: Sequence[Callable[[sqlite3.Connection], Any]]) -> list[Any]:
    """What each job returned, or `_Failed`.

    All in one transaction; when one fails, each runs once more in a transaction of its own, so that it fails alone.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        return [_Failed(error)] * len(works)
    try:
        outcomes = [work(connection) for work in works]
        connection.execute("COMMIT")
    except Exception as error:
        connection.rollback()
        if len(works) == 1:
            return [_Failed(error)]
        return [outcome for work in works for outcome in _commit(connection, [work])]
    return outcomes
