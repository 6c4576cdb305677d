"""Ticks: when one is due, the number is made anew and the campaign message shows it."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.domain.errors import MagnitudeError
from bot.domain.server import Tally
from bot.domain.tally import Publication, publish
from bot.services.protocols import Clock, Publisher, Store

log = logging.getLogger(__name__)


class Publishing:
    """Everything that happens because time has passed. Several processes may run it over one store."""

    def __init__(self, store: Store, publisher: Publisher, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock

    async def run_due(self) -> None:
        """Do what is due now. One tally that fails does not hold up the others; it is tried again next time."""
        for tally in await self._store.due(self._clock()):
            try:
                await self._tick(tally)
            except MagnitudeError:
                log.warning("a tick did not succeed; it will be tried again")
        await self.refresh_posts()

    async def refresh_posts(self) -> None:
        """Bring the campaign messages up to what holds now."""
        for tally in await self._store.stale_posts():
            try:
                await self._refresh(tally)
            except MagnitudeError:
                log.warning("a campaign message could not be brought up to date; it will be tried again")

    async def _refresh(self, tally: Tally) -> None:
        if tally.post is None:
            return
        post = await self._publisher.refresh(tally, tally.post)
        if post != tally.post:
            await self._store.move_post(tally.id, tally.post, post)
        await self._store.post_refreshed(replace(tally, post=post))

    async def _tick(self, tally: Tally) -> None:
        members = await self._publisher.member_count(tally.id.server_id)
        if members is None:
            return
        now = self._clock()

        def rule(last: Publication, exact: int) -> Publication:
            return publish(last, exact, tally.rules, members, now)

        await self._store.tick(tally.id, tally.publication, rule)
