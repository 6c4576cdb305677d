"""Who may use /config, and which of its presses and forms are taken."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from moderating import ME_TOO, config, told
from simcord import SetupError
from simulated_server import START, World, labels, posts, words

from bot import text
from bot.domain import limits
from bot.domain.errors import NotAllowed, Outdated
from bot.domain.tally import State
from cogs._layout import plain
from cogs._moderating import ConfigPart

SUBCOMMANDS = ("config show", "config campaign", "config channel", "config post", "config log", "config erase")


@pytest.mark.parametrize("subcommand", SUBCOMMANDS)
async def test_a_plain_member_cannot_use_it(world: World, subcommand: str) -> None:
    with pytest.raises(SetupError, match="default-member-permissions"):
        await world.members[0].slash(world.channel, subcommand)


async def test_the_servers_own_choice_of_who_may_use_it_is_respected(world: World) -> None:
    helper = world.members[0]
    registered = {command.name: command for command in await world.app.client.tree.fetch_commands()}
    world.guild.set_command_permissions(registered["config"], {helper: True})

    result = await helper.slash(world.channel, "config show")

    assert "Settings of this server" in words(result)


def test_discord_is_told_everything_in_words(world: World) -> None:
    command: Any = next(each for each in world.app.client.tree.get_commands() if each.name == "config")
    sent = command.to_dict(world.app.client.tree)

    assert sent["default_member_permissions"] == discord.Permissions(manage_guild=True).value
    assert sent["integration_types"] == [0]
    assert [each["name"] for each in sent["options"]][:2] == ["show", "campaign"]
    assert {"channel", "post", "log", "erase"} <= {each["name"] for each in sent["options"]}
    action = sent["options"][1]["options"][0]
    assert [each["value"] for each in action["choices"]] == ["start", "pause", "resume", "end", "default", "reset"]
    described = [sent, *sent["options"], *(option for each in sent["options"] for option in each.get("options", []))]
    assert all(len(each["description"]) > 1 for each in described)
    assert all(each["name"] != each["value"] for each in action["choices"])


def test_every_state_has_its_words() -> None:
    source = text.load().source

    assert all(f"config-state-{state}" in source for state in ("none", *State))
    assert all(f"config-page-{state}" in source for state in ("none", *State))


# Which presses and forms are taken


async def test_a_page_holds_fifteen_minutes(world: World) -> None:
    home = await config(world, "show")

    await world.env.advance_time(limits.PAGE_HOLDS.total_seconds() - 1)
    await world.moderator.click(home.response, label=ME_TOO)
    assert f"{ME_TOO}: running" in words(home)
    await world.env.advance_time(limits.PAGE_HOLDS.total_seconds() + 1)
    refused = await world.moderator.click(home.response, label="Pause")

    assert refused.ephemeral
    assert "work for 15 minutes" in words(refused)
    assert "All settings" not in labels(refused), "no way on for somebody who may have lost the right"
    assert f"{ME_TOO}: running" in await told(world, "show")


async def test_a_page_lasts_an_hour_however_often_it_is_turned(world: World) -> None:
    home = await config(world, "show")
    for _ in range(int(limits.PAGE_LASTS / limits.PAGE_HOLDS)):
        await world.env.advance_time(limits.PAGE_HOLDS.total_seconds() - 1)
        await world.moderator.click(home.response, label=ME_TOO)
        await world.moderator.click(home.response, label="All settings")
    await world.env.advance_time(10)
    refused = await world.moderator.click(home.response, label=ME_TOO)

    assert "work for 15 minutes" in words(refused)


async def test_a_form_holds_an_hour(world: World) -> None:
    home = await config(world, "show")
    await world.moderator.click(home.response, label=ME_TOO)
    first = await world.moderator.click(home.response, label="Campaign message")
    second = await world.moderator.click(home.response, label="Campaign message")

    await world.env.advance_time(limits.FORM_HOLDS.total_seconds() - 1)
    await world.moderator.submit_modal(first, {"channel": [world.channel]})
    assert len(posts(world)) == 1
    await world.env.advance_time(limits.FORM_HOLDS.total_seconds() + 1)
    refused = await world.moderator.submit_modal(second, {"channel": [world.guild.create_text_channel("campaign")]})

    assert refused.ephemeral
    assert "older page" in words(refused)
    assert len(posts(world)) == 1


def pressed(**given: Any) -> Any:
    """What a press or a form brings, as far as it decides who may."""
    message = SimpleNamespace(
        flags=SimpleNamespace(ephemeral=given.get("ephemeral", True)),
        created_at=START,
        edited_at=given.get("edited"),
        interaction_metadata=None,
    )
    return SimpleNamespace(
        guild=given.get("guild", object()),
        message=given.get("message", message),
        type=given.get("type", discord.InteractionType.component),
        created_at=START + given.get("age", timedelta(0)),
        data={"components": given.get("fields", [])},
    )


def part(world: World) -> ConfigPart:
    return ConfigPart(world.app.services, text.load())


@pytest.mark.parametrize("given", [{"guild": None}, {"ephemeral": False}])
async def test_no_press_outside_of_a_server_or_on_a_public_message_is_taken(world: World, given: Any) -> None:
    for kind in (discord.InteractionType.component, discord.InteractionType.modal_submit):
        with pytest.raises(NotAllowed):
            part(world).check_press(pressed(type=kind, **given))


async def test_a_form_that_a_command_has_opened_is_taken(world: World) -> None:
    part(world).check_press(pressed(message=None, type=discord.InteractionType.modal_submit))


@pytest.mark.parametrize("wrote", ["Words worth **keeping** <@1>", "*_" * 2_000], ids=["short", "long"])
async def test_what_was_written_too_late_comes_back(world: World, wrote: str) -> None:
    """Every form can be filled in longer than it holds: what somebody wrote is theirs."""
    fields = [
        {"type": 18, "component": {"type": 4, "custom_id": "text", "value": wrote}},
        {"type": 18, "component": {"type": 4, "custom_id": "note", "value": ""}},
        {"type": 18, "component": {"type": 3, "custom_id": "kind", "values": ["fact"]}},
    ]
    late = pressed(type=discord.InteractionType.modal_submit, age=timedelta(hours=1, seconds=1), fields=fields)

    with pytest.raises(Outdated) as refused:
        part(world).check_press(late)

    told = text.load().source(
        refused.value.key, **{name: plain(str(each)) for name, each in refused.value.values.items()}
    )
    given_back = "".join(map(str, refused.value.values.values()))
    assert wrote.startswith(given_back)
    assert len(given_back) >= min(len(wrote), 1_600)
    assert plain(given_back) in told
    assert len(told) < limits.MESSAGE_TEXT - 200
