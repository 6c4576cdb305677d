"""How long anything is kept, with a clock that the test moves, by the round that the process makes (S10, S12, S13).

Each time is looked at a second before and when it has come: through what people are shown, and in the bytes of all the
files. What goes at once, on /config erase, is in `tests/cogs/test_config_erase.py`.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain import limits
from bot.domain.errors import StoreUnavailable
from bot.operations.retention import Retention
from bot.store.backups import back_up
from tests.cogs.simulated_server import CONFIG, START, World, labels, open_world, words

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


class Kept:
    """A world, and the rounds that the process makes in it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.round = Retention(world.app).run

    async def until(self, time: datetime) -> None:
        """A round a day until then, and one then: a clock that moves further at once has jumped."""
        while self.world.clock.now < time:
            self.world.clock.now = min(self.world.clock.now + DAY, time)
            await self.round()

    async def files(self) -> bytes:
        """All bytes of all files in the data folder, after what follows a removal by itself."""
        assert await self.world.app.store.checkpoint()
        folder = self.world.app.settings.data
        return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())

    def rows(self, select: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.world.app.settings.database)) as connection:
            return connection.execute(select).fetchall()

    def marks(self) -> list[bytes]:
        return [mark for (mark,) in self.rows("SELECT mark FROM entries") if isinstance(mark, bytes)]

    async def any_of(self, marks: list[bytes]) -> bool:
        """Whether one of them, or an end of one, is in the files."""
        files = await self.files()
        return any(part in files for mark in marks for part in (mark[:8], mark[-8:]))

    async def holds(self, value: int) -> bool:
        """Whether an id is in the files, as a number or in digits."""
        files = await self.files()
        return any(each in files for each in (value.to_bytes(8, "big"), value.to_bytes(8, "little"), b"%d" % value))

    async def tally(self) -> str:
        return words(await self.world.members[20].slash(self.world.channel, "tally"))

    async def campaign(self, action: str) -> None:
        await self.world.moderator.slash(self.world.channel, "config campaign", action=action, campaign="metoo")

    async def log(self) -> str:
        return words(await self.world.moderator.slash(self.world.channel, "config log"))


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Kept]:
    """Twelve people are counted, and a number is shown."""
    async with open_world(tmp_path / "data") as world:
        await world.add(12)
        await world.tick()
        yield Kept(world)


async def test_s10_s12_entries_go_90_days_after_the_campaign_ended(kept: Kept) -> None:
    marks = kept.marks()
    await kept.campaign("end")
    ended = kept.world.clock.now
    assert "has ended here" in await kept.tally()
    await kept.until(ended + limits.KEEP_ENTRIES_AFTER_END - SECOND)
    assert len(kept.marks()) == len(marks) == 12
    await kept.until(ended + limits.KEEP_ENTRIES_AFTER_END)
    assert not await kept.any_of(marks)
    await kept.campaign("start")
    await kept.world.tick()
    assert "at least **10**" not in await kept.tally()


async def test_s12_they_go_in_a_server_as_well_that_the_bot_has_left_meanwhile(kept: Kept) -> None:
    marks = kept.marks()
    await kept.campaign("end")
    ended = kept.world.clock.now
    await kept.until(ended + limits.KEEP_ENTRIES_AFTER_END - DAY)
    await kept.world.app.services.campaigns.left(kept.world.guild.id)
    await kept.until(ended + limits.KEEP_ENTRIES_AFTER_END - SECOND)
    assert kept.marks() == marks
    await kept.until(ended + limits.KEEP_ENTRIES_AFTER_END)
    assert not await kept.any_of(marks)
    assert kept.rows("SELECT COUNT(*) FROM servers WHERE left_at IS NOT NULL") == [(1,)], "the rest has its own time"


