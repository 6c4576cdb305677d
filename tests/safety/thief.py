"""A thief who has everything but the key: every file of the bot and all that it printed, searched byte by byte."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.domain.tally import Marks, TallyId
from tests.process.harness import KEY
from tests.safety.traces import (
    PIECE,
    PLAIN,
    Traces,
    pieces,
    pieces_in,
    traces_of_ids,
    traces_of_names,
    traces_of_tokens,
    traces_of_words,
)
from tests.standin import Guild, Person, Standin

CAMPAIGNS: Final = ("metoo", "16days")
COUNTRIES: Final = ("Ireland", "Iceland", "New Zealand")
"""Where members ask for help."""
ERASED_WITHIN: Final = 30.0
"""Seconds after which what was removed has to be gone from the files, on a busy machine."""
PAUSE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Look:
    """What the thief had after a stage, and what he found. `searched`: bytes; `patterns`: what he looked for."""

    stage: str
    searched: int
    patterns: int
    found: dict[str, set[int]]


@dataclass(slots=True)
class Thief:
    """Knows everybody by name and number, and what each pressed; looks for all of it after each stage.

    `members` only used member commands. Of `moderators` the database may hold the ids (S8), and nothing else.
    """

    folder: Path
    standin: Standin
    members: Collection[Person]
    moderators: Collection[Person]
    looks: list[Look] = field(default_factory=list[Look])
    removed: set[bytes] = field(default_factory=set[bytes])
    """Marks that the files must not hold any more (S10)."""

    async def look(self, stage: str) -> None:
        """Search everything there is now, while the bot goes on."""
        self.looks.append(await asyncio.to_thread(self._look, stage))

    def _look(self, stage: str) -> Look:
        files = [path for path in sorted(self.folder.rglob("*")) if path.is_file()]
        data = b"\0".join(part for path in files for part in (str(path.relative_to(self.folder)).encode(), _read(path)))
        traces, wanted = self._traces(), pieces(self.removed)
        found = traces.found(data)
        left = pieces_in(data, wanted)
        if left:
            found[f"{PIECE} bytes of a removed mark"] = set(range(len(left)))
        return Look(stage, len(data), traces.patterns + len(wanted), found)

    async def gone(
        self, guilds: Sequence[Guild], people: Collection[Person], campaigns: Sequence[str] = CAMPAIGNS
    ) -> None:
        """These were removed: wait until the files hold no piece of their marks, as they must after a moment (S10)."""
        self.removed |= marks_of(guilds, people, campaigns)
        wanted = pieces(self.removed)
        for _ in range(int(ERASED_WITHIN / PAUSE)):
            if not await asyncio.to_thread(self._left, wanted):
                return
            await asyncio.sleep(PAUSE)
        raise AssertionError("what was removed is still in the files")

    def _left(self, wanted: frozenset[bytes]) -> bool:
        return any(pieces_in(_read(path), wanted) for path in (self.folder / "data").glob("magnitude.sqlite*"))

    def _traces(self) -> Traces:
        events = self.standin.interactions
        return Traces(
            [
                *traces_of_ids([person.id for person in self.members], "member"),
                *traces_of_names([*self.members, *self.moderators]),
                *traces_of_ids([event.id for event in events], "press", PLAIN),
                *traces_of_tokens([event.token for event in events]),
                *traces_of_words(COUNTRIES, "country"),
            ]
        )


def marks_of(guilds: Sequence[Guild], people: Collection[Person], campaigns: Sequence[str] = CAMPAIGNS) -> set[bytes]:
    """The marks of these people, as only the holder of the key can make them."""
    key = Marks([bytes.fromhex(KEY)])
    tallies = [TallyId(guild.id, campaign) for guild in guilds for campaign in campaigns]
    return {key.mark(tally, person.id) for tally in tallies for person in people}


def _read(path: Path) -> bytes:
    """A side file may be removed meanwhile."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
