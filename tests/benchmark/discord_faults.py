"""Faults of Discord and of the way to it, against the bot's real process, counted."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from tests.benchmark import Row, Section
from tests.process.crowd import now
from tests.process.harness import BotProcess, Hurried, entries, marks, member, open_panel, start_campaign
from tests.process.malformed import malformed
from tests.process.test_bad_connections import ONCE, answered
from tests.standin import Answer, Standin
from tests.standin.gateway import Connection, Gateway

BREAKDOWNS: Final = 400
WARM_UP: Final = 40
"""Breakdowns after which memory, threads and open files are looked at first."""
A_BREAKDOWN_EVERY: Final = 1.0
A_PRESS_EVERY: Final = 0.05
QUIET: Final = 20.0
"""Seconds after which the connections that a burst of answers needed are closed again."""
HEARTBEAT_INTERVAL: Final = 0.2
TIMES_EACH: Final = 25
CLOSE_CODES: Final = (4004, 4010, 4011, 4012, 4013, 4014)
DAY: Final = 24 * 60 * 60
IDENTIFYS_A_DAY: Final = 1_000


def _withhold(gateway: Gateway) -> None:
    gateway.withheld = 1
    gateway.drop(4000)


def _turn_away(gateway: Gateway) -> None:
    gateway.turned_away = 1
    gateway.drop(4000)


def _refuse_resume(gateway: Gateway) -> None:
    gateway.forget()
    gateway.drop(4009)


RESUMABLE: Final[dict[str, Callable[[Gateway], None]]] = {
    **{f"closed with {code}": partial(Gateway.drop, code=code) for code in (1000, 1001, 4000, 4007, 4008, 4009)},
    "cut without a close frame": Gateway.cut,
    "asked to reconnect": Gateway.ask_to_reconnect,
    "invalid session that can be resumed": partial(Gateway.invalidate, resumable=True),
    "heartbeats no longer acknowledged": Gateway.silence,
    "no HELLO at the next connection": _withhold,
}
LOST: Final[dict[str, Callable[[Gateway], None]]] = {
    "invalid session": Gateway.invalidate,
    "the resume refused": _refuse_resume,
    "the next connection refused": _turn_away,
}
"""After these a new IDENTIFY is needed."""

INTRODUCTION: Final = f"""\
The bot's real process over a stand-in for Discord on the same machine. In the hours made short the gateway asks for a
heartbeat every {HEARTBEAT_INTERVAL} seconds instead of every 41, the bot gives a silent connection up after 1 second
instead of 60 and does not wait for five seconds before it identifies anew, and every second the gateway breaks down in
one of {len(RESUMABLE) + len(LOST)} ways, chosen at random; meanwhile {1 / A_PRESS_EVERY:.0f} presses a second come in.
A press that comes while nobody is connected waits at Discord for a resume, and is lost with its session: no bot can
answer it then. A finding would be: a press lost that came while the bot was connected, a press answered twice, an entry
too many or too few, a breakdown after which the bot does not come back, growth."""


@dataclass(slots=True)
class Taken:
    """What the process takes."""

    memory: int
    threads: int
    files: int


@dataclass(slots=True)
class Hours:
    """What came of the hours made short. The presses: by whether the bot was connected, and was answered."""

    breakdowns: Counter[str] = field(default_factory=Counter[str])
    presses: Counter[tuple[bool, bool]] = field(default_factory=Counter[tuple[bool, bool]])
    repeated: int = 0
    identified: int = 0
    resumed: int = 0
    before: Taken | None = None
    after: Taken | None = None
    wrong: int = 0


def measure() -> Section:
    """Takes about ten minutes."""
    with TemporaryDirectory() as folder:
        hours, silent, given, unread, ended = asyncio.run(_all(Path(folder)))
    return Section(
        "Discord and the way to it",
        " ".join(INTRODUCTION.splitlines()),
        (*_of_hours(hours), *_of_silence(silent), _of_answers(given), _of_events(*unread), _of_ends(ended)),
    )


async def _all(
    folder: Path,
) -> tuple[Hours, tuple[float, float], tuple[int, int, int], tuple[int, int, int], int]:
    """The two that wait for a minute do so beside each other, before the rest."""
    silent = tuple(
        await asyncio.gather(
            _until_back(_made(folder, "frozen"), Gateway.freeze), _until_back(_made(folder, "no-hello"), _withhold)
        )
    )
    hours = await _hours(_made(folder, "hours"), BREAKDOWNS, Random())
    given = await _answers(_made(folder, "answers"))
    unread = await _unread(_made(folder, "events"))
    ended = [await _ended(_made(folder, str(code)), code) for code in CLOSE_CODES]
    return hours, (silent[0], silent[1]), given, unread, sum(ended)


def _made(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    return folder


async def _hours(folder: Path, breakdowns: int, chance: Random) -> Hours:
    seen = Hours()
    people = [member(number) for number in range(1, 1_001)]
    async with Standin() as standin:
        gateway = standin.gateway
        gateway.heartbeat_interval = HEARTBEAT_INTERVAL
        async with Hurried(standin, folder) as process:
            await process.connected()
            await start_campaign(process)
            panels = [await open_panel(standin, person) for person in people[:200]]
            stop = asyncio.Event()
            pressing = asyncio.create_task(_press(standin, panels, stop, seen))
            ways = [*RESUMABLE.items(), *LOST.items()]
            for number in range(breakdowns):
                name, break_down = chance.choice(ways)
                break_down(gateway)
                seen.breakdowns["lost" if name in LOST else "resumable"] += 1
                await asyncio.sleep(A_BREAKDOWN_EVERY)
                await standin.until(lambda: _connection(gateway) is not None, 60)
                if number == WARM_UP:
                    seen.before = await _taken(process)
            stop.set()
            pressed = await pressing
            seen.after = await _taken(process)
            assert await process.stop() == 0
        assert "Traceback" not in process.output
        for press in pressed:
            statuses = [
                request.status for request in standin.requests("POST", f"/interactions/{press.interaction.id}/")
            ]
            seen.repeated += statuses.count(200) > 1
        seen.identified, seen.resumed = len(gateway.identified), gateway.resumed
        reached = {press.interaction.person for press in pressed if press.type is not None}
        kept = entries(process.data, folder)
        seen.wrong = len(marks(standin, list(reached)) - kept) + len(kept - marks(standin, people))
    return seen


def _connection(gateway: Gateway) -> Connection | None:
    """Through which something would reach the bot now."""
    connections = [session.connection for session in gateway.sessions.values()]
    return next((each for each in connections if each and not each.silent), None)


async def _press(standin: Standin, panels: Sequence[Answer], stop: asyncio.Event, seen: Hours) -> list[Answer]:
    """One after the other adds themselves, again and again."""
    own = [(panel.interaction.person, dict(panel.message)) for panel in panels]
    presses: list[Answer] = []
    waiting: list[asyncio.Task[None]] = []

    async def wait(press: Answer, *, connected: bool) -> None:
        seen.presses[connected, await answered(press) is not None] += 1

    while not stop.is_set():
        person, panel = own[len(presses) % len(own)]
        connected = _connection(standin.gateway) is not None
        presses.append(standin.press(person, panel, "Add me"))
        waiting.append(asyncio.create_task(wait(presses[-1], connected=connected)))
        await asyncio.sleep(A_PRESS_EVERY)
    await asyncio.gather(*waiting)
    return presses


async def _taken(process: BotProcess) -> Taken:
    await asyncio.sleep(QUIET)
    return Taken(process.memory, process.threads, process.open_files)


async def _until_back(folder: Path, break_down: Callable[[Gateway], None]) -> float:
    """Seconds until the bot, with its own patience and Discord's interval, is connected again."""
    async with Standin() as standin, BotProcess(standin, folder) as process:
        await process.connected()
        await process.serving()
        begun = now()
        first = next(iter(standin.gateway.sessions.values())).connection
        break_down(standin.gateway)
        await standin.until(lambda: _connection(standin.gateway) not in (None, first), 300)
        took = now() - begun
        assert await process.stop() == 0
    return took


