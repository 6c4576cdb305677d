"""The REST side: what every request goes through, and the routes that have nothing to do with interactions."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from aiohttp import BodyPartReader, web

from tests.standin import limits, wire, world
from tests.standin.faults import PAGE, Body
from tests.standin.messages import File
from tests.standin.state import Request, State
from tests.standin.wire import EPHEMERAL, Json, RefusedError, json_response

PREFIX = "/api/v10"
OWN_CREDENTIALS = re.compile(r"/(interactions|webhooks)/")
"""Routes that carry their own token in the path."""
FORM_FAULT, EMPTY_MESSAGE = 50035, 50006


@dataclass(frozen=True, slots=True)
class Call:
    """A request with its body read."""

    path: str
    match: dict[str, str]
    query: dict[str, str]
    body: Any
    files: list[File]

    def number(self, name: str) -> int:
        return int(self.match[name])


Handler: TypeAlias = Callable[[Call], web.Response]


class Rest:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[web.RouteDef]:
        channel, commands = "/channels/{channel}", "/applications/{application}/commands"
        return [
            self.route("GET", "/users/@me", lambda _: json_response(world.bot_user())),
            self.route("GET", "/oauth2/applications/@me", lambda _: json_response(world.application())),
            self.route("GET", commands, lambda _: json_response(self._state.commands)),
            self.route("PUT", commands, self._put_commands),
            self.route("GET", "/guilds/{guild}", self._get_guild),
            self.route("GET", channel, self._get_channel),
            self.route("GET", f"{channel}/messages", self._get_messages),
            self.route("POST", f"{channel}/messages", self._post_message),
            self.route("GET", f"{channel}/messages/{{message}}", self._get_message),
            self.route("PATCH", f"{channel}/messages/{{message}}", self._patch_message),
            self.route("DELETE", f"{channel}/messages/{{message}}", self._delete_message),
            web.get(f"{PREFIX}/gateway", self._gateway),
            web.get(f"{PREFIX}/gateway/bot", self._gateway),
        ]

    def route(self, method: str, path: str, handler: Handler) -> web.RouteDef:
        """A handler behind everything that all requests go through."""

        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._pass(request, handler)

        return web.route(method, PREFIX + path, handle)

    async def unknown(self, request: web.Request) -> web.StreamResponse:
        """A path that the stand-in does not have."""
        self._state.violation(f"{request.method} {request.path}", "no such route here")
        return _refused(RefusedError(*wire.NO_SUCH_ROUTE))

    async def _pass(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        path = request.path.removeprefix(PREFIX)
        raw, body, files = await _read(request)
        place = len(self._state.requests)
        self._state.requests.append(Request(request.method, path, body, request.query_string))
        self._state.changed()
        fault = self._state.faults.take(request.method, path)
        if fault and not fault.carried_out:
            await asyncio.sleep(fault.delay)
        response = fault.response() if fault else None
        if response is None and not (fault and fault.reset and not fault.carried_out):
            response = self._answer(
                request, handler, Call(path, dict(request.match_info), dict(request.query), body, files), raw
            )
        if fault and fault.carried_out:
            self._state.changed()
            await asyncio.sleep(fault.delay)
        if fault and fault.reset:
            _tear_down(request)
        elif response:
            self._state.requests[place] = replace(self._state.requests[place], status=response.status)
        self._state.changed()
        if fault and response:
            return await _spoilt(request, response, fault.body)
        return response or web.Response()

    def _answer(self, request: web.Request, handler: Handler, call: Call, raw: bytes) -> web.Response:
        try:
            if (
                not OWN_CREDENTIALS.match(call.path)
                and request.headers.get("Authorization") != f"Bot {self._state.token}"
            ):
                raise RefusedError(*wire.UNAUTHORIZED)
            if self._state.spec and raw:
                fault = self._state.spec.fault(request.method, call.path, raw)
                if fault:
                    raise RefusedError.invalid(fault)
            return handler(call)
        except RefusedError as refusal:
            if refusal.code in (FORM_FAULT, EMPTY_MESSAGE):
                self._state.violation(f"{request.method} {call.path}", refusal.message)
            return _refused(refusal)

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
        found = {"url": f"ws://{request.host}/", "shards": 1, "session_start_limit": limit}
        return await self._pass(request, lambda _: json_response(found))

    def _put_commands(self, call: Call) -> web.Response:
        faults = list(limits.command_faults(call.body))
        if faults:
            raise RefusedError.invalid("; ".join(faults))
        known = {(command["type"], command["name"]): command["id"] for command in self._state.commands}
        self._state.commands[:] = [self._command(body, known) for body in call.body]
        return json_response(self._state.commands)

    def _command(self, body: Json, known: dict[tuple[int, str], str]) -> Json:
        kind, permissions = body.get("type") or 1, body.get("default_member_permissions")
        return {
            "integration_types": [0],
            "contexts": None,
            "nsfw": False,
            **body,
            "id": known.get((kind, body["name"])) or str(self._state.new_id()),
            "application_id": str(world.APPLICATION_ID),
            "type": kind,
            "version": str(self._state.new_id()),
            "default_member_permissions": None if permissions is None else str(permissions),
        }

    def _get_guild(self, call: Call) -> web.Response:
        for guild in self._state.guilds:
            if guild.id == call.number("guild"):
                return json_response(guild.rest(counts=call.query.get("with_counts") in ("1", "true", "True")))
        raise RefusedError(*wire.UNKNOWN_GUILD)

    def _get_channel(self, call: Call) -> web.Response:
        guild, channel = self._place(call, world.VIEW_CHANNEL)
        return json_response({**channel.payload(), "guild_id": str(guild.id)})

    def _get_messages(self, call: Call) -> web.Response:
        self._place(call, world.VIEW_CHANNEL | world.READ_MESSAGE_HISTORY)
        newest_first = self._state.messages.public(call.number("channel"))[::-1]
        return json_response(newest_first[: int(call.query.get("limit", "50"))])

    def _post_message(self, call: Call) -> web.Response:
        self._place(call, world.SEND_MESSAGES)
        if (call.body.get("flags") or 0) & EPHEMERAL:
            raise RefusedError.invalid("a message in a channel cannot be ephemeral")
        return json_response(self._state.messages.write(call.number("channel"), call.body, call.files))

    def _get_message(self, call: Call) -> web.Response:
        self._place(call, world.VIEW_CHANNEL | world.READ_MESSAGE_HISTORY)
        return json_response(self._state.messages.find(call.number("channel"), call.number("message")))

    def _patch_message(self, call: Call) -> web.Response:
        self._place(call, world.VIEW_CHANNEL)
        message = self._state.messages.find(call.number("channel"), call.number("message"))
        return json_response(self._state.messages.edit(message, call.body, call.files))

    def _delete_message(self, call: Call) -> web.Response:
        self._place(call, world.VIEW_CHANNEL)
        self._state.messages.find(call.number("channel"), call.number("message"))
        self._state.messages.delete(call.number("message"))
        return web.Response(status=204)

    def _place(self, call: Call, needed: int) -> tuple[world.Guild, world.Channel]:
        """The channel of a request, if the bot may do there what it asks."""
        found = self._state.channel(call.number("channel"))
        if found is None:
            raise RefusedError(*wire.UNKNOWN_CHANNEL)
        guild, channel = found
        allowed = guild.allowed(channel)
        if not allowed & world.VIEW_CHANNEL:
            raise RefusedError(*wire.MISSING_ACCESS)
        if needed & ~allowed:
            raise RefusedError(*wire.MISSING_PERMISSIONS)
        return guild, channel


def _refused(refusal: RefusedError) -> web.Response:
    return json_response({"message": refusal.message, "code": refusal.code}, refusal.status)


async def _read(request: web.Request) -> tuple[bytes, Any, list[File]]:
    """The JSON as it came and as it reads, and the files beside it."""
    files: list[File] = []
    raw = b""
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            data = bytes(await part.read())
            if part.name == "payload_json":
                raw = data
            else:
                kind = part.headers.get("Content-Type", "application/octet-stream")
                files.append(File(part.name or "", part.filename or "", kind, data))
    else:
        raw = await request.read()
    return raw, json.loads(raw) if raw else None, files


async def _spoilt(request: web.Request, response: web.Response, body: Body | None) -> web.StreamResponse:
    """What arrives of a response."""
    whole = response.body
    if body is None or not isinstance(whole, bytes) or response.content_type == "text/html":
        return response
    if body == "page":
        return web.Response(text=PAGE, content_type="text/html")
    half = whole[: len(whole) // 2]
    if body == "half":
        return web.Response(body=half, status=response.status, headers={"Content-Type": "application/json"})
    begun = web.StreamResponse(status=response.status, headers={"Content-Type": "application/json"})
    begun.content_length = len(whole)
    await begun.prepare(request)
    await begun.write(half)
    if request.transport:
        request.transport.close()
    return begun


def _tear_down(request: web.Request) -> None:
    """Reset the connection, so that the client gets ECONNRESET and not a tidy end."""
    transport = request.transport
    if transport is None:
        return
    raw: socket.socket = transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
