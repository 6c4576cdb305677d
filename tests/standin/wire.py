"""What goes over the wire: JSON, snowflakes, and the way Discord words a refusal."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from aiohttp import web

Json: TypeAlias = dict[str, Any]

DISCORD_EPOCH_MS = 1_420_070_400_000
EPHEMERAL = 1 << 6
COMPONENTS_V2 = 1 << 15


class Snowflakes:
    """Makes ids as Discord does: the time of birth above, a running number below."""

    def __init__(self) -> None:
        self._number = itertools.count(1)

    def __call__(self, age: float = 0.0) -> int:
        """`age`: seconds since its birth."""
        born = int((time.time() - age) * 1000) - DISCORD_EPOCH_MS
        return (born << 22) | (next(self._number) & 0x3FFFFF)


class RefusedError(Exception):
    """Discord says no: an HTTP status, one of its own error codes and a sentence."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    @classmethod
    def invalid(cls, reason: str) -> RefusedError:
        """The body breaks a rule (50035)."""
        return cls(400, 50035, f"Invalid Form Body: {reason}")


UNKNOWN_INTERACTION = (404, 10062, "Unknown interaction")
ALREADY_ACKNOWLEDGED = (400, 40060, "Interaction has already been acknowledged.")
UNKNOWN_CHANNEL = (404, 10003, "Unknown Channel")
UNKNOWN_GUILD = (404, 10004, "Unknown Guild")
UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")
UNKNOWN_WEBHOOK = (404, 10015, "Unknown Webhook")
MISSING_ACCESS = (403, 50001, "Missing Access")
NOT_THE_AUTHOR = (403, 50005, "Cannot edit a message authored by another user")
MISSING_PERMISSIONS = (403, 50013, "Missing Permissions")
INVALID_WEBHOOK_TOKEN = (401, 50027, "Invalid Webhook Token")
UNAUTHORIZED = (401, 0, "401: Unauthorized")
NO_SUCH_ROUTE = (404, 0, "404: Not Found")


def json_response(body: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Discord's content type carries no charset, and discord.py compares the whole header."""
    fields = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=fields)


def objects(holder: Json, name: str) -> list[Json]:
    """A list of objects that may be null or missing."""
    found: list[Json] | None = holder.get(name)
    return found or []


def texts(holder: Json, name: str) -> list[str]:
    """A text and its localisations."""
    localised: dict[str, str] | None = holder.get(f"{name}_localizations")
    return [holder.get(name) or "", *(localised or {}).values()]


def walk(components: Sequence[Json]) -> Iterator[Json]:
    """Every component, those inside others too, in reading order."""
    for component in components:
        yield component
        yield from walk(objects(component, "components"))
        for slot in ("accessory", "component"):
            if component.get(slot):
                yield from walk([component[slot]])
