"""The process is asked to end while many presses are under way."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from tests.process.harness import BotProcess, entries, marks, member, open_panel
from tests.standin import Standin
from tests.standin.answers import DEADLINE

CROWD = [member(number) for number in range(1, 129)]


async def test_sigterm_in_a_burst_lets_everybody_who_is_counted_know_it(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    """Whoever gets no answer is not counted. S9: nothing is left that tells who pressed first."""
    panels = await asyncio.gather(*(open_panel(standin, person) for person in CROWD))
    presses = [standin.press(person, panel, "Add me") for person, panel in zip(CROWD, panels, strict=True)]
    await standin.until(lambda: any(press.type is not None for press in presses))
    bot_process.send(signal.SIGTERM)
    assert any(press.type is None for press in presses), "some are still under way"
    assert await bot_process.ended() == 0

    answered = [press for press in presses if press.type is not None]
    assert all("You are counted now" in press.text and press.seconds < DEADLINE for press in answered)
    assert entries(bot_process.data, tmp_path) == marks(standin, [press.interaction.person for press in answered])
    await standin.until(lambda: standin.gateway.close_codes == [1000])
    assert sorted(file.name for file in bot_process.data.glob("magnitude*")) == ["magnitude.sqlite"]
    assert " ERROR " not in bot_process.output
