"""Who may use /config, and what it shows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import discord
import pytest
from moderating import ME_TOO, SIXTEEN_DAYS, changes, config, told
from simcord import SetupError
from simulated_server import CONFIG, World, all_pages, labels, open_world, posts, words

from bot import text
from bot.domain import limits
from bot.domain.tally import State

SUBCOMMANDS = ("config show", "config campaign", "config channel", "config post")


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
    assert [each["name"] for each in sent["options"]] == ["show", "campaign", "channel", "post"]
    action = sent["options"][1]["options"][0]
    assert [each["value"] for each in action["choices"]] == ["start", "pause", "resume", "end", "default", "reset"]
    described = [sent, *sent["options"], *(option for each in sent["options"] for option in each["options"])]
    assert all(len(each["description"]) > 1 for each in described)
    assert all(each["name"] != each["value"] for each in action["choices"])


def test_every_state_has_its_words() -> None:
    source = text.load().source

    assert all(f"config-state-{state}" in source for state in ("none", *State))
    assert all(f"config-next-{state}" in source for state in State if state is not State.RUNNING)


# /config show


async def test_a_new_server_is_told_the_first_step(tmp_path: Path) -> None:
    async with open_world(tmp_path, campaign=None) as world:
        said = await told(world, "show")

    assert "No campaign has been started here. Start one with /config campaign." in said
    assert f"Default campaign: {ME_TOO}" in said
    assert f"Not started here\n{ME_TOO}, {SIXTEEN_DAYS}." in said


async def test_three_steps_set_a_server_up(tmp_path: Path) -> None:
    async with open_world(tmp_path, campaign=None) as world:
        assert "/config post" in await told(world, "campaign", action="start")
        await config(world, "post")
        said = await told(world, "show")

    assert "What needs attention\nNothing." in said
    assert f"{ME_TOO}: running" in said
    assert f"https://discord.com/channels/{world.guild.id}/{world.channel.id}/" in said
    assert "Next update <t:" in said
    assert "Share here: on" in said


async def test_both_campaigns_stand_on_one_panel(world: World) -> None:
    await world.start_campaign("16days")
    await config(world, "post")
    await config(world, "channel", channel=world.channel, campaign="16days")

    panel = await config(world, "show")

    assert f"{ME_TOO}: running" in words(panel)
    assert f"{SIXTEEN_DAYS}: running" in words(panel)
    assert f"Campaign message: <#{world.channel.id}>, not posted yet" in words(panel)
    assert labels(panel) == ["Get help", "Leave quickly"]


async def test_a_server_with_as_many_campaigns_as_a_host_may_have_turns_pages(tmp_path: Path) -> None:
    names = [f"campaign{number:02}" for number in range(limits.CAMPAIGNS)]
    folder = many_campaigns(tmp_path / "config", names)
    async with open_world(tmp_path / "data", config=folder, members=0, campaign=None) as world:
        for name in names:
            await world.start_campaign(name)
        said = "\n".join(await all_pages(world.moderator, await config(world, "show")))

    assert all(re.search(rf"### {name}x*: running", said) for name in names)
    assert said.count("has not been posted") == len(names)


def many_campaigns(folder: Path, names: Sequence[str]) -> Path:
    (folder / "campaigns").mkdir(parents=True)
    shutil.copy(CONFIG / "helplines.toml", folder)
    pattern = (CONFIG / "campaigns" / "16days.toml").read_text()
    for name in names:
        written = pattern
        for key, value in {"id": name, "name": name.ljust(limits.CONTENT_NAME, "x"), "command": name}.items():
            written = re.sub(rf'^{key} = ".*"$', f'{key} = "{value}"', written, count=1, flags=re.MULTILINE)
        (folder / "campaigns" / f"{name}.toml").write_text(written)
    return folder


async def test_a_default_that_was_not_started_needs_attention(world: World) -> None:
    await config(world, "campaign", action="default", campaign="16days")

    assert f"{SIXTEEN_DAYS} is the default campaign, but it has not been started here" in await told(world, "show")


async def test_a_message_that_was_not_posted_needs_attention(world: World) -> None:
    assert "has not been posted. Use /config post" in await told(world, "show")

    await config(world, "channel", channel=world.channel)

    assert f"not in <#{world.channel.id}>. Put it up with /config post" in await told(world, "show")


async def test_missing_permissions_need_attention(world: World) -> None:
    channel = world.guild.create_text_channel("campaign")
    await config(world, "channel", channel=channel)
    cached: Any = world.app.client.get_channel(channel.id)
    await cached.set_permissions(world.app.client.user, embed_links=False, attach_files=False)

    said = await told(world, "show")

    assert f"in <#{channel.id}>. Give it these permissions there: Embed Links, Attach Files." in said


async def test_a_channel_that_is_gone_needs_attention(world: World) -> None:
    channel = world.guild.create_text_channel("campaign")
    await config(world, "channel", channel=channel)
    await config(world, "post")
    cached: Any = world.app.client.get_channel(channel.id)
    await cached.delete()

    assert "is gone, or the bot cannot see it. Choose another one with /config channel" in await told(world, "show")


async def test_an_ended_campaign_needs_nothing(world: World) -> None:
    await config(world, "campaign", action="end")

    assert "What needs attention\nNothing." in await told(world, "show")


async def test_s14_nine_look_exactly_like_none_to_a_moderator(tmp_path: Path) -> None:
    seen: list[list[str]] = []
    for count in (0, limits.THRESHOLD - 1):
        async with open_world(tmp_path / str(count)) as world:
            await config(world, "channel", channel=world.channel)
            await world.add(count)
            await world.tick()
            tally = words(await world.moderator.slash(world.channel, "tally"))
            seen.append([await told(world, "show"), tally, await told(world, "campaign", action="pause")])

    none, nine = seen
    assert none == nine
    assert "fewer than 10" in none[0]


async def test_s14_the_panel_shows_the_published_number_and_nothing_newer(world: World) -> None:
    await world.add(13)
    assert "fewer than 10" in await told(world, "show")

    await world.tick()

    said = await told(world, "show")
    assert "At least **10** people" in said
    assert "13" not in re.sub(r"\d{9,}", "", said)


# The change log


async def test_the_change_log_holds_what_moderators_did_and_nothing_of_members(world: World) -> None:
    await world.add(2)
    await config(world, "post")
    asked = await config(world, "campaign", action="reset")
    await world.moderator.click(asked.response, label="Remove all entries")
    await config(world, "campaign", action="default", campaign="16days")
    await config(world, "campaign", action="end", campaign="metoo")
    await world.members[0].slash(world.channel, "tally", campaign="metoo")

    [message] = posts(world)
    assert [(setting, before, after) for _, setting, before, after in changes(world)] == [
        ("metoo.state", "", "running"),
        ("metoo.post", "", f"{world.channel.id}/{message.id}"),
        ("metoo.reset", "", ""),
        ("default", "", "16days"),
        ("metoo.state", "running", "ended"),
    ]
    assert {moderator for moderator, *_ in changes(world)} == {world.moderator.id}
    assert not any(str(member.id) in str(changes(world)) for member in world.members)
