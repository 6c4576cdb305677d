"""Scheduled posts of the real process, which is killed between claim, send and record: none twice, none lost."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeAlias

import pytest

from bot.domain import limits
from bot.domain.schedule import EVERY_DAY, Content, Schedule
from bot.domain.server import Edit
from bot.domain.tally import State, TallyId
from bot.store import open_store
from bot.store.moments import from_duration, from_moment
from tests.process.harness import CAMPAIGN, MODERATOR_OF_ALL, STARTS_WITHIN, BotProcess
from tests.standin import Guild, Standin
from tests.standin.world import GUILD_ID, Channel

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
POSTED = r"/channels/\d+/messages$"
FILE = "magnitude.sqlite"


def channel_of(guild: Guild) -> int:
    return guild.channels[1].id


async def scheduled(folder: Path, guilds: Sequence[Guild], late: timedelta = MINUTE) -> None:
    """The data of a bot that had to post something in each server so long ago."""
    now = datetime.now(UTC)
    due = (now - late).replace(second=0, microsecond=0)
    async with open_store(folder / "data" / FILE) as store:
        for guild in guilds:
            tally, edit = TallyId(guild.id, CAMPAIGN), Edit(MODERATOR_OF_ALL.id, now)
            await store.change_state(tally, {None}, State.RUNNING, edit)
            schedule = Schedule(channel_of(guild), EVERY_DAY, due.time(), "UTC", Content.TURN)
            await store.set_schedule(tally, schedule, due, edit)


@contextmanager
def database(data: Path) -> Generator[sqlite3.Connection]:
    """The bot's own database, also while it runs."""
    with closing(sqlite3.connect(data / FILE, isolation_level=None, timeout=5)) as connection:
        yield connection


def outcomes(data: Path) -> list[str]:
    with database(data) as connection:
        return [state for (state,) in connection.execute("SELECT state FROM deliveries ORDER BY id")]


async def became(process: BotProcess, condition: Callable[[list[str]], bool]) -> None:
    """Wait until this holds for what became of the posts."""
    for _ in range(int(STARTS_WITHIN / 0.01)):
        if condition(outcomes(process.data)):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"what became of the posts is {outcomes(process.data)}")


def posts(standin: Standin, guild: Guild | None = None) -> int:
    """Messages that the bot has put up by itself in a server."""
    return sum("nonce" in message for message in standin.messages(channel_of(guild or standin.guild)))


async def killed(process: BotProcess) -> None:
    assert await process.stop(signal.SIGKILL) == -signal.SIGKILL


async def started_again(standin: Standin, folder: Path, *states: str) -> None:
    """Start the bot on what the last one left; it ends when this has become of the posts."""
    starts = len(standin.gateway.identified)
    async with BotProcess(standin, folder) as process:
        await process.connected(starts + 1)
        await became(process, lambda found: found == [*states])
        assert await process.stop() == 0
        assert " ERROR " not in process.output, process.output


async def killed_before_discord_has_it(standin: Standin, folder: Path) -> None:
    standin.fail_next("POST", POSTED, reset=True, delay=2.0)
    async with BotProcess(standin, folder) as process:
        await standin.until(lambda: bool(standin.requests("POST", POSTED)), STARTS_WITHIN)
        await killed(process)
    assert (outcomes(process.data), posts(standin)) == (["sending"], 0)


async def killed_between_note_and_request(standin: Standin, folder: Path) -> None:
    """Discord asks to wait before the request that it would carry out."""
    standin.fail_next("POST", POSTED, status=429, retry_after=60.0)
    async with BotProcess(standin, folder) as process:
        await standin.until(lambda: bool(standin.requests("POST", POSTED)), STARTS_WITHIN)
        await killed(process)
    assert (outcomes(process.data), posts(standin)) == (["sending"], 0)


async def killed_before_the_answer(standin: Standin, folder: Path) -> None:
    standin.fail_next("POST", POSTED, reset=True, carried_out=True, delay=2.0)
    async with BotProcess(standin, folder) as process:
        await standin.until(lambda: posts(standin) == 1, STARTS_WITHIN)
        await killed(process)
    assert outcomes(process.data) == ["sending"]


async def killed_before_the_record(standin: Standin, folder: Path) -> None:
    """The answer has arrived; what became of the post cannot be written before the end comes."""
    standin.fail_next("POST", POSTED, carried_out=True, delay=0.5)
    async with BotProcess(standin, folder) as process:
        await standin.until(lambda: posts(standin) == 1, STARTS_WITHIN)
        with database(process.data) as connection:
            connection.execute("BEGIN IMMEDIATE")
            await standin.until(lambda: standin.requests("POST", POSTED)[-1].status == 200, STARTS_WITHIN)
            await killed(process)
            connection.execute("ROLLBACK")
    assert outcomes(process.data) == ["sending"]


Kill: TypeAlias = Callable[[Standin, Path], Awaitable[None]]
LOST: list[Kill] = [killed_between_note_and_request, killed_before_discord_has_it]
ARRIVED: list[Kill] = [killed_before_the_answer, killed_before_the_record]


@pytest.mark.parametrize("kill", LOST + ARRIVED)
async def test_killed_at_any_step_a_post_comes_once(standin: Standin, tmp_path: Path, kill: Kill) -> None:
    await scheduled(tmp_path, [standin.guild])
    await kill(standin, tmp_path)
    await started_again(standin, tmp_path, "sent")
    assert posts(standin) == 1


def server(number: int) -> Guild:
    first = GUILD_ID + (number << 32)
    return Guild(first, channels=[Channel(first + 1, "general"), Channel(first + 2, "campaign")])


