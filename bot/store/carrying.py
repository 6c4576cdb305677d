"""What putting a backup back does not take back, since it was made known to people, or made stricter, after the backup.

A restore is no way around the rules of counting: a raised threshold and a slower cadence stay (S14, S16), a campaign
that was paused or ended since stays so (S46), and the next number is compared with the one that people saw last (S17).
Whatever is known of all that, no number is shown until a whole cadence after the restore: whoever runs the bot must
not bring about a tick at a moment of their choice (S16), and who is counted now is not who was.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.domain import limits
from bot.domain.tally import Rules, State, TallyId, milestone
from bot.store.moments import from_duration, to_duration
from bot.store.tables import hide_number

_PUBLISHED: Final = ("basis", "number", "channel", "message")
"""Columns of the last publication, and of the message that shows it."""


@dataclass(frozen=True, slots=True)
class Past:
    """Of one tally what became known or stricter. `published`: of a database that is whole, else empty."""

    rules: Rules
    state: State
    since: int
    published: tuple[int | None, ...] = ()
    history: tuple[tuple[int, int | None], ...] = ()


def read_past(connection: sqlite3.Connection, *, whole: bool) -> dict[TallyId, Past]:
    """What the database of before tells. Of a damaged one only what can be checked. Raises `sqlite3.Error`.

    It reads columns that the first version had, for it may be older or newer than this program.
    """
    found: dict[TallyId, Past] = {}
    for row in connection.execute("SELECT * FROM tallies").fetchall():
        try:
            past = Past(_rules(row), State(row["state"]), row["since"])
        except (TypeError, ValueError):  # only in a damaged one
            continue
        if whole:
            history = connection.execute("SELECT at, number FROM publications WHERE tally = ?", (row["id"],)).fetchall()
            published = tuple(row[column] for column in _PUBLISHED)
            past = Past(past.rules, past.state, past.since, published, tuple(map(tuple, history)))
        found[TallyId(row["server"], row["campaign"])] = past
    return found


def carry_over(connection: sqlite3.Connection, past: Mapping[TallyId, Past], now: int) -> None:
    """Make a database that was put back as strict as what is known of `past`, and hide every number.

    Inside the caller's transaction.
    """
    for row in connection.execute("SELECT * FROM tallies").fetchall():
        known = past.get(TallyId(row["server"], row["campaign"]))
        if known is not None:
            _carry_over(connection, row, known)
        hide_number(connection, row["id"], now)
        # The message may show what was published after the backup.
        connection.execute("UPDATE tallies SET published_at = ?, post_stale = 1 WHERE id = ?", (now, row["id"]))


def _carry_over(connection: sqlite3.Connection, row: sqlite3.Row, known: Past) -> None:
    rules = _rules(row).stricter(known.rules)
    stricter = (rules.threshold, from_duration(rules.slowest), row["id"])
    connection.execute("UPDATE tallies SET threshold = ?, slowest = ? WHERE id = ?", stricter)
    if known.state is not State.RUNNING:
        changed = (known.state, known.since, row["id"])
        connection.execute("UPDATE tallies SET state = ?, since = ? WHERE id = ?", changed)
    if known.published:
        connection.executemany(
            "INSERT OR IGNORE INTO publications (tally, at, number) VALUES (?, ?, ?)",
            [(row["id"], *publication) for publication in known.history],
        )
        # A milestone is told of once.
        passed = max(row["milestone"], milestone(max((number or 0 for _, number in known.history), default=0)))
        connection.execute(
            "UPDATE tallies SET basis = ?, number = ?, channel = ?, message = ?, milestone = ? WHERE id = ?",
            (*known.published, passed, row["id"]),
        )


def _rules(row: sqlite3.Row) -> Rules:
    """Raises `ValueError` for what nobody can have set, and `TypeError` for what is no number."""
    rules = Rules(row["threshold"], to_duration(row["slowest"]))
    if rules.threshold > limits.HIGHEST_THRESHOLD or rules.slowest > limits.SLOWEST_CADENCE:
        raise ValueError("out of bounds")
    return rules
