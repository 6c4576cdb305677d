"""`/config schedule`: what the bot posts at set times, as a command, a page and a form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import discord
from discord import app_commands, ui

from bot.domain.campaign import Campaign
from bot.domain.errors import Refusal, UnknownZone
from bot.domain.schedule import Content, Schedule, parse_days
from bot.domain.server import Tally
from bot.services import Services
from bot.services.schedules import Wanted
from bot.text import Text, Texts
from cogs._answers import Interaction, answer, defer, defer_turn, in_words, turn
from cogs._channels import MessageChannel, usable
from cogs._cog import MagnitudeCog, server_of
from cogs._commands import Typed
from cogs._forms import Drafts, show_form
from cogs._layout import Block, Layout, button, lines, plain
from cogs._moderating import ConfigPart, private
from cogs._overview import MissingPermissions, campaign_button
from cogs._presses import Fields, custom_id, on_form, on_press
from cogs._schedule_form import DAYS, schedule_form, set_fields, usual_fields, wanted_of, zone_blocks
from cogs._schedule_words import changed_words, days_words, next_words, schedule_words, trouble_line

OFF: Final = "off"
"""What the option "content" offers beside the contents."""
USUAL_DAYS: Final = ("daily", "weekdays", "mon wed fri", "tue thu", "sat sun", *DAYS)
"""What is offered while somebody types days."""
TROUBLES: Final = 5
"""How many posts that did not come are told of on the page: the newest."""


class ConfigSchedule(ConfigPart):
    """Sets, changes and turns off a campaign's schedule. The page, the form and the command do the same."""

    def __init__(self, services: Services, texts: Texts, missing: MissingPermissions) -> None:
        super().__init__(services, texts)
        self._missing = missing
        self._drafts = Drafts[Fields]()
        values = (*Content, OFF)
        names = {value: texts.source(f"command-config-schedule-content-{value}") for value in values}
        choices = [app_commands.Choice(name=name, value=str(value)) for value, name in names.items()]
        app_commands.choices(content=choices)(self.schedule)

    async def suggest_zone(self, _interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=zone, value=zone) for zone in self.services.schedules.suggest_zones(typed)]

    async def suggest_days(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """What is usual; any other days can be typed as well."""
        text = self.text(interaction)
        names = {days: days_words(text, parse_days(days)) for days in USUAL_DAYS}
        wanted = typed.casefold().strip()
        return [
            app_commands.Choice(name=name, value=days)
            for days, name in names.items()
            if wanted in f"{days} {name}".casefold()
        ]

    @app_commands.command(name="schedule")
    @app_commands.autocomplete(campaign=MagnitudeCog.suggest_campaign, zone=suggest_zone, days=suggest_days)
    async def schedule(
        self,
        interaction: Interaction,
        *,
        time: Typed | None = None,
        zone: Typed | None = None,
        days: Typed | None = None,
        content: str | None = None,
        channel: app_commands.Transform[app_commands.AppCommandChannel, MessageChannel] | None = None,
        campaign: Typed | None = None,
    ) -> None:
        await defer(interaction)
        chosen = await self.chosen(interaction, campaign)
        if content == OFF:
            await answer(interaction, await self._turned_off(interaction, chosen))
            return
        wanted = Wanted(days, time, zone, Content(content) if content else None, channel.id if channel else None)
        if wanted == Wanted():
            await answer(interaction, await self._page(interaction, chosen))
        else:
            await answer(interaction, await self._changed(interaction, chosen, wanted))

    @on_press("config-schedule")
    async def show(self, interaction: Interaction, campaign_id: str) -> None:
        await defer_turn(interaction)
        await turn(interaction, await self._page(interaction, await self.chosen(interaction, campaign_id)))

    @on_press("config-schedule-off")
    async def turn_off(self, interaction: Interaction, campaign_id: str) -> None:
        await defer_turn(interaction)
        await turn(interaction, await self._turned_off(interaction, await self.chosen(interaction, campaign_id)))

    @on_press("config-schedule-edit")
    async def edit(self, interaction: Interaction, campaign_id: str, token: str = "") -> None:
        """Open the form: with what was typed before, if a token tells, else with what is set."""
        campaign = await self.chosen(interaction, campaign_id)
        if token:
            fields = self._drafts.find(server_of(interaction), token)
        else:
            fields = await self._current(interaction, campaign)
        await show_form(interaction, schedule_form(self.text(interaction), interaction.guild, campaign, fields))

    @on_form("config-schedule-save")
    async def save(self, interaction: Interaction, campaign_id: str, fields: Fields) -> None:
        await defer_turn(interaction)
        await turn(interaction, await self._saved(interaction, campaign_id, fields))

    @on_press("config-schedule-zone")
    async def choose_zone(self, interaction: Interaction, campaign_id: str, token: str, zone: str) -> None:
        """Save what the form brought, with another time zone than the one that was typed."""
        fields = Fields({**self._drafts.find(server_of(interaction), token), "zone": zone})
        await defer_turn(interaction)
        await turn(interaction, await self._saved(interaction, campaign_id, fields))

    async def _page(self, interaction: Interaction, campaign: Campaign) -> Layout:
        """What is set, what comes next, and what did not come."""
        text = self.text(interaction)
        tally = await self.started(interaction, campaign)
        planned = await self.services.schedules.planned(tally.id.server_id, campaign)
        schedule = planned.schedule if planned else None
        told = [text("schedule-set", schedule=schedule_words(text, schedule))]
        if planned is not None:
            told += next_words(text, campaign, tally, planned)
            told += self._channel_trouble(text, interaction.guild, planned.schedule)
        troubles = [
            f"- {trouble_line(text, delivery, campaign.name)}"
            for delivery in await self.services.schedules.troubles(tally.id.server_id)
            if delivery.tally == tally.id
        ]
        if troubles:
            troubles = [text("schedule-troubles"), *troubles[:TROUBLES]]
        title = text("schedule-title", campaign=plain(campaign.name))
        blocks = filter(None, (lines(title, *told), lines(*troubles), text("schedule-about")))
        return private(text, *blocks, actions=actions(text, campaign, schedule))

    async def _changed(self, interaction: Interaction, campaign: Campaign, wanted: Wanted) -> Layout:
        """Change the schedule, and say what held before and what holds now."""
        text = self.text(interaction)
        tally = await self.started(interaction, campaign)
        wanted = await self._placed(interaction, campaign, tally, wanted)
        schedules = self.services.schedules
        before, planned = await schedules.set(tally.id.server_id, campaign, wanted, interaction.user.id)
        changed = changed_words(text, campaign, before, planned.schedule)
        return private(
            text,
            changed,
            lines(*next_words(text, campaign, tally, planned)),
            actions=actions(text, campaign, planned.schedule),
        )

    async def _turned_off(self, interaction: Interaction, campaign: Campaign) -> Layout:
        text = self.text(interaction)
        tally = await self.started(interaction, campaign)
        before = await self.services.schedules.turn_off(tally.id.server_id, campaign, interaction.user.id)
        return private(text, changed_words(text, campaign, before, None), actions=actions(text, campaign, None))

    async def _saved(self, interaction: Interaction, campaign_id: str, fields: Fields) -> Layout:
        """What a form brought is saved, or kept for another try, and nothing is changed."""
        campaign = await self.chosen(interaction, campaign_id)
        wanted = wanted_of(fields)
        try:
            return await self._changed(interaction, campaign, wanted)
        except Refusal as refusal:
            token = self._drafts.keep(server_of(interaction), fields)
            text = self.text(interaction)
            blocks: list[Block] = [lines(in_words(text, refusal.key, refusal.values), text("schedule-not-changed"))]
            if isinstance(refusal, UnknownZone):
                # What is spelt nearly so may be far off, as it is for a country: the usual ones follow.
                suggest = self.services.schedules.suggest_zones
                zones = [*dict.fromkeys([*suggest(fields["zone"]), *suggest("")])]
                blocks += zone_blocks(text, zones, campaign, token)
            again = button(text("button-schedule-retry"), custom_id("config-schedule-edit", campaign.id, token))
            return private(text, *blocks, actions=[again])

    async def _placed(self, interaction: Interaction, campaign: Campaign, tally: Tally, wanted: Wanted) -> Wanted:
        """A first schedule posts where the campaign message stands, or else here, unless another channel is named.

        Raises `ChannelUnusable` before anything is stored.
        """
        planned = await self.services.schedules.planned(tally.id.server_id, campaign)
        kept = planned.schedule.channel_id if planned else usual_channel(interaction, tally)
        channel_id = wanted.channel_id or kept
        usable(interaction.guild.get_channel(channel_id) if interaction.guild else None, self._missing)
        return wanted if planned else replace(wanted, channel_id=channel_id)

    async def _current(self, interaction: Interaction, campaign: Campaign) -> Fields:
        """What is set, as the form's fields; where nothing is, what is usual."""
        tally = await self.started(interaction, campaign)
        planned = await self.services.schedules.planned(tally.id.server_id, campaign)
        return set_fields(planned.schedule) if planned else usual_fields(usual_channel(interaction, tally))

    def _channel_trouble(self, text: Text, server: discord.Guild | None, schedule: Schedule) -> Iterator[str]:
        channel = server.get_channel(schedule.channel_id) if server else None
        if not isinstance(channel, discord.TextChannel):
            yield text("schedule-channel-gone")
        elif lacking := self._missing(channel):
            yield text("schedule-permissions", channel=channel.mention, permissions=lacking)


def usual_channel(interaction: Interaction, tally: Tally) -> int:
    """Where a first schedule posts if nothing else is said: beside the campaign message, or else here."""
    return tally.post.channel_id if tally.post else interaction.channel_id or 0


def actions(text: Text, campaign: Campaign, schedule: Schedule | None) -> list[ui.Item[Any]]:
    """What can be done from here."""
    edit = custom_id("config-schedule-edit", campaign.id)
    if schedule is None:
        return [button(text("button-schedule-set"), edit), campaign_button(campaign)]
    off = button(text("button-schedule-off"), custom_id("config-schedule-off", campaign.id))
    return [button(text("button-schedule-change"), edit), off, campaign_button(campaign)]
