"""Discord's face, thin: parse, ask one service, render."""

from __future__ import annotations

from collections.abc import Callable

from discord.ext import commands

from bot.services import Services
from bot.services.protocols import Publisher
from bot.services.publishing import Publishing
from bot.text import Texts
from cogs._presses import OnError, Presses
from cogs.campaign_message import CampaignMessageCog
from cogs.config import ConfigCog
from cogs.content import ContentCog
from cogs.privacy import PrivacyCog
from cogs.resources import ResourcesCog
from cogs.tally import TallyCog


async def add_cogs(
    client: commands.AutoShardedBot,
    services: Services,
    texts: Texts,
    *,
    on_error: OnError,
    publish: Callable[[Publisher], Publishing],
) -> Publishing:
    """Give the client its commands and buttons. What comes back keeps the campaign messages up to date."""
    presses = Presses(on_error)
    messages = CampaignMessageCog(services, texts, client)
    publishing = publish(messages)
    tally = TallyCog(services, texts)
    for cog in (
        ContentCog(services, texts),
        ResourcesCog(services, texts),
        tally,
        messages,
        PrivacyCog(services, texts),
        ConfigCog(services, texts, messages, publishing),
    ):
        await client.add_cog(cog)
        presses.register(cog)
    for command in tally.panel_commands():
        client.tree.add_command(command)
    client.add_listener(presses.on_interaction, "on_interaction")
    return publishing
