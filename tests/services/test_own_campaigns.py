"""Whole files that a server brings, and its own campaigns as it sees them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from own_room import (
    FILES,
    HOST,
    LABELS,
    MODERATOR,
    NOW,
    QUOTE,
    RESOURCE,
    SERVER,
    SPRING,
    Room,
    additions,
    counted,
    named,
    open_room,
)

import bot.text
from bot.content import load_content
from bot.content.own import OwnFileFormat
from bot.domain import limits
from bot.domain.errors import (
    ContentRefused,
    ContentUnreadable,
    NothingOwn,
    StoreUnavailable,
    UnknownCampaign,
)
from bot.domain.schedule import Kind
from bot.domain.server import Edit
from bot.domain.tally import State, TallyId
from bot.services.campaigns import Campaigns
from bot.services.own_content import Entry, OwnContent
from bot.services.own_differences import Difference


@pytest.fixture
async def room(tmp_path: Path) -> AsyncGenerator[Room]:
    async with open_room(tmp_path) as room:
        yield room


# Whole files


async def test_a_file_says_what_it_would_change(room: Room) -> None:
    first = await room.propose(SPRING)
    assert first.differences == (
        Difference("name", added=("Spring",)),
        Difference("about", added=("A fact.",)),
        Difference("quotes", added=("Somebody: Words.",)),
        Difference("actions", added=("Do it",)),
    )
    assert (first.seen, first.anew) == (None, False)
    assert await room.store.files(SERVER) == []
    await room.bring(SPRING)
    changed = SPRING.replace("A fact.", "Another.").replace('"q"', '"r"').replace("What it is", "What it was")
    assert (await room.propose(changed)).differences == (
        Difference("summary", changed=("What it is.", "What it was.")),
        Difference("about", changed=("Another.",)),
        Difference("quotes", added=("Somebody: Words.",), removed=("Somebody: Words.",)),
    )
    assert (await room.propose(SPRING)).differences == ()


async def test_a_file_is_all_that_the_server_has_there(room: Room) -> None:
    await room.save(Kind.QUOTE, QUOTE)
    done = await room.bring(additions(2))
    assert done.differences == (
        Difference("about", added=("x", "x")),
        Difference("quotes", removed=("Somebody: Words.",)),
    )
    assert await room.items() == [(Kind.FACT, "f-0"), (Kind.FACT, "f-1")]
    assert (await room.log())[-1] == ("metoo.file", "quotes: 1", "about +2, quotes -1")
    await room.bring(additions(0))
    assert await room.store.files(SERVER) == []


async def test_a_file_that_changes_nothing_is_not_logged(room: Room) -> None:
    await room.bring(SPRING)
    await room.bring(SPRING)
    await room.bring(additions(0))
    assert await room.log() == [("spring.file", "", "Spring, about: 1, quotes: 1, actions: 1")]


async def test_applying_tells_what_it_replaced_at_that_moment(room: Room) -> None:
    proposal = await room.propose(additions(1))
    assert proposal.seen is None
    await room.save(Kind.QUOTE, QUOTE)
    done = await room.own.apply(SERVER, proposal, MODERATOR)
    assert done.seen is not None
    assert done.differences[-1] == Difference("quotes", removed=("Somebody: Words.",))


async def test_an_export_imports_to_the_same(room: Room) -> None:
    with pytest.raises(NothingOwn):
        await room.own.export(SERVER, await room.campaign())
    await room.save(Kind.QUOTE, QUOTE)
    await room.save(Kind.RESOURCE, RESOURCE)
    await room.bring(SPRING)
    await room.save(Kind.QUOTE, QUOTE, on="spring")
    for name in ("metoo", "spring"):
        text = await room.own.export(SERVER, await room.campaign(name))
        assert (await room.propose(text)).differences == ()
        assert (await room.propose(text)).own == FILES.load(text)


async def test_a_file_cannot_turn_an_own_campaign_into_additions(room: Room) -> None:
    """The host may have brought a campaign of the same id since."""
    await room.bring(SPRING)
    host = load_content(Path(__file__).parents[2] / "config").catalogue
    catalogue = type(host)([*host, replace(host.default, id="spring")])
    files = OwnFileFormat(catalogue, lambda: NOW)
    campaigns = Campaigns(catalogue, room.store, files, lambda: NOW)
    assert (await campaigns.find(SERVER, "spring")).own
    own = OwnContent(room.store, campaigns, files, lambda: NOW, chance=Random(), labels=LABELS)
    with pytest.raises(ContentRefused) as refused:
        await own.propose(SERVER, "x", b'extends = "spring"')
    (fault,) = refused.value.faults
    assert "Spring" in bot.text.load().source(fault.key, **fault.values)


async def test_s36_a_file_that_changes_a_warning_is_told_without_the_words(room: Room) -> None:
    await room.bring(SPRING)
    warned = SPRING.replace('note = "Shortened."', 'warning = "violence"')
    for content in (warned, SPRING):
        proposal = await room.bring(content)
        assert proposal.differences == (Difference("quotes", changed=("Somebody: (violence)",)),)


async def test_an_export_can_be_brought_back_when_the_host_has_a_campaign_of_its_id_since(room: Room) -> None:
    await room.bring(SPRING)
    catalogue = type(HOST)([*HOST, replace(HOST.default, id="spring"), replace(HOST.default, id="autumn")])
    files = OwnFileFormat(catalogue, lambda: NOW)
    campaigns = Campaigns(catalogue, room.store, files, lambda: NOW)
    own = OwnContent(room.store, campaigns, files, lambda: NOW, chance=Random(), labels=LABELS)
    text = await own.export(SERVER, await campaigns.find(SERVER, "spring"))
    assert (await own.propose(SERVER, "x", text.encode())).differences == ()
    for server_id, content in ((2, text), (SERVER, named("autumn", SPRING))):
        with pytest.raises(ContentRefused) as refused:
            await own.propose(server_id, "x", content.encode())
        assert [fault.key for fault in refused.value.faults] == ["own-file-id-taken"]


# Names


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"Spring"', '"Get help"', "a button of the bot says: “Get help”."),
        ('"Spring"', '"GET  HELP"', "a button of the bot says: “Get help”."),
        ('"Spring"', '"Àdd me."', "a button of the bot says: “Add me”."),
        ("#Spring", "#LeaveQuickly", "a button of the bot says: “Leave quickly”."),
        ('"Spring"', '"me too"', "is that of Me too, another campaign here."),
        ("#Spring", "#M\u00e9Too", "is that of Me too, another campaign here."),
        ('"Spring"', '"Sum mer"', "is that of Sümmer, another campaign here."),
        ("#Spring", "#SUMMER", "is that of Sümmer, another campaign here."),
    ],
)
async def test_s48_a_campaign_does_not_pass_for_another_one_or_for_a_button(
    room: Room, old: str, new: str, sentence: str
) -> None:
    await room.bring(named("summer", SPRING).replace('"Summer"', '"Sümmer"'))
    with pytest.raises(ContentRefused) as refused:
        await room.bring(SPRING.replace(old, new))
    (fault,) = refused.value.faults
    assert sentence in bot.text.load().source(fault.key, **fault.values)
    assert len(await room.store.files(SERVER)) == 1


async def test_names_without_letters_are_not_all_the_same(room: Room) -> None:
    for campaign, name in (("a", "\u2665"), ("b", "\u2606")):
        await room.bring(named(campaign, SPRING).replace(f'name = "{campaign.title()}"', f'name = "{name}"'))
    assert len(await room.store.files(SERVER)) == 2


def test_s48_the_labels_are_those_of_all_buttons() -> None:
    assert {"Get help", "Leave quickly", "Add me", "Withdraw", "I stand with survivors"} <= set(LABELS)


# What people agreed to

OTHER_WORDS: list[Callable[[str], str]] = [
    lambda content: content.replace('name = "Spring"', 'name = "Summer"'),
    lambda content: content.replace("#Spring", "#Summer"),
    lambda content: content.replace("Being counted", "Counted"),
    lambda content: content.replace("If you want to.", "If you like."),
]


@pytest.mark.parametrize("change", OTHER_WORDS)
async def test_s5_other_words_begin_without_entries(room: Room, change: Callable[[str], str]) -> None:
    await room.bring(SPRING)
    assert not (await room.propose(change(SPRING))).anew, "nobody has agreed to anything yet"
    tally = await room.start("spring")
    await room.store.add(tally, bytes(32))
    proposal = await room.propose(change(SPRING))
    assert proposal.anew
    assert await counted(room.store, tally) == 1
    done = await room.own.apply(SERVER, proposal, MODERATOR)
    assert done.anew
    assert await counted(room.store, tally) == 0


async def test_s5_the_same_words_keep_the_entries(room: Room) -> None:
    await room.bring(SPRING)
    tally = await room.start("spring")
    await room.store.add(tally, bytes(32))
    changed = await room.bring(SPRING.replace("A fact.", "Another.").replace("What it is", "What it was"))
    await room.save(Kind.QUOTE, QUOTE, on="spring")
    assert not changed.anew
    assert await counted(room.store, tally) == 1


async def test_s5_a_campaign_that_the_host_has_taken_away_comes_back_as_another_one(room: Room) -> None:
    tally = TallyId(SERVER, "spring")
    await room.store.change_state(tally, {None}, State.RUNNING, Edit(MODERATOR, NOW))
    await room.store.add(tally, bytes(32))
    done = await room.bring(SPRING)
    assert done.anew
    assert await counted(room.store, tally) == 0


async def test_additions_never_touch_the_entries(room: Room) -> None:
    tally = await room.start("metoo")
    await room.store.add(tally, bytes(32))
    assert not (await room.bring(additions(1))).anew
    assert await counted(room.store, tally) == 1


# Own campaigns as the server sees them


async def test_an_own_campaign_can_be_chosen_started_and_made_the_default(room: Room) -> None:
    await room.bring(SPRING)
    await room.start("spring")
    spring = await room.campaign("spring")
    await room.campaigns.set_default(SERVER, spring, MODERATOR)
    assert await room.campaigns.chosen(SERVER, None) == spring
    overview = await room.campaigns.overview(SERVER)
    assert overview.default == spring
    assert [campaign.id for campaign in overview.available] == ["metoo", "16days", "spring"]
    assert [campaign.id for campaign, _ in overview.tallies] == ["spring"]
    with pytest.raises(UnknownCampaign):
        await room.campaigns.find(2, "spring")


async def test_a_removed_campaign_leaves_the_hosts_default(room: Room) -> None:
    await room.bring(SPRING)
    tally = await room.start("spring")
    spring = await room.campaign("spring")
    await room.campaigns.set_default(SERVER, spring, MODERATOR)
    await room.own.remove_campaign(SERVER, spring, MODERATOR)
    assert await room.store.tally(tally) is None
    assert await room.campaigns.chosen(SERVER, None) == HOST.default
    for work in (
        lambda: room.own.remove_campaign(SERVER, spring, MODERATOR),
        lambda: room.own.save(SERVER, spring, Entry(Kind.QUOTE), QUOTE, MODERATOR),
        lambda: room.own.export(SERVER, spring),
    ):
        with pytest.raises(NothingOwn):
            await work()


async def test_a_campaign_of_the_host_is_not_removed(room: Room) -> None:
    item_id = await room.added(Kind.QUOTE, QUOTE)
    with pytest.raises(NothingOwn):
        await room.own.remove_campaign(SERVER, await room.campaign(), MODERATOR)
    assert await room.items() == [(Kind.QUOTE, item_id)]


async def test_the_default_campaign_is_shown_with_what_the_server_added(room: Room) -> None:
    await room.save(Kind.QUOTE, QUOTE)
    assert (await room.campaigns.overview(SERVER)).default == await room.campaign()


async def test_s48_each_page_of_a_server_is_marked_among_the_help(room: Room) -> None:
    await room.save(Kind.RESOURCE, RESOURCE)
    await room.bring(SPRING)
    await room.save(Kind.RESOURCE, RESOURCE, on="spring")
    pages = await room.campaigns.own_resources(SERVER)
    assert [(page.title, page.own) for page in pages] == [("Page", True), ("Page", True)]
    assert await room.campaigns.own_resources(2) == []


async def test_s46_an_own_campaign_goes_on_while_the_host_has_no_file_of_it(room: Room) -> None:
    await room.bring(SPRING)
    tally = await room.start("spring")
    await room.campaigns.end_removed()
    later = Campaigns(HOST, room.store, FILES, lambda: NOW + limits.KEEP_WITHOUT_FILE + timedelta(days=1))
    await later.end_removed()
    found = await room.store.tally(tally)
    assert found
    assert found.state is State.RUNNING


# What cannot be read


async def spoil(room: Room, name: str) -> None:
    """As an older version of the bot sees what a newer one has kept."""
    text = await room.store.file(SERVER, name)
    assert text
    spoiled = text + 'added_later = "x"\n'
    edit = Edit(MODERATOR, NOW)
    assert await room.store.put_file(TallyId(SERVER, name), text, spoiled, [], edit, whole=name == "spring")


@pytest.fixture
async def spoiled(room: Room) -> Room:
    """A server in which what was added to one campaign, and its own campaign, cannot be read."""
    await room.save(Kind.QUOTE, QUOTE)
    await room.own.save(SERVER, HOST.get("16days"), Entry(Kind.RESOURCE), RESOURCE, MODERATOR)
    await room.bring(SPRING)
    await room.campaigns.set_default(SERVER, await room.campaign("spring"), MODERATOR)
    await room.start("spring")
    for name in ("metoo", "spring"):
        await spoil(room, name)
    return room


async def test_s34_what_cannot_be_read_takes_nothing_else_away(spoiled: Room, caplog: pytest.LogCaptureFixture) -> None:
    campaigns = spoiled.campaigns
    assert await campaigns.find(SERVER, "metoo") == HOST.get("metoo")
    with pytest.raises(UnknownCampaign):
        await campaigns.find(SERVER, "spring")
    assert await campaigns.chosen(SERVER, None) == HOST.default
    assert [page.title for page in await campaigns.own_resources(SERVER)] == ["Page"]
    caplog.clear()
    overview = await campaigns.overview(SERVER)
    assert [each.id for each in overview.available] == ["metoo", "16days"]
    assert overview.default == HOST.default
    (record,) = caplog.records
    assert record.getMessage().startswith("Campaign files that a server brought cannot be read and are left out: ")


async def test_moderators_are_told_what_cannot_be_read(spoiled: Room) -> None:
    for work in (
        lambda: spoiled.own.items(SERVER, HOST.get("metoo")),
        lambda: spoiled.own.save(SERVER, HOST.get("metoo"), Entry(Kind.QUOTE), QUOTE, MODERATOR),
        lambda: spoiled.own.remove(SERVER, HOST.get("metoo"), Entry(Kind.QUOTE, "x"), MODERATOR),
    ):
        with pytest.raises(ContentUnreadable) as told:
            await work()
        assert "Export it with /config export" in bot.text.load().source(told.value.key, **told.value.values)
    assert "added_later" in await spoiled.own.export(SERVER, HOST.get("metoo"))
    assert await spoiled.own.used(SERVER) == 1
    await spoiled.own.save(SERVER, HOST.get("16days"), Entry(Kind.QUOTE), QUOTE, MODERATOR)


async def test_s5_a_file_replaces_what_cannot_be_read(spoiled: Room) -> None:
    """Nobody can tell what people agreed to, so a campaign begins anew."""
    await spoiled.store.add(TallyId(SERVER, "spring"), bytes(32))
    assert not (await spoiled.bring(additions(1))).anew
    assert await spoiled.items() == [(Kind.FACT, "f-0")]
    assert (await spoiled.bring(SPRING)).anew
    assert (await spoiled.campaign("spring")).own
    assert await counted(spoiled.store, TallyId(SERVER, "spring")) == 0


class Broken:
    """A database that does not answer."""

    async def file(self, *_: object) -> str | None:
        raise StoreUnavailable

    files = server = file


async def test_s34_without_the_database_the_hosts_content_is_shown() -> None:
    broken: Any = Broken()
    campaigns = Campaigns(HOST, broken, FILES, lambda: NOW)
    assert await campaigns.find(SERVER, "metoo") == HOST.get("metoo")
    assert await campaigns.chosen(SERVER, None) == HOST.default
    assert await campaigns.own_resources(SERVER) == ()
    for work in (
        lambda: campaigns.find(SERVER, "spring"),
        lambda: OwnContent(broken, campaigns, FILES, lambda: NOW, chance=Random(), labels=LABELS).export(
            SERVER, HOST.default
        ),
    ):
        with pytest.raises(StoreUnavailable):
            await work()
