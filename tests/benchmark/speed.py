"""Adds answered a second, and what each costs, against the constant-answer bot and the typical one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

from tests.benchmark import Row, Section, folders
from tests.benchmark.bursts import SECONDS, Burst, burst
from tests.benchmark.figures import rounds, spread
from tests.benchmark.processes import CONSTANT, IN_FLIGHT, LEAVING, OURS, TYPICAL, Bot, ours

ENTRIES: Final = 100_000
UNSHORTENED: Final = ours("the bot without shortcuts", MAGNITUDE_SHORTCUTS="off")
BOTS: Final = (OURS, CONSTANT, TYPICAL, UNSHORTENED, LEAVING)

INTRODUCTION: Final = (
    f"{IN_FLIGHT} people at a time press “Add me”, each once; whoever is answered is followed by the next. The bot"
    f" and the typical one have {ENTRIES:,} entries at the start. Each bot is started anew for each round, warmed up,"
    f" and measured for {SECONDS:.0f} seconds; a ratio is that of two bots in the same round. The bot runs as"
    " `make run` starts it: what it frees in memory is overwritten, which none of the others does. The last two lines"
    " tell what that costs, and what the shortcuts through private parts of discord.py bring."
)


def measure() -> Section:
    return asyncio.run(_measure())


async def _measure() -> Section:
    bursts: dict[Bot, list[Burst]] = {bot: [] for bot in BOTS}
    with folders.folder() as folder:
        prepared = await _prepare(folder)
        for _ in rounds():
            for bot in BOTS:
                bursts[bot].append(await burst(bot, prepared[bot]))
    lost, answered = (sum(getattr(each, name) for each in bursts[OURS]) for name in ("lost", "answered"))
    kept = f"; of {answered:,} answered adds {answered - lost:,} are in the database"

    def row(
        what: str, target: str, one: Bot, other: Bot, of: Callable[[Burst], float], unit: str, more: str = ""
    ) -> Row:
        pairs = [(of(ours), of(theirs)) for ours, theirs in zip(bursts[one], bursts[other], strict=True)]
        absolute = (f"{median(side):,.{2 * (unit == 'ms')}f} {unit}" for side in zip(*pairs, strict=True))
        return Row(what, target, spread([ours / theirs for ours, theirs in pairs]), " against ".join(absolute) + more)

    return Section(
        "Adds answered",
        INTRODUCTION,
        (
            row(
                f"durable adds answered per second, {IN_FLIGHT} in flight, {ENTRIES:,} entries, against the"
                " constant-answer bot",
                "at least 1.25",
                OURS,
                CONSTANT,
                _rate,
                "a second",
                kept,
            ),
            row("CPU per answered add, same two", "at most 0.85", OURS, CONSTANT, _cpu, "ms"),
            row(
                f"the same adds against the typical bot at {ENTRIES:,} entries",
                "at least 12",
                OURS,
                TYPICAL,
                _rate,
                "a second",
            ),
            row("CPU per answered add, the typical bot against the bot", "", TYPICAL, OURS, _cpu, "ms"),
            row("adds with shortcuts against adds without", "", OURS, UNSHORTENED, _rate, "a second"),
            row("CPU per answered add with shortcuts against without", "", OURS, UNSHORTENED, _cpu, "ms"),
            row("adds without shortcuts against the constant-answer bot", "", UNSHORTENED, CONSTANT, _rate, "a second"),
            row(
                "adds while freed memory is overwritten against adds while it is not",
                "",
                OURS,
                LEAVING,
                _rate,
                "a second",
            ),
            row(
                "adds while freed memory is left as it is, against the constant-answer bot",
                "",
                LEAVING,
                CONSTANT,
                _rate,
                "a second",
            ),
            row(
                "CPU per answered add while freed memory is left as it is, same two", "", LEAVING, CONSTANT, _cpu, "ms"
            ),
        ),
    )


async def _prepare(folder: Path) -> dict[Bot, Path]:
    filled = await folders.prepare(folder / "ours", ENTRIES)
    return {
        OURS: filled,
        UNSHORTENED: filled,
        LEAVING: filled,
        CONSTANT: folders.empty(folder / "constant"),
        TYPICAL: folders.prepare_typical(folder / "typical", ENTRIES),
    }


def _rate(each: Burst) -> float:
    return each.rate


def _cpu(each: Burst) -> float:
    return each.cpu
