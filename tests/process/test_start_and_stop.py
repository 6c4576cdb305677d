"""How the process starts, ends, and refuses to start."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.process.harness import BotProcess, add, entries, marks, member, open_panel
from tests.standin import Standin


async def test_commands_are_registered_once_and_not_again_while_they_stay_the_same(
    standin: Standin, tmp_path: Path
) -> None:
    for start in (1, 2):
        async with BotProcess(standin, tmp_path) as process:
            await process.connected(start)
            assert await process.stop() == 0
        assert len(standin.requests("PUT", "/commands$")) == 1


async def test_a_second_bot_on_the_same_data_is_refused(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    async with BotProcess(standin, tmp_path) as second:
        assert await second.ended() == 1
        assert "Another bot serves from" in second.output
        assert "Traceback" not in second.output
    assert len(standin.gateway.identified) == 1


async def test_sigterm_closes_with_1000_and_leaves_no_write_ahead_log(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    """S9: also nothing is left that tells the order of joining."""
    await add(standin, member(1))
    assert await bot_process.stop() == 0
    await standin.until(lambda: standin.gateway.close_codes == [1000])
    assert not list(bot_process.data.glob("*-wal"))
    assert entries(bot_process.data, tmp_path) == marks(standin, [member(1)])


async def test_s12_a_server_that_came_back_while_the_bot_was_away_keeps_everything(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    """The first round of removing comes after Discord has told which servers the bot is in."""
    await add(standin, member(1))
    assert await bot_process.stop() == 0
    with closing(sqlite3.connect(bot_process.data / "magnitude.sqlite")) as database, database:
        database.execute("UPDATE servers SET left_at = 1")
        database.execute("INSERT INTO shares SELECT id, 7, 1 FROM servers")
    async with BotProcess(standin, tmp_path) as again:
        await again.connected(2)
        for _ in range(200):
            if not rows(again.data, "SELECT * FROM shares"):
                break
            await asyncio.sleep(0.05)
        else:
            pytest.fail("nothing was removed")
        assert rows(again.data, "SELECT left_at FROM servers") == [(None,)]
        assert entries(again.data, tmp_path) == marks(standin, [member(1)])


def rows(data: Path, select: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "magnitude.sqlite")) as database:
        return database.execute(select).fetchall()


async def test_sigterm_lets_an_answer_that_has_to_wait_finish(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    panel = await open_panel(standin, member(1))
    standin.fail_next("POST", "/callback$", status=429, retry_after=1.0)
    pressed = standin.press(member(1), panel, "Add me")
    await standin.until(lambda: standin.requests("POST", "/callback$")[-1].status == 429)
    assert await bot_process.stop() == 0
    assert (await pressed).ephemeral
    assert entries(bot_process.data, tmp_path) == marks(standin, [member(1)])


async def test_an_interrupt_from_the_keyboard_ends_it_as_well(standin: Standin, bot_process: BotProcess) -> None:
    await bot_process.stop(signal.SIGINT)
    await standin.until(lambda: standin.gateway.close_codes == [1000])
    assert "Traceback" not in bot_process.output


async def test_a_fatal_close_code_ends_it_with_a_sentence(tmp_path: Path) -> None:
    words = {4004: "DISCORD_TOKEN", 4012: "newest version", 4014: "intent"}
    await asyncio.gather(
        *(_assert_closed_for_good(_folder(tmp_path, code), code, word) for code, word in words.items())
    )


def _folder(parent: Path, number: int) -> Path:
    folder = parent / str(number)
    folder.mkdir()
    return folder


async def _assert_closed_for_good(folder: Path, code: int, word: str) -> None:
    async with Standin() as standin, BotProcess(standin, folder) as process:
        standin.gateway.refuse_with = code
        assert await process.ended(within=20) == 1
    _assert_one_sentence(process, word)


async def test_a_start_at_which_discord_asks_to_wait_or_is_not_what_answers_ends_with_a_sentence(
    tmp_path: Path,
) -> None:
    """No IDENTIFY is spent on it. What may pass in a moment is waited for."""
    faults: list[tuple[str, str, dict[str, Any], str]] = [
        ("GET", "/users/@me$", {"status": 429, "retry_after": 100.0}, "100 seconds"),
        ("PUT", "/commands$", {"body": "half"}, "DISCORD_API_BASE"),
        ("GET", "/users/@me$", {"status": 500}, ""),
    ]
    await asyncio.gather(*(_assert_start(_folder(tmp_path, number), *fault) for number, fault in enumerate(faults)))


async def _assert_start(folder: Path, method: str, path: str, failure: dict[str, Any], word: str) -> None:
    async with Standin() as standin, BotProcess(standin, folder) as process:
        standin.fail_next(method, path, **failure)
        if not word:
            await process.connected()
            return
        assert await process.ended(within=20) == 1
        assert standin.gateway.identified == []
    _assert_one_sentence(process, word)


async def test_a_token_that_discord_refuses_ends_it_with_a_sentence(standin: Standin, tmp_path: Path) -> None:
    async with BotProcess(standin, tmp_path, DISCORD_TOKEN="another.bots.token") as process:
        assert await process.ended(within=20) != 0
    _assert_one_sentence(process, "DISCORD_TOKEN")
    assert "another.bots.token" not in process.output
    assert len(standin.requests("GET", "")) == 1, "a refused token is not tried again"


@pytest.mark.parametrize("name", ["DISCORD_API_BASE", "DISCORD_GATEWAY_URL"])
async def test_a_malformed_proxy_address_ends_it_with_a_sentence(standin: Standin, tmp_path: Path, name: str) -> None:
    async with BotProcess(standin, tmp_path, **{name: "localhost"}) as process:
        assert await process.ended(within=20) != 0
    _assert_one_sentence(process, name)
    assert standin.requests("GET", "") == []


def _assert_one_sentence(process: BotProcess, word: str) -> None:
    """The last line says what to do; what stands before it are log lines, never a traceback."""
    assert "Traceback" not in process.output
    *log, sentence = process.output.splitlines()
    assert word in sentence
    assert all(line[:4].isdigit() for line in log), process.output
