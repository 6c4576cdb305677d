"""Kills a change of the key, lets it be finished, and looks at what came out.

`python -m tests.process.killed_rotation FOLDER …` does so again and again and prints a `Report`. It is a process of its
own because it forks: each kill hits the real command with its real files, and none has to start anew for it.
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
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from secrets import token_bytes
from types import FrameType
from typing import Final

from bot import text
from bot.__main__ import main as host_command
from bot.domain.tally import Marks, TallyId
from bot.key import FILE, first_keys
from bot.operations import rotation
from bot.operations.data import alone
from bot.operations.rotation import catch_up
from bot.settings import decode_keys, load_settings
from bot.store.marks import NO_KEYS, open_marks

ROOT = Path(__file__).parents[2]
TALLIES: Final = (TallyId(81_384_788_765_712_384, "metoo"), TallyId(613_425_648_685_547_541, "metoo"))
FIRST_MEMBER: Final = 276_060_004_262_477_825
WATCHED: Final = {"bot.key", "bot.operations.rotation", "bot.store.connection", "bot.store.marks"}
"""Where a step is taken: a call from one of these modules to anything outside of this program, begun or ended."""
COMMANDS: Final = {"rotate": ["rotate-key"], "remove": ["rotate-key", "--remove-entries"]}


@dataclass
class Report:
    """`left`: how often a kill left which state; `faults`: what a member or a thief of the files would have noticed."""

    kills: int = 0
    left: dict[str, int] = field(default_factory=dict[str, int])
    faults: list[str] = field(default_factory=list[str])


@dataclass(frozen=True)
class State:
    """What a data folder holds, read from a copy, so that the folder stays as the kill left it."""

    keys: tuple[bytes, ...]
    fingerprint: bytes
    unclean: bool
    entries: frozenset[tuple[int, bytes]]
    shown: tuple[tuple[int, int | None], ...]

    @property
    def complete(self) -> bool:
        return not self.unclean and self.fingerprint == Marks(self.keys).fingerprint


def kill_repeatedly(folder: Path, *plan: str, module: str = "tests.process.killed_rotation") -> Report:
    """Run this module, or one like it, on a folder of its own; `plan`: its command line without the folder."""
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


def look(data: Path, scratch: Path) -> State:
    shutil.copytree(data, scratch)
    with closing(sqlite3.connect(scratch / "magnitude.sqlite")) as database:
        noted = dict(database.execute("SELECT key, value FROM meta").fetchall())
        state = State(
            decode_keys((scratch / FILE).read_text(encoding="ascii")),
            noted["key_fingerprint"],
            "marks_unclean" in noted,
            frozenset(database.execute("SELECT tally, mark FROM entries").fetchall()),
            tuple(database.execute("SELECT basis, number FROM tallies ORDER BY id").fetchall()),
        )
    shutil.rmtree(scratch)
    return state


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


def counting_steps(last: int, then: Callable[[], object], watched: Collection[str] = WATCHED) -> None:
    """From here on count the steps, and do something at the `last` one."""
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


class Trial:
    """One command over copies of one data folder."""

    def __init__(self, folder: Path, command: str, people: int) -> None:
        self.folder = folder
        self.command = command
        self.people = people
        self.report = Report()
        self._origin = folder / "origin"
        self._data = folder / "data"
        make_database(self._origin, people)
        self._before = look(self._origin, folder / "scratch")
        os.environ["MAGNITUDE_DATA"] = str(self._data)
        text.load = cache(text.load)  # each of the processes would take longer for this than for all else
        text.load()
        os.chdir(folder)

    def at_steps(self, every: int) -> None:
        """Kill at every n-th step, and when half of the marks are made anew."""
        count = 0
        while True:
            count += every

            def until_then(last: int = count) -> int:
                counting_steps(last, die)
                return host_command(COMMANDS[self.command])

            if not self._kill(f"step {count}", until_then):
                break
        if self.command == "rotate":
            self._kill("half of the marks", self._half_of_the_marks)

    def at_random(self, kills: int, seed: int) -> None:
        """Kill after a random share of the time that the command takes."""
        chance = random.Random(seed)
        self._fresh()
        begun = time.monotonic()
        assert forked(lambda: host_command(COMMANDS[self.command])) == 0
        takes = time.monotonic() - begun
        until = self.report.kills + kills
        while self.report.kills < until:
            share = chance.random()
            self._kill(f"{share:.3f} of the time", lambda: host_command(COMMANDS[self.command]), takes * share)

    def _half_of_the_marks(self) -> int:
        genuine, left = rotation.chained, self.people // 2

        def chained(*given: tuple[bytes, ...] | bytes) -> bytes:
            nonlocal left
            left -= 1
            if not left:
                die()
            return genuine(*given)  # pyright: ignore[reportArgumentType]

        rotation.chained = chained  # pyright: ignore[reportAttributeAccessIssue]
        return host_command(COMMANDS[self.command])

    def _fresh(self) -> None:
        shutil.rmtree(self._data, ignore_errors=True)
        shutil.copytree(self._origin, self._data)

    def _kill(self, when: str, work: Callable[[], int], killed_after: float | None = None) -> bool:
        """False: it ended before it could be killed."""
        self._fresh()
        if forked(work, killed_after) is not None:
            return False
        self.report.kills += 1
        left = look(self._data, self.folder / "scratch")
        kind = self._kind(left)
        self.report.left[kind] = self.report.left.get(kind, 0) + 1
        anew = self.report.kills % 2 == 0
        code = forked((lambda: host_command(COMMANDS[self.command])) if anew else self._as_a_start_does)
        after = look(self._data, self.folder / "scratch")
        check = self._rotated if self.command == "rotate" else self._removed
        found = [*self._reachable(left), *check(left, after, anew=anew), *self._reachable(after)]
        if code != 0:
            found.append(f"the next command ended with {code}")
        if (self._data / f"{FILE}.new").exists():
            found.append("a draft of the key file is left")
        self.report.faults += [f"{when} ({kind}): {fault}" for fault in found]
        return True

    def _as_a_start_does(self) -> int:
        settings = load_settings(os.environ)
        with alone(settings.data):
            catch_up(settings, token_bytes)
        return 0

    def _kind(self, left: State) -> str:
        if left == self._before:
            return "nothing was changed"
        if left.entries == self._before.entries:
            return "another key, and the marks as they were"
        return "all is done" if left.complete else "every mark anew or gone, and something left to do"

    def _reachable(self, state: State) -> Iterator[str]:
        """Whoever is counted can withdraw, and is counted once."""
        if state.fingerprint == NO_KEYS:
            if state.entries:
                yield "there are entries, and no key for them"
            return
        added = Marks(state.keys).added_since(state.fingerprint)
        if added is None:
            yield "the keys are not those of the database"
            return
        keys = state.keys[: len(state.keys) - len(added)]
        expected = people_counted(keys, self.people)
        if state.entries != expected and (state.entries or self.command == "rotate"):
            yield f"of {len(expected)} entries {len(expected - state.entries)} are lost or cannot be found"

    def _rotated(self, left: State, after: State, *, anew: bool) -> Iterator[str]:
        if not after.complete:
            yield "it was not finished"
        if after.keys[: len(left.keys)] != left.keys:
            yield "a key is lost"
        if len(after.keys) - len(left.keys) != (left.complete and anew):
            yield "a key was added although there was something to finish, or none although there was nothing"
        if after.keys != self._before.keys:
            yield from self._traces()

    def _removed(self, left: State, after: State, *, anew: bool) -> Iterator[str]:
        if not left.entries or anew:
            if after.entries or not after.complete:
                yield "it was not finished"
            if set(after.keys) & set(self._before.keys):
                yield "the key is the old one"
            if set(after.shown) != {(0, None)}:
                yield "a number is shown, or kept, that was made from what is gone"
            yield from self._traces()
        elif after != self._before:
            yield "something was changed although nothing was begun"

    def _traces(self) -> Iterator[str]:
        kept = b"".join(file.read_bytes() for file in self._data.iterdir())
        if any(mark in kept for _, mark in self._before.entries):
            yield "an older mark is left in a file"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--command", choices=COMMANDS, default="rotate")
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--every", type=int, help="kill at every n-th step")
    parser.add_argument("--random", type=int, help="kill so often, at random moments")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    trial = Trial(options.folder, options.command, options.people)
    if options.every:
        trial.at_steps(options.every)
    if options.random:
        trial.at_random(options.random, options.seed)
    sys.stdout.write(f"{json.dumps(asdict(trial.report))}\n")


if __name__ == "__main__":
    main()
