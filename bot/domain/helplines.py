"""Places to get help, and what of them may be shown on a given day (S27 to S35).

Nothing here is remembered: which country a person asks for goes in as an argument and leaves no trace (S35).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, IntEnum
from typing import Final

from bot.domain import limits
from bot.domain.campaign import PartialDate, Source
from bot.domain.errors import UnknownCountry

INTERNATIONAL: Final = "INT"
"""Stands in the place of a country code where a directory serves the whole world."""

DUE_NOTICE: Final = timedelta(days=60)
"""A host hears this long before a number leaves the current ones: time to find somebody who confirms it."""


class Confidence(Enum):
    """How well a number is confirmed, best first."""

    HIGH = "high"
    MEDIUM = "medium"
    UNVERIFIED = "unverified"
    DISPUTED = "disputed"


class Freshness(Enum):
    """What the age and the confidence of a number allow (S29)."""

    CURRENT = "current"
    AGEING = "ageing"
    """Shown after the current ones, marked with the date of its last check."""
    SITE_ONLY = "site-only"
    """No number: at most the organisation and its site."""


@dataclass(frozen=True, slots=True)
class Window:
    """How old a confirmation may be, in months. A host can set shorter times; longer ones raise `ValueError` (S29)."""

    current: int = limits.HELPLINE_CURRENT_MONTHS
    oldest: int = limits.HELPLINE_OLDEST_MONTHS

    def __post_init__(self) -> None:
        if not 0 <= self.current <= limits.HELPLINE_CURRENT_MONTHS:
            raise ValueError(f"a number counts as current for 0 to {limits.HELPLINE_CURRENT_MONTHS} months (S29)")
        if not self.current <= self.oldest <= limits.HELPLINE_OLDEST_MONTHS:
            raise ValueError(f"a number is shown for {self.current} to {limits.HELPLINE_OLDEST_MONTHS} months (S29)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpline:
    """One service. `phone` is the number as shown and `dial` as dialled: the same digits (S27).

    `country` is never empty (S31): a directory that serves the whole world has `INTERNATIONAL`, and no number.
    What is not known is empty. `reporting_line`: run by police or state, and a call may be acted on (S33).
    `unnumbered_name` is set where `organisation` holds the number: the name for days when no number may be shown.
    """

    id: str
    country: str
    region: str = ""
    organisation: str
    unnumbered_name: str = ""
    purpose: str
    phone: str = ""
    dial: str = ""
    sms: str = ""
    chat: str = ""
    url: str = ""
    hours: str = ""
    languages: tuple[str, ...] = ()
    audience: str = ""
    reporting_line: bool = False
    sources: tuple[Source, ...]
    checked: PartialDate | None
    confidence: Confidence
    note: str = ""

    def freshness(self, today: date, window: Window) -> Freshness:
        return freshness(self.checked, self.confidence, today, window)

    def site_only(self) -> Helpline:
        """The organisation and its site: no number, and nothing that ages as a number does (S29)."""
        return replace(
            self,
            organisation=self.unnumbered_name or self.organisation,
            url=self.url or self.chat,
            phone="",
            dial="",
            sms="",
            chat="",
            hours="",
            note="",
        )


@dataclass(frozen=True, slots=True)
class Emergency:
    """A country's emergency numbers: `numbers` as people dial them, in the order to show."""

    numbers: tuple[str, ...]
    checked: PartialDate | None
    confidence: Confidence
    sources: tuple[Source, ...]
    note: str

    def freshness(self, today: date, window: Window) -> Freshness:
        return freshness(self.checked, self.confidence, today, window)


