from __future__ import annotations

import asyncio
import os
from datetime import datetime, timedelta
from pathlib import Path

from store_samples import ELSEWHERE, NOW, OTHER, TALLY, counted, existing, mark, rows, set_state, started

from bot.domain import limits
from bot.domain.server import Edit, Post, Server
from bot.domain.tally import Publication, State, TallyId, first_publication
from bot.store import SqliteStore

SERVER = TALLY.server_id
MOMENT = timedelta(microseconds=1)


async def test_a_server_has_defaults_until_it_sets_something(store: SqliteStore) -> None:
    assert await store.server(SERVER) == Server(SERVER)
    await store.set_default_campaign(SERVER, "16days", Edit(99, NOW))
    assert await store.server(SERVER) == Server(SERVER, default_campaign="16days")
    assert await store.server(ELSEWHERE.server_id) == Server(ELSEWHERE.server_id)


async def test_a_channel_gets_one_post_in_each_cooldown(store: SqliteStore) -> None:
    async def claims(now: datetime) -> int:
        return sum(await asyncio.gather(*(store.claim_share(SERVER, 7, now) for _ in range(5))))

    assert await claims(NOW) == 1
    assert await store.claim_share(SERVER, 8, NOW)
    assert await claims(NOW + limits.SHARE_COOLDOWN - MOMENT) == 0
    assert await claims(NOW + limits.SHARE_COOLDOWN) == 1


async def test_the_change_log_keeps_what_moderators_changed(store: SqliteStore, path: Path) -> None:
    await started(store, TALLY)
    await set_state(store, TALLY, State.PAUSED, NOW)
    await store.set_default_campaign(SERVER, "16days", Edit(98, NOW))
    await store.set_post(TALLY, Post(1), Edit(97, NOW))
    await store.set_post(TALLY, Post(1, 2), Edit(97, NOW))
    await store.reset(TALLY, Edit(96, NOW))
    assert rows(path, "SELECT moderator, setting, before, after FROM changes") == [
        (99, "metoo.state", "", "running"),
        (99, "metoo.state", "running", "paused"),
        (98, "default", "", "16days"),
        (97, "metoo.post", "", "1"),
        (97, "metoo.post", "1", "1/2"),
        (96, "metoo.reset", "", ""),
    ]


async def test_a_change_that_is_not_possible_leaves_no_line(store: SqliteStore, path: Path) -> None:
    await started(store, TALLY)
    before, _ = await store.change_state(TALLY, {State.PAUSED}, State.RUNNING, Edit(99, NOW))
    assert before is State.RUNNING
    assert rows(path, "SELECT COUNT(*) FROM changes") == [(1,)]


async def filled(store: SqliteStore, *tallies: TallyId) -> None:
    """Something in every table, for every server."""
    await started(store, *tallies)
    for tally in tallies:
        await store.add(tally, mark(1))
        await store.tick(tally, first_publication(NOW), lambda last, rules, exact: Publication(NOW, 12, 10))
        await store.set_post(tally, Post(1, 2), Edit(99, NOW))
        await store.claim_share(tally.server_id, 7, NOW)
        await store.set_default_campaign(tally.server_id, "metoo", Edit(99, NOW))


async def test_s12_everything_of_a_server_goes_30_days_after_the_bot_was_removed(
    store: SqliteStore, path: Path
) -> None:
    await filled(store, TALLY, ELSEWHERE)
    await store.left(SERVER, NOW)
    await store.left(SERVER, NOW + timedelta(days=20))  # told twice: the first time counts
    await store.purge(NOW + timedelta(days=30) - MOMENT)
    assert await store.tally(TALLY)
    await store.purge(NOW + timedelta(days=30))
    assert await store.tallies() == [ELSEWHERE]
    assert rows(path, "SELECT id FROM servers") == [(ELSEWHERE.server_id,)]
    for (table,) in rows(path, "SELECT name FROM sqlite_schema WHERE type = 'table'"):
        columns = {name for _, name, *_ in rows(path, f"PRAGMA table_info({table})")}
        if "server" in columns:
            assert rows(path, f"SELECT * FROM {table} WHERE server = {SERVER}") == [], table
        if "tally" in columns:
            assert len(rows(path, f"SELECT * FROM {table}")) == 1, table


async def test_s12_a_server_that_comes_back_in_time_keeps_everything(store: SqliteStore) -> None:
    await filled(store, TALLY, ELSEWHERE)
    await store.left(SERVER, NOW)
    await store.joined(SERVER)
    await store.joined(4)
    await store.purge(NOW + timedelta(days=31))
    assert set(await store.tallies()) == {TALLY, ELSEWHERE}


async def test_s12_what_was_missed_while_offline_is_made_up_for_at_the_start(store: SqliteStore) -> None:
    await filled(store, TALLY, ELSEWHERE)
    await store.present([ELSEWHERE.server_id, 5], NOW)
    await store.present([ELSEWHERE.server_id, 5], NOW + timedelta(days=29))  # the first time counts
    await store.purge(NOW + timedelta(days=30))
    assert await store.tallies() == [ELSEWHERE]
    await store.present([], NOW)
    await store.present([ELSEWHERE.server_id], NOW)
    await store.purge(NOW + timedelta(days=99))
    assert await store.tallies() == [ELSEWHERE]


async def test_s12_entries_go_90_days_after_the_campaign_ended(store: SqliteStore) -> None:
    await filled(store, TALLY, OTHER)
    await set_state(store, TALLY, State.ENDED, NOW)
    await set_state(store, OTHER, State.PAUSED, NOW)
    await store.purge(NOW + timedelta(days=90) - MOMENT)
    await started(store, TALLY)
    assert await counted(store, TALLY) == 1
    await set_state(store, TALLY, State.ENDED, NOW)
    for _ in range(2):
        await store.purge(NOW + timedelta(days=90))
    await started(store, TALLY, OTHER)
    assert (await existing(store, TALLY)).publication == Publication(NOW, 0, None)
    assert (await store.history(TALLY, 1))[0].number is None
    assert (await counted(store, TALLY), await counted(store, OTHER)) == (0, 1)


async def test_s12_the_change_log_goes_after_90_days(store: SqliteStore, path: Path) -> None:
    await started(store, TALLY)
    await set_state(store, TALLY, State.PAUSED, NOW + MOMENT)
    await store.purge(NOW + timedelta(days=90))
    assert rows(path, "SELECT after FROM changes") == [("paused",)]


async def test_s13_a_copy_from_before_an_upgrade_goes_after_a_week(store: SqliteStore, path: Path) -> None:
    copy = path.with_name(f"{path.name}.before-2")
    copy.touch()
    os.utime(copy, (NOW.timestamp(), NOW.timestamp()))
    await store.purge(NOW + timedelta(days=6))
    assert copy.exists()
    await store.purge(NOW + timedelta(days=7))
    assert not copy.exists()
    assert await store.server(SERVER)


async def test_what_the_program_notes_for_itself(store: SqliteStore) -> None:
    assert await store.get_meta("fingerprint") is None
    await store.set_meta("fingerprint", b"\x00one")
    await store.set_meta("fingerprint", b"\x00two")
    assert await store.get_meta("fingerprint") == b"\x00two"
