"""HTTP/1.1 and websockets as far as a bot needs them, read with next to no work: what is measured is the bot."""

from __future__ import annotations

import asyncio
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha1
from typing import Final, Protocol, cast
from urllib.parse import parse_qsl

_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_WEBSOCKET_KEY: Final = re.compile(rb"\r\nsec-websocket-key: *(\S+)", re.IGNORECASE)
_ACCEPT: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""From RFC 6455."""
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_HEADERS: Final = (
    b"Content-Type: application/json\r\nServer: cloudflare\r\nVia: 1.1 google\r\nCF-Cache-Status: DYNAMIC\r\n"
    b"Strict-Transport-Security: max-age=31536000; includeSubDomains; preload\r\nX-Content-Type-Options: nosniff\r\n"
)
_STATUS: Final = {200: b"OK", 204: b"No Content", 400: b"Bad Request", 404: b"Not Found"}


class Site(Protocol):
    """What is behind the wire."""

    def request(self, method: str, path: str, query: dict[str, str], body: bytes) -> bytes:
        """The whole response; see `response`."""
        ...

    def opened(self, connection: Connection) -> None:
        """Somebody has connected by websocket."""
        ...

    def received(self, connection: Connection, text: bytes) -> None:
        """A message from them."""
        ...


def response(status: int, body: bytes = b"") -> bytes:
    """As Discord answers: the content type without a charset."""
    head = b"HTTP/1.1 %d %b\r\n%bContent-Length: %d\r\n\r\n" % (status, _STATUS[status], _HEADERS, len(body))
    return head + body


def frame(text: bytes) -> bytes:
    """A websocket message to a client."""
    length = len(text)
    if length < 126:
        return b"\x81" + bytes([length]) + text
    if length < 1 << 16:
        return b"\x81\x7e" + length.to_bytes(2, "big") + text
    return b"\x81\x7f" + length.to_bytes(8, "big") + text


class Connection(asyncio.Protocol):
    """One connection: requests, one after the other, or a websocket once it asks for that."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._buffer = b""
        self._read: Callable[[], bool] = self._request

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own is none of asyncio's

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while self._buffer and self._read():
            pass

    def send(self, framed: bytes) -> None:
        """What `frame` made."""
        self._transport.write(framed)

    def _request(self) -> bool:
        """Answer the next request; whether it was there as a whole."""
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        head, begin = self._buffer[:end], end + 4
        length = _LENGTH.search(head)
        whole = begin + (int(length[1]) if length else 0)
        if len(self._buffer) < whole:
            return False
        body, self._buffer = self._buffer[begin:whole], self._buffer[whole:]
        method, target, _ = head.partition(b"\r\n")[0].decode("ascii").split(" ")
        if key := _WEBSOCKET_KEY.search(head):
            self._upgrade(key[1])
        else:
            path, _, query = target.partition("?")
            self._transport.write(self._site.request(method, path, dict(parse_qsl(query)), body))
        return True

    def _upgrade(self, key: bytes) -> None:
        accept = b64encode(sha1(key + _ACCEPT).digest())
        self._transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: %b\r\n\r\n" % accept
        )
        self._read = self._message
        self._site.opened(self)

    def _message(self) -> bool:
        """Take the next message of a client, which are small and masked; whether it was there as a whole."""
        buffer = self._buffer
        if len(buffer) < 2:
            return False
        length, begin = buffer[1] & 0x7F, 2
        if length == 126:
            length, begin = int.from_bytes(buffer[2:4], "big"), 4
        if len(buffer) < begin + 4 + length:
            return False
        mask, masked = buffer[begin : begin + 4], buffer[begin + 4 : begin + 4 + length]
        self._buffer = buffer[begin + 4 + length :]
        text = bytes(byte ^ mask[place % 4] for place, byte in enumerate(masked))
        kind = buffer[0] & 0x0F
        if kind == _TEXT:
            self._site.received(self, text)
        elif kind == _PING:
            self._transport.write(bytes([0x80 | _PONG, len(text)]) + text)
        elif kind == _CLOSE:
            self._transport.write(bytes([0x80 | _CLOSE, len(text)]) + text)
            self._transport.close()
        return True
