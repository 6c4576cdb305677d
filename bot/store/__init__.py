"""The only SQL of the house, on SQLite.

One writer commits together whatever is waiting (`writer`); a reader that cannot write answers the rest (`reader`);
the statements stand beside the tables they belong to (`entries`, `tallies`, `servers`, `schedules`, `files`); `marks`
are all entries at once, when the key is changed. `migrate` brings a file to the version of this program; `copies` and
`backups` keep what was.
"""

from __future__ import annotations

from bot.store.sqlite import SqliteStore, open_store

__all__ = ["SqliteStore", "open_store"]
