"""Text channels that moderators choose for what the bot posts."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.domain.errors import ChannelUnusable
from cogs._answers import Interaction
from cogs._overview import MissingPermissions


class MessageChannel(app_commands.Transformer):
    """Offers text channels only. One that the bot cannot see is let through, so that the answer says what to do."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return [discord.ChannelType.text, discord.ChannelType.news]

    async def transform(
        self, _interaction: Interaction, value: app_commands.AppCommandChannel, /
    ) -> app_commands.AppCommandChannel:
        return value


def usable(channel: object, missing: MissingPermissions) -> discord.TextChannel:
    """The channel, if the bot may post there. Raises `ChannelUnusable`, which says what is missing."""
    if not isinstance(channel, discord.TextChannel):
        raise ChannelUnusable(permissions="none")
    if lacking := missing(channel):
        raise ChannelUnusable(permissions=lacking)
    return channel
