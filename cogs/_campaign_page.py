"""The page of one campaign in `/config`: what it does in this server, and everything that can be set for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import discord
from discord import ui

from bot.domain import limits
from bot.domain.campaign import Campaign
from bot.domain.schedule import Planned
from bot.domain.server import Tally
from bot.domain.tally import State
from bot.services.campaigns import END, RESUME, START, TRANSITIONS
from bot.text import Text
from cogs._layout import Layout, button, page, plain
from cogs._moderating import ways_on
from cogs._number import moment
from cogs._overview import campaign_lines
from cogs._presses import custom_id

ADD: Final = "add campaign:"
"""What opens the panel of a campaign that has no command of its own."""


@dataclass(frozen=True, slots=True)
class Here:
    """A campaign in a server. `tally`: None while it was never started there."""

    server: discord.Guild
    campaign: Campaign
    tally: Tally | None
    planned: Planned | None
    is_default: bool

    @property
    def state(self) -> State | None:
        return None if self.tally is None else self.tally.state


def campaign_page(text: Text, here: Here, *notices: str) -> Layout:
    """What holds now and what that means, under what has been done (`notices`)."""
    title = text("config-page-title", campaign=plain(here.campaign.name), state=state_words(text, here.state))
    blocks = [title, *notices, _meaning(text, here)]
    if here.tally is not None:
        blocks.append("\n".join(campaign_lines(text, here.server, here.campaign, here.tally, here.planned)))
    if here.is_default:
        blocks.append(text("config-page-default"))
    if here.tally is not None and here.tally.state is State.RUNNING:
        blocks.append(text(f"config-next-{_next_step(here)}"))
    rows = [_state_buttons(text, here), _setting_buttons(text, here), ways_on(text)]
    return page([*blocks, text("private-note")], colour=here.campaign.colour, rows=rows)


def state_words(text: Text, state: State | None) -> str:
    """In the middle of a line."""
    return text(f"config-state-{state or 'none'}")


def _meaning(text: Text, here: Here) -> str:
    """What the state does to the number, the message, help and withdrawing (S46)."""
    campaign, tally = here.campaign, here.tally
    if tally is None:
        return text("config-page-none")
    if tally.state is State.ENDED:
        kept = limits.KEEP_ENTRIES_AFTER_END
        return text("config-page-ended", days=kept.days, date=moment(tally.since + kept))
    if tally.state is State.PAUSED:
        return text("config-page-paused")
    command = f"/{ADD}{plain(campaign.name)}" if campaign.own else f"/{campaign.command}"
    return text("config-page-running", command=command)


def _next_step(here: Here) -> str:
    post = here.tally.post if here.tally else None
    if post is None or here.server.get_channel(post.channel_id) is None:
        return "post"
    return "post-there" if post.message_id is None else "done"


def _state_buttons(text: Text, here: Here) -> list[ui.Item[Any]]:
    """Only what is possible now."""
    styles = {START: discord.ButtonStyle.success, RESUME: discord.ButtonStyle.success, END: discord.ButtonStyle.danger}
    buttons: list[ui.Item[Any]] = [
        button(
            text(f"button-config-{action}"),
            custom_id("config-state", here.campaign.id, action),
            styles.get(action, discord.ButtonStyle.secondary),
        )
        for action, (possible, _) in TRANSITIONS.items()
        if here.state in possible
    ]
    if not here.is_default:
        buttons.append(button(text("button-config-default"), custom_id("config-default", here.campaign.id)))
    return buttons


def _setting_buttons(text: Text, here: Here) -> list[ui.Item[Any]]:
    """Where nothing was started there is nothing to place, to schedule or to count; content can be prepared."""
    campaign_id, tally = here.campaign.id, here.tally
    content = button(text("button-config-content"), custom_id("config-content", campaign_id, 0))
    if tally is None:
        return [content]
    next_is_post = tally.state is State.RUNNING and _next_step(here) != "done"
    style = discord.ButtonStyle.success if next_is_post else discord.ButtonStyle.secondary
    return [
        button(text("button-config-message"), custom_id("config-place", campaign_id), style),
        button(text("button-config-schedule"), custom_id("config-schedule", campaign_id)),
        button(text("button-config-tally"), custom_id("config-tally", campaign_id)),
        content,
        button(text("button-config-ask-reset"), custom_id("config-ask-reset", campaign_id)),
    ]
