"""What each rule of safety costs the store: adds as fast as it takes them, with the rule and without it."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final
from unittest.mock import patch

import uvloop

from bot.domain.server import Edit
from bot.domain.tally import State, TallyId
from bot.store import entries, open_store, tables, writer
from bot.store.connection import LOGGED_UP_TO
from tests.benchmark import Row, Section
from tests.benchmark.figures import ROUNDS, lasting, rounds, spread
from tests.benchmark.raw_sqlite import GROUP
from tests.benchmark.store_alone import add_for
from tests.process.harness import ROOT

ENTRIES: Final = 100_000
SECONDS: Final = 5.0
HERE: Final = TallyId(1, "metoo")

RAW, OWN_LOG, COVERED = "raw", "raw-long-log", "raw-covered"
STORE, UNCOVERED, UNERASED, NEITHER = "store", "uncovered", "unerased", "neither"
LEFT_OUT: Final = {STORE: (False, False), UNCOVERED: (True, False), UNERASED: (False, True), NEITHER: (True, True)}
"""Of the store: whether covering, and whether erasing is left out."""

INTRODUCTION: Final = f"""
{GROUP} tasks add new entries through the bot's store for {SECONDS:.0f} seconds, to {ENTRIES:,} that are there, each
task the next one as soon as the last is acknowledged. Every variant runs in a process of its own, {ROUNDS} rounds of
all in turn. The reference inserts rows into the same table with Python's sqlite3 alone, {GROUP} in a transaction, by
executemany, with a write-ahead log and synchronous=FULL, and all else as SQLite has it. Covering (S24) is what makes an
add of an entry that is there already write the same pages as one of an entry that is not: three statements for an
entry in the place of one. Erasing (S9, S10) lays the file out anew and empties its log; each run of the store ends
with one, which is counted, and that is more often than a rush brings it.
"""


def measure() -> Section:
    """The store and its reference, and both with and without each rule."""
    added: dict[str, list[float]] = {variant: [] for variant in (RAW, OWN_LOG, COVERED, *LEFT_OUT)}
    with TemporaryDirectory(dir=ROOT, prefix=".store-costs-") as folder:
        prepared = Path(folder) / "prepared.sqlite"
        asyncio.run(_prepare(prepared))
        for _ in rounds():
            for variant, found in added.items():
                found.append(_added(variant, shutil.copy(prepared, Path(folder) / "magnitude.sqlite")))
    rows = (
        ("the store: covering, erasing, a queue", "at least 0.8", STORE),
        ("the store without covering (S24)", "", UNCOVERED),
        ("the store without erasing (S9, S10)", "", UNERASED),
        ("the store without either", "", NEITHER),
        ("the reference, covering as the store does", "", COVERED),
        (f"the reference with the store's longer log ({LOGGED_UP_TO:,} pages)", "", OWN_LOG),
    )
    return Section(
        f"What the rules cost the store: durable adds a second, {GROUP} waiting, against raw sqlite3",
        " ".join(INTRODUCTION.split()),
        tuple(_row(what, target, added[variant], added[RAW]) for what, target, variant in rows),
    )


def _row(what: str, target: str, added: list[float], raw: list[float]) -> Row:
    reached = spread([ours / theirs for ours, theirs in zip(added, raw, strict=True)])
    return Row(what, target, reached, f"{median(added):,.0f} a second against {median(raw):,.0f}")


async def _prepare(path: Path) -> None:
    async with open_store(path) as store:
        await store.change_state(HERE, {None}, State.RUNNING, Edit(1, datetime.now(UTC)))
    with closing(sqlite3.connect(path)) as connection, connection:
        marks = sorted(os.urandom(32) for _ in range(ENTRIES))
        connection.executemany("INSERT INTO entries SELECT id, ? FROM tallies", ((mark,) for mark in marks))


def _added(variant: str, path: str | Path) -> float:
    command = [sys.executable, "-m", "tests.benchmark.store_costs", variant, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


async def _through_the_store(path: Path) -> float:
    async with open_store(path) as store:
        begun = time.perf_counter()
        added = await add_for(store, HERE, lasting(SECONDS))
        await store.checkpoint()
        return added / (time.perf_counter() - begun)


def _raw(path: Path, *, covered: bool = False, logged: int | None = None) -> float:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        if logged:
            connection.execute(f"PRAGMA wal_autocheckpoint = {logged}")
        added, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < lasting(SECONDS):
            connection.execute("BEGIN IMMEDIATE")
            group = [(1, os.urandom(32)) for _ in range(GROUP)]
            if covered:
                tables.cover(connection, group)
            connection.executemany("INSERT INTO entries (tally, mark) VALUES (?, ?)", group)
            connection.execute("COMMIT")
            added += GROUP
        return added / (time.perf_counter() - begun)


RAWS: Final[dict[str, Callable[[Path], float]]] = {
    RAW: _raw,
    OWN_LOG: partial(_raw, logged=LOGGED_UP_TO),
    COVERED: partial(_raw, covered=True),
}


def _nothing(connection: sqlite3.Connection) -> bool:
    return True


def main(variant: str, path: Path) -> None:
    """Print how many adds a second one variant committed."""
    if variant in RAWS:
        sys.stdout.write(f"{RAWS[variant](path)}\n")
        return
    uncovered, unerased = LEFT_OUT[variant]
    with ExitStack() as changes:
        if uncovered:
            changes.enter_context(patch.object(entries, "cover"))
        if unerased:
            changes.enter_context(patch.multiple(writer, rewrite=_nothing, checkpoint=_nothing))
        sys.stdout.write(f"{uvloop.run(_through_the_store(path))}\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
