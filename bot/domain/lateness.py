"""How long an interaction has waited. Discord takes an answer for three seconds from the moment it was made."""

from __future__ import annotations

from math import inf
from typing import Final

BEGUN_WITHIN: Final = 1.5
"""Seconds after which an interaction is not begun any more: of the three, what is left would not do for the answer and
both ways, and nobody is to be counted who gets no answer.
"""
DEFERRED_AFTER: Final = 2.3
"""Seconds after which an interaction that is still worked on is told that its answer will come later."""
REMEMBERED: Final = 3600.0
"""Seconds for which, and up to twice as long, what the clocks differ by is remembered: a crowd that waits for all of
this time would be mistaken for a slow way, and clocks that nobody sets drift by less than a third of a second.
"""

STEP: Final = 1.0
"""Seconds: what lies further below the least has to be seen twice."""

_EPOCH: Final = 1_420_070_400_000
"""Milliseconds of Unix time from which Discord's ids count."""
_TIME: Final = 22
"""Bits of an id below the milliseconds."""


class Lateness:
    """Tells when interactions were made, by a clock of this machine that runs evenly and need not be right.

    The least by which that clock was ahead of an id is what the two differ by, and the way takes; what goes beyond it
    an interaction has spent waiting. A clock that was stopped lowers the least at once; a single id that is out of the
    way does not, or all that come after it would seem to be late.
    """

    def __init__(self) -> None:
        self._least = self._least_before = inf
        self._since = -inf
        self._odd_made, self._odd = inf, inf

    def made_at(self, interaction_id: int, now: float) -> float:
        """The moment at which it was made, in seconds of the clock that says `now`; never later than `now`."""
        made = ((interaction_id >> _TIME) + _EPOCH) / 1000
        ahead = now - made
        least = min(self._least, self._least_before)
        if least < inf and ahead < least - STEP and not self._is_seen_again(made, ahead):
            return now
        if now - self._since >= REMEMBERED:
            self._least_before, self._least = self._least, inf
            self._since = now
        self._least = min(self._least, ahead)
        return made + min(self._least, self._least_before)

    def _is_seen_again(self, made: float, ahead: float) -> bool:
        """Whether the last one that was out of the way was an earlier one, and as much so."""
        again = self._odd_made < made and abs(ahead - self._odd) <= STEP
        self._odd_made, self._odd = made, ahead
        return again
