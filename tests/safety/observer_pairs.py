"""Two worlds that differ in one member only, observed and compared."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Final

from tests.safety.observer_bot import Told, watch
from tests.safety.observer_foretold import Foretold, foretell
from tests.safety.observer_services import observe
from tests.safety.observer_steps import Schedule, Seen

MEMORY: Final = Path("/dev/shm")
"""Nothing here depends on what a disk does, and where there is this folder nobody waits for one."""
CHANNEL: Final = ("POST", "PATCH", "DELETE", "announced")
"""What comes to the channel: messages, edits, what is removed, milestones."""
IN_CHANNEL: Final = re.compile(r"(?:posted|edited) \(\d+, \d+\): |removed \(\d+, \d+\)|announced in \d+: ")


@dataclass(frozen=True, slots=True)
class Pair:
    """What was observed in two worlds. `differ`: what was published differs."""

    events: int
    observations: int
    differ: bool
    different: int
    """Observations that came in one of them only."""


def observed(schedule: Schedule) -> tuple[Sequence[Seen], Sequence[Seen]]:
    """All that is observed in the first and in the second world."""

    async def both() -> tuple[Sequence[Seen], Sequence[Seen]]:
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
            return (
                await observe(schedule, 0, Path(folder, "first.sqlite")),
                await observe(schedule, 1, Path(folder, "second.sqlite")),
            )

    return asyncio.run(both())


def compare(schedule: Schedule) -> Pair:
    """Raises `AssertionError` for an observation that the published numbers do not explain."""
    seen = observed(schedule)
    foretold = foretell(schedule, 0), foretell(schedule, 1)
    for each, expected in zip(seen, foretold, strict=True):
        assert each == expected.seen, "an observation that the rule does not foretell"
    differ = foretold[0].published != foretold[1].published
    if differ:
        first = first_difference(*foretold)
        before = [[each for each in world if each.at < first] for world in seen]
        assert before[0] == before[1], "a difference before the numbers differ"
    else:
        assert seen[0] == seen[1], "a difference although the same was published"
    return Pair(len(schedule), sum(map(len, seen)), differ, _different(*seen))


def _different(one: Sequence[object], other: Sequence[object]) -> int:
    """How many there are in one of the two only."""
    return ((Counter(one) - Counter(other)) + (Counter(other) - Counter(one))).total()


def first_difference(one: Foretold, other: Foretold) -> datetime:
    """When the first tick was that published another number, or that came in one world only."""
    for first, second in zip(one.published, other.published, strict=False):
        if first != second:
            return min(first.at, second.at)
    return max(one.published, other.published, key=len)[min(len(one.published), len(other.published))].at


async def compare_bots(schedule: Schedule, folder: Path, *, everything: bool = False) -> Pair:
    """The same for the whole bot, by what people are shown. Raises `AssertionError`.

    `everything`: where the same is published all that can be asked is asked at the end.
    """
    foretold = Foretold(0), Foretold(1)
    steps = [_foretell_step(each, schedule) for each in foretold]
    differ = foretold[0].published != foretold[1].published
    told = [await watch(schedule, world, folder / str(world), everything=everything and not differ) for world in (0, 1)]
    if not differ:
        assert told[0] == told[1], "a difference although the same was published"
    else:
        first = first_difference(*foretold)
        before = [[each for each in world if each.at < first] for world in told]
        assert before[0] == before[1], "a difference before the numbers differ"
    for world, expected in zip(told, steps, strict=True):
        _check_numbers(world, expected)
    _check_rest(told, steps)
    return Pair(len(schedule), sum(map(len, told)), differ, _different(*told))


@dataclass(frozen=True, slots=True)
class Expected:
    """What the rule foretells of one step: what the channel sees, what is said of the number, and what else holds."""

    channel: Sequence[str]
    number: str
    history: str
    rest: Sequence[str]


def _foretell_step(foretold: Foretold, schedule: Schedule) -> Sequence[Expected]:
    steps: list[Expected] = []
    for step in schedule:
        begun = len(foretold.seen)
        foretold.step(step)
        said = [each.said for each in foretold.seen[begun:] if each.server == 1]
        in_channel = [each for each in said if IN_CHANNEL.match(each)]
        server = foretold.servers[1]
        rest = [each for each in said if each not in in_channel and not each.startswith("/tally")]
        steps.append(Expected([IN_CHANNEL.sub("", each) for each in in_channel], server.words, server.newest, rest))
    return steps


def _check_numbers(told: Sequence[Told], steps: Sequence[Expected]) -> None:
    """Whatever is said of the number is what the rule says, and the channel sees it when the rule says."""
    for number, expected in enumerate(steps):
        here = [each for each in told if each.step == number]
        assert [each.number for each in here if each.what in CHANNEL] == expected.channel, "another message or edit"
        for each in here:
            if each.what == "tally":
                assert each.number == "; ".join(filter(None, (expected.number, expected.history))), each.said
            elif each.what not in CHANNEL:
                assert each.number in ("", expected.number), each.said


def _check_rest(told: Sequence[Sequence[Told]], steps: Sequence[Sequence[Expected]]) -> None:
    """What else is said is the same in both worlds, where moderators got the same answers."""
    messages: dict[tuple[str, str], str] = {}
    for each in chain(*told):
        if each.what in CHANNEL:
            kind = each.what, each.number.partition(",")[0] if each.what != "announced" else ""
            assert messages.setdefault(kind, each.rest) == each.rest, each.said
    for number, (one, other) in enumerate(zip(*steps, strict=True)):
        if one.rest == other.rest:
            first, second = (
                [each.rest for each in world if each.step == number and each.what not in CHANNEL] for world in told
            )
            assert first == second
