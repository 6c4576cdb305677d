"""The one writer: a queue, and a thread that commits together whatever is waiting in it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

from bot.domain.errors import StoreUnavailable, StoreUncertain
from bot.store.connection import (
    REWRITTEN_UP_TO,
    cause_of,
    checkpoint,
    connect,
    probe,
    rewritable,
    rewrite,
    start_faults,
)

_log = logging.getLogger(__name__)
A = TypeVar("A")
T = TypeVar("T")
Work: TypeAlias = Callable[[sqlite3.Connection, Sequence[A]], Sequence[T]]
"""Does inside a transaction what several ask for, and gives what each of them is told."""

WRITE_WITHIN: Final = 10.0
"""Seconds until whoever waits for a write is told that it takes too long. Answers that are late by then were deferred;
people have gone on after that. Longer than another program's lock is waited for, so that a lock is told for what it is.
Those who wait together share the time of the first: a timer for each would cost a fifth of the speed.
"""
ERASE_WITHIN: Final = 0.5
"""Seconds without another write until the files keep neither what was removed (S10) nor the order in which entries came
(S9): until then the write-ahead log holds both. When it does not succeed it is tried again after twice as long each
time, up to `TIDY_WITHIN`.
"""
ERASING_SHARE: Final = 0.05
"""Of the time, at most so much goes into that, for whoever presses meanwhile waits: the next comes so much later. In a
trial it took 2 ms with 1,000 entries, 25 ms with 100,000, and 200 ms with a million, which puts it off for 4 seconds.
"""
TIDY_WITHIN: Final = 10.0
"""Seconds after a write until then, also while one follows another: in a rush fewer than one in a hundred wait for it.
Also until the log is emptied of what need not be erased.
"""
SLOW_FROM: Final = 0.5
"""Seconds from which a write was slow: people notice, and the next one may come too late for Discord."""
SLOW_FOR: Final = 600.0
"""Seconds for which moderators are told of a slow write."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the writer has done since it was opened, and how it is doing. Nothing here tells what was written."""

    commits: int
    """Groups of writes that shared a transaction and a wait for the disk."""
    writes: int
    failures: int
    """Writes that the database did not take, or not in time."""
    waiting: int
    """Writes that are not begun yet."""
    slow_ago: float | None
    """Seconds since the last slow write; None: there was none."""


class _Job(NamedTuple):
    """What one caller asks for, and the future that it waits for: done early when it has been told or is cancelled."""

    work: Work[Any, Any]
    asked: Any
    erases: bool | Callable[[Any], bool]
    future: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Failed:
    """The outcome of a job that kept nothing."""

    error: Exception


