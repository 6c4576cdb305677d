"""What putting a backup back does not take back, since it was made known to people, or made stricter, after the backup.

A restore is no way around the rules of counting: a raised threshold and a slower cadence stay (S14, S16), a campaign
that was paused or ended since stays so (S46), and the next number is compared with the one that people saw last (S17).
Whatever is known of all that, no number is shown until a whole cadence after the restore: whoever runs the bot must
not bring about a tick at a moment of their choice (S16), and who is counted now is not who was.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain import limits
from bot.domain.schedule import Planned, next_due
from bot.domain.tally import Rules, State, TallyId, milestone
from bot.store.moments import from_duration, from_moment, to_duration, to_moment
from bot.store.schedules import leave_open_posts, read_planned
from bot.store.tables import hide_number

_PUBLISHED: Final = ("basis", "number", "channel", "message")
"""Columns of the last publication, and of the message that shows it."""


_MODERATED: Final = 2
"""The version from which a database has schedules, milestones and a part in the total."""


@dataclass(frozen=True, slots=True)
class Past:
    """Of one tally what became known or stricter. `published`: of a database that is whole, else empty."""

    rules: Rules
    state: State
    since: int
    published: tuple[int | None, ...] = ()
    history: tuple[tuple[int, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Moderated:
    """What moderators had turned on, and what schedules had posted, in a database that is whole."""

    servers: Sequence[tuple[int, int, int]]
    """Whether members may share, whether it takes part in the total, and the id."""
    milestones: frozenset[TallyId]
    planned: Mapping[TallyId, Planned]
    shown: Sequence[tuple[object, ...]]
    """Campaign, kind, item, when last, and the server."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the database of before tells. `moderated`: None of one that is damaged, or from before there was that."""

    tallies: Mapping[TallyId, Past] = field(default_factory=dict[TallyId, Past])
    moderated: Moderated | None = None


def read_known(connection: sqlite3.Connection, *, whole: bool) -> Known:
    """What the database of before tells. Of a damaged one only what can be checked.

    It may be older or newer than this program. Raises `sqlite3.Error`, or `IndexError` for a column that is not there.
    """
    tallies = _read_tallies(connection, whole=whole)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return Known(tallies, _read_moderated(connection) if whole and version >= _MODERATED else None)


def _read_tallies(connection: sqlite3.Connection, *, whole: bool) -> dict[TallyId, Past]:
    """Reads columns that the first version had."""
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


def _read_moderated(connection: sqlite3.Connection) -> Moderated:
    servers = connection.execute("SELECT sharing, total, id FROM servers").fetchall()
    milestones = connection.execute("SELECT server, campaign FROM tallies WHERE milestones").fetchall()
    planned = map(read_planned, connection.execute("SELECT * FROM schedules").fetchall())
    shown = connection.execute("SELECT campaign, kind, item, at, server FROM shown").fetchall()
    return Moderated(
        servers=[tuple(row) for row in servers],
        milestones=frozenset(TallyId(*row) for row in milestones),
        planned={each.tally: each for each in planned},
        shown=[tuple(row) for row in shown],
    )


def carry_over(connection: sqlite3.Connection, known: Known, now: int) -> None:
    """Make a database that was put back as strict as what is known, hide every number, and post nothing twice.

    Inside the caller's transaction.
    """
    for row in connection.execute("SELECT * FROM tallies").fetchall():
        past = known.tallies.get(TallyId(row["server"], row["campaign"]))
        if past is not None:
            _carry_over(connection, row, past)
        hide_number(connection, row["id"], now)
        # The message may show what was published after the backup.
        connection.execute("UPDATE tallies SET published_at = ?, post_stale = 1 WHERE id = ?", (now, row["id"]))
    leave_open_posts(connection, now)
    if known.moderated is not None:
        _leave_off(connection, known.tallies, known.moderated)
        # Nothing is posted again before everything else was shown.
        connection.executemany(
            "INSERT INTO shown (campaign, kind, item, at, server) SELECT ?, ?, ?, ?, id FROM servers WHERE id = ?"
            " ON CONFLICT DO UPDATE SET at = excluded.at WHERE excluded.at > at",
            known.moderated.shown,
        )
    for row in connection.execute("SELECT * FROM schedules").fetchall():
        planned = read_planned(row)
        due = from_moment(_next(planned, known.moderated.planned if known.moderated else {}, now))
        connection.execute("UPDATE schedules SET due_at = ? WHERE server = ? AND campaign = ?", (due, *planned.tally))


def _leave_off(connection: sqlite3.Connection, tallies: Mapping[TallyId, Past], moderated: Moderated) -> None:
    connection.executemany(
        "UPDATE servers SET sharing = sharing & ?, total = total & ? WHERE id = ?", moderated.servers
    )
    untold = tallies.keys() - moderated.milestones
    connection.executemany("UPDATE tallies SET milestones = 0 WHERE server = ? AND campaign = ?", untold)
    unplanned = tallies.keys() - moderated.planned.keys()
    connection.executemany("DELETE FROM schedules WHERE server = ? AND campaign = ?", unplanned)


def _next(planned: Planned, before: Mapping[TallyId, Planned], now: int) -> datetime:
    """When a schedule posts next: what was due after the backup may have come already."""
    known = before.get(planned.tally)
    if known is not None and known.schedule.times == planned.schedule.times:
        return max(known.due, planned.due)
    return next_due(planned.schedule, ZoneInfo(planned.schedule.zone), to_moment(now))


def _carry_over(connection: sqlite3.Connection, row: sqlite3.Row, past: Past) -> None:
    rules = _rules(row).stricter(past.rules)
    stricter = (rules.threshold, from_duration(rules.slowest), row["id"])
    connection.execute("UPDATE tallies SET threshold = ?, slowest = ? WHERE id = ?", stricter)
    if past.state is not State.RUNNING:
        changed = (past.state, past.since, row["id"])
        connection.execute("UPDATE tallies SET state = ?, since = ? WHERE id = ?", changed)
    if past.published:
        connection.executemany(
            "INSERT OR IGNORE INTO publications (tally, at, number) VALUES (?, ?, ?)",
            [(row["id"], *publication) for publication in past.history],
        )
        # A milestone is told of once.
        passed = max(row["milestone"], milestone(max((number or 0 for _, number in past.history), default=0)))
        connection.execute(
            "UPDATE tallies SET basis = ?, number = ?, channel = ?, message = ?, milestone = ? WHERE id = ?",
            (*past.published, passed, row["id"]),
        )


def _rules(row: sqlite3.Row) -> Rules:
    """Raises `ValueError` for what nobody can have set, and `TypeError` for what is no number."""
    rules = Rules(row["threshold"], to_duration(row["slowest"]))
    if rules.threshold > limits.HIGHEST_THRESHOLD or rules.slowest > limits.SLOWEST_CADENCE:
        raise ValueError("out of bounds")
    return rules
