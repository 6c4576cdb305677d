"""The bot's store without a bot: 64 tasks that add. `python -m tests.benchmark.store_alone`."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import uvloop

from bot.store import open_store
from tests.benchmark.folders import COUNTED
from tests.benchmark.raw_sqlite import GROUP


async def main(database: Path, seconds: float) -> None:
    """Print how many adds a second were acknowledged."""
    async with open_store(database) as store:
        begun = time.perf_counter()

        async def add() -> int:
            added = 0
            while time.perf_counter() - begun < seconds:
                added += await store.add(COUNTED, os.urandom(32))
            return added

        added = sum(await asyncio.gather(*(add() for _ in range(GROUP))))
        sys.stdout.write(f"{added / (time.perf_counter() - begun)}\n")


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]), float(sys.argv[2])))
