"""The form of a campaign file. Its docstrings are what an editor shows to whoever writes one (see `schema`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Generic, TypeVar

from pydantic import Field

from bot.content.fields import (
    Colour,
    Command,
    Date,
    DayOfYear,
    Hashtag,
    Id,
    Languages,
    Line,
    Listed,
    Name,
    Note,
    Prose,
    ShortLine,
    Sources,
    Summary,
    Url,
    Verbatim,
)
from bot.content.toml import Table
from bot.domain.campaign import Action, Additions, Campaign, Event, Fact, Panel, Quote, Resource, Season

Q = TypeVar("Q", bound="QuoteTable")


class FactTable(Table):
    """One paragraph about the campaign."""

    id: Id
    """Its own short name in this file: small letters, digits, hyphens."""
    date: Date
    """The date that the fact speaks of: a day, a month ("2017-10") or a year ("2006")."""
    text: Prose
    """The fact, in plain words."""
    sources: Sources
    """Pages that say so, as "https://…" or "https://… (remark)"; or words where there is no page."""
    note: Note = ""
    """What a reader should know about it, for example where sources differ."""

    def read(self) -> Fact:
        return Fact(self.id, self.text, self.date, self.sources, self.note)


class EventTable(Table):
    """One entry of the timeline."""

    id: Id
    """Its own short name in this file: small letters, digits, hyphens."""
    date: Date
    """When it happened: a day, a month ("2017-10") or a year ("2006")."""
    title: Line
    """A few words."""
    text: Prose
    """What happened. An allegation is worded as an allegation, and nobody accused is named."""
    sources: Sources
    """Pages that say so, as "https://…" or "https://… (remark)"; or words where there is no page."""
    note: Note = ""
    """What a reader should know about it, for example where sources differ."""

    def read(self) -> Event:
        return Event(self.id, self.date, self.title, self.text, self.sources, self.note)


class QuoteTable(Table):
    """Somebody's words."""

    id: Id
    """Its own short name in this file: small letters, digits, hyphens."""
    date: Date
    """When it was said: a day, a month ("2017-10") or a year ("2006")."""
    text: Verbatim
    """The words exactly as printed, without quotation marks around them."""
    speaker: Name
    """Who said it."""
    place: Name
    """Where it was said or printed."""
    sources: Sources
    """Pages that print it, as "https://…" or "https://… (remark)"; or words where there is no page."""
    warning: Line = ""
    """What the words touch. With a warning, they are shown only after a press on "Show"."""
    note: Note = ""
    """What a reader should know about it, for example how it was shortened."""

    def read(self) -> Quote:
        return Quote(self.id, self.text, self.speaker, self.date, self.place, self.sources, self.warning, self.note)


class ResourceTable(Table):
    """A page that helps with one topic, wherever the reader lives. Helplines of a country stand in helplines.toml."""

    id: Id | None = None
    """Its own short name in this file, if it has one: small letters, digits, hyphens."""
    topic: Line
    """What it is about; resources of one topic are shown together."""
    title: Name
    """What the page or the service calls itself."""
    text: Prose
    """What it does, and for whom."""
    url: Url
    """The page, which begins with https://."""
    checked: Date | None = None
    """When somebody last looked whether it is still right; left out where that is not known."""
    sources: Sources
    """Pages that say so, as "https://…" or "https://… (remark)"; or words where there is no page."""

    def read(self) -> Resource:
        return Resource(self.id or self.url, self.topic, self.title, self.text, self.url, self.checked, self.sources)


class ActionTable(Table):
    """Something a person can do for others."""

    id: Id
    """Its own short name in this file: small letters, digits, hyphens."""
    title: Line
    """A few words; the verb first."""
    text: Prose
    """How to do it, without pressing anybody."""
    sources: Sources
    """Pages that advise it, as "https://…" or "https://… (remark)"; or words where there is no page."""

    def read(self) -> Action:
        return Action(self.id, self.title, self.text, self.sources)


class PanelTable(Table):
    """The campaign's words in the private panel. What is kept and who sees it is said by the bot itself."""

    title: Line
    """A few words."""
    meaning: Prose
    """What it means to be counted. Say that nobody has to, and nobody has to say why."""

    def read(self) -> Panel:
        return Panel(self.title, self.meaning)


class SeasonTable(Table):
    """The days of every year on which the campaign runs."""

    first: DayOfYear
    """Month and day, as "11-25"."""
    last: DayOfYear
    """Month and day, as "12-10"; this day belongs to it."""

    def read(self) -> Season:
        return Season(self.first, self.last)


class _WholeTable(Table, Generic[Q]):
    """One campaign, with quotes of one kind."""

    id: Id
    """Its short name, which never changes: what is counted is kept under it."""
    name: ShortLine
    """What people call it."""
    hashtag: Hashtag
    """With the # in front."""
    command: Command
    """The name of its own slash command, without the slash. Choose one that says nothing about whoever uses it."""
    default: bool = False
    """Whether a new server begins with it; at most one file may say true. If none does: the first by file name."""
    languages: Languages
    """The languages that this file is written in, as "en"."""
    began: Date
    """When the campaign began: a day, a month or a year."""
    season: SeasonTable | None = None
    colour: Colour
    """The stripe beside its messages, as "#F58220". Nothing depends on it."""
    summary: Summary
    """One or two sentences: what it is and who began it."""
    panel: PanelTable
    about: Annotated[Listed[FactTable], Field(min_length=1)]
    timeline: Listed[EventTable] = ()
    quotes: Listed[Q] = ()
    resources: Listed[ResourceTable] = ()
    actions: Listed[ActionTable] = ()

    def read(self) -> Campaign:
        return Campaign(
            id=self.id,
            name=self.name,
            hashtag=self.hashtag,
            command=self.command,
            summary=self.summary,
            colour=self.colour,
            began=self.began,
            season=self.season.read() if self.season else None,
            languages=self.languages,
            panel=self.panel.read(),
            about=tuple(fact.read() for fact in self.about),
            timeline=tuple(event.read() for event in self.timeline),
            quotes=tuple(quote.read() for quote in self.quotes),
            resources=tuple(resource.read() for resource in self.resources),
            actions=tuple(action.read() for action in self.actions),
        )


class CampaignTable(_WholeTable[QuoteTable]):
    """One campaign."""


# What a server brings itself


class OwnQuoteTable(QuoteTable):
    """Somebody's words, brought by a server; a form does not insist on where they were printed."""

    place: Name = ""


class OwnCampaignTable(_WholeTable[OwnQuoteTable]):
    """A server's own campaign."""

    command: Command = "add"
    """Its command is always this one; another one is kept for a host who takes the file."""

    def read(self) -> Campaign:
        return replace(super().read(), own=True)


class AdditionsTable(Table):
    """What a server adds to a campaign of the host."""

    extends: Id
    about: Listed[FactTable] = ()
    quotes: Listed[OwnQuoteTable] = ()
    resources: Listed[ResourceTable] = ()

    def read(self) -> Additions:
        return Additions(
            extends=self.extends,
            about=tuple(replace(fact.read(), own=True) for fact in self.about),
            quotes=tuple(replace(quote.read(), own=True) for quote in self.quotes),
            resources=tuple(replace(resource.read(), own=True) for resource in self.resources),
        )
