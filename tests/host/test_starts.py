"""Pauses between starts: a crash loop must not use up a day's IDENTIFYs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.operations.starts import BETWEEN_SESSIONS, PROMPT, Sessions, pause_before_connecting

NOW = datetime(2026, 10, 15, 12, tzinfo=UTC)


def crash_loop(data: Path, span: timedelta, uptime: timedelta) -> list[timedelta]:
    """The pauses of a bot that crashes this long after each connection."""
    pauses: list[timedelta] = []
    now = NOW
    while now < NOW + span:
        pauses.append(pause_before_connecting(data, now))
        now += pauses[-1] + uptime
    return pauses


@pytest.mark.parametrize("seconds", [0.1, 11, 45, 200])
def test_a_crash_loop_stays_far_below_discords_limit(tmp_path: Path, seconds: float) -> None:
    assert len(crash_loop(tmp_path, timedelta(days=1), timedelta(seconds=seconds))) < 350


def test_the_pauses_grow_from_nothing_to_five_minutes(tmp_path: Path) -> None:
    pauses = crash_loop(tmp_path, timedelta(hours=1), timedelta(seconds=1))
    assert [each.total_seconds() for each in pauses[:11]] == [0, 0, 0, 0, 0, 10, 20, 40, 80, 160, 300]
    assert max(pauses) == timedelta(minutes=5)


def test_after_a_quiet_hour_all_is_forgotten(tmp_path: Path) -> None:
    crash_loop(tmp_path, timedelta(hours=2), timedelta(seconds=1))
    assert pause_before_connecting(tmp_path, NOW + timedelta(hours=4)) == timedelta(0)


@pytest.mark.parametrize("content", ["", "not a time\n", "9" * 20 + "\n"])
def test_a_file_that_holds_something_else_stops_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "starts").write_text(content)
    assert pause_before_connecting(tmp_path, NOW) == timedelta(0)


def test_only_one_file_is_left(tmp_path: Path) -> None:
    pause_before_connecting(tmp_path, NOW)
    assert [file.name for file in tmp_path.iterdir()] == ["starts"]


@pytest.mark.parametrize("seconds", [0, 25, 100, 130, 400])
def test_sessions_that_are_lost_again_and_again_stay_below_discords_limit_on_any_day(seconds: float) -> None:
    """Each is lost after this long; a day's starts, which are below 300, must fit in as well."""
    sessions, now, begun = Sessions(), NOW, list[datetime]()
    while now < NOW + timedelta(days=4):
        now += sessions.pause(now)
        sessions.begin(now)
        begun.append(now)
        now += timedelta(seconds=seconds)
    busiest = max(sum(first <= each < first + timedelta(days=1) for each in begun) for first in begun[::20])
    assert busiest < 700


def test_a_bad_hour_keeps_nobody_waiting_and_a_clock_that_is_put_back_not_for_long() -> None:
    sessions = Sessions()
    for _ in range(PROMPT):
        assert sessions.pause(NOW) == BETWEEN_SESSIONS
        sessions.begin(NOW)
    assert sessions.pause(NOW) == sessions.pause(NOW - timedelta(days=3)) == timedelta(minutes=5)
    assert sessions.pause(NOW + timedelta(days=1)) == BETWEEN_SESSIONS
