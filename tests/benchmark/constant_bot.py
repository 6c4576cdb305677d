"""The library's ceiling: discord.py on uvloop, nothing cached that can be left out, the same private answer to all."""

from __future__ import annotations

from typing import Any

import discord
import uvloop

from tests.benchmark.reference import find_discord


class ConstantBot(discord.Client):
    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("You are counted now.", ephemeral=True)


async def main() -> None:
    token = find_discord()
    async with ConstantBot() as bot:
        await bot.start(token)


if __name__ == "__main__":
    uvloop.run(main())
