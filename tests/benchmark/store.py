"""The store alone, against SQLite alone."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Final

from tests.benchmark import Row, Section, folders
from tests.benchmark.figures import lasting, rounds, spread
from tests.benchmark.processes import on_the_bots_core
from tests.benchmark.raw_sqlite import GROUP
from tests.process.harness import DATABASE, ROOT

SECONDS: Final = 3.0
OURS, RAW = "store_alone", "raw_sqlite"

INTRODUCTION: Final = (
    f"{GROUP} tasks add new entries through the bot's store, each the next one as soon as the last is acknowledged,"
    f" for {SECONDS:.0f} seconds from an empty database. The reference writes rows of the same size into the same"
    f" tables with Python's sqlite3 alone, {GROUP} in a transaction, with a write-ahead log that is on disk before the"
    " next begins (synchronous=FULL), and does nothing else: it erases no order of entries, as the store does in each"
    " pause, and every ten seconds without one."
)


def measure() -> Section:
    added: dict[str, list[float]] = {OURS: [], RAW: []}
    with folders.folder() as folder:
        prepared = asyncio.run(folders.prepare(folder / "data"))
        for _ in rounds():
            for program, found in added.items():
                with folders.copy(prepared) as data:
                    found.append(_added(program, data / DATABASE))
    row = Row(
        f"store alone: durable adds per second through one queue, {GROUP} waiting, against raw sqlite3 committing"
        f" groups of {GROUP}",
        "at least 0.8",
        spread([ours / raw for ours, raw in zip(added[OURS], added[RAW], strict=True)]),
        f"{median(added[OURS]):,.0f} a second against {median(added[RAW]):,.0f} a second",
    )
    return Section("The store alone", INTRODUCTION, (row,))


def _added(program: str, database: Path) -> float:
    command = [sys.executable, "-m", f"tests.benchmark.{program}", str(database), str(lasting(SECONDS))]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    on_the_bots_core(process.pid)
    told, _ = process.communicate()
    return float(told)
