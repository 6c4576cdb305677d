"""Things that go wrong on purpose, once or a few times, on the requests that match."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from aiohttp import web

from tests.standin.wire import json_response

Body: TypeAlias = Literal["page", "half", "cut"]
"""What arrives in place of Discord's JSON: the page of a proxy, its first half, or that and the end of the line."""
PAGE: Final = "<html><body><h1>Please sign in</h1></body></html>"


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` requests of a method whose path matches.

    With `reset` the connection is torn down; with `carried_out` only after Discord did what was asked. A `status` is
    answered instead of doing it, as is a `body` that is a page; of an answer that was given, the others spoil what
    arrives. `delay` seconds pass first; with `carried_out` after it was done. A 429 that is `for_all` counts for every
    request of the bot.
    """

    method: str
    path: re.Pattern[str]
    times: int
    status: int | None = None
    code: int = 0
    retry_after: float | None = None
    delay: float = 0.0
    reset: bool = False
    carried_out: bool = False
    body: Body | None = None
    for_all: bool = False

    def response(self) -> web.Response | None:
        if self.body == "page" and not self.carried_out:
            return web.Response(text=PAGE, status=self.status or 200, content_type="text/html")
        if self.status is None:
            return None
        if self.status == 429:
            wait = self.retry_after or 0.0
            body = {"message": "You are being rate limited.", "retry_after": wait, "global": self.for_all}
            # discord.py takes a 429 without Via for a ban of the address and does not try again.
            scope = "global" if self.for_all else "user"
            return json_response(
                body, 429, {"Via": "1.1 standin", "Retry-After": str(wait), "X-RateLimit-Scope": scope}
            )
        return json_response({"message": f"{self.status}: on purpose", "code": self.code}, self.status)


class Faults:
    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that this request meets; each is used up."""
        for fault in self._waiting:
            if fault.method == method and fault.path.search(path):
                fault.times -= 1
                if fault.times == 0:
                    self._waiting.remove(fault)
                return fault
        return None
