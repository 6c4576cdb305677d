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
Send: TypeAlias = Callable[[], Awaitable[object]]

UNKNOWN_INTERACTION: Final = 10062
ALREADY_ANSWERED: Final = 40060

_RESPONDING: Final = "responding"
"""Where an interaction keeps the lock of its responses."""
_TAKEN: Final = "taken"
"""Where it keeps whether Discord has taken a first response to it, once there was one."""
_MADE: Final = "made"
"""Where it keeps the time of the event loop at which it was made: what its answer takes is measured from there."""
_TIMER: Final = "timer"
"""Where it keeps the timer that defers it, until a first response is on its way."""
_LATE: Final = "late"
"""Where it keeps the task that defers it because its answer takes so long."""
_TURNS_LATER: Final = discord.InteractionResponseType.deferred_message_update

LONGEST: Final = 30.0
"""Seconds that sending an answer may take; after that nobody looks at it, and whose it is should not be kept for it."""

UNREACHABLE: Final = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError)
"""What a request to Discord raises that may work later; what is final is caught before."""


async def answer(interaction: Interaction, layout: Layout, file: tuple[str, bytes] | None = None) -> None:
    """Show the layout to the person alone (S25), in a message of its own.

    `file`: name and content of one that stands in it; only after `defer`, since sending it may take a while.
    """

    async def complete() -> None:
        # Sending closes a file: a second try needs its own.
        files = [] if file is None else [discord.File(BytesIO(file[1]), file[0])]
        if _LATE in interaction.extras and interaction.response.type is _TURNS_LATER:
            await interaction.followup.send(view=layout, ephemeral=True, suppress_embeds=True, files=files)
            return
        await interaction.edit_original_response(view=layout, attachments=files)

    send = interaction.response.send_message
    await respond(interaction, partial(send, view=layout, ephemeral=True, suppress_embeds=True), complete)


async def defer(interaction: Interaction) -> None:
    """Say that an answer will come, to the person alone: what follows may be slow. `answer` then completes it."""
    await respond(interaction, partial(interaction.response.defer, ephemeral=True, thinking=True), deferral=True)


async def defer_turn(interaction: Interaction) -> None:
    """Say that the private message a button stands on will change: what follows may be slow. `turn` completes it."""
    await respond(interaction, interaction.response.defer, deferral=True)


async def defer_page(interaction: Interaction) -> None:
    """Either of both: the button or form of a private page turns it, everything else gets a page of its own."""
    await (defer_turn(interaction) if _on_private_page(interaction) else defer(interaction))


def begin(interaction: Interaction, made: float, deferred: float) -> None:
    """Of an interaction that was made then: see to it that it is deferred then, if no answer is there or on its way.

    Both are times of the event loop.
    """
    loop = asyncio.get_running_loop()

    def defer_late() -> None:
        del interaction.extras[_TIMER]
        interaction.extras[_LATE] = loop.create_task(_defer_late(interaction))

    interaction.extras[_MADE] = made
    interaction.extras[_TIMER] = loop.call_at(deferred, defer_late)


async def _defer_late(interaction: Interaction) -> None:
    try:
        await defer_page(interaction)
    except Exception as error:
        log.warning("an answer could not be deferred: %s", type(error).__name__)


async def turn(interaction: Interaction, layout: Layout) -> None:
    """Turn a page: change the private message that the pressed button stands on."""
    if not _on_private_page(interaction):
        await answer(interaction, layout)
        return
    # A file that stood on the page before goes with it.
    await respond(
        interaction,
        partial(interaction.response.edit_message, view=layout, attachments=[]),
        partial(interaction.edit_original_response, view=layout, attachments=[]),
    )


async def respond(interaction: Interaction, first: Send, later: Send | None = None, *, deferral: bool = False) -> None:
    """Give the first response, or what is to come later where there is one.

    One at a time: an answer, and the word that it will come, must not cross on the way. What becomes of the first is
    counted, without what it is.
    """
    answers: Answers = interaction.client.answers
    known = interaction.extras
    lock: asyncio.Lock = known.setdefault(_RESPONDING, asyncio.Lock())
    async with lock:
        if (timer := known.pop(_TIMER, None)) is not None:
            timer.cancel()
        if _TAKEN in known:
            if later is not None and known[_TAKEN]:
                await delivered(later)
            return
        known[_TAKEN] = await delivered(first)
        if not known[_TAKEN]:
            answers.late()
        elif deferral:
            answers.deferred()
        else:
            now = asyncio.get_running_loop().time()
            answers.answered(now - known.get(_MADE, now))


def _on_private_page(interaction: Interaction) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral


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


async def delivered(send: Send) -> bool:
    """Send, and once more after a lost connection. False: Discord does not take it any more; it is late or a repeat.

    Or did not take it for `LONGEST`, however long it asks to wait.
    """
    again = False
    try:
        async with asyncio.timeout(LONGEST):
            try:
                await send()
            except (aiohttp.ClientError, OSError, ValueError):
                # The library tries again after a reset, but knows it only by its number on Windows and macOS. A reply
                # that did not arrive whole is no JSON.
                again = True
                await send()
    except TimeoutError:
        log.warning("an answer was given up: Discord did not take it in time")
    except discord.HTTPException as error:
        if error.code not in (UNKNOWN_INTERACTION, ALREADY_ANSWERED):
            raise
        if again and error.code == ALREADY_ANSWERED:
            return True  # what got lost was the reply to the first try
        log.info("an answer came too late or twice (%s)", error.code)
    else:
        return True
    return False
