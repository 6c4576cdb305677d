"""With every file and all that was printed, but without the key: nobody is found, and nothing joins two servers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest

from bot.domain.tally import Marks, TallyId
from tests.process.harness import KEY
from tests.safety.robbery import robbed, servers
from tests.safety.thief import CAMPAIGNS
from tests.safety.traces import FORMS, Traces, conspicuous, pieces, traces_of_ids, traces_of_names

CROWD = [conspicuous(number) for number in range(300)]
TALLIES = [TallyId(guild.id, campaign) for guild in servers() for campaign in CAMPAIGNS]


async def test_s8_s10_s11_a_thief_of_every_file_and_all_that_was_printed_finds_nobody(tmp_path: Path) -> None:
    looks = await robbed(tmp_path, members=12, kills=1)
    assert {look.stage: look.found for look in looks if look.found} == {}
    assert len(looks) == 13
    assert min(look.searched for look in looks) > 50_000
    assert max(look.patterns for look in looks) > 3_000


@pytest.mark.parametrize("form", FORMS)
def test_the_thief_knows_an_id_in_every_form(form: str) -> None:
    traces = Traces(traces_of_ids([person.id for person in CROWD], "id"))
    assert f"id as {form}" in traces.found(b"before" + FORMS[form](CROWD[7].id) + b"after")


def test_the_thief_knows_everything_that_discord_tells_of_a_member() -> None:
    traces = Traces([*traces_of_ids([person.id for person in CROWD], "id"), *traces_of_names(CROWD)])
    told = json.dumps({**CROWD[7].member(), "locale": CROWD[7].locale})
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        found = traces.found(told.encode(encoding))
        assert {what for what in found if encoding in what} == {
            f"{what} in {encoding}" for what in ("name", "shown", "nick", "avatar", "locale")
        }
        assert all(whose == {CROWD[7].id} for whose in found.values())
    assert traces.found(json.dumps(conspicuous(len(CROWD)).member()).encode()) == {}, "nor is anybody taken for another"


def test_s8_two_tallies_have_no_piece_of_a_mark_in_common() -> None:
    """The same people in two servers and two campaigns."""
    key = Marks([bytes.fromhex(KEY)])
    of_tally = {tally: pieces(key.mark(tally, person.id) for person in CROWD) for tally in TALLIES}
    for one, other in combinations(TALLIES, 2):
        assert not of_tally[one] & of_tally[other]


def test_s8_s9_the_order_of_the_rows_of_one_tally_says_nothing_about_another() -> None:
    """Nor about the order of the accounts: ids tell how old they are."""
    key = Marks([bytes.fromhex(KEY)])
    orders = [[key.mark(tally, person.id) for person in CROWD] for tally in TALLIES]
    orders.append([str(person.id).encode() for person in CROWD])
    for one, other in combinations(orders, 2):
        assert abs(rank_correlation(one, other)) < 0.2


def rank_correlation(one: Sequence[bytes], other: Sequence[bytes]) -> float:
    """Spearman's, of the same people's rows: 1 and -1 for the same order, near 0 for none."""
    ranks = [[sorted(rows).index(row) for row in rows] for rows in (one, other)]
    count = len(one)
    return 1 - 6 * sum((first - second) ** 2 for first, second in zip(*ranks, strict=True)) / (count**3 - count)


def test_the_correlation_of_an_order_with_itself_is_whole() -> None:
    rows = [str(person.id).encode() for person in CROWD]
    assert rank_correlation(rows, rows) == 1
    assert rank_correlation(rows, rows[::-1]) == -1
