"""What a server adds: nothing is lost, and the later change says what it replaced."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from own_room import (
    FACT,
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
    named,
    open_room,
    words,
)

import bot.text
from bot.domain import limits
from bot.domain.campaign import Quote
from bot.domain.errors import (
    ContentRefused,
    NothingOwn,
    Refusal,
    StoreUnavailable,
    TooMuchContent,
)
from bot.domain.schedule import Kind
from bot.services.own_content import Entry, OwnContent
from bot.store import SqliteStore


@pytest.fixture
async def room(tmp_path: Path) -> AsyncGenerator[Room]:
    async with open_room(tmp_path) as room:
        yield room


# Items


async def test_what_a_server_adds_stands_behind_the_hosts_content_and_is_marked(room: Room) -> None:
    ids: dict[Kind, str] = {}
    for kind, fields in ((Kind.QUOTE, QUOTE), (Kind.RESOURCE, RESOURCE), (Kind.FACT, FACT)):
        saved = await room.save(kind, fields)
        assert saved.before is None
        assert saved.after
        ids[kind] = saved.after.id
    assert await room.items() == [(kind, ids[kind]) for kind in (Kind.FACT, Kind.QUOTE, Kind.RESOURCE)]
    seen, host = await room.campaign(), HOST.get("metoo")
    assert seen.quotes[:-1] == host.quotes
    assert seen.quotes[-1].own
    assert [each.own for each in seen.about[-2:]] == [False, True]
    assert await room.campaigns.find(2, "metoo") == host
    assert (await room.log())[0] == ("metoo.quote", "", "Somebody, 2017-10: Words.")
    assert (await room.log())[1][2] == "Page (https://example.org): It helps."


async def test_s36_what_names_an_item_that_is_gone_never_names_another_one(room: Room) -> None:
    """An old page, the button below a warning, and what was posted already all go by the id."""
    ids: list[str] = []
    for _ in range(20):
        ids.append(await room.added(Kind.QUOTE, QUOTE))
        await room.remove(Kind.QUOTE, ids[-1])
    assert len(set(ids)) == 20
    assert all(re.fullmatch("own-[a-z0-9]{8}", each) for each in ids)


async def test_an_id_that_is_taken_is_not_given_again(room: Room) -> None:
    """Two processes could draw the same."""
    first = OwnContent(room.store, room.campaigns, FILES, lambda: NOW, chance=Random(1), labels=LABELS)
    second = OwnContent(room.store, room.campaigns, FILES, lambda: NOW, chance=Random(1), labels=LABELS)
    saved = [
        await own.save(SERVER, HOST.default, Entry(kind), fields, MODERATOR)
        for own, kind, fields in ((first, Kind.QUOTE, QUOTE), (second, Kind.FACT, FACT))
    ]
    assert len({each.after.id for each in saved if each.after}) == 2


async def test_a_change_says_what_it_replaced_and_keeps_its_place(room: Room) -> None:
    first, second = [await room.added(Kind.QUOTE, QUOTE) for _ in range(2)]
    saved = await room.save(Kind.QUOTE, {**QUOTE, "text": "Others."}, first)
    assert (words(saved.before), words(saved.after)) == ("Words.", "Others.")
    assert await room.items() == [(Kind.QUOTE, first), (Kind.QUOTE, second)]
    assert (await room.log())[-1] == ("metoo.quote", "Somebody, 2017-10: Words.", "Somebody, 2017-10: Others.")


@pytest.mark.parametrize(("before", "after"), [("", "violence"), ("violence", ""), ("threats", "violence")])
async def test_s36_words_that_have_a_warning_on_one_side_are_not_in_the_log_of_their_change(
    room: Room, before: str, after: str
) -> None:
    item_id = await room.added(Kind.QUOTE, {**QUOTE, "text": "Graphic.", "warning": before})
    await room.save(Kind.QUOTE, {**QUOTE, "text": "Graphic!", "warning": after}, item_id)
    _, *sides = (await room.log())[-1]
    assert sides == [f"Somebody, 2017-10: ({before or after})", f"Somebody, 2017-10: ({after or before})"]


async def test_a_removed_item_is_given_back_and_the_last_one_leaves_nothing(room: Room) -> None:
    item_id = await room.added(Kind.QUOTE, QUOTE)
    saved = await room.remove(Kind.QUOTE, item_id)
    assert (words(saved.before), saved.after) == ("Words.", None)
    assert await room.store.files(SERVER) == []
    assert (await room.log())[-1] == ("metoo.quote", "Somebody, 2017-10: Words.", "")
    with pytest.raises(NothingOwn):
        await room.remove(Kind.QUOTE, item_id)


async def test_an_item_that_is_gone_is_added_again(room: Room) -> None:
    item_id = await room.added(Kind.QUOTE, QUOTE)
    await room.remove(Kind.QUOTE, item_id)
    saved = await room.save(Kind.QUOTE, QUOTE, item_id)
    assert saved.before is None
    assert await room.items() == [(Kind.QUOTE, item_id)]


@pytest.mark.parametrize("change", ["save", "remove"])
async def test_what_the_host_brought_is_not_changed(room: Room, change: str) -> None:
    quote = HOST.get("metoo").quotes[0]
    with pytest.raises(NothingOwn):
        await (room.save(Kind.QUOTE, QUOTE, quote.id) if change == "save" else room.remove(Kind.QUOTE, quote.id))
    assert await room.store.files(SERVER) == []


async def test_what_a_form_does_not_ask_for_stays(room: Room) -> None:
    await room.bring(SPRING)
    await room.save(Kind.QUOTE, {**QUOTE, "text": "Others."}, "q", on="spring")
    quote = (await room.campaign("spring")).quotes[0]
    assert (quote.text, quote.note, quote.own) == ("Others.", "Shortened.", False)


async def test_another_page_has_not_been_looked_at(room: Room) -> None:
    resource = '[[resources]]\nid = "r"\ntopic = "a"\ntitle = "b"\ntext = "c"\nurl = "https://example.org"\n'
    await room.bring(SPRING + resource + 'checked = "2026"\nsources = ["https://example.org"]\n')
    await room.save(Kind.RESOURCE, RESOURCE, "r", on="spring")
    assert (await room.campaign("spring")).resources[0].checked
    await room.save(Kind.RESOURCE, {**RESOURCE, "url": "https://example.org/other"}, "r", on="spring")
    assert (await room.campaign("spring")).resources[0].checked is None


async def test_faults_keep_nothing(room: Room) -> None:
    with pytest.raises(ContentRefused):
        await room.save(Kind.QUOTE, {**QUOTE, "text": "@everyone"})
    assert await room.store.files(SERVER) == []
    assert await room.log() == []


async def test_an_item_of_an_own_campaign_is_not_marked_twice(room: Room) -> None:
    await room.bring(SPRING)
    saved = await room.save(Kind.QUOTE, QUOTE, on="spring")
    assert isinstance(saved.after, Quote)
    assert not saved.after.own
    assert (await room.campaign("spring")).own


async def test_the_last_fact_of_an_own_campaign_stays(room: Room) -> None:
    await room.bring(SPRING)
    with pytest.raises(ContentRefused) as refused:
        await room.remove(Kind.FACT, "a", on="spring")
    (fault,) = refused.value.faults
    assert bot.text.load().source(fault.key, **fault.values).startswith("This is the only fact of the campaign")
    other = await room.added(Kind.FACT, FACT, on="spring")
    await room.remove(Kind.FACT, "a", on="spring")
    assert await room.items("spring") == [(Kind.FACT, other), (Kind.QUOTE, "q")]


async def test_the_change_log_shortens_long_words(room: Room) -> None:
    await room.save(Kind.FACT, {**FACT, "text": "x" * 1000})
    ((_, _, after),) = await room.log()
    assert len(after) == 300
    assert after.endswith("…")


# Two at once


async def test_two_who_add_at_once_both_keep_what_they_added(room: Room) -> None:
    saved = await asyncio.gather(*(room.save(Kind.QUOTE, {**QUOTE, "text": f"Words {n}."}) for n in range(4)))
    assert len({each.after.id for each in saved if each.after}) == 4
    assert {item.text for _, item in await room.own.items(SERVER, await room.campaign())} == {
        f"Words {n}." for n in range(4)
    }


async def test_of_two_who_change_one_item_the_later_wins_and_is_told_the_others_words(room: Room) -> None:
    item_id = await room.added(Kind.QUOTE, QUOTE)
    one, two = await asyncio.gather(
        room.save(Kind.QUOTE, {**QUOTE, "text": "One."}, item_id),
        room.save(Kind.QUOTE, {**QUOTE, "text": "Two."}, item_id),
    )
    first, second = (one, two) if words(one.before) == "Words." else (two, one)
    assert words(second.before) == words(first.after)
    ((_, kept),) = await room.own.items(SERVER, await room.campaign())
    assert kept == second.after


class Faster:
    """A store in which somebody else is always faster."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self.refused = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def put_file(self, *_: object, **__: object) -> bool:
        self.refused += 1
        return False


