"""The hourly round that removes what has been kept long enough (S12, S13), and mends what a wrong clock has dated."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.app import App
from bot.domain import limits

log = logging.getLogger(__name__)


class Retention:
    """Removes for good, and so only by a clock that can be trusted.

    The one at the start can be: with a wrong one no encrypted connection to Discord comes about. After a jump (the
    clock was set, or the machine slept) nothing is removed until it has run evenly for `limits.CLOCK_JUMP`.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._last: datetime | None = None
        self._jumped: datetime | None = None

    async def run(self) -> None:
        """One round. Raises what the store does; another round makes up for it."""
        now = self._app.clock()
        if not self._is_trusted(now):
            log.warning("the clock has jumped: until it has run evenly for a day, nothing is removed that is due")
            return
        await self._app.services.campaigns.end_removed()
        await self._app.store.purge(now)
        await self._app.services.schedules.date_anew()

    def _is_trusted(self, now: datetime) -> bool:
        if self._last is not None and not self._last <= now <= self._last + limits.CLOCK_JUMP:
            self._jumped = now
        self._last = now
        return self._jumped is None or now - self._jumped >= limits.CLOCK_JUMP
