"""Crowds of people who use the bot's real process at once, and what each of them noticed."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, closing, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import TypeAlias

from tests.process.harness import CAMPAIGN, BotProcess, open_panel
from tests.standin import Answer, NoAnswerError, Person, Standin

OPENED, ADDED, WITHDREW, SHARED = "the panel", "Add me", "Withdraw", "Share here"
WATCHED_EVERY = 0.2
"""Seconds between two acts of a bystander."""
MEASURED_EVERY = 0.05
"""Seconds between two looks at the process and its files."""

Send: TypeAlias = Callable[[], Answer]


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did and saw. `seconds`: from when it was due; None: Discord said that the bot did not respond."""

    what: str
    seconds: float | None
    text: str = ""
    private: bool = True


@dataclass(slots=True)
class Watched:
    """What a bystander noticed meanwhile, and the most that the process took: kilobytes in memory, bytes of its log."""

    acts: list[Act] = field(default_factory=list[Act])
    memory: int = 0
    log: int = 0


def now() -> float:
    return asyncio.get_running_loop().time()


async def noticed(what: str, due: float, answer: Answer) -> Act:
    """Wait for the whole answer. One that does not come within Discord's three seconds is none."""
    try:
        await answer
    except NoAnswerError:
        return Act(what, None)
    return Act(what, (answer.interaction.answered or now()) - due, answer.text, answer.ephemeral)


async def raid(standin: Standin, people: Sequence[Person], seconds: float, chance: Random) -> list[Act]:
    """Each opens the panel at a random moment within so many seconds, and presses "Add me" as soon as it is there."""

    async def join(person: Person, due: float) -> list[Act]:
        panel = standin.command(person, CAMPAIGN)
        opened = await noticed(OPENED, due, panel)
        if opened.seconds is None:
            return [opened]
        return [opened, await noticed(ADDED, now(), standin.press(person, panel, ADDED))]

    begun = now()
    dues = sorted(begun + chance.uniform(0, seconds) for _ in people)
    joining: list[asyncio.Task[list[Act]]] = []
    for person, due in zip(people, dues, strict=True):
        await asyncio.sleep(max(0.0, due - now()))
        joining.append(asyncio.create_task(join(person, due)))
    return [act for acts in await asyncio.gather(*joining) for act in acts]


async def come_and_go(standin: Standin, people: Iterable[Person], a_second: float, seconds: float) -> list[Act]:
    """So many a second withdraw, and add themselves again as soon as they are told that they are not counted."""

    async def go(person: Person, due: float) -> list[Act]:
        panel = deepcopy((await open_panel(standin, person)).message)
        ways = ((WITHDREW, due), (ADDED, None))
        return [await noticed(what, at or now(), standin.press(person, panel, what)) for what, at in ways]

    begun = now()
    going: list[asyncio.Task[list[Act]]] = []
    for number, person in enumerate(islice(cycle(people), int(a_second * seconds))):
        await asyncio.sleep(max(0.0, begun + number / a_second - now()))
        going.append(asyncio.create_task(go(person, now())))
    return [act for acts in await asyncio.gather(*going) for act in acts]


async def ways_of(standin: Standin, person: Person) -> Mapping[str, Send]:
    """What one member can press again and again: adding, withdrawing, deleting, a menu, sharing, the panel itself."""
    panel = deepcopy((await open_panel(standin, person)).message)
    forget = await standin.press(person, await standin.command(person, "privacy"), "Delete what you hold on me")
    asked = deepcopy(forget.message)
    pages = deepcopy((await standin.command(person, "resources")).message)
    about = deepcopy((await standin.command(person, "about")).message)
    return {
        ADDED: lambda: standin.press(person, panel, ADDED),
        WITHDREW: lambda: standin.press(person, panel, WITHDREW),
        "Delete now": lambda: standin.press(person, asked, "Delete now"),
        "a country": lambda: standin.select(person, pages, "country:0", ["IE"]),
        SHARED: lambda: standin.press(person, about, SHARED),
        OPENED: lambda: standin.command(person, CAMPAIGN),
    }


async def flood(standin: Standin, person: Person, times: int, at_once: int) -> list[Act]:
    """One member presses everything in turn as fast as it is answered, so many presses under way at any time."""
    ways = await ways_of(standin, person)
    presses = islice(cycle(ways.items()), times)

    async def press() -> list[Act]:
        return [await noticed(what, now(), send()) for what, send in presses]

    return [act for acts in await asyncio.gather(*(press() for _ in range(at_once))) for act in acts]


@asynccontextmanager
async def watched(process: BotProcess, bystander: Person) -> AsyncGenerator[Watched]:
    """While the block runs, somebody else uses the bot as usual; what they notice is there when it has ended."""
    seen = Watched()
    ways = await _ways_of_bystander(process.standin, bystander)
    stop = asyncio.Event()
    watching = [asyncio.create_task(work) for work in (_use(seen, ways, stop), _measure(seen, process, stop))]
    try:
        yield seen
    finally:
        stop.set()
        await asyncio.gather(*watching)


async def _ways_of_bystander(standin: Standin, person: Person) -> Mapping[str, Send]:
    panel = deepcopy((await open_panel(standin, person)).message)
    return {
        "/resources": lambda: standin.command(person, "resources", {"country": "Ireland"}),
        "/tally": lambda: standin.command(person, "tally"),
        "/privacy": lambda: standin.command(person, "privacy"),
        WITHDREW: lambda: standin.press(person, panel, WITHDREW),
    }


async def _use(seen: Watched, ways: Mapping[str, Send], stop: asyncio.Event) -> None:
    """Whatever an answer takes, the next act comes when it is due."""
    acting: list[asyncio.Task[Act]] = []
    for what, send in cycle(ways.items()):
        acting.append(asyncio.create_task(noticed(what, now(), send())))
        if await _stopped(stop, WATCHED_EVERY):
            break
    seen.acts += await asyncio.gather(*acting)


async def _measure(seen: Watched, process: BotProcess, stop: asyncio.Event) -> None:
    while not await _stopped(stop, MEASURED_EVERY):
        seen.memory = max(seen.memory, process.memory)
        seen.log = max(seen.log, process.log_size)


async def _stopped(stop: asyncio.Event, within: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), within)
    return stop.is_set()


def fill(database: Path, entries: int, chance: Random) -> None:
    """Put so many entries of nobody into the database of a bot that does not run."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany(
            "INSERT INTO entries SELECT id, ? FROM tallies", ((chance.randbytes(32),) for _ in range(entries))
        )
