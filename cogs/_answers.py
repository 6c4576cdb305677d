"""Answering an interaction: always privately, never twice, and calmly when it is too late."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final, TypeAlias

import aiohttp
import discord

from bot.text import Text
from cogs._layout import Layout, help_button, leave_button, page

log = logging.getLogger(__name__)

Interaction: TypeAlias = discord.Interaction[Any]

UNKNOWN_INTERACTION: Final = 10062
ALREADY_ANSWERED: Final = 40060


async def answer(interaction: Interaction, layout: Layout) -> None:
    """Show the layout to the person alone (S25)."""
    with _dropped_when_late():
        try:
            await _send(interaction, layout)
        except (aiohttp.ClientConnectionError, OSError):
            # The library tries again after a reset, but knows it only by its number on Windows and macOS.
            await _send(interaction, layout)


async def defer(interaction: Interaction) -> None:
    """Say that an answer will come, to the person alone: what follows may be slow. `answer` then completes it."""
    with _dropped_when_late():
        await interaction.response.defer(ephemeral=True, thinking=True)


async def turn(interaction: Interaction, layout: Layout) -> None:
    """Turn a page: change the private message that the pressed button stands on."""
    message = interaction.message
    if message is None or not message.flags.ephemeral:
        await answer(interaction, layout)
        return
    with _dropped_when_late():
        await interaction.response.edit_message(view=layout)


async def tell(interaction: Interaction, text: Text, sentence: str) -> None:
    """One sentence, with the way to help and the way out under it (S43)."""
    await answer(interaction, page([sentence, text("private-note")], rows=[[help_button(text), leave_button(text)]]))


async def _send(interaction: Interaction, layout: Layout) -> None:
    if interaction.response.is_done():
        await interaction.edit_original_response(view=layout)
    else:
        await interaction.response.send_message(view=layout, ephemeral=True, suppress_embeds=True)


@contextmanager
def _dropped_when_late() -> Generator[None]:
    """What Discord no longer takes is dropped: it came too late, or the same event was delivered twice."""
    try:
        yield
    except discord.HTTPException as error:
        if error.code not in (UNKNOWN_INTERACTION, ALREADY_ANSWERED):
            raise
        log.info("an answer came too late or twice (%s)", error.code)