async def _answers(folder: Path) -> tuple[int, int, int]:
    """Presses whose answer failed once; how many of them were answered; entries too many or too few."""
    ways = list(ONCE.values()) * TIMES_EACH
    people = [member(number) for number in range(1, len(ways) + 1)]
    async with Standin() as standin, BotProcess(standin, folder) as process:
        await process.connected()
        await start_campaign(process)
        panels = [await open_panel(standin, person) for person in people]
        presses: list[Answer] = []
        for person, panel, failure in zip(people, panels, ways, strict=True):
            presses.append(standin.press(person, panel, "Add me"))
            standin.fail_next("POST", f"/interactions/{presses[-1].interaction.id}/", **failure)
        got = await asyncio.gather(*map(answered, presses))
        assert await process.stop() == 0
        wrong = entries(process.data, folder) ^ marks(standin, people)
    return len(presses), sum(answer is not None for answer in got), len(wrong)


async def _unread(folder: Path) -> tuple[int, int, int]:
    """Malformed events; those that were passed over; how often the process ended."""
    async with Standin() as standin, BotProcess(standin, folder) as process:
        await process.connected()
        await start_campaign(process)
        panel = await open_panel(standin, member(1))
        pressed = await standin.press(member(1), panel, "Add me")
        events = list(malformed(pressed.interaction.payload, panel.interaction.payload, standin.guild))
        for name, data in events:
            standin.gateway.dispatch(name, data, standin.guild.id)
        await answered(await open_panel(standin, member(2)))
        ended = int(not process.running)
        assert await process.stop() == 0
    return len(events), process.output.count("passed over"), ended


