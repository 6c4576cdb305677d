"""What `/config show` shows: everything set in a server, and what needs attention with how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import discord

from bot.domain.campaign import Campaign, Catalogue
from bot.domain.server import Post, Tally
from bot.domain.tally import State
from bot.services.campaigns import Overview
from bot.services.tallies import published
from bot.text import Text
from cogs._layout import Layout, help_button, leave_button, link, page, plain
from cogs._number import number_lines
from cogs._pages import FULL, leaf, nearest, paginate, turn_buttons

MissingPermissions: TypeAlias = Callable[[discord.TextChannel], str]
"""What the bot lacks in a channel, in words; empty when it lacks nothing."""


def overview_page(text: Text, blocks: Sequence[str], number: int) -> Layout:
    """The page of this number, from 0; few campaigns fit on one."""
    sheets = paginate(blocks, FULL)
    number = nearest(number, sheets)
    turns = turn_buttons(text, number, sheets, "config-show")
    shown = leaf(text, text("config-show-title"), sheets, number)
    return page([*shown, text("private-note")], rows=[[*turns, help_button(text), leave_button(text)]])


def overview_blocks(
    text: Text, server: discord.Guild, catalogue: Catalogue, overview: Overview, missing: MissingPermissions
) -> list[str]:
    """First what needs attention, then the server, then each campaign."""
    problems = [f"- {problem}" for problem in _problems(text, server, overview, missing)]
    blocks = [
        "\n".join([text("config-show-attention"), *(problems or [text("config-show-no-problem")])]),
        text(
            "config-show-server",
            campaign=plain(overview.default.name),
            sharing="on" if overview.sharing else "off",
        ),
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
