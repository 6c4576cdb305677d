"""The data folder: made if need be, and tried, before anything is entrusted to it."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from bot.domain.errors import Fault, StartError

_TRIAL: Final = bytes(64 * 1024)
"""What a first database takes."""


def prepare(folder: Path) -> None:
    """Make sure that `folder` is there and takes data. Raises `StartError` when it cannot, or when it is full."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as trial:
            trial.write(_TRIAL)
            trial.flush()
            os.fsync(trial.fileno())
    except OSError as error:
        raise StartError([Fault("data-unwritable", {"path": str(folder), "reason": error.strerror or ""})]) from None
