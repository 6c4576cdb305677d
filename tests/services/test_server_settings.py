"""A server's settings over a real database: what is refused, what held before, what holds now."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.content import load_content
from bot.domain import limits
from bot.domain.campaign import Campaign
from bot.domain.errors import NotRunning, RuleRefused, UnknownCountry, UnknownLanguage
from bot.domain.server import Edit, Server, Tally
from bot.domain.tally import Rules, State, TallyId
from bot.services.help import HelpDesk
from bot.services.server_settings import Counting, ServerSettings
from bot.store import SqliteStore, open_store

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CONFIG = Path(__file__).parents[2] / "config"
SERVER, MODERATOR = 5, 99
DAY = timedelta(days=1)


@dataclass
class Desk:
    store: SqliteStore
    settings: ServerSettings
    help: HelpDesk
    campaign: Campaign

    async def tally(self) -> Tally:
        found = await self.store.tally(TallyId(SERVER, self.campaign.id))
        assert found is not None
        return found


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncGenerator[Desk]:
    content = load_content(CONFIG)
    async with open_store(tmp_path / "magnitude.db") as store:
        help_desk = HelpDesk(content.directory, content.catalogue, lambda: NOW)
        settings = ServerSettings(store, help_desk, ["en", "de"], lambda: NOW)
        campaign = content.catalogue.default
        await store.change_state(TallyId(SERVER, campaign.id), {None}, State.RUNNING, Edit(1, NOW))
        yield Desk(store, settings, help_desk, campaign)


@pytest.mark.parametrize(
    ("threshold", "reason"),
    [
        (-5, "threshold-bounds"),
        (0, "threshold-bounds"),
        (5, "threshold-bounds"),
        (limits.HIGHEST_THRESHOLD + 5, "threshold-bounds"),
        (1_000_000, "threshold-bounds"),
        (12, "threshold-step"),
        (101, "threshold-step"),
        (15, "threshold-lower"),
    ],
)
async def test_s14_s15_no_other_threshold_than_a_higher_one_in_steps(desk: Desk, threshold: int, reason: str) -> None:
    await desk.settings.set_counting(SERVER, desk.campaign, MODERATOR, threshold=20)
    with pytest.raises(RuleRefused) as asked:
        await desk.settings.check_counting(await desk.tally(), threshold=threshold, slowest=None)
    with pytest.raises(RuleRefused) as done:
        await desk.settings.set_counting(SERVER, desk.campaign, MODERATOR, threshold=threshold, milestones=True)
    for refused in (asked, done):
        assert refused.value.values == {"reason": reason, "now": 20, "least": 10, "most": 1_000, "step": 5}
    assert (await desk.tally()).rules == Rules(20)
    assert not (await desk.tally()).milestones


@pytest.mark.parametrize(
    ("slowest", "reason", "hours"),
    [
        (timedelta(0), "cadence-faster", 48),
        (DAY, "cadence-faster", 48),
        (-DAY, "cadence-faster", 48),
        (31 * DAY, "cadence-bounds", 720),
    ],
)
async def test_s16_no_faster_cadence(desk: Desk, slowest: timedelta, reason: str, hours: int) -> None:
    await desk.settings.set_counting(SERVER, desk.campaign, MODERATOR, slowest=2 * DAY)
    with pytest.raises(RuleRefused) as refused:
        await desk.settings.set_counting(SERVER, desk.campaign, MODERATOR, slowest=slowest)
    assert refused.value.values == {"reason": reason, "hours": hours}
    assert (await desk.tally()).rules == Rules(slowest=2 * DAY)


@pytest.mark.parametrize("threshold", [15, 100, limits.HIGHEST_THRESHOLD])
async def test_counting_gives_what_held_before_and_what_holds_now(desk: Desk, threshold: int) -> None:
    before, tally = await desk.settings.set_counting(
        SERVER, desk.campaign, MODERATOR, threshold=threshold, slowest=limits.SLOWEST_CADENCE, milestones=True
    )
    assert before == Counting(Rules(), milestones=False)
    assert (tally.rules, tally.milestones) == (Rules(threshold, limits.SLOWEST_CADENCE), True)

    before, after = await desk.settings.set_counting(SERVER, desk.campaign, MODERATOR, milestones=False)
    assert before == Counting(tally.rules, milestones=True)
    assert (after.rules, after.milestones) == (tally.rules, False)


async def test_s14_two_at_once_are_each_told_what_held_and_the_stricter_stays(desk: Desk) -> None:
    answers = await asyncio.gather(
        *(desk.settings.set_counting(SERVER, desk.campaign, each, threshold=each) for each in (100, 50))
    )
    assert [before.rules.threshold for before, _ in answers] == [10, 100]
    assert [tally.rules.threshold for _, tally in answers] == [100, 100]


async def test_counting_of_a_campaign_that_was_never_started(desk: Desk) -> None:
    with pytest.raises(NotRunning):
        await desk.settings.set_counting(6, desk.campaign, MODERATOR, threshold=50)


async def test_the_language_is_one_that_the_bot_speaks(desk: Desk) -> None:
    for unknown in ("fr", "EN", ""):
        with pytest.raises(UnknownLanguage):
            await desk.settings.set_language(SERVER, unknown, MODERATOR)
    assert (await desk.settings.set_language(SERVER, "de", MODERATOR)).language is None
    assert (await desk.settings.server(SERVER)).language == "de"


async def test_s30_the_country_is_one_with_helplines(desk: Desk) -> None:
    with pytest.raises(UnknownCountry):
        await desk.settings.set_country(SERVER, "Atlantis", MODERATOR)
    before, country = await desk.settings.set_country(SERVER, "united kingdom", MODERATOR)
    assert country is not None
    assert (before.country, country.code) == (None, "GB")
    before, country = await desk.settings.set_country(SERVER, None, MODERATOR)
    assert (before.country, country) == ("GB", None)


async def test_s12_erasing_and_the_change_log(desk: Desk) -> None:
    assert await desk.settings.set_sharing(SERVER, MODERATOR, sharing=False) == Server(SERVER)
    await desk.settings.set_total(SERVER, MODERATOR, total=True)
    lines, count = await desk.settings.changes(SERVER, 1, 0)
    assert ([(line.moderator_id, line.setting) for line in lines], count) == ([(MODERATOR, "total")], 3)

    await desk.settings.erase(SERVER)
    assert await desk.settings.changes(SERVER, 1, 0) == ([], 0)
    assert await desk.settings.server(SERVER) == Server(SERVER)


def test_s30_the_country_of_the_server_comes_first_while_nothing_is_typed() -> None:
    content = load_content(CONFIG)
    help_desk = HelpDesk(content.directory, content.catalogue, lambda: NOW)
    usual = [country.code for country in help_desk.countries()]

    last = help_desk.all_countries[-1].code
    offered = [country.code for country in help_desk.countries("", last)]
    assert offered == [last, *usual][: limits.AUTOCOMPLETE_CHOICES]
    assert [country.code for country in help_desk.countries(" ", usual[3])] == [usual[3], *usual[:3], *usual[4:]]
    assert help_desk.countries("ger", last) == help_desk.countries("ger")
    for nobody in (None, "XX"):
        assert [country.code for country in help_desk.countries("", nobody)] == usual