async def _ended(folder: Path, code: int) -> bool:
    """Whether the process ended by itself, not with 0 but with a sentence."""
    async with Standin() as standin, BotProcess(standin, folder) as process:
        standin.gateway.refuse_with = code
        return await process.ended(within=60) == 1 and "Traceback" not in process.output


def _of_hours(hours: Hours) -> list[Row]:
    total = hours.breakdowns.total()
    assert hours.before is not None
    assert hours.after is not None
    there, away = ((hours.presses[connected, True], hours.presses[connected, False]) for connected in (True, False))
    used, lost = hours.identified - 1, hours.breakdowns["lost"]
    grown = (hours.after.memory - hours.before.memory) / hours.before.memory
    return [
        Row(
            "Hours of breakdowns made short: those after which the bot served again",
            f"{total:,} of {total:,}",
            f"{total:,} of {total:,}",
            f"{hours.resumed:,} sessions resumed, {used:,} begun anew",
        ),
        Row(
            "Presses that came while the bot was connected: lost",
            "",
            f"{there[1]:,} of {sum(there):,}",
            f"{there[0]:,} answered; answered twice: {hours.repeated}",
        ),
        Row(
            "Presses that came while it was not: answered after the resume",
            "",
            f"{away[0]:,} of {sum(away):,}",
            "the others came to a session that was lost, or waited for more than three seconds",
        ),
        Row("Entries too many or too few at the end", "0", f"{hours.wrong}", ""),
        Row(
            "IDENTIFYs for one breakdown that loses the session, and for one that does not",
            "1 and 0",
            f"{used / lost:.3g} and 0" if used <= lost else f"{used / lost:.3g}",
            f"{lost:,} and {hours.breakdowns['resumable']:,} breakdowns; the {IDENTIFYS_A_DAY:,} of a day are used up"
            f" when a session is lost every {DAY / IDENTIFYS_A_DAY:.0f} seconds, all day",
        ),
        Row(
            f"Growth from the {WARM_UP}th breakdown to the last",
            "",
            f"{grown:+.1%} memory, {hours.after.threads - hours.before.threads:+d} threads,"
            f" {hours.after.files - hours.before.files:+d} open files",
            f"{hours.before.memory / 1024:.1f} and {hours.after.memory / 1024:.1f} MB",
        ),
    ]


def _of_silence(seconds: tuple[float, float]) -> list[Row]:
    return [
        Row(
            "A connection that stays open and is dead is left, with Discord's heartbeat interval",
            "",
            f"{seconds[0]:.0f} seconds",
            "discord.py's own 60 seconds of silence",
        ),
        Row(
            "A gateway that takes a new connection and says nothing is left",
            "",
            f"{seconds[1]:.0f} seconds",
            "the same, then a new session",
        ),
    ]


def _of_answers(given: tuple[int, int, int]) -> Row:
    presses, reached, wrong = given
    return Row(
        "Presses whose answer failed once and was given all the same",
        f"{presses:,} of {presses:,}",
        f"{reached:,} of {presses:,}",
        f"{', '.join(ONCE)}; entries too many or too few: {wrong}",
    )


def _of_events(sent: int, passed_over: int, ended: int) -> Row:
    return Row(
        "Malformed events that ended the process",
        "0",
        f"{ended} of {sent:,}",
        f"{passed_over:,} of them would have, by discord.py's own rule; they are passed over",
    )


def _of_ends(sentences: int) -> Row:
    return Row(
        "Close codes after which Discord takes nobody back: the process ended with a sentence",
        f"{len(CLOSE_CODES)} of {len(CLOSE_CODES)}",
        f"{sentences} of {len(CLOSE_CODES)}",
        ", ".join(map(str, CLOSE_CODES)),
    )
