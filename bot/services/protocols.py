"""What the services need from the outside. `bot/store` and `cogs` provide it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from bot.domain.server import Edit, Post, Server, Tally
from bot.domain.tally import Publication, PublishingRule, State, TallyId

Clock: TypeAlias = Callable[[], datetime]
"""Tells the time, aware and in UTC."""


class EntryStore(Protocol):
    """The entries. Adding what is there and removing what is not do nothing, and say nothing (S26)."""

    async def add(self, tally: TallyId, mark: bytes) -> bool:
        """Keep the mark if the campaign is running; on disk when this returns. False: it is not running."""
        ...

    async def remove(self, marks: Iterable[tuple[TallyId, bytes]]) -> None:
        """Remove the marks, whatever state their campaigns are in, all in one transaction."""
        ...

    async def reset(self, tally: TallyId, edit: Edit) -> None:
        """Remove every entry of a tally and hide its number (S49)."""
        ...


class TallyStore(Protocol):
    """Campaigns in servers, and what was published."""

    async def tallies(self) -> Sequence[TallyId]:
        """Every tally of this host, whatever its state."""
        ...

    async def tallies_of(self, server_id: int) -> Sequence[Tally]: ...

    async def tally(self, tally: TallyId) -> Tally | None: ...

    async def change_state(
        self, tally: TallyId, possible: Collection[State | None], after: State, edit: Edit
    ) -> tuple[State | None, Tally | None]:
        """Change the state if the one before is among the `possible`. Gives the one before, and the tally as it is now.

        A tally that does not exist yet (None) is made, with `first_publication`. One that had ended shows no number
        until its next tick.
        """
        ...

    async def end_others(self, campaigns: Collection[str], now: datetime) -> int:
        """End the tallies of campaigns that have not been among these for `limits.KEEP_WITHOUT_FILE`.

        Gives how many were ended now. One that is among them again before goes on.
        """
        ...

    async def set_post(self, tally: TallyId, post: Post, edit: Edit) -> Post | None:
        """Where the campaign message stands from now on. Gives where it stood before."""
        ...

    async def move_post(self, tally: TallyId, old: Post, new: Post | None) -> bool:
        """The message at `old` stands at `new` now, or is gone. False: a moderator has placed another one meanwhile."""
        ...

    async def due(self, now: datetime) -> Sequence[Tally]:
        """Running tallies whose next tick has come."""
        ...

    async def tick(self, tally: TallyId, last: Publication, rule: PublishingRule) -> Publication | None:
        """Count, apply the rule and keep its result, in one transaction. Only this reads the exact count (S18).

        None when `last` is no longer the last publication: somebody else was faster.
        """
        ...

    async def history(self, tally: TallyId, limit: int) -> Sequence[Publication]:
        """The publications that changed the number, newest first. Their `basis` is 0: it is not kept."""
        ...

    async def stale_posts(self) -> Sequence[Tally]:
        """Tallies whose campaign message does not show yet what holds."""
        ...

    async def post_refreshed(self, shown: Tally) -> None:
        """The campaign message shows this now; it stays stale when something else holds meanwhile."""
        ...


class ServerStore(Protocol):
    """Servers and their settings. An edit goes into the change log in the same transaction as what it changes."""

    async def server(self, server_id: int) -> Server: ...

    async def set_default_campaign(self, server_id: int, campaign_id: str, edit: Edit) -> None: ...

    async def claim_share(self, server_id: int, channel_id: int, now: datetime) -> bool:
        """True once in each cooldown of a channel: who gets it may post."""
        ...

    async def present(self, server_ids: Iterable[int], now: datetime) -> None:
        """These are all the servers that the bot is in now: others are marked as left, these as not."""
        ...

    async def joined(self, server_id: int) -> None: ...

    async def left(self, server_id: int, now: datetime) -> None: ...

    async def purge(self, now: datetime) -> None:
        """Remove what has been kept long enough (S12)."""
        ...


class Store(EntryStore, TallyStore, ServerStore, Protocol):
    """All of it: what one database gives."""


class Publisher(Protocol):
    """Discord, as a tick sees it."""

    async def member_count(self, server_id: int) -> int | None:
        """About how many members the server has now (S20); None when the bot is not in it any more.

        Raises `DiscordUnavailable` when Discord does not say.
        """
        ...

    async def remove(self, post: Post) -> bool:
        """Take a message away. False: it may still be there."""
        ...

    async def refresh(self, tally: Tally, post: Post) -> Post | None:
        """Show on the message at `post` what holds now. Gives where it is shown; None when it is gone for good.

        Another place than `post` is a new message: the old one is still there.

        Raises `DiscordUnavailable` when it may work later.
        """
        ...
