"""What kind of machine this is: what bears on the figures, and nothing that tells whose it is."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version
from typing import Final

LIBRARIES: Final = ("discord.py", "aiohttp", "uvloop", "orjson", "aiosqlite")


def machine() -> dict[str, str]:
    return {
        "cores": f"{os.cpu_count()} ({platform.machine()})",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1024**3:.0f} GB",
        "system": f"{platform.system()}, {' '.join(platform.libc_ver())}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "SQLite": sqlite3.sqlite_version,
        **{name: version(name) for name in LIBRARIES},
    }
