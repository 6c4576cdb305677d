"""The memory that the bot takes, with one server and with many."""

from __future__ import annotations

import asyncio
from pathlib import Path
from statistics import median
from typing import Final

from tests.benchmark import Row, Section, folders
from tests.benchmark.figures import rounds, spread
from tests.benchmark.processes import LEAVING, OURS, Bot, discord, started

PRESSES: Final = 1_000
RATE: Final = 500
MANY: Final = 1_000
READY_AFTER: Final = 3.0
"""Seconds in which discord.py waits for more servers, and says that it is ready."""

INTRODUCTION: Final = (
    f"What of the bot's process is in memory (RSS) after {PRESSES:,} presses. A server has 30 channels and 20 roles."
)


def measure() -> Section:
    return asyncio.run(_measure())


async def _measure() -> Section:
    with folders.folder() as folder:
        prepared = await folders.prepare(folder / "data")
        taken = [
            (await _taken(OURS, prepared, 1), await _taken(OURS, prepared, MANY), await _taken(LEAVING, prepared, 1))
            for _ in rounds()
        ]
    one, many, leaving = zip(*taken, strict=True)
    return Section(
        "Memory",
        INTRODUCTION,
        (
            Row("memory with 1 server", "at most 60 MB", spread(one, 1, " MB"), ""),
            Row(
                f"memory with {MANY:,} servers against 1",
                "at most 1.1",
                spread([most / least for least, most, _ in taken]),
                f"{median(many):.1f} MB against {median(one):.1f} MB",
            ),
            Row("memory with 1 server while freed memory is left as it is", "", spread(leaving, 1, " MB"), ""),
        ),
    )


async def _taken(bot: Bot, prepared: Path, servers: int) -> float:
    with folders.copy(prepared) as data:
        async with discord(servers) as loopback, started(bot, data, loopback) as running:
            await loopback.connected()
            await asyncio.sleep(READY_AFTER)
            await loopback.arriving(RATE, PRESSES / RATE)
            return running.memory
