"""A full round through the bot: every command, and every button and menu of every answer."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.cogs.simulated_server import World, controls, words

MENU = 3
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
    ("privacy", {}),
    ("help", {}),
)
"""What members and moderators can both say; a campaign that was never started is among it."""
SETTINGS: Commands = (
    ("config show", {}),
    ("config campaign", {"action": "start"}),
    ("config campaign", {"action": "default"}),
    ("config post", {}),
    ("config post", {}),
)
STATES: Commands = (
    ("config campaign", {"action": "reset"}),
    ("config campaign", {"action": "pause"}),
    ("config campaign", {"action": "resume"}),
    ("config campaign", {"action": "end"}),
)
CHANGES_ENTRIES = ("add", "withdraw", "forget-now", "config-reset")
"""Presses that would change what is counted."""


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
    pressed: set[str] = set()
    seen: list[Seen] = []
    for name, options in commands:
        result = await person.slash(world.channel, name, **options)
        seen += [each async for each in _pressed(person, name, result, pressed, changes=changes)]
    for message in [message for message in world.channel.history() if not message.flags.ephemeral]:
        for control in list(_open(message, pressed)):
            pressed.add(_what(control))
            result = await person.click(message, custom_id=control["custom_id"])
            seen += [each async for each in _pressed(person, control["label"], result, pressed, changes=changes)]
    return seen


async def _pressed(person: Any, after: str, result: Any, pressed: set[str], *, changes: bool) -> AsyncIterator[Seen]:
    """This answer, and those to all that can be pressed on it and was not pressed before."""
    waiting = [(after, result)]
    while waiting:
        after, result = waiting.pop()
        message = result.response
        assert message is not None, f"{after}: no answer"
        yield Seen(after, words(result), controls(result), bool(result.ephemeral and message.flags.ephemeral))
        while control := next(_open(message, pressed), None):
            pressed.add(_what(control))
            if not changes and control["custom_id"].split(":")[0] in CHANGES_ENTRIES:
                continue
            done = f"{after}, {control.get('label') or control.get('placeholder')}"
            if control["type"] == MENU:
                value = control["options"][0]["value"]
                answered = await person.select(message, [value], custom_id=control["custom_id"])
            else:
                answered = await person.click(message, custom_id=control["custom_id"])
            if answered.response is not None and answered.response.id == message.id:
                yield Seen(done, words(answered), controls(answered), bool(message.flags.ephemeral))
                message = answered.response
            else:
                waiting.append((done, answered))


def _open(message: Any, pressed: set[str]) -> Iterator[dict[str, Any]]:
    """What can be pressed on a message and was not yet."""
    for control in controls(message):
        if control.get("custom_id") and not control.get("disabled") and _what(control) not in pressed:
            yield control


def _what(control: dict[str, Any]) -> str:
    """What a button does; a page or a quote among others of its kind is not another thing."""
    return ":".join(control["custom_id"].split(":")[:2])


def without_ids(text: str) -> str:
    """Ids of messages and channels differ from one simulated server to the next."""
    return re.sub(r"\d{15,20}", "…", text)
