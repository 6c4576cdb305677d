"""/config channel and /config post: where the campaign message stands."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from moderating import ME_TOO, SIXTEEN_DAYS, config, recorded_post, told
from simulated_server import World, labels, posts, shown, words

from bot.domain.errors import StoreUnavailable
from bot.services.protocols import Post, Tally
from cogs.campaign_message import CampaignMessageCog


def without(world: World, name: str, **denied: bool) -> Any:
    """A channel in which the bot lacks something."""
    bot = world.app.client.user
    assert bot is not None
    return world.guild.create_text_channel(name, overwrites={bot: discord.PermissionOverwrite(**denied)})


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
    assert "Next: press “Campaign message” to put it up, or use /config post" in said
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

    assert "Choose another one." in await told(world, "post")
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


async def test_two_moderators_who_post_at_the_same_moment_leave_one_message(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, campaigns = CampaignMessageCog.place, world.app.services.campaigns

    async def overtaken(cog: CampaignMessageCog, channel: Any, tally: Tally, language: str | None) -> Post:
        mine = await place(cog, channel, tally, language)
        theirs = await place(cog, channel, tally, language)
        await campaigns.set_post(world.guild.id, campaigns.catalogue.get("metoo"), theirs, world.moderator.id)
        return mine

    monkeypatch.setattr(CampaignMessageCog, "place", overtaken)

    await config(world, "post")

    [message] = posts(world)
    assert recorded_post(world) == (world.channel.id, message.id)


async def test_an_old_message_that_was_deleted_by_hand_is_no_hindrance(world: World) -> None:
    await config(world, "post")
    [old] = posts(world)
    await old.delete()

    await config(world, "post")

    [new] = posts(world)
    assert recorded_post(world) == (world.channel.id, new.id)


# The form of the campaign's page


async def form_of(world: World, where: Any = None) -> tuple[Any, Any]:
    """The page of the campaign, and the form that it opens."""
    page = await config(world, "show", where=where)
    await world.moderator.click(page.response, label=ME_TOO)
    return page, await world.moderator.click(page.response, label="Campaign message")


def prefilled(form: Any) -> list[int]:
    menu = form.modal["components"][0]["component"]
    return [int(each["id"]) for each in menu.get("default_values", [])]


async def test_the_form_offers_the_channel_that_is_most_likely_meant(world: World) -> None:
    _, form = await form_of(world)
    assert prefilled(form) == [world.channel.id]
    _, form = await form_of(world, world.guild.create_voice_channel("talk"))
    assert prefilled(form) == []
    channel = world.guild.create_text_channel("campaign")
    await config(world, "channel", channel=channel)

    _, form = await form_of(world)
    assert prefilled(form) == [channel.id]
    cached: Any = world.app.client.get_channel(channel.id)
    await cached.delete()

    _, form = await form_of(world)
    assert prefilled(form) == []


async def test_the_form_places_moves_and_replaces_the_message(world: World) -> None:
    page, form = await form_of(world)
    await world.moderator.submit_modal(form, {"channel": [world.channel]})
    [first] = posts(world)
    assert f"Before: none yet\nNow: <#{world.channel.id}>" in words(page)
    assert f"<{first.jump_url}>" in words(page)

    _, form = await form_of(world)
    await world.moderator.submit_modal(form, {"channel": [world.channel]})
    [second] = posts(world)
    assert second.id != first.id

    channel = world.guild.create_text_channel("campaign")
    page, form = await form_of(world)
    await world.moderator.submit_modal(form, {"channel": [channel]})
    assert not posts(world)
    assert recorded_post(world) == (channel.id, channel.last_message.id)
    assert f"Before: <#{world.channel.id}>\nNow: <#{channel.id}>" in words(page)


async def test_s45_a_channel_that_the_form_cannot_use_is_said_on_its_page(world: World) -> None:
    page, form = await form_of(world)

    await world.moderator.submit_modal(form, {"channel": [without(world, "quiet", embed_links=False)]})

    assert "Give it these permissions there, then try again: Embed Links." in words(page)
    assert labels(page)[:2] == [ME_TOO, "Campaign message"]
    assert recorded_post(world) == (None, None)


async def test_discord_that_does_not_answer_the_form_is_said_on_its_page(world: World) -> None:
    page, form = await form_of(world)
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)

    await world.moderator.submit_modal(form, {"channel": [world.channel]})

    assert "The bot cannot post in that channel" in words(page)
    assert not posts(world)
