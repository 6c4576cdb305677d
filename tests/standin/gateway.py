"""The gateway: one websocket a shard, sessions that can be resumed, and breakdowns on demand.

Events go out as plain text frames. Clients ask for a compressed stream but take text as it is.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.standin import world
from tests.standin.state import State
from tests.standin.wire import Json

HEARTBEAT_INTERVAL = 41.25
"""Seconds, as Discord asks for them."""
DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT = 0, 1, 2, 3, 6, 7
REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 8, 9, 10, 11
ONLY_GUILDS = 1
NOT_AUTHENTICATED, AUTHENTICATION_FAILED, ALREADY_AUTHENTICATED, INVALID_SHARD = 4003, 4004, 4005, 4010


class Session:
    """What one IDENTIFY began. Its events wait while nobody is connected, and are sent again on a resume."""

    def __init__(self, session_id: str, shard: int, shards: int, address: str) -> None:
        self.id = session_id
        self.shard = shard
        self.shards = shards
        self.address = address
        self.connection: Connection | None = None
        self._events: list[Json] = []

    def serves(self, guild_id: int) -> bool:
        return (guild_id >> 22) % self.shards == self.shard

    def dispatch(self, event: str, data: Json) -> None:
        self._events.append({"op": DISPATCH, "t": event, "s": len(self._events) + 1, "d": data})
        if self.connection:
            self.connection.send(self._events[-1])

    def replay(self, connection: Connection, after: int) -> None:
        self.connection = connection
        for event in self._events[after:]:
            connection.send(event)
        self.dispatch("RESUMED", {"_trace": []})


class Connection:
    """One websocket, written to by one task so that events keep their order."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.address = f"ws://{request.host}/"
        self.session: Session | None = None
        self.silent = False
        """Nothing is sent any more, while the line stays open."""
        self.deaf = asyncio.Event()
        """Nothing is read any more either, not even a goodbye."""
        self._socket = socket
        self._request = request
        self._outbox = asyncio.Queue[Json | int]()

    def send(self, payload: Json) -> None:
        if not self.silent:
            self._outbox.put_nowait(payload)

    def cut(self) -> None:
        """End the line without a word."""
        if self._request.transport:
            self._request.transport.abort()

    def close(self, code: int) -> None:
        """Close after what was sent so far."""
        self._outbox.put_nowait(code)

    async def write(self) -> int:
        """Write what is to be sent, until it is time to close; the code to close with."""
        while True:
            item = await self._outbox.get()
            if isinstance(item, int):
                return item
            with suppress(ConnectionError):
                await self._socket.send_str(json.dumps(item))


