"""A backup that a host makes of a bot that serves, and puts back."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
from pathlib import Path

from tests.process.harness import ROOT, BotProcess, add, entries, marks, member, open_panel
from tests.standin import Standin


async def backed_up(process: BotProcess, folder: Path) -> Path:
    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "backup"),
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "MAGNITUDE_DATA": str(process.data)},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await command.communicate()
    assert command.returncode == 0
    return Path(said.decode().partition(" was written")[0])


async def test_s13_a_backup_of_a_serving_bot_can_be_put_back(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    for number in (1, 2):
        await add(standin, member(number))
    backup = await backed_up(bot_process, tmp_path)
    await add(standin, member(3))
    await standin.press(member(1), await open_panel(standin, member(1)), "Withdraw")
    await bot_process.stop(signal.SIGKILL)
    database = bot_process.data / "magnitude.sqlite"
    for file in bot_process.data.glob("magnitude.sqlite*"):
        file.unlink()
    shutil.copy(backup, database)
    async with BotProcess(standin, tmp_path) as again:
        await again.connected(2)
        assert entries(again.data, tmp_path) == marks(standin, [member(1), member(2)])
        await standin.press(member(1), await open_panel(standin, member(1)), "Withdraw")
        await add(standin, member(4))
        assert await again.stop() == 0
    assert entries(again.data, tmp_path) == marks(standin, [member(2), member(4)])
