"""One fact, event, quote, action or resource as it is shown, alone or in a list: with its date and its sources."""

from __future__ import annotations

from bot.domain.campaign import Action, Campaign, Event, Fact, Item, PartialDate, Quote, Resource
from bot.text import Text
from cogs._layout import Block, day, line, lines, link, plain, sources


def fact_block(text: Text, fact: Fact) -> str:
    """S40: with its date and its sources."""
    title = f"**{day(text, fact.date)}**"
    return lines(title, plain(fact.text), _note(text, fact.note), sources(text, fact.sources), own_mark(text, fact))


def event_block(text: Text, event: Event) -> str:
    """S40: with its date and its sources."""
    title = f"**{day(text, event.date)}: {plain(event.title)}**"
    return lines(title, plain(event.text), _note(text, event.note), sources(text, event.sources))


def action_block(text: Text, action: Action) -> str:
    """S40: with its sources."""
    return lines(f"**{plain(action.title)}**", plain(action.text), sources(text, action.sources))


def quote_blocks(text: Text, campaign: Campaign, quote: Quote) -> list[Block]:
    """The words as they were printed, and where they come from."""
    when_and_where = " · ".join(filter(None, (day(text, quote.date), plain(quote.place))))
    origin = f"**{plain(quote.speaker)}**\n{when_and_where}"
    support = lines(origin, _note(text, quote.note), sources(text, quote.sources), own_mark(text, quote))
    title = lines(text("quote-title", hashtag=plain(campaign.hashtag)), own_mark(text, campaign))
    return [title, line(), quoted(quote.text), support]


def warning_blocks(text: Text, campaign: Campaign, quote: Quote) -> list[Block]:
    """S36: neither the words nor an address that may hold them."""
    return [
        lines(text("quote-title", hashtag=plain(campaign.hashtag)), own_mark(text, quote), own_mark(text, campaign)),
        line(),
        text("quote-warning", warning=plain(quote.warning)),
        text("quote-hidden", speaker=plain(quote.speaker), date=day(text, quote.date)),
    ]


def quoted(words: str) -> str:
    """Each line marked as somebody else's words, so that nothing of the bot's own can seem to be quoted (S48)."""
    return "\n".join(f"> {line}" for line in plain(words).splitlines())


def resource_block(text: Text, resource: Resource) -> str:
    """A page about one topic, wherever the reader lives."""
    return lines(
        f"**{plain(resource.topic)}: {link(resource.title, resource.url)}**",
        plain(resource.text),
        checked_line(text, resource.checked),
        sources(text, resource.sources),
        own_mark(text, resource),
    )


def checked_line(text: Text, checked: PartialDate | None) -> str:
    """When somebody looked last."""
    return text("checked", date=day(text, checked) if checked else text("not-known"))


def own_mark(text: Text, shown: Item | Campaign) -> str:
    """S48: what a server's moderators brought does not pass for the bot's own; nothing where the host brought it."""
    if not shown.own:
        return ""
    return text("own-campaign") if isinstance(shown, Campaign) else text("own-item")


def _note(text: Text, note: str) -> str:
    return text("note", value=plain(note)) if note else ""
