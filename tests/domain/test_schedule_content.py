"""What a schedule posts, and how moderators write its days and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.campaign import Campaign, Fact, Item, PartialDate, Quote, Resource
from bot.domain.errors import UnknownDays, UnknownTime
from bot.domain.schedule import (
    Content,
    Delivery,
    Kind,
    Outcome,
    Schedule,
    days_text,
    parse_days,
    parse_time,
    pick,
    postable,
)
from bot.domain.tally import TallyId, milestone
from tests.bare_campaign import BARE

NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def fact(name: str) -> Fact:
    return Fact(name, "Text.", PartialDate(2006), ())


def quote(name: str, warning: str = "") -> Quote:
    return Quote(name, "Words.", "Somebody", PartialDate(2017), "", (), warning)


def resource(name: str) -> Resource:
    return Resource(name, "topic", "Title", "Text.", "https://example.org", None, ())


def campaign(facts: int = 0, quotes: int = 0, resources: int = 0, warned: int = 0) -> Campaign:
    return replace(
        BARE,
        about=tuple(fact(f"f{number}") for number in range(facts)),
        quotes=tuple(quote(f"q{number}", "violence" if number < warned else "") for number in range(quotes)),
        resources=tuple(resource(f"r{number}") for number in range(resources)),
    )


def posted(campaign: Campaign, content: Content, times: int, seed: int = 1) -> list[str]:
    """What a schedule posts, one after the other."""
    chance, shown = Random(seed), list[tuple[Kind, str, datetime]]()
    for number in range(times):
        kind, item = pick(postable(campaign, content), shown, chance)
        shown.append((kind, item.id, NOW + number * DAY))
    return [item for _, item, _ in shown]


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        (Content.FACT, {Kind.FACT}),
        (Content.QUOTE, {Kind.QUOTE}),
        (Content.RESOURCE, {Kind.RESOURCE}),
        (Content.TURN, {Kind.FACT, Kind.QUOTE, Kind.RESOURCE}),
    ],
)
def test_a_schedule_posts_what_was_chosen(content: Content, kinds: set[Kind]) -> None:
    assert postable(campaign(1, 1, 1), content).keys() == kinds
    assert not postable(campaign(), content)


def test_s36_a_quote_with_a_warning_is_never_posted() -> None:
    assert [item.id for item in postable(campaign(quotes=4, warned=3))[Kind.QUOTE]] == ["q3"]
    assert not postable(campaign(quotes=2, warned=2), Content.QUOTE)


@given(st.integers(1, 8), st.integers(0, 1000))
def test_nothing_comes_again_until_all_were_shown(quotes: int, seed: int) -> None:
    came = posted(campaign(quotes=quotes), Content.QUOTE, 3 * quotes, seed)
    assert len(set(came[:quotes])) == quotes
    assert came[:quotes] == came[quotes : 2 * quotes] == came[2 * quotes :]


def test_chance_decides_what_of_the_new_comes_first() -> None:
    assert len({posted(campaign(quotes=5), Content.QUOTE, 1, seed)[0] for seed in range(50)}) == 5


def test_the_kinds_take_turns_and_one_without_items_is_left_out() -> None:
    turns = [item[0] for item in posted(campaign(2, 2, 2), Content.TURN, 7)]
    assert turns == ["f", "q", "r", "f", "q", "r", "f"]
    assert [item[0] for item in posted(campaign(2, 2, warned=2, resources=1), Content.TURN, 5)] == [*"frfrf"]


def test_what_was_added_comes_before_what_was_shown_and_what_was_removed_is_forgotten() -> None:
    shown = [(Kind.QUOTE, name, NOW + number * DAY) for number, name in enumerate(("gone", "q0", "q2"))]
    items: dict[Kind, Sequence[Item]] = {Kind.QUOTE: [quote("q0"), quote("q1"), quote("q2")]}
    assert pick(items, shown, Random(1)) == (Kind.QUOTE, quote("q1"))
    shown.append((Kind.QUOTE, "q1", NOW + 3 * DAY))
    assert pick(items, shown, Random(1)) == (Kind.QUOTE, quote("q0"))


def test_two_kinds_may_use_the_same_id() -> None:
    items: dict[Kind, Sequence[Item]] = {Kind.FACT: [fact("one")], Kind.QUOTE: [quote("one"), quote("two")]}
    shown = [(Kind.QUOTE, "two", NOW), (Kind.FACT, "one", NOW + DAY)]
    assert pick(items, shown, Random(1)) == (Kind.QUOTE, quote("one"))


def test_a_nonce_stays_the_same_and_tells_posts_apart() -> None:
    tally = TallyId(613_425_648_685_547_541, "metoo")
    claimed = Delivery(0, tally, 5, Kind.QUOTE, "q1", NOW, NOW, Outcome.CLAIMED)
    later = Delivery(7, tally, 5, Kind.QUOTE, "q1", NOW, NOW + HOUR, Outcome.CLAIMED)
    assert claimed.nonce == later.nonce
    assert len(claimed.nonce) <= 25
    others = [
        Delivery(0, tally._replace(server_id=1), 5, Kind.QUOTE, "q1", NOW, NOW, Outcome.CLAIMED),
        Delivery(0, tally._replace(campaign_id="16days"), 5, Kind.QUOTE, "q1", NOW, NOW, Outcome.CLAIMED),
        Delivery(0, tally, 5, Kind.FACT, "q1", NOW, NOW, Outcome.CLAIMED),
        Delivery(0, tally, 5, Kind.QUOTE, "q2", NOW, NOW, Outcome.CLAIMED),
        Delivery(0, tally, 5, Kind.QUOTE, "q1", NOW + DAY, NOW, Outcome.CLAIMED),
    ]
    assert len({claimed.nonce, *(other.nonce for other in others)}) == 6


@pytest.mark.parametrize(
    ("number", "reached"),
    [
        (0, 0),
        (95, 0),
        (100, 100),
        (245, 100),
        (250, 250),
        (995, 500),
        (1_000, 1_000),
        (2_495, 1_000),
        (2_500, 2_500),
        (5_000, 5_000),
        (9_995, 5_000),
        (10_000, 10_000),
        (1_000_000, 1_000_000),
    ],
)
def test_the_milestones_are_100_250_500_and_these_times_10(number: int, reached: int) -> None:
    assert milestone(number) == reached


# What moderators type.


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("daily", {0, 1, 2, 3, 4, 5, 6}),
        ("Every day", {0, 1, 2, 3, 4, 5, 6}),
        ("weekdays", {0, 1, 2, 3, 4}),
        ("Weekend", {5, 6}),
        ("mon, wed fri", {0, 2, 4}),
        ("Mondays & thursdays", {0, 3}),
        ("every Tuesday and on Sat.", {1, 5}),
        ("Mo/Mi", None),
        ("tu th", {1, 3}),
        ("weds, thurs, tues", {1, 2, 3}),
        ("Monday-Friday", {0, 1, 2, 3, 4}),
        ("mon \u2013 wed, sun", {0, 1, 2, 6}),
        ("fri to mon", {4, 5, 6, 0}),
        ("fri-fri", {4}),
        ("\uff4d\uff4f\uff4e", {0}),
        ("mon mon", {0}),
        ("weekdays sat", {0, 1, 2, 3, 4, 5}),
        ("", None),
        ("and", None),
        ("s", None),
        ("someday", None),
        ("mon-wed-fri", None),
        ("mon-", None),
        ("weekend-mon", None),
        ("1, 2", None),
        ("mon 5", None),
        ("@everyone", None),
        ("mon\u200bday", None),
    ],
)
def test_days_as_people_write_them(typed: str, days: set[int] | None) -> None:
    if days is None:
        with pytest.raises(UnknownDays) as refused:
            parse_days(typed)
        assert refused.value.values == {"value": typed}
    else:
        assert parse_days(typed) == days


@given(st.frozensets(st.integers(0, 6), min_size=1))
def test_days_are_written_as_they_can_be_typed(days: frozenset[int]) -> None:
    assert parse_days(days_text(days)) == days


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("18:00", time(18)),
        ("9:05", time(9, 5)),
        ("18.30", time(18, 30)),
        ("18h30", time(18, 30)),
        ("1800", time(18)),
        ("930", time(9, 30)),
        ("18", time(18)),
        (" 6 pm ", time(18)),
        ("6:30PM", time(18, 30)),
        ("6:30 a.m.", time(6, 30)),
        ("12 am", time(0)),
        ("12:15pm", time(12, 15)),
        ("0:00", time(0)),
        ("23:59", time(23, 59)),
        ("\uff11\uff18\uff1a\uff10\uff10", time(18)),
        ("24:00", None),
        ("25:00", None),
        ("18:60", None),
        ("18:5", None),
        ("13 pm", None),
        ("0 am", None),
        ("18:00:00", None),
        ("-1:00", None),
        ("", None),
        ("noonish", None),
        ("18:00 @everyone", None),
        ("18:\u200b00", None),
    ],
)
def test_times_as_people_write_them(typed: str, at: time | None) -> None:
    if at is None:
        with pytest.raises(UnknownTime) as refused:
            parse_time(typed)
        assert refused.value.values == {"value": typed}
    else:
        assert parse_time(typed) == at


@given(st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_every_time_of_day_can_be_typed_in_24_hours_and_in_12(at: time) -> None:
    assert parse_time(f"{at:%H:%M}") == at
    assert parse_time(f"{at:%I:%M} {'am' if at.hour < 12 else 'pm'}") == at


@given(st.text(max_size=30))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    for parse in (parse_days, parse_time):
        try:
            parse(typed)
        except (UnknownDays, UnknownTime):
            continue


def test_the_change_log_has_a_schedule_in_one_line() -> None:
    schedule = Schedule(123, frozenset({2, 0}), time(18), "Europe/Berlin", Content.QUOTE)
    assert str(schedule) == "mon wed 18:00 Europe/Berlin quote <#123>"
