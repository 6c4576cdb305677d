"""The shorter ways through private parts of discord.py: the same for whoever presses, with them and without."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import inspect
from collections.abc import Callable
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

import discord
import pytest
from discord.app_commands import CommandTree
from discord.interactions import Interaction, InteractionCallbackResponse
from discord.state import ConnectionState
from discord.webhook.async_ import AsyncWebhookAdapter

from tests.process.harness import BotProcess, add, entries, marks, member, open_panel, start_campaign
from tests.standin import Standin

READ: dict[Callable[..., Any], str] = {
    ConnectionState.parse_interaction_create: "acb40a14fd0182c9",
    CommandTree._from_interaction: "45267f3964f5b6b6",
    AsyncWebhookAdapter.create_interaction_response: "4dd13a0eae064540",
    AsyncWebhookAdapter.request: "b449e300f41fe4d1",
    Interaction.__init__: "3bcfec1b9d075a6a",
    InteractionCallbackResponse._update: "5c7e486cbfa2f7a3",
    ConnectionState.parse_guild_create: "750ea3100f44e2ec",
    ConnectionState._get_create_guild: "c852913f6d2c6d1e",
    ConnectionState._get_guild: "7d761898c9fc7fc9",
    ConnectionState._get_or_create_unavailable_guild: "7cc12d325acf628e",
    discord.Guild._from_data: "9f3ebd711f12039e",
}
"""The beginnings of the digests of what `shortcuts` and `folding` take the place of or rely on, as it was read."""

switch = pytest.mark.parametrize("switch", ["on", "off"])


def test_the_library_is_the_one_that_was_read() -> None:
    """Otherwise read what has changed there, and whether the shorter ways still do all that it does."""
    assert discord.__version__ == "2.7.1"
    assert {each.__qualname__: _digest(each) for each in READ} == {each.__qualname__: READ[each] for each in READ}


def _digest(function: Callable[..., Any]) -> str:
    return sha256(inspect.getsource(function).encode()).hexdigest()[:16]


@switch
async def test_the_answers_are_the_same_with_and_without(standin: Standin, tmp_path: Path, switch: str) -> None:
    async with BotProcess(standin, tmp_path, MAGNITUDE_SHORTCUTS=switch) as process:
        await process.connected()
        await start_campaign(process)
        asked_back = _asked_back(standin)
        added = await add(standin, member(1))
        assert "You are counted now" in added.text
        assert [
            choice["value"] for choice in (await standin.autocomplete(member(1), "about", "campaign", "me")).choices
        ] == ["metoo"]
        form = await standin.press(member(1), await standin.command(member(1), "privacy"), "Delete what you hold on me")
        assert "holds no mark of yours" in (await standin.press(member(1), form, "Delete now")).text
        assert "in danger now" in (await standin.command(member(1), "resources", {"country": "Ireland"})).text
        assert (_asked_back(standin) > asked_back) == (switch == "off"), "the switch does something"
        assert await process.stop() == 0
    assert " ERROR " not in process.output
    assert entries(process.data, tmp_path) == set()


def _asked_back(standin: Standin) -> int:
    """How many callbacks have asked for the message that they made."""
    return sum("with_response" in seen.query for seen in standin.requests("POST", "/callback"))


@switch
async def test_nobody_is_counted_by_a_press_that_can_no_longer_be_answered(
    standin: Standin, tmp_path: Path, switch: str
) -> None:
    """Such as one that comes when a connection is taken up again: Discord has told the person that nothing happened."""
    async with BotProcess(standin, tmp_path, MAGNITUDE_SHORTCUTS=switch) as process:
        await process.connected()
        await start_campaign(process)
        panels = [deepcopy(await open_panel(standin, member(number))) for number in (1, 2)]
        late = standin.press(member(1), panels[0], "Add me", age=2.5)
        assert "You are counted now" in (await standin.press(member(2), panels[1], "Add me")).text
        assert await process.stop() == 0
    assert late.type is None
    assert entries(process.data, tmp_path) == marks(standin, [member(2)])
