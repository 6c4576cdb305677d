"""What the bot asks of Discord by itself fails in every way: all is made up for, nothing is posted twice."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from bot.domain.tally import TallyId
from bot.store import open_store
from tests.process.harness import CAMPAIGN, DATABASE, MODERATOR_OF_ALL, STARTS_WITHIN, Hurried, member, open_panel
from tests.process.test_scheduled_posts import channel_of, scheduled
from tests.standin import Standin, text_of

COUNTED: Final = 12
FAILURES: Final[tuple[dict[str, Any], ...]] = (
    {"body": "page"},
    {"status": 503},
    {"body": "page", "status": 502},
    {"reset": True},
    {"body": "half", "carried_out": True},
    {"body": "cut", "carried_out": True},
    {"reset": True, "carried_out": True},
    {"status": 429, "retry_after": 3600.0},
    {"status": 429, "retry_after": 0.6, "for_all": True},
    {"delay": 60.0},
)
"""Each once. The last three last longer than one server gets in a round."""


async def became(data: Path, select: str, value: object) -> None:
    """Wait until this stands in the database."""
    row: tuple[object, ...] | None = None
    for _ in range(int(STARTS_WITHIN / 0.05)):
        with closing(sqlite3.connect(data / DATABASE)) as database:
            row = database.execute(select).fetchone()
        if row == (value,):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{select} gives {row}")


async def test_ticks_the_campaign_message_and_posts_are_made_up_for_whatever_fails(
    standin: Standin, tmp_path: Path
) -> None:
    standin.gateway.heartbeat_interval = 0.2
    await scheduled(tmp_path, [standin.guild])
    async with open_store(tmp_path / "data" / DATABASE) as store:
        for person in range(COUNTED):
            await store.add(TallyId(standin.guild.id, CAMPAIGN), person.to_bytes(32, "big"))
    general, posts = standin.guild.channels[0].id, channel_of(standin.guild)
    asked = (("GET", r"/guilds/\d+$"), ("PATCH", f"/channels/{general}/"), ("POST", f"/channels/{posts}/messages$"))
    standin.fail_next("GET", asked[0][1], status=503, times=1000)
    for failure in FAILURES:
        standin.fail_next("POST", asked[2][1], **failure)
    async with Hurried(standin, tmp_path) as process:
        await process.connected()
        await standin.command(MODERATOR_OF_ALL, "config post", {"campaign": CAMPAIGN})
        await became(process.data, "SELECT state FROM deliveries", "sent")
        standin.mend()
        with closing(sqlite3.connect(process.data / DATABASE)) as database, database:
            database.execute("UPDATE tallies SET published_at = 1, since = 1")
        for method, path in asked[:2]:
            for failure in FAILURES:
                standin.fail_next(method, path, **failure)
        assert (await open_panel(standin, member(1))).ephemeral, "nothing of this holds up an answer"
        await standin.until(lambda: all(len(standin.requests(*each)) > len(FAILURES) for each in asked), STARTS_WITHIN)
        await standin.until(lambda: shown(standin, general) == [True], STARTS_WITHIN)
        assert [len(standin.messages(channel)) for channel in (general, posts)] == [1, 1]
        assert await process.stop() == 0
    assert "Traceback" not in process.output


def shown(standin: Standin, channel_id: int) -> list[bool]:
    """Of each message in the channel, whether it shows the number."""
    return ["At least **10**" in text_of(message) for message in standin.messages(channel_id)]
