"""What tests with people who mean no good have in common."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.cogs.simulated_server import World, open_world


@pytest.fixture
async def calm_world(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncGenerator[World]:
    """A world in which, whatever is tried, nothing fails that the bot did not foresee."""
    caplog.set_level(logging.ERROR)
    async with open_world(tmp_path, members=3) as opened:
        yield opened
    assert [record.exc_text for record in caplog.records if record.levelno >= logging.ERROR] == []
