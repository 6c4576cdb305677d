"""What the bot hears, and what it asks a server for."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import discord
from safety_sources import ROOT, trees

from bot.domain import limits
from cogs._permissions import INVITED
from tests.cogs.simulated_server import open_world

OVERHEARING = ("on_message", "on_raw_", "on_reaction", "on_presence", "on_member", "on_user", "on_typing", "on_voice")
ASKING = {
    *("history", "fetch_message", "fetch_messages", "pins"),
    *("members", "fetch_members", "fetch_member", "query_members", "get_member", "get_member_named", "chunk"),
    *("fetch_user", "get_user", "users", "wait_for"),
}
"""Ways to read messages or the list of members, which an answer to an interaction never needs."""


async def test_s7_the_only_intent_is_guilds_and_nobody_is_kept_in_memory(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        client = world.app.client
        await world.add(12)
        await world.tick()
        await world.members[0].send(world.channel, "something that somebody wrote")

        assert client.intents == discord.Intents(guilds=True)
        assert not client.cached_messages
        assert [member.id for guild in client.guilds for member in guild.members if member != guild.me] == []


async def test_s7_nothing_waits_for_messages_reactions_members_or_presence(tmp_path: Path) -> None:
    async with open_world(tmp_path, members=0) as world:
        client = world.app.client
        names = {
            *vars(type(client)),
            *client.extra_events,
            *(name for cog in client.cogs.values() for name, _ in cog.get_listeners()),
        }

    assert "on_interaction" in names
    assert [name for name in names if name.startswith(OVERHEARING)] == []


def test_s7_no_code_reads_messages_or_the_list_of_members() -> None:
    own = ("history",)  # the published numbers
    found = [
        f"{file}, line {node.lineno}: {ast.unparse(node)}"
        for file, tree in trees().items()
        if not file.startswith("bot/operations/preview")  # plays the people, on a simulated server
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKING
        if not (node.func.attr in own and ast.unparse(node.func.value).endswith("_store"))
    ]

    assert found == []


def test_s45_the_invitation_asks_for_four_permissions() -> None:
    four = discord.Permissions(view_channel=True, send_messages=True, embed_links=True, attach_files=True)
    asked = [
        int(number)
        for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
        for number in re.findall(r"[?&]permissions=(\d+)", page.read_text(encoding="utf-8"))
    ]

    assert asked, "the README has the link"
    assert {*asked, limits.INVITE_PERMISSIONS} == {four.value}
    assert not four.administrator
    assert discord.Permissions(**dict.fromkeys(INVITED, True)) == four, "what moderators are told to give it"
