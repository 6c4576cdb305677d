"""Buttons, menus and forms by their custom id: `action:argument:…`; they live through restarts with no state kept."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final, Protocol, TypeAlias

import discord

from bot.domain import limits
from bot.domain.errors import Outdated
from cogs._answers import Interaction

SEPARATOR: Final = ":"
_NUMBER: Final = re.compile(r"-?\d{1,20}", re.ASCII)

Handler: TypeAlias = Callable[..., Awaitable[None]]
OnError: TypeAlias = Callable[[Interaction, Exception], Awaitable[None]]
Watch: TypeAlias = Callable[[Interaction], bool]
"""Sees to it that who presses hears in time; False: it is too late to begin. See `MagnitudeClient.watch`."""

FORM: Final = "form/"
"""What tells a form's action from that of a button."""

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


def on_form(action: str) -> Callable[[Handler], Handler]:
    """Mark a cog's method as what happens when a form of this action is sent.

    It is called with the interaction, the arguments of the custom id, and the `Fields`.
    """
    return on_press(FORM + action)


class Fields(dict[str, str]):
    """What a form brought, by the custom ids of its fields; several choices of one menu are joined by commas."""

    def __missing__(self, name: str) -> str:
        """A form of another version of the bot."""
        raise Outdated


def whole(argument: str) -> int:
    """A number in a custom id. Raises `Outdated` for what no version would have put there."""
    if not _NUMBER.fullmatch(argument):
        raise Outdated
    return int(argument)


class Part(Protocol):
    """What has presses: a part of the bot's face."""

    def check_press(self, interaction: Interaction) -> None:
        """Raise a `Refusal` if this person may not press anything of this part, or not any more."""
        ...


class Presses:
    """Brings each press and each form to the method that handles it."""

    def __init__(self, on_error: OnError, watch: Watch) -> None:
        self._handlers: dict[str, tuple[Part, Handler, range]] = {}
        self._on_error = on_error
        self._watch = watch

    @property
    def actions(self) -> list[str]:
        """What can be pressed and sent; a form's action begins with `FORM`."""
        return sorted(self._handlers)

    def register(self, part: Part) -> None:
        """Take up the methods of a cog that are marked with `on_press` or `on_form`."""
        for name in dir(type(part)):
            action = getattr(getattr(type(part), name, None), _ACTION, None)
            if action is not None:
                handler = getattr(part, name)
                self._handlers[action] = part, handler, _arguments_taken(handler)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Listener for every interaction; commands are not for it."""
        if interaction.type not in (discord.InteractionType.component, discord.InteractionType.modal_submit):
            return
        if not self._watch(interaction):
            return
        try:
            await self._press(interaction)
        except Exception as error:
            await self._on_error(interaction, error)

    async def _press(self, interaction: Interaction) -> None:
        """Raises `Outdated` for a button or form that this version does not have."""
        data: Any = interaction.data or {}
        arguments: list[Any]
        action, *arguments = str(data.get("custom_id", "")).split(SEPARATOR)
        if interaction.type is discord.InteractionType.modal_submit:
            action = FORM + action
            arguments.append(Fields(_fields(data.get("components", ()))))
        else:
            arguments += data.get("values", ())
        if action not in self._handlers:
            raise Outdated
        part, handler, taken = self._handlers[action]
        if len(arguments) not in taken:
            raise Outdated
        part.check_press(interaction)
        await handler(interaction, *arguments)


def _arguments_taken(handler: Handler) -> range:
    """How many arguments it takes, beside the interaction."""
    parameters = list(inspect.signature(handler).parameters.values())[1:]
    named = [parameter for parameter in parameters if parameter.kind is not parameter.VAR_POSITIONAL]
    least = sum(parameter.default is parameter.empty for parameter in named)
    return range(least, len(named) + 1 if named == parameters else limits.CUSTOM_ID)


def _fields(components: Any) -> Iterator[tuple[str, str]]:
    for component in components:
        inner = component.get("component")
        yield from _fields([*component.get("components", ()), *([inner] if inner else ())])
        if "values" in component:
            yield component["custom_id"], ",".join(component["values"])
        elif "value" in component:
            yield component["custom_id"], str(component["value"])
