"""Who is counted: no command can be asked about it, no press shows it to others, and nothing remembers it."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import discord
from discord import app_commands
from safety_presses import presses

from bot import text
from bot.__main__ import _parser  # pyright: ignore[reportPrivateUsage]
from tests.cogs.simulated_server import World, labels, open_world, words

PEOPLE = (discord.AppCommandOptionType.user, discord.AppCommandOptionType.mentionable)
ABOUT_PEOPLE = re.compile(r"member|user|person|people|who|account|count|entr(?:y|ies)|mark", re.IGNORECASE)
CALLBACK = re.compile(r"POST /interactions/\d+/[^/]+/callback")


async def use(world: World, member: Any) -> list[tuple[str, list[str]]]:
    """Every press by which somebody is counted or not any more: what each leaves to read, and to press."""
    panel = await member.slash(world.channel, "metoo")
    pages: list[tuple[str, list[str]]] = []
    for label in ("Add me", "Add me", "Withdraw", "Withdraw", "Add me"):
        await member.click(panel.response, label=label)
        pages.append((words(panel).splitlines()[0], labels(panel)))
    shown = await member.slash(world.channel, "privacy")
    for label in ("Delete what you hold on me", "Delete now"):
        await member.click(shown.response, label=label)
    return pages


async def test_s24_no_command_can_be_asked_about_a_person(tmp_path: Path) -> None:
    async with open_world(tmp_path, members=0) as world:
        commands = list(world.app.client.tree.walk_commands())
        menus = [
            command
            for kind in (discord.AppCommandType.user, discord.AppCommandType.message)
            for command in world.app.client.tree.get_commands(type=kind)
        ]

    options = [
        (command.qualified_name, option.name, option.type)
        for command in commands
        if isinstance(command, app_commands.Command)
        for option in command.parameters
    ]
    assert ("config campaign", "action", discord.AppCommandOptionType.string) in options
    assert [option for option in options if option[2] in PEOPLE] == []
    assert menus == []


def test_s24_no_command_of_the_host_is_about_people() -> None:
    names = [name for parser in _parsers(_parser(text.load().source)) for name in _names(parser)]

    assert {"run", "check", "--version"} <= set(names)
    about = [name for name in names if ABOUT_PEOPLE.search(name)]
    assert about == ["--remove-entries"], "takes no value, and removes everybody's"


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:  # pyright: ignore[reportPrivateUsage]
        inner: Any = action.choices
        if isinstance(action, argparse._SubParsersAction):  # pyright: ignore[reportPrivateUsage]
            for each in inner.values():
                yield from _parsers(each)


def _names(parser: argparse.ArgumentParser) -> Iterator[str]:
    """The commands and options that it takes."""
    for action in parser._actions:  # pyright: ignore[reportPrivateUsage]
        yield from action.option_strings or action.choices or [action.dest]


async def test_s24_each_press_says_only_what_holds_and_offers_both_buttons(tmp_path: Path) -> None:
    async with open_world(tmp_path, members=1) as world:
        pages = await use(world, world.members[0])

    added, withdrawn = "You are counted now. You can withdraw here at any time.", "You are not counted."
    assert [said for said, _ in pages] == [added, added, withdrawn, withdrawn, added]
    assert {tuple(buttons) for _, buttons in pages} == {("Add me", "Withdraw", "Get help", "Leave quickly")}


async def test_s16_s22_being_counted_asks_discord_for_nothing_but_the_answer(tmp_path: Path) -> None:
    """No message, role or name that others could see, and no edit, also not later, until the next tick."""
    async with open_world(tmp_path, members=1) as world:
        await world.moderator.slash(world.channel, "config post")
        await world.tick()
        before = len(world.env.http_requests)
        await use(world, world.members[0])
        await world.tick(hours=23)
        asked = [f"{each.method} {each.path}" for each in world.env.http_requests[before:]]

    assert len(asked) == 9
    assert [each for each in asked if not CALLBACK.fullmatch(each)] == []


async def test_s18_s19_s24_s35_whatever_a_member_does_nothing_is_kept_in_memory(tmp_path: Path) -> None:
    """Neither a count beside the one, nor who pressed, nor which country was chosen; nor what a tick has counted."""
    async with open_world(tmp_path, members=1) as world:
        before = memory(world)
        await use(world, world.members[0])
        await world.members[0].slash(world.channel, "resources", country="Ireland")
        await world.add(1)
        await world.tick()

        assert len(before) > 15
        assert memory(world) == before


BESIDE = {"_clock", "ticks", "updates", "outcomes"}


def memory(world: World) -> dict[str, dict[str, str]]:
    """What each part of the bot has at hand, but for the time, and for what `test_what_metrics_tell.py` looks at."""
    services = [getattr(world.app.services, field.name) for field in fields(world.app.services)]
    timed = [getattr(world.app.timed, field.name) for field in fields(world.app.timed)]
    parts = (*services, *timed, *world.app.client.cogs.values(), presses(world), *_parts_of_config(world))
    return {
        type(part).__name__: {name: repr(value) for name, value in vars(part).items() if name not in BESIDE}
        for part in parts
    }


def _parts_of_config(world: World) -> set[Any]:
    handlers: dict[str, tuple[Any, Any, Any]] = vars(presses(world))["_handlers"]
    return {part for part, _, _ in handlers.values()}
