"""/config sharing, language and country: one page and one form for all, and what the change log then holds."""

from __future__ import annotations

import pytest
from filled_forms import offered, opened, sent, values
from moderating import ME_TOO, SIXTEEN_DAYS, changes, config, rows, told
from simulated_server import World, labels, words

from bot.domain import limits
from bot.domain.server import Edit


def logged(world: World) -> list[tuple[str, str, str]]:
    """What the change log got since the campaign was started."""
    return [(setting, before, after) for _, setting, before, after in changes(world)[1:]]


async def test_all_defaults_stand_on_one_page(world: World) -> None:
    for subcommand in ("sharing", "language", "country"):
        said = await told(world, subcommand)
        for part in (
            f"Default campaign: {ME_TOO}",
            "Language of public messages: English",
            "So far the bot speaks English only.",
            "Country offered first: none",
            "Share here: on",
            "Part in the total: off",
            "at least 3 of them show a number",
        ):
            assert part in said
    assert not logged(world)


async def test_sharing_is_turned_off_and_on(world: World) -> None:
    assert "**Share here**\nBefore: on\nNow: off" in await told(world, "sharing", here="off")
    assert "Share here" not in labels(await world.members[0].slash(world.channel, "about"))
    assert "Nothing has changed" in await told(world, "sharing", here="off")
    assert "Before: off\nNow: on" in await told(world, "sharing", here="on")
    assert "Share here" in labels(await world.members[0].slash(world.channel, "about"))
    assert logged(world) == [("sharing", "on", "off"), ("sharing", "off", "on")]


async def test_both_sides_of_sharing_at_once(world: World) -> None:
    said = await told(world, "sharing", here="off", total="on")

    assert "**Share here**\nBefore: on\nNow: off" in said
    assert "**Part in the total**\nBefore: off\nNow: on" in said
    assert logged(world) == [("sharing", "on", "off"), ("total", "off", "on")]


@pytest.mark.parametrize("typed", ["en", "English", " english "])
async def test_the_language_is_found_by_code_and_by_its_own_name(world: World, typed: str) -> None:
    assert "Nothing has changed" in await told(world, "language", language=typed)
    assert (await world.app.store.server(world.guild.id)).language == "en"
    offered = await world.moderator.autocomplete(world.channel, "config language", "language", typed.strip()[:3])
    assert [(each["name"], each["value"]) for each in offered] == [("English", "en")]


async def test_a_language_that_the_bot_does_not_speak_is_refused(world: World) -> None:
    assert "does not speak “Klingon”" in await told(world, "language", language="Klingon")
    assert not logged(world)


async def test_a_new_language_brings_every_campaign_message_up_to_date(world: World) -> None:
    await world.start_campaign("16days")
    for campaign in ("metoo", "16days"):
        await config(world, "post", campaign=campaign)
    await world.tick()
    assert rows(world, "SELECT * FROM tallies WHERE post_stale") == []
    world.env.inject_error("PATCH", "/channels/*", status=500, times=20)

    said = await told(world, "language", language="en")

    assert "does not show this yet" in said
    assert len(rows(world, "SELECT * FROM tallies WHERE post_stale")) == 2


@pytest.mark.parametrize("typed", ["GB", "uk", "united kingdom"])
async def test_s30_s35_the_country_is_offered_and_never_chosen(world: World, typed: str) -> None:
    member = world.members[0]
    before = words(await member.slash(world.channel, "resources"))
    said = await told(world, "country", country=typed)
    assert "**Country offered first**\nBefore: none\nNow: United Kingdom" in said
    assert logged(world) == [("country", "", "GB")]

    page = await member.slash(world.channel, "resources")
    assert words(page) == before, "nothing of the country shows without a choice"
    panel = await member.slash(world.channel, "metoo")
    assert words(await member.click(panel.response, label="Get help")) == before
    chosen = await member.click(page.response, label="United Kingdom")
    assert "**999**" in words(chosen)
    assert "United Kingdom" not in labels(chosen)
    first, second, *_ = await member.autocomplete(world.channel, "resources", "country", "")
    assert (first["value"], second["value"]) == ("GB", "AR")
    typing = await member.autocomplete(world.channel, "resources", "country", "germ")
    assert [each["value"] for each in typing] == ["DE"]


