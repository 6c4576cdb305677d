"""The host's keys (S8): from MAGNITUDE_KEY, else from a file in the data folder, which the first start makes.

There is one, and one more behind it for each time that the key was changed: a mark is made with all of them (`Marks`).
The file holds one a line, the oldest first, in the form that MAGNITUDE_KEY takes, so it can be moved into a secret as
it is. It may be a link to a file elsewhere.
"""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from bot.domain.errors import Fault, StartError
from bot.domain.tally import Marks
from bot.settings import KEY_BYTES, MOST_KEYS, Settings, decode_keys

log = logging.getLogger(__name__)

FILE: Final = "key"
"""Its name in the data folder."""
RandomBytes: TypeAlias = Callable[[int], bytes]
"""Gives so many random bytes."""


def first_keys(settings: Settings, random: RandomBytes) -> tuple[bytes, ...]:
    """The keys for a database without entries: those that are set or in the file, or a new one. Raises `StartError`."""
    return known_keys(settings) or _make(settings.data / FILE, random)


def find_keys(settings: Settings, fingerprint: bytes) -> tuple[bytes, ...]:
    """The keys of a database that was written under those with this fingerprint, perhaps with newer ones behind them.

    Raises `StartError` when the keys are missing, cannot be read, are open to others, or do not begin with those.
    """
    keys = known_keys(settings)
    if not keys:
        raise StartError([Fault("key-missing", {"path": str(settings.data / FILE)})])
    if Marks(keys).added_since(fingerprint) is None:
        raise StartError([Fault("key-of-another-database", {"source": source_of_keys(settings)})])
    return keys


def known_keys(settings: Settings) -> tuple[bytes, ...]:
    """The keys that are set or in the file; none where there are none. Raises `StartError` when they cannot be read."""
    if settings.keys:
        return _given(settings)
    path = settings.data / FILE
    return _read(path) if path.exists() else ()


def has_key_file(settings: Settings) -> bool:
    """Whether the data folder has one, whatever is in it."""
    return (settings.data / FILE).exists()


def source_of_keys(settings: Settings) -> str:
    """Where a host has to look for the keys."""
    return "MAGNITUDE_KEY" if settings.keys else str(settings.data / FILE)


def add_key(settings: Settings, keys: Sequence[bytes], random: RandomBytes) -> None:
    """Write these keys and a new one behind them. Raises `StartError`; then the file is as it was."""
    path = settings.data / FILE
    if len(keys) == MOST_KEYS:
        raise StartError([Fault("key-file-full", {"path": str(path), "most": MOST_KEYS})])
    _replace(path, (*keys, random(KEY_BYTES)))


def renewed_keys(settings: Settings, random: RandomBytes) -> tuple[bytes, ...]:
    """The keys to begin anew with: those that are set, or a new one in the place of what the file held."""
    if settings.keys:
        return _given(settings)
    keys = (random(KEY_BYTES),)
    _replace(settings.data / FILE, keys)
    return keys


def forget_draft(settings: Settings) -> None:
    """Remove what a kill has left of a file that was being written. Raises `StartError`."""
    path = settings.data / FILE
    try:
        _draft(path).unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from None


def _given(settings: Settings) -> tuple[bytes, ...]:
    return tuple(key.get_secret_value() for key in settings.keys)


def _read(path: Path) -> tuple[bytes, ...]:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
            raise StartError([Fault("key-file-foreign", {"path": str(path)})])
        if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise StartError([Fault("key-file-open", {"path": str(path)})])
        return decode_keys(path.read_text(encoding="ascii"))
    except OSError as error:
        raise StartError([Fault("key-file-unreadable", {"path": str(path), "reason": error.strerror or ""})]) from None
    except ValueError as error:
        reason = "malformed" if isinstance(error, UnicodeDecodeError) else str(error)
        raise StartError([Fault("key-file-unusable", {"path": str(path), "reason": reason})]) from None


def _make(path: Path, random: RandomBytes) -> tuple[bytes, ...]:
    """A first file, also on disk when this returns. Of two programs that make one, one is refused."""
    keys = (random(KEY_BYTES),)
    try:
        file = path.resolve()
        _write(file, keys)
        _settle(file.parent)
    except OSError as error:
        raise _unwritable(path, error) from None
    log.info("A new key was made: %s. Keep a copy of it, apart from copies of the database.", path)
    return keys


def _replace(path: Path, keys: Sequence[bytes]) -> None:
    """The file as it was, or with these keys, whenever the power fails; with these, on disk, when this returns."""
    try:
        file, draft = path.resolve(), _draft(path)
        draft.unlink(missing_ok=True)
        _write(draft, keys)
        draft.replace(file)
        _settle(file.parent)
    except OSError as error:
        raise _unwritable(path, error) from None


def _draft(path: Path) -> Path:
    file = path.resolve()
    return file.with_name(f"{file.name}.new")


def _write(file: Path, keys: Sequence[bytes]) -> None:
    """A new file, for its owner only. One that cannot be written whole is removed."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write("".join(f"{key.hex()}\n" for key in keys))
            opened.flush()
            os.fsync(descriptor)
    except OSError:
        file.unlink()
        raise


def _settle(folder: Path) -> None:
    """Have the names in a folder on disk: a new file is there after a power cut only when its name is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(path: Path, error: OSError) -> StartError:
    return StartError([Fault("key-file-unwritable", {"path": str(path), "reason": error.strerror or ""})])
