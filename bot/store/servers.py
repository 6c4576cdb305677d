"""Servers: their settings, and what goes when it has been kept long enough."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from bot.domain import limits
from bot.domain.server import Edit, Server
from bot.domain.tally import State
from bot.store.moments import from_duration, from_moment
from bot.store.tables import Tables, ensure_server, forget_number, log_edit


class Servers(Tables):
    """`ServerStore`."""

    async def server(self, server_id: int) -> Server:
        """A server's settings; the defaults where it has none of its own."""
        row = await self._reader.row("SELECT * FROM servers WHERE id = ?", server_id)
        return Server(server_id, row["default_campaign"], bool(row["sharing"])) if row else Server(server_id)

    async def set_default_campaign(self, server_id: int, campaign_id: str, edit: Edit) -> None:
        """The campaign that the server's commands answer with when none is named."""
        await self._writer.write(
            partial(_set_default_campaign, server_id=server_id, campaign_id=campaign_id, edit=edit)
        )

    async def claim_share(self, server_id: int, channel_id: int, now: datetime) -> bool:
        """True once in each cooldown of a channel: who gets it may post."""
        return await self._writer.write(
            partial(_claim_share, server_id=server_id, channel_id=channel_id, now=from_moment(now))
        )

    async def present(self, server_ids: Iterable[int], now: datetime) -> None:
        """These are all the servers that the bot is in now: others are marked as left, these as not."""
        await self._writer.write(partial(_present, server_ids=json.dumps(list(server_ids)), now=from_moment(now)))

    async def joined(self, server_id: int) -> None:
        await self._writer.write(partial(_joined, server_id=server_id))

    async def left(self, server_id: int, now: datetime) -> None:
        """From now on the time counts after which everything of the server goes (S12)."""
        await self._writer.write(partial(_left, server_id=server_id, now=from_moment(now)))

    async def purge(self, now: datetime) -> None:
        """Remove what has been kept long enough (S12)."""
        await self._writer.write(partial(_purge, now=from_moment(now)), erases=bool)


def _set_default_campaign(connection: sqlite3.Connection, *, server_id: int, campaign_id: str, edit: Edit) -> None:
    ensure_server(connection, server_id)
    (before,) = connection.execute("SELECT default_campaign FROM servers WHERE id = ?", (server_id,)).fetchone()
    connection.execute("UPDATE servers SET default_campaign = ? WHERE id = ?", (campaign_id, server_id))
    log_edit(connection, server_id, edit, "default", before=before or "", after=campaign_id)


def _claim_share(connection: sqlite3.Connection, *, server_id: int, channel_id: int, now: int) -> bool:
    ensure_server(connection, server_id)
    claimed = connection.execute(
        "INSERT INTO shares (server, channel, at) VALUES (?, ?, ?)"
        " ON CONFLICT (server, channel) DO UPDATE SET at = excluded.at WHERE at <= excluded.at - ?",
        (server_id, channel_id, now, from_duration(limits.SHARE_COOLDOWN)),
    )
    return claimed.rowcount == 1


def _present(connection: sqlite3.Connection, *, server_ids: str, now: int) -> None:
    connection.execute(
        "UPDATE servers SET left_at = ? WHERE left_at IS NULL AND id NOT IN (SELECT value FROM json_each(?))",
        (now, server_ids),
    )
    connection.execute(
        "UPDATE servers SET left_at = NULL WHERE left_at IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
        (server_ids,),
    )


def _joined(connection: sqlite3.Connection, *, server_id: int) -> None:
    connection.execute("UPDATE servers SET left_at = NULL WHERE id = ?", (server_id,))


def _left(connection: sqlite3.Connection, *, server_id: int, now: int) -> None:
    connection.execute("UPDATE servers SET left_at = ? WHERE id = ? AND left_at IS NULL", (now, server_id))


def _purge(connection: sqlite3.Connection, *, now: int) -> bool:
    """Whether anything was removed; of entries not even this function knows how many (S18)."""
    old = (
        ("DELETE FROM servers WHERE left_at <= ?", limits.KEEP_REMOVED_SERVER),
        ("DELETE FROM changes WHERE at <= ?", limits.KEEP_CHANGES),
        ("DELETE FROM shares WHERE at <= ?", limits.SHARE_COOLDOWN),
    )
    removed = False
    for delete, age in old:
        removed |= connection.execute(delete, (now - from_duration(age),)).rowcount > 0
    ended = connection.execute(
        "SELECT id FROM tallies WHERE state = ? AND since <= ?",
        (State.ENDED, now - from_duration(limits.KEEP_ENTRIES_AFTER_END)),
    )
    for (tally,) in ended.fetchall():
        removed |= connection.execute("DELETE FROM entries WHERE tally = ?", (tally,)).rowcount > 0
        forget_number(connection, tally, now)
    return removed
