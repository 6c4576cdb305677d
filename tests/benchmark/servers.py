"""Servers of an ordinary size, for a bot that is in many."""

from __future__ import annotations

from typing import Any, Final

from tests.standin.world import GUILD_ID, Channel, Guild

CHANNELS, ROLES = 30, 20
_APART: Final = 1_000
"""Between the ids of two servers, for what is in them."""


def server_id(number: int) -> int:
    """The first is where everybody presses."""
    return GUILD_ID + number * _APART


def channel_id(number: int) -> int:
    """The first channel of a server."""
    return server_id(number) + 1


def server(number: int) -> dict[str, Any]:
    """What the gateway tells of it."""
    guild_id = server_id(number)
    names = [f"{kind}-{place}" for kind in ("welcome", "talk", "help") for place in range(CHANNELS // 3)]
    channels = [Channel(guild_id + 1 + place, name) for place, name in enumerate(names)]
    told = Guild(guild_id, f"A server of people {number}", channels, member_count=500).create()
    for place, channel in enumerate(told["channels"]):
        channel |= {"position": place, "topic": f"What belongs into channel {place}, and what does not."}
        channel["permission_overwrites"] = [{"id": str(guild_id), "type": 0, "allow": "0", "deny": "131072"}]
    everyone = told["roles"][0]
    told["roles"] += [
        {**everyone, "id": str(guild_id + 500 + place), "name": f"Role {place}", "position": 2 + place, "hoist": True}
        for place in range(ROLES - len(told["roles"]))
    ]
    return told


def counted(guild_id: int) -> dict[str, Any]:
    """What a request with counts is told of a server."""
    return Guild(guild_id, "A server of people", [], approximate_member_count=500).rest(counts=True)
