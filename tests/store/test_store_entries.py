from __future__ import annotations

import ast
import asyncio
import random
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from store_samples import ELSEWHERE, NOW, OTHER, TALLY, bytes_beside, counted, existing, mark, rows, set_state, started

from bot.domain.server import Edit
from bot.domain.tally import Marks, Publication, State, TallyId
from bot.store import SqliteStore, open_store

HOUSE = Path(__file__).parents[2]


async def test_only_a_running_campaign_takes_entries(store: SqliteStore) -> None:
    assert not await store.add(TALLY, mark(1))
    await started(store, TALLY)
    assert await store.add(TALLY, mark(1))
    for state in (State.PAUSED, State.ENDED):
        await set_state(store, TALLY, state, NOW)
        assert not await store.add(TALLY, mark(2))
    await started(store, TALLY)
    assert await counted(store, TALLY) == 1


async def test_s26_adding_and_withdrawing_again_and_at_once_is_one_entry_or_none(store: SqliteStore) -> None:
    await started(store, TALLY)
    answers = await asyncio.gather(*(store.add(TALLY, mark(1)) for _ in range(20)), store.add(TALLY, mark(2)))
    assert answers == [True] * 21
    assert await store.add(TALLY, mark(1))
    assert await counted(store, TALLY) == 2
    await asyncio.gather(*(store.remove([(TALLY, mark(1))]) for _ in range(20)))
    await store.remove([(TALLY, mark(1)), (TALLY, mark(3)), (ELSEWHERE, mark(1))])
    assert await counted(store, TALLY) == 1


@pytest.mark.parametrize("state", State)
async def test_s4_withdrawing_works_in_every_state_and_for_every_campaign_at_once(
    store: SqliteStore, state: State
) -> None:
    tallies = (TALLY, OTHER, ELSEWHERE)
    await started(store, *tallies)
    for tally in tallies:
        await store.add(tally, mark(1))
        await store.add(tally, mark(2))
        await set_state(store, tally, state, NOW)
    await store.remove((tally, mark(1)) for tally in await store.tallies())
    await started(store, *tallies)
    assert [await counted(store, tally) for tally in tallies] == [1, 1, 1]


async def test_s49_a_reset_removes_every_entry_of_one_tally_and_hides_its_number(store: SqliteStore) -> None:
    await started(store, TALLY, OTHER)
    for number in range(12):
        await store.add(TALLY, mark(number))
        await store.add(OTHER, mark(number))
    shown = Publication(NOW, 12, 10)
    await store.tick(TALLY, (await existing(store, TALLY)).publication, lambda last, rules, exact: shown)
    await store.reset(TALLY, Edit(99, NOW.replace(hour=20)))
    assert (await existing(store, TALLY)).publication == Publication(NOW, 0, None), "the next tick comes no sooner"
    assert [each.number for each in await store.history(TALLY, 5)] == [None, 10]
    assert (await counted(store, TALLY), await counted(store, OTHER)) == (0, 12)
    await store.reset(TALLY, Edit(99, NOW.replace(hour=21)))
    assert len(await store.history(TALLY, 5)) == 2, "what was hidden is not hidden again"
    await store.reset(ELSEWHERE, Edit(99, NOW))


async def test_s8_s9_an_entry_is_a_keyed_hash_and_nothing_else(store: SqliteStore, path: Path) -> None:
    await started(store, TALLY)
    member = 276_060_004_262_477_825
    await store.add(TALLY, Marks([b"k" * 32]).mark(TALLY, member))
    assert await store.checkpoint()
    assert [(name, kind) for _, name, kind, *_ in rows(path, "PRAGMA table_info(entries)")] == [
        ("tally", "INTEGER"),
        ("mark", "BLOB"),
    ]
    with pytest.raises(sqlite3.OperationalError, match="no such column"):
        rows(path, "SELECT rowid FROM entries")
    kept = bytes_beside(path)
    assert str(member).encode() not in kept
    assert member.to_bytes(8, "big") not in kept
    assert member.to_bytes(8, "little") not in kept


