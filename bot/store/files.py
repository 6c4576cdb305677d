"""What servers bring themselves, as texts of campaign files."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import partial

from bot.domain.server import Edit
from bot.domain.tally import TallyId
from bot.store.moments import from_moment
from bot.store.tables import Tables, ensure_server, find_tally, forget_number, log_edit, remove_entries


class Files(Tables):
    """`FileStore`."""

    async def file(self, server_id: int, campaign_id: str) -> str | None:
        """None also where the bot is not any more: somebody may still bring along its commands."""
        row = await self._reader.row(
            "SELECT text FROM files JOIN servers ON servers.id = server"
            " WHERE server = ? AND campaign = ? AND left_at IS NULL",
            server_id,
            campaign_id,
        )
        return row["text"] if row else None

    async def files(self, server_id: int) -> Sequence[tuple[str, str]]:
        """Campaign id and text of each, in the order in which they were brought; none where the bot is not any more."""
        rows = await self._reader.rows(
            "SELECT campaign, text FROM files JOIN servers ON servers.id = server"
            " WHERE server = ? AND left_at IS NULL ORDER BY files.id",
            server_id,
        )
        return [(row["campaign"], row["text"]) for row in rows]

    async def put_file(
        self,
        tally: TallyId,
        expected: str | None,
        text: str | None,
        logged: Sequence[tuple[str, str, str]],
        edit: Edit,
        *,
        whole: bool,
        anew: bool = False,
    ) -> bool:
        """Keep this text; None: nothing any more. False, and nothing is changed, when what is there is not `expected`.

        `whole`: it is a campaign of the server's own. `logged`: for each line of the change log what of the campaign
        was changed ("quote"), before, after. `anew`: remove every entry of the tally and hide its number.
        """
        return await self._writer.write(
            partial(
                _put_file,
                tally=tally,
                expected=expected,
                text=text,
                logged=tuple(logged),
                edit=edit,
                whole=whole,
                anew=anew,
            ),
            erases=anew,
        )

    async def remove_campaign(self, tally: TallyId, edit: Edit) -> None:
        """Remove a server's own campaign: its text, its entries and numbers, its schedule and what became of it."""
        await self._writer.write(partial(_remove_campaign, tally=tally, edit=edit), erases=True)


def _put_file(
    connection: sqlite3.Connection,
    *,
    tally: TallyId,
    expected: str | None,
    text: str | None,
    logged: Sequence[tuple[str, str, str]],
    edit: Edit,
    whole: bool,
    anew: bool,
) -> bool:
    found = connection.execute("SELECT text FROM files WHERE server = ? AND campaign = ?", tally).fetchone()
    if (found["text"] if found else None) != expected:
        return False
    if text is None:
        connection.execute("DELETE FROM files WHERE server = ? AND campaign = ?", tally)
    else:
        ensure_server(connection, tally.server_id)
        connection.execute(
            "INSERT INTO files (server, campaign, whole, text) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (server, campaign) DO UPDATE SET whole = excluded.whole, text = excluded.text",
            (*tally, whole, text),
        )
    for what, before, after in logged:
        log_edit(connection, tally.server_id, edit, f"{tally.campaign_id}.{what}", before=before, after=after)
    row = find_tally(connection, tally)
    if row is not None and anew:
        remove_entries(connection, row["id"])
        forget_number(connection, row["id"], from_moment(edit.at))
        log_edit(connection, tally.server_id, edit, f"{tally.campaign_id}.reset")
    if row is not None and whole:
        # The campaign message shows its name.
        connection.execute("UPDATE tallies SET post_stale = 1 WHERE id = ?", (row["id"],))
    return True


def _remove_campaign(connection: sqlite3.Connection, *, tally: TallyId, edit: Edit) -> None:
    removed = connection.execute("DELETE FROM files WHERE server = ? AND campaign = ? AND whole", tally)
    if not removed.rowcount:
        return
    for delete in (
        "DELETE FROM tallies WHERE server = ? AND campaign = ?",  # what was counted and published goes with it
        "DELETE FROM schedules WHERE server = ? AND campaign = ?",
        "DELETE FROM deliveries WHERE server = ? AND campaign = ?",
        "DELETE FROM shown WHERE server = ? AND campaign = ?",
    ):
        connection.execute(delete, tally)
    log_edit(connection, tally.server_id, edit, f"{tally.campaign_id}.removed")
    default = connection.execute(
        "UPDATE servers SET default_campaign = NULL WHERE id = ? AND default_campaign = ?", tally
    )
    if default.rowcount:
        log_edit(connection, tally.server_id, edit, "default", before=tally.campaign_id)
