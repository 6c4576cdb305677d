"""Every observation, foretold from the published numbers and from what moderators do before everybody's eyes.

Whatever the bot shows beyond that is a difference, and a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from tests.safety.observer_rule import Secret, Server
from tests.safety.observer_steps import (
    BEFALLS,
    BEGIN,
    DAY,
    HOST,
    NO_SERVER,
    PRESSES,
    SERVERS,
    THE_ONE,
    WITHOUT_THE_BOT,
    Schedule,
    Seen,
    Step,
    log_words,
    metrics_words,
    settings_words,
)

FAILED: Final = "WARNING publishing for one server did not succeed and will be tried again"
STATES: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "start": (("", "ended"), "running"),
    "pause": (("running",), "paused"),
    "resume": (("paused",), "running"),
    "end": (("running", "paused"), "ended"),
}
MILESTONES: Final = (100, 250, 500, 1_000, 2_500, 5_000)


class Published(NamedTuple):
    """What a tick made known."""

    at: datetime
    server: int
    number: int | None


class Foretold:
    """What is `seen` in one of the two worlds (0 or 1), what was `published` at each tick, and what holds now."""

    def __init__(self, world: int) -> None:
        self.seen: list[Seen] = []
        self.published: list[Published] = []
        self._world = world
        self._now = BEGIN
        self._secrets = {server: Secret() for server in SERVERS}
        self.servers = {server: Server() for server in SERVERS}
        self._members = dict.fromkeys(SERVERS, 60)
        self._placed = dict.fromkeys(SERVERS, 0)
        self._left: dict[int, datetime] = {}
        self._away, self._lost, self._limited = set[int](), set[int](), set[int]()
        self._ticks = self._updates = self._posts = 0

    def step(self, step: Step) -> None:
        self._now += step.wait
        self._round()
        if step.one[self._world]:
            self._press(step.one[self._world], step.server, [THE_ONE])
        if step.what in HOST or step.what in WITHOUT_THE_BOT or step.server not in self._left:
            self._do(step)
        self._look(step.server)

    def _see(self, server: int, said: str) -> None:
        self.seen.append(Seen(self._now, server, said))

    def _round(self) -> None:
        begun = len(self.seen)
        reached = [(name, server) for name, server in self.servers.items() if name not in self._left]
        announced: list[tuple[int, int, int]] = []
        for name, server in reached:
            if server.running and server.next_update <= self._now:
                announced += self._tick(name, server)
        for name, server in reached:
            if server.stale and server.place and server.place[1]:
                self._refresh(name, server)
        for name, channel, number in announced:
            self._see(name, f"announced in {channel}: {number}")
            self._posts += 1
        self.seen[begun:] = sorted(self.seen[begun:], key=lambda seen: seen.server)

    def _tick(self, name: int, server: Server) -> Sequence[tuple[int, int, int]]:
        """Gives a milestone that is passed for the first time, where it is posted."""
        if name in self._away:
            self._see(NO_SERVER, FAILED)
            return []
        number = self._secrets[name].number(server.threshold, self._members[name])
        server.publish(number, self._now)
        server.updated, server.stale = self._now, True
        self._ticks += 1
        self.published.append(Published(self._now, name, number))
        reached = max((each for each in MILESTONES if each <= (number or 0)), default=0)
        if reached <= server.highest or (server.milestones and server.place is None):
            return []
        server.highest = reached
        return [(name, server.place[0], reached)] if server.milestones and server.place else []

    def _refresh(self, name: int, server: Server) -> bool:
        if server.place is None or server.place[1] is None:
            return True
        if name in self._away:
            self._see(NO_SERVER, FAILED)
            return False
        if name in self._lost:
            server.place = (server.place[0], None)
            self._lost.discard(name)
            return True
        if name in self._limited:
            old, server.place = server.place, self._put_up(name, server.place[0], server)
            self._see(name, f"removed {old}")
        else:
            self._see(name, f"edited {server.place}: {server.words}")
        server.stale = False
        self._updates += 1
        return True

    def _put_up(self, name: int, channel: int, server: Server) -> tuple[int, int]:
        self._placed[name] += 1
        self._lost.discard(name)
        self._limited.discard(name)
        place = (channel, 1_000 * name + self._placed[name])
        self._see(name, f"posted {place}: {server.words}")
        return place

    def _press(self, what: str, server: int, people: Iterable[int]) -> str:
        if what == "forget":
            for secret in self._secrets.values():
                secret.press(what, people)
        elif server not in self._left and (what == "withdraw" or self.servers[server].running):
            self._secrets[server].press(what, people)
        else:
            return "NotRunning"
        return "done"

    def _do(self, step: Step) -> None:
        if step.what in PRESSES:
            for _ in step.people:
                self._see(step.server, self._press(step.what, step.server, step.people))
        elif step.what in BEFALLS:
            self._befall(step.server, step.what, step.value)
        elif step.what == "purge":
            self._purge()
        elif step.what == "restart":
            self._ticks = self._updates = self._posts = 0
        elif step.what not in HOST:
            self._see(step.server, self._moderate(step, self.servers[step.server]))

    def _befall(self, name: int, what: str, value: int) -> None:
        match what:
            case "members":
                self._members[name] = value
            case "gone":
                self._left[name] = self._now
            case "back":
                self._left.pop(name, None)
            case "here":
                self._away.discard(name)
            case _:
                {"lost": self._lost, "limited": self._limited, "away": self._away}[what].add(name)

    def _moderate(self, step: Step, server: Server) -> str:
        """What a moderator does and is answered."""
        if step.what == "total":
            before, server.total = server.total, bool(step.value)
            server.note(self._now, "total", _switch(before), _switch(server.total))
            return f"total was {before}"
        if step.what in STATES:
            return self._change_state(step.server, server, *STATES[step.what])
        if not server.state:
            return "NotRunning"
        if step.what == "place":
            return self._place(step.server, server, step.value)
        if step.what == "reset":
            self._secrets[step.server].forget_everybody()
            server.publish(None, self._now)
            server.note(self._now, "metoo.reset", always=True)
            return f"reset, shown {self._refresh(step.server, server)}"
        return self._set(step.server, server, step.what, step.value)

    def _change_state(self, name: int, server: Server, possible: Sequence[str], after: str) -> str:
        before = server.state
        if before not in possible:
            return f"WrongState {before or 'none'}"
        missed = bool(before) and server.next_update <= self._now
        if missed or before == "ended":
            server.publish(None, self._now)
        if (missed and after == "running") or not before:
            server.updated = self._now
        server.state, server.since, server.stale = after, self._now, True
        server.note(self._now, "metoo.state", before, after)
        return f"from {before or None} to {after}, shown {self._refresh(name, server)}"

    def _set(self, name: int, server: Server, what: str, value: int) -> str:
        before = (server.threshold, server.hours, server.milestones)
        if what == "threshold":
            # S14: raised, never lowered. S17: not to where the number was last, or one person could hide it.
            if value < server.threshold:
                return "RuleRefused threshold-lower"
            if value > server.threshold and value == server.shown_last:
                return "RuleRefused threshold-edge"
            server.note(self._now, "metoo.threshold", str(server.threshold), str(value))
            server.stale |= value > server.threshold
            server.threshold = value
            if server.number is not None and server.number < value:
                server.publish(None, self._now)
        elif what == "cadence":
            if value < server.hours:
                return "RuleRefused cadence-faster"
            server.note(self._now, "metoo.cadence", str(server.hours * 3600), str(value * 3600))
            server.stale |= value > server.hours
            server.hours = value
        else:
            server.note(self._now, "metoo.milestones", _switch(server.milestones), _switch(bool(value)))
            server.milestones = bool(value)
        after = (server.threshold, server.hours, server.milestones)
        follows = "" if before[:2] == after[:2] else f", shown {self._refresh(name, server)}"
        return f"from {before} to {after}{follows}"

    def _place(self, name: int, server: Server, channel: int) -> str:
        if name in self._away:
            return "DiscordUnavailable"
        old, server.place = server.place, self._put_up(name, channel, server)
        server.stale = True
        was = "" if old is None else str(old[0]) if old[1] is None else f"{old[0]}/{old[1]}"
        server.note(self._now, "metoo.post", was, f"{channel}/{server.place[1]}")
        if old and old[1]:
            self._see(name, f"removed {old}")
        return "placed"

    def _purge(self) -> None:
        """S12: of what has ended the entries go, of a server that the bot has left everything."""
        for name, server in self.servers.items():
            if name in self._left and self._left[name] <= self._now - 30 * DAY:
                self.servers[name] = Server()
                self._secrets[name].forget_everybody()
                continue
            server.log = [line for line in server.log if line[0] > self._now - 90 * DAY]
            if server.state == "ended" and server.since <= self._now - 90 * DAY:
                self._secrets[name].forget_everybody()
                server.publish(None, self._now)

    def _look(self, shown: int) -> None:
        for name, server in self.servers.items():
            if name not in self._left:
                self._see(name, f"/tally: {self._answer(server)}")
        if shown not in self._left:
            server = self.servers[shown]
            if server.state:
                seconds = server.threshold, server.hours, server.milestones, server.place
                self._see(shown, f"/config show: {settings_words(server.state, server.since, *seconds)}")
            self._see(shown, f"/config log: {log_words(server.log[::-1][:5], len(server.log))}")
        self._see(NO_SERVER, metrics_words(self._ticks, self._updates, self._posts))

    def _answer(self, server: Server) -> str:
        if not server.state:
            return "NotRunning"
        return f"{server.words}, total {self._total(server)}, {server.newest}"

    def _total(self, asking: Server) -> int | None:
        """S21: of at least 3 servers that take part and show a number."""
        numbers = [
            server.number
            for name, server in self.servers.items()
            if server.total and server.running and server.number is not None and name not in self._left
        ]
        return sum(numbers) if asking.total and len(numbers) >= 3 else None


def _switch(on: bool) -> str:
    return "on" if on else "off"


def foretell(schedule: Schedule, world: int) -> Foretold:
    """What is observed in the first (0) or the second (1) world."""
    foretold = Foretold(world)
    for step in schedule:
        foretold.step(step)
    return foretold
