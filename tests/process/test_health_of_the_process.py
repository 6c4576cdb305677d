"""What the health check makes of the real process when it starts, hangs, loses Discord, or its database."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.operations import health
from bot.operations.health import LONGEST_SILENCE, Health, State
from tests.process.harness import BotProcess
from tests.standin import Standin


class Beating(BotProcess):
    program = "tests.process.beating"

    def health(self, later: timedelta = timedelta(0)) -> Health:
        """As the check finds it now, or would find it so much later if nothing happened until then."""
        return health.look(self.data, datetime.now(UTC) + later)

    async def until(self, found: Callable[[Health], bool]) -> None:
        for _ in range(400):
            if found(self.health()):
                return
            await asyncio.sleep(0.05)
        pytest.fail(f"{self.health()}")

    async def beats(self) -> None:
        """Wait for one more."""
        said = (self.data / "health").read_text()
        await self.until(lambda _: (self.data / "health").read_text() != said)


async def test_from_the_start_to_the_end(standin: Standin, tmp_path: Path) -> None:
    """Every answer that the check can give of one bot; what is stuck is told by its part."""
    standin.fail_next("GET", "/users/@me$", delay=0.5)
    async with Beating(standin, tmp_path) as process:
        assert process.health().state is State.NOT_RUNNING
        await process.until(lambda found: found.state is State.STARTING)
        await process.until(lambda found: found.state is State.CONNECTED)
        await process.beats()

        process.send(signal.SIGSTOP)
        silent = process.health(later=LONGEST_SILENCE + timedelta(seconds=1))
        assert (silent.state, silent.part) == (State.STUCK, "loop")
        process.send(signal.SIGCONT)
        await process.beats()

        standin.gateway.refuse_with = 4000
        standin.gateway.invalidate()
        await process.until(lambda found: found.state is State.RECONNECTING)
        standin.gateway.refuse_with = None

        with closing(sqlite3.connect(process.data / "magnitude.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await process.until(lambda _: "stuck" in (process.data / "health").read_text())
            assert process.health().well, "not at once: that may be a slow disk"
            other.execute("ROLLBACK")
        await process.until(lambda found: found.state is State.RECONNECTING)
        await process.until(lambda found: found.state is State.CONNECTED)

        assert await process.stop() == 0
        assert process.health().state is State.NOT_RUNNING
        assert not (process.data / "health").exists()


async def test_one_that_was_started_too_often_waits_and_is_well(standin: Standin, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    now = datetime.now(UTC).timestamp()
    (tmp_path / "data" / "starts").write_text("".join(f"{now - second}\n" for second in range(60)))
    async with Beating(standin, tmp_path) as process:
        await process.until(lambda found: found.state is State.WAITING)
        assert process.health().well
        await process.stop(signal.SIGKILL)
        assert process.health().state is State.NOT_RUNNING, "at once, without waiting for the silence"
