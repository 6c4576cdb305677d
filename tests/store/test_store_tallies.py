from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from store_samples import ELSEWHERE, NOW, OTHER, TALLY, counted, existing, mark, set_state, started

from bot.domain.server import Edit, Post, Tally
from bot.domain.tally import Publication, Rules, State, first_publication
from bot.store import SqliteStore

DAY = timedelta(days=1)


async def test_a_tally_that_was_never_started_is_not_there(store: SqliteStore) -> None:
    assert await store.tally(TALLY) is None
    assert await store.tallies() == []
    assert await store.history(TALLY, 5) == []


async def test_starting_makes_a_tally_that_comes_back_as_it_went_in(store: SqliteStore) -> None:
    await started(store, TALLY, OTHER, ELSEWHERE)
    assert await store.tally(TALLY) == Tally(
        id=TALLY, state=State.RUNNING, since=NOW, rules=Rules(), publication=first_publication(NOW), post=None
    )
    assert [each.id for each in await store.tallies_of(TALLY.server_id)] == [TALLY, OTHER]
    assert set(await store.tallies()) == {TALLY, OTHER, ELSEWHERE}


async def test_a_change_of_state_keeps_the_publication_and_the_same_state_changes_nothing(store: SqliteStore) -> None:
    await started(store, TALLY)
    await set_state(store, TALLY, State.ENDED, NOW + DAY)
    await set_state(store, TALLY, State.ENDED, NOW + 2 * DAY)
    tally = await existing(store, TALLY)
    assert (tally.state, tally.since) == (State.ENDED, NOW + DAY), "S12: ending again does not keep entries longer"
    assert tally.publication == first_publication(NOW)


async def test_a_campaign_that_starts_again_shows_nothing_until_its_next_tick(store: SqliteStore) -> None:
    await started(store, TALLY)
    shown = Publication(NOW, 20, 20)
    await store.tick(TALLY, first_publication(NOW), lambda last, rules, exact: shown)
    await set_state(store, TALLY, State.PAUSED, NOW)
    await started(store, TALLY)
    assert (await existing(store, TALLY)).publication == shown
    await set_state(store, TALLY, State.ENDED, NOW)
    await started(store, TALLY)
    assert (await existing(store, TALLY)).publication.number is None


async def test_s16_a_tally_is_due_when_its_next_tick_has_come_and_it_runs(store: SqliteStore) -> None:
    await started(store, TALLY, OTHER, ELSEWHERE)
    assert await store.due(NOW + DAY - timedelta(microseconds=1)) == []
    await set_state(store, OTHER, State.PAUSED, NOW)
    assert {each.id for each in await store.due(NOW + DAY)} == {TALLY, ELSEWHERE}
    await store.left(ELSEWHERE.server_id, NOW)
    assert [each.id for each in await store.due(NOW + DAY)] == [TALLY]
    await store.tick(TALLY, first_publication(NOW), lambda last, rules, exact: Publication(NOW + DAY, 1_000, 1_000))
    assert await store.due(NOW + DAY + timedelta(minutes=59)) == []
    assert [each.id for each in await store.due(NOW + DAY + timedelta(minutes=60))] == [TALLY]


async def test_a_tick_counts_and_keeps_what_the_rule_makes_of_it(store: SqliteStore) -> None:
    await started(store, TALLY)
    for number in range(13):
        await store.add(TALLY, mark(number))
    made = await store.tick(
        TALLY, first_publication(NOW), lambda last, rules, exact: Publication(last.at + DAY, exact, exact - 3)
    )
    assert made == Publication(NOW + DAY, 13, 10)
    assert (await existing(store, TALLY)).publication == made


async def test_s16_of_two_ticks_at_once_one_publishes(store: SqliteStore) -> None:
    """Two processes may run ticks over one store; the claim is in the transaction."""
    await started(store, TALLY)
    last = first_publication(NOW)
    made = await asyncio.gather(
        *(store.tick(TALLY, last, lambda last, rules, exact: Publication(last.at + DAY, 20, 20)) for _ in range(5))
    )
    assert sorted(made, key=str) == [None] * 4 + [Publication(NOW + DAY, 20, 20)]
    assert len(await store.history(TALLY, 9)) == 1


