"""Places to get help. It needs no database (S34) and keeps nothing of whoever asks (S35)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain import limits
from bot.domain.campaign import Catalogue, Resource
from bot.domain.helplines import Country, Directory, Freshness, Help, Helpline
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

    def country(self, name: str) -> Country:
        """By code or name, in any spelling people use. Raises `UnknownCountry`."""
        return self._directory.find(name)

    @property
    def all_countries(self) -> Sequence[Country]:
        """Every country that there is something to show for, by name."""
        return self._directory.countries

    def countries(self, typed: str = "", first: str | None = None) -> Sequence[Country]:
        """At most 25 that fit what was typed, best match first.

        `first`: the code of the country that comes before all others while nothing is typed.
        """
        found = self._directory.search(typed)
        before = [country for country in self.all_countries if country.code == first and not typed.strip()]
        return [*before, *(country for country in found if country not in before)][: limits.AUTOCOMPLETE_CHOICES]

    def stale(self) -> int:
        """How many helplines show no number any more because they were checked too long ago (S29)."""
        today = self._clock().date()
        lines = [line for country in self.all_countries for line in country.helplines if line.phone or line.sms]
        return sum(
            self._shown(line, line.checked.earliest) and not self._shown(line, today) for line in lines if line.checked
        )

    def _shown(self, line: Helpline, day: date) -> bool:
        return line.freshness(day, self._directory.window) is not Freshness.SITE_ONLY
