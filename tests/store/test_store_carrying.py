"""What a restore does not take back: which rules nobody gets around so, and what is not posted again."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from restores import (
    DAY,
    LATER,
    NOW,
    backed_up,
    content,
    damage,
    remove,
    restored,
    strict,
)
from store_samples import ELSEWHERE, OTHER, TALLY, existing, mark, rows, started

from bot.domain.schedule import Content, Delivery, Kind, Outcome, Planned, Schedule
from bot.domain.server import Edit, Server
from bot.domain.tally import Rules, State, TallyId, first_publication
from bot.store import SqliteStore, open_store
from bot.store.backups import back_up
from bot.store.migrate import migrate, shipped_migrations


def stands(path: Path, *columns: str) -> Sequence[Any]:
    (row,) = rows(path, f"SELECT {', '.join(columns)} FROM tallies WHERE campaign = 'metoo'")
    return row


async def test_s14_s16_s46_rules_and_states_that_became_stricter_stay(path: Path) -> None:
    backup = await backed_up(path, 1)
    await strict(path)
    restored(path, backup)
    async with open_store(path) as store:
        assert (await existing(store, TALLY)).rules == Rules(50, timedelta(hours=48))
        other = await existing(store, OTHER)
        assert (other.state, other.since) == (State.PAUSED, NOW + DAY)
        assert (await existing(store, TALLY)).state is State.RUNNING


async def test_s14_a_threshold_that_was_raised_before_the_backup_stays_as_well(path: Path) -> None:
    async with open_store(path) as store:
        await started(store, TALLY)
        await store.set_rules(TALLY, Rules(40), Edit(99, NOW))
        backup = back_up(path, NOW).path
    remove(path)
    async with open_store(path) as store:
        await started(store, TALLY)
        await store.set_rules(TALLY, Rules(10, timedelta(hours=30)), Edit(99, NOW))
    restored(path, backup)
    async with open_store(path) as store:
        assert (await existing(store, TALLY)).rules == Rules(40, timedelta(hours=30))


async def test_s14_also_of_a_damaged_database_the_rules_that_can_be_read_stay(path: Path) -> None:
    backup = await backed_up(path, 1)
    await strict(path)
    damage(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        # Nobody can have set these.
        connection.execute("UPDATE tallies SET threshold = 7775, state = 'ended' WHERE campaign = '16days'")
    restored(path, backup)
    assert stands(path, "threshold", "basis") == (50, 22)
    async with open_store(path) as store:
        other = await existing(store, OTHER)
        assert (other.rules, other.state) == (Rules(), State.RUNNING)


@pytest.mark.parametrize("present", ["whole", "damaged", "gone"])
async def test_s16_no_number_is_shown_until_a_whole_cadence_later(path: Path, present: str) -> None:
    backup = await backed_up(path, 1)
    if present == "damaged":
        damage(path)
    elif present == "gone":
        remove(path)
    restored(path, backup)
    async with open_store(path) as store:
        assert (await existing(store, TALLY)).publication.number is None
        assert await store.due(LATER + DAY - timedelta(microseconds=1)) == []
        assert TALLY in {each.id for each in await store.due(LATER + DAY)}
        assert [(each.at, each.number) for each in await store.history(TALLY, 9)] == [
            (LATER, None),
            (NOW + timedelta(hours=1), 20),
        ]
    assert stands(path, "post_stale") == (1,), "what shows the number is written anew"


async def test_s17_the_next_number_is_compared_with_the_one_that_people_saw_last(path: Path) -> None:
    """S16: also the history is the one that was published; and what shows the number is found again, and hides it."""
    backup = await backed_up(path, 1)
    await strict(path)
    restored(path, backup)
    assert stands(path, "basis", "number", "channel", "message", "milestone") == (130, None, 7, 8, 100)
    async with open_store(path) as store:
        assert await store.shown_last(TALLY) == 130
        assert [each.number for each in await store.history(TALLY, 9)] == [None, 130, 20]


async def test_a_tally_that_only_one_of_the_two_has_is_left_as_it_is(path: Path) -> None:
    backup = await backed_up(path, 1)
    remove(path)
    async with open_store(path) as store:
        await started(store, ELSEWHERE)
        await store.add(ELSEWHERE, mark(9))
    restored(path, backup)
    async with open_store(path) as store:
        assert set(await store.tallies()) == {TALLY, OTHER}
        assert (await existing(store, TALLY)).rules == Rules()
    assert mark(9) not in content(path)


async def test_s13_a_first_tally_that_never_ticked_is_put_back_as_well(path: Path) -> None:
    async with open_store(path) as store:
        await started(store, TALLY)
        backup = back_up(path, NOW).path
    restored(path, backup)
    async with open_store(path) as store:
        assert (await existing(store, TALLY)).publication == first_publication(LATER)
        assert await store.history(TALLY, 9) == []


# What is posted and told after it


EVENINGS = Schedule(5, frozenset(range(7)), time(18), "Europe/Berlin", Content.QUOTE)
BEFORE, DUE = NOW - timedelta(minutes=30), LATER - timedelta(minutes=30)
"""When a post was due before the backup, and when one that came after it."""


async def plan(store: SqliteStore, schedule: Schedule | None, due: datetime) -> None:
    await store.set_schedule(TALLY, schedule, due, Edit(99, NOW))


async def backed_up_with_a_schedule(path: Path) -> Path:
    async with open_store(path) as store:
        await started(store, TALLY)
        await plan(store, EVENINGS, DUE)
        await store.set_milestones(TALLY, posted=True, edit=Edit(99, NOW))
        await store.set_total(TALLY.server_id, total=True, edit=Edit(99, NOW))
        return back_up(path, NOW).path


async def planned(store: SqliteStore, tally: TallyId = TALLY) -> Planned:
    found = await store.planned(tally)
    assert found is not None
    return found


async def post(store: SqliteStore, item: str, tally: TallyId = TALLY) -> None:
    """What is due comes, and the next one is set."""
    due = await planned(store, tally)
    delivery = Delivery(0, tally, 5, Kind.QUOTE, item, due.due, due.due, Outcome.CLAIMED)
    claimed = await store.advance(due, due.due + DAY, delivery)
    assert claimed
    await store.settle(claimed, Outcome.SENT, due.due)


@pytest.mark.parametrize("present", ["whole", "damaged", "gone", "older"])
async def test_what_was_posted_after_the_backup_does_not_come_again(path: Path, present: str) -> None:
    """It was due less than `limits.POST_HOLDS` ago, so it would."""
    backup = await backed_up_with_a_schedule(path)
    async with open_store(path) as store:
        await post(store, "q1")
    if present == "damaged":
        damage(path)
    elif present != "whole":
        remove(path)
    if present == "older":
        migrate(path, shipped_migrations()[:1])
    restored(path, backup)
    async with open_store(path) as store:
        assert await store.due_schedules(LATER) == []
        evening = datetime(2026, 3, 10, 17, tzinfo=UTC)
        assert (await planned(store)).due == (DUE + DAY if present == "whole" else evening)
        shown = [(Kind.QUOTE, "q1", DUE)] if present == "whole" else []
        assert await store.last_shown(TALLY) == shown, "nothing comes again before everything was shown"


async def test_what_a_server_was_shown_that_the_backup_does_not_have_is_passed_over(path: Path) -> None:
    backup = await backed_up_with_a_schedule(path)
    async with open_store(path) as store:
        await started(store, ELSEWHERE)
        await store.set_schedule(ELSEWHERE, EVENINGS, DUE, Edit(99, NOW))
        await post(store, "q1", ELSEWHERE)
    restored(path, backup)
    async with open_store(path) as store:
        assert [each.tally for each in await store.all_planned()] == [TALLY]
        assert await store.last_shown(ELSEWHERE) == []


async def test_what_is_due_and_did_not_come_comes(path: Path) -> None:
    backup = await backed_up_with_a_schedule(path)
    restored(path, backup)
    async with open_store(path) as store:
        assert [each.due for each, _ in await store.due_schedules(LATER)] == [DUE]


async def test_a_schedule_with_other_times_begins_after_the_restore(path: Path) -> None:
    backup = await backed_up_with_a_schedule(path)
    async with open_store(path) as store:
        await plan(store, replace(EVENINGS, at=time(6)), LATER - timedelta(hours=1))
    restored(path, backup)
    async with open_store(path) as store:
        assert await planned(store) == Planned(TALLY, EVENINGS, datetime(2026, 3, 10, 17, tzinfo=UTC))


@pytest.mark.parametrize("tried", [False, True])
async def test_a_post_under_way_when_the_backup_was_made_is_not_sent_and_moderators_are_told(
    path: Path, *, tried: bool
) -> None:
    async with open_store(path) as store:
        await started(store, TALLY)
        await plan(store, EVENINGS, BEFORE)
        claim = Delivery(0, TALLY, 5, Kind.QUOTE, "q1", BEFORE, NOW, Outcome.CLAIMED)
        claimed = await store.advance(await planned(store), DUE, claim)
        assert claimed
        assert not tried or await store.sending(claimed, NOW)
        backup = back_up(path, NOW).path
        await store.settle(claimed, Outcome.SENT, NOW)
    restored(path, backup)
    async with open_store(path) as store:
        assert await store.open_deliveries() == []
        (trouble,) = await store.troubles(TALLY.server_id, BEFORE)
        assert (trouble.item, trouble.outcome) == ("q1", Outcome.UNCERTAIN)


async def test_s21_what_moderators_turned_off_since_stays_off(path: Path) -> None:
    backup = await backed_up_with_a_schedule(path)
    edit = Edit(99, NOW + DAY)
    async with open_store(path) as store:
        await plan(store, None, DUE)
        await store.set_milestones(TALLY, posted=False, edit=edit)
        await store.set_total(TALLY.server_id, total=False, edit=edit)
        await store.set_sharing(TALLY.server_id, sharing=False, edit=edit)
    restored(path, backup)
    async with open_store(path) as store:
        assert await store.planned(TALLY) is None
        assert not (await existing(store, TALLY)).milestones
        assert await store.server(TALLY.server_id) == Server(TALLY.server_id, sharing=False, total=False)


async def test_what_was_turned_on_since_is_off_and_what_stayed_on_is_on(path: Path) -> None:
    async with open_store(path) as store:
        await started(store, TALLY, OTHER)
        await store.set_milestones(TALLY, posted=True, edit=Edit(99, NOW))
        backup = back_up(path, NOW).path
        await store.set_milestones(OTHER, posted=True, edit=Edit(99, NOW))
        await store.set_total(TALLY.server_id, total=True, edit=Edit(99, NOW))
        await plan(store, EVENINGS, DUE)
    restored(path, backup)
    async with open_store(path) as store:
        assert ((await existing(store, TALLY)).milestones, (await existing(store, OTHER)).milestones) == (True, False)
        assert await store.server(TALLY.server_id) == Server(TALLY.server_id)
        assert await store.planned(TALLY) is None
