"""Opening the database file, and what to tell the host when that does not work."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.domain.errors import Fault, StartError

_log = logging.getLogger(__name__)

BUSY_TIMEOUT: Final = 1.0
"""Seconds to wait for another program's lock: an answer to Discord has three in all."""

LOGGED_UP_TO: Final = 4000
"""Pages, 16 MB: from there SQLite itself empties the write-ahead log, and whoever adds just then waits for it.

It is a bound; the writer empties the log sooner. With SQLite's own 1,000, groups of 64 took a sixth longer.
"""

REWRITTEN_UP_TO: Final = 64 * 1024 * 1024
"""Bytes, about 1.7 million entries: up to there a rewrite takes a third of a second, and as much memory as the file.

A larger database keeps what a rewrite would erase (see `rewrite`); the host is told so at each start.
"""

_FAULTS: Final = {
    sqlite3.SQLITE_BUSY: "store-locked",
    sqlite3.SQLITE_LOCKED: "store-locked",
    sqlite3.SQLITE_FULL: "store-disk-full",
    sqlite3.SQLITE_READONLY: "store-read-only",
    sqlite3.SQLITE_CANTOPEN: "store-cannot-open",
    sqlite3.SQLITE_PERM: "store-cannot-open",
    sqlite3.SQLITE_CORRUPT: "store-damaged",
    sqlite3.SQLITE_NOTADB: "store-damaged",
}
_CAUSES: Final = {
    sqlite3.SQLITE_BUSY: "another program holds it",
    sqlite3.SQLITE_LOCKED: "another program holds it",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk refuses it, or is full",
    sqlite3.SQLITE_READONLY: "it may only be read",
    sqlite3.SQLITE_CORRUPT: "a part of it is damaged; end the bot and put a backup in its place",
    sqlite3.SQLITE_NOTADB: "a part of it is damaged; end the bot and put a backup in its place",
}
_PRIMARY_CODE: Final = 0xFF
"""SQLite keeps the details of an error above its lowest eight bits."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection that writes as this house does; every transaction is begun by hand.

    An acknowledged entry is on disk (synchronous), a removed one is overwritten and was never in a temporary file
    (secure_delete, temp_store: S10).
    Raises `StartError` where the disk cannot keep a write-ahead log, else `sqlite3.Error`.
    """
    connection = open_as_it_is(path)
    try:
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise StartError([Fault("store-no-wal", file=str(path))])
        for pragma in (
            "synchronous = FULL",
            "secure_delete = ON",
            "foreign_keys = ON",
            "temp_store = MEMORY",
            f"wal_autocheckpoint = {LOGGED_UP_TO}",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def open_as_it_is(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing by being opened; every transaction is begun by hand. Raises `sqlite3.Error`."""
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


def checkpoint(connection: sqlite3.Connection) -> bool:
    """Empty the write-ahead log into the database (S9, S10). False: a reader or another program is in the way.

    It never waits: a reader that holds a snapshot would hold up every write for as long.
    """
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT * 1000)}")
    return not busy


def rewrite(connection: sqlite3.Connection) -> bool:
    """Lay the database out anew from its rows alone; outside a transaction, and before a checkpoint.

    False: it is larger than `REWRITTEN_UP_TO` and was left as it is.

    secure_delete alone is not enough for S10: of 192,000 entries removed in a trial, 10 left up to 26 of their 32
    bytes in the unused space of pages that had been split, and none after this.
    Nor is it enough for S9 that the rows have an order of their own: SQLite fills a page from its end, so where an
    entry lies tells when it came. After this the layout is the same for the same rows, whatever the order in which
    they came; only the header still counts how often this was done.
    """
    if not rewritable(connection):
        return False
    connection.execute("VACUUM")
    return True


def rewritable(connection: sqlite3.Connection) -> bool:
    """Whether the database is no larger than `REWRITTEN_UP_TO`."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (page_size,) = connection.execute("PRAGMA page_size").fetchone()
    return pages * page_size <= REWRITTEN_UP_TO


def probe(connection: sqlite3.Connection) -> None:
    """Write one row for real, inside the caller's transaction: a full or read-only disk shows itself here."""
    connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('probe', x'')")


def prepare_file(path: Path) -> None:
    """Make the folder (mode 0700) and the file (mode 0600) where they are missing. Raises `StartError`."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        fault = Fault("store-folder-unusable", {"folder": str(path.parent), "reason": reason_of(error)})
        raise StartError([fault]) from error
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StartError([Fault("store-cannot-open", {"reason": reason_of(error)}, str(path))]) from error
    try:
        path.chmod(0o600)
    except OSError as error:
        _log.warning("The mode of %s could not be set to 0600: %s", path, reason_of(error))


@contextmanager
def start_faults(path: Path) -> Generator[None]:
    """Whatever SQLite or the disk refuses in here becomes a `StartError` that tells the host what to do."""
    try:
        yield
    except sqlite3.Error as error:
        key = _FAULTS.get(primary_code(error), "store-failed")
        raise StartError([Fault(key, {"reason": str(error)}, str(path))]) from error
    except OSError as error:
        raise StartError([Fault("store-failed", {"reason": reason_of(error)}, str(path))]) from error


def primary_code(error: sqlite3.Error) -> int:
    """What kind of error it is, without SQLite's details; 0: one of Python's own, which has no code."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE


def cause_of(error: Exception) -> str:
    """What a log line says to a host of an error while the bot serves: what is wrong, and SQLite's number for it."""
    if not isinstance(error, sqlite3.Error):
        return type(error).__name__
    code = getattr(error, "sqlite_errorcode", 0)
    return f"{_CAUSES.get(primary_code(error), type(error).__name__)} ({code})"


def reason_of(error: OSError) -> str:
    """What the system says, in words."""
    return error.strerror or type(error).__name__
