"""Copies of the database: what is in one, what becomes of the others, and what happens when it cannot be written."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import partial
from importlib import resources
from pathlib import Path

import pytest
from store_samples import NOW as ANY_TIME
from store_samples import OTHER, TALLY, mark, rows, started

from bot.domain import limits
from bot.domain.errors import StartError
from bot.store import SqliteStore, copies, open_store
from bot.store.backups import Backup, back_up, renew_backups
from bot.store.migrate import Migration, migrate, shipped_migrations
from bot.text import Text

HOUSE = Path(__file__).parents[2]
NOW = ANY_TIME.replace(microsecond=0)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.fixture
def folder(path: Path) -> Path:
    return path.parent / "backups"


def kept(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def names(*times: datetime) -> list[str]:
    return sorted(f"magnitude-{time:%Y-%m-%dT%H-%M-%SZ}.db" for time in times)


def refusal(act: Callable[[], object]) -> str:
    """The one sentence with which it is refused."""
    with pytest.raises(StartError) as caught:
        act()
    (fault,) = caught.value.faults
    file = resources.files("bot.text") / "en" / "store.ftl"
    sentence = Text("en", [file.read_text(encoding="utf-8")])(fault.key, **fault.values)
    assert sentence.endswith(".")
    return f"{fault.file}: {sentence}" if fault.file else sentence


@contextmanager
def full_disk(free: int) -> Generator[None]:
    """No file can grow past `free` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (free, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def filled(store: SqliteStore, numbers: list[int]) -> None:
    await started(store, TALLY, OTHER)
    await asyncio.gather(*(store.add(TALLY, mark(number)) for number in numbers))


async def test_s13_a_backup_of_a_database_in_use_holds_what_was_acknowledged(
    store: SqliteStore, path: Path, folder: Path
) -> None:
    await filled(store, [1, 2, 3])
    made = back_up(path, NOW)
    assert made == Backup(folder / names(NOW)[0], made.path.stat().st_size, 1)
    assert kept(folder) == names(NOW)
    assert set(rows(made.path, "SELECT mark FROM entries")) == {(mark(number),) for number in (1, 2, 3)}
    assert [stat.S_IMODE(file.stat().st_mode) for file in (folder, made.path)] == [0o700, 0o600]
    await store.add(TALLY, mark(4))
    assert await store.checkpoint(), "it keeps no snapshot"


async def test_s10_s13_what_was_withdrawn_before_is_not_in_a_backup(store: SqliteStore, path: Path) -> None:
    """Also while the write-ahead log of the bot still holds it."""
    await filled(store, list(range(300)))
    await store.checkpoint()
    await store.remove([(TALLY, mark(number)) for number in range(0, 300, 2)])
    copied = back_up(path, NOW).path.read_bytes()
    log = path.with_name(f"{path.name}-wal").read_bytes()
    assert any(mark(number) in log for number in range(300))
    assert not [number for number in range(0, 300, 2) if mark(number)[:8] in copied]
    assert all(mark(number) in copied for number in range(1, 300, 2))


async def test_s9_a_backup_is_the_same_in_whatever_order_people_joined(tmp_path: Path) -> None:
    people = list(range(500))
    copied: set[bytes] = set()
    for seed in range(3):
        random.Random(seed).shuffle(people)
        path = tmp_path / str(seed) / "magnitude.db"
        async with open_store(path) as store:
            await filled(store, people)
            copied.add(back_up(path, NOW).path.read_bytes())
    assert len(copied) == 1


def test_s13_the_newest_seven_are_kept_and_nothing_else_is_touched(path: Path, folder: Path) -> None:
    migrate(path)
    folder.mkdir()
    foreign = ["notes.txt", "magnitude-2020-01-01.db", "magnitude-2020-1-1T0-0-0Z.db", "x-2020-01-01T00-00-00Z.db"]
    foreign += [f"{names(NOW - 9 * DAY)[0]}.gz", "other.db.part", "magnitude.db"]
    for name in foreign:
        (folder / name).write_text("mine")
    times = [NOW + number * SECOND for number in range(9)]
    counts = [back_up(path, time).kept for time in times]
    assert counts == [1, 2, 3, 4, 5, 6, 7, 7, 7]
    assert kept(folder) == sorted([*foreign, *names(*times[-limits.BACKUPS :])])
    assert all((folder / name).read_text() == "mine" for name in foreign)


def test_s13_a_backup_that_a_wrong_clock_dated_ahead_goes_first(path: Path, folder: Path) -> None:
    """Else it would always be the newest, and every new one the first to go."""
    migrate(path)
    past = [NOW - number * DAY for number in (1, 2, 3, 4)]
    ahead = [NOW + number * 365 * DAY for number in (1, 2, 3)]
    for time in (*past, *ahead):
        back_up(path, time)
    back_up(path, NOW)
    assert kept(folder) == names(*past, NOW, *ahead[1:])


def test_of_several_in_the_same_second_each_is_kept_and_the_oldest_go(path: Path, folder: Path) -> None:
    """None of them counts as one that a wrong clock dated ahead."""
    migrate(path)
    times = [NOW + number * SECOND for number in range(limits.BACKUPS + 2)]
    assert [back_up(path, NOW).path.name for _ in times[:3]] == names(*times[:3])
    for _ in times[3:]:
        back_up(path, NOW)
    assert kept(folder) == names(*times[2:])


def test_several_at_once_are_all_whole(path: Path, folder: Path) -> None:
    migrate(path)
    times = [NOW + number * SECOND for number in range(12)]
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(partial(back_up, path), times))
    assert {backup.size for backup in made} == {path.stat().st_size}
    assert len(kept(folder)) == limits.BACKUPS
    for file in folder.iterdir():
        assert rows(file, "PRAGMA integrity_check") == [("ok",)]


