"""`/config content`: what moderators add to a campaign, item by item."""

from __future__ import annotations

from typing import Any

import pytest
from moderating import changes, config, told
from own_content import (
    CAMPAIGN,
    FACT,
    FORMS,
    QUOTE,
    add_item,
    apply,
    carry_over,
    fill_in,
    filled,
    private_and_fits,
    reference,
    second_server,
)
from simulated_server import World, controls, labels, pressable, words

from bot.domain import limits

OWN = "Added by this server's moderators"
NAMES = {"quote": "Add a quote", "fact": "Add a fact", "resource": "Add a resource"}
SEEN = {"quote": "We were never asked before.", "fact": "began to meet every month", "resource": "Law clinic"}


def options(result: Any) -> list[str]:
    """The values of the menu on a page."""
    [menu] = [part for part in controls(result) if part["type"] == 3]
    return [option["value"] for option in menu["options"]]


async def choose(world: World, page: Any, value: str) -> None:
    """Choose from the menu on a page."""
    await world.moderator.select(page.response, [value])


async def test_an_empty_list_says_how_to_begin(world: World) -> None:
    shown = await config(world, "content")

    assert "There is nothing yet" in words(shown)
    assert "0 of 200 items" in words(shown)
    assert labels(shown)[:3] == [*NAMES.values()]


@pytest.mark.parametrize("kind", FORMS)
async def test_an_item_is_added_with_the_command_and_looks_as_members_see_it(world: World, kind: str) -> None:
    saved = await add_item(world, kind)
    said = private_and_fits(saved)

    assert "Added to Me too" in said
    assert SEEN[kind] in said
    assert OWN in said
    assert "example.org" in said
    assert changes(world)[-1][1] == f"metoo.{kind}"
    assert SEEN[kind] in await told(world, "content")


@pytest.mark.parametrize("kind", FORMS)
async def test_an_item_is_added_from_the_list(world: World, kind: str) -> None:
    page = await config(world, "content")
    opened = await world.moderator.click(page.response, label=NAMES[kind])
    await fill_in(world, opened, FORMS[kind])

    assert "Added to Me too" in private_and_fits(page)
    assert "1 of 200 items" in await told(world, "content")


async def test_members_find_an_added_quote_and_see_whose_it_is(world: World) -> None:
    await add_item(world, "quote")
    shown = await world.members[0].slash(world.channel, "quote", speaker="Robin Example")

    assert "We were never asked before." in words(shown)
    assert OWN in words(shown)


async def test_an_item_in_full_leads_to_its_form_with_what_stands_there(world: World) -> None:
    await add_item(world, "fact")
    page = await config(world, "content")
    await choose(world, page, options(page)[0])
    assert FACT["text"] in private_and_fits(page)
    assert FACT["note"] in words(page)
    opened = await world.moderator.click(page.response, label="Edit")
    assert filled(opened) == FACT

    await fill_in(world, opened, FACT, date="2019", note="")
    said = private_and_fits(page)
    assert "Before: 2018\nNow: 2019" in said
    assert "Before: Another page says 2019.\nNow: nothing" in said
    assert "Changed in Me too" in said
    assert said.count(FACT["text"]) == 1


async def test_an_item_is_edited_by_its_name(world: World) -> None:
    await add_item(world, "resource")
    [choice] = await world.moderator.autocomplete(world.channel, "config content", "item", "clinic")
    assert choice["name"] == "Resource: Law clinic"
    assert await world.moderator.autocomplete(world.channel, "config content", "item", "something else") == []
    opened = await world.moderator.slash(world.channel, "config content", action="edit", item=choice["value"])

    saved = await fill_in(world, opened, filled(opened), title="Law café")
    assert "Before: Law clinic\nNow: Law café" in private_and_fits(saved)


async def test_an_item_that_was_removed_meanwhile_is_added_again(world: World) -> None:
    await add_item(world, "quote")
    item = await reference(world, "quote")
    opened = await world.moderator.slash(world.channel, "config content", action="edit", item=item)
    await remove(world, item)
    saved = await fill_in(world, opened, QUOTE)

    assert "Added to Me too again" in private_and_fits(saved)
    assert SEEN["quote"] in await told(world, "content")


async def remove(world: World, item: str) -> Any:
    asked = await config(world, "content", action="remove", item=item)
    assert "Remove this" in words(asked)
    await world.moderator.click(asked.response, label="Remove")
    return asked


