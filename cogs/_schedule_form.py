"""The form in which a schedule is set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import discord
from discord import ui

from bot.domain import limits
from bot.domain.campaign import Campaign
from bot.domain.errors import Outdated
from bot.domain.schedule import Content, Schedule
from bot.services.schedules import Wanted
from bot.text import Text
from cogs._forms import Form, channel_field, choice_field, text_field
from cogs._layout import Block
from cogs._presses import Fields, custom_id, whole

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""As `parse_days` reads them."""
USUAL_TIME: Final = "18:00"
TIME: Final = 20
"""Characters in which a time of day can be written."""


def usual_fields(channel_id: int) -> Fields:
    """What the form offers where nothing is set. The time zone is never guessed."""
    return Fields(days=",".join(DAYS), time=USUAL_TIME, zone="", content=str(Content.TURN), channel=str(channel_id))


def set_fields(schedule: Schedule) -> Fields:
    """What is set, as the form brings it."""
    return Fields(
        days=",".join(DAYS[day] for day in sorted(schedule.days)),
        time=f"{schedule.at:%H:%M}",
        zone=schedule.zone,
        content=str(schedule.content),
        channel=str(schedule.channel_id),
    )


def wanted_of(fields: Fields) -> Wanted:
    """What the form has brought."""
    if fields["content"] not in Content.__members__.values():
        raise Outdated
    return Wanted(
        days=fields["days"],
        time=fields["time"],
        zone=fields["zone"],
        content=Content(fields["content"]),
        channel_id=whole(fields["channel"]),
    )


def schedule_form(text: Text, server: discord.Guild | None, campaign: Campaign, fields: Fields) -> Form:
    """The form, filled in with these fields; a channel that is gone is left empty."""
    days = {code: text(f"weekday-{day}") for day, code in enumerate(DAYS)}
    contents = {str(content): text(f"command-config-schedule-content-{content}") for content in Content}
    channel = server.get_channel(int(fields["channel"])) if server else None
    time_hint, zone_hint = text("schedule-form-time-hint"), text("schedule-form-zone-hint")
    return Form(
        text("schedule-form"),
        [
            choice_field("days", text("schedule-form-days"), days, fields["days"].split(","), several=True),
            text_field("time", text("schedule-form-time"), fields["time"], most=TIME, hint=time_hint),
            text_field("zone", text("schedule-form-zone"), fields["zone"], most=limits.CONTENT_LINE, hint=zone_hint),
            choice_field("content", text("schedule-form-content"), contents, [fields["content"]]),
            channel_field("channel", text("schedule-form-channel"), channel.id if channel else None),
        ],
        "config-schedule-save",
        campaign.id,
    )


def zone_blocks(text: Text, zones: Sequence[str], campaign: Campaign, token: str) -> list[Block]:
    """A menu of time zones that may have been meant, which completes the draft of the token with one press."""
    menu = ui.Select[Any](
        custom_id=custom_id("config-schedule-zone", campaign.id, token),
        placeholder=text("schedule-form-zone"),
        options=[discord.SelectOption(label=zone, value=zone) for zone in zones[: limits.SELECT_OPTIONS]],
    )
    return [text("schedule-zones"), ui.ActionRow(menu)]
