"""What the parts of the store have in common."""

from __future__ import annotations

import sqlite3

from bot.domain.tally import TallyId
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


def find_tally(connection: sqlite3.Connection, tally: TallyId) -> sqlite3.Row | None:
    """The row of a tally, inside the caller's transaction."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM tallies WHERE server = ? AND campaign = ?", tally
    ).fetchone()
    return row


def forget_number(connection: sqlite3.Connection, tally: int, now: int) -> None:
    """Hide the number of a tally whose entries are gone. `published_at` stays: its next tick comes no sooner (S16)."""
    shown = connection.execute(
        "UPDATE tallies SET number = NULL, post_stale = 1 WHERE id = ? AND number IS NOT NULL", (tally,)
    )
    if shown.rowcount:
        keep_publication(connection, tally, now, None)
    connection.execute("UPDATE tallies SET basis = 0 WHERE id = ?", (tally,))


def keep_publication(connection: sqlite3.Connection, tally: int, at: int, number: int | None) -> None:
    """One row of the published history."""
    connection.execute("INSERT OR REPLACE INTO publications (tally, at, number) VALUES (?, ?, ?)", (tally, at, number))