class Gateway:
    """Every connection and session, and what clients did with them."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._connections: set[Connection] = set()
        self.sessions: dict[str, Session] = {}
        self.identified: list[Json] = []
        """The data of every IDENTIFY that was taken."""
        self.resumed = 0
        self.close_codes: list[int | None] = []
        """The codes that the bot itself closed with; 1006 or None when it vanished."""
        self.refuse_with: int | None = None
        """Close code for whoever identifies while this is set."""
        self.heartbeat_interval = HEARTBEAT_INTERVAL
        self.withheld = 0
        """So many of the next connections are never greeted."""
        self.turned_away = 0
        """So many of the next connections get no further than a 502."""
        self.ready_after = 0.0
        """Seconds from an IDENTIFY to what follows it."""
        self._over = asyncio.Event()
        self._later = set[asyncio.Task[None]]()

    def dispatch(self, event: str, data: Json, guild_id: int | None = None) -> None:
        """Send an event to the shard of a server; what has none goes to shard 0. Without a session it is lost."""
        for session in self.sessions.values():
            if session.serves(guild_id or 0):
                session.dispatch(event, data)

    def drop(self, code: int) -> None:
        """Close every connection; sessions can be resumed."""
        for connection in self._connections:
            connection.close(code)

    def ask_to_reconnect(self) -> None:
        for connection in self._connections:
            connection.send({"op": RECONNECT, "d": None})

    def ask_for_heartbeat(self) -> None:
        for connection in self._connections:
            connection.send({"op": HEARTBEAT, "d": None})

    def forget(self) -> None:
        """Forget every session without telling: a resume will be refused."""
        self.sessions.clear()
        for connection in self._connections:
            connection.session = None

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell the bot that its session is none any more; forget it unless it can be resumed."""
        if not resumable:
            self.forget()
        for connection in self._connections:
            connection.send({"op": INVALID_SESSION, "d": resumable})

    def cut(self) -> None:
        """End every connection without a close frame; sessions can be resumed."""
        for connection in self._connections:
            connection.cut()

    def silence(self) -> None:
        """From now on nothing comes through the connections that are open, no heartbeat's acknowledgement either."""
        for connection in self._connections:
            connection.silent = True

    def freeze(self) -> None:
        """The same, and nothing is taken from them either: the machine at the other end is gone."""
        self.silence()
        for connection in self._connections:
            connection.deaf.set()

    def end(self) -> None:
        """Close everything for good."""
        self._over.set()
        for task in self._later:
            task.cancel()
        self.drop(WSCloseCode.GOING_AWAY)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if self.turned_away:
            self.turned_away -= 1
            self._state.changed()
            return web.Response(status=502)
        socket = web.WebSocketResponse(timeout=2.0)
        await socket.prepare(request)
        connection = Connection(socket, request)
        self._connections.add(connection)
        if self.withheld:
            self.withheld -= 1
            self._state.changed()
        else:
            connection.send({"op": HELLO, "d": {"heartbeat_interval": int(self.heartbeat_interval * 1000)}})
        tasks = reading, writing, deaf = (
            asyncio.create_task(self._read(socket, connection)),
            asyncio.create_task(connection.write()),
            asyncio.create_task(connection.deaf.wait()),
        )
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if deaf.done():
            for task in tasks:
                task.cancel()
            self._connections.discard(connection)
            await self._over.wait()
            return socket
        said_goodbye = reading.done()
        for task in tasks:
            task.cancel()
        # Nobody may be reading while aiohttp closes: it would not wait for the client's reply, and cut the client off
        # before that has seen the code.
        await asyncio.wait(tasks)
        if not said_goodbye:
            await socket.close(code=writing.result())
        self._connections.discard(connection)
        self._gone(connection, socket.close_code if said_goodbye else None, said_goodbye=said_goodbye)
        if said_goodbye:
            reading.result()  # a fault of the stand-in itself is not to pass for a goodbye
        return socket

    async def _read(self, socket: web.WebSocketResponse, connection: Connection) -> None:
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                connection.close(WSCloseCode.UNSUPPORTED_DATA)
                continue
            self._receive(connection, json.loads(frame.data))
            self._state.changed()

    def _gone(self, connection: Connection, code: int | None, *, said_goodbye: bool) -> None:
        session = connection.session
        if said_goodbye:
            self.close_codes.append(code)
        if session and session.connection is connection:
            session.connection = None
            # A client that says goodbye ends its session: it looks offline at once.
            if code in (1000, 1001):
                self.sessions.pop(session.id, None)
        self._state.changed()

    def _receive(self, connection: Connection, payload: Json) -> None:
        operation, data = payload["op"], payload.get("d")
        if operation == HEARTBEAT:
            connection.send({"op": HEARTBEAT_ACK, "d": None})
        elif operation == IDENTIFY:
            self._identify(connection, data)
        elif operation == RESUME:
            self._resume(connection, data)
        elif connection.session is None:
            connection.close(NOT_AUTHENTICATED)
        elif operation != PRESENCE:
            # Asking for members, voice: nothing that a bot which only answers interactions does.
            self._state.violation("gateway", f"opcode {operation}")

    def _identify(self, connection: Connection, data: Any) -> None:
        shard, shards = data.get("shard") or (0, 1)
        refusal = self._refusal(connection, data, shard, shards)
        if refusal is not None:
            connection.close(refusal)
            return
        if data["intents"] != ONLY_GUILDS:
            self._state.violation("gateway", f"intents {data['intents']}, not {ONLY_GUILDS} (guilds)")
        self.identified.append(data)
        session = Session(self._state.new_token(), shard, shards, connection.address)
        self.sessions[session.id] = connection.session = session
        session.connection = connection
        if self.ready_after:
            self._later.add(asyncio.create_task(self._begin_later(session)))
        else:
            self._begin(session)

    async def _begin_later(self, session: Session) -> None:
        await asyncio.sleep(self.ready_after)
        self._begin(session)

    def _begin(self, session: Session) -> None:
        guilds = [guild for guild in self._state.guilds if session.serves(guild.id)]
        session.dispatch(
            "READY",
            {
                "v": 10,
                "user": world.bot_user(),
                "session_id": session.id,
                "resume_gateway_url": session.address,
                "shard": [session.shard, session.shards],
                "application": {"id": str(world.APPLICATION_ID), "flags": 0},
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            },
        )
        for guild in guilds:
            session.dispatch("GUILD_CREATE", guild.create())

    def _refusal(self, connection: Connection, data: Any, shard: int, shards: int) -> int | None:
        if self.refuse_with is not None:
            return self.refuse_with
        if data["token"] != self._state.token:
            return AUTHENTICATION_FAILED
        if connection.session is not None:
            return ALREADY_AUTHENTICATED
        return None if 0 <= shard < shards else INVALID_SHARD

    def _resume(self, connection: Connection, data: Any) -> None:
        session = self.sessions.get(data["session_id"])
        if data["token"] != self._state.token:
            connection.close(AUTHENTICATION_FAILED)
        elif session is None:
            connection.send({"op": INVALID_SESSION, "d": False})
        else:
            connection.session = session
            self.resumed += 1
            session.replay(connection, data["seq"] or 0)
