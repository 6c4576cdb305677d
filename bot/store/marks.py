"""All entries at once: marked anew when the key is changed, or removed when it is lost. Nothing tells how many (S18).

For a program that has the data folder to itself, for this takes its time: some ten seconds for a million.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.domain.errors import Fault, StartError
from bot.store.connection import checkpoint, connect, start_faults
from bot.store.migrate import migrate, remove_copies
from bot.store.moments import from_moment
from bot.store.tables import forget_number

KEY_FINGERPRINT: Final = "key_fingerprint"
"""The name under which a database keeps the fingerprint of the keys that it was written under."""
NO_KEYS: Final = b""
"""The fingerprint of a database whose entries were all removed, and which is to get a new key."""
_UNCLEAN: Final = "marks_unclean"
"""Stands there as long as something of older marks may be left in the files."""


class AllMarks:
    """What the entries of a database were marked with. Every change is one transaction.

    Each method raises `sqlite3.Error`, for `open_marks` to tell.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @property
    def fingerprint(self) -> bytes | None:
        """Of the keys that the marks were made with; None: nothing was kept yet."""
        return self._noted(KEY_FINGERPRINT)

    @property
    def unclean(self) -> bool:
        """Whether something of older marks may be left in the files."""
        return self._noted(_UNCLEAN) is not None

    def remark(self, following: Callable[[bytes], bytes], fingerprint: bytes) -> None:
        """Put in the place of each mark the one that follows it, under the keys that have this fingerprint.

        Raises `StartError` when a signal comes in between; then everything is as it was.
        """
        connection = self._connection
        connection.create_function("following", 1, following)
        with self._change(fingerprint):
            try:
                # One tally after the other: SQLite keeps the marks that it has yet to change in memory.
                for (tally,) in connection.execute("SELECT id FROM tallies").fetchall():
                    connection.execute("UPDATE entries SET mark = following(mark) WHERE tally = ?", (tally,))
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # all that is known of an exception in `following`
                    raise StartError([Fault("key-change-interrupted")]) from None
                raise

    def remove(self, now: datetime) -> None:
        """Remove every entry, hide every number and forget what it was made from; a new key is due (`NO_KEYS`)."""
        connection = self._connection
        with self._change(NO_KEYS):
            connection.execute("DELETE FROM entries")
            for (tally,) in connection.execute("SELECT id FROM tallies").fetchall():
                forget_number(connection, tally, from_moment(now))

    def begin(self, fingerprint: bytes) -> None:
        """From now on marks are made with the keys that have this fingerprint; there is none yet."""
        with self._change(fingerprint):
            pass

    def clean(self) -> bool:
        """Leave nothing of older marks: in the file, whatever its size, beside it, and in copies from before upgrades.

        False: a reader or another program is in the way.
        """
        self._connection.execute("VACUUM")
        if not checkpoint(self._connection):
            return False
        remove_copies(self._path)
        self._connection.execute("DELETE FROM meta WHERE key = ?", (_UNCLEAN,))
        checkpoint(self._connection)
        return True

    @contextmanager
    def _change(self, fingerprint: bytes) -> Generator[None]:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            notes = ((KEY_FINGERPRINT, fingerprint), (_UNCLEAN, b""))
            connection.executemany("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", notes)
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise

    def _noted(self, key: str) -> bytes | None:
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row["value"] if row else None


@contextmanager
def open_marks(path: Path) -> Generator[AllMarks]:
    """The marks of the database at `path`, which is brought to this program's version. Raises `StartError`."""
    migrate(path)
    with start_faults(path), closing(connect(path)) as connection:
        yield AllMarks(connection, path)
