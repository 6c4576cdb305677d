"""`/resources` and the page behind every help button."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from dataclasses import replace
from datetime import date
from typing import Any
from unittest.mock import AsyncMock

import aiosqlite
import pytest
from moderating import config
from simulated_server import CONFIG, World, all_pages, controls, labels, posts, shown, size, words

from bot import text
from bot.content import load_content
from bot.content.own import OwnFileFormat
from bot.domain import limits
from bot.domain.campaign import Additions, PartialDate, Resource, Source
from bot.domain.helplines import Country, Directory, Freshness, Help, Helpline
from bot.domain.server import Edit
from bot.domain.tally import TallyId
from bot.store import reader
from bot.text import Text
from cogs._layout import day, plain
from cogs._names import country_name, language_names
from cogs.resources import country_menus, help_blocks, helpline_block

EN = text.load().source
TODAY = date(2026, 11, 23)
SHORT_CODES = ("113", "116 006", "116 016", "142", "144", "181", "911", "1366")
DIGITS = re.compile(r"\D")


OWN = Resource(
    id="own-1",
    topic="Advice",
    title="The advice centre of the town",
    text="Open to everybody.",
    url="https://advice.example/",
    checked=PartialDate(2026, 10, 1),
    sources=(Source("https://advice.example/about"),),
    own=True,
)
OWN_MARK = EN("own-item")


async def add_own(world: World, resource: Resource) -> None:
    """As the server's moderators would."""
    text = OwnFileFormat(world.app.services.campaigns.catalogue, world.clock).dump(
        Additions("metoo", resources=(resource,))
    )
    tally = TallyId(world.guild.id, "metoo")
    assert await world.app.store.put_file(tally, None, text, [], Edit(1, world.clock()), whole=False)


@pytest.fixture(scope="module")
def content() -> Any:
    return load_content(CONFIG)


@pytest.fixture(scope="module")
def directory(content: Any) -> Directory:
    return content.directory


def said(directory: Directory, country: Country | None, today: date = TODAY) -> str:
    return "\n".join(help_blocks(EN, directory.help(country, today), ()))


def visible(message: str) -> str:
    """What a person reads: without the addresses behind links."""
    return re.sub(r"\]\(<[^>]*>\)", "]", message)


def numbered(directory: Directory, today: date = TODAY) -> list[tuple[Help, Helpline, Freshness]]:
    """Every helpline that shows a number on a day."""
    helps = [directory.help(country, today) for country in directory.countries]
    return [
        (given, each.helpline, each.freshness) for given in helps for each in given.helplines if each.helpline.phone
    ]


async def test_s32_the_first_line_is_what_to_do_in_danger(world: World) -> None:
    member = world.members[0]
    known = [({"country": "GB"}, "999"), ({"country": "united kingdom"}, "999")]
    for options, number in (({}, None), ({"country": "Atlantis"}, None), *known):
        for page in await all_pages(member, await member.slash(world.channel, "resources", **options)):
            first = page.splitlines()[0]
            assert first.startswith("If you are in danger now, call ")
            assert ("your local emergency number" in first) == (number is None)
            assert number is None or f"**{number}** (United Kingdom)" in first


def test_s32_a_number_that_may_not_be_shown_is_not_in_the_first_line(directory: Directory) -> None:
    for country in directory.countries:
        later = date(2030, 1, 1)
        assert said(directory, country, later).startswith("If you are in danger now, call your local emergency number.")


def test_s27_the_number_shown_has_the_digits_that_are_dialled(directory: Directory) -> None:
    for given, helpline, freshness in numbered(directory):
        listing = next(each for each in given.helplines if each.helpline == helpline)
        phone = next(line for line in helpline_block(EN, listing).splitlines() if line.startswith("Phone: "))
        assert DIGITS.sub("", phone) == DIGITS.sub("", helpline.dial), freshness


def test_s28_each_helpline_says_what_is_known_of_it(directory: Directory) -> None:
    lines = numbered(directory)
    assert len(lines) > 20
    for given, helpline, freshness in lines:
        assert given.country
        listing = next(each for each in given.helplines if each.helpline == helpline)
        block = helpline_block(EN, listing)
        assert block.startswith(f"**{plain(helpline.organisation)}**")
        for label in ("About: ", "Phone: ", "Hours: ", "Languages: ", "For: ", "Last checked", "-# Source"):
            assert label in block, (helpline.id, label)
        assert f"({helpline.region})" in block or not helpline.region
        assert helpline.checked
        assert str(helpline.checked.year) in block
        assert given.country.name in help_blocks(EN, given, ())[0]
        assert freshness is not Freshness.SITE_ONLY


