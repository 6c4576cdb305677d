"""Every press and every form, as only Discord could send it: on any message, by anybody, with any custom id."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from simcord import ResponseMessage

from cogs._presses import FORM, Presses
from tests.cogs.simulated_server import World, controls, words

SENTENCES = {
    "went wrong": "Something went wrong on our side",
    "not allowed": "You cannot do this here",
    "outdated": "belongs to an older page",
    "no campaign": "There is no campaign called",
    "nothing own": "This server has nothing like that of its own",
}
"""What a press that is refused says, by the reason."""

FACT = {"text": "People met in the town hall.", "date": "2019-03", "sources": "https://example.org/walk", "note": ""}
QUOTE = {
    "text": "We met in the library.",
    "speaker": "Robin Example",
    "date": "2019-03",
    "sources": "https://example.org/talk",
    "warning": "What happened there",
}
OPENED = "fffffff"
"""When a form was opened, as its custom id says it: in a time so far off that it is never too long ago."""
ADDITIONS = """\
extends = "16days"

[[about]]
id = "town"
date = "2019"
text = "People met in the town hall."
sources = ["https://example.org/walk"]
"""
SPRING = """\
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
"""
"""A campaign of a server's own."""


@dataclass(frozen=True, slots=True)
class Row:
    """What comes after the action in a custom id, what is chosen from a menu, and what is written into a form."""

    arguments: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    fields: Mapping[str, str] | None = None


def presses(world: World) -> Presses:
    """What the running bot listens with."""
    listeners: list[Any] = world.app.client.extra_events["on_interaction"]
    [found] = [each.__self__ for each in listeners]
    assert isinstance(found, Presses)
    return found


def members_rows(world: World) -> dict[str, Row]:
    """The presses on messages that everybody can see, and on members' private pages."""
    metoo = world.app.services.campaigns.catalogue.get("metoo")
    quote = next(each.id for each in metoo.quotes if not each.warning)
    return {
        "stand": Row(("metoo",)),
        "learn": Row(("metoo",)),
        "panel": Row(("metoo",)),
        "help": Row(),
        "country": Row(("0",), ("IE",)),
        "resources": Row(("IE", "0")),
        "share-resources": Row(("IE", "0")),
        "about": Row(("metoo", "0")),
        "share-about": Row(("metoo", "0")),
        "actions": Row(("metoo", "0")),
        "timeline": Row(("metoo", "oldest", "0")),
        "share-timeline": Row(("metoo", "oldest", "0")),
        "quote": Row(("metoo", quote, "")),
        "show-quote": Row(("metoo", quote, "")),
        "share-quote": Row(("metoo", quote)),
        "share-tally": Row(("metoo",)),
        "add": Row(("metoo",)),
        "withdraw": Row(("metoo",)),
        "forget": Row(),
        "forget-now": Row(),
    }


async def moderators_rows(world: World) -> dict[str, Row]:
    """The presses and forms of /config, in an order in which each does something; erasing comes last.

    The server is given what they are about: a schedule, an item, a campaign of its own, files that wait for a word.
    """
    person, channel = world.moderator, world.channel
    await person.slash(channel, "config schedule", time="18:00", zone="Europe/Dublin")
    changed, removed, hidden = [
        await own_item(person, channel, "fact", FACT),
        await own_item(person, channel, "fact", {**FACT, "text": "People met in the library."}),
        await own_item(person, channel, "quote", QUOTE),
    ]
    asked = await person.slash(channel, "config content", action="remove", item=":".join(removed))
    seen = token(asked, "config-remove-now", 4)
    asked = await person.slash(channel, "config content", action="remove", item=":".join(hidden))
    await person.click(asked.response, label="Remove")
    gone = token(asked, "config-content-removed")
    spring = await person.slash(channel, "config import", file=("spring.toml", SPRING.encode()))
    await person.click(spring.response, label="Apply")
    uploads = [await person.slash(channel, "config import", file=("own.toml", ADDITIONS.encode())) for _ in range(2)]
    apply, cancel = (token(page, "config-import-apply") for page in uploads)
    opened = await person.slash(channel, "config content", action="add-fact")
    mend = token(await person.submit_modal(opened, {**FACT, "date": "soon"}), "config-content-mend")
    set_up = {
        "days": "mon,tue",
        "time": "18:00",
        "zone": "Europe/Dublin",
        "content": "fact",
        "channel": str(channel.id),
    }
    page = await person.slash(channel, "config show")
    unknown = await send(person, page, page.response, "config-schedule-save:metoo", {**set_up, "zone": "Nowhere"})
    zone = token(unknown if unknown.response else page, "config-schedule-zone", 2)
    counting = {"threshold": "15", "cadence": "0", "milestones": "on"}
    defaults = {"default": "metoo", "language": "en", "country": "Ireland", "sharing": "on", "total": "on"}
    again = {**FACT, "text": "People met again."}
    return {
        "config-show": Row(("0",)),
        "config-campaign": Row(("metoo",)),
        "config-campaigns": Row(("0",), ("metoo",)),
        "config-state": Row(("metoo", "pause")),
        "config-default": Row(("16days",)),
        "config-ask-reset": Row(("metoo",)),
        "config-reset": Row(("metoo",)),
        "config-place": Row(("metoo",)),
        FORM + "config-place": Row(("metoo",), fields={"channel": str(channel.id)}),
        "config-schedule": Row(("metoo",)),
        "config-schedule-edit": Row(("metoo", zone)),
        "config-schedule-zone": Row(("metoo", zone), ("Europe/Berlin",)),
        FORM + "config-schedule-save": Row(("metoo",), fields=set_up),
        "config-schedule-off": Row(("metoo",)),
        "config-tally": Row(("metoo",)),
        "config-tally-edit": Row(("metoo",)),
        FORM + "config-tally-save": Row(("metoo", "10,0,off"), fields=counting),
        "config-tally-raise": Row(("metoo", "15", "0")),
        "config-defaults": Row(),
        "config-defaults-edit": Row(),
        FORM + "config-defaults-save": Row(("metoo,en,,on,off",), fields=defaults),
        "config-country": Row(),
        "config-content": Row(("metoo", "0")),
        "config-content-item": Row(("metoo", *changed)),
        "config-content-whole": Row(("metoo", *changed)),
        "config-content-add": Row(("metoo", "quote")),
        "config-content-edit": Row(("metoo", *changed)),
        "config-content-mend": Row((mend,)),
        FORM + "config-save": Row(("metoo", f"{'.'.join(changed)}.", OPENED), fields=again),
        "config-content-remove": Row(("metoo", *removed)),
        "config-remove-now": Row(("metoo", *removed, seen)),
        "config-content-removed": Row((gone,)),
        "config-export": Row(("spring",)),
        "config-import-apply": Row((apply,)),
        "config-import-cancel": Row((cancel,)),
        "config-content-campaign": Row(("spring",)),
        "config-content-campaign-now": Row(("spring",)),
        "config-log": Row(("0",)),
        "config-erase": Row(),
        FORM + "config-erase": Row(fields={"word": "erase"}),
    }


