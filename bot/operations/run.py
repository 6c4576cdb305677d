"""Serving: connecting to Discord, keeping time, and ending well."""

from __future__ import annotations

import asyncio
import logging
import math
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext, suppress
from datetime import timedelta
from functools import partial
from secrets import token_bytes
from typing import Final

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.app import App, open_app, utc_now
from bot.domain.errors import Fault, MagnitudeError, StartError, StoreUnavailable
from bot.operations import health, memory, shortcuts, starts
from bot.operations.clock import SteadyClock, seconds_running
from bot.operations.data import alone
from bot.operations.folding import fold
from bot.operations.repairs import repair
from bot.operations.retention import Retention
from bot.operations.rotation import catch_up
from bot.services.protocols import Clock
from bot.settings import Settings
from bot.text import Texts

log = logging.getLogger(__name__)

TICKS_EVERY: Final = 30
PURGE_EVERY: Final = 3600
FINISH_WITHIN: Final = 3
"""Seconds that answers under way get at the end; Docker and this program's promise allow more for all of it."""

TOKEN_REFUSED: Final = 4004
CLOSED_FOR: Final = {4011: "shards", 4012: "version", 4013: "version"}
"""Close codes after which the host can do something that helps."""

UNDER_WAY: Final = ("CommandTree-invoker", shortcuts.NAME)
"""How discord.py names the tasks in which commands and presses are answered."""


async def run(settings: Settings, texts: Texts) -> None:
    """Serve until SIGTERM or SIGINT. Raises `StartError` when the bot cannot start or Discord refuses it for good."""
    with alone(settings.data):
        heart = health.Heart(settings.data)
        heart.start(utc_now())
        try:
            catch_up(settings, token_bytes)
            await _run(settings, texts, heart)
        finally:
            health.forget(settings.data)


async def _run(settings: Settings, texts: Texts, heart: health.Heart) -> None:
    async with _connectable(settings, texts) as app, _metrics(app):
        asked_to_end = asyncio.Event()
        for ending in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(ending, asked_to_end.set)
        asked = asyncio.create_task(asked_to_end.wait())
        serving = asyncio.create_task(_serve(app, heart))
        try:
            await asyncio.wait([serving, asked], return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                serving.result()
            else:
                log.info("ending: finishing the answers that are under way")
                app.client.ending = True
                serving.cancel()
                await _finish_answers()
        finally:
            asked.cancel()
            # While it connects anew, discord.py takes a cancellation for its own and goes on; closed, it ends.
            await app.client.close()
            await asyncio.wait([serving])
    log.info("ended")


async def sync(settings: Settings, texts: Texts) -> list[str]:
    """Register the commands with Discord if they have changed. Gives the names of those that did."""
    async with _connectable(settings, texts) as app:
        await app.client.login(settings.required_token())
        return app.client.changed_commands


@asynccontextmanager
async def _connectable(settings: Settings, texts: Texts) -> AsyncGenerator[App]:
    settings.required_token()
    # There is no voice here to warn about.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    if settings.api_base is not None:
        Route.BASE = settings.api_base
    if settings.gateway_url is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)
    async with open_app(settings, texts, clock=SteadyClock(utc_now, seconds_running)) as app, app.client:
        if settings.shortcuts:
            fold(app.client)
        repair(app.client)
        app.client.before_identify_hook = partial(_before_session, app.clock, starts.Sessions())
        with _refusals():
            yield app


def _metrics(app: App) -> AbstractAsyncContextManager[None]:
    """Imports what answers there only for a host who wants it: that takes 6 MB and 50 ms."""
    if app.settings.metrics is None:
        return nullcontext()
    from bot.operations import metrics

    return metrics.serving(app, app.settings.metrics)


