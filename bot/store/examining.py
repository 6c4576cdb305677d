"""Looking at a database file before anything is entrusted to it: whose it is, and whether it is whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Final

from bot.store.connection import primary_code
from bot.store.migrate import APPLICATION_ID, shipped_migrations

SIDE_FILES: Final = ("-wal", "-shm", "-journal")
"""How the names of the files go on that SQLite keeps beside a database."""
_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Verdict(StrEnum):
    """What a file is. Its values are what the sentences choose by."""

    WHOLE = "whole"
    NEWER = "newer"
    """Whole, and of a version that this program does not know."""
    FOREIGN = "foreign"
    """Of another program."""
    EMPTY = "empty"
    DAMAGED = "damaged"
    """Not whole, or no database at all."""
    UNREADABLE = "unreadable"


def examine(connection: sqlite3.Connection) -> Verdict:
    """Read the whole database once. Raises `sqlite3.Error` when it cannot be read for another reason than damage."""
    try:
        if connection.execute("SELECT 1 FROM sqlite_schema").fetchone() is None:
            return Verdict.EMPTY
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        if application != APPLICATION_ID:
            return Verdict.FOREIGN
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        if primary_code(error) in _DAMAGE:
            return Verdict.DAMAGED
        raise
    if found != "ok":
        return Verdict.DAMAGED
    return Verdict.NEWER if version > shipped_migrations()[-1].version else Verdict.WHOLE


def examine_backup(path: Path) -> Verdict:
    """The same of a file that is only looked at: nothing is written to it or beside it."""
    try:
        with closing(open_backup(path)) as connection:
            return examine(connection)
    except (sqlite3.Error, OSError):
        return Verdict.UNREADABLE


def open_backup(path: Path) -> sqlite3.Connection:
    """A connection that cannot write. Raises `sqlite3.Error` or `OSError`.

    A file that lies alone is one that nobody changes: it is read without locks, also from where nothing can be written.
    """
    file = path.resolve(strict=True)
    alone = not any(file.with_name(f"{file.name}{side}").exists() for side in SIDE_FILES)
    return sqlite3.connect(f"{file.as_uri()}?mode=ro{'&immutable=1' * alone}", uri=True, isolation_level=None)
