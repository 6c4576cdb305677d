"""A raid, floods and a crowd that comes and goes, against the bot's real process on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.evidence import Figure, Section
from tests.process.crowd import SHARED, Act, Watched, come_and_go, fill, flood, raid, watched
from tests.process.harness import DATABASE, BotProcess, entries, marks, member, start_campaign
from tests.standin import Standin

RAIDERS: Final = 10_000
RAIDED_WITHIN: Final = 60.0
PRESSES: Final = 1_000
AT_ONCE: Final = 64
KEPT: Final = 100_000
LEAVERS: Final = 500
A_SECOND: Final = 40.0
IDLE_FOR: Final = 20.0
BYSTANDER: Final = member(900_000)
FLOODER: Final = member(900_001)

INTRODUCTION: Final = f"""\
The bot's real process serves one server over a stand-in for Discord on the same machine. In a raid {RAIDERS:,} new
accounts open the panel and press "Add me", at random moments within {RAIDED_WITHIN:.0f} seconds; times count from the
moment at which a press was due. In a flood one member presses "Add me", "Withdraw", "Delete now", a country, "Share
here" and the panel in turn, {PRESSES:,} times, as fast as each is answered, and then with {AT_ONCE} presses under way
at any time. In the crowd {A_SECOND:.0f} members a second withdraw and add themselves again, with {KEPT:,} other
entries in the database, which is laid out anew when somebody withdraws (S10). Meanwhile a bystander uses /resources,
/tally, /privacy and "Withdraw" five times a second; the same bystander on the idle bot is the measure. A finding
would be: an answer that does not come within Discord's three seconds, one that others can see, two answers to the
same command or button that differ, an error in the log, a number that changes before the tick (S16, S49), an entry
too many or too few. With a finding this measurement fails instead of giving figures. What of the times is the
machine's and the stand-in's own cannot be told apart from the bot's: read the ratios."""


@dataclass(slots=True)
class Seen:
    """What a phase gave. `before`: kilobytes in memory when it began."""

    name: str
    before: int
    bystander: Watched
    acts: Sequence[Act] = field(default_factory=tuple[Act, ...])


def measure() -> Section:
    """Raises `AssertionError` when there is a finding."""
    with TemporaryDirectory() as folder:
        quiet, *phases = asyncio.run(_phases(Path(folder)))
    figures = [Figure("Presses and commands in all", f"{sum(len(each.acts) for each in phases):,}")]
    for phase in phases:
        figures += _figures(quiet, phase)
    figures += [
        Figure("Answers that did not come within three seconds, or that others could see", "0"),
        Figure("Commands and buttons whose answers differed from person to person", "0"),
        Figure("Errors in the log", "0"),
        Figure("Numbers that changed before the tick", "0"),
        Figure("Entries too many or too few in the database at the end", "0"),
    ]
    return Section("A raid, a flood and a crowd", " ".join(INTRODUCTION.splitlines()), tuple(figures))


async def _phases(folder: Path) -> list[Seen]:
    """The idle bot, the raid and the floods on an empty database; then the crowd on a full one."""
    chance = Random()
    people = [member(number) for number in range(1, RAIDERS + 1)]
    async with Standin() as standin:
        async with _bot(standin, folder, 1) as process:
            await start_campaign(process)
            seen = [await _phase("idle", process, _idle)]
            seen.append(await _phase("the raid", process, lambda: raid(standin, people, RAIDED_WITHIN, chance)))
            for at_once in (1, AT_ONCE):
                name = f"the flood, {at_once} at a time"
                seen.append(await _phase(name, process, partial(flood, standin, FLOODER, PRESSES, at_once)))
        assert entries(process.data, folder) - marks(standin, [FLOODER]) == marks(standin, people)
        fill(process.data / DATABASE, KEPT, chance)
        async with _bot(standin, folder, 2) as process:
            leavers = people[:LEAVERS]
            work = partial(come_and_go, standin, leavers, A_SECOND, RAIDED_WITHIN / 2)
            seen.append(await _phase("the crowd", process, work))
        kept = entries(process.data, folder)
        assert marks(standin, people) <= kept
        assert len(kept - marks(standin, [FLOODER])) == RAIDERS + KEPT
        assert standin.violations == []
    _check(seen)
    return seen


@asynccontextmanager
async def _bot(standin: Standin, folder: Path, times: int) -> AsyncGenerator[BotProcess]:
    """A bot that is stopped tidily, and has logged no error."""
    async with BotProcess(standin, folder) as process:
        yield await process.connected(times)
        assert await process.stop() == 0
    assert " ERROR " not in process.output, process.output


async def _idle() -> list[Act]:
    await asyncio.sleep(IDLE_FOR)
    return []


async def _phase(name: str, process: BotProcess, work: Callable[[], Coroutine[Any, Any, list[Act]]]) -> Seen:
    before = process.memory
    async with watched(process, BYSTANDER) as bystander:
        acts = await work()
    return Seen(name, before, bystander, acts)


def _check(seen: Sequence[Seen]) -> None:
    """The bystander's /tally is among what has to stay the same, with the number in it."""
    for phase in seen:
        for acts in (phase.acts, phase.bystander.acts):
            assert all(act.seconds is not None and act.private for act in acts), phase.name
        if phase.name != f"the flood, {AT_ONCE} at a time":
            # Presses under way at once turn the same page: what stands there is the last one's.
            assert _are_alike([act for act in phase.acts if act.what != SHARED]), phase.name
    assert _are_alike([act for phase in seen for act in phase.bystander.acts])


def _are_alike(acts: Sequence[Act]) -> bool:
    return len({(act.what, act.text) for act in acts}) == len({act.what for act in acts})


def _figures(quiet: Seen, phase: Seen) -> list[Figure]:
    usual, meanwhile = _times(quiet.bystander.acts), _times(phase.bystander.acts)
    half, most = median(meanwhile) / median(usual), _late(meanwhile) / _late(usual)
    answered = _times(phase.acts)
    return [
        Figure(
            f"During {phase.name}: the bystander waited, half of the time",
            f"{half:.1f} times as long as on the idle bot",
        ),
        Figure(
            f"During {phase.name}: the bystander waited, one time in a hundred",
            f"{most:.1f} times as long as on the idle bot, {_late(meanwhile) * 1000:.0f} ms",
        ),
        Figure(
            f"During {phase.name}: those who pressed were answered within",
            f"{median(answered) * 1000:.0f} ms half of the time, {_late(answered) * 1000:.0f} ms 99 times in 100,"
            f" {max(answered) * 1000:.0f} ms always",
        ),
        Figure(
            f"During {phase.name}: the bot took at most",
            f"{(phase.bystander.memory - phase.before) / 1024:.0f} MB more memory,"
            f" and {phase.bystander.log / 1024**2:.1f} MB for the write-ahead log",
        ),
    ]


def _times(acts: Sequence[Act]) -> list[float]:
    return [act.seconds for act in acts if act.seconds is not None]


def _late(times: Sequence[float]) -> float:
    """The 99th percentile."""
    return quantiles(times, n=100, method="inclusive")[98]
