"""The real process beside the stand-in: what it asks Discord for, what it sends, and what it logs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.process.harness import BotProcess, add, member, open_panel, start_campaign
from tests.standin import Standin

ROUTES = re.compile(
    r"GET /users/@me|GET /oauth2/applications/@me|GET /gateway(?:/bot)?|GET /(?:guilds|channels)/\d+"
    r"|PUT /applications/\d+/commands|POST /interactions/\d+/[^/]+/callback"
    r"|(?:GET|PATCH) /webhooks/\d+/[^/]+/messages/@original|(?:POST|PATCH|DELETE) /channels/\d+/messages(?:/\d+)?"
)
GUILDS = 1 << 0


async def test_s7_s11_s22_s23_s47_a_process_that_tells_most_tells_nothing_of_anybody(tmp_path: Path) -> None:
    async with Standin() as standin, BotProcess(standin, tmp_path, MAGNITUDE_LOG_LEVEL="DEBUG") as process:
        await process.connected()
        await process.serving()
        await start_campaign(process)
        before = len(process.output.splitlines())
        for number in range(1, 6):
            await add(standin, member(number))
        await standin.press(member(1), await open_panel(standin, member(1)), "Withdraw")
        await standin.command(member(1), "resources", {"country": "Ireland"})
        await standin.command(member(1), "resources", {"country": "Atlantis"})
        await standin.command(member(1), "tally", {"campaign": "nothing"})
        counting = process.output.splitlines()[before:]
        standin.fail_next("POST", "/callback$", status=400, code=50035)
        await standin.command(member(2), "resources", {"country": "Ireland"})
        assert await process.stop() == 0

        assert standin.violations == []
        assert [sent["intents"] for sent in standin.gateway.identified] == [GUILDS]
        assert not any(sent.get("presence") for sent in standin.gateway.identified)
        asked = {f"{seen.method} {seen.path}" for method in METHODS for seen in standin.requests(method, "")}
        sent = list(_messages(standin))

    assert [route for route in asked if not ROUTES.fullmatch(route)] == []
    assert len(sent) >= 12
    assert {str(message.get("allowed_mentions")) for message in sent} == {"{'parse': []}"}
    assert counting == [], "no line next to a tally action, nor to a country"
    assert " ERROR " in process.output
    assert not re.search(r"\d{15,20}", process.output)
    assert not re.search("Ireland|Atlantis", process.output)


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def _messages(standin: Standin) -> Iterator[dict[str, Any]]:
    """Every message that was sent or edited, with the answers to interactions."""
    for method in ("POST", "PATCH"):
        for seen in standin.requests(method, "/messages|/callback$"):
            body: Any = seen.body
            if "type" not in body:
                yield body
            elif body["type"] in (4, 7):
                yield body["data"]
