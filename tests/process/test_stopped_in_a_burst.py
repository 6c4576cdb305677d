"""The process is asked to end while many presses are under way."""

from __future__ import annotations

import asyncio
import signal
from itertools import islice
from pathlib import Path

import pytest

from tests.process.harness import entries, marks, member, open_panel, start_campaign
from tests.process.troubles import TroubledProcess
from tests.standin import Standin
from tests.standin.answers import DEADLINE

CROWD = [member(number) for number in range(1, 129)]
LATER = [member(number) for number in range(200, 300)]
"""They press when the process has been asked to end already."""


@pytest.mark.parametrize("switch", ["on", "off"])
async def test_sigterm_in_a_burst_lets_everybody_who_is_counted_know_it(
    standin: Standin, tmp_path: Path, switch: str
) -> None:
    """Whoever gets no answer is not counted. S9: nothing is left that tells who pressed first."""
    async with TroubledProcess(standin, tmp_path, MAGNITUDE_SHORTCUTS=switch) as process:
        await process.connected()
        await start_campaign(process)
        panels = await asyncio.gather(*(open_panel(standin, person) for person in [*CROWD, *LATER]))
        ways = iter(zip([*CROWD, *LATER], panels, strict=True))
        process.set("disk", 0.1)
        presses = [standin.press(person, panel, "Add me") for person, panel in islice(ways, len(CROWD))]
        await standin.until(lambda: any(press.type is not None for press in presses))
        process.send(signal.SIGTERM)
        assert any(press.type is None for press in presses), "some are still under way"
        for person, panel in ways:
            presses.append(standin.press(person, panel, "Add me"))
            await asyncio.sleep(0.002)
        assert await process.ended() == 0

    answered = [press for press in presses if press.type is not None]
    assert len(answered) < len(presses)
    assert all("You are counted now" in press.text and press.seconds < DEADLINE for press in answered)
    assert entries(process.data, tmp_path) == marks(standin, [press.interaction.person for press in answered])
    await standin.until(lambda: standin.gateway.close_codes == [1000])
    assert sorted(file.name for file in process.data.glob("magnitude*")) == ["magnitude.sqlite"]
    assert " ERROR " not in process.output
