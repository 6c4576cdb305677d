"""The reference of the store: sqlite3 alone, as durable, in groups of 64. `python -m tests.benchmark.raw_sqlite`."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import closing
from typing import Final

GROUP: Final = 64


def main(database: str, seconds: float) -> None:
    """Print how many adds a second were committed."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        groups, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < seconds:
            connection.execute("BEGIN IMMEDIATE")
            for _ in range(GROUP):
                connection.execute("INSERT INTO entries VALUES (1, ?)", (os.urandom(32),))
            connection.execute("COMMIT")
            groups += 1
        sys.stdout.write(f"{groups * GROUP / (time.perf_counter() - begun)}\n")


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
