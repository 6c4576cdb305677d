"""When a post is due, by table and over every time zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.zones import zone_names
from bot.domain import limits
from bot.domain.schedule import (
    EVERY_DAY,
    Content,
    Schedule,
    last_and_next,
    next_due,
    too_late,
)

NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def schedule(zone: str, at: time, days: frozenset[int] = EVERY_DAY) -> Schedule:
    return Schedule(channel_id=123, days=days, at=at, zone=zone, content=Content.TURN)


def walls(zone: str, moments: Sequence[datetime]) -> list[str]:
    """What the clocks of the zone show then."""
    return [moment.astimezone(ZoneInfo(zone)).strftime("%a %d %H:%M%z") for moment in moments]


def dues(schedule: Schedule, after: datetime, until: datetime) -> list[datetime]:
    """Every post after one moment and until another one."""

    def chain() -> Sequence[datetime]:
        found = [next_due(schedule, ZoneInfo(schedule.zone), after)]
        while found[-1] <= until:
            found.append(next_due(schedule, ZoneInfo(schedule.zone), found[-1]))
        return found

    return list(takewhile(lambda due: due <= until, chain()))


@pytest.mark.parametrize(
    ("zone", "at", "first_day", "shown"),
    [
        pytest.param(
            "Europe/Berlin", time(18), date(2026, 3, 28), ["Sat 28 18:00+0100", "Sun 29 18:00+0200"], id="put forward"
        ),
        pytest.param(
            "Europe/Berlin",
            time(2, 30),
            date(2026, 3, 28),
            ["Sat 28 02:30+0100", "Sun 29 03:00+0200", "Mon 30 02:30+0200"],
            id="in the gap",
        ),
        pytest.param(
            "Europe/Berlin",
            time(2, 30),
            date(2026, 10, 24),
            ["Sat 24 02:30+0200", "Sun 25 02:30+0200", "Mon 26 02:30+0100"],
            id="put back: once, the first time",
        ),
        pytest.param(
            "Australia/Lord_Howe",
            time(2, 10),
            date(2026, 10, 3),
            ["Sat 03 02:10+1030", "Sun 04 02:30+1100", "Mon 05 02:10+1100"],
            id="a gap of half an hour",
        ),
        pytest.param(
            "Africa/Cairo",
            time(0),
            date(2026, 4, 23),
            ["Thu 23 00:00+0200", "Fri 24 01:00+0300", "Sat 25 00:00+0300"],
            id="a gap at midnight",
        ),
        pytest.param(
            "America/Nuuk",
            time(23, 30),
            date(2026, 3, 27),
            ["Fri 27 23:30-0200", "Sun 29 00:00-0100", "Sun 29 23:30-0100"],
            id="a gap until midnight: the post of Saturday comes as soon as it can",
        ),
        pytest.param(
            "Pacific/Apia",
            time(9),
            date(2011, 12, 29),
            ["Thu 29 09:00-1000", "Sat 31 09:00+1400", "Sun 01 09:00+1400"],
            id="a day left out",
        ),
        pytest.param(
            "Pacific/Kwajalein",
            time(9),
            date(1993, 8, 20),
            ["Fri 20 09:00-1200", "Sun 22 09:00+1200"],
            id="another day left out",
        ),
        pytest.param(
            "America/St_Johns",
            time(23, 30),
            date(2010, 11, 5),
            ["Fri 05 23:30-0230", "Sat 06 23:30-0230", "Sun 07 23:30-0330"],
            id="put back over midnight",
        ),
    ],
)
def test_a_daily_post_over_a_change_of_the_clocks(zone: str, at: time, first_day: date, shown: list[str]) -> None:
    after = datetime.combine(first_day, time.min, ZoneInfo(zone)).astimezone(UTC) - MINUTE
    found = [next_due(schedule(zone, at), ZoneInfo(zone), after)]
    while len(found) < len(shown):
        found.append(next_due(schedule(zone, at), ZoneInfo(zone), found[-1]))
    assert walls(zone, found) == shown


def test_a_weekly_post_on_a_day_that_the_zone_left_out_comes_a_week_later() -> None:
    fridays = schedule("Pacific/Apia", time(9), frozenset({4}))
    found = dues(fridays, datetime(2011, 12, 22, tzinfo=UTC), datetime(2012, 1, 8, tzinfo=UTC))
    assert walls("Pacific/Apia", found) == ["Fri 23 09:00-1000", "Fri 06 09:00+1400"]


def wall(zone: ZoneInfo, moment: datetime) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


@cache
def changes(zone: str) -> list[datetime]:
    """About when the clocks of a zone were or will be changed, from 1990 to 2040."""
    place = ZoneInfo(zone)
    moments = [datetime(1990, 1, 1, 12, tzinfo=UTC) + DAY * number for number in range(51 * 365)]
    offsets = [moment.astimezone(place).utcoffset() for moment in moments]
    return [moment for moment, old, new in zip(moments[1:], offsets, offsets[1:], strict=False) if old != new]


def expected(schedule: Schedule, zone: ZoneInfo, start: datetime, days: int) -> dict[date, datetime]:
    """The post of each chosen day, found by looking at the clocks every minute; incomplete for the first and last."""
    found: dict[date, datetime] = {}
    begun: set[date] = set()
    waiting: list[date] = []
    for minute in range(days * 24 * 60):
        moment = start + minute * MINUTE
        shown = wall(zone, moment)
        if shown.date() not in begun:
            begun.add(shown.date())
            waiting += [shown.date()] * (shown.weekday() in schedule.days)
        for day in [day for day in waiting if shown >= datetime.combine(day, schedule.at)]:
            found[day] = moment
            waiting.remove(day)
    return found


@st.composite
def situations(draw: st.DrawFn) -> tuple[Schedule, datetime]:
    """A schedule of any zone, and a moment: mostly shortly before its clocks are changed, and near that time of day."""
    zone = draw(st.sampled_from(zone_names()))
    moments = st.integers(0, 50 * 365 * 24 * 60).map(
        lambda minutes: datetime(1990, 1, 5, tzinfo=UTC) + minutes * MINUTE
    )
    if changes(zone) and draw(st.booleans()):
        moments = st.sampled_from(changes(zone))
    start = draw(moments) - MINUTE * draw(st.integers(0, 4 * 24 * 60))
    minutes = st.integers(0, 24 * 60 - 1) | st.integers(0, 4 * 60) | st.integers(22 * 60, 24 * 60 - 1)
    at = time(*divmod(draw(minutes), 60))
    days = draw(st.just(EVERY_DAY) | st.frozensets(st.integers(0, 6), min_size=1))
    return schedule(zone, at, days), start


@given(situations())
def test_every_chosen_day_has_its_post_and_no_other_day_in_any_zone(situation: tuple[Schedule, datetime]) -> None:
    schedule, start = situation
    zone = ZoneInfo(schedule.zone)
    until = start + 8 * DAY
    seen = expected(schedule, zone, start - 2 * DAY, days=11)
    assert dues(schedule, start, until) == sorted(due for due in seen.values() if start < due <= until)


@given(situations(), st.integers(0, 10 * 24 * 3600))
def test_the_next_post_is_later_and_none_comes_between_in_any_zone(
    situation: tuple[Schedule, datetime], seconds: int
) -> None:
    schedule, start = situation
    zone = ZoneInfo(schedule.zone)
    due = next_due(schedule, zone, start)
    later = start + timedelta(seconds=seconds)
    assert due > start
    assert due.tzinfo is UTC
    assert next_due(schedule, zone, later) == due if later < due else next_due(schedule, zone, later) > due


@given(situations())
def test_a_post_comes_at_the_time_that_was_set_unless_the_clocks_skip_it(situation: tuple[Schedule, datetime]) -> None:
    schedule, start = situation
    zone = ZoneInfo(schedule.zone)
    due = next_due(schedule, zone, start)
    shown = wall(zone, due)
    if shown.time() != schedule.at:
        before = wall(zone, due - timedelta(seconds=1))
        assert any(before < datetime.combine(day, schedule.at) < shown for day in (before, shown))
    else:
        assert shown.weekday() in schedule.days
        assert due.astimezone(zone).fold == 0


@pytest.mark.parametrize(
    ("now", "last", "following"),
    [
        (NOW, NOW, NOW + DAY),
        (NOW + DAY - MINUTE, NOW, NOW + DAY),
        (NOW + DAY, NOW + DAY, NOW + 2 * DAY),
        (NOW + 10 * DAY + HOUR, NOW + 10 * DAY, NOW + 11 * DAY),
    ],
)
def test_of_several_posts_that_are_due_the_last_one_counts(now: datetime, last: datetime, following: datetime) -> None:
    assert last_and_next(schedule("UTC", time(12)), UTC, NOW, now) == (last, following)


def test_a_post_is_too_late_from_six_hours_on() -> None:
    assert not too_late(NOW, NOW + 6 * HOUR - timedelta(seconds=1))
    assert too_late(NOW, NOW + 6 * HOUR)
    assert limits.POST_HOLDS == 6 * HOUR
