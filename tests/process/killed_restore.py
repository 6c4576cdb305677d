"""Kills a restore, looks at what it left, and has it done again.

`python -m tests.process.killed_restore FOLDER …` does so again and again and prints a `Report`; see `killing`.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.__main__ import main as host_command
from bot.operations import faults, logs, restoring
from bot.store.backups import back_up
from tests.process.killing import Trial, forked, main

IMPORTED: Final = (faults, logs)
"""So that none of the processes has to import what the command needs."""
WATCHED: Final = {
    restoring.__name__,
    *(f"bot.store.{name}" for name in ("backups", "carrying", "connection", "copies", "examining", "restoring")),
}
PRESENT: Final = ("whole", "crashed", "damaged", "gone")
"""What is in the place: a database, one with a log that a crash has left, one that is damaged, nothing."""
DATABASE: Final = "magnitude.sqlite"
TORN: Final = b"\xa5" * 5000
NEW_ENTRIES: Final = ((1, b"\x01" * 32), (2, b"\x02" * 32))
"""What was acknowledged after the backup."""

Entries = frozenset[tuple[int, bytes]]


class Restore(Trial):
    """A backup that is put in the place of what is there."""

    watched = WATCHED

    def __init__(self, folder: Path, present: str, people: int) -> None:
        super().__init__(folder, people)
        self._key = (self._origin / "key").read_bytes()
        self._backup = back_up(self._origin / DATABASE, datetime(2026, 3, 8, tzinfo=UTC)).path.name
        self._restored = _entries(self._origin / DATABASE) or frozenset()
        self._before = self._restored | frozenset(NEW_ENTRIES)
        self._present = present
        _prepare(self._origin / DATABASE, present)

    def _command(self) -> int:
        return host_command(["restore", self._backup])

    def _judged(self) -> tuple[str, list[str]]:
        kind, *found = self._left()
        code = forked(self._command)
        if code != 0:
            found.append(f"the next one ended with {code}")
        return kind, [*found, *self._done()]

    def _left(self) -> Iterator[str]:
        """Which of the two is there, then what a host would have lost."""
        copy = self._copied()
        database = copy / DATABASE
        found = _entries(database) if database.exists() else None
        if found == self._restored:
            yield "the backup is in its place"
        elif self._present in {"whole", "crashed"} and found == self._before:
            yield "what was there is there"
        elif self._present == "gone" and found is None:
            yield "nothing is there, as before"
        elif self._present == "damaged" and TORN in (self._data / DATABASE).read_bytes():
            yield "what was damaged is there"
        else:
            yield "neither is there"
            yield "neither the database of before nor the backup is whole"
        if found == self._restored:
            yield from self._kept()

    def _done(self) -> Iterator[str]:
        database = self._copied() / DATABASE
        if _entries(database) != self._restored:
            yield "it was not put back"
        if [file.name for file in self._data.glob(f"{DATABASE}?*") if ".before-restore-" not in file.name]:
            yield "something unfinished is left beside it"
        if (self._data / "key").read_bytes() != self._key:
            yield "the key was changed"
        yield from self._kept()

    def _kept(self) -> Iterator[str]:
        """What was there is somewhere, and so is the backup."""
        backups = [_entries(file) for file in (self._data / "backups").glob("*.sqlite")]
        if self._restored not in backups:
            yield "the backup is gone"
        if self._present in {"whole", "crashed"} and self._before not in backups:
            yield "what was there before is kept nowhere"
        if self._present == "damaged":
            aside = self._data.glob(f"{DATABASE}.before-restore-*")
            if not any(TORN in file.read_bytes() for file in aside):
                yield "what was damaged is kept nowhere"

    def _copied(self) -> Path:
        """A copy to look at: what SQLite recovers stays in the folder as the kill left it."""
        shutil.rmtree(self._scratch, ignore_errors=True)
        return shutil.copytree(self._data, self._scratch)


def _prepare(database: Path, present: str) -> None:
    if present == "gone":
        database.unlink()
    elif present == "damaged":
        content = database.read_bytes()
        database.write_bytes(content[:8192] + TORN + content[8192 + len(TORN) :])
    else:
        forked(lambda: _add(database, checkpointed=present == "whole"))


def _add(database: Path, *, checkpointed: bool) -> int:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executemany("INSERT INTO entries VALUES (?, ?)", NEW_ENTRIES)
    if checkpointed:
        connection.close()
    return 0  # else as a crash does: the process ends with the log full


def _entries(database: Path) -> Entries | None:
    """None: it is not whole."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return None
            return frozenset(connection.execute("SELECT tally, mark FROM entries").fetchall())
    except sqlite3.Error:
        return None


if __name__ == "__main__":
    main(Restore, "--present", PRESENT, people=500)
