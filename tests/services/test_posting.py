"""Scheduled posts and milestones, over a real store and a stand-in for Discord's side."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import cast

import pytest

from bot.domain.campaign import Campaign, Catalogue, Fact, Item, PartialDate, Quote
from bot.domain.errors import ChannelUnusable, DiscordUnavailable, StoreUnavailable
from bot.domain.schedule import EVERY_DAY, Content, Delivery, Kind, Outcome, Schedule, next_due
from bot.domain.server import Edit, Post
from bot.domain.tally import Publication, Rules, State, TallyId
from bot.services import TimedWork
from bot.services.campaigns import Campaigns
from bot.services.posting import Posting
from bot.services.protocols import OwnFiles
from bot.services.publishing import Publishing
from bot.store import SqliteStore, open_store
from tests.bare_campaign import BARE

DUE = datetime(2026, 11, 23, 18, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TALLY, ELSEWHERE = TallyId(1, "metoo"), TallyId(2, "metoo")
EDIT = Edit(99, DUE - DAY)
NONCE_KNOWN = 3 * MINUTE
"""How long this Discord knows a nonce: it says "the past few minutes", which is more than `limits.NONCE_HOLDS`."""


def campaign(*items: Fact | Quote, campaign_id: str = "metoo") -> Campaign:
    return replace(
        BARE,
        id=campaign_id,
        about=tuple(item for item in items if isinstance(item, Fact)),
        quotes=tuple(item for item in items if isinstance(item, Quote)),
    )


FACTS = tuple(Fact(name, "Text.", PartialDate(2006), ()) for name in ("a", "b", "c"))
QUOTE = Quote("q", "Words.", "Somebody", PartialDate(2017), "", ())
CAMPAIGN = campaign(*FACTS)


@dataclass
class Clock:
    now: datetime = DUE

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Discord:
    """`Poster`: keeps one message a nonce for as long as it knows it. `answers` says how the next posts go."""

    clock: Clock
    answers: list[str] = field(default_factory=list[str])
    messages: list[tuple[datetime, int, str]] = field(default_factory=list[tuple[datetime, int, str]])
    """When, in which channel, and what: the item of the bot's own, "somebody" of others."""
    languages: list[str | None] = field(default_factory=list[str | None])
    reached: bool = True
    asked: int = 0
    _nonces: dict[str, datetime] = field(default_factory=dict[str, datetime])

    def reaches(self, server_id: int) -> bool:
        return self.reached

    async def post(self, delivery: Delivery, campaign: Campaign, item: Item | int, language: str | None) -> None:
        self.asked += 1
        self.languages.append(language)
        answer = self.answers.pop(0) if self.answers else "taken"
        if answer == "refused":
            raise ChannelUnusable(permissions="none")
        if answer == "a bug":
            raise RuntimeError("a bug")
        if answer != "away":
            known = self._nonces.get(delivery.nonce)
            if known is None or self.clock.now - known >= NONCE_KNOWN:
                self._nonces[delivery.nonce] = self.clock.now
                shown = str(item) if isinstance(item, int) else item.id
                self.messages.append((self.clock.now, delivery.channel_id, shown))
        if answer != "taken":
            raise DiscordUnavailable

    async def quiet_since(self, delivery: Delivery) -> bool:
        return all(at < delivery.since or channel != delivery.channel_id for at, channel, _ in self.messages)

    def somebody_posts(self, channel_id: int = 10) -> None:
        self.messages.append((self.clock.now, channel_id, "somebody"))

    @property
    def posted(self) -> list[str]:
        return [shown for _, _, shown in self.messages if shown != "somebody"]


