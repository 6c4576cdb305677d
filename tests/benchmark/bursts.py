"""As many presses as a bot takes, a fixed number of people at a time, and whether each that was answered is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.benchmark import folders
from tests.benchmark.figures import lasting, rate
from tests.benchmark.processes import Bot, serving

SECONDS: Final = 4.0


@dataclass(frozen=True, slots=True)
class Burst:
    """`rate`: answers a second; `cpu`: milliseconds of work for each; `lost`: answered adds that are not kept."""

    rate: float
    cpu: float
    answered: int
    lost: int


async def burst(bot: Bot, prepared: Path, seconds: float = SECONDS) -> Burst:
    """Start the bot over a copy of what was prepared, and let people add themselves."""
    seconds = lasting(seconds)
    with folders.copy(prepared) as data:
        async with serving(bot, data) as (loopback, running):
            before = running.cpu
            presses = await loopback.closed(seconds)
            work = running.cpu - before
        told = [press.member for press in presses if press.answered is not None]
        return Burst(
            rate(presses, seconds), work / len(told) * 1000, len(told), len(told) - folders.kept_of(data, told)
        )
