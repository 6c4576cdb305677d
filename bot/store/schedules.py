"""What is posted at set times, and what became of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, time
from functools import partial
from typing import Final

from bot.domain.schedule import Content, Delivery, Kind, Outcome, Planned, Schedule
from bot.domain.server import Edit
from bot.domain.tally import State, TallyId
from bot.store.moments import from_moment, to_moment
from bot.store.tables import Tables, ensure_server, log_edit

SCHEDULED: Final = (Kind.QUOTE, Kind.FACT, Kind.RESOURCE)


class Schedules(Tables):
    """`ScheduleStore`. A server that the bot has left keeps its schedules until the purge; nothing is posted there."""

    async def planned(self, tally: TallyId) -> Planned | None:
        row = await self._reader.row("SELECT * FROM schedules WHERE server = ? AND campaign = ?", *tally)
        return read_planned(row) if row else None

    async def all_planned(self) -> Sequence[Planned]:
        """Every schedule of this host."""
        return [read_planned(row) for row in await self._reader.rows("SELECT * FROM schedules")]

    async def set_schedule(
        self, tally: TallyId, schedule: Schedule | None, due: datetime, edit: Edit
    ) -> tuple[Schedule | None, Planned | None]:
        """Post this from now on, the next time at `due`; None: nothing any more.

        Gives the schedule before, and what is planned now: one with the times of the one before keeps its next post,
        also one that is claimed already, which is claimed anew. The same schedule once more changes nothing.
        """
        return await self._writer.write(partial(_set_schedule, tally=tally, schedule=schedule, due=due, edit=edit))

    async def due_schedules(self, now: datetime) -> Sequence[tuple[Planned, State | None]]:
        """Schedules whose next post has come, with the state of their campaign, in servers that the bot is in."""
        rows = await self._reader.rows(
            "SELECT schedules.*, state FROM schedules JOIN servers ON servers.id = schedules.server"
            " LEFT JOIN tallies ON tallies.server = schedules.server AND tallies.campaign = schedules.campaign"
            " WHERE due_at <= ? AND left_at IS NULL ORDER BY due_at",
            from_moment(now),
        )
        return [(read_planned(row), State(row["state"]) if row["state"] else None) for row in rows]

    async def advance(self, planned: Planned, due: datetime, delivery: Delivery | None) -> Delivery | None:
        """The next post comes at `due`; what becomes of this one is kept in the same transaction.

        Gives the delivery with its id. None when there is none, or somebody else was faster, also with changing it.
        """
        return await self._writer.write(partial(_advance, planned=planned, due=due, delivery=delivery))

    async def open_deliveries(self) -> Sequence[Delivery]:
        """Posts that are claimed or being sent, in servers that the bot is in."""
        rows = await self._reader.rows(
            "SELECT deliveries.* FROM deliveries JOIN servers ON servers.id = server"
            " WHERE state IN (?, ?) AND left_at IS NULL ORDER BY due_at, deliveries.id",
            Outcome.CLAIMED,
            Outcome.SENDING,
        )
        return [_delivery(row) for row in rows]

    async def sending(self, delivery: Delivery, since: datetime) -> bool:
        """Note, before Discord is asked, that a post may have arrived from `since` on.

        False: a moderator does not want it any more, or somebody else was faster.
        """
        return await self._writer.write(partial(_sending, delivery=delivery, since=from_moment(since)))

    async def settle(self, delivery: Delivery, outcome: Outcome, now: datetime) -> None:
        """What has become of an open post. One that was sent, or may have been, counts as shown.

        One of which nothing was known may be settled later, by whoever was sending it.
        """
        await self._writer.write(partial(_settle, delivery=delivery, outcome=outcome, now=from_moment(now)))

    async def last_shown(self, tally: TallyId) -> Sequence[tuple[Kind, str, datetime]]:
        """Kind and id of each item that a schedule has posted or is to post, and when last; the oldest first."""
        rows = await self._reader.rows(
            "SELECT kind, item, at FROM shown WHERE server = ? AND campaign = ?"
            " UNION ALL SELECT kind, item, since FROM deliveries"
            " WHERE server = ? AND campaign = ? AND state IN (?, ?) AND kind <> ? ORDER BY at",
            *tally,
            *tally,
            Outcome.CLAIMED,
            Outcome.SENDING,
            Kind.MILESTONE,
        )
        return [(Kind(row["kind"]), row["item"], to_moment(row["at"])) for row in rows]

    async def troubles(self, server_id: int, since: datetime) -> Sequence[Delivery]:
        """Posts that were due since then and did not come, or may not have come; the newest first."""
        rows = await self._reader.rows(
            "SELECT * FROM deliveries WHERE server = ? AND due_at >= ? AND state IN (?, ?, ?)"
            " ORDER BY due_at DESC, id DESC",
            server_id,
            from_moment(since),
            Outcome.MISSED,
            Outcome.REFUSED,
            Outcome.UNCERTAIN,
        )
        return [_delivery(row) for row in rows]


def leave_open_posts(connection: sqlite3.Connection, now: int) -> None:
    """Whatever became of the posts that are open here, it is not known: none is sent, and moderators are told."""
    opened = "SELECT * FROM deliveries WHERE state IN (?, ?)"
    for row in connection.execute(opened, (Outcome.CLAIMED, Outcome.SENDING)).fetchall():
        _settle(connection, delivery=_delivery(row), outcome=Outcome.UNCERTAIN, now=now)


def keep_delivery(connection: sqlite3.Connection, delivery: Delivery) -> Delivery | None:
    """A new delivery, with its id. None: it is there already, and nothing is changed."""
    kept = connection.execute(
        "INSERT INTO deliveries (server, campaign, channel, kind, item, due_at, since, state)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING *",
        (
            *delivery.tally,
            delivery.channel_id,
            delivery.kind,
            delivery.item,
            from_moment(delivery.due),
            from_moment(delivery.since),
            delivery.outcome,
        ),
    ).fetchone()
    return _delivery(kept) if kept else None


def take_back(
    connection: sqlite3.Connection, tally: TallyId, kinds: Sequence[Kind], now: datetime
) -> Sequence[datetime]:
    """Open posts of these kinds are not wanted any more. Gives when those were due that were only claimed.

    One that is being sent cannot be taken back: it may have arrived. It is not sent again, and moderators are told.
    """
    rows = connection.execute(
        "SELECT * FROM deliveries WHERE server = ? AND campaign = ? AND state IN (?, ?)",
        (*tally, Outcome.CLAIMED, Outcome.SENDING),
    )
    found = [delivery for delivery in map(_delivery, rows.fetchall()) if delivery.kind in kinds]
    for delivery in found:
        if delivery.outcome is Outcome.SENDING:
            _settle(connection, delivery=delivery, outcome=Outcome.UNCERTAIN, now=from_moment(now))
        else:
            connection.execute("DELETE FROM deliveries WHERE id = ?", (delivery.id,))
    return [delivery.due for delivery in found if delivery.outcome is Outcome.CLAIMED]


def read_planned(row: sqlite3.Row) -> Planned:
    """A row of `schedules`."""
    schedule = Schedule(
        channel_id=row["channel"],
        days=frozenset(day for day in range(7) if row["days"] & 1 << day),
        at=time(*divmod(row["minute"], 60)),
        zone=row["zone"],
        content=Content(row["content"]),
    )
    return Planned(TallyId(row["server"], row["campaign"]), schedule, to_moment(row["due_at"]))


def _columns(schedule: Schedule) -> tuple[int, int, int, str, str]:
    """Channel, days, minute, zone and content."""
    days = sum(1 << day for day in schedule.days)
    return schedule.channel_id, days, schedule.at.hour * 60 + schedule.at.minute, schedule.zone, schedule.content


def _delivery(row: sqlite3.Row) -> Delivery:
    return Delivery(
        id=row["id"],
        tally=TallyId(row["server"], row["campaign"]),
        channel_id=row["channel"],
        kind=Kind(row["kind"]),
        item=row["item"],
        due=to_moment(row["due_at"]),
        since=to_moment(row["since"]),
        outcome=Outcome(row["state"]),
    )


def _set_schedule(
    connection: sqlite3.Connection, *, tally: TallyId, schedule: Schedule | None, due: datetime, edit: Edit
) -> tuple[Schedule | None, Planned | None]:
    row = connection.execute("SELECT * FROM schedules WHERE server = ? AND campaign = ?", tally).fetchone()
    planned = read_planned(row) if row else None
    before = planned.schedule if planned else None
    if schedule == before:
        return before, planned
    taken_back = take_back(connection, tally, SCHEDULED, edit.at)
    if schedule is not None:
        if planned and planned.schedule.times == schedule.times:
            due = min([planned.due, *taken_back])
        ensure_server(connection, tally.server_id)
        connection.execute(
            "INSERT OR REPLACE INTO schedules (server, campaign, channel, days, minute, zone, content, due_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*tally, *_columns(schedule), from_moment(due)),
        )
    else:
        connection.execute("DELETE FROM schedules WHERE server = ? AND campaign = ?", tally)
    log_edit(
        connection,
        tally.server_id,
        edit,
        f"{tally.campaign_id}.schedule",
        before=str(before or ""),
        after=str(schedule or ""),
    )
    return before, Planned(tally, schedule, due) if schedule else None


def _advance(
    connection: sqlite3.Connection, *, planned: Planned, due: datetime, delivery: Delivery | None
) -> Delivery | None:
    moved = connection.execute(
        "UPDATE schedules SET due_at = ? WHERE server = ? AND campaign = ? AND channel = ? AND days = ? AND minute = ?"
        " AND zone = ? AND content = ? AND due_at = ?",
        (from_moment(due), *planned.tally, *_columns(planned.schedule), from_moment(planned.due)),
    )
    return keep_delivery(connection, delivery) if moved.rowcount and delivery else None


def _sending(connection: sqlite3.Connection, *, delivery: Delivery, since: int) -> bool:
    marked = connection.execute(
        "UPDATE deliveries SET state = ?, since = ? WHERE id = ? AND state = ? AND since = ?",
        (Outcome.SENDING, since, delivery.id, delivery.outcome, from_moment(delivery.since)),
    )
    return marked.rowcount == 1


def _settle(connection: sqlite3.Connection, *, delivery: Delivery, outcome: Outcome, now: int) -> None:
    settled = connection.execute(
        "UPDATE deliveries SET state = ? WHERE id = ? AND state IN (?, ?, ?)",
        (outcome, delivery.id, Outcome.CLAIMED, Outcome.SENDING, Outcome.UNCERTAIN),
    )
    if settled.rowcount and outcome in (Outcome.SENT, Outcome.UNCERTAIN) and delivery.kind is not Kind.MILESTONE:
        connection.execute(
            "INSERT OR REPLACE INTO shown (server, campaign, kind, item, at) VALUES (?, ?, ?, ?, ?)",
            (*delivery.tally, delivery.kind, delivery.item, now),
        )
