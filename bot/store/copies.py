"""Whole copies of the database: those from before upgrades, and the backups that a host keeps (S13)."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from bot.domain.errors import Fault, StartError
from bot.store.connection import primary_code, reason_of

DRAFT: Final = ".part"
"""Ends the name of a copy that is not whole yet."""

_OF_THE_DATABASE: Final = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
)
"""What SQLite refuses because of what is copied; the rest is because of where the copy goes."""


def write_copy(connection: sqlite3.Connection, copy: Path) -> None:
    """Copy the database of `connection`, which is in no transaction: whole and on disk at `copy`, or not at all.

    The copy holds rows only: no freed pages, no layout that tells an order, nothing of the write-ahead log (S9, S10).
    It is for its owner alone. What was at `copy` before is replaced once the new one is whole.
    Raises `StartError` when the copy cannot be written or does not come out whole, and `sqlite3.Error` when the
    database cannot be read.
    """
    draft = copy.with_name(f"{copy.name}{DRAFT}")
    try:
        forget_draft(draft)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL, 0o600))
        connection.execute("VACUUM INTO ?", (str(draft),))
        check(draft, marks_of(connection))
        to_disk(draft)
        draft.replace(copy)
        to_disk(copy.parent)
    except sqlite3.Error as error:
        if primary_code(error) in _OF_THE_DATABASE:
            raise
        raise _unwritten(copy, str(error)) from error
    except OSError as error:
        raise _unwritten(copy, reason_of(error)) from error
    finally:
        forget_draft(draft)


def forget_draft(draft: Path) -> None:
    """Remove what is not whole, and what SQLite keeps beside it meanwhile. Raises `OSError`."""
    for file in (draft, draft.with_name(f"{draft.name}-journal")):
        file.unlink(missing_ok=True)


def check(copy: Path, marks: tuple[int, int]) -> None:
    """Read the whole copy once. Raises `StartError` when it is not what it should be."""
    with closing(sqlite3.connect(copy)) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok" or marks_of(connection) != marks:
            raise StartError([Fault("store-copy-damaged", {"path": str(copy.parent)})])


def marks_of(connection: sqlite3.Connection) -> tuple[int, int]:
    """Whose database it is, and its version."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return application, version


def to_disk(path: Path) -> None:
    """Wait until a file or the names in a folder are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritten(copy: Path, reason: str) -> StartError:
    return StartError([Fault("store-copy-unwritten", {"path": str(copy.parent), "reason": reason})])
