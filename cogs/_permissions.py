"""What the bot may do in a channel, and how Discord calls it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import discord

from bot.text import Text

POSTING: Final = ("view_channel", "send_messages")
"""Without these nothing can be posted, and Discord counts whatever else a post may hold as missing as well."""
INVITED: Final = (*POSTING, "embed_links", "attach_files")
"""What the invite asks for (S45)."""


def missing_permissions(channel: discord.abc.GuildChannel | discord.Thread, needed: Iterable[str]) -> list[str]:
    """Which of the `needed` permissions the bot lacks in the channel."""
    allowed = channel.permissions_for(channel.guild.me)
    return [name for name in needed if not getattr(allowed, name)]


def permission_names(text: Text, permissions: Iterable[str]) -> str:
    """In words, in one line."""
    return ", ".join(text("permission-" + name.replace("_", "-")) for name in permissions)
