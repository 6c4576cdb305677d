"""The process is killed in mid-burst; `tests/benchmark/kills.py` does so two hundred times."""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.process.killed_burst import KilledBot
from tests.standin import Standin


async def test_kills_in_a_burst_lose_nothing_that_was_acknowledged_and_bring_nothing_back(
    standin: Standin, tmp_path: Path
) -> None:
    """S10, S26: who was told that they are counted is in it once; who was told that they are not is not in it."""
    bot = KilledBot(standin, tmp_path, Random(17))
    for _ in range(3):
        await bot.kill()
    assert bot.report.kills == 3
    assert bot.report.acknowledged > 0
    assert bot.report.findings == 0, bot.report
