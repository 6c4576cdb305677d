from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from importlib import resources
from pathlib import Path

import pytest
from store_samples import NOW, TALLY, existing, mark, rows, started

from bot.domain.errors import Fault, StartError
from bot.domain.server import Edit
from bot.store import connection as connection_module
from bot.store import open_store
from bot.store.connection import connect, start_faults
from bot.store.migrate import Migration, migrate, shipped_migrations
from bot.text import Text

HOUSE = Path(__file__).parents[2]
FIRST = shipped_migrations()[0]
NEWEST = shipped_migrations()[-1].version


def next_one(statement: str) -> Migration:
    script = f"BEGIN; CREATE TABLE more (a); {statement}; PRAGMA user_version = 2; COMMIT;"
    return Migration(2, "0002_more.sql", script)


def only_fault(error: StartError) -> Fault:
    (fault,) = error.faults
    return fault


def say(fault: Fault) -> str:
    file = resources.files("bot.text") / "en" / "store.ftl"
    return Text("en", [file.read_text(encoding="utf-8")])(fault.key, **fault.values)


async def _open(path: Path) -> None:
    async with open_store(path):
        pass


def refused(path: Path) -> Fault:
    """Both ways to open a database refuse it in the same words, which are a sentence, and say which file."""
    with pytest.raises(StartError) as migrating:
        migrate(path)
    with pytest.raises(StartError) as opening:
        asyncio.run(_open(path))
    fault = only_fault(migrating.value)
    assert fault == only_fault(opening.value)
    assert str(path.parent) in (fault.file or say(fault))
    assert say(fault).endswith(".")
    return fault


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_database_is_made_and_one_that_is_up_to_date_is_left_alone(path: Path) -> None:
    assert migrate(path) == (0, NEWEST)
    before = path.read_bytes()
    assert migrate(path) == (NEWEST, NEWEST)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert mode(path) == 0o600


def test_each_migration_that_ships_is_atomic_and_sets_its_version(path: Path) -> None:
    for number, migration in enumerate(shipped_migrations(), start=1):
        assert migration.version == number
        with closing(sqlite3.connect(path.parent.parent / "x.db")) as connection:
            statements = [line for line in migration.script.splitlines() if line and not line.startswith("--")]
            assert statements[0].startswith("BEGIN")
            assert statements[-1] == "COMMIT;"
            connection.executescript(migration.script)
            assert connection.execute("PRAGMA user_version").fetchone() == (number,)


async def test_what_was_there_is_there_after_opening_it_again(path: Path) -> None:
    async with open_store(path) as store:
        await started(store, TALLY)
        tally = await existing(store, TALLY)
    async with open_store(path) as store:
        assert await existing(store, TALLY) == tally


def test_a_database_that_others_may_read_is_closed_to_them(path: Path) -> None:
    migrate(path)
    path.chmod(0o644)
    migrate(path)
    assert mode(path) == 0o600


def test_an_upgrade_keeps_a_copy_of_what_was(path: Path) -> None:
    migrate(path, [FIRST])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO meta VALUES ('old', x'00')")
        connection.commit()
    assert migrate(path, [FIRST, next_one("DELETE FROM meta")]) == (1, 2)
    copy = path.with_name(f"{path.name}.before-2")
    assert mode(copy) == 0o600
    assert rows(copy, "SELECT key FROM meta") == [("old",)]
    assert rows(copy, "PRAGMA user_version") == [(1,)]
    assert rows(path, "SELECT key FROM meta") == []
    assert rows(path, "PRAGMA user_version") == [(2,)]


async def test_what_the_first_version_kept_is_there_after_the_upgrade(path: Path) -> None:
    migrate(path, [FIRST])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO servers (id, default_campaign) VALUES (?, 'metoo')", (TALLY.server_id,))
        connection.execute(
            "INSERT INTO tallies (server, campaign, state, since, threshold, slowest, published_at, basis, number)"
            " VALUES (?, ?, 'running', 1, 15, 0, 1, 22, 20)",
            TALLY,
        )
        connection.execute("INSERT INTO entries (tally, mark) VALUES (1, ?)", (mark(1),))
        connection.commit()

    async with open_store(path) as store:
        tally = await store.tally(TALLY)
        server = await store.server(TALLY.server_id)

    assert tally
    assert (tally.rules.threshold, tally.publication.number, tally.milestones) == (15, 20, False)
    assert (server.default_campaign, server.total, server.language, server.country) == ("metoo", False, None, None)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT mark FROM entries").fetchall() == [(mark(1),)]


def test_an_upgrade_that_fails_leaves_the_old_version_whole(path: Path) -> None:
    migrate(path, [FIRST])
    broken = [FIRST, next_one("INSERT INTO nowhere VALUES (1)")]
    with pytest.raises(StartError):
        migrate(path, broken)
    with pytest.raises(StartError) as failing:
        migrate(path, broken)
    fault = only_fault(failing.value)
    assert (fault.key, fault.values["script"]) == ("store-migration-failed", "0002_more.sql")
    assert "nowhere" in say(fault)
    assert rows(path, "PRAGMA user_version") == [(1,)]
    assert rows(path, "SELECT name FROM sqlite_schema WHERE name = 'more'") == []
    assert migrate(path, [FIRST]) == (1, 1)


