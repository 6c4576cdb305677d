"""Putting a backup back: whether it may be, with the keys that there are, and what a host can choose from."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from bot.domain.errors import Fault, StartError
from bot.domain.tally import Marks
from bot.key import FILE, RandomBytes, known_keys, source_of_keys
from bot.operations.data import STOP_FIRST, alone
from bot.operations.rotation import bring_along
from bot.settings import Settings
from bot.store.backups import folder_of
from bot.store.restoring import Restored, fingerprint_of, put_back


def restore(settings: Settings, name: str, random: RandomBytes, now: datetime) -> tuple[Path, Restored]:
    """Put a backup in the place of the database. The key is only read.

    `name`: of a file among the backups, or a path. Gives the backup's path, and what became of what was there.
    Raises `StartError`; then the database is as it was.
    """
    backup = _find(settings, name)
    if settings.database.exists() and backup.samefile(settings.database):
        raise StartError([Fault("restore-itself", {"path": str(backup)})])
    with alone(settings.data, STOP_FIRST):
        _fits(settings, backup)
        return backup, put_back(settings.database, backup, now, partial(bring_along, settings, random))


def _find(settings: Settings, name: str) -> Path:
    beside = folder_of(settings.database) / name
    for path in (beside, Path(name)):
        if path.is_file():
            return path
    raise StartError([Fault("restore-none", {"path": str(beside if Path(name).name == name else name)})])


def _fits(settings: Settings, backup: Path) -> None:
    """Whether those who are counted in it could be found, to withdraw and to be counted once (S3, S26)."""
    fingerprint = fingerprint_of(backup)
    if fingerprint is None:
        return
    keys = known_keys(settings)
    if not keys:
        raise StartError([Fault("restore-key-missing", {"path": str(settings.data / FILE)})])
    if Marks(keys).added_since(fingerprint) is None:
        raise StartError([Fault("restore-key", {"path": str(backup), "source": source_of_keys(settings)})])