def test_a_database_of_an_older_version_is_copied_as_it_is(path: Path) -> None:
    migrate(path, shipped_migrations()[:1])
    before = path.read_bytes()
    assert rows(back_up(path, NOW).path, "PRAGMA user_version") == [(1,)]
    assert path.read_bytes() == before
    assert kept(path.parent) == ["backups", path.name]


def test_what_is_no_database_of_this_program_is_refused(path: Path, folder: Path) -> None:
    assert "There is no database" in refusal(lambda: back_up(path, NOW))
    assert not path.parent.exists()
    path.parent.mkdir()
    path.touch()
    assert "nothing is in it" in refusal(lambda: back_up(path, NOW))
    path.write_text("These are the notes of our meeting. " * 40)
    assert "not a whole database" in refusal(lambda: back_up(path, NOW))
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    assert "belongs to another program" in refusal(lambda: back_up(path, NOW))
    path.unlink()
    migrate(path, [*shipped_migrations(), Migration(70, "0070.sql", "BEGIN; PRAGMA user_version = 70; COMMIT;")])
    assert "version 70" in refusal(lambda: back_up(path, NOW))
    assert not folder.exists()


def test_a_database_that_is_damaged_too_deep_to_be_seen_at_once_gives_no_backup(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fill() -> None:
        async with open_store(path) as store:
            await filled(store, list(range(500)))

    monkeypatch.setattr("bot.store.migrate.CHECKED_UP_TO", 0)
    asyncio.run(fill())
    back_up(path, NOW)
    whole = bytearray(path.read_bytes())
    ((page,),) = rows(path, "SELECT rootpage FROM sqlite_schema WHERE name = 'entries'")
    whole[(page - 1) * 4096 : (page - 1) * 4096 + 200] = random.Random(1).randbytes(200)
    path.write_bytes(whole)
    assert "magnitude.db: this is not a whole database" in refusal(lambda: back_up(path, NOW + DAY))
    assert kept(folder) == names(NOW)


async def test_a_full_disk_leaves_nothing_half_written_and_the_others_untouched(path: Path, folder: Path) -> None:
    async with open_store(path) as store:
        await filled(store, list(range(100)))
        times = [NOW + number * SECOND for number in range(limits.BACKUPS)]
        for time in times:
            back_up(path, time)
        with full_disk(50_000):
            sentence = refusal(lambda: back_up(path, NOW + DAY))
    assert sentence.startswith(f"No copy of the database could be written to {folder}: ")
    assert "free space" in sentence
    assert kept(folder) == names(*times)


def test_a_folder_that_cannot_be_made_is_told(path: Path, folder: Path) -> None:
    migrate(path)
    folder.write_text("mine")
    assert f"could be written to {folder}: " in refusal(lambda: back_up(path, NOW))
    assert folder.read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="file modes do not bind root")
def test_a_folder_that_may_not_be_written_is_told(path: Path, folder: Path) -> None:
    migrate(path)
    folder.mkdir(mode=0o500)
    assert "Permission denied" in refusal(lambda: back_up(path, NOW))


