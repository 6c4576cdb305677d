"""What the memory of the serving process holds of members who were answered."""

from __future__ import annotations

import asyncio
import resource
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.operations.memory import FORGET_EVERY
from tests.evidence import Figure, Section
from tests.process.harness import BotProcess, add, start_campaign
from tests.safety.pressing import all_at_once
from tests.safety.process_memory import found_in_memory, overwriting, readable
from tests.safety.traces import Traces, conspicuous, traces_of_ids, traces_of_names, traces_of_tokens
from tests.standin import Person, Standin

MEMBERS: Final = 500
QUIET: Final = 2.5 * FORGET_EVERY
"""Seconds after the last press, in which the bot has let go of everybody more than once."""

INTRODUCTION: Final = (
    f"{MEMBERS} members open the panel and press “Add me” at the bot's real process. Then all memory that it can write"
    " to is read, as a core dump would hold it, and searched for their ids (as digits and as Python keeps numbers,"
    " among other ways), names, avatars and languages, and for the tokens of their presses. Members are those of whom"
    " anything was found; a token lets its holder answer in the bot's place for 15 minutes and names nobody. Python"
    " does not overwrite what it frees, so its own way of keeping memory leaves most of them readable there until the"
    " space is used again; the image, and `make run`, have the C library overwrite it. What is left then stands in"
    " the buffers of the last messages. No core dump is written (the limit is 0, and Linux is told that there is to"
    " be none), but whoever is root on the host can read the memory, and the key in it, at any time; and memory can"
    " be swapped out to a disk."
)


@dataclass(frozen=True, slots=True)
class Found:
    members: int
    tokens: int


def measure() -> Section:
    """Raises `RuntimeError` when it may not look into the bot's memory, or a dump could be written."""
    theirs = asyncio.run(_found({}))
    ours = asyncio.run(_found(overwriting()))
    at_once, quiet = ours
    figures = (
        Figure("members found right after the last answer, with memory kept Python's way", _of(theirs[0].members)),
        Figure(f"the same, {QUIET:.0f} seconds later", _of(theirs[1].members)),
        Figure("members found right after the last answer, as the image keeps memory", _of(at_once.members)),
        Figure(f"the same, {QUIET:.0f} seconds later", _of(quiet.members)),
        Figure("tokens found then", f"{quiet.tokens} of {2 * MEMBERS}"),
    )
    return Section("The memory of the serving process", INTRODUCTION, figures)


def _of(members: int) -> str:
    return f"{members} of {MEMBERS}"


async def _found(environment: dict[str, str]) -> tuple[Found, Found]:
    """Right after the last answer, and when things have been quiet."""
    people = [conspicuous(number) for number in range(MEMBERS)]
    with TemporaryDirectory() as folder:
        async with Standin() as standin, BotProcess(standin, Path(folder), **environment) as process:
            await process.connected()
            if not readable(process.pid):
                raise RuntimeError("only root may look into the bot's memory: run this as root")
            if resource.prlimit(process.pid, resource.RLIMIT_CORE) != (0, 0):
                raise RuntimeError("a dump of the bot could be written")
            await start_campaign(process)
            await all_at_once(add(standin, person) for person in people)
            at_once = _look(process.pid, standin, people)
            await asyncio.sleep(QUIET)
            return at_once, _look(process.pid, standin, people)


def _look(pid: int, standin: Standin, people: list[Person]) -> Found:
    of_members = Traces([*traces_of_ids([person.id for person in people], "id"), *traces_of_names(people)])
    tokens = [event.token for event in standin.interactions if event.person in people]
    of_tokens = Traces(traces_of_tokens(tokens))
    members, known = found_in_memory(pid, of_members), found_in_memory(pid, of_tokens)
    return Found(len(set[int]().union(*members.values())), len(set[int]().union(*known.values())))