def test_a_database_newer_than_the_program_is_refused_and_not_touched(path: Path) -> None:
    migrate(path, [FIRST, Migration(70, "0070.sql", "BEGIN; PRAGMA user_version = 70; COMMIT;")])
    before = path.read_bytes()
    fault = refused(path)
    assert fault.key == "store-newer"
    assert "version 70" in say(fault)
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_refused_and_not_touched(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    before = path.read_bytes()
    assert (refused(path)).key == "store-foreign"
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_not_touched(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("These are the notes of our meeting. " * 40)
    before = path.read_bytes()
    assert (refused(path)).key == "store-damaged"
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["a page", "the schema", "the end"])
def test_a_damaged_database_is_refused(path: Path, damage: str) -> None:
    async def fill() -> None:
        async with open_store(path) as store:
            await started(store, TALLY)
            for number in range(500):
                await store.add(TALLY, mark(number))

    asyncio.run(fill())
    whole = bytearray(path.read_bytes())
    if damage == "a page":
        (page,) = rows(path, "SELECT rootpage FROM sqlite_schema WHERE name = 'entries'")[0]
        start = (page - 1) * 4096
        whole[start : start + 200] = os.urandom(200)
    elif damage == "the schema":
        whole[100:400] = os.urandom(300)
    else:
        del whole[len(whole) // 2 :]
    path.write_bytes(whole)
    assert (refused(path)).key == "store-damaged"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    fault = refused(tmp_path / "file" / "data" / "magnitude.db")
    assert fault.key == "store-folder-unusable"
    assert "Not a directory" in say(fault)


def test_a_folder_in_the_place_of_the_database_is_refused(path: Path) -> None:
    path.mkdir(parents=True)
    assert (refused(path)).key == "store-cannot-open"


@pytest.mark.skipif(os.geteuid() == 0, reason="file modes do not bind root")
def test_a_folder_that_may_not_be_written_is_refused(path: Path) -> None:
    path.parent.mkdir(mode=0o500)
    assert (refused(path)).key == "store-cannot-open"


def test_a_database_that_another_program_holds_is_refused(path: Path) -> None:
    migrate(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert (refused(path)).key == "store-locked"


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (sqlite3.SQLITE_FULL, "store-disk-full"),
        (sqlite3.SQLITE_READONLY_ROLLBACK, "store-read-only"),
        (sqlite3.SQLITE_IOERR_WRITE, "store-failed"),
    ],
)
def test_what_the_disk_refuses_is_told(path: Path, code: int, key: str) -> None:
    error = sqlite3.OperationalError("no")
    error.sqlite_errorcode = code
    with pytest.raises(StartError) as told, start_faults(path):
        raise error
    assert only_fault(told.value).key == key
    assert say(only_fault(told.value))


def test_where_no_log_can_be_kept_it_is_told() -> None:
    with pytest.raises(StartError) as told:
        connect(Path(":memory:"))
    assert "local disk" in say(only_fault(told.value))


def test_a_disk_without_space_for_a_new_database_is_told_and_leaves_nothing_half_made(path: Path) -> None:
    script = (
        "import resource, sys; from pathlib import Path; from bot.store.migrate import migrate\n"
        "from bot.domain.errors import StartError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try: migrate(Path(sys.argv[1]))\n"
        "except StartError as error: print(error.faults[0].key)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "store-migration-failed"
    assert migrate(path) == (0, NEWEST)


async def test_s10_a_database_too_large_to_be_rewritten_is_told_of(
    path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _open(path)
    assert not caplog.records
    monkeypatch.setattr(connection_module, "REWRITTEN_UP_TO", 4096)
    async with open_store(path) as store:
        assert len(caplog.records) == 1
        assert "run VACUUM" in caplog.text
        await started(store, TALLY)
        await store.remove([(TALLY, mark(1))])
        assert await store.checkpoint(), "all that can be done is done"


async def test_two_stores_live_in_one_process(tmp_path: Path) -> None:
    async with open_store(tmp_path / "a.db") as one, open_store(tmp_path / "b.db") as two:
        await one.set_default_campaign(1, "metoo", Edit(99, NOW))
        assert (await two.server(1)).default_campaign is None


async def test_s9_a_log_left_by_a_crash_is_gone_after_the_next_start(path: Path, tmp_path: Path) -> None:
    async with open_store(path) as store:
        await started(store, TALLY)
        await store.add(TALLY, mark(1))
        crashed = tmp_path / "crashed"
        crashed.mkdir()
        for file in path.parent.iterdir():
            (crashed / file.name).write_bytes(file.read_bytes())
    assert (crashed / "magnitude.db-wal").stat().st_size > 0
    async with open_store(crashed / "magnitude.db") as store:
        assert not await store.add(TALLY._replace(server_id=5), mark(1))
        assert (await existing(store, TALLY)).since == NOW
    assert [file.name for file in crashed.iterdir()] == ["magnitude.db"]
