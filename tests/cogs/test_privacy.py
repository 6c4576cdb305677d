"""`/privacy` and `/help`: what is held, deleting it, and what the bot can do."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from simulated_server import World, controls, labels, size, words

from bot.domain import limits
from bot.domain.errors import StoreUnavailable

DELETE, NOW = "Delete what you hold on me", "Delete now"


def entries(world: World) -> int:
    """What the database file holds: for the test alone, no command can ask it."""
    with closing(sqlite3.connect(world.app.settings.database)) as connection:
        return connection.execute("SELECT count(*) FROM entries").fetchone()[0]


async def delete(member: Any, shown: Any) -> list[str]:
    """All that a person reads on the way through the confirmed step."""
    said = [words(shown)]
    for label in (DELETE, NOW):
        await member.click(shown.response, label=label)
        assert shown.response.ephemeral
        said.append(words(shown))
    return said


@pytest.mark.parametrize(
    "point",
    [
        "one scrambled mark",
        "No name, no date, no words",
        "Messages are never read",
        "which country you choose",
        "only from 10 people on",
        "90 days after the campaign ends",
        "30 days after the bot was removed",
        f"before an upgrade, or keeps of a damaged database, go after {limits.KEEP_COPIES.days} days",
        f"its backups after {limits.KEEP_BACKUPS.days} days at the latest",
        "people who run it keep elsewhere keep a mark until they replace them",
        "marks that were deleted since are there again",
        "Discord keeps its own records",
        "sees your screen or uses your account",
        "holds both its database and its key",
        "privacy statement of their own",
    ],
)
async def test_s2_s13_the_statement_makes_every_point(world: World, point: str) -> None:
    assert point in words(await world.members[0].slash(world.channel, "privacy"))


async def test_s4_deleting_reaches_every_campaign_and_only_ones_own_entries(world: World) -> None:
    await world.start_campaign("16days")
    await world.add(2, "metoo")
    await world.add(2, "16days")
    member = world.members[0]

    shown = await member.slash(world.channel, "privacy")
    await member.click(shown.response, label=DELETE)
    assert entries(world) == 4
    await member.click(shown.response, label=NOW)

    assert entries(world) == 2
    await delete(world.members[1], await world.members[1].slash(world.channel, "privacy"))
    assert entries(world) == 0


async def test_s4_everyone_reads_the_same_words(world: World) -> None:
    await world.add(1)
    counted, other = world.members[0], world.members[1]

    had = await delete(counted, await counted.slash(world.channel, "privacy"))
    had_not = await delete(other, await other.slash(world.channel, "privacy"))
    again = await delete(counted, await counted.slash(world.channel, "privacy"))

    assert had == had_not == again


@pytest.mark.parametrize("action", ["pause", "end"])
async def test_s4_s46_deleting_works_when_the_campaign_does_not_run(world: World, action: str) -> None:
    await world.add(1)
    await world.moderator.slash(world.channel, "config campaign", action=action, campaign="metoo")

    await delete(world.members[0], await world.members[0].slash(world.channel, "privacy"))

    assert entries(world) == 0


async def test_s4_deleting_works_in_a_direct_message(world: World) -> None:
    await world.add(1)
    member = world.members[0]

    said = await delete(member.user, await member.user.slash("privacy"))

    assert entries(world) == 0
    assert "no mark of yours" in said[-1]


async def test_what_deleting_does_not_reach_is_said_before_and_after(world: World) -> None:
    _, before, after = await delete(world.members[0], await world.members[0].slash(world.channel, "privacy"))

    for said in (before, after):
        assert "backups" in said
        assert "Discord's own records" in said
        assert "changes you made to its settings" in said


async def test_when_the_database_fails_nothing_is_claimed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> Any:
        raise StoreUnavailable

    await world.add(1)
    shown = await world.members[0].slash(world.channel, "privacy")
    await world.members[0].click(shown.response, label=DELETE)
    monkeypatch.setattr(world.app.store, "remove", fail)

    refused = await world.members[0].click(shown.response, label=NOW)

    assert refused.ephemeral
    assert "cannot reach its records" in words(refused)
    assert "no mark of yours" not in words(shown)
    assert entries(world) == 1


async def test_help_lists_what_can_be_used_in_a_server(world: World) -> None:
    said = words(await world.members[0].slash(world.channel, "help"))

    for command in world.members[0].available_commands(world.channel):
        assert f"/{command.split()[0]}**" in said or command.startswith("config")
    assert "/config" not in said
    assert "/config" in words(await world.moderator.slash(world.channel, "help"))


async def test_help_lists_what_can_be_used_in_a_direct_message(world: World) -> None:
    somebody = world.env.create_user("somebody")
    said = words(await somebody.slash("help"))

    for command in somebody.available_commands():
        assert f"**/{command}**" in said
    assert "/tally" not in said
    assert "/metoo" not in said


@pytest.mark.parametrize("command", ["about", "timeline", "quote", "resources", "privacy", "help"])
async def test_reading_and_help_go_wherever_a_person_takes_the_bot(world: World, command: str) -> None:
    tree = world.app.client.tree
    registered = tree.get_command(command)
    assert registered
    payload = registered.to_dict(tree)
    assert sorted(payload["integration_types"]) == [0, 1]
    assert sorted(payload["contexts"]) == [0, 1, 2]


async def test_s7_s41_help_says_what_the_bot_is_not(world: World) -> None:
    said = words(await world.members[0].slash(world.channel, "help"))

    assert "never reads messages" in said
    assert "gives no counselling" in said
    assert "Leave quickly" in said


@pytest.mark.parametrize("command", ["privacy", "help"])
async def test_s25_s42_s43_every_answer_is_private_with_help_and_the_way_out(world: World, command: str) -> None:
    result = await world.members[0].slash(world.channel, command)

    assert result.ephemeral
    assert labels(result)[-2:] == ["Get help", "Leave quickly"]
    assert controls(result)[-1]["url"].startswith("https://")
    assert "Dismiss" in words(result)
    assert size(result)[0] <= 4_000
    assert "Share here" not in labels(result)


async def test_s42_no_promise_that_cannot_be_kept(world: World) -> None:
    for command in ("privacy", "help", "about", "resources"):
        said = words(await world.members[0].slash(world.channel, command)).casefold()
        assert not any(word in said.split() for word in ("anonymous", "anonymously", "safe", "secure"))
