"""What the stand-in knows and has seen; its REST and gateway sides share it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from tests.standin import spec
from tests.standin.answers import Interaction
from tests.standin.faults import Faults
from tests.standin.messages import Messages
from tests.standin.wire import Json, Snowflakes
from tests.standin.world import Channel, Guild

TOKENS_BEGIN = "aW50ZXJhY3Rpb246"


@dataclass(frozen=True, slots=True)
class Request:
    """A request that came in, and the status that it got; None while it is under way or when it was cut off."""

    method: str
    path: str
    body: object
    query: str = ""
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that Discord would not have taken."""

    where: str
    reason: str


class State:
    def __init__(self, guilds: list[Guild], token: str) -> None:
        self.token = token
        self.guilds = guilds
        self.new_id = Snowflakes()
        self.messages = Messages(self.new_id, self._written)
        self.commands: list[Json] = []
        self.interactions: dict[int, Interaction] = {}
        self.requests: list[Request] = []
        self.violations: list[Violation] = []
        self.faults = Faults()
        self.spec = spec.load()
        self._pulse = asyncio.Event()

    def changed(self) -> None:
        """Something happened that somebody may wait for."""
        self._pulse.set()
        self._pulse = asyncio.Event()

    async def until(self, condition: Callable[[], bool], seconds: float) -> None:
        """Wait for a condition to come true.

        Raises:
            TimeoutError: it did not.
        """
        async with asyncio.timeout(seconds):
            while not condition():
                await self._pulse.wait()

    def violation(self, where: str, reason: str) -> None:
        self.violations.append(Violation(where, reason))

    def channel(self, channel_id: int) -> tuple[Guild, Channel] | None:
        for guild in self.guilds:
            channel = guild.channel(channel_id)
            if channel is not None:
                return guild, channel
        return None

    def _written(self, channel_id: int, message_id: int) -> None:
        found = self.channel(channel_id)
        if found is not None:
            found[1].last_message_id = message_id

    def by_token(self, token: str) -> Interaction | None:
        """The interaction that a webhook token belongs to."""
        return next((known for known in self.interactions.values() if secrets.compare_digest(known.token, token)), None)

    def new_token(self) -> str:
        """Begins as Discord's do, with the word "interaction", so that one can be told wherever it lies."""
        return TOKENS_BEGIN + secrets.token_urlsafe(24)
