"""Shorter ways through private parts of discord.py 2.7.1, for hours in which people press by the thousand.

In the library each event becomes all the objects that it could be asked for, at once, whether there is time to answer
it or not; and each answer asks for the message that it made, to build objects from that. Here events wait as they came
until their turn, those that nobody can answer any more are dropped before anything is made of them, and an answer is
only sent. What that is worth stands in docs/benchmark.md; `MAGNITUDE_SHORTCUTS=off` does without it.
"""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias
from urllib.parse import quote

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.http import Route, json_or_text
from discord.interactions import Interaction
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from bot.client import MagnitudeClient
from bot.domain.lateness import BEGUN_WITHIN
from bot.operations.repairs import patient

log = logging.getLogger(__name__)

Event: TypeAlias = dict[str, Any]
Press: TypeAlias = Callable[[Interaction[Any]], Awaitable[None]]

BEGUN_AT_A_TIME: Final = 32
"""Interactions that are begun in one round of the event loop. In a rush a round takes longer, so that no more are begun
than are finished; while all wait for a slow disk, rounds are short, and those who ask for help go on past them (S34).
"""
MOST_UNDER_WAY: Final = 4_000
"""The most that are worked on at a time, at about 10 KB each: where Discord or the disk takes nothing for long, memory
has an end.
"""
FULL_FOR: Final = 0.1
"""Seconds until it is looked at again whether one more can be begun."""
TOLD_EVERY: Final = 60.0
"""Seconds from one word in the log about what is dropped to the next."""
NAME: Final = "discord.py: on_interaction"
"""Of the tasks, as the library itself names them."""

_EVENT: Final = "INTERACTION_CREATE"
_COMMANDS: Final = (discord.InteractionType.application_command, discord.InteractionType.autocomplete)
_READ: Final = ("id", "flags", "edited_timestamp", "interaction_metadata")
"""Of the message whose button was pressed; see `PressedMessage`."""
_REFUSALS: Final = {403: discord.Forbidden, 404: discord.NotFound}
_SERVER_FAULT: Final = 500
_TOO_MANY: Final = 429
_NO_TIMERS: Final = aiohttp.ClientTimeout()
"""Whoever answers has a limit for all of it; a timer for each request would cost a twentieth of the speed."""


@contextmanager
def taken(client: MagnitudeClient, press: Press) -> Generator[None]:
    """The shorter ways, inside the block. `press`: what is done with an interaction that is no command."""
    state: Any = client._connection
    usual = state.parsers[_EVENT]
    intake = Intake(client, press)
    state.parsers[_EVENT] = patient(_EVENT, intake.take)
    before = async_context.set(Adapter())
    try:
        yield
    finally:
        intake.close()
        async_context.reset(before)
        state.parsers[_EVENT] = usual


