"""/config, as a moderator sees it."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import discord
import pytest
from conftest import CONFIG, World, all_pages, labels, open_world, posts, shown, size, words
from simcord import SetupError

from bot import text
from bot.domain import limits
from bot.domain.errors import StoreUnavailable
from bot.domain.tally import State

ME_TOO, SIXTEEN_DAYS = "Me too", "16 Days of Activism"
SUBCOMMANDS = ("config show", "config campaign", "config channel", "config post")

Change = tuple[int, str, str, str]


async def config(world: World, subcommand: str, *, where: Any = None, **options: Any) -> Any:
    """What the moderator is answered, which is always private and always fits (S25)."""
    result = await world.moderator.slash(where or world.channel, f"config {subcommand}", **options)
    assert result.ephemeral
    assert result.response.ephemeral
    assert "Only you can see this" in words(result)
    assert labels(result)[-2:] == ["Get help", "Leave quickly"]
    characters, components = size(result)
    assert characters <= limits.MESSAGE_TEXT
    assert components <= limits.MESSAGE_COMPONENTS
    return result


async def told(world: World, subcommand: str, **options: Any) -> str:
    return words(await config(world, subcommand, **options))


def rows(world: World, select: str) -> list[Any]:
    """What the database file holds: for the test alone."""
    with closing(sqlite3.connect(world.app.settings.database)) as connection:
        return list(connection.execute(select))


def changes(world: World) -> list[Change]:
    return rows(world, "SELECT moderator, setting, before, after FROM changes ORDER BY rowid")


def entries(world: World) -> int:
    return len(rows(world, "SELECT * FROM entries"))


def recorded_post(world: World, campaign: str = "metoo") -> Any:
    """Channel and message of the campaign message, as the database has them."""
    [found] = rows(world, f"SELECT channel, message FROM tallies WHERE campaign = '{campaign}'")
    return found


def without(world: World, name: str, **denied: bool) -> Any:
    """A channel in which the bot lacks something."""
    bot = world.app.client.user
    assert bot is not None
    return world.guild.create_text_channel(name, overwrites={bot: discord.PermissionOverwrite(**denied)})


# Who may use it


@pytest.mark.parametrize("subcommand", SUBCOMMANDS)
async def test_a_plain_member_cannot_use_it(world: World, subcommand: str) -> None:
    with pytest.raises(SetupError, match="default-member-permissions"):
        await world.members[0].slash(world.channel, subcommand)


async def test_the_servers_own_choice_of_who_may_use_it_is_respected(world: World) -> None:
    helper = world.members[0]
    world.guild.set_command_permissions("config", users={helper: True})

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
    names = [f"campaign-{number}" for number in range(limits.CAMPAIGNS)]
    folder = many_campaigns(tmp_path / "config", names)
    async with open_world(tmp_path / "data", config=folder, members=0, campaign=None) as world:
        for name in names:
            await world.start_campaign(name)
        said = "\n".join(await all_pages(world.moderator, await config(world, "show")))

    assert all(f"{name}: running" in said.replace("\\", "") for name in names)
    assert said.count("has not been posted") == len(names)


def many_campaigns(folder: Path, names: Sequence[str]) -> Path:
    (folder / "campaigns").mkdir(parents=True)
    shutil.copy(CONFIG / "helplines.toml", folder)
    pattern = (CONFIG / "campaigns" / "metoo.toml").read_text()
    for name in names:
        head = {"id": name, "name": name, "hashtag": f"#{name}", "command": name}
        words_of_it = pattern
        for key, value in head.items():
            words_of_it = re.sub(rf'^{key} = ".*"$', f'{key} = "{value}"', words_of_it, count=1, flags=re.MULTILINE)
        (folder / "campaigns" / f"{name}.toml").write_text(words_of_it)
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


# /config campaign

TO_STATE = {"none": (), "running": ("start",), "paused": ("start", "pause"), "ended": ("start", "end")}
TABLE = {
    ("none", "start"): "running",
    ("ended", "start"): "running",
    ("running", "pause"): "paused",
    ("paused", "resume"): "running",
    ("running", "end"): "ended",
    ("paused", "end"): "ended",
}
REFUSALS = {
    "none": "has not been started here",
    "running": "is running here already",
    "paused": "is paused here",
    "ended": "has ended here",
}
IN_WORDS = {"none": "not started"}


@pytest.mark.parametrize("state", TO_STATE)
@pytest.mark.parametrize("action", ["start", "pause", "resume", "end"])
async def test_each_action_in_each_state(tmp_path: Path, state: str, action: str) -> None:
    async with open_world(tmp_path, members=0, campaign=None) as world:
        for step in TO_STATE[state]:
            await config(world, "campaign", action=step)
        logged = len(changes(world))
        said = await told(world, "campaign", action=action)
        after = await told(world, "show")

        if (state, action) in TABLE:
            now = TABLE[state, action]
            assert f"Before: {IN_WORDS.get(state, state)}\nNow: {now}" in said
            assert f"{ME_TOO}: {now}" in after
            assert len(changes(world)) == logged + 1
        else:
            assert REFUSALS[state] in said
            assert (f"{ME_TOO}: {state}" in after) is (state != "none")
            assert len(changes(world)) == logged


async def test_ending_says_what_becomes_of_the_entries(world: World) -> None:
    assert "Entries are removed 90 days from now" in await told(world, "campaign", action="end")


async def test_starting_again_with_a_message_in_place_leaves_nothing_to_do(world: World) -> None:
    await config(world, "post")
    await config(world, "campaign", action="pause")

    assert "Next" not in await told(world, "campaign", action="resume")


async def test_the_default_is_what_commands_answer_with(world: World) -> None:
    said = await told(world, "campaign", action="default", campaign="16days")
    assert f"Before: {ME_TOO}\nNow: {SIXTEEN_DAYS}" in said

    assert f"**{SIXTEEN_DAYS}**\nBefore: not started" in await told(world, "campaign", action="start")
    assert "already" in await told(world, "campaign", action="default")


@pytest.mark.parametrize("subcommand", SUBCOMMANDS[1:])
async def test_an_unknown_campaign_is_refused_with_what_to_do(world: World, subcommand: str) -> None:
    options = {"config campaign": {"action": "pause"}, "config channel": {"channel": world.channel}}
    said = await told(world, subcommand.removeprefix("config "), campaign="spring", **options.get(subcommand, {}))

    assert "no campaign called “spring”" in said
    assert not changes(world)[1:]


async def test_campaigns_are_found_while_typing(world: World) -> None:
    for subcommand in SUBCOMMANDS[1:]:
        offered = await world.moderator.autocomplete(world.channel, subcommand, "campaign", "16")
        assert [each["value"] for each in offered] == ["16days"]


async def test_s46_pausing_hides_the_number_and_keeps_withdrawal(world: World) -> None:
    await world.add(12)
    await world.tick()
    said = await told(world, "campaign", action="pause")
    assert "The number is hidden" in said

    for shown_to_somebody in (
        await told(world, "show"),
        words(await world.members[20].slash(world.channel, "tally")),
    ):
        assert "paused" in shown_to_somebody
        assert "At least" not in shown_to_somebody
    panel = await world.members[0].slash(world.channel, "metoo")
    assert "not counted" in words(await world.members[0].click(panel.response, label="Withdraw"))
    assert entries(world) == 11

    await config(world, "campaign", action="resume")
    assert "At least **10**" in await told(world, "show")


async def test_s49_a_reset_asks_first_then_removes_every_entry_and_shows_no_number(world: World) -> None:
    await world.add(12)
    await world.tick()
    asked = await config(world, "campaign", action="reset")
    assert entries(world) == 12
    assert "cannot be undone" in words(asked)
    assert labels(asked) == ["Remove all entries", "Get help", "Leave quickly"]
    assert not re.search(r"\d", words(asked))

    await world.moderator.click(asked.response, label="Remove all entries")

    assert entries(world) == 0
    assert f"All entries of {ME_TOO} in this server are removed" in words(asked)
    assert not re.search(r"\d", words(asked))
    assert labels(asked) == ["Get help", "Leave quickly"]
    assert "fewer than 10" in await told(world, "show")


async def test_s49_a_reset_leaves_the_other_campaign_alone(world: World) -> None:
    await world.start_campaign("16days")
    await world.add(2)
    await world.add(3, "16days")
    asked = await config(world, "campaign", action="reset")

    await world.moderator.click(asked.response, label="Remove all entries")

    assert entries(world) == 3


async def test_s49_an_empty_campaign_is_reset_in_the_same_words(tmp_path: Path) -> None:
    said: list[str] = []
    for count in (0, 12):
        async with open_world(tmp_path / str(count)) as world:
            await world.add(count)
            asked = await config(world, "campaign", action="reset")
            question = words(asked)
            await world.moderator.click(asked.response, label="Remove all entries")
            said.append(question + words(asked))

    assert said[0] == said[1]


# /config channel and /config post


@pytest.mark.parametrize("subcommand", ["campaign", "channel", "post"])
async def test_a_campaign_that_was_never_started_says_how_to_start_it(world: World, subcommand: str) -> None:
    options = {"campaign": {"action": "reset"}, "channel": {"channel": world.channel}}
    said = await told(world, subcommand, campaign="16days", **options.get(subcommand, {}))

    assert f"{SIXTEEN_DAYS} has not been started here. You can start it with /config campaign." in said
    assert not posts(world)


async def test_the_message_goes_where_the_command_is_used(world: World) -> None:
    said = await told(world, "post")

    [message] = posts(world)
    assert "fewer than 10" in shown(message)
    assert f"Before: none yet\nNow: <#{world.channel.id}>" in said
    assert f"<{message.jump_url}>" in said
    assert recorded_post(world) == (world.channel.id, message.id)


async def test_the_message_goes_into_the_chosen_channel(world: World) -> None:
    channel = world.guild.create_text_channel("campaign")
    said = await told(world, "channel", channel=channel)
    assert f"Before: none yet\nNow: <#{channel.id}>" in said
    assert "Next: /config post" in said
    assert recorded_post(world) == (channel.id, None)

    await config(world, "post")

    assert not posts(world)
    assert recorded_post(world) == (channel.id, channel.last_message.id)


async def test_posting_again_replaces_the_message(world: World) -> None:
    await config(world, "post")
    [old] = posts(world)

    await config(world, "post")

    [new] = posts(world)
    assert new.id != old.id
    assert recorded_post(world) == (world.channel.id, new.id)


async def test_another_channel_moves_the_message(world: World) -> None:
    await config(world, "post")
    channel = world.guild.create_text_channel("campaign")

    said = await told(world, "channel", channel=channel)

    assert f"Before: <#{world.channel.id}>\nNow: <#{channel.id}>" in said
    assert f"<{channel.last_message.jump_url}>" in said
    assert not posts(world)
    assert recorded_post(world) == (channel.id, channel.last_message.id)


async def test_the_same_channel_keeps_the_message(world: World) -> None:
    await config(world, "post")
    [message] = posts(world)

    said = await told(world, "channel", channel=world.channel)

    assert "already" in said
    assert f"<{message.jump_url}>" in said
    assert posts(world)[0].id == message.id


async def test_s45_a_channel_is_refused_with_what_the_bot_lacks_there(world: World) -> None:
    channel = without(world, "quiet", view_channel=False, send_messages=False)

    said = await told(world, "channel", channel=channel)

    assert "View Channel" in said
    assert "Send Messages" in said
    assert recorded_post(world) == (None, None)


async def test_s45_a_message_that_cannot_move_stays(world: World) -> None:
    await config(world, "post")
    [message] = posts(world)

    said = await told(world, "channel", channel=without(world, "plain", embed_links=False))

    assert "Give it these permissions there, then try again: Embed Links." in said
    assert recorded_post(world) == (world.channel.id, message.id)
    assert [each.id for each in posts(world)] == [message.id]


async def test_a_chosen_channel_that_is_gone_is_said(world: World) -> None:
    channel = world.guild.create_text_channel("campaign")
    await config(world, "channel", channel=channel)
    cached: Any = world.app.client.get_channel(channel.id)
    await cached.delete()

    assert "Choose another one with /config channel" in await told(world, "post")
    assert not posts(world)


async def test_a_voice_channel_is_not_for_the_message(world: World) -> None:
    said = await told(world, "post", where=world.guild.create_voice_channel("talk"))

    assert "Use /config post in a text channel" in said
    assert recorded_post(world) == (None, None)


async def test_only_text_channels_can_be_chosen(world: World) -> None:
    for channel in (world.guild.create_voice_channel("talk"), world.guild.create_forum_channel("forum")):
        with pytest.raises(Exception, match="channel"):
            await world.moderator.slash(world.channel, "config channel", channel=channel)


async def test_discord_refuses_the_message_and_the_old_one_stays(world: World) -> None:
    await config(world, "post")
    [message] = posts(world)
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)

    said = await told(world, "post")

    assert "The bot cannot post in that channel" in said
    assert [each.id for each in posts(world)] == [message.id]
    assert recorded_post(world) == (world.channel.id, message.id)


async def test_a_message_that_cannot_be_recorded_is_taken_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(world.app.services.campaigns, "set_post", fail)

    said = await told(world, "post")

    assert "cannot reach its records" in said
    assert not posts(world)


async def test_an_old_message_that_was_deleted_by_hand_is_no_hindrance(world: World) -> None:
    await config(world, "post")
    [old] = posts(world)
    await old.delete()

    await config(world, "post")

    [new] = posts(world)
    assert recorded_post(world) == (world.channel.id, new.id)


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
        ("metoo.message", "", f"{world.channel.id}/{message.id}"),
        ("metoo.reset", "", ""),
        ("default", "metoo", "16days"),
        ("metoo.state", "running", "ended"),
    ]
    assert {moderator for moderator, *_ in changes(world)} == {world.moderator.id}
    assert not any(str(member.id) in str(changes(world)) for member in world.members)
