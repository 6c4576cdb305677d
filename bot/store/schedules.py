"""What is posted at set times, and what became of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, time
from functools import partial

from bot.domain.schedule import Content, Delivery, Kind, Outcome, Planned, Schedule
from bot.domain.server import Edit
from bot.domain.tally import State, TallyId
from bot.store.moments import from_moment, to_moment
from bot.store.tables import Tables, ensure_server, log_edit


class Schedules(Tables):
    """`ScheduleStore`. A server that the bot has left keeps its schedules until the purge; nothing is posted there."""

    async def planned(self, tally: TallyId) -> Planned | None:
        row = await self._reader.row("SELECT * FROM schedules WHERE server = ? AND campaign = ?", *tally)
        return _planned(row) if row else None

    async def set_schedule(
        self, tally: TallyId, schedule: Schedule | None, due: datetime, edit: Edit
    ) -> Schedule | None:
        """Post at these times from now on, the next time at `due`; None: not any more. Gives the schedule before.

        The same schedule once more changes nothing: a post that is due at this moment is not lost.
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
        return [(_planned(row), State(row["state"]) if row["state"] else None) for row in rows]

    async def advance(self, planned: Planned, due: datetime, delivery: Delivery | None) -> Delivery | None:
        """The next post comes at `due`; what becomes of this one is kept in the same transaction.

        Gives the delivery with its id. None when there is none, or somebody else was faster, also with changing it.
        """
        return await self._writer.write(partial(_advance, planned=planned, due=due, delivery=delivery))

    async def open_deliveries(self) -> Sequence[Delivery]:
        """Posts that are claimed, and not known to have been sent, in servers that the bot is in."""
        rows = await self._reader.rows(
            "SELECT deliveries.* FROM deliveries JOIN servers ON servers.id = server"
            " WHERE state = ? AND left_at IS NULL ORDER BY due_at, deliveries.id",
            Outcome.CLAIMED,
        )
        return [_delivery(row) for row in rows]

    async def settle(self, delivery: Delivery, outcome: Outcome, now: datetime) -> None:
        """What has become of a claimed post. One that was sent, or may have been, counts as shown."""
        await self._writer.write(partial(_settle, delivery=delivery, outcome=outcome, now=from_moment(now)))

    async def last_shown(self, tally: TallyId) -> Sequence[tuple[Kind, str, datetime]]:
        """Kind and id of each item that a schedule has posted or is posting, and when last; the oldest first."""
        rows = await self._reader.rows(
            "SELECT kind, item, at FROM shown WHERE server = ? AND campaign = ?"
            " UNION ALL SELECT kind, item, claimed_at FROM deliveries"
            " WHERE server = ? AND campaign = ? AND state = ? AND kind <> ? ORDER BY at",
            *tally,
            *tally,
            Outcome.CLAIMED,
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


def keep_delivery(connection: sqlite3.Connection, delivery: Delivery) -> Delivery | None:
    """A new delivery, with its id. None: it is there already, and nothing is changed."""
    kept = connection.execute(
        "INSERT INTO deliveries (server, campaign, channel, kind, item, due_at, claimed_at, state)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING *",
        (
            *delivery.tally,
            delivery.channel_id,
            delivery.kind,
            delivery.item,
            from_moment(delivery.due),
            from_moment(delivery.claimed),
            delivery.outcome,
        ),
    ).fetchone()
    return _delivery(kept) if kept else None


def _planned(row: sqlite3.Row) -> Planned:
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
        claimed=to_moment(row["claimed_at"]),
        outcome=Outcome(row["state"]),
    )


def _set_schedule(
    connection: sqlite3.Connection, *, tally: TallyId, schedule: Schedule | None, due: datetime, edit: Edit
) -> Schedule | None:
    row = connection.execute("SELECT * FROM schedules WHERE server = ? AND campaign = ?", tally).fetchone()
    before = _planned(row).schedule if row else None
    if schedule == before:
        return before
    if schedule is not None:
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
    return before


def _advance(
    connection: sqlite3.Connection, *, planned: Planned, due: datetime, delivery: Delivery | None
) -> Delivery | None:
    moved = connection.execute(
        "UPDATE schedules SET due_at = ? WHERE server = ? AND campaign = ? AND channel = ? AND days = ? AND minute = ?"
        " AND zone = ? AND content = ? AND due_at = ?",
        (from_moment(due), *planned.tally, *_columns(planned.schedule), from_moment(planned.due)),
    )
    return keep_delivery(connection, delivery) if moved.rowcount and delivery else None


def _settle(connection: sqlite3.Connection, *, delivery: Delivery, outcome: Outcome, now: int) -> None:
    settled = connection.execute(
        "UPDATE deliveries SET state = ? WHERE id = ? AND state = ?", (outcome, delivery.id, Outcome.CLAIMED)
    )
    if settled.rowcount and outcome in (Outcome.SENT, Outcome.UNCERTAIN) and delivery.kind is not Kind.MILESTONE:
        connection.execute(
            "INSERT OR REPLACE INTO shown (server, campaign, kind, item, at) VALUES (?, ?, ?, ?, ?)",
            (*delivery.tally, delivery.kind, delivery.item, now),
        )
