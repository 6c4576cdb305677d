"""The data folder: made if need be, tried before anything is entrusted to it, and held by one program alone."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from time import sleep
from typing import IO, Final

from bot.domain.errors import Fault, StartError
from bot.operations.lock import LOCK

SERVES: Final = "data-in-use"
STOP_FIRST: Final = "data-held"
"""The sentences for whoever wants the folder while somebody else has it: to serve, or for a command in between."""
_TRIAL: Final = bytes(64 * 1024)
"""What a first database takes."""
_GLANCE: Final = 0.05
"""Seconds after which a health check that asked for the lock has given it back."""


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
def alone(folder: Path, refusal: str = SERVES) -> Generator[None]:
    """Nobody else serves from the folder meanwhile, or changes its key: two bots would answer every press twice.

    The lock goes with the process, however that ends. Raises `StartError` with this `refusal` when another has it.
    """
    path = folder / LOCK
    try:
        file = path.open("w")
    except OSError as error:
        raise StartError([Fault("data-lock-unusable", {"path": str(path), "reason": error.strerror or ""})]) from None
    with file:
        if not _taken(file):
            sleep(_GLANCE)
            if not _taken(file):
                raise StartError([Fault(refusal, {"path": str(folder)})])
        yield


def _taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
