"""Ticks: when one is due, the number is made anew and the campaign message shows it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Final

from bot.domain.errors import StoreUnavailable
from bot.domain.server import Post, Tally
from bot.domain.tally import Publication, Rules, TallyId, publish
from bot.services._rounds import each, tried
from bot.services.protocols import Clock, Publisher, Store

log = logging.getLogger(__name__)

PUBLISHING: Final = "publishing"


class Publishing:
    """Ticks, and bringing a campaign message up to date at once."""

    def __init__(self, store: Store, publisher: Publisher, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock
        self.ticks = 0
        self.updates = 0
        """How often a campaign message was brought up to date; both since the start."""

    async def run_due(self) -> None:
        """Do what is due now. What fails does not hold up the rest, and is tried again next time."""
        await each(await self._store.due(self._clock()), self._tick, log, PUBLISHING)
        await each(await self._store.stale_posts(), self._refresh, log, PUBLISHING)

    async def refresh(self, tally_id: TallyId) -> bool:
        """Bring the campaign message up to what holds now, if there is one. False: it will follow as soon as it can."""
        try:
            tally = await self._store.tally(tally_id)
        except StoreUnavailable:
            return False
        return tally is None or await tried(self._refresh(tally), log, PUBLISHING)

    async def _refresh(self, tally: Tally) -> None:
        if tally.post is None:
            return
        language = (await self._store.server(tally.id.server_id)).language
        post = await self._publisher.refresh(tally, tally.post, language)
        self.updates += post is not None and post.message_id is not None
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
        self.ticks += 1
