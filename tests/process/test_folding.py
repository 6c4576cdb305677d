"""Servers that are kept folded: whoever asks for one finds what the library alone would have there."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, Final, TypeAlias

import discord
import pytest
from discord.ext import commands

from bot.operations.folding import fold
from bot.operations.repairs import repair
from tests.benchmark.servers import server, server_id
from tests.standin.world import APPLICATION_ID, BOT_ROLE_ID, bot_user

Told: TypeAlias = list[tuple[str, dict[str, Any]]]

HERE: Final = server_id(0)
NEW: Final = "a server of a new session"
"""As READY names it, before it is told of."""


def told(event: str, **fields: Any) -> tuple[str, dict[str, Any]]:
    return event, {"guild_id": str(HERE), **fields}


def created() -> tuple[str, dict[str, Any]]:
    """A server in which the bot may post in some channels only, for one reason or another."""
    event = server(0)
    for place, channel in enumerate(event["channels"]):
        denied = {"allow": "0", "deny": str(1 << 11)}
        channel["permission_overwrites"] = [
            {"id": str(HERE), "type": 0, **denied},
            *([{"id": str(BOT_ROLE_ID), "type": 0, "allow": str(1 << 11), "deny": "0"}] if place % 2 else []),
            *([{"id": str(APPLICATION_ID), "type": 1, **denied}] if place % 3 == 0 else []),
        ]
    thread = {
        "id": str(HERE + 900),
        "parent_id": event["channels"][0]["id"],
        "owner_id": "1",
        "name": "a thread",
        "message_count": 1,
        "member_count": 1,
        "type": 11,
        "thread_metadata": {"archived": False, "auto_archive_duration": 60, "archive_timestamp": event["joined_at"]},
    }
    return "GUILD_CREATE", {**event, "threads": [{**thread, "guild_id": str(HERE)}]}


def channel(place: int) -> dict[str, Any]:
    return server(0)["channels"][place]


AFTERWARDS: dict[str, Told] = {
    "nothing more": [],
    "a channel is changed": [told("CHANNEL_UPDATE", **channel(1) | {"permission_overwrites": []})],
    "a channel is deleted": [told("CHANNEL_DELETE", **channel(1))],
    "a channel is made": [told("CHANNEL_CREATE", **channel(1) | {"id": str(HERE + 950)})],
    "a role is changed": [told("GUILD_ROLE_UPDATE", role=server(0)["roles"][1] | {"permissions": "0"})],
    "it goes and comes again": [("GUILD_DELETE", {"id": str(HERE), "unavailable": True}), created()],
    "it is told of twice": [created()],
    "it is told to be away": [("GUILD_CREATE", {"id": str(HERE), "unavailable": True})],
    "the bot leaves": [("GUILD_DELETE", {"id": str(HERE)})],
    "a new session begins": [(NEW, {"id": str(HERE), "unavailable": True})],
    "a new session tells of it": [(NEW, {"id": str(HERE), "unavailable": True}), created()],
}


@pytest.mark.parametrize("afterwards", AFTERWARDS)
def test_whoever_asks_for_a_server_finds_all_of_it(afterwards: str) -> None:
    events = [created(), *AFTERWARDS[afterwards]]
    assert known(bot(events, fold)) == known(bot(events))


def test_whoever_presses_in_a_server_finds_all_of_it() -> None:
    folded, usual = bot([created()], fold), bot([created()])
    for each in (folded, usual):
        each._connection._get_or_create_unavailable_guild(HERE)
    assert [len(each.guilds[0].channels) for each in (folded, usual)] == [30, 30]


@pytest.mark.parametrize("asked", [True, False])
def test_whoever_holds_a_server_that_is_told_of_again_keeps_all_of_it(*, asked: bool) -> None:
    name, event = created()
    folded = bot([(name, event)], fold)
    (held,) = folded.guilds
    if asked:
        assert folded.get_guild(HERE) is held
    folded._connection.parsers[name]({**deepcopy(event), "unavailable": False, "roles": event["roles"][:3]})
    assert (len(held.roles), len(held.channels)) == (3, 30)
    assert folded.get_guild(HERE) is held
    assert (len(held.roles), len(held.channels)) == (3, 30)


def test_of_a_server_that_nobody_asks_for_there_is_what_every_start_needs() -> None:
    (guild,) = bot([created()], fold).guilds
    assert (guild.id, guild.member_count, list(guild.channels)) == (HERE, server(0)["member_count"], [])


def test_what_cannot_be_read_costs_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    name, event = created()
    folded = bot([(name, {**event, "channels": [{}]})], fold)
    assert folded.get_guild(HERE) is folded.get_guild(HERE) is not None
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def bot(events: Told, *prepare: Callable[[discord.Client], None]) -> commands.AutoShardedBot:
    """A client that has been told this, and is asked for nothing yet."""
    client = commands.AutoShardedBot(
        (), intents=discord.Intents(guilds=True), member_cache_flags=discord.MemberCacheFlags.none()
    )
    client._connection.user = discord.ClientUser(state=client._connection, data=bot_user())  # pyright: ignore[reportArgumentType]
    for each in (*prepare, repair):
        each(client)
    for name, event in events:
        parse: Any = client._connection._add_guild_from_data if name == NEW else client._connection.parsers[name]
        parse(deepcopy(event))
    return client


def known(client: discord.Client) -> dict[str, Any] | None:
    """What the bot could ask for there."""
    guild = client.get_guild(HERE)
    if guild is None:
        return None
    channels = {
        each.id: (each.name, each.permissions_for(guild.me).value if guild.me else None)
        for each in (*guild.channels, *guild.threads)
    }
    roles = {role.id: (role.name, role.permissions.value) for role in guild.roles}
    return {
        "channels": channels,
        "roles": roles,
        "members": (guild.member_count, [member.id for member in guild.members]),
        "away": guild.unavailable,
    }