async def test_removing_asks_first_and_says_what_went(world: World) -> None:
    await add_item(world, "fact")
    asked = await config(world, "content", action="remove", item=await reference(world, "fact"))
    assert SEEN["fact"] in await told(world, "content")

    await world.moderator.click(asked.response, label="Remove")
    said = private_and_fits(asked)
    assert "Removed from Me too" in said
    assert FACT["text"] in said
    assert "There is nothing yet" in await told(world, "content")
    assert changes(world)[-1][1:] == ("metoo.fact", changes(world)[-1][2], "")


async def test_what_is_gone_already_is_not_removed_twice(world: World) -> None:
    await add_item(world, "fact")
    item = await reference(world, "fact")
    page = await config(world, "content", action="remove", item=item)
    await remove(world, item)
    await world.moderator.click(page.response, label="Remove")

    assert "nothing like that of its own" in private_and_fits(page)


async def test_an_old_question_removes_nothing_that_somebody_has_changed_since(world: World) -> None:
    await add_item(world, "fact")
    item = await reference(world, "fact")
    page = await config(world, "content", action="remove", item=item)
    opened = await world.moderator.slash(world.channel, "config content", action="edit", item=item)
    await fill_in(world, opened, FACT, text="Another thing happened.")
    await world.moderator.click(page.response, label="Remove")
    assert "Nothing was removed" in private_and_fits(page)
    assert "Another thing happened." in words(page)
    assert "Another thing happened." in await told(world, "content")

    await world.moderator.click(page.response, label="Remove")
    assert "Removed from Me too" in words(page)
    assert "There is nothing yet" in await told(world, "content")


async def test_an_old_page_never_acts_on_an_item_that_came_later(world: World) -> None:
    await add_item(world, "fact")
    item = await reference(world, "fact")
    page = await config(world, "content", action="remove", item=item)
    await remove(world, item)
    await add_item(world, "fact", text="The fact of somebody else.")
    await world.moderator.click(page.response, label="Remove")

    assert "Removed" not in words(page)
    assert "The fact of somebody else." in await told(world, "content")


async def test_the_way_through_the_pages(world: World) -> None:
    """List, item, question, back to the list, all on one message."""
    await add_item(world, "quote")
    page = await config(world, "content")
    await choose(world, page, await reference(world, "quote"))
    await world.moderator.click(page.response, label="Remove")
    assert "Remove this" in private_and_fits(page)
    await world.moderator.click(page.response, label="Show it in full")
    assert QUOTE["text"] in private_and_fits(page)
    await world.moderator.click(page.response, label="Back to the list")
    assert "this server's own content" in private_and_fits(page)


@pytest.mark.parametrize("action", ["edit", "remove"])
async def test_without_an_item_there_is_the_list_to_choose_from(world: World, action: str) -> None:
    await add_item(world, "quote")
    shown = await config(world, "content", action=action)

    assert "Choose below what to edit or remove" in words(shown)
    assert options(shown) == [await reference(world, "quote")]


async def test_an_item_that_does_not_exist_is_refused_in_a_sentence(world: World) -> None:
    refused = await config(world, "content", action="edit", item="quote:@everyone")

    assert "nothing like that of its own in Me too" in words(refused)


async def test_an_unknown_campaign_offers_no_items(world: World) -> None:
    assert await world.moderator.autocomplete(world.channel, "config content", "item", "", campaign="none") == []


async def test_s36_a_list_shows_the_warning_of_a_quote_and_not_its_words(world: World) -> None:
    await add_item(world, "quote", warning="Violence at home")
    listed = await config(world, "content")
    asked = await config(world, "content", action="remove", item=await reference(world, "quote"))
    [choice] = await world.moderator.autocomplete(world.channel, "config content", "item", "")
    [menu] = [part for part in controls(listed) if part["type"] == 3]

    for said in (words(listed), words(asked), choice["name"], str(menu)):
        assert "Violence at home" in said
        assert QUOTE["text"] not in said


async def test_s36_a_quote_with_a_warning_opens_with_the_warning_and_its_words_come_after_a_press(world: World) -> None:
    saved = await add_item(world, "quote", warning="Violence at home")
    assert QUOTE["text"] in words(saved), "its writer sees it whole"
    item = await reference(world, "quote")
    chosen = await config(world, "content")
    await choose(world, chosen, item)
    for page in (chosen, await config(world, "content", item=item)):
        assert "Violence at home" in private_and_fits(page)
        assert QUOTE["text"] not in words(page)
        assert "example.org" not in words(page)
        await world.moderator.click(page.response, label="Show")
        assert QUOTE["text"] in private_and_fits(page)
        assert "Violence at home" in words(page).partition(QUOTE["text"])[0]


