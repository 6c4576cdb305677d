"""The written tour: what the bot does, played by simulated people and checked at every step."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

import simcord

from bot.content import load_content
from bot.domain import limits
from bot.domain.campaign import Campaign, Quote
from bot.domain.helplines import Country, Directory, Freshness, Help, Helpline
from bot.operations.preview import moderators
from bot.operations.preview.drawing import WIDTH
from bot.operations.preview.transcript import Seen, Transcript, Unexpected
from bot.operations.preview.world import MovableClock, open_world
from bot.settings import Settings
from bot.text import Texts

if TYPE_CHECKING:
    from _typeshed import SupportsLenAndGetItem

ADDED: Final = 12
"""Members who add themselves. One withdraws again, and the eleven that are left are shown as ten."""
SHOWN: Final = 10
DAY: Final = timedelta(days=1)
MOMENT: Final = timedelta(minutes=1)
MORNING: Final = time(9, tzinfo=UTC)
EARLIEST: Final = date(2026, 1, 1)
"""Where the simulated Discord's own time begins."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Report:
    """The transcript in lines, and what failed in a sentence; empty when everything held."""

    lines: Sequence[str]
    failure: str


class WarnedFirst(Random):
    """Picks a quote with a warning where there is one, and the same each time."""

    def choice(self, seq: SupportsLenAndGetItem[T]) -> T:
        each = [seq[number] for number in range(len(seq))]
        return next((one for one in each if isinstance(one, Quote) and one.warning), each[0])


async def play(settings: Settings, texts: Texts, width: int = WIDTH) -> Report:
    """Play the tour on an empty database; the same content gives the same transcript. Raises `StartError`.

    `width`: of its lines, in columns.
    """
    directory = load_content(settings.config).directory
    day = newest(directory)
    clock = MovableClock(lambda: datetime.combine(day, MORNING))
    async with open_world(settings, texts, clock, WarnedFirst()) as world:
        tour = Transcript(world, directory, width)
        try:
            tour.open()
            for step in STEPS:
                await step(tour)
            tour.close()
        except Unexpected as failure:
            return Report(tour.lines, str(failure))
        except simcord.SetupError as error:
            # What the tour wanted to press or run was not there.
            return Report(tour.lines, tour.failed(str(error)))
        return Report(tour.lines, "")


def newest(directory: Directory) -> date:
    """The day on which a helpline was last confirmed: on it, the newest of the files can be shown."""
    lines = [line for country in directory.countries for line in country.helplines]
    return max((line.checked.earliest for line in lines if line.checked), default=EARLIEST)


async def about(tour: Transcript) -> None:
    """What a campaign is; every fact with its date and source (S40), the way to help and the way out (S43)."""
    tour.chapter("about")
    seen = await tour.run(tour.world.first, "about")
    tour.expect("about", tour.default.about[0].text in seen.words)
    tour.expect_ways_out(seen)


async def warned_quote(tour: Transcript) -> None:
    """S36: first the warning, then the words."""
    tour.chapter("quote")
    quote = next((quote for quote in tour.default.quotes if quote.warning), None)
    if quote is None:
        tour.say("tour-quote-none")
        return
    seen = await tour.run(tour.world.second, "quote")
    tour.expect("warning", quote.warning in seen.words and quote.text not in seen.words)
    seen = await tour.press(tour.world.second, seen, tour.text("button-show"))
    tour.expect("quote", quote.text in seen.words and quote.speaker in seen.words)


async def help_without_country(tour: Transcript) -> None:
    """S30: directories, and nobody's number."""
    tour.chapter("help")
    seen = await tour.run(tour.world.first, "resources")
    phones = [line.phone for each in tour.directory.countries for line in each.helplines if line.phone]
    tour.expect("no-numbers", not any(re.search(rf"(?<!\d){re.escape(each)}(?!\d)", seen.words) for each in phones))
    tour.expect("leave", tour.text("button-leave") in seen.labels)