async def test_s12_what_is_started_again_in_time_is_all_there(kept: Kept) -> None:
    """And the time counts anew from its second end."""
    marks = kept.marks()
    await kept.campaign("end")
    ended = kept.world.clock.now
    await kept.until(ended + limits.KEEP_ENTRIES_AFTER_END - SECOND)
    await kept.campaign("start")
    await kept.until(ended + limits.KEEP_ENTRIES_AFTER_END + 30 * DAY)
    await kept.world.tick()
    assert "At least **10** people" in await kept.tally()
    await kept.campaign("end")
    ended = kept.world.clock.now
    await kept.until(ended + limits.KEEP_ENTRIES_AFTER_END - SECOND)
    assert len(kept.marks()) == 12
    await kept.until(ended + limits.KEEP_ENTRIES_AFTER_END)
    assert not await kept.any_of(marks)


async def test_s12_a_paused_campaign_keeps_its_entries(kept: Kept) -> None:
    await kept.campaign("pause")
    await kept.until(START + 400 * DAY)
    await kept.campaign("resume")
    await kept.world.tick()
    assert "At least **10** people" in await kept.tally()


async def test_s10_s12_a_campaign_whose_file_vanished_ends_after_7_days_and_goes_after_90_more(
    kept: Kept, tmp_path: Path
) -> None:
    marks = kept.marks()
    config = shutil.copytree(CONFIG, tmp_path / "config")
    (config / "campaigns" / "metoo.toml").unlink()
    async with kept.world.reopened(config) as without:
        later = Kept(without)
        await later.round()
        vanished = without.clock.now
        await later.until(vanished + limits.KEEP_WITHOUT_FILE - SECOND)
        assert later.rows("SELECT state FROM tallies") == [("running",)]
        await later.until(vanished + limits.KEEP_WITHOUT_FILE)
        assert later.rows("SELECT state FROM tallies") == [("ended",)]
        await later.until(vanished + limits.KEEP_WITHOUT_FILE + limits.KEEP_ENTRIES_AFTER_END - SECOND)
        assert len(later.marks()) == 12
        await later.until(vanished + limits.KEEP_WITHOUT_FILE + limits.KEEP_ENTRIES_AFTER_END)
        assert not await later.any_of(marks)


async def test_s12_a_campaign_whose_file_comes_back_in_time_goes_on(kept: Kept, tmp_path: Path) -> None:
    config = shutil.copytree(CONFIG, tmp_path / "config")
    (config / "campaigns" / "metoo.toml").unlink()
    async with kept.world.reopened(config) as without:
        later = Kept(without)
        await later.round()
        await later.until(without.clock.now + limits.KEEP_WITHOUT_FILE - SECOND)
    async with kept.world.reopened() as world:
        again = Kept(world)
        await again.round()
        await again.until(world.clock.now + 2 * limits.KEEP_WITHOUT_FILE)
        await world.tick()
        assert "At least **10** people" in await again.tally()


async def removed(world: World) -> None:
    guild = world.app.client.get_guild(world.guild.id)
    assert guild
    await world.app.client.on_guild_remove(guild)


async def came_back(world: World) -> None:
    guild = world.app.client.get_guild(world.guild.id)
    assert guild
    await world.app.client.on_guild_join(guild)


async def test_s12_a_server_that_comes_back_in_time_finds_everything(kept: Kept) -> None:
    await removed(kept.world)
    await kept.until(kept.world.clock.now + limits.KEEP_REMOVED_SERVER - SECOND)
    await came_back(kept.world)
    await kept.until(kept.world.clock.now + limits.KEEP_REMOVED_SERVER)
    await kept.world.tick()
    assert "At least **10** people" in await kept.tally()
    assert "not started → running" in await kept.log()


async def test_s10_s12_a_server_that_comes_back_too_late_finds_nothing(kept: Kept) -> None:
    world = kept.world
    marks = kept.marks()
    await removed(world)
    await kept.until(world.clock.now + limits.KEEP_REMOVED_SERVER - SECOND)
    assert len(kept.marks()) == 12
    await kept.until(world.clock.now + SECOND)
    assert not await kept.any_of(marks)
    assert not await kept.holds(world.guild.id)
    assert not await kept.holds(world.moderator.id)
    await came_back(world)
    assert "is not counting in this server now" in await kept.tally()
    assert "Nothing was changed in that time." in await kept.log()


