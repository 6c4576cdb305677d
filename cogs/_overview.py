"""What `/config show` shows: everything set in a server, and what needs attention with how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import discord
from discord import ui

from bot.domain.campaign import Campaign, Catalogue
from bot.domain.tally import State
from bot.services.campaigns import Overview
from bot.services.protocols import Post, Tally
from bot.services.tallies import published
from bot.text import Text
from cogs._layout import Layout, button, help_button, leave_button, link, page, pages, plain
from cogs._number import number_lines
from cogs._presses import custom_id

MissingPermissions: TypeAlias = Callable[[discord.TextChannel], str]
"""What the bot lacks in a channel, in words; empty when it lacks nothing."""


def overview_page(text: Text, blocks: list[str], number: int) -> Layout:
    """The page of this number, from 0, and the way to those before and after; few campaigns fit on one."""
    sheets = pages(blocks)
    number = min(number, len(sheets) - 1)
    ways = [("button-config-back", number - 1), ("button-config-more", number + 1)]
    buttons: list[ui.Item[Any]] = [
        button(text(key), custom_id("config-show", to)) for key, to in ways if 0 <= to < len(sheets)
    ]
    rows = [[*buttons, help_button(text), leave_button(text)]]
    return page([text("config-show-title"), *sheets[number], text("private-note")], rows=rows)


def overview_blocks(
    text: Text, server: discord.Guild, catalogue: Catalogue, overview: Overview, missing: MissingPermissions
) -> list[str]:
    """First what needs attention, then the server, then each campaign."""
    default = text("config-show-default", campaign=plain(overview.default.name))
    sharing = text("config-show-sharing", sharing="on" if overview.sharing else "off")
    blocks = [
        _attention(text, list(_problems(text, server, overview, missing))),
        f"{default}\n{sharing}",
        *(_campaign(text, campaign, tally) for campaign, tally in overview.tallies),
    ]
    started = [campaign for campaign, _ in overview.tallies]
    others = [plain(campaign.name) for campaign in catalogue if campaign not in started]
    if others:
        blocks.append(text("config-show-others", campaigns=", ".join(others)))
    return blocks


def message_link(text: Text, server_id: int, post: Post) -> str:
    """The way to a message that has been posted."""
    address = f"https://discord.com/channels/{server_id}/{post.channel_id}/{post.message_id}"
    return link(text("config-message-link"), address)


def _attention(text: Text, problems: list[str]) -> str:
    if not problems:
        return text("config-attention-nothing")
    return "\n".join([text("config-attention-title"), *(f"- {problem}" for problem in problems)])


def _problems(text: Text, server: discord.Guild, overview: Overview, missing: MissingPermissions) -> Iterator[str]:
    if not overview.tallies:
        yield text("config-problem-nothing-started")
    elif all(campaign != overview.default for campaign, _ in overview.tallies):
        yield text("config-problem-default", campaign=plain(overview.default.name))
    for campaign, tally in overview.tallies:
        if tally.state is not State.ENDED:
            yield from _message_problems(text, server, plain(campaign.name), tally.post, missing)


def _message_problems(
    text: Text, server: discord.Guild, campaign: str, post: Post | None, missing: MissingPermissions
) -> Iterator[str]:
    """What keeps the campaign message from being seen or kept up to date; the first thing to mend, if any."""
    if post is None:
        yield text("config-problem-not-posted", campaign=campaign)
        return
    channel = server.get_channel(post.channel_id)
    if not isinstance(channel, discord.TextChannel):
        yield text("config-problem-channel-gone", campaign=campaign)
    elif lacking := missing(channel):
        yield text("config-problem-permissions", campaign=campaign, channel=channel.mention, permissions=lacking)
    elif post.message_id is None:
        yield text("config-problem-not-posted-there", campaign=campaign, channel=channel.mention)


def _campaign(text: Text, campaign: Campaign, tally: Tally) -> str:
    """What everybody may know of it, never more (S14), and where its message stands."""
    title = text("config-show-campaign", campaign=plain(campaign.name), state=text(f"config-state-{tally.state}"))
    place = text("config-show-message", place=_place(text, tally))
    return "\n".join([title, *number_lines(text, published(tally)), place])


def _place(text: Text, tally: Tally) -> str:
    if tally.post is None:
        return text("config-place-none")
    channel = f"<#{tally.post.channel_id}>"
    if tally.post.message_id is None:
        return text("config-place-chosen", channel=channel)
    return f"{channel}, {message_link(text, tally.id.server_id, tally.post)}"
