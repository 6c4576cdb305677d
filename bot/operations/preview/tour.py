"""The written tour: what the bot does, played by simulated people and checked at every step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final, TypeAlias, TypeVar

import simcord
from discord import app_commands

from bot.content import load_content
from bot.domain import limits
from bot.domain.campaign import Quote
from bot.domain.errors import MagnitudeError
from bot.domain.helplines import Country, Directory, Freshness, Help
from bot.operations.preview.transcript import Seen, Transcript, Unexpected
from bot.operations.preview.world import MovableClock, open_world
from bot.settings import Settings
from bot.text import Texts

ADDED: Final = 12
"""Members who add themselves; one withdraws again, and 11 are shown as 10."""
SHOWN: Final = 10
DAY: Final = timedelta(days=1)
MORNING: Final = time(9, tzinfo=UTC)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Report:
    """The transcript in lines, and what failed in a sentence; empty when everything held."""

    lines: Sequence[str]
    failure: str


class WarnedFirst(Random):
    """Chance that picks a quote with a warning where there is one, and the same each time."""

    def choice(self, seq: Sequence[T]) -> T:  # type: ignore[override]
        return next((each for each in seq if isinstance(each, Quote) and each.warning), seq[0])


async def play(settings: Settings, texts: Texts) -> Report:
    """Play the tour on an empty database; the same content gives the same transcript."""
    day = _newest(load_content(settings.config).directory)
    clock = MovableClock(lambda: datetime.combine(day, MORNING))
    async with open_world(settings, texts, clock, WarnedFirst()) as world:
        transcript = Transcript(world)
        try:
            transcript.open()
            for step in STEPS:
                await step(transcript)
            transcript.close()
        except Unexpected as failure:
            return Report(transcript.lines, str(failure))
        except simcord.SetupError as error:
            # A button or command that the tour wants to use is not there.
            return Report(transcript.lines, transcript.failed(str(error)))
        return Report(transcript.lines, "")


def _newest(directory: Directory) -> date:
    """The day on which a helpline was confirmed last: on it, what the files say can be shown."""
    lines = [line for country in directory.countries for line in country.helplines]
    return max((line.checked.earliest for line in (*lines, *directory.directories) if line.checked), default=date.today())


async def about(tour: Transcript) -> None:
    tour.chapter("about")
    seen = await tour.run(tour.world.first, "about")
    tour.expect("about", _first_words(tour.default.about[0].text) in seen.words)
    _expect_ways_out(tour, seen)
