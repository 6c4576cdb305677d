"""What the running process does because time has passed, without anybody asking for it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.limits import LEAST_MEMBERS
from bot.domain.server import Edit
from bot.domain.tally import State, TallyId
from bot.operations.run import PURGE_EVERY
from bot.store import SqliteStore, open_store
from tests.process.harness import STARTS_WITHIN, BotProcess
from tests.standin import Standin
from tests.standin.world import GUILD_ID

NOW = datetime.now(UTC)
HERE, GONE, LEFT_MEANWHILE = GUILD_ID, 42, 43
"""The bot's server; one that it was removed from long ago; one that it was removed from while it did not run."""


async def test_s12_the_running_process_notes_what_is_gone_and_removes_what_is_old(
    standin: Standin, tmp_path: Path
) -> None:
    file = tmp_path / "data" / "magnitude.sqlite"
    async with open_store(file) as store:
        await counted(store, TallyId(GONE, "metoo"))
        await store.left(GONE, NOW - timedelta(days=31))
        await counted(store, TallyId(HERE, "metoo"))
        await store.change_state(TallyId(HERE, "metoo"), {State.RUNNING}, State.ENDED, edit(NOW - timedelta(days=91)))
        await counted(store, TallyId(HERE, "no-file-any-more"))
        await store.end_others(["metoo"], NOW - timedelta(days=8))
        await counted(store, TallyId(LEFT_MEANWHILE, "metoo"))
        # A tick would find out that the bot is not there any more.
        await store.change_state(TallyId(LEFT_MEANWHILE, "metoo"), {State.RUNNING}, State.PAUSED, edit(NOW))

    async with BotProcess(standin, tmp_path) as process:
        await process.connected()
        await until(lambda: asked(file, f"SELECT COUNT(*) FROM servers WHERE id = {GONE}") == 0)
        await until(lambda: left(file, LEFT_MEANWHILE))
        assert asked(file, "SELECT COUNT(*) FROM entries JOIN tallies ON id = tally WHERE state = 'ended'") == 1
        assert asked(file, "SELECT state FROM tallies WHERE campaign = 'no-file-any-more'") == State.ENDED
        assert asked(file, "SELECT COUNT(*) FROM entries") == 2

        assert not left(file, HERE)
        standin.gateway.dispatch("GUILD_DELETE", {"id": str(HERE)}, HERE)
        await until(lambda: left(file, HERE))


def test_s12_what_is_old_is_looked_for_at_least_once_a_day() -> None:
    assert timedelta(seconds=PURGE_EVERY) <= timedelta(days=1)


async def test_s20_the_number_of_members_is_asked_for_at_the_tick(standin: Standin, tmp_path: Path) -> None:
    """What Discord said at the start has grown old."""
    standin.guild.member_count, standin.guild.approximate_member_count = LEAST_MEMBERS - 1, LEAST_MEMBERS
    file = tmp_path / "data" / "magnitude.sqlite"
    async with open_store(file) as store:
        await counted(store, TallyId(HERE, "metoo"), 12)

    async with BotProcess(standin, tmp_path) as process:
        await process.connected()
        await until(lambda: asked(file, "SELECT published_at > since FROM tallies") == 1)

    assert asked(file, "SELECT number FROM tallies") == 10


async def counted(store: SqliteStore, tally: TallyId, people: int = 1) -> None:
    """A campaign that was started a hundred days ago, and has never had a tick."""
    await store.change_state(tally, {None}, State.RUNNING, edit(NOW - timedelta(days=100)))
    for person in range(people):
        await store.add(tally, person.to_bytes(32, "big"))


def edit(at: datetime) -> Edit:
    return Edit(1, at)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what the process writes into its file."""
    for _ in range(int(STARTS_WITHIN / 0.05)):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise TimeoutError("the process did not write it")


def left(file: Path, server_id: int) -> bool:
    return asked(file, f"SELECT left_at IS NOT NULL FROM servers WHERE id = {server_id}") == 1


def asked(file: Path, select: str) -> object:
    with closing(sqlite3.connect(file)) as connection:
        row = connection.execute(select).fetchone()
    return row[0] if row else None