async def own_item(person: Any, channel: Any, kind: str, fields: Mapping[str, str]) -> list[str]:
    """Kind and id of an item that is added to Me too."""
    opened = await person.slash(channel, "config content", action=f"add-{kind}")
    return [kind, token(await person.submit_modal(opened, dict(fields)), "config-content-edit", 3)]


def token(page: Any, action: str, place: int = 1) -> str:
    """An argument of a button or menu on a page."""
    [found] = [each["custom_id"] for each in controls(page) if each.get("custom_id", "").split(":")[0] == action]
    return found.split(":")[place]


async def use(person: Any, before: Any, message: Any, action: str, row: Row) -> Any:
    """Press a button, choose from a menu or send a form. `before`: anything that this person was answered there."""
    name = ":".join([action.removeprefix(FORM), *row.arguments])
    if row.fields is not None:
        return await send(person, before, message, name, row.fields)
    if row.values:
        menu = {"type": 3, "custom_id": name, "options": [{"label": "x", "value": each} for each in row.values]}
        _put(message, menu)
        return await person.select(message, list(row.values), custom_id=name)
    _put(message, {"type": 2, "style": 2, "label": "x", "custom_id": name})
    return await person.click(message, custom_id=name)


async def send(person: Any, before: Any, message: Any, name: str, fields: Mapping[str, str]) -> Any:
    """Send a form that stands on a message, or on none; every field brings what it is given."""
    written = [{"type": 4, "custom_id": field, "style": 2, "required": False, "label": "x"} for field in fields]
    shown = before._interaction
    shown.modal = {
        "custom_id": name,
        "title": "x",
        "components": [{"type": 18, "label": "x", "component": without_label(field)} for field in written]
        or [{"type": 10, "content": "x"}],
    }
    shown.modal_consumed = False
    shown.source_message_id = None if message is None else message.id
    return await person.submit_modal(before, dict(fields))


def without_label(field: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in field.items() if name != "label"}


def _put(message: Any, component: dict[str, Any]) -> None:
    """Let this be the only thing on a message that can be pressed."""
    stored(message).components = [{"type": 1, "id": 1, "components": [{**component, "id": 2}]}]


def stored(message: Any) -> Any:
    """The message as the simulated Discord has it."""
    return message._message


def public(world: World) -> Any:
    """A message of the bot that everybody in the channel sees, with its simulated counterpart."""
    message = next(each for each in reversed(world.channel.history()) if not each.flags.ephemeral)
    return replace_message(world, message)


def replace_message(world: World, message: Any) -> Any:
    """A message as a person's answer holds it, so that presses on it work alike."""
    return ResponseMessage(world.env, world.env.backend.get_message(message.channel.id, message.id))


def kept(world: World) -> list[str]:
    """Every row of the database file."""
    with closing(sqlite3.connect(world.app.settings.database)) as connection:
        return list(connection.iterdump())


def said(result: Any, page: Any = None) -> str:
    """What the person reads after a press: an answer, a form's title, or what the page turned into."""
    if result.modal and result.response is None:
        return str(result.modal["title"])
    return words(result.response or page)


def forged(row: Row) -> Iterator[Row]:
    """The row with each argument in turn replaced by something that the bot never made, with one more and one less."""
    for place in range(len(row.arguments)):
        for value in FORGED:
            yield replace(row, arguments=(*row.arguments[:place], value, *row.arguments[place + 1 :]))
    yield replace(row, arguments=(*row.arguments, "more"))
    if row.arguments:
        yield replace(row, arguments=row.arguments[:-1])


FORGED: Sequence[str] = ("", "nothing", "-1", "99999999", "9" * 30, "abc", "milestone", "milestone..", "../../x", "%s")
