"""What has to hold for words that were kept, wherever they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, TypeAlias, cast

import bot.text
from bot.content.own import OwnFileFormat
from bot.domain import limits
from bot.domain.campaign import (
    Action,
    Additions,
    Campaign,
    Event,
    Fact,
    OwnFile,
    PartialDate,
    Quote,
    Resource,
    Source,
)
from bot.domain.errors import Fault
from bot.domain.helplines import INTERNATIONAL, Country, Freshness, Help, Helpline, Listing, fold
from bot.domain.schedule import Kind
from bot.services.own_content import Entry, Proposal, Saved
from bot.services.own_differences import differences
from cogs._answers import in_words
from cogs._content import action_block, event_block, fact_block, quote_blocks, resource_block, warning_blocks
from cogs._item_forms import Opened, item_form, values_of
from cogs._layout import Layout, fits, lines, plain
from cogs._own_pages import item_page, removal_page, saved_page
from cogs._proposals import proposal_page
from cogs.campaign_message import learning, standing
from cogs.content import about, actions, timeline
from cogs.resources import directory_block, help_blocks, helpline_block
from tests.hostile.samples import NOW
from tests.hostile.words import has_the_number, is_seen, marks, overflows

TEXT = bot.text.load().source
LABEL = 80
"""Characters of a button's label."""

Shown: TypeAlias = Fact | Event | Quote | Resource | Action | Campaign | Helpline


class Finding(AssertionError):
    """Something that must not be; its words say what."""


def expect(held: object, what: str, *about: object) -> None:
    """Raises `Finding` with what should have held, and about what."""
    if not held:
        raise Finding(f"{what}: {about!r}")


# Refused


def told(faults: Iterable[Fault]) -> list[str]:
    """The sentences of a refusal, as a person reads them: one for each fault, all from the text files."""
    sentences = [in_words(TEXT, fault.key, fault.values) for fault in faults]
    expect(sentences, "a refusal says why")
    for sentence in sentences:
        expect(len(sentence) < limits.CONTENT_TEXT and is_seen(sentence), "a fault is one sentence", sentence)
    return sentences


# Kept


def check_kept(shown: Shown, campaign: Campaign) -> None:
    """Plain words, within Discord's limits, with nothing that cannot be seen and no number to dial (S27, S47, S48)."""
    for page, as_quiet in zip(pages(shown, campaign), _quiet_marks(quiet(shown), campaign), strict=True):
        expect(marks(page) == as_quiet, "no markup but the bot's own", page)
    for words in texts(shown):
        expect(is_seen(words), "words that can be seen", words)
        expect(not overflows(words), "words that leave the bot's own where they are", words)
        if getattr(shown, "own", False):
            expect(not has_the_number(words), "no telephone number (S27)", words)


def check_item(kind: Kind, item: Fact | Quote | Resource, campaign: Campaign, files: OwnFileFormat) -> None:
    """An item that a form brought: shown, asked about, opened again, exported and imported, it stays what it is."""
    check_kept(item, campaign)
    opened = Opened.of(kind, item)
    saved = Saved(None, item)
    layouts = [item_page(TEXT, campaign, kind, item), item_page(TEXT, campaign, kind, item, whole=True)]
    layouts += [removal_page(TEXT, campaign, kind, item), saved_page(TEXT, campaign, Opened(Entry(kind)), saved)]
    for layout in layouts:
        expect(fits(layout), "a page that Discord takes", layout.content_length())
    form = item_form(TEXT, campaign, opened, values_of(item), NOW)
    expect(len(form.children) <= 5, "a form that Discord takes")
    again = files.item(kind, item.id, values_of(item))
    expect(replace(again, **_not_asked(item, again)) == item, "the form brings back what it shows", item, again)
    lists: dict[Kind, Any] = {Kind.FACT: {"about": (item,)}, Kind.QUOTE: {"quotes": (item,)}}
    check_file(Additions(campaign.id, **lists.get(kind, {"resources": (item,)})), files)


def check_file(own: OwnFile, files: OwnFileFormat) -> None:
    """What is kept reads to the same, and what is exported imports to the same."""
    text = files.dump(own)
    expect(files.load(text) == own, "what is kept reads to the same", text)
    expect(files.read("own.toml", text.encode()) == own, "what is exported imports to the same", text)


