"""S14 to S17, S20 and S8: the rule of what is published, by table and by simulation."""

from __future__ import annotations

import hmac
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import limits
from bot.domain.tally import Marks, Publication, Rules, TallyId, chained, first_publication, next_tick, publish

NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)
RULES = Rules()
ENOUGH = limits.LEAST_MEMBERS

counts = st.integers(0, 60) | st.integers(0, 5_000)
histories = st.lists(counts, min_size=1, max_size=30)
thresholds = st.integers(2, 12).map(lambda fives: fives * limits.ROUNDING)
members = st.integers(0, 200)


def simulate(exact: list[int], rules: Rules = RULES, members: int = ENOUGH) -> list[Publication]:
    """The publications of ticks that find these exact counts, the first one after the start of the campaign."""
    publications = [first_publication(NOW)]
    for count in exact:
        last = publications[-1]
        publications.append(publish(last, count, rules, members, next_tick(last, rules)))
    return publications[1:]


@pytest.mark.parametrize(
    ("exact", "numbers"),
    [
        ([0], [None]),
        ([9], [None]),
        ([10], [10]),
        ([14], [10]),
        ([15], [15]),
        ([1_234], [1_230]),
        # S17: less than 5 from the count that the last publication was made from shows nothing.
        ([12, 16], [10, 10]),
        ([12, 17], [10, 15]),
        ([14, 15], [10, 10]),
        ([20, 16], [20, 20]),
        ([20, 15], [20, 15]),
        # Slow growth adds up: it is measured from that count, not from the last tick.
        ([10, 12, 14, 15], [10, 10, 10, 15]),
        # S17: below the threshold it is hidden at that tick, whatever the step.
        ([10, 9], [10, None]),
        ([13, 9, 10, 13, 14], [10, None, None, None, 10]),
        # Below the threshold every count looks alike, and so does every way there.
        ([6, 9, 0, 9], [None] * 4),
        ([8, 12], [None, None]),
        ([8, 13], [None, 10]),
    ],
)
def test_s14_s15_s17_what_is_shown(exact: list[int], numbers: list[int | None]) -> None:
    assert [each.number for each in simulate(exact)] == numbers


@given(histories, thresholds, members)
def test_s14_s15_a_number_is_a_multiple_of_5_and_never_below_the_threshold(
    exact: list[int], threshold: int, members: int
) -> None:
    for made in simulate(exact, Rules(threshold), members):
        assert made.number is None or (made.number >= threshold and made.number % 5 == 0)


@given(histories)
def test_s15_a_number_never_exceeds_the_count_that_it_was_made_from_and_is_less_than_5_from_it(
    exact: list[int],
) -> None:
    for made in simulate(exact):
        assert made.number is None or 0 <= made.basis - made.number < 5


@given(histories, counts)
def test_s17_the_number_changes_only_with_5_people_or_below_the_threshold(exact: list[int], then: int) -> None:
    last = simulate(exact)[-1]
    made = publish(last, then, RULES, ENOUGH, NOW)
    if abs(then - last.basis) < 5 and not then < limits.THRESHOLD <= last.basis:
        assert (made.number, made.basis) == (last.number, last.basis)
    if then < limits.THRESHOLD:
        assert made.number is None


@given(histories, st.integers(10, 5_000))
def test_s17_one_person_more_never_shows(exact: list[int], then: int) -> None:
    """From any count that is shown as it is, one more or, unless it hides the number, one less changes nothing."""
    last = publish(simulate(exact)[-1], then, RULES, ENOUGH, NOW)
    if last.basis == then:
        assert publish(last, then + 1, RULES, ENOUGH, NOW).number == last.number
        if then > limits.THRESHOLD:
            assert publish(last, then - 1, RULES, ENOUGH, NOW).number == last.number


@given(st.lists(st.integers(0, limits.THRESHOLD - 1), min_size=1), st.integers(0, 10_000))
def test_s14_counts_below_the_threshold_look_alike_also_in_timing(few: list[int], members: int) -> None:
    for made in simulate(few, members=members):
        assert made.number is None
        assert next_tick(made, RULES) - made.at == timedelta(hours=24)


@given(histories, st.integers(0, ENOUGH - 1))
def test_s20_no_number_in_a_small_server(exact: list[int], members: int) -> None:
    assert {each.number for each in simulate(exact, members=members)} == {None}


def test_s20_a_server_that_shrinks_hides_the_number_and_shows_it_again_when_it_grows() -> None:
    shown = publish(first_publication(NOW), 20, RULES, ENOUGH, NOW)
    hidden = publish(shown, 20, RULES, ENOUGH - 1, NOW)
    assert (shown.number, hidden.number) == (20, None)
    assert publish(hidden, 20, RULES, ENOUGH, NOW).number == 20


@given(histories, thresholds)
def test_s14_a_raised_threshold_hides_at_the_next_tick(exact: list[int], threshold: int) -> None:
    last = simulate(exact)[-1]
    made = publish(last, last.basis, Rules(threshold), ENOUGH, NOW)
    assert (made.number is None) == (last.basis < threshold)


@pytest.mark.parametrize(
    ("number", "pause"),
    [
        (None, timedelta(hours=24)),
        (10, timedelta(hours=24)),
        (95, timedelta(hours=24)),
        (100, timedelta(hours=6)),
        (995, timedelta(hours=6)),
        (1_000, timedelta(hours=1)),
        (50_000, timedelta(hours=1)),
    ],
)
def test_s16_the_next_tick_depends_on_the_published_number(number: int | None, pause: timedelta) -> None:
    assert next_tick(Publication(NOW, basis=0, number=number), RULES) == NOW + pause


