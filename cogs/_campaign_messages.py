"""What the parts of `/config` ask of the cog that keeps the campaign messages."""

from __future__ import annotations

from typing import Protocol

import discord

from bot.domain.server import Post, Tally


class CampaignMessages(Protocol):
    """Puts them up and takes them away."""

    async def place(self, channel: discord.TextChannel, tally: Tally, language: str | None) -> Post:
        """Post the message. Raises `ChannelUnusable` or `DiscordUnavailable`."""
        ...

    async def remove(self, post: Post) -> bool:
        """Delete the message if there is one. False: it may still be there."""
        ...

    def missing_permissions(self, channel: discord.TextChannel) -> str:
        """What the bot lacks in the channel, in words; empty when it lacks nothing."""
        ...