async def help_for_countries(tour: Transcript) -> None:
    """S29, S32: a country where everything is confirmed, and one where something is getting old."""
    tour.chapter("countries")
    known = _first(tour, lambda given: bool(given.emergency_numbers and _numbered(given, Freshness.CURRENT)))
    if known is not None:
        given = tour.help_for(known)
        seen = await tour.run(tour.world.first, "resources", country=known.name)
        number = _numbered(given, Freshness.CURRENT)[0].phone
        tour.expect("emergency", all(each in seen.words.splitlines()[0] for each in given.emergency_numbers))
        tour.expect("number", number in seen.words, number=number)
    ageing = _first(tour, lambda given: bool(not given.emergency_numbers and _numbered(given, Freshness.AGEING)))
    if ageing is not None:
        line = _numbered(tour.help_for(ageing), Freshness.AGEING)[0]
        seen = await tour.run(tour.world.second, "resources", country=ageing.name)
        year = str(line.checked.year if line.checked else "")
        tour.expect("ageing", year in seen.words, number=line.phone, year=year)
    if known is None or ageing is None:
        tour.say("tour-countries-fewer")


async def campaign_starts(tour: Transcript) -> None:
    """Two commands, and the campaign message stands in the channel without a number (S14)."""
    tour.chapter("start", campaign=tour.default.hashtag)
    moderator = tour.world.moderator
    await tour.run(moderator, "config campaign", action="start", campaign=tour.default.id)
    await tour.run(moderator, "config post", campaign=tour.default.id)
    seen = tour.look(0)
    tour.expect("one-message", len(tour.public()) == 1)
    tour.expect("no-number", tour.number(seen) is None)


async def members_add_themselves(tour: Transcript) -> None:
    """S1, S16: a press explains, the next one counts, and nothing that everybody sees changes."""
    world = tour.world
    before = tour.everything_public()
    tour.chapter("add", campaign=tour.default.hashtag)
    panel = await tour.run(world.first, tour.default.command)
    _expect_panel(tour, panel)
    seen = await tour.press(world.first, panel, tour.text("button-add"))
    tour.expect("in-place", seen.replaces(panel))
    people = (world.second, world.newcomer, *world.others)[: ADDED - 1]
    tour.say("tour-add-others", count=len(people), first=people[0].name, last=people[-1].name)
    told = [await tour.add(member, tour.default) for member in people]
    tour.expect("alike", all((panel.words, seen.words) == (one.words, two.words) for one, two in told))
    tour.expect("public-same", before == tour.everything_public())
    tour.expect("no-number", tour.number(await tour.run(world.second, "tally")) is None)


async def one_withdraws(tour: Transcript) -> None:
    """S3, S24, S26: as many presses as adding, the same panel, the same words twice."""
    tour.chapter("withdraw")
    who = tour.world.newcomer
    panel = await tour.run(who, tour.default.command)
    seen = await tour.press(who, panel, tour.text("button-withdraw"))
    tour.expect("withdrawn", tour.says(seen, "panel-withdrawn"), who=who.name)
    tour.expect("in-place", seen.replaces(panel))
    again = await tour.press(who, seen, tour.text("button-withdraw"), quietly=True)
    tour.expect("again-same", again.words == seen.words, what=f"“{tour.text('button-withdraw')}”")


async def number_appears(tour: Transcript) -> None:
    """S14 to S16: a day later there is a rounded number, in the answer and on the campaign message."""
    tour.chapter("tick", threshold=limits.THRESHOLD, members=limits.LEAST_MEMBERS)
    await tour.world.pass_time(DAY)
    seen = await tour.run(tour.world.second, "tally")
    tour.expect("tally", tour.number(seen) == SHOWN, number=SHOWN)
    tour.expect("message", tour.number(tour.look(0)) == SHOWN, number=SHOWN)


async def delete_my_data(tour: Transcript) -> None:
    """S4: the same words the first time, the second time, and for somebody who was never counted."""
    tour.chapter("delete")
    seen = await _forget(tour, tour.world.second)
    again = await _forget(tour, tour.world.second, quietly=True)
    tour.expect("again-same", again.words == seen.words, what="/privacy")
    stranger = await _forget(tour, tour.world.others[-1], quietly=True)
    tour.expect("never-counted", stranger.words == seen.words, who=tour.world.others[-1].name)


