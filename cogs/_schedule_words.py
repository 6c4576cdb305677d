"""Schedules, and the posts that did not come, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.campaign import Campaign, PartialDate
from bot.domain.schedule import EVERY_DAY, Delivery, Kind, Planned, Schedule
from bot.domain.server import Tally
from bot.domain.tally import State
from bot.text import Text
from cogs._layout import day, plain
from cogs._number import moment

MONDAY_TO_FRIDAY: Final = frozenset(range(5))
A_YEAR: Final = 366
"""Days in which the clocks of a zone go through all their changes."""


def schedule_words(text: Text, schedule: Schedule | None) -> str:
    """All of it in the middle of a line: "Mon, Wed at 18:00 (Europe/Berlin): a quote, in #general"."""
    if schedule is None:
        return text("schedule-none")
    return text(
        "schedule-words",
        days=days_words(text, schedule.days),
        time=f"{schedule.at:%H:%M}",
        zone=plain(schedule.zone),
        content=text(f"schedule-content-{schedule.content}"),
        channel=f"<#{schedule.channel_id}>",
    )


def days_words(text: Text, days: frozenset[int]) -> str:
    """Days of the week in the middle of a line."""
    if days == EVERY_DAY:
        return text("schedule-days-daily")
    if days == MONDAY_TO_FRIDAY:
        return text("schedule-days-weekdays")
    return ", ".join(text(f"weekday-short-{weekday}") for weekday in sorted(days))


def changed_words(text: Text, campaign: Campaign, before: Schedule | None, after: Schedule | None) -> str:
    """What held before, and what holds now."""
    if before is None and after is None:
        return text("schedule-none-set", campaign=plain(campaign.name))
    return text(
        "schedule-changed",
        campaign=plain(campaign.name),
        before=schedule_words(text, before),
        after=schedule_words(text, after),
    )


def next_words(text: Text, campaign: Campaign, tally: Tally, planned: Planned) -> Sequence[str]:
    """When the next post comes, or why none does; and what the clocks of the zone do to its time."""
    if tally.state is not State.RUNNING:
        return [text(f"schedule-{tally.state}", campaign=plain(campaign.name))]
    schedule = planned.schedule
    local = planned.due.astimezone(ZoneInfo(schedule.zone))
    coming = text("schedule-next", date=moment(planned.due), local=_clock(text, local), zone=plain(schedule.zone))
    return [coming, text("schedule-gap", time=f"{schedule.at:%H:%M}")] if _left_out(schedule, local) else [coming]


def trouble_line(text: Text, delivery: Delivery, campaign_name: str) -> str:
    """A post that did not come, or may not have come: why, and what to do."""
    return text(
        f"trouble-{delivery.outcome}",
        campaign=plain(campaign_name),
        date=moment(delivery.due),
        channel=f"<#{delivery.channel_id}>",
        kind="milestone" if delivery.kind is Kind.MILESTONE else "schedule",
    )


def _clock(text: Text, local: datetime) -> str:
    """A time as the clocks of its zone show it."""
    date = day(text, PartialDate(local.year, local.month, local.day))
    return text("schedule-clock", weekday=text(f"weekday-{local.weekday()}"), date=date, time=f"{local:%H:%M}")


def _left_out(schedule: Schedule, local: datetime) -> bool:
    """Whether the clocks of the zone go past the schedule's time on one of its days in the year from `local` on."""
    wanted = local.replace(hour=schedule.at.hour, minute=schedule.at.minute, second=0, microsecond=0, fold=0)
    walls = (wanted + timedelta(days=ahead) for ahead in range(A_YEAR))
    return any(
        wall.astimezone(UTC).astimezone(wall.tzinfo).time() != schedule.at
        for wall in walls
        if wall.weekday() in schedule.days
    )
