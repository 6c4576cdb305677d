"""All entries at once: marked anew, removed, and nothing left of what they were."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from store_samples import ELSEWHERE, NOW, OTHER, TALLY, bytes_beside, existing, mark, rows, started

from bot.domain.errors import StartError
from bot.domain.server import Edit
from bot.domain.tally import Publication
from bot.operations.faults import render
from bot.store import connection as connection_module
from bot.store import marks as marks_module
from bot.store import open_store
from bot.store.connection import connect
from bot.store.marks import KEY_FINGERPRINT, NO_KEYS, open_marks
from bot.text import load

BEFORE, AFTER = b"before" * 5, b"after" * 6


def following(mark: bytes) -> bytes:
    return sha256(b"next" + mark).digest()


def say(error: StartError) -> str:
    (sentence,) = render(error.faults, load().source)
    return sentence


async def counted_in(path: Path, people: int = 3000) -> None:
    """A database in which everybody is counted in one tally, one in two of them in another one too."""
    async with open_store(path) as store:
        await started(store, TALLY, OTHER, ELSEWHERE)
        await store.set_meta(KEY_FINGERPRINT, BEFORE)
    with closing(sqlite3.connect(path)) as database:
        everybody = [(1 + number % 2, mark(number)) for number in range(people)] + [(3, mark(0))]
        database.executemany("INSERT INTO entries (tally, mark) VALUES (?, ?)", everybody)
        database.commit()


def entries(path: Path) -> set[tuple[int, bytes]]:
    return set(rows(path, "SELECT tally, mark FROM entries"))


async def test_s8_every_mark_has_its_next_one_in_the_same_tally(path: Path) -> None:
    await counted_in(path)
    before = entries(path)
    with open_marks(path) as marks:
        assert marks.fingerprint == BEFORE
        assert not marks.unclean
        marks.remark(following, AFTER)
        assert marks.fingerprint == AFTER
        assert marks.unclean
    assert entries(path) == {(tally, following(mark)) for tally, mark in before}


async def test_s10_nothing_of_the_older_marks_is_left_in_any_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the size: above a certain one the database is not rewritten at each withdrawal."""
    await counted_in(path)
    shutil.copyfile(path, path.with_name(f"{path.name}.before-2"))
    other = path.with_name("theirs.sqlite")
    other.write_bytes(b"somebody else's")
    monkeypatch.setattr(connection_module, "REWRITTEN_UP_TO", 4096)
    with open_marks(path) as marks:
        marks.remark(following, AFTER)
        assert any(mark(number) in bytes_beside(path) for number in range(3000)), "so there was something to clean"
        assert marks.clean()
        assert not marks.unclean
        kept = bytes_beside(path)
    assert not [number for number in range(3000) if mark(number)[:8] in kept], "no part of them either"
    assert all(following(mark(number)) in kept for number in range(3000))
    assert sorted(file.name for file in path.parent.iterdir()) == sorted([path.name, other.name])


async def test_s9_the_order_of_the_rows_tells_nothing_of_what_they_were(path: Path) -> None:
    await counted_in(path)
    with open_marks(path) as marks:
        marks.remark(following, AFTER)
        marks.clean()
    kept = rows(path, "SELECT tally, mark FROM entries")
    assert kept == sorted(kept)


async def test_s10_a_reader_holds_the_cleaning_up_and_it_says_so(path: Path) -> None:
    await counted_in(path, 10)
    with open_marks(path) as marks, closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM entries").fetchall()
        marks.remark(following, AFTER)
        assert not marks.clean()
        assert marks.unclean
        reader.execute("COMMIT")
        assert marks.clean()
    assert mark(1) not in bytes_beside(path)


async def test_a_signal_in_between_leaves_everything_as_it_was(path: Path) -> None:
    await counted_in(path)
    before, seen = entries(path), 0

    def interrupted(mark: bytes) -> bytes:
        nonlocal seen
        seen += 1
        if seen == 2000:
            raise KeyboardInterrupt
        return following(mark)

    with open_marks(path) as marks, pytest.raises(StartError) as caught:
        marks.remark(interrupted, AFTER)
    assert "both finish it" in say(caught.value)
    assert entries(path) == before
    with open_marks(path) as marks:
        assert (marks.fingerprint, marks.unclean) == (BEFORE, False)


async def test_a_disk_that_is_full_leaves_everything_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await counted_in(path)
    with open_marks(path) as marks:
        marks.clean()  # so that no page is half empty
    before = entries(path)

    def connect_without_room(path: Path) -> sqlite3.Connection:
        connection = connect(path)
        connection.execute("PRAGMA max_page_count = 1")  # no more than there are
        return connection

    monkeypatch.setattr(marks_module, "connect", connect_without_room)
    with pytest.raises(StartError) as caught, open_marks(path) as marks:
        marks.remark(following, AFTER)
    assert "the disk is full" in say(caught.value)
    assert entries(path) == before


async def test_removing_hides_every_number_and_leaves_all_that_moderators_set(path: Path) -> None:
    """S3, S4, S17: what nobody could withdraw any more is gone, and no number is shown that was made from it."""
    await counted_in(path, 60)
    async with open_store(path) as store:
        last = (await existing(store, TALLY)).publication
        await store.tick(TALLY, last, lambda last, rules, exact: Publication(NOW, exact, 25))
        await store.set_default_campaign(TALLY.server_id, "metoo", Edit(99, NOW))
    with open_marks(path) as marks:
        marks.remove(NOW.replace(hour=20))
        assert marks.fingerprint == NO_KEYS
        marks.begin(AFTER)
        assert marks.clean()
        assert marks.fingerprint == AFTER
    assert entries(path) == set()
    assert not [number for number in range(60) if mark(number)[:8] in bytes_beside(path)]
    async with open_store(path) as store:
        tally = await existing(store, TALLY)
        assert tally.publication == Publication(NOW, 0, None), "the next tick comes no sooner (S16)"
        assert [each.number for each in await store.history(TALLY, 5)] == [None, 25]
        assert (await store.server(TALLY.server_id)).default_campaign == "metoo"
        assert len(await store.tallies()) == 3
