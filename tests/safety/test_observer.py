"""What an observer learns of one member who sees all that is public, for as long as they want, and acts as well.

Two worlds go through the same steps and differ in what one member does. Observed is everything: messages, edits and
their times, what members and moderators are answered, the log.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings

from tests.evidence.attackers import BELOW, MOVES, chance_to_show, ticks_to_count
from tests.safety.observer_pairs import compare, compare_bots, observed
from tests.safety.observer_steps import DAY, FEW, HOUR, MANY, SECOND, Schedule, Step, schedules, set_up

EXAMPLES = settings(max_examples=20)
"""`tests/evidence/observer.py` looks at thousands."""

THOROUGH = (
    *set_up(1, 10),
    Step(DAY, "look"),
    Step(SECOND, "withdraw"),  # nine: hidden
    Step(DAY, "add", many=22),
    Step(DAY, "members", value=49),  # twenty, then hidden
    Step(DAY, "threshold", value=20),  # refused
    Step(SECOND, "add", many=104),
    Step(DAY, "members", value=50),  # hidden still
    Step(DAY, "look", one=("add", "")),  # a hundred, and a milestone
    Step(SECOND, "reset"),
    Step(SECOND, "add", many=100),
    Step(DAY, "add", many=105),
    Step(DAY, "end", one=("", "add")),
    Step(91 * DAY, "purge"),
    Step(SECOND, "start"),
    Step(SECOND, "add", many=101),
    Step(DAY, "look"),
    *set_up(2, 12),
    Step(DAY, "add", server=2, many=15),
    Step(DAY, "look"),  # a step of three: ten still
    *set_up(3, 13),
    Step(DAY, "look"),  # a total
    Step(SECOND, "pause", server=3),
    Step(SECOND, "look"),
)
"""Goes through each rule once, also when nothing is drawn that does."""


@EXAMPLES
@given(schedules(FEW))
def test_s14_below_the_threshold_two_worlds_that_differ_in_one_member_look_the_same(schedule: Schedule) -> None:
    first, second = observed(schedule)

    assert first == second


@EXAMPLES
@given(schedules(MANY))
@example(THOROUGH)
def test_s14_to_s21_above_it_whatever_differs_is_explained_by_the_published_rule(schedule: Schedule) -> None:
    compare(schedule)


async def test_s14_below_the_threshold_the_whole_bot_shows_the_same_to_the_byte(tmp_path: Path) -> None:
    schedule = (
        *set_up(1, 8),
        Step(SECOND, "look", one=("add", "")),
        Step(DAY, "look"),
        Step(DAY, "withdraw", value=3, one=("withdraw", "add")),
        Step(HOUR, "pause", one=("", "forget")),
        Step(2 * DAY, "resume"),
        Step(DAY, "restart", one=("add", "")),
        Step(DAY, "threshold", value=15),
    )

    pair = await compare_bots(schedule, tmp_path, everything=True)

    assert pair.observations > 200
    assert not pair.differ


async def test_s14_to_s17_one_member_more_at_99_shows_in_the_whole_bot_as_the_rule_says_and_nowhere_else(
    tmp_path: Path,
) -> None:
    schedule = (
        *set_up(1, 99),
        Step(SECOND, "look", one=("add", "")),
        Step(DAY, "add", value=99),  # 100 and 95; a milestone in one of them, and a sooner tick
        Step(6 * HOUR, "threshold", value=100),  # refused in one of them
        Step(18 * HOUR, "look", one=("withdraw", "")),
        Step(DAY, "add", value=100, many=5),
        Step(DAY, "pause"),
        Step(SECOND, "resume"),
        Step(DAY, "restart"),
    )

    pair = await compare_bots(schedule, tmp_path)

    assert pair.differ
    assert pair.different


@pytest.mark.parametrize("counted", [False, True])
@pytest.mark.parametrize("moves", MOVES)
def test_s14_who_knows_all_others_learns_nothing_of_one_below_the_threshold(moves: int, counted: bool) -> None:
    assert chance_to_show(BELOW, moves, 2_000, counted=counted) == 0


@pytest.mark.parametrize("others", [10, 14, 23])
def test_s17_few_accounts_never_tell_the_exact_count_of_others(others: int) -> None:
    assert ticks_to_count(others, 4, Random(1)) is None
