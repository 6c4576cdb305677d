"""What the bot posts by itself, as a channel sees it, and when it may not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest
from simulated_server import CONFIG, START, World, controls, posts, shown, size

from bot import text
from bot.content import load_content
from bot.domain import limits
from bot.domain.campaign import Campaign, Item
from bot.domain.errors import ChannelUnusable, DiscordUnavailable
from bot.domain.schedule import Delivery, Kind, Outcome
from bot.domain.tally import TallyId
from cogs._announcements import CLOCKS_DIFFER, Announcements, announcement
from cogs._layout import fits

MESSAGES = "/channels/*/messages"
SUPPRESS_EMBEDS = 1 << 2


def announcements(world: World) -> Announcements:
    return Announcements(text.load(), world.app.client)


def delivery(world: World, channel: Any = None) -> Delivery:
    tally = TallyId(world.guild.id, "metoo")
    channel_id = (channel or world.channel).id
    return Delivery(1, tally, channel_id, Kind.QUOTE, "item", START, START, Outcome.CLAIMED)


def metoo(world: World) -> Campaign:
    return world.app.services.campaigns.catalogue.get("metoo")


async def posted(world: World, item: Item | int, campaign: Campaign | None = None) -> Any:
    await announcements(world).post(delivery(world), campaign or metoo(world), item, None)
    [message] = posts(world)
    characters, components = size(message)
    assert characters <= limits.MESSAGE_TEXT
    assert components <= limits.MESSAGE_COMPONENTS
    return message


def button_labels(message: Any) -> list[str]:
    return [control["label"] for control in controls(message)]


async def test_a_quote_a_fact_and_a_resource_come_with_their_source_and_the_way_to_help(world: World) -> None:
    campaign = metoo(world)
    quote = next(quote for quote in campaign.quotes if not quote.warning)
    commands = {"quote": quote, "about": campaign.about[0], "resources": campaign.resources[0]}
    for command, item in commands.items():
        await announcements(world).post(delivery(world), campaign, item, None)

        message = posts(world)[-1]
        assert campaign.hashtag in shown(message)
        assert "Source" in shown(message)
        assert f"use /{command}" in shown(message)
        assert button_labels(message) == ["Get help", "Leave quickly"]
        assert "moderators" not in shown(message)
        assert str(world.moderator.id) not in json.dumps(controls(message)) + shown(message)


def test_all_that_ships_fits_into_one_message() -> None:
    words = text.load().source
    for campaign in load_content(CONFIG).catalogue:
        quotes = [quote for quote in campaign.quotes if not quote.warning]
        assert all(
            fits(announcement(words, campaign, item)) for item in (*quotes, *campaign.about, *campaign.resources)
        )


async def test_s36_a_quote_with_a_warning_is_never_posted(world: World) -> None:
    quote = replace(metoo(world).quotes[0], warning="violence")

    with pytest.raises(ValueError, match="warning"):
        await posted(world, quote)

    assert not posts(world)


async def test_s19_s39_a_milestone_is_one_sentence_with_no_second_number(world: World) -> None:
    message = await posted(world, 1000)

    assert shown(message) == r"At least 1,000 people here have added themselves to \#MeToo."
    assert button_labels(message) == ["Get help", "Leave quickly"]


@pytest.mark.parametrize("kind", ["quotes", "about", "resources"])
async def test_s48_what_moderators_added_is_marked_and_shown_as_plain_words(world: World, kind: str) -> None:
    campaign = metoo(world)
    first = next(item for item in getattr(campaign, kind) if not getattr(item, "warning", ""))
    message = await posted(world, replace(first, text="# @everyone **look** <@1>", own=True))

    assert "Added by this server's moderators." in shown(message)
    assert "\\# @\u200beveryone \\*\\*look\\*\\* \\<@1\\>" in shown(message)


@pytest.mark.parametrize("item", [100, "about", "quotes", "resources"])
async def test_s48_a_campaign_of_the_server_itself_says_so(world: World, item: Any) -> None:
    campaign = replace(metoo(world), own=True)
    chosen = item if isinstance(item, int) else getattr(campaign, item)[0]
    message = await posted(world, chosen, campaign)

    assert "This campaign was added by this server's moderators." in shown(message)


async def test_s47_nobody_is_mentioned_links_have_no_preview_and_the_nonce_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, Any]] = []

    async def send_message(_channel: Any, *, params: Any) -> Any:
        sent.append(params.payload)
        raise OSError

    monkeypatch.setattr(world.app.client.http, "send_message", send_message)
    with pytest.raises(DiscordUnavailable):
        await posted(world, 100)

    [payload] = sent
    assert payload["allowed_mentions"]["parse"] == []
    assert payload["flags"] & SUPPRESS_EMBEDS
    assert payload["nonce"] == delivery(world).nonce
    assert payload["enforce_nonce"] is True


@pytest.mark.parametrize("denied", ["view_channel", "send_messages"])
async def test_without_permission_discord_is_not_asked(world: World, denied: str) -> None:
    bot = world.app.client.user
    assert bot is not None
    overwrites = {bot: discord.PermissionOverwrite(**{denied: False})}
    channel = world.guild.create_text_channel("closed", overwrites=overwrites)
    await world.env.settle()
    world.env.inject_error("*", "/channels/*", status=500, times=None)

    with pytest.raises(ChannelUnusable) as refused:
        await announcements(world).post(delivery(world, channel), metoo(world), 100, None)

    assert denied.replace("_", " ").title() in str(refused.value.values["permissions"])
    assert not await announcements(world).quiet_since(delivery(world, channel))


async def test_a_channel_that_is_gone_and_one_that_refuses_are_told_apart_from_discord_being_away(world: World) -> None:
    gone = replace(delivery(world), channel_id=1)
    with pytest.raises(ChannelUnusable) as refused:
        await announcements(world).post(gone, metoo(world), 100, None)
    assert refused.value.values["permissions"] == "none"
    assert not await announcements(world).quiet_since(gone)

    for status, error in ((404, ChannelUnusable), (403, ChannelUnusable), (500, DiscordUnavailable)):
        world.env.inject_error("POST", MESSAGES, status=status, times=5)
        with pytest.raises(error):
            await announcements(world).post(delivery(world), metoo(world), 100, None)
        world.env.backend.faults.clear()
    assert not posts(world)


async def test_a_server_that_is_not_there_now_may_be_there_later(world: World) -> None:
    elsewhere = replace(delivery(world), tally=TallyId(1, "metoo"))

    with pytest.raises(DiscordUnavailable):
        await announcements(world).post(elsewhere, metoo(world), 100, None)
    with pytest.raises(DiscordUnavailable):
        await announcements(world).quiet_since(elsewhere)
    assert not announcements(world).reaches(elsewhere.tally.server_id)


async def test_a_server_in_an_outage_is_not_reached(world: World) -> None:
    assert announcements(world).reaches(world.guild.id)
    server = world.app.client.get_guild(world.guild.id)
    assert server is not None
    server.unavailable = True
    assert not announcements(world).reaches(world.guild.id)


async def test_a_channel_is_quiet_until_somebody_writes_though_the_bot_hears_no_messages(world: World) -> None:
    empty = world.guild.create_text_channel("empty")
    await world.env.settle()
    assert await announcements(world).quiet_since(delivery(world, empty))

    await announcements(world).post(delivery(world), metoo(world), 100, None)
    at = posts(world)[-1].created_at
    cached = world.app.client.get_channel(world.channel.id)
    assert isinstance(cached, discord.TextChannel)
    assert cached.last_message_id is None

    def tried(seconds: float) -> Delivery:
        return replace(delivery(world), since=at + CLOCKS_DIFFER + timedelta(seconds=seconds))

    assert not await announcements(world).quiet_since(tried(-0.1))
    assert not await announcements(world).quiet_since(replace(delivery(world), since=at))
    assert await announcements(world).quiet_since(tried(0.1))


async def test_whether_a_channel_was_quiet_is_not_guessed_when_discord_does_not_say(world: World) -> None:
    world.env.inject_error("GET", "/channels/*", status=500, times=None)
    with pytest.raises(DiscordUnavailable):
        await announcements(world).quiet_since(delivery(world))
    world.env.backend.faults.clear()

    world.env.inject_error("GET", "/channels/*", status=403, times=1)
    assert not await announcements(world).quiet_since(delivery(world))
