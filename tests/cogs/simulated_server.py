"""The real bot on a simulated Discord, with a real database file and a clock that the test moves."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import discord
import simcord
from simcord import InteractionResult

from bot import text
from bot.app import App, open_app
from bot.content import Content, load_content
from bot.domain import limits
from bot.domain.campaign import Catalogue
from bot.domain.errors import MagnitudeError
from bot.settings import Settings, load_settings

CONFIG = Path(__file__).parents[2] / "config"
START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@cache
def texts() -> text.Texts:
    """Reading them takes as long as everything else that a world needs; nothing changes them."""
    return text.load()


@cache
def shipped() -> Content:
    """The same for the files in `config/`."""
    return load_content(CONFIG)


def content(folder: Path) -> Content:
    """What is in a folder. Each world has a catalogue of its own: some tests put another campaign into it."""
    if folder != CONFIG:
        return load_content(folder)
    return Content(Catalogue(shipped().catalogue), shipped().directory)


@asynccontextmanager
async def app_of(settings: Settings, clock: FakeClock) -> AsyncGenerator[App]:
    """The real bot; a busy machine does not pass for a slow database."""
    with patch("bot.app.load_content", content):
        async with open_app(settings, texts(), clock=clock, chance=Random(1), always_sync=True) as app:
            with patch.object(app.store, "slow", return_value=False):
                yield app


@dataclass
class FakeClock:
    """Tells the time that the test has set."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class World:
    """A server with enough members for a number (S20), a moderator, and the bot."""

    app: App
    env: simcord.Env
    clock: FakeClock
    guild: Any
    channel: Any
    moderator: Any
    members: list[Any] = field(default_factory=list[Any])

    async def start_campaign(self, campaign: str = "metoo") -> None:
        await self.moderator.slash(self.channel, "config campaign", action="start", campaign=campaign)

    async def add(self, count: int, campaign: str = "metoo") -> None:
        """The first `count` members add themselves."""
        for member in self.members[:count]:
            shown = await member.slash(self.channel, campaign)
            await member.click(shown.response, label="Add me")

    @asynccontextmanager
    async def reopened(self, config: Path = CONFIG) -> AsyncGenerator[World]:
        """The same server after the bot was started anew over the same data."""
        settings = self.app.settings.model_copy(update={"config": config})
        async with app_of(settings, self.clock) as app:
            await self.env.restart_bot(app.client)
            yield replace(self, app=app)

    async def tick(self, **time: float) -> None:
        """Let time pass, then do what is due."""
        self.clock.advance(**(time or {"hours": 24}))
        await self.app.timed.run_due()


def words(result: InteractionResult | Any) -> str:
    """All that a person reads in an answer, one text display after the other."""
    message: Any = getattr(result, "response", result)
    return "\n".join(_texts(message.components))


def labels(result: InteractionResult | Any) -> list[str]:
    """The labels of an answer's buttons, in their order."""
    message: Any = getattr(result, "response", result)
    return [part["label"] for part in _walk(message.components) if part.get("type") == 2]


def controls(result: InteractionResult | Any) -> list[dict[str, Any]]:
    """The buttons and menus of an answer or a message, as Discord was sent them."""
    message = getattr(result, "response", result)
    return [part for part in _walk(_raw(message)) if part.get("type") in (2, 3)]


def shown(message: Any) -> str:
    """All that a channel reads in a message."""
    return "\n".join(_texts(_raw(message)))


def size(result: InteractionResult | Any) -> tuple[int, int]:
    """Characters of text and number of components, which Discord limits to 4,000 and 40."""
    parts = list(_walk(_raw(getattr(result, "response", result))))
    return sum(len(part.get("content", "")) for part in parts), len(parts)


def pressable(result: InteractionResult | Any, label: str) -> bool:
    return any(part.get("label") == label and not part.get("disabled") for part in controls(result))


async def all_pages(member: Any, first: InteractionResult) -> list[str]:
    """What each page of an answer says, to the last one. Turning changes the same private message."""
    message = first.response
    assert message is not None
    said = [words(first)]
    while pressable(first, "Next page"):
        await member.click(message, label="Next page")
        assert first.response is not None
        assert first.response.ephemeral
        characters, components = size(first)
        assert characters <= limits.MESSAGE_TEXT
        assert components <= limits.MESSAGE_COMPONENTS
        said.append(words(first))
    return said


def posts(world: World) -> list[Any]:
    """Everything that stands in the channel for all to see."""
    return [message for message in world.channel.history() if not message.flags.ephemeral]


def _raw(message: Any) -> list[dict[str, Any]]:
    return [part if isinstance(part, dict) else part.to_dict() for part in message.components]


def _texts(components: list[dict[str, Any]]) -> Iterator[str]:
    return (part["content"] for part in _walk(components) if part.get("type") == 10)


def _walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in components:
        yield part
        yield from _walk(part.get("components", []))
        if "accessory" in part:
            yield part["accessory"]


@asynccontextmanager
async def open_world(
    data: Path, *, config: Path = CONFIG, members: int = limits.LEAST_MEMBERS + 10, campaign: str | None = "metoo"
) -> AsyncGenerator[World]:
    """A world in which the campaign is running already, unless it is None."""
    clock = FakeClock()
    settings = load_settings({"MAGNITUDE_DATA": str(data), "MAGNITUDE_CONFIG": str(config)})
    async with app_of(settings, clock) as app:
        world = _people(app, simcord.Env(app.client, shard_count=1), clock, members)
        async with _running(world.env):
            if campaign is not None:
                await world.start_campaign(campaign)
            yield world


def _people(app: App, env: simcord.Env, clock: FakeClock, members: int) -> World:
    """Everybody is there before the bot comes: like Discord, the simulation counts a server's members only then."""
    guild = env.create_guild()
    channel = guild.create_text_channel("general")
    allowed = discord.Permissions(manage_guild=True, manage_messages=True)
    managers = guild.create_role("Moderators", permissions=allowed)
    moderator = guild.add_member(env.create_user("moderator"), roles=[managers])
    people = [guild.add_member(env.create_user(f"member-{number}")) for number in range(members)]
    return World(app, env, clock, guild, channel, moderator, people)


@asynccontextmanager
async def _running(env: simcord.Env) -> AsyncGenerator[None]:
    # Not `simcord.run`: pytest-asyncio ends a fixture in another context than it began in, which that cannot bear.
    await env.start()
    try:
        yield
    finally:
        await env.shutdown()
    # The simulation notes every error, also one that the bot has answered in a sentence.
    unforeseen = [error for error in env.errors if not isinstance(getattr(error, "original", error), MagnitudeError)]
    assert not unforeseen, unforeseen
