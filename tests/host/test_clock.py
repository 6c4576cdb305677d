"""The clock that the bot serves by, while the machine's jumps."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import limits
from bot.operations.clock import SteadyClock, seconds_running

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class Machine:
    """`wrong`: by how much its clock is."""

    passed: timedelta = timedelta(0)
    wrong: timedelta = timedelta(0)

    def clock(self) -> datetime:
        return NOW + self.passed + self.wrong

    def running(self) -> float:
        return 1000 + self.passed.total_seconds()


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def clock(machine: Machine) -> SteadyClock:
    return SteadyClock(machine.clock, machine.running)


def after(machine: Machine, clock: SteadyClock, time: timedelta) -> timedelta:
    """How far the bot's clock is from the right time so much later; it looks every half minute, as a round does."""
    for _ in range(time // (30 * SECOND)):
        machine.passed += 30 * SECOND
        clock()
    return clock() - NOW - machine.passed


@pytest.mark.parametrize("jump", [HOUR, DAY, -HOUR, -DAY, 365 * DAY])
def test_s16_a_jump_that_is_put_right_within_the_hour_was_none(
    machine: Machine, clock: SteadyClock, jump: timedelta
) -> None:
    """No tick comes early by it, and none late."""
    machine.wrong = jump
    assert after(machine, clock, limits.CLOCK_DOUBTED - MINUTE) == timedelta(0)
    machine.wrong = timedelta(0)
    assert after(machine, clock, 3 * limits.CLOCK_DOUBTED) == timedelta(0)


@pytest.mark.parametrize("jump", [HOUR, -DAY])
def test_a_clock_that_runs_on_evenly_is_believed_in_the_end(
    machine: Machine, clock: SteadyClock, jump: timedelta, caplog: pytest.LogCaptureFixture
) -> None:
    machine.wrong = jump
    assert after(machine, clock, limits.CLOCK_DOUBTED) == timedelta(0)
    assert after(machine, clock, MINUTE) == jump
    assert caplog.text.count("the clock has jumped") == 1, "a host is told once"


def test_each_further_jump_is_doubted_anew(machine: Machine, clock: SteadyClock) -> None:
    machine.wrong = DAY
    assert after(machine, clock, limits.CLOCK_DOUBTED - MINUTE) == timedelta(0)
    machine.wrong = 2 * DAY
    assert after(machine, clock, limits.CLOCK_DOUBTED - MINUTE) == timedelta(0)


def test_small_steps_are_followed_at_once(
    machine: Machine, clock: SteadyClock, caplog: pytest.LogCaptureFixture
) -> None:
    """As time services make them."""
    caplog.set_level(logging.INFO)
    for _ in range(10):
        machine.wrong += limits.CLOCK_STEP
        assert after(machine, clock, MINUTE) == machine.wrong
    assert not caplog.records


def test_what_the_machine_has_run_only_grows() -> None:
    assert 0 < seconds_running() <= seconds_running()
