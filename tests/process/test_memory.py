"""What a core dump would hold, and that there is none: it is one more place in which members could be written."""

from __future__ import annotations

import asyncio
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.process.harness import ROOT, STARTS_WITHIN, BotProcess, add, start_campaign
from tests.safety.process_memory import found_in_memory, overwriting, readable
from tests.safety.traces import FORMS, Traces, conspicuous, traces_of_ids, traces_of_names, traces_of_tokens
from tests.standin import Standin

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

CROWD = [conspicuous(number) for number in range(60)]
IN_MEMORY = ("digits", "Python's int")
"""How an id stands in what Discord sends, and in the objects that are made of it."""
LAST = 3
"""The last messages may still stand in the buffers that they came and went through."""


async def test_s8_s11_those_who_were_answered_are_not_in_memory_any_more(standin: Standin, tmp_path: Path) -> None:
    """Neither as objects that something still refers to, nor in what was freed, under the settings of the image."""
    async with BotProcess(standin, tmp_path, **overwriting()) as process:
        await process.connected()
        await start_campaign(process)
        if not readable(process.pid):
            pytest.skip("only root may look into the bot's memory")
        pressed = await asyncio.gather(*(add(standin, person) for person in CROWD))
        traces = Traces(
            [
                *traces_of_ids([person.id for person in CROWD], "id", {name: FORMS[name] for name in IN_MEMORY}),
                *traces_of_names(CROWD, ("utf-8", "utf-16-le")),
                *traces_of_tokens([answer.interaction.token for answer in pressed]),
            ]
        )
        found: dict[str, set[int]] = {}
        for _ in range(int(STARTS_WITHIN)):
            found = {what: who for what, who in found_in_memory(process.pid, traces).items() if len(who) > LAST}
            if not found:
                break
            await asyncio.sleep(1)
        assert found == {}
        assert await process.stop() == 0


def test_a_start_without_docker_overwrites_freed_memory_too() -> None:
    assert overwriting() == overwriting("Makefile") != {}


@pytest.fixture
def dumps_wanted() -> Iterator[None]:
    """As after `ulimit -c` with the most that this machine allows."""
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_CORE, before)


async def test_s8_a_crash_leaves_no_image_of_the_memory(standin: Standin, tmp_path: Path, dumps_wanted: None) -> None:
    """Here Linux would write it into the folder that the bot was started in, unless this machine has another place."""
    async with BotProcess(standin, tmp_path) as process:
        await process.connected()
        assert resource.prlimit(process.pid, resource.RLIMIT_CORE) == (0, 0)
        assert await process.stop(signal.SIGABRT) == -signal.SIGABRT
    assert {file.name for file in files_below(tmp_path)}.isdisjoint({"core", f"core.{process.pid}"})


def files_below(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


LOOK = """
import ctypes
from bot.operations import memory
memory.forbid_dumps()
print(ctypes.CDLL(None).prctl(3))
"""


def test_s8_no_other_program_of_the_same_user_may_look_in() -> None:
    """On Linux that is the same as not being dumpable: nor can the kernel hand a dump to a program."""
    asked = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, check=True)
    assert asked.stdout == "0\n"
