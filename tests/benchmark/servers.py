"""Servers of an ordinary size, for a bot that is in many."""

from __future__ import annotations

from typing import Any, Final

from tests.standin.world import GUILD_ID, Channel, Guild

CHANNELS, ROLES = 30, 20
MEMBERS: Final = 500
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
    told = _guild(number).create()
    for place, channel in enumerate(told["channels"]):
        channel |= {"position": place, "topic": f"What belongs into channel {place}, and what does not."}
        channel["permission_overwrites"] = [{"id": told["id"], "type": 0, "allow": "0", "deny": "131072"}]
    return _with_roles(told)


def counted(number: int) -> dict[str, Any]:
    """What a request with counts is told of it."""
    return _with_roles(_guild(number).rest(counts=True))


def _guild(number: int) -> Guild:
    first = channel_id(number)
    channels = [Channel(first + place, f"a-channel-to-talk-{place}") for place in range(CHANNELS)]
    return Guild(server_id(number), f"A server of people {number}", channels, MEMBERS, MEMBERS)


def _with_roles(told: dict[str, Any]) -> dict[str, Any]:
    everyone, bots = told["roles"]
    more = [
        {
            **everyone,
            "id": str(int(told["id"]) + 500 + place),
            "name": f"Role {place}",
            "position": place,
            "hoist": True,
        }
        for place in range(2, ROLES)
    ]
    return {**told, "roles": [everyone, bots, *more]}
