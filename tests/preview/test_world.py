"""The simulated server of the preview and the tour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bot import text
from bot.operations.preview.world import MovableClock, open_world, preview_settings
from bot.settings import load_settings

CONFIG = Path(__file__).parents[2] / "config"
MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)


async def test_on_a_day_that_passes_a_scheduled_post_comes_at_its_time(tmp_path: Path) -> None:
    settings = preview_settings(load_settings({"MAGNITUDE_CONFIG": str(CONFIG)}), tmp_path)
    async with open_world(settings, text.load(), MovableClock(lambda: MORNING), Random(1)) as world:
        await world.start_campaign(world.campaigns[0])
        await world.moderator.slash(world.channel, "config schedule", time="18:00", zone="UTC")

        await world.pass_day()

        public = [message for message in world.channel.history() if not message.flags.ephemeral]
        assert len(public) == 1
        assert world.clock() == MORNING + timedelta(days=1)