async def test_s36_the_words_of_a_removed_quote_with_a_warning_come_after_a_press(world: World) -> None:
    await add_item(world, "quote", warning="Violence at home")
    page = await remove(world, await reference(world, "quote"))
    assert "Removed from Me too" in private_and_fits(page)
    assert "Violence at home" in words(page)
    assert QUOTE["text"] not in words(page)

    await world.moderator.click(page.response, label="Show")
    assert QUOTE["text"] in private_and_fits(page)
    assert not pressable(page, "Show")


async def test_what_was_removed_in_one_server_is_not_shown_in_another(world: World) -> None:
    other = second_server(world)
    pages: list[Any] = []
    for server in (world, other):
        await add_item(server, "quote", warning="Violence at home")
        pages.append(await remove(server, await reference(server, "quote")))
    here, there = pages
    carry_over(here, there, "Show")
    refused = await other.moderator.click(there.response, label="Show")

    assert "older page" in words(refused)


async def test_after_adding_and_editing_there_are_the_next_steps(world: World) -> None:
    steps = ["Edit", "Remove", "Back to the list", "Me too"]
    saved = await add_item(world, "fact")
    assert labels(saved)[:4] == steps
    opened = await world.moderator.click(saved.response, label="Edit")
    await fill_in(world, opened, filled(opened), note="")
    assert "Changed in Me too" in words(saved)
    assert labels(saved)[:4] == steps
    await world.moderator.click(saved.response, label="Back to the list")
    assert "1 of 200 items" in private_and_fits(saved)
    await world.moderator.click(saved.response, label="Me too")
    assert "## Me too" in words(saved)


async def test_a_long_list_comes_in_pages_of_which_each_has_its_menu(world: World) -> None:
    await apply(world, many_facts(23))
    page = await config(world, "content")
    chosen = options(page)
    while pressable(page, "Next page"):
        await world.moderator.click(page.response, label="Next page")
        private_and_fits(page)
        chosen += options(page)

    assert chosen == [f"fact:f-{number}" for number in range(23)]


async def test_a_list_of_long_items_fits(world: World) -> None:
    await apply(world, many_facts(10).replace("Number", "Number " * 120))

    assert words(await config(world, "content")).count("…") == 10


async def test_a_full_server_is_told_before_anybody_writes(world: World) -> None:
    await apply(world, many_facts(limits.OWN_ITEMS))
    page = await config(world, "content")
    refused = await add_item(world, "quote")

    assert "200 of 200 items" in words(page)
    assert not any(pressable(page, name) for name in NAMES.values())
    assert "A server can have 200" in private_and_fits(refused)
    assert pressable(refused, "Fix it")


def many_facts(count: int) -> str:
    fact = '[[about]]\nid = "f-{}"\ndate = "2018"\ntext = "Number {}."\nsources = ["https://example.org"]\n'
    return 'extends = "metoo"\n' + "".join(fact.format(number, number) for number in range(count))


async def test_an_old_page_asks_to_be_opened_anew(world: World) -> None:
    page = await config(world, "content")
    await world.env.advance_time(limits.PAGE_HOLDS.seconds + 1)
    refused = await world.moderator.click(page.response, label="Add a quote")

    assert refused.modal is None
    assert "work for 15 minutes" in words(refused)


async def test_one_servers_content_is_never_listed_in_another(world: World) -> None:
    await add_item(world, "quote")
    other = second_server(world)

    assert "There is nothing yet" in await told(other, "content")
    assert await other.moderator.autocomplete(other.channel, "config content", "item", "") == []


async def test_the_longest_ids_fit_into_buttons_and_forms(world: World) -> None:
    """Discord takes 100 characters, and an id has up to 32."""
    long = "a" * 32
    await apply(world, CAMPAIGN.replace('id = "spring"', f'id = "{long}"').replace('id = "clinic"', f'id = "{long}"'))
    item = f"resource:{long}"
    opened = await world.moderator.slash(world.channel, "config content", action="edit", item=item, campaign=long)
    assert "Changed" in words(await fill_in(world, opened, filled(opened), title="Law café"))
    asked = await config(world, "content", action="remove", item=item, campaign=long)
    await world.moderator.click(asked.response, label="Remove")

    assert "Removed from Spring Walk" in words(asked)