def test_s29_an_ageing_number_is_marked_and_comes_after_the_current_ones(directory: Directory) -> None:
    ageing = [helpline for _, helpline, freshness in numbered(directory) if freshness is Freshness.AGEING]
    assert ageing
    for helpline in ageing:
        country = directory.find(helpline.country)
        message = said(directory, country)
        assert helpline.checked
        month = PartialDate(helpline.checked.year, helpline.checked.month)
        assert f"Last checked in {day(EN, month)}; numbers change, compare with" in message
        for each in directory.help(country, TODAY).helplines:
            if each.freshness is Freshness.CURRENT:
                assert message.index(each.helpline.phone) < message.index(helpline.phone)


def test_s29_no_number_is_left_when_the_clock_has_moved_far_enough(directory: Directory) -> None:
    for country in directory.countries:
        message = said(directory, country, date(2030, 1, 1))
        assert "Phone:" not in message
        assert "Message:" not in message
        for helpline in country.helplines:
            assert not helpline.phone or f"**{helpline.phone}**" not in message
        assert "No number is shown" in message or "There is no helpline to show" in message


async def test_s29_the_clock_of_the_bot_is_what_counts(world: World) -> None:
    member = world.members[0]
    assert "Phone:" in words(await member.slash(world.channel, "resources", country="GB"))

    world.clock.advance(days=4 * 365)

    said_later = words(await member.slash(world.channel, "resources", country="GB"))
    assert "Phone:" not in said_later
    assert "No number is shown" in said_later
    assert "International directories" in said_later


@pytest.mark.parametrize("country", ["", "Atlantis"])
async def test_s30_without_a_known_country_there_are_directories_and_no_number(world: World, country: str) -> None:
    member = world.members[0]
    result = await member.slash(world.channel, "resources", **({"country": country} if country else {}))

    assert result.ephemeral
    assert "findahelpline.com" in words(result)
    for page in await all_pages(member, result):
        assert "Phone:" not in page
        assert not re.search(r"\*\*[\d +-]+\*\*", page)
    if country:
        assert "no list for “Atlantis”" in words(await member.slash(world.channel, "resources", country=country))


def test_s31_a_short_code_never_stands_without_its_country(directory: Directory) -> None:
    everywhere = visible(said(directory, None))
    for code in SHORT_CODES:
        assert not re.search(rf"(?<!\d){code}(?!\d)", everywhere)


async def test_s31_every_page_of_a_country_names_the_country(world: World) -> None:
    member = world.members[0]
    for country in world.app.services.help.all_countries:
        for page in await all_pages(member, await member.slash(world.channel, "resources", country=country.code)):
            assert f"## {country.name}" in page
            assert f"({country.name})" in page.splitlines()[0] or "your local emergency number" in page.splitlines()[0]


async def test_s31_s32_every_page_of_every_country_fits_and_names_it_also_when_it_is_shared(world: World) -> None:
    member = world.members[0]
    for country in world.app.services.help.all_countries:
        result = await member.slash(world.channel, "resources", country=country.code)
        assert size(result)[0] <= limits.MESSAGE_TEXT
        assert size(result)[1] <= limits.MESSAGE_COMPONENTS
        world.clock.advance(minutes=10)
        await member.click(result.response, label="Share here")
        post = posts(world)[-1]
        assert f"## {country.name}" in shown(post)
        assert shown(post).startswith(words(result).splitlines()[0])
        assert size(post)[0] <= limits.MESSAGE_TEXT
    assert len(posts(world)) == len(world.app.services.help.all_countries)


def test_s33_reporting_lines_and_the_phone_bill_are_spoken_of(directory: Directory) -> None:
    listed = [each for country in directory.countries for each in directory.help(country, TODAY).helplines]
    assert any(each.helpline.reporting_line for each in listed)
    for each in listed:
        marked = "Run by the police or the state. They may act on what you tell them." in helpline_block(EN, each)
        assert marked == each.helpline.reporting_line
    for country in (None, *directory.countries):
        assert "A call may show on a phone bill" in said(directory, country)


def test_s41_it_says_that_it_gives_no_counselling(directory: Directory) -> None:
    for country in (None, *directory.countries):
        assert "gives no counselling" in help_blocks(EN, directory.help(country, TODAY), ())[0]


