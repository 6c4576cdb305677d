"""Backups that a host makes of a bot that serves, under load, and puts back."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from tests.process.backups import acknowledged, backed_up, burst, held, told
from tests.process.harness import BotProcess, add, entries, marks, member, open_panel
from tests.process.killing import kill_repeatedly
from tests.standin import Answer, Person, Standin

CROWD = [member(number) for number in range(100, 260)]


async def test_s13_a_backup_of_a_serving_bot_can_be_put_back(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    """S3, S26: whoever is in it can withdraw, and is counted once."""
    for number in (1, 2):
        await add(standin, member(number))
    backup = await backed_up(bot_process)
    await add(standin, member(3))
    await standin.press(member(1), await open_panel(standin, member(1)), "Withdraw")
    code, said = await told(bot_process, "restore", backup.name)
    assert code == 1
    assert "This needs the bot to be stopped" in said
    await bot_process.stop(signal.SIGKILL)
    code, said = await told(bot_process, "restore", backup.name)
    assert (code, said.partition(" is in the place of")[0]) == (0, str(backup))
    async with BotProcess(standin, tmp_path) as again:
        await again.connected(2)
        assert entries(again.data, tmp_path) == marks(standin, [member(1), member(2)])
        await standin.press(member(1), await open_panel(standin, member(1)), "Withdraw")
        await add(standin, member(4))
        assert await again.stop() == 0
    assert entries(again.data, tmp_path) == marks(standin, [member(2), member(4)])
    before = held(max((again.data / "backups").iterdir()))
    assert before == marks(standin, [member(2), member(3)]), "what the killed bot had acknowledged is kept"


async def test_backups_under_load_are_whole_and_hold_what_was_acknowledged(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    """And one of them, put back, is served from."""
    presses: list[Answer] = []
    pressing = asyncio.create_task(burst(standin, CROWD, presses))
    await standin.until(lambda: len(acknowledged(presses)) > 0)
    backups: list[tuple[list[Person], Path]] = []
    while not pressing.done():
        before = acknowledged(presses)
        backups.append((before, await backed_up(bot_process)))
    await pressing
    assert len(acknowledged(presses)) == len(CROWD)
    for before, backup in backups[-7:]:
        assert marks(standin, before) <= held(backup) <= marks(standin, CROWD)
    assert await bot_process.stop() == 0
    chosen = backups[0][1] if len(backups) < 7 else backups[-7][1]
    put_back = held(chosen)
    code, said = await told(bot_process, "restore", str(chosen))
    assert code == 0, said
    async with BotProcess(standin, tmp_path) as again:
        await again.connected(2)
        await add(standin, CROWD[-1])
        assert await again.stop() == 0
    assert entries(again.data, tmp_path) == put_back | marks(standin, CROWD[-1:])


@pytest.mark.parametrize(("present", "every"), [("crashed", "71"), ("damaged", "101")])
def test_a_kill_at_any_step_of_a_restore_leaves_the_old_or_the_new_one_whole(
    tmp_path: Path, present: str, every: str
) -> None:
    """S8: the key is as it was. S10: the next restore leaves nothing of what was unfinished."""
    plan = ("--present", present, "--every", every, "--random", "2", "--people", "100")
    report = kill_repeatedly(tmp_path, "tests.process.killed_restore", *plan)
    assert report.kills > 6
    assert report.faults == []