async def test_the_country_is_removed_by_its_button(world: World) -> None:
    assert "No country" not in labels(await config(world, "country"))
    await config(world, "country", country="GB")
    page = await config(world, "country")

    done = await world.moderator.click(page.response, label="No country")

    assert "Before: United Kingdom\nNow: none" in words(done)
    assert "No country" not in labels(done)
    assert logged(world)[1:] == [("country", "GB", "")]
    assert "United Kingdom" not in labels(await world.members[0].slash(world.channel, "resources"))


async def test_an_unknown_country_is_refused_with_what_to_do(world: World) -> None:
    assert "no helplines for “Atlantis”" in await told(world, "country", country="Atlantis")
    form = await opened(world, await config(world, "sharing"))

    refused = await sent(world, form, country="**Atlantis**", sharing="off", language="en")

    assert refused.response.ephemeral
    assert "Change" in labels(refused)
    assert "no helplines for “\\*\\*Atlantis" in words(refused), "S48"
    assert not logged(world), "nothing of the form is kept"


async def test_countries_and_languages_are_found_while_typing(world: World) -> None:
    offers = await world.moderator.autocomplete(world.channel, "config country", "country", "deutschl")
    assert [(each["name"], each["value"]) for each in offers] == [("Germany", "DE")]
    assert await world.moderator.autocomplete(world.channel, "config language", "language", "xx") == []


async def test_the_form_changes_everything_at_once(world: World) -> None:
    page = await config(world, "sharing")
    form = await opened(world, page)
    assert values(form) == {"default": "metoo", "language": "en", "country": "", "sharing": "on", "total": "off"}
    assert offered(form, "default")[:2] == ["metoo", "16days"]

    done = await sent(world, form, default="16days", country=" iceland ", sharing="off", total="on")

    for part in (
        f"**Default campaign**\nBefore: {ME_TOO}\nNow: {SIXTEEN_DAYS}",
        "**Country offered first**\nBefore: none\nNow: Iceland",
        "**Share here**\nBefore: on\nNow: off",
        "**Part in the total**\nBefore: off\nNow: on",
        f"Default campaign: {SIXTEEN_DAYS}",
    ):
        assert part in words(done)
    assert done.response.id == page.response.id
    assert sorted(logged(world)) == [
        ("country", "", "IS"),
        ("default", "", "16days"),
        ("sharing", "on", "off"),
        ("total", "off", "on"),
    ]
    again = await opened(world, page)
    assert values(again)["country"] == "Iceland"
    assert "Before: Iceland\nNow: none" in words(await sent(world, again, country=""))


async def test_a_form_leaves_alone_what_was_not_changed_in_it(world: World) -> None:
    form = await opened(world, await config(world, "sharing"))
    await config(world, "sharing", here="off", total="on")
    await config(world, "country", country="GB")
    before = logged(world)

    assert "Country offered first: United Kingdom" in words(await sent(world, form))
    assert logged(world) == before


async def test_the_later_change_wins_and_says_what_it_replaced(world: World) -> None:
    form = await opened(world, await config(world, "country"))
    await config(world, "country", country="GB")

    assert "Before: United Kingdom\nNow: Germany" in words(await sent(world, form, country="DE"))


async def test_a_country_that_the_host_has_removed_is_offered_to_nobody(world: World) -> None:
    await world.app.store.set_country(world.guild.id, "XX", Edit(1, world.clock()))

    assert "Country offered first: XX" in await told(world, "country")
    assert labels(await world.members[0].slash(world.channel, "resources")).count("XX") == 0
    offers = await world.members[0].autocomplete(world.channel, "resources", "country", "")
    assert len(offers) == limits.AUTOCOMPLETE_CHOICES
    assert "XX" not in [each["value"] for each in offers]


async def test_s8_s35_no_member_and_no_choice_is_in_the_change_log(world: World) -> None:
    await config(world, "country", country="GB")
    page = await world.members[0].slash(world.channel, "resources")
    await world.members[0].click(page.response, label="United Kingdom")

    assert [moderator for moderator, *_ in changes(world)] == [world.moderator.id] * 2
