"""When an interaction was made, told by a clock that need not agree with Discord's."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lateness import REMEMBERED, Lateness

NOON = 1_766_000_000.0
"""A moment of Discord's clock, in seconds of Unix time."""
clocks = st.sampled_from([0.0, 17.0, NOON - 3600, NOON, NOON + 86_400])
"""What this machine's clock says at that moment."""


def made(at: float) -> int:
    """An id as Discord makes it."""
    return int(at * 1000 - 1_420_070_400_000) << 22 | 5


@given(clocks, st.floats(0.0, 60.0))
def test_what_an_interaction_has_waited_is_told_whatever_the_clock_says(clock: float, waited: float) -> None:
    lateness = Lateness()
    lateness.made_at(made(NOON), clock)
    now = clock + 100 + waited
    assert now - lateness.made_at(made(NOON + 100), now) == pytest.approx(waited, abs=0.002)


@given(clocks)
def test_the_first_is_taken_for_one_that_has_not_waited(clock: float) -> None:
    assert Lateness().made_at(made(NOON), clock) == pytest.approx(clock, abs=0.001)


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e9)), min_size=1))
def test_nothing_was_made_later_than_now(events: list[tuple[float, float]]) -> None:
    lateness = Lateness()
    for at, now in events:
        assert -inf < lateness.made_at(made(NOON + at), now) <= now + 1e-3


def test_a_clock_that_was_stopped_makes_nobody_late() -> None:
    lateness = Lateness()
    lateness.made_at(made(NOON), 1_000.0)
    # The machine slept for an hour, and its clock with it.
    assert lateness.made_at(made(NOON + 3_610), 1_010.0) == pytest.approx(1_010.0, abs=0.001)
    assert lateness.made_at(made(NOON + 3_610.5), 1_010.5) == pytest.approx(1_010.5, abs=0.001)
    assert lateness.made_at(made(NOON + 3_611), 1_014.0) == pytest.approx(1_011.0, abs=0.001)


def test_a_way_that_has_become_longer_for_good_is_forgiven_after_two_hours() -> None:
    lateness = Lateness()
    lateness.made_at(made(NOON), 0.0)
    waited: list[float] = []
    for second in range(10, int(2 * REMEMBERED) + 20, 10):
        now = second + 5.0
        waited.append(now - lateness.made_at(made(NOON + second), now))
    assert waited[: int(REMEMBERED / 10) - 1] == pytest.approx([5.0] * (int(REMEMBERED / 10) - 1), abs=0.001)
    assert waited[-1] == pytest.approx(0.0, abs=0.001)


def test_a_single_id_that_is_out_of_the_way_makes_nobody_late() -> None:
    """Nobody but Discord makes ids; should one be wrong, those who press after it do not pay for it."""
    lateness = Lateness()
    lateness.made_at(made(NOON), 0.0)
    for odd in (NOON + 10**9, NOON + 10**9, NOON + 10**6):
        assert lateness.made_at(made(odd), 1.0) == 1.0
        assert lateness.made_at(made(NOON + 1), 1.0) == pytest.approx(1.0, abs=0.001)
