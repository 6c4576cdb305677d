"""The Discord client: what it listens to, and the one place where an error becomes an answer."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeAlias

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain.errors import MagnitudeError, Outdated
from bot.domain.lateness import BEGUN_WITHIN, DEFERRED_AFTER, Lateness
from bot.measured import Answers, Connection
from bot.text import Text, Texts

log = logging.getLogger(__name__)

Interaction: TypeAlias = discord.Interaction[Any]
Tell: TypeAlias = Callable[[Interaction, Text, MagnitudeError], Awaitable[None]]
"""Shows a person the sentence of an error, privately, with the way to help and the way out in their language."""

Begin: TypeAlias = Callable[[Interaction, float, float], None]
"""Takes up an interaction that was made, and is to be deferred without an answer, at these times of the event loop."""

OnSetup: TypeAlias = Callable[[], Awaitable[list[str]]]
"""Done once after the login, before the connection. Gives the names of the commands it registered anew."""


class Servers(Protocol):
    """Who wants to know which servers the bot is in."""

    async def present(self, server_ids: Sequence[int]) -> None: ...
    async def joined(self, server_id: int) -> None: ...
    async def left(self, server_id: int) -> None: ...


class CommandTree(app_commands.CommandTree["MagnitudeClient"]):
    """Lets commands hear in time, and sends their errors, as those of buttons."""

    async def interaction_check(self, interaction: Interaction) -> bool:
        return self.client.watch(interaction)

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError) -> None:
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await self.client.explain(interaction, cause)


class MagnitudeClient(commands.AutoShardedBot):
    """Interactions only: the one intent is `guilds`, nothing is cached that no command needs (S7)."""

    def __init__(self, texts: Texts, tell: Tell, begin: Begin, servers: Servers, on_setup: OnSetup) -> None:
        super().__init__(
            command_prefix=(),
            help_command=None,
            tree_cls=CommandTree,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),  # S47
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=30.0,  # longer waits are errors: what is behind them is tried again later
        )
        self._texts = texts
        self._tell = tell
        self._begin = begin
        self._servers = servers
        self._on_setup = on_setup
        self.lateness = Lateness()
        self.ending = False
        """Whether nothing is begun any more; what is under way is finished."""
        self.changed_commands: list[str] = []
        """Names of the commands that were registered anew at this start."""
        self.answers = Answers()
        self.connection = Connection()

    async def setup_hook(self) -> None:
        self.changed_commands = await self._on_setup()

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Without what discord.py tells first of each event, that it came: looking for who wants to know takes time."""
        if event != "socket_event_type":
            super().dispatch(event, *args, **kwargs)

    async def on_ready(self) -> None:
        log.info("ready: serving %d servers", len(self.guilds))
        await self.note_servers()

    async def note_servers(self) -> None:
        """Tell which servers the bot is in now. Raises what the store does."""
        await self._servers.present([guild.id for guild in self.guilds])

    async def on_shard_disconnect(self, _: int) -> None:
        self.connection.disconnects += 1

    async def on_shard_resumed(self, _: int) -> None:
        self.connection.resumes += 1

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._servers.joined(guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._servers.left(guild.id)

    def watch(self, interaction: Interaction) -> bool:
        """See to it that the person hears within Discord's three seconds: what takes longer is deferred.

        False: it is not to be begun, since it has waited for too long or the bot is ending.
        """
        if self.ending:
            return False
        now = self.loop.time()
        made = self.lateness.made_at(interaction.id, now)
        if now - made > BEGUN_WITHIN:
            self.answers.dropped()
            log.info("an interaction came too late to be answered")
            return False
        if interaction.type is not discord.InteractionType.autocomplete:
            self._begin(interaction, made, made + DEFERRED_AFTER)
        return True

    async def explain(self, interaction: Interaction, error: Exception) -> None:
        """Answer with what happened and what to do next. A fault of ours is logged, without ids (S11)."""
        if isinstance(error, app_commands.CommandNotFound):
            error = Outdated()
        elif not isinstance(error, MagnitudeError):
            log.error("a command or button failed", exc_info=error)
            error = MagnitudeError()
        try:
            await self._tell(interaction, self._texts.of(str(interaction.locale)), error)
        except Exception as failure:
            self.answers.failed()
            log.warning("an error could not be told to the person it happened to: %s", type(failure).__name__)
