"""Discord's face, thin: parse, ask one service, render."""

from __future__ import annotations

from collections.abc import Callable

from discord.ext import commands

from bot.services import Services, TimedWork
from bot.services.protocols import Poster, Publisher
from bot.text import Texts
from cogs._announcements import Announcements
from cogs._moderating import ConfigPart, config_group
from cogs._presses import OnError, Presses, Watch
from cogs.campaign_message import CampaignMessageCog
from cogs.config import ConfigHome
from cogs.config_content import ConfigContent
from cogs.config_files import ConfigFiles
from cogs.config_message import ConfigMessage
from cogs.config_records import ConfigRecords
from cogs.config_schedule import ConfigSchedule
from cogs.config_settings import ConfigSettings
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
    watch: Watch,
    timed_work: Callable[[Publisher, Poster], TimedWork],
) -> tuple[Presses, TimedWork]:
    """Give the client its commands, buttons and forms.

    What comes back is where presses go, and what does what is due when time has passed.
    """
    presses = Presses(on_error, watch)
    messages = CampaignMessageCog(services, texts, client)
    timed = timed_work(messages, Announcements(texts, client))
    tally = TallyCog(services, texts)
    cogs = (ContentCog(services, texts), ResourcesCog(services, texts), tally, messages, PrivacyCog(services, texts))
    for cog in cogs:
        await client.add_cog(cog)
        presses.register(cog)
    for command in tally.panel_commands():
        client.tree.add_command(command)
    parts: tuple[ConfigPart, ...] = (
        ConfigHome(services, texts, messages.missing_permissions, timed.publishing),
        ConfigMessage(services, texts, messages),
        ConfigSchedule(services, texts, messages.missing_permissions),
        ConfigSettings(services, texts, timed.publishing),
        ConfigContent(services, texts),
        ConfigFiles(services, texts, messages, timed.publishing),
        ConfigRecords(services, texts, messages),
    )
    config = config_group()
    for part in parts:
        for command in part.get_app_commands():
            config.add_command(command)
        presses.register(part)
    client.tree.add_command(config)
    client.add_listener(presses.on_interaction, "on_interaction")
    return presses, timed
