"""Posts at set times: when the next one is due, what it is, and what becomes of one that is late."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from hashlib import sha256
from itertools import count
from random import Random
from typing import Final

from bot.domain import limits
from bot.domain.campaign import Campaign, Item
from bot.domain.errors import UnknownDays, UnknownTime
from bot.domain.tally import TallyId


class Content(StrEnum):
    """What a schedule posts."""

    QUOTE = "quote"
    FACT = "fact"
    RESOURCE = "resource"
    TURN = "turn"
    """Facts, quotes and resources in turn."""


class Kind(StrEnum):
    """What one post is."""

    QUOTE = "quote"
    FACT = "fact"
    RESOURCE = "resource"
    MILESTONE = "milestone"


class Outcome(StrEnum):
    """What has become of a post."""

    CLAIMED = "claimed"
    """It is to be sent, and Discord has not been asked yet."""
    SENDING = "sending"
    """Discord has been asked, and may have done it."""
    SENT = "sent"
    MISSED = "missed"
    """The bot did not run, or Discord did not answer, for longer than `limits.POST_HOLDS`."""
    REFUSED = "refused"
    """The channel is gone, or the bot may not post there."""
    UNCERTAIN = "uncertain"
    """It was being sent, and nothing tells any more whether it arrived: it is not sent twice."""
    DROPPED = "dropped"
    """It does not apply any more: the campaign was paused, or its words are gone."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a server posts of a campaign, where and when. `days`: 0 is Monday, at least one; `zone`: an IANA name."""

    channel_id: int
    days: frozenset[int]
    at: time
    """Of the day, to the minute, as the clocks of the zone show it."""
    zone: str
    content: Content

    @property
    def times(self) -> tuple[frozenset[int], time, str]:
        """When it posts, whatever that is and wherever."""
        return self.days, self.at, self.zone

    def __str__(self) -> str:
        """As the change log has it: "mon wed 18:00 Europe/Berlin quote <#123>"."""
        return f"{days_text(self.days)} {self.at:%H:%M} {self.zone} {self.content} <#{self.channel_id}>"


@dataclass(frozen=True, slots=True)
class Planned:
    """A schedule and the time of its next post."""

    tally: TallyId
    schedule: Schedule
    due: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One post. `item`: the id of what it shows, or the milestone's number; `id`: of the store, 0 before it is kept.

    `since`: when it was claimed; of one that is being sent, from when on it may have arrived.
    """

    id: int
    tally: TallyId
    channel_id: int
    kind: Kind
    item: str
    due: datetime
    since: datetime
    outcome: Outcome

    @property
    def nonce(self) -> str:
        """The same however often it is sent: Discord then keeps one message. At most 25 characters."""
        whole = f"{self.tally.server_id}:{self.tally.campaign_id}:{self.kind}:{self.item}:{self.due.isoformat()}"
        return sha256(whole.encode()).hexdigest()[:24]


# What moderators type.

EVERY_DAY: Final = frozenset(range(7))
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SETS_OF_DAYS: Final = {
    "daily": EVERY_DAY,
    "everyday": EVERY_DAY,
    "all": EVERY_DAY,
    "day": EVERY_DAY,
    "days": EVERY_DAY,
    "weekday": frozenset(range(5)),
    "weekdays": frozenset(range(5)),
    "weekend": frozenset({5, 6}),
    "weekends": frozenset({5, 6}),
}
_FILLERS: Final = frozenset({"and", "each", "every", "on", "the"})
_TO: Final = re.compile(r"\s*[-\u2010-\u2015]\s*|\s+(?:to|through|thru|until|till)\s+")
_TIME: Final = re.compile(r"(\d{1,2})(?:\s*[:.h]?\s*(\d{2}))?\s*(?:h|([ap])\.?m\.?)?")


def parse_days(text: str) -> frozenset[int]:
    """Days of the week, 0 for Monday: "daily", "weekdays", "mon, wed fri", "Friday to Monday".

    Raises `UnknownDays`.
    """
    words = re.split(r"[\s,;/&+.]+", _TO.sub("-", unicodedata.normalize("NFKC", text).casefold().strip()))
    days = [_days(word, text) for word in words if word and word not in _FILLERS]
    if not days:
        raise UnknownDays(value=text)
    return frozenset[int]().union(*days)


def _days(word: str, text: str) -> frozenset[int]:
    if word in _SETS_OF_DAYS:
        return _SETS_OF_DAYS[word]
    ends = [_weekday(end, text) for end in word.split("-")]
    if len(ends) > 2:
        raise UnknownDays(value=text)
    first, last = ends[0], ends[-1]
    return frozenset((first + ahead) % 7 for ahead in range((last - first) % 7 + 1))


def _weekday(word: str, text: str) -> int:
    """By at least the two letters that tell one from the others; "Mondays" and "Mons" are Monday."""
    start = word.removesuffix("s")
    for day, name in enumerate(_WEEKDAYS):
        if len(start) >= 2 and name.startswith(start):
            return day
    raise UnknownDays(value=text)


def days_text(days: frozenset[int]) -> str:
    """In the order of the week, as `parse_days` reads it: "daily", "mon wed"."""
    return "daily" if days == EVERY_DAY else " ".join(_WEEKDAYS[day][:3] for day in sorted(days))


def parse_time(text: str) -> time:
    """A time of day, to the minute: "18:00", "9.05", "6 pm", "6:30pm". Without am or pm it has 24 hours.

    Raises `UnknownTime`.
    """
    found = _TIME.fullmatch(unicodedata.normalize("NFKC", text).casefold().strip())
    if found is None:
        raise UnknownTime(value=text)
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12:
        raise UnknownTime(value=text)
    try:
        return time(hour % 12 + 12 * (half == "p") if half else hour, minute)
    except ValueError:
        raise UnknownTime(value=text) from None


# When.


def next_due(schedule: Schedule, zone: tzinfo, after: datetime) -> datetime:
    """The time of the first post after `after`, in UTC. Each chosen day of the zone has one, whatever its clocks do:

    at the first of two moments that show the time, where clocks are put back; at the first moment after the gap,
    where they are put forward over it. A day that the zone left out altogether has none.
    """
    today = after.astimezone(zone).date()
    days = (today + timedelta(ahead) for ahead in count())
    dues = (_due(schedule.at, zone, day) for day in days if day.weekday() in schedule.days)
    return next(due for due in dues if due is not None and due > after)


def _due(at: time, zone: tzinfo, day: date) -> datetime | None:
    """When the post of this day is due; None: the zone has no such day."""
    due = _first(zone, datetime.combine(day, at))
    if due.astimezone(zone).date() != day and _first(zone, datetime.combine(day, time.min)) == due:
        return None
    return due


def _first(zone: tzinfo, wall: datetime) -> datetime:
    """The first moment, in UTC, at which the zone's clocks show `wall` or, if they never do, more."""
    due = wall.replace(tzinfo=zone).astimezone(UTC)
    if _wall(zone, due) == wall:
        return due
    # In a gap: it lies between the moments that the offsets after and before it give.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    seconds = range((due - before) // timedelta(seconds=1) + 1)
    gap = bisect_left(seconds, wall, key=lambda second: _wall(zone, before + timedelta(seconds=second)))
    return before + timedelta(seconds=gap)


