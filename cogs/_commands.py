"""What the commands have in common that need no server."""

from __future__ import annotations

from typing import TypeVar

from discord import app_commands

from bot.domain import limits

C = TypeVar("C")

Typed = app_commands.Range[str, 1, limits.CONTENT_LINE]
"""A name that a person types. A longer one exists nowhere, and an answer that repeats it has to fit."""


def everywhere(command: C) -> C:
    """In servers, in direct messages, and wherever a person who installed the bot to their own account uses it."""
    installs = app_commands.allowed_installs(guilds=True, users=True)
    contexts = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    return installs(contexts(command))
