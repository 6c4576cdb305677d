"""What a server's own campaign may be called: nobody takes it for another one, or for the bot itself (S48)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.domain.campaign import Campaign
from bot.domain.errors import ContentRefused, Fault
from bot.domain.helplines import fold


def check_names(own: Campaign, others: Iterable[Campaign], labels: Collection[str]) -> None:
    """Raises `ContentRefused` when its name or hashtag is that of another one, or the label of a button."""
    names = _names(own)
    for label in labels:
        if _compared(label) in names:
            raise ContentRefused([Fault("own-file-name-button", {"label": label})])
    for other in others:
        if other.id != own.id and names & _names(other):
            raise ContentRefused([Fault("own-file-name-taken", {"campaign": other.name})])


def _names(campaign: Campaign) -> set[str]:
    return {_compared(campaign.name), _compared(campaign.hashtag)}


def _compared(name: str) -> str:
    """Without case, accents, spaces and signs; a name of nothing but signs as it is."""
    return fold(name).replace(" ", "") or name
