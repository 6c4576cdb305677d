"""The rules of counting as the store keeps them: they only ever become stricter."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from store_samples import NOW, OTHER, TALLY, existing, rows, set_state, started

from bot.domain.server import Edit, Post
from bot.domain.tally import Publication, Rules, State, TallyId, next_tick
from bot.store import SqliteStore

DAY = timedelta(days=1)
EDIT = Edit(99, NOW + timedelta(hours=1))


async def shows(store: SqliteStore, tally: TallyId, number: int | None) -> None:
    last, made = (await existing(store, tally)).publication, Publication(NOW, number or 0, number)
    assert await store.tick(tally, last, lambda last, rules, exact: made) is not None


async def test_s14_s16_rules_become_stricter_and_each_change_leaves_a_line(store: SqliteStore, path: Path) -> None:
    await started(store, TALLY, OTHER)
    assert await store.set_rules(TALLY, Rules(20), EDIT) == Rules()
    assert await store.set_rules(TALLY, Rules(50, 2 * DAY), EDIT) == Rules(20)
    assert (await existing(store, TALLY)).rules == Rules(50, 2 * DAY)
    assert (await existing(store, OTHER)).rules == Rules()
    assert rows(path, "SELECT setting, before, after FROM changes WHERE setting NOT LIKE '%.state'") == [
        ("metoo.threshold", "10", "20"),
        ("metoo.threshold", "20", "50"),
        ("metoo.cadence", "0", "172800"),
    ]


async def test_s14_s16_what_would_be_laxer_stays_and_leaves_no_line(store: SqliteStore, path: Path) -> None:
    await started(store, TALLY)
    await store.set_rules(TALLY, Rules(50, 2 * DAY), EDIT)
    lines = rows(path, "SELECT COUNT(*) FROM changes")
    for rules in (Rules(), Rules(45, DAY), Rules(50, 2 * DAY)):
        assert await store.set_rules(TALLY, rules, EDIT) == Rules(50, 2 * DAY)
    assert (await existing(store, TALLY)).rules == Rules(50, 2 * DAY)
    assert rows(path, "SELECT COUNT(*) FROM changes") == lines
    await store.set_rules(TALLY, Rules(10, 3 * DAY), EDIT)
    assert (await existing(store, TALLY)).rules == Rules(50, 3 * DAY)


async def test_s14_of_two_moderators_at_once_the_stricter_one_stays(store: SqliteStore) -> None:
    await started(store, TALLY)
    found = await asyncio.gather(*(store.set_rules(TALLY, Rules(number), EDIT) for number in (50, 100, 75)))
    assert found == [Rules(), Rules(50), Rules(100)]
    assert (await existing(store, TALLY)).rules == Rules(100)


async def test_s14_s16_a_number_below_the_threshold_is_hidden_at_once_and_the_tick_comes_no_sooner(
    store: SqliteStore,
) -> None:
    await started(store, TALLY)
    await shows(store, TALLY, 150)
    before = await existing(store, TALLY)

    await store.set_rules(TALLY, Rules(150), EDIT)
    assert (await existing(store, TALLY)).publication == before.publication
    await store.set_rules(TALLY, Rules(155), EDIT)

    hidden = await existing(store, TALLY)
    assert hidden.publication == Publication(NOW, 150, None)
    assert next_tick(hidden.publication, hidden.rules) >= next_tick(before.publication, before.rules)
    assert [(each.at, each.number) for each in await store.history(TALLY, 2)] == [(EDIT.at, None), (NOW, 150)]


async def test_the_campaign_message_is_stale_after_other_rules(store: SqliteStore) -> None:
    await started(store, TALLY)
    await store.set_post(TALLY, Post(1, 2), EDIT)
    await store.post_refreshed(await existing(store, TALLY))
    await store.set_rules(TALLY, Rules(), EDIT)
    assert await store.stale_posts() == []
    await store.set_rules(TALLY, Rules(10, DAY), EDIT)
    assert [tally.id for tally in await store.stale_posts()] == [TALLY]


async def test_a_tally_that_is_not_there_has_no_rules(store: SqliteStore, path: Path) -> None:
    assert await store.set_rules(TALLY, Rules(50), EDIT) is None
    assert await store.set_milestones(TALLY, posted=True, edit=EDIT) is False
    assert rows(path, "SELECT * FROM changes") == []


async def test_milestones_are_turned_on_and_off(store: SqliteStore, path: Path) -> None:
    await started(store, TALLY)
    assert (await existing(store, TALLY)).milestones is False
    assert await store.set_milestones(TALLY, posted=True, edit=EDIT) is False
    assert await store.set_milestones(TALLY, posted=True, edit=EDIT) is True
    assert (await existing(store, TALLY)).milestones is True
    assert await store.set_milestones(TALLY, posted=False, edit=EDIT) is True
    assert rows(path, "SELECT before, after FROM changes WHERE setting = 'metoo.milestones'") == [
        ("off", "on"),
        ("on", "off"),
    ]


async def test_s14_a_campaign_that_starts_again_keeps_its_rules(store: SqliteStore) -> None:
    await started(store, TALLY)
    await store.set_rules(TALLY, Rules(50, DAY), EDIT)
    await set_state(store, TALLY, State.ENDED, NOW)
    await started(store, TALLY)
    assert (await existing(store, TALLY)).rules == Rules(50, DAY)


async def test_s21_the_numbers_of_the_total(store: SqliteStore) -> None:
    others = [TallyId(number, "metoo") for number in range(1, 7)]
    await started(store, TALLY, OTHER, *others)
    for number, tally in enumerate((TALLY, OTHER, *others)):
        await shows(store, tally, 10 + 5 * number)
        await store.set_total(tally.server_id, total=True, edit=EDIT)
    assert sorted(await store.published_numbers("metoo")) == [10, 20, 25, 30, 35, 40, 45]

    await store.set_total(1, total=False, edit=EDIT)
    await set_state(store, others[1], State.PAUSED, NOW)
    await shows(store, others[2], None)
    await store.left(4, NOW)
    await store.erase(5)
    assert sorted(await store.published_numbers("metoo")) == [10, 45]
    assert await store.published_numbers("16days") == [15]
    assert await store.put_file(others[5], None, "another campaign", [], EDIT, whole=True)
    assert await store.put_file(TALLY, None, "additions", [], EDIT, whole=False)
    assert await store.published_numbers("metoo") == [10]
