"""How long people wait when they come at random, and how many may come before they wait too long."""

from __future__ import annotations

import asyncio
from math import ceil, log
from pathlib import Path
from statistics import median
from typing import Final

from tests.benchmark import Row, Section, folders
from tests.benchmark.discord_side import DEADLINE
from tests.benchmark.figures import lasting, percentile, rate, rounds, spread, waits
from tests.benchmark.processes import CONSTANT, OURS, TYPICAL, Bot, serving

RATE: Final = 500
SECONDS: Final = 6.0
LONGEST: Final = 0.25
"""Seconds that 99 of 100 people may wait in the search for the highest rate."""
STEP: Final = 1.05
"""Between two rates that are tried."""
TRIED_FOR: Final = 4.0
FARTHEST: Final = 12
"""Steps that a round goes at most from what the one before it found."""

INTRODUCTION: Final = (
    f"People come at moments of their own (a Poisson process), {RATE} a second on average for {SECONDS:.0f} seconds,"
    " and press “Add me”. A wait is counted from when a press was due, not from when the bot got to it, so a bot that"
    " falls behind cannot hide it. Then the highest rate is looked for at which 99 of 100 people wait no longer than"
    f" {LONGEST * 1000:.0f} ms: rates {STEP - 1:.0%} apart, each for {TRIED_FOR:.0f} seconds after a new start without"
    " entries; the first round halves the span, each later one goes up or down from what the one before it found."
)


def measure() -> Section:
    return asyncio.run(_measure())


async def _measure() -> Section:
    with folders.folder() as folder:
        prepared = {
            OURS: await folders.prepare(folder / "ours"),
            CONSTANT: folders.empty(folder / "constant"),
            TYPICAL: folders.prepare_typical(folder / "typical"),
        }
        return Section("Waiting", INTRODUCTION, (*await _at_a_rate(prepared), await _highest(prepared)))


async def _at_a_rate(prepared: dict[Bot, Path]) -> tuple[Row, ...]:
    found: dict[Bot, list[list[float]]] = {OURS: [], CONSTANT: []}
    for number in rounds():
        for bot, seen in found.items():
            seen.append(await _waits(bot, prepared[bot], RATE, lasting(SECONDS), number))
    worst = {bot: [percentile(each, 0.99) * 1000 for each in seen] for bot, seen in found.items()}
    middle = {bot: median(percentile(each, 0.5) * 1000 for each in seen) for bot, seen in found.items()}
    late = sum(wait > DEADLINE for each in found[OURS] for wait in each)
    ratios = [ours / theirs for ours, theirs in zip(worst[OURS], worst[CONSTANT], strict=True)]
    return (
        Row(
            f"p99 at {RATE} presses a second, against the constant-answer bot",
            "at most 1.5",
            spread(ratios),
            f"{median(worst[OURS]):.1f} ms against {median(worst[CONSTANT]):.1f} ms;"
            f" p50 {middle[OURS]:.1f} ms against {middle[CONSTANT]:.1f} ms",
        ),
        Row(
            "the same p99 in milliseconds",
            "under 25 ms",
            spread(worst[OURS], 1, " ms"),
            f"{late} of {sum(map(len, found[OURS])):,} not answered within {DEADLINE:.0f} seconds",
        ),
    )


async def _highest(prepared: dict[Bot, Path]) -> Row:
    steps: dict[Bot, list[int]] = {OURS: [], TYPICAL: []}
    for _ in rounds():
        for bot, found in steps.items():
            found.append(await _search(bot, prepared[bot], found[-1] if found else None))
    rates = {bot: [STEP**step for step in found] for bot, found in steps.items()}
    return Row(
        f"highest rate with p99 under {LONGEST * 1000:.0f} ms, against the typical bot with no entries",
        "at least 3",
        spread([ours / theirs for ours, theirs in zip(rates[OURS], rates[TYPICAL], strict=True)]),
        f"{median(rates[OURS]):,.0f} a second against {median(rates[TYPICAL]):,.0f} a second",
    )


async def _search(bot: Bot, prepared: Path, last: int | None) -> int:
    """The highest step of the ladder of rates that the bot holds; the one of the last round is the first guess."""

    async def holds(step: int) -> bool:
        each = await _waits(bot, prepared, STEP**step, lasting(TRIED_FOR), step)
        return percentile(each, 0.99) <= LONGEST

    if last is None:
        low, high = await _span(bot, prepared)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if await holds(middle) else (low, middle)
        last = low
    step = last
    if await holds(step):
        while step < last + FARTHEST and await holds(step + 1):
            step += 1
        return step
    while step > last - FARTHEST and not await holds(step - 1):
        step -= 1
    return step - 1


async def _span(bot: Bot, prepared: Path) -> tuple[int, int]:
    """A step that any bot holds, and one that none does: a quarter of what it answers at most, and 1.3 times that."""
    with folders.copy(prepared) as data:
        async with serving(bot, data) as (loopback, _):
            most = rate(await loopback.closed(2.0), 2.0)
    return int(log(most / 4, STEP)), ceil(log(most * 1.3, STEP))


async def _waits(bot: Bot, prepared: Path, a_second: float, seconds: float, seed: int) -> list[float]:
    with folders.copy(prepared) as data:
        async with serving(bot, data) as (loopback, _):
            return waits(await loopback.arriving(a_second, seconds, seed=seed))
