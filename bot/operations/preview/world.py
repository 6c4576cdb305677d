"""A simulated server with the real bot in it. What people do there goes through the bot's own commands and buttons."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final, TypeVar

import discord
import simcord

from bot.app import App, open_app
from bot.domain import limits
from bot.domain.campaign import Campaign
from bot.services.protocols import Clock
from bot.settings import Settings, load_settings
from bot.text import Text, Texts

OTHERS: Final = limits.LEAST_MEMBERS
"""Members beside those with a name of their own: enough for a number (S20)."""
STEPS_OF_DAY: Final = 6
"""Of four hours each: less than `limits.POST_HOLDS`."""
PAUSE: Final = 0.05
TRIES: Final = 200
"""With a `PAUSE` between them, longer than any answer takes."""

T = TypeVar("T")


class MovableClock:
    """Tells another clock's time, and what was skipped on top of it."""

    def __init__(self, told_by: Clock) -> None:
        self._told_by = told_by
        self._skipped = timedelta()

    def __call__(self) -> datetime:
        return self._told_by() + self._skipped

    def skip(self, time: timedelta) -> None:
        self._skipped += time


@dataclass(frozen=True, slots=True)
class World:
    """One server with one channel, the people in it, and the bot."""

    app: App
    text: Text
    clock: MovableClock
    env: simcord.Env
    channel: simcord.ChannelHandle
    moderator: simcord.MemberActor
    first: simcord.MemberActor
    second: simcord.MemberActor
    newcomer: simcord.MemberActor
    others: tuple[simcord.MemberActor, ...]

    @property
    def server_id(self) -> int:
        return self.moderator.guild.id

    @property
    def members(self) -> tuple[simcord.MemberActor, ...]:
        """Everybody who only uses member commands."""
        return (self.first, self.second, self.newcomer, *self.others)

    @property
    def campaigns(self) -> list[Campaign]:
        return list(self.app.services.campaigns.catalogue)

    async def start_campaign(self, campaign: Campaign) -> None:
        await self.moderator.slash(self.channel, "config campaign", action="start", campaign=campaign.id)

    async def post_message(self, campaign: Campaign) -> None:
        await self.moderator.slash(self.channel, "config post", campaign=campaign.id)

    async def add(self, member: simcord.MemberActor, campaign: Campaign) -> None:
        """The member reads the campaign's panel and adds themselves."""
        panel = (await in_turn(lambda: member.slash(self.channel, campaign.command))).response
        if panel is not None:
            await in_turn(lambda: member.click(panel, label=self.text("button-add")))

    async def pass_time(self, time: timedelta) -> None:
        """Let time pass for the bot and for Discord, then do what has become due."""
        self.clock.skip(time)
        await self.catch_up()
        await self.app.timed.run_due()

    async def pass_day(self) -> None:
        """Let a day pass in steps in which nothing that is due becomes too late."""
        for _ in range(STEPS_OF_DAY):
            await self.pass_time(timedelta(days=1) / STEPS_OF_DAY)

    async def catch_up(self) -> None:
        """Bring the simulated Discord, which stands still by itself, to the bot's time."""
        behind = (self.clock() - self.env.now()).total_seconds()
        if behind > 0:
            await in_turn(lambda: self.env.advance_time(behind))


async def in_turn(act: Callable[[], Awaitable[T]]) -> T:
    """Do something once simcord, which does one thing at a time, has answered somebody's press on the page."""
    for _ in range(TRIES):
        with suppress(simcord.SetupError):
            return await act()
        await asyncio.sleep(PAUSE)
    return await act()


def preview_settings(settings: Settings, data: Path) -> Settings:
    """Nothing of the host's own settings but the content: the preview never sees their database, key or token."""
    return load_settings({"MAGNITUDE_DATA": str(data), "MAGNITUDE_CONFIG": str(settings.config)})


@asynccontextmanager
async def open_world(
    settings: Settings, texts: Texts, clock: MovableClock, chance: Random | None = None
) -> AsyncGenerator[World]:
    """The bot with these settings, connected to a simulated Discord. Raises `StartError`.

    Ids are the same each time, so that a database from an earlier time fits.
    """
    text = texts.source
    async with open_app(settings, texts, clock=clock, chance=chance, always_sync=True) as app:
        env = simcord.Env(app.client, shard_count=1, check_errors=False)
        # Before the bot comes in: it is told the number of members once, then (with the one intent it has) no more.
        guild = env.create_guild(text("preview-server"))
        channel = guild.create_text_channel(text("preview-channel"))
        managers = guild.create_role(text("preview-role"), permissions=discord.Permissions(manage_guild=True))

        def join(name: str, *roles: simcord.RoleHandle) -> simcord.MemberActor:
            return guild.add_member(env.create_user(name), roles=roles)

        world = World(
            app=app,
            text=text,
            clock=clock,
            env=env,
            channel=channel,
            moderator=join(text("preview-moderator"), managers),
            first=join(text("preview-first")),
            second=join(text("preview-second")),
            newcomer=join(text("preview-newcomer")),
            others=tuple(join(text("preview-other", number=number)) for number in range(1, OTHERS + 1)),
        )
        await env.start()
        try:
            with env.time_context():
                if app.client.user is not None:
                    await app.client.user.edit(username=text("preview-bot"))
                # What is posted from now on gets ids of its own, also over a database from an earlier time.
                await world.catch_up()
                yield world
        finally:
            await env.shutdown()
