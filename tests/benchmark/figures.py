"""Figures of several rounds, as the page shows them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from statistics import median
from typing import Final

from tests.benchmark.discord_side import DEADLINE, Press

QUICK: Final = "BENCHMARK_QUICK"
"""The variable that is set for a trial: one short round, of which nothing is kept."""
ROUNDS: Final = 5


def quick() -> bool:
    return QUICK in os.environ


def rounds(usual: int = ROUNDS) -> range:
    """So many times everything is measured, the bot and its references in turn."""
    return range(1 if quick() else usual)


def lasting(seconds: float) -> float:
    """For how long to measure."""
    return max(1.0, seconds / 5) if quick() else seconds


def spread(values: Sequence[float], digits: int = 2, unit: str = "") -> str:
    """The median, then the lowest and the highest."""
    middle, low, high = (f"{value:,.{digits}f}" for value in (median(values), min(values), max(values)))
    return f"{middle}{unit} ({low} to {high})"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def waits(presses: Sequence[Press]) -> list[float]:
    """Seconds from when each press was due until it was answered; one that was not took for ever."""
    return [float("inf") if press.answered is None else press.answered - press.due for press in presses]


def useful_rate(presses: Sequence[Press], seconds: float) -> float:
    """Answers a second that came in the time that Discord gives, when presses came for so many seconds.

    What came in the first `DEADLINE` is left out, and what came after the last press.
    """
    begun = presses[0].due
    came = [press.answered for press in presses if press.answered and press.answered - press.due <= DEADLINE]
    return sum(DEADLINE < at - begun <= seconds for at in came) / (seconds - DEADLINE)


def rate(presses: Sequence[Press], seconds: float) -> float:
    """Answers a second, of so many seconds that began with the first press."""
    begun = presses[0].due
    return sum(press.answered is not None and press.answered - begun <= seconds for press in presses) / seconds
