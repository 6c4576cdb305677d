"""The shorter ways through private parts of discord.py: the same for whoever presses, with them and without."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import discord
from discord.app_commands import CommandTree
from discord.interactions import Interaction, InteractionCallbackResponse
from discord.state import ConnectionState
from discord.webhook.async_ import AsyncWebhookAdapter

READ: dict[Callable[..., Any], str] = {
    ConnectionState.parse_interaction_create: "acb40a14fd0182c9",
    CommandTree._from_interaction: "45267f3964f5b6b6",
    AsyncWebhookAdapter.create_interaction_response: "4dd13a0eae064540",
    AsyncWebhookAdapter.request: "b449e300f41fe4d1",
    Interaction.__init__: "3bcfec1b9d075a6a",
    InteractionCallbackResponse._update: "5c7e486cbfa2f7a3",
}
"""The beginnings of the digests of what `bot/shortcuts.py` takes the place of, or relies on, as it was read."""


def test_the_library_is_the_one_that_was_read() -> None:
    """Otherwise read what has changed there, and whether the shorter ways still do all that it does."""
    assert discord.__version__ == "2.7.1"
    assert {each.__qualname__: _digest(each) for each in READ} == {each.__qualname__: READ[each] for each in READ}


def _digest(function: Callable[..., Any]) -> str:
    return sha256(inspect.getsource(function).encode()).hexdigest()[:16]
