"""What keeps a server's campaigns from working as they were set up, each with how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import discord

from bot.domain import limits
from bot.domain.campaign import Campaign
from bot.domain.schedule import Delivery, Planned
from bot.domain.server import Post
from bot.domain.tally import State
from bot.services.campaigns import Overview
from bot.text import Text
from cogs._layout import plain
from cogs._schedule_words import trouble_line

MissingPermissions: TypeAlias = Callable[[discord.TextChannel], str]
"""What the bot lacks in a channel, in words; empty when it lacks nothing."""


@dataclass(frozen=True, slots=True)
class Home:
    """Everything that the home of `/config` is made from. `planned`: by the id of the campaign."""

    server: discord.Guild
    overview: Overview
    planned: Mapping[str, Planned]
    troubles: Sequence[Delivery]
    stale_helplines: int
    slow: bool


def nothing_started(home: Home) -> bool:
    return not home.overview.tallies


def problems(text: Text, home: Home, missing: MissingPermissions) -> Iterator[str]:
    """What moderators can mend themselves."""
    overview = home.overview
    if nothing_started(home):
        yield text("config-problem-nothing-started", campaign=plain(overview.default.name))
    elif all(campaign.id != overview.default.id for campaign, _ in overview.tallies):
        yield text("config-problem-default", campaign=plain(overview.default.name))
    members = home.server.member_count
    if overview.tallies and members is not None and members < limits.LEAST_MEMBERS:
        yield text("config-problem-few-members", least=limits.LEAST_MEMBERS)
    for campaign, tally in overview.tallies:
        if tally.state is State.ENDED:
            continue
        if tally.milestones and tally.post is None:
            yield text("config-problem-milestones", campaign=plain(campaign.name))
        yield from _message_problems(text, home.server, campaign, tally.post, missing)
        if planned := home.planned.get(campaign.id):
            yield from _schedule_problems(text, home.server, campaign, planned, missing)
    yield from _troubles(text, home)


def host_problems(text: Text, home: Home) -> Iterator[str]:
    """What the people who run the bot can mend."""
    if home.slow:
        yield text("config-problem-slow")
    if home.stale_helplines:
        yield text("config-problem-helplines", count=home.stale_helplines)


def _message_problems(
    text: Text, server: discord.Guild, campaign: Campaign, post: Post | None, missing: MissingPermissions
) -> Iterator[str]:
    """What keeps the campaign message from being seen or kept up to date; the first thing to mend, if any."""
    name = plain(campaign.name)
    if post is None:
        yield text("config-problem-not-posted", campaign=name)
        return
    channel = server.get_channel(post.channel_id)
    if not isinstance(channel, discord.TextChannel):
        yield text("config-problem-channel-gone", campaign=name)
    elif lacking := missing(channel):
        yield text("config-problem-permissions", campaign=name, channel=channel.mention, permissions=lacking)
    elif post.message_id is None:
        yield text("config-problem-not-posted-there", campaign=name, channel=channel.mention)


def _schedule_problems(
    text: Text, server: discord.Guild, campaign: Campaign, planned: Planned, missing: MissingPermissions
) -> Iterator[str]:
    name = plain(campaign.name)
    channel = server.get_channel(planned.schedule.channel_id)
    if not isinstance(channel, discord.TextChannel):
        yield text("config-problem-schedule-channel-gone", campaign=name)
    elif lacking := missing(channel):
        yield text("config-problem-schedule-permissions", campaign=name, channel=channel.mention, permissions=lacking)


def _troubles(text: Text, home: Home) -> Iterator[str]:
    """One line for each cause, by its newest post."""
    names = {campaign.id: campaign.name for campaign in home.overview.available}
    causes: dict[tuple[object, ...], list[Delivery]] = {}
    for delivery in home.troubles:
        causes.setdefault((delivery.tally, delivery.outcome, delivery.channel_id), []).append(delivery)
    for newest, *others in causes.values():
        campaign_id = newest.tally.campaign_id
        told = trouble_line(text, newest, names.get(campaign_id, campaign_id))
        more = text("config-problem-more-posts", count=len(others), days=limits.KEEP_TROUBLES.days) if others else ""
        yield f"{told} {more}".rstrip()
