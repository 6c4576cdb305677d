"""Whoever watches what the bot sends does not see who was counted before."""

from __future__ import annotations

from tests.evidence.timing_process import CHANGES, Presses
from tests.process.harness import BotProcess, add, member
from tests.standin import Standin


async def test_s4_s24_s25_s26_every_press_makes_the_bot_send_the_same_bytes_with_an_entry_and_without(
    standin: Standin, bot_process: BotProcess
) -> None:
    before = bot_process.output
    presses = Presses(standin)
    for number, (change, there) in enumerate((change, there) for change in CHANGES for there in (True, False)):
        if there:
            await add(standin, member(number))
        await presses.visit(member(number), change, there=there)
    assert presses.unlike() == set()
    assert bot_process.output == before, "nor is one of them logged"
