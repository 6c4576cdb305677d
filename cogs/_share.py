"""Share here: the bot posts something to the channel without naming who asked for it."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.domain.errors import ChannelUnusable, NotAllowed, StoreUnavailable
from bot.services.sharing import Sharing
from bot.text import Text
from cogs._answers import Interaction, tell
from cogs._layout import Layout, button
from cogs._presses import custom_id

NEEDED = discord.Permissions(view_channel=True, send_messages=True)


async def share_row(
    interaction: Interaction, sharing: Sharing, text: Text, what: str, *arguments: str
) -> list[ui.Item[Any]]:
    """The button that shares `what`, where this server allows it and somebody could press it."""
    if interaction.guild_id is None or not interaction.permissions.send_messages:
        return []
    try:
        allowed = await sharing.allowed(interaction.guild_id)
    except StoreUnavailable:
        return []
    return [button(text("button-share"), custom_id(what, *arguments))] if allowed else []


async def share(interaction: Interaction, sharing: Sharing, text: Text, layout: Layout) -> None:
    """Post the layout to the channel that the button was pressed in, and say so to the person alone.

    Raises `NotAllowed` for somebody who may not write there, `ChannelUnusable` when the bot may not, `TooSoon`.
    """
    channel = interaction.channel
    if interaction.guild_id is None or not isinstance(channel, discord.abc.Messageable):
        raise NotAllowed
    if not interaction.permissions.send_messages:
        raise NotAllowed
    if not interaction.app_permissions >= NEEDED:
        raise ChannelUnusable(permissions=text("permission-send"))
    await sharing.claim(interaction.guild_id, interaction.channel_id or 0)
    await channel.send(view=layout, suppress_embeds=True)
    await tell(interaction, text, text("share-done"))
