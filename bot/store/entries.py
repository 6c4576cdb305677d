"""The entries: what members add and withdraw."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from math import ceil
from typing import Final

from bot.domain.server import Edit
from bot.domain.tally import State, TallyId
from bot.store.moments import from_moment
from bot.store.tables import Tables, cover, find_tally, forget_number, log_edit, remove_entries

COVERED: Final = 100
"""In so many tallies at most `remove` covers up whether there was anything to remove (see `cover`): nobody may make the
bot write a page for every tally of its host. They are spread evenly, since neighbours mostly share a page.
"""


class Entries(Tables):
    """`EntryStore`. Nothing here tells whether an entry was there, neither what is returned nor how long it takes
    (S24, S26).
    """

    async def add(self, tally: TallyId, mark: bytes) -> bool:
        """Keep the mark if the campaign is running; on disk when this returns. False: it is not running."""
        return await self._writer.write_together(_add, (tally, mark))

    async def remove(self, marks: Iterable[tuple[TallyId, bytes]]) -> None:
        """Remove the marks, whatever state their campaigns are in, all in one transaction.

        Many are best given in the order of `tallies`.
        """
        await self._writer.write(partial(_remove, marks=tuple(marks)), erases=True)

    async def reset(self, tally: TallyId, edit: Edit) -> None:
        """Remove every entry of a tally and hide its number (S49)."""
        await self._writer.write(partial(_reset, tally=tally, edit=edit), erases=True)


def _add(connection: sqlite3.Connection, asked: Sequence[tuple[TallyId, bytes]]) -> Sequence[bool]:
    """Whether each campaign is running. A few statements for all: hundreds come in a second (`Writer`)."""
    running = {tally: _running(connection, tally) for tally in {tally for tally, _ in asked}}
    entries = [(found, mark) for tally, mark in asked if (found := running[tally]) is not None]
    cover(connection, entries)
    connection.executemany("INSERT INTO entries (tally, mark) VALUES (?, ?) ON CONFLICT DO NOTHING", entries)
    return [running[tally] is not None for tally, _ in asked]


def _running(connection: sqlite3.Connection, tally: TallyId) -> int | None:
    row = connection.execute(
        "SELECT id FROM tallies WHERE server = ? AND campaign = ? AND state = ?", (*tally, State.RUNNING)
    ).fetchone()
    return row["id"] if row else None


def _remove(connection: sqlite3.Connection, *, marks: Sequence[tuple[TallyId, bytes]]) -> None:
    for tally, mark in marks[:: ceil(len(marks) / COVERED) or 1]:
        found = connection.execute("SELECT id FROM tallies WHERE server = ? AND campaign = ?", tally).fetchone()
        if found is not None:
            cover(connection, [(found["id"], mark)])
    connection.executemany(
        "DELETE FROM entries WHERE tally = (SELECT id FROM tallies WHERE server = ? AND campaign = ?) AND mark = ?",
        [(*tally, mark) for tally, mark in marks],
    )


def _reset(connection: sqlite3.Connection, *, tally: TallyId, edit: Edit) -> None:
    found = find_tally(connection, tally)
    if found is not None:
        remove_entries(connection, found["id"])
        forget_number(connection, found["id"], from_moment(edit.at))
        log_edit(connection, tally.server_id, edit, f"{tally.campaign_id}.reset")
