from __future__ import annotations

import asyncio
import os
import sqlite3
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from store_samples import ELSEWHERE, NOW, OTHER, TALLY, bytes_beside, counted, existing, mark, rows, set_state, started

from bot.domain import limits
from bot.domain.schedule import Content, Delivery, Kind, Outcome, Planned, Schedule
from bot.domain.server import Change, Edit, Post, Server
from bot.domain.tally import Publication, State, TallyId, first_publication
from bot.store import SqliteStore, writer

SERVER = TALLY.server_id
MOMENT = timedelta(microseconds=1)
DAILY = Schedule(channel_id=1, days=frozenset(range(7)), at=time(18), zone="Europe/Berlin", content=Content.QUOTE)


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
        assert await store.put_file(tally, None, "own words", [], Edit(99, NOW), whole=False)
        await store.set_schedule(tally, DAILY, NOW, Edit(99, NOW))
        post = Delivery(0, tally, 1, Kind.QUOTE, "one", NOW, NOW, Outcome.CLAIMED)
        claimed = await store.advance(Planned(tally, DAILY, NOW), NOW + timedelta(days=1), post)
        assert claimed is not None
        await store.settle(claimed, Outcome.SENT, NOW)


async def test_every_setting_gives_what_held_before_and_leaves_a_line(store: SqliteStore, path: Path) -> None:
    edit = Edit(99, NOW)
    assert await store.set_sharing(SERVER, sharing=False, edit=edit) == Server(SERVER)
    assert await store.set_total(SERVER, total=True, edit=edit) == Server(SERVER, sharing=False)
    await store.set_language(SERVER, "de", edit)
    await store.set_country(SERVER, "GB", edit)
    every = Server(SERVER, sharing=False, total=True, language="de", country="GB")
    assert await store.set_country(SERVER, None, edit) == every
    assert await store.set_country(SERVER, "IS", edit) == replace(every, country=None)
    assert await store.set_country(SERVER, "GB", edit) == replace(every, country="IS")
    assert await store.server(SERVER) == every
    assert rows(path, "SELECT setting, before, after FROM changes") == [
        ("sharing", "on", "off"),
        ("total", "off", "on"),
        ("language", "", "de"),
        ("country", "", "GB"),
        ("country", "GB", ""),
        ("country", "", "IS"),
        ("country", "IS", "GB"),
    ]


async def test_what_is_set_already_leaves_no_line(store: SqliteStore, path: Path) -> None:
    edit = Edit(99, NOW)
    await store.set_sharing(SERVER, sharing=True, edit=edit)
    await store.set_total(SERVER, total=False, edit=edit)
    await store.set_country(SERVER, None, edit)
    await store.set_language(SERVER, None, edit)
    assert rows(path, "SELECT * FROM changes") == []


async def test_another_language_makes_every_message_of_the_server_stale(store: SqliteStore) -> None:
    await started(store, TALLY, OTHER, ELSEWHERE)
    for tally in (TALLY, OTHER, ELSEWHERE):
        await store.set_post(tally, Post(1, 2), Edit(99, NOW))
        await store.post_refreshed(await existing(store, tally))
    await store.set_country(SERVER, "GB", Edit(99, NOW))
    assert await store.stale_posts() == []
    await store.set_language(SERVER, "de", Edit(99, NOW))
    assert [tally.id for tally in await store.stale_posts()] == [TALLY, OTHER]


async def test_the_change_log_is_read_in_pages_the_newest_first(store: SqliteStore) -> None:
    for number in range(5):
        await store.set_default_campaign(SERVER, f"c{number}", Edit(99, NOW + number // 2 * MOMENT))
    await store.set_default_campaign(ELSEWHERE.server_id, "other", Edit(98, NOW))

    lines, count = await store.changes(SERVER, 2)
    assert (lines[0], count) == (Change(99, NOW + 2 * MOMENT, "default", "c3", "c4"), 5)
    assert [[line.after for line in (await store.changes(SERVER, 2, page))[0]] for page in (0, 2, 4, 6)] == [
        ["c4", "c3"],
        ["c2", "c1"],
        ["c0"],
        [],
    ]
    assert await store.changes(5, 2) == ([], 0)


async def test_s10_s12_erasing_a_server_leaves_nothing_of_it_in_the_files(store: SqliteStore, path: Path) -> None:
    await filled(store, TALLY, ELSEWHERE)
    await store.add(TALLY, mark(7))
    await store.checkpoint()
    assert mark(7) in bytes_beside(path)

    await store.erase(SERVER)
    await store.erase(SERVER)
    await store.checkpoint()

    assert nothing_of(path, SERVER)
    assert mark(7) not in bytes_beside(path)
    assert await store.tallies() == [ELSEWHERE]
    assert await store.server(SERVER) == Server(SERVER)
    assert await counted(store, ELSEWHERE) == 1


async def test_s10_the_file_is_rewritten_after_a_server_was_erased(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(store, TALLY)
    await store.checkpoint()
    rewritten: list[sqlite3.Connection] = []

    def rewrite(connection: sqlite3.Connection) -> bool:
        rewritten.append(connection)
        return True

    monkeypatch.setattr(writer, "rewrite", rewrite)
    await store.ping()
    await store.checkpoint()
    assert not rewritten
    await store.erase(SERVER)
    await store.checkpoint()
    assert rewritten


async def test_s12_what_became_of_a_post_goes_after_90_days(store: SqliteStore, path: Path) -> None:
    await filled(store, TALLY)
    await store.purge(NOW + timedelta(days=90) - MOMENT)
    assert len(rows(path, "SELECT * FROM deliveries")) == 1
    await store.purge(NOW + timedelta(days=90))
    assert rows(path, "SELECT * FROM deliveries") == []
    assert len(rows(path, "SELECT * FROM shown")) == 1, "else it could come again before its turn"


async def test_a_slow_write_is_told_of_for_a_while(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "SLOW_FROM", 1_000.0)
    await started(store, TALLY)
    assert not store.slow()
    monkeypatch.setattr(writer, "SLOW_FROM", 0.0)
    await started(store, OTHER)
    assert store.slow()
    monkeypatch.setattr(writer, "SLOW_FOR", 0.0)
    assert not store.slow()


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
    assert nothing_of(path, SERVER)


def nothing_of(path: Path, server: int) -> bool:
    """Whether no table has anything of this server, and each that keeps things for long still has others."""
    assert rows(path, f"SELECT * FROM servers WHERE id = {server}") == []
    for (table,) in rows(path, "SELECT name FROM sqlite_schema WHERE type = 'table'"):
        columns = {name for _, name, *_ in rows(path, f"PRAGMA table_info({table})")}
        if "server" in columns:
            assert rows(path, f"SELECT * FROM {table} WHERE server = {server}") == [], table
            assert table == "shares" or rows(path, f"SELECT * FROM {table}"), table
        if "tally" in columns:
            assert len(rows(path, f"SELECT * FROM {table}")) == 1, table
    return True


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
