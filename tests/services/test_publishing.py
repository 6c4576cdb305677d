"""What happens because time has passed, over a real store and a stand-in for Discord's side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.errors import DiscordUnavailable
from bot.domain.server import Edit, Post, Tally
from bot.domain.tally import State, TallyId
from bot.services._rounds import AT_ONCE
from bot.services.publishing import Publishing
from bot.store import SqliteStore, open_store
from bot.store.migrate import migrate
from bot.store.reader import open_reader
from bot.store.writer import open_writer

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MANY = 10 * AT_ONCE
FIRST, SECOND = TallyId(1, "metoo"), TallyId(2, "metoo")


@dataclass
class Discord:
    """Answers as the test says, and remembers what was shown."""

    members: dict[int, int | Exception | None] = field(default_factory=dict[int, int | Exception | None])
    moved: dict[int, Post | None] = field(default_factory=dict[int, Post | None])
    shown: list[tuple[int, State, int | None]] = field(default_factory=list[tuple[int, State, int | None]])
    removed: list[Post] = field(default_factory=list[Post])
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    meanwhile: asyncio.Event | None = None

    async def member_count(self, server_id: int) -> int | None:
        answer = self.members.get(server_id, 100)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def refresh(self, tally: Tally, post: Post, language: str | None) -> Post | None:
        self.asked.set()
        self.shown.append((tally.id.server_id, tally.state, tally.publication.number))
        if self.meanwhile is not None:
            await self.meanwhile.wait()
        return self.moved.get(tally.id.server_id, post)

    async def remove(self, post: Post) -> bool:
        self.removed.append(post)
        return True


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[SqliteStore]:
    async with open_store(tmp_path / "magnitude.sqlite") as store:
        for tally in (FIRST, SECOND):
            await store.change_state(tally, {None}, State.RUNNING, Edit(1, NOW))
            await store.set_post(tally, Post(10, tally.server_id), Edit(1, NOW))
            for number in range(12):
                await store.add(tally, number.to_bytes(32))
        yield store


async def number(store: SqliteStore, tally: TallyId) -> int | None:
    found = await store.tally(tally)
    assert found is not None
    return found.publication.number


@pytest.mark.parametrize("failure", [DiscordUnavailable(), RuntimeError("a bug")])
async def test_one_server_that_fails_does_not_hold_up_the_others(store: SqliteStore, failure: Exception) -> None:
    discord = Discord(members={1: failure})
    await Publishing(store, discord, Clock(NOW + DAY)).run_due()

    assert (await number(store, FIRST), await number(store, SECOND)) == (None, 10)

    discord.members.clear()
    await Publishing(store, discord, Clock(NOW + DAY)).run_due()
    assert await number(store, FIRST) == 10


async def test_s12_a_server_that_the_bot_is_not_in_any_more_counts_as_left(store: SqliteStore) -> None:
    discord = Discord(members={1: None})
    await Publishing(store, discord, Clock(NOW + DAY)).run_due()
    await store.purge(NOW + DAY + timedelta(days=30))

    assert await store.tallies() == [SECOND]


async def test_s20_the_members_are_counted_at_the_tick(store: SqliteStore) -> None:
    await Publishing(store, Discord(members={1: 49, 2: 50}), Clock(NOW + DAY)).run_due()

    assert (await number(store, FIRST), await number(store, SECOND)) == (None, 10)


async def test_s46_a_pause_while_the_message_is_edited_is_shown_in_the_next_round(store: SqliteStore) -> None:
    edited = asyncio.Event()
    discord = Discord(meanwhile=edited)
    publishing = Publishing(store, discord, Clock())
    refreshing = asyncio.create_task(publishing.refresh(FIRST))
    await discord.asked.wait()
    await store.change_state(FIRST, {State.RUNNING}, State.PAUSED, Edit(1, NOW))
    edited.set()
    await refreshing
    await publishing.run_due()

    assert (1, State.PAUSED, None) in discord.shown


async def test_a_message_posted_anew_is_taken_away_when_a_moderator_was_faster(store: SqliteStore) -> None:
    renewed, theirs = Post(10, 98), Post(10, 99)
    edited = asyncio.Event()
    discord = Discord(moved={1: renewed}, meanwhile=edited)
    refreshing = asyncio.create_task(Publishing(store, discord, Clock()).refresh(FIRST))
    await discord.asked.wait()
    await store.set_post(FIRST, theirs, Edit(1, NOW))
    edited.set()
    await refreshing

    found = await store.tally(FIRST)
    assert found is not None
    assert found.post == theirs
    assert discord.removed == [renewed]


async def test_a_lost_message_is_forgotten_and_not_asked_for_again(store: SqliteStore) -> None:
    discord = Discord(moved={1: None})
    publishing = Publishing(store, discord, Clock())
    await publishing.run_due()
    await publishing.run_due()

    assert [server for server, _, _ in discord.shown].count(1) == 1


async def start(store: SqliteStore, *servers: int) -> None:
    started = (store.change_state(TallyId(each, "metoo"), {None}, State.RUNNING, Edit(1, NOW)) for each in servers)
    await asyncio.gather(*started)


async def test_a_press_between_waits_behind_a_few_ticks_and_not_behind_all(store: SqliteStore) -> None:
    await start(store, *range(3, MANY))
    pressed: asyncio.Task[int] | None = None
    asked = 0

    async def press() -> int:
        await store.add(FIRST, bytes(32))
        return asked

    class Crowded(Discord):
        async def member_count(self, server_id: int) -> int | None:
            nonlocal asked, pressed
            asked += 1
            if pressed is None:
                pressed = asyncio.create_task(press())
            return await super().member_count(server_id)

    await Publishing(store, Crowded(), Clock(NOW + DAY)).run_due()

    assert pressed is not None
    assert await pressed <= 3 * AT_ONCE < asked, "those under way, and those that came in behind it"


async def test_ticks_that_come_together_share_a_commit(tmp_path: Path) -> None:
    path = tmp_path / "magnitude.sqlite"
    migrate(path)
    together = asyncio.Barrier(AT_ONCE)

    class Punctual(Discord):
        async def member_count(self, server_id: int) -> int | None:
            await together.wait()
            return await super().member_count(server_id)

    statements: list[str] = []
    async with open_writer(path) as writer, open_reader(path) as reader:
        store = SqliteStore(path, writer, reader)
        await start(store, *range(2 * AT_ONCE))
        await writer.write(lambda connection: connection.set_trace_callback(statements.append))
        statements.clear()
        await Publishing(store, Punctual(), Clock(NOW + DAY)).run_due()
        assert sum(statement.startswith("UPDATE tallies") for statement in statements) == 2 * AT_ONCE
        assert statements.count("COMMIT") == 2
