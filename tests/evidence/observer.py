"""An observer who sees all that is public, in thousands of pairs of worlds that differ in one member only."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from tests.evidence import Figure, Section
from tests.safety.observer_bot import CROWD, KINDS
from tests.safety.observer_pairs import MEMORY, Pair, compare, compare_bots
from tests.safety.observer_steps import FEW, MANY, Schedule, schedules

BELOW: Final = 1_500
"""Pairs of worlds in which the count stays below the threshold."""
ANY: Final = 3_500
"""Pairs in which it does not need to."""
BOTS: Final = 100
"""Pairs of whole bots."""
EVERYTHING: Final = 10
"""Of so many pairs of whole bots one is asked everything at the end."""

INTRODUCTION: Final = (
    "Two worlds go through the same events and differ in what one member does: in one of them they add"
    " themselves, withdraw or delete what is held on them, in the other they do something else or nothing. An"
    " observer writes down everything that others can see: the messages in the channel, their edits and when they"
    " come, milestone posts, the log at its most talkative, what the metrics tell of the work that is due, and"
    " what members and moderators are answered, in up to four servers that take part in the total. Meanwhile other"
    " members press as well, moderators pause, resume, end, start and reset, raise the threshold, slow the cadence"
    " and move the message, servers shrink below 50 members, Discord fails, the bot is restarted, removed and"
    " invited again, and old data is purged. What is observed is compared, word for word and second for second,"
    " with what a second program foretells that was written from the published rules alone and is told nothing but"
    " the numbers that those publish. A finding would have been: any difference between two worlds that publish"
    " the same numbers, any difference before the first tick at which they do not, or any observation after it"
    " that the numbers do not foretell. It is done with the bot's services over real database files, and with the"
    " whole bot on a simulated Discord."
)


def measure() -> Section:
    """Raises `AssertionError` for the first observation that the published rule does not explain."""
    with ProcessPoolExecutor() as pool:
        below = list(pool.map(_services, _drawn(schedules(FEW), BELOW), chunksize=10))
        assert not any(pair.differ or pair.different for pair in below), "a difference below the threshold"
        services = [*below, *pool.map(_services, _drawn(schedules(MANY), ANY), chunksize=10)]
        bots = list(pool.map(_bots, range(BOTS), _drawn(schedules(CROWD, KINDS, 8, (1,)), BOTS)))
    return Section(
        "What an observer learns of one member",
        INTRODUCTION,
        (
            *_figures("the bot's services", services),
            Figure("of these, pairs in which the count stayed below the threshold", f"{len(below):,}"),
            Figure("observations that differed in those", f"{sum(pair.different for pair in below):,}"),
            *_figures("the whole bot", bots),
            Figure("observations that the published rule does not explain", "0"),
        ),
    )


def _figures(what: str, pairs: list[Pair]) -> tuple[Figure, ...]:
    differing = [pair for pair in pairs if pair.differ]
    return (
        Figure(f"pairs of worlds, {what}", f"{len(pairs):,}"),
        Figure(f"events, {what}", f"{sum(pair.events for pair in pairs):,}"),
        Figure(f"observations compared, {what}", f"{sum(pair.observations for pair in pairs):,}"),
        Figure(
            f"pairs that published the same numbers and looked the same, {what}", f"{len(pairs) - len(differing):,}"
        ),
        Figure(f"pairs that published different numbers, {what}", f"{len(differing):,}"),
        Figure(
            f"observations that differed in those, each foretold by the rule, {what}",
            f"{sum(pair.different for pair in differing):,}",
        ),
    )


def _drawn(strategy: SearchStrategy[Schedule], most: int) -> list[Schedule]:
    """The same ones each time that it is measured."""
    drawn: list[Schedule] = []

    @settings(
        max_examples=most,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(strategy)
    def each(schedule: Schedule) -> None:
        drawn.append(schedule)

    each()
    return drawn


def _services(schedule: Schedule) -> Pair:
    with _told(schedule):
        return compare(schedule)


def _bots(number: int, schedule: Schedule) -> Pair:
    with _told(schedule), tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        return asyncio.run(compare_bots(schedule, Path(folder), everything=number % EVERYTHING == 0))


@contextmanager
def _told(schedule: Schedule) -> Generator[None]:
    """A finding comes with what led to it."""
    try:
        yield
    except AssertionError as finding:
        raise AssertionError(f"{finding}\n{schedule}") from finding
