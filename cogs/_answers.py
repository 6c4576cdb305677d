"""Answering an interaction: always privately, never twice, and calmly when it is too late."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from io import BytesIO
from typing import Any, Final, TypeAlias

import aiohttp
import discord
from discord import ui

from bot.domain.errors import MagnitudeError, NotAllowed, Outdated, Refusal, Value
from bot.measured import Answers
from bot.text import Text
from cogs._layout import Layout, button, help_button, leave_button, page, plain

log = logging.getLogger(__name__)

Interaction: TypeAlias = discord.Interaction[Any]

UNKNOWN_INTERACTION: Final = 10062
ALREADY_ANSWERED: Final = 40060

_RECEIVED: Final = "received"

UNREACHABLE: Final = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError)
"""What a request to Discord raises that may work later; what is final is caught before."""


async def answer(interaction: Interaction, layout: Layout, file: tuple[str, bytes] | None = None) -> None:
    """Show the layout to the person alone (S25).

    `file`: name and content of one that stands in it; only after `defer`, since sending it may take a while.
    """

    async def complete() -> None:
        # Sending closes a file: a second try needs its own.
        files = [] if file is None else [discord.File(BytesIO(file[1]), file[0])]
        await interaction.edit_original_response(view=layout, attachments=files)

    if interaction.response.is_done():
        await delivered(interaction, complete)
    else:
        send = interaction.response.send_message
        await delivered(interaction, partial(send, view=layout, ephemeral=True, suppress_embeds=True))


async def defer(interaction: Interaction) -> None:
    """Say that an answer will come, to the person alone: what follows may be slow. `answer` then completes it."""
    await delivered(interaction, partial(interaction.response.defer, ephemeral=True, thinking=True), deferral=True)


async def defer_turn(interaction: Interaction) -> None:
    """Say that the private message a button stands on will change: what follows may be slow. `turn` completes it."""
    await delivered(interaction, interaction.response.defer, deferral=True)


async def defer_page(interaction: Interaction) -> None:
    """Either of both: a command gets a page of its own, a button or form turns the one that it stands on."""
    await (defer(interaction) if interaction.message is None else defer_turn(interaction))


async def turn(interaction: Interaction, layout: Layout) -> None:
    """Turn a page: change the private message that the pressed button stands on."""
    message = interaction.message
    on_private_page = message is not None and message.flags.ephemeral
    if on_private_page and not interaction.response.is_done():
        # A file that stood on the page before goes with it.
        await delivered(interaction, partial(interaction.response.edit_message, view=layout, attachments=[]))
    else:
        await answer(interaction, layout)


async def tell(interaction: Interaction, text: Text, sentence: str, *ways: ui.Item[Any]) -> None:
    """One sentence, with the way to help and the way out under it (S43)."""
    row = [*ways, help_button(text), leave_button(text)]
    await answer(interaction, page([sentence, text("private-note")], rows=[row]))


async def tell_error(interaction: Interaction, text: Text, error: MagnitudeError) -> None:
    """What happened and what to do next; to a moderator with the way to all settings."""
    ways = [button(text("button-settings"), "config-show:0")] if _may_go_on(interaction, error) else []
    await tell(interaction, text, in_words(text, error.key, error.values), *ways)


def _may_go_on(interaction: Interaction, error: MagnitudeError) -> bool:
    """Whether somebody at /config gets another of its pages: not who may not be there, or not any more."""
    data: Any = interaction.data or {}
    at_config = data.get("name") == "config" or str(data.get("custom_id", "")).startswith("config-")
    return at_config and isinstance(error, Refusal) and not isinstance(error, Outdated | NotAllowed)


def in_words(text: Text, key: str, values: Mapping[str, Value]) -> str:
    """What a person typed, or a file said, comes back as plain words (S48)."""
    return text(key, **{name: plain(value) if isinstance(value, str) else value for name, value in values.items()})


def received(interaction: Interaction) -> None:
    """Note when it came: what its answer takes is measured from here."""
    interaction.extras[_RECEIVED] = asyncio.get_running_loop().time()


async def delivered(interaction: Interaction, send: Callable[[], Awaitable[object]], *, deferral: bool = False) -> None:
    """Send, and once more after a lost connection; what Discord no longer takes is dropped: it is late or a repeat.

    What becomes of it is counted, without what it is: `deferral` tells that an answer follows.
    """
    answers: Answers = interaction.client.answers
    completion = interaction.response.is_done()
    try:
        try:
            await send()
        except (aiohttp.ClientConnectionError, OSError):
            # The library tries again after a reset, but knows it only by its number on Windows and macOS.
            await send()
    except discord.HTTPException as error:
        if error.code not in (UNKNOWN_INTERACTION, ALREADY_ANSWERED):
            raise
        answers.late()
        log.info("an answer came too late or twice (%s)", error.code)
        return
    if deferral:
        answers.deferred()
    elif not completion:
        now = asyncio.get_running_loop().time()
        answers.answered(now - interaction.extras.get(_RECEIVED, now))