def test_a_copy_that_does_not_read_back_whole_is_removed(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(path)
    really = copies.check

    def damaged(copy: Path, marks: tuple[int, int]) -> None:
        content = bytearray(copy.read_bytes())
        content[4096:4296] = bytes(200)
        copy.write_bytes(content)
        really(copy, marks)

    monkeypatch.setattr(copies, "check", damaged)
    assert "did not read back whole" in refusal(lambda: back_up(path, NOW))

    def of_another_program(copy: Path, _: tuple[int, int]) -> None:
        really(copy, (0, 0))

    monkeypatch.setattr(copies, "check", of_another_program)
    assert "did not read back whole" in refusal(lambda: back_up(path, NOW))
    assert kept(folder) == []


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.store import backups, copies
copies.check = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
backups.back_up(Path(sys.argv[1]), datetime.now(UTC))
"""


@pytest.mark.parametrize("remove", [back_up, renew_backups])
def test_s10_what_a_killed_one_left_goes_with_the_next(
    path: Path, folder: Path, remove: Callable[[Path, datetime], object]
) -> None:
    migrate(path)
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=HOUSE, check=False)
    assert done.returncode == -signal.SIGKILL
    (draft,) = kept(folder)
    assert draft.endswith(".part"), "nothing that is not whole bears the name of a backup"
    (folder / f"{draft}-journal").touch()
    remove(path, NOW)
    assert kept(folder) == (names(NOW) if remove is back_up else [])


# Backups that grow old


def test_without_a_backup_none_is_made(path: Path, folder: Path) -> None:
    """More copies are more places where something that was withdrawn lives on: that is the host's choice."""
    migrate(path)
    renew_backups(path, NOW)
    assert not folder.exists()
    folder.mkdir()
    renew_backups(path, NOW)
    assert kept(folder) == []


def test_s13_an_old_backup_is_renewed_and_then_goes(path: Path, folder: Path) -> None:
    migrate(path)
    back_up(path, NOW)
    renew_backups(path, NOW + limits.RENEW_BACKUPS - SECOND)
    assert kept(folder) == names(NOW)
    second = NOW + limits.RENEW_BACKUPS
    renew_backups(path, second)
    renew_backups(path, second + DAY)
    assert kept(folder) == names(NOW, second)
    times = [NOW, *(NOW + number * DAY for number in range(7, 30, 7))]
    for days in range(8, 30):
        renew_backups(path, NOW + days * DAY)
    assert kept(folder) == names(*times)
    renew_backups(path, NOW + limits.KEEP_BACKUPS)
    assert kept(folder) == names(*times[1:]), "a backup is there all the time, and none is older than was said"


def test_s13_where_none_can_be_written_the_old_ones_go_all_the_same(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    migrate(path)
    back_up(path, NOW)
    with full_disk(4096):
        renew_backups(path, NOW + limits.KEEP_BACKUPS - SECOND)
        assert kept(folder) == names(NOW)
        assert "none could be written" in caplog.text
        renew_backups(path, NOW + limits.KEEP_BACKUPS)
    assert kept(folder) == []


def test_s13_one_from_far_ahead_goes_too(path: Path, folder: Path) -> None:
    migrate(path)
    for time in (NOW, NOW + limits.KEEP_BACKUPS - SECOND, NOW + limits.KEEP_BACKUPS):
        back_up(path, time)
    renew_backups(path, NOW)
    assert kept(folder) == names(NOW, NOW + limits.KEEP_BACKUPS - SECOND)


async def test_the_hourly_round_of_the_bot_renews(store: SqliteStore, path: Path, folder: Path) -> None:
    back_up(path, NOW)
    await store.purge(NOW + limits.RENEW_BACKUPS)
    assert kept(folder) == names(NOW, NOW + limits.RENEW_BACKUPS)


def test_s9_s10_a_copy_from_before_an_upgrade_holds_rows_only(path: Path) -> None:
    """Whatever lay in the file that was upgraded: here what a program without `secure_delete` removed."""
    migrate(path, shipped_migrations()[:1])
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("BEGIN")
        for number in range(300):
            connection.execute("INSERT INTO meta VALUES (?, ?)", (str(number), mark(number)))
        connection.execute("COMMIT")
        connection.execute("DELETE FROM meta WHERE key <> '7'")
    assert mark(8) in path.read_bytes()
    migrate(path)
    copied = path.with_name(f"{path.name}.before-{shipped_migrations()[-1].version}").read_bytes()
    assert mark(7) in copied
    assert not [number for number in range(300) if number != 7 and mark(number)[:8] in copied]


def test_an_upgrade_whose_copy_cannot_be_written_changes_nothing(path: Path) -> None:
    migrate(path, shipped_migrations()[:1])
    with full_disk(40_000):
        assert "No copy of the database could be written" in refusal(lambda: migrate(path))
    assert kept(path.parent) == [path.name]
    assert rows(path, "PRAGMA user_version") == [(1,)]
