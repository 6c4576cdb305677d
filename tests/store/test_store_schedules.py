"""Schedules, claimed posts and milestones on disk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.domain.schedule import Content, Delivery, Kind, Outcome, Planned, Schedule
from bot.domain.server import Edit, Post
from bot.domain.tally import Publication, Rules, State, TallyId
from bot.store import SqliteStore
from tests.store.store_samples import ELSEWHERE, NOW, OTHER, TALLY, existing, rows, set_state, started

EDIT = Edit(99, NOW)
DUE = datetime(2026, 3, 9, 17, tzinfo=UTC)
DAY = timedelta(days=1)
EVENINGS = Schedule(5, frozenset({0, 2, 6}), time(18, 5), "Europe/Berlin", Content.TURN)


def claim(planned: Planned, item: str = "q1", outcome: Outcome = Outcome.CLAIMED) -> Delivery:
    return Delivery(0, planned.tally, planned.schedule.channel_id, Kind.QUOTE, item, planned.due, DUE, outcome)


async def scheduled(store: SqliteStore, tally: TallyId = TALLY, due: datetime = DUE) -> Planned:
    await started(store, tally)
    await store.set_schedule(tally, EVENINGS, due, EDIT)
    planned = await store.planned(tally)
    assert planned is not None
    return planned


async def claimed(store: SqliteStore, planned: Planned, item: str = "q1") -> Delivery:
    delivery = await store.advance(planned, planned.due + DAY, claim(planned, item))
    assert delivery is not None
    return delivery


async def tried(store: SqliteStore, delivery: Delivery) -> Delivery:
    since = delivery.since + timedelta(minutes=1)
    assert await store.sending(delivery, since)
    return replace(delivery, outcome=Outcome.SENDING, since=since)


async def test_a_schedule_comes_back_as_it_was_set(store: SqliteStore) -> None:
    assert await store.planned(TALLY) is None
    assert await scheduled(store) == Planned(TALLY, EVENINGS, DUE)
    changed = Schedule(6, frozenset(range(7)), time(0), "Asia/Kolkata", Content.QUOTE)
    assert await store.set_schedule(TALLY, changed, DUE + DAY, EDIT) == (EVENINGS, Planned(TALLY, changed, DUE + DAY))
    assert await store.planned(TALLY) == Planned(TALLY, changed, DUE + DAY)
    assert await store.set_schedule(TALLY, None, DUE, EDIT) == (changed, None)
    assert await store.planned(TALLY) is None


async def test_every_change_and_nothing_else_is_in_the_change_log(store: SqliteStore, path: Path) -> None:
    await scheduled(store)
    changed = replace(EVENINGS, content=Content.FACT, days=frozenset(range(7)))
    for schedule in (EVENINGS, changed, None, None):
        await store.set_schedule(TALLY, schedule, DUE, EDIT)
    log = rows(path, "SELECT moderator, before, after FROM changes WHERE setting = 'metoo.schedule' ORDER BY rowid")
    evenings, daily = "mon wed sun 18:05 Europe/Berlin turn <#5>", "daily 18:05 Europe/Berlin fact <#5>"
    assert log == [(99, "", evenings), (99, evenings, daily), (99, daily, "")]


async def test_setting_the_same_schedule_again_does_not_lose_a_post_that_is_due(store: SqliteStore) -> None:
    planned = await scheduled(store)
    assert await store.set_schedule(TALLY, EVENINGS, DUE + DAY, EDIT) == (EVENINGS, planned)
    assert await store.planned(TALLY) == planned


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        (replace(EVENINGS, channel_id=6), True),
        (replace(EVENINGS, content=Content.FACT), True),
        (replace(EVENINGS, days=frozenset({0})), False),
        (replace(EVENINGS, at=time(18, 6)), False),
        (replace(EVENINGS, zone="Europe/Paris"), False),
    ],
)
@pytest.mark.parametrize("is_claimed", [False, True])
async def test_with_the_same_times_the_next_post_stays_also_when_it_was_claimed(
    store: SqliteStore, changed: Schedule, kept: bool, is_claimed: bool
) -> None:
    planned = await scheduled(store)
    if is_claimed:
        await claimed(store, planned)
    now = Planned(TALLY, changed, DUE if kept else DUE + 2 * DAY)
    assert await store.set_schedule(TALLY, changed, DUE + 2 * DAY, EDIT) == (EVENINGS, now)
    assert await store.planned(TALLY) == now
    assert await store.open_deliveries() == []
    assert (await store.advance(now, DUE + 9 * DAY, claim(now))) is not None, "the same words may be chosen again"


@pytest.mark.parametrize("changed", [None, replace(EVENINGS, channel_id=6)])
async def test_what_is_being_sent_when_the_schedule_changes_is_uncertain_and_does_not_come_again(
    store: SqliteStore, changed: Schedule | None
) -> None:
    delivery = await tried(store, await claimed(store, await scheduled(store)))
    await store.set_schedule(TALLY, changed, DUE + 2 * DAY, EDIT)
    planned = await store.planned(TALLY)
    assert (planned and planned.due) == (changed and DUE + DAY)
    assert await store.open_deliveries() == []
    assert await store.troubles(TALLY.server_id, DUE) == [replace(delivery, outcome=Outcome.UNCERTAIN)]
    assert [item for _, item, _ in await store.last_shown(TALLY)] == ["q1"]


@pytest.mark.parametrize("outcome", [Outcome.SENT, Outcome.REFUSED])
async def test_who_was_sending_it_knows_better_than_uncertain(store: SqliteStore, path: Path, outcome: Outcome) -> None:
    delivery = await tried(store, await claimed(store, await scheduled(store)))
    await store.set_schedule(TALLY, None, DUE, EDIT)
    await store.settle(delivery, outcome, DUE)
    assert rows(path, "SELECT state FROM deliveries") == [(outcome,)]


async def test_a_change_of_the_schedule_takes_nothing_back_of_another_campaign_or_of_milestones(
    posting: SqliteStore,
) -> None:
    other = await claimed(posting, await scheduled(posting, OTHER))
    await published(posting, 100)
    await posting.set_schedule(TALLY, EVENINGS, DUE, EDIT)
    await posting.set_schedule(TALLY, None, DUE, EDIT)
    assert {each.kind for each in await posting.open_deliveries()} == {Kind.MILESTONE, Kind.QUOTE}
    await posting.set_milestones(TALLY, posted=True, edit=EDIT)
    await posting.set_milestones(TALLY, posted=False, edit=EDIT)
    assert await posting.open_deliveries() == [other]


async def test_a_post_is_tried_by_one_as_it_was_claimed_and_no_more_once_it_was_taken_back(store: SqliteStore) -> None:
    delivery = await claimed(store, await scheduled(store))
    sending = await tried(store, delivery)
    assert await store.open_deliveries() == [sending]
    assert not await store.sending(delivery, DUE + DAY), "somebody else was faster"
    assert await store.sending(sending, DUE + DAY)
    await store.set_schedule(TALLY, None, DUE, EDIT)
    assert not await store.sending(replace(sending, since=DUE + DAY), DUE + DAY)


async def test_a_post_that_was_taken_back_leaves_its_id_to_no_other(store: SqliteStore) -> None:
    first = await claimed(store, await scheduled(store))
    await store.set_schedule(TALLY, None, DUE, EDIT)
    second = await claimed(store, await scheduled(store))
    await store.settle(first, Outcome.MISSED, DUE)
    assert await store.open_deliveries() == [second]


async def test_s12_an_open_post_is_not_purged_before_it_is_settled(store: SqliteStore) -> None:
    planned = await scheduled(store)
    sending = await tried(store, await claimed(store, planned))
    waiting = await store.advance(replace(planned, due=DUE + DAY), DUE + 2 * DAY, claim(planned, "q2"))
    await store.purge(DUE + 91 * DAY)
    assert await store.open_deliveries() == [sending, waiting]


async def test_schedules_are_due_from_their_time_on_with_the_state_of_their_campaign(store: SqliteStore) -> None:
    planned = await scheduled(store)
    other = await scheduled(store, OTHER, DUE - DAY)
    await set_state(store, OTHER, State.PAUSED, NOW)
    assert await store.due_schedules(DUE - timedelta(microseconds=1)) == [(other, State.PAUSED)]
    assert await store.due_schedules(DUE) == [(other, State.PAUSED), (planned, State.RUNNING)]


async def test_a_schedule_without_a_tally_is_due_with_no_state(store: SqliteStore) -> None:
    await store.set_schedule(TALLY, EVENINGS, DUE, EDIT)
    assert [state for _, state in await store.due_schedules(DUE)] == [None]


async def test_s12_nothing_is_due_or_open_in_a_server_that_the_bot_has_left(store: SqliteStore) -> None:
    planned = await scheduled(store)
    elsewhere = await scheduled(store, ELSEWHERE)
    delivery = await claimed(store, elsewhere)
    await claimed(store, planned)
    await store.advance(replace(planned, due=DUE + DAY), DUE, None)
    await store.left(TALLY.server_id, NOW)
    assert await store.due_schedules(DUE + 9 * DAY) == [(replace(elsewhere, due=DUE + DAY), State.RUNNING)]
    assert await store.open_deliveries() == [delivery]
    await store.joined(TALLY.server_id)
    assert len(await store.open_deliveries()) == 2


async def test_s12_what_was_scheduled_and_posted_goes_with_its_server(store: SqliteStore, path: Path) -> None:
    planned = await scheduled(store)
    await store.settle(await claimed(store, planned), Outcome.SENT, DUE)
    await store.left(TALLY.server_id, NOW)
    await store.purge(NOW + 30 * DAY)
    for table in ("schedules", "deliveries", "shown"):
        assert rows(path, f"SELECT * FROM {table}") == []


async def test_a_claim_moves_the_schedule_on_and_is_open_until_it_is_settled(store: SqliteStore) -> None:
    planned = await scheduled(store)
    delivery = await claimed(store, planned)
    assert delivery == replace(claim(planned), id=delivery.id)
    assert (await store.planned(TALLY), await store.open_deliveries()) == (
        replace(planned, due=DUE + DAY),
        [delivery],
    )
    await store.settle(delivery, Outcome.SENT, DUE)
    assert await store.open_deliveries() == []


async def test_of_two_who_claim_at_once_one_does(store: SqliteStore) -> None:
    planned = await scheduled(store)
    await claimed(store, planned)
    assert await store.advance(planned, DUE + DAY, claim(planned, "q2")) is None
    assert len(await store.open_deliveries()) == 1


@pytest.mark.parametrize(
    "changed",
    [
        replace(EVENINGS, channel_id=6),
        replace(EVENINGS, days=frozenset({0})),
        replace(EVENINGS, at=time(18, 6)),
        replace(EVENINGS, zone="Europe/Paris"),
        replace(EVENINGS, content=Content.FACT),
        None,
    ],
)
async def test_a_schedule_that_a_moderator_changes_meanwhile_is_not_posted_as_it_was(
    store: SqliteStore, changed: Schedule | None
) -> None:
    planned = await scheduled(store)
    await store.set_schedule(TALLY, changed, DUE, EDIT)
    assert await store.advance(planned, DUE + DAY, claim(planned)) is None
    assert await store.open_deliveries() == []
    assert await store.planned(TALLY) == (Planned(TALLY, changed, DUE) if changed else None)


async def test_the_same_post_is_never_claimed_twice(store: SqliteStore) -> None:
    """The clock was put back, and a moderator has set the schedule anew."""
    planned = await scheduled(store)
    await store.settle(await claimed(store, planned), Outcome.SENT, DUE)
    await store.set_schedule(TALLY, None, DUE, EDIT)
    await store.set_schedule(TALLY, EVENINGS, DUE, EDIT)
    assert await store.advance(planned, DUE + DAY, claim(planned)) is None
    assert await store.open_deliveries() == []


async def test_what_was_settled_first_holds(store: SqliteStore, path: Path) -> None:
    delivery = await claimed(store, await scheduled(store))
    await store.settle(delivery, Outcome.REFUSED, DUE)
    await store.settle(delivery, Outcome.SENT, DUE)
    assert rows(path, "SELECT state FROM deliveries") == [("refused",)]
    assert await store.last_shown(TALLY) == []


@pytest.mark.parametrize(
    ("outcome", "shown", "trouble"),
    [
        (Outcome.SENT, True, False),
        (Outcome.UNCERTAIN, True, True),
        (Outcome.MISSED, False, True),
        (Outcome.REFUSED, False, True),
        (Outcome.DROPPED, False, False),
    ],
)
async def test_what_becomes_of_a_post(store: SqliteStore, outcome: Outcome, shown: bool, trouble: bool) -> None:
    delivery = await claimed(store, await scheduled(store))
    await store.settle(delivery, outcome, DUE + timedelta(minutes=1))
    seen = [(Kind.QUOTE, "q1", DUE + timedelta(minutes=1))] if shown else []
    assert await store.last_shown(TALLY) == seen
    assert await store.troubles(TALLY.server_id, DUE) == ([replace(delivery, outcome=outcome)] if trouble else [])
    assert await store.troubles(TALLY.server_id, DUE + timedelta(microseconds=1)) == []
    assert await store.troubles(ELSEWHERE.server_id, DUE) == []


async def test_troubles_come_newest_first(store: SqliteStore) -> None:
    planned = await scheduled(store)
    for day in range(3):
        missed = claim(replace(planned, due=DUE + day * DAY), outcome=Outcome.MISSED)
        await store.advance(replace(planned, due=DUE + day * DAY), DUE + (day + 1) * DAY, missed)
    assert [each.due for each in await store.troubles(TALLY.server_id, DUE)] == [DUE + 2 * DAY, DUE + DAY, DUE]


async def test_items_are_shown_in_the_order_of_their_last_post_one_that_is_being_sent_included(
    store: SqliteStore,
) -> None:
    planned = await scheduled(store)
    for day, item in enumerate(("q1", "q2", "q1")):
        due = DUE + day * DAY
        delivery = await claimed(store, replace(planned, due=due), item)
        await store.settle(delivery, Outcome.SENT, due)
    sending = claim(replace(planned, due=DUE + 3 * DAY), "q3")
    await store.advance(replace(planned, due=DUE + 3 * DAY), DUE + 4 * DAY, replace(sending, since=DUE + 3 * DAY))
    assert [item for _, item, _ in await store.last_shown(TALLY)] == ["q2", "q1", "q3"]
    assert await store.last_shown(OTHER) == []


# Milestones.


async def published(store: SqliteStore, *numbers: int | None, tally: TallyId = TALLY) -> list[tuple[str, int]]:
    """Ticks that publish these numbers, one after the other: item and channel of each milestone that they claim."""
    for number in numbers:

        def rule(last: Publication, rules: Rules, exact: int, number: int | None = number) -> Publication:
            return Publication(last.at + DAY, basis=number or 0, number=number)

        assert await store.tick(tally, (await existing(store, tally)).publication, rule) is not None
    return [(each.item, each.channel_id) for each in await store.open_deliveries() if each.kind is Kind.MILESTONE]


@pytest.fixture
async def posting(store: SqliteStore) -> SqliteStore:
    """A server that posts milestones to a channel."""
    await started(store, TALLY)
    await store.set_milestones(TALLY, posted=True, edit=EDIT)
    await store.set_post(TALLY, Post(5), EDIT)
    return store


async def test_a_milestone_is_posted_once_and_never_on_the_way_back(posting: SqliteStore) -> None:
    assert await published(posting, 10, 95) == []
    assert await published(posting, 100) == [("100", 5)]
    assert await published(posting, 105, 95, None, 100, 245) == [("100", 5)]
    assert await published(posting, 255) == [("100", 5), ("250", 5)]


async def test_a_jump_over_several_milestones_posts_the_highest(posting: SqliteStore) -> None:
    assert await published(posting, 1_230) == [("1000", 5)]
    assert await published(posting, 300, 600, 1_000) == [("1000", 5)]


async def test_a_milestone_does_not_come_again_after_a_reset_or_a_new_start(posting: SqliteStore) -> None:
    await published(posting, 100)
    await posting.reset(TALLY, EDIT)
    assert await published(posting, 100) == [("100", 5)]
    await set_state(posting, TALLY, State.ENDED, NOW)
    await set_state(posting, TALLY, State.RUNNING, NOW)
    assert await published(posting, 100, 245) == [("100", 5)]


async def test_a_milestone_is_due_at_its_tick(posting: SqliteStore) -> None:
    await published(posting, 100)
    (delivery,) = await posting.open_deliveries()
    assert delivery.due == delivery.since == (await existing(posting, TALLY)).publication.at


async def test_a_milestone_that_was_passed_while_they_were_off_is_not_told_later(store: SqliteStore) -> None:
    await started(store, TALLY)
    await store.set_post(TALLY, Post(5), EDIT)
    await published(store, 100)
    await store.set_milestones(TALLY, posted=True, edit=EDIT)
    assert await published(store, 105) == []
    assert await published(store, 250) == [("250", 5)]


async def test_without_a_place_a_milestone_waits_until_there_is_one(store: SqliteStore) -> None:
    await started(store, TALLY)
    await store.set_milestones(TALLY, posted=True, edit=EDIT)
    assert await published(store, 100, 105) == []
    await store.set_post(TALLY, Post(5), EDIT)
    assert await published(store, 95) == []
    assert await published(store, 105) == [("100", 5)]
    assert await published(store, 110) == [("100", 5)]


async def test_a_milestone_that_waits_for_a_place_is_not_told_once_they_are_off(store: SqliteStore) -> None:
    await started(store, TALLY)
    await store.set_milestones(TALLY, posted=True, edit=EDIT)
    await published(store, 100)
    await store.set_milestones(TALLY, posted=False, edit=EDIT)
    await store.set_post(TALLY, Post(5), EDIT)
    await published(store, 105)
    await store.set_milestones(TALLY, posted=True, edit=EDIT)
    assert await published(store, 110) == []


async def test_milestones_that_are_turned_off_take_back_what_waits(posting: SqliteStore) -> None:
    await published(posting, 100)
    await posting.set_milestones(TALLY, posted=False, edit=EDIT)
    assert await posting.open_deliveries() == await posting.troubles(TALLY.server_id, NOW) == []
    await posting.set_milestones(TALLY, posted=True, edit=EDIT)
    assert await published(posting, 105) == []


async def test_a_milestone_that_is_being_sent_when_they_are_turned_off_is_uncertain(posting: SqliteStore) -> None:
    await published(posting, 100)
    (delivery,) = await posting.open_deliveries()
    delivery = await tried(posting, delivery)
    await posting.set_milestones(TALLY, posted=False, edit=EDIT)
    assert await posting.troubles(TALLY.server_id, NOW) == [replace(delivery, outcome=Outcome.UNCERTAIN)]
    assert await posting.last_shown(TALLY) == []


async def test_a_milestone_is_no_item_that_a_schedule_has_shown(posting: SqliteStore) -> None:
    await published(posting, 100)
    (delivery,) = await posting.open_deliveries()
    assert await posting.last_shown(TALLY) == []
    await posting.settle(delivery, Outcome.SENT, NOW)
    assert await posting.last_shown(TALLY) == []


async def test_what_was_shown_by_a_clock_far_ahead_is_not_the_last_for_so_long(store: SqliteStore) -> None:
    delivery = await tried(store, await claimed(store, await scheduled(store)))
    await store.settle(delivery, Outcome.SENT, DUE + 30 * DAY)
    await store.purge(DUE)
    assert await store.last_shown(TALLY) == [(Kind.QUOTE, "q1", DUE)]
