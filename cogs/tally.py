"""Being counted: the private panel behind each campaign's own command, and the published number."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands, ui

from bot.domain import limits
from bot.domain.campaign import Campaign
from bot.domain.errors import NotRunning
from bot.domain.server import Tally
from bot.domain.tally import State
from bot.services import Services
from bot.services.tallies import Published
from bot.text import Text, Texts
from cogs._answers import Interaction, answer, turn
from cogs._cog import MagnitudeCog, server_of
from cogs._commands import Typed
from cogs._content import own_mark
from cogs._layout import Block, Layout, button, help_button, leave_button, line, lines, page, plain
from cogs._number import history_lines, number_lines, total_lines
from cogs._presses import custom_id, on_press
from cogs._share import share, share_row


class TallyCog(MagnitudeCog):
    """`/metoo` (one such command a campaign) and `/tally`."""

    def __init__(self, services: Services, texts: Texts) -> None:
        super().__init__(services, texts)
        # Made beforehand, since making one takes a sixth of an answer's time; so what is there tells of no press.
        self._ready = {
            (language, campaign.id, key): confirmation(texts.of(language), campaign.id, key)
            for language in texts.languages
            for campaign in services.campaigns.catalogue
            for key in ("panel-added", "panel-withdrawn")
        }

    def panel_commands(self) -> list[app_commands.Command[Any, ..., None]]:
        """One command a campaign; its name comes from the campaign file."""
        return [self._panel_command(campaign) for campaign in self.services.campaigns.catalogue]

    def _panel_command(self, campaign: Campaign) -> app_commands.Command[Any, ..., None]:
        async def show_panel(interaction: Interaction) -> None:
            await self.show_panel(interaction, campaign.id)

        return app_commands.Command(
            name=campaign.command,
            description=self.texts.source("command-of-campaign", hashtag=campaign.hashtag),
            callback=show_panel,
            allowed_contexts=app_commands.AppCommandContext(guild=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
        )

    @app_commands.command(name="add")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True)
    @app_commands.autocomplete(campaign=MagnitudeCog.suggest_campaign)
    async def open_panel(self, interaction: Interaction, campaign: Typed) -> None:
        """The command of a server's own campaigns; it opens the panel of any."""
        await self.show_panel(interaction, (await self.chosen(interaction, campaign)).id)

    @on_press("panel")
    async def show_panel(self, interaction: Interaction, campaign_id: str) -> None:
        """S1: explains, and stores nothing."""
        text = self.text(interaction)
        campaign = await self.services.campaigns.find(interaction.guild_id, campaign_id)
        tally = await self.services.campaigns.tally(server_of(interaction), campaign)
        await answer(interaction, panel(text, campaign, tally))

    @on_press("add")
    async def add(self, interaction: Interaction, campaign_id: str) -> None:
        """Stores (S1). The answer takes the panel's place: no earlier answer stays on the screen beside it.

        To a campaign whose file is gone nobody can say yes any more, though its panel may still be open.
        """
        campaigns = self.services.campaigns
        await campaigns.check(interaction.guild_id, campaign_id)
        try:
            await self.services.tallies.add(server_of(interaction), campaign_id, interaction.user.id)
        except NotRunning:
            raise NotRunning(campaign=(await campaigns.find(interaction.guild_id, campaign_id)).name) from None
        await turn(interaction, self._confirmation(self.text(interaction), campaign_id, "panel-added"))

    @on_press("withdraw")
    async def withdraw(self, interaction: Interaction, campaign_id: str) -> None:
        """One press on the panel, as for adding (S3)."""
        await self.services.tallies.withdraw(server_of(interaction), campaign_id, interaction.user.id)
        await turn(interaction, self._confirmation(self.text(interaction), campaign_id, "panel-withdrawn"))

    def _confirmation(self, text: Text, campaign_id: str, key: str) -> Layout:
        return self._ready.get((text.language, campaign_id, key)) or confirmation(text, campaign_id, key)

    @app_commands.command(name="tally")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True)
    @app_commands.autocomplete(campaign=MagnitudeCog.suggest_campaign)
    async def tally(self, interaction: Interaction, campaign: Typed | None = None) -> None:
        text = self.text(interaction)
        chosen = await self.chosen(interaction, campaign)
        published = await self.services.tallies.published(server_of(interaction), chosen)
        total = await self._total(interaction, chosen, published)
        row = await share_row(interaction, self.services.sharing, text, "share-tally", chosen.id)
        blocks = [*number(text, chosen, published, total), text("private-note")]
        buttons = [*row, help_button(text), leave_button(text)]
        await answer(interaction, page(blocks, colour=chosen.colour, rows=[buttons]))

    async def _total(self, interaction: Interaction, campaign: Campaign, published: Published) -> int | None:
        """S21; a server where the campaign does not run shows no number at all (S46)."""
        if published.state is not State.RUNNING:
            return None
        return await self.services.tallies.total(server_of(interaction), campaign)

    @on_press("share-tally")
    async def share_tally(self, interaction: Interaction, campaign_id: str) -> None:
        text = self.texts.source
        campaign = await self.services.campaigns.find(interaction.guild_id, campaign_id)
        published = await self.services.tallies.published(server_of(interaction), campaign)
        layout = page(number(text, campaign, published), colour=campaign.colour, rows=[[help_button(text)]])
        await share(interaction, self.services.sharing, self.text(interaction), layout)


def panel(text: Text, campaign: Campaign, tally: Tally) -> Layout:
    """What is agreed to (S2); the same for everybody, counted or not (S24)."""
    blocks: list[Block] = [
        lines(f"## {plain(campaign.panel.title)}", own_mark(text, campaign)),
        plain(campaign.panel.meaning),
        text("consent-kept"),
        text("consent-seen", threshold=tally.rules.threshold),
        text("consent-how-long", days=limits.KEEP_ENTRIES_AFTER_END.days),
        text("consent-limits"),
    ]
    if tally.state is not State.RUNNING:
        blocks.insert(1, text(f"panel-{tally.state}", campaign=plain(campaign.hashtag)))
    return page([*blocks, text("consent-version"), text("private-note")], rows=[panel_buttons(text, campaign.id)])


def confirmation(text: Text, campaign_id: str, key: str) -> Layout:
    """What now holds; the same words whatever held before (S26)."""
    return page([text(key), text("private-note")], rows=[panel_buttons(text, campaign_id)])


def panel_buttons(text: Text, campaign_id: str) -> list[ui.Item[Any]]:
    """Always the same four (S24), none of them standing out."""
    plain_style = discord.ButtonStyle.secondary
    return [
        button(text("button-add"), custom_id("add", campaign_id), plain_style),
        button(text("button-withdraw"), custom_id("withdraw", campaign_id), plain_style),
        button(text("button-help"), custom_id("help"), plain_style),
        leave_button(text),
    ]


def number(text: Text, campaign: Campaign, published: Published, total: int | None = None) -> list[Block]:
    """The published number, the total across servers where there is one, and the published numbers before it."""
    blocks: list[Block] = [
        lines(text("tally-title", hashtag=plain(campaign.hashtag)), own_mark(text, campaign)),
        *number_lines(text, published),
        *total_lines(text, total),
    ]
    if published.history:
        earlier = "\n".join(history_lines(text, published.history))
        blocks += [line(), f"{text('history-title')}\n{earlier}"]
    return [*blocks, line(), text("tally-explained")]
