"""The use cases: async, told the time, talking to Protocols."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.services.campaigns import Campaigns
from bot.services.help import HelpDesk
from bot.services.library import Library
from bot.services.own_content import OwnContent
from bot.services.posting import Posting
from bot.services.publishing import Publishing
from bot.services.schedules import Schedules
from bot.services.server_settings import ServerSettings
from bot.services.sharing import Sharing
from bot.services.tallies import Tallies


@dataclass(frozen=True, slots=True)
class Services:
    """What the commands can ask for."""

    campaigns: Campaigns
    tallies: Tallies
    library: Library
    help: HelpDesk
    sharing: Sharing
    schedules: Schedules
    own_content: OwnContent
    settings: ServerSettings


@dataclass(frozen=True, slots=True)
class TimedWork:
    """What happens because time has passed."""

    publishing: Publishing
    posting: Posting

    async def run_due(self) -> None:
        """Do all that is due now. Neither waits for the other one, nor is stopped by what goes wrong there."""
        works = self.publishing.run_due(), self.posting.run_due()
        for failed in await asyncio.gather(*works, return_exceptions=True):
            if failed is not None:
                raise failed
