"""How a campaign is counted, as `/config tally` shows it and asks for it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Final

import discord
from discord import ui

from bot.domain import limits
from bot.domain.campaign import Campaign
from bot.domain.errors import Outdated
from bot.domain.server import Tally
from bot.domain.tally import Rules
from bot.services.server_settings import Counting, hours, threshold_refused
from bot.text import Text
from cogs._forms import Form, choice_field, text_field
from cogs._layout import Layout, button, plain
from cogs._moderating import private
from cogs._presses import custom_id

ON: Final = "on"
OFF: Final = "off"

SHOWN: Final = ","
"""Between what a form showed, in its custom id."""

CADENCES: Final = (
    timedelta(0),
    timedelta(hours=12),
    timedelta(days=1),
    timedelta(days=2),
    timedelta(weeks=1),
    limits.SLOWEST_CADENCE,
)
"""What a moderator can choose between. 0: as often as the rule says (S16)."""

_WHOLE_NUMBER: Final = re.compile(r"\d{1,9}|\d{1,3}(,\d{3}){1,2}")
"""Also as the bot writes it: 1,000."""


def switch(text: Text, *, on: bool) -> str:
    """A setting that is on or off, in words."""
    return text("setting-on" if on else "setting-off")


def is_on(value: str) -> bool:
    """What was chosen from a switch. Raises `Outdated` for what none offers."""
    if value not in (ON, OFF):
        raise Outdated
    return value == ON


def wait(text: Text, slowest: timedelta) -> str:
    """How often a number is looked at, at most."""
    return text("counting-wait", hours=hours(slowest))


def whole_number(typed: str, now: int) -> int:
    """The threshold that was written into a form. Raises `RuleRefused` for words. `now`: what holds."""
    written = typed.strip()
    if not _WHOLE_NUMBER.fullmatch(written):
        raise threshold_refused("threshold-number", now)
    return int(written.replace(",", ""))


def counting_page(text: Text, campaign: Campaign, tally: Tally, *done: str) -> Layout:
    """What holds and what it means. `done`: what was changed."""
    edit = button(text("button-config-tally-edit"), custom_id("config-tally-edit", campaign.id))
    return private(
        text,
        *done,
        text("counting-title", campaign=plain(campaign.name)),
        text("counting-threshold", threshold=tally.rules.threshold),
        text("counting-cadence", wait=wait(text, tally.rules.slowest)),
        text("counting-milestones", switch=switch(text, on=tally.milestones)),
        text("counting-ratchet"),
        actions=[edit],
    )


def counting_form(text: Text, campaign: Campaign, tally: Tally) -> Form:
    """Offers nothing that would be refused. What it shows stands in its custom id, so that changes can be told."""
    now = tally.rules
    possible = sorted({now.slowest, *(each for each in CADENCES if each >= now.slowest)})
    posted = ON if tally.milestones else OFF
    return Form(
        text("counting-form", campaign=campaign.name),
        [
            text_field(
                "threshold",
                text("counting-form-threshold"),
                str(now.threshold),
                most=len("1,000,000"),
                hint=text("counting-form-threshold-hint", now=now.threshold, most=limits.HIGHEST_THRESHOLD),
            ),
            choice_field(
                "cadence",
                text("counting-form-cadence"),
                {str(hours(each)): wait(text, each) for each in possible},
                [str(hours(now.slowest))],
                hint=text("counting-form-cadence-hint"),
            ),
            choice_field(
                "milestones",
                text("counting-form-milestones"),
                {ON: switch(text, on=True), OFF: switch(text, on=False)},
                [posted],
                hint=text("counting-form-milestones-hint"),
            ),
        ],
        "config-tally-save",
        campaign.id,
        SHOWN.join([str(now.threshold), str(hours(now.slowest)), posted]),
    )


def counting_question(text: Text, campaign: Campaign, now: Rules, after: Rules, *done: str) -> Layout:
    """Asked before what is never taken back. A 0 in the button stands for what stays as it is."""
    threshold = seconds = 0
    questions: list[str] = []
    if after.threshold != now.threshold:
        threshold = after.threshold
        questions.append(text("counting-ask-threshold", before=now.threshold, after=threshold))
    if after.slowest != now.slowest:
        seconds = int(after.slowest.total_seconds())
        questions.append(text("counting-ask-cadence", before=wait(text, now.slowest), after=wait(text, after.slowest)))
    confirm: ui.Button[Any] = button(
        text("button-config-tally-raise"),
        custom_id("config-tally-raise", campaign.id, threshold, seconds),
        discord.ButtonStyle.danger,
    )
    title = text("counting-title", campaign=plain(campaign.name))
    return private(text, *done, title, *questions, text("counting-ask-keep"), actions=[confirm])


def counting_changes(text: Text, before: Counting, tally: Tally) -> list[str]:
    """What is different now; one sentence when nothing is."""
    settings = (
        ("counting-form-threshold", str(before.rules.threshold), str(tally.rules.threshold)),
        ("counting-form-cadence", wait(text, before.rules.slowest), wait(text, tally.rules.slowest)),
        ("counting-form-milestones", switch(text, on=before.milestones), switch(text, on=tally.milestones)),
    )
    changed = [
        text("setting-changed", setting=text(key), before=old, after=new) for key, old, new in settings if old != new
    ]
    return changed or [text("setting-same")]
