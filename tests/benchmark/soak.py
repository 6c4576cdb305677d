"""A quarter of an hour of everything that members do: nothing grows, and nobody is forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from statistics import linear_regression, median
from typing import Final

from tests.benchmark import Row, Section, folders
from tests.benchmark.discord_side import DEADLINE
from tests.benchmark.figures import percentile, quick, waits
from tests.benchmark.presses import ADD, PANEL, WITHDRAW
from tests.benchmark.processes import OURS, Running, discord, started

MINUTES: Final = 15.0
RATE: Final = 100
LOOK_EVERY: Final = 10.0
SETTLED_AFTER: Final = 0.2
"""Of the time: the first three minutes. Until then caches fill."""

INTRODUCTION: Final = (
    f"{RATE} presses a second, at random moments, for {MINUTES:.0f} minutes: panels are opened, people add themselves"
    f" and withdraw. Every {LOOK_EVERY:.0f} seconds it is looked at how much memory the bot takes, how many files it"
    " has open, and how long its write-ahead log is. The growth of memory is that of the line which fits the looks"
    " best, from the third minute on; of the others, the most in the last third of the time is held against the first."
)


@dataclass(frozen=True, slots=True)
class Look:
    at: float
    memory: float
    files: int
    log: float


def measure() -> Section:
    return asyncio.run(_measure())


async def _measure() -> Section:
    seconds = 60 * (1.0 if quick() else MINUTES)
    with folders.folder() as folder:
        data = await folders.prepare(folder / "data")
        # Not warmed up: a crowd at the beginning would leave more behind than the quarter of an hour does.
        async with discord() as loopback, started(OURS, data, loopback) as running:
            await loopback.connected()
            pressing = asyncio.create_task(loopback.arriving(RATE, seconds, (PANEL, ADD, WITHDRAW)))
            looks = [look async for look in _looks(running, seconds)]
            presses = await pressing
    third = len(looks) // 3
    first, last = looks[:third], looks[-third:]
    settled = [look for look in looks if look.at >= SETTLED_AFTER * seconds]
    slope = linear_regression([look.at for look in settled], [look.memory for look in settled]).slope
    waited = waits(presses)
    files = max(look.files for look in last), max(look.files for look in first)
    log = max(look.log for look in last), max(look.log for look in first)
    return Section(
        f"{MINUTES:.0f} minutes at {RATE} presses a second",
        INTRODUCTION,
        (
            Row(
                "growth of memory after the first three minutes",
                "none (at most 1 MB)",
                f"{slope * (settled[-1].at - settled[0].at):.1f} MB",
                f"{settled[0].memory:.1f} MB, then {median(look.memory for look in last):.1f} MB",
            ),
            Row("open files, last third against the first", "at most 1", f"{files[0] / files[1]:.2f}", f"{files[0]}"),
            Row(
                "longest write-ahead log, last third against the first",
                "none (at most 1.1)",
                f"{log[0] / log[1]:.2f}",
                f"{log[0]:.2f} MB against {log[1]:.2f} MB",
            ),
            Row(
                "presses answered late or never",
                "at most 0",
                f"{sum(wait > DEADLINE for wait in waited):,}",
                f"of {len(waited):,}; p99 {percentile(waited, 0.99) * 1000:.1f} ms,"
                f" the longest wait {max(waited) * 1000:.0f} ms",
            ),
        ),
    )


async def _looks(running: Running, seconds: float) -> AsyncIterator[Look]:
    """As they come, until the time is over."""
    begun = asyncio.get_running_loop().time()
    while (at := asyncio.get_running_loop().time() - begun) < seconds:
        yield Look(at, running.memory, running.open_files, running.log_size)
        await asyncio.sleep(LOOK_EVERY)
