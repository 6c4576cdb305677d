"""What is mended in discord.py itself, where no process is needed to see it."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import discord
from discord.ext import commands
from discord.shard import Shard

from bot.operations.repairs import repair


async def test_after_a_bad_network_the_bot_is_back_within_a_minute_or_so() -> None:
    client = commands.AutoShardedBot((), intents=discord.Intents(guilds=True))
    async with client:
        repair(client)
        socket: Any = SimpleNamespace(shard_id=0)
        anything: Any = client
        anything._reconnect = True  # as in `connect`
        shard: Any = Shard(socket, anything, print)
        anything._AutoShardedClient__shards[0] = shard
        client.dispatch("shard_connect", 0)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        delays = [shard._backoff.delay() for _ in range(200)]
    assert 32 < max(delays) <= 64
