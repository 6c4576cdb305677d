"""Lines of the change log in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Final

from bot.domain.errors import Refusal
from bot.domain.schedule import Content, Schedule, parse_days
from bot.domain.server import Change
from bot.domain.tally import State
from bot.text import Text
from cogs._counting import wait
from cogs._layout import plain
from cogs._names import language_names
from cogs._number import moment
from cogs._schedule_words import schedule_words

WORDS: Final = 60
"""Characters of a name or of somebody's words in a line: enough to know them again, and a page of lines fits."""

ONE_SIDED: Final = frozenset({"reset", "removed"})
"""Changes that have no value before or after."""
CONTENT: Final = frozenset({"quote", "fact", "resource", "file"})
"""What is added and removed rather than set."""


@dataclass(frozen=True, slots=True)
class Names:
    """What people call that which is stored by its id or code."""

    campaigns: Mapping[str, str]
    countries: Mapping[str, str]


def change_line(text: Text, names: Names, change: Change) -> str:
    """When, who and what. What this version does not know is shown as it is stored."""
    what = _what(text, names, change)
    return text("log-line", when=moment(change.at), who=f"<@{change.moderator_id}>", what=what)


def _what(text: Text, names: Names, change: Change) -> str:
    campaign_id, _, setting = change.setting.rpartition(".")
    campaign = _shortened(names.campaigns.get(campaign_id, campaign_id))
    if campaign_id and setting in ONE_SIDED:
        return text(f"log-{setting}", campaign=campaign)
    key = f"log-setting-{setting}"
    what = text(key) if key in text else _shortened(setting)
    before, after = (_value(text, names, setting, value) for value in (change.before, change.after))
    if setting in CONTENT and not change.before:
        return text("log-added", campaign=campaign, what=what, after=after)
    if setting in CONTENT and not change.after:
        return text("log-taken", campaign=campaign, what=what, before=before)
    if campaign_id:
        return text("log-campaign-changed", campaign=campaign, what=what, before=before, after=after)
    return text("log-changed", what=what, before=before, after=after)


def _value(text: Text, names: Names, setting: str, stored: str) -> str:
    if not stored:
        return text("config-state-none" if setting == "state" else "log-none")
    try:
        return READERS[setting](text, names, stored) if setting in READERS else _shortened(stored)
    except (ValueError, OverflowError, Refusal):
        return _shortened(stored)


def _switch(text: Text, _: Names, stored: str) -> str:
    return text(f"log-{stored}") if stored in {"on", "off"} else _shortened(stored)


def _place(text: Text, _: Names, stored: str) -> str:
    """A channel, or a channel and a message."""
    channel, _slash, message = stored.partition("/")
    mention = f"<#{int(channel)}>"
    return text("log-posted" if message else "config-place-chosen", channel=mention)


def _schedule(text: Text, _: Names, stored: str) -> str:
    """What `Schedule` gives as text."""
    *days, at, zone, content, channel = stored.split(" ")
    channel_id = int(channel.removeprefix("<#").removesuffix(">"))
    schedule = Schedule(channel_id, parse_days(" ".join(days)), time.fromisoformat(at), zone, Content(content))
    return schedule_words(text, schedule)


def _shortened(words: str) -> str:
    """One line of words from a person or a file, as data (S48)."""
    joined = " ".join(words.split())
    return plain(joined if len(joined) <= WORDS else f"{joined[: WORDS - 1]}…")


READERS: Final[Mapping[str, Callable[[Text, Names, str], str]]] = {
    "default": lambda _, names, stored: _shortened(names.campaigns.get(stored, stored)),
    "country": lambda _, names, stored: _shortened(names.countries.get(stored, stored)),
    "language": lambda text, _, stored: language_names(text, [stored]),
    "sharing": _switch,
    "total": _switch,
    "milestones": _switch,
    "state": lambda text, _, stored: text(f"config-state-{State(stored)}"),
    "post": _place,
    "schedule": _schedule,
    "threshold": lambda text, _, stored: text("log-people", count=int(stored)),
    "cadence": lambda text, _, stored: wait(text, timedelta(seconds=int(stored))),
}
"""A stored value as people read it, by setting. One that is not known raises an error."""
