"""Reads what a host may edit in `config/` into domain objects; every fault names its file and line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.content.campaigns import load_campaigns
from bot.content.helplines import load_helplines
from bot.domain.campaign import Catalogue
from bot.domain.errors import Fault, StartError
from bot.domain.helplines import Directory, Window

BUILT_IN_COMMANDS: Final = frozenset(
    {"about", "add", "config", "help", "privacy", "quote", "resources", "tally", "timeline"}
)
"""What a campaign cannot call its own command; words that say nothing about whoever uses them (S44)."""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that the bot tells: the campaigns, and where to get help."""

    catalogue: Catalogue
    directory: Directory


def load_content(folder: Path) -> Content:
    """Read `campaigns/*.toml` and `helplines.toml` in this folder. Raises `StartError` with all faults of all files."""
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise StartError([Fault("content-no-folder", {"reason": error.strerror or ""}, str(folder))]) from None
    faults: list[Fault] = []
    campaigns = load_campaigns(folder / "campaigns", BUILT_IN_COMMANDS, faults)
    directory = load_helplines(folder / "helplines.toml", Window(), faults)
    if faults or directory is None:
        raise StartError(faults)
    return Content(Catalogue(campaigns), directory)