async def test_s10_s12_a_change_goes_from_the_log_and_the_files_after_90_days(kept: Kept) -> None:
    await kept.until(START + limits.KEEP_CHANGES - SECOND)
    assert "not started → running" in await kept.log()
    assert await kept.holds(kept.world.moderator.id)
    await kept.until(START + limits.KEEP_CHANGES)
    assert "Nothing was changed in that time." in await kept.log()
    assert not await kept.holds(kept.world.moderator.id)


async def test_s10_s12_that_something_was_shared_goes_with_the_cooldown(kept: Kept) -> None:
    channel = kept.world.guild.create_text_channel("elsewhere")
    shown = await kept.world.members[0].slash(channel, "about")
    assert "Share here" in labels(shown)
    await kept.world.members[0].click(shown.response, label="Share here")
    shared = kept.world.clock.now
    await kept.until(shared + limits.SHARE_COOLDOWN - SECOND)
    assert await kept.holds(channel.id)
    assert "in this channel now" not in await share_again(kept, channel)
    await kept.until(shared + limits.SHARE_COOLDOWN)
    assert not await kept.holds(channel.id)
    assert "in this channel now" in await share_again(kept, channel)


async def share_again(kept: Kept, channel: object) -> str:
    shown = await kept.world.members[1].slash(channel, "timeline")
    return words(await kept.world.members[1].click(shown.response, label="Share here"))


async def test_s10_s12_what_became_of_posts_goes_after_90_days(kept: Kept) -> None:
    world = kept.world
    channel = world.guild.create_text_channel("posts")
    options = {"time": "12:00", "zone": "UTC", "content": "fact", "channel": channel}
    await world.moderator.slash(world.channel, "config schedule", **options)
    await world.tick()
    assert len(channel.history()) == 1
    due = world.clock.now
    await world.moderator.slash(world.channel, "config schedule", content="off")
    await kept.until(due + limits.KEEP_DELIVERIES - SECOND)
    assert kept.rows("SELECT channel FROM deliveries") == [(channel.id,)]
    await kept.until(due + limits.KEEP_DELIVERIES)
    assert not await kept.holds(channel.id)


async def test_s10_s13_what_was_withdrawn_lives_on_in_a_backup_for_30_days_at_the_most(kept: Kept) -> None:
    """And all the time there is a backup."""
    world, marks = kept.world, kept.marks()
    database = world.app.settings.database
    made = back_up(database, world.clock.now).path
    panel = await world.members[0].slash(world.channel, "metoo")
    await world.members[0].click(panel.response, label="Withdraw")
    (gone,) = set(marks) - set(kept.marks())
    backed_up = world.clock.now.replace(microsecond=0)
    await kept.until(backed_up + limits.KEEP_BACKUPS - SECOND)
    assert await kept.any_of([gone])
    assert gone in made.read_bytes()
    await kept.until(backed_up + limits.KEEP_BACKUPS)
    assert not await kept.any_of([gone])
    newest = max((database.parent / "backups").iterdir())
    assert all(mark in newest.read_bytes() for mark in kept.marks())


async def test_s13_a_copy_from_before_an_upgrade_goes_after_a_week(kept: Kept) -> None:
    copy = kept.world.app.settings.database.with_name("magnitude.sqlite.before-2")
    copy.write_bytes(b"what somebody has withdrawn since")
    made = kept.world.clock.now
    os.utime(copy, (made.timestamp(), made.timestamp()))
    await kept.until(made + limits.KEEP_COPIES - SECOND)
    assert copy.exists()
    await kept.until(made + limits.KEEP_COPIES)
    assert not copy.exists()


# A clock that is wrong


