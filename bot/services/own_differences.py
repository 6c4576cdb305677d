"""What lies between two states of what a server brings, in words for moderators and for the change log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias, TypeVar

from bot.domain.campaign import Action, Campaign, Event, Fact, OwnFile, Quote, Resource

LISTS: Final = ("about", "timeline", "quotes", "resources", "actions")
"""As a campaign file calls them."""
_NAME: Final = 80
"""Characters of an item's name, which goes into a line on a phone."""
_LOGGED: Final = 300
"""Characters of an item in the change log."""

_Entry: TypeAlias = Fact | Event | Quote | Resource | Action
T = TypeVar("T", bound=_Entry | None)


@dataclass(frozen=True, slots=True)
class Difference:
    """What applying a file would do to one list: the names of what is added, changed and removed.

    `what`: "quotes" and so on, or a single setting as the file calls it ("name", "panel.title"); then `changed` holds
    its value before and after. Of a new campaign only its name is told, as `added`.
    """

    what: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def differences(before: OwnFile | None, after: OwnFile) -> tuple[Difference, ...]:
    """What changes where the one stands in for the other, single settings first; only what changes."""
    return (*_of_settings(before, after), *_of_lists(before, after))


def other_words(before: OwnFile | None, after: OwnFile) -> bool:
    """S5: whether people who agreed to be counted under `before` agreed to something else than `after`."""
    if not isinstance(after, Campaign):
        return False
    return not isinstance(before, Campaign) or _agreed_to(before) != _agreed_to(after)


def entries(own: OwnFile | None, name: str) -> tuple[_Entry, ...]:
    """The entries of one of `LISTS`; none where the file has no such list."""
    return getattr(own, name, ())


def summary(own: OwnFile | None) -> str:
    """A file in the change log: how much it holds, as it calls it itself; empty for none."""
    if own is None:
        return ""
    lists = (f"{name}: {len(held)}" for name in LISTS if (held := entries(own, name)))
    return ", ".join([own.name, *lists] if isinstance(own, Campaign) else lists)


def brief(found: Sequence[Difference]) -> str:
    """Differences in the change log: "name, quotes +2 ~1 -1" for two added, one changed and one removed."""
    return ", ".join(" ".join([each.what, *_signs(each)]) for each in found)


def words_of_both(before: _Entry | None, after: _Entry | None) -> tuple[str, str]:
    """An item in the change log before and after a change; empty for none.

    S36: a warning that came later, or was taken away, stands for the words on both sides.
    """
    return _words_of(_warned(before, after)), _words_of(_warned(after, before))


def _warned(item: T, other: _Entry | None) -> T:
    if isinstance(item, Quote) and isinstance(other, Quote) and not item.warning:
        return replace(item, warning=other.warning)
    return item


def _words_of(item: _Entry | None) -> str:
    match item:
        case None:
            return ""
        case Quote():
            words = f"{item.speaker}, {item.date}: {_quoted(item)}"
        case Fact() | Event():
            words = f"{item.date}: {item.text}"
        case Resource():
            words = f"{item.title} ({item.url}): {item.text}"
        case Action():
            words = f"{item.title}: {item.text}"
    return _shortened(words, _LOGGED)


def _signs(difference: Difference) -> Iterator[str]:
    if difference.what in LISTS:
        for sign, names in (("+", difference.added), ("~", difference.changed), ("-", difference.removed)):
            if names:
                yield f"{sign}{len(names)}"


def _of_settings(before: OwnFile | None, after: OwnFile) -> Iterator[Difference]:
    if not isinstance(after, Campaign):
        return
    if not isinstance(before, Campaign):
        yield Difference("name", added=(after.name,))
        return
    old, new = _settings(before), _settings(after)
    for name, value in new.items():
        if old[name] != value:
            yield Difference(name, changed=(old[name], value))


def _settings(campaign: Campaign) -> Mapping[str, str]:
    season = campaign.season
    days = (season.first, season.last) if season else ()
    return {
        "name": campaign.name,
        "hashtag": campaign.hashtag,
        "command": campaign.command,
        "summary": campaign.summary,
        "colour": f"#{campaign.colour:06X}",
        "began": str(campaign.began),
        "season": ", ".join(f"{month:02}-{day:02}" for month, day in days),
        "languages": ", ".join(campaign.languages),
        "panel.title": campaign.panel.title,
        "panel.meaning": campaign.panel.meaning,
    }


def _of_lists(before: OwnFile | None, after: OwnFile) -> Iterator[Difference]:
    for name in LISTS:
        old = {item.id: item for item in entries(before, name)}
        new = {item.id: item for item in entries(after, name)}
        found = Difference(
            name,
            added=tuple(_name(item) for key, item in new.items() if key not in old),
            changed=tuple(_name(item, old[key]) for key, item in new.items() if key in old and old[key] != item),
            removed=tuple(_name(item) for key, item in old.items() if key not in new),
        )
        if found != Difference(name):
            yield found


def _agreed_to(campaign: Campaign) -> tuple[object, ...]:
    return campaign.name, campaign.hashtag, campaign.panel


def _name(item: _Entry, before: _Entry | None = None) -> str:
    match shown := _warned(item, before):
        case Quote():
            return _shortened(f"{shown.speaker}: {_quoted(shown)}", _NAME)
        case Fact():
            return _shortened(shown.text, _NAME)
        case _:
            return _shortened(shown.title, _NAME)


def _quoted(quote: Quote) -> str:
    """S36: of words with a warning only the warning."""
    return f"({quote.warning})" if quote.warning else quote.text


def _shortened(words: str, most: int) -> str:
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1] + "…"
