"""A database too large to be rewritten: what is removed is overwritten where it lies (S10)."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_samples import TALLY, bytes_beside, mark, started

from bot.store import connection, open_store

MARKS = [mark(person) for person in range(500)]
"""So many that whole pages of the file become free."""


async def test_s10_what_is_removed_is_overwritten_also_where_the_file_is_not_rewritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "REWRITTEN_UP_TO", 0)
    path = tmp_path / "magnitude.sqlite"
    async with open_store(path) as store:
        await started(store, TALLY)
        for each in MARKS:
            await store.add(TALLY, each)
        await store.checkpoint()
        assert left(path) == MARKS

        await store.remove([(TALLY, each) for each in MARKS])
        await store.checkpoint()

        assert left(path) == []


def left(path: Path) -> list[bytes]:
    """The marks whose bytes are somewhere in the files."""
    kept = bytes_beside(path)
    return [each for each in MARKS if each in kept]