async def test_s46_a_campaign_that_was_paused_meanwhile_is_not_published(store: SqliteStore) -> None:
    await started(store, TALLY)
    await set_state(store, TALLY, State.PAUSED, NOW)
    assert await store.tick(TALLY, first_publication(NOW), lambda last, rules, exact: Publication(NOW, 20, 20)) is None
    assert (await existing(store, TALLY)).publication == first_publication(NOW)


async def test_a_rule_that_fails_changes_nothing(store: SqliteStore) -> None:
    await started(store, TALLY)

    def broken(last: Publication, rules: Rules, exact: int) -> Publication:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.tick(TALLY, first_publication(NOW), broken)
    assert (await existing(store, TALLY)).publication == first_publication(NOW)
    assert await counted(store, TALLY) == 0


async def test_the_history_holds_the_changes_of_the_number_newest_first(store: SqliteStore) -> None:
    await started(store, TALLY)
    for day, number in enumerate([None, 10, 10, 15, None, None, 10], start=1):
        made = Publication(NOW + day * DAY, basis=17, number=number)
        await store.tick(TALLY, (await existing(store, TALLY)).publication, lambda last, rules, exact, made=made: made)
    history = await store.history(TALLY, 9)
    assert [((each.at - NOW).days, each.number) for each in history] == [(7, 10), (5, None), (4, 15), (2, 10)]
    assert {each.basis for each in history} == {0}, "S18: no exact count in the history"
    assert await store.history(TALLY, 2) == history[:2]
    assert await store.history(OTHER, 2) == []


async def test_the_campaign_message_is_stale_until_it_shows_what_holds(store: SqliteStore) -> None:
    await started(store, TALLY)
    assert await store.stale_posts() == [], "it has not been posted"
    await store.set_post(TALLY, Post(4711), Edit(99, NOW))
    assert await store.stale_posts() == []
    assert (await existing(store, TALLY)).post == Post(4711)

    await store.set_post(TALLY, Post(4711, 4712), Edit(99, NOW))
    (stale,) = await store.stale_posts()
    assert stale.post == Post(4711, 4712)

    later = Publication(NOW + DAY, 12, 10)
    await store.tick(TALLY, stale.publication, lambda last, rules, exact: later)
    await store.post_refreshed(stale)
    assert len(await store.stale_posts()) == 1, "what it shows is no longer the last publication"
    await store.post_refreshed(await existing(store, TALLY))
    assert await store.stale_posts() == []


async def test_s46_every_change_that_can_be_seen_makes_the_campaign_message_stale(store: SqliteStore) -> None:
    await started(store, TALLY)
    await store.set_post(TALLY, Post(4711, 4712), Edit(99, NOW))

    async def shown() -> None:
        await store.post_refreshed(await existing(store, TALLY))
        assert await store.stale_posts() == []

    await shown()
    for state in (State.PAUSED, State.RUNNING, State.ENDED, State.RUNNING):
        await set_state(store, TALLY, state, NOW)
        assert len(await store.stale_posts()) == 1, state
        await shown()
    await store.tick(TALLY, first_publication(NOW), lambda last, rules, exact: Publication(NOW, 12, 10))
    assert len(await store.stale_posts()) == 1
    await shown()
    await store.reset(TALLY, Edit(99, NOW + DAY))
    assert len(await store.stale_posts()) == 1


async def test_s46_a_message_stays_stale_when_a_moderator_pauses_while_it_is_edited(store: SqliteStore) -> None:
    await started(store, TALLY)
    await store.set_post(TALLY, Post(4711, 4712), Edit(99, NOW))
    edited = await existing(store, TALLY)
    await set_state(store, TALLY, State.PAUSED, NOW)
    await store.post_refreshed(edited)
    assert len(await store.stale_posts()) == 1


