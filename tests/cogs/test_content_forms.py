"""The forms of `/config content`: nothing that somebody writes is lost, and nothing that may not stand is kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from moderating import changes, config, told
from own_content import (
    ADDITIONS,
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
from simulated_server import World, words

from bot.domain import limits
from bot.domain.errors import Outdated
from cogs._forms import DRAFTS_OF_SERVER, Drafts


async def test_every_fault_is_told_at_once_under_the_name_of_its_field(world: World) -> None:
    refused = await add_item(world, "quote", text="Ask @everyone", date="March", sources="htp://example.org/a")
    said = private_and_fits(refused)

    assert "not saved yet" in said
    assert said.index("The words, exactly as printed") < said.index("When it was said")
    assert said.index("“March” is no date") < said.index("Where it is printed")
    assert "@everyone" not in said
    assert changes(world)[1:] == []


async def test_mending_begins_with_everything_that_was_typed(world: World) -> None:
    typed = {**QUOTE, "date": "March", "warning": "Violence"}
    refused = await add_item(world, "quote", **typed)
    opened = await world.moderator.click(refused.response, label="Fix it")
    assert filled(opened) == typed

    mended = await fill_in(world, opened, typed, date="2019")
    assert "Added to Me too" in words(refused)
    assert mended.response.id == refused.response.id


async def test_what_the_form_does_not_show_is_not_lost(world: World) -> None:
    """A file can hold more of a quote than a form has room for."""
    await apply(world, ADDITIONS)
    opened = await world.moderator.slash(world.channel, "config content", action="edit", item="quote:robin")
    saved = await fill_in(world, opened, filled(opened), speaker="Robin E.")

    assert "Speech to the council" in words(saved)
    assert "Shortened." in words(saved)


async def test_saving_what_is_there_says_so(world: World) -> None:
    await add_item(world, "quote")
    opened = await world.moderator.slash(
        world.channel, "config content", action="edit", item=await reference(world, "quote")
    )
    assert filled(opened) == QUOTE
    saved = await fill_in(world, opened, QUOTE)

    assert "Nothing is different" in words(saved)


async def test_the_later_of_two_moderators_is_told_what_was_replaced(world: World) -> None:
    await add_item(world, "quote")
    first = await world.moderator.slash(
        world.channel, "config content", action="edit", item=await reference(world, "quote")
    )
    second = await world.moderator.slash(
        world.channel, "config content", action="edit", item=await reference(world, "quote")
    )
    told_first = await fill_in(world, first, QUOTE, speaker="R. Example")
    told_second = await fill_in(world, second, QUOTE, speaker="Robin E.")

    assert "Somebody else" not in words(told_first)
    assert "Somebody else changed it" in words(told_second)
    assert "Before: R. Example\nNow: Robin E." in words(told_second)


async def test_s36_of_what_was_replaced_no_words_behind_a_warning_are_shown(world: World) -> None:
    await add_item(world, "quote")
    item = await reference(world, "quote")
    first = await world.moderator.slash(world.channel, "config content", action="edit", item=item)
    second = await world.moderator.slash(world.channel, "config content", action="edit", item=item)
    await fill_in(world, first, QUOTE, text="Words that weigh.", warning="Violence at home")
    replaced = await fill_in(world, second, QUOTE)

    assert "Somebody else changed it" in words(replaced)
    assert "Violence at home" in words(replaced)
    assert "Words that weigh" not in words(replaced)


async def test_the_longest_item_fits_before_and_after(world: World) -> None:
    long = {
        "text": "Words " * 150,
        "speaker": "R" * 90,
        "sources": "\n".join(f"https://example.org/{'a' * 220}{number} (b)" for number in range(6)),
        "warning": "W" * 90,
    }
    assert "Added" in private_and_fits(await add_item(world, "quote", **long))
    opened = await world.moderator.slash(
        world.channel, "config content", action="edit", item=await reference(world, "quote")
    )
    changed = {**filled(opened), "text": "Other " * 150, "speaker": "S" * 90, "warning": "V" * 90, "date": "2020"}
    assert "Changed" in private_and_fits(await fill_in(world, opened, changed))
    page = await config(world, "content", item=await reference(world, "quote"))
    assert "V" * 90 in private_and_fits(page)
    await world.moderator.click(page.response, label="Show")
    assert "Other Other" in private_and_fits(page)


async def test_what_was_written_too_long_ago_is_given_back(world: World) -> None:
    page = await config(world, "content")
    opened = await world.moderator.click(page.response, label="Add a quote")
    await world.env.advance_time(limits.FORM_HOLDS.seconds + 1)
    late = await fill_in(world, opened, QUOTE)

    assert QUOTE["text"] in words(late)
    assert "There is nothing yet" in await told(world, "content")


@pytest.mark.parametrize("action", ["add-quote", "edit"])
async def test_a_form_that_a_command_has_opened_grows_old_as_well(world: World, action: str) -> None:
    await add_item(world, "quote")
    item = {"item": await reference(world, "quote")} if action == "edit" else {}
    opened = await world.moderator.slash(world.channel, "config content", action=action, **item)
    in_time = await world.moderator.slash(world.channel, "config content", action=action, **item)
    await world.env.advance_time(limits.FORM_HOLDS.seconds - 60)
    assert "Me too" in private_and_fits(await fill_in(world, in_time, QUOTE, text="In time."))
    await world.env.advance_time(61)
    before = changes(world)
    late = await fill_in(world, opened, QUOTE, text="Too late.")

    assert late.ephemeral
    assert "opened too long ago" in words(late)
    assert "Too late." in words(late)
    assert changes(world) == before


async def test_mending_holds_as_long_as_a_form_and_then_gives_back_what_was_written(world: World) -> None:
    refused = await add_item(world, "quote", date="March")
    await world.env.advance_time(limits.PAGE_HOLDS.seconds + 1)
    opened = await world.moderator.click(refused.response, label="Fix it")
    assert filled(opened)["text"] == QUOTE["text"]
    await world.env.advance_time(limits.FORM_HOLDS.seconds)
    late = await world.moderator.click(refused.response, label="Fix it")

    assert late.modal is None
    assert QUOTE["text"] in words(late)


async def test_after_a_restart_mending_begins_again(world: World) -> None:
    refused = await add_item(world, "quote", date="March")
    async with world.reopened():
        again = await world.moderator.click(refused.response, label="Fix it")

        assert "older page" in words(again)


async def test_what_cannot_be_saved_now_is_not_lost(world: World) -> None:
    """The database does not answer: the words stay where they can be sent again."""
    with closing(sqlite3.connect(world.app.settings.database)) as connection:
        connection.execute("DROP TABLE files")
        refused = await add_item(world, "quote")

    assert "not saved yet" in private_and_fits(refused)
    opened = await world.moderator.click(refused.response, label="Fix it")
    assert filled(opened) == QUOTE


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize(
    "hostile",
    ["Call @everyone", "Ask <@1234567890>", "A\u202eword", "[here](https://example.org)", "## Heading", "||hidden||"],
)
async def test_s48_hostile_text_is_refused_at_the_form(world: World, kind: str, hostile: str) -> None:
    refused = await add_item(world, kind, text=hostile)

    assert "not saved yet" in private_and_fits(refused)
    assert "@everyone" not in words(refused)
    assert "<@1" not in words(refused).replace("\\<", "")


async def test_s48_only_https_becomes_a_link(world: World) -> None:
    refused = await add_item(world, "resource", url="http://example.org/clinic")

    assert "https://" in private_and_fits(refused)
    assert "not saved yet" in words(refused)


async def test_what_was_written_in_one_server_is_not_opened_in_another(world: World) -> None:
    refused = await add_item(world, "quote", date="March")
    other = second_server(world)
    page = await add_item(other, "quote", date="April")
    carry_over(refused, page, "Fix it")
    opened = await other.moderator.click(page.response, label="Fix it")

    assert opened.modal is None
    assert "older page" in words(opened)


async def test_what_was_written_in_one_server_is_not_pushed_out_by_another(world: World) -> None:
    refused = await add_item(world, "quote", date="March")
    other = second_server(world)
    pages = [await add_item(other, "quote", date="April") for _ in range(DRAFTS_OF_SERVER + 1)]
    here = await world.moderator.click(refused.response, label="Fix it")
    there = await other.moderator.click(pages[-1].response, label="Fix it")

    assert filled(here)["date"] == "March"
    assert filled(there)["date"] == "April"


def test_what_is_kept_is_bounded_for_a_server_and_for_all() -> None:
    drafts = Drafts[str](of_server=2, most=4)
    tokens = {name: drafts.keep(server, name) for server, name in ((1, "1a"), (2, "2a"), (2, "2b"), (2, "2c"))}
    assert not found(drafts, 2, tokens["2a"]), "a server's own oldest gives way"
    tokens |= {name: drafts.keep(server, name) for server, name in ((3, "3a"), (4, "4a"))}
    assert not found(drafts, 2, tokens["2b"]), "then the oldest of the one that keeps most"
    for name in ("1a", "2c", "3a", "4a"):
        assert drafts.find(int(name[0]), tokens[name]) == name
    drafts.drop(tokens["1a"])
    assert not found(drafts, 1, tokens["1a"])


def found(drafts: Drafts[str], server_id: int, token: str) -> bool:
    try:
        drafts.find(server_id, token)
    except Outdated:
        return False
    return True


@pytest.mark.parametrize("kind", FORMS)
async def test_a_form_says_what_is_wanted_in_words_that_discord_takes(world: World, kind: str) -> None:
    opened = await world.moderator.slash(world.channel, "config content", action=f"add-{kind}")
    hints = {label["component"]["custom_id"]: label.get("description") or "" for label in opened.modal["components"]}

    assert all(len(label["label"]) <= limits.MODAL_TITLE for label in opened.modal["components"])
    assert all(len(hint) <= limits.CHOICE_NAME for hint in hints.values())
    assert "one a line" in hints["sources"]
    assert "2017-10" in hints.get("date", "2017-10")
