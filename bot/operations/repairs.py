"""What would end or halt a bot in discord.py 2.7, mended through parts of it that are not public.

Tests of the real process fail without them, and so tell when the library changes underneath: `test_timed_faults.py`
and `test_malformed_events.py`.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

import aiohttp
import discord
from discord.ext import commands

log = logging.getLogger(__name__)

INDISPENSABLE: Final = {"READY", "RESUMED"}
"""Without what these bring nothing can be served: better start anew."""


class NotDiscordError(aiohttp.ClientError):
    """What answered is not Discord, or not all of it arrived."""


LONGEST_AWAY: Final = 6
"""A connection that was refused again and again is tried after 2 to the power of this seconds, 64, at most."""


def repair(client: commands.AutoShardedBot) -> None:
    """To be done once, before the login."""
    _come_back_soon(client)
    _ask_soundly(client)
    _pass_over_what_is_not_understood(client)


def _come_back_soon(client: commands.AutoShardedBot) -> None:
    """After a network that comes and goes the library waits up to 17 minutes, and does so until 34 were quiet.

    How often it may begin anew is bounded elsewhere (`starts.Sessions`).
    """

    async def bound(shard_id: int) -> None:
        shard: Any = client.shards[shard_id]
        shard._parent._backoff._max = LONGEST_AWAY

    client.add_listener(bound, "on_shard_connect")


def _ask_soundly(client: discord.Client) -> None:
    """Two things that a request did to those after it, and to whoever waited for it.

    One request waits for Discord's global rate limit and holds back all others; cancelled, it never let them go. A
    round of ticks gives up on a server earlier than that wait may end: no request would have been sent any more.

    An answer that is not JSON came back as if it were what was asked for: a proxy's page, or half of a body.
    """
    request = client.http.request

    @wraps(request)
    async def asked(*args: Any, **options: Any) -> Any:
        try:
            answer = await request(*args, **options)
        except asyncio.CancelledError:
            # Should another wait as well, some are sent too early: Discord says so, and they wait in their turn.
            client.http._global_over.set()  # pyright: ignore[reportPrivateUsage]
            raise
        except json.JSONDecodeError:
            raise NotDiscordError from None
        if isinstance(answer, str) and answer:
            raise NotDiscordError
        return answer

    client.http.request = asked


def _pass_over_what_is_not_understood(client: discord.Client) -> None:
    """An error in reading one event ended the process, and one in a GUILD_CREATE would again at each start."""
    parsers = client._connection.parsers  # pyright: ignore[reportPrivateUsage]
    for event, parse in parsers.items():
        if event not in INDISPENSABLE:
            parsers[event] = patient(event, parse)


def patient(event: str, parse: Callable[[Any], Any]) -> Callable[[Any], None]:
    """Reads an event; one that cannot be read is passed over, and the log says so."""

    def read(data: Any) -> None:
        try:
            parse(data)
        except Exception:
            log.exception("Discord sent an event that is not understood, and it is passed over: %s", event)

    return read