async def test_whoever_is_always_slower_is_told_that_nothing_was_changed(room: Room) -> None:
    faster: Any = Faster(room.store)
    own = OwnContent(faster, room.campaigns, FILES, lambda: NOW, chance=Random(), labels=LABELS)
    proposal = await own.propose(SERVER, "x", SPRING.encode())
    for work in (
        lambda: own.save(SERVER, HOST.default, Entry(Kind.QUOTE), QUOTE, MODERATOR),
        lambda: own.apply(SERVER, proposal, MODERATOR),
    ):
        with pytest.raises(StoreUnavailable):
            await work()
    assert faster.refused == 10
    assert await room.store.files(SERVER) == []


# Limits


async def test_a_server_brings_no_more_than_it_may_over_all_its_files(room: Room) -> None:
    await room.bring(SPRING)  # three: a fact, a quote and an action
    await room.bring(additions(limits.OWN_ITEMS - 4))
    item_id = await room.added(Kind.QUOTE, QUOTE)
    with pytest.raises(TooMuchContent) as refused:
        await room.save(Kind.QUOTE, QUOTE)
    assert refused.value.values == {"what": "items", "most": limits.OWN_ITEMS}
    with pytest.raises(TooMuchContent):
        await room.propose(additions(1, "16days"))
    with pytest.raises(TooMuchContent):
        await room.save(Kind.QUOTE, QUOTE, on="spring")
    await room.save(Kind.QUOTE, {**QUOTE, "text": "Others."}, item_id)
    await room.remove(Kind.QUOTE, item_id)
    await room.save(Kind.QUOTE, QUOTE)
    await room.own.save(2, HOST.default, Entry(Kind.QUOTE), QUOTE, MODERATOR)


async def test_a_server_has_no_more_campaigns_than_it_may(room: Room) -> None:
    for number in range(limits.OWN_CAMPAIGNS):
        await room.bring(named(f"spring-{number}", SPRING))
    with pytest.raises(TooMuchContent) as refused:
        await room.propose(SPRING)
    assert refused.value.values == {"what": "campaigns", "most": limits.OWN_CAMPAIGNS}
    await room.bring(named("spring-0", SPRING).replace("Spring0", "Summer"))
    await room.save(Kind.QUOTE, QUOTE)


async def test_nothing_is_kept_that_no_file_could_bring_again(room: Room) -> None:
    wide = "\U0001f70f" * 999
    await room.bring(additions(64, text=wide))
    with pytest.raises(TooMuchContent) as refused:
        await room.save(Kind.FACT, {**FACT, "text": wide})
    assert refused.value.values == {"what": "size", "most": 256}
    text = await room.own.export(SERVER, await room.campaign())
    assert FILES.read("x", text.encode())


@pytest.mark.parametrize("what", ["items", "campaigns", "size"])
def test_too_much_is_told_in_words(what: str) -> None:
    error: Refusal = TooMuchContent(what=what, most=5)
    assert " 5 " in bot.text.load().source(error.key, **error.values)
