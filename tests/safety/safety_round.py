"""A full round through the bot: every command, and every button, menu and form of every answer."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.cogs.simulated_server import World, controls, words

MENU = 3
CHANNEL_MENU = 8
HERE = "the channel of the world"
Commands: TypeAlias = Sequence[tuple[str, dict[str, Any]]]

COMMANDS: Commands = (
    ("about", {}),
    ("timeline", {"order": "newest"}),
    ("quote", {}),
    ("quote", {"speaker": "Nobody of that name"}),
    ("resources", {}),
    ("resources", {"country": "Ireland"}),
    ("resources", {"country": "Atlantis"}),
    ("metoo", {}),
    ("16days", {}),
    ("tally", {}),
    ("tally", {"campaign": "16days"}),
    ("add", {"campaign": "metoo"}),
    ("privacy", {}),
    ("help", {}),
)
"""What members and moderators can both say; a campaign that was never started is among it."""
OWN = """\
extends = "metoo"

[[about]]
id = "town"
date = "2019"
text = "People met in the town hall."
sources = ["https://example.org/walk"]
"""
"""What a moderator brings in a file."""
SETTINGS: Commands = (
    ("config campaign", {"action": "start"}),
    ("config campaign", {"action": "default"}),
    ("config channel", {"channel": HERE}),
    ("config post", {}),
    ("config post", {}),
    ("config schedule", {"time": "18:00", "zone": "Europe/Dublin"}),
    ("config schedule", {"time": "25:00"}),
    ("config schedule", {"content": "off"}),
    ("config schedule", {}),
    ("config tally", {"milestones": "on"}),
    ("config tally", {"threshold": 9}),
    ("config sharing", {"total": "on"}),
    ("config language", {}),
    ("config country", {"country": "Ireland"}),
    ("config country", {"country": "Atlantis"}),
    ("config content", {"action": "add-quote"}),
    ("config content", {"action": "add-fact"}),
    ("config content", {"action": "add-resource"}),
    ("config content", {}),
    ("config import", {"file": ("own.toml", OWN.encode())}),
    ("config import", {"file": ("own.toml", b"extends = 1")}),
    ("config export", {}),
    ("config log", {}),
    ("config erase", {}),
    ("config show", {}),
)
STATES: Commands = (
    ("config tally", {"threshold": 15}),
    ("config campaign", {"action": "reset"}),
    ("config campaign", {"action": "pause"}),
    ("config campaign", {"action": "resume"}),
    ("config campaign", {"action": "end"}),
)
WRITTEN = {
    "text": "People met in the town hall.",
    "speaker": "Somebody who was there",
    "date": "2019-03",
    "sources": "https://example.org/walk",
    "topic": "Legal advice",
    "title": "Law clinic",
    "url": "https://example.org/clinic",
    "zone": "Europe/Dublin",
    "word": "no",
}
"""What a moderator writes into the fields of a form that are empty; erasing asks for another word."""
CHANGES_ENTRIES = ("add", "withdraw", "forget-now", "config-reset", "config-content-campaign-now")
"""Presses that would change what is counted."""
CHANGES_STATES = ("config-state",)
MORE_THAN_ONE = ("config-state", "config-content-add")
"""Presses whose second argument tells what they do."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer as somebody saw it. `after`: what they did."""

    after: str
    text: str
    controls: list[dict[str, Any]]
    ephemeral: bool


async def everything(
    world: World, person: Any, *, changes: bool = True, states: bool = True, commands: Commands = COMMANDS
) -> list[Seen]:
    """All that this person is ever answered. `changes`: also presses that change entries; `states`: those of campaigns.

    A moderator sets things up before the `commands`, and changes the states of the campaign after.
    """
    manages = person is world.moderator
    commands = (*(SETTINGS if manages else ()), *commands, *(STATES if manages and states else ()))
    leave = (*(() if changes else CHANGES_ENTRIES), *(() if states else CHANGES_STATES))
    pressed: set[str] = set()
    seen: list[Seen] = []
    for name, options in commands:
        given = {option: world.channel if value is HERE else value for option, value in options.items()}
        result = await person.slash(world.channel, name, **given)
        seen += [each async for each in _pressed(world, person, name, result, pressed, leave)]
    for message in [message for message in world.channel.history() if not message.flags.ephemeral]:
        for control in list(_open(message, pressed, leave)):
            pressed.add(_what(control))
            result = await person.click(message, custom_id=control["custom_id"])
            seen += [each async for each in _pressed(world, person, control["label"], result, pressed, leave)]
    return seen


async def _pressed(
    world: World, person: Any, after: str, result: Any, pressed: set[str], leave: Sequence[str]
) -> AsyncIterator[Seen]:
    """This answer, and those to all that can be pressed on it and was not pressed before."""
    waiting = [await _answered(world, person, after, result, None)]
    while waiting:
        after, message, components = waiting.pop()
        # A press may have turned the page since: it is opened once more.
        message._message.components = components
        yield Seen(after, words(message), controls(message), bool(message.flags.ephemeral))
        for control in list(_open(message, pressed, leave)):
            message._message.components = components
            pressed.add(_what(control))
            done = f"{after}, {control.get('label') or control.get('placeholder')}"
            if control["type"] == MENU:
                value = control["options"][0]["value"]
                result = await person.select(message, [value], custom_id=control["custom_id"])
            else:
                result = await person.click(message, custom_id=control["custom_id"])
            waiting.append(await _answered(world, person, done, result, message))


async def _answered(world: World, person: Any, after: str, result: Any, page: Any) -> tuple[str, Any, Any]:
    """What was done, the message that came of it, and what stands on it; a form is filled in.

    `page`: the message that was pressed on, which may have been turned; None for a command.
    """
    while result.modal:
        assert result.response is None
        after = f"{after}, {result.modal['title']}"
        result = await person.submit_modal(result, _filled(world, result.modal))
    message = result.response or page
    assert message is not None, f"{after}: no answer"
    if page is None:
        assert result.ephemeral, f"{after}: private from the first response"
    return after, message, message._message.components


def _filled(world: World, form: dict[str, Any]) -> dict[str, Any]:
    fields = [label["component"] for label in form["components"]]
    return {field["custom_id"]: _value(world, field) for field in fields}


def _value(world: World, field: dict[str, Any]) -> Any:
    if field["type"] == CHANNEL_MENU:
        return [world.channel]
    if field["type"] == MENU:
        values = [option["value"] for option in field["options"]]
        return [option["value"] for option in field["options"] if option.get("default")] or values[:1]
    return field.get("value") or WRITTEN.get(field["custom_id"], "")


def _open(message: Any, pressed: set[str], leave: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What can be pressed on a message and was not yet."""
    for control in controls(message):
        name = control.get("custom_id")
        if name and not control.get("disabled") and _what(control) not in pressed and name.split(":")[0] not in leave:
            yield control


def _what(control: dict[str, Any]) -> str:
    """What a button does; a page or a quote among others of its kind is not another thing."""
    parts = control["custom_id"].split(":")
    return ":".join(parts[: 3 if parts[0] in MORE_THAN_ONE else 2])


def without_ids(text: str) -> str:
    """Ids of messages and channels differ from one simulated server to the next."""
    return re.sub(r"\d{15,20}", "…", text)
