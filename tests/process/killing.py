"""Kills a host's command at many moments, has it done again each time, and counts what came out.

A trial is a process of its own because it forks: each kill hits the real command with its real files, and none has to
start anew for it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from pathlib import Path
from secrets import token_bytes
from types import FrameType
from typing import ClassVar, Final

from bot import text
from bot.domain.tally import Marks, TallyId
from bot.key import first_keys
from bot.settings import load_settings
from bot.store.marks import open_marks

ROOT = Path(__file__).parents[2]
TALLIES: Final = (TallyId(81_384_788_765_712_384, "metoo"), TallyId(613_425_648_685_547_541, "metoo"))
FIRST_MEMBER: Final = 276_060_004_262_477_825


@dataclass
class Report:
    """`left`: how often a kill left which state; `faults`: what a member or a thief of the files would have noticed."""

    kills: int = 0
    left: dict[str, int] = field(default_factory=dict[str, int])
    faults: list[str] = field(default_factory=list[str])


def kill_repeatedly(folder: Path, module: str, *plan: str) -> Report:
    """Run a module that is a trial on a folder of its own; `plan`: its command line without the folder."""
    done = subprocess.run(
        [sys.executable, "-m", module, str(folder), *plan],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Report(**json.loads(done.stdout))


def people_counted(keys: tuple[bytes, ...], people: int) -> frozenset[tuple[int, bytes]]:
    """The entries of so many members under these keys, half of them in each tally."""
    marks = Marks(keys)
    return frozenset(
        (1 + number % 2, marks.mark(TALLIES[number % 2], FIRST_MEMBER + number)) for number in range(people)
    )


def make_database(data: Path, people: int) -> None:
    """A data folder in which so many are counted, and two numbers are shown."""
    data.mkdir(mode=0o700)
    settings = load_settings({"MAGNITUDE_DATA": str(data)})
    keys = first_keys(settings, token_bytes)
    with open_marks(settings.database) as marks:
        marks.begin(Marks(keys).fingerprint)
        with closing(sqlite3.connect(settings.database)) as database:
            for tally in TALLIES:
                database.execute("INSERT INTO servers (id) VALUES (?)", (tally.server_id,))
                database.execute(
                    "INSERT INTO tallies (server, campaign, state, since, threshold, slowest, published_at, basis,"
                    " number) VALUES (?, ?, 'running', 0, 10, 0, 0, 22, 20)",
                    tally,
                )
            database.executemany("INSERT INTO entries VALUES (?, ?)", sorted(people_counted(keys, people)))
            database.commit()
        assert marks.clean()


def forked(work: Callable[[], int], killed_after: float | None = None) -> int | None:
    """The exit code of `work` in a process of its own; None when it was killed, by itself or after some seconds."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            for stream in (1, 2):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
            code = work()
        finally:
            os._exit(code)
    if killed_after is not None:
        time.sleep(killed_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return None if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def counting_steps(last: int, then: Callable[[], object], watched: Collection[str]) -> None:
    """From here on count the steps, and do something at the `last` one.

    A step is a call from one of the `watched` modules to anything outside of this program, begun or ended.
    """
    steps = 0

    def profile(frame: FrameType, event: str, _: object) -> None:
        nonlocal steps
        acting = frame if event.startswith("c_") else frame.f_back
        if acting is None or acting.f_globals.get("__name__") not in watched:
            return
        if acting is not frame and str(frame.f_globals.get("__name__")).startswith("bot."):
            return  # its own steps are counted
        steps += 1
        if steps == last:
            then()

    sys.setprofile(profile)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Trial(ABC):
    """One command over copies of one data folder."""

    watched: ClassVar[Collection[str]]
    """Where steps are counted; see `counting_steps`."""

    def __init__(self, folder: Path, people: int) -> None:
        self.report = Report()
        self._scratch = folder / "scratch"
        self._data = folder / "data"
        self._origin = folder / "origin"
        make_database(self._origin, people)
        os.environ["MAGNITUDE_DATA"] = str(self._data)
        text.load = cache(text.load)  # each of the processes would take longer for this than for all else
        text.load()
        os.chdir(folder)

    @abstractmethod
    def _command(self) -> int:
        """What is killed; its exit code."""

    @abstractmethod
    def _judged(self) -> tuple[str, list[str]]:
        """Which state a kill has left, and what is wrong with it, or with what the next command makes of it."""

    def at_steps(self, every: int) -> None:
        """Kill at every n-th step."""
        count = every
        while self._kill(f"step {count}", partial(self._command_until, count)):
            count += every

    def at_random(self, kills: int, seed: int) -> None:
        """Kill after a random share of the time that the command takes."""
        chance = random.Random(seed)
        self._fresh()
        begun = time.monotonic()
        assert forked(self._command) == 0
        takes = time.monotonic() - begun
        until = self.report.kills + kills
        while self.report.kills < until:
            share = chance.random()
            self._kill(f"{share:.3f} of the time", self._command, takes * share)

    def _command_until(self, step: int) -> int:
        counting_steps(step, die, self.watched)
        return self._command()

    def _fresh(self) -> None:
        shutil.rmtree(self._data, ignore_errors=True)
        shutil.copytree(self._origin, self._data)

    def _kill(self, when: str, work: Callable[[], int], killed_after: float | None = None) -> bool:
        """False: it ended before it could be killed."""
        self._fresh()
        if forked(work, killed_after) is not None:
            return False
        self.report.kills += 1
        kind, found = self._judged()
        self.report.left[kind] = self.report.left.get(kind, 0) + 1
        self.report.faults += [f"{when} ({kind}): {fault}" for fault in found]
        return True


def main(trial: Callable[[Path, str, int], Trial], option: str, ways: Collection[str], *, people: int) -> None:
    """The command line of a trial, and its `Report`. `option`: chooses among its `ways`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument(option, dest="way", choices=ways, required=True)
    parser.add_argument("--people", type=int, default=people)
    parser.add_argument("--every", type=int, help="kill at every n-th step")
    parser.add_argument("--random", type=int, help="kill so often, at random moments")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    made = trial(options.folder, options.way, options.people)
    if options.every:
        made.at_steps(options.every)
    if options.random:
        made.at_random(options.random, options.seed)
    sys.stdout.write(f"{json.dumps(asdict(made.report))}\n")
