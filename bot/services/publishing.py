"""Ticks: when one is due, the number is made anew and the campaign message shows it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final

from bot.domain.errors import MagnitudeError, StoreUnavailable
from bot.domain.server import Post, Tally
from bot.domain.tally import Publication, Rules, TallyId, publish
from bot.services.protocols import Clock, Publisher, Store

log = logging.getLogger(__name__)

AT_ONCE: Final = 8
"""Servers that Discord is asked about at the same time: one that has to wait for its rate limit holds up few others."""
LONGEST: Final = 20.0
"""Seconds that one of them gets; it is tried again at the next round."""


class Publishing:
    """Everything that happens because time has passed, and bringing a message up to date at once."""

    def __init__(self, store: Store, publisher: Publisher, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock

    async def run_due(self) -> None:
        """Do what is due now. What fails does not hold up the rest, and is tried again next time."""
        await self._each(await self._store.due(self._clock()), self._tick)
        await self._each(await self._store.stale_posts(), self._refresh)

    async def refresh(self, tally_id: TallyId) -> bool:
        """Bring the campaign message up to what holds now, if there is one. False: it will follow as soon as it can."""
        try:
            tally = await self._store.tally(tally_id)
        except StoreUnavailable:
            return False
        return tally is None or await self._tried(tally, self._refresh)

    async def _each(self, tallies: Sequence[Tally], work: Callable[[Tally], Awaitable[None]]) -> None:
        places = asyncio.Semaphore(AT_ONCE)

        async def one(tally: Tally) -> None:
            async with places:
                await self._tried(tally, work)

        await asyncio.gather(*map(one, tallies))

    async def _tried(self, tally: Tally, work: Callable[[Tally], Awaitable[None]]) -> bool:
        try:
            async with asyncio.timeout(LONGEST):
                await work(tally)
        except (MagnitudeError, TimeoutError):
            log.warning("publishing for one server did not succeed and will be tried again")
        except Exception:
            log.exception("publishing for one server failed and will be tried again")
        else:
            return True
        return False

    async def _refresh(self, tally: Tally) -> None:
        if tally.post is None:
            return
        post = await self._publisher.refresh(tally, tally.post)
        if post != tally.post and not await self._moved(tally.id, tally.post, post):
            return
        await self._store.post_refreshed(replace(tally, post=post))

    async def _moved(self, tally_id: TallyId, old: Post, new: Post | None) -> bool:
        """Record that the message stands elsewhere, and only then take away the one that is not needed."""
        moved = await self._store.move_post(tally_id, old, new)
        if new is not None:
            await self._publisher.remove(old if moved else new)
        return moved

    async def _tick(self, tally: Tally) -> None:
        members = await self._publisher.member_count(tally.id.server_id)
        now = self._clock()
        if members is None:
            await self._store.left(tally.id.server_id, now)
            return

        def rule(last: Publication, rules: Rules, exact: int) -> Publication:
            return publish(last, exact, rules, members, now)

        await self._store.tick(tally.id, tally.publication, rule)
