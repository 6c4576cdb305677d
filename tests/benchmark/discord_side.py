"""Discord as a bot sees it, in as little work as possible: prepared answers, and presses whose answers are timed."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final

import orjson

from tests.benchmark import servers
from tests.benchmark.presses import ID, MESSAGE, PERSON, TOKEN
from tests.benchmark.wire import Connection, frame, response
from tests.standin import world
from tests.standin.payloads import COMMAND
from tests.standin.wire import ALREADY_ACKNOWLEDGED, DISCORD_EPOCH_MS, EPHEMERAL, NO_SUCH_ROUTE, UNKNOWN_INTERACTION

PREFIX: Final = "/api/v10"
DEADLINE: Final = 3.0
"""Seconds from a press until Discord takes no first response to it any more."""
DISPATCH, HEARTBEAT, IDENTIFY, HELLO, HEARTBEAT_ACK = 0, 1, 2, 10, 11
MESSAGE_ANSWER, DEFERRALS, UPDATE = 4, (5, 6), 7
MEMBERS: Final = 1_000_000_000_000_000_000
"""The id of the member who makes the first press; the next member makes the next one."""
_PANEL_AGE: Final = 5_000
"""Milliseconds for which somebody has had the panel before their eyes when they press."""
_TOKEN_BEGINS: Final = "aW50ZXJhY3Rpb246"
_TOKEN_ENDS: Final = "_" + "Q" * 170
"""A token is about as long as Discord's, and holds the press's id so that it can be found again."""
_SEQUENCE: Final = "@SEQUENCE@"
_ROOM: Final = re.compile(f"({ID}|{TOKEN}|{MESSAGE}|{PERSON}|{_SEQUENCE})")


@dataclass(slots=True, eq=False)
class Press:
    """When a press was due, first responded to, and answered as a whole, on this machine's monotonic clock.

    `status` is that of the last thing the bot sent for it: 0 while there was nothing, 404 for a response that came too
    late.
    """

    member: int
    kind: str
    due: float
    responded: float | None = None
    answered: float | None = None
    status: int = 0
    tried: int = 0
    """How often the bot sent a first response."""


class DiscordSide:
    """A `Site`. `told` is called whenever something came from the bot that somebody may wait for."""

    def __init__(self, guilds: int, templates: dict[str, str]) -> None:
        self.told: Callable[[Press], None] = lambda _: None
        self.connected = asyncio.Event()
        self.members_asked: list[float] = []
        """When the bot asked how many members a server has."""
        self.edits: list[float] = []
        """When it edited a message of a channel."""
        self.ready_with: Press | None = None
        self.first_answered = asyncio.Event()
        """The press that it is `ready_with` was."""
        self._pressed_at_once: str | None = None
        self._server_ids = [str(servers.server_id(number)) for number in range(guilds)]
        self._counted = {server_id: _ok(servers.counted(number)) for number, server_id in enumerate(self._server_ids)}
        self._frames = {kind: _ROOM.split(_event("INTERACTION_CREATE", text)) for kind, text in templates.items()}
        self._presses: dict[int, Press] = {}
        self._numbers = count()
        self._sequence = count(1)
        self._servers = [
            self._framed(_event("GUILD_CREATE", json.dumps(servers.server(number)))) for number in range(guilds)
        ]
        """Made beforehand: while it makes them, a bot would wait."""
        self._clocks_apart = time.time() - time.monotonic()
        self._gateway: Connection | None = None
        self._resources: dict[bytes, tuple[int, bytes]] = {}

    # Pressing

    def press(self, kind: str, due: float) -> Press:
        """Another member does something that was due at this moment; ids tell the time of it, as Discord's do."""
        number = next(self._numbers)
        press = Press(MEMBERS + number, kind, due)
        born = int((due + self._clocks_apart) * 1000) - DISCORD_EPOCH_MS
        press_id = (born << 22) | (number & 0x3FFFFF)
        self._presses[press_id] = press
        values = {
            ID: str(press_id),
            TOKEN: f"{_TOKEN_BEGINS}{press_id}{_TOKEN_ENDS}",
            MESSAGE: str(press_id - (_PANEL_AGE << 22)),
            PERSON: str(press.member),
            _SEQUENCE: str(next(self._sequence)),
        }
        assert self._gateway is not None
        self._gateway.send(frame("".join([values.get(part, part) for part in self._frames[kind]]).encode()))
        return press

    def press_at_once(self, kind: str) -> None:
        """Let the first press follow the last server when a bot connects; it is `ready_with` then."""
        self._pressed_at_once = kind

    def forget(self) -> None:
        """Take no more responses to what was pressed so far."""
        self._presses.clear()

    # The gateway

    def opened(self, connection: Connection) -> None:
        connection.send(frame(_json({"op": HELLO, "d": {"heartbeat_interval": 41_250}})))

    def received(self, connection: Connection, text: bytes) -> None:
        told = orjson.loads(text)
        if told["op"] == HEARTBEAT:
            connection.send(frame(_json({"op": HEARTBEAT_ACK})))
        elif told["op"] == IDENTIFY:
            self._gateway = connection
            self._identify(connection, told["d"])

    def _identify(self, connection: Connection, asked: dict[str, Any]) -> None:
        ready = {
            "v": 10,
            "user": world.bot_user(),
            "session_id": "5e" * 16,
            "resume_gateway_url": "ws://127.0.0.1:1/",
            "shard": asked.get("shard", [0, 1]),
            "application": {"id": str(world.APPLICATION_ID), "flags": 0},
            "guilds": [{"id": server_id, "unavailable": True} for server_id in self._server_ids],
        }
        for framed in [self._framed(_event("READY", json.dumps(ready))), *self._servers]:
            connection.send(framed)
        if self._pressed_at_once is not None:
            self.ready_with = self.press(self._pressed_at_once, time.monotonic())
        self.connected.set()

    def _framed(self, event: str) -> bytes:
        return frame(event.replace(_SEQUENCE, str(next(self._sequence))).encode())

    # REST

    def request(self, method: str, path: str, query: dict[str, str], body: bytes) -> bytes:
        parts = path.removeprefix(PREFIX).split("/")[1:]
        if parts[0] == "interactions":
            return self._callback(int(parts[1]), query, body)
        if parts[0] == "webhooks":
            return self._completion(parts[2], body)
        if parts[0] == "channels" and len(parts) > 2 and method in ("POST", "PATCH"):
            self.edits.append(time.monotonic())
            return _ok(
                _message(int(parts[1]), int(parts[3]) if len(parts) > 3 else int(parts[1]) + 1, orjson.loads(body))
            )
        if parts[0] == "guilds":
            self.members_asked.append(time.monotonic())
            return self._counted[parts[1]]
        return self._login("/".join(parts), method, body)

    def _login(self, path: str, method: str, body: bytes) -> bytes:
        if path == "users/@me":
            return _ok(world.bot_user())
        if path == "oauth2/applications/@me":
            return _ok(world.application())
        if path.endswith("/commands"):
            commands: list[dict[str, Any]] = orjson.loads(body) if method == "PUT" else []
            return _ok([_command(number, command) for number, command in enumerate(commands, 1)])
        if path == "gateway/bot":
            limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
            return _ok({"url": "ws://127.0.0.1:1/", "shards": 1, "session_start_limit": limit})
        return _refused(NO_SUCH_ROUTE)

    def _callback(self, press_id: int, query: dict[str, str], body: bytes) -> bytes:
        now = time.monotonic()
        press = self._presses.get(press_id)
        if press is None:
            return _refused(UNKNOWN_INTERACTION)
        press.tried += 1
        if now - press.due > DEADLINE:
            press.status = UNKNOWN_INTERACTION[0]
            return _refused(UNKNOWN_INTERACTION)
        if press.responded is not None:
            return _refused(ALREADY_ACKNOWLEDGED)
        kind, resource = self._resource(press.kind, body)
        with_response = query.get("with_response") in ("1", "true", "True")
        press.status, press.responded = 200 if with_response else 204, now
        if kind not in DEFERRALS:
            self._answered(press, now)
        self.told(press)
        if not with_response:
            return response(204)
        message_id = press_id - (_PANEL_AGE << 22) if kind == UPDATE else press_id + 1
        return response(
            200,
            resource.replace(ID.encode(), b"%d" % press_id)
            .replace(MESSAGE.encode(), b"%d" % message_id)
            .replace(PERSON.encode(), b"%d" % press.member),
        )

    def _completion(self, token: str, body: bytes) -> bytes:
        """What follows a deferral."""
        press_id = int(token.removeprefix(_TOKEN_BEGINS).partition("_")[0])
        press = self._presses.get(press_id)
        if press is None or press.responded is None:
            return _refused(UNKNOWN_INTERACTION)
        press.status = 200
        self._answered(press, press.answered or time.monotonic())
        self.told(press)
        return _ok(_message(servers.channel_id(0), press_id + 1, orjson.loads(body)))

    def _answered(self, press: Press, at: float) -> None:
        press.answered = at
        if press is self.ready_with:
            self.first_answered.set()

    def _resource(self, kind: str, body: bytes) -> tuple[int, bytes]:
        """The type of a response, and what Discord says of it; the same words get the same, which is kept."""
        known = self._resources.get(body)
        if known is None:
            sent = orjson.loads(body)
            known = self._resources[body] = sent["type"], _resource(kind, sent)
            if len(self._resources) > 1_000:
                self._resources.clear()
        return known


