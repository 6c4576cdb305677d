"""The pages of a database file, read without SQLite: what a thief sees who looks further than at the rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

MARK: Final = 32
_LEAF, _BRANCH = 0x0A, 0x02
_HEADER: Final = 100
_COUNTERS: Final = (24, 40, 92)
"""Where the header counts changes and rewrites, four bytes each. They tell how often, and of nobody who or when."""


def layout(path: Path) -> bytes:
    """The whole file but for its counters."""
    file = bytearray(path.read_bytes())
    for place in _COUNTERS:
        file[place : place + 4] = bytes(4)
    return bytes(file)


def log_of(path: Path) -> int:
    """Bytes of the write-ahead log; 0 where there is none."""
    log = path.with_name(f"{path.name}-wal")
    return log.stat().st_size if log.exists() else 0


def as_they_lie(path: Path) -> list[list[bytes]]:
    """The marks of each page of entries, from the end of the page on: SQLite puts there what comes first."""
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'entries'").fetchone()
    file = path.read_bytes()
    size = int.from_bytes(file[16:18], "big")
    return [[page[end - MARK : end] for end in _ends(page)] for page in _pages(file, size, root)]


def _pages(file: bytes, size: int, number: int) -> Iterator[bytes]:
    """The page of this number and all below it."""
    page = file[(number - 1) * size : number * size]
    assert number > 1, "the first page begins with the file's header"
    yield page
    if page[0] == _BRANCH:
        below = [int.from_bytes(page[at : at + 4], "big") for at in _cells(page)]
        for child in [*below, int.from_bytes(page[8:12], "big")]:
            yield from _pages(file, size, child)


def _cells(page: bytes) -> Sequence[int]:
    """Where each cell begins, in the order of the rows."""
    first = 12 if page[0] == _BRANCH else 8
    count = int.from_bytes(page[3:5], "big")
    return [int.from_bytes(page[at : at + 2], "big") for at in range(first, first + 2 * count, 2)]


def _ends(page: bytes) -> list[int]:
    """Where each cell ends, the last one first. Before a cell's row stand its length, and the page below, if any."""
    before = 4 if page[0] == _BRANCH else 0
    return sorted((at + before + 1 + page[at + before] for at in _cells(page)), reverse=True)
