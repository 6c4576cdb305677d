"""Whether many entries slow the bot down."""

from __future__ import annotations

import asyncio
from statistics import median
from typing import Final

from tests.benchmark import Row, Section, folders
from tests.benchmark.bursts import burst
from tests.benchmark.figures import rounds, spread
from tests.benchmark.processes import OURS

MANY: Final = 1_000_000
SECONDS: Final = 8.0

INTRODUCTION: Final = (
    f"Adds as above, for {SECONDS:.0f} seconds, with {MANY:,} entries in the database and with none, in turn. The time"
    " is long enough for what the bot does beside: it lays the database out anew so that nothing tells in which order"
    " entries came, which takes longer the more there are, and is therefore done less often."
)


def measure() -> Section:
    return asyncio.run(_measure())


async def _measure() -> Section:
    with folders.folder() as folder:
        filled, bare = await folders.prepare(folder / "filled", MANY), await folders.prepare(folder / "bare")
        pairs = [(await burst(OURS, filled, SECONDS), await burst(OURS, bare, SECONDS)) for _ in rounds()]
    many, none = (median(each.rate for each in side) for side in zip(*pairs, strict=True))
    row = Row(
        "rate with 1 million entries against none",
        "at least 0.97",
        spread([filled.rate / bare.rate for filled, bare in pairs]),
        f"{many:,.0f} a second against {none:,.0f} a second",
    )
    return Section("Many entries", INTRODUCTION, (row,))
