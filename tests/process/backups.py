"""What a host does with backups while a crowd uses the bot's real process."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tests.process.harness import KEY, ROOT, BotProcess, open_panel, whole
from tests.standin import Answer, Person, Standin


async def told(process: BotProcess, *arguments: str) -> tuple[int | None, str]:
    """What a host reads who types this in the same folder: the exit code, and all that is said."""
    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=process.data.parent,
        env={"PYTHONPATH": str(ROOT), "MAGNITUDE_DATA": str(process.data), "MAGNITUDE_KEY": KEY},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await command.communicate()
    return command.returncode, said.decode()


async def backed_up(process: BotProcess) -> Path:
    code, said = await told(process, "backup")
    assert code == 0, said
    return Path(said.partition(" was written")[0])


def held(backup: Path) -> set[bytes]:
    """The marks in a backup that is whole."""
    with closing(sqlite3.connect(backup)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {mark for (mark,) in database.execute("SELECT mark FROM entries").fetchall()}


def acknowledged(presses: list[Answer]) -> list[Person]:
    return [press.interaction.person for press in presses if press.type is not None]


async def burst(standin: Standin, crowd: Sequence[Person], presses: list[Answer], at_once: int = 16) -> None:
    """A crowd presses "Add me", so many at a time. `presses`: takes those that were made."""
    for start in range(0, len(crowd), at_once):
        some = crowd[start : start + at_once]
        panels = await asyncio.gather(*(open_panel(standin, person) for person in some))
        pressed = [standin.press(person, panel, "Add me") for person, panel in zip(some, panels, strict=True)]
        presses += pressed
        await asyncio.gather(*map(whole, pressed))
