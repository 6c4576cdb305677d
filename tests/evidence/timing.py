"""Whether the time that an answer takes tells that somebody is counted."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from bot.store.entries import COVERED
from tests.evidence import Figure, Section, timing_process, timing_store
from tests.evidence.comparing import CERTAIN, HIDDEN

SEED: Final = 20171015
PEOPLE: Final = 12_000
"""Who come to the process one after another, and as many again a few at a time: 4,000 presses of each that changes
something, half of them by people with an entry.
"""
AT_ONCE: Final = 8
PRESSES: Final = 3000
"""Of each kind on the store alone."""
PROJECT: Final = Path(__file__).parents[2]

INTRODUCTION: Final = f"""
Somebody who holds another person's account may want to know whether there was an entry before they pressed a button.
The words never tell; this looks at the time. People with an entry and people without press the same things, in one run
and in an order that chance makes, so that whatever slows the machine slows both: first at the bot's real process over
loopback, one person after another and then a few at a time, then at the store alone, with nothing of Discord and of the
network around it, which is sharper than anything that a member can hold. The data lie in the project's folder and not
in memory, where the wait for the disk costs nothing and would hide the very thing.
Each figure is the chance that of two answers, one with an entry and one without, the one with the entry took longer
(Mann and Whitney, the area under the curve): 50% tells nothing, 0% or 100% tells everything. Beside it stands how often
the best limit between slow and quick would guess right from one answer, where a coin is right in 50% and chance alone
lets it look like a little more (Kolmogorov and Smirnov). From {CERTAIN:g} standard errors on a difference is called
one. Adding, withdrawing and deleting change what holds, so there is one answer to time and no second try: there it is
called one that a network hides while the quartiles lie within {HIDDEN * 1000:g} ms, since the way to Discord and back
is never that even. What can be asked again and again has no such allowance. A DIFFERENCE, or answers that are not the
same byte for byte, would be a finding.
There was one: a press that changed nothing wrote nothing, did not wait for the disk, and could be told from one that
did. Now the store writes the same pages in both cases, but for one more or less by where an entry happens to lie.
Delete now looks through every tally of the host; it covers up in at most {COVERED} of them, and is measured with more.
A moderator's reset is measured with nine entries and with none, since both look alike everywhere else: what is left to
see there is that removing nine takes a moment longer than removing none.
"""


def measure() -> Section:
    """Every kind of press, by people who have an entry and by people who have none."""
    with TemporaryDirectory(dir=PROJECT, prefix=".timing-") as folder:
        return Section(
            "Response times do not tell whether somebody is counted",
            " ".join(INTRODUCTION.split()),
            asyncio.run(_figures(Path(folder))),
        )


async def _figures(folder: Path) -> tuple[Figure, ...]:
    chance = Random(SEED)
    return (
        Figure("a wait for the disk under the data, median", f"{_disk_wait(folder) * 1000:.3f} ms"),
        *await timing_process.measured(folder, chance, PEOPLE, 1),
        *await timing_process.measured(folder, chance, PEOPLE, AT_ONCE),
        *await timing_store.measured(folder, chance, PRESSES),
    )


def _disk_wait(folder: Path) -> float:
    """Seconds until a page is on the disk. In memory there is no such wait, and nothing would be seen."""
    waits: list[float] = []
    with (folder / "waiting").open("wb", buffering=0) as file:
        for _ in range(200):
            file.write(bytes(4096))
            begun = perf_counter()
            os.fsync(file.fileno())
            waits.append(perf_counter() - begun)
    return median(waits)