async def test_s9_the_order_of_joining_leaves_no_trace(tmp_path: Path) -> None:
    joined = list(range(700))
    files: list[bytes] = []
    for seed in (1, 2):
        random.Random(seed).shuffle(joined)
        path = tmp_path / str(seed) / "magnitude.db"
        async with open_store(path) as store:
            await started(store, TALLY)
            for number in joined:
                await store.add(TALLY, mark(number))
        assert [file.name for file in path.parent.iterdir()] == ["magnitude.db"], "no log is left"
        files.append(path.read_bytes())
    assert rows(tmp_path / "1/magnitude.db", "SELECT * FROM entries") == rows(
        tmp_path / "2/magnitude.db", "SELECT * FROM entries"
    )
    header = 100  # of each file: it counts the transactions
    assert files[0][header:] == files[1][header:], "not in the layout of the pages either"


async def test_s10_what_is_withdrawn_is_gone_from_the_files(store: SqliteStore, path: Path) -> None:
    await started(store, TALLY)
    chance = random.Random(6)
    everybody, counted_in = [mark(number) for number in range(3000)], set[bytes]()
    for _ in range(12):
        joining = chance.sample(everybody, 700)
        await asyncio.gather(*(store.add(TALLY, each) for each in joining))
        leaving = chance.sample(sorted(counted_in | set(joining)), 400)
        await asyncio.gather(*(store.remove([(TALLY, each)]) for each in leaving))
        counted_in = (counted_in | set(joining)) - set(leaving)
    assert await store.checkpoint()
    kept = bytes_beside(path)
    assert all(each in kept for each in counted_in)
    assert not [each for each in everybody if each not in counted_in and each[:8] in kept], "no part of it either"


async def test_s10_a_reader_holds_the_checkpoint_up_and_it_says_so(store: SqliteStore, path: Path) -> None:
    await started(store, TALLY)
    await store.add(TALLY, mark(1))
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM entries").fetchall()
        await store.remove([(TALLY, mark(1))])
        assert not await store.checkpoint()
        assert mark(1) in bytes_beside(path)
        reader.execute("COMMIT")
    assert await store.checkpoint()
    assert mark(1) not in bytes_beside(path)


async def test_s10_nobody_has_to_ask_for_the_checkpoint(store: SqliteStore, path: Path) -> None:
    """Also when a reader is in the way at first: it is tried again."""
    await started(store, TALLY)
    await store.add(TALLY, mark(1))
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM entries").fetchall()
        await store.remove([(TALLY, mark(1))])
        await asyncio.sleep(0.7)
    for _ in range(400):
        if mark(1) not in bytes_beside(path):
            return
        await asyncio.sleep(0.05)
    pytest.fail("it was never emptied")


async def test_s8_a_mark_of_another_length_is_refused(store: SqliteStore) -> None:
    await started(store, TALLY)
    with pytest.raises(sqlite3.IntegrityError):
        await store.add(TALLY, b"276060004262477825")
    assert await counted(store, TALLY) == 0


def test_s18_one_function_counts_entries_and_only_the_tick_calls_it() -> None:
    def words(node: ast.AST) -> str:
        return " ".join(
            part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
        )

    counting, calling = set[str](), set[str]()
    for file in [*HOUSE.glob("bot/**/*.py"), *HOUSE.glob("cogs/**/*.py")]:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        for function in functions:
            if re.search(r"\bSELECT\b(?!.*\bDELETE\b).*\bFROM entries\b", words(function)):
                counting.add(function.name)
            if any(isinstance(node, ast.Name) and node.id == "_exact_count" for node in ast.walk(function)):
                calling.add(function.name)
        outside = [node for node in tree.body if node not in functions and not isinstance(node, ast.ClassDef)]
        assert not any("FROM entries" in words(node) for node in outside), file
    assert counting == {"_exact_count"}
    assert calling == {"_tick"}


async def test_s11_a_refused_write_is_logged_without_ids(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        async with open_store(path) as store:
            await started(store, TALLY)
            await store.add(TALLY, mark(1))
            await store.remove([(TALLY, mark(1))])
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                with pytest.raises(Exception, match="store-unavailable"):
                    await store.add(TALLY, mark(2))
    said = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("bot."))
    assert "another program holds it" in said
    assert str(TALLY.server_id) not in said
    assert TALLY.campaign_id not in said


async def test_entries_of_two_servers_do_not_meet(store: SqliteStore) -> None:
    tallies = [TallyId(server, "metoo") for server in range(1, 6)]
    await started(store, *tallies)
    await asyncio.gather(
        *(store.add(tally, mark(number)) for tally in tallies for number in range(int(tally.server_id)))
    )
    assert [await counted(store, tally) for tally in tallies] == [1, 2, 3, 4, 5]
