"""What a log holds after members were counted and asked for help, at the level that tells most."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from safety_round import OWN, WRITTEN, everything

from bot.operations import logs
from bot.services.tallies import Tallies
from tests.cogs.simulated_server import open_world

SNOWFLAKE = re.compile(r"\d{15,20}")
OURS = re.compile(r" (?:bot|cogs|discord)[.:]")
WROTE = "zqwhatsomebodywrote"
"""By its name in the code: a traceback shows the code's own lines."""
COUNTRIES = ("IE", "AU", "DE", "Ireland", "Australia", "Deutschland", "Atlantis")


@contextmanager
def logged() -> Generator[io.StringIO]:
    """All that is logged meanwhile, as a host sees it who has set DEBUG; the loggers are as before afterwards."""
    touched = [logging.getLogger(name) for name in ("", *logs.OURS)]
    levels, handlers = [logger.level for logger in touched], list(logging.root.handlers)
    stream = io.StringIO()
    try:
        logs.configure("DEBUG", stream)
        yield stream
    finally:
        logging.root.handlers[:] = handlers
        for logger, level in zip(touched, levels, strict=True):
            logger.setLevel(level)


def names_a_country(said: str) -> list[str]:
    return [name for name in COUNTRIES if re.search(rf"(?<!\w){name}(?!\w)", said)]


async def test_s11_being_counted_and_asking_for_help_leaves_no_line(tmp_path: Path) -> None:
    with logged() as stream:
        async with open_world(tmp_path) as world:
            before = len(stream.getvalue())
            member = world.members[0]
            panel = await member.slash(world.channel, "metoo")
            for label in ("Add me", "Add me", "Withdraw", "Withdraw"):
                await member.click(panel.response, label=label)
            await member.slash(world.channel, "resources", country="Ireland")
            await member.slash(world.channel, "resources", country="Atlantis")
            await member.autocomplete(world.channel, "resources", "country", "Austral")
            page = await member.slash(world.channel, "resources")
            await member.select(page.response, ["DE"], custom_id="country:0")
            await member.click(
                (await member.slash(world.channel, "privacy")).response, label="Delete what you hold on me"
            )
            meanwhile = stream.getvalue()[before:]

    assert [line for line in meanwhile.splitlines() if OURS.search(line)] == []


async def test_s11_after_a_full_round_no_line_holds_an_id_or_a_country(tmp_path: Path) -> None:
    with logged() as stream:
        async with open_world(tmp_path) as world:
            await world.moderator.slash(world.channel, "config post")
            await world.add(12)
            await world.tick()
            await everything(world, world.members[1])
            await everything(world, world.moderator)
            people = [*world.members, world.moderator]

    said = stream.getvalue()
    assert " bot." in said, "it does log"
    brought = [*WRITTEN.values(), *re.findall('"(.{6,})"', OWN), "own.toml", "25:00"]
    assert not [words for words in brought if len(words) > 4 and words in said], "nothing of what moderators write"
    assert not SNOWFLAKE.search(said)
    assert not [person.name for person in people if re.search(rf"\b{person.name}\b", said)]
    assert names_a_country(said) == []


@pytest.mark.parametrize("count", [0, 9, 14])
async def test_s11_s14_s18_a_tick_logs_no_count_and_no_server(tmp_path: Path, count: int) -> None:
    with logged() as stream:
        async with open_world(tmp_path) as world:
            await world.moderator.slash(world.channel, "config post")
            await world.add(count)
            before = len(stream.getvalue())
            await world.tick()
            meanwhile = [line for line in stream.getvalue()[before:].splitlines() if OURS.search(line)]
            server = world.guild.name

    for line in meanwhile:
        assert not SNOWFLAKE.search(line)
        assert server not in line
        assert not re.search(r"(?<![\d:.-])\d+(?![\d:.-])", line.partition(": ")[2]), line


async def test_s11_what_fails_is_logged_without_who_where_and_which_country(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: Tallies, server_id: int, *given: Any) -> None:
        raise RuntimeError(f"server {server_id}, {given}, {WROTE}")

    with logged() as stream:
        async with open_world(tmp_path) as world:
            member = world.members[0]
            panel = await member.slash(world.channel, "metoo")
            help_page = await member.slash(world.channel, "resources")
            monkeypatch.setattr(Tallies, "add", fail)
            await member.click(panel.response, label="Add me")
            for status in (400, 403, 500):
                world.env.inject_error("POST", "/interactions/*/*/callback", status=status, times=1)
                await member.select(help_page.response, ["DE"], custom_id="country:0")
            ids = [str(member.id), str(world.guild.id), str(world.channel.id)]
            names = [member.name, world.guild.name, world.channel.name, WROTE]

    said = stream.getvalue()
    assert "RuntimeError" in said
    assert not [name for name in names if re.search(rf"\b{name}\b", said)], "nor an error's own words"
    assert said.count("HTTPException") + said.count("Forbidden") + said.count("DiscordServerError") >= 3
    assert not [number for number in ids if number in said]
    assert not SNOWFLAKE.search(said)
    assert names_a_country(said) == []


async def test_s11_a_server_comes_and_goes_without_its_name(tmp_path: Path) -> None:
    with logged() as stream:
        async with open_world(tmp_path) as world:
            server = world.app.client.get_guild(world.guild.id)
            assert server is not None
            await world.app.client.on_guild_remove(server)
            await world.app.client.on_guild_join(server)

    assert server.name not in stream.getvalue()
