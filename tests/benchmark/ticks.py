"""A tick over many servers at once, and who waits meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.benchmark import Row, Section, folders
from tests.benchmark.figures import rounds, spread, waits
from tests.benchmark.processes import OURS, discord, started

SERVERS: Final = 1_000
ENTRIES: Final = 30
RATE: Final = 50
SECONDS: Final = 8.0
"""discord.py waits two of them before it says that it is ready, and then the tick begins."""
WITHIN: Final = 60.0

INTRODUCTION: Final = (
    f"{SERVERS:,} servers with a running campaign, {ENTRIES} entries each and a tick that is due in all of them when"
    " the bot starts. For each it asks how many members there are, counts, publishes, and edits the campaign message."
    f" Meanwhile {RATE} people a second press “Add me”. The time is that from the first question to the last edit. The"
    " stand-in limits no requests; Discord takes 50 a second of a bot, so that it would be Discord who is waited for."
)


@dataclass(frozen=True, slots=True)
class Tick:
    """Seconds from the first question to the last edit; the longest anybody waited then; servers that were done."""

    seconds: float
    longest: float
    edited: int


def measure() -> Section:
    return asyncio.run(_measure())


async def _measure() -> Section:
    with folders.folder() as folder:
        prepared = await folders.prepare_ticks(folder / "data", SERVERS, ENTRIES)
        ticks = [await _tick(prepared) for _ in rounds()]
    edited = f"campaign messages edited: {', '.join(f'{tick.edited:,}' for tick in ticks)}"
    return Section(
        "A tick over a thousand servers",
        INTRODUCTION,
        (
            Row(f"a tick over {SERVERS:,} servers", "at most 2 s", spread([t.seconds for t in ticks], 2, " s"), edited),
            Row(
                "the longest that anybody waits meanwhile",
                "at most 100 ms",
                spread([tick.longest * 1000 for tick in ticks], 0, " ms"),
                f"{RATE} presses a second",
            ),
        ),
    )


async def _tick(prepared: Path) -> Tick:
    with folders.copy(prepared) as data:
        async with discord(SERVERS) as loopback, started(OURS, data, loopback):
            await loopback.connected()
            presses = await loopback.arriving(RATE, SECONDS)
            asked, edited = await loopback.requests()
            for _ in range(int(WITHIN)):
                if len(edited) >= SERVERS:
                    break
                await asyncio.sleep(1.0)
                asked, edited = await loopback.requests()
    begun, ended = min(asked), max(edited)
    during = [press for press in presses if begun <= press.due <= ended]
    return Tick(ended - begun, max(waits(during)), len(edited))
