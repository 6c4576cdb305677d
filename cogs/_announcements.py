"""What the bot posts by itself: quotes, facts and resources at set times, and milestones."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import discord

from bot.domain.campaign import Campaign, Fact, Item, Quote
from bot.domain.errors import ChannelUnusable, DiscordUnavailable
from bot.domain.schedule import Delivery
from bot.text import SOURCE_LANGUAGE, Text, Texts
from cogs._answers import UNREACHABLE
from cogs._content import fact_block, own_mark, quote_blocks, resource_block
from cogs._layout import Block, Layout, help_button, leave_button, line, lines, page, plain
from cogs._permissions import POSTING, missing_permissions, permission_names
from cogs._share import command_for, shared

CLOCKS_DIFFER: Final = timedelta(seconds=30)
"""How far this machine's clock may be ahead of Discord's: a message from just before a try may be what it sent."""


class Announcements:
    """`Poster`."""

    def __init__(self, texts: Texts, client: discord.Client) -> None:
        self._texts = texts
        self._client = client

    def reaches(self, server_id: int) -> bool:
        """See `Poster`."""
        server = self._client.get_guild(server_id)
        return server is not None and not server.unavailable

    async def post(self, delivery: Delivery, campaign: Campaign, item: Item | int, language: str | None) -> None:
        """See `Poster`. A quote with a warning raises `ValueError` (S36)."""
        layout = announcement(self._texts.of(language or SOURCE_LANGUAGE), campaign, item)
        channel = self._channel(delivery)
        if missing := missing_permissions(channel, POSTING):
            # Asking all the same would count towards the refusals for which Discord blocks an address.
            raise ChannelUnusable(permissions=permission_names(self._texts.source, missing))
        try:
            await channel.send(
                view=layout,
                nonce=delivery.nonce,
                suppress_embeds=True,
                allowed_mentions=discord.AllowedMentions.none(),
            )
        except discord.NotFound:
            raise ChannelUnusable(permissions="none") from None
        except discord.Forbidden:
            raise ChannelUnusable(permissions=permission_names(self._texts.source, POSTING)) from None
        except UNREACHABLE:
            raise DiscordUnavailable from None

    async def quiet_since(self, delivery: Delivery) -> bool:
        """See `Poster`. The channel itself says when its last message came; deleting that one does not change it.

        Discord is asked, because without the intent for messages (S7) what is cached is from the last connection.
        """
        try:
            if missing_permissions(self._channel(delivery), POSTING):
                return False
            channel = await self._client.fetch_channel(delivery.channel_id)
        except (ChannelUnusable, discord.NotFound, discord.Forbidden):
            return False
        except UNREACHABLE:
            raise DiscordUnavailable from None
        if not isinstance(channel, discord.TextChannel):
            return False
        last = channel.last_message_id
        return last is None or discord.utils.snowflake_time(last) < delivery.since - CLOCKS_DIFFER

    def _channel(self, delivery: Delivery) -> discord.TextChannel:
        """Where it belongs. Raises `ChannelUnusable` when it is gone, `DiscordUnavailable` when nothing is known."""
        server = self._client.get_guild(delivery.tally.server_id)
        if server is None or server.unavailable:
            raise DiscordUnavailable
        channel = server.get_channel(delivery.channel_id)
        if not isinstance(channel, discord.TextChannel):
            raise ChannelUnusable(permissions="none")
        return channel


def announcement(text: Text, campaign: Campaign, item: Item | int) -> Layout:
    """The item as a channel sees it, or the milestone of this number; nothing of who set it up (S22)."""
    if isinstance(item, int):
        return _milestone(text, campaign, item)
    if isinstance(item, Quote):
        if item.warning:
            raise ValueError("a quote with a warning is never posted unasked")
        return shared(text, quote_blocks(text, campaign, item), command_for("quote", campaign), campaign.colour)
    if isinstance(item, Fact):
        blocks = _titled(text, "announcement-fact", campaign, fact_block(text, item))
        return shared(text, blocks, command_for("about", campaign), campaign.colour)
    blocks = _titled(text, "announcement-resource", campaign, resource_block(text, item))
    return shared(text, blocks, "resources", campaign.colour)


def _milestone(text: Text, campaign: Campaign, number: int) -> Layout:
    """Neither praise nor a goal nor an invitation (S39), and no number beside the published one (S19)."""
    reached = text("announcement-milestone", hashtag=plain(campaign.hashtag), number=number)
    return page(
        [lines(reached, own_mark(text, campaign))],
        colour=campaign.colour,
        rows=[[help_button(text), leave_button(text)]],
    )


def _titled(text: Text, key: str, campaign: Campaign, block: str) -> list[Block]:
    title = lines(text(key, hashtag=plain(campaign.hashtag)), own_mark(text, campaign))
    return [title, line(), block]
