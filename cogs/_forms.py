"""Forms that moderators fill in. Members are never asked to write anything (S6)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from secrets import token_urlsafe
from typing import Any, Final, Generic, TypeVar

import discord
from discord import ui

from bot.domain import limits
from bot.domain.errors import Outdated
from cogs._answers import Interaction, delivered
from cogs._presses import custom_id

T = TypeVar("T")

DRAFTS: Final = 200
"""What was written and had faults is kept in memory, the newest of all servers, until it is mended or given up."""


class Form(ui.Modal):
    """A finished form. What it is for stands in its custom id (see `on_form`), so discord.py need not remember it."""

    def __init__(self, title: str, fields: Iterable[ui.Label[Any]], action: str, *arguments: str | int) -> None:
        super().__init__(title=title[: limits.MODAL_TITLE], custom_id=custom_id(action, *arguments), timeout=None)
        for field in fields:
            self.add_item(field)
        self.stop()


async def show_form(interaction: Interaction, form: Form) -> None:
    """Open a form. It has to be the first answer, so nothing slow may come before."""
    await delivered(partial(interaction.response.send_modal, form))


def text_field(
    name: str, label: str, value: str = "", *, most: int, lines: bool = False, required: bool = True, hint: str = ""
) -> ui.Label[Any]:
    """A field to write in, of at most `most` characters. `hint`: a line under the label."""
    style = discord.TextStyle.paragraph if lines else discord.TextStyle.short
    field = ui.TextInput[Any](
        custom_id=name, style=style, default=value[:most] or None, required=required, max_length=most
    )
    return ui.Label(text=label, description=hint or None, component=field)


def choice_field(
    name: str, label: str, choices: Mapping[str, str], chosen: Collection[str], *, several: bool = False, hint: str = ""
) -> ui.Label[Any]:
    """A menu of words by their values."""
    options = [
        discord.SelectOption(label=words, value=value, default=value in chosen) for value, words in choices.items()
    ]
    most = len(options) if several else 1
    menu = ui.Select[Any](custom_id=name, options=options, min_values=1, max_values=most, required=True)
    return ui.Label(text=label, description=hint or None, component=menu)


def channel_field(name: str, label: str, chosen: int | None, hint: str = "") -> ui.Label[Any]:
    """A menu of the text channels."""
    menu = ui.ChannelSelect[Any](
        custom_id=name,
        channel_types=[discord.ChannelType.text, discord.ChannelType.news],
        default_values=[] if chosen is None else [discord.Object(chosen, type=discord.abc.GuildChannel)],
        min_values=1,
        max_values=1,
        required=True,
    )
    return ui.Label(text=label, description=hint or None, component=menu)


class Drafts(Generic[T]):
    """What a person has brought, until they say what to do with it. A button carries the token that it is found by.

    It lives in memory: after a restart the person is told to begin again.
    """

    def __init__(self, most: int = DRAFTS) -> None:
        self._most = most
        self._kept: dict[str, T] = {}

    def keep(self, draft: T) -> str:
        """A token for it; the oldest one gives way when there are too many."""
        token = token_urlsafe(12)
        self._kept[token] = draft
        if len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]
        return token

    def find(self, token: str) -> T:
        """Raises `Outdated` when it is not there any more."""
        try:
            return self._kept[token]
        except KeyError:
            raise Outdated from None

    def drop(self, token: str) -> None:
        """It is not needed any more."""
        self._kept.pop(token, None)
