"""The backups that a host keeps: written on request, rotated, and none older than was promised (S13).

They lie in a folder beside the database. Only what bears the name of a backup is counted and removed there.
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.domain import limits
from bot.domain.errors import Fault, StartError
from bot.store.connection import open_as_it_is, reason_of, start_faults
from bot.store.copies import DRAFT, forget_draft, write_copy
from bot.store.examining import Verdict, examine_backup
from bot.store.migrate import inspect, shipped_migrations

_log = logging.getLogger(__name__)

FOLDER: Final = "backups"
_TIME: Final = "%Y-%m-%dT%H-%M-%SZ"
"""Part of a backup's name: names in their order are backups in theirs."""
_AHEAD: Final = timedelta(minutes=10)
"""Up to there names run ahead of the clock, where many are made within a second. Beyond it a clock was wrong."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One that was just written. `size`: bytes. `kept`: how many there are now, with this one."""

    path: Path
    size: int
    kept: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One that there is. `size`: bytes."""

    path: Path
    made: datetime
    size: int
    verdict: Verdict


def back_up(database: Path, now: datetime) -> Backup:
    """Write a backup of the database, whether a bot serves from it or not, then remove all but the newest.

    A database of an older version is copied as it is. Raises `StartError`; then nothing of the new one is left, and the
    others are untouched.
    """
    with start_faults(database):
        if not database.exists() or not inspect(database, shipped_migrations()[-1].version):
            raise StartError([Fault("store-nothing-to-copy", {"path": str(database)})])
    with held(database) as folder:
        with start_faults(database), closing(open_as_it_is(database)) as connection:
            path = back_up_beside(connection, folder, database, now)
        _rotate(database, path, now)
        return Backup(path, path.stat().st_size, len(_backups(database)))


def back_up_beside(connection: sqlite3.Connection, folder: Path, database: Path, now: datetime) -> Path:
    """Write a backup of the database of `connection` beside the others, and remove none of them.

    Where there is one of this second, the new one is named by the next, and after all that are named so already.
    Whoever calls this has the `folder` (`held`). Raises what `write_copy` does.
    """
    ahead = [made for made in _backups(database).values() if now < made < now + _AHEAD]
    now = max(ahead, default=now)
    while (path := folder / now.strftime(_name(database))).exists():
        now += timedelta(seconds=1)
    write_copy(connection, path)
    return path


def find_backups(database: Path) -> Sequence[Listed]:
    """The backups of this database, the newest first, each read through. Raises `StartError`."""
    if not folder_of(database).exists():
        return []
    with held(database):
        made = sorted(_backups(database).items(), key=lambda each: each[1], reverse=True)
        return [Listed(path, when, path.stat().st_size, examine_backup(path)) for path, when in made]


def has_backups(database: Path) -> bool:
    """Whether there is any backup of this database, whole or not."""
    return bool(_backups(database))


def folder_of(database: Path) -> Path:
    """Where the backups of a database are."""
    return database.parent / FOLDER


def renew_backups(database: Path, now: datetime) -> None:
    """Where a host keeps backups, let none outlive `limits.KEEP_BACKUPS`, and leave the host never without one.

    A new one is written once the newest is `limits.RENEW_BACKUPS` old. Should that fail again and again, the old ones
    go all the same: what somebody withdrew must not live on in them.
    Raises `StartError` when the folder cannot be used, `OSError` when a backup cannot be removed.
    """
    if not folder_of(database).exists():
        return
    with held(database):
        made = _backups(database)
    if made and min(abs(now - each) for each in made.values()) >= limits.RENEW_BACKUPS:
        try:
            back_up(database, now)
        except StartError as error:
            reason = error.faults[0].values.get("reason", error.faults[0].key)
            _log.warning("The newest backup is old, and none could be written (%s); that is tried again.", reason)
    for path, each in made.items():
        if abs(now - each) >= limits.KEEP_BACKUPS:
            path.unlink(missing_ok=True)


def _rotate(database: Path, newest: Path, now: datetime) -> None:
    """Remove all but the newest. Whoever calls this has the folder (`held`). Raises `OSError`."""
    for older in _oldest_first(database, now, but=newest)[: 1 - limits.BACKUPS]:
        older.unlink()


@contextmanager
def held(database: Path) -> Generator[Path]:
    """The folder of the backups, held by one program at a time: what is unfinished there was left by one that died."""
    folder = folder_of(database)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise StartError([Fault("store-copy-unwritten", {"path": str(folder), "reason": reason_of(error)})]) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        for draft in folder.glob(f"*{DRAFT}"):
            if _made(database, draft.name.removesuffix(DRAFT)):
                forget_draft(draft)
        yield folder
    finally:
        os.close(descriptor)


def _oldest_first(database: Path, now: datetime, *, but: Path) -> list[Path]:
    """The other backups. One from the future was made when a clock was wrong, and counts as the oldest.

    `but`: the one that was just made. Those that are named before it are older, wherever the clock is.
    """
    made = _backups(database)
    now = max(now, made[but])
    return sorted(made.keys() - {but}, key=lambda path: (made[path] <= now, made[path]))


def _backups(database: Path) -> dict[Path, datetime]:
    """Every backup of this database, with the time that its name tells."""
    found = {path: _made(database, path.name) for path in folder_of(database).glob("*")}
    return {path: made for path, made in found.items() if made is not None}


def _made(database: Path, name: str) -> datetime | None:
    """When a backup of this name was made; None: it is no backup of this database."""
    try:
        made = datetime.strptime(name, _name(database)).replace(tzinfo=UTC)
    except ValueError:
        return None
    return made if made.strftime(_name(database)) == name else None


def _name(database: Path) -> str:
    return f"{database.stem}-{_TIME}{database.suffix}"
