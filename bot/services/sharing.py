"""Posting something to a channel for everybody, without saying who asked."""

from __future__ import annotations

from bot.domain import limits
from bot.domain.errors import NotAllowed, TooSoon
from bot.services.protocols import Clock, Store


class Sharing:
    """A server's moderators decide whether it is on; a channel gets one post in each cooldown."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def allowed(self, server_id: int) -> bool:
        return (await self._store.server(server_id)).sharing

    async def claim(self, server_id: int, channel_id: int) -> None:
        """Take the channel's turn. Raises `NotAllowed` when sharing is off, `TooSoon` within the cooldown."""
        if not await self.allowed(server_id):
            raise NotAllowed
        if not await self._store.claim_share(server_id, channel_id, self._clock()):
            raise TooSoon(minutes=limits.SHARE_COOLDOWN.seconds // 60)
