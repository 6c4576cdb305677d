"""Kills a change of the key, lets it be finished, and looks at what came out.

`python -m tests.process.killed_rotation FOLDER …` does so again and again and prints a `Report`; see `killing`.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from typing import Final

from bot.__main__ import main as host_command
from bot.domain.tally import Marks
from bot.key import FILE
from bot.operations import rotation
from bot.operations.data import alone
from bot.operations.rotation import catch_up
from bot.settings import decode_keys, load_settings
from bot.store.marks import NO_KEYS
from tests.process.killing import Trial, die, forked, main, people_counted

WATCHED: Final = {"bot.key", "bot.operations.rotation", "bot.store.connection", "bot.store.marks"}
COMMANDS: Final = {"rotate": ["rotate-key"], "remove": ["rotate-key", "--remove-entries"]}


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


class Rotation(Trial):
    """A change of the key."""

    watched = WATCHED

    def __init__(self, folder: Path, command: str, people: int) -> None:
        super().__init__(folder, people)
        self.command = command
        self.people = people
        self._before = look(self._origin, self._scratch)

    def at_steps(self, every: int) -> None:
        """Also when half of the marks are made anew."""
        super().at_steps(every)
        if self.command == "rotate":
            self._kill("half of the marks", self._half_of_the_marks)

    def _command(self) -> int:
        return host_command(COMMANDS[self.command])

    def _half_of_the_marks(self) -> int:
        genuine, left = rotation.chained, self.people // 2

        def chained(*given: tuple[bytes, ...] | bytes) -> bytes:
            nonlocal left
            left -= 1
            if not left:
                die()
            return genuine(*given)  # pyright: ignore[reportArgumentType]

        rotation.chained = chained  # pyright: ignore[reportAttributeAccessIssue]
        return self._command()

    def _judged(self) -> tuple[str, list[str]]:
        left = look(self._data, self._scratch)
        anew = self.report.kills % 2 == 0
        code = forked(self._command if anew else self._as_a_start_does)
        after = look(self._data, self._scratch)
        check = self._rotated if self.command == "rotate" else self._removed
        found = [*self._reachable(left), *check(left, after, anew=anew), *self._reachable(after)]
        if code != 0:
            found.append(f"the next command ended with {code}")
        if (self._data / f"{FILE}.new").exists():
            found.append("a draft of the key file is left")
        return self._kind(left), found

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


if __name__ == "__main__":
    main(Rotation, "--command", COMMANDS, people=1000)
