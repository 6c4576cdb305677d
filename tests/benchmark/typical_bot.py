"""A bot as tutorials teach it: stock discord.py; insert, commit, count, and answer with the number."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any, Final

import aiosqlite
import discord
from discord import ui
from discord.ext import commands

from tests.benchmark.reference import find_discord

DATABASE: Final = "typical.sqlite"
TABLE: Final = "CREATE TABLE IF NOT EXISTS entries (guild_id INTEGER, user_id INTEGER, PRIMARY KEY (guild_id, user_id))"


class AddView(ui.View):
    def __init__(self, database: aiosqlite.Connection) -> None:
        super().__init__(timeout=None)
        self.database = database

    @ui.button(label="Me too", custom_id="add:metoo")
    async def add(self, interaction: discord.Interaction[Any], _: ui.Button[AddView]) -> None:
        place = (interaction.guild_id, interaction.user.id)
        await self.database.execute("INSERT OR IGNORE INTO entries VALUES (?, ?)", place)
        await self.database.commit()
        async with self.database.execute("SELECT COUNT(*) FROM entries WHERE guild_id = ?", place[:1]) as rows:
            row = await rows.fetchone()
        assert row is not None
        await interaction.response.send_message(f"{row[0]} people have said #MeToo here.", ephemeral=True)


class TypicalBot(commands.Bot):
    def __init__(self, database: aiosqlite.Connection) -> None:
        super().__init__(command_prefix="!", intents=discord.Intents.default())
        self.database = database

    async def setup_hook(self) -> None:
        await self.database.execute(TABLE)
        self.add_view(AddView(self.database))


async def main() -> None:
    token = find_discord()
    path = Path(os.environ["MAGNITUDE_DATA"]) / DATABASE
    async with aiosqlite.connect(path) as database, TypicalBot(database) as bot:
        await bot.start(token)


if __name__ == "__main__":
    asyncio.run(main())
