"""Bringing a database file to the version of this program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Final

from bot.domain import limits
from bot.domain.errors import Fault, StartError
from bot.store.connection import BUSY_TIMEOUT, connect, prepare_file, start_faults
from bot.store.copies import write_copy

APPLICATION_ID: Final = 0x4D61676E
"""Tells SQLite files of this program from those of others; the first migration writes it."""
COPY: Final = ".before-"
"""In the name of a copy, between the database's name and what it was made before."""
CHECKED_UP_TO: Final = 32 * 1024 * 1024
"""Bytes up to which a database is read through for damage at each start: a fraction of a second."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step. `script` holds its own BEGIN and COMMIT and sets `user_version` to `version` between them."""

    version: int
    name: str
    script: str


def shipped_migrations() -> tuple[Migration, ...]:
    """The migrations that come with the program, in order."""
    folder = resources.files("bot.store") / "migrations"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return tuple(Migration(int(file.name[:4]), file.name, file.read_text(encoding="utf-8")) for file in files)


def migrate(path: Path, migrations: Sequence[Migration] | None = None) -> tuple[int, int]:
    """Bring the database to the newest version, making it where there is none: (version before, version after).

    An existing database is copied first, to `<name>.before-<version after>` beside it. A step that fails leaves
    nothing behind. Raises `StartError`; what cannot be opened or is not ours to change is not touched.
    """
    steps = shipped_migrations() if migrations is None else migrations
    newest = steps[-1].version
    prepare_file(path)
    with start_faults(path):
        found = inspect(path, newest)
        if found < newest:
            with closing(connect(path)) as connection:
                if found:
                    write_copy(connection, path.with_name(f"{path.name}{COPY}{newest}"))
                for step in steps[found:]:
                    _apply(connection, path, step)
    return found, newest


def remove_old_copies(path: Path, now: datetime) -> None:
    """Remove the copies from before upgrades once they have been kept for `limits.KEEP_COPIES` (S13).

    A damaged database that a backup took the place of is kept under such a name as well. One from a future that far
    away was made when a clock was wrong.
    """
    for copy in _copies(path):
        made = datetime.fromtimestamp(copy.stat().st_mtime, UTC)
        if abs(now - made) >= limits.KEEP_COPIES:
            copy.unlink()


def remove_copies(path: Path) -> None:
    """Remove the copies from before upgrades, however new: what is in them is no longer right."""
    for copy in _copies(path):
        copy.unlink()


def _copies(path: Path) -> Iterator[Path]:
    return path.parent.glob(f"{path.name}{COPY}*")


def inspect(path: Path, newest: int) -> int:
    """The version of the database, once it is known to be whole, ours, and not newer than `newest`; 0: it is empty.

    Raises `StartError`, or what SQLite raises.
    """
    with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT)) as connection:
        version = _pragma(connection, "user_version")
        empty = connection.execute("SELECT 1 FROM sqlite_schema").fetchone() is None
        if not empty and _pragma(connection, "application_id") != APPLICATION_ID:
            raise StartError([Fault("store-foreign", file=str(path))])
        if version > newest:
            raise StartError([Fault("store-newer", {"found": str(version), "known": str(newest)}, str(path))])
        if path.stat().st_size <= CHECKED_UP_TO:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise StartError([Fault("store-damaged", {"reason": str(verdict)}, str(path))])
        return version


def _apply(connection: sqlite3.Connection, path: Path, step: Migration) -> None:
    try:
        connection.executescript(step.script)
    except sqlite3.Error as error:
        fault = Fault("store-migration-failed", {"script": step.name, "reason": str(error)}, str(path))
        raise StartError([fault]) from error


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)
