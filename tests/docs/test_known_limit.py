"""The known limit (S51), as SECURITY.md and PRIVACY.md tell it: what somebody with many accounts can learn."""

from __future__ import annotations

from datetime import UTC, datetime

from pages import PRIVACY, SECURITY, part, words

from bot.domain import limits
from bot.domain.tally import Publication, Rules, first_publication, publish, rounded
from bot.services.server_settings import hours

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ENOUGH = limits.THRESHOLD - 1
"""Accounts of one person with which a single other one crosses the threshold."""
UPDATES = (9, 3, 8, 2, 7, 1, 6, 0, 5)
"""How many of these accounts are counted at each of the updates that measure the others."""


def test_s51_the_limit_is_told_with_the_numbers_that_hold() -> None:
    told = part(SECURITY, "The known limit")
    middle, slow = limits.CADENCE[-2][0], limits.CADENCE[-1][1]
    for sentence in (
        f"they add {ENOUGH} accounts",
        f"With {ENOUGH - 1} accounts, one other and none look the same",
        f"with {ENOUGH} accounts that come and go, after {len(UPDATES)} updates, {hours(slow)} hours apart",
        f"while the number is below {middle}",
        f"takes {limits.LEAST_MEMBERS - 1} members beside the person, bots included",
        f"no number below {limits.LEAST_MEMBERS}",
        f"steps of at least {limits.LEAST_CHANGE} and the {limits.LEAST_MEMBERS} members",
        "No rule of the program ends it",
    ):
        assert sentence in told
    assert f"controls {ENOUGH} other accounts in a server of {limits.LEAST_MEMBERS} members or more" in words(PRIVACY)


def test_s51_that_many_accounts_tell_whether_anyone_else_is_counted() -> None:
    def shown(accounts: int, others: int) -> int | None:
        return publish(first_publication(NOW), accounts + others, Rules(), limits.LEAST_MEMBERS, NOW).number

    assert shown(ENOUGH, 0) is None
    assert all(shown(ENOUGH, others) for others in range(1, 100))
    assert shown(ENOUGH - 1, 0) == shown(ENOUGH - 1, 1) is None


def test_s51_that_many_accounts_tell_how_many_others_are_counted() -> None:
    """Whatever was published last: no two numbers of others show the same at each of these updates."""
    seen: dict[tuple[int | None, ...], int] = {}
    for others in range(100):
        for basis in range(max(0, others - limits.LEAST_CHANGE + 1), others + limits.LEAST_CHANGE):
            if others < limits.THRESHOLD <= basis:
                continue
            last = Publication(NOW, basis, rounded(basis) if basis >= limits.THRESHOLD else None)
            told = [last.number]
            for accounts in UPDATES:
                last = publish(last, others + accounts, Rules(), limits.LEAST_MEMBERS, NOW)
                told.append(last.number)
            assert seen.setdefault(tuple(told), others) == others
    assert max(UPDATES) == ENOUGH
