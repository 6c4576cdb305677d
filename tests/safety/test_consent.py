"""Consent, clause by clause: what is said before anything is kept, what keeps it, and how it goes again."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from safety_round import everything

from tests.cogs.simulated_server import World, open_world, words

POINTS = (
    "You don't have to do anything here",
    "one scrambled mark, made from your account, this server and this campaign",
    "No name, no date, no words",
    "a rounded number, only from 10 people on, updated at set times",
    "No command shows who is in it, and moderators see no more than you do",
    "until you withdraw, or 90 days after the campaign ends here",
    "Withdraw is one press, on this page, at any time. It removes the mark",
    "Discord keeps its own records",
    "Someone who sees your screen or uses your account sees what you see",
    "Whoever runs this bot and holds both its database and its key could test whether an account is in it",
)
"""What the bot itself says on the panel (S2); the campaign's own words do not count."""

STATES = pytest.mark.parametrize("action", [None, "pause", "end"])


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with open_world(tmp_path, members=2) as opened:
        yield opened


def entries(world: World) -> int:
    """How many the database file holds: for the test alone, no command can ask it."""
    with closing(sqlite3.connect(world.app.settings.database)) as connection:
        return connection.execute("SELECT COUNT(*) FROM entries").fetchone()[0]


async def moderate(world: World, action: str | None) -> None:
    if action is not None:
        await world.moderator.slash(world.channel, "config campaign", action=action, campaign="metoo")


async def test_s1_nothing_but_add_me_stores_anything(world: World) -> None:
    await world.moderator.slash(world.channel, "config post")
    message = world.channel.last_message
    member = world.members[0]
    for label in ("I stand with survivors", "Me too", "Get help", "Learn more"):
        await member.click(message, label=label)
        assert not entries(world), label

    seen = await everything(world, member, changes=False, commands=[("add", {"campaign": "metoo"}), ("metoo", {})])
    seen += await everything(world, member, changes=False)

    assert sum("**What is kept:** one scrambled mark" in each.text for each in seen) > 2
    assert not entries(world)


@STATES
async def test_s2_the_bot_itself_makes_every_point_in_every_state(world: World, action: str | None) -> None:
    await moderate(world, action)
    said = words(await world.members[0].slash(world.channel, "metoo"))

    said = said.replace(world.app.services.campaigns.catalogue.get("metoo").panel.meaning, "")
    assert [point for point in POINTS if point not in said] == []


@STATES
async def test_s3_withdrawing_is_one_press_in_every_state_and_nothing_is_left_when_it_is_answered(
    world: World, action: str | None
) -> None:
    member = world.members[0]
    panel = await member.slash(world.channel, "metoo")
    await member.click(panel.response, label="Add me")
    assert entries(world) == 1
    await moderate(world, action)

    await member.click(panel.response, label="Withdraw")

    assert "You are not counted" in words(panel)
    assert not entries(world)


async def test_s4_deleting_reaches_a_server_that_the_bot_has_left(world: World) -> None:
    await world.add(1)
    await world.app.services.campaigns.left(world.guild.id)
    member: Any = world.members[0].user

    shown = await member.slash("privacy")
    for label in ("Delete what you hold on me", "Delete now"):
        await member.click(shown.response, label=label)

    assert "no mark of yours" in words(shown)
    assert not entries(world)
