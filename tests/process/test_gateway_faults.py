"""A gateway that breaks off in every way it can: what came meanwhile is answered once, and nothing is left behind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from tests.process.harness import BotProcess, Hurried, add, entries, marks, member, open_panel, start_campaign
from tests.standin import Answer, Standin
from tests.standin.gateway import Gateway

HEARTBEAT_INTERVAL = 0.2
"""Seconds. The hurried bot gives a connection up when nothing comes for one."""


@pytest.fixture
async def hurried(standin: Standin, tmp_path: Path) -> AsyncIterator[BotProcess]:
    standin.gateway.heartbeat_interval = HEARTBEAT_INTERVAL
    async with Hurried(standin, tmp_path) as process:
        await process.connected()
        await start_campaign(process)
        yield process


BREAKDOWNS: tuple[Callable[[Gateway], None], ...] = (
    *(partial(Gateway.drop, code=code) for code in (1000, 1001, 4000, 4007, 4008, 4009)),
    Gateway.cut,
    Gateway.ask_to_reconnect,
    partial(Gateway.invalidate, resumable=True),
    Gateway.silence,
)
"""After each of them the session can be resumed."""


def answers_to(standin: Standin, answer: Answer) -> int:
    return len(standin.requests("POST", f"/interactions/{answer.interaction.id}/.*callback$"))


async def test_whatever_breaks_off_the_session_is_resumed_and_what_came_meanwhile_is_answered_once(
    standin: Standin, hurried: BotProcess, tmp_path: Path
) -> None:
    """The last one is a connection that stays open and is dead: the bot leaves it by itself."""
    gateway, threads = standin.gateway, hurried.threads
    people = [member(number) for number in range(1, len(BREAKDOWNS) + 1)]
    for person, break_off in zip(people, BREAKDOWNS, strict=True):
        panel, resumed = await open_panel(standin, person), gateway.resumed
        break_off(gateway)
        pressed = await standin.press(person, panel, "Add me")
        assert (pressed.ephemeral, answers_to(standin, pressed), gateway.resumed) == (True, 1, resumed + 1), break_off
    gateway.ask_for_heartbeat()
    assert (await open_panel(standin, people[0])).ephemeral
    assert len(gateway.identified) == 1
    assert hurried.threads < threads + len(BREAKDOWNS) / 2, "those that send heartbeats end with their connection"
    assert await hurried.stop() == 0
    assert " ERROR " not in hurried.output
    assert entries(hurried.data, tmp_path) == marks(standin, people)


async def test_when_a_session_is_lost_the_bot_begins_another_and_serves(
    standin: Standin, hurried: BotProcess, tmp_path: Path
) -> None:
    gateway = standin.gateway

    async def begun(sessions: int) -> None:
        await hurried.connected(sessions)
        assert (await add(standin, member(sessions))).ephemeral
        assert len(gateway.identified) == sessions

    gateway.forget()
    gateway.drop(4000)
    await begun(2)
    gateway.invalidate()
    gateway.ready_after = 0.3
    await begun(3)
    gateway.ready_after, gateway.turned_away = 0.0, 1
    gateway.drop(4000)
    await begun(4)
    gateway.withheld = 1
    gateway.drop(4000)
    await standin.until(lambda: gateway.resumed == 1)
    await begun(4)
    assert await hurried.stop() == 0
    assert "Traceback" not in hurried.output
    assert entries(hurried.data, tmp_path) == marks(standin, [member(sessions) for sessions in (2, 3, 4)])


async def test_after_an_invalid_session_the_bot_identifies_anew(standin: Standin, bot_process: BotProcess) -> None:
    """With discord.py's own five seconds before it does."""
    standin.gateway.invalidate()
    await bot_process.connected(2)
    assert (await open_panel(standin, member(1))).ephemeral
    assert await bot_process.stop() == 0


async def test_a_gateway_that_is_gone_does_not_hold_up_the_end(standin: Standin, bot_process: BotProcess) -> None:
    standin.gateway.freeze()
    assert await bot_process.stop() == 0
    assert " ERROR " not in bot_process.output


async def test_a_bot_that_is_connecting_anew_ends_at_sigterm_all_the_same(
    standin: Standin, bot_process: BotProcess
) -> None:
    standin.gateway.withheld = 1
    standin.gateway.drop(4000)
    await standin.until(lambda: standin.gateway.withheld == 0)
    assert await bot_process.stop() == 0
    assert "Traceback" not in bot_process.output
