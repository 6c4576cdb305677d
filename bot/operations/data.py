"""The data folder: made if need be, tried before anything is entrusted to it, and held by one program alone."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from bot.domain.errors import Fault, StartError

_TRIAL: Final = bytes(64 * 1024)
"""What a first database takes."""
LOCK: Final = "lock"
"""A file in the data folder that whoever serves from there holds, or changes the key."""


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


@contextmanager
def alone(folder: Path) -> Generator[None]:
    """Nobody else serves from the folder meanwhile, or changes its key: two bots would answer every press twice.

    The lock goes with the process, however that ends. Raises `StartError` when somebody else has it.
    """
    path = folder / LOCK
    try:
        file = path.open("w")
    except OSError as error:
        raise StartError([Fault("data-lock-unusable", {"path": str(path), "reason": error.strerror or ""})]) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StartError([Fault("data-in-use", {"path": str(folder)})]) from None
        yield
