"""`/config show` and `/config campaign`: the home of all settings, and what a campaign does in this server."""

from __future__ import annotations

from typing import Final

import discord
from discord import app_commands

from bot.domain.campaign import Campaign
from bot.domain.errors import NotRunning, Outdated, WrongState
from bot.domain.tally import TallyId
from bot.services import Services
from bot.services.campaigns import TRANSITIONS
from bot.services.publishing import Publishing
from bot.text import Text, Texts
from cogs._answers import Interaction, answer, defer, defer_page, defer_turn, in_words, turn
from cogs._campaign_page import Here, campaign_page, state_words
from cogs._cog import MagnitudeCog, server_of
from cogs._commands import Typed
from cogs._health import Home, MissingPermissions
from cogs._layout import Layout, button, plain
from cogs._moderating import ConfigPart, guild_of, private
from cogs._names import country_name
from cogs._overview import campaign_button, home_page
from cogs._presses import custom_id, on_press, whole

DEFAULT: Final = "default"
RESET: Final = "reset"
ACTIONS: Final = (*TRANSITIONS, DEFAULT, RESET)
"""What `/config campaign` can do, in the order in which Discord lists it."""


class ConfigHome(ConfigPart):
    """`/config show` and `/config campaign`. A press does what the command does, and turns its page."""

    def __init__(self, services: Services, texts: Texts, missing: MissingPermissions, publishing: Publishing) -> None:
        super().__init__(services, texts)
        self._missing = missing
        self._publishing = publishing
        names = {action: texts.source(f"command-config-campaign-action-{action}") for action in ACTIONS}
        choices = [app_commands.Choice(name=name, value=action) for action, name in names.items()]
        app_commands.choices(action=choices)(self.campaign)

    @app_commands.command(name="show")
    async def show(self, interaction: Interaction) -> None:
        await defer_page(interaction)
        await answer(interaction, await self._home(interaction, 0))

    @on_press("config-show")
    async def show_page(self, interaction: Interaction, number: str) -> None:
        await defer_page(interaction)
        await turn(interaction, await self._home(interaction, whole(number)))

    @app_commands.command(name="campaign")
    @app_commands.autocomplete(campaign=MagnitudeCog.suggest_campaign)
    async def campaign(self, interaction: Interaction, action: str, campaign: Typed | None = None) -> None:
        chosen = await self.chosen(interaction, campaign)
        if action == RESET:
            await self._ask_reset(interaction, chosen)
            return
        await defer(interaction)
        if action == DEFAULT:
            await self._set_default(interaction, chosen)
        else:
            await self._show(interaction, chosen, *await self._changed(interaction, chosen, action))

    @on_press("config-campaign")
    async def show_campaign(self, interaction: Interaction, campaign_id: str) -> None:
        await defer_page(interaction)
        await self._show(interaction, await self.chosen(interaction, campaign_id))

    @on_press("config-campaigns")
    async def show_chosen(self, interaction: Interaction, _menu: str, campaign_id: str) -> None:
        await self.show_campaign(interaction, campaign_id)

    @on_press("config-state")
    async def change_state(self, interaction: Interaction, campaign_id: str, action: str) -> None:
        """Where another moderator was faster, the page says so and shows what holds now."""
        if action not in TRANSITIONS:
            raise Outdated
        await defer_turn(interaction)
        campaign = await self.chosen(interaction, campaign_id)
        try:
            notices = await self._changed(interaction, campaign, action)
        except WrongState as refused:
            notices = [in_words(self.text(interaction), refused.key, refused.values)]
        await self._show(interaction, campaign, *notices)

    @on_press("config-default")
    async def make_default(self, interaction: Interaction, campaign_id: str) -> None:
        await defer_turn(interaction)
        await self._set_default(interaction, await self.chosen(interaction, campaign_id))

    @on_press("config-ask-reset")
    async def ask_reset(self, interaction: Interaction, campaign_id: str) -> None:
        await self._ask_reset(interaction, await self.chosen(interaction, campaign_id))

    @on_press("config-reset")
    async def reset(self, interaction: Interaction, campaign_id: str) -> None:
        """S49: shows no number, and the same words however often it is pressed."""
        await defer_turn(interaction)
        text = self.text(interaction)
        campaign = await self.chosen(interaction, campaign_id)
        server_id = server_of(interaction)
        await self.services.campaigns.reset(server_id, campaign, interaction.user.id)
        done = [text("config-reset-done", campaign=plain(campaign.name))]
        done += await self._followed(text, TallyId(server_id, campaign.id))
        await turn(interaction, private(text, *done, actions=[campaign_button(campaign)]))

    async def _home(self, interaction: Interaction, number: int) -> Layout:
        server, text, services = guild_of(interaction), self.text(interaction), self.services
        overview = await services.campaigns.overview(server.id)
        planned = [await services.schedules.planned(server.id, campaign) for campaign, _ in overview.tallies]
        home = Home(
            server=server,
            overview=overview,
            planned={each.tally.campaign_id: each for each in planned if each},
            troubles=await services.schedules.troubles(server.id),
            stale_helplines=services.help.stale(),
            slow=services.settings.slow(),
        )
        return home_page(text, home, self._country(text, overview.server.country), self._missing, number)

    def _country(self, text: Text, code: str | None) -> str:
        """The name of the country that is offered first; empty where there is none."""
        return next((country_name(text, each) for each in self.services.help.all_countries if each.code == code), "")

    async def _show(self, interaction: Interaction, campaign: Campaign, *notices: str) -> None:
        """The page of a campaign as it is now."""
        server, services = guild_of(interaction), self.services
        server_id = server.id
        try:
            tally = await services.campaigns.tally(server_id, campaign)
        except NotRunning:
            tally = None
        planned = await services.schedules.planned(server_id, campaign)
        default = await services.campaigns.chosen(server_id, None)
        here = Here(server, campaign, tally, planned, is_default=default.id == campaign.id)
        await turn(interaction, campaign_page(self.text(interaction), here, *notices))

    async def _changed(self, interaction: Interaction, campaign: Campaign, action: str) -> list[str]:
        """Change the state, and bring the campaign message up to it. Gives what was done. Raises `WrongState`."""
        text = self.text(interaction)
        server_id = server_of(interaction)
        before, tally = await self.services.campaigns.change_state(server_id, campaign, action, interaction.user.id)
        words = {"before": state_words(text, before), "after": state_words(text, tally.state)}
        changed = text("config-state-changed", campaign=plain(campaign.name), **words)
        return [changed, *await self._followed(text, tally.id)]

    async def _set_default(self, interaction: Interaction, campaign: Campaign) -> None:
        text = self.text(interaction)
        before = await self.services.campaigns.set_default(server_of(interaction), campaign, interaction.user.id)
        key = "config-default-same" if before.id == campaign.id else "config-default-changed"
        await self._show(interaction, campaign, text(key, before=plain(before.name), after=plain(campaign.name)))

    async def _ask_reset(self, interaction: Interaction, campaign: Campaign) -> None:
        """S49: asks in the same words whatever there is to remove."""
        await self.started(interaction, campaign)
        text = self.text(interaction)
        remove = button(text("button-config-reset"), custom_id("config-reset", campaign.id), discord.ButtonStyle.danger)
        asked = text("config-reset-ask", campaign=plain(campaign.name))
        await turn(interaction, private(text, asked, actions=[remove, campaign_button(campaign)]))

    async def _followed(self, text: Text, tally: TallyId) -> list[str]:
        """Bring the campaign message up to what holds now; a word when Discord does not take it at once."""
        return [] if await self._publishing.refresh(tally) else [text("config-message-follows")]
