"""What the parts of the store have in common."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from bot.domain.server import Edit
from bot.domain.tally import TallyId
from bot.store.moments import from_moment
from bot.store.reader import Reader
from bot.store.writer import Writer


class Tables:
    """Some tables, with the one writer and a reader."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader


def ensure_server(connection: sqlite3.Connection, server_id: int) -> None:
    """A server has a row from the first time that something of it is kept."""
    connection.execute("INSERT OR IGNORE INTO servers (id) VALUES (?)", (server_id,))


def log_edit(
    connection: sqlite3.Connection, server_id: int, edit: Edit, setting: str, *, before: str = "", after: str = ""
) -> None:
    """One line of the change log; the same transaction makes the change."""
    connection.execute(
        "INSERT INTO changes (server, at, moderator, setting, before, after) VALUES (?, ?, ?, ?, ?, ?)",
        (server_id, from_moment(edit.at), edit.moderator_id, setting, before, after),
    )


def find_tally(connection: sqlite3.Connection, tally: TallyId) -> sqlite3.Row | None:
    """The row of a tally, inside the caller's transaction."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM tallies WHERE server = ? AND campaign = ?", tally
    ).fetchone()
    return row


def cover(connection: sqlite3.Connection, entries: Iterable[tuple[int, bytes]]) -> None:
    """Write to the page where each mark belongs, whether it is there or not, and leave nothing of it behind (S24).

    A transaction that changes nothing writes nothing and does not wait for the disk: a quick answer would tell that
    there was nothing to do. Nor may a full page be split for those alone who are not there yet, and a rewrite leaves
    every page full: what is put beside the mark for a moment makes room for one more in any case.
    """
    # Nobody's: no two marks begin alike for so long. The same one may be asked for twice.
    beside = [(tally, mark[:16] + b"\xff" * 16) for tally, mark in entries]
    connection.executemany("INSERT INTO entries (tally, mark) VALUES (?, ?) ON CONFLICT DO NOTHING", beside)
    connection.executemany("DELETE FROM entries WHERE tally = ? AND mark = ?", beside)


def remove_entries(connection: sqlite3.Connection, tally: int) -> None:
    """Remove every entry of a tally. Whether there are none or a few is not to be seen by the pages written (S14)."""
    cover(connection, [(tally, bytes(32))])
    connection.execute("DELETE FROM entries WHERE tally = ?", (tally,))


def hide_number(connection: sqlite3.Connection, tally: int, now: int) -> None:
    """Show nothing until the next tick, which comes no sooner for it (S16)."""
    shown = connection.execute(
        "UPDATE tallies SET number = NULL, post_stale = 1 WHERE id = ? AND number IS NOT NULL", (tally,)
    )
    if shown.rowcount:
        keep_publication(connection, tally, now, None)


def forget_number(connection: sqlite3.Connection, tally: int, now: int) -> None:
    """Hide the number of a tally whose entries are gone, and what it was made from."""
    hide_number(connection, tally, now)
    connection.execute("UPDATE tallies SET basis = 0 WHERE id = ?", (tally,))


def keep_publication(connection: sqlite3.Connection, tally: int, at: int, number: int | None) -> None:
    """One row of the published history."""
    connection.execute("INSERT OR REPLACE INTO publications (tally, at, number) VALUES (?, ?, ?)", (tally, at, number))