def _event(name: str, data: str) -> str:
    return f'{{"t":"{name}","s":{_SEQUENCE},"op":{DISPATCH},"d":{data}}}'


def _resource(kind: str, sent: dict[str, Any]) -> bytes:
    """What `with_response` brings back: the press, and the message as it stands now."""
    about = {"id": ID, "type": COMMAND if kind == "panel" else 3, "response_message_id": MESSAGE}
    about |= {"response_message_loading": sent["type"] in DEFERRALS, "response_message_ephemeral": True}
    resource: dict[str, Any] = {"type": sent["type"]}
    if sent["type"] in (MESSAGE_ANSWER, UPDATE):
        data: dict[str, Any] = sent.get("data") or {}
        resource["message"] = _message(servers.channel_id(0), 0, data) | {
            "id": MESSAGE,
            "flags": data.get("flags", 0) | EPHEMERAL,
            "webhook_id": str(world.APPLICATION_ID),
            "application_id": str(world.APPLICATION_ID),
            "interaction_metadata": {
                "id": ID,
                "type": about["type"],
                "user": world.user(0, "river.crossing") | {"id": PERSON, "global_name": "River"},
                "authorizing_integration_owners": {"0": str(servers.server_id(0))},
            },
        }
    return _json({"interaction": about, "resource": resource})


def _message(channel_id: int, message_id: int, sent: dict[str, Any]) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    return {
        "id": str(message_id),
        "type": 0,
        "channel_id": str(channel_id),
        "author": world.bot_user(),
        "content": sent.get("content") or "",
        "embeds": sent.get("embeds") or [],
        "components": sent.get("components") or [],
        "attachments": [],
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "timestamp": now,
        "edited_timestamp": now,
        "tts": False,
        "pinned": False,
        "flags": sent.get("flags") or 0,
    }


def _command(number: int, command: dict[str, Any]) -> dict[str, Any]:
    permissions = command.get("default_member_permissions")
    return {
        "integration_types": [0],
        "contexts": None,
        "nsfw": False,
        **command,
        "id": str(world.APPLICATION_ID + number),
        "application_id": str(world.APPLICATION_ID),
        "type": command.get("type") or 1,
        "version": "1",
        "default_member_permissions": None if permissions is None else str(permissions),
    }


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _ok(value: object) -> bytes:
    return response(200, _json(value))


def _refused(refusal: tuple[int, int, str]) -> bytes:
    status, code, message = refusal
    return response(status, _json({"message": message, "code": code}))
