"""What can go wrong with the machine, as blocks: while one runs, the trouble lasts; at its end it is over."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import subprocess
from collections.abc import Generator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from tests.process.harness import DATABASE, STARTS_WITHIN, BotProcess
from tests.standin import Standin

PAGE: Final = 4096
"""Bytes of a page of the database."""


class TroubledProcess(BotProcess):
    """The real process on a machine whose clock can be moved and whose disk can be slowed down (`troubled_bot`)."""

    program = "tests.process.troubled_bot"

    def __init__(self, standin: Standin, folder: Path, **environment: str) -> None:
        self.troubles = folder / "troubles"
        self.troubles.mkdir(exist_ok=True)
        super().__init__(standin, folder, TROUBLES=str(self.troubles), **environment)

    def set(self, trouble: str, seconds: float) -> None:
        """From the next time that the process looks; it never sees half of it."""
        draft = self.troubles / f"{trouble}.new"
        draft.write_text(str(seconds), encoding="ascii")
        draft.replace(self.troubles / trouble)


def move_clock(process: TroubledProcess, by: timedelta) -> None:
    """The process sees a time of day that is wrong by so much from now on; 0: it is put right."""
    process.set("clock", by.total_seconds())


@contextmanager
def slow_disk(process: TroubledProcess, seconds: float) -> Generator[None]:
    """Each wait for the disk takes so much longer, of a commit as well as of upkeep."""
    process.set("disk", seconds)
    try:
        yield
    finally:
        process.set("disk", 0)


@contextmanager
def files_at_most(process: BotProcess, size: int) -> Generator[None]:
    """No file of the process grows past so many bytes: as on a disk that is full, and nobody has to be root for it."""
    before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def small_disk(folder: Path, size: int) -> Generator[bool]:
    """The folder is a disk of its own with so many bytes. False: nobody may mount one here, and it is none."""
    folder.mkdir(mode=0o700)
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", str(folder)]
    mounted = subprocess.run(mounting, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def filled(folder: Path) -> Generator[None]:
    """Another program takes all the space that is left where the folder is."""
    ballast = folder / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(PAGE)):
                    pass
            except OSError:
                pass
        yield
    finally:
        ballast.unlink()


@contextmanager
def locked(data: Path) -> Generator[None]:
    """Another program writes to the database meanwhile."""
    with closing(sqlite3.connect(data / DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


async def emptied(process: BotProcess) -> None:
    """Wait until the database holds what the write-ahead log did."""
    for _ in range(int(STARTS_WITHIN / 0.05)):
        if not process.log_size:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the write-ahead log was not emptied")


def damage(database: Path, table: str) -> None:
    """Overwrite the first page of a table, behind SQLite's back. Everybody then has to read it from the file anew.

    Only what a checkpoint has brought into the database can be damaged there.
    """
    with closing(sqlite3.connect(database)) as connection, connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        with database.open("r+b") as file:
            file.seek((page - 1) * PAGE)
            file.write(b"\xa5" * PAGE)
        # A commit by another program: what the bot remembers of the file may hold no longer.
        connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('probe', x'')")
