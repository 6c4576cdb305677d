"""One server's moderators, with what they bring."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import bot.text
from bot.content import load_content
from bot.content.own import OwnFileFormat
from bot.domain.campaign import Campaign, Item
from bot.domain.schedule import Kind
from bot.domain.tally import Publication, Rules, TallyId
from bot.services.campaigns import Campaigns
from bot.services.own_content import Entry, OwnContent, Proposal, Saved
from bot.store import SqliteStore, open_store

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SERVER, MODERATOR = 1, 9
HOST = load_content(Path(__file__).parents[2] / "config").catalogue
FILES = OwnFileFormat(HOST, lambda: NOW)
LABELS = bot.text.load().labels()
QUOTE = {
    "text": "Words.",
    "speaker": "Somebody",
    "date": "2017-10",
    "place": "",
    "sources": "https://example.org/a",
    "warning": "",
}
FACT = {"text": "A fact.", "date": "2017", "sources": "https://example.org/a", "note": ""}
RESOURCE = {
    "topic": "Help",
    "title": "Page",
    "text": "It helps.",
    "url": "https://example.org",
    "sources": "https://example.org/a",
}
SPRING = """\
id = "spring"
name = "Spring"
hashtag = "#Spring"
languages = ["en"]
began = "2006"
colour = "#0A0B0C"
summary = "What it is."

[panel]
title = "Being counted"
meaning = "If you want to."

[[about]]
id = "a"
date = "2017-10"
text = "A fact."
sources = ["https://example.org/b"]

[[quotes]]
id = "q"
date = "2017"
text = "Words."
speaker = "Somebody"
note = "Shortened."
sources = ["https://example.org/b"]

[[actions]]
id = "a"
title = "Do it"
text = "Like this."
sources = ["https://example.org/b"]
"""


@dataclass
class Room:
    """One server's moderators, with a store that another one can be faster in."""

    store: SqliteStore
    campaigns: Campaigns
    own: OwnContent

    async def campaign(self, name: str = "metoo") -> Campaign:
        return await self.campaigns.find(SERVER, name)

    async def save(self, kind: Kind, fields: dict[str, str], item_id: str | None = None, on: str = "metoo") -> Saved:
        return await self.own.save(SERVER, await self.campaign(on), Entry(kind, item_id), fields, MODERATOR)

    async def added(self, kind: Kind, fields: dict[str, str], on: str = "metoo") -> str:
        """The id of what was added."""
        saved = await self.save(kind, fields, on=on)
        assert saved.after
        return saved.after.id

    async def remove(self, kind: Kind, item_id: str, on: str = "metoo") -> Saved:
        return await self.own.remove(SERVER, await self.campaign(on), Entry(kind, item_id), MODERATOR)

    async def bring(self, content: str) -> Proposal:
        return await self.own.apply(SERVER, await self.propose(content), MODERATOR)

    async def propose(self, content: str) -> Proposal:
        return await self.own.propose(SERVER, "x.toml", content.encode())

    async def items(self, on: str = "metoo") -> list[tuple[Kind, str]]:
        return [(kind, item.id) for kind, item in await self.own.items(SERVER, await self.campaign(on))]

    async def log(self) -> list[tuple[str, str, str]]:
        changes, _ = await self.store.changes(SERVER, 500)
        return [(each.setting, each.before, each.after) for each in reversed(changes)]

    async def start(self, name: str) -> TallyId:
        await self.campaigns.change_state(SERVER, await self.campaign(name), "start", MODERATOR)
        return TallyId(SERVER, name)


@asynccontextmanager
async def open_room(folder: Path) -> AsyncGenerator[Room]:
    async with open_store(folder / "magnitude.sqlite") as store:
        campaigns = Campaigns(HOST, store, FILES, lambda: NOW)
        yield Room(store, campaigns, OwnContent(store, campaigns, FILES, lambda: NOW, chance=Random(), labels=LABELS))


def named(own: str, content: str) -> str:
    """The campaign `SPRING` under another id and name."""
    return content.replace('"spring"', f'"{own}"').replace("Spring", own.title().replace("-", ""))


def words(item: Item | None) -> str:
    assert item is not None
    return item.text


async def counted(store: SqliteStore, tally: TallyId) -> int:
    counts: list[int] = []

    def look(last: Publication, rules: Rules, exact: int) -> Publication:
        counts.append(exact)
        return last

    found = await store.tally(tally)
    assert found
    assert await store.tick(tally, found.publication, look)
    return counts[-1]


def additions(count: int, campaign: str = "metoo", text: str = "x") -> str:
    fact = '[[about]]\nid = "f-{}"\ndate = "2017"\ntext = "{}"\nsources = ["https://example.org/b"]\n'
    return f'extends = "{campaign}"\n' + "".join(fact.format(number, text) for number in range(count))
