"""Everything that a member can press, and the setting up by a moderator, at the bot's real process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final

from tests.safety.thief import CAMPAIGNS, COUNTRIES
from tests.standin import Guild, Person, Standin
from tests.standin.payloads import STRING_SELECT
from tests.standin.wire import Json, walk

COMMANDS: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("about", {}),
    ("timeline", {"order": "newest"}),
    ("quote", {}),
    ("resources", {}),
    *(("resources", {"country": country}) for country in COUNTRIES),
    ("metoo", {}),
    ("tally", {}),
    ("privacy", {}),
    ("help", {}),
)
SETTINGS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    *(("config campaign", {"action": "start", "campaign": campaign}) for campaign in CAMPAIGNS),
    ("config post", {}),
    ("config schedule", {"time": "18:00", "zone": "Europe/Dublin"}),
    ("config tally", {"milestones": "on"}),
    ("config sharing", {"total": "on"}),
    ("config export", {}),
    ("config log", {}),
    ("config show", {}),
)


async def set_up(standin: Standin, guild: Guild, moderator: Person) -> None:
    """Both campaigns run, and everything is set that a command sets."""
    for words, options in SETTINGS:
        await standin.command(moderator, words, options, guild=guild)


async def erase(standin: Standin, guild: Guild, moderator: Person) -> None:
    """/config erase, with the word that it asks for."""
    page = await standin.command(moderator, "config erase", guild=guild)
    form = await standin.press(moderator, page, "Erase everything").acknowledged()
    await standin.submit(form, {"word": "erase"})


async def press_everything(standin: Standin, guild: Guild, person: Person) -> int:
    """Every command of members, every button and menu on what comes of it, and on what stands in the channel.

    Gives how many were pressed. At the end the person is not counted anywhere: one of the buttons deletes it all.
    """
    answers = [await standin.command(person, words, options, guild=guild) for words, options in COMMANDS]
    waiting = [deepcopy(answer.message) for answer in answers]
    waiting += [deepcopy(message) for channel in guild.channels for message in standin.messages(channel.id)]
    pressed = set[str]()
    while waiting:
        message = waiting.pop()
        for control in _controls(message):
            action = ":".join(control["custom_id"].split(":")[:2])
            if action not in pressed:
                pressed.add(action)
                waiting.append(deepcopy(await _use(standin, person, message, control)))
    return len(pressed)


def _controls(message: Json) -> Iterator[Json]:
    return (part for part in walk(message["components"]) if part.get("custom_id") and not part.get("disabled"))


async def _use(standin: Standin, person: Person, message: Json, control: Json) -> Json:
    name = control["custom_id"]
    if control["type"] == STRING_SELECT:
        return (await standin.select(person, message, name, [control["options"][0]["value"]])).message
    return (await standin.press(person, message, name)).message


async def add(standin: Standin, guild: Guild, person: Person) -> None:
    """In every campaign; the panel first (S1)."""
    for campaign in CAMPAIGNS:
        panel = await standin.command(person, campaign, guild=guild)
        await standin.press(person, panel, "Add me")


async def withdraw(standin: Standin, guild: Guild, person: Person) -> None:
    for campaign in CAMPAIGNS:
        panel = await standin.command(person, campaign, guild=guild)
        await standin.press(person, panel, "Withdraw")


async def forget(standin: Standin, guild: Guild, person: Person) -> None:
    """Delete what you hold on me: in every server and campaign (S4)."""
    statement = await standin.command(person, "privacy", guild=guild)
    asked = await standin.press(person, statement, "Delete what you hold on me")
    await standin.press(person, asked, "forget-now")


async def all_at_once(acts: Iterator[Any], most: int = 50) -> None:
    """So many at a time."""
    left = list(acts)
    while left:
        now, left = left[:most], left[most:]
        await asyncio.gather(*now)
