"""Hostile words on every way into the running bot: options, what is offered for them, forms, menus and custom ids."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, TypeAlias

import discord
from discord import app_commands

from bot.domain import limits
from cogs._presses import FORM, SEPARATOR
from tests.cogs.simulated_server import open_world
from tests.hostile.interactions import Answered, Desk
from tests.hostile.kept import expect
from tests.hostile.words import Hostile, is_seen
from tests.safety.safety_presses import Row, members_rows, moderators_rows

Tried: TypeAlias = list[tuple[str, bool]]

TYPED: Final[Mapping[str, str]] = {
    "campaign": "Me too",
    "speaker": "Tarana Burke",
    "country": "Ireland",
    "time": "18:00",
    "zone": "Europe/Dublin",
    "days": "mon, wed fri",
    "language": "English",
    "item": "fact:own-abcdefgh",
    "file": "own.toml",
}
"""What is typed into an option of this name, or what the file is called."""
CHOSEN: Final[Mapping[str, Any]] = {"config campaign action": "default", "config content action": "edit"}
"""Of options that offer a choice, what goes with the words."""
WITH: Final[Mapping[str, Mapping[str, str]]] = {"config schedule": {"time": "18:00", "zone": "Europe/Dublin"}}
OTHERS: Final[Mapping[str, Mapping[str, str]]] = {
    "config-defaults-save": {
        "default": "16days",
        "language": "en",
        "country": "France",
        "sharing": "off",
        "total": "on",
    },
    "config-tally-save": {"threshold": "10", "cadence": "0", "milestones": "off"},
}
"""Of forms that keep several settings: other values for every second try, so that something is always to be changed."""
MENUS: Final = {"config-content-item": Row(("metoo",), ("fact:own-abcdefgh",))}
"""Menus that name with one value what buttons name with two arguments."""
ITEM_FORM: Final = FORM + "config-save"
"""Its fields are tried by `tests.hostile.forms`, which looks at what was kept."""
ERASE: Final = FORM + "config-erase"


@asynccontextmanager
async def open_ways(folder: Path) -> AsyncGenerator[Ways]:
    """The ways into a bot that serves one simulated server, which has something of everything."""
    async with open_world(folder, members=1) as world:
        desk = Desk(world)
        try:
            rows = {**members_rows(world), **await moderators_rows(world)}
            desk.changed()
            yield Ways(desk, rows)
        finally:
            desk.close()


class Ways:
    """Each method tries the words on all ways of one kind: the name of each way, and whether something was kept."""

    def __init__(self, desk: Desk, rows: Mapping[str, Row]) -> None:
        self.world = desk.world
        self._desk = desk
        self._rows = rows
        commands: Iterator[Any] = desk.client.tree.walk_commands()
        self._commands: dict[str, Any] = {
            command.qualified_name: command for command in commands if not isinstance(command, app_commands.Group)
        }
        self.options = [
            (name, parameter.name)
            for name, command in self._commands.items()
            for parameter in command.parameters
            if parameter.type in (discord.AppCommandOptionType.string, discord.AppCommandOptionType.attachment)
            and not parameter.choices
        ]
        """Every option that takes words, or a file."""
        self.offered = [
            (name, parameter.name)
            for name, command in self._commands.items()
            for parameter in command.parameters
            if parameter.autocomplete
        ]
        """Every option for which something is offered while somebody types."""
        self.fields = [
            (action, name) for action, row in rows.items() if action != ITEM_FORM for name in (row.fields or {})
        ]
        self.menus = {action: row for action, row in rows.items() if row.values} | MENUS

    async def try_options(self, hostile: Hostile, number: int) -> Tried:
        return [(f"/{name} {option}", await self._option(name, option, hostile)) for name, option in self.options]

    async def _option(self, name: str, option: str, hostile: Hostile) -> bool:
        typed = hostile.into(TYPED[option])[: limits.CONTENT_LINE] or " "
        options: dict[str, Any] = {**WITH.get(name, {})}
        for parameter in self._commands[name].parameters:
            if (choice := f"{name} {parameter.name}") in CHOSEN:
                options[parameter.name] = CHOSEN[choice]
            elif parameter.type is discord.AppCommandOptionType.channel and parameter.required:
                options[parameter.name] = SimpleNamespace(id=self.world.channel.id, resolve=lambda: self._desk.channel)
        options[option] = attachment(typed) if option == "file" else typed
        answered = await self._desk.command(self._commands[name], options)
        return self._outcome(answered)

    async def try_offered(self, hostile: Hostile, number: int) -> Tried:
        return [(f"/{name} {option}", await self._offered(name, option, hostile)) for name, option in self.offered]

    async def _offered(self, name: str, option: str, hostile: Hostile) -> bool:
        typed = hostile.into(TYPED.get(option, "15"))
        choices = await self._desk.suggested(self._commands[name], option, typed)
        expect(len(choices) <= limits.AUTOCOMPLETE_CHOICES, "as many choices as Discord takes", len(choices))
        for choice in choices:
            expect(1 <= len(choice.name) <= 100 and is_seen(choice.name), "a choice that Discord takes", choice.name)
            expect(len(str(choice.value)) <= 100, "a choice that Discord takes", choice.value)
        expect(not self._desk.failures and not self._desk.changed(), "offering changes nothing")
        return bool(choices)

    async def try_fields(self, hostile: Hostile, number: int) -> Tried:
        """Each field of a form in turn, menus as well: a page of another version could have offered anything."""
        return [(f"{action} {name}", await self._field(action, name, hostile, number)) for action, name in self.fields]

    async def _field(self, action: str, name: str, hostile: Hostile, number: int) -> bool:
        row = self._rows[action]
        usual = OTHERS.get(action.removeprefix(FORM), {}) if number % 2 else {}
        fields = {**(row.fields or {}), **usual}
        fields[name] = hostile.into(fields[name])[:4_000]
        answered = await self._desk.send(SEPARATOR.join([action.removeprefix(FORM), *row.arguments]), fields)
        kept = self._outcome(answered)
        if action == ERASE and kept:
            expect(fields[name].strip().casefold() == "erase", "only the word erases", fields[name])
            await self.world.start_campaign()
            self._desk.changed()
        return kept

    async def try_menus(self, hostile: Hostile, number: int) -> Tried:
        tried: Tried = []
        for action, row in self.menus.items():
            value = hostile.into(row.values[0])[:100]
            answered = await self._desk.press(SEPARATOR.join([action, *row.arguments]), [value])
            tried.append((action, self._outcome(answered)))
        return tried

    async def try_custom_ids(self, hostile: Hostile, number: int) -> Tried:
        """One button, menu or form after the other, each time in another place of its custom id."""
        action, row = [*self._rows.items()][number % len(self._rows)]
        parts = [action.removeprefix(FORM), *row.arguments]
        place = number // len(self._rows) % len(parts)
        forged = SEPARATOR.join([*parts[:place], hostile.into(parts[place]), *parts[place + 1 :]])[: limits.CUSTOM_ID]
        if forged == SEPARATOR.join(parts):
            return []
        if row.fields is None:
            answered = await self._desk.press(forged, row.values)
        else:
            answered = await self._desk.send(forged, row.fields)
        return [("custom id", self._outcome(answered))]

    def _outcome(self, answered: Answered) -> bool:
        """Whether something was kept; a refusal keeps nothing, not even a part."""
        self._desk.check(answered)
        changed = self._desk.changed()
        expect(not (changed and answered.error), "a refusal changes nothing", answered.error)
        return changed


def attachment(name: str) -> Any:
    """A file of this name that is no campaign file."""

    async def read() -> bytes:
        return b"a = "

    return SimpleNamespace(filename=name, size=4, read=read)
