"""What a server brings itself, in tests: forms as somebody fills them in, and files as somebody uploads them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import discord
from moderating import config
from simulated_server import World, controls, labels, size, words

from bot.domain import limits

QUOTE = {
    "text": "We were never asked before.",
    "speaker": "Robin Example",
    "date": "2019-03",
    "sources": "https://example.org/speech\nhttps://example.org/second (page 4)",
    "warning": "",
}
FACT = {
    "text": "The association began to meet every month.",
    "date": "2018",
    "sources": "https://example.org/meetings",
    "note": "Another page says 2019.",
}
RESOURCE = {
    "topic": "Legal advice",
    "title": "Law clinic",
    "text": "Explains the steps of a report.",
    "url": "https://example.org/clinic",
    "sources": "https://example.org/about",
}
FORMS = {"quote": QUOTE, "fact": FACT, "resource": RESOURCE}

ADDITIONS = """\
extends = "metoo"

[[quotes]]
id = "robin"
text = "We were never asked before."
speaker = "Robin Example"
date = "2019-03"
place = "Speech to the council"
sources = ["https://example.org/speech"]
note = "Shortened."

[[resources]]
topic = "Legal advice"
title = "Law clinic"
text = "Explains the steps of a report."
url = "https://example.org/clinic"
sources = ["https://example.org/about"]
"""

CAMPAIGN = """\
id = "spring"
name = "Spring Walk"
hashtag = "#SpringWalk"
languages = ["en"]
began = "2019-03"
colour = "#336699"
summary = "A walk of this town's association."

[panel]
title = "Being counted"
meaning = "If you want to, you can add yourself. You don't have to, and you don't have to say why."

[[about]]
id = "first"
date = "2019-03"
text = "The first walk took place."
sources = ["https://example.org/walk"]

[[timeline]]
id = "walk"
date = "2019-03-09"
title = "First walk"
text = "People walked to the town hall."
sources = ["https://example.org/walk"]

[[quotes]]
id = "robin"
text = "We were never asked before."
speaker = "Robin Example"
date = "2019-03"
place = "Town hall"
sources = ["https://example.org/speech"]

[[resources]]
id = "clinic"
topic = "Legal advice"
title = "Law clinic"
text = "Explains the steps of a report."
url = "https://example.org/clinic"
sources = ["https://example.org/about"]

[[actions]]
id = "walk"
title = "Walk along"
text = "Everybody can walk along for a while."
sources = ["https://example.org/walk"]
"""


async def fill_in(world: World, opened: Any, values: dict[str, str], **changed: str) -> Any:
    """Send an open form with these values."""
    return await world.moderator.submit_modal(opened, {**values, **changed})


async def add_item(world: World, kind: str, campaign: str = "metoo", **changed: str) -> Any:
    """Add an item with the command; the answer to its form."""
    opened = await world.moderator.slash(world.channel, "config content", action=f"add-{kind}", campaign=campaign)
    return await fill_in(world, opened, FORMS[kind], **changed)


async def reference(world: World, kind: str) -> str:
    """What names the only item of a kind that the server has added to Me too."""
    choices = await world.moderator.autocomplete(world.channel, "config content", "item", "")
    [found] = [choice["value"] for choice in choices if choice["value"].startswith(f"{kind}:")]
    return found


async def upload(world: World, content: str | bytes, name: str = "own.toml") -> Any:
    """What `/config import` answers to a file."""
    data = content.encode() if isinstance(content, str) else content
    return await config(world, "import", file=(name, data))


async def apply(world: World, content: str) -> Any:
    """Import a file and apply it; the page that says so."""
    shown = await upload(world, content)
    await world.moderator.click(shown.response, label="Apply")
    return shown


def second_server(world: World) -> World:
    """Another server of the same bot, with the same moderator and one member."""
    guild = world.env.create_guild()
    channel = guild.create_text_channel("general")
    managers = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
    moderator = guild.add_member(world.moderator.user, roles=[managers])
    member = guild.add_member(world.members[0].user)
    return replace(world, guild=guild, channel=channel, moderator=moderator, members=[member])


def filled(opened: Any) -> dict[str, str]:
    """What stands in the fields of an open form."""
    fields = (label["component"] for label in opened.modal["components"])
    return {field["custom_id"]: field.get("value") or "" for field in fields}


def carry_over(source: Any, target: Any, label: str) -> None:
    """Put the custom id of a button on one page under the same button on another."""
    forge(target, label, custom_id(source, label))


def forge(page: Any, label: str, wanted: str) -> None:
    """Give a button another custom id, as nobody but Discord could."""
    stored = page.response._message
    stored.components = json.loads(json.dumps(stored.components).replace(custom_id(page, label), wanted))


def custom_id(page: Any, label: str) -> str:
    """What a button carries."""
    [found] = [part["custom_id"] for part in controls(page) if part.get("label") == label]
    return found


def private_and_fits(result: Any) -> str:
    """S25: what the page says, when only the moderator sees it and Discord takes it."""
    message = result.response
    assert message.ephemeral
    characters, components = size(result)
    assert characters <= limits.MESSAGE_TEXT
    assert components <= limits.MESSAGE_COMPONENTS
    assert labels(result)[-2:] == ["Get help", "Leave quickly"]
    return words(result)