@dataclass
class World:
    store: SqliteStore
    clock: Clock
    discord: Discord
    catalogue: Catalogue = field(default_factory=lambda: Catalogue([CAMPAIGN]))
    counted: Counter[Outcome] = field(default_factory=Counter[Outcome])

    async def round(self, later: timedelta = timedelta(0), store: SqliteStore | None = None) -> None:
        """Time passes; then what is due is done, as if the process had been started anew."""
        self.clock.now += later
        store = store or self.store
        campaigns = Campaigns(self.catalogue, store, cast("OwnFiles", None), self.clock)
        posting = Posting(store, campaigns, self.discord, self.clock, Random(1))
        await posting.run_due()
        self.counted += posting.outcomes

    async def schedule(self, tally: TallyId = TALLY, content: Content = Content.TURN) -> None:
        """Every day at 18:00, in channel 10 of the first server and 20 of the second."""
        await self.store.change_state(tally, {None}, State.RUNNING, EDIT)
        schedule = Schedule(10 * tally.server_id, EVERY_DAY, time(18), "UTC", content)
        await self.store.set_schedule(tally, schedule, DUE, EDIT)

    async def next_due(self, tally: TallyId = TALLY) -> datetime:
        planned = await self.store.planned(tally)
        assert planned is not None
        return planned.due

    async def troubles(self, tally: TallyId = TALLY) -> list[tuple[datetime, Outcome]]:
        return [(each.due, each.outcome) for each in await self.store.troubles(tally.server_id, DUE - 99 * DAY)]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    clock = Clock()
    async with open_store(tmp_path / "magnitude.sqlite") as store:
        world = World(store, clock, Discord(clock))
        await world.schedule()
        yield world


async def test_a_post_comes_at_its_time_once_and_the_next_one_a_day_later(world: World) -> None:
    await world.round(-timedelta(seconds=1))
    assert world.discord.posted == []
    for _ in range(3):
        await world.round(timedelta(seconds=1))
    assert len(world.discord.posted) == 1
    assert await world.next_due() == DUE + DAY
    await world.round(DAY)
    await world.round(DAY)
    assert sorted(world.discord.posted) == ["a", "b", "c"]
    assert await world.troubles() == []


async def test_a_post_is_in_the_language_of_the_server(world: World) -> None:
    await world.round()
    await world.store.set_language(TALLY.server_id, "fr", EDIT)
    await world.round(DAY)
    assert world.discord.languages == [None, "fr"]


@pytest.mark.parametrize("failure", ["refused", "a bug", "away", "lost"])
async def test_one_server_that_fails_does_not_hold_up_the_others(world: World, failure: str) -> None:
    await world.schedule(ELSEWHERE)
    world.discord.answers = [failure, "taken"]
    await world.round()
    assert await world.next_due() == await world.next_due(ELSEWHERE) == DUE + DAY
    assert world.discord.asked == 2


# What is late.


async def test_after_five_hours_the_post_is_sent(world: World) -> None:
    await world.round(5 * HOUR)
    assert len(world.discord.posted) == 1


async def test_from_six_hours_on_the_post_is_skipped_and_told(world: World) -> None:
    world.clock.now += 6 * HOUR
    world.discord.somebody_posts()
    await world.round()
    assert world.discord.asked == 0
    assert await world.troubles() == [(DUE, Outcome.MISSED)]
    assert world.counted == {Outcome.MISSED: 1}
    assert await world.next_due() == DUE + DAY


async def test_of_days_without_the_bot_only_the_last_post_counts(world: World) -> None:
    await world.round(10 * DAY + HOUR)
    assert len(world.discord.posted) == 1
    assert await world.troubles() == []
    assert await world.next_due() == DUE + 11 * DAY


async def test_of_days_without_the_bot_one_missed_post_is_told(world: World) -> None:
    await world.round(10 * DAY + 7 * HOUR)
    assert world.discord.asked == 0
    assert await world.troubles() == [(DUE + 10 * DAY, Outcome.MISSED)]


async def test_a_missed_post_is_not_counted_as_shown(world: World) -> None:
    await world.round(7 * HOUR)
    assert await world.store.last_shown(TALLY) == []


async def test_while_discord_is_away_it_is_tried_until_it_is_too_late(world: World) -> None:
    world.discord.answers = ["away"] * 99
    for _ in range(13):
        await world.round(HOUR / 2)
    assert world.discord.posted == []
    assert world.discord.asked == 11
    assert await world.troubles() == [(DUE, Outcome.MISSED)]
    assert world.counted == {Outcome.MISSED: 1}, "not each time that it is tried"


# What no longer applies.


