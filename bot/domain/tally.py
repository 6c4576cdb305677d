"""Counting without outing (S14 to S20): when a number is published, and which.

The whole rule is `publish`, a pure function of the last publication, the exact count, the settings and the time.
It is meant to be attacked by simulation and to be replaceable.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce
from hashlib import sha256
from typing import Final, NamedTuple, TypeAlias

from bot.domain import limits


class TallyId(NamedTuple):
    """One campaign in one server."""

    server_id: int
    campaign_id: str


class State(StrEnum):
    """What a campaign does in a server. A campaign that was never started there has no state."""

    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Rules:
    """A server's own, stricter settings. Raises `ValueError` for a laxer one."""

    threshold: int = limits.THRESHOLD
    slowest: timedelta = timedelta(0)
    """The server's own time between two ticks; the cadence of S16 holds when that is longer."""

    def __post_init__(self) -> None:
        if self.threshold < limits.THRESHOLD:
            raise ValueError(f"the threshold is at least {limits.THRESHOLD} (S14)")
        if self.threshold % limits.ROUNDING:
            # Between two steps it would tell more than the rounded number does: whoever moves it one by one sees when
            # the number hides.
            raise ValueError(f"the threshold is a multiple of {limits.ROUNDING} (S15)")

    def stricter(self, other: Rules) -> Rules:
        """Of each setting the stricter one: no rule of counting is ever taken back, whoever asks for it (S14, S16).

        A threshold that could go down and up again would tell, step by step, more than the rounded number does. A
        cadence that could be made quicker again would let a moderator bring about a tick at a moment of their choice.
        """
        return Rules(max(self.threshold, other.threshold), max(self.slowest, other.slowest))


@dataclass(frozen=True, slots=True)
class Publication:
    """What was made known at a tick.

    `number` is what people see (None: "fewer than the threshold"); `basis` is the exact count that the number was made
    from, which only the next tick may look at (S17, S18).
    """

    at: datetime
    basis: int
    number: int | None


PublishingRule: TypeAlias = Callable[[Publication, Rules, int], Publication]
"""(last publication, a server's rules, exact count) -> the new publication.

The only code that is ever given an exact count (S18).
"""


def first_publication(now: datetime) -> Publication:
    """What holds from the start of a campaign until its first tick: nothing is shown."""
    return Publication(at=now, basis=0, number=None)


def publish(last: Publication, exact: int, rules: Rules, members: int, now: datetime) -> Publication:
    """The publication of a tick at `now`, given the `exact` count and the server's number of `members`.

    The number moves when at least 5 people did, whoever they are, or when too few are left (S17); it is hidden below
    the threshold (S14) and in a small server (S20), and rounded down (S15).
    """
    fell_below = exact < rules.threshold <= last.basis
    moved = abs(exact - last.basis) >= limits.LEAST_CHANGE
    basis = exact if fell_below or moved else last.basis
    visible = basis >= rules.threshold and members >= limits.LEAST_MEMBERS
    return Publication(at=now, basis=basis, number=rounded(basis) if visible else None)


def on_the_edge(threshold: int, number: int | None) -> bool:
    """Whether a threshold lies at the `number` that was shown last, so that the next one who withdraws might hide it.

    Falling below the threshold hides a number whatever the step (S17), so nobody may put it just there, also not while
    the number is hidden and would come back.
    """
    return number is not None and number - limits.LEAST_CHANGE < threshold <= number


def rounded(count: int) -> int:
    """S15: rounded down to a multiple of 5."""
    return count - count % limits.ROUNDING


def total(numbers: Collection[int]) -> int | None:
    """S21: the sum of what servers publish, each a number that its own members see already; None for too few of them.

    It is made of published numbers alone, so it tells nothing of anybody that those do not.
    """
    return sum(numbers) if len(numbers) >= limits.LEAST_SERVERS_IN_TOTAL else None


def milestone(number: int) -> int:
    """The highest milestone that a published number has reached: 100, 250, 500, 1,000, 2,500 …; 0 below the first."""
    scale = 10 ** max(0, len(str(number)) - len(str(limits.FIRST_MILESTONES[0])))
    return max((first * scale for first in limits.FIRST_MILESTONES if first * scale <= number), default=0)


def next_tick(last: Publication, rules: Rules) -> datetime:
    """S16: the earliest time of the tick after `last`."""
    shown = last.number or 0
    cadence = next(pause for least, pause in limits.CADENCE if shown >= least)
    return last.at + max(cadence, rules.slowest)


_FINGERPRINT_OF: Final = b"magnitude key fingerprint"


class Marks:
    """Turns a member into the mark that an entry consists of (S8): HMAC-SHA-256 under each of this host's keys in turn.

    The same member has unrelated marks in two servers or two campaigns; without every one of the keys a mark cannot be
    tested. A key added behind the others turns each mark into its next one, without telling whose it is: so the key
    can be changed while nobody knows any member.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        """`keys`: the oldest first. Raises `ValueError` when there is none."""
        if not keys:
            raise ValueError("a mark is made with a key (S8)")
        self._keys = tuple(keys)

    def mark(self, tally: TallyId, member_id: int) -> bytes:
        """32 bytes."""
        message = f"{tally.server_id}:{tally.campaign_id}:{member_id}"
        return chained(self._keys, message.encode())

    @property
    def fingerprint(self) -> bytes:
        """Tells whether a database was written under these keys, without telling the keys."""
        return chained(self._keys, _FINGERPRINT_OF)

    def added_since(self, fingerprint: bytes) -> tuple[bytes, ...] | None:
        """The keys behind those that have this fingerprint; None when these keys do not begin with those."""
        for count in range(1, len(self._keys) + 1):
            if hmac.compare_digest(Marks(self._keys[:count]).fingerprint, fingerprint):
                return self._keys[count:]
        return None


def chained(keys: Iterable[bytes], message: bytes) -> bytes:
    """HMAC-SHA-256 of the message under the first key, of what that gives under the second, and so on."""
    return reduce(lambda digest, key: hmac.digest(key, digest, sha256), keys, message)
