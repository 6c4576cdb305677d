"""Campaigns in servers, and what was published."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from bot.domain import limits
from bot.domain.schedule import Delivery, Kind, Outcome
from bot.domain.server import Edit, Post, Tally
from bot.domain.tally import (
    Publication,
    PublishingRule,
    Rules,
    State,
    TallyId,
    first_publication,
    milestone,
    next_tick,
    on_the_edge,
)
from bot.store.moments import from_duration, from_moment, to_duration, to_moment
from bot.store.schedules import keep_delivery, take_back
from bot.store.tables import Tables, ensure_server, find_tally, hide_number, keep_publication, log_edit

_SHOWN_LAST: Final = (
    "SELECT publications.number FROM publications JOIN tallies ON tallies.id = tally"
    " WHERE server = ? AND campaign = ? AND publications.number IS NOT NULL ORDER BY at DESC LIMIT 1"
)


class Tallies(Tables):
    """`TallyStore`. A server that the bot has left keeps its tallies until the purge; nothing is published there."""

    async def tallies(self) -> Sequence[TallyId]:
        """Every tally of this host, whatever its state, in the order in which they were started."""
        rows = await self._reader.rows("SELECT server, campaign FROM tallies ORDER BY id")
        return [TallyId(row["server"], row["campaign"]) for row in rows]

    async def tallies_of(self, server_id: int) -> Sequence[Tally]:
        """The tallies of a server, in the order in which they were started."""
        rows = await self._reader.rows("SELECT * FROM tallies WHERE server = ? ORDER BY id", server_id)
        return [_tally(row) for row in rows]

    async def tally(self, tally: TallyId) -> Tally | None:
        row = await self._reader.row("SELECT * FROM tallies WHERE server = ? AND campaign = ?", *tally)
        return _tally(row) if row else None

    async def change_state(
        self, tally: TallyId, possible: Collection[State | None], after: State, edit: Edit
    ) -> tuple[State | None, Tally | None]:
        """Change the state if the one before is among the `possible`. Gives the one before, and the tally as it is now.

        A tally that does not exist yet (None) is made, with `first_publication`. One that had ended, or whose next tick
        is past, shows no number until then: people may have withdrawn since. A tick that is past comes a whole cadence
        from now, so that nobody brings one about at a moment of their choice (S16).
        """
        return await self._writer.write(partial(_change_state, tally=tally, possible=possible, after=after, edit=edit))

    async def end_others(self, campaigns: Collection[str], now: datetime) -> int:
        """End the tallies of campaigns that have not been among these for `limits.KEEP_WITHOUT_FILE`.

        Gives how many were ended now. One that is among them again before goes on.
        """
        return await self._writer.write(
            partial(_end_others, campaigns=json.dumps(list(campaigns)), now=from_moment(now))
        )

    async def set_post(self, tally: TallyId, post: Post, edit: Edit) -> Post | None:
        """Where the campaign message stands from now on. Gives where it stood before."""
        return await self._writer.write(partial(_set_post, tally=tally, post=post, edit=edit))

    async def move_post(self, tally: TallyId, old: Post, new: Post | None) -> bool:
        """The message at `old` stands at `new` now, or is gone. False: a moderator has placed another one meanwhile."""
        return await self._writer.write(partial(_move_post, tally=tally, old=old, new=new))

    async def due(self, now: datetime) -> Sequence[Tally]:
        """Running tallies whose next tick has come."""
        rows = await self._reader.rows(
            "SELECT tallies.* FROM tallies JOIN servers ON servers.id = server WHERE state = ? AND left_at IS NULL",
            State.RUNNING,
        )
        return [_tally(row) for row in rows if next_tick(_publication(row), _rules(row)) <= now]

    async def set_rules(self, tally: TallyId, rules: Rules, edit: Edit) -> Rules | None:
        """Make the rules of counting stricter; a published number below the new threshold is hidden at once.

        Gives the rules before. What would be laxer than those stays as it is (S14, S16). None: there is no such tally.
        """
        return await self._writer.write(partial(_set_rules, tally=tally, rules=rules, edit=edit))

    async def set_milestones(self, tally: TallyId, *, posted: bool, edit: Edit) -> bool:
        """Whether milestones are posted. Gives what was set before."""
        return await self._writer.write(partial(_set_milestones, tally=tally, posted=posted, edit=edit))

    async def published_numbers(self, campaign_id: str) -> Sequence[int]:
        """The numbers that running tallies of this campaign show, in the servers that take part in the total (S21).

        A server's own campaign that goes by the same id is another one.
        """
        rows = await self._reader.rows(
            "SELECT number FROM tallies JOIN servers ON servers.id = server"
            " WHERE campaign = ? AND state = ? AND number IS NOT NULL AND total AND left_at IS NULL AND NOT EXISTS ("
            "SELECT 1 FROM files WHERE files.server = servers.id AND files.campaign = tallies.campaign AND whole)",
            campaign_id,
            State.RUNNING,
        )
        return [row["number"] for row in rows]

    async def tick(self, tally: TallyId, last: Publication, rule: PublishingRule) -> Publication | None:
        """Count, apply the rule and keep its result, in one transaction: the one place that reads the count (S18).

        None when `last` is no longer the last publication (somebody else was faster) or the campaign does not run now.
        The rule may be called twice, if the transaction has to be tried again.
        """
        return await self._writer.write(partial(_tick, tally=tally, last=last, rule=rule))

    async def shown_last(self, tally: TallyId) -> int | None:
        """The last number that was published, hidden since or not; None: none ever was."""
        row = await self._reader.row(_SHOWN_LAST, *tally)
        return row["number"] if row else None

    async def history(self, tally: TallyId, limit: int) -> Sequence[Publication]:
        """The publications that changed the number, newest first. Their `basis` is 0: it is not kept."""
        rows = await self._reader.rows(
            "SELECT at, publications.number FROM publications JOIN tallies ON tallies.id = tally"
            " WHERE server = ? AND campaign = ? ORDER BY at DESC LIMIT ?",
            *tally,
            limit,
        )
        return [Publication(at=to_moment(row["at"]), basis=0, number=row["number"]) for row in rows]

    async def stale_posts(self) -> Sequence[Tally]:
        """Tallies whose campaign message does not show yet what holds."""
        rows = await self._reader.rows(
            "SELECT tallies.* FROM tallies JOIN servers ON servers.id = server"
            " WHERE post_stale AND message IS NOT NULL AND left_at IS NULL"
        )
        return [_tally(row) for row in rows]

    async def post_refreshed(self, shown: Tally) -> None:
        """The campaign message shows this now; it stays stale when something else holds meanwhile."""
        await self._writer.write(partial(_post_refreshed, shown=shown))


def _tally(row: sqlite3.Row) -> Tally:
    return Tally(
        id=TallyId(row["server"], row["campaign"]),
        state=State(row["state"]),
        since=to_moment(row["since"]),
        rules=_rules(row),
        publication=_publication(row),
        post=_post(row),
        milestones=bool(row["milestones"]),
    )


def _rules(row: sqlite3.Row) -> Rules:
    return Rules(threshold=row["threshold"], slowest=to_duration(row["slowest"]))


def _post(row: sqlite3.Row) -> Post | None:
    return None if row["channel"] is None else Post(row["channel"], row["message"])


def _publication(row: sqlite3.Row) -> Publication:
    return Publication(at=to_moment(row["published_at"]), basis=row["basis"], number=row["number"])


def _change_state(
    connection: sqlite3.Connection,
    *,
    tally: TallyId,
    possible: Collection[State | None],
    after: State,
    edit: Edit,
) -> tuple[State | None, Tally | None]:
    row = find_tally(connection, tally)
    before = State(row["state"]) if row else None
    if before not in possible:
        return before, _tally(row) if row else None
    if row is None:
        _make(connection, tally, edit.at)
    else:
        missed = next_tick(_publication(row), _rules(row)) <= edit.at
        if missed or before is State.ENDED:
            hide_number(connection, row["id"], from_moment(edit.at))
        if missed and after is State.RUNNING:
            connection.execute("UPDATE tallies SET published_at = ? WHERE id = ?", (from_moment(edit.at), row["id"]))
    connection.execute(
        "UPDATE tallies SET state = ?, since = ?, post_stale = 1 WHERE server = ? AND campaign = ?",
        (after, from_moment(edit.at), *tally),
    )
    log_edit(connection, tally.server_id, edit, f"{tally.campaign_id}.state", before=before or "", after=after)
    changed = find_tally(connection, tally)
    return before, _tally(changed) if changed else None


def _end_others(connection: sqlite3.Connection, *, campaigns: str, now: int) -> int:
    """A campaign of a server's own has its file in the database."""
    connection.execute(
        "UPDATE tallies SET no_file_since = NULL, post_stale = 1"
        " WHERE no_file_since IS NOT NULL AND (campaign IN (SELECT value FROM json_each(?)) OR EXISTS"
        " (SELECT 1 FROM files WHERE files.server = tallies.server AND files.campaign = tallies.campaign AND whole))",
        (campaigns,),
    )
    connection.execute(
        "UPDATE tallies SET no_file_since = ?, post_stale = 1"
        " WHERE no_file_since IS NULL AND campaign NOT IN (SELECT value FROM json_each(?)) AND NOT EXISTS"
        " (SELECT 1 FROM files WHERE files.server = tallies.server AND files.campaign = tallies.campaign AND whole)",
        (now, campaigns),
    )
    ended = connection.execute(
        "UPDATE tallies SET state = ?, since = ?, post_stale = 1 WHERE state <> ? AND no_file_since <= ?",
        (State.ENDED, now, State.ENDED, now - from_duration(limits.KEEP_WITHOUT_FILE)),
    )
    return ended.rowcount


