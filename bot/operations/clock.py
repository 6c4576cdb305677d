"""The clock that the bot serves by: it goes on evenly where the machine's jumps."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain import limits
from bot.services.protocols import Clock

log = logging.getLogger(__name__)


def seconds_running() -> float:
    """What the machine has run since it was started. Where the system can tell it, also what it slept."""
    slept_too: int | None = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if slept_too is None else time.clock_gettime(slept_too)


class SteadyClock:
    """Tells what the machine's clock does; after a jump what that would tell without it, for `limits.CLOCK_DOUBTED`.

    A number that is published, or a post that is sent, by a clock that is wrong for a minute is not taken back (S16).
    One that runs on evenly was put right by somebody. The one at the start is believed at once: with a wrong one no
    encrypted connection to Discord comes about.
    """

    def __init__(self, clock: Clock, running: Callable[[], float]) -> None:
        """`running`: seconds from a moment that does not matter, by a clock that nobody can set."""
        self._clock = clock
        self._running = running
        self._zero = clock() - timedelta(seconds=running())
        """What the machine's clock would have told when `running` told 0."""
        self._doubted: tuple[datetime, float] | None = None
        """The same after a jump, and when that was seen."""

    def __call__(self) -> datetime:
        running = self._running()
        zero = self._clock() - timedelta(seconds=running)
        if self._is_believed(zero, running):
            self._zero, self._doubted = zero, None
        return self._zero + timedelta(seconds=running)

    def _is_believed(self, zero: datetime, running: float) -> bool:
        if abs(zero - self._zero) <= limits.CLOCK_STEP:
            return True
        if self._doubted is None or abs(zero - self._doubted[0]) > limits.CLOCK_STEP:
            self._doubted = zero, running
            log.warning("the clock has jumped by %s: the bot goes on without that for an hour", zero - self._zero)
            return False
        return running - self._doubted[1] >= limits.CLOCK_DOUBTED.total_seconds()
