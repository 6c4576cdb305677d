"""`/config tally`: how a campaign is counted. `/config sharing`, `language`, `country`: what holds for the server."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from discord import app_commands

from bot.domain import limits
from bot.domain.campaign import Campaign
from bot.domain.errors import Outdated, RuleRefused, UnknownCountry
from bot.domain.tally import Rules
from bot.services import Services
from bot.services.publishing import Publishing
from bot.services.server_settings import hours
from bot.text import Text, Texts
from cogs._answers import Interaction, defer_page, defer_turn, in_words, turn
from cogs._cog import MagnitudeCog, server_of
from cogs._commands import Typed
from cogs._counting import (
    CADENCES,
    OFF,
    ON,
    SHOWN,
    counting_changes,
    counting_form,
    counting_page,
    counting_question,
    is_on,
    switch,
    wait,
    whole_number,
)
from cogs._defaults import DEFAULTS, NO_COUNTRY, country_words, defaults_form, defaults_page, language_words
from cogs._forms import show_form
from cogs._layout import plain
from cogs._moderating import ConfigPart
from cogs._names import country_name, language_names
from cogs._presses import Fields, on_form, on_press, whole

THRESHOLDS: Final = (15, 20, 25, 50, 100)
"""Suggested while a moderator types; any multiple of 5 is possible (S15)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a moderator wants of the way a campaign is counted; None: as it is."""

    threshold: int | None = None
    slowest: timedelta | None = None
    milestones: bool | None = None


class ConfigSettings(ConfigPart):
    """A command without an option shows what holds, with a form; with one it does what the form does."""

    def __init__(self, services: Services, texts: Texts, publishing: Publishing) -> None:
        super().__init__(services, texts)
        self._publishing = publishing
        text = texts.source
        switches = [app_commands.Choice(name=switch(text, on=value == ON), value=value) for value in (ON, OFF)]
        waits = [app_commands.Choice(name=wait(text, slowest), value=hours(slowest)) for slowest in CADENCES]
        app_commands.choices(cadence=waits)(self.tally)
        app_commands.choices(milestones=switches)(self.tally)
        app_commands.choices(here=switches, total=switches)(self.sharing)

    @app_commands.command(name="tally")
    @app_commands.autocomplete(campaign=MagnitudeCog.suggest_campaign)
    async def tally(
        self,
        interaction: Interaction,
        threshold: int | None = None,
        cadence: int | None = None,
        milestones: str | None = None,
        campaign: Typed | None = None,
    ) -> None:
        slowest = None if cadence is None else timedelta(hours=cadence)
        wanted = Wanted(threshold, slowest, None if milestones is None else milestones == ON)
        await defer_page(interaction)
        await self._change_counting(interaction, await self.chosen(interaction, campaign), wanted)

    @tally.autocomplete("threshold")
    async def suggest_threshold(self, _interaction: Interaction, typed: object) -> list[app_commands.Choice[int]]:
        """`typed`: a number, or the words that are none yet."""
        begun = str(typed).strip()
        return [app_commands.Choice(name=str(each), value=each) for each in THRESHOLDS if str(each).startswith(begun)]

    @on_press("config-tally")
    async def show_counting(self, interaction: Interaction, campaign_id: str) -> None:
        await defer_page(interaction)
        await self._change_counting(interaction, await self.chosen(interaction, campaign_id), Wanted())

    @on_press("config-tally-edit")
    async def edit_counting(self, interaction: Interaction, campaign_id: str) -> None:
        campaign = await self.chosen(interaction, campaign_id)
        tally = await self.started(interaction, campaign)
        await show_form(interaction, counting_form(self.text(interaction), campaign, tally))

    @on_form("config-tally-save")
    async def save_counting(self, interaction: Interaction, campaign_id: str, shown: str, fields: Fields) -> None:
        """What came back as the form showed it stays as it is, also when another moderator has changed it meanwhile."""
        await defer_page(interaction)
        text = self.text(interaction)
        campaign = await self.chosen(interaction, campaign_id)
        tally = await self.started(interaction, campaign)
        try:
            await self._change_counting(interaction, campaign, _counting_wanted(fields, shown, tally.rules))
        except RuleRefused as refused:
            notice = f"{in_words(text, refused.key, refused.values)} {text('setting-not-changed')}"
            await turn(interaction, counting_page(text, campaign, tally, notice))

    @on_press("config-tally-raise")
    async def make_stricter(self, interaction: Interaction, campaign_id: str, threshold: str, seconds: str) -> None:
        """The answer to a `counting_question`."""
        text = self.text(interaction)
        campaign = await self.chosen(interaction, campaign_id)
        tally = await self.started(interaction, campaign)
        number, slowest = whole(threshold) or None, _within_bounds(whole(seconds)) or None
        settings = self.services.settings
        await settings.check_counting(tally, threshold=number, slowest=slowest)
        await defer_turn(interaction)
        before, tally = await settings.set_counting(
            tally.id.server_id, campaign, interaction.user.id, threshold=number, slowest=slowest
        )
        done = counting_changes(text, before, tally)
        if not await self._publishing.refresh(tally.id):
            done.append(text("config-message-follows"))
        await turn(interaction, counting_page(text, campaign, tally, *done))

    async def _change_counting(self, interaction: Interaction, campaign: Campaign, wanted: Wanted) -> None:
        """Turn milestones on or off at once; ask before what is never taken back (S14, S16). Else show what holds."""
        text = self.text(interaction)
        settings = self.services.settings
        tally = await self.started(interaction, campaign)
        await settings.check_counting(tally, threshold=wanted.threshold, slowest=wanted.slowest)
        now = tally.rules
        after = now.stricter(Rules(wanted.threshold or now.threshold, wanted.slowest or now.slowest))
        done: list[str] = []
        if wanted.milestones is not None:
            before, tally = await settings.set_counting(
                tally.id.server_id, campaign, interaction.user.id, milestones=wanted.milestones
            )
            done = counting_changes(text, before, tally)
        elif wanted != Wanted() and after == now:
            done = [text("setting-same")]
        layout = (
            counting_page(text, campaign, tally, *done)
            if after == now
            else counting_question(text, campaign, now, after, *done)
        )
        await turn(interaction, layout)

    @app_commands.command(name="sharing")
    async def sharing(self, interaction: Interaction, here: str | None = None, total: str | None = None) -> None:
        given = {"sharing": here, "total": total}
        await self._change_defaults(interaction, {name: value for name, value in given.items() if value is not None})

    @app_commands.command(name="language")
    async def language(self, interaction: Interaction, language: Typed | None = None) -> None:
        await self._change_defaults(interaction, {} if language is None else {"language": self._code(language)})

    @language.autocomplete("language")
    async def suggest_language(self, _interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=name, value=code)
            for code, name in self._languages().items()
            if typed.casefold() in f"{code} {name}".casefold()
        ][: limits.AUTOCOMPLETE_CHOICES]

    @app_commands.command(name="country")
    async def country(self, interaction: Interaction, country: Typed | None = None) -> None:
        await self._change_defaults(interaction, {} if country is None else {"country": country})

    @country.autocomplete("country")
    async def suggest_country(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        text = self.text(interaction)
        return [
            app_commands.Choice(name=country_name(text, country), value=country.code)
            for country in self.services.help.countries(typed)
        ]

    @on_press("config-defaults")
    async def show_defaults(self, interaction: Interaction) -> None:
        await self._change_defaults(interaction, {})

    @on_press("config-country")
    async def remove_country(self, interaction: Interaction) -> None:
        await self._change_defaults(interaction, {"country": NO_COUNTRY})

    @on_press("config-defaults-edit")
    async def edit_defaults(self, interaction: Interaction) -> None:
        overview = await self.services.campaigns.overview(server_of(interaction))
        countries = self.services.help.all_countries
        form = defaults_form(self.text(interaction), overview, self._languages(), countries)
        await show_form(interaction, form)

    @on_form("config-defaults-save")
    async def save_defaults(self, interaction: Interaction, shown: str, fields: Fields) -> None:
        """What came back as the form showed it stays as it is, also when another moderator has changed it meanwhile."""
        before = dict(zip(DEFAULTS, _shown(shown, len(DEFAULTS)), strict=True))
        countries = self.services.help.all_countries
        before["country"] = country_words(self.text(interaction), countries, before["country"])
        given = {setting: fields[setting].strip() for setting in DEFAULTS}
        changed = {setting: value for setting, value in given.items() if value != before[setting]}
        await self._change_defaults(interaction, changed)

    async def _change_defaults(self, interaction: Interaction, wanted: Mapping[str, str]) -> None:
        """Change these settings, each with what held before, and show all. What cannot be is told before any change."""
        await defer_page(interaction)
        text = self.text(interaction)
        try:
            await self._check_defaults(interaction, wanted)
        except UnknownCountry:
            overview = await self.services.campaigns.overview(server_of(interaction))
            unknown = text("defaults-country-unknown", name=plain(wanted["country"]))
            countries = self.services.help.all_countries
            await turn(interaction, defaults_page(text, overview, self._languages(), countries, unknown))
            return
        done: list[str] = []
        for setting, value in wanted.items():
            before, after = await self._change(interaction, setting, value)
            words = {"setting": text(f"setting-{setting}"), "before": before, "after": after}
            if before != after:
                done.append(text("setting-changed", **words))
        if wanted and not done:
            done.append(text("setting-same"))
        overview = await self.services.campaigns.overview(server_of(interaction))
        if "language" in wanted:
            posted = [tally.id for _, tally in overview.tallies if tally.post is not None]
            if not all(await asyncio.gather(*map(self._publishing.refresh, posted))):
                done.append(text("config-message-follows"))
        countries = self.services.help.all_countries
        await turn(interaction, defaults_page(text, overview, self._languages(), countries, *done))

    async def _check_defaults(self, interaction: Interaction, wanted: Mapping[str, str]) -> None:
        """Raises a `Refusal` for what one of these settings cannot be: of several none is changed then."""
        self.services.help.help(wanted.get("country") or None)
        if "default" in wanted:
            await self.services.campaigns.find(server_of(interaction), wanted["default"])
        if "language" in wanted:
            self.services.settings.check_language(wanted["language"])
        for setting in ("sharing", "total"):
            if setting in wanted:
                is_on(wanted[setting])

    async def _change(self, interaction: Interaction, setting: str, value: str) -> tuple[str, str]:
        """Change one setting. Gives in words what held before, and what holds now."""
        text = self.text(interaction)
        server_id, moderator_id = server_of(interaction), interaction.user.id
        settings, campaigns = self.services.settings, self.services.campaigns
        if setting == "default":
            campaign = await campaigns.find(server_id, value)
            default = await campaigns.set_default(server_id, campaign, moderator_id)
            return plain(default.name), plain(campaign.name)
        if setting == "language":
            server = await settings.set_language(server_id, value, moderator_id)
            return language_words(self._languages(), server.language), language_words(self._languages(), value)
        if setting == "country":
            server, country = await settings.set_country(server_id, value or None, moderator_id)
            return self._country(text, server.country), self._country(text, country and country.code)
        on = is_on(value)
        if setting == "sharing":
            before = (await settings.set_sharing(server_id, moderator_id, sharing=on)).sharing
        else:
            before = (await settings.set_total(server_id, moderator_id, total=on)).total
        return switch(text, on=before), switch(text, on=on)

    def _country(self, text: Text, code: str | None) -> str:
        return plain(country_words(text, self.services.help.all_countries, code)) or text("setting-none")

    def _languages(self) -> Mapping[str, str]:
        """Each language that the bot speaks, by its code, under its own name."""
        return {code: language_names(self.texts.of(code), [code]) for code in self.services.settings.languages}

    def _code(self, typed: str) -> str:
        """The code of a language, by its code or own name; what is neither stays as it was typed."""
        wanted = typed.strip().casefold()
        codes = (code for code, name in self._languages().items() if wanted in (code.casefold(), name.casefold()))
        return next(codes, typed)


def _counting_wanted(fields: Fields, shown: str, now: Rules) -> Wanted:
    """What a form wants; None for what it showed. Raises `RuleRefused` for a threshold that is no number."""
    threshold, cadence, milestones = _shown(shown, 3)
    number = whole_number(fields["threshold"], now.threshold)
    return Wanted(
        threshold=None if number == whole(threshold) else number,
        slowest=None if fields["cadence"] == cadence else _cadence(fields["cadence"]),
        milestones=None if fields["milestones"] == milestones else is_on(fields["milestones"]),
    )


def _cadence(chosen: str) -> timedelta:
    """One of those that the form offers. Raises `Outdated` for another."""
    offered = {str(hours(cadence)): cadence for cadence in CADENCES}
    if chosen not in offered:
        raise Outdated
    return offered[chosen]


def _within_bounds(seconds: int) -> timedelta:
    """What a question asked for. Raises `Outdated` for what none asks."""
    if not 0 <= seconds <= limits.SLOWEST_CADENCE.total_seconds():
        raise Outdated
    return timedelta(seconds=seconds)


def _shown(argument: str, count: int) -> list[str]:
    """What a form showed when it opened. Raises `Outdated` for a form of another version."""
    shown = argument.split(SHOWN)
    if len(shown) != count:
        raise Outdated
    return shown
