"""Buttons and menus by their custom id: `action:argument:…`, so that they live through restarts with no state kept."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

import discord

from bot.domain import limits
from bot.domain.errors import Outdated
from cogs._answers import Interaction

SEPARATOR: Final = ":"

Handler: TypeAlias = Callable[..., Awaitable[None]]
OnError: TypeAlias = Callable[[Interaction, Exception], Awaitable[None]]

_ACTION: Final = "__press_action__"


def custom_id(action: str, *arguments: str | int) -> str:
    """What a button or menu carries. At most 100 characters; arguments hold no colon."""
    joined = SEPARATOR.join([action, *map(str, arguments)])
    if len(joined) > limits.CUSTOM_ID:
        raise ValueError(f"custom id of {len(joined)} characters")
    return joined


def on_press(action: str) -> Callable[[Handler], Handler]:
    """Mark a cog's method as what happens when a button or menu of this action is used.

    It is called with the interaction and the arguments of the custom id, then the values of a menu.
    """

    def mark(handler: Handler) -> Handler:
        setattr(handler, _ACTION, action)
        return handler

    return mark


class Presses:
    """Brings each press to the method that handles it."""

    def __init__(self, on_error: OnError) -> None:
        self._handlers: dict[str, tuple[Handler, inspect.Signature]] = {}
        self._on_error = on_error

    def register(self, cog: object) -> None:
        """Take up the methods of a cog that are marked with `on_press`."""
        for name in dir(type(cog)):
            action = getattr(getattr(type(cog), name, None), _ACTION, None)
            if action is not None:
                handler = getattr(cog, name)
                self._handlers[action] = handler, inspect.signature(handler)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Listener for every interaction; commands are not for it."""
        if interaction.type is discord.InteractionType.component:
            try:
                await self._press(interaction)
            except Exception as error:
                await self._on_error(interaction, error)

    async def _press(self, interaction: Interaction) -> None:
        """Raises `Outdated` for a button that this version does not have."""
        data: Any = interaction.data or {}
        action, *arguments = str(data.get("custom_id", "")).split(SEPARATOR)
        if action not in self._handlers:
            raise Outdated
        handler, signature = self._handlers[action]
        arguments += data.get("values", ())
        try:
            signature.bind(interaction, *arguments)
        except TypeError:
            raise Outdated from None
        await handler(interaction, *arguments)
