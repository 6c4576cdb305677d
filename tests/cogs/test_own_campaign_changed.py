"""A campaign of the server's own as moderators bring, change and remove it with files and pages."""

from __future__ import annotations

from typing import Any

import discord
from moderating import config, entries, recorded_post, rows, told
from own_content import (
    CAMPAIGN,
    add_item,
    apply,
    forge,
    upload,
)
from simulated_server import World, controls, posts, pressable, shown, words

PANEL = "If you want to, you can add yourself."


def style(page: Any, label: str) -> int:
    [button] = [part for part in controls(page) if part.get("label") == label]
    return button["style"]


async def test_a_new_campaign_is_previewed_and_the_next_step_is_told(world: World) -> None:
    preview = await upload(world, CAMPAIGN)
    assert "## Spring Walk" in words(preview)
    assert "a new campaign of this server's own" in words(preview)
    await world.moderator.click(preview.response, label="Apply")
    assert "/config campaign" in words(preview)
    assert "/add" in words(preview)
    await world.moderator.click(preview.response, label="Start Spring Walk")

    assert rows(world, "SELECT state FROM tallies WHERE campaign = 'spring'") == [("running",)]


async def test_changing_what_it_means_to_be_counted_says_that_counting_starts_anew(world: World) -> None:
    await started(world)
    await count_in(world)
    preview = await upload(world, CAMPAIGN.replace(PANEL, "You can add yourself."))
    assert "Counting would start anew" in words(preview)
    assert style(preview, "Apply") == discord.ButtonStyle.danger.value
    assert entries(world) == 1
    await world.moderator.click(preview.response, label="Apply")

    assert "Counting starts anew" in words(preview)
    assert entries(world) == 0


async def test_changing_a_setting_keeps_what_was_counted_and_is_shown_before_and_after(world: World) -> None:
    await started(world)
    await count_in(world)
    page = await apply(world, CAMPAIGN.replace("A walk of this town's", "The walk of this town's"))

    assert "Summary: before “A walk of this town's association.”, then “The walk of this" in words(page)
    assert not pressable(page, "Start Spring Walk")
    assert entries(world) == 1


async def started(world: World) -> None:
    """The server's own campaign, running."""
    await apply(world, CAMPAIGN)
    await world.start_campaign("spring")


async def count_in(world: World) -> None:
    panel = await world.members[0].slash(world.channel, "add", campaign="spring")
    await world.members[0].click(panel.response, label="Add me")


async def test_applying_brings_the_campaign_message_up_to_date(world: World) -> None:
    await started(world)
    await config(world, "post", campaign="spring")
    await apply(world, CAMPAIGN.replace("A walk of this town's", "The walk of this town's"))
    [message] = posts(world)

    assert "The walk of this town's association." in shown(message)


async def test_removing_an_own_campaign_takes_everything_of_it_away(world: World) -> None:
    await started(world)
    await count_in(world)
    await config(world, "post", campaign="spring")
    assert recorded_post(world, "spring")
    page = await config(world, "content", campaign="spring")
    await world.moderator.click(page.response, label="Remove this campaign")
    assert "This cannot be undone" in words(page)
    assert entries(world) == 1
    assert len(posts(world)) == 1

    await world.moderator.click(page.response, label="Remove this campaign")
    assert "Spring Walk is removed from this server" in words(page)
    assert posts(world) == []
    assert entries(world) == 0
    assert rows(world, "SELECT * FROM tallies WHERE campaign = 'spring'") == []
    assert "no campaign called" in words(await world.members[0].slash(world.channel, "about", campaign="spring"))


async def test_a_message_that_cannot_be_taken_away_is_named(world: World) -> None:
    await started(world)
    await config(world, "post", campaign="spring")
    world.env.inject_error("DELETE", "/channels/*/messages/*", status=500, times=None)
    page = await config(world, "content", campaign="spring")
    await world.moderator.click(page.response, label="Remove this campaign")
    await world.moderator.click(page.response, label="Remove this campaign")

    assert "is removed from this server" in words(page)
    assert f"<#{world.channel.id}> may still be there" in words(page)


async def test_a_campaign_of_the_host_cannot_be_removed(world: World) -> None:
    await add_item(world, "quote")
    own = await config(world, "content")
    assert not pressable(own, "Remove this campaign")
    await apply(world, CAMPAIGN)
    page = await config(world, "content", campaign="spring")
    forge(page, "Remove this campaign", "config-content-campaign:metoo")
    refused = await world.moderator.click(page.response, label="Remove this campaign")

    assert "nothing like that of its own in Me too" in words(refused)


async def test_the_last_fact_of_a_campaign_stays(world: World) -> None:
    await apply(world, CAMPAIGN)
    page = await config(world, "content", action="remove", item="fact:first", campaign="spring")
    await world.moderator.click(page.response, label="Remove")

    assert "This is the only fact" in words(page)
    assert "The first walk took place" in await told(world, "content", campaign="spring")
