"""An event that cannot be read costs nobody else anything."""

from __future__ import annotations

from pathlib import Path

from tests.process.harness import BotProcess, entries, marks, member, open_panel
from tests.process.malformed import malformed
from tests.standin import Standin


async def test_events_that_cannot_be_read_are_passed_over(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    """A person who presses between them is answered; nobody is counted by one that came from nobody."""
    panel = await open_panel(standin, member(1))
    text = panel.text
    pressed = await standin.press(member(1), panel, "Add me")
    for name, data in malformed(pressed.interaction.payload, panel.interaction.payload, standin.guild):
        standin.gateway.dispatch(name, data, standin.guild.id)
    assert (await open_panel(standin, member(2))).text == text
    assert len(standin.gateway.identified) == 1
    assert await bot_process.stop() == 0
    assert "Traceback" not in bot_process.output
    assert "passed over: INTERACTION_CREATE" in bot_process.output
    assert entries(bot_process.data, tmp_path) == marks(standin, [member(1)])
