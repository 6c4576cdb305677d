"""What measures is itself right: the stand-in takes what Discord takes, and the figures are what they are called."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import discord
import pytest

from tests.benchmark.discord_side import DEADLINE, PREFIX, DiscordSide, Press
from tests.benchmark.figures import percentile, rate, spread, useful_rate
from tests.benchmark.loopback import Crowd
from tests.benchmark.presses import ADD, ID, MESSAGE, PERSON, TOKEN
from tests.benchmark.wire import Connection, frame, response

TEMPLATE = json.dumps({"id": ID, "token": TOKEN, "message": {"id": MESSAGE}, "member": {"user": {"id": PERSON}}})
CONFIRMED: dict[str, Any] = {"type": 7, "data": {"components": [{"type": 10, "content": "You are counted now."}]}}
DEFERRED = {"type": 6}


@dataclass
class FakeBot(asyncio.Transport):
    """The other end of the gateway: keeps the events that it was sent."""

    events: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def write(self, data: bytes | bytearray | memoryview) -> None:
        sent = bytes(data)
        if sent[:1] == b"\x81":
            self.events.append(json.loads(sent[sent.index(b"{") :]))


@dataclass
class World:
    site: DiscordSide
    bot: FakeBot

    def press(self, ago: float = 0.0) -> tuple[Press, dict[str, Any]]:
        press = self.site.press(ADD, time.monotonic() - ago)
        return press, self.bot.events[-1]["d"]

    def respond(self, event: dict[str, Any], body: dict[str, Any], **query: str) -> tuple[int, dict[str, Any]]:
        path = f"{PREFIX}/interactions/{event['id']}/{event['token']}/callback"
        return read(self.site.request("POST", path, query, json.dumps(body).encode()))

    def complete(self, event: dict[str, Any]) -> int:
        path = f"{PREFIX}/webhooks/1/{event['token']}/messages/@original"
        return read(self.site.request("PATCH", path, {}, b"{}"))[0]


@pytest.fixture
def world() -> World:
    site, bot = DiscordSide(1, {ADD: TEMPLATE}), FakeBot()
    connection = Connection(site)
    connection.connection_made(bot)
    site.opened(connection)
    site.received(connection, json.dumps({"op": 2, "d": {}}).encode())
    return World(site, bot)


def read(answer: bytes) -> tuple[int, dict[str, Any]]:
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body) if body else {}


def test_a_bot_that_identifies_is_told_of_the_servers(world: World) -> None:
    assert [event.get("t") for event in world.bot.events] == [None, "READY", "GUILD_CREATE"]
    assert [len(world.bot.events[-1]["d"][kind]) for kind in ("channels", "roles")] == [30, 20]


def test_each_press_is_another_members_and_its_id_tells_when_it_was_due(world: World) -> None:
    (one, _), (other, event) = world.press(), world.press(ago=60.0)
    assert one.member != other.member == int(event["member"]["user"]["id"])
    minute_ago = datetime.now(UTC) - timedelta(seconds=60)
    assert abs(discord.utils.snowflake_time(int(event["id"])) - minute_ago) < timedelta(seconds=30)


def test_an_answer_is_taken_once(world: World) -> None:
    press, event = world.press()
    status, told = world.respond(event, CONFIRMED, with_response="1")
    assert (status, told["interaction"]["id"]) == (200, event["id"])
    assert told["resource"]["message"]["id"] == event["message"]["id"]
    assert told["resource"]["message"]["components"] == CONFIRMED["data"]["components"]
    assert press.answered is not None
    assert world.respond(event, CONFIRMED)[1]["code"] == 40060
    assert world.respond(world.press()[1], CONFIRMED)[0] == 204


def test_a_response_that_comes_too_late_is_refused(world: World) -> None:
    press, event = world.press(ago=DEADLINE + 0.1)
    assert world.respond(event, CONFIRMED)[1]["code"] == 10062
    assert press.answered is None


def test_a_deferral_is_an_answer_when_it_is_completed(world: World) -> None:
    press, event = world.press()
    assert world.complete(event) == 404
    assert world.respond(event, DEFERRED)[0] == 204
    assert press.responded is not None
    assert press.answered is None
    assert world.complete(event) == 200
    assert press.answered is not None


async def test_a_crowd_of_so_many_presses_again_whenever_one_is_answered(world: World) -> None:
    crowd = Crowd(world.site)
    pressing = asyncio.create_task(crowd.closed([ADD], in_flight=3, seconds=0.3))
    await asyncio.sleep(0)
    before = len(world.bot.events)
    world.respond(world.bot.events[-1]["d"], CONFIRMED)
    assert len(world.bot.events) == before + 1
    while not pressing.done():
        await asyncio.sleep(0.01)
        for event in world.bot.events[3:]:
            world.respond(event["d"], CONFIRMED)
    presses = await pressing
    assert len(presses) == len(world.bot.events) - 3 > 3
    assert all(press.answered is not None for press in presses)


def test_what_arrives_in_pieces_is_read_as_a_whole() -> None:
    seen: list[object] = []

    class Site:
        def request(self, method: str, path: str, query: dict[str, str], body: bytes) -> bytes:
            seen.append((method, path, query, body))
            return response(204)

        def opened(self, connection: Connection) -> None:
            seen.append("opened")

        def received(self, connection: Connection, text: bytes) -> None:
            seen.append(text)

    connection = Connection(Site())
    connection.connection_made(FakeBot())
    call = b"POST /a?b=c HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"
    masked = bytes([0x81, 0x80 | 2, 1, 2, 3, 4]) + bytes([ord("o") ^ 1, ord("k") ^ 2])
    for piece in (call, call, b"GET / HTTP/1.1\r\nSec-WebSocket-Key: x\r\n\r\n", masked):
        for byte in piece:
            connection.data_received(bytes([byte]))
    assert seen == [("POST", "/a", {"b": "c"}, b"{}")] * 2 + ["opened", b"ok"]


@pytest.mark.parametrize("length", [1, 125, 126, 65_535, 65_536])
def test_a_frame_tells_its_length(length: int) -> None:
    framed = frame(b"x" * length)
    size = {126: (4, framed[2:4]), 127: (10, framed[2:10])}.get(framed[1], (2, framed[1:2]))
    assert (len(framed) - size[0], int.from_bytes(size[1], "big")) == (length, length)


def test_the_figures_are_what_they_are_called() -> None:
    assert spread([1.0, 3.0, 2.0], 1, " s") == "2.0 s (1.0 to 3.0)"
    assert percentile(range(1, 101), 0.99) == 100
    assert percentile(range(1_000), 0.5) == 500


def test_only_what_came_in_time_and_while_people_pressed_is_useful() -> None:
    """The first seconds are left out: nothing can be late in them."""
    waits = {0.0: 1.0, 1.0: 2.5, 4.0: DEADLINE, 4.5: 3.5, 5.0: 0.5, 8.0: 2.5}
    presses = [Press(number, ADD, due, due + wait, due + wait) for number, (due, wait) in zip(count(), waits.items())]
    assert useful_rate(presses, 9.0) == 3 / 6
    assert rate(presses, 7.0) == 4 / 7