def _make(connection: sqlite3.Connection, tally: TallyId, now: datetime) -> None:
    ensure_server(connection, tally.server_id)
    rules, first = Rules(), first_publication(now)
    connection.execute(
        "INSERT INTO tallies (server, campaign, state, since, threshold, slowest, published_at, basis, number)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *tally,
            State.RUNNING,
            from_moment(now),
            rules.threshold,
            from_duration(rules.slowest),
            from_moment(first.at),
            first.basis,
            first.number,
        ),
    )


def _set_post(connection: sqlite3.Connection, *, tally: TallyId, post: Post, edit: Edit) -> Post | None:
    row = find_tally(connection, tally)
    if row is None:
        return None
    before = _post(row)
    connection.execute(
        "UPDATE tallies SET channel = ?, message = ?, post_stale = 1 WHERE server = ? AND campaign = ?",
        (post.channel_id, post.message_id, *tally),
    )
    log_edit(connection, tally.server_id, edit, f"{tally.campaign_id}.post", before=_place(before), after=_place(post))
    return before


def _set_rules(connection: sqlite3.Connection, *, tally: TallyId, rules: Rules, edit: Edit) -> Rules | None:
    row = find_tally(connection, tally)
    if row is None:
        return None
    before = _rules(row)
    after = before.stricter(rules)
    if after.threshold != before.threshold and on_the_edge(after.threshold, _shown_last(connection, tally)):
        after = replace(after, threshold=before.threshold)
    if after == before:
        return before
    connection.execute(
        "UPDATE tallies SET threshold = ?, slowest = ?, post_stale = 1 WHERE id = ?",
        (after.threshold, from_duration(after.slowest), row["id"]),
    )
    if row["number"] is not None and row["number"] < after.threshold:
        hide_number(connection, row["id"], from_moment(edit.at))
    for setting, old, new in (
        ("threshold", before.threshold, after.threshold),
        ("cadence", int(before.slowest.total_seconds()), int(after.slowest.total_seconds())),
    ):
        if old != new:
            name = f"{tally.campaign_id}.{setting}"
            log_edit(connection, tally.server_id, edit, name, before=str(old), after=str(new))
    return before


