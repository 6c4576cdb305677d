"""A gateway that drops and REST calls that fail: the person still gets an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.process.harness import BotProcess, add, entries, marks, member, open_panel
from tests.standin import Standin


async def test_after_a_drop_the_session_is_resumed_and_what_came_meanwhile_is_answered(
    standin: Standin, bot_process: BotProcess
) -> None:
    standin.gateway.drop(4000)
    meanwhile = await open_panel(standin, member(1))
    assert meanwhile.ephemeral
    assert (standin.gateway.resumed, len(standin.gateway.identified)) == (1, 1)


async def test_asked_to_reconnect_the_bot_resumes(standin: Standin, bot_process: BotProcess) -> None:
    standin.gateway.ask_to_reconnect()
    await standin.until(lambda: standin.gateway.resumed == 1)
    assert (await open_panel(standin, member(1))).ephemeral


async def test_after_an_invalid_session_the_bot_identifies_anew(standin: Standin, bot_process: BotProcess) -> None:
    standin.gateway.invalidate()
    await bot_process.connected(2)
    assert (await open_panel(standin, member(1))).ephemeral
    assert await bot_process.stop() == 0


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param({"status": 429, "retry_after": 0.3}, id="429"),
        pytest.param({"status": 503}, id="503"),
        pytest.param({"reset": True}, id="reset before Discord took it"),
        pytest.param({"reset": True, "carried_out": True}, id="reset after Discord took it"),
    ],
)
async def test_a_press_whose_answer_fails_once_is_answered_all_the_same(
    standin: Standin, bot_process: BotProcess, tmp_path: Path, failure: dict[str, Any]
) -> None:
    panel = await open_panel(standin, member(1))
    standin.fail_next("POST", "/callback$", **failure)
    answer = await standin.press(member(1), panel, "Add me")
    assert answer.ephemeral
    assert (await add(standin, member(2))).text == answer.text
    assert await bot_process.stop() == 0
    assert " ERROR " not in bot_process.output
    assert entries(bot_process.data, tmp_path) == marks(standin, [member(1), member(2)])
