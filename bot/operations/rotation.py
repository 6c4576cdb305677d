"""Changing the host's key (S8): all of it, or after a kill what is left of it. Nobody has to add themselves again.

First the longer file of keys, then every mark in one transaction, then nothing of the older marks in the files. Between
two of these the fingerprint in the database is that of the first few of the keys, which tells what is left to do; so it
does for an older copy of the database that was put back.
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path

from bot.domain.errors import Fault, StartError
from bot.domain.tally import Marks, chained
from bot.key import RandomBytes, add_key, find_keys, forget_draft, renewed_keys
from bot.operations.data import STOP_FIRST, alone
from bot.settings import Settings
from bot.store.marks import NO_KEYS, AllMarks, open_marks

log = logging.getLogger(__name__)


class Done(StrEnum):
    """What was done, as the key of the sentence that tells it."""

    CHANGED = "key-changed"
    FINISHED = "key-change-finished"
    BEGUN_ANEW = "key-begun-anew"


def rotate(settings: Settings, random: RandomBytes) -> Done:
    """Add a key, or finish a change that was begun and add none. Raises `StartError`."""
    with alone(settings.data, STOP_FIRST), _opened(settings) as (marks, fingerprint):
        if _follow(settings, marks, fingerprint, random):
            return Done.FINISHED
        keys = find_keys(settings, fingerprint)
        if settings.keys:
            raise StartError([Fault("key-change-by-hand")])
        add_key(settings, keys, random)
        _follow(settings, marks, fingerprint, random)
    return Done.CHANGED


def begin_anew(settings: Settings, random: RandomBytes, now: datetime) -> Done:
    """Remove every entry and begin with another key: the way out when a key is lost. Raises `StartError`."""
    with alone(settings.data, STOP_FIRST), _opened(settings) as (marks, _):
        marks.remove(now)
        _follow(settings, marks, NO_KEYS, random)
    return Done.BEGUN_ANEW


def catch_up(settings: Settings, random: RandomBytes) -> None:
    """Finish a change that was begun, before anybody is served. Whoever calls this is `alone`. Raises `StartError`."""
    if not settings.database.exists():
        return
    with open_marks(settings.database) as marks:
        fingerprint = marks.fingerprint
        if fingerprint is None:
            return
        try:
            if _follow(settings, marks, fingerprint, random):
                log.info("a change of the key that had been begun is finished")
        except _HeldUp:
            log.warning("Another program reads the database, so that marks from before the key was changed stay in it.")


def bring_along(settings: Settings, random: RandomBytes, database: Path) -> None:
    """Bring a database that was written under the first few of the keys up to all of them, and to this version.

    Raises `StartError`.
    """
    with open_marks(database) as marks:
        if marks.fingerprint is not None:
            _follow(settings, marks, marks.fingerprint, random)


class _HeldUp(StartError):
    """The marks are changed, but a reader or another program keeps older ones in the files."""


@contextmanager
def _opened(settings: Settings) -> Generator[tuple[AllMarks, bytes]]:
    """The marks of a database that has some, and the fingerprint of the keys that they were made with."""
    nothing = StartError([Fault("key-none", {"path": str(settings.data)})])
    if not settings.database.exists():
        raise nothing
    with open_marks(settings.database) as marks:
        if marks.fingerprint is None:
            raise nothing
        yield marks, marks.fingerprint


def _follow(settings: Settings, marks: AllMarks, fingerprint: bytes, random: RandomBytes) -> bool:
    """Bring a database with this fingerprint up to the keys. Gives whether anything was left to do.

    Raises `StartError`, a `_HeldUp` when only the cleaning is left.
    """
    forget_draft(settings)
    if fingerprint == NO_KEYS:
        marks.begin(Marks(renewed_keys(settings, random)).fingerprint)
    else:
        keys = Marks(find_keys(settings, fingerprint))
        added = keys.added_since(fingerprint)
        if added:
            marks.remark(partial(chained, added), keys.fingerprint)
    if not marks.unclean:
        return False
    if not marks.clean():
        raise _HeldUp([Fault("key-change-held-up", {"path": str(settings.database)})])
    return True
