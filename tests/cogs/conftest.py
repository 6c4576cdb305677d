from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from simulated_server import World, open_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with open_world(tmp_path / "data") as opened:
        yield opened
