"""The processes of a measurement: the stand-in for Discord, and a bot that is connected to it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.benchmark.discord_side import PREFIX, Press
from tests.benchmark.loopback import LINES
from tests.benchmark.presses import ADD, templates
from tests.process.harness import DATABASE, KEY, ROOT
from tests.safety.process_memory import overwriting

ENDS_WITHIN: Final = 30.0
IN_FLIGHT: Final = 64
WARM_UP: Final = 1.5
"""Seconds of presses before anything is measured."""
_TICKS_A_SECOND: Final = os.sysconf("SC_CLK_TCK")
_CORES: Final = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
"""The last is the bot's alone, the first the stand-in's."""


@dataclass(frozen=True, slots=True, eq=False)
class Bot:
    """A bot that can be started: what it is called, how, and with which variables besides where Discord is."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


def ours(name: str = "the bot", *, overwrites: bool = True, **environment: str) -> Bot:
    """The bot as `make run` starts it. `overwrites`: freed memory."""
    settings = {"MAGNITUDE_CONFIG": str(ROOT / "config"), "MAGNITUDE_KEY": KEY, **environment}
    return Bot(name, ("-m", "bot", "run"), settings | (overwriting("Makefile") if overwrites else {}))


OURS: Final = ours()
LEAVING: Final = ours("the bot that leaves freed memory as it is", overwrites=False)
CONSTANT: Final = Bot("the constant-answer bot", ("-m", "tests.benchmark.constant_bot"), {})
TYPICAL: Final = Bot("the typical bot", ("-m", "tests.benchmark.typical_bot"), {})


class Loopback:
    """The stand-in's process, and what it is told to do. Times are those of the machine's monotonic clock."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process = process
        self.environment = {
            "DISCORD_API_BASE": f"http://127.0.0.1:{port}{PREFIX}",
            "DISCORD_GATEWAY_URL": f"ws://127.0.0.1:{port}/",
            "DISCORD_TOKEN": "MTEw.benchmark.not-a-real-token",
        }

    async def connected(self) -> None:
        """The bot has identified, and was told of every server."""
        await self._ask(do="connected")

    async def closed(self, seconds: float, kinds: Sequence[str] = (ADD,), in_flight: int = IN_FLIGHT) -> list[Press]:
        """See `Crowd.closed`."""
        return _presses(await self._ask(do="closed", kinds=kinds, in_flight=in_flight, seconds=seconds))

    async def arriving(self, rate: float, seconds: float, kinds: Sequence[str] = (ADD,), seed: int = 1) -> list[Press]:
        """See `Crowd.arriving`."""
        return _presses(await self._ask(do="arriving", kinds=kinds, rate=rate, seconds=seconds, seed=seed))

    async def first(self) -> Press:
        """The press that follows the last server, answered."""
        return Press(*await self._ask(do="first"))

    async def requests(self) -> tuple[list[float], list[float]]:
        """When the bot asked for the members of a server, and when it edited messages in channels."""
        asked, edited = await self._ask(do="requests")
        return asked, edited

    async def forget(self) -> None:
        """See `DiscordSide.forget`."""
        await self._ask(do="forget")

    async def _ask(self, **order: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        return json.loads(await self._process.stdout.readline())


class Running:
    """A bot's process."""

    def __init__(self, process: asyncio.subprocess.Process, data: Path, begun: float, log: Path) -> None:
        self._process = process
        self.data = data
        self.begun = begun
        self.log = log

    @property
    def cpu(self) -> float:
        """Seconds of work so far, its own and the system's for it."""
        fields = self._proc("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND

    @property
    def memory(self) -> float:
        """Megabytes that are in memory now."""
        return int(self._proc("status").partition("VmRSS:")[2].split()[0]) / 1024

    @property
    def open_files(self) -> int:
        return len(list(Path(f"/proc/{self._process.pid}/fd").iterdir()))

    @property
    def log_size(self) -> float:
        """Megabytes of the write-ahead log."""
        log = self.data / f"{DATABASE}-wal"
        return log.stat().st_size / 1024**2 if log.exists() else 0.0

    async def idle(self) -> None:
        """Wait until it has nothing to do any more."""
        while True:
            before = self.cpu
            await asyncio.sleep(1.0)
            if self.cpu - before < 0.1:
                return

    async def stop(self) -> None:
        if self._process.returncode is not None:
            raise RuntimeError(f"the bot has ended by itself:\n{self.log.read_text(encoding='utf-8')[-4000:]}")
        self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), ENDS_WITHIN)
        finally:
            if self._process.returncode is None:
                self._process.kill()
                await self._process.wait()

    def _proc(self, file: str) -> str:
        return Path(f"/proc/{self._process.pid}/{file}").read_text(encoding="utf-8")


@asynccontextmanager
async def discord(servers: int = 1, *, press_at_once: str = "") -> AsyncGenerator[Loopback]:
    """The stand-in, with so many servers. `press_at_once`: the kind of press that follows the last of them."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.benchmark.loopback",
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LINES,
    )
    _pin(process.pid, 0)
    assert process.stdin is not None
    assert process.stdout is not None
    setup = {"servers": servers, "templates": await asyncio.to_thread(templates), "press_at_once": press_at_once}
    process.stdin.write(json.dumps(setup).encode() + b"\n")
    try:
        yield Loopback(process, json.loads(await process.stdout.readline()))
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def started(bot: Bot, data: Path, loopback: Loopback) -> AsyncGenerator[Running]:
    """The bot over the data in this folder; it is stopped in the end."""
    # Of every start within the hour but the first ones the bot makes a pause.
    (data / "starts").unlink(missing_ok=True)
    log = data / "output"
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(ROOT),
        "MAGNITUDE_DATA": str(data),
        **loopback.environment,
        **bot.environment,
    }
    with log.open("ab") as output:
        begun = asyncio.get_running_loop().time()
        process = await asyncio.create_subprocess_exec(
            sys.executable, *bot.command, cwd=data, env=environment, stdout=output, stderr=output
        )
    on_the_bots_core(process.pid)
    running = Running(process, data, begun, log)
    try:
        yield running
    finally:
        await running.stop()


@asynccontextmanager
async def serving(bot: Bot, data: Path, servers: int = 1) -> AsyncGenerator[tuple[Loopback, Running]]:
    """The bot, connected and warm, with a stand-in of its own."""
    async with discord(servers) as loopback, started(bot, data, loopback) as running:
        await asyncio.wait_for(loopback.connected(), ENDS_WITHIN)
        await loopback.closed(WARM_UP)
        yield loopback, running


def _presses(told: Sequence[Sequence[Any]]) -> list[Press]:
    return [Press(*press) for press in told]


def on_the_bots_core(pid: int) -> None:
    """Give a process the core that the bot would have."""
    _pin(pid, -1)


def _pin(pid: int, core: int) -> None:
    """Give a process a core of its own, where there is more than one and the system lets us."""
    if len(_CORES) > 1:
        os.sched_setaffinity(pid, {_CORES[core]})
