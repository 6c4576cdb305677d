"""Bursts, kills and repeated events: nothing that was acknowledged is lost, and nobody is counted twice."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from tests.process.harness import BotProcess, add, entries, marks, member, open_panel, whole
from tests.standin import Answer, Person, Standin
from tests.standin.answers import DEADLINE

CROWD = [member(number) for number in range(1, 201)]


async def test_a_burst_of_presses_is_answered_in_time_and_in_private(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    """S24, S25: everybody gets the same words, and nobody else sees them. S8: nobody's id is written anywhere."""
    panels = await asyncio.gather(*(open_panel(standin, person) for person in CROWD))
    presses = [standin.press(person, panel, "Add me") for person, panel in zip(CROWD, panels, strict=True)]
    answers = await asyncio.gather(*map(whole, presses))
    assert all(answer.ephemeral and answer.seconds < DEADLINE for answer in [*panels, *answers])
    assert len({answer.text for answer in panels}) == len({answer.text for answer in answers}) == 1

    assert await bot_process.stop() == 0
    assert entries(bot_process.data, tmp_path) == marks(standin, CROWD)
    written = bot_process.output.encode() + b"".join(path.read_bytes() for path in bot_process.data.iterdir())
    for person in CROWD:
        assert str(person.id).encode() not in written
        assert person.id.to_bytes(8, "big") not in written


async def test_a_kill_in_mid_burst_loses_nothing_that_was_acknowledged(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    panels = await asyncio.gather(*(open_panel(standin, person) for person in CROWD))
    presses = [standin.press(person, panel, "Add me") for person, panel in zip(CROWD, panels, strict=True)]
    for press in presses[-20:]:
        # Whatever the machine's speed, the kill comes before these were told.
        standin.fail_next("POST", f"/interactions/{press.interaction.id}/", delay=DEADLINE)
    await standin.until(lambda: len(_acknowledged(presses)) >= 40)
    bot_process.send(signal.SIGKILL)
    await bot_process.ended()
    kept = _acknowledged(presses)
    assert marks(standin, kept) <= entries(bot_process.data, tmp_path) <= marks(standin, CROWD)

    async with BotProcess(standin, tmp_path) as again:
        await again.connected(2)
        await add(standin, kept[0])
        await standin.press(kept[1], await open_panel(standin, kept[1]), "Withdraw")
        assert await again.stop() == 0
    left = entries(again.data, tmp_path)
    assert marks(standin, [person for person in kept if person != kept[1]]) <= left
    assert not marks(standin, [kept[1]]) & left


async def test_s26_a_repeated_event_counts_once_and_breaks_nothing(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    answer = await add(standin, member(1))
    seen = len(standin.requests("POST", "/callback$"))
    standin.repeat(answer)
    await standin.until(lambda: len(standin.requests("POST", "/callback$")) > seen)
    again = await add(standin, member(1))
    assert again.text == answer.text
    assert await bot_process.stop() == 0
    assert " ERROR " not in bot_process.output
    assert entries(bot_process.data, tmp_path) == marks(standin, [member(1)])


def _acknowledged(presses: list[Answer]) -> list[Person]:
    return [press.interaction.person for press in presses if press.type is not None]
