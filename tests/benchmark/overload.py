"""Twice as many presses as a bot can answer: how many are answered in time, and whether anybody is counted unawares."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from tests.benchmark import Row, Section, folders
from tests.benchmark.discord_side import DEADLINE
from tests.benchmark.figures import lasting, rate, rounds, spread, useful_rate
from tests.benchmark.processes import CONSTANT, OURS, TYPICAL, Bot, serving

SECONDS: Final = 15.0
CAPACITY_FOR: Final = 4.0
ROUNDS_OF_OTHERS: Final = 3
"""Rounds for the references: nothing is held against them, and each takes as long again to work off what is dead."""

INTRODUCTION: Final = (
    f"First the bot's own capacity is measured, as above but without entries; then people come at random for"
    f" {SECONDS:.0f} seconds, twice as many as that. An answer is useful when the person has it within"
    f" {DEADLINE:.0f} seconds from when the press was due; Discord refuses a first response that comes later, and so"
    f" does the stand-in. The first {DEADLINE:.0f} seconds are not counted, for nothing can be late in them. When the"
    " bot has nothing left to do, the database is searched for everybody who pressed and was never answered. The"
    f" references are measured in {ROUNDS_OF_OTHERS} of the rounds."
)


@dataclass(frozen=True, slots=True)
class Overloaded:
    """`share`: useful answers against the capacity; both a second. `unawares`: people counted without an answer."""

    capacity: float
    useful: float
    unawares: int
    unanswered: int

    @property
    def share(self) -> float:
        return self.useful / self.capacity


def measure() -> Section:
    return asyncio.run(_measure())


async def _measure() -> Section:
    seen: dict[Bot, list[Overloaded]] = {OURS: [], CONSTANT: [], TYPICAL: []}
    with folders.folder() as folder:
        prepared = {
            OURS: await folders.prepare(folder / "ours"),
            CONSTANT: folders.empty(folder / "constant"),
            TYPICAL: folders.prepare_typical(folder / "typical"),
        }
        for number in rounds():
            for bot, found in seen.items():
                if bot is not OURS and number >= ROUNDS_OF_OTHERS:
                    continue
                found.append(await _overload(bot, prepared[bot], number))
    target = {OURS: "at least 0.9"}
    shares = (
        Row(
            f"useful answers at twice its own capacity, against its capacity: {bot.name}",
            target.get(bot, ""),
            spread([each.share for each in found]),
            f"{median(each.useful for each in found):,.0f} of {median(each.capacity for each in found):,.0f} a second",
        )
        for bot, found in seen.items()
    )
    counted = (
        Row(
            f"people counted without an answer meanwhile: {bot.name}",
            "at most 0" if bot is OURS else "",
            f"{sum(each.unawares for each in seen[bot]):,}",
            f"of {sum(each.unanswered for each in seen[bot]):,} who were not answered",
        )
        for bot in (OURS, TYPICAL)
    )
    return Section("Too many presses", INTRODUCTION, (*shares, *counted))


async def _overload(bot: Bot, prepared: Path, seed: int) -> Overloaded:
    seconds = max(lasting(SECONDS), 2 * DEADLINE)
    with folders.copy(prepared) as data:
        async with serving(bot, data) as (loopback, running):
            capacity = rate(await loopback.closed(CAPACITY_FOR), CAPACITY_FOR)
            presses = await loopback.arriving(2 * capacity, seconds, seed=seed)
            await running.idle()
        unanswered = [press.member for press in presses if press.answered is None]
        return Overloaded(capacity, useful_rate(presses, seconds), folders.kept_of(data, unanswered), len(unanswered))
