"""The real process at DEBUG, while everything in it that could give something away tries to (S11)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.tally import Marks, TallyId
from tests.process.harness import CAMPAIGN, KEY, ROOT, BotProcess, add, start_campaign
from tests.standin import Person, Standin
from tests.standin.state import Request
from tests.standin.wire import Json
from tests.standin.world import user

ID = 1_234_567_890_123_456_789
NAME, SHOWN = "wilhelmina", "Minna Sorrow"

TRAITOR = """
import asyncio, gc, logging, sys, threading, warnings
import discord
from bot.client import MagnitudeClient
from discord.state import AutoShardedConnectionState, ConnectionState


def told(interaction):
    user = interaction.user
    return f"{user!r} {user} {user.global_name} {user.id:x} {interaction!r} {interaction.token} {interaction.data}"


def fail(interaction):
    raise ValueError(told(interaction))


class Dying:
    def __init__(self, interaction):
        self.interaction = interaction

    def __del__(self):
        fail(self.interaction)


class Unspeakable(str):
    def __str__(self):
        raise RuntimeError(self[:])


async def failing(interaction):
    fail(interaction)


async def on_interaction(self, interaction):
    for name in ("websockets.client", "aiohttp.client", "asyncio", "discord.gateway", "somebody.later"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.DEBUG)
        logger.debug(told(interaction))
        logger.info("what %s got: %r %s", name, interaction, [interaction.user])
        logger.warning("does not fit: %d", interaction.user)
        logger.warning("is not there: %(nobody)s", {"user": interaction.user})
    logging.getLogger("bot").warning("cannot be written: %s", Unspeakable(told(interaction)))
    logging.getLogger("bot").debug("%s %r %d", interaction.user, interaction, interaction.user.id)
    warnings.warn(f"unclosed {interaction!r} of {interaction.user!r}", ResourceWarning)
    Dying(interaction)
    thread = threading.Thread(target=fail, args=(interaction,))
    thread.start()
    thread.join()
    task = asyncio.ensure_future(failing(interaction))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    gc.collect()
    loop = asyncio.get_running_loop()
    loop.call_soon(fail, interaction)
    loop.slow_callback_duration = 0
    await asyncio.sleep(0)
    loop.slow_callback_duration = 10
    fail(interaction)


def parse(self, data):
    raise RuntimeError(f"nobody knows {data!r} {data['member']['user']['username']}")


MagnitudeClient.on_interaction = on_interaction
ConnectionState.parse_typing_start = AutoShardedConnectionState.parse_resumed = parse
"""
"""Runs in the process before the program: a library and a listener that are as careless as can be."""


class Conspicuous(Person):
    __slots__ = ()

    def user(self) -> Json:
        return {**user(self.id, NAME), "global_name": SHOWN}


@pytest.fixture(params=["INFO", "DEBUG"])
async def said(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[str, Standin]]:
    """What the process wrote, from its start until an error in a parser ends it."""
    (tmp_path / "sitecustomize.py").write_text(TRAITOR, encoding="utf-8")
    environment = {
        "MAGNITUDE_LOG_LEVEL": request.param,
        "PYTHONPATH": f"{tmp_path}:{ROOT}",
        "PYTHONASYNCIODEBUG": "1",
        "PYTHONWARNINGS": "always",
        # The library's own way from an event to its listeners.
        "MAGNITUDE_SHORTCUTS": "off",
    }
    person = Conspicuous(ID)
    async with Standin() as standin, BotProcess(standin, tmp_path, **environment) as process:
        await process.connected()
        await start_campaign_in_spite(process)
        await add(standin, person)
        await standin.command(person, "resources", {"country": "Ireland"})
        data = {"user_id": str(ID), "channel_id": "1", "timestamp": 1, "member": person.member()}
        for event in ("TYPING_START", "RESUMED"):
            standin.gateway.dispatch(event, data, standin.guild.id)
        assert await process.ended(within=20) == 1
        yield process.output, standin


async def start_campaign_in_spite(process: BotProcess) -> None:
    """The listener logs errors from the first command on."""
    try:
        await start_campaign(process)
    except AssertionError:
        assert "on_interaction" in process.output


async def test_s11_nothing_that_goes_wrong_tells_an_id_a_name_a_word_or_a_token(said: tuple[str, Standin]) -> None:
    output, standin = said
    for happened in (
        "discord.client: Ignoring exception in on_interaction (ValueError)",
        "asyncio: Task exception was never retrieved",
        "asyncio: Exception in callback fail…",
        "bot.operations.logs: an error came up where nobody could be told (ValueError)",
        "py.warnings: ",
        "took",
        "what aiohttp.client got: Interaction list",
        "somebody.later: does not fit",
        "somebody.later: is not there",
        "is passed over: TYPING_START (RuntimeError)",
        "that the program did not foresee (RuntimeError)",
    ):
        assert happened in output, happened
    tokens = [standin.environment()["DISCORD_TOKEN"], KEY, *(seen.path.split("/")[-2] for seen in callbacks(standin))]
    mark = Marks([bytes.fromhex(KEY)]).mark(TallyId(standin.guild.id, CAMPAIGN), ID).hex()
    for secret in (*tokens, mark, str(ID), f"{ID:x}", NAME, *SHOWN.split(), "Ireland"):
        assert not re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", output), secret
    assert not re.search(r"\d{15,}", output)
    assert "raise ValueError(told(" not in output or " DEBUG " in output, "tracebacks only for who asks"


def callbacks(standin: Standin) -> list[Request]:
    return standin.requests("POST", "/callback$")
