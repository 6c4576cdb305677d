"""Backups under load, and restores that are killed: what is whole, and what is lost."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.benchmark import Row, Section
from tests.process.backups import acknowledged, backed_up, burst, held, told
from tests.process.harness import BotProcess, add, entries, forget_starts, marks, member, start_campaign
from tests.process.killed_restore import PRESENT
from tests.process.killing import Report, kill_repeatedly
from tests.standin import Answer, Person, Standin

BACKUPS: Final = 30
RESTORED_EVERY: Final = 5
"""Of the backups, so many apart, one is put back and served from."""
AT_ONCE: Final = 64
STEPS: Final = 3
"""A kill at every third step."""
RANDOM_KILLS: Final = 50
INTRODUCTION: Final = (
    "A host's commands work beside the real process. While a crowd adds itself without a pause, 64 at a time, backups"
    " are made one after the other. Each has to pass SQLite's integrity check and to hold every entry that was"
    " acknowledged before it was begun. Every fifth is put back onto the stopped bot, which then has to serve from it:"
    " somebody more is added. Then the command that puts a backup back is killed (SIGKILL) at every third call that it"
    " makes to the system or to SQLite, and at random moments, over a database that was closed well, one with a"
    " write-ahead log that a crash has left, one that is damaged, and none. After each kill what was there before, or"
    " the backup, has to be there whole; the same command has then to finish the work, with the key untouched, the"
    " older database kept and nothing unfinished left. A killed process is not a power cut: that the disk keeps what"
    " it was told to keep is not measured here."
)


@dataclass(slots=True)
class Load:
    """What became of the backups that were made under load."""

    backups: int = 0
    damaged: int = 0
    lost: int = 0
    acknowledged: int = 0
    restores: int = 0
    unserved: int = 0
    kept: list[tuple[Path, set[bytes]]] = field(default_factory=list[tuple[Path, set[bytes]]])


def measure() -> Section:
    load = asyncio.run(_under_load())
    killed = {present: _killed(present) for present in PRESENT}
    return Section(
        "Backups and restores",
        INTRODUCTION,
        (
            Row(
                "Backups made while a crowd adds itself: damaged, or without an entry acknowledged before",
                "0",
                f"{load.damaged + load.lost} of {load.backups}",
                f"{load.acknowledged:,} entries acknowledged meanwhile",
            ),
            Row(
                "Restores of such backups after which the bot does not serve just what they hold, and more",
                "0",
                f"{load.unserved} of {load.restores}",
                "",
            ),
            *(_row(present, report) for present, report in killed.items()),
        ),
    )


def _row(present: str, report: Report) -> Row:
    there = {"whole": "a database", "crashed": "one with a log", "damaged": "a damaged one", "gone": "none"}[present]
    left = "; ".join(f"{kind}: {times:,}" for kind, times in sorted(report.left.items()))
    return Row(
        f"Restores killed, where there was {there}: findings", "0", f"{len(report.faults)} in {report.kills}", left
    )


def _killed(present: str) -> Report:
    with TemporaryDirectory() as folder:
        plan = ("--present", present, "--every", str(STEPS), "--random", str(RANDOM_KILLS))
        return kill_repeatedly(Path(folder), "tests.process.killed_restore", *plan)


async def _under_load() -> Load:
    load = Load()
    with TemporaryDirectory() as folder:
        async with Standin() as standin:
            async with BotProcess(standin, Path(folder)) as process:
                await process.connected()
                await start_campaign(process)
                await _back_up(standin, process, Path(folder), load)
                await process.stop()
            for number, (backup, expected) in enumerate(load.kept):
                load.restores += 1
                load.unserved += not await _serves(standin, Path(folder), backup, expected, number)
    return load


async def _back_up(standin: Standin, process: BotProcess, folder: Path, load: Load) -> None:
    presses: list[Answer] = []
    pressing = asyncio.create_task(_press_on(standin, presses))
    try:
        while load.backups < BACKUPS:
            before = acknowledged(presses)
            backup = await backed_up(process)
            load.backups += 1
            try:
                found = held(backup)
            except (AssertionError, sqlite3.Error):
                load.damaged += 1
                continue
            load.lost += not marks(standin, before) <= found
            if load.backups % RESTORED_EVERY == 0:
                kept = folder / f"kept{load.backups}.sqlite"
                kept.write_bytes(backup.read_bytes())
                load.kept.append((kept, found))
    finally:
        pressing.cancel()
        await asyncio.gather(pressing, return_exceptions=True)
    load.acknowledged = len(acknowledged(presses))


async def _press_on(standin: Standin, presses: list[Answer]) -> None:
    for start in count(100, AT_ONCE):
        await burst(standin, [member(start + number) for number in range(AT_ONCE)], presses, AT_ONCE)


async def _serves(standin: Standin, folder: Path, backup: Path, expected: set[bytes], number: int) -> bool:
    """Whether the bot serves from what was put back: just those are counted, and one more who adds themselves."""
    process = BotProcess(standin, folder)
    forget_starts(process.data)
    code, _ = await told(process, "restore", str(backup))
    connections = len(standin.gateway.identified)
    newcomer: Person = member(1 + number)
    async with process:
        await process.connected(connections + 1)
        await add(standin, newcomer)
        stopped = await process.stop()
    return (code, stopped) == (0, 0) and entries(process.data, folder) == expected | marks(standin, [newcomer])
