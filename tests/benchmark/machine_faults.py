"""Troubles the machine under the real process again and again, and counts who was lost or not answered."""

from __future__ import annotations

import asyncio
import shutil
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

from tests.benchmark import Row, Section
from tests.process.harness import (
    DATABASE,
    STARTS_WITHIN,
    entries,
    forget_starts,
    marks,
    member,
    open_panel,
    start_campaign,
)
from tests.process.troubles import PAGE, TroubledProcess, damage, emptied, files_at_most, locked, move_clock, slow_disk
from tests.standin import Answer, NoAnswerError, Person, Standin
from tests.standin.answers import DEADLINE

TIMES: Final = 20
PEOPLE: Final = 16
"""So many press at the same time, amid each fault."""
SAVED: Final = "You are counted now"
NOT_SAVED: Final = "nothing was changed"
INTRODUCTION: Final = (
    f"Each fault comes {TIMES} times, and amid each {PEOPLE} people add themselves at once and somebody asks for help."
    " Nobody who was told that they are counted may be missing in the end (lost), nobody who was told that nothing was"
    " changed may be counted (wronged), and everybody has to be answered within Discord's three seconds. After each"
    " fault somebody tries again until they are counted: the longest time that this took is how long the bot needs to"
    " recover by itself. Where a fault ends the process, or keeps it from starting, the time is that of the next start."
)

Fault: TypeAlias = Callable[[TroubledProcess], AbstractContextManager[None]]


@dataclass(slots=True)
class Outcome:
    """What came of one fault. `saved` and `refused`: who was told so, and holds the process to it."""

    cases: int = 0
    saved: set[Person] = field(default_factory=set[Person])
    refused: set[Person] = field(default_factory=set[Person])
    unanswered: int = 0
    recovered: list[float] = field(default_factory=list[float])
    lost: int = 0
    wronged: int = 0
    unexpected: int = 0
    """Ends and refusals that were not as they should be."""

    def row(self, what: str, beside: str = "") -> Row:
        told = f"{len(self.saved):,} adds acknowledged, {len(self.refused):,} refused with a sentence"
        again = f"serving again within {max(self.recovered):.1f} s" if self.recovered else ""
        bad = f"{self.lost} lost, {self.wronged} wronged, {self.unanswered} unanswered"
        ended = f", {self.unexpected} not as expected" if self.unexpected else ""
        return Row(
            f"{what}, {self.cases} times",
            "0 lost, 0 wronged, 0 unanswered",
            f"{bad}{ended}",
            "; ".join(filter(None, (told, again, beside))),
        )


class Trial:
    """One data folder under one fault, and who pressed there."""

    def __init__(self, standin: Standin, folder: Path) -> None:
        self.outcome = Outcome()
        self.standin = standin
        self.folder = folder
        self._newcomers = map(member, count(1))

    @asynccontextmanager
    async def serving(self) -> AsyncGenerator[TroubledProcess]:
        forget_starts(self.folder / "data")
        async with TroubledProcess(self.standin, self.folder) as process:
            await process.connected(len(self.standin.gateway.identified) + 1)
            if not self.standin.interactions:
                await start_campaign(process)
            yield process

    async def ready(self) -> dict[Person, Answer]:
        """People who have the panel open, before anything goes wrong."""
        people = [next(self._newcomers) for _ in range(PEOPLE)]
        panels = await asyncio.gather(*(open_panel(self.standin, person) for person in people))
        return dict(zip(people, panels, strict=True))

    async def press(self, panels: dict[Person, Answer]) -> None:
        """All at once; meanwhile somebody asks for help, which never waits for the database (S34)."""
        presses = [self.standin.press(person, panel, "Add me") for person, panel in panels.items()]
        help_page = self.standin.command(next(self._newcomers), "resources")
        await asyncio.gather(*map(self._note, presses))
        self.outcome.unanswered += not await answered(help_page)

    async def _note(self, press: Answer) -> None:
        if not await answered(press):
            self.outcome.unanswered += 1
        else:
            self.hold(press)

    def hold(self, press: Answer) -> None:
        """Note what somebody was told."""
        if SAVED in press.text:
            self.outcome.saved.add(press.interaction.person)
        elif NOT_SAVED in press.text:
            self.outcome.refused.add(press.interaction.person)

    async def recover(self, since: float | None = None) -> None:
        """Press until it is saved; how long that takes counts from now, or `since`."""
        loop = asyncio.get_running_loop()
        begun = loop.time() if since is None else since
        person = next(self._newcomers)
        panel = await open_panel(self.standin, person)
        while loop.time() - begun < STARTS_WITHIN:
            press = self.standin.press(person, panel, "Add me")
            if await answered(press) and SAVED in press.text:
                self.outcome.saved.add(person)
                self.outcome.recovered.append(loop.time() - begun)
                return
        self.outcome.unexpected += 1

    def look(self) -> None:
        """Hold what is in the database against what people were told."""
        found = entries(self.folder / "data", self.folder)
        self.outcome.lost = len(marks(self.standin, [*self.outcome.saved]) - found)
        self.outcome.wronged = len(marks(self.standin, [*self.outcome.refused]) & found)