async def side_by_side(tour: Transcript) -> None:
    """Another campaign has its own command and its own tally, and leaves the first one alone."""
    world = tour.world
    if len(world.campaigns) == 1:
        return
    other = world.campaigns[1]
    tour.chapter("other", campaign=other.hashtag, command=f"/{other.command}")
    await world.start_campaign(other)
    await world.post_message(other)
    await _read_campaign(tour, other)
    await tour.add(world.first, other)
    await world.pass_time(DAY)
    tour.expect("no-number", tour.number(tour.look(1)) is None)
    holds = tour.number(tour.look(0, quietly=True)) == SHOWN
    tour.expect("other-tally", holds, campaign=tour.default.hashtag, number=SHOWN)


async def further_campaigns(tour: Transcript) -> None:
    """Whoever writes a campaign file sees it here, whatever its name."""
    for campaign in tour.world.campaigns[2:]:
        tour.chapter("further", campaign=campaign.hashtag, command=f"/{campaign.command}")
        await tour.world.start_campaign(campaign)
        await _read_campaign(tour, campaign)


async def moderator_pauses(tour: Transcript) -> None:
    """S46: the number is hidden; help and withdrawing go on."""
    world = tour.world
    tour.chapter("pause")
    await tour.run(world.moderator, "config campaign", action="pause", campaign=tour.default.id)
    await world.pass_time(MOMENT)
    message = tour.look(0)
    tour.expect("paused", tour.says(message, "number-paused") and tour.number(message) is None)
    help_page = await tour.press(world.first, message, tour.text("button-help"), quietly=True)
    tour.expect("help-works", tour.text("button-leave") in help_page.labels)
    panel = await tour.press(world.first, message, tour.default.name, quietly=True)
    seen = await tour.press(world.first, panel, tour.text("button-withdraw"))
    tour.expect("withdrawn", tour.says(seen, "panel-withdrawn"), who=world.first.name)


async def more_to_read(tour: Transcript) -> None:
    """The rest of what a member can read."""
    tour.chapter("read")
    for command in ("timeline", "help"):
        tour.expect_ways_out(await tour.run(tour.world.newcomer, command))


async def on_the_disk(tour: Transcript) -> None:
    """S8: in the files there is no id of anyone who only used member commands, as text or as a number of SQLite's."""
    tour.chapter("disk")
    world = tour.world
    tour.expect("no-ids", not tour.on_disk(member.id for member in world.members), count=len(world.members))
    tour.expect("moderator-id", tour.on_disk([world.moderator.id]), who=world.moderator.name)


PANEL: Final = ("add", "withdraw", "help", "leave")
Step: TypeAlias = Callable[[Transcript], Awaitable[None]]
STEPS: Final[tuple[Step, ...]] = (
    about,
    warned_quote,
    help_without_country,
    help_for_countries,
    campaign_starts,
    members_add_themselves,
    one_withdraws,
    number_appears,
    delete_my_data,
    side_by_side,
    further_campaigns,
    moderator_pauses,
    more_to_read,
    moderators.home,
    moderators.schedule,
    moderators.own_content,
    moderators.counting,
    moderators.own_campaign,
    moderators.change_log,
    on_the_disk,
    moderators.erase,
)


async def _forget(tour: Transcript, who: simcord.MemberActor, *, quietly: bool = False) -> Seen:
    seen = await tour.run(who, "privacy", quietly=quietly)
    for label in ("button-forget", "button-forget-now"):
        seen = await tour.press(who, seen, tour.text(label), quietly=quietly)
    return seen


async def _read_campaign(tour: Transcript, campaign: Campaign) -> None:
    """What its file brings first, and its private panel."""
    seen = await tour.run(tour.world.first, "about", campaign=campaign.id)
    tour.expect("about", campaign.about[0].text in seen.words)
    panel = await tour.run(tour.world.first, campaign.command)
    tour.expect("own-words", campaign.panel.meaning in panel.words)
    _expect_panel(tour, panel)


def _expect_panel(tour: Transcript, panel: Seen) -> None:
    tour.expect("four-buttons", panel.labels == [tour.text(f"button-{each}") for each in PANEL])


def _first(tour: Transcript, fits: Callable[[Help], bool]) -> Country | None:
    return next((each for each in tour.directory.countries if fits(tour.help_for(each))), None)


def _numbered(given: Help, freshness: Freshness) -> list[Helpline]:
    return [each.helpline for each in given.helplines if each.freshness is freshness and each.helpline.phone]
