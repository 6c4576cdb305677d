"""Scheduled posts and milestones: claimed in the database, sent with a stable nonce, recorded.

A claim is on disk before anything else, so a crash loses no post; it can be sent as long as it is not too late. That
Discord is asked is on disk before it is: from then on the post may have arrived. It is sent again under the same nonce,
of which Discord makes one message for as long as it remembers it (`limits.NONCE_HOLDS`). After that only a channel in
which nobody has posted since shows that the post did not arrive; else it is not sent twice, and moderators are told.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain import limits
from bot.domain.campaign import Campaign, Item
from bot.domain.errors import ChannelUnusable, DiscordUnavailable
from bot.domain.schedule import Delivery, Kind, Outcome, Planned, last_and_next, pick, postable, too_late
from bot.domain.tally import State, TallyId
from bot.services._rounds import each
from bot.services.campaigns import Campaigns
from bot.services.protocols import Clock, Poster, Store

log = logging.getLogger(__name__)

POSTING: Final = "posting"


class Posting:
    """Everything that is posted because its time has come. `chance` decides what of the items not yet shown."""

    def __init__(self, store: Store, campaigns: Campaigns, poster: Poster, clock: Clock, chance: Random) -> None:
        self._store = store
        self._campaigns = campaigns
        self._poster = poster
        self._clock = clock
        self._chance = chance
        self.outcomes = Counter[Outcome]()
        """What became of the posts since the start."""

    async def run_due(self) -> None:
        """Post what is due now. What fails does not hold up the rest, and is tried again next time."""
        waiting = await self._store.open_deliveries()
        await each(waiting, self._deliver, log, POSTING)
        await each(await self._store.due_schedules(self._clock()), self._post, log, POSTING)

    async def _post(self, due: tuple[Planned, State | None]) -> None:
        """Move a schedule on, and post the last of what was due; older posts say nothing any more."""
        planned, state = due
        now = self._clock()
        last, following = last_and_next(planned.schedule, ZoneInfo(planned.schedule.zone), planned.due, now)
        delivery = await self._chosen(planned, last, now) if state is State.RUNNING else None
        claimed = await self._store.advance(planned, following, delivery)
        if claimed and claimed.outcome is Outcome.CLAIMED:
            await self._deliver(claimed)
        elif claimed:
            self.outcomes[claimed.outcome] += 1

    async def _chosen(self, planned: Planned, due: datetime, now: datetime) -> Delivery | None:
        """What to post; None when the campaign is gone, or has nothing of that kind any more."""
        campaign = await self._campaign(planned.tally)
        items = postable(campaign, planned.schedule.content) if campaign else None
        if not items:
            return None
        kind, item = pick(items, await self._store.last_shown(planned.tally), self._chance)
        outcome = Outcome.MISSED if too_late(due, now) else Outcome.CLAIMED
        return Delivery(0, planned.tally, planned.schedule.channel_id, kind, item.id, due, now, outcome)

    async def _deliver(self, delivery: Delivery) -> None:
        """Send what is claimed, if that still applies, and keep what became of it."""
        outcome = await self._sent(delivery)
        if outcome is not None:
            await self._store.settle(delivery, outcome, self._clock())
            self.outcomes[outcome] += 1

    async def _sent(self, delivery: Delivery) -> Outcome | None:
        """None: it is not to be sent any more. Raises `DiscordUnavailable` when it can be tried again."""
        campaign = await self._campaign(delivery.tally)
        content = await self._content(delivery, campaign) if campaign else None
        if campaign is None or content is None:
            return Outcome.DROPPED
        now = self._clock()
        late, tried = too_late(delivery.due, now), delivery.outcome is Outcome.SENDING
        known = tried and _nonce_holds(delivery, now)
        if tried and (late or not known) and not await self._poster.quiet_since(delivery):
            return Outcome.UNCERTAIN
        if late:
            return Outcome.MISSED
        language = (await self._store.server(delivery.tally.server_id)).language
        if not self._poster.reaches(delivery.tally.server_id):
            raise DiscordUnavailable
        if not await self._store.sending(delivery, delivery.since if known else now):
            return None
        try:
            await self._poster.post(delivery, campaign, content, language)
        except ChannelUnusable:
            return Outcome.REFUSED
        return Outcome.SENT

    async def _campaign(self, tally: TallyId) -> Campaign | None:
        """As the server sees it now; never without what its moderators added, which would pass for removed."""
        available = await self._campaigns.available(tally.server_id)
        return next((campaign for campaign in available if campaign.id == tally.campaign_id), None)

    async def _content(self, delivery: Delivery, campaign: Campaign) -> Item | int | None:
        """What to show; None when it must not be shown any more."""
        tally = await self._store.tally(delivery.tally)
        if tally is None or tally.state is not State.RUNNING:
            return None
        if delivery.kind is Kind.MILESTONE:
            number = int(delivery.item)
            return number if number <= (tally.publication.number or 0) else None
        return next((item for item in postable(campaign).get(delivery.kind, ()) if item.id == delivery.item), None)


def _nonce_holds(delivery: Delivery, now: datetime) -> bool:
    """Whether Discord would still recognise the nonce. A clock that was put back since it was used tells nothing."""
    return timedelta(0) <= now - delivery.since < limits.NONCE_HOLDS