@pytest.mark.parametrize("state", [State.PAUSED, State.ENDED])
async def test_s46_a_campaign_that_does_not_run_posts_nothing_and_moves_on_in_silence(
    world: World, state: State
) -> None:
    await world.store.change_state(TALLY, {State.RUNNING}, state, EDIT)
    await world.round(7 * HOUR)
    assert (world.discord.asked, await world.troubles(), await world.next_due()) == (0, [], DUE + DAY)


async def test_a_campaign_whose_file_is_gone_posts_nothing_and_moves_on_in_silence(world: World) -> None:
    world.catalogue = Catalogue([campaign(*FACTS, campaign_id="16days")])
    await world.round()
    assert (world.discord.asked, await world.troubles(), await world.next_due()) == (0, [], DUE + DAY)


async def test_a_campaign_that_has_nothing_left_of_that_kind_moves_on(world: World) -> None:
    await world.schedule(ELSEWHERE, Content.QUOTE)
    await world.round()
    assert await world.next_due(ELSEWHERE) == DUE + DAY
    assert world.discord.asked == 1


@pytest.mark.parametrize("state", [State.PAUSED, State.ENDED])
async def test_s46_a_post_that_waits_is_dropped_when_the_campaign_stops(world: World, state: State) -> None:
    world.discord.answers = ["away"]
    await world.round()
    await world.store.change_state(TALLY, {State.RUNNING}, state, EDIT)
    await world.round(MINUTE)
    assert (world.discord.posted, await world.store.open_deliveries(), await world.troubles()) == ([], [], [])


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(campaign(replace(QUOTE, warning="violence"), *FACTS), id="s36: it has got a warning"),
        pytest.param(campaign(*FACTS), id="it was removed"),
        pytest.param(campaign(QUOTE, campaign_id="16days"), id="its file is gone"),
    ],
)
async def test_a_post_that_waits_is_dropped_when_its_words_are_gone(world: World, after: Campaign) -> None:
    world.catalogue = Catalogue([campaign(QUOTE)])
    world.discord.answers = ["away"]
    await world.round()
    world.catalogue = Catalogue([after])
    await world.round(MINUTE)
    assert (world.discord.posted, await world.store.open_deliveries()) == ([], [])
    assert await world.store.last_shown(TALLY) == [], "it did not come"


