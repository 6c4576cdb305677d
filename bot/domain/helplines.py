"""Places to get help, and what of them may be shown on a given day (S27 to S35)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from bot.domain import limits
from bot.domain.campaign import PartialDate, Source
from bot.domain.errors import UnknownCountry


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
    """How old a confirmation may be, in months. A host can set shorter times, never longer ones."""

    current: int = limits.HELPLINE_CURRENT_MONTHS
    oldest: int = limits.HELPLINE_OLDEST_MONTHS


@dataclass(frozen=True, slots=True)
class Helpline:
    """One service. `phone` is the number as shown and `dial` as dialled: the same digits (S27)."""

    id: str
    country: str
    region: str
    organisation: str
    purpose: str
    phone: str
    dial: str
    sms: str
    chat: str
    url: str
    hours: str
    languages: tuple[str, ...]
    audience: str
    reporting_line: bool
    sources: tuple[Source, ...]
    checked: PartialDate | None
    confidence: Confidence
    note: str

    def freshness(self, today: date, window: Window) -> Freshness:
        return freshness(self.checked, self.confidence, today, window)


@dataclass(frozen=True, slots=True)
class Emergency:
    """A country's emergency numbers: `numbers` as people dial them, in the order to show."""

    numbers: tuple[str, ...]
    checked: PartialDate | None
    confidence: Confidence
    sources: tuple[Source, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Country:
    """One country with something to show. `code`: ISO 3166-1 alpha-2; `other_names`: how else people call it."""

    code: str
    name: str
    other_names: tuple[str, ...]
    emergency: Emergency | None
    helplines: tuple[Helpline, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """One helpline as it may be shown today; without `with_number` only the organisation and its site."""

    helpline: Helpline
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class Help:
    """What a person gets who asks for help. Without a country: directories only (S30)."""

    country: Country | None
    emergency_numbers: tuple[str, ...]
    emergency_note: str
    helplines: tuple[Listing, ...]
    directories: tuple[Helpline, ...]


def freshness(checked: PartialDate | None, confidence: Confidence, today: date, window: Window) -> Freshness:
    """S29, by the date of the newest source; a bare year counts as its first day."""
    raise NotImplementedError


class Directory:
    """All helplines of this host."""

    def __init__(self, countries: Iterable[Country], directories: Sequence[Helpline], window: Window) -> None:
        raise NotImplementedError

    def find(self, name: str) -> Country:
        """The country with this code or name, in any spelling people use. Raises `UnknownCountry`."""
        raise UnknownCountry(name=name)

    def search(self, text: str) -> list[Country]:
        """At most 25 countries whose code or names fit what was typed, best match first; all of them for nothing."""
        raise NotImplementedError

    def help(self, country: Country | None, today: date) -> Help:
        """What may be shown today, current numbers before ageing ones."""
        raise NotImplementedError
