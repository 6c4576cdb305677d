"""Is the bot well? A file that `run` renews and Docker's health check reads, beside the lock that only a process holds.

The check starts anew every half minute, in a small container: it imports neither discord nor pydantic.

Stuck is what another start could mend, for that is what an orchestrator does about it: an event loop that hangs, a
start that does not come through, a database that takes no writes. A bot that has lost Discord is not: it connects again
by itself, at once when Discord is back, while one that was started anew would have to log in first, cost IDENTIFYs, and
wait for its turn (`starts`). For the same reason a start that waits for that is well.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final
from zlib import crc32

from bot.operations.lock import is_held
from bot.operations.starts import LONGEST_PAUSE

BEAT_EVERY: Final = 15
"""Seconds from one beat to the next."""
LONGEST_SILENCE: Final = timedelta(seconds=4 * BEAT_EVERY)
STARTS_WITHIN: Final = timedelta(minutes=5)
"""What a start may take: an upgrade of a large database, a login, an IDENTIFY every five seconds for each shard."""
_FILE: Final = "health"
_LENGTH: Final = 80
"""Bytes: always as many, written over those before, so that a full disk has room for them."""


class State(StrEnum):
    """What a bot is in. A running one says only the first three of itself, or `STUCK` of its database."""

    STARTING = "starting"
    WAITING = "waiting"
    """It was started too often to connect at once."""
    CONNECTED = "connected"
    RECONNECTING = "reconnecting"
    STUCK = "stuck"
    NOT_RUNNING = "not-running"


@dataclass(frozen=True, slots=True)
class Health:
    """`since`: from when on it is in this state, or until when it waits. `part`: what is stuck."""

    state: State
    since: datetime | None = None
    part: str = ""

    @property
    def well(self) -> bool:
        """Whether nothing has to be done."""
        return self.state not in {State.STUCK, State.NOT_RUNNING}


class Heart:
    """What a bot says of itself while it runs; its data folder is held by nobody else."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._state = State.STARTING
        self._since: datetime | None = None
        self._writable = True

    def start(self, at: datetime) -> None:
        """It begins to connect, now or, when it has to wait, later. Raises `OSError`."""
        self._state, self._since = State.STARTING, at
        self._write(at, at)

    def beat(self, state: State, now: datetime) -> None:
        """The event loop goes round, and this is what it finds.

        Raises `OSError` the first time that it cannot be written, and not again until it could: the log is not to fill.
        """
        if state is not self._state or self._since is None:
            self._state, self._since = state, now
        try:
            self._write(now, self._since)
        except OSError:
            if self._writable:
                self._writable = False
                raise
        else:
            self._writable = True

    def _write(self, now: datetime, since: datetime) -> None:
        said = f"{self._state} {now.timestamp()} {since.timestamp()}"
        line = f"{said} {_sum(said)}".ljust(_LENGTH).encode("ascii")
        file = os.open(self._data / _FILE, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(file, line, 0)
        finally:
            os.close(file)


def forget(data: Path) -> None:
    """Remove what an earlier run said. Raises `OSError`."""
    (data / _FILE).unlink(missing_ok=True)


def look(data: Path, now: datetime) -> Health:
    """How the bot is that uses this data folder."""
    said = _said(data)
    if said is None or not is_held(data):
        return Health(State.NOT_RUNNING)
    state, beat, since = said
    if state is State.STARTING:
        if now < since <= now + LONGEST_PAUSE:
            return Health(State.WAITING, since)
        # Before the event loop goes round nothing beats: a large database may be upgraded.
        return Health(State.STUCK, since, "start") if abs(now - since) > STARTS_WITHIN else Health(state, since)
    if abs(now - beat) > LONGEST_SILENCE:
        return Health(State.STUCK, beat, "loop")
    if state is State.STUCK:
        return Health(state, since, "database") if now - since > LONGEST_SILENCE else Health(State.CONNECTED, since)
    return Health(state, since)


def _said(data: Path) -> tuple[State, datetime, datetime] | None:
    try:
        said, _, told = (data / _FILE).read_text(encoding="ascii").rstrip().rpartition(" ")
        if told != _sum(said):
            return None
        state, beat, since = said.split()
        return State(state), _moment(beat), _moment(since)
    except (OSError, ValueError, OverflowError):
        return None


def _sum(said: str) -> str:
    """What is read while it is written may be half of this beat and half of the last: it counts as none."""
    return f"{crc32(said.encode('ascii')):08x}"


def _moment(value: str) -> datetime:
    return datetime.fromtimestamp(float(value), UTC)
