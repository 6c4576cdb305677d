from __future__ import annotations

import asyncio
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import aiosqlite
import pytest
from store_samples import NOW, TALLY, bytes_beside, counted, mark, rows, started

from bot.domain import limits
from bot.domain.errors import StoreUnavailable, StoreUncertain
from bot.domain.server import Edit
from bot.store import SqliteStore, open_store
from bot.store import connection as connection_module
from bot.store import writer as writer_module
from bot.store.migrate import migrate
from bot.store.reader import Reader, open_reader
from bot.store.writer import Writer, open_writer

HOUSE = Path(__file__).parents[2]


def noting(writer: Writer, key: str) -> asyncio.Task[str]:
    def work(connection: sqlite3.Connection) -> str:
        connection.execute("INSERT INTO meta (key, value) VALUES (?, x'')", (key,))
        return key

    return asyncio.create_task(writer.write(work))


def half_done(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO meta (key, value) VALUES ('half', x'')")
    raise KeyError("half")


def noted(path: Path) -> set[str]:
    return {key for (key,) in rows(path, "SELECT key FROM meta WHERE key <> 'probe'")}


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(400):
        if holds():
            return
        await asyncio.sleep(0.05)
    pytest.fail("it never came about")


def denying(first: str, *, times: int) -> Callable[[sqlite3.Connection], None]:
    """A job after which SQLite refuses an operation, as a failing disk does, the next few times."""
    left = times

    def authorize(action: int, argument: str | None, *_: str | None) -> int:
        nonlocal left
        if argument != first or not left:
            return sqlite3.SQLITE_OK
        left -= 1
        return sqlite3.SQLITE_DENY

    return lambda connection: connection.set_authorizer(authorize)


async def test_what_waits_is_committed_together(path: Path) -> None:
    migrate(path)
    async with open_writer(path) as writer:
        commits: list[str] = []
        await writer.write(
            lambda connection: connection.set_trace_callback(
                lambda statement: commits.append(statement) if statement == "COMMIT" else None
            )
        )
        commits.clear()
        before = writer.statistics()
        tasks = [noting(writer, str(number)) for number in range(200)]
        await asyncio.sleep(0)
        assert writer.statistics().waiting == 200
        await asyncio.gather(*tasks)
        assert len(commits) == 1
        after = writer.statistics()
        assert (after.commits - before.commits, after.writes - before.writes, after.waiting) == (1, 200, 0)
    assert len(noted(path)) == 200


async def test_those_who_ask_for_the_same_in_a_row_are_served_at_once_and_each_is_told_its_own(path: Path) -> None:
    migrate(path)
    calls: list[list[str]] = []

    def note(connection: sqlite3.Connection, keys: Sequence[str]) -> list[str]:
        calls.append(list(keys))
        connection.executemany("INSERT INTO meta (key, value) VALUES (?, x'')", [(key,) for key in keys])
        return [key.upper() for key in keys]

    async with open_writer(path) as writer:
        told = await asyncio.gather(
            *(writer.write_together(note, key) for key in "abc"),
            writer.write(lambda connection: note(connection, ["between"])),
            *(writer.write_together(note, key) for key in "de"),
        )
        assert told == ["A", "B", "C", ["BETWEEN"], "D", "E"]
        assert calls == [["a", "b", "c"], ["between"], ["d", "e"]], "in the order in which they came"
        results = await asyncio.gather(*(writer.write_together(note, key) for key in "fag"), return_exceptions=True)
        assert [results[0], type(results[1]), results[2]] == ["F", sqlite3.IntegrityError, "G"], "one fails alone"
    assert noted(path) == {*"abcdefg", "between"}


async def test_a_failing_job_fails_alone(path: Path) -> None:
    migrate(path)
    async with open_writer(path) as writer:
        results = await asyncio.gather(
            noting(writer, "a"),
            writer.write(half_done),
            noting(writer, "b"),
            noting(writer, "a"),
            writer.write(lambda connection: connection.execute("SELECT nonsense")),
            noting(writer, "c"),
            return_exceptions=True,
        )
        assert writer.statistics().failures == 1, "that of the database"
    assert [type(each) for each in results] == [str, KeyError, str, sqlite3.IntegrityError, StoreUnavailable, str]
    assert noted(path) == {"a", "b", "c"}


async def test_a_cancelled_caller_takes_nobody_along(path: Path) -> None:
    migrate(path)
    async with open_writer(path) as writer:
        for turns in range(6):  # cancelled before, while and after it is served
            tasks = [noting(writer, f"{turns}-{number}") for number in range(10)]
            for _ in range(turns):
                await asyncio.sleep(0)
            tasks[4].cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            others = {f"{turns}-{number}" for number in range(10) if number != 4}
            assert others <= set(map(str, results))
            assert others <= noted(path)
        assert await noting(writer, "last") == "last"


async def test_leaving_finishes_what_was_accepted_and_then_refuses(path: Path) -> None:
    async with open_store(path) as store:
        await started(store, TALLY)
        adding = [asyncio.create_task(store.add(TALLY, mark(number))) for number in range(25)]
        for _ in range(3):
            await asyncio.sleep(0)  # until these are under way; the rest waits behind them
        adding += [asyncio.create_task(store.add(TALLY, mark(number))) for number in range(25, 50)]
        await asyncio.sleep(0)
    assert await asyncio.gather(*adding) == [True] * 50
    assert len(rows(path, "SELECT mark FROM entries")) == 50
    for call in (store.add(TALLY, mark(1)), store.tally(TALLY), store.ping()):
        with pytest.raises(StoreUnavailable):
            await call


async def test_a_full_disk_is_told_and_the_store_lives_on(path: Path) -> None:
    migrate(path)
    async with open_writer(path) as writer:
        await writer.write(lambda connection: connection.execute("PRAGMA max_page_count = 1"))

        def large(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT INTO meta (key, value) VALUES ('large', zeroblob(100000))")

        results = await asyncio.gather(
            noting(writer, "a"), writer.write(large), noting(writer, "b"), return_exceptions=True
        )
        assert [type(each) for each in results] == [str, StoreUnavailable, str]
        await writer.write(lambda connection: connection.execute("PRAGMA max_page_count = 1000"))
        await writer.write(large)
    assert noted(path) == {"a", "b", "large"}


async def test_a_lock_of_another_program_is_told_and_passes(path: Path) -> None:
    async with open_store(path) as store:
        await started(store, TALLY)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for call in (store.add(TALLY, mark(1)), store.ping()):
                with pytest.raises(StoreUnavailable):
                    await call
            assert await store.tally(TALLY), "reading goes on"
        await store.ping()
        assert await counted(store, TALLY) == 0


async def test_a_write_that_hangs_is_told_as_uncertain_and_what_waits_behind_it_is_dropped(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody is counted after having been told that nothing was changed."""
    migrate(path)
    hangs = threading.Event()

    def hanging(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO meta (key, value) VALUES ('hung', x'')")
        hangs.wait()

    async with open_writer(path) as writer:
        await noting(writer, "before")
        try:
            first = asyncio.create_task(writer.write(hanging))
            await asyncio.sleep(0.1)
            results = await asyncio.gather(first, noting(writer, "behind"), return_exceptions=True)
            results += await asyncio.gather(noting(writer, "later"), return_exceptions=True)
        finally:
            hangs.set()
        assert [type(each) for each in results] == [StoreUncertain, StoreUnavailable, StoreUnavailable]
        assert writer.statistics().failures == 3
        assert writer.statistics().slow_ago is not None
        assert await noting(writer, "after") == "after"
    assert noted(path) == {"before", "hung", "after"}
    assert caplog.text.count("did not take a write within") == 3, "those who were answered are not told of"


async def test_what_waits_for_a_lock_is_not_begun_when_its_caller_has_gone(path: Path) -> None:
    migrate(path)
    async with open_writer(path) as writer:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            gone, waits = noting(writer, "gone"), noting(writer, "waits")
            await asyncio.sleep(0.2)
            gone.cancel()
            await asyncio.sleep(0)
        assert await waits == "waits"
    assert noted(path) == {"waits"}


async def test_a_read_that_hangs_gives_up_and_so_do_those_behind_it(path: Path) -> None:
    migrate(path)
    hangs = threading.Event()

    def hanging(*_: object) -> int:
        hangs.wait()
        return sqlite3.SQLITE_OK

    async with aiosqlite.connect(path) as connection:
        await connection.set_authorizer(hanging)
        reader = Reader(connection)
        try:
            results = await asyncio.gather(
                *(reader.rows(f"SELECT {each}") for each in range(3)), return_exceptions=True
            )
        finally:
            hangs.set()
        assert [type(each) for each in results] == [StoreUnavailable] * 3
        assert tuple(await reader.row("SELECT 3") or ()) == (3,)


async def test_a_read_without_end_is_stopped(path: Path) -> None:
    migrate(path)
    async with open_writer(path), open_reader(path) as reader:
        with pytest.raises(StoreUnavailable):
            await reader.row("WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n")
        assert await reader.row("SELECT 1")


@pytest.mark.parametrize("company", [[], ["a", "b"]])
async def test_a_transaction_that_cannot_be_rolled_back_does_not_end_the_writer(path: Path, company: list[str]) -> None:
    migrate(path)
    async with open_writer(path) as writer:
        await writer.write(denying("ROLLBACK", times=1))
        others = [noting(writer, key) for key in company]
        results = await asyncio.gather(writer.write(half_done), *others, return_exceptions=True)
        assert [type(each) for each in results] == [KeyError] + [str] * len(company)
        assert await noting(writer, "after") == "after"
    assert noted(path) == {*company, "after"}


async def test_what_can_never_be_rolled_back_is_not_kept_and_the_database_is_closed(path: Path) -> None:
    migrate(path)
    async with open_writer(path) as writer:
        await writer.write(denying("ROLLBACK", times=1000))
        with pytest.raises(KeyError):
            await writer.write(half_done)
        with pytest.raises(StoreUnavailable):
            await noting(writer, "after")
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert noted(path) == set()


async def test_s10_a_rewrite_that_fails_is_made_up_for(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It is what makes the file smaller."""
    async with open_store(path) as store:
        await started(store, TALLY)
        await asyncio.gather(*(store.add(TALLY, mark(number)) for number in range(5000)))
        assert await store.checkpoint()
        large = len(bytes_beside(path))
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            await store.reset(TALLY, Edit(99, NOW))
            other.execute("BEGIN IMMEDIATE")
            await until(lambda: "could not be tidied up" in caplog.text)
        await until(lambda: len(bytes_beside(path)) < large / 2)


def rewrites(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One for each time that the file is laid out anew, whether it was small enough."""
    done: list[bool] = []

    def rewrite(connection: sqlite3.Connection) -> bool:
        done.append(connection_module.rewrite(connection))
        return done[-1]

    monkeypatch.setattr(writer_module, "rewrite", rewrite)
    return done


async def test_s9_s10_what_a_crash_left_is_erased_unasked_and_nobody_waits_for_that_at_the_start(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "TIDY_WITHIN", 0.2)
    done = rewrites(monkeypatch)
    async with open_store(path) as store:
        assert await store.tallies() == []
        assert not done
        await until(lambda: bool(done))


async def test_s9_s10_a_rush_without_a_pause_does_not_put_it_off_for_ever(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "ERASE_WITHIN", 3600.0)
    monkeypatch.setattr(writer_module, "TIDY_WITHIN", 0.1)
    done = rewrites(monkeypatch)
    async with open_store(path) as store:
        await started(store, TALLY)
        for person in range(100_000):
            if len(done) >= 2:  # the first is that of the start
                break
            await store.add(TALLY, mark(person))
        assert len(done) == 2


async def test_s10_a_purge_rewrites_the_file_when_something_went_and_only_then(path: Path) -> None:
    migrate(path)
    statements: list[str] = []
    async with open_writer(path) as writer, open_reader(path) as reader:
        store = SqliteStore(path, writer, reader)
        await started(store, TALLY)
        await store.claim_share(TALLY.server_id, 7, NOW)
        await writer.write(lambda connection: connection.set_trace_callback(statements.append))
        assert await store.checkpoint()
        statements.clear()
        await store.purge(NOW)
        await store.ping()
        assert await store.checkpoint()
        assert "VACUUM" not in statements, "nor for what a bot does that nobody uses"
        await store.purge(NOW + limits.SHARE_COOLDOWN)
        assert await store.checkpoint()
        assert "VACUUM" in statements


async def test_the_reader_cannot_write(path: Path) -> None:
    migrate(path)
    async with open_writer(path), open_reader(path) as reader:
        with pytest.raises(StoreUnavailable):
            await reader.rows("DELETE FROM meta")
        assert await reader.row("SELECT key FROM meta WHERE key = ?", "probe")


async def test_the_writer_writes_as_the_house_demands(path: Path) -> None:
    migrate(path)

    def pragmas(connection: sqlite3.Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store")
        return [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    async with open_writer(path) as writer:
        assert await writer.write(pragmas) == ["wal", 2, 1, 1, 2]
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert len(modes) == 3
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


BURST = """
import asyncio, os, sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from bot.domain.server import Edit
from bot.domain.tally import State, TallyId
from bot.store import open_store

async def main():
    tally, numbers = TallyId(1, "metoo"), count()
    async with open_store(Path(sys.argv[1])) as store:
        await store.change_state(tally, {None}, State.RUNNING, Edit(1, datetime.now(UTC)))

        async def press():
            for number in numbers:
                mark = number.to_bytes(32, "big")
                await store.add(tally, mark)
                os.write(1, mark)

        await asyncio.gather(*(press() for _ in range(64)))

asyncio.run(main())
"""


def test_what_was_acknowledged_survives_a_kill(path: Path) -> None:
    for kill_after in (1, 700, 3000):
        with subprocess.Popen([sys.executable, "-c", BURST, str(path)], cwd=HOUSE, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            acknowledged = process.stdout.read(32 * kill_after)
            process.kill()
            acknowledged += process.stdout.read()
        assert process.returncode == -signal.SIGKILL
        marks = {acknowledged[start : start + 32] for start in range(0, len(acknowledged), 32)}
        migrate(path)
        kept = {mark for (mark,) in rows(path, "SELECT mark FROM entries")}
        assert len(marks) >= kill_after
        assert marks <= kept
