"""The preview in a local web page: the real bot, several people to be, and time that the host moves."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from itertools import islice
from typing import Final

import simcord

from bot.app import utc_now
from bot.domain.campaign import Campaign
from bot.domain.errors import Fault, StartError
from bot.domain.server import Tally
from bot.domain.tally import State
from bot.operations.preview.drawing import columns, wrapped
from bot.operations.preview.world import MovableClock, World, in_turn, open_world
from bot.services.campaigns import Overview
from bot.settings import Settings
from bot.text import Texts

COUNTED: Final = 23
"""Members who are counted at first: shown as 20, so that rounding down is there to see (S15)."""
JOINING: Final = 6
"""Members who add themselves on a day that the host lets pass: enough to change the number (S17)."""
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
        _tell(text("preview-open"))
        _say("", f"    {page.url}")
        for paragraph in (_people(world), text("preview-commands"), prepared, kept):
            _tell(paragraph)
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
    undecided = await _undecided(world)
    with _keyboard(typed.put_nowait) as listening:
        _tell(world.text("preview-keys" if listening else "preview-signal"))
        if listening:
            _say(*wrapped(world.text("preview-days", count=JOINING, campaign=world.campaigns[0].hashtag), columns()))
        closed = asyncio.create_task(page.wait_closed())
        while not closed.done():
            try:
                line = await asyncio.wait_for(typed.get(), TICKS_EVERY)
            except TimeoutError:
                await _keep_up(world, page)
                continue
            wanted = line.strip().casefold()
            if wanted == END:
                return
            if wanted:
                _tell(world.text("preview-keys"))
            else:
                await _pass_day(world, page, undecided)


async def _tallies(world: World) -> dict[Campaign, Tally]:
    """The campaigns that were ever started here."""
    return dict((await world.app.services.campaigns.overview(world.server_id)).tallies)


async def _undecided(world: World) -> Iterator[simcord.MemberActor]:
    """Who may not be counted yet. That cannot be asked (S24); whoever is asked twice is counted once (S26)."""
    tally = (await _tallies(world)).get(world.campaigns[0])
    shown = (tally.publication.number if tally else None) or 0
    return iter(world.others[max(COUNTED, shown) :])


async def _pass_day(world: World, page: simcord.Preview, undecided: Iterator[simcord.MemberActor]) -> None:
    default = world.campaigns[0]
    tally = (await _tallies(world)).get(default)
    open_to_all = tally is not None and tally.state is State.RUNNING
    joining = tuple(islice(undecided, JOINING if open_to_all else 0))
    for member in joining:
        await world.add(member, default)
    await world.pass_day()
    await in_turn(page.refresh)
    _say(world.text("preview-day-passed", now=f"{world.clock():%Y-%m-%d %H:%M} UTC"))
    _say("  " + world.text("preview-joined", count=len(joining), campaign=default.hashtag))
    for campaign in await _tallies(world):
        published = await world.app.services.tallies.published(world.server_id, campaign)
        key = "preview-number-hidden" if published.number is None else "preview-number-shown"
        _say("  " + world.text(key, campaign=campaign.hashtag, number=published.number or 0))


async def _keep_up(world: World, page: simcord.Preview) -> None:
    """What the bot does by itself all the time. The page shows it when there was something to do."""
    before = len(world.env.http_requests)
    await world.app.timed.run_due()
    if len(world.env.http_requests) > before:
        with suppress(simcord.SetupError):  # somebody is pressing a button just now, which shows it as well
            await page.refresh()


@contextmanager
def _keyboard(on_line: Callable[[str], object]) -> Generator[bool]:
    """Hands over each line that is typed. Gives False where nobody can type: the input is no terminal, or closed."""
    if sys.stdin is None or not sys.stdin.isatty():
        yield False
        return
    loop = asyncio.get_running_loop()
    descriptor = sys.stdin.fileno()
    loop.add_reader(descriptor, lambda: _read(descriptor, on_line))
    try:
        yield True
    finally:
        loop.remove_reader(descriptor)


def _read(descriptor: int, on_line: Callable[[str], object]) -> None:
    typed = os.read(descriptor, 4096).decode(errors="replace").splitlines()
    for line in typed or [END]:  # an end of the input (Ctrl-D) is one of the preview too
        on_line(line)


def _tell(paragraph: str) -> None:
    _say("", *wrapped(paragraph, columns()))


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
