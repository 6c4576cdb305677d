"""What happens in two worlds that differ in one member only: a list of steps, drawn at random, and how it is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

from hypothesis import strategies as st

BEGIN: Final = datetime(2026, 3, 8, 12, tzinfo=UTC)
SERVERS: Final[Sequence[int]] = (1, 2, 3, 4)
NO_SERVER: Final = 0
MODERATOR: Final = 99
THE_ONE: Final = 7_000
"""The member in whom the two worlds differ."""
FEW: Final = 8
"""So many others that the count, the one included, stays below the threshold of 10."""
MANY: Final = 260

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
WAITS: Final = (
    *(timedelta(0), SECOND, HOUR, 6 * HOUR - SECOND, 6 * HOUR, 12 * HOUR),
    *(DAY - SECOND, DAY, DAY, DAY, DAY, DAY + SECOND, 2 * DAY, 10 * DAY),
)
"""Up to a moment before a tick, to that moment, past it, and longer."""
LONG_WAITS: Final = (31 * DAY, 91 * DAY)
"""Past what is kept."""
WITHOUT_THE_BOT: Final = ("back", "members", "away", "here")
"""What can happen in a server that the bot is not in."""


@dataclass(frozen=True, slots=True)
class Step:
    """Time passes, the bot does what is due, the one does something, then this happens, and everybody looks.

    `value` and `many` say more of it: which threshold, and the first of how many people who press.
    `one`: what the one does in the first and in the second world.
    """

    wait: timedelta
    what: str
    server: int = 1
    value: int = 0
    many: int = 1
    one: tuple[str, str] = ("", "")

    @property
    def people(self) -> range:
        return range(self.value, self.value + self.many)


Schedule: TypeAlias = Sequence[Step]


class Seen(NamedTuple):
    """One observation. `server`: `NO_SERVER` for what names none, such as a line of the log."""

    at: datetime
    server: int
    said: str


PRESSES: Final = ("add", "add", "withdraw", "forget")
MODERATORS: Final = ("start", "pause", "resume", "end", "reset")
BEFALLS: Final = ("members", "lost", "limited", "away", "here", "gone", "back")
"""A server has so many members (S20); its message is deleted, or takes no edit; Discord does not answer, and does
again; the bot is removed, and invited again."""
HOST: Final = ("look", "restart", "purge")
RARE: Final = (*MODERATORS, "resume", "start", *BEFALLS[1:], "here", "back", *HOST)
ONES: Final = (*[("", "")] * 4, ("add", ""), ("", "add"), ("add", "withdraw"), ("withdraw", "add"), ("", "forget"))
"""What the one does in the two worlds."""
VALUES: Final[dict[str, Sequence[int]]] = {
    "threshold": (10, 10, 15, 20, 25, 100),
    "cadence": (0, 12, 48),
    "milestones": (0, 1, 1),
    "total": (0, 1, 1),
    "place": (1, 2),
    "members": (0, 49, 50, 50, 51, 51, 500),
}
"""What moderators set, where they place the campaign message, and how many members there are."""
Kinds: TypeAlias = Sequence[Sequence[str]]
KINDS: Final[Kinds] = (PRESSES, PRESSES, PRESSES, ("look",), ("look",), tuple(VALUES), RARE)
"""What happens, as often as it stands here."""
EDGES: Final = (0, 5, 8, 9, 10, 13, 14, 15, 19, 24, 94, 95, 99, 100, 104, 249, 250)
"""Counts near which something changes."""


STORIES: Final = (
    ((DAY, "look"), (SECOND, "pause"), (2 * DAY, "resume"), (SECOND, "threshold"), (DAY, "look"), (DAY, "look")),
    ((DAY, "look"), (SECOND, "members"), (DAY, "look"), (SECOND, "threshold"), (SECOND, "members"), (DAY, "look")),
    ((DAY, "look"), (SECOND, "end"), (91 * DAY, "purge"), (SECOND, "start"), (DAY, "add"), (DAY, "look")),
    ((DAY, "look"), (SECOND, "reset"), (SECOND, "add"), (DAY, "add"), (DAY, "look")),
    ((DAY, "look"), (SECOND, "cadence"), (DAY, "add"), (DAY, "add"), (DAY, "look")),
)
"""What only several steps together bring about: a hidden number that comes back, entries that were purged or reset."""


@st.composite
def schedules(
    draw: st.DrawFn, others: int, kinds: Kinds = KINDS, most: int = 12, servers: Sequence[int] = SERVERS
) -> Schedule:
    """At most so many steps and stories among so many `others`, in the first server or in some of the `servers`."""
    several = servers[: draw(st.sampled_from((1, 1, 3, 4)))]
    edges = st.sampled_from([count for count in EDGES if count <= others])
    counts = {server: draw(edges) for server in several}
    begun = [step for server, count in counts.items() for step in set_up(server, count)]
    parts = draw(st.lists(_parts(counts, others, kinds), min_size=4, max_size=most))
    return [*begun, *(step for part in parts for step in part)]


def set_up(server: int, count: int) -> Schedule:
    """A campaign runs, everything that tells of its number is on, and so many are counted."""
    now = timedelta(0)
    return (
        Step(now, "start", server),
        Step(now, "place", server, 1),
        Step(now, "total", server, 1),
        Step(now, "milestones", server, 1),
        Step(now, "add", server, 0, count),
    )


@st.composite
def _parts(draw: st.DrawFn, counts: Mapping[int, int], others: int, kinds: Kinds) -> Schedule:
    """Mostly two presses or two ticks, else a story or something rare."""
    server = draw(st.sampled_from((1, 1, *counts)))
    if draw(st.integers(0, 5)) == 0:
        story = draw(st.sampled_from([each for each in STORIES if all(what in chain(*kinds) for _, what in each)]))
    else:
        whats = [draw(st.sampled_from(draw(st.sampled_from(kinds)))) for _ in range(2)]
        story = tuple((draw(st.sampled_from((*WAITS, *LONG_WAITS) if what in HOST else WAITS)), what) for what in whats)
    return [_step(draw, wait, what, server, counts[server], others) for wait, what in story]


def _step(draw: st.DrawFn, wait: timedelta, what: str, server: int, count: int, others: int) -> Step:
    """Those press who are around the first `count`, so that it stays where it matters."""
    value, many = 0, 1
    if what in PRESSES:
        value = min(max(0, count - 10) + draw(st.integers(0, 19)), others - 1)
        many = min(draw(st.sampled_from((1, 1, 2, 4, 5, 6, 10))), others - value)
    elif what in VALUES:
        near = max(10, count - count % 5)
        value = draw(st.sampled_from((*VALUES[what], near, near) if what == "threshold" else VALUES[what]))
    return Step(wait, what, server, value, many, draw(st.sampled_from(ONES)))


# How an observation is told, by the bot's side and by the side that foretells it.


def clock_time(at: datetime) -> str:
    return f"{at:%m-%d %H:%M:%S}"


def number_words(
    state: str, number: int | None, threshold: int, updated: datetime, next_update: datetime | None
) -> str:
    """What everybody may know; of a campaign that does not run only that."""
    if next_update is None:
        return state
    shown = f"fewer than {threshold}" if number is None else f"at least {number}"
    return f"{state}, {shown}, updated {clock_time(updated)}, next {clock_time(next_update)}"


def history_words(history: Sequence[tuple[datetime, int | None]]) -> str:
    return ", ".join(f"{clock_time(at)}: {number}" for at, number in history)


def settings_words(
    state: str, since: datetime, threshold: int, hours: int, milestones: bool, place: tuple[int, int | None] | None
) -> str:
    """What a moderator sees of a campaign beside its number."""
    return f"{state} since {clock_time(since)}, {threshold}, {hours} h, milestones {milestones}, at {place}"


def metrics_words(ticks: int, updates: int, posts: int) -> str:
    """What the metrics tell of the work that is due, since the bot was started."""
    return f"/metrics: {ticks} ticks, {updates} updates, {posts} posts"


def log_words(lines: Sequence[tuple[datetime, int, str, str, str]], count: int) -> str:
    said = "; ".join(f"{clock_time(at)} {who} {what} {before!r} {after!r}" for at, who, what, before, after in lines)
    return f"{count}: {said}"
