"""The use cases: async, told the time, talking to Protocols."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.campaigns import Campaigns
from bot.services.help import HelpDesk
from bot.services.library import Library
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
