"""What moderators set to be posted, over a real store."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.content.zones import zone_names
from bot.domain.campaign import Fact, PartialDate, Quote
from bot.domain.errors import NothingToPost, NotRunning, NotScheduled, UnknownDays, UnknownTime, UnknownZone
from bot.domain.schedule import EVERY_DAY, Content, Delivery, Kind, Outcome, Schedule
from bot.domain.server import Edit, Post
from bot.domain.tally import State, TallyId
from bot.services.schedules import Schedules, Wanted
from bot.store import SqliteStore, open_store
from tests.bare_campaign import BARE

NOW = datetime(2026, 3, 27, 17, 30, tzinfo=UTC)  # a Friday, 18:30 in Berlin, two days before its clocks are changed
EVENING = Wanted(time="18:00", zone="Europe/Berlin")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SERVER, MODERATOR, CHANNEL = 1, 99, 10

CAMPAIGN = replace(
    BARE,
    about=(Fact("f", "Text.", PartialDate(2006), ()),),
    quotes=(Quote("q", "Words.", "Somebody", PartialDate(2017), "", (), warning="violence"),),
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[SqliteStore]:
    async with open_store(tmp_path / "magnitude.sqlite") as store:
        yield store


@pytest.fixture
async def schedules(store: SqliteStore) -> Schedules:
    """In a server where the campaign runs, with a channel for its message."""
    tally = TallyId(SERVER, CAMPAIGN.id)
    await store.change_state(tally, {None}, State.RUNNING, Edit(MODERATOR, NOW))
    await store.set_post(tally, Post(CHANNEL), Edit(MODERATOR, NOW))
    return Schedules(store, zone_names(), lambda: NOW)


async def test_a_time_and_a_zone_are_enough(schedules: Schedules) -> None:
    assert await schedules.planned(SERVER, CAMPAIGN) is None
    before, planned = await schedules.set(SERVER, CAMPAIGN, EVENING, MODERATOR)
    assert before is None
    assert planned.schedule == Schedule(CHANNEL, EVERY_DAY, time(18), "Europe/Berlin", Content.TURN)
    assert planned.due == datetime(2026, 3, 28, 17, tzinfo=UTC)
    assert await schedules.planned(SERVER, CAMPAIGN) == planned


async def test_what_is_not_named_stays_as_it_was(schedules: Schedules) -> None:
    _, first = await schedules.set(SERVER, CAMPAIGN, EVENING, MODERATOR)
    for wanted, now in (
        (Wanted(days="sun"), replace(first.schedule, days=frozenset({6}))),
        (Wanted(time="9 pm"), replace(first.schedule, days=frozenset({6}), at=time(21))),
        (Wanted(content=Content.FACT, channel_id=11), None),
        (Wanted(zone="america/new_york"), None),
    ):
        before, planned = await schedules.set(SERVER, CAMPAIGN, wanted, MODERATOR)
        assert before == first.schedule
        assert now is None or planned.schedule == now
        first = planned
    assert first.schedule == Schedule(11, frozenset({6}), time(21), "America/New_York", Content.FACT)
    assert first.due == datetime(2026, 3, 30, 1, tzinfo=UTC)


async def test_the_next_post_follows_the_clocks_of_its_zone(schedules: Schedules) -> None:
    _, planned = await schedules.set(SERVER, CAMPAIGN, replace(EVENING, days="sundays"), MODERATOR)
    assert planned.due == datetime(2026, 3, 29, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (replace(EVENING, zone="Europe/Nowhere"), UnknownZone),
        (replace(EVENING, zone="../../etc/passwd"), UnknownZone),
        (replace(EVENING, zone="@everyone"), UnknownZone),
        (replace(EVENING, zone="Europe"), UnknownZone),
        (replace(EVENING, time="25:00"), UnknownTime),
        (replace(EVENING, days="someday"), UnknownDays),
        (replace(EVENING, zone="Etc/GMT+5"), UnknownZone),
        (replace(EVENING, zone="EST"), UnknownZone),
        (replace(EVENING, zone="Berln"), UnknownZone),
        (replace(EVENING, content=Content.RESOURCE), NothingToPost),
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(
    schedules: Schedules, wanted: Wanted, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await schedules.set(SERVER, CAMPAIGN, wanted, MODERATOR)
    assert await schedules.planned(SERVER, CAMPAIGN) is None


async def test_s36_a_campaign_whose_quotes_all_have_warnings_has_no_quotes_to_post(schedules: Schedules) -> None:
    with pytest.raises(NothingToPost) as refused:
        await schedules.set(SERVER, CAMPAIGN, replace(EVENING, content=Content.QUOTE), MODERATOR)
    assert refused.value.values == {"campaign": "Me too", "content": "quote"}


async def test_a_campaign_that_was_never_started_has_no_schedule(store: SqliteStore) -> None:
    with pytest.raises(NotRunning):
        await Schedules(store, zone_names(), lambda: NOW).set(SERVER, CAMPAIGN, EVENING, MODERATOR)


async def test_without_any_channel_a_schedule_is_not_complete(store: SqliteStore) -> None:
    await store.change_state(TallyId(SERVER, CAMPAIGN.id), {None}, State.RUNNING, Edit(MODERATOR, NOW))
    schedules = Schedules(store, zone_names(), lambda: NOW)
    with pytest.raises(NotScheduled) as refused:
        await schedules.set(SERVER, CAMPAIGN, EVENING, MODERATOR)
    assert refused.value.values == {"campaign": "Me too", "missing": "channel"}
    _, planned = await schedules.set(SERVER, CAMPAIGN, replace(EVENING, channel_id=12), MODERATOR)
    assert planned.schedule.channel_id == 12


@pytest.mark.parametrize(
    ("wanted", "missing"),
    [(Wanted(zone="UTC"), "time"), (Wanted(time="18:00"), "zone"), (Wanted(days="mon"), "time")],
)
async def test_what_a_schedule_still_needs_is_told(schedules: Schedules, wanted: Wanted, missing: str) -> None:
    with pytest.raises(NotScheduled) as refused:
        await schedules.set(SERVER, CAMPAIGN, wanted, MODERATOR)
    assert refused.value.values == {"campaign": "Me too", "missing": missing}
    assert await schedules.planned(SERVER, CAMPAIGN) is None


async def test_a_change_that_leaves_the_times_keeps_a_post_that_is_due(
    store: SqliteStore, schedules: Schedules
) -> None:
    _, planned = await schedules.set(SERVER, CAMPAIGN, EVENING, MODERATOR)
    later = Schedules(store, zone_names(), lambda: planned.due + timedelta(seconds=20))
    for wanted in (EVENING, Wanted(channel_id=11), Wanted(content=Content.FACT, zone="europe/berlin")):
        assert (await later.set(SERVER, CAMPAIGN, wanted, MODERATOR))[1].due == planned.due
    assert (await later.set(SERVER, CAMPAIGN, Wanted(time="18:01"), MODERATOR))[1].due == planned.due + MINUTE


async def test_it_can_be_turned_off_and_says_what_it_was(schedules: Schedules) -> None:
    _, planned = await schedules.set(SERVER, CAMPAIGN, EVENING, MODERATOR)
    assert await schedules.turn_off(SERVER, CAMPAIGN, MODERATOR) == planned.schedule
    assert await schedules.planned(SERVER, CAMPAIGN) is None
    assert await schedules.turn_off(SERVER, CAMPAIGN, MODERATOR) is None


async def test_troubles_are_told_for_a_week(store: SqliteStore, schedules: Schedules) -> None:
    _, planned = await schedules.set(SERVER, CAMPAIGN, EVENING, MODERATOR)
    for due in (NOW - 8 * DAY, NOW - 6 * DAY):
        missed = Delivery(0, planned.tally, CHANNEL, Kind.FACT, "f", due, NOW, Outcome.MISSED)
        await store.advance(planned, planned.due, missed)
    assert [each.due for each in await schedules.troubles(SERVER)] == [NOW - 6 * DAY]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("berlin", "Europe/Berlin"),
        ("Europe/Ber", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("NEW_YORK", "America/New_York"),
        ("York", "America/New_York"),
        ("z\u00fcrich", "Europe/Zurich"),
        ("s\u00e3o paulo", "America/Sao_Paulo"),
        ("utc", "UTC"),
        ("kolk", "Asia/Kolkata"),
    ],
)
def test_zones_are_found_as_people_write_them(schedules: Schedules, typed: str, first: str) -> None:
    assert schedules.suggest_zones(typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Berln", "Europe/Berlin"),
        ("Nwe York", "America/New_York"),
        ("Istambul", "Asia/Istanbul"),
        ("Calcuta", "Asia/Calcutta"),
        ("Sydny", "Australia/Sydney"),
    ],
)
def test_zones_are_found_when_they_are_spelt_nearly_so(schedules: Schedules, typed: str, first: str) -> None:
    assert schedules.suggest_zones(typed)[0] == first


def test_at_most_25_zones_are_offered_and_each_can_be_chosen(schedules: Schedules) -> None:
    for typed in ("", "a", "america", "/", "e"):
        offered = schedules.suggest_zones(typed)
        assert 0 < len(offered) <= 25
        assert set(offered) <= set(zone_names())
    assert schedules.suggest_zones("nowhere") == []


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("utc", "UTC"),
        ("europe/berlin", "Europe/Berlin"),
        (" Berlin ", "Europe/Berlin"),
        ("new york", "America/New_York"),
    ],
)
async def test_a_zone_is_taken_by_its_name_or_its_city(schedules: Schedules, typed: str, zone: str) -> None:
    _, planned = await schedules.set(SERVER, CAMPAIGN, replace(EVENING, zone=typed), MODERATOR)
    assert planned.schedule.zone == zone


async def test_a_name_that_means_two_zones_is_not_guessed(schedules: Schedules) -> None:
    with pytest.raises(UnknownZone):
        await schedules.set(SERVER, CAMPAIGN, replace(EVENING, zone="Louisville"), MODERATOR)


@pytest.mark.parametrize("days", ["daily", "mon tue", "sundays"])
async def test_a_post_that_a_clock_far_ahead_has_put_off_comes_when_it_would_have_come(
    store: SqliteStore, schedules: Schedules, days: str
) -> None:
    _, planned = await schedules.set(SERVER, CAMPAIGN, replace(EVENING, days=days), MODERATOR)
    await schedules.date_anew()
    assert await schedules.planned(SERVER, CAMPAIGN) == planned, "what is right stays"

    await store.advance(planned, planned.due + 30 * DAY, None)
    await schedules.date_anew()
    assert await schedules.planned(SERVER, CAMPAIGN) == planned


async def test_a_post_that_is_late_is_not_put_off_by_it(store: SqliteStore, schedules: Schedules) -> None:
    _, planned = await schedules.set(SERVER, CAMPAIGN, EVENING, MODERATOR)
    await store.advance(planned, NOW - MINUTE, None)
    await schedules.date_anew()
    found = await schedules.planned(SERVER, CAMPAIGN)
    assert found is not None
    assert found.due == NOW - MINUTE
