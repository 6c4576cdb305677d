"""Who may do what: every subcommand, button, menu and form, by everybody, everywhere, also forged and too late."""

from __future__ import annotations

import ast
import logging
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import discord
import pytest
from safety_presses import (
    SENTENCES,
    Row,
    forged,
    kept,
    members_rows,
    moderators_rows,
    presses,
    public,
    said,
    stored,
    use,
)
from safety_sources import OPTIONS, trees
from simcord import SetupError

from bot.domain import limits
from cogs._presses import FORM
from tests.cogs.simulated_server import World, open_world, posts, words

LET_IN = ("owner", "administrator", "manager", "chosen")
SHUT_OUT = ("member", "manager shut out")
REFUSED = tuple(SENTENCES.values())

SHARES = ("share-about", "share-timeline", "share-quote", "share-resources", "share-tally")

SUBCOMMANDS: dict[str, dict[str, Any]] = {
    "show": {},
    "campaign": {"action": "reset"},
    "channel": {"channel": None},
    "post": {},
    "schedule": {"time": "18:00", "zone": "Europe/Dublin"},
    "tally": {"milestones": "on"},
    "sharing": {"here": "off"},
    "language": {"language": "en"},
    "country": {"country": "Ireland"},
    "content": {"action": "add-quote"},
    "import": {"file": ("own.toml", b'extends = "metoo"')},
    "export": {},
    "log": {},
    "erase": {},
}
"""Every subcommand of /config with what it is told; the channel is the one it is used in."""


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with open_world(tmp_path, members=3) as opened:
        yield opened


def people(world: World) -> dict[str, Any]:
    """One of each kind. The server has chosen a role under Integrations, and shut one of its managers out there."""
    guild, env = world.guild, world.env
    administrators = guild.create_role("Administrators", permissions=discord.Permissions(administrator=True))
    managers = guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    chosen = guild.create_role("Team", permissions=discord.Permissions.none())
    found = {
        "owner": guild.add_member(guild.owner),
        "administrator": guild.add_member(env.create_user("administrator"), roles=[administrators]),
        "manager": world.moderator,
        "chosen": guild.add_member(env.create_user("chosen"), roles=[chosen]),
        "member": world.members[0],
        "manager shut out": guild.add_member(env.create_user("shut-out"), roles=[managers]),
    }
    command: Any = env.backend.find_command("config", guild.id)
    guild.set_command_permissions(int(command["id"]), {chosen: True, found["manager shut out"]: False})
    return found


# Everything has a row.


async def test_every_subcommand_press_and_form_is_in_a_row(world: World) -> None:
    actions = presses(world).actions
    rows = {**members_rows(world), **await moderators_rows(world)}

    assert {f"config {name}" for name in SUBCOMMANDS} == {name for name in OPTIONS if name.startswith("config ")}
    assert set(rows) == set(actions)
    assert len(_marks()) == len(actions), "every mark in the source is one that the bot listens to"


def _marks() -> list[str]:
    """The methods that are marked with `on_press` or `on_form`."""
    return [
        node.name
        for tree in trees("cogs").values()
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef)
        for mark in node.decorator_list
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) in {"on_press", "on_form"}
    ]


# Subcommands.


@pytest.mark.parametrize("who", LET_IN)
async def test_s25_every_subcommand_lets_these_in_and_answers_privately(world: World, who: str) -> None:
    person = people(world)[who]

    for name, told in SUBCOMMANDS.items():
        options = {option: world.channel if value is None else value for option, value in told.items()}
        result = await person.slash(world.channel, f"config {name}", **options)
        if result.modal:
            continue
        assert result.ephemeral, name
        assert result.response.ephemeral, name
        assert not any(sentence in words(result) for sentence in REFUSED), name


@pytest.mark.parametrize("who", SHUT_OUT)
async def test_discord_shows_no_subcommand_to_these(world: World, who: str) -> None:
    person = people(world)[who]
    before = kept(world)

    for name, told in SUBCOMMANDS.items():
        options = {option: world.channel if value is None else value for option, value in told.items()}
        with pytest.raises(SetupError, match="not visible to this user"):
            await person.slash(world.channel, f"config {name}", **options)
    assert not [name for name in person.available_commands(world.channel) if name.startswith("config")]
    assert kept(world) == before


