"""The clock of the machine jumps under the running bot, and is put right again."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot.domain.schedule import EVERY_DAY, Content, Schedule
from bot.domain.server import Edit
from bot.domain.tally import State, TallyId
from bot.operations import health
from bot.store import open_store
from bot.store.moments import from_moment
from tests.process.crowd import fill
from tests.process.harness import CAMPAIGN, DATABASE, MODERATOR_OF_ALL, STARTS_WITHIN, BotProcess, add, entries, member
from tests.process.troubles import TroubledProcess, move_clock
from tests.standin import Standin

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COUNTED = 12


async def counting(folder: Path, standin: Standin) -> None:
    """The data of a bot that has counted some, has had a tick an hour ago and posts something in twelve hours."""
    database = folder / "data" / DATABASE
    now = datetime.now(UTC)
    tally, edit = TallyId(standin.guild.id, CAMPAIGN), Edit(MODERATOR_OF_ALL.id, now - HOUR)
    due = (now + 12 * HOUR).replace(second=0, microsecond=0)
    async with open_store(database) as store:
        await store.change_state(tally, {None}, State.RUNNING, edit)
        schedule = Schedule(standin.guild.channels[1].id, EVERY_DAY, due.time(), "UTC", Content.TURN)
        await store.set_schedule(tally, schedule, due, edit)
        await store.claim_share(tally.server_id, 1, now)
    fill(database, COUNTED, Random(1))


async def test_s12_s16_while_the_clock_is_wrong_nothing_comes_early_and_nothing_is_lost(
    standin: Standin, tmp_path: Path
) -> None:
    """No number, no post and no removal before its time; people notice nothing, and after it all goes on."""
    await counting(tmp_path, standin)
    async with TroubledProcess(standin, tmp_path, ROUNDS_EVERY="0.05") as process:
        await process.connected()
        await rounds(process)
        before = noted(process)
        for number, wrong in enumerate((HOUR, DAY, -HOUR, -DAY, timedelta(0))):
            move_clock(process, wrong)
            await rounds(process, wrong)
            assert "You are counted now" in (await add(standin, member(number))).text
            assert "in danger now" in (await standin.command(member(number), "resources")).text
            assert noted(process) == before
        assert standin.messages(standin.guild.channels[1].id) == []
        assert process.output.count("the clock has jumped by") == 4, "and is told of, each time"
        assert " ERROR " not in process.output

        change(process, "UPDATE tallies SET published_at = ?", from_moment(datetime.now(UTC) - DAY))
        change(process, "UPDATE schedules SET due_at = ?", from_moment(datetime.now(UTC) - HOUR))
        await until(process, lambda: found(process, "SELECT number FROM tallies") == [(15,)])
        await until(process, lambda: len(standin.messages(standin.guild.channels[1].id)) == 1)
        change(process, "UPDATE schedules SET due_at = ?", from_moment(datetime.now(UTC) + 30 * DAY))
        soon = from_moment(datetime.now(UTC) + 2 * DAY)
        await until(process, lambda: found(process, f"SELECT due_at < {soon} FROM schedules") == [(1,)])
        assert await process.stop() == 0
    assert len(entries(process.data, tmp_path)) == COUNTED + 5


async def rounds(process: BotProcess, wrong: timedelta = timedelta(0)) -> None:
    """Wait until each round has come that the process makes by this clock, and the file `health` has told so."""
    beat = process.data / "health"
    await until(process, lambda: health.look(process.data, datetime.now(UTC) + wrong).well)
    for _ in range(2):
        seen = beat.read_text()
        await until(process, lambda seen=seen: beat.read_text() != seen)


def noted(process: BotProcess) -> list[list[tuple[Any, ...]]]:
    """What was published, is to be posted, was posted, and is to go in time."""
    return [
        found(process, f"SELECT * FROM {table}")
        for table in ("tallies", "publications", "schedules", "deliveries", "shares", "changes")
    ]


def found(process: BotProcess, select: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(process.data / DATABASE)) as connection:
        return connection.execute(select).fetchall()


def change(process: BotProcess, update: str, value: int) -> None:
    with closing(sqlite3.connect(process.data / DATABASE, timeout=5)) as connection, connection:
        connection.execute(update, (value,))


async def until(process: BotProcess, holds: Callable[[], bool]) -> None:
    for _ in range(int(STARTS_WITHIN / 0.02)):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came about")
