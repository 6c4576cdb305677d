"""From the start of the process to the first answer."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from tests.benchmark import Row, Section, folders
from tests.benchmark.figures import rounds, spread
from tests.benchmark.presses import ADD
from tests.benchmark.processes import LEAVING, OURS, Bot, discord, serving, started

MANY_SERVERS: Final = 1_000
MANY_ENTRIES: Final = 1_000_000

INTRODUCTION: Final = (
    "From the moment the process is started until the stand-in has the answer to a press that follows the last server"
    " at once. The bot has been started over the same data before, as after any restart: its commands are registered."
)


def measure() -> Section:
    return asyncio.run(_measure())


async def _measure() -> Section:
    with folders.folder() as folder:
        bare, filled = await folders.prepare(folder / "bare"), await folders.prepare(folder / "filled", MANY_ENTRIES)
        for data in (bare, filled):
            async with serving(OURS, data):
                pass  # the first start of all, which registers the commands
        times = [
            (
                await _first(OURS, bare, 1),
                await _first(OURS, bare, MANY_SERVERS),
                await _first(OURS, filled, 1),
                await _first(LEAVING, bare, 1),
            )
            for _ in rounds()
        ]
    one, many, million, leaving = zip(*times, strict=True)
    return Section(
        "Starting",
        INTRODUCTION,
        (
            Row("from spawn to the first answer, 1 server", "at most 0.4 s", spread(one, 2, " s"), ""),
            Row(
                f"from spawn to the first answer, {MANY_SERVERS:,} servers", "at most 0.8 s", spread(many, 2, " s"), ""
            ),
            Row(
                "from spawn to the first answer, 1 million entries against none",
                "no difference (at most 1.1)",
                spread([late / early for late, early in zip(million, one, strict=True)]),
                f"{spread(million, 2, ' s')} with them",
            ),
            Row(
                "from spawn to the first answer, 1 server, while freed memory is left as it is",
                "",
                spread(leaving, 2, " s"),
                "",
            ),
        ),
    )


async def _first(bot: Bot, prepared: Path, servers: int) -> float:
    with folders.copy(prepared) as data:
        async with discord(servers, press_at_once=ADD) as loopback, started(bot, data, loopback) as running:
            press = await loopback.first()
            assert press.answered is not None
            return press.answered - running.begun
