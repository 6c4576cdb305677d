"""What servers bring themselves: kept once, changed by one at a time, gone when it is removed."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path

from store_samples import ELSEWHERE, NOW, OTHER, TALLY, bytes_beside, counted, existing, mark, rows, started

from bot.domain import limits
from bot.domain.server import Edit, Post
from bot.domain.tally import Publication, Rules, State, TallyId
from bot.store import SqliteStore

EDIT = Edit(99, NOW)
SPRING = TallyId(TALLY.server_id, "spring")


async def put(
    store: SqliteStore,
    tally: TallyId,
    text: str | None,
    *,
    expected: str | None = None,
    whole: bool = False,
    anew: bool = False,
) -> bool:
    logged = [("quote", expected or "", text or "")]
    return await store.put_file(tally, expected, text, logged, EDIT, whole=whole, anew=anew)


async def settings(store: SqliteStore, server_id: int) -> list[tuple[str, str, str]]:
    changes, _ = await store.changes(server_id, 100)
    return [(change.setting, change.before, change.after) for change in changes]


async def test_texts_are_kept_in_the_order_in_which_they_were_brought(store: SqliteStore) -> None:
    assert await put(store, TALLY, "one")
    assert await put(store, SPRING, "two", whole=True)
    assert await put(store, TALLY, "three", expected="one")
    assert await put(store, ELSEWHERE, "four")
    assert await store.files(TALLY.server_id) == [("metoo", "three"), ("spring", "two")]
    assert await store.file(*TALLY) == "three"
    assert await store.file(*OTHER) is None


async def test_nothing_is_shown_where_the_bot_is_not_any_more(store: SqliteStore) -> None:
    """A person can bring the bot's commands along to a server that has removed it."""
    await put(store, TALLY, "one")
    await put(store, ELSEWHERE, "two")
    await store.left(TALLY.server_id, NOW)
    assert await store.files(TALLY.server_id) == []
    assert await store.file(*TALLY) is None
    assert await store.file(*ELSEWHERE) == "two"
    assert await put(store, TALLY, "three", expected="one")
    await store.joined(TALLY.server_id)
    assert await store.files(TALLY.server_id) == [("metoo", "three")]


async def test_who_has_seen_something_else_changes_nothing(store: SqliteStore) -> None:
    assert not await put(store, TALLY, "one", expected="zero")
    assert await put(store, TALLY, "one")
    assert not await put(store, TALLY, "two")
    assert not await put(store, TALLY, None, expected="two")
    assert await store.file(*TALLY) == "one"
    assert await settings(store, TALLY.server_id) == [("metoo.quote", "", "one")]


async def test_of_many_at_once_one_is_first(store: SqliteStore) -> None:
    kept = await asyncio.gather(*(put(store, TALLY, str(number)) for number in range(10)))
    assert kept.count(True) == 1
    assert await store.file(*TALLY) == str(kept.index(True))


async def test_nothing_is_left_of_what_has_no_text_any_more(store: SqliteStore, path: Path) -> None:
    await put(store, TALLY, "one")
    assert await put(store, TALLY, None, expected="one")
    assert await store.file(*TALLY) is None
    assert rows(path, "SELECT * FROM files") == []
    assert await settings(store, TALLY.server_id) == [("metoo.quote", "one", ""), ("metoo.quote", "", "one")]


async def show(store: SqliteStore, tally: TallyId, number: int) -> None:
    """Publish a number."""

    def publish(last: Publication, rules: Rules, exact: int) -> Publication:
        return Publication(NOW + timedelta(days=1), exact, number)

    await store.tick(tally, (await existing(store, tally)).publication, publish)


async def test_s5_s10_another_campaign_under_the_same_id_begins_without_entries(store: SqliteStore, path: Path) -> None:
    await put(store, SPRING, "one", whole=True)
    await started(store, SPRING, TALLY)
    for tally in (SPRING, TALLY):
        await store.add(tally, mark(1))
    await show(store, SPRING, 10)
    assert await put(store, SPRING, "two", expected="one", whole=True, anew=True)
    assert await counted(store, SPRING) == 0
    assert await counted(store, TALLY) == 1
    assert (await existing(store, SPRING)).publication.number is None
    assert ("spring.reset", "", "") in await settings(store, SPRING.server_id)
    await store.remove([(TALLY, mark(1))])
    await store.checkpoint()
    assert mark(1) not in bytes_beside(path)


async def test_s5_whoever_was_slower_removes_no_entry(store: SqliteStore) -> None:
    await put(store, SPRING, "one", whole=True)
    await started(store, SPRING)
    await store.add(SPRING, mark(1))
    assert not await put(store, SPRING, "two", expected="zero", whole=True, anew=True)
    assert await counted(store, SPRING) == 1


async def test_the_campaign_message_follows_a_campaign_of_the_servers_own(store: SqliteStore) -> None:
    for tally, whole in ((SPRING, True), (TALLY, False)):
        await put(store, tally, "one", whole=whole)
        await started(store, tally)
        await store.set_post(tally, Post(1, 2), EDIT)
        await store.post_refreshed(await existing(store, tally))
        await put(store, tally, "two", expected="one", whole=whole)
    assert [tally.id for tally in await store.stale_posts()] == [SPRING]


