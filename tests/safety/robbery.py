"""The life of a bot that is robbed after each of its stages."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.domain import limits
from bot.domain.server import Edit
from bot.domain.tally import State, TallyId
from bot.store import open_store
from bot.store.migrate import Migration, migrate, shipped_migrations
from tests.process.harness import STARTS_WITHIN, BotProcess
from tests.safety.pressing import add, all_at_once, erase, forget, press_everything, set_up, withdraw
from tests.safety.thief import CAMPAIGNS, Look, Thief
from tests.safety.traces import conspicuous
from tests.standin import MODERATOR, Channel, Guild, Person, Standin
from tests.standin.answers import DEADLINE
from tests.standin.world import GUILD_ID

FIRST_MODERATOR: Final = 65_000
ELSEWHERE_ID: Final = GUILD_ID + 1_000_000_000_000


def servers() -> tuple[Guild, Guild]:
    """Two servers in which the same people are."""
    elsewhere = Guild(ELSEWHERE_ID, channels=[Channel(ELSEWHERE_ID + 1, "general")])
    return Guild(), elsewhere


async def robbed(folder: Path, members: int, kills: int) -> list[Look]:
    """What a thief got after each stage. `members`: at least 8; `kills`: how often the bot is killed in mid-burst."""
    here, elsewhere = servers()
    people = [conspicuous(number) for number in range(members)]
    moderators = [conspicuous(FIRST_MODERATOR + number, MODERATOR) for number in range(2)]
    async with Standin(here, elsewhere) as standin:
        thief = Thief(folder, standin, people, moderators)
        async with BotProcess(standin, folder, MAGNITUDE_LOG_LEVEL="DEBUG") as process:
            await process.connected()
            await _live(thief, here, elsewhere)
            await _killed(thief, process, here)
        for _ in range(kills - 1):
            await _started_and_killed(thief, here)
        await _started_and_ended(thief, here)
        assert standin.violations == []
    await _kept_long_enough(thief, here)
    return thief.looks


async def _live(thief: Thief, here: Guild, elsewhere: Guild) -> None:
    standin, people = thief.standin, list(thief.members)
    curious, leaving, forgotten = people[:1], people[1 : len(people) // 3], people[len(people) // 3 : len(people) // 2]
    for guild, moderator in zip((here, elsewhere), thief.moderators, strict=True):
        await set_up(standin, guild, moderator)
    await thief.look("set up in two servers")
    await all_at_once(press_everything(standin, guild, person) for guild in (here, elsewhere) for person in curious)
    await thief.look("everything was pressed that a member can press")
    await all_at_once(add(standin, guild, person) for guild in (here, elsewhere) for person in people)
    await thief.look("everybody was counted in both")
    await all_at_once(withdraw(standin, here, person) for person in leaving)
    await thief.gone([here], leaving)
    await thief.look("some have withdrawn")
    await all_at_once(forget(standin, here, person) for person in forgotten)
    await thief.gone([here, elsewhere], forgotten)
    await thief.look("some have had deleted what was held on them")
    await erase(standin, elsewhere, list(thief.moderators)[1])
    await thief.gone([elsewhere], people)
    await thief.look("one server was erased")


async def _killed(thief: Thief, process: BotProcess, guild: Guild) -> None:
    """In the midst of a burst in which people join who are not counted."""
    standin, people = thief.standin, _left(thief, guild)
    panels = await asyncio.gather(*(standin.command(person, CAMPAIGNS[0], guild=guild) for person in people))
    presses = [standin.press(person, panel, "Add me") for person, panel in zip(people, panels, strict=True)]
    for press in presses[len(presses) // 2 :]:
        standin.fail_next("POST", f"/interactions/{press.interaction.id}/", delay=DEADLINE)
    await standin.until(lambda: sum(press.type is not None for press in presses) >= len(presses) // 2, STARTS_WITHIN)
    await process.stop(signal.SIGKILL)
    await thief.look("killed in the midst of a burst")


def _left(thief: Thief, guild: Guild) -> list[Person]:
    """Those who have not been removed: of the others no mark may come back."""
    people = list(thief.members)
    return people[len(people) // 2 :][:200]


async def _started_and_killed(thief: Thief, guild: Guild) -> None:
    async with _again(thief) as process:
        await process.connected(len(thief.standin.gateway.identified) + 1)
        await thief.look("started again")
        await _killed(thief, process, guild)


async def _started_and_ended(thief: Thief, guild: Guild) -> None:
    """Started after a crash, everybody but one withdraws, and it is stopped."""
    standin, leaving = thief.standin, _left(thief, guild)[1:]
    async with _again(thief) as process:
        await process.connected(len(standin.gateway.identified) + 1)
        await thief.look("started again")
        await all_at_once(withdraw(standin, guild, person) for person in leaving)
        await thief.gone([guild], leaving)
        await thief.look("nearly everybody has withdrawn")
        assert await process.stop() == 0
    await thief.look("stopped")


def _again(thief: Thief) -> BotProcess:
    """Without the pause that many starts in an hour bring."""
    (thief.folder / "data" / "starts").unlink(missing_ok=True)
    return BotProcess(thief.standin, thief.folder, MAGNITUDE_LOG_LEVEL="DEBUG")


async def _kept_long_enough(thief: Thief, guild: Guild) -> None:
    """A copy as an upgrade makes it, then the end of the campaign and of what is kept after it (S12)."""
    path = thief.folder / "data" / "magnitude.sqlite"
    now = datetime.now(UTC)
    edit = Edit(next(iter(thief.moderators)).id, now)
    async with open_store(path) as store:
        for campaign in CAMPAIGNS:
            await store.change_state(TallyId(guild.id, campaign), {State.RUNNING}, State.ENDED, edit)
        await store.purge(now + limits.KEEP_ENTRIES_AFTER_END)
        await thief.gone([guild], thief.members)
        await thief.look("90 days after the end")
        await store.left(guild.id, now)
        await store.purge(now + limits.KEEP_REMOVED_SERVER)
        await store.checkpoint()
        await thief.look("30 days after the bot was removed")
    newest = shipped_migrations()[-1].version + 1
    later = Migration(newest, "later", f"BEGIN; PRAGMA user_version = {newest}; COMMIT;")
    migrate(path, [*shipped_migrations(), later])
    assert path.with_name(f"{path.name}.before-{newest}").exists()
    await thief.look("copied before an upgrade")