@pytest.mark.parametrize("seed", range(3))
async def test_killed_at_random_moments_every_server_gets_its_post_once(tmp_path: Path, seed: int) -> None:
    """Two starts end while the posts are claimed, or after some requests, of which the first are held, then lost."""
    chance, servers = Random(seed), [server(number) for number in range(12)]
    async with Standin(*servers) as standin:
        await scheduled(tmp_path, servers)
        for _ in range(2):
            left = len(servers) - sum(state not in ("claimed", "sending") for state in outcomes(tmp_path / "data"))
            more = chance.randint(0, left)
            for _ in range(chance.randint(0, more)):
                carried_out = chance.random() < 0.5
                standin.fail_next("POST", POSTED, reset=True, carried_out=carried_out, delay=chance.random() / 5)
            until = len(standin.requests("POST", POSTED)) + more
            async with BotProcess(standin, tmp_path) as process:
                if more:
                    await standin.until(
                        lambda until=until: len(standin.requests("POST", POSTED)) >= until, STARTS_WITHIN
                    )
                    await asyncio.sleep(chance.random() / 20)
                else:
                    await became(process, bool)
                await killed(process)
        await started_again(standin, tmp_path, *["sent"] * len(servers))
        assert [posts(standin, each) for each in servers] == [1] * len(servers)
        assert standin.violations == []


# What nothing tells any more.


def pass_time(data: Path, standin: Standin, passed: timedelta) -> None:
    """While the bot is down: what it has claimed is older now, and Discord does not know the nonce any more."""
    standin.forget_nonces()
    with database(data) as connection:
        age = (from_duration(passed),) * 2
        connection.execute("UPDATE deliveries SET due_at = due_at - ?, since = since - ?", age)


@pytest.mark.parametrize("kill", ARRIVED)
async def test_after_the_time_of_the_nonce_a_post_that_arrived_does_not_come_again(
    standin: Standin, tmp_path: Path, kill: Kill
) -> None:
    await scheduled(tmp_path, [standin.guild])
    await kill(standin, tmp_path)
    pass_time(tmp_path / "data", standin, limits.NONCE_HOLDS)
    await started_again(standin, tmp_path, "uncertain")
    assert posts(standin) == 1


@pytest.mark.parametrize("kill", LOST)
async def test_after_the_time_of_the_nonce_a_busy_channel_gets_no_second_post(
    standin: Standin, tmp_path: Path, kill: Kill
) -> None:
    await scheduled(tmp_path, [standin.guild])
    await kill(standin, tmp_path)
    standin.chat(channel_of(standin.guild))
    pass_time(tmp_path / "data", standin, limits.NONCE_HOLDS)
    await started_again(standin, tmp_path, "uncertain")
    assert posts(standin) == 0


@pytest.mark.parametrize("kill", LOST)
async def test_after_the_time_of_the_nonce_a_quiet_channel_gets_its_post(
    standin: Standin, tmp_path: Path, kill: Kill
) -> None:
    standin.chat(channel_of(standin.guild))
    await scheduled(tmp_path, [standin.guild])
    await kill(standin, tmp_path)
    with database(tmp_path / "data") as connection:
        connection.execute("UPDATE deliveries SET since = since + ?", (from_duration(HOUR),))
    standin.forget_nonces()
    await started_again(standin, tmp_path, "sent")
    assert posts(standin) == 1


# What was not tried yet.


@pytest.mark.parametrize("away", [5 * MINUTE, 5 * HOUR])
async def test_a_post_to_a_server_that_was_unavailable_comes_though_somebody_has_posted(
    standin: Standin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, away: timedelta
) -> None:
    def unavailable(guild: Guild) -> dict[str, object]:
        return {"id": str(guild.id), "unavailable": True}

    await scheduled(tmp_path, [standin.guild])
    with monkeypatch.context() as outage:
        outage.setattr(Guild, "create", unavailable)
        async with BotProcess(standin, tmp_path) as process:
            await process.connected()
            await became(process, bool)
            standin.chat(channel_of(standin.guild))
            await killed(process)
    assert (outcomes(process.data), standin.requests("POST", POSTED)) == (["claimed"], [])
    pass_time(tmp_path / "data", standin, away)
    await started_again(standin, tmp_path, "sent")
    assert posts(standin) == 1


# What is late.


async def test_down_for_five_hours_the_post_is_sent(standin: Standin, tmp_path: Path) -> None:
    await scheduled(tmp_path, [standin.guild], late=5 * HOUR)
    await started_again(standin, tmp_path, "sent")
    assert posts(standin) == 1


async def test_down_for_seven_hours_the_post_is_skipped(standin: Standin, tmp_path: Path) -> None:
    await scheduled(tmp_path, [standin.guild], late=7 * HOUR)
    await started_again(standin, tmp_path, "missed")
    assert standin.requests("POST", POSTED) == []


async def test_a_claim_that_waited_seven_hours_is_skipped(standin: Standin, tmp_path: Path) -> None:
    await scheduled(tmp_path, [standin.guild])
    await killed_before_discord_has_it(standin, tmp_path)
    pass_time(tmp_path / "data", standin, 7 * HOUR)
    await started_again(standin, tmp_path, "missed")
    assert posts(standin) == 0


async def test_what_a_moderator_has_set_is_posted_when_it_is_due(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    channel = channel_of(standin.guild)
    options = {"time": "18:00", "zone": "Europe/Berlin", "content": "quote", "channel": channel}
    assert (await standin.command(MODERATOR_OF_ALL, "config schedule", options)).ephemeral
    assert await bot_process.stop() == 0
    with database(bot_process.data) as connection:
        due = from_moment(datetime.now(UTC) - MINUTE)
        assert connection.execute("UPDATE schedules SET due_at = ?", (due,)).rowcount == 1
    await started_again(standin, tmp_path, "sent")
    assert posts(standin) == 1