def _shown_last(connection: sqlite3.Connection, tally: TallyId) -> int | None:
    row = connection.execute(_SHOWN_LAST, tally).fetchone()
    return row["number"] if row else None


def _set_milestones(connection: sqlite3.Connection, *, tally: TallyId, posted: bool, edit: Edit) -> bool:
    row = find_tally(connection, tally)
    before = row is not None and bool(row["milestones"])
    if row is not None and before is not posted:
        connection.execute("UPDATE tallies SET milestones = ? WHERE id = ?", (posted, row["id"]))
        old, new = ("off", "on") if posted else ("on", "off")
        log_edit(connection, tally.server_id, edit, f"{tally.campaign_id}.milestones", before=old, after=new)
        if not posted:
            take_back(connection, tally, [Kind.MILESTONE], edit.at)
    return before


def _place(post: Post | None) -> str:
    """As the change log has it: nothing, a channel, or a channel and a message."""
    if post is None:
        return ""
    return str(post.channel_id) if post.message_id is None else f"{post.channel_id}/{post.message_id}"


def _move_post(connection: sqlite3.Connection, *, tally: TallyId, old: Post, new: Post | None) -> bool:
    channel, message = (new.channel_id, new.message_id) if new else (old.channel_id, None)
    moved = connection.execute(
        "UPDATE tallies SET channel = ?, message = ? WHERE server = ? AND campaign = ? AND channel = ? AND message = ?",
        (channel, message, *tally, old.channel_id, old.message_id),
    )
    return moved.rowcount == 1


