"""Share here: the bot posts something to the channel without naming who asked for it."""

from __future__ import annotations

from typing import Any, Final

import discord
from discord import ui

from bot.domain.campaign import Campaign
from bot.domain.errors import ChannelUnusable, DiscordUnavailable, NotAllowed, StoreUnavailable
from bot.services.sharing import Sharing
from bot.text import Text
from cogs._answers import UNREACHABLE, Interaction, defer, tell
from cogs._layout import Block, Layout, button, help_button, leave_button, page, plain
from cogs._presses import custom_id

NEEDED: Final = discord.Permissions(view_channel=True, send_messages=True)
NEEDED_IN_THREAD: Final = discord.Permissions(view_channel=True, send_messages_in_threads=True)


async def share_row(
    interaction: Interaction, sharing: Sharing, text: Text, what: str, *arguments: str | int
) -> list[ui.Item[Any]]:
    """The button that shares `what`, where this server allows it and the person could press it."""
    row = share_button(interaction, text, what, *arguments)
    try:
        return row if row and await sharing.allowed(interaction.guild_id or 0) else []
    except StoreUnavailable:
        return []


def share_button(interaction: Interaction, text: Text, what: str, *arguments: str | int) -> list[ui.Item[Any]]:
    """The same without asking the database (S34): a server that does not allow it says so at the press."""
    possible = _in_server(interaction) and _may_post(interaction, interaction.permissions)
    return [button(text("button-share"), custom_id(what, *arguments))] if possible else []


def shared(text: Text, blocks: list[Block], command: str, colour: int | None = None) -> Layout:
    """What a channel sees: the content, and how to read it alone. Nothing of who shared it (S22)."""
    return page(
        [*blocks, text("shared-from", command=command)], colour=colour, rows=[[help_button(text), leave_button(text)]]
    )


def command_for(name: str, campaign: Campaign) -> str:
    """What to type to read a part of this campaign, and not of the one that a server has by default."""
    return f"{name} campaign:{plain(campaign.name)}"


async def share(interaction: Interaction, sharing: Sharing, text: Text, layout: Layout) -> None:
    """Post the layout to the channel that the button was pressed in, and say so to the person alone.

    Raises `NotAllowed` for somebody who may not write there, `ChannelUnusable` when the bot may not, `TooSoon`,
    `DiscordUnavailable`.
    """
    channel = interaction.channel
    if not _in_server(interaction) or not isinstance(channel, discord.abc.Messageable):
        raise NotAllowed
    if not _may_post(interaction, interaction.permissions):
        raise NotAllowed
    if not _may_post(interaction, interaction.app_permissions):
        raise ChannelUnusable(permissions=text("permission-send"))
    await defer(interaction)
    await sharing.claim(interaction.guild_id or 0, interaction.channel_id or 0)
    try:
        await channel.send(view=layout, suppress_embeds=True)
    except discord.Forbidden:
        raise ChannelUnusable(permissions=text("permission-send")) from None
    except UNREACHABLE:
        raise DiscordUnavailable from None
    await tell(interaction, text, text("share-done"))


def _in_server(interaction: Interaction) -> bool:
    """Whether the server has the bot: a person can bring it along to one that has not."""
    brought = interaction.is_user_integration() and not interaction.is_guild_integration()
    return interaction.guild_id is not None and not brought


def _may_post(interaction: Interaction, permissions: discord.Permissions) -> bool:
    in_thread = isinstance(interaction.channel, discord.Thread)
    return permissions >= (NEEDED_IN_THREAD if in_thread else NEEDED)