class Writer:
    """Owns the only connection that writes, and the thread that it lives in.

    A job is a plain function of the connection. All that wait run inside one transaction, in one visit to the thread,
    and share one wait for the disk. (Hence a thread of its own: an aiosqlite connection is visited once a statement.)
    Those that ask for the same in a row share its statements too.
    """

    def __init__(self, connection: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._thread = thread
        self._waiting: list[_Job] = []
        self._deadline: asyncio.TimerHandle | None = None
        self._wake = asyncio.Event()
        self._open = True
        self._unerased = True  # whatever a crash has left; those who press first do not wait for that
        self._tidy_by: float | None = asyncio.get_running_loop().time() + TIDY_WITHIN
        self._checkpoint_at: float | None = self._tidy_by
        self._erase_within = self._retry_within = ERASE_WITHIN
        self._slow_at: float | None = None
        self._commits = self._writes = self._failures = 0
        self._task = asyncio.create_task(self._run(), name="store-writer")

    async def write(self, work: Callable[[sqlite3.Connection], T], *, erases: bool | Callable[[T], bool] = True) -> T:
        """Run `work` inside a transaction; what it did is on disk when this returns.

        `work` may be called twice, when another job of its transaction fails. `erases`: whether it may leave something
        in the files that must not stay there, or how to tell from what it returned: what it removed (S10), or when it
        added what it added (S9).
        Raises `StoreUnavailable`, or what `work` raised; then nothing of it was kept. After `WRITE_WITHIN` what is not
        begun is dropped; for what is begun it raises `StoreUncertain`, since nothing can stop that any more. A caller
        that is cancelled cannot tell either whether it was done.
        """
        return await self.write_together(_one_by_one, work, erases=erases)

    async def write_together(self, work: Work[A, T], asked: A, *, erases: bool | Callable[[T], bool] = True) -> T:
        """As `write`, for what many ask for at once: `work` gets what each of them asked for, in their order."""
        if not self._open:
            raise StoreUnavailable
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        if not self._waiting:
            self._deadline = loop.call_later(WRITE_WITHIN, self._give_up, self._waiting)
        self._waiting.append(_Job(work, asked, erases, future))
        self._wake.set()
        try:
            return await future
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            self._failures += 1
            _log.error("The database did not take a write: %s", cause_of(error))
            raise StoreUnavailable from error

    def slow(self) -> bool:
        """Whether a write took `SLOW_FROM` or longer within the last `SLOW_FOR`."""
        ago = self._slow_ago()
        return ago is not None and ago < SLOW_FOR

    def statistics(self) -> Statistics:
        return Statistics(self._commits, self._writes, self._failures, len(self._waiting), self._slow_ago())

    def _slow_ago(self) -> float | None:
        return None if self._slow_at is None else asyncio.get_running_loop().time() - self._slow_at

    async def checkpoint(self) -> bool:
        """Leave in the files nothing of what was removed (S10), nor of the order in which entries came (S9).

        False: a reader or another program is in the way, or the disk fails.
        """
        begun = asyncio.get_running_loop().time()
        if self._unerased:
            self._unerased = await self._in_thread(_attempt, rewrite, self._connection) is None
        emptied = await self._in_thread(_attempt, checkpoint, self._connection)
        lasted = asyncio.get_running_loop().time() - begun
        self._erase_within = min(max(ERASE_WITHIN, lasted / ERASING_SHARE), TIDY_WITHIN)
        return emptied is True and not self._unerased

    async def close(self) -> None:
        """Finish what was accepted, keep nothing of its order (S9) and close the connection."""
        self._open = False
        self._wake.set()
        try:
            await self._task
            self._unerased = True
            if not await self.checkpoint():
                _log.warning("The write-ahead log could not be emptied; the next start does it.")
        finally:
            await self._in_thread(self._connection.close)

    async def _run(self) -> None:
        while self._open or self._waiting:
            await self._sleep()
            if self._waiting:
                await self._serve()
            if self._checkpoint_at is not None and asyncio.get_running_loop().time() >= self._checkpoint_at:
                await self._tidy_up()

    async def _sleep(self) -> None:
        """Until a job arrives, the writer is closed, or a checkpoint is due."""
        with suppress(TimeoutError):
            async with asyncio.timeout_at(self._checkpoint_at):
                await self._wake.wait()
        self._wake.clear()

    async def _serve(self) -> None:
        jobs, self._waiting = self._waiting, []
        deadline, self._deadline = self._deadline, None
        clock = asyncio.get_running_loop().time
        begun = clock()
        outcomes = await self._in_thread(_commit, self._connection, jobs)
        if clock() - begun >= SLOW_FROM:
            self._slow_at = clock()
        self._commits += 1
        self._writes += len(jobs)
        erased = False
        for job, outcome in outcomes:
            erased |= job.erases(outcome) if callable(job.erases) else job.erases
            if job.future.done():
                continue
            if isinstance(outcome, _Failed):
                job.future.set_exception(outcome.error)
            else:
                job.future.set_result(outcome)
        if deadline is not None:
            deadline.cancel()
        self._unerased |= erased
        self._plan_checkpoint()

    def _give_up(self, jobs: Sequence[_Job]) -> None:
        """Tell those who have waited too long, and drop what is not begun."""
        begun = jobs is not self._waiting
        if not begun:
            self._waiting = []
        self._slow_at = asyncio.get_running_loop().time()
        _log.error("The database did not take a write within %s seconds", WRITE_WITHIN)
        for job in jobs:
            if not job.future.done():
                self._failures += 1
                job.future.set_exception(StoreUncertain() if begun else StoreUnavailable())

    async def _tidy_up(self) -> None:
        if await self.checkpoint():
            self._tidy_by = self._checkpoint_at = None
            self._retry_within = ERASE_WITHIN
        else:
            self._tidy_by = self._checkpoint_at = asyncio.get_running_loop().time() + self._retry_within
            self._retry_within = min(2 * self._retry_within, TIDY_WITHIN)

    def _plan_checkpoint(self) -> None:
        now = asyncio.get_running_loop().time()
        self._tidy_by = self._tidy_by or now + TIDY_WITHIN
        self._checkpoint_at = min(now + self._erase_within, self._tidy_by) if self._unerased else self._tidy_by

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
            if not rewritable(connection):
                _log.warning(
                    "%s is larger than %d MB and is no longer rewritten: pieces of removed entries, and the order in"
                    " which entries came, can stay in it. To erase them, stop the bot and run VACUUM on it.",
                    path,
                    REWRITTEN_UP_TO // 1024**2,
                )
            checkpoint(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def _attempt(upkeep: Callable[[sqlite3.Connection], T], connection: sqlite3.Connection) -> T | None:
    try:
        return upkeep(connection)
    except Exception as error:  # a MemoryError too: nothing may end the one writer
        _log.error("The database could not be tidied up: %s", cause_of(error))
        return None


def _commit(connection: sqlite3.Connection, jobs: Sequence[_Job]) -> list[tuple[_Job, Any]]:
    """What each job is told, or `_Failed`; never raises. A job whose caller has given up by then is not begun.

    All in one transaction; when one fails, each runs once more in a transaction of its own, so that it fails alone.
    """
    try:
        connection.rollback()  # of a transaction that did not let itself be rolled back; else there is none
        connection.execute("BEGIN IMMEDIATE")
    except Exception as error:
        return [(job, _Failed(error)) for job in jobs]
    try:
        outcomes = [
            (job, outcome)
            for work, alike in groupby((job for job in jobs if not job.future.done()), attrgetter("work"))
            for job, outcome in _together(work, connection, list(alike))
        ]
        connection.execute("COMMIT")
    except Exception as error:
        _roll_back(connection)
        if len(jobs) == 1:
            return [(jobs[0], _Failed(error))]
        return [outcome for job in jobs for outcome in _commit(connection, [job])]
    return outcomes


def _together(work: Work[Any, Any], connection: sqlite3.Connection, jobs: Sequence[_Job]) -> Iterable[tuple[_Job, Any]]:
    return zip(jobs, work(connection, [job.asked for job in jobs]), strict=True)


def _one_by_one(connection: sqlite3.Connection, works: Sequence[Callable[[sqlite3.Connection], T]]) -> Sequence[T]:
    return [work(connection) for work in works]


def _roll_back(connection: sqlite3.Connection) -> None:
    try:
        connection.rollback()
    except Exception as error:
        _log.error("A transaction could not be rolled back; that is tried again before the next one: %r", error)