@dataclass(frozen=True, slots=True)
class Country:
    """One country with something to show. `code`: ISO 3166-1 alpha-2; `other_names`: how else people call it."""

    code: str
    name: str
    other_names: tuple[str, ...]
    emergency: Emergency | None
    helplines: tuple[Helpline, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it can be found by, the best known first."""
        return (self.name, *self.other_names, self.code)


@dataclass(frozen=True, slots=True)
class Listing:
    """One helpline as it may be shown today: what may not be shown is not in it."""

    helpline: Helpline
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class Help:
    """What a person gets who asks for help. Without a country: directories only (S30).

    `emergency_numbers` are empty where none may be shown: then "your local emergency number" (S32).
    """

    country: Country | None
    emergency_numbers: tuple[str, ...]
    emergency_note: str
    helplines: tuple[Listing, ...]
    directories: tuple[Helpline, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """One record that somebody should confirm again, for the host.

    `id` and `organisation` are empty for a country's emergency numbers. `freshness` is that of today; `page` is where
    to look, empty when the record has nothing but sources in words.
    """

    country: str
    id: str
    organisation: str
    freshness: Freshness
    checked: PartialDate | None
    confidence: Confidence
    page: str


def freshness(checked: PartialDate | None, confidence: Confidence, today: date, window: Window) -> Freshness:
    """S29, by the date of the newest source; a bare year counts as its first day, and the last day of a time is in it.

    A date that is still to come confirms nothing.
    """
    confirmed = confidence in {Confidence.HIGH, Confidence.MEDIUM}
    if checked is None or not confirmed or checked.earliest > today:
        return Freshness.SITE_ONLY
    if _within(checked.earliest, window.current, today):
        return Freshness.CURRENT
    if confidence is Confidence.HIGH and _within(checked.earliest, window.oldest, today):
        return Freshness.AGEING
    return Freshness.SITE_ONLY


def _within(start: date, months: int, day: date) -> bool:
    """Whether `day` comes no later than `months` after `start`; a month without that day ends the time on its last."""
    begun = (day.year - start.year) * 12 + day.month - start.month
    return (begun, day.day) <= (months, start.day)


class Directory:
    """All helplines of this host. `countries` are sorted by name; `directories` keep the order of the file."""

    def __init__(self, countries: Iterable[Country], directories: Sequence[Helpline], window: Window) -> None:
        self.countries = tuple(sorted(countries, key=lambda country: fold(country.name)))
        self.directories = tuple(directories)
        self.window = window
        self._by_name = {fold(name): country for country in self.countries for name in country.names}

    def find(self, name: str) -> Country:
        """The country with this code or name, in any spelling people use. Raises `UnknownCountry`."""
        try:
            return self._by_name[fold(name)]
        except KeyError:
            raise UnknownCountry(name=name) from None

    def search(self, text: str) -> list[Country]:
        """At most 25 countries whose code or names fit what was typed, best match first; the first 25 for nothing."""
        typed = fold(text)
        fits = {country.code: min(_fit(fold(name), typed) for name in country.names) for country in self.countries}
        found = [country for country in self.countries if fits[country.code] is not _Fit.NONE]
        return sorted(found, key=lambda country: fits[country.code])[: limits.AUTOCOMPLETE_CHOICES]

    def help(self, country: Country | None, today: date) -> Help:
        """What may be shown today, current numbers before ageing ones, then organisations with nothing but a site."""
        if country is None:
            return Help(None, (), "", (), self.directories)
        numbers, note = self._emergency(country, today)
        order = list(Freshness)
        listings = sorted(self._listings(country, today), key=lambda listing: order.index(listing.freshness))
        return Help(country, numbers, note, tuple(listings), self.directories)

    def _emergency(self, country: Country, today: date) -> tuple[tuple[str, ...], str]:
        """Current numbers or none: the first line of an answer is no place for "this may have changed"."""
        emergency = country.emergency
        if emergency is None or emergency.freshness(today, self.window) is not Freshness.CURRENT:
            return (), ""
        return emergency.numbers, emergency.note

    def _listings(self, country: Country, today: date) -> Iterator[Listing]:
        for helpline in country.helplines:
            fresh = helpline.freshness(today, self.window)
            if fresh is not Freshness.SITE_ONLY:
                yield Listing(helpline, fresh)
            elif (shown := helpline.site_only()).url:
                yield Listing(shown, fresh)


def due(directory: Directory, today: date) -> list[Due]:
    """What is ageing, shows no number, or stops being current within `DUE_NOTICE`; undated first, then the oldest."""

    def stays(record: Due) -> bool:
        later = freshness(record.checked, record.confidence, today + DUE_NOTICE, directory.window)
        return record.freshness is later is Freshness.CURRENT

    found = [record for record in _records(directory, today) if not stays(record)]
    return sorted(found, key=lambda each: (each.checked.earliest if each.checked else date.min, each.country, each.id))


def _records(directory: Directory, today: date) -> Iterator[Due]:
    for country in directory.countries:
        if emergency := country.emergency:
            fresh = emergency.freshness(today, directory.window)
            page = _first_page(emergency.sources)
            yield Due(country.code, "", "", fresh, emergency.checked, emergency.confidence, page)
    for each in (*directory.directories, *(line for country in directory.countries for line in country.helplines)):
        fresh = each.freshness(today, directory.window)
        page = each.url or each.chat or _first_page(each.sources)
        yield Due(each.country, each.id, each.organisation, fresh, each.checked, each.confidence, page)


def _first_page(sources: Iterable[Source]) -> str:
    return next((source.url for source in sources if source.url), "")


def fold(name: str) -> str:
    """What is left of a name for comparing: no case, accents or punctuation, single spaces ("U.K." is "uk")."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    return " ".join("".join(_folded(letter) for letter in letters).split())


def _folded(letter: str) -> str:
    if letter.isalnum():
        return letter
    return "" if letter in ".'\u2019" or unicodedata.category(letter).startswith("M") else " "


class _Fit(IntEnum):
    """How well a name fits what was typed, best first."""

    EXACT = 0
    START = 1
    WORD = 2
    INSIDE = 3
    NONE = 4


def _fit(name: str, typed: str) -> _Fit:
    if name == typed:
        return _Fit.EXACT
    if name.startswith(typed):
        return _Fit.START
    if f" {typed}" in name:
        return _Fit.WORD
    return _Fit.INSIDE if typed in name else _Fit.NONE