class Intake:
    """Lets interactions wait in the order in which they came, and drops those that wait for too long."""

    def __init__(self, client: MagnitudeClient, press: Press) -> None:
        self._client = client
        self._press = press
        self._clock = client.loop.time
        self._waiting = deque[tuple[float, str]]()
        self._places = BEGUN_AT_A_TIME
        self._round: asyncio.Handle | None = None
        self._under_way = set[asyncio.Task[None]]()
        self._told_at = 0.0

    def take(self, event: Event) -> None:
        """In the place of `ConnectionState.parse_interaction_create`."""
        made = self._client.lateness.made_at(int(event["id"]), self._clock())
        if self._round is None:
            self._round = self._client.loop.call_soon(self._go_on)
        if self._places:
            self._begin(event)
            return
        # What waits is packed again: the garbage collector would go through thousands of events, over and over.
        if "message" in event:
            event["message"] = {name: value for name, value in event["message"].items() if name in _READ}
        self._waiting.append((made, discord.utils._to_json(event)))

    def close(self) -> None:
        """Begin nothing more."""
        self._waiting.clear()

    def _go_on(self) -> None:
        """Another round: begin the next of those that wait, and drop those that have waited for too long."""
        self._places = min(BEGUN_AT_A_TIME, MOST_UNDER_WAY - len(self._under_way))
        while self._waiting:
            made, event = self._waiting[0]
            if self._clock() - made > BEGUN_WITHIN:
                self._drop()
            elif self._places:
                self._begin(discord.utils._from_json(event))
            else:
                break
            self._waiting.popleft()
        loop = self._client.loop
        if not self._waiting:
            self._round = None
        elif len(self._under_way) < MOST_UNDER_WAY:
            self._round = loop.call_soon(self._go_on)
        else:
            self._round = loop.call_later(FULL_FOR, self._go_on)

    def _begin(self, event: Event) -> None:
        self._places -= 1
        task = self._client.loop.create_task(self._answer(event), name=NAME)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def _drop(self) -> None:
        self._client.answers.dropped()
        if self._clock() - self._told_at >= TOLD_EVERY:
            log.warning("more is asked than can be answered in time: what has waited for too long is dropped")
            self._told_at = self._clock()

    async def _answer(self, event: Event) -> None:
        try:
            pressed = event.pop("message", None)
            interaction = Interaction(data=event, state=self._client._connection)  # pyright: ignore[reportArgumentType]
            if pressed is not None:
                interaction.message = PressedMessage(pressed)  # pyright: ignore[reportAttributeAccessIssue]
            if interaction.type in _COMMANDS:
                await self._invoke(interaction)
            else:
                await self._press(interaction)
        except Exception:
            log.exception("an interaction could not be answered")

    async def _invoke(self, interaction: Interaction[Any]) -> None:
        """As `CommandTree._from_interaction`, which would make a task of its own."""
        tree = self._client.tree
        try:
            await tree._call(interaction)
        except app_commands.AppCommandError as error:
            await tree.on_error(interaction, error)


class PressedMessage:
    """Of the message whose button was pressed what `discord.Message` tells of it, and what is read here; no more."""

    __slots__ = ("_data", "id")

    def __init__(self, data: Any) -> None:
        self._data = data
        self.id = int(data["id"])

    @property
    def flags(self) -> discord.MessageFlags:
        return discord.MessageFlags._from_value(self._data.get("flags", 0))

    @property
    def created_at(self) -> datetime:
        return discord.utils.snowflake_time(self.id)

    @property
    def edited_at(self) -> datetime | None:
        edited: str | None = self._data["edited_timestamp"]
        return discord.utils.parse_time(edited)

    @property
    def interaction_metadata(self) -> Opened | None:
        opened = self._data.get("interaction_metadata")
        return None if opened is None else Opened(discord.Object(int(opened["user"]["id"])))


class Opened(NamedTuple):
    """Who has opened a private page."""

    user: discord.Object


class Adapter(AsyncWebhookAdapter):
    """Sends the first response to an interaction, and asks for nothing back."""

    async def create_interaction_response(
        self,
        interaction_id: int,
        token: str,
        *,
        session: aiohttp.ClientSession,
        proxy: str | None = None,
        proxy_auth: aiohttp.BasicAuth | None = None,
        params: Any,
    ) -> Any:
        """Raises what the library does. Files, and what has to be tried again, go the library's way."""
        if not params.files:
            address = yarl.URL(f"{Route.BASE}/interactions/{interaction_id}/{quote(token)}/callback", encoded=True)
            async with session.post(
                address,
                data=discord.utils._to_json(params.payload).encode(),
                headers={"Content-Type": "application/json"},
                timeout=_NO_TIMERS,
                proxy=proxy,
                proxy_auth=proxy_auth,
            ) as response:
                if response.ok:
                    return {"interaction": {"id": interaction_id}}
                reason: dict[str, Any] | str = await json_or_text(response)
                if response.status == _TOO_MANY and not isinstance(reason, str) and response.headers.get("Via"):
                    await asyncio.sleep(reason["retry_after"])
                elif response.status < _SERVER_FAULT:
                    raise _REFUSALS.get(response.status, discord.HTTPException)(response, reason)
        return await super().create_interaction_response(
            interaction_id, token, session=session, proxy=proxy, proxy_auth=proxy_auth, params=params
        )