async def everything_due(kept: Kept) -> Callable[[], bool]:
    """A server whose every time runs. Whether all is still there."""
    world = kept.world
    await kept.campaign("end")
    await removed(world)
    copy = world.app.settings.database.with_name("magnitude.sqlite.before-2")
    copy.touch()
    now = world.clock.now
    os.utime(copy, (now.timestamp(), now.timestamp()))
    backup = back_up(world.app.settings.database, now).path
    counts = (
        "SELECT COUNT(*) FROM entries UNION ALL SELECT COUNT(*) FROM changes UNION ALL SELECT COUNT(*) FROM servers"
    )
    before = kept.rows(counts)
    await kept.round()
    return lambda: kept.rows(counts) == before and copy.exists() and backup.exists()


@pytest.mark.parametrize(
    "wrong", [datetime(1970, 1, 1, tzinfo=UTC), START - 400 * DAY, START + 400 * DAY, START.replace(year=2106)]
)
async def test_s12_a_clock_that_is_wrong_for_a_while_removes_nothing(
    kept: Kept, wrong: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    all_there = await everything_due(kept)
    clock = kept.world.clock
    right = clock.now
    clock.now = wrong
    for _ in range(24):
        await kept.round()
        clock.advance(minutes=59)
    assert all_there()
    assert "the clock has jumped" in caplog.text
    clock.now = right + DAY
    await kept.round()
    await kept.until(right + 5 * DAY)
    assert all_there()
    await kept.until(right + limits.KEEP_ENTRIES_AFTER_END)
    assert not all_there()
    assert kept.rows("SELECT * FROM servers") == []


async def test_s12_what_a_wrong_clock_dated_ahead_is_not_kept_until_then(kept: Kept) -> None:
    marks, clock = kept.marks(), kept.world.clock
    right = clock.now
    clock.now = right.replace(year=2106)
    await everything_due(kept)
    clock.now = right
    await kept.until(right + 2 * DAY)
    assert len(kept.marks()) == 12, "it counts from now on"
    await kept.until(right + 2 * DAY + limits.KEEP_REMOVED_SERVER)
    assert kept.rows("SELECT * FROM servers") == []
    files = [file.name for file in kept.world.app.settings.data.rglob("*")]
    assert not [name for name in files if "2106" in name or ".before-" in name]
    await kept.until(right + 2 * DAY + limits.KEEP_REMOVED_SERVER + limits.KEEP_BACKUPS)
    assert not await kept.any_of(marks), "not in a backup either"


async def test_s12_entries_of_a_campaign_that_a_wrong_clock_ended_go_after_90_days(kept: Kept) -> None:
    marks, clock = kept.marks(), kept.world.clock
    right = clock.now
    clock.now = right.replace(year=2106)
    await kept.campaign("end")
    clock.now = right
    await kept.round()
    await kept.until(right + limits.KEEP_ENTRIES_AFTER_END - SECOND)
    assert len(kept.marks()) == 12
    await kept.until(right + limits.KEEP_ENTRIES_AFTER_END)
    assert not await kept.any_of(marks)


async def test_a_clock_that_runs_on_after_a_jump_is_believed_after_a_day(kept: Kept) -> None:
    """A machine that slept for weeks, say."""
    marks = kept.marks()
    await kept.campaign("end")
    await kept.round()
    clock = kept.world.clock
    clock.now += limits.KEEP_ENTRIES_AFTER_END
    await kept.round()
    awake = clock.now
    await kept.until(awake + DAY - SECOND)
    assert len(kept.marks()) == 12
    await kept.until(awake + DAY)
    assert not await kept.any_of(marks)


async def test_a_round_that_fails_is_made_up_for(kept: Kept) -> None:
    marks = kept.marks()
    await kept.campaign("end")
    await kept.until(kept.world.clock.now + limits.KEEP_ENTRIES_AFTER_END - SECOND)
    kept.world.clock.now += SECOND
    with closing(sqlite3.connect(kept.world.app.settings.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable):
            await kept.round()
    await kept.round()
    assert not await kept.any_of(marks)
