"""The bot's real process over loopback: what a person's own client could time, without the network's jitter."""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from tests.evidence import Figure
from tests.evidence.comparing import Times
from tests.process.harness import CAMPAIGN, BotProcess, add, member, start_campaign
from tests.standin import Answer, Person, Standin

PANEL, TALLY, PRIVACY = f"/{CAMPAIGN}", "/tally", "/privacy"
ADD, WITHDRAW, DELETE = "Add me", "Withdraw", "Delete now"
CHANGES: Final = (ADD, WITHDRAW, DELETE)
"""What changes what holds."""
ROUND: Final = 600
"""People between two starts of the process, so that what the stand-in remembers does not slow it down."""
TOKEN: Final = re.compile(r"/(?:interactions|webhooks)/\d+/([^/]+)")


class Presses:
    """How long each kind of press took, and what the bot sent for it."""

    def __init__(self, standin: Standin) -> None:
        self._standin = standin
        self._answers: dict[tuple[str, bool], list[Answer]] = defaultdict(list)

    async def visit(self, person: Person, change: str, *, there: bool) -> None:
        """The same way for everybody: the number, the page that leads to the change, and the change."""

        async def seen(kind: str, press: Answer) -> Answer:
            self._answers[kind, there].append(press)
            return await press

        standin = self._standin
        await seen(TALLY, standin.command(person, "tally"))
        if change == DELETE:
            statement = await seen(PRIVACY, standin.command(person, "privacy"))
            page = await standin.press(person, statement, "Delete what you hold on me")
        else:
            page = await seen(PANEL, standin.command(person, CAMPAIGN))
        await seen(change, standin.press(person, page, change))

    def times(self) -> Iterator[tuple[str, bool, list[float]]]:
        for (kind, there), answers in self._answers.items():
            yield kind, there, [answer.seconds for answer in answers]

    def unlike(self) -> set[str]:
        """The kinds of which not every press made the bot send the same requests, byte for byte."""
        sent: dict[str, list[str]] = defaultdict(list)
        for request in (each for method in ("POST", "PATCH", "DELETE") for each in self._standin.requests(method, "")):
            token = TOKEN.match(request.path)
            if token:
                sent[token[1]].append(request.method + request.path.split(token[1])[1] + json.dumps(request.body))
        bodies: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for (kind, _), answers in self._answers.items():
            bodies[kind] |= {tuple(sent[answer.interaction.token]) for answer in answers}
        return {kind for kind, different in bodies.items() if len(different) > 1}


async def measured(folder: Path, chance: Random, people: int, at_once: int) -> list[Figure]:
    """So many people come, `at_once` at a time, half of them with an entry, in an order that chance makes."""
    company = "one press after another" if at_once == 1 else f"{at_once} people at a time"
    times = {
        kind: Times(f"the process, {company}: {kind}", once=kind in CHANGES)
        for kind in (PANEL, TALLY, PRIVACY, *CHANGES)
    }
    unlike: set[str] = set()
    for _ in range(people // ROUND):
        with TemporaryDirectory(dir=folder) as data:
            presses = await _round(Path(data), chance, at_once)
        unlike |= presses.unlike()
        for kind, there, seconds in presses.times():
            times[kind].of(there=there).extend(seconds)
    return [
        each.figure("; DIFFERENT ANSWERS" if kind in unlike else "; every answer the same, byte for byte")
        for kind, each in times.items()
    ]


async def _round(folder: Path, chance: Random, at_once: int) -> Presses:
    visitors = [(member(1 + number), CHANGES[number % 3], number % 2 == 0) for number in range(ROUND)]
    chance.shuffle(visitors)
    counted = [person for person, _, there in visitors if there]
    async with Standin() as standin, BotProcess(standin, folder) as process:
        await process.connected()
        await start_campaign(process)
        for start in range(0, len(counted), 50):
            await asyncio.gather(*(add(standin, person) for person in counted[start : start + 50]))
        presses = Presses(standin)
        waiting = iter(visitors)
        await asyncio.gather(*(_let_in(presses, waiting) for _ in range(at_once)))
        assert await process.stop() == 0
        assert standin.violations == []
    return presses


async def _let_in(presses: Presses, waiting: Iterator[tuple[Person, str, bool]]) -> None:
    for person, change, there in waiting:
        await presses.visit(person, change, there=there)