async def answered(answer: Answer) -> bool:
    try:
        await answer
    except NoAnswerError:
        return False
    return answer.seconds < DEADLINE


# Faults that the process lives through.


def full(process: TroubledProcess) -> AbstractContextManager[None]:
    return files_at_most(process, 4 * PAGE)


def held(process: TroubledProcess) -> AbstractContextManager[None]:
    return locked(process.data)


def slow(process: TroubledProcess) -> AbstractContextManager[None]:
    return slow_disk(process, 2.0)


def jumping(by: timedelta) -> Fault:
    @contextmanager
    def jump(process: TroubledProcess) -> Generator[None]:
        move_clock(process, by)
        yield
        move_clock(process, timedelta(0))

    return jump


async def _lived_through(fault: Fault, trial: Trial) -> None:
    async with trial.serving() as process:
        for _ in range(TIMES):
            panels = await trial.ready()
            with fault(process):
                await trial.press(panels)
            await trial.recover()
            trial.outcome.cases += 1
        trial.outcome.unexpected += await process.stop() != 0
    trial.look()


# Faults that end it, or keep it from starting.


async def _damaged(trial: Trial) -> None:
    """A page of the database is overwritten; then a copy from before is put in its place."""
    data, kept = trial.folder / "data", trial.folder / "kept"
    for _ in range(TIMES):
        begun = asyncio.get_running_loop().time()
        async with trial.serving() as process:
            await trial.recover(begun)
            await emptied(process)
            shutil.copy(data / DATABASE, kept)
            panels = await trial.ready()
            damage(data / DATABASE, "entries")
            await trial.press(panels)
            trial.outcome.unexpected += await process.stop() != 0
        async with TroubledProcess(trial.standin, trial.folder) as refused:
            trial.outcome.unexpected += await refused.ended(STARTS_WITHIN) != 1
            trial.outcome.unexpected += "Traceback" in refused.output
        for file in data.glob(f"{DATABASE}*"):
            file.unlink()
        shutil.copy(kept, data / DATABASE)
        trial.outcome.cases += 1
    async with trial.serving() as process:
        trial.outcome.unexpected += await process.stop() != 0
    trial.look()


async def _second_copies(trial: Trial) -> None:
    async with trial.serving() as process:
        for _ in range(TIMES):
            panels = await trial.ready()
            async with TroubledProcess(trial.standin, trial.folder) as second:
                await trial.press(panels)
                trial.outcome.unexpected += await second.ended(STARTS_WITHIN) != 1
            trial.outcome.cases += 1
        trial.outcome.unexpected += await process.stop() != 0
    trial.look()


async def _stopped(trial: Trial) -> None:
    """SIGTERM while presses are under way: who was accepted is answered, and who is not answered is not counted."""
    everybody: set[Person] = set()
    for _ in range(TIMES):
        async with trial.serving() as process:
            crowd = {**await trial.ready(), **await trial.ready(), **await trial.ready(), **await trial.ready()}
            presses = [trial.standin.press(person, panel, "Add me") for person, panel in crowd.items()]
            everybody |= crowd.keys()
            await trial.standin.until(lambda presses=presses: any(press.type is not None for press in presses))
            process.send(signal.SIGTERM)
            trial.outcome.unexpected += await process.ended() != 0
            for press in presses:
                if press.type is not None:
                    trial.hold(press)
        trial.outcome.cases += 1
    trial.look()
    counted = entries(trial.folder / "data", trial.folder) & marks(trial.standin, [*everybody])
    trial.outcome.wronged += len(counted - marks(trial.standin, [*trial.outcome.saved]))


async def _of(work: Callable[[Trial], Awaitable[None]]) -> Outcome:
    with TemporaryDirectory() as folder:
        async with Standin() as standin:
            trial = Trial(standin, Path(folder))
            await work(trial)
            return trial.outcome


def _through(fault: Fault) -> Callable[[Trial], Awaitable[None]]:
    return lambda trial: _lived_through(fault, trial)


FAULTS: Final[tuple[tuple[str, Callable[[Trial], Awaitable[None]]], ...]] = (
    ("The disk takes nothing more, and is freed", _through(full)),
    ("Another program holds the database for longer than is waited", _through(held)),
    ("Each wait for the disk takes 2 seconds longer", _through(slow)),
    ("The clock jumps an hour ahead, and back", _through(jumping(timedelta(hours=1)))),
    ("The clock jumps a day ahead, and back", _through(jumping(timedelta(days=1)))),
    ("The clock jumps a day back, and ahead", _through(jumping(timedelta(days=-1)))),
    ("A page of the database is damaged, then a backup put in its place", _damaged),
    ("A second copy is started on the same data", _second_copies),
    (f"SIGTERM amid {4 * PEOPLE} presses", _stopped),
)


def measure() -> Section:
    rows = tuple(asyncio.run(_of(work)).row(what) for what, work in FAULTS)
    return Section("Faults of the machine", INTRODUCTION, rows)
