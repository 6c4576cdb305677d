"""Changing the key: kills it at every step and at random moments, and measures it with many entries."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.domain.tally import Marks, chained
from bot.store.marks import open_marks
from tests.evidence import Figure, Section
from tests.process.killing import TALLIES, Report, kill_repeatedly

RANDOM_KILLS: Final = 200
MANY: Final = 1_000_000
INTRODUCTION: Final = (
    "The key is changed by hashing every stored entry once more, under a new key, without knowing any member. The"
    " real command works on real files and is killed (SIGKILL): once before and once after every call that it makes"
    " to the system or to SQLite, once amid the entries, and at random moments. After each kill the files are looked"
    " at as they are; then either the same command or what a start does finishes the work, and they are looked at"
    " again. It would be a finding if a single entry were lost, or could not be found any more under the keys in the"
    " key file (so that its member could not withdraw, or could be counted twice); if one stood in any file as it"
    " was before a change that is finished; if a key were lost, or one more were added than was asked for. The same"
    " is done for the command that gives up a lost key with all entries. A killed process is not a power cut: that"
    " the disk keeps what it was told to keep is SQLite's and the operating system's word, and is not measured here."
)


def measure() -> Section:
    changes = _kills("--command", "rotate", "--every", "1", "--people", "1000")
    at_random = _kills("--command", "rotate", "--random", str(RANDOM_KILLS), "--people", "5000")
    removals = _kills("--command", "remove", "--every", "1", "--people", "1000")
    return Section(
        "Changing the key",
        INTRODUCTION,
        (
            *_figures("A change killed at every step, 1,000 entries", changes),
            *_figures("A change killed at random moments, 5,000 entries", at_random),
            *_figures("Giving up a lost key killed at every step, 1,000 entries", removals),
            *_large(),
        ),
    )


def _kills(*plan: str) -> Report:
    with TemporaryDirectory() as folder:
        return kill_repeatedly(Path(folder), "tests.process.killed_rotation", *plan)


def _figures(what: str, report: Report) -> tuple[Figure, ...]:
    left = "; ".join(f"{kind}: {times:,}" for kind, times in sorted(report.left.items()))
    return (
        Figure(what, f"{report.kills:,} kills, {len(report.faults):,} findings"),
        Figure(f"{what}: what the kills left", left),
    )


def _large() -> tuple[Figure, ...]:
    """A million entries in one tally, beside what making as many marks takes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "magnitude.sqlite"
        older, newer = os.urandom(32), os.urandom(32)
        _fill(path, older)
        size = path.stat().st_size
        with open_marks(path) as marks:
            changing = _seconds(lambda: marks.remark(partial(chained, [newer]), Marks([older, newer]).fingerprint))
            beside = path.with_name(f"{path.name}-wal").stat().st_size
            cleaning = _seconds(marks.clean)
    once = Marks([older])
    marking = _seconds(lambda: [once.mark(TALLIES[0], member) for member in range(MANY)])
    return (
        Figure(
            f"A change with {MANY:,} entries, against only making as many marks in memory",
            f"{(changing + cleaning) / marking:.1f} times as long, {cleaning / changing:.0%} of it for the cleaning",
        ),
        Figure(
            "Space that it takes beside the database meanwhile, at most",
            f"{beside / size:.1f} times the database's size",
        ),
    )


def _fill(path: Path, key: bytes) -> None:
    with open_marks(path) as marks:
        marks.begin(Marks([key]).fingerprint)
        with closing(sqlite3.connect(path)) as database:
            database.execute("INSERT INTO servers (id) VALUES (?)", (TALLIES[0].server_id,))
            database.execute(
                "INSERT INTO tallies (server, campaign, state, since, threshold, slowest, published_at)"
                " VALUES (?, ?, 'running', 0, 10, 0, 0)",
                TALLIES[0],
            )
            rows = ((mark,) for mark in sorted(os.urandom(32) for _ in range(MANY)))
            database.executemany("INSERT INTO entries VALUES (1, ?)", rows)
            database.commit()
        marks.clean()


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
