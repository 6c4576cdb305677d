"""Data folders to start a bot over: campaigns that run, and as many entries of nobody as a measurement needs."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.domain.server import Edit, Post
from bot.domain.tally import Marks, State, TallyId
from bot.store import open_store
from tests.benchmark import servers, typical_bot
from tests.process.harness import CAMPAIGN, DATABASE, KEY

COUNTED: Final = TallyId(servers.server_id(0), CAMPAIGN)
"""Where everybody presses."""
_OTHERS: Final = 1 << 59
"""From here on are the ids of members who press nothing: the typical bot's entries of nobody."""


@contextmanager
def folder() -> Generator[Path]:
    """A folder for one measurement."""
    with TemporaryDirectory(prefix="magnitude-benchmark-") as name:
        yield Path(name)


async def prepare(data: Path, entries: int = 0) -> Path:
    """Make a folder for our bot: the campaign runs, and so many entries are there already."""
    await _start_campaigns(data / DATABASE, 1, datetime.now(UTC))
    with closing(sqlite3.connect(data / DATABASE)) as database, database:
        marks = sorted(os.urandom(32) for _ in range(entries))
        database.executemany("INSERT INTO entries SELECT id, ? FROM tallies", ((mark,) for mark in marks))
    return data


async def prepare_ticks(data: Path, campaigns: int, entries: int) -> Path:
    """Make a folder for our bot in which the tick of so many servers is long due, and changes every number."""
    await _start_campaigns(data / DATABASE, campaigns, datetime.now(UTC) - timedelta(days=10))
    with closing(sqlite3.connect(data / DATABASE)) as database, database:
        tallies: list[tuple[int]] = database.execute("SELECT id FROM tallies").fetchall()
        for (tally,) in tallies:
            rows = sorted((tally, os.urandom(32)) for _ in range(entries))
            database.executemany("INSERT INTO entries VALUES (?, ?)", rows)
    return data


def prepare_typical(data: Path, entries: int = 0) -> Path:
    """Make a folder for the typical bot."""
    data.mkdir(parents=True)
    with closing(sqlite3.connect(data / typical_bot.DATABASE)) as database, database:
        database.execute(typical_bot.TABLE)
        rows = ((COUNTED.server_id, _OTHERS + number) for number in range(entries))
        database.executemany("INSERT INTO entries VALUES (?, ?)", rows)
    return data


def empty(data: Path) -> Path:
    """Make a folder for a bot that keeps nothing."""
    data.mkdir(parents=True)
    return data


@contextmanager
def copy(prepared: Path) -> Generator[Path]:
    """What was prepared, for one start."""
    with folder() as place:
        yield Path(shutil.copytree(prepared, place / "data"))


def kept(data: Path) -> int:
    """How many entries are in the folder of a bot that has ended."""
    for name in (DATABASE, typical_bot.DATABASE):
        if (data / name).exists():
            with closing(sqlite3.connect(data / name)) as database:
                return int(database.execute("SELECT COUNT(*) FROM entries").fetchone()[0])
    return 0


def kept_of(data: Path, members: list[int]) -> int:
    """How many of these members have an entry there."""
    if (data / typical_bot.DATABASE).exists():
        with closing(sqlite3.connect(data / typical_bot.DATABASE)) as database:
            there = {row[0] for row in database.execute("SELECT user_id FROM entries")}
        return len(there.intersection(members))
    if not (data / DATABASE).exists():
        return 0
    marks = Marks([bytes.fromhex(KEY)])
    with closing(sqlite3.connect(data / DATABASE)) as database:
        entries = {row[0] for row in database.execute("SELECT mark FROM entries")}
    return len(entries.intersection(marks.mark(COUNTED, member) for member in members))


async def _start_campaigns(database: Path, campaigns: int, at: datetime) -> None:
    edit = Edit(1, at)
    async with open_store(database) as store:
        for number in range(campaigns):
            tally = TallyId(servers.server_id(number), CAMPAIGN)
            await store.change_state(tally, {None}, State.RUNNING, edit)
            if campaigns > 1:
                await store.set_post(tally, Post(servers.channel_id(number), servers.channel_id(number) + 1), edit)
