"""The real services over a real database file, with a clock that the steps move and a Discord that writes down."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final, cast
from unittest.mock import patch

from bot.domain.campaign import Catalogue
from bot.domain.errors import DiscordUnavailable, NotRunning, RuleRefused, WrongState
from bot.domain.tally import Marks, TallyId
from bot.services.campaigns import TRANSITIONS, Campaigns
from bot.services.help import HelpDesk
from bot.services.posting import Posting
from bot.services.protocols import OwnFiles
from bot.services.publishing import Publishing
from bot.services.server_settings import ServerSettings, hours
from bot.services.tallies import Tallies
from bot.store import SqliteStore, open_store
from tests.bare_campaign import BARE
from tests.safety.observer_discord import Discord, number_shown, place_of
from tests.safety.observer_steps import (
    BEFALLS,
    BEGIN,
    HOST,
    MODERATOR,
    NO_SERVER,
    PRESSES,
    SERVERS,
    THE_ONE,
    WITHOUT_THE_BOT,
    Schedule,
    Seen,
    Step,
    history_words,
    log_words,
    metrics_words,
    settings_words,
)

PATIENCE: Final = 120.0
"""Seconds."""
CAMPAIGN: Final = BARE


class World:
    """One of the two worlds (0 or 1). `seen`: all that an observer could write down, in the order in which it came."""

    def __init__(self, path: Path, world: int) -> None:
        self.seen: list[Seen] = []
        self._path = path
        self._world = world
        self._now = BEGIN
        self._discord = Discord(self._see)
        self._opened = AsyncExitStack()

    def _see(self, server: int, said: str) -> None:
        self.seen.append(Seen(self._now, server, said))

    def _clock(self) -> datetime:
        return self._now

    async def start(self) -> None:
        """Open the database, and build the bot over it."""
        self.store: SqliteStore = await self._opened.enter_async_context(open_store(self._path))
        files = cast("OwnFiles", None)
        self.campaigns = Campaigns(Catalogue([CAMPAIGN]), self.store, files, self._clock)
        self.tallies = Tallies(self.store, Marks([bytes(32)]))
        self.settings = ServerSettings(self.store, cast("HelpDesk", None), ["en"], self._clock)
        self.publishing = Publishing(self.store, self._discord, self._clock)
        self.posting = Posting(self.store, self.campaigns, self._discord, self._clock, Random(1))

    async def end(self) -> None:
        await self._opened.aclose()

    async def step(self, step: Step) -> None:
        self._now += step.wait
        await self._round()
        if step.one[self._world]:
            await self._press(step.one[self._world], step.server, THE_ONE)
        if step.what in HOST or step.what in WITHOUT_THE_BOT or step.server not in self._discord.gone:
            await self._do(step)
        await self._look(step.server)

    def log(self, line: str) -> None:
        self._see(NO_SERVER, line)

    async def _round(self) -> None:
        """What the bot does every half minute. Servers are served at the same time: they stand in a set order here."""
        begun = len(self.seen)
        await self.publishing.run_due()
        await self.posting.run_due()
        self.seen[begun:] = sorted(self.seen[begun:], key=lambda seen: seen.server)

    async def _press(self, what: str, server: int, person: int) -> str:
        if what == "forget":
            await self.tallies.forget(person)
        elif server not in self._discord.gone:
            press = self.tallies.add if what == "add" else self.tallies.withdraw
            try:
                await press(server, CAMPAIGN.id, person)
            except NotRunning:
                return "NotRunning"
        return "done"

    async def _do(self, step: Step) -> None:
        if step.what in PRESSES:
            pressed = (self._press(step.what, step.server, each) for each in step.people)
            for said in await asyncio.gather(*pressed):
                self._see(step.server, said)
        elif step.what in BEFALLS:
            self._discord.befall(step.server, step.what, step.value)
            if step.what in ("gone", "back"):
                await (self.campaigns.left if step.what == "gone" else self.campaigns.joined)(step.server)
        elif step.what == "restart":
            await self.end()
            await self.start()
        elif step.what == "purge":
            await self.campaigns.end_removed()
            await self.store.purge(self._now)
        elif step.what not in HOST:
            self._see(step.server, await self._answered(step))

    async def _answered(self, step: Step) -> str:
        """What a moderator is answered, refusals included."""
        try:
            return await self._moderate(step)
        except WrongState as refused:
            return f"WrongState {refused.values['state']}"
        except RuleRefused as refused:
            return f"RuleRefused {refused.values['reason']}"
        except (NotRunning, DiscordUnavailable) as refused:
            return type(refused).__name__

    async def _moderate(self, step: Step) -> str:
        """What a moderator does and is answered."""
        name = step.server
        if step.what == "total":
            before = await self.settings.set_total(name, MODERATOR, total=bool(step.value))
            return f"total was {before.total}"
        if step.what in TRANSITIONS:
            was, now = await self.campaigns.change_state(name, CAMPAIGN, step.what, MODERATOR)
            done = f"from {was} to {now.state}"
        elif step.what == "place":
            tally = await self.campaigns.tally(name, CAMPAIGN)
            new = self._discord.put_up(tally, step.value)
            old = await self.campaigns.set_post(name, CAMPAIGN, new, MODERATOR)
            if old and old.message_id:
                await self._discord.remove(old)
            return "placed"
        elif step.what == "reset":
            await self.campaigns.reset(name, CAMPAIGN, MODERATOR)
            done = "reset"
        else:
            return await self._set(step)
        return f"{done}, shown {await self.publishing.refresh(TallyId(name, CAMPAIGN.id))}"

    async def _set(self, step: Step) -> str:
        """As `/config tally` does it: a change of the rules shows itself at once."""
        before, after = await self.settings.set_counting(
            step.server,
            CAMPAIGN,
            MODERATOR,
            threshold=step.value if step.what == "threshold" else None,
            slowest=timedelta(hours=step.value) if step.what == "cadence" else None,
            milestones=bool(step.value) if step.what == "milestones" else None,
        )
        was, now = ((each.rules.threshold, hours(each.rules.slowest), each.milestones) for each in (before, after))
        shown = "" if before.rules == after.rules else f", shown {await self.publishing.refresh(after.id)}"
        return f"from {was} to {now}{shown}"

    async def _look(self, shown: int) -> None:
        """Ask all at once; the answers stand in the order of the questions."""
        here = [server for server in SERVERS if server not in self._discord.gone]
        asked = [(server, channel) for server in here for channel in EVERYBODY]
        asked += [(shown, channel) for channel in IN_CONFIG if shown in here]
        for (server, channel), said in zip(
            asked, await asyncio.gather(*(CHANNELS[channel](self, server) for server, channel in asked)), strict=True
        ):
            if said:
                self._see(server, f"{channel}: {said}")
        self._see(NO_SERVER, _metrics(self))


async def _tally(world: World, server: int) -> str:
    try:
        shown = await world.tallies.published(server, CAMPAIGN)
    except NotRunning:
        return "NotRunning"
    total = await world.tallies.total(server, CAMPAIGN)
    return f"{number_shown(shown)}, total {total}, {history_words([(each.at, each.number) for each in shown.history])}"


async def _settings(world: World, server: int) -> str:
    said = [
        settings_words(
            tally.state,
            tally.since,
            tally.rules.threshold,
            hours(tally.rules.slowest),
            tally.milestones,
            place_of(tally.post),
        )
        for _, tally in (await world.campaigns.overview(server)).tallies
    ]
    return ", ".join(said)


async def _log(world: World, server: int) -> str:
    lines, count = await world.settings.changes(server, 5, 0)
    return log_words([(each.at, each.moderator_id, each.setting, each.before, each.after) for each in lines], count)


def _metrics(world: World) -> str:
    return metrics_words(world.publishing.ticks, world.publishing.updates, world.posting.outcomes.total())


EVERYBODY: Final = ("/tally",)
IN_CONFIG: Final = ("/config show", "/config log")
CHANNELS: Final[dict[str, Callable[[World, int], Awaitable[str]]]] = {
    "/tally": _tally,
    "/config show": _settings,
    "/config log": _log,
}
"""What is asked after every step, by members of each server and by the moderators of one."""


async def observe(schedule: Schedule, world: int, path: Path) -> list[Seen]:
    """All that is observed in the first (0) or the second (1) world."""
    async with _opened(path, world) as opened:
        for step in schedule:
            await opened.step(step)
    return opened.seen


@asynccontextmanager
async def _opened(path: Path, world: int) -> AsyncGenerator[World]:
    opened = World(path, world)
    async with open_store(path):
        pass  # where the database was made is the one thing that the log tells of it
    with patient(), logged(opened.log):
        await opened.start()
        try:
            yield opened
        finally:
            await opened.end()


@contextmanager
def patient() -> Generator[None]:
    """A busy machine does not pass for a database that does not answer."""
    with patch("bot.store.reader.READ_WITHIN", PATIENCE), patch("bot.store.writer.WRITE_WITHIN", PATIENCE):
        yield


class _Lines(logging.Handler):
    def __init__(self, see: Callable[[str], None]) -> None:
        super().__init__()
        self._said = see

    def emit(self, record: logging.LogRecord) -> None:
        self._said(f"{record.levelname} {record.getMessage()}")


@contextmanager
def logged(see: Callable[[str], None]) -> Generator[None]:
    """Every line of the bot's log goes to `see`, at the level that tells most."""
    handler = _Lines(see)
    logs = [logging.getLogger(name) for name in ("bot", "cogs")]
    levels = [log.level for log in logs]
    for log in logs:
        log.addHandler(handler)
        log.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        for log, level in zip(logs, levels, strict=True):
            log.removeHandler(handler)
            log.setLevel(level)
