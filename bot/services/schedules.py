"""What moderators set to be posted at set times."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain import limits
from bot.domain.campaign import Campaign
from bot.domain.errors import NothingToPost, NotRunning, NotScheduled, UnknownZone
from bot.domain.helplines import fold
from bot.domain.schedule import (
    EVERY_DAY,
    Content,
    Delivery,
    Planned,
    Schedule,
    next_due,
    parse_days,
    parse_time,
    postable,
)
from bot.domain.server import Edit, Tally
from bot.domain.tally import TallyId
from bot.services._rounds import each
from bot.services.protocols import Clock, Store

log = logging.getLogger(__name__)

DATING: Final = "dating a schedule"

OFFERED_ZONES: Final = (
    "UTC",
    "Pacific/Honolulu",
    "America/Los_Angeles",
    "America/Denver",
    "America/Chicago",
    "America/New_York",
    "America/Mexico_City",
    "America/Bogota",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Madrid",
    "Europe/Athens",
    "Europe/Istanbul",
    "Africa/Lagos",
    "Africa/Nairobi",
    "Africa/Johannesburg",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Manila",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
)
"""Offered before anything is typed: large cities from west to east, so that a reader sees how the names are made."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A schedule as a moderator gives it. None: as it was before; days and content then have a default.

    `days`: "daily", "weekdays", "mon, wed fri"; `time`: "18:00"; `zone`: an IANA name.
    """

    days: str | None = None
    time: str | None = None
    zone: str | None = None
    content: Content | None = None
    channel_id: int | None = None


class Schedules:
    """A campaign has at most one schedule in a server. `zones`: the names of all time zones."""

    def __init__(self, store: Store, zones: Sequence[str], clock: Clock) -> None:
        self._store = store
        self._zones = {zone.casefold(): zone for zone in zones}
        self._folded = [(fold(zone), fold(zone.rpartition("/")[2]), zone) for zone in zones]
        self._clock = clock

    def suggest_zones(self, typed: str) -> Sequence[str]:
        """At most 25 that fit what was typed, best match first."""
        wanted = fold(typed)
        if not wanted:
            return [zone for zone in OFFERED_ZONES if zone.casefold() in self._zones][: limits.AUTOCOMPLETE_CHOICES]
        fits = [(_fit(wanted, name, city), zone) for name, city, zone in self._folded if wanted in name]
        found = [zone for _, zone in sorted(fits)] or self._nearly(wanted)
        return found[: limits.AUTOCOMPLETE_CHOICES]

    def _nearly(self, wanted: str) -> list[str]:
        """Cities that are spelt nearly so."""
        cities = get_close_matches(wanted, {city for _, city, _ in self._folded})
        return [zone for city in cities for _, other, zone in self._folded if other == city]

    async def planned(self, server_id: int, campaign: Campaign) -> Planned | None:
        """The schedule and its next post; None when nothing is posted at set times."""
        return await self._store.planned(TallyId(server_id, campaign.id))

    async def set(
        self, server_id: int, campaign: Campaign, wanted: Wanted, moderator_id: int
    ) -> tuple[Schedule | None, Planned]:
        """Change the schedule. Gives the one before, and what holds now.

        `campaign`: as the server sees it. Without a channel it is the one before, or that of the campaign message.
        Raises `NotRunning` if the campaign was never started there, `UnknownZone`, `UnknownTime`, `UnknownDays`,
        `NotScheduled`, `NothingToPost`.
        """
        tally = await self._store.tally(TallyId(server_id, campaign.id))
        if tally is None:
            raise NotRunning(campaign=campaign.name)
        planned = await self._store.planned(tally.id)
        schedule = self._schedule(campaign, wanted, planned.schedule if planned else None, tally)
        if not postable(campaign, schedule.content):
            raise NothingToPost(campaign=campaign.name, content=schedule.content)
        now = self._clock()
        due = next_due(schedule, ZoneInfo(schedule.zone), now)
        before, planned = await self._store.set_schedule(tally.id, schedule, due, Edit(moderator_id, now))
        return before, planned or Planned(tally.id, schedule, due)

    async def turn_off(self, server_id: int, campaign: Campaign, moderator_id: int) -> Schedule | None:
        """Post nothing any more. Gives the schedule before; None when there was none."""
        now = self._clock()
        tally = TallyId(server_id, campaign.id)
        before, _ = await self._store.set_schedule(tally, None, now, Edit(moderator_id, now))
        return before

    async def date_anew(self) -> None:
        """A next post that a clock which was wrong has put too far ahead comes when it would have come without that."""
        await each(await self._store.all_planned(), self._date_anew, log, DATING)

    async def _date_anew(self, planned: Planned) -> None:
        due = next_due(planned.schedule, ZoneInfo(planned.schedule.zone), self._clock())
        if due < planned.due:
            await self._store.advance(planned, due, None)

    async def troubles(self, server_id: int) -> Sequence[Delivery]:
        """Posts of the last days that did not come, or may not have come; the newest first."""
        return await self._store.troubles(server_id, self._clock() - limits.KEEP_TROUBLES)

    def _schedule(self, campaign: Campaign, wanted: Wanted, before: Schedule | None, tally: Tally) -> Schedule:
        days = parse_days(wanted.days) if wanted.days else before.days if before else EVERY_DAY
        at = parse_time(wanted.time) if wanted.time else before.at if before else None
        zone = self._zone(wanted.zone) if wanted.zone else before.zone if before else None
        place = tally.post.channel_id if tally.post else None
        channel_id = wanted.channel_id or (before.channel_id if before else place)
        if at is None or zone is None or channel_id is None:
            missing = "time" if at is None else "zone" if zone is None else "channel"
            raise NotScheduled(campaign=campaign.name, missing=missing)
        content = wanted.content or (before.content if before else Content.TURN)
        return Schedule(channel_id=channel_id, days=days, at=at, zone=zone, content=content)

    def _zone(self, typed: str) -> str:
        """Its proper name, by that name or by the name of its city when no other zone has it."""
        known = self._zones.get(typed.strip().casefold())
        if known is not None:
            return known
        wanted = fold(typed)
        found = [zone for name, city, zone in self._folded if wanted in (name, city)]
        if len(found) != 1:
            raise UnknownZone(name=typed)
        return found[0]


def _fit(wanted: str, name: str, city: str) -> tuple[int, int]:
    """How badly what was typed fits a zone, for sorting; then how far down its name is."""
    fits = (
        wanted in (city, name),
        city.startswith(wanted),
        name.startswith(wanted),
        f" {wanted}" in name,
    )
    return next((rank for rank, fit in enumerate(fits) if fit), len(fits)), name.count(" ")
