"""Events as Discord should never send them: something is missing, or is of another kind or size."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final, TypeAlias

from tests.standin import Guild
from tests.standin.wire import Json

Event: TypeAlias = tuple[str, Any]
"""Its name and what it brings."""

STRANGE: Final[tuple[Any, ...]] = (None, "x", -1, 10**40, [], {}, [None], True)
"""In place of what a field should hold. None stands for a field that is missing, too."""
HERE: Final = (
    "CHANNEL_CREATE",
    "CHANNEL_UPDATE",
    "CHANNEL_DELETE",
    "GUILD_UPDATE",
    "GUILD_DELETE",
    "GUILD_ROLE_CREATE",
)
"""What else comes to a bot with the one intent; bringing nothing."""


def malformed(pressed: Json, commanded: Json, guild: Guild) -> Iterator[Event]:
    """Made of a press and a command that a person sent, and of the server they were sent in.

    Nothing of it changes what the bot knows of the server: what follows can still be answered.
    """
    for sent in (pressed, commanded):
        for field in ("id", "token", "type", "data", "member", "channel", "guild_id", "message", "version"):
            for value in STRANGE:
                event = deepcopy(sent)
                if value is None:
                    event.pop(field, None)
                else:
                    event[field] = value
                yield "INTERACTION_CREATE", event
        for field in sent["data"]:
            for value in STRANGE:
                event = deepcopy(sent)
                event["data"][field] = value
                yield "INTERACTION_CREATE", event
    for event in ("INTERACTION_CREATE", "GUILD_CREATE", *HERE):
        for value in STRANGE:
            yield event, value
    strange_channels: tuple[Any, ...] = ("x", [{}], [{"id": "5", "type": 99}], [{"id": "5"}])
    for channels in strange_channels:
        yield "GUILD_CREATE", guild.create() | {"id": "5", "channels": channels}
    yield "SOMETHING_NEW", {"id": "5"}
