"""Whether the bot's memory grows with the presses that it has answered."""

from __future__ import annotations

import asyncio
from statistics import linear_regression
from typing import Final

from bot.operations.memory import FORGET_EVERY
from tests.benchmark import Row, Section, folders
from tests.benchmark.figures import quick
from tests.benchmark.processes import OURS, serving

PRESSES: Final = 1_000_000
LOOKS: Final = 10
AT_A_TIME: Final = 2.0
"""Seconds of presses between two counts of them."""

INTRODUCTION: Final = (
    f"{PRESSES:,} people add themselves, one after another. At each tenth of them the bot is left alone until it has"
    " let go of those whom it answered, and its memory is looked at. The growth is that of the line which fits the"
    " looks best, from the first to the last."
)


def measure() -> Section:
    return asyncio.run(_measure())


async def _measure() -> Section:
    total = PRESSES // 50 if quick() else PRESSES
    presses: list[int] = []
    memory: list[float] = []
    with folders.folder() as folder:
        async with serving(OURS, await folders.prepare(folder / "data")) as (loopback, running):
            done = 0
            for look in range(1, LOOKS + 1):
                while done < total * look / LOOKS:
                    done += len(await loopback.closed(AT_A_TIME))
                    await loopback.forget()
                await asyncio.sleep(1.5 * FORGET_EVERY)
                presses.append(done)
                memory.append(running.memory)
    slope = linear_regression(presses, memory).slope
    row = Row(
        "growth of memory after a million presses",
        "none (at most 1 MB)",
        f"{slope * (presses[-1] - presses[0]):.1f} MB",
        f"{', '.join(f'{each:.1f}' for each in memory)} MB, at each tenth of {presses[-1]:,} presses",
    )
    return Section("Memory over a million presses", INTRODUCTION, (row,))
