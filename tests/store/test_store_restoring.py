"""A backup in the place of the database: what is kept of what was there."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from restores import (
    ASIDE,
    DAY,
    LATER,
    NOW,
    add,
    backed_up,
    content,
    crash,
    damage,
    killed,
    marks,
    mode,
    people,
    remove,
    restored,
    strict,
    write,
)
from store_samples import TALLY, existing, mark, rows
from test_store_backups import full_disk, kept, names, refusal

from bot.domain import limits
from bot.domain.tally import Rules
from bot.store import copies, open_store, restoring
from bot.store.backups import back_up, find_backups
from bot.store.examining import Verdict
from bot.store.marks import KEY_FINGERPRINT
from bot.store.migrate import migrate, remove_copies, remove_old_copies, shipped_migrations
from bot.store.restoring import Restored, fingerprint_of, forget_restored, put_back


async def test_it_takes_the_place_of_the_database_and_what_was_there_is_a_backup(path: Path) -> None:
    """Also what only the write-ahead log of a killed bot holds: it was acknowledged."""
    backup = await backed_up(path, 1, 2)
    before = backup.read_bytes()
    async with open_store(path) as store:
        await store.remove([(TALLY, mark(1))])
    crash(path, 3)
    done = restored(path, backup)
    assert marks(path) == people(1, 2)
    assert done == Restored(backup=backup.with_name(names(LATER)[0]))
    assert done.backup
    assert marks(done.backup) == people(2, 3)
    assert backup.read_bytes() == before
    assert kept(path.parent) == ["backups", "magnitude.db"]
    assert mode(path) == 0o600
    async with open_store(path) as store:
        await add(store, 4)
    assert marks(path) == people(1, 2, 4)


async def test_a_backup_of_the_same_second_is_not_overwritten(path: Path) -> None:
    backup = await backed_up(path, 1)
    async with open_store(path) as store:
        await add(store, 2)
    done = put_back(path, backup, NOW, lambda _: None)
    assert done.backup == backup.with_name(names(NOW + timedelta(seconds=1))[0])
    assert done.backup
    assert (marks(backup), marks(done.backup), marks(path)) == (people(1), people(1, 2), people(1))


async def test_s13_a_restore_removes_no_backup_and_the_next_one_made_leaves_the_newest(path: Path) -> None:
    backup = await backed_up(path, 1)
    times = [NOW + hour * timedelta(hours=1) for hour in range(limits.BACKUPS)]
    for made in times[1:]:
        back_up(path, made)
    restored(path, backup)
    assert kept(backup.parent) == names(*times, LATER)
    assert back_up(path, LATER + DAY).kept == limits.BACKUPS
    assert kept(backup.parent) == names(*times[2:], LATER, LATER + DAY)
    assert marks(path) == people(1)


@pytest.mark.parametrize("left", ["nothing", "an empty file", "the log alone"])
async def test_where_nothing_is_there_nothing_is_kept(path: Path, left: str) -> None:
    backup = await backed_up(path, 1)
    crash(path, 2)
    remove(path)
    if left != "the log alone":
        path.with_name(f"{path.name}-wal").unlink()
    if left == "an empty file":
        write(path, b"")
    done = restored(path, backup)
    assert marks(path) == people(1)
    assert done == Restored(aside=path.with_name(ASIDE) if left == "the log alone" else None)
    assert kept(backup.parent) == names(NOW)
    assert not list(path.parent.glob("magnitude.db-*")), "a log that lay there is not taken for the new one's"


async def test_s10_s13_what_is_damaged_is_kept_for_a_week(path: Path) -> None:
    backup = await backed_up(path, 1, 2)
    broken = damage(path)
    os.utime(path, (1, 1))
    done = restored(path, backup)
    assert done == Restored(aside=path.with_name(ASIDE))
    assert done.aside
    assert done.aside.read_bytes() == broken
    assert marks(path) == people(1, 2)
    assert kept(backup.parent) == names(NOW), "no backup of it was made"
    remove_old_copies(path, LATER + limits.KEEP_COPIES - timedelta(seconds=1))
    assert done.aside.exists()
    remove_old_copies(path, LATER + limits.KEEP_COPIES)
    assert not done.aside.exists()


async def test_s10_s13_of_two_damaged_ones_in_the_same_second_both_are_kept(path: Path) -> None:
    backup = await backed_up(path, 1)
    contents = [b"torn" * 999, b"again" * 999]
    asides: list[Path] = []
    for broken in contents:
        write(path, broken)
        done = restored(path, backup)
        assert done.aside
        asides.append(done.aside)
    assert [aside.read_bytes() for aside in asides] == contents
    remove_old_copies(path, LATER + limits.KEEP_COPIES)
    assert kept(path.parent) == ["backups", "magnitude.db"]


async def test_what_is_no_database_at_all_is_kept_with_its_log(path: Path) -> None:
    backup = await backed_up(path, 1)
    write(path, b"torn" * 999)
    path.with_name(f"{path.name}-wal").write_bytes(b"log")
    done = restored(path, backup)
    assert done.aside
    assert done.aside.read_bytes() == b"torn" * 999
    assert marks(path) == people(1)
    assert not path.with_name(f"{path.name}-wal").exists()
    remove_copies(path)
    assert kept(path.parent) == ["backups", "magnitude.db"], "it goes with the marks of an older key"


async def test_a_database_of_another_program_is_not_touched(path: Path) -> None:
    backup = await backed_up(path, 1)
    remove(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    before = content(path)
    assert "belongs to another program" in refusal(lambda: restored(path, backup))
    assert content(path) == before
    assert kept(path.parent) == ["backups", "magnitude.db"]


async def test_a_database_that_somebody_has_open_is_not_replaced(path: Path) -> None:
    """Its log would be written over that of the new one."""
    backup = await backed_up(path, 1)
    async with open_store(path) as store:
        await add(store, 2)
        assert "another program holds the database" in refusal(lambda: restored(path, backup))
        await add(store, 3)
    assert marks(path) == people(1, 2, 3)


async def test_a_newer_database_can_be_left_for_a_backup_from_before_the_upgrade(path: Path) -> None:
    backup = await backed_up(path, 1)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 70")
    done = restored(path, backup)
    assert done.backup
    assert rows(done.backup, "PRAGMA user_version") == [(70,)]
    assert marks(path) == people(1)


async def test_of_a_newer_database_that_lacks_a_column_nothing_is_known(path: Path) -> None:
    """Nobody can say what a later version calls it."""
    backup = await backed_up(path, 1)
    await strict(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE tallies RENAME COLUMN threshold TO least")
        connection.execute("PRAGMA user_version = 70")
    restored(path, backup)
    async with open_store(path) as store:
        assert (await existing(store, TALLY)).rules == Rules()


async def test_an_older_backup_is_brought_to_this_version_before_it_is_put_there(path: Path) -> None:
    migrate(path, shipped_migrations()[:1])
    backup = back_up(path, NOW).path
    restored(path, backup)
    assert rows(path, "PRAGMA user_version") == [(shipped_migrations()[-1].version,)]
    assert kept(path.parent) == ["backups", "magnitude.db"]


async def test_a_full_disk_leaves_everything_as_it_was(path: Path) -> None:
    backup = await backed_up(path, *range(300))
    async with open_store(path) as store:
        await add(store, 300)
    with full_disk(50_000):
        assert "No copy of the database could be written" in refusal(lambda: restored(path, backup))
    assert marks(path) == people(*range(301))
    assert kept(path.parent) == ["backups", "magnitude.db"]
    assert kept(backup.parent) == names(NOW)


def test_what_is_no_whole_backup_is_refused(path: Path, tmp_path: Path) -> None:
    backup = asyncio.run(backed_up(path, *range(300)))
    other = tmp_path / "other.db"
    shutil.copy(backup, other)
    damage(other)
    assert "is damaged or is no backup" in refusal(lambda: fingerprint_of(other))
    other.write_text("These are the notes of our meeting. " * 40)
    assert "is damaged or is no backup" in refusal(lambda: fingerprint_of(other))
    other.write_bytes(b"")
    assert "There is nothing in" in refusal(lambda: fingerprint_of(other))
    other.unlink()
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    assert "belongs to another program" in refusal(lambda: fingerprint_of(other))
    shutil.copy(backup, other)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("PRAGMA user_version = 70")
    assert "of a newer version" in refusal(lambda: fingerprint_of(other))
    assert "cannot be read" in refusal(lambda: fingerprint_of(tmp_path))
    assert kept(tmp_path) == ["data", "other.db"]


async def test_a_raw_copy_is_read_where_nothing_can_be_written_beside_it(path: Path, tmp_path: Path) -> None:
    """Its header asks for a write-ahead log, which nobody needs who only reads."""
    await backed_up(path, 1)
    async with open_store(path) as store:
        await store.set_meta(KEY_FINGERPRINT, b"ours")
    medium = tmp_path / "medium"
    medium.mkdir()
    shutil.copy(path, medium)
    medium.chmod(0o500)
    assert fingerprint_of(medium / path.name) == b"ours"
    assert kept(medium) == [path.name]
    medium.chmod(0o700)


async def test_the_backups_are_listed_the_newest_first_each_read_through(path: Path) -> None:
    assert find_backups(path) == []
    backup = await backed_up(path, 1)
    damage(back_up(path, LATER).path)
    listed = find_backups(path)
    assert [(each.path.name, each.made) for each in listed] == [
        (names(LATER)[0], LATER),
        (backup.name, NOW),
    ]
    assert [each.verdict for each in listed] == [Verdict.DAMAGED, Verdict.WHOLE]
    assert listed[1].size == backup.stat().st_size


async def test_s10_what_a_killed_restore_left_goes_with_the_next_one_or_with_the_next_round(path: Path) -> None:
    backup = await backed_up(path, 1)
    for left in (restored, None):
        killed(path, backup)
        assert kept(path.parent) == ["backups", "magnitude.db", "magnitude.db.restored"]
        if left is not None:
            left(path, backup)
        else:
            async with open_store(path) as store:
                await store.purge(LATER)
                assert not list(path.parent.glob("*.restored*"))
        forget_restored(path)
        assert kept(path.parent) == ["backups", "magnitude.db"]


async def test_s9_s10_a_restored_database_holds_rows_only(path: Path) -> None:
    """Whatever lay in the free pages of a file that somebody else copied."""
    await backed_up(path, *range(300))
    raw = path.with_name("raw.db")
    shutil.copy(path, raw)
    with closing(sqlite3.connect(raw, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("DELETE FROM entries WHERE mark <> ?", (mark(7),))
    assert any(mark(number)[:8] in content(raw) for number in range(300) if number != 7)
    restored(path, raw)
    assert mark(7) in content(path)
    assert not [number for number in range(300) if number != 7 and mark(number)[:8] in content(path)]


async def test_a_copy_that_does_not_come_out_whole_is_not_put_there(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = await backed_up(path, 1)
    async with open_store(path) as store:
        await add(store, 2)
    really = copies.check

    def damaged(copy: Path, found: tuple[int, int]) -> None:
        damage(copy)
        really(copy, found)

    monkeypatch.setattr(restoring, "check", damaged)
    assert "did not read back whole" in refusal(lambda: restored(path, backup))
    assert marks(path) == people(1, 2)
    assert kept(path.parent) == ["backups", "magnitude.db"]


# What is not taken back
