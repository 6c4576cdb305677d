"""Kills the bot's real process in the midst of bursts, and looks at what is left in its data folder."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from tests.process.harness import DATABASE, BotProcess, forget_starts, marks, member, open_panel, start_campaign
from tests.standin import Answer, Person, Standin

ADDING: Final = 96
LEAVING: Final = 32
"""Presses that are under way at the same time, at most: nobody waits for anybody."""
FIRST_GUESS: Final = 0.1
"""Seconds that a burst takes, until one was answered whole."""
ADD, WITHDRAW = "Add me", "Withdraw"
ADDED, WITHDRAWN = "You are counted now", "You are not counted"


@dataclass(slots=True)
class Report:
    """What came of it. All but the first two and `unacknowledged` is to be 0."""

    kills: int = 0
    acknowledged: int = 0
    """Adds and withdrawals that their members were told of."""
    unacknowledged: int = 0
    """Adds that were kept, but of which the kill left nobody told."""
    lost: int = 0
    withdrawn_and_there: int = 0
    twice: int = 0
    of_nobody: int = 0
    damaged: int = 0
    failed_starts: int = 0

    @property
    def findings(self) -> int:
        return self.lost + self.withdrawn_and_there + self.twice + self.of_nobody + self.damaged + self.failed_starts


class KilledBot:
    """One data folder, and a bot that is started on it and killed again and again."""

    def __init__(self, standin: Standin, folder: Path, chance: Random) -> None:
        self.report = Report()
        self._standin = standin
        self._folder = folder
        self._chance = chance
        self._takes = FIRST_GUESS
        self._counted: set[Person] = set()
        self._newcomers = (member(number) for number in range(1, 1_000_000))

    async def kill(self) -> None:
        """Start it, let many press at once, kill it at a random moment, and look."""
        async with BotProcess(self._standin, self._folder) as process:
            if not await self._serves(process):
                return
            panels = await self._ready()
            # Whatever this program does meanwhile: a kill that waited for it would come between bursts of work.
            killing = threading.Timer(self._chance.uniform(0, self._takes), os.kill, (process.pid, signal.SIGKILL))
            killing.start()
            adding, leaving = self._burst(panels)
            await process.ended()
        presses = [*adding.values(), *leaving.values()]
        if all(press.type is not None for press in presses):
            self._takes = max(press.seconds for press in presses)
        self.report.kills += 1
        found = self._look(process.data)
        self._judge(found, adding, leaving)

    async def serve(self) -> None:
        """Start it once more, and let it end as it should."""
        async with BotProcess(self._standin, self._folder) as process:
            if await self._serves(process):
                self.report.failed_starts += await process.stop() != 0

    async def _serves(self, process: BotProcess) -> bool:
        forget_starts(self._folder / "data")
        try:
            await process.connected(len(self._standin.gateway.identified) + 1)
            if not self._standin.interactions:
                await start_campaign(process)
        except (AssertionError, TimeoutError):
            self.report.failed_starts += 1
            return False
        return True

    async def _ready(self) -> dict[Person, tuple[str, Answer]]:
        """Who is to press what, in any order, each with the panel open."""
        counted = sorted(self._counted, key=lambda person: person.id)
        ways = [(next(self._newcomers), ADD) for _ in range(ADDING)]
        ways += [(person, WITHDRAW) for person in self._chance.sample(counted, min(LEAVING, len(counted)))]
        self._chance.shuffle(ways)
        panels = await asyncio.gather(*(open_panel(self._standin, person) for person, _ in ways))
        return {person: (way, panel) for (person, way), panel in zip(ways, panels, strict=True)}

    def _burst(self, panels: dict[Person, tuple[str, Answer]]) -> tuple[dict[Person, Answer], dict[Person, Answer]]:
        """Who adds themselves and who withdraws, all at once."""
        presses: dict[str, dict[Person, Answer]] = {ADD: {}, WITHDRAW: {}}
        for person, (way, panel) in panels.items():
            presses[way][person] = self._standin.press(person, panel, way)
        return presses[ADD], presses[WITHDRAW]

    def _look(self, data: Path) -> list[bytes]:
        """The marks that the next start finds, read from a copy."""
        copy = self._folder / "copy"
        shutil.copytree(data, copy)
        with closing(sqlite3.connect(copy / DATABASE)) as database:
            (verdict,) = database.execute("PRAGMA integrity_check").fetchone()
            self.report.damaged += verdict != "ok"
            found = [mark for (mark,) in database.execute("SELECT mark FROM entries NOT INDEXED")]
        shutil.rmtree(copy)
        return found

    def _judge(self, found: list[bytes], adding: dict[Person, Answer], leaving: dict[Person, Answer]) -> None:
        report, there = self.report, set(found)
        known = {person: self._mark(person) for person in {*self._counted, *adding}}
        added, withdrawn = set(_told(adding, ADDED)), set(_told(leaving, WITHDRAWN))
        report.acknowledged += len(added) + len(withdrawn)
        report.unacknowledged += sum(known[person] in there for person in adding.keys() - added)
        staying = (self._counted | added) - leaving.keys()
        report.lost += sum(known[person] not in there for person in staying)
        report.withdrawn_and_there += sum(known[person] in there for person in withdrawn)
        report.twice += len(found) - len(there)
        report.of_nobody += len(there - set(known.values()))
        self._counted = {person for person, mark in known.items() if mark in there}

    def _mark(self, person: Person) -> bytes:
        (mark,) = marks(self._standin, [person])
        return mark


def _told(presses: dict[Person, Answer], words: str) -> Iterator[Person]:
    return (person for person, press in presses.items() if press.type is not None and words in press.text)
