"""The home of /config: what needs attention, and how to mend it."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from moderating import ME_TOO, SIXTEEN_DAYS, config, told
from simulated_server import START, World

from bot.domain.campaign import PartialDate
from bot.domain.helplines import Confidence, Directory, Window
from bot.domain.schedule import Content, Delivery, Kind, Outcome, Schedule
from bot.domain.server import Edit
from bot.domain.tally import TallyId
from bot.services.help import HelpDesk


async def schedule(world: World, channel: Any) -> None:
    planned = Schedule(channel.id, frozenset({0}), time(18, 0), "Europe/Berlin", Content.QUOTE)
    due = START + timedelta(days=2)
    await world.app.store.set_schedule(TallyId(world.guild.id, "metoo"), planned, due, Edit(world.moderator.id, START))


async def test_a_default_that_was_not_started_needs_attention(world: World) -> None:
    await config(world, "campaign", action="default", campaign="16days")

    assert f"{SIXTEEN_DAYS} is the default campaign, but it has not been started here" in await told(world, "show")


async def test_a_message_that_was_not_posted_needs_attention(world: World) -> None:
    assert "has not been posted. Open Me too below" in await told(world, "show")

    await config(world, "channel", channel=world.channel)

    assert f"not in <#{world.channel.id}>. Open Me too below" in await told(world, "show")


async def test_missing_permissions_need_attention(world: World) -> None:
    channel = world.guild.create_text_channel("campaign")
    await config(world, "channel", channel=channel)
    await schedule(world, channel)
    cached: Any = world.app.client.get_channel(channel.id)
    await cached.set_permissions(world.app.client.user, embed_links=False, attach_files=False)

    said = await told(world, "show")

    needed = f"in <#{channel.id}>. Give it these permissions there: Embed Links, Attach Files."
    assert f"{ME_TOO}: the bot cannot keep the campaign message {needed}" in said
    assert f"{ME_TOO}: the bot cannot post what is scheduled {needed}" in said


async def test_a_channel_that_is_gone_needs_attention(world: World) -> None:
    channel = world.guild.create_text_channel("campaign")
    await config(world, "channel", channel=channel)
    await config(world, "post")
    await schedule(world, channel)
    cached: Any = world.app.client.get_channel(channel.id)
    await cached.delete()

    said = await told(world, "show")

    gone = "is gone, or the bot cannot see it. Open Me too below and press"
    assert f"the channel of the campaign message {gone} “Campaign message”" in said
    assert f"the channel of the scheduled posts {gone} “Schedule”" in said


async def test_an_ended_campaign_needs_nothing(world: World) -> None:
    await schedule(world, world.guild.create_voice_channel("talk"))
    await config(world, "campaign", action="end")

    assert "What needs attention\nNothing." in await told(world, "show")


async def test_posts_that_did_not_come_need_attention(world: World) -> None:
    await config(world, "post")
    await world.tick(hours=1)
    for day in range(7):
        due = START - timedelta(hours=day)
        delivery = Delivery(
            0, TallyId(world.guild.id, "metoo"), world.channel.id, Kind.QUOTE, "q", due, due, Outcome.REFUSED
        )
        await kept(world, delivery)

    said = await told(world, "show")

    assert said.count(f"{ME_TOO}: the post of <t:") == 1, "one line for one cause"
    assert "The same happened to 6 earlier posts of the last 7 days" in said
    assert "\nNothing." not in said


async def kept(world: World, delivery: Delivery) -> None:
    """As if the schedule had brought it."""
    tally, store = delivery.tally, world.app.store
    planned = Schedule(delivery.channel_id, frozenset({0}), time(18, 0), "Europe/Berlin", Content.QUOTE)
    await store.set_schedule(tally, None, START, Edit(world.moderator.id, START))
    await store.set_schedule(tally, planned, delivery.due, Edit(world.moderator.id, START))
    now = await store.planned(tally)
    assert now
    assert await store.advance(now, START + timedelta(days=1), delivery)


async def test_s29_helplines_past_their_date_are_told(world: World) -> None:
    world.clock.advance(days=36 * 31)

    said = await told(world, "show")

    stale = world.app.services.help.stale()
    numbered = sum(bool(line.phone) for each in world.app.services.help.all_countries for line in each.helplines)
    assert stale >= numbered / 2
    assert f"For the people who run this bot:\n- {stale} helplines were last checked too long ago" in said


async def test_s29_only_age_makes_a_helpline_late(world: World) -> None:
    known = world.app.services.help.all_countries
    country, line = next((each, line) for each in known for line in each.helplines if line.phone)
    this_year, long_ago = PartialDate(START.year, START.month, 1), PartialDate(START.year - 4)
    lines = (
        replace(line, checked=this_year, confidence=Confidence.HIGH),
        replace(line, checked=long_ago, confidence=Confidence.HIGH),
        replace(line, checked=long_ago, confidence=Confidence.UNVERIFIED),
        replace(line, checked=long_ago, confidence=Confidence.HIGH, phone="", dial="", sms=""),
        replace(line, checked=None, confidence=Confidence.HIGH),
    )
    directory = Directory([replace(country, helplines=lines)], (), Window())

    assert HelpDesk(directory, world.app.services.campaigns.catalogue, lambda: START).stale() == 1


async def test_a_slow_database_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "database is slow" not in await told(world, "show")
    monkeypatch.setattr(world.app.store, "slow", lambda: True)

    assert "The bot's database is slow now" in await told(world, "show")
