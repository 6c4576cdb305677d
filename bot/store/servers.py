"""Servers: their settings, and what goes when it has been kept long enough."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from bot.domain import limits
from bot.domain.server import Change, Edit, Server
from bot.domain.tally import State
from bot.store.moments import from_duration, from_moment, to_moment
from bot.store.tables import Tables, ensure_server, forget_number, log_edit

_SETTING: Final = {"default_campaign": "default"}
"""What a field of `Server` is called in the change log, where that is not its own name."""


class Servers(Tables):
    """`ServerStore`."""

    async def server(self, server_id: int) -> Server:
        """A server's settings; the defaults where it has none of its own."""
        row = await self._reader.row("SELECT * FROM servers WHERE id = ?", server_id)
        return _server(row) if row else Server(server_id)

    async def set_default_campaign(self, server_id: int, campaign_id: str, edit: Edit) -> Server:
        """The campaign that the server's commands answer with when none is named. Gives the settings before."""
        return await self._change(server_id, edit, default_campaign=campaign_id)

    async def set_sharing(self, server_id: int, *, sharing: bool, edit: Edit) -> Server:
        """Whether members may post what they read. Gives the settings before."""
        return await self._change(server_id, edit, sharing=sharing)

    async def set_total(self, server_id: int, *, total: bool, edit: Edit) -> Server:
        """Whether the server takes part in the total (S21). Gives the settings before."""
        return await self._change(server_id, edit, total=total)

    async def set_language(self, server_id: int, language: str | None, edit: Edit) -> Server:
        """The language of public messages; none of them is in it yet. Gives the settings before."""
        return await self._change(server_id, edit, language=language)

    async def set_country(self, server_id: int, country: str | None, edit: Edit) -> Server:
        """The country that is offered first. Gives the settings before."""
        return await self._change(server_id, edit, country=country)

    async def _change(self, server_id: int, edit: Edit, **changed: str | bool | None) -> Server:
        return await self._writer.write(partial(_change, server_id=server_id, edit=edit, changed=changed))

    async def changes(self, server_id: int, limit: int, offset: int = 0) -> tuple[Sequence[Change], int]:
        """Lines of the change log, the newest first, and how many there are in all."""
        lines = await self._reader.rows(
            "SELECT * FROM changes WHERE server = ? ORDER BY at DESC, rowid DESC LIMIT ? OFFSET ?",
            server_id,
            limit,
            offset,
        )
        every = await self._reader.row("SELECT COUNT(*) AS lines FROM changes WHERE server = ?", server_id)
        return [_line(row) for row in lines], every["lines"] if every else 0

    async def erase(self, server_id: int) -> None:
        """Remove everything about a server, so that nothing of it is left in the files (S10, S12)."""
        await self._writer.write(partial(_erase, server_id=server_id), erases=True)

    def slow(self) -> bool:
        """Whether the database took long for a write in the last minutes."""
        return self._writer.slow()

    async def claim_share(self, server_id: int, channel_id: int, now: datetime) -> bool:
        """True once in each cooldown of a channel: who gets it may post."""
        return await self._writer.write(
            partial(_claim_share, server_id=server_id, channel_id=channel_id, now=from_moment(now))
        )

    async def present(self, server_ids: Iterable[int], now: datetime) -> None:
        """These are all the servers that the bot is in now: others are marked as left, these as not."""
        work = partial(_present, server_ids=json.dumps(list(server_ids)), now=from_moment(now))
        await self._writer.write(work, erases=False)

    async def joined(self, server_id: int) -> None:
        await self._writer.write(partial(_joined, server_id=server_id))

    async def left(self, server_id: int, now: datetime) -> None:
        """From now on the time counts after which everything of the server goes (S12)."""
        await self._writer.write(partial(_left, server_id=server_id, now=from_moment(now)))

    async def purge(self, now: datetime) -> None:
        """Remove what has been kept long enough (S12)."""
        await self._writer.write(partial(_purge, now=from_moment(now)), erases=bool)


def _server(row: sqlite3.Row) -> Server:
    return Server(
        id=row["id"],
        default_campaign=row["default_campaign"],
        sharing=bool(row["sharing"]),
        total=bool(row["total"]),
        language=row["language"],
        country=row["country"],
    )


def _line(row: sqlite3.Row) -> Change:
    return Change(
        moderator_id=row["moderator"],
        at=to_moment(row["at"]),
        setting=row["setting"],
        before=row["before"],
        after=row["after"],
    )


def _change(
    connection: sqlite3.Connection, *, server_id: int, edit: Edit, changed: Mapping[str, str | bool | None]
) -> Server:
    """Change fields of `Server`, and give all as they were. What was so already leaves no line in the change log."""
    ensure_server(connection, server_id)
    before = _server(connection.execute("SELECT * FROM servers WHERE id = ?", (server_id,)).fetchone())
    after = replace(before, **changed)
    connection.execute(
        "UPDATE servers SET default_campaign = ?, sharing = ?, total = ?, language = ?, country = ? WHERE id = ?",
        (after.default_campaign, after.sharing, after.total, after.language, after.country, server_id),
    )
    for field in changed:
        old, new = _logged(getattr(before, field)), _logged(getattr(after, field))
        if old != new:
            log_edit(connection, server_id, edit, _SETTING.get(field, field), before=old, after=new)
    if after.language != before.language:
        connection.execute("UPDATE tallies SET post_stale = 1 WHERE server = ?", (server_id,))
    return before


def _logged(value: object) -> str:
    """As the change log has it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return "" if value is None else str(value)


def _erase(connection: sqlite3.Connection, *, server_id: int) -> None:
    connection.execute("DELETE FROM servers WHERE id = ?", (server_id,))


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
    _date_anew(connection, now)
    old = (
        ("DELETE FROM servers WHERE left_at <= ?", limits.KEEP_REMOVED_SERVER),
        ("DELETE FROM changes WHERE at <= ?", limits.KEEP_CHANGES),
        ("DELETE FROM shares WHERE at <= ?", limits.SHARE_COOLDOWN),
        ("DELETE FROM deliveries WHERE due_at <= ? AND state NOT IN ('claimed', 'sending')", limits.KEEP_DELIVERIES),
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


def _date_anew(connection: sqlite3.Connection, now: int) -> None:
    """What a clock that was wrong has dated far ahead counts from now on, or it would be kept, or hold, until then."""
    ahead = (
        ("UPDATE servers SET left_at = ? WHERE left_at > ?", limits.KEEP_REMOVED_SERVER),
        ("UPDATE tallies SET since = ? WHERE since > ?", limits.KEEP_ENTRIES_AFTER_END),
        ("UPDATE tallies SET no_file_since = ? WHERE no_file_since > ?", limits.KEEP_WITHOUT_FILE),
        ("UPDATE changes SET at = ? WHERE at > ?", limits.KEEP_CHANGES),
        ("UPDATE shares SET at = ? WHERE at > ?", limits.SHARE_COOLDOWN),
        ("UPDATE OR REPLACE deliveries SET due_at = ? WHERE due_at > ?", limits.KEEP_DELIVERIES),
        # The next tick then comes a whole cadence from now: at no moment that anybody chose (S16).
        ("UPDATE tallies SET published_at = ? WHERE published_at > ?", limits.CLOCK_STEP),
        ("UPDATE OR REPLACE publications SET at = ? WHERE at > ?", limits.CLOCK_STEP),  # the last of them stays
        ("UPDATE shown SET at = ? WHERE at > ?", limits.CLOCK_STEP),
    )
    for update, age in ahead:
        connection.execute(update, (now, now + from_duration(age)))
