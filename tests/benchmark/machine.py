"""What kind of machine this is: what bears on the figures, and nothing that tells whose it is."""

from __future__ import annotations

import os
import platform
import sqlite3
import time
from importlib.metadata import version
from statistics import median
from tempfile import NamedTemporaryFile
from typing import Final

LIBRARIES: Final = ("discord.py", "aiohttp", "uvloop", "orjson", "aiosqlite")
_SYNCS: Final = 50


def machine() -> dict[str, str]:
    return {
        "cores": f"{os.cpu_count()} ({platform.machine()})",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1024**3:.0f} GB",
        "a page written so that it is on disk": f"{_sync() * 1000:.1f} ms",
        "system": f"{platform.system()}, {' '.join(platform.libc_ver())}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "SQLite": sqlite3.sqlite_version,
        **{name: version(name) for name in LIBRARIES},
    }


def _sync() -> float:
    """Seconds, where the measurements have their data."""
    times: list[float] = []
    with NamedTemporaryFile() as file:
        for _ in range(_SYNCS):
            begun = time.perf_counter()
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - begun)
    return median(times)