async def test_s10_a_campaign_is_removed_with_all_that_was_counted(store: SqliteStore, path: Path) -> None:
    await put(store, SPRING, "the words of it", whole=True)
    await put(store, TALLY, "added")
    await started(store, SPRING, TALLY, OTHER)
    for number in range(20):
        await store.add(SPRING, mark(number))
    await store.add(TALLY, mark(50))
    await show(store, SPRING, 20)
    await store.set_default_campaign(SPRING.server_id, "spring", EDIT)
    await store.remove_campaign(SPRING, EDIT)
    assert await store.tally(SPRING) is None
    assert await store.history(SPRING, 9) == []
    assert await store.files(TALLY.server_id) == [("metoo", "added")]
    assert await counted(store, TALLY) == 1
    assert (await store.server(SPRING.server_id)).default_campaign is None
    assert (await settings(store, SPRING.server_id))[:2] == [("default", "spring", ""), ("spring.removed", "", "")]
    await store.checkpoint()
    assert not [number for number in range(20) if mark(number) in bytes_beside(path)]
    for table in ("files", "tallies", "schedules", "deliveries", "shown"):
        assert rows(path, f"SELECT * FROM {table} WHERE campaign = 'spring'") == []


async def test_what_is_posted_at_set_times_goes_with_the_campaign(store: SqliteStore, path: Path) -> None:
    await put(store, SPRING, "one", whole=True)
    with sqlite3.connect(path) as connection:
        for campaign in ("spring", "metoo"):
            row = (SPRING.server_id, campaign)
            connection.execute("INSERT INTO schedules VALUES (?, ?, 1, 1, 1, 'UTC', 'quote', 1)", row)
            connection.execute("INSERT INTO deliveries VALUES (NULL, ?, ?, 1, 'quote', 'a', 1, 1, 'sent')", row)
            connection.execute("INSERT INTO shown VALUES (?, ?, 'quote', 'a', 1)", row)
    connection.close()
    await store.remove_campaign(SPRING, EDIT)
    for table in ("schedules", "deliveries", "shown"):
        assert rows(path, f"SELECT campaign FROM {table}") == [("metoo",)]


async def test_a_campaign_of_the_host_is_not_removed(store: SqliteStore) -> None:
    await put(store, TALLY, "added")
    await started(store, TALLY)
    await store.add(TALLY, mark(1))
    for tally in (TALLY, OTHER):
        await store.remove_campaign(tally, EDIT)
    assert await counted(store, TALLY) == 1
    assert await store.file(*TALLY) == "added"


async def test_another_default_campaign_stays(store: SqliteStore) -> None:
    await put(store, SPRING, "one", whole=True)
    await store.set_default_campaign(SPRING.server_id, "metoo", EDIT)
    await store.remove_campaign(SPRING, EDIT)
    assert (await store.server(SPRING.server_id)).default_campaign == "metoo"


async def test_a_servers_own_campaign_does_not_end_for_want_of_a_file_of_the_host(store: SqliteStore) -> None:
    await put(store, SPRING, "one", whole=True)
    await put(store, OTHER, "added")
    elsewhere = TallyId(ELSEWHERE.server_id, "spring")
    await started(store, SPRING, OTHER, elsewhere)
    later = NOW + limits.KEEP_WITHOUT_FILE
    await store.end_others([], NOW)
    assert await store.end_others([], later) == 2
    states = {tally: (await existing(store, tally)).state for tally in (SPRING, OTHER, elsewhere)}
    assert states == {SPRING: State.RUNNING, OTHER: State.ENDED, elsewhere: State.ENDED}


async def test_the_message_of_a_servers_own_campaign_is_left_alone(store: SqliteStore) -> None:
    await put(store, SPRING, "one", whole=True)
    await started(store, SPRING, OTHER)
    for tally in (SPRING, OTHER):
        await store.set_post(tally, Post(1, 2), EDIT)
        await store.post_refreshed(await existing(store, tally))
    await store.end_others([], NOW)
    assert [tally.id for tally in await store.stale_posts()] == [OTHER]


async def test_a_campaign_whose_file_the_server_brings_in_time_goes_on(store: SqliteStore) -> None:
    await started(store, SPRING)
    await store.end_others([], NOW)
    await put(store, SPRING, "one", whole=True)
    later = NOW + limits.KEEP_WITHOUT_FILE
    assert await store.end_others([], later) == 0
    assert (await existing(store, SPRING)).state is State.RUNNING


async def test_s12_a_servers_files_go_with_the_server(store: SqliteStore, path: Path) -> None:
    await put(store, SPRING, "one", whole=True)
    await store.left(SPRING.server_id, NOW)
    await store.purge(NOW + limits.KEEP_REMOVED_SERVER)
    assert rows(path, "SELECT * FROM files") == []
