"""Messages as the stand-in keeps them: written, edited and read back in Discord's shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.standin import limits, world
from tests.standin.wire import COMPONENTS_V2, EPHEMERAL, UNKNOWN_MESSAGE, Json, RefusedError, Snowflakes, walk

SENDABLE_FLAGS = (1 << 2) | (1 << 12) | COMPONENTS_V2
EMPTY: Json = {"content": "", "embeds": [], "components": []}
LOADING = 1 << 7


@dataclass(frozen=True, slots=True)
class File:
    """A file of a multipart request."""

    field: str
    filename: str
    content_type: str
    data: bytes


class Messages:
    """Every message, ephemeral ones too, by id. `written` hears of each that a channel gets."""

    def __init__(self, new_id: Snowflakes, written: Callable[[int, int], None]) -> None:
        self._new_id = new_id
        self._written = written
        self._messages: dict[int, Json] = {}
        self._nonces: dict[tuple[int, str], int] = {}

    def get(self, message_id: int) -> Json | None:
        return self._messages.get(message_id)

    def find(self, channel_id: int, message_id: int) -> Json:
        """A message that is in the channel for everybody to see."""
        message = self._messages.get(message_id)
        if message is None or message["channel_id"] != str(channel_id) or message["flags"] & EPHEMERAL:
            raise RefusedError(*UNKNOWN_MESSAGE)
        return message

    def public(self, channel_id: int) -> list[Json]:
        """What stands in a channel, oldest first."""
        here = [message for message in self._messages.values() if message["channel_id"] == str(channel_id)]
        return [message for message in here if not message["flags"] & EPHEMERAL]

    def write(self, channel_id: int, body: Json, files: Sequence[File], *, ephemeral: bool = False) -> Json:
        """Make a message; an enforced nonce that is known in the channel gives the message that came with it."""
        nonce = body.get("nonce")
        known = self._messages.get(self._nonces.get((channel_id, str(nonce)), 0))
        if known is not None and body.get("enforce_nonce"):
            return known
        message = self._blank(channel_id)
        message["flags"] = EPHEMERAL if ephemeral else 0
        if nonce is not None:
            message["nonce"] = nonce
        self._apply(message, body, files)
        if nonce is not None:
            self._nonces[channel_id, str(nonce)] = int(message["id"])
        if not ephemeral:
            self._written(channel_id, int(message["id"]))
        return message

    def forget_nonces(self) -> None:
        """The "past few minutes", in which Discord knows a nonce, are over."""
        self._nonces.clear()

    def placeholder(self, channel_id: int, *, ephemeral: bool) -> Json:
        """The "is thinking" that a deferral leaves."""
        message = self._blank(channel_id)
        message["flags"] = (EPHEMERAL if ephemeral else 0) | LOADING
        self._messages[int(message["id"])] = message
        return message

    def edit(self, message: Json, body: Json, files: Sequence[File]) -> Json:
        self._apply(message, body, files)
        message["edited_timestamp"] = _now()
        return message

    def delete(self, message_id: int) -> None:
        self._messages.pop(message_id, None)

    def _blank(self, channel_id: int) -> Json:
        return {
            "id": str(self._new_id()),
            "type": 0,
            "channel_id": str(channel_id),
            "author": world.bot_user(),
            "content": "",
            "embeds": [],
            "components": [],
            "attachments": [],
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "timestamp": _now(),
            "edited_timestamp": None,
            "tts": False,
            "pinned": False,
            "flags": 0,
        }

    def _apply(self, message: Json, body: Json, files: Sequence[File]) -> None:
        """Carry out a request on a message, all of it or nothing."""
        after = {**message, "flags": (message["flags"] & ~LOADING) | ((body.get("flags") or 0) & SENDABLE_FLAGS)}
        after |= {name: body[name] or empty for name, empty in EMPTY.items() if name in body}
        if "attachments" in body or files:
            after["attachments"] = self._attach(message, body.get("attachments") or [], files)
        if not (after["content"] or after["embeds"] or after["components"] or after["attachments"]):
            raise RefusedError(400, 50006, "Cannot send an empty message")
        faults = list(limits.message_faults(after))
        if faults:
            raise RefusedError.invalid("; ".join(faults))
        after["components"] = _numbered(after["components"])
        message.update(after)
        self._messages[int(message["id"])] = message

    def _attach(self, message: Json, listed: Sequence[Json], files: Sequence[File]) -> list[Json]:
        kept = {attachment["id"]: attachment for attachment in message["attachments"]}
        sent = {file.field.removeprefix("files[").removesuffix("]"): file for file in files}
        described = {str(attachment["id"]): attachment for attachment in listed}
        attachments = [kept[known] for known in described if known in kept]
        for number, file in sent.items():
            attachment_id = str(self._new_id())
            url = f"https://cdn.invalid/{attachment_id}/{file.filename}"
            attachments.append(
                {
                    "id": attachment_id,
                    "filename": file.filename,
                    "description": described.get(number, {}).get("description"),
                    "size": len(file.data),
                    "url": url,
                    "proxy_url": url,
                    "content_type": file.content_type,
                }
            )
        return attachments


def _numbered(components: list[Json]) -> list[Json]:
    """Discord gives an id to every component that came without one."""
    taken = {part["id"] for part in walk(components) if part.get("id")}
    number = 0
    for part in walk(components):
        if not part.get("id"):
            number += 1
            while number in taken:
                number += 1
            part["id"] = number
    return components


def _now() -> str:
    return datetime.now(UTC).isoformat()