async def test_discord_shows_no_subcommand_in_a_direct_message(world: World) -> None:
    for name in SUBCOMMANDS:
        with pytest.raises(SetupError, match="not visible to this user"):
            await world.moderator.user.slash(f"config {name}")


# Buttons, menus and forms of /config.


@pytest.mark.parametrize("who", LET_IN)
async def test_s25_on_their_private_page_everything_works_for_these(world: World, who: str) -> None:
    person = people(world)[who]
    rows = await moderators_rows(world)
    page = await person.slash(world.channel, "config show")

    for action, row in rows.items():
        result = await use(person, page, page.response, action, row)
        assert not any(sentence in said(result, page.response) for sentence in REFUSED), action
        assert result.response is None or result.response.ephemeral, action
        assert page.response.ephemeral


@pytest.mark.parametrize("who", [*LET_IN, *SHUT_OUT])
async def test_s25_on_a_message_for_everybody_nothing_of_config_can_be_pressed(world: World, who: str) -> None:
    person = people(world)[who]
    await world.moderator.slash(world.channel, "config post")
    rows = await moderators_rows(world)
    asked = await person.slash(world.channel, "help")
    message, before, standing = public(world), kept(world), len(posts(world))

    for action, row in rows.items():
        result = await use(person, asked, message, action, row)
        pressed = stored(message).components
        assert result.response.ephemeral, action
        assert SENTENCES["not allowed"] in words(result), action
        assert stored(message).components == pressed, f"{action}: everybody would see it"
    assert kept(world) == before
    assert len(posts(world)) == standing


async def test_in_a_direct_message_nothing_of_config_can_be_pressed(world: World) -> None:
    rows = await moderators_rows(world)
    user = world.moderator.user
    before = kept(world)

    for action, row in rows.items():
        page = await user.slash("help")
        result = await use(user, page, page.response, action, row)
        assert SENTENCES["not allowed"] in said(result, page.response), action
    assert kept(world) == before


async def test_on_a_page_that_is_too_old_nothing_is_done(world: World) -> None:
    rows = await moderators_rows(world)
    old = await world.moderator.slash(world.channel, "config show")
    older = await world.moderator.slash(world.channel, "config show")
    before = kept(world)

    await world.env.advance_time(limits.PAGE_HOLDS.total_seconds() + 1)
    for action in (action for action in rows if not action.startswith(FORM) and action != "config-content-mend"):
        result = await use(world.moderator, old, old.response, action, rows[action])
        assert "work for 15 minutes" in said(result, old.response), action
    await world.env.advance_time(limits.FORM_HOLDS.total_seconds() - limits.PAGE_HOLDS.total_seconds())
    for action in (action for action in rows if action.startswith(FORM) or action == "config-content-mend"):
        result = await use(world.moderator, older, older.response, action, rows[action])
        refusal = said(result, older.response)
        assert SENTENCES["outdated"] in refusal or "This form was opened too long ago" in refusal, action
    assert kept(world) == before


# What the bot never made, or made for another server, or in an older version.


