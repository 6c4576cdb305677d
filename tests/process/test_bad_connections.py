"""Answers that do not get through: the person is answered all the same, or is told at the next press what holds."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final

from tests.process.harness import (
    CAMPAIGN,
    MODERATOR_OF_ALL,
    BotProcess,
    Hurried,
    add,
    entries,
    marks,
    member,
    open_panel,
    start_campaign,
)
from tests.standin import Answer, NoAnswerError, Standin

ONCE: Final[dict[str, dict[str, Any]]] = {
    "asked to wait": {"status": 429, "retry_after": 0.3},
    "refused": {"status": 503},
    "reset before Discord took it": {"reset": True},
    "reset after Discord took it": {"reset": True, "carried_out": True},
    "half of the reply": {"body": "half", "carried_out": True},
    "the reply breaks off": {"body": "cut", "carried_out": True},
}
"""After these an answer still comes in time."""
TOO_LONG: Final[dict[str, dict[str, Any]]] = {
    "asked to wait for an hour": {"status": 429, "retry_after": 3600.0},
    "refused again and again": {"status": 500, "times": 6},
    "no reply": {"delay": 60.0},
}


async def answered(press: Answer) -> Answer | None:
    try:
        return await press
    except NoAnswerError:
        return None


async def test_an_answer_that_fails_is_given_all_the_same_or_given_up_and_holds_up_nobody(
    standin: Standin, tmp_path: Path
) -> None:
    """S24, S26: who is left without an answer is counted, and is told so like everybody else at the next press."""
    async with Hurried(standin, tmp_path) as process:
        await process.connected()
        await start_campaign(process)
        expected = (await add(standin, member(0))).text
        people = [member(number) for number in range(1, len(ONCE) + len(TOO_LONG) + 1)]
        panels = [await open_panel(standin, person) for person in people]
        presses: list[Answer] = []
        for person, panel, failure in zip(people, panels, [*ONCE.values(), *TOO_LONG.values()], strict=True):
            presses.append(standin.press(person, panel, "Add me"))
            standin.fail_next("POST", f"/interactions/{presses[-1].interaction.id}/", **failure)
        assert (await add(standin, member(0))).text == expected
        got = await asyncio.gather(*map(answered, presses))
        assert [answer and (answer.text, answer.ephemeral) for answer in got] == (
            [(expected, True)] * len(ONCE) + [None] * len(TOO_LONG)
        )
        for person in people[len(ONCE) :]:
            assert (await add(standin, person)).text == expected
        assert await process.stop() == 0
    assert process.output.count("an answer was given up") == len(TOO_LONG)
    assert " ERROR " not in process.output
    assert entries(process.data, tmp_path) == marks(standin, [member(0), *people])


async def test_s26_an_event_that_is_delivered_again_at_once_and_after_a_restart_is_answered_once(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    panel = await open_panel(standin, member(1))
    pressed = standin.press(member(1), panel, "Add me")
    standin.repeat(pressed)
    text = (await pressed).text
    answers = f"/interactions/{pressed.interaction.id}/"
    await standin.until(lambda: [seen.status for seen in standin.requests("POST", answers)] == [204, 400])
    assert await bot_process.stop() == 0
    async with BotProcess(standin, tmp_path) as again:
        await again.connected(2)
        standin.repeat(pressed)
        await standin.until(lambda: [seen.status for seen in standin.requests("POST", answers)] == [204, 400, 400])
        assert pressed.text == text
        assert await again.stop() == 0
        assert " ERROR " not in again.output
    assert entries(again.data, tmp_path) == marks(standin, [member(1)])


async def test_a_deferral_whose_reply_is_lost_is_completed_all_the_same(
    standin: Standin, bot_process: BotProcess
) -> None:
    """Nobody looks at “is thinking” for ever."""
    pausing = standin.command(MODERATOR_OF_ALL, "config campaign", {"action": "pause", "campaign": CAMPAIGN})
    standin.fail_next("POST", f"/interactions/{pausing.interaction.id}/", reset=True, carried_out=True)
    assert "is paused" in (await pausing).text
    assert " ERROR " not in bot_process.output


async def test_a_page_that_refuses_an_answer_is_no_fault_of_the_bot(standin: Standin, bot_process: BotProcess) -> None:
    """Such as that of a proxy which lets nobody through for a while: nothing in it says for how long."""
    panel = await open_panel(standin, member(1))
    press = standin.press(member(1), panel, "Add me")
    standin.fail_next("POST", f"/interactions/{press.interaction.id}/", status=429, body="page")
    assert (await press).ephemeral
    assert "TypeError" not in bot_process.output
