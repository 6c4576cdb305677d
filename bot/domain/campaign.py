"""What a campaign is: the content of one campaign file, checked and immutable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from bot.domain.errors import UnknownCampaign, UnknownSpeaker


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the year, the month, or the day: `2017`, `2017-10`, `2017-10-15`."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def earliest(self) -> date:
        """The first day it can mean; a bare year counts as its first day."""
        return date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        """As files and forms have it, the year with four digits."""
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part is not None)])


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from: a page (`url`, https or http), a remark in words, or both.

    Only an https address is shown as a link; an http one is shown as text (S48).
    """

    url: str | None
    remark: str = ""

    def __str__(self) -> str:
        """As a file has it: "https://… (remark)", or one of both alone."""
        return f"{self.url} ({self.remark})" if self.url and self.remark else self.url or self.remark


@dataclass(frozen=True, slots=True)
class Fact:
    """One paragraph about the campaign, with the date it speaks of and its sources (S40).

    `own`: it was added by a server's moderators, and says so wherever it is shown.
    """

    id: str
    text: str
    date: PartialDate
    sources: tuple[Source, ...]
    note: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One dated entry of the timeline."""

    id: str
    date: PartialDate
    title: str
    text: str
    sources: tuple[Source, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words, exactly as printed. `warning` is empty, or says what the words touch (S36).

    `own`: it was added by a server's moderators, and says so wherever it is shown; then `place` may be empty.
    """

    id: str
    text: str
    speaker: str
    date: PartialDate
    place: str
    sources: tuple[Source, ...]
    warning: str = ""
    note: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """A page that helps with one topic, wherever the reader lives. `checked`: when somebody looked, if known.

    `id`: its short name, or its address where the file gives it none.
    `own`: it was added by a server's moderators, and says so wherever it is shown.
    """

    id: str
    topic: str
    title: str
    text: str
    url: str
    checked: PartialDate | None
    sources: tuple[Source, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do for others."""

    id: str
    title: str
    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """The campaign's own words in the private panel. What is kept and who sees it is said by the bot, not by a file."""

    title: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Season:
    """The days of every year on which the campaign runs, first and last included, as (month, day)."""

    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign file. `command` is the name of its own slash command; `colour` is 0xRRGGBB.

    `own`: it is a server's own, brought by its moderators; then its command is `/add`.
    """

    id: str
    name: str
    hashtag: str
    command: str
    summary: str
    colour: int
    began: PartialDate
    season: Season | None
    languages: tuple[str, ...]
    panel: Panel
    about: tuple[Fact, ...]
    timeline: tuple[Event, ...]
    quotes: tuple[Quote, ...]
    resources: tuple[Resource, ...]
    actions: tuple[Action, ...]
    own: bool = False

    @property
    def speakers(self) -> tuple[str, ...]:
        """Everybody quoted, once each, in the order of the file."""
        return tuple(dict.fromkeys(quote.speaker for quote in self.quotes))

    def quotes_by(self, speaker: str) -> tuple[Quote, ...]:
        """The quotes of one speaker, at least one. Raises `UnknownSpeaker`."""
        quotes = tuple(quote for quote in self.quotes if quote.speaker.casefold() == speaker.casefold())
        if not quotes:
            raise UnknownSpeaker(name=speaker)
        return quotes


@dataclass(frozen=True, slots=True)
class Additions:
    """What a server's moderators add to a campaign of the host; all of it is marked `own`."""

    extends: str
    """The campaign's id."""
    about: tuple[Fact, ...] = ()
    quotes: tuple[Quote, ...] = ()
    resources: tuple[Resource, ...] = ()

    def to(self, campaign: Campaign) -> Campaign:
        """The campaign as this server sees it: the host's content first."""
        return replace(
            campaign,
            about=campaign.about + self.about,
            quotes=campaign.quotes + self.quotes,
            resources=campaign.resources + self.resources,
        )


OwnFile: TypeAlias = Campaign | Additions
"""What a server brings itself: a whole campaign, or additions to one of the host's."""
Item: TypeAlias = Fact | Quote | Resource
"""What moderators can add, and what a schedule can post."""


class Catalogue:
    """The campaigns of this host, in the order of their files; the first one is the default of a new server."""

    def __init__(self, campaigns: Iterable[Campaign]) -> None:
        self._by_id = {campaign.id: campaign for campaign in campaigns}
        if not self._by_id:
            raise ValueError("a catalogue needs at least one campaign")

    def __iter__(self) -> Iterator[Campaign]:
        return iter(self._by_id.values())

    def __contains__(self, campaign_id: str) -> bool:
        return campaign_id in self._by_id

    @property
    def default(self) -> Campaign:
        return next(iter(self))

    def get(self, campaign_id: str) -> Campaign:
        """The campaign with this id. Raises `UnknownCampaign`."""
        try:
            return self._by_id[campaign_id]
        except KeyError:
            raise UnknownCampaign(name=campaign_id) from None
