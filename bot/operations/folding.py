"""Servers of which nobody asks anything, kept small through private parts of discord.py 2.7.1.

In the library each server is an object with all its channels and roles from the first moment on: 27 KB for one with 30
and 20 of them. Here it stays what Discord told of it, packed into 2 KB, until somebody uses the bot there, a post is
due, or Discord tells that something has changed: then the library reads it as it would have. With a thousand servers
that spares a quarter of the memory after a start, and of the start itself; `MAGNITUDE_SHORTCUTS=off` does without it.
"""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable
from typing import Any, Final, TypeAlias

import discord

log = logging.getLogger(__name__)

Event: TypeAlias = dict[str, Any]

_EVENT: Final = "GUILD_CREATE"
_PACKED: Final = (
    "channels",
    "roles",
    "threads",
    "emojis",
    "stickers",
    "soundboard_sounds",
    "stage_instances",
    "guild_scheduled_events",
)
"""What would become an object each."""
_PEOPLE: Final = frozenset({"members", "presences", "voice_states"})
"""Of whom the library keeps only the bot itself, and that at once: others are not to lie here either (S7)."""
_QUICK: Final = 1
"""Of the levels of zlib: the others take several times as long, for a tenth less."""


def fold(client: discord.Client) -> None:
    """To be done once, before the login and before `repair`, whose guard then stands around this as well."""
    state: Any = client._connection
    folder = Folder(state)
    state.parsers[_EVENT] = folder.take
    state._get_guild = folder.get
    state._get_or_create_unavailable_guild = folder.get_or_create


class Folder:
    """Whoever asks the library for a server by its id gets all of it."""

    def __init__(self, state: Any) -> None:
        self._parse: Callable[[Event], None] = state.parsers[_EVENT]
        self._get: Callable[[int | None], discord.Guild | None] = state._get_guild
        self._get_or_create: Callable[..., discord.Guild] = state._get_or_create_unavailable_guild
        self._packed: dict[int, tuple[discord.Guild, bytes]] = {}

    def take(self, event: Event) -> None:
        """In the place of `ConnectionState.parse_guild_create`."""
        if event.get("unavailable"):
            self._parse(event)  # nothing is told of it
            return
        guild_id = int(event["id"])
        known = self._get(guild_id)
        if known is not None and not known.unavailable:
            self._parse(event)  # whoever holds it goes on reading it
            return
        self._parse({**event, **{name: [] for name in _PACKED}})
        guild = self._get(guild_id)
        if guild is not None:
            told = {name: value for name, value in event.items() if name not in _PEOPLE}
            self._packed[guild.id] = guild, zlib.compress(discord.utils._to_json(told).encode(), _QUICK)

    def get(self, guild_id: int | None) -> discord.Guild | None:
        """In the place of `ConnectionState._get_guild`."""
        self._unfold(guild_id)
        return self._get(guild_id)

    def get_or_create(self, guild_id: int, **data: Any) -> discord.Guild:
        """In the place of `ConnectionState._get_or_create_unavailable_guild`."""
        self._unfold(guild_id)
        return self._get_or_create(guild_id, **data)

    def _unfold(self, guild_id: int | None) -> None:
        if guild_id not in self._packed:
            return
        guild, packed = self._packed.pop(guild_id)
        try:
            guild._from_data(discord.utils._from_json(zlib.decompress(packed)))
        except Exception:
            log.exception("Discord has told of a server what is not understood, and some of it is passed over")
