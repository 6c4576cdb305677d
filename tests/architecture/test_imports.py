"""Who may import whom: one row for each room of the house, read from the syntax trees of its files.

A room that is not in the table, or a row whose room is gone, is a failure too.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = ("bot", "cogs")
CLOCKS = {"now", "utcnow", "today", "time", "time_ns"}


@dataclass(frozen=True, slots=True)
class Room:
    """`path`: a package or a module. What it imports beside the standard library begins with one of `may`."""

    path: str
    may: tuple[str, ...]
    never: tuple[str, ...] = ()
    """Modules of the standard library, and of `may`, that this room does without."""
    awaits: bool = True
    tells_time: bool = False

    def __contains__(self, module: str) -> bool:
        return within(module, self.path)

    def allows(self, imported: str) -> bool:
        known = imported.partition(".")[0] in sys.stdlib_module_names or self.path == imported
        return (known or within(imported, *self.may)) and not within(imported, *self.never)


def within(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


OUTSIDE = ("asyncio", "os", "pathlib", "random", "secrets", "socket", "sqlite3", "subprocess", "tempfile", "time")
"""Of the standard library: what brings in files, the network, chance or the clock."""
ROOMS = (
    Room("bot.domain", ("bot.domain",), never=OUTSIDE, awaits=False),
    Room("bot.services", ("bot.domain", "bot.services"), never=tuple(set(OUTSIDE) - {"asyncio", "random"})),
    # The records and the protocols that it provides stand with the services that need them.
    Room("bot.store", ("bot.domain", "bot.store", "bot.services.protocols", "aiosqlite")),
    Room("bot.content", ("bot.domain", "bot.content", "pydantic", "pydantic_core"), never=("sqlite3", "asyncio")),
    Room("bot.text", ("bot.domain", "bot.text", "fluent"), never=("sqlite3", "asyncio")),
    Room("bot.settings", ("bot.domain", "pydantic", "pydantic_core")),
    Room("bot.client", ("bot.domain.errors", "bot.text", "discord")),
    Room("cogs", ("bot.domain", "bot.services", "bot.text", "cogs", "discord"), never=("sqlite3",)),
    # The rooms below put the others together: they may import everything but `__main__`.
    Room("bot.operations", ("",), tells_time=True),
    Room("bot.app", ("",), tells_time=True),
    Room("bot.__main__", ("",), tells_time=True),
    Room("bot", ()),
)
