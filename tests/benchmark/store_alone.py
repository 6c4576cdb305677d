"""The bot's store without a bot: 64 tasks that add. `python -m tests.benchmark.store_alone`."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import uvloop

from bot.domain.tally import TallyId
from bot.store import SqliteStore, open_store
from tests.benchmark.folders import COUNTED
from tests.benchmark.raw_sqlite import GROUP


async def add_for(store: SqliteStore, tally: TallyId, seconds: float) -> int:
    """How many new entries so many tasks have added, each the next one as soon as the last was acknowledged."""
    begun = time.perf_counter()

    async def add() -> int:
        added = 0
        while time.perf_counter() - begun < seconds:
            added += await store.add(tally, os.urandom(32))
        return added

    return sum(await asyncio.gather(*(add() for _ in range(GROUP))))


async def main(database: Path, seconds: float) -> None:
    """Print how many adds a second were acknowledged."""
    async with open_store(database) as store:
        begun = time.perf_counter()
        added = await add_for(store, COUNTED, seconds)
        sys.stdout.write(f"{added / (time.perf_counter() - begun)}\n")


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]), float(sys.argv[2])))
