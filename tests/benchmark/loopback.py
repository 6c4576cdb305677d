"""`python -m tests.benchmark.loopback`: the stand-in's process. It is told what to do line by line; see `Loopback`."""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from random import Random
from typing import Any, Final

import orjson
import uvloop

from tests.benchmark.discord_side import DEADLINE, DiscordSide, Press
from tests.benchmark.wire import Connection

LINES: Final = 1 << 28
"""Bytes of a line at most: a report of many presses is long."""
_SETTLED: Final = 0.1
"""Seconds between two looks for presses that are past their time."""
_PATIENCE: Final = 20.0
"""Seconds after the last press in which deferred answers have to be completed."""
_SPIN: Final = 0.002
"""Seconds before a press is due from which the loop goes round without sleeping: its timers are no finer than 1 ms."""


class Crowd:
    """People who press. Every way gives the presses back once each was answered, or is past its time."""

    def __init__(self, discord: DiscordSide) -> None:
        self._discord = discord
        self._open: set[Press] = set()
        self._presses: list[Press] = []

    async def closed(self, kinds: Iterable[str], in_flight: int, seconds: float) -> list[Press]:
        """So many people at a time; whenever one is answered, or has waited in vain, the next one presses."""
        self._presses, coming = [], itertools.cycle(kinds)
        ends = time.monotonic() + seconds

        def next_one(done: Press) -> None:
            if done.answered is not None:
                self._open.discard(done)
                self._go_on(coming, in_flight, ends)

        self._discord.told = next_one
        self._go_on(coming, in_flight, ends)
        while time.monotonic() < ends:
            await asyncio.sleep(_SETTLED)
            self._let_go()
            self._go_on(coming, in_flight, ends)
        return await self._settled()

    async def arriving(self, kinds: Iterable[str], rate: float, seconds: float, seed: int) -> list[Press]:
        """So many a second on average, each at a moment of its own (a Poisson process), whether answered or not."""
        self._presses, coming, chance = [], itertools.cycle(kinds), Random(seed)
        self._discord.told = lambda press: self._open.discard(press) if press.answered is not None else None
        loop, done = asyncio.get_running_loop(), asyncio.Event()
        due = begun = time.monotonic()

        def send() -> None:
            nonlocal due
            while due <= time.monotonic():
                if due - begun > seconds:
                    done.set()
                    return
                self._press(next(coming), due)
                due += chance.expovariate(rate)
            wait = due - time.monotonic() - _SPIN
            if wait > 0:
                loop.call_later(wait, send)
            else:
                loop.call_soon(send)

        send()
        await done.wait()
        return await self._settled()

    def _go_on(self, coming: Iterator[str], in_flight: int, ends: float) -> None:
        now = time.monotonic()
        while len(self._open) < in_flight and now < ends:
            self._press(next(coming), now)

    def _press(self, kind: str, due: float) -> None:
        press = self._discord.press(kind, due)
        self._open.add(press)
        self._presses.append(press)

    def _let_go(self) -> None:
        """Whoever got no response in time does not wait any more."""
        late = time.monotonic() - DEADLINE
        self._open -= {press for press in self._open if press.responded is None and press.due < late}

    async def _settled(self) -> list[Press]:
        ends = time.monotonic() + _PATIENCE
        while self._open and time.monotonic() < ends:
            await asyncio.sleep(_SETTLED)
            self._let_go()
        self._discord.told = lambda _: None
        self._open.clear()
        presses, self._presses = self._presses, []
        return presses


async def obey(discord: DiscordSide, crowd: Crowd, order: dict[str, Any]) -> object:
    """Do one thing, and report it."""
    match order.pop("do"):
        case "connected":
            await discord.connected.wait()
            return None
        case "closed":
            return [astuple(press) for press in await crowd.closed(**order)]
        case "arriving":
            return [astuple(press) for press in await crowd.arriving(**order)]
        case "first":
            await discord.first_answered.wait()
            assert discord.ready_with is not None
            return astuple(discord.ready_with)
        case "requests":
            return discord.members_asked, discord.edits
        case "forget":
            discord.forget()
            return None
        case unknown:
            raise ValueError(unknown)


async def main() -> None:
    reader = asyncio.StreamReader(limit=LINES)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    setup = orjson.loads(await reader.readline())
    discord = DiscordSide(setup["servers"], setup["templates"])
    if setup["press_at_once"]:
        discord.press_at_once(setup["press_at_once"])
    server = await loop.create_server(lambda: Connection(discord), "127.0.0.1", 0)
    _report(server.sockets[0].getsockname()[1])
    crowd = Crowd(discord)
    gc.disable()  # its pauses would pass for the bot's
    while order := await reader.readline():
        _report(await obey(discord, crowd, orjson.loads(order)))


def _report(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(main())
