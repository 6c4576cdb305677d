"""Places to get help. It needs no database (S34) and keeps nothing (S35)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.campaign import Catalogue, Resource
from bot.domain.helplines import Country, Directory, Help
from bot.services.protocols import Clock


class HelpDesk:
    """Answers with what may be shown on the day it is asked."""

    def __init__(self, directory: Directory, catalogue: Catalogue, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock
        self.resources: tuple[Resource, ...] = tuple(
            dict.fromkeys(resource for campaign in catalogue for resource in campaign.resources)
        )
        """Pages for one topic, wherever the reader lives."""

    def help(self, country: str | None) -> Help:
        """By a country's code or name; directories only when none is given (S30). Raises `UnknownCountry`."""
        chosen = None if country is None else self._directory.find(country)
        return self._directory.help(chosen, self._clock().date())

    @property
    def all_countries(self) -> Sequence[Country]:
        """Every country that there is something to show for, by name."""
        return self._directory.countries

    def countries(self, typed: str = "") -> Sequence[Country]:
        """At most 25 that fit what was typed, best match first."""
        return self._directory.search(typed)
