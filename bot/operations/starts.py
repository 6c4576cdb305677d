"""Pauses between starts, whoever restarts the program, and between the sessions that one start begins.

Discord allows 1,000 IDENTIFYs a day and resets the token past that. A container that crashes half a minute after each
start would be there in a few hours, for Docker forgets its growing pauses once a container has run for ten seconds.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

WITHIN: Final = timedelta(hours=1)
FREE: Final = 5
"""Starts within the hour that wait for nothing: a host who tries settings is not kept waiting."""
FIRST_PAUSE: Final = timedelta(seconds=10)
LONGEST_PAUSE: Final = timedelta(minutes=5)
"""At most 12 starts an hour, 288 a day."""
_FILE: Final = "starts"

BETWEEN_SESSIONS: Final = timedelta(seconds=5)
"""What Discord asks for from one IDENTIFY to the next."""
PROMPT: Final = 400
"""Sessions within a day that are begun without a longer pause; past them at most 288 more a day."""


class Sessions:
    """When sessions were begun; one that is lost again and again must not use up a day's IDENTIFYs either."""

    def __init__(self) -> None:
        self._begun = deque[datetime](maxlen=PROMPT)

    def begin(self, now: datetime) -> None:
        """Count this one."""
        self._begun.append(now)

    def pause(self, now: datetime) -> timedelta:
        """How long the next one has to wait."""
        if len(self._begun) < PROMPT or now - self._begun[0] >= timedelta(days=1):
            return BETWEEN_SESSIONS
        return min(max(self._begun[-1] + LONGEST_PAUSE - now, BETWEEN_SESSIONS), LONGEST_PAUSE)


def pause_before_connecting(data: Path, now: datetime) -> timedelta:
    """Count this start, and tell how long it has to wait. Raises `OSError`."""
    starts = [*_recent(data / _FILE, now), now.timestamp()]
    draft = data / f"{_FILE}.new"
    draft.write_text("".join(f"{start}\n" for start in starts), encoding="ascii")
    draft.replace(data / _FILE)
    return pause(len(starts))


def pause(starts: int) -> timedelta:
    """Doubles with each start beyond the free ones. `starts`: within the hour, this one included."""
    if starts <= FREE:
        return timedelta(0)
    return min(FIRST_PAUSE * 2 ** min(starts - FREE - 1, 16), LONGEST_PAUSE)


def _recent(file: Path, now: datetime) -> list[float]:
    """The starts of the last hour; none when the file is not there, or holds something else."""
    try:
        starts = [float(line) for line in file.read_text(encoding="ascii").splitlines()]
    except (FileNotFoundError, ValueError):
        return []
    return [start for start in starts if 0 <= now.timestamp() - start < WITHIN.total_seconds()]
