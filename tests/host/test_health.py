"""The heartbeat that Docker's health check reads."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from host_tools import ROOT, bot, refusal

from bot.operations import health

NOW = datetime(2026, 10, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "alive"), [(0, True), (15, True), (60, True), (61, False), (-60, True), (-3600, False)]
)
def test_a_beat_is_good_for_a_minute(tmp_path: Path, age: int, *, alive: bool) -> None:
    health.beat(tmp_path, NOW - timedelta(seconds=age))
    assert health.is_alive(tmp_path, NOW) == alive


def test_without_a_beat_it_is_not_alive(tmp_path: Path) -> None:
    assert not health.is_alive(tmp_path, NOW)
    (tmp_path / "health").write_text("")
    assert not health.is_alive(tmp_path, NOW)


def test_the_beat_of_an_earlier_run_does_not_count(tmp_path: Path) -> None:
    health.forget(tmp_path)
    health.beat(tmp_path, NOW)
    health.forget(tmp_path)
    assert not health.is_alive(tmp_path, NOW)


def test_a_later_beat_replaces_the_earlier_one(tmp_path: Path) -> None:
    health.beat(tmp_path, NOW - timedelta(hours=1))
    health.beat(tmp_path, NOW)
    assert health.is_alive(tmp_path, NOW)
    assert [file.name for file in tmp_path.iterdir()] == ["health"]


def test_the_command_says_nothing_when_all_is_well(tmp_path: Path) -> None:
    health.beat(tmp_path, datetime.now(UTC))
    result = bot(tmp_path, "health", MAGNITUDE_DATA=str(tmp_path))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_the_command_fails_with_a_sentence(tmp_path: Path) -> None:
    (sentence,) = refusal(bot(tmp_path, "health", MAGNITUDE_DATA="elsewhere"))
    assert "elsewhere" in sentence


def test_the_command_looks_where_the_env_file_says(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MAGNITUDE_DATA=mine\n")
    (tmp_path / "mine").mkdir()
    health.beat(tmp_path / "mine", datetime.now(UTC))
    assert bot(tmp_path, "health").returncode == 0


def test_the_check_imports_nothing_heavy() -> None:
    """It starts anew every half minute, for as long as the bot runs."""
    script = "import sys, bot.__main__; print(*sys.modules)"
    output = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not {"discord", "pydantic", "fluent", "babel", "asyncio", "dotenv"} & set(output.split())
