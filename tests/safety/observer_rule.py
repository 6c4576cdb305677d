"""The published rule once more: written from the rules S14 to S17 and S20, and knowing nothing of the bot's code.

`Secret` holds what nobody may see, and gives away one number at a tick. `Server` is what can be known of a server.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from tests.safety.observer_steps import BEGIN, HOUR, MODERATOR, history_words, number_words


class Secret:
    """Who is counted in a server, and the exact count that the last publication was made from."""

    def __init__(self) -> None:
        self._counted = set[int]()
        self._basis = 0

    def press(self, what: str, people: Iterable[int]) -> None:
        if what == "add":
            self._counted.update(people)
        else:
            self._counted.difference_update(people)

    def forget_everybody(self) -> None:
        self._counted.clear()
        self._basis = 0

    def number(self, threshold: int, members: int) -> int | None:
        """What a tick publishes."""
        count = len(self._counted)
        # S17: the count moved by 5 or more, or fell below the threshold.
        if abs(count - self._basis) >= 5 or count < threshold <= self._basis:
            self._basis = count
        # S14: not below the threshold. S20: not in a server with fewer than 50 members. S15: rounded down.
        return self._basis // 5 * 5 if self._basis >= threshold and members >= 50 else None


@dataclass
class Server:
    """What can be known of a server."""

    state: str = ""
    since: datetime = BEGIN
    threshold: int = 10
    hours: int = 0
    milestones: bool = False
    highest: int = 0
    total: bool = False
    number: int | None = None
    updated: datetime = BEGIN
    history: dict[datetime, int | None] = field(default_factory=dict[datetime, int | None])
    place: tuple[int, int | None] | None = None
    stale: bool = False
    log: list[tuple[datetime, int, str, str, str]] = field(default_factory=list[tuple[datetime, int, str, str, str]])

    @property
    def next_update(self) -> datetime:
        """S16: every day; every 6 hours from 100 on and every hour from 1,000 on; no faster than moderators want."""
        shown = self.number or 0
        return self.updated + max(24 if shown < 100 else 6 if shown < 1_000 else 1, self.hours) * HOUR

    @property
    def shown_last(self) -> int | None:
        return next((number for number in reversed(self.history.values()) if number is not None), None)

    @property
    def running(self) -> bool:
        return self.state == "running"

    @property
    def words(self) -> str:
        """S46: a campaign that does not run shows nothing."""
        next_update = self.next_update if self.running else None
        return number_words(self.state, self.number, self.threshold, self.updated, next_update)

    @property
    def newest(self) -> str:
        """The publications that changed the number."""
        return history_words(list(reversed(self.history.items()))[:10] if self.running else [])

    def publish(self, number: int | None, now: datetime) -> None:
        if number != self.number:
            self.history.pop(now, None)
            self.history[now] = number
            self.stale = True
        self.number = number

    def note(self, now: datetime, what: str, before: str = "", after: str = "", *, always: bool = False) -> None:
        """A line of the change log, for what has changed."""
        if always or before != after:
            self.log.append((now, MODERATOR, what, before, after))
