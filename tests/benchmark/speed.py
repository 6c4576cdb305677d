"""Adds answered a second, and what each costs, against the constant-answer bot and the typical one."""

from __future__ import annotations

import asyncio
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
    " `make run` starts it: what it frees in memory is overwritten, which none of the others does. The last lines"
    " tell what that costs, and what the shortcuts through private parts of discord.py bring."
)


def measure() -> Section:
    return asyncio.run(_measure())


class Seen(dict[Bot, list[Burst]]):
    """What each bot did, round by round."""

    def rates(self, what: str, one: Bot, other: Bot, target: str = "", more: str = "") -> Row:
        pairs = [(mine.rate, theirs.rate) for mine, theirs in zip(self[one], self[other], strict=True)]
        first, second = (f"{median(side):,.0f} a second" for side in zip(*pairs, strict=True))
        return Row(what, target, spread([mine / theirs for mine, theirs in pairs]), f"{first} against {second}{more}")

    def costs(self, what: str, one: Bot, other: Bot, target: str = "") -> Row:
        pairs = [(mine.cpu, theirs.cpu) for mine, theirs in zip(self[one], self[other], strict=True)]
        first, second = (f"{median(side):.2f} ms" for side in zip(*pairs, strict=True))
        return Row(what, target, spread([mine / theirs for mine, theirs in pairs]), f"{first} against {second}")

    def kept(self, bot: Bot) -> str:
        answered = sum(each.answered for each in self[bot])
        return f"; of {answered:,} answered adds {answered - sum(each.lost for each in self[bot]):,} are kept"


async def _measure() -> Section:
    seen = Seen({bot: [] for bot in BOTS})
    with folders.folder() as folder:
        prepared = await _prepare(folder)
        for _ in rounds():
            for bot in BOTS:
                seen[bot].append(await burst(bot, prepared[bot]))
    return Section("Adds answered", INTRODUCTION, (*_aimed_at(seen), *_beside(seen)))


def _aimed_at(seen: Seen) -> tuple[Row, ...]:
    most = (
        f"durable adds answered per second, {IN_FLIGHT} in flight, {ENTRIES:,} entries, against the constant-answer bot"
    )
    return (
        seen.rates(most, OURS, CONSTANT, "at least 1.25", seen.kept(OURS)),
        seen.costs("CPU per answered add, same two", OURS, CONSTANT, "at most 0.85"),
        seen.rates(f"the same adds against the typical bot at {ENTRIES:,} entries", OURS, TYPICAL, "at least 12"),
    )


def _beside(seen: Seen) -> tuple[Row, ...]:
    """What the shortcuts bring, and what it costs to overwrite freed memory."""
    without, leaving = "without shortcuts", "while freed memory is left as it is"
    return (
        seen.costs("CPU per answered add, the typical bot against the bot", TYPICAL, OURS),
        seen.rates(f"adds with shortcuts, against adds {without}", OURS, UNSHORTENED),
        seen.costs(f"CPU per answered add with shortcuts, against {without}", OURS, UNSHORTENED),
        seen.rates(f"adds {without}, against the constant-answer bot", UNSHORTENED, CONSTANT),
        seen.rates(f"adds while freed memory is overwritten, against adds {leaving}", OURS, LEAVING),
        seen.rates(f"adds {leaving}, against the constant-answer bot", LEAVING, CONSTANT),
        seen.costs(f"CPU per answered add {leaving}, against the constant-answer bot", LEAVING, CONSTANT),
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
