"""The composition root: settings -> content -> store -> services -> client, each opened with `async with`."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random, SystemRandom
from secrets import token_bytes

from bot.client import Interaction, MagnitudeClient
from bot.commands import describe, sync_changed
from bot.content import load_content
from bot.content.own import OwnFileFormat
from bot.content.zones import zone_names
from bot.domain.errors import Fault, StartError
from bot.domain.tally import Marks
from bot.key import find_keys, first_keys, has_key_file
from bot.services import Services, TimedWork
from bot.services.campaigns import Campaigns
from bot.services.help import HelpDesk
from bot.services.library import Library
from bot.services.own_content import OwnContent
from bot.services.posting import Posting
from bot.services.protocols import Clock, Poster, Publisher
from bot.services.publishing import Publishing
from bot.services.schedules import Schedules
from bot.services.server_settings import ServerSettings
from bot.services.sharing import Sharing
from bot.services.tallies import Tallies
from bot.settings import Settings
from bot.store import SqliteStore, open_store
from bot.store.backups import has_backups
from bot.store.marks import KEY_FINGERPRINT
from bot.text import Texts
from cogs import add_cogs
from cogs._answers import begin, tell_error

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class App:
    """Everything that one bot consists of; several can live in one process."""

    settings: Settings
    store: SqliteStore
    services: Services
    timed: TimedWork
    client: MagnitudeClient
    press: Callable[[Interaction], Awaitable[None]]
    """What happens when a button, a menu or a form is used."""
    clock: Clock


def utc_now() -> datetime:
    """The clock of a bot that serves for real."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_app(
    settings: Settings,
    texts: Texts,
    *,
    clock: Clock = utc_now,
    chance: Random | None = None,
    always_sync: bool = False,
) -> AsyncGenerator[App]:
    """Build a bot that is not connected yet. Raises `StartError` with every fault found.

    `always_sync`: register the commands with Discord even when they have not changed.
    """
    content = load_content(settings.config)
    chance = chance or SystemRandom()
    async with open_store(settings.database) as store:
        marks = await _marks(settings, store)
        files = OwnFileFormat(content.catalogue, clock)
        campaigns = Campaigns(content.catalogue, store, files, clock)
        help_desk = HelpDesk(content.directory, content.catalogue, clock)
        services = Services(
            campaigns=campaigns,
            tallies=Tallies(store, marks),
            library=Library(chance),
            help=help_desk,
            sharing=Sharing(store, clock),
            schedules=Schedules(store, zone_names(), clock),
            own_content=OwnContent(store, campaigns, files, clock, chance=chance, labels=texts.labels()),
            settings=ServerSettings(store, help_desk, texts.languages, clock),
        )

        async def on_setup() -> list[str]:
            return await sync_changed(client.tree, client.application_id or 0, store, always=always_sync)

        def timed_work(publisher: Publisher, poster: Poster) -> TimedWork:
            return TimedWork(Publishing(store, publisher, clock), Posting(store, campaigns, poster, clock, chance))

        client = MagnitudeClient(texts, tell_error, begin, campaigns, on_setup)
        presses, timed = await add_cogs(
            client, services, texts, on_error=client.explain, watch=client.watch, timed_work=timed_work
        )
        describe(client.tree, texts.source)
        yield App(settings, store, services, timed, client, presses.on_interaction, clock)


async def _marks(settings: Settings, store: SqliteStore) -> Marks:
    known = await store.get_meta(KEY_FINGERPRINT)
    if known is None:
        _warn_of_a_lost_database(settings)
        marks = Marks(first_keys(settings, token_bytes))
        await store.set_meta(KEY_FINGERPRINT, marks.fingerprint)
        return marks
    marks = Marks(find_keys(settings, known))
    if marks.fingerprint != known:
        raise StartError([Fault("key-change-unfinished")])
    return marks


def _warn_of_a_lost_database(settings: Settings) -> None:
    """Where something is left of a bot that served, a database in which nothing was ever kept took another's place.

    The bot serves all the same: whoever looks for help finds it, and a host may want to begin anew.
    """
    left = ["a key file"] * has_key_file(settings) + ["backups"] * has_backups(settings.database)
    if left:
        log.warning(
            "There was no database in %s, but %s: the new one counts nobody. To put a backup back, stop the bot and run"
            " “python -m bot restore”.",
            settings.data,
            " and ".join(left),
        )
