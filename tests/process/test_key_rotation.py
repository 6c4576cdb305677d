"""The key is changed, killed while it is, or given up: whoever is counted can withdraw, and is counted once."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes

import pytest

from bot.domain.server import Edit
from bot.domain.tally import Marks, State, TallyId
from bot.operations.data import alone
from bot.operations.rotation import rotate
from bot.settings import decode_keys, load_settings
from bot.store import open_store
from bot.store.marks import KEY_FINGERPRINT
from tests.process.harness import CAMPAIGN, KEY, MODERATOR_OF_ALL, ROOT, BotProcess, entries, marks, member, open_panel
from tests.process.killing import kill_repeatedly
from tests.standin import Person, Standin

SECOND = "c3" * 32
NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)
PEOPLE = [member(number) for number in range(1, 6)]


@pytest.fixture
async def data(standin: Standin, tmp_path: Path) -> Path:
    """A folder with a key file, in which these people are counted."""
    folder = tmp_path / "data"
    await count(standin, folder, PEOPLE)
    (folder / "key").touch(mode=0o600)
    (folder / "key").write_text(f"{KEY}\n", encoding="ascii")
    return folder


async def count(standin: Standin, folder: Path, people: Sequence[Person]) -> None:
    tally = TallyId(standin.guild.id, CAMPAIGN)
    async with open_store(folder / "magnitude.sqlite") as store:
        await store.set_meta(KEY_FINGERPRINT, Marks([bytes.fromhex(KEY)]).fingerprint)
        await store.change_state(tally, {None, State.RUNNING}, State.RUNNING, Edit(MODERATOR_OF_ALL.id, NOW))
        await asyncio.gather(*(store.add(tally, mark) for mark in marks(standin, [*people])))


def change(folder: Path, *arguments: str, key: str = "") -> tuple[int, str]:
    """The exit code of `python -m bot rotate-key`, and what it says."""
    call = [sys.executable, "-m", "bot", "rotate-key", *arguments]
    done = subprocess.run(call, cwd=folder, env=environment(folder, key), capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def environment(folder: Path, key: str = "") -> dict[str, str]:
    path = os.environ["PATH"]
    return {"PATH": path, "PYTHONPATH": str(ROOT), "MAGNITUDE_DATA": str(folder), "MAGNITUDE_KEY": key}


def keys(folder: Path) -> tuple[bytes, ...]:
    return decode_keys((folder / "key").read_text(encoding="ascii"))


def files(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.name != "key")


def with_its_own_key(standin: Standin, folder: Path) -> BotProcess:
    return BotProcess(standin, folder.parent, MAGNITUDE_KEY="")


async def press(standin: Standin, person: Person, label: str) -> None:
    await standin.press(person, await open_panel(standin, person), label)


async def test_s3_s4_s8_s10_after_two_changes_everybody_can_withdraw_and_nobody_is_counted_twice(
    standin: Standin, data: Path, tmp_path: Path
) -> None:
    older: set[bytes] = set()
    for times in (1, 2):
        older |= entries(data, tmp_path)
        code, said = change(data)
        assert code == 0
        assert said.startswith(f"The key is changed. {data / 'key'} holds the new one behind the older ones")
        assert len(keys(data)) == times + 1
    assert entries(data, tmp_path) == marks(standin, PEOPLE, keys(data))
    assert not [mark for mark in older if mark in files(data)]

    async with with_its_own_key(standin, data) as process:
        await process.connected()
        await press(standin, PEOPLE[0], "Add me")
        await press(standin, PEOPLE[1], "Withdraw")
        page = await standin.command(PEOPLE[2], "privacy")
        asked = await standin.press(PEOPLE[2], page, "Delete what you hold on me")
        await standin.press(PEOPLE[2], asked, "Delete now")
        await press(standin, member(9), "Add me")
        assert await process.stop() == 0
    remaining = [PEOPLE[0], *PEOPLE[3:], member(9)]
    assert entries(data, tmp_path) == marks(standin, remaining, keys(data))


async def test_a_key_that_is_set_is_followed_by_the_next_start(standin: Standin, data: Path, tmp_path: Path) -> None:
    older = entries(data, tmp_path)
    async with BotProcess(standin, tmp_path, MAGNITUDE_KEY=f"{KEY} {SECOND}") as process:
        await process.connected()
        await press(standin, PEOPLE[0], "Add me")
        await press(standin, PEOPLE[1], "Withdraw")
        assert await process.stop() == 0
    both = (bytes.fromhex(KEY), bytes.fromhex(SECOND))
    assert entries(data, tmp_path) == marks(standin, [PEOPLE[0], *PEOPLE[2:]], both)
    assert not [mark for mark in older if mark in files(data)]


async def test_an_older_copy_of_the_database_comes_up_to_date_by_itself(
    standin: Standin, data: Path, tmp_path: Path
) -> None:
    copy = shutil.copyfile(data / "magnitude.sqlite", tmp_path / "copy.sqlite")
    for _ in range(2):
        rotate(load_settings({"MAGNITUDE_DATA": str(data)}), token_bytes)
    shutil.copyfile(copy, data / "magnitude.sqlite")
    async with with_its_own_key(standin, data) as process:
        await process.connected()
        await press(standin, PEOPLE[0], "Withdraw")
        assert await process.stop() == 0
    assert len(keys(data)) == 3
    assert entries(data, tmp_path) == marks(standin, PEOPLE[1:], keys(data))


async def test_s8_neither_serves_while_the_other_works(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    """Else the bot would go on to mark with the older key, and somebody could be counted twice."""
    code, said = change(bot_process.data, key=f"{KEY} {SECOND}")
    assert (code, "This needs the bot to be stopped" in said) == (1, True)
    assert await bot_process.stop() == 0
    with alone(bot_process.data):  # as a change of the key does
        code, said = change(bot_process.data, key=f"{KEY} {SECOND}")
        assert (code, "another of its commands does" in said) == (1, True)
        async with BotProcess(standin, tmp_path) as process:
            assert await process.ended(20) == 1
        assert "or its key is being changed there" in process.output


async def test_a_lost_key_is_given_up_with_all_entries(standin: Standin, data: Path, tmp_path: Path) -> None:
    """S3, S4: what nobody could withdraw any more is not kept."""
    older = entries(data, tmp_path)
    (data / "key").unlink()
    async with with_its_own_key(standin, data) as process:
        assert await process.ended(20) == 1
    assert "rotate-key --remove-entries" in process.output
    assert entries(data, tmp_path) == older, "nothing goes without being asked for"
    code, said = change(data, "--remove-entries")
    assert (code, said.startswith("Every entry was removed")) == (0, True)
    assert not [mark for mark in older if mark in files(data)]
    async with with_its_own_key(standin, data) as process:
        await process.connected()
        await press(standin, PEOPLE[0], "Add me")
        assert await process.stop() == 0
    assert entries(data, tmp_path) == marks(standin, PEOPLE[:1], keys(data))


@pytest.mark.parametrize("kind", ["rotate", "remove"])
def test_s8_a_kill_at_any_step_loses_nobody_and_the_next_command_or_start_finishes_it(
    tmp_path: Path, kind: str
) -> None:
    """S3, S26: everybody can withdraw and is counted once. S10: nothing of the older marks is left."""
    report = kill_repeatedly(
        tmp_path,
        "tests.process.killed_rotation",
        "--command",
        kind,
        "--every",
        "11",
        "--random",
        "5",
        "--people",
        "2000",
    )
    assert report.kills > 15
    assert len(report.left) >= 3, report.left
    assert report.faults == []


async def test_s8_the_bot_serves_on_after_a_kill_at_a_random_moment(
    standin: Standin, data: Path, tmp_path: Path
) -> None:
    others = [member(number) for number in range(100, 4100)]
    await count(standin, data, others)
    seconds = random.Random().uniform(0, 0.06)
    await killed_change(data, seconds)
    async with with_its_own_key(standin, data) as process:
        await process.connected()
        await press(standin, PEOPLE[0], "Add me")
        await press(standin, PEOPLE[1], "Withdraw")
        assert await process.stop() == 0
    expected = marks(standin, [PEOPLE[0], *PEOPLE[2:], *others], keys(data))
    assert entries(data, tmp_path) == expected, f"killed after {seconds} s"


async def killed_change(folder: Path, seconds: float) -> None:
    """Change the key, and kill that so long after it has opened the database, unless it has ended."""
    call = (sys.executable, "-m", "bot", "rotate-key")
    changing = await asyncio.create_subprocess_exec(
        *call, cwd=folder, env=environment(folder), stdout=asyncio.subprocess.DEVNULL
    )
    opened = folder / "magnitude.sqlite-wal"
    while changing.returncode is None and not opened.exists():
        await asyncio.sleep(0.001)
    await asyncio.sleep(seconds)
    if changing.returncode is None:
        changing.kill()
    await changing.wait()
