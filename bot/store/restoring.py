"""Putting a backup in the place of the database: whole, or not at all, whenever the program is killed.

The backup is copied beside the database, brought to this program's version and keys, and made as strict as what it
takes the place of (`carrying`). What is there is kept: as a backup, or as it is when it is damaged. Only then, when
nothing but one file is left of it, the copy takes its name.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from bot.domain.errors import Fault, StartError
from bot.store.backups import back_up_beside, held
from bot.store.carrying import Known, carry_over, read_known
from bot.store.connection import connect, open_as_it_is, reason_of, start_faults
from bot.store.copies import check, marks_of, to_disk, write_copy
from bot.store.examining import SIDE_FILES, Verdict, examine, examine_backup, open_backup
from bot.store.marks import KEY_FINGERPRINT
from bot.store.migrate import COPY
from bot.store.moments import from_moment

_DRAFT: Final = ".restored"
"""Ends the name of what is to take the database's place; what SQLite and this program keep beside it begins so."""

_OF_USE: Final = tuple(side for side in SIDE_FILES if side != "-shm")
"""What SQLite keeps beside a database and cannot make anew."""


@dataclass(frozen=True, slots=True)
class Restored:
    """Where what was there is now: `backup` if it was whole, `aside` if it was damaged; neither: none was there."""

    backup: Path | None = None
    aside: Path | None = None


def fingerprint_of(backup: Path) -> bytes | None:
    """Of the keys that the backup was made under; None: no bot had kept anything in it yet.

    Raises `StartError` unless it is whole, of this program, and not newer than it.
    """
    verdict = examine_backup(backup)
    if verdict is not Verdict.WHOLE:
        raise StartError([Fault("restore-unusable", {"path": str(backup), "verdict": verdict})])
    with start_faults(backup), closing(open_backup(backup)) as connection:
        row = connection.execute("SELECT value FROM meta WHERE key = ?", (KEY_FINGERPRINT,)).fetchone()
        return row[0] if row else None


def put_back(database: Path, backup: Path, now: datetime, bring_along: Callable[[Path], None]) -> Restored:
    """Put a backup that is whole in the place of the database. Whoever calls this is alone in the data folder.

    No backup is removed: the next one that is made does that, and the oldest may be the one that is put back (S13).
    `bring_along`: brings the database at a path to this program's version, and to its keys.
    Raises `StartError`, or what `bring_along` does; then the database is as it was.
    """
    with held(database) as folder:
        forget_restored(database)
        draft = database.with_name(f"{database.name}{_DRAFT}")
        try:
            with start_faults(backup), closing(open_backup(backup)) as connection:
                write_copy(connection, draft)
            bring_along(draft)
            verdict = _present(database)
            with start_faults(database):
                _make_strict(draft, _known(database, verdict), from_moment(now))
                restored = _make_room(database, verdict, folder, now)
                draft.replace(database)
                to_disk(database.parent)
        finally:
            forget_restored(database)
        return restored


def forget_restored(database: Path) -> None:
    """Remove what a killed restore has left: entries that were withdrawn live on in it (S10). Raises `StartError`."""
    with start_faults(database):
        for file in database.parent.glob(f"{database.name}{_DRAFT}*"):
            file.unlink()


def _present(database: Path) -> Verdict:
    """What the database is that is there now; what a crash has left beside it is recovered. Raises `StartError`."""
    if not database.exists():
        return Verdict.EMPTY
    with start_faults(database), closing(open_as_it_is(database)) as connection:
        verdict = examine(connection)
    if verdict is Verdict.FOREIGN:
        raise StartError([Fault("store-foreign", file=str(database))])
    return verdict


def _known(database: Path, verdict: Verdict) -> Known:
    if verdict is Verdict.EMPTY:
        return Known()
    with closing(open_as_it_is(database)) as connection:
        try:
            return read_known(connection, whole=verdict is not Verdict.DAMAGED)
        except (sqlite3.Error, IndexError):  # the second: a column is not there
            if verdict is Verdict.WHOLE:
                raise
            return Known()  # what cannot be read of a damaged or newer one is not known


def _make_strict(draft: Path, known: Known, now: int) -> None:
    with closing(connect(draft)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        carry_over(connection, known, now)
        connection.execute("COMMIT")
        marks = marks_of(connection)
        _make_one_file(draft, connection)
    check(draft, marks)
    to_disk(draft)


def _make_room(database: Path, verdict: Verdict, folder: Path, now: datetime) -> Restored:
    """Keep what is there, and leave one file of it at most: a write-ahead log would be taken for the new database's."""
    backup = aside = None
    if verdict in {Verdict.WHOLE, Verdict.NEWER}:
        with closing(open_as_it_is(database)) as connection:
            backup = back_up_beside(connection, folder, database, now)
            _make_one_file(database, connection)
    elif verdict is Verdict.DAMAGED or not database.exists():
        aside = _keep_aside(database, now)
    for side in SIDE_FILES:
        _beside(database, side).unlink(missing_ok=True)
    to_disk(database.parent)
    return Restored(backup, aside)


def _make_one_file(database: Path, connection: sqlite3.Connection) -> None:
    """Empty the write-ahead log into the database and remove it: nobody else has it open then."""
    (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    if mode != "delete":
        raise StartError([Fault("store-locked", file=str(database))])


def _keep_aside(database: Path, now: datetime) -> Path | None:
    """A second name for what is damaged, and for its log: the copies from before upgrades go the same way (S13).

    Where there is one of this second, the next that is free. None: nothing is there.
    """
    since, kept = now.timestamp(), False
    while any(_beside(aside := _aside(database, now), side).exists() for side in ("", *_OF_USE)):
        now += timedelta(seconds=1)
    for side in ("", *_OF_USE):
        file, other = _beside(database, side), _beside(aside, side)
        if file.exists():
            try:
                os.link(file, other)
            except OSError as error:
                raise StartError([Fault("restore-not-kept", {"path": str(file), "reason": reason_of(error)})]) from None
            os.utime(other, (since, since))  # from then on it is kept for so long
            kept = True
    to_disk(database.parent)
    return aside if kept else None


def _aside(database: Path, now: datetime) -> Path:
    return database.with_name(f"{database.name}{COPY}restore-{now:%Y-%m-%dT%H-%M-%SZ}")


def _beside(database: Path, side: str) -> Path:
    return database.with_name(f"{database.name}{side}")
