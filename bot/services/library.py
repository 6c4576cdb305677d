"""What there is to read: quotes by chance or by speaker."""

from __future__ import annotations

from random import Random

from bot.domain.campaign import Campaign, Quote


class Library:
    """`chance` decides which quote comes; the same seed gives the same quotes."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def quote(self, campaign: Campaign, speaker: str | None = None, after: str | None = None) -> Quote:
        """One quote, of this speaker when named, and another than `after` (a quote's id) when there is one.

        Raises `UnknownSpeaker`.
        """
        quotes = campaign.quotes if speaker is None else campaign.quotes_by(speaker)
        return self._chance.choice([quote for quote in quotes if quote.id != after] or quotes)