async def _serve(app: App, heart: health.Heart) -> None:
    await _pause(app.settings, heart)
    await app.client.login(app.settings.required_token())
    if app.settings.gateway_url is not None:
        # With the number of shards given, discord.py connects to DEFAULT_GATEWAY, not to the address that REST names.
        app.client.shard_count, _, _ = await app.client.http.get_bot_gateway()
    memory.settle()
    async with _background(app, heart):
        with shortcuts.taken(app.client, app.press) if app.settings.shortcuts else nullcontext():
            await app.client.connect()


async def _pause(settings: Settings, heart: health.Heart) -> None:
    now = utc_now()
    pause = starts.pause_before_connecting(settings.data, now)
    heart.start(now + pause)
    if pause:
        log.warning("started often within the hour: waiting %s before connecting", pause)
    await asyncio.sleep(pause.total_seconds())


async def _before_session(
    clock: Clock, sessions: starts.Sessions, shard_id: int | None, *, initial: bool = False
) -> None:
    """discord.py asks before every IDENTIFY. Where it gives up waiting, it tries again, and waits for what is left."""
    pause = timedelta(0) if initial else sessions.pause(clock())
    if pause > starts.BETWEEN_SESSIONS:
        log.warning("many sessions were lost today: waiting %s before another is begun (shard %s)", pause, shard_id)
    await asyncio.sleep(pause.total_seconds())
    sessions.begin(clock())


@asynccontextmanager
async def _background(app: App, heart: health.Heart) -> AsyncGenerator[None]:
    works = (
        ("beat", health.BEAT_EVERY, partial(_beat, app, heart)),
        ("tick", TICKS_EVERY, app.timed.run_due),
        ("servers", PURGE_EVERY, partial(_note_servers, app)),
        ("purge", PURGE_EVERY, Retention(app).run),
        ("forget", memory.FORGET_EVERY, _forget),
    )
    tasks = [asyncio.create_task(_every(app, *work)) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _every(app: App, name: str, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Work again and again. What fails once is logged, and tried again the next time."""
    await app.client.wait_until_ready()
    while True:
        try:
            await work()
        except MagnitudeError as error:
            log.warning("%s did not succeed and will be tried again: %s", name, error.key)
        except Exception:
            log.exception("%s failed and will be tried again", name)
        await asyncio.sleep(seconds)


async def _beat(app: App, heart: health.Heart) -> None:
    state = health.State.CONNECTED
    if any(shard.is_closed() for shard in app.client.shards.values()):
        state = health.State.RECONNECTING
    try:
        await app.store.ping()
    except StoreUnavailable:
        state = health.State.STUCK
    heart.beat(state, utc_now())  # whoever reads it goes by the machine's clock


async def _note_servers(app: App) -> None:
    """What Discord told when the database took nothing is noted now: the time of a server that is left counts (S12)."""
    await app.client.note_servers()


async def _forget() -> None:
    memory.forget()


async def _finish_answers() -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(FINISH_WITHIN):
            while under_way := [task for task in asyncio.all_tasks() if task.get_name().startswith(UNDER_WAY)]:
                await asyncio.wait(under_way)


@contextmanager
def _refusals() -> Generator[None]:
    """Discord's final answers as sentences for the host."""
    try:
        yield
    except discord.LoginFailure:
        raise _refused("discord-token-refused") from None
    except discord.PrivilegedIntentsRequired:
        raise _refused("discord-intents-refused") from None
    except discord.ConnectionClosed as error:
        if error.code == TOKEN_REFUSED:
            raise _refused("discord-token-refused") from None
        raise _refused("discord-closed", code=str(error.code), cause=CLOSED_FOR.get(error.code, "other")) from None
    except discord.RateLimited as error:
        raise _refused("discord-too-often", seconds=str(math.ceil(error.retry_after))) from None
    except (discord.HTTPException, discord.GatewayNotFound, aiohttp.ClientError, OSError) as error:
        status = f" {error.status}" if isinstance(error, discord.HTTPException) else ""
        raise _refused("discord-unreachable", reason=type(error).__name__ + status) from None


def _refused(key: str, **values: str) -> StartError:
    return StartError([Fault(key, {**values})])
