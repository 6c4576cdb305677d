"""A moderator at work: what /config answers, and what the database file then holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from simulated_server import World, labels, size, words

from bot.domain import limits

ME_TOO, SIXTEEN_DAYS = "Me too", "16 Days of Activism"


async def config(world: World, subcommand: str, *, where: Any = None, **options: Any) -> Any:
    """What the moderator is answered, which is always private and always fits (S25)."""
    result = await world.moderator.slash(where or world.channel, f"config {subcommand}", **options)
    assert result.ephemeral
    assert result.response.ephemeral
    assert "To close this page" in words(result)
    assert labels(result)[-2:] == ["Get help", "Leave quickly"]
    characters, components = size(result)
    assert characters <= limits.MESSAGE_TEXT
    assert components <= limits.MESSAGE_COMPONENTS
    return result


async def told(world: World, subcommand: str, **options: Any) -> str:
    return words(await config(world, subcommand, **options))


def rows(world: World, select: str) -> list[Any]:
    """What the database file holds: for the test alone."""
    with closing(sqlite3.connect(world.app.settings.database)) as connection:
        return list(connection.execute(select))


def changes(world: World) -> list[tuple[int, str, str, str]]:
    """Moderator, setting, before and after of each line in the change log."""
    return rows(world, "SELECT moderator, setting, before, after FROM changes ORDER BY rowid")


def entries(world: World) -> int:
    return len(rows(world, "SELECT * FROM entries"))


def recorded_post(world: World, campaign: str = "metoo") -> Any:
    """Channel and message of the campaign message, as the database has them."""
    [found] = rows(world, f"SELECT channel, message FROM tallies WHERE campaign = '{campaign}'")
    return found