async def test_forged_arguments_change_nothing_and_are_answered_calmly(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    rows = {**members_rows(world), **await moderators_rows(world)}
    page = await world.moderator.slash(world.channel, "config show")
    faults: list[str] = []

    for action, row in rows.items():
        for false in forged(row):
            before = kept(world)
            result = await use(world.moderator, page, page.response, action, false)
            name = ":".join([action, *false.arguments])
            if SENTENCES["went wrong"] in said(result, page.response):
                faults.append(f"{name}: went wrong")
            # What is shared is the page nearest to the one that was asked for.
            if kept(world) != before and action not in SHARES:
                faults.append(f"{name}: changed something")
    assert not faults, "\n".join(faults)
    assert [record.exc_text for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_forged_choices_are_answered_calmly(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Discord lets a menu bring only what it offers; a page of an older version may have offered something else."""
    caplog.set_level(logging.ERROR)
    rows = {**members_rows(world), **await moderators_rows(world)}
    page = await world.moderator.slash(world.channel, "config show")
    faults: list[str] = []

    for action, row in rows.items():
        tries = [Row(row.arguments, (value,)) for value in ("nothing", "-1", "9" * 30) if row.values]
        for field, name in ((field, name) for field in row.fields or () for name in ("", "nothing", "-1", "9" * 30)):
            tries.append(Row(row.arguments, fields={**(row.fields or {}), field: name}))
        for field in row.fields or ():
            rest = {name: value for name, value in (row.fields or {}).items() if name != field}
            tries.append(Row(row.arguments, fields=rest))
        for false in tries:
            result = await use(world.moderator, page, page.response, action, false)
            if SENTENCES["went wrong"] in said(result, page.response):
                faults.append(f"{action} {false.values or false.fields}")
    assert not faults, "\n".join(faults)
    assert [record.exc_text for record in caplog.records if record.levelno >= logging.ERROR] == []


TOKENS = (
    *("config-import-apply", "config-import-cancel", "config-content-mend", "config-content-removed"),
    *("config-schedule-edit", "config-schedule-zone"),
)
"""What is found by a token."""


async def test_what_waits_in_one_server_cannot_be_used_in_another(world: World) -> None:
    rows = await moderators_rows(world)
    guild = world.env.create_guild()
    channel = guild.create_text_channel("general")
    managers = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
    stranger = guild.add_member(world.env.create_user("stranger"), roles=[managers])
    await stranger.slash(channel, "config campaign", action="start", campaign="metoo")
    page = await stranger.slash(channel, "config show")
    before = kept(world)
    taken: list[str] = []

    for action in TOKENS:
        result = await use(stranger, page, page.response, action, rows[action])
        if SENTENCES["outdated"] not in said(result, page.response):
            taken.append(action)
    for action in ("config-content-campaign", "config-content-campaign-now", "config-export"):
        result = await use(stranger, page, page.response, action, rows[action])
        if SENTENCES["no campaign"] not in said(result, page.response):
            taken.append(action)
    assert taken == []
    assert kept(world) == before


# What members press.


async def test_s22_s25_every_press_on_a_message_for_everybody_is_answered_privately(world: World) -> None:
    await world.moderator.slash(world.channel, "config post")
    member, before = world.members[0], len(posts(world))
    asked = await member.slash(world.channel, "help")
    message = public(world)

    for action, row in members_rows(world).items():
        result = await use(member, asked, message, action, row)
        pressed = [(control["type"], control.get("components")) for control in stored(message).components]
        assert result.ephemeral, action
        assert result.response.ephemeral, action
        assert result.response.id != message.id, action
        assert SENTENCES["went wrong"] not in words(result), action
        assert pressed[0][0] == 1, f"{action}: the message of everybody was changed"
    assert len(posts(world)) == before + 1, "one was shared; for the others it was too soon"


@pytest.mark.parametrize("action", SHARES)
async def test_sharing_asks_again_whether_the_person_may_write_there(world: World, action: str) -> None:
    silent = discord.PermissionOverwrite(send_messages=False)
    channel = world.guild.create_text_channel("read-only", overwrites={world.guild.default_role: silent})
    member = world.members[0]
    page = await member.slash(channel, "about")

    result = await use(member, page, page.response, action, members_rows(world)[action])

    assert SENTENCES["not allowed"] in words(result)
    assert result.response.ephemeral
    assert not [message for message in channel.history() if not message.flags.ephemeral]


@pytest.mark.parametrize("action", SHARES)
async def test_sharing_asks_again_whether_the_server_allows_it(world: World, action: str) -> None:
    member = world.members[0]
    page = await member.slash(world.channel, "about")
    await world.moderator.slash(world.channel, "config sharing", here="off")

    result = await use(member, page, page.response, action, members_rows(world)[action])

    assert SENTENCES["not allowed"] in words(result)
    assert result.response.ephemeral
    assert posts(world) == []


async def test_in_a_direct_message_what_needs_a_server_is_refused_calmly(world: World) -> None:
    user = world.members[0].user
    before = kept(world)
    wrong: list[str] = []

    for action, row in members_rows(world).items():
        page = await user.slash("help")
        answer = said(await use(user, page, page.response, action, row), page.response)
        if SENTENCES["went wrong"] in answer or (action in SHARES and SENTENCES["not allowed"] not in answer):
            wrong.append(action)
    assert wrong == []
    assert kept(world) == before
