"""A stand-in for Discord, and the bot's real process connected to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.process.harness import BotProcess, start_campaign
from tests.standin import Standin


@pytest.fixture
async def standin() -> AsyncIterator[Standin]:
    """Every test that uses it also asserts that Discord would have taken all that the bot sent."""
    async with Standin() as standin:
        yield standin
        assert standin.violations == []


@pytest.fixture
async def bot_process(standin: Standin, tmp_path: Path) -> AsyncIterator[BotProcess]:
    """The bot, connected, in a server where the campaign runs."""
    async with BotProcess(standin, tmp_path) as process:
        await process.connected()
        await start_campaign(process)
        yield process
