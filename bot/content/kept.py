"""The text of a file that a server brought: as it is kept, and as it is exported.

Reading it back checks nothing. It was checked when it was brought, and a rule that has become stricter since must not
take a server's content away.
"""

from __future__ import annotations

import tomllib
from dataclasses import fields, is_dataclass
from typing import Any, Final, TypeVar, cast

import tomli_w

from bot.content.fields import as_date, as_source
from bot.domain.campaign import (
    Action,
    Additions,
    Campaign,
    Event,
    Fact,
    OwnFile,
    Panel,
    PartialDate,
    Quote,
    Resource,
    Season,
    Source,
)

T = TypeVar("T")

_ADDITIONS: Final = """\
# What a Discord server has added to a campaign of its bot.
# The server's moderators can change this file and bring it back: what it does not hold any more is removed then.

"""
_WHOLE: Final = """\
# A campaign of a Discord server's own.
# The server's moderators can change this file and bring it back: what it does not hold any more is removed then.

"""
"""Part of the format, and therefore in English, like the keys."""


def write_own(own: OwnFile) -> str:
    """The text of a file that reads to the same."""
    head = _WHOLE if isinstance(own, Campaign) else _ADDITIONS
    return head + tomli_w.dumps(_table(own), multiline_strings=True)


def read_own(text: str) -> OwnFile:
    """What `write_own` made a text of."""
    table = tomllib.loads(text)
    if "extends" in table:
        return Additions(
            extends=table["extends"],
            about=_items(Fact, table, "about", own=True),
            quotes=_items(Quote, table, "quotes", place="", own=True),
            resources=_items(Resource, table, "resources", checked=None, own=True),
        )
    season = table.get("season")
    lists: dict[str, Any] = {
        "languages": tuple(table["languages"]),
        "about": _items(Fact, table, "about"),
        "timeline": _items(Event, table, "timeline"),
        "quotes": _items(Quote, table, "quotes", place=""),
        "resources": _items(Resource, table, "resources", checked=None),
        "actions": _items(Action, table, "actions"),
    }
    single: dict[str, Any] = {
        "colour": int(table["colour"][1:], 16),
        "began": as_date(table["began"]),
        "season": Season(_day(season["first"]), _day(season["last"])) if season else None,
        "panel": Panel(**table["panel"]),
    }
    return Campaign(**{**table, **lists, **single}, own=True)


def _items(kind: type[T], table: dict[str, Any], name: str, **absent: object) -> tuple[T, ...]:
    """The entries of one list. `absent`: what holds for keys that are left out."""
    return tuple(kind(**{**absent, **_values(entry)}) for entry in table.get(name, ()))


def _values(entry: dict[str, Any]) -> dict[str, Any]:
    dates = {key: as_date(entry[key]) for key in ("date", "checked") if key in entry}
    return {**entry, **dates, "sources": tuple(map(as_source, entry["sources"]))}


def _day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _table(item: Any) -> dict[str, Any]:
    """What is empty is left out."""
    values: dict[str, object] = {each.name: getattr(item, each.name) for each in fields(item) if each.name != "own"}
    return {name: _plain(name, value) for name, value in values.items() if value not in ("", None, ())}


def _plain(name: str, value: Any) -> Any:
    match value:
        case PartialDate():
            return str(value)
        case Source():
            return str(value)
        case Season():
            return {"first": "{:02}-{:02}".format(*value.first), "last": "{:02}-{:02}".format(*value.last)}
        case int() if name == "colour":
            return f"#{value:06X}"
        case tuple():
            return [_plain("", each) for each in cast("tuple[object, ...]", value)]
        case _:
            return _table(value) if is_dataclass(value) else value
