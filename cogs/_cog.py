"""What all cogs have: the services, the reader's language, and the campaign option."""

from __future__ import annotations

from typing import Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain import limits
from bot.domain.campaign import Campaign
from bot.domain.errors import NotAllowed, StoreUnavailable
from bot.services import Services
from bot.text import Text, Texts
from cogs._answers import Interaction

PRESSES: Final = (discord.InteractionType.component, discord.InteractionType.modal_submit)


class MagnitudeCog(commands.Cog):
    """A part of the bot's face. Its buttons are the methods marked with `on_press`."""

    def __init__(self, services: Services, texts: Texts) -> None:
        self.services = services
        self.texts = texts

    def text(self, interaction: Interaction) -> Text:
        """The sentences in the language that the person has chosen in Discord."""
        return self.texts.of(str(interaction.locale))

    async def chosen(self, interaction: Interaction, campaign: str | None) -> Campaign:
        """The campaign of an option or a button, else this server's default. Raises `UnknownCampaign`.

        People may type a name; a button means one campaign, and no other that has come to be called so.
        """
        campaigns = self.services.campaigns
        if campaign is not None and interaction.type not in PRESSES:
            return await campaigns.typed(interaction.guild_id, campaign)
        return await campaigns.chosen(interaction.guild_id, campaign)

    async def suggest_campaign(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Campaigns of this server whose name, hashtag or id holds what was typed."""
        wanted = typed.casefold().lstrip("#")
        try:
            campaigns = await self.services.campaigns.available(interaction.guild_id)
        except StoreUnavailable:
            campaigns = list(self.services.campaigns.catalogue)
        return [
            app_commands.Choice(name=campaign.name, value=campaign.id)
            for campaign in campaigns
            if wanted in f"{campaign.name} {campaign.hashtag} {campaign.id}".casefold()
        ][: limits.AUTOCOMPLETE_CHOICES]

    def check_press(self, interaction: Interaction) -> None:
        """Everybody may press the buttons of members' pages, and of the campaign message."""


def server_of(interaction: Interaction) -> int:
    """The server that a command for servers only was used in."""
    if interaction.guild_id is None:
        raise NotAllowed
    return interaction.guild_id
