"""Kills the bot at random moments of bursts, and counts what was lost, kept twice or kept of nobody."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from tests.benchmark import Row, Section
from tests.process.killed_burst import ADDING, LEAVING, KilledBot, Report
from tests.standin import Standin

KILLS: Final = 200
INTRODUCTION: Final = (
    f"The real process is started on one data folder, up to {ADDING} people add themselves and {LEAVING} of those who"
    " are counted withdraw, all at once and in any order, and it is killed (SIGKILL) at a random moment of the time"
    " that answering them all takes. Then the database is read from a copy, as the next start recovers it, and looked"
    " through by SQLite's integrity_check; the next round starts on what the kill left. Whoever was told that they are"
    " counted has to be there once, whoever was told that they are not must not be there, and whoever was told"
    " nothing may be there once or not at all. A killed process is not a power cut: that the disk keeps what it was"
    " told to keep is SQLite's and the operating system's word, and is not measured here."
)


def measure() -> Section:
    report = asyncio.run(_kills(KILLS))
    return Section("Killed in a burst", INTRODUCTION, _rows(report))


async def _kills(times: int) -> Report:
    with TemporaryDirectory() as folder:
        async with Standin() as standin:
            bot = KilledBot(standin, Path(folder), Random(54))
            for _ in range(times):
                await bot.kill()
            await bot.serve()
    return bot.report


def _rows(report: Report) -> tuple[Row, ...]:
    none = "0"
    return (
        Row(
            "Kills at random moments of a burst",
            str(KILLS),
            f"{report.kills}",
            f"{report.acknowledged:,} adds and withdrawals acknowledged before them",
        ),
        Row("Acknowledged adds that are lost", none, f"{report.lost}", ""),
        Row("Acknowledged withdrawals that are undone", none, f"{report.withdrawn_and_there}", ""),
        Row("Entries that are there twice, or of nobody", none, f"{report.twice + report.of_nobody}", ""),
        Row("Adds that are there although nobody was told", "", f"{report.unacknowledged:,}", "each of them once"),
        Row("Databases that fail the integrity check", none, f"{report.damaged}", ""),
        Row("Starts on what a kill left that failed", none, f"{report.failed_starts}", f"of {report.kills + 1}"),
    )
