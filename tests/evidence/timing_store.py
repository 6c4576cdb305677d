"""The store alone, in this process: the sharpest instrument, since nothing of the network and of Discord is in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import mean
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from bot.domain.tally import TallyId
from bot.store import SqliteStore
from tests.evidence import Figure
from tests.evidence.comparing import Times
from tests.store.alike import (
    Press,
    adding,
    counting,
    forgetting,
    mark,
    pages_written,
    resetting,
    rewritten_when_asked,
    tally,
    withdrawing,
)

HERE: Final = tally(0)
NEWCOMER: Final = 1_000_000
"""From here on people are numbered who are none of those in the database."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One kind of press, by `who`, in a database with so many tallies and so many entries of others.

    `entries_of` is what may be there of this person, or not.
    """

    what: str
    tallies: int
    others: int
    press: Callable[[int], Press]
    entries_of: Callable[[int], Sequence[tuple[TallyId, bytes]]]


def _one(who: int) -> Sequence[tuple[TallyId, bytes]]:
    return [(HERE, mark(who))]


def _nine(who: int) -> Sequence[tuple[TallyId, bytes]]:
    return [(HERE, mark((who, number))) for number in range(9)]


def _one_of(tallies: int) -> Callable[[int], Sequence[tuple[TallyId, bytes]]]:
    return lambda who: [(tally(who % tallies), mark((who, who % tallies)))]


TRIALS: Final = (
    Trial("Add me, 40 others", 1, 40, lambda who: adding(HERE, who), _one),
    Trial("Add me, 5,000 others", 1, 5000, lambda who: adding(HERE, who), _one),
    Trial("Withdraw, 40 others", 1, 40, lambda who: withdrawing(HERE, who), _one),
    Trial("Withdraw, 5,000 others", 1, 5000, lambda who: withdrawing(HERE, who), _one),
    Trial("Delete now, 5 servers with 40 others", 5, 40, lambda who: forgetting(5, who), _one_of(5)),
    Trial("Delete now, 500 servers with 5,000 others", 500, 5000, lambda who: forgetting(500, who), _one_of(500)),
    Trial("A moderator's reset of no entries or of nine", 1, 0, lambda _: resetting(HERE), _nine),
)


async def measured(folder: Path, chance: Random, presses: int) -> list[Figure]:
    """So many presses of each kind; before each the file is rewritten, as half a second after every withdrawal."""
    with rewritten_when_asked():
        return [await _run(trial, folder, chance, presses) for trial in TRIALS]


async def _run(trial: Trial, folder: Path, chance: Random, presses: int) -> Figure:
    times = Times(f"the store alone: {trial.what}", once=True)
    pages: dict[bool, list[int]] = {True: [], False: []}
    with TemporaryDirectory(dir=folder) as data:
        path = Path(data) / "magnitude.sqlite"
        async with counting(path, trial.tallies, trial.others) as store:
            for who in range(NEWCOMER, NEWCOMER + presses):
                there = chance.random() < 0.5
                entries = trial.entries_of(who)
                for where, each in entries if there else ():
                    await store.add(where, each)
                press = _timed(trial.press(who), times.of(there=there))
                pages[there].append(await pages_written(store, path, press))
                await store.remove(entries)
    with_one, without = (mean(pages[there]) for there in (True, False))
    return times.figure(f"; pages written, on average {with_one:.2f} and {without:.2f}")


def _timed(press: Press, seconds: list[float]) -> Press:
    async def timed(store: SqliteStore) -> None:
        begun = perf_counter()
        await press(store)
        seconds.append(perf_counter() - begun)

    return timed
