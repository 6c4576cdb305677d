"""Forms that moderators fill in. Members are never asked to write anything (S6)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from secrets import token_urlsafe
from typing import Any, Final, Generic, TypeVar

import discord
from discord import ui

from bot.domain import limits
from bot.domain.errors import Outdated, TooSlow
from cogs._answers import Interaction, respond
from cogs._presses import custom_id

T = TypeVar("T")

DRAFTS: Final = 200
"""What was written and had faults is kept in memory, until there is too much of it."""
DRAFTS_OF_SERVER: Final = 20

_MINUTE: Final = re.compile(r"[0-9a-f]{1,7}")


class Form(ui.Modal):
    """A finished form. What it is for stands in its custom id (see `on_form`), so discord.py need not remember it."""

    def __init__(self, title: str, fields: Iterable[ui.Label[Any]], action: str, *arguments: str | int) -> None:
        super().__init__(title=title[: limits.MODAL_TITLE], custom_id=custom_id(action, *arguments), timeout=None)
        for field in fields:
            self.add_item(field)
        self.stop()


async def show_form(interaction: Interaction, form: Form) -> None:
    """Open a form. It has to be the first response, so nothing slow may come before.

    Raises `TooSlow` when the person was already told that an answer will come: then it cannot be a form.
    """

    async def too_slow() -> None:
        raise TooSlow

    await respond(interaction, partial(interaction.response.send_modal, form), too_slow)


def minute_of(when: datetime) -> str:
    """A moment in a form's custom id: one that a command has opened stands on no page that tells how old it is."""
    return f"{int(when.timestamp()) // 60:x}"


def opened_at(minute: str) -> datetime:
    """The moment that `minute_of` has written. Raises `Outdated`."""
    if not _MINUTE.fullmatch(minute):
        raise Outdated
    return datetime.fromtimestamp(int(minute, 16) * 60, UTC)


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

    It lives in memory: after a restart the person is told to begin again. No server sees what another one keeps, nor
    pushes it out by keeping much.
    """

    def __init__(self, of_server: int = DRAFTS_OF_SERVER, most: int = DRAFTS) -> None:
        """At most so many of one server, and of all servers together."""
        self._of_server = of_server
        self._most = most
        self._kept: dict[str, tuple[int, T]] = {}

    def keep(self, server_id: int, draft: T) -> str:
        """A token for it; when there are too many, the oldest one of the server that keeps most gives way."""
        token = token_urlsafe(12)
        self._kept[token] = server_id, draft
        held = Counter(holder for holder, _ in self._kept.values())
        if held[server_id] > self._of_server:
            self._give_way(server_id)
        elif len(self._kept) > self._most:
            self._give_way(max(held, key=held.__getitem__))
        return token

    def find(self, server_id: int, token: str) -> T:
        """Raises `Outdated` when it is not there any more, or is another server's."""
        holder, draft = self._kept.get(token, (None, None))
        if holder != server_id or draft is None:
            raise Outdated
        return draft

    def drop(self, token: str) -> None:
        """It is not needed any more."""
        self._kept.pop(token, None)

    def _give_way(self, server_id: int) -> None:
        del self._kept[next(token for token, (holder, _) in self._kept.items() if holder == server_id)]
