"""What the bot counts of its own work, from its start on: plain numbers, of nobody and of no server (S11).

They are counted where the work is done, at next to no cost, and read by `bot/operations/metrics.py` when it is asked.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Seconds by which answers are sorted: up to the three that Discord gives."""
OUTCOMES: Final = ("in_time", "deferred", "late", "failed", "dropped")


class Answers:
    """What became of commands, presses and forms; each is counted once, one that is deferred when it is.

    Not what they were: adding, withdrawing and asking for help look alike here (S11, S24).
    """

    def __init__(self) -> None:
        self.outcomes: dict[str, int] = dict.fromkeys(OUTCOMES, 0)
        self.durations = [0] * (len(BOUNDS) + 1)
        """How many took up to each of the `BOUNDS`, and longer than all; an answer stands in one place only."""
        self.seconds = 0.0
        """What all of them together took."""

    def answered(self, seconds: float) -> None:
        """Discord took the answer, so long after what it is to was made, waiting included."""
        self.outcomes["in_time"] += 1
        self.durations[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds

    def deferred(self) -> None:
        """Discord was told in time that an answer will come."""
        self.outcomes["deferred"] += 1

    def late(self) -> None:
        """Discord did not take the answer any more: it is too late, or there is one already."""
        self.outcomes["late"] += 1

    def failed(self) -> None:
        """Nothing could be told to the person, not even that something went wrong."""
        self.outcomes["failed"] += 1

    def dropped(self) -> None:
        """It was too late already when it would have been begun, so nothing was done."""
        self.outcomes["dropped"] += 1


class Connection:
    """How steady the connection to Discord's gateway is, over all shards."""

    def __init__(self) -> None:
        self.disconnects = 0
        self.resumes = 0
        """After these nothing was lost; a disconnect without one led to a new session."""
