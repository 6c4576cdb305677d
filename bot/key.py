"""The host's key (S8): from MAGNITUDE_KEY, else from a file in the data folder, which the first start makes.

The file holds the same hex digits that MAGNITUDE_KEY takes, so it can be moved into a secret as it is.
"""

from __future__ import annotations

import hmac
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bot.domain.errors import Fault, StartError
from bot.domain.tally import Marks
from bot.settings import KEY_BYTES, Settings, decode_key

FILE: Final = "key"
"""Its name in the data folder."""
KEY_FINGERPRINT: Final = "key_fingerprint"
"""The name under which a database keeps the fingerprint of the key that it was written under."""


def load_key(settings: Settings, *, existing_fingerprint: bytes | None, random: Callable[[int], bytes]) -> bytes:
    """The key that the entries are made with, at least 32 bytes.

    `existing_fingerprint` is that of the key under which the database was written (`Marks.fingerprint`), None while
    there is no database; `random(n)` gives n random bytes. Raises `StartError` when the key is missing although a
    database needs it, cannot be read, is open to others, or is not the one that the database was written under.
    """
    path = settings.data / FILE
    if settings.key is not None:
        key, source = settings.key.get_secret_value(), "MAGNITUDE_KEY"
    elif path.exists():
        key, source = _read(path), str(path)
    elif existing_fingerprint is None:
        return _make(path, random(KEY_BYTES))
    else:
        raise StartError([Fault("key-missing", {"path": str(path)})])
    if existing_fingerprint and not hmac.compare_digest(Marks(key).fingerprint, existing_fingerprint):
        raise StartError([Fault("key-of-another-database", {"source": source})])
    return key


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise StartError([Fault("key-file-open", {"path": str(path)})])
        return decode_key(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise StartError([Fault("key-file-unreadable", {"path": str(path), "reason": error.strerror or ""})]) from None
    except ValueError:
        raise StartError([Fault("key-file-malformed", {"path": str(path)})]) from None


def _make(path: Path, key: bytes) -> bytes:
    """A new file, for its owner only, on disk when this returns. One that cannot be written whole is removed."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(f"{key.hex()}\n")
                file.flush()
                os.fsync(descriptor)
        except OSError:
            path.unlink()
            raise
    except OSError as error:
        raise StartError([Fault("key-file-unwritable", {"path": str(path), "reason": error.strerror or ""})]) from None
    return key