@pytest.mark.parametrize("error", [sqlite3.OperationalError("disk I/O error"), TimeoutError()], ids=["fails", "hangs"])
async def test_s34_all_of_help_is_there_when_the_database_is_not(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    await config(world, "country", country="GB")
    await add_own(world, OWN)
    member = world.members[0]
    about = await member.slash(world.channel, "about")

    monkeypatch.setattr(aiosqlite.Connection, "_execute", AsyncMock(side_effect=error))

    result = await member.slash(world.channel, "resources", country="GB")
    assert "Phone: **" in words(result)
    await all_pages(member, result)
    menu = next(part for part in controls(result) if part["type"] == 3)
    await member.select(result.response, ["DE"], custom_id=menu["custom_id"])
    assert "Germany" in words(result)
    assert "no list for “Atlantis”" in words(await member.slash(world.channel, "resources", country="Atlantis"))
    page = await member.click(about.response, label="Get help")
    assert "Places to get help" in words(page)
    assert "United Kingdom" not in labels(page)
    assert not any(OWN.title in said for said in await all_pages(member, page))
    for typed in ("", "uk"):
        assert await member.autocomplete(world.channel, "resources", "country", typed)


async def test_s34_what_help_asks_of_the_database_is_asked_at_the_same_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One read's time limit is all that a database that hangs can cost: two would not leave enough of three seconds."""
    waiting: set[str] = set()
    together = asyncio.Event()

    async def read(_: object, select: str, __: object) -> list[Any]:
        waiting.add(select)
        if len(waiting) == 2:
            together.set()
        await together.wait()
        return []

    monkeypatch.setattr(reader.Reader, "_rows", read)

    for options in ({}, {"country": "GB"}, {"country": "Atlantis"}):
        waiting.clear()
        together.clear()
        assert words(await world.members[0].slash(world.channel, "resources", **options))
        assert len(waiting) == 2
    assert reader.READ_WITHIN <= 1.5, "half of what Discord waits for"


async def test_s34_help_is_there_when_the_database_is_not(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Any:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(aiosqlite.Connection, "_execute", fail)
    member = world.members[0]

    result = await member.slash(world.channel, "resources", country="GB")
    assert "Phone: **" in words(result)

    refused = await member.click(result.response, label="Share here")
    assert refused.ephemeral
    assert "/resources works meanwhile" in words(refused)
    assert not posts(world)


async def test_s35_s11_the_country_leaves_no_trace(world: World, caplog: pytest.LogCaptureFixture) -> None:
    def stored() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in world.app.settings.data.iterdir()}

    caplog.set_level("DEBUG", logger="bot")
    caplog.set_level("DEBUG", logger="cogs")
    member, before = world.members[0], stored()

    result = await member.slash(world.channel, "resources", country="IS")
    menu = next(part for part in controls(result) if part["type"] == 3)
    chosen = await member.select(result.response, ["AR"], custom_id=menu["custom_id"])
    assert chosen.response.id == result.response.id, "the private page turns"
    assert "## Argentina" in words(result)
    await member.slash(world.channel, "resources", country="Atlantis")

    assert stored() == before
    assert not any(name in caplog.text for name in ("Iceland", "'IS'", "Argentina", "Atlantis", str(member.id)))


async def test_s48_pages_of_the_servers_own_come_last_and_are_marked(world: World) -> None:
    await add_own(world, OWN)
    member = world.members[0]
    about = await member.slash(world.channel, "about")

    for first in (
        await member.slash(world.channel, "resources"),
        await member.slash(world.channel, "resources", country="GB"),
        await member.click(about.response, label="Get help"),
    ):
        everything = "\n".join(await all_pages(member, first))
        hosts = world.app.services.help.resources[-1]
        assert everything.index(OWN.url) > everything.index(hosts.url)
        assert OWN_MARK in everything[everything.index(OWN.url) :]
        assert everything.count(OWN_MARK) == 1


async def test_a_shared_page_has_the_pages_of_the_servers_own(world: World) -> None:
    await add_own(world, OWN)
    member = world.members[0]
    result = await member.slash(world.channel, "resources", country="GB")
    pages = await all_pages(member, result)
    await member.click(result.response, label="Share here")

    assert OWN.url in pages[-1]
    assert OWN.url in shown(posts(world)[-1])


async def test_in_a_direct_message_there_is_nothing_of_a_server(world: World) -> None:
    await add_own(world, OWN)
    await config(world, "country", country="GB")
    somebody = world.env.create_user("somebody")

    result = await somebody.slash("resources")

    assert "United Kingdom" not in labels(result)
    assert OWN.url not in "\n".join(await all_pages(somebody, result))


async def test_s25_the_help_button_reads_about_as_long_as_the_panel(world: World) -> None:
    member = world.members[0]
    panel = await member.slash(world.channel, "metoo")
    help_page = await member.click(panel.response, label="Get help")

    assert help_page.ephemeral
    assert 0.6 < len(words(help_page)) / len(words(panel)) < 1.4
    assert words(help_page) == words(await member.slash(world.channel, "resources"))


async def test_s25_s42_s43_every_answer_is_private_with_the_way_out(world: World) -> None:
    member = world.members[0]
    for options in ({}, {"country": "GB"}, {"country": "nowhere"}):
        result = await member.slash(world.channel, "resources", **options)
        assert result.ephemeral
        assert "Leave quickly" in labels(result)
        leave = next(part for part in controls(result) if part.get("label") == "Leave quickly")
        assert leave["url"].startswith("https://")
        assert "custom_id" not in leave
        assert "Dismiss" in words(result)


async def test_s47_help_answers_show_no_previews(world: World) -> None:
    result = await world.members[0].slash(world.channel, "resources", country="GB")

    assert result.response.flags.suppress_embeds
    await world.members[0].click(result.response, label="Share here")
    assert posts(world)[-1].flags.suppress_embeds


async def test_another_country_is_chosen_from_the_menus(world: World) -> None:
    member = world.members[0]
    result = await member.slash(world.channel, "resources")
    menus = [part for part in controls(result) if part["type"] == 3]
    offered = [option["value"] for menu in menus for option in menu["options"]]
    assert len(menus) == 2
    assert sorted(offered) == sorted(country.code for country in world.app.services.help.all_countries)
    assert menus[0]["placeholder"].startswith("Argentina to ")

    await member.select(result.response, ["US"], custom_id=menus[1]["custom_id"])

    assert result.response.ephemeral
    assert "## United States" in words(result)


async def test_countries_are_found_by_the_names_people_use(world: World) -> None:
    async def first(typed: str) -> str:
        return (await world.members[0].autocomplete(world.channel, "resources", "country", typed))[0]["value"]

    assert [await first(typed) for typed in ("UK", "deutschland", "united st", "Fra")] == ["GB", "DE", "US", "FR"]
    assert len(await world.members[0].autocomplete(world.channel, "resources", "country", "")) == 25


@pytest.mark.parametrize("typed", [f"Ireland{'!' * 90}", "Ireland:", "\u200dIreland"])
async def test_however_a_country_is_spelt_its_pages_can_be_turned(world: World, typed: str) -> None:
    member = world.members[0]
    plainly = await all_pages(member, await member.slash(world.channel, "resources", country="IE"))
    assert await all_pages(member, await member.slash(world.channel, "resources", country=typed)) == plainly


async def test_it_works_in_a_direct_message(world: World) -> None:
    somebody = world.env.create_user("somebody")
    result = await somebody.slash("resources", country="GB")

    assert result.ephemeral
    assert "**999**" in words(result)
    assert "Share here" not in labels(result)


async def test_what_is_shared_has_neither_menus_nor_a_name(world: World) -> None:
    member = world.members[0]
    private = await member.slash(world.channel, "resources", country="GB")

    await member.click(private.response, label="Share here")

    (post,) = posts(world)
    assert [part.get("label") for part in controls(post)] == ["Get help", "Leave quickly"]
    assert "Phone: **" in shown(post)
    assert member.name not in shown(post)
    assert "To close this page" not in shown(post)
    assert "Germany" not in shown(post)
    pressed = await world.members[1].click(post, label="Get help")
    assert pressed.ephemeral
    assert "United Kingdom" not in words(pressed).splitlines()[1]


def test_pages_for_one_topic_follow_the_directories(content: Any, directory: Directory) -> None:
    resources = tuple(resource for campaign in content.catalogue for resource in campaign.resources)
    message = "\n".join(help_blocks(EN, directory.help(None, TODAY), resources))

    assert resources
    for resource in resources:
        assert resource.url in message
        assert message.index(resource.url) > message.index(directory.directories[-1].url)


def test_what_is_not_known_is_said_to_be_so(directory: Directory) -> None:
    given, helpline, _ = numbered(directory)[0]
    bare = replace(helpline, hours="", languages=(), audience="")
    block = helpline_block(EN, replace(given.helplines[0], helpline=bare))

    assert "Hours: not known" in block
    assert "Languages: not known" in block
    assert "For: not known" in block
    assert "not known" not in helpline_block(EN, replace(given.helplines[0], helpline=replace(bare, phone="")))


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (1, [1]), (25, [25]), (26, [13, 13]), (60, [20, 20, 20])])
def test_the_menus_hold_all_countries(directory: Directory, count: int, sizes: list[int]) -> None:
    countries = [
        replace(directory.countries[0], code=f"{number:02}", name=f"Land {number:02}") for number in range(count)
    ]

    assert [len(menu.options) for menu in country_menus(EN, countries)] == sizes


def test_names_come_in_the_language_of_the_reader(directory: Directory) -> None:
    german = Text("de", [])

    assert country_name(EN, directory.find("HK")) == directory.find("HK").name
    assert country_name(german, directory.find("DE")) == "Deutschland"
    assert language_names(EN, ["en", "no", "pt-BR", "tlh-x"]) == "English, Norwegian, Brazilian Portuguese, tlh-x"
    assert language_names(german, ["fr"]) == "Französisch"
