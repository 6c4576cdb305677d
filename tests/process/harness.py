"""The bot's real process, started against the stand-in, and what its data folder holds."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.domain.tally import Marks, TallyId
from tests.standin import MODERATOR, Answer, Person, Standin

ROOT = Path(__file__).resolve().parents[2]
KEY = "5e" * 32
CAMPAIGN = "metoo"
DATABASE = "magnitude.sqlite"
STARTS_WITHIN = 20.0
"""Seconds for a start on a busy machine; a test that waits longer has failed."""
STOPS_WITHIN = 5.0
"""The promise: SIGTERM ends the process in this many seconds."""

MODERATOR_OF_ALL = Person(1_400_000_000_000_000_000, permissions=MODERATOR)


def member(number: int) -> Person:
    return Person(MODERATOR_OF_ALL.id + number)


class BotProcess:
    """`python -m bot run` with its data in `folder`. Leaving the block kills what still runs."""

    wrapper: tuple[str, ...] = ()
    program = "bot"

    def __init__(self, standin: Standin, folder: Path, **environment: str) -> None:
        self.standin = standin
        self.data = folder / "data"
        self._folder = folder
        self._log = folder / "output"
        self._environment = {
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(ROOT),
            "MAGNITUDE_CONFIG": str(ROOT / "config"),
            "MAGNITUDE_DATA": str(self.data),
            "MAGNITUDE_KEY": KEY,
            **standin.environment(),
            **environment,
        }

    async def __aenter__(self) -> Self:
        with self._log.open("ab") as log:
            # Away from the project, where somebody's own .env may lie.
            self._process = await asyncio.create_subprocess_exec(
                *(*self.wrapper, sys.executable, "-m", self.program, "run"),
                cwd=self._folder,
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        if error is not None:
            error.add_note(f"the bot wrote:\n{self.output}")

    @property
    def output(self) -> str:
        return self._log.read_text(encoding="utf-8")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    @property
    def memory(self) -> int:
        """Kilobytes of the process that are in memory now."""
        return self._status("VmRSS")

    @property
    def threads(self) -> int:
        return self._status("Threads")

    @property
    def open_files(self) -> int:
        """Files and connections. Only root may look."""
        return len(list(Path(f"/proc/{self._process.pid}/fd").iterdir()))

    def _status(self, name: str) -> int:
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return int(status.partition(f"{name}:")[2].split()[0])

    @property
    def log_size(self) -> int:
        """Bytes of the write-ahead log now."""
        log = self.data / f"{DATABASE}-wal"
        return log.stat().st_size if log.exists() else 0

    async def connected(self, times: int = 1) -> Self:
        """Wait until the bot has identified for the n-th time and its commands are known."""
        standin = self.standin
        ready = asyncio.create_task(
            standin.until(lambda: len(standin.gateway.identified) >= times and bool(standin.commands), STARTS_WITHIN)
        )
        ended = asyncio.create_task(self._process.wait())
        await asyncio.wait([ready, ended], return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        if not ready.done():
            ready.cancel()
            raise AssertionError("the bot ended instead of connecting")
        await ready
        return self

    async def serving(self) -> None:
        """Wait until the bot has said that it serves: what it writes from then on is about what happens."""
        for _ in range(int(STARTS_WITHIN / 0.05)):
            if " ready: " in self.output:
                return
            await asyncio.sleep(0.05)
        raise AssertionError("the bot does not say that it serves")

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    async def ended(self, within: float = STOPS_WITHIN) -> int:
        """The exit code."""
        return await asyncio.wait_for(self._process.wait(), within)

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal; the exit code of a process that ended in time."""
        self.send(number)
        return await self.ended()


class Hurried(BotProcess):
    """The bot with less patience; see `tests.process.hurried`."""

    program = "tests.process.hurried"


async def start_campaign(process: BotProcess) -> None:
    await process.standin.command(MODERATOR_OF_ALL, "config campaign", {"action": "start", "campaign": CAMPAIGN})
    assert " ERROR " not in process.output, process.output


async def open_panel(standin: Standin, person: Person) -> Answer:
    return await standin.command(person, CAMPAIGN)


async def add(standin: Standin, person: Person) -> Answer:
    """The whole way: the panel first, then its button (S1)."""
    return await standin.press(person, await open_panel(standin, person), "Add me")


def forget_starts(data: Path) -> None:
    """Of many starts within an hour the later ones would wait: each is the first one now."""
    (data / "starts").unlink(missing_ok=True)


async def whole(answer: Answer) -> Answer:
    """As a coroutine, which `gather` and tasks take."""
    return await answer


def entries(data: Path, scratch: Path) -> set[bytes]:
    """The marks in the database, read from a copy: what a crash left is recovered there, and the original stays."""
    copy = scratch / f"copy{len(list(scratch.glob('copy*')))}"
    shutil.copytree(data, copy)
    with closing(sqlite3.connect(copy / DATABASE)) as database:
        rows: list[tuple[bytes]] = database.execute("SELECT mark FROM entries").fetchall()
    return {mark for (mark,) in rows}


def marks(standin: Standin, people: list[Person], keys: Sequence[bytes] = (bytes.fromhex(KEY),)) -> set[bytes]:
    tally = TallyId(standin.guild.id, CAMPAIGN)
    return {Marks(keys).mark(tally, person.id) for person in people}