def _tick(
    connection: sqlite3.Connection, *, tally: TallyId, last: Publication, rule: PublishingRule
) -> Publication | None:
    row = find_tally(connection, tally)
    if row is None or row["state"] != State.RUNNING or _publication(row) != last:
        return None
    made = rule(last, _rules(row), _exact_count(connection, row["id"]))
    at = from_moment(made.at)
    connection.execute(
        "UPDATE tallies SET published_at = ?, basis = ?, number = ?, post_stale = 1 WHERE id = ?",
        (at, made.basis, made.number, row["id"]),
    )
    if made.number != last.number:
        keep_publication(connection, row["id"], at, made.number)
    reached = milestone(made.number or 0)
    if reached > row["milestone"]:
        _keep_milestone(connection, row, reached, made.at)
    return made


def _keep_milestone(connection: sqlite3.Connection, row: sqlite3.Row, reached: int, now: datetime) -> None:
    """One reached for the first time: its post is claimed where it is wanted, and waits until there is a place."""
    tally = _tally(row)
    if tally.milestones:
        if tally.post is None:
            return
        channel = tally.post.channel_id
        claim = Delivery(0, tally.id, channel, Kind.MILESTONE, str(reached), now, now, Outcome.CLAIMED)
        keep_delivery(connection, claim)
    connection.execute("UPDATE tallies SET milestone = ? WHERE id = ?", (reached, row["id"]))


def _exact_count(connection: sqlite3.Connection, tally: int) -> int:
    """Nothing else counts entries (S18), in no other way (S19)."""
    (count,) = connection.execute("SELECT COUNT(*) FROM entries WHERE tally = ?", (tally,)).fetchone()
    return int(count)


def _post_refreshed(connection: sqlite3.Connection, *, shown: Tally) -> None:
    row = find_tally(connection, shown.id)
    if row is not None and _tally(row) == shown:
        connection.execute("UPDATE tallies SET post_stale = 0 WHERE id = ?", (row["id"],))