@given(
    st.none() | st.integers(2, 10_000).map(lambda fives: fives * 5),
    st.timedeltas(timedelta(days=-365), timedelta(days=365)),
)
def test_s16_a_server_can_be_slower_never_faster(number: int | None, slowest: timedelta) -> None:
    last = Publication(NOW, basis=0, number=number)
    assert next_tick(last, Rules(slowest=slowest)) == max(next_tick(last, RULES), NOW + slowest)


def test_s16_the_time_of_the_first_tick_does_not_depend_on_anybody() -> None:
    assert next_tick(first_publication(NOW), RULES) == NOW + timedelta(hours=24)


@given(st.integers(max_value=limits.THRESHOLD - 1))
def test_s14_a_server_cannot_lower_the_threshold(threshold: int) -> None:
    with pytest.raises(ValueError, match="S14"):
        Rules(threshold=threshold)


@given(st.integers(limits.THRESHOLD, 100), histories)
def test_s14_no_threshold_that_is_accepted_lets_a_smaller_number_through(threshold: int, exact: list[int]) -> None:
    """Also, a moderator who moves such a threshold one by one reads the exact count from when the number hides."""
    try:
        rules = Rules(threshold=threshold)
    except ValueError:
        return
    assert all(made.number is None or made.number >= threshold for made in simulate(exact, rules))


def test_s18_a_publication_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        first_publication(NOW).number = 10  # pyright: ignore[reportAttributeAccessIssue]


KEY, SECOND, THIRD = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))
MARKS = Marks([KEY])
TALLY = TallyId(613_425_648_685_547_541, "metoo")
MEMBER = 276_060_004_262_477_825


def test_s8_a_mark_is_the_same_each_time_and_32_bytes() -> None:
    assert MARKS.mark(TALLY, MEMBER) == Marks([KEY]).mark(TALLY, MEMBER)
    assert len(MARKS.mark(TALLY, MEMBER)) == 32


snowflakes = st.integers(0, 2**63 - 1)
tallies = st.builds(TallyId, snowflakes, st.from_regex(r"[a-z0-9][a-z0-9-]{0,31}", fullmatch=True))


@given(st.lists(st.tuples(tallies, snowflakes), unique=True, min_size=2, max_size=10))
def test_s8_two_members_servers_or_campaigns_have_unrelated_marks(people: list[tuple[TallyId, int]]) -> None:
    marks = {MARKS.mark(tally, member) for tally, member in people}
    assert len(marks) == len(people)


def test_s8_the_mark_depends_on_every_part_and_on_the_key() -> None:
    marks = {
        MARKS.mark(TALLY, MEMBER),
        MARKS.mark(TALLY, MEMBER + 1),
        MARKS.mark(TALLY._replace(server_id=TALLY.server_id + 1), MEMBER),
        MARKS.mark(TALLY._replace(campaign_id="16days"), MEMBER),
        Marks([bytes(32)]).mark(TALLY, MEMBER),
    }
    assert len(marks) == 5
    # The same parts, cut elsewhere.
    assert MARKS.mark(TallyId(1, "a"), 23) != MARKS.mark(TallyId(1, "a2"), 3)


def test_s8_the_fingerprint_tells_keys_apart_and_is_neither_the_key_nor_a_mark() -> None:
    assert MARKS.fingerprint == Marks([KEY]).fingerprint
    assert MARKS.fingerprint != Marks([bytes(32)]).fingerprint
    assert KEY not in MARKS.fingerprint


def test_s8_under_one_key_a_mark_is_what_it_has_always_been() -> None:
    message = b"613425648685547541:metoo:276060004262477825"
    assert MARKS.mark(TALLY, MEMBER) == hmac.digest(KEY, message, "sha256")
    assert MARKS.fingerprint == hmac.digest(KEY, b"magnitude key fingerprint", "sha256")


@given(st.lists(st.binary(min_size=32, max_size=64), min_size=2, max_size=6), tallies, snowflakes)
def test_s8_a_key_that_is_added_turns_each_mark_into_its_next_one(
    keys: list[bytes], tally: TallyId, member: int
) -> None:
    before, after = Marks(keys[:-1]), Marks(keys)
    assert after.mark(tally, member) == chained(keys[-1:], before.mark(tally, member)) != before.mark(tally, member)
    assert after.fingerprint == chained(keys[-1:], before.fingerprint)


def test_s8_the_keys_added_since_are_told_by_the_fingerprint() -> None:
    marks = Marks([KEY, SECOND, THIRD])
    assert marks.added_since(Marks([KEY]).fingerprint) == (SECOND, THIRD)
    assert marks.added_since(Marks([KEY, SECOND]).fingerprint) == (THIRD,)
    assert marks.added_since(marks.fingerprint) == ()


@pytest.mark.parametrize(
    "others", [[SECOND], [SECOND, KEY], [KEY, THIRD], [KEY, SECOND, THIRD, bytes(32)], [KEY + SECOND]]
)
def test_s8_keys_that_do_not_begin_with_those_of_the_fingerprint_are_told_apart(others: list[bytes]) -> None:
    assert Marks([KEY, SECOND, THIRD]).added_since(Marks(others).fingerprint) is None


def test_s8_without_a_key_there_is_no_mark() -> None:
    with pytest.raises(ValueError, match="a key"):
        Marks([])
