"""Being counted: adding, withdrawing, deleting, and reading what was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.campaign import Campaign
from bot.domain.errors import NotRunning
from bot.domain.server import Tally
from bot.domain.tally import Marks, Publication, State, TallyId, next_tick, total
from bot.services.protocols import Store

HISTORY = 10
"""How many publications `/tally` tells: as many as fit on a phone's screen."""


@dataclass(frozen=True, slots=True)
class Published:
    """What everybody may know of a tally. `number` is None for "fewer than `threshold`" and while nothing is shown."""

    state: State
    number: int | None
    threshold: int
    updated: datetime
    next_update: datetime | None
    """None while the campaign is not running."""
    history: tuple[Publication, ...] = ()


def published(tally: Tally, history: Sequence[Publication] = ()) -> Published:
    """Only what a running campaign's last tick made known, never anything newer (S16, S46)."""
    running = tally.state is State.RUNNING
    return Published(
        state=tally.state,
        number=tally.publication.number if running else None,
        threshold=tally.rules.threshold,
        updated=tally.publication.at,
        next_update=next_tick(tally.publication, tally.rules) if running else None,
        history=tuple(history) if running else (),
    )


class Tallies:
    """Every method answers alike whatever was stored before (S24, S26)."""

    def __init__(self, store: Store, marks: Marks) -> None:
        self._store = store
        self._marks = marks

    async def add(self, server_id: int, campaign_id: str, member_id: int) -> None:
        """Count the member; on disk when this returns. Raises `NotRunning` when the campaign takes no entries now."""
        tally = TallyId(server_id, campaign_id)
        if not await self._store.add(tally, self._marks.mark(tally, member_id)):
            raise NotRunning(campaign=campaign_id)

    async def withdraw(self, server_id: int, campaign_id: str, member_id: int) -> None:
        """Do not count the member; works in every state, also of a campaign whose file is gone (S3, S46)."""
        tally = TallyId(server_id, campaign_id)
        await self._store.remove([(tally, self._marks.mark(tally, member_id))])

    async def forget(self, member_id: int) -> None:
        """Remove the member's entries of every server and campaign (S4)."""
        tallies = await self._store.tallies()
        await self._store.remove([(tally, self._marks.mark(tally, member_id)) for tally in tallies])

    async def total(self, server_id: int, campaign: Campaign) -> int | None:
        """What the servers that take part publish, added up (S21).

        None for a server that does not take part, for a server's own campaign, and while too few show a number.
        """
        if campaign.own or not (await self._store.server(server_id)).total:
            return None
        return total(await self._store.published_numbers(campaign.id))

    async def published(self, server_id: int, campaign: Campaign) -> Published:
        """Raises `NotRunning` when the campaign was never started there."""
        tally = await self._store.tally(TallyId(server_id, campaign.id))
        if tally is None:
            raise NotRunning(campaign=campaign.name)
        return published(tally, await self._store.history(tally.id, HISTORY))