async def test_a_lost_campaign_message_is_not_looked_for_until_it_is_posted_anew(store: SqliteStore) -> None:
    await started(store, TALLY)
    await store.set_post(TALLY, Post(4711, 4712), Edit(99, NOW))
    await store.move_post(TALLY, Post(4711, 4712), None)
    assert (await existing(store, TALLY)).post == Post(4711)
    await set_state(store, TALLY, State.PAUSED, NOW)
    assert await store.stale_posts() == []
    await store.set_post(TALLY, Post(4711, 4713), Edit(99, NOW))
    assert len(await store.stale_posts()) == 1


async def test_a_message_that_a_moderator_has_placed_meanwhile_is_not_lost_with_the_old_one(store: SqliteStore) -> None:
    await started(store, TALLY)
    await store.set_post(TALLY, Post(4711, 4712), Edit(99, NOW))
    await store.set_post(TALLY, Post(4711, 4713), Edit(99, NOW))
    for late in (None, Post(4711, 4714)):
        await store.move_post(TALLY, Post(4711, 4712), late)
        assert (await existing(store, TALLY)).post == Post(4711, 4713)


async def test_s17_ending_and_starting_again_hides_the_number_and_keeps_what_it_was_made_from(
    store: SqliteStore,
) -> None:
    """Else a moderator could look at steps smaller than 5."""
    await started(store, TALLY)
    await store.tick(TALLY, first_publication(NOW), lambda last, rules, exact: Publication(NOW, 14, 10))
    await set_state(store, TALLY, State.ENDED, NOW)
    await set_state(store, TALLY, State.RUNNING, NOW + DAY)
    assert (await existing(store, TALLY)).publication == Publication(NOW + DAY, 14, None)
    assert [each.number for each in await store.history(TALLY, 9)] == [None, 10]


@pytest.mark.parametrize("way", [State.PAUSED, State.ENDED])
async def test_s16_no_moderator_brings_about_a_tick_at_a_moment_of_their_choice(store: SqliteStore, way: State) -> None:
    await started(store, TALLY)
    await store.tick(TALLY, first_publication(NOW), lambda last, rules, exact: Publication(NOW, 14, 10))
    await set_state(store, TALLY, way, NOW)
    await set_state(store, TALLY, State.RUNNING, NOW + 3 * DAY)

    assert (await existing(store, TALLY)).publication == Publication(NOW + 3 * DAY, 14, None)
    assert await store.due(NOW + 4 * DAY - timedelta(microseconds=1)) == []
    assert len(await store.due(NOW + 4 * DAY)) == 1


async def hidden_by_a_pause(store: SqliteStore) -> None:
    await set_state(store, TALLY, State.PAUSED, NOW + DAY)
    await set_state(store, TALLY, State.RUNNING, NOW + 2 * DAY)


async def hidden_by_few_members(store: SqliteStore) -> None:
    last = (await existing(store, TALLY)).publication
    await store.tick(TALLY, last, lambda last, rules, exact: Publication(NOW + DAY, 22, None))


@pytest.mark.parametrize("hide", [hidden_by_a_pause, hidden_by_few_members])
async def test_s17_the_threshold_is_not_put_at_a_number_that_is_hidden_and_would_come_back(
    store: SqliteStore, hide: Callable[[SqliteStore], Awaitable[None]]
) -> None:
    await started(store, TALLY)
    await store.tick(TALLY, first_publication(NOW), lambda last, rules, exact: Publication(NOW, 22, 20))
    await hide(store)
    assert (await existing(store, TALLY)).publication.number is None
    assert await store.shown_last(TALLY) == 20

    await store.set_rules(TALLY, Rules(20), Edit(99, NOW + 2 * DAY))
    assert (await existing(store, TALLY)).rules == Rules()
    await store.set_rules(TALLY, Rules(15), Edit(99, NOW + 2 * DAY))
    assert (await existing(store, TALLY)).rules == Rules(15)


async def test_s16_a_slower_cadence_is_kept_while_the_number_stands_at_the_threshold(store: SqliteStore) -> None:
    await started(store, TALLY)
    await store.tick(TALLY, first_publication(NOW), lambda last, rules, exact: Publication(NOW, 10, 10))
    await store.set_rules(TALLY, Rules(slowest=2 * DAY), Edit(99, NOW))

    assert (await existing(store, TALLY)).rules == Rules(slowest=2 * DAY)
