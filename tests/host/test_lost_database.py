"""A first start is told quietly, and one that finds a key or backups but no database loudly."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes

import pytest
from test_rotate_key import FIRST, make_data, settings

from bot.app import open_app
from bot.operations.rotation import begin_anew
from bot.store.backups import back_up
from bot.text import load

NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)


async def told(caplog: pytest.LogCaptureFixture, data: Path, *keys: bytes) -> list[tuple[str, str]]:
    """Level and words of what a start logs of the data folder."""
    caplog.clear()
    caplog.set_level("INFO")
    async with open_app(settings(data, *keys), load()):
        return [(line.levelname, line.getMessage()) for line in caplog.records if str(data) in line.getMessage()]


async def test_a_first_start_tells_what_it_made_and_the_next_one_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = f"A new database was made: {tmp_path}/magnitude.sqlite."
    key = f"A new key was made: {tmp_path}/key. Keep a copy of it, apart from copies of the database."
    assert await told(caplog, tmp_path) == [("INFO", database), ("INFO", key)]
    assert await told(caplog, tmp_path) == []


async def test_a_key_that_the_host_has_set_is_no_sign_of_an_older_database(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert [level for level, _ in await told(caplog, tmp_path, FIRST)] == ["INFO"]


@pytest.mark.parametrize("left", ["a key file", "backups", "a key file and backups"])
async def test_a_database_that_is_gone_is_told_with_the_way_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, left: str
) -> None:
    data = make_data(tmp_path / "data")
    if "backups" in left:
        back_up(data / "magnitude.sqlite", NOW)
    if "key" not in left:
        (data / "key").unlink()
    (data / "magnitude.sqlite").unlink()
    [(level, words)] = [line for line in await told(caplog, data) if line[0] != "INFO"]
    assert level == "WARNING"
    assert words.startswith(f"There was no database in {data}, but {left}: the new one counts nobody.")
    assert "stop the bot and run “python -m bot restore”" in words
    assert await told(caplog, data) == []


async def test_beginning_anew_with_another_key_loses_no_database(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = make_data(tmp_path / "data")
    begin_anew(settings(data), token_bytes, NOW)
    assert await told(caplog, data) == []
