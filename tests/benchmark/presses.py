"""Presses as they are in life: what a stand-in for Discord sent to the real bot once, with room for another member."""

from __future__ import annotations

import asyncio
import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.process.harness import CAMPAIGN, BotProcess, start_campaign
from tests.standin import MEMBER, Answer, Person, Standin

ADD, WITHDRAW, PANEL = "add", "withdraw", "panel"
"""“Add me” and “Withdraw” on the private panel, and the command that opens it."""
ID, TOKEN, MESSAGE, PERSON = "@ID@", "@TOKEN@", "@MESSAGE@", "@PERSON@"
"""What is another with each press, in its text."""

_SOMEBODY: Final = Person(
    1_150_000_000_000_000_001, MEMBER, "en-GB", "river.crossing", "River", "River (she/her)", "5e" * 16
)


@cache
def templates() -> dict[str, str]:
    """By kind, the data of an event as JSON."""
    return asyncio.run(_seen())


async def _seen() -> dict[str, str]:
    with TemporaryDirectory() as folder:
        async with Standin() as standin, BotProcess(standin, Path(folder)) as process:
            await process.connected()
            await start_campaign(process)
            opened = await standin.command(_SOMEBODY, CAMPAIGN)
            panel = deepcopy(opened.message)
            presses = {
                PANEL: opened,
                ADD: await standin.press(_SOMEBODY, panel, f"add:{CAMPAIGN}"),
                WITHDRAW: await standin.press(_SOMEBODY, panel, f"withdraw:{CAMPAIGN}"),
            }
            return {kind: _template(press) for kind, press in presses.items()}


def _template(press: Answer) -> str:
    payload: dict[str, Any] = press.interaction.payload
    text = json.dumps(payload, separators=(",", ":"))
    known = {payload["id"]: ID, payload["token"]: TOKEN, str(_SOMEBODY.id): PERSON}
    if "message" in payload:
        known[payload["message"]["id"]] = MESSAGE
    for value, room in known.items():
        text = text.replace(value, room)
    return text