def _wall(zone: tzinfo, moment: datetime) -> datetime:
    """What the zone's clocks show then."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def last_and_next(schedule: Schedule, zone: tzinfo, due: datetime, now: datetime) -> tuple[datetime, datetime]:
    """Of the posts from `due` on, of which that one is past: the last one until `now`, and the one after."""
    following = next_due(schedule, zone, due)
    while following <= now:
        due, following = following, next_due(schedule, zone, following)
    return due, following


def too_late(due: datetime, now: datetime) -> bool:
    """Whether a post is skipped now: from exactly `limits.POST_HOLDS` on."""
    return now - due >= limits.POST_HOLDS


# What.


def postable(campaign: Campaign, content: Content = Content.TURN) -> Mapping[Kind, Sequence[Item]]:
    """What of a campaign a schedule posts, in the order in which the kinds take turns; one without items is left out.

    A quote with a warning is never among it: its words come only after "Show" (S36).
    """
    items: dict[Kind, Sequence[Item]] = {
        Kind.FACT: campaign.about,
        Kind.QUOTE: [quote for quote in campaign.quotes if not quote.warning],
        Kind.RESOURCE: campaign.resources,
    }
    return {kind: each for kind, each in items.items() if each and content in (Content.TURN, Content(kind.value))}


def pick(
    items: Mapping[Kind, Sequence[Item]], shown: Sequence[tuple[Kind, str, datetime]], chance: Random
) -> tuple[Kind, Item]:
    """What comes next of `items`, which are not empty: the kinds in turn, and no item again until all of its kind were.

    `shown`: kind, id and time of each that was posted, the last one at the end. One that never was comes before those
    that were, by chance; else the one that was posted longest ago.
    """
    kinds = [*items]
    last = next((kind for kind, _, _ in reversed(shown) if kind in items), kinds[-1])
    kind = kinds[(kinds.index(last) + 1) % len(kinds)]
    before = {item: at for known, item, at in shown if known is kind}
    new = [item for item in items[kind] if item.id not in before]
    return kind, chance.choice(new) if new else min(items[kind], key=lambda item: before[item.id])
