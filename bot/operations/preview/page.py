"""The preview in a local web page: the real bot, several people to be, and time that the host moves."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from typing import Final

import simcord

from bot.app import utc_now
from bot.domain.errors import Fault, StartError
from bot.operations.preview.drawing import wrapped
from bot.operations.preview.world import MovableClock, World, open_world
from bot.services.campaigns import Overview
from bot.settings import Settings
from bot.text import Texts

COUNTED: Final = 23
"""Members who are counted at first: shown as 20, so that rounding down is there to see (S15)."""
DAY: Final = timedelta(days=1)
TICKS_EVERY: Final = 2.0
"""Seconds after which the campaign messages show what moderators changed."""
END: Final = "q"


async def serve(settings: Settings, texts: Texts, port: int, kept: str) -> None:
    """Until the host ends it. `kept`: what becomes of the database, in words. Raises `StartError`."""
    serving = asyncio.create_task(_open(settings, texts, port, kept))
    for ending in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(ending, serving.cancel)
    with suppress(asyncio.CancelledError):
        await serving
    _say(texts.source("preview-ended"))


async def _open(settings: Settings, texts: Texts, port: int, kept: str) -> None:
    text = texts.source
    clock = MovableClock(utc_now)
    # What is prepared happens on the day before.
    clock.skip(-DAY)
    async with open_world(settings, texts, clock) as world, _page(world, port) as page:
        _say(text("preview-preparing"))
        prepared = await prepare(world)
        await page.refresh()
        _say("", text("preview-open"), "", f"    {page.url}")
        for paragraph in (_people(world), prepared, kept):
            _say("", *wrapped(paragraph))
        await _attend(world, page)


@asynccontextmanager
async def _page(world: World, port: int) -> AsyncGenerator[simcord.Preview]:
    viewers = (world.first, world.second, world.newcomer, world.moderator)
    try:
        preview = world.env.preview(world.channel, viewers=viewers, layout="channel", port=port)
        await preview.__aenter__()
    except simcord.SetupError:
        raise StartError([Fault("preview-port-unusable", {"port": str(port)})]) from None
    try:
        yield preview
    finally:
        await preview.close()


async def prepare(world: World) -> str:
    """Give the server something to look at, by its people's own hands. What was done, in words."""
    overview = await world.app.services.campaigns.overview(world.server_id)
    return await (_resume(world, overview) if overview.tallies else _begin(world))


async def _begin(world: World) -> str:
    for campaign in world.campaigns:
        await world.start_campaign(campaign)
        await world.post_message(campaign)
    default = world.campaigns[0]
    for member in world.others[:COUNTED]:
        await world.add(member, default)
    await world.pass_time(DAY)
    return world.text(
        "preview-fresh",
        moderator=world.moderator.name,
        campaigns=", ".join(campaign.hashtag for campaign in world.campaigns),
        count=COUNTED,
        default=default.hashtag,
        command=f"/{default.command}",
        add=world.text("button-add"),
    )


async def _resume(world: World, overview: Overview) -> str:
    """Go on where an earlier preview ended, whose days may have run ahead of the real ones."""
    latest = max(max(tally.since, tally.publication.at) for _, tally in overview.tallies)
    await world.pass_time(max(DAY, latest - world.clock()))
    for campaign, tally in overview.tallies:
        if tally.post is not None:
            await world.post_message(campaign)
    return world.text("preview-resumed", moderator=world.moderator.name)


def _people(world: World) -> str:
    return world.text(
        "preview-people",
        first=world.first.name,
        second=world.second.name,
        newcomer=world.newcomer.name,
        moderator=world.moderator.name,
    )


async def _attend(world: World, page: simcord.Preview) -> None:
    """Until the host ends it, here or on the page: keep the messages up to date, and time as the host wants it."""
    typed: asyncio.Queue[str] = asyncio.Queue()
    with _keyboard(typed.put_nowait) as listening:
        _say("", world.text("preview-keys" if listening else "preview-signal"))
        closed = asyncio.create_task(page.wait_closed())
        while not closed.done():
            try:
                line = await asyncio.wait_for(typed.get(), TICKS_EVERY)
            except TimeoutError:
                await _keep_up(world, page)
                continue
            if line.strip().casefold() == END:
                return
            await _pass_day(world, page)


async def _pass_day(world: World, page: simcord.Preview) -> None:
    await world.pass_time(DAY)
    await page.refresh()
    now = world.clock()
    _say(world.text("preview-day-passed", now=f"{now:%Y-%m-%d %H:%M} UTC"))
    overview = await world.app.services.campaigns.overview(world.server_id)
    for campaign, _ in overview.tallies:
        published = await world.app.services.tallies.published(world.server_id, campaign)
        key = "preview-number-hidden" if published.number is None else "preview-number-shown"
        _say("  " + world.text(key, campaign=campaign.hashtag, number=published.number or 0))


async def _keep_up(world: World, page: simcord.Preview) -> None:
    """What the bot does by itself all the time. The page shows it when there was something to do."""
    before = len(world.env.http_requests)
    await world.app.publishing.run_due()
    if len(world.env.http_requests) > before:
        with suppress(simcord.SetupError):  # somebody is pressing a button just now, which shows it as well
            await page.refresh()


@contextmanager
def _keyboard(on_line: Callable[[str], object]) -> Generator[bool]:
    """Hands over each line that is typed. Gives False where nobody can type: no terminal, or a closed input."""
    loop = asyncio.get_running_loop()
    try:
        descriptor = sys.stdin.fileno()
        loop.add_reader(descriptor, lambda: _read(descriptor, loop, on_line))
    except (AttributeError, OSError, ValueError, io.UnsupportedOperation):
        yield False
        return
    try:
        yield True
    finally:
        loop.remove_reader(descriptor)


def _read(descriptor: int, loop: asyncio.AbstractEventLoop, on_line: Callable[[str], object]) -> None:
    typed = os.read(descriptor, 4096)
    if not typed:
        loop.remove_reader(descriptor)
    for line in typed.decode(errors="replace").splitlines():
        on_line(line)


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
