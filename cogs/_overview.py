"""The home of `/config`: what needs attention, each campaign, the server's defaults, and the way to every setting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import discord
from discord import ui

from bot.domain import limits
from bot.domain.campaign import Campaign
from bot.domain.schedule import Planned
from bot.domain.server import Post, Tally
from bot.domain.tally import State
from bot.services.campaigns import START
from bot.services.tallies import published
from bot.text import SOURCE_LANGUAGE, Text
from cogs._counting import wait
from cogs._health import Home, MissingPermissions, host_problems, nothing_started, problems
from cogs._layout import Layout, button, help_button, leave_button, link, page, plain
from cogs._names import language_names
from cogs._number import moment, number_lines
from cogs._pages import FULL, leaf, nearest, paginate, turn_buttons
from cogs._presses import custom_id
from cogs._schedule_words import schedule_words

AS_BUTTONS: Final = 5
"""Campaigns that fit into one row of buttons; more of them come in menus."""


def home_page(text: Text, home: Home, country: str, missing: MissingPermissions, number: int) -> Layout:
    """The page of this number, from 0; few campaigns fit on one. `country`: the one offered first, in words."""
    sheets = paginate(_blocks(text, home, country, missing), FULL)
    number = nearest(number, sheets)
    shown = leaf(text, text("config-show-title"), sheets, number)
    rows = [
        _first_step(text, home),
        *_campaign_rows(text, home.overview.available),
        turn_buttons(text, number, sheets, "config-show"),
        [
            button(text("button-config-defaults"), custom_id("config-defaults")),
            button(text("button-config-log"), custom_id("config-log", 0)),
            help_button(text),
            leave_button(text),
        ],
    ]
    return page([*shown, text("private-note")], rows=[row for row in rows if row])


def campaign_lines(
    text: Text, server: discord.Guild, campaign: Campaign, tally: Tally, planned: Planned | None
) -> list[str]:
    """What everybody may know of it, never more (S14), where its message stands, and what was set for it."""
    lines = [*number_lines(text, published(tally)), text("config-message", place=_place(text, server, tally.post))]
    if planned is None:
        lines.append(text("config-schedule-none"))
    else:
        key = "config-schedule" if tally.state is State.RUNNING else "config-schedule-waits"
        lines.append(text(key, schedule=schedule_words(text, planned.schedule), next=moment(planned.due)))
    if own := own_items(campaign):
        lines.append(text("config-own-content", count=own))
    return [*lines, *_counting(text, tally)]


def own_items(campaign: Campaign) -> int:
    """How many facts, quotes and resources of a campaign the server's moderators have brought."""
    return sum(campaign.own or item.own for item in (*campaign.about, *campaign.quotes, *campaign.resources))


def message_link(text: Text, server_id: int, post: Post) -> str:
    """The way to a message that has been posted."""
    address = f"https://discord.com/channels/{server_id}/{post.channel_id}/{post.message_id}"
    return link(text("config-message-link"), address)


def campaign_button(campaign: Campaign) -> ui.Button[Any]:
    """The way to the page of a campaign."""
    return button(campaign.name, custom_id("config-campaign", campaign.id))


def _blocks(text: Text, home: Home, country: str, missing: MissingPermissions) -> Iterator[str]:
    overview = home.overview
    found = [f"- {problem}" for problem in problems(text, home, missing)] or [text("config-show-no-problem")]
    yield "\n".join([text("config-show-attention"), *found])
    if of_host := [f"- {problem}" for problem in host_problems(text, home)]:
        yield "\n".join([text("config-show-host"), *of_host])
    for campaign, tally in overview.tallies:
        title = text("config-show-campaign", campaign=plain(campaign.name), state=text(f"config-state-{tally.state}"))
        yield "\n".join([title, *campaign_lines(text, home.server, campaign, tally, home.planned.get(campaign.id))])
    started = {campaign.id for campaign, _ in overview.tallies}
    if others := [plain(campaign.name) for campaign in overview.available if campaign.id not in started]:
        yield text("config-show-others", campaigns=", ".join(others))
    yield text(
        "config-show-server",
        campaign=plain(overview.default.name),
        language=language_names(text, [overview.server.language or SOURCE_LANGUAGE]),
        country=country or text("config-country-none"),
        sharing="on" if overview.server.sharing else "off",
        total="on" if overview.server.total else "off",
    )
    yield text("config-show-more")


def _first_step(text: Text, home: Home) -> list[ui.Item[Any]]:
    """Where nothing runs yet, one button starts what this server most likely wants."""
    if not nothing_started(home):
        return []
    first = home.overview.default
    label = text("button-config-start-campaign", campaign=first.name)
    return [button(label, custom_id("config-state", first.id, START), discord.ButtonStyle.success)]


def _campaign_rows(text: Text, campaigns: Sequence[Campaign]) -> list[list[ui.Item[Any]]]:
    """The way to each campaign's page."""
    if len(campaigns) <= AS_BUTTONS:
        return [[campaign_button(each) for each in campaigns]]
    most = limits.SELECT_OPTIONS
    return [[_menu(text, campaigns[first : first + most], first)] for first in range(0, len(campaigns), most)]


def _menu(text: Text, campaigns: Sequence[Campaign], first: int) -> ui.Select[Any]:
    placeholder = text("menu-config-more-campaigns" if first else "menu-config-campaigns")
    options = [discord.SelectOption(label=campaign.name, value=campaign.id) for campaign in campaigns]
    return ui.Select(custom_id=custom_id("config-campaigns", first), placeholder=placeholder, options=options)


def _place(text: Text, server: discord.Guild, post: Post | None) -> str:
    if post is None:
        return text("config-place-none")
    if server.get_channel(post.channel_id) is None:
        return text("config-place-gone")
    channel = f"<#{post.channel_id}>"
    if post.message_id is None:
        return text("config-place-chosen", channel=channel)
    return f"{channel}, {message_link(text, server.id, post)}"


def _counting(text: Text, tally: Tally) -> Iterator[str]:
    """What differs from the way that every campaign is counted at first."""
    if tally.rules.threshold != limits.THRESHOLD:
        yield text("config-threshold", threshold=tally.rules.threshold)
    if tally.rules.slowest:
        yield text("config-cadence", wait=wait(text, tally.rules.slowest))
    if tally.milestones:
        yield text("config-milestones")
