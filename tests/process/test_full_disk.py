"""The disk fills up under the running bot, and is freed again."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.process.harness import (
    CAMPAIGN,
    DATABASE,
    MODERATOR_OF_ALL,
    STARTS_WITHIN,
    BotProcess,
    add,
    entries,
    marks,
    member,
    open_panel,
    start_campaign,
)
from tests.process.troubles import PAGE, TroubledProcess, emptied, files_at_most, filled, locked, small_disk
from tests.standin import Standin

Full: TypeAlias = Callable[[BotProcess], AbstractContextManager[None]]

SAVED, NOT_SAVED = "You are counted now", "cannot reach its records now, and nothing was changed"
SIZE = 1_000_000
"""Bytes of the small disk."""
FILLED_AFTER = 100
"""Adds at most, until nothing fits any more."""
LONGEST_FILE = 4 * PAGE
"""More than the process writes to its log here, and less than the database has."""


@pytest.fixture(params=["a small disk", "files that cannot grow"])
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Full]:
    """A disk that another program fills. Where nobody may mount one, files that cannot grow have to do."""
    if request.param == "files that cannot grow":
        yield lambda process: files_at_most(process, LONGEST_FILE)
        return
    with small_disk(tmp_path / "data", SIZE) as mounted:
        if not mounted:
            pytest.skip("nobody may mount a disk here")
        yield lambda process: filled(process.data)


async def test_on_a_full_disk_the_bot_goes_on_answering_and_saves_again_by_itself(
    standin: Standin, room: Full, tmp_path: Path
) -> None:
    """S34: help does not wait for the disk. S3: who withdraws is told when that was not done."""
    async with BotProcess(standin, tmp_path) as process:
        await process.connected()
        await start_campaign(process)
        assert SAVED in (await add(standin, member(1))).text
        saved = [member(1)]
        with room(process):
            for number in range(2, FILLED_AFTER):
                if SAVED not in (await add(standin, member(number))).text:
                    break
                saved.append(member(number))
            refused = await asyncio.gather(*(add(standin, member(1000 + number)) for number in range(5)))
            assert all(NOT_SAVED in answer.text and answer.ephemeral for answer in refused)
            withdrawing = await standin.press(member(1), await open_panel(standin, member(1)), "Withdraw")
            assert NOT_SAVED in withdrawing.text
            assert "in danger now" in (await standin.command(member(1), "resources")).text
            assert "fewer than 10 people" in (await standin.command(member(1), "tally")).text
        saved.append(member(1000))
        assert SAVED in (await add(standin, saved[-1])).text
        assert "The database did not take a write: the disk" in process.output
        assert await process.stop() == 0
        assert sorted(file.name for file in process.data.glob("magnitude*")) == ["magnitude.sqlite"]
        assert entries(process.data, tmp_path) == marks(standin, saved)


async def test_s12_a_server_that_was_left_while_nothing_could_be_saved_is_noted_as_left(
    standin: Standin, tmp_path: Path
) -> None:
    async with TroubledProcess(standin, tmp_path, ROUNDS_EVERY="0.2") as process:
        await process.connected()
        await start_campaign(process)
        await standin.command(MODERATOR_OF_ALL, "config campaign", {"action": "pause", "campaign": CAMPAIGN})
        await process.serving()  # what Discord tells at the start is noted before
        await emptied(process)
        with locked(process.data):
            standin.gateway.dispatch("GUILD_DELETE", {"id": str(standin.guild.id)}, standin.guild.id)
            await until(lambda: "on_guild_remove" in process.output)
        await until(lambda: rows(process.data, "SELECT left_at IS NOT NULL FROM servers") == [(1,)])


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(int(STARTS_WITHIN / 0.05)):
        if holds():
            return
        await asyncio.sleep(0.05)
    pytest.fail("it never came about")


def rows(data: Path, select: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / DATABASE)) as database:
        return database.execute(select).fetchall()