def check_campaign(campaign: Campaign) -> None:
    """The words of a campaign as a whole, on its pages, in the panel and on its buttons."""
    check_kept(campaign, campaign)
    proposal = Proposal(campaign, campaign.id, None, differences(None, campaign), anew=True)
    for layout in (proposal_page(TEXT, campaign.name, proposal, "token"), *_layouts(campaign)):
        expect(fits(layout), "a page that Discord takes", layout.content_length())
    label = TEXT("button-config-start-campaign", campaign=campaign.name)
    expect(len(label) <= LABEL, "a label that Discord takes", label)


def check_country(country: Country) -> None:
    """The first lines of its page (S32), and that nothing but its name finds it (S30)."""
    emergency = country.emergency
    given = Help(country, emergency.numbers if emergency else (), emergency.note if emergency else "", (), ())
    heading, *_ = help_blocks(TEXT, given, ())
    as_quiet, *_ = help_blocks(TEXT, quiet(given), ())
    expect(marks(heading) == marks(as_quiet), "no markup but the bot's own", heading)
    for name in country.names:
        expect(fold(name), "a name that somebody can type", name)


def pages(shown: Shown, campaign: Campaign) -> list[str]:
    """The texts in which something is shown to a person."""
    match shown:
        case Fact():
            return [fact_block(TEXT, shown)]
        case Event():
            return [event_block(TEXT, shown)]
        case Action():
            return [action_block(TEXT, shown)]
        case Resource():
            return [resource_block(TEXT, shown)]
        case Quote():
            blocks = [*quote_blocks(TEXT, campaign, shown), *warning_blocks(TEXT, campaign, shown)]
            return [block for block in blocks if isinstance(block, str)]
        case Helpline():
            return [directory_block(TEXT, shown)] if shown.country == INTERNATIONAL else _helpline_pages(shown)
        case Campaign():
            readings = (about(TEXT, shown), timeline(TEXT, shown, "oldest"), actions(TEXT, shown))
            headings = [reading.heading for reading in readings]
            return [*headings, lines(f"## {plain(shown.panel.title)}", plain(shown.panel.meaning))]


def _helpline_pages(helpline: Helpline) -> list[str]:
    return [helpline_block(TEXT, Listing(helpline, freshness)) for freshness in Freshness]


def _layouts(campaign: Campaign) -> Iterator[Layout]:
    yield standing(TEXT, campaign)
    yield learning(TEXT, campaign)


@lru_cache(4096)
def _quiet_marks(shown: Shown, campaign: Campaign) -> list[list[str]]:
    return [marks(page) for page in pages(shown, campaign)]


def quiet(value: Any, name: str = "") -> Any:
    """The same with other words: of every text as many lines, of every address one that is known to be harmless."""
    match value:
        case str() if name in {"id", "command", "country", "dial"}:
            return value
        case str() if name in {"url", "chat"}:
            return f"https://example.org/{name}" if value else ""
        case str():
            return re.sub(r"[^\n]+", "words", value)
        case PartialDate():
            return PartialDate(2017)
        case Source():
            scheme = value.url and value.url.partition(":")[0]
            return Source(scheme and f"{scheme}://example.org", value.remark and "words")
        case tuple():
            return tuple(quiet(each) for each in cast("tuple[object, ...]", value))
        case _ if is_dataclass(value) and not isinstance(value, type):
            changed = {each.name: quiet(getattr(value, each.name), each.name) for each in fields(value)}
            return replace(value, **changed)
        case _:
            return value


def texts(value: Any, name: str = "") -> Iterator[str]:
    """All words in it, without what is empty."""
    if isinstance(value, str):
        if value and name not in {"url", "chat", "dial"}:
            yield value
    elif isinstance(value, tuple):
        for each in cast("tuple[object, ...]", value):
            yield from texts(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts(getattr(value, each.name), each.name)


def _not_asked(item: Fact | Quote | Resource, again: Fact | Quote | Resource) -> dict[str, Any]:
    """What no form asks for."""
    asked = values_of(item)
    return {each.name: getattr(item, each.name) for each in fields(again) if each.name not in asked}
