"""The one writer: a queue, and a thread that commits together whatever is waiting in it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from bot.domain.errors import StoreUnavailable
from bot.store.connection import checkpoint, connect, probe, start_faults

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
    error: Exception


class Writer:
    """Owns the only connection that writes. Use it as an async context manager.

    A job is a plain function of the connection. All that wait run inside one transaction, in one visit to the thread,
    so that many of them share one wait for the disk. (This is why the writer has a thread of its own instead of an
    aiosqlite connection, where each statement is a visit.) A job may run twice: see `_commit`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-writer")
        self._waiting: list[_Job] = []
        self._wake = asyncio.Event()
        self._open = False
        self._checkpoint_at: float | None = None

    async def __aenter__(self) -> Self:
        try:
            self._connection = await self._in_thread(self._connect)
        except BaseException:
            self._thread.shutdown(wait=False)
            raise
        self._open = True
        self._task = asyncio.create_task(self._run(), name="store-writer")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Finish what was accepted, empty the write-ahead log and close."""
        self._open = False
        self._wake.set()
        await self._task
        if not await self.checkpoint():
            _log.warning("The write-ahead log could not be emptied: another program has the database open.")
        await self._in_thread(self._connection.close)
        self._thread.shutdown(wait=False)

    async def write(self, work: Callable[[sqlite3.Connection], T], *, erases: bool = False) -> T:
        """Run `work` inside a transaction; what it did is on disk when this returns.

        `erases`: it may remove something that must not stay in the write-ahead log (S10).
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
            _log.error("The database did not take a write: %s (%s)", error, error.sqlite_errorname)
            raise StoreUnavailable from error

    async def checkpoint(self) -> bool:
        """Empty the write-ahead log now. False: something was in the way."""
        return await self._in_thread(self._try_checkpoint)

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
        try:
            async with asyncio.timeout_at(self._checkpoint_at):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()

    async def _serve(self, jobs: Sequence[_Job]) -> None:
        results = await self._in_thread(_commit, self._connection, [job.work for job in jobs])
        for job, result in zip(jobs, results, strict=True):
            if job.future.done():
                continue  # its caller was cancelled meanwhile
            if isinstance(result, _Failed):
                job.future.set_exception(result.error)
            else:
                job.future.set_result(result)
        self._plan_checkpoint(ERASE_WITHIN if any(job.erases for job in jobs) else TIDY_WITHIN)

    def _plan_checkpoint(self, within: float) -> None:
        at = asyncio.get_running_loop().time() + within
        self._checkpoint_at = at if self._checkpoint_at is None else min(at, self._checkpoint_at)

    async def _in_thread(self, function: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)

    def _connect(self) -> sqlite3.Connection:
        with start_faults(self._path):
            connection = connect(self._path)
            try:
                probe(connection)
                checkpoint(connection)
            except BaseException:
                connection.close()
                raise
            return connection

    def _try_checkpoint(self) -> bool:
        try:
            return checkpoint(self._connection)
        except sqlite3.Error as error:
            _log.error("The write-ahead log could not be emptied: %s (%s)", error, error.sqlite_errorname)
            return False


def _commit(connection: sqlite3.Connection, works: Sequence[Callable[[sqlite3.Connection], Any]]) -> list[Any]:
    """The result of each job, or `_Failed`. When one of several fails, each runs once more in a transaction of its own."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        return [_Failed(error)] * len(works)
    try:
        results = [work(connection) for work in works]
        connection.execute("COMMIT")
    except Exception as error:
        if connection.in_transaction:  # a full disk rolls back by itself
            connection.execute("ROLLBACK")
        if len(works) == 1:
            return [_Failed(error)]
        return [result for work in works for result in _commit(connection, [work])]
    return results
