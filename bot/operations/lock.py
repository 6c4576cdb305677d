"""The lock on a data folder, and whether anybody holds it. Here and not in `data`: the health check has to be quick."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import Final

LOCK: Final = "lock"
"""A file in the data folder that whoever serves from there holds, changes the key, or puts a backup back."""


def is_held(folder: Path) -> bool:
    """Whether a process holds the folder. The lock is asked for and given back at once, so `alone` asks twice."""
    try:
        with (folder / LOCK).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
