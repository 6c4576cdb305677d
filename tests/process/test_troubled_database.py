"""The database is held by another program, slow, damaged, or not to be written to."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

import pytest

from tests.process.harness import (
    DATABASE,
    MODERATOR_OF_ALL,
    BotProcess,
    add,
    entries,
    marks,
    member,
    open_panel,
    start_campaign,
    whole,
)
from tests.process.troubles import TroubledProcess, damage, emptied, files_at_most, locked, slow_disk
from tests.standin import Standin
from tests.standin.answers import DEADLINE, DEFERRED_UPDATE, text_of

SAVED, NOT_SAVED = "You are counted now", "cannot reach its records now, and nothing was changed"
UNCERTAIN = "It may have done what you asked"


async def test_a_lock_that_another_program_holds_for_long_is_told_and_passes(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    panels = [await open_panel(standin, member(number)) for number in (1, 2)]
    with locked(bot_process.data):
        pressed = [standin.press(member(number), panel, "Add me") for number, panel in enumerate(panels, 1)]
        help_page = await standin.command(member(3), "resources")
        assert "in danger now" in help_page.text
        assert not any(press.type for press in pressed), "help does not wait for the lock (S34)"
        assert [NOT_SAVED in (await press).text for press in pressed] == [True, True]
    assert SAVED in (await add(standin, member(1))).text
    assert "another program holds it" in bot_process.output
    assert await bot_process.stop() == 0
    assert entries(bot_process.data, tmp_path) == marks(standin, [member(1)])


async def test_on_a_slow_disk_everybody_hears_in_time_and_then_what_holds(standin: Standin, tmp_path: Path) -> None:
    """What cannot be answered within three seconds is deferred, to the person alone (S25), and completed."""
    async with TroubledProcess(standin, tmp_path) as process:
        await process.connected()
        await start_campaign(process)
        people = [member(number) for number in range(1, 301)]
        panels = await asyncio.gather(*(open_panel(standin, person) for person in people))
        with slow_disk(process, 2.4):
            answers = [standin.press(person, panel, "Add me") for person, panel in zip(people, panels, strict=True)]
            assert "in danger now" in (await standin.command(member(0), "resources")).text
            assert not any(answer.type for answer in answers), "help waits for none of them (S34)"
            sharing = standin.command(MODERATOR_OF_ALL, "config sharing", {"total": "on"})
            await asyncio.gather(*map(whole, [*answers, sharing]))
        assert all(answer.ephemeral and answer.seconds < DEADLINE for answer in [*answers, sharing])
        assert DEFERRED_UPDATE in {answer.type for answer in answers}
        assert all(SAVED in answer.text and not answer.followups for answer in answers), "the panel has turned"
        assert await process.stop() == 0
    assert entries(process.data, tmp_path) == marks(standin, people)


async def test_what_fails_after_it_was_deferred_leaves_the_panel_as_it_is(standin: Standin, tmp_path: Path) -> None:
    """So that it can be pressed again."""
    async with TroubledProcess(standin, tmp_path) as process:
        await process.connected()
        await start_campaign(process)
        panel = await open_panel(standin, member(1))
        before = panel.text
        with slow_disk(process, 2.7), files_at_most(process, 4096):
            answer = await standin.press(member(1), panel, "Add me")
        assert answer.type == DEFERRED_UPDATE
        assert answer.text == before
        [told] = answer.followups
        assert NOT_SAVED in text_of(told)
        assert answer.ephemeral


async def test_a_page_damaged_under_the_running_bot_is_told_and_keeps_no_help_back(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    """S34. No number is made from what is damaged, nobody is told that they are counted, and the bot does not end."""
    await add(standin, member(1))
    await emptied(bot_process)
    panels = [await open_panel(standin, member(number)) for number in (1, 2)]
    damage(bot_process.data / DATABASE, "entries")
    answers = [
        await standin.press(member(number), panel, way)
        for number, (panel, way) in enumerate(zip(panels, ("Withdraw", "Add me"), strict=True), 1)
    ]
    assert all(NOT_SAVED in answer.text and answer.ephemeral for answer in answers)
    assert "in danger now" in (await standin.command(member(3), "resources")).text
    assert "fewer than 10 people" in (await standin.command(member(3), "tally")).text
    assert "a part of it is damaged" in bot_process.output
    assert await bot_process.stop() == 0

    async with BotProcess(standin, tmp_path) as again:
        assert await again.ended(20) == 1
    assert "this is not a whole database" in again.output.splitlines()[-1]
    assert "Traceback" not in again.output
    assert len(standin.gateway.identified) == 1, "Discord is not asked by a bot that cannot serve"


@pytest.mark.parametrize("what", ["folder", "database"])
async def test_what_cannot_be_written_to_is_told_at_the_start(standin: Standin, tmp_path: Path, what: str) -> None:
    """Root may write everywhere: it gives that up for the bot."""
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("root cannot give up writing everywhere here")
    process = UnprivilegedProcess(standin, tmp_path)
    process.data.mkdir()
    database = process.data / DATABASE
    database.touch()
    (process.data if what == "folder" else database).chmod(0o500)
    try:
        async with process:
            assert await process.ended(20) == 1
    finally:
        process.data.chmod(0o700)
    *_, sentence = process.output.splitlines()
    assert str(process.data) in sentence
    assert "may write to" in sentence or "may read and write" in sentence
    assert "Traceback" not in process.output
    assert not standin.gateway.identified


class UnprivilegedProcess(BotProcess):
    """Asks what a file allows also where root runs it."""

    wrapper = ("setpriv", "--bounding-set=-dac_override") if os.geteuid() == 0 else ()
