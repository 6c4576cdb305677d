"""The forms of a server's own facts, quotes and resources: what they ask, and what is said about what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from bot.domain import limits
from bot.domain.campaign import Campaign, Fact, Item, Quote, Resource
from bot.domain.errors import Outdated
from bot.domain.schedule import Kind
from bot.services.own_content import Entry, Saved
from bot.text import Text
from cogs._forms import Form, minute_of, text_field
from cogs._layout import plain

SHORT: Final = 90
"""Characters of a value that is named beside another one."""

_SOURCES: Final = limits.CONTENT_SOURCES * (limits.CONTENT_SOURCE + 1)
_DATE: Final = len("2017-10-15")
_APART: Final = "."
_SEEN: Final = 5
"""Hexadecimal digits that tell whether an item was changed meanwhile: a custom id has room for no more."""


@dataclass(frozen=True, slots=True)
class _Input:
    """One field, under the name that it has in a campaign file."""

    name: str
    most: int
    lines: bool = False
    required: bool = True


_TEXT: Final = _Input("text", limits.CONTENT_TEXT, lines=True)
_WHEN: Final = _Input("date", _DATE)
_SUPPORT: Final = _Input("sources", _SOURCES, lines=True)
_INPUTS: Final[Mapping[Kind, tuple[_Input, ...]]] = {
    Kind.FACT: (_TEXT, _WHEN, _SUPPORT, _Input("note", limits.CONTENT_NOTE, lines=True, required=False)),
    Kind.QUOTE: (
        _TEXT,
        _Input("speaker", limits.CONTENT_LINE),
        _WHEN,
        _SUPPORT,
        _Input("warning", limits.CONTENT_LINE, required=False),
    ),
    Kind.RESOURCE: (
        _Input("topic", limits.CONTENT_LINE),
        _Input("title", limits.CONTENT_LINE),
        _TEXT,
        _Input("url", limits.CONTENT_SOURCE),
        _SUPPORT,
    ),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """What a form was opened for. `seen`: the digest of what stood there then."""

    entry: Entry
    seen: str = ""

    @classmethod
    def of(cls, kind: Kind, item: Item) -> Opened:
        """A form that changes an item."""
        return cls(Entry(kind, item.id), digest(item))

    @classmethod
    def read(cls, argument: str) -> Opened:
        """From the form's custom id."""
        if argument.count(_APART) != 2:
            raise Outdated
        kind, item_id, seen = argument.split(_APART)
        return cls(Entry(kind_of(kind), item_id or None), seen)

    @property
    def argument(self) -> str:
        return _APART.join([self.entry.kind, self.entry.id or "", self.seen])


def kind_of(argument: str) -> Kind:
    """What a button or a form is about. Raises `Outdated` for what moderators cannot add."""
    if argument not in _INPUTS:
        raise Outdated
    return Kind(argument)


def item_form(text: Text, campaign: Campaign, opened: Opened, values: Mapping[str, str], now: datetime) -> Form:
    """The form of an item, filled with the values, which remembers that it was opened now."""
    entry = opened.entry
    labels = field_labels(text, entry.kind)
    fields = [
        text_field(
            each.name,
            labels[each.name],
            values.get(each.name, ""),
            most=each.most,
            lines=each.lines,
            required=each.required,
            hint=_hint(text, entry.kind, each.name),
        )
        for each in _INPUTS[entry.kind]
    ]
    title = text("own-form-add" if entry.id is None else "own-form-edit", kind=entry.kind)
    return Form(title, fields, "config-save", campaign.id, opened.argument, minute_of(now))


def field_labels(text: Text, kind: Kind) -> dict[str, str]:
    """What the form calls its fields, in its order."""
    return {each.name: text(f"own-{kind}-{each.name}") for each in _INPUTS[kind]}


def values_of(item: Item) -> dict[str, str]:
    """An item as its form shows it."""
    sources = "\n".join(map(str, item.sources))
    match item:
        case Fact():
            return {"text": item.text, "date": str(item.date), "sources": sources, "note": item.note}
        case Quote():
            return {
                "text": item.text,
                "speaker": item.speaker,
                "date": str(item.date),
                "sources": sources,
                "warning": item.warning,
            }
        case Resource():
            return {
                "topic": item.topic,
                "title": item.title,
                "text": item.text,
                "url": item.url,
                "sources": sources,
            }


def digest(item: Item | None) -> str:
    """Differs from that of an item that the form shows differently; empty for none."""
    if item is None:
        return ""
    return sha256("\0".join(values_of(item).values()).encode()).hexdigest()[:_SEEN]


def is_warned(item: Item | None) -> bool:
    """S36: whether its words come only after somebody has asked for them."""
    return isinstance(item, Quote) and bool(item.warning)


def changes(text: Text, saved: Saved, opened: Opened) -> list[str]:
    """Each field that is not as it was: before and now. S36: no warned words that the form did not show."""
    kind = opened.entry.kind
    before = values_of(saved.before) if saved.before else {}
    if is_warned(saved.before) and digest(saved.before) != opened.seen:
        before["text"] = text("own-name-warning", warning=before["warning"])
    after = values_of(saved.after) if saved.after else {}
    labels = field_labels(text, kind)
    nothing = text("own-nothing")
    return [
        text(
            "own-field-changed",
            field=labels[name],
            before=beginning(before.get(name, "")) or nothing,
            after=beginning(value) or nothing,
        )
        for name, value in after.items()
        if before.get(name, "") != value
    ]


def beginning(words: str) -> str:
    """As much as tells it from others, in one line, as plain words (S48)."""
    return plain(cut(words, SHORT))


def cut(words: str, most: int) -> str:
    """The words in one line, shortened where they are longer than that."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _hint(text: Text, kind: Kind, name: str) -> str:
    return text(f"own-{kind}-{name}-hint") if f"own-{kind}-{name}-hint" in text else ""
