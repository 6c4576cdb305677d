"""Whether two sets of times can be told apart, by their order alone: no mean that one slow answer would move."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from statistics import mean, median, quantiles, variance
from typing import Final

from tests.evidence import Figure

CERTAIN: Final = 3.0
"""Standard errors from even odds on which a difference is called one; chance alone passes for one 3 times in 1,000."""
CERTAIN_GAP: Final = 1.82
"""The same for the widest gap between two distributions, in units of its own (Kolmogorov and Smirnov)."""
HIDDEN: Final = 0.05e-3
"""Seconds by which answers may differ without telling anything to somebody outside who has one of them to time. Where
the network alone makes an answer come a millisecond sooner or later (its standard deviation; few lines are so even), a
guess is then right in 51 of 100 cases.
"""


@dataclass(frozen=True, slots=True)
class Times:
    """How long the answers to one kind of press took, in seconds: where there is an entry, and where there is none.

    `once`: pressing changes what holds, so that an observer has one answer to time. Others can be timed at will.
    """

    what: str
    once: bool
    there: list[float] = field(default_factory=list[float])
    absent: list[float] = field(default_factory=list[float])

    def of(self, *, there: bool) -> list[float]:
        return self.there if there else self.absent

    def figure(self, more: str = "") -> Figure:
        """`more`: what else was seen of these presses."""
        chance, error = slower(self.there, self.absent)
        medians = " and ".join(f"{median(times) * 1000:.3f}" for times in (self.there, self.absent))
        counts = f"{len(self.there):,} and {len(self.absent):,}"
        apart, verdict = self._apart(), self._verdict(abs(chance - 0.5), error)
        return Figure(
            self.what,
            f"{verdict}: slower with an entry in {chance:.1%} of pairs (standard error {error:.1%}), one answer guessed"
            f" right in {0.5 + gap(self.there, self.absent) / 2:.1%} at best, quartiles at most {apart * 1000:.3f} ms"
            f" apart; medians {medians} ms with an entry and without, of {counts} answers{more}",
        )

    def _verdict(self, off: float, error: float) -> str:
        widest, by_chance = gap(self.there, self.absent), sqrt(1 / len(self.there) + 1 / len(self.absent))
        if off <= CERTAIN * error and widest <= CERTAIN_GAP * by_chance:
            return "tells nothing"
        return "a difference that a network hides" if self.once and self._apart() <= HIDDEN else "A DIFFERENCE"

    def _apart(self) -> float:
        ours, theirs = quantiles(self.there, n=4), quantiles(self.absent, n=4)
        return max(abs(one - other) for one, other in zip(ours, theirs, strict=True))


def slower(some: Sequence[float], others: Sequence[float]) -> tuple[float, float]:
    """The chance that one of `some` is larger than one of the `others`, ties counted half, and its standard error.

    That is the statistic of Mann and Whitney over the number of pairs, the area under the curve; the error is DeLong's.
    """
    ours, theirs = _places(some, others), _places(others, some)
    return mean(ours), sqrt(variance(ours) / len(ours) + variance(theirs) / len(theirs))


def gap(some: Sequence[float], others: Sequence[float]) -> float:
    """The widest gap between the two distributions (Kolmogorov and Smirnov).

    Who sees one answer and calls everything above some limit slow gains at most half of it over a coin.
    """
    ours, theirs = sorted(some), sorted(others)
    return max(
        abs(bisect_right(ours, each) / len(ours) - bisect_right(theirs, each) / len(theirs)) for each in ours + theirs
    )


def _places(some: Sequence[float], others: Sequence[float]) -> list[float]:
    """The share of the `others` that each of `some` is larger than."""
    ranked = sorted(others)
    return [(bisect_left(ranked, each) + bisect_right(ranked, each)) / 2 / len(ranked) for each in some]
