"""Kills a restore, looks at what it left, and has it done again.

`python -m tests.process.killed_restore FOLDER …` does so again and again and prints a `Report`, as `killed_rotation`
does for a change of the key.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Final

from bot import text
from bot.__main__ import main as host_command
from bot.operations import faults, logs, restoring
from bot.store.backups import back_up
from tests.process.killed_rotation import Report, counting_steps, die, forked, make_database

IMPORTED: Final = (faults, logs)
"""So that none of the processes has to import what the command needs."""
WATCHED: Final = {
    restoring.__name__,
    *(f"bot.store.{name}" for name in ("backups", "carrying", "connection", "copies", "examining", "restoring")),
}
PRESENT: Final = ("whole", "crashed", "damaged", "gone")
"""What is in the place: a database, one with a log that a crash has left, one that is damaged, nothing."""
DATABASE: Final = "magnitude.sqlite"
TORN: Final = b"\xa5" * 5000
NEW_ENTRIES: Final = ((1, b"\x01" * 32), (2, b"\x02" * 32))
"""What was acknowledged after the backup."""

Entries = frozenset[tuple[int, bytes]]


class Trial:
    """Restores over copies of one data folder."""

    def __init__(self, folder: Path, present: str, people: int) -> None:
        self.report = Report()
        self._scratch = folder / "scratch"
        self._data = folder / "data"
        self._origin = folder / "origin"
        make_database(self._origin, people)
        self._key = (self._origin / "key").read_bytes()
        self._backup = back_up(self._origin / DATABASE, datetime(2026, 3, 8, tzinfo=UTC)).path.name
        self._restored = _entries(self._origin / DATABASE) or frozenset()
        self._before = self._restored | frozenset(NEW_ENTRIES)
        self._present = present
        _prepare(self._origin / DATABASE, present)
        os.environ["MAGNITUDE_DATA"] = str(self._data)
        text.load = cache(text.load)  # each of the processes would take longer for this than for all else
        text.load()
        os.chdir(folder)

    def at_steps(self, every: int) -> None:
        """Kill at every n-th step."""
        count = every
        while self._kill(f"step {count}", partial(self._restore_until, count)):
            count += every

    def at_random(self, kills: int, seed: int) -> None:
        """Kill after a random share of the time that the command takes."""
        chance = random.Random(seed)
        self._fresh()
        begun = time.monotonic()
        assert forked(self._restore) == 0
        takes = time.monotonic() - begun
        until = self.report.kills + kills
        while self.report.kills < until:
            share = chance.random()
            self._kill(f"{share:.3f} of the time", self._restore, takes * share)

    def _restore(self) -> int:
        return host_command(["restore", self._backup])

    def _restore_until(self, step: int) -> int:
        counting_steps(step, die, WATCHED)
        return self._restore()

    def _fresh(self) -> None:
        shutil.rmtree(self._data, ignore_errors=True)
        shutil.copytree(self._origin, self._data)

    def _kill(self, when: str, work: Callable[[], int], killed_after: float | None = None) -> bool:
        """False: it ended before it could be killed."""
        self._fresh()
        if forked(work, killed_after) is not None:
            return False
        self.report.kills += 1
        kind, *found = self._left()
        self.report.left[kind] = self.report.left.get(kind, 0) + 1
        code = forked(self._restore)
        if code != 0:
            found.append(f"the next one ended with {code}")
        found += self._done()
        self.report.faults += [f"{when} ({kind}): {fault}" for fault in found]
        return True

    def _left(self) -> Iterator[str]:
        """Which of the two is there, then what a host would have lost."""
        copy = self._copied()
        database = copy / DATABASE
        found = _entries(database) if database.exists() else None
        if found == self._restored:
            yield "the backup is in its place"
        elif self._present in {"whole", "crashed"} and found == self._before:
            yield "what was there is there"
        elif self._present == "gone" and found is None:
            yield "nothing is there, as before"
        elif self._present == "damaged" and TORN in (self._data / DATABASE).read_bytes():
            yield "what was damaged is there"
        else:
            yield "neither is there"
            yield "neither the database of before nor the backup is whole"
        if found == self._restored:
            yield from self._kept()

    def _done(self) -> Iterator[str]:
        database = self._copied() / DATABASE
        if _entries(database) != self._restored:
            yield "it was not put back"
        if [file.name for file in self._data.glob(f"{DATABASE}?*") if ".before-restore-" not in file.name]:
            yield "something unfinished is left beside it"
        if (self._data / "key").read_bytes() != self._key:
            yield "the key was changed"
        yield from self._kept()

    def _kept(self) -> Iterator[str]:
        """What was there is somewhere, and so is the backup."""
        backups = [_entries(file) for file in (self._data / "backups").glob("*.sqlite")]
        if self._restored not in backups:
            yield "the backup is gone"
        if self._present in {"whole", "crashed"} and self._before not in backups:
            yield "what was there before is kept nowhere"
        if self._present == "damaged":
            aside = self._data.glob(f"{DATABASE}.before-restore-*")
            if not any(TORN in file.read_bytes() for file in aside):
                yield "what was damaged is kept nowhere"

    def _copied(self) -> Path:
        """A copy to look at: what SQLite recovers stays in the folder as the kill left it."""
        shutil.rmtree(self._scratch, ignore_errors=True)
        return shutil.copytree(self._data, self._scratch)


def _prepare(database: Path, present: str) -> None:
    if present == "gone":
        database.unlink()
    elif present == "damaged":
        content = database.read_bytes()
        database.write_bytes(content[:8192] + TORN + content[8192 + len(TORN) :])
    else:
        forked(lambda: _add(database, checkpointed=present == "whole"))


def _add(database: Path, *, checkpointed: bool) -> int:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executemany("INSERT INTO entries VALUES (?, ?)", NEW_ENTRIES)
    if checkpointed:
        connection.close()
    return 0  # else as a crash does: the process ends with the log full


def _entries(database: Path) -> Entries | None:
    """None: it is not whole."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return None
            return frozenset(connection.execute("SELECT tally, mark FROM entries").fetchall())
    except sqlite3.Error:
        return None


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--present", choices=PRESENT, default="crashed")
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--every", type=int, help="kill at every n-th step")
    parser.add_argument("--random", type=int, help="kill so often, at random moments")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    trial = Trial(options.folder, options.present, options.people)
    if options.every:
        trial.at_steps(options.every)
    if options.random:
        trial.at_random(options.random, options.seed)
    sys.stdout.write(f"{json.dumps(asdict(trial.report))}\n")


if __name__ == "__main__":
    main()