async def test_a_post_is_not_dropped_because_the_database_did_not_tell_what_the_server_added(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(server_id: int) -> Sequence[tuple[str, str]]:
        raise StoreUnavailable

    world.discord.answers = ["away"]
    await world.round()
    with monkeypatch.context() as slowly:
        slowly.setattr(world.store, "files", slow)
        await world.round(MINUTE)
    assert world.discord.posted == []
    await world.round()
    assert len(world.discord.posted) == 1


async def test_where_the_bot_may_not_post_moderators_are_told_and_it_is_not_tried_again(world: World) -> None:
    world.discord.answers = ["refused"]
    await world.round()
    await world.round(MINUTE)
    assert world.discord.asked == 1
    assert await world.troubles() == [(DUE, Outcome.REFUSED)]


# What a moderator does not want any more.


async def turn_off(world: World) -> None:
    await world.store.set_schedule(TALLY, None, world.clock.now, EDIT)


async def change(world: World, **changes: object) -> None:
    planned = await world.store.planned(TALLY)
    assert planned is not None
    changed = replace(planned.schedule, **changes)
    due = next_due(changed, UTC, world.clock.now)
    await world.store.set_schedule(TALLY, changed, due, EDIT)


async def test_what_was_not_tried_yet_does_not_come_after_the_schedule_was_turned_off(world: World) -> None:
    world.discord.reached = False
    await world.round()
    await turn_off(world)
    world.discord.reached = True
    await world.round(MINUTE)
    assert (world.discord.asked, await world.troubles(), await world.store.open_deliveries()) == (0, [], [])


async def test_what_may_have_arrived_is_not_tried_again_after_the_schedule_was_turned_off_and_told(
    world: World,
) -> None:
    world.discord.answers = ["away"]
    await world.round()
    await turn_off(world)
    await world.round(3 * HOUR)
    assert world.discord.posted == []
    assert await world.troubles() == [(DUE, Outcome.UNCERTAIN)]


async def test_turned_off_between_the_claim_and_the_try_nothing_comes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending = world.store.sending

    async def too_slow(delivery: Delivery, since: datetime) -> bool:
        await turn_off(world)
        return await sending(delivery, since)

    monkeypatch.setattr(world.store, "sending", too_slow)
    await world.round()
    assert (world.discord.asked, await world.troubles()) == (0, [])


async def test_turned_off_while_discord_is_asked_a_post_that_arrives_is_not_called_uncertain(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = world.discord.post

    async def too_late(delivery: Delivery, campaign: Campaign, item: Item | int, language: str | None) -> None:
        await turn_off(world)
        await post(delivery, campaign, item, language)

    monkeypatch.setattr(world.discord, "post", too_late)
    await world.round()
    await world.round(MINUTE)
    assert len(world.discord.posted) == 1
    assert await world.troubles() == []


async def test_the_post_that_waits_comes_as_the_schedule_is_now(world: World) -> None:
    world.discord.reached = False
    await world.round()
    await change(world, channel_id=11)
    world.discord.reached = True
    await world.round(MINUTE)
    await world.round(MINUTE)
    assert [channel for _, channel, _ in world.discord.messages] == [11]
    assert await world.next_due() == DUE + DAY


async def test_a_change_of_something_else_just_after_the_due_time_does_not_lose_the_post(world: World) -> None:
    world.clock.now += timedelta(seconds=20)
    await change(world, channel_id=11)
    await world.round()
    assert [channel for _, channel, _ in world.discord.messages] == [11]


async def test_the_post_that_waits_comes_at_the_new_time_and_only_then(world: World) -> None:
    world.discord.reached = False
    await world.round()
    await change(world, at=time(19))
    world.discord.reached = True
    await world.round(MINUTE)
    assert world.discord.posted == []
    await world.round(HOUR)
    assert len(world.discord.posted) == 1


async def test_a_milestone_that_waits_does_not_come_after_they_were_turned_off(counting: World) -> None:
    counting.discord.reached = False
    await publish(counting, 100)
    await counting.round()
    await counting.store.set_milestones(TALLY, posted=False, edit=EDIT)
    counting.discord.reached = True
    await counting.round(MINUTE)
    assert (counting.discord.asked, await counting.store.open_deliveries()) == (0, [])


# Never lost: what was not tried can be sent, whoever writes meanwhile.


@pytest.mark.parametrize("away", [5 * MINUTE, 5 * HOUR])
async def test_after_a_time_without_the_server_the_post_comes_though_somebody_has_posted(
    world: World, away: timedelta
) -> None:
    world.discord.reached = False
    await world.round()
    await world.round(away)
    world.discord.somebody_posts()
    world.discord.reached = True
    await world.round()
    assert len(world.discord.posted) == 1
    assert await world.troubles() == []


async def test_a_server_that_is_gone_for_six_hours_misses_its_post(world: World) -> None:
    world.discord.reached = False
    await world.round()
    world.discord.somebody_posts()
    await world.round(6 * HOUR)
    assert await world.troubles() == [(DUE, Outcome.MISSED)]


async def test_a_claim_that_could_not_be_noted_as_tried_was_not(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(delivery: Delivery, since: datetime) -> bool:
        raise StoreUnavailable

    with monkeypatch.context() as slowly:
        slowly.setattr(world.store, "sending", slow)
        await world.round()
    assert world.discord.asked == 0
    world.discord.somebody_posts()
    await world.round(HOUR)
    assert len(world.discord.posted) == 1


async def test_those_who_wait_for_others_get_their_post_though_somebody_has_posted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tallies = [TallyId(server, "metoo") for server in range(1, 6)]
    for tally in tallies[1:]:
        await world.schedule(tally)
    post = world.discord.post

    async def slow(delivery: Delivery, campaign: Campaign, item: Item | int, language: str | None) -> None:
        await post(delivery, campaign, item, language)
        world.clock.now += 2 * MINUTE
        for tally in tallies:
            world.discord.somebody_posts(10 * tally.server_id)

    monkeypatch.setattr(world.discord, "post", slow)
    monkeypatch.setattr("bot.services._rounds.AT_ONCE", 1)
    await world.round()
    assert len(world.discord.posted) == 5
    assert [await world.troubles(tally) for tally in tallies] == [[]] * 5


# Never twice.


async def test_that_discord_is_asked_is_on_disk_before_it_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[tuple[Outcome, datetime]] = []

    async def look(*_: object) -> None:
        found.extend([(each.outcome, each.since) for each in await world.store.open_deliveries()])
        raise DiscordUnavailable

    world.discord.reached = False
    await world.round()
    world.discord.reached = True
    with monkeypatch.context() as looking:
        looking.setattr(world.discord, "post", look)
        await world.round(HOUR)
        await world.round(MINUTE)
    tried = (Outcome.SENDING, DUE + HOUR)
    assert found == [tried, tried], "the nonce is as old as the first try that may have arrived"


async def test_in_a_quiet_channel_the_time_of_the_nonce_begins_anew(world: World) -> None:
    world.discord.answers = ["away", "lost"]
    await world.round()
    await world.round(HOUR)
    await world.round(MINUTE)
    assert len(world.discord.posted) == 1
    assert world.discord.asked == 3
    assert await world.troubles() == []


async def test_an_answer_that_was_lost_brings_no_second_message_while_the_nonce_is_known(world: World) -> None:
    world.discord.answers = ["lost", "lost"]
    for _ in range(3):
        await world.round(timedelta(seconds=30))
    assert len(world.discord.posted) == 1
    assert world.discord.asked == 3
    assert await world.troubles() == []


async def test_after_the_time_of_the_nonce_a_quiet_channel_gets_the_post(world: World) -> None:
    world.discord.answers = ["away"]
    await world.round()
    await world.round(HOUR)
    assert len(world.discord.posted) == 1
    assert await world.troubles() == []


@pytest.mark.parametrize("by", ["the bot", "somebody"])
async def test_after_the_time_of_the_nonce_a_busy_channel_gets_no_second_post(world: World, by: str) -> None:
    world.discord.answers = ["lost" if by == "the bot" else "away"]
    await world.round()
    if by == "somebody":
        world.discord.somebody_posts()
    before = list(world.discord.posted)
    await world.round(2 * MINUTE)
    assert world.discord.posted == before
    assert await world.troubles() == [(DUE, Outcome.UNCERTAIN)]
    assert await world.store.open_deliveries() == []


async def test_a_post_elsewhere_does_not_make_a_channel_busy(world: World) -> None:
    world.discord.answers = ["away"]
    await world.round()
    world.discord.somebody_posts(channel_id=11)
    await world.round(HOUR)
    assert len(world.discord.posted) == 1


async def test_what_may_have_arrived_is_not_called_missed(world: World) -> None:
    world.discord.answers = ["lost"]
    await world.round()
    await world.round(7 * HOUR)
    assert await world.troubles() == [(DUE, Outcome.UNCERTAIN)]


async def test_what_may_have_arrived_is_not_called_missed_either_while_the_nonce_is_known(world: World) -> None:
    world.discord.answers = ["lost"]
    await world.round(6 * HOUR - timedelta(seconds=30))
    await world.round(MINUTE)
    assert await world.troubles() == [(DUE, Outcome.UNCERTAIN)]


async def test_a_clock_that_is_put_back_makes_no_nonce_young_again(world: World) -> None:
    world.clock.now = DUE + HOUR
    world.discord.answers = ["lost"]
    await world.round()
    await world.round(-HOUR / 2)
    assert len(world.discord.posted) == 1
    assert world.discord.asked == 1
    assert await world.troubles() == [(DUE, Outcome.UNCERTAIN)]


@pytest.mark.parametrize("seed", range(40))
async def test_whatever_goes_wrong_no_post_comes_twice_and_none_is_lost_in_silence(
    world: World, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Discord answers or not, and the database does not always get to keep what became of a post."""
    chance, settle = Random(seed), world.store.settle

    async def forgetful(delivery: Delivery, outcome: Outcome, now: datetime) -> None:
        if chance.random() < 0.3:
            raise StoreUnavailable
        await settle(delivery, outcome, now)

    with monkeypatch.context() as forgetting:
        forgetting.setattr(world.store, "settle", forgetful)
        for _ in range(60):
            world.discord.answers = chance.choices(["taken", "away", "lost", "a bug"])
            world.discord.reached = chance.random() < 0.8
            await world.round(chance.choice([30, 30, 30, 240, 3_600, 30_000]) * timedelta(seconds=1))
            if chance.random() < 0.1:
                world.discord.somebody_posts()
    world.discord.answers, world.discord.reached = [], True
    await world.round()

    sent = [moment - DUE for moment, _, shown in world.discord.messages if shown != "somebody"]
    days = [late // DAY for late in sent]
    assert len(days) == len(set(days)), "one post a day at most"
    assert all(late % DAY < 6 * HOUR for late in sent)
    told = {(due - DUE) // DAY: outcome for due, outcome in await world.troubles()}
    assert {*days, *told} == {*range((world.clock.now - DUE) // DAY + 1)}, "each came, or is told"
    assert all(told[day] is Outcome.UNCERTAIN for day in told if day in days), "what is called missed did not come"
    assert await world.store.open_deliveries() == []


async def test_one_that_never_answers_is_given_up_and_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(*_: object) -> None:
        await asyncio.Event().wait()

    with monkeypatch.context() as hanging:
        hanging.setattr("bot.services._rounds.LONGEST", 0.5)
        hanging.setattr(world.discord, "post", hang)
        await world.round()
    assert len(await world.store.open_deliveries()) == 1
    await world.round()
    assert len(world.discord.posted) == 1


@pytest.mark.parametrize("broken", ["publishing", "posting"])
async def test_publishing_and_posting_do_not_stop_each_other_and_what_fails_is_told(broken: str) -> None:
    done: list[str] = []

    @dataclass
    class Work:
        name: str

        async def run_due(self) -> None:
            if self.name == broken:
                raise StoreUnavailable
            for _ in range(9):
                await asyncio.sleep(0)
            done.append(self.name)

    timed = TimedWork(cast("Publishing", Work("publishing")), cast("Posting", Work("posting")))
    with pytest.raises(StoreUnavailable):
        await timed.run_due()
    assert done == [name for name in ("publishing", "posting") if name != broken]


async def test_s11_what_fails_is_logged_without_its_server(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.discord.answers = ["away"]
    with caplog.at_level(logging.INFO):
        await world.round()
    assert [record.getMessage() for record in caplog.records] == [
        "posting for one server did not succeed and will be tried again"
    ]


# Milestones.


async def publish(world: World, number: int | None) -> None:
    found = await world.store.tally(TALLY)
    assert found is not None

    def rule(last: Publication, rules: Rules, exact: int) -> Publication:
        return Publication(max(last.at + MINUTE, world.clock.now), basis=number or 0, number=number)

    assert await world.store.tick(TALLY, found.publication, rule) is not None


@pytest.fixture
async def counting(world: World) -> World:
    """A server that posts milestones to channel 30, and nothing at set times."""
    await world.store.set_schedule(TALLY, None, DUE, EDIT)
    await world.store.set_milestones(TALLY, posted=True, edit=EDIT)
    await world.store.set_post(TALLY, Post(30), EDIT)
    return world


async def test_a_milestone_is_posted_once_where_the_campaign_message_is(counting: World) -> None:
    await publish(counting, 105)
    await counting.round()
    await counting.round(MINUTE)
    assert [(channel, shown) for _, channel, shown in counting.discord.messages] == [(30, "100")]


@pytest.mark.parametrize("number", [95, None])
async def test_a_milestone_above_what_is_published_now_is_not_posted(counting: World, number: int | None) -> None:
    counting.discord.answers = ["away"]
    await publish(counting, 100)
    await counting.round()
    await publish(counting, number)
    await counting.round(MINUTE)
    assert counting.discord.posted == []
    assert await counting.store.open_deliveries() == []


async def test_a_milestone_is_kept_as_one(counting: World) -> None:
    await publish(counting, 100)
    (delivery,) = await counting.store.open_deliveries()
    assert (delivery.kind, delivery.item) == (Kind.MILESTONE, "100")
