"""The statistics of the measurements, on numbers that can be counted by hand."""

from __future__ import annotations

import pytest

from tests.evidence.comparing import HIDDEN, Times, gap, slower


def test_the_share_of_pairs_in_which_the_first_is_larger() -> None:
    assert slower([2, 4], [1, 3])[0] == 3 / 4
    assert slower([1, 1], [1, 1]) == (1 / 2, 0)
    assert slower([5, 6], [1, 2])[0] == 1


def test_its_error_is_that_of_what_the_pairs_vary_by() -> None:
    assert slower([2, 4], [1, 3])[1] == pytest.approx((0.125 / 2 + 0.125 / 2) ** 0.5)


def test_the_widest_gap_is_seen_where_no_shift_is() -> None:
    around, between = [1.0, 2.0, 9.0, 10.0], [4.0, 5.0, 6.0, 7.0]
    assert slower(around, between)[0] == 1 / 2
    assert gap(around, between) == 1 / 2


@pytest.mark.parametrize(
    ("shift", "once", "verdict"),
    [
        (0, False, "tells nothing"),
        (HIDDEN * 0.9, True, "a difference that a network hides"),
        (HIDDEN * 0.9, False, "A DIFFERENCE"),
        (HIDDEN * 1.1, True, "A DIFFERENCE"),
    ],
)
def test_what_can_be_asked_again_has_no_allowance(shift: float, once: bool, verdict: str) -> None:
    some = [each * HIDDEN / 100 for each in range(1000)] * 2
    times = Times("a press", once=once, there=[each + shift for each in some], absent=some)
    assert times.figure().value.startswith(f"{verdict}:")
