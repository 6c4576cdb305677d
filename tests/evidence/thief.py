"""How often a thief finds anybody who has every file and all that was printed, but not the key."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.evidence import Figure, Section
from tests.safety.robbery import robbed

MEMBERS: Final = 2_000
KILLS: Final = 20

INTRODUCTION: Final = (
    "The bot's real process runs beside a stand-in for Discord, in two servers with the same members. They press"
    " everything that can be pressed, are counted in two campaigns, withdraw, have all that is held on them deleted;"
    " one server is erased, the process is killed in the midst of bursts and started again, stopped, its database"
    " copied as before an upgrade, and what it keeps outlives its time. After each of these stages every byte of"
    " every file in its folder, and of all that it printed at the level that tells most, is searched: for the ids of"
    " members, as digits, in the ways in which SQLite and Python keep numbers, in hex and base64; for their names,"
    " avatars and languages, for the ids and tokens of their presses, and for the countries in which they asked for"
    " help. From a moment after a removal on, every piece of 8 bytes of the removed marks is searched for as well."
    " One find would have been a finding, and ends the measurement."
)


def measure() -> Section:
    """Raises `AssertionError` with what was found where."""
    with TemporaryDirectory() as folder:
        looks = asyncio.run(robbed(Path(folder), MEMBERS, KILLS))
    found = {look.stage: look.found for look in looks if look.found}
    assert not found, found
    figures = (
        Figure("members, the same in two servers with two campaigns each", f"{MEMBERS:,}"),
        Figure("kills in the midst of a burst", str(KILLS)),
        Figure("searches, one after each stage", str(len(looks))),
        Figure("bytes searched in all", f"{sum(look.searched for look in looks):,}"),
        Figure("patterns looked for at the last search", f"{looks[-1].patterns:,}"),
        Figure("found", str(sum(len(whose) for look in looks for whose in look.found.values()))),
    )
    return Section("A thief without the key", INTRODUCTION, figures)
