"""`/about`, `/timeline` and `/quote`, as a member reads them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
import pytest
from simulated_server import World, all_pages, controls, labels, posts, pressable, shown, words

from bot import text
from bot.domain.campaign import Campaign, Event, Fact, PartialDate, Quote, Source
from bot.domain.errors import StoreUnavailable
from cogs._layout import fits, page, plain
from cogs.content import about, quote_blocks, timeline

COMMANDS = ("about", "timeline", "quote")
CAMPAIGNS = ("metoo", "16days")
EN = text.load().source


def campaign_of(world: World, campaign_id: str = "metoo") -> Campaign:
    return world.app.services.campaigns.catalogue.get(campaign_id)


def warned(world: World) -> tuple[Campaign, Quote]:
    return next(
        (each, quote) for each in world.app.services.campaigns.catalogue for quote in each.quotes if quote.warning
    )


def unwarned(campaign: Campaign) -> list[Quote]:
    return [quote for quote in campaign.quotes if not quote.warning]


def draw(world: World, monkeypatch: pytest.MonkeyPatch, quote: Quote) -> None:
    """Let chance come to this quote."""

    def chosen(*_: object) -> Quote:
        return quote

    monkeypatch.setattr(world.app.services.library, "quote", chosen)


def change(world: World, monkeypatch: pytest.MonkeyPatch, campaign: Campaign) -> None:
    """The host has edited the file and started the bot anew."""

    def get(_: str) -> Campaign:
        return campaign

    monkeypatch.setattr(world.app.services.campaigns.catalogue, "get", get)


@pytest.mark.parametrize("campaign_id", CAMPAIGNS)
async def test_s40_about_tells_every_fact_with_its_date_and_sources(world: World, campaign_id: str) -> None:
    member, campaign = world.members[0], campaign_of(world, campaign_id)
    first = await member.slash(world.channel, "about", campaign=campaign_id)

    said = "\n".join(await all_pages(member, first))

    assert plain(campaign.summary) in said
    assert plain(campaign.hashtag) in said
    for fact in campaign.about:
        assert said.count(plain(fact.text)) == 1
        assert str(fact.date.year) in said
        for source in fact.sources:
            given = source.url or source.remark
            assert given in said or plain(given.removeprefix("http://").removeprefix("www.")) in said


async def test_s40_burke_is_credited_before_milano(world: World) -> None:
    member = world.members[0]
    for command in ("about", "timeline"):
        said = (await all_pages(member, await member.slash(world.channel, command)))[0]
        assert "Burke" in said
        assert "Milano" not in said or said.index("Burke") < said.index("Milano")


async def test_what_you_can_do_shows_every_action_with_its_sources(world: World) -> None:
    member = world.members[0]
    for campaign_id in CAMPAIGNS:
        first = await member.slash(world.channel, "about", campaign=campaign_id)
        await member.click(first.response, label="What you can do")
        said = "\n".join(await all_pages(member, first))
        for action in campaign_of(world, campaign_id).actions:
            assert plain(action.text) in said
        assert said.count("-# Source") == len(campaign_of(world, campaign_id).actions)


@pytest.mark.parametrize("campaign_id", CAMPAIGNS)
@pytest.mark.parametrize("order", ["oldest", "newest"])
async def test_the_timeline_tells_every_event_in_the_order_asked_for(
    world: World, campaign_id: str, order: str
) -> None:
    member, campaign = world.members[0], campaign_of(world, campaign_id)
    first = await member.slash(world.channel, "timeline", campaign=campaign_id, order=order)

    said = "\n".join(await all_pages(member, first))

    events = sorted(campaign.timeline, key=lambda event: event.date.earliest, reverse=order == "newest")
    years = [said.index(plain(event.text)) for event in events if sum(e.date == event.date for e in events) == 1]
    assert years == sorted(years)
    assert all(plain(event.text) in said and plain(event.title) in said for event in events)
    assert said.count("-# Source") == len(events)


async def test_pages_turn_both_ways_and_end(world: World) -> None:
    member = world.members[0]
    first = await member.slash(world.channel, "timeline")
    beginning = words(first)
    assert not pressable(first, "Previous page")

    pages = await all_pages(member, first)
    assert len(pages) > 2
    assert not pressable(first, "Next page")
    await member.click(first.response, label="Previous page")
    assert words(first) == pages[-2]

    await member.click(first.response, label="Newest first")
    assert "newest first" in words(first)
    await member.click(first.response, label="Oldest first")
    assert words(first) == beginning


async def test_a_page_that_the_content_no_longer_has_is_the_last_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    member, campaign = world.members[0], campaign_of(world)
    first = await member.slash(world.channel, "timeline")
    change(world, monkeypatch, replace(campaign, timeline=campaign.timeline[:1]))

    await member.click(first.response, label="Next page")

    assert plain(campaign.timeline[0].text) in words(first)


async def test_a_campaign_without_events_or_quotes_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    change(world, monkeypatch, replace(campaign_of(world), timeline=(), quotes=(), actions=()))
    member = world.members[0]
    for command in ("timeline", "quote"):
        assert "nothing to read here yet" in words(await member.slash(world.channel, command, campaign="metoo"))


async def test_a_quote_has_speaker_date_place_and_source(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for campaign_id in CAMPAIGNS:
        for quote in unwarned(campaign_of(world, campaign_id)):
            draw(world, monkeypatch, quote)
            said = words(await world.members[0].slash(world.channel, "quote", campaign=campaign_id))
            for part in (quote.text, quote.speaker, quote.place, str(quote.date.year)):
                assert plain(part) in said
            assert "Source" in said
            assert not quote.note or plain(quote.note) in said


async def test_another_quote_is_another_one(world: World) -> None:
    member = world.members[0]
    first = await member.slash(world.channel, "quote")
    for _ in range(5):
        before = words(first)
        await member.click(first.response, label="Another quote")
        assert words(first) != before


async def test_quotes_of_one_speaker_stay_with_that_speaker(world: World) -> None:
    member = world.members[0]
    first = await member.slash(world.channel, "quote", speaker="tarana burke")
    for _ in range(6):
        assert "Tarana Burke" in words(first)
        await member.click(first.response, label="Another quote")


async def test_s36_the_words_of_a_warned_quote_come_only_after_show(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign, quote = warned(world)
    draw(world, monkeypatch, quote)
    member = world.members[0]

    first = await member.slash(world.channel, "quote", campaign=campaign.id)

    sent = str(first.response.components)
    assert plain(quote.warning) in words(first)
    assert not any(word in sent for word in (quote.text, plain(quote.text), *quote.text.split(". ")))
    assert not any(source.url in sent for source in quote.sources if source.url)
    assert "Share here" not in labels(first)

    await member.click(first.response, label="Show")
    assert first.response.ephemeral
    assert plain(quote.text) in words(first)
    assert "Source" in words(first)
    assert "Share here" not in labels(first)
    assert "Show" not in labels(first)


async def test_s36_a_quote_that_was_warned_of_since_is_not_shared(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign, member = campaign_of(world), world.members[0]
    draw(world, monkeypatch, unwarned(campaign)[0])
    first = await member.slash(world.channel, "quote")
    quotes = tuple(replace(quote, warning="About violence.") for quote in campaign.quotes)
    change(world, monkeypatch, replace(campaign, quotes=quotes))

    refused = await member.click(first.response, label="Share here")

    assert refused.ephemeral
    assert "has changed" in words(refused)
    assert not posts(world)


@pytest.mark.parametrize(
    ("command", "options", "says"),
    [
        ("about", {"campaign": "nothing"}, "“nothing”"),
        ("timeline", {"campaign": "nothing"}, "“nothing”"),
        ("quote", {"campaign": "nothing"}, "“nothing”"),
        ("quote", {"speaker": "Nobody"}, "“Nobody”"),
    ],
)
async def test_an_unknown_name_is_refused_with_what_to_do(
    world: World, command: str, options: dict[str, str], says: str
) -> None:
    refused = await world.members[0].slash(world.channel, command, **options)

    assert refused.ephemeral
    assert says in words(refused)
    assert "list that appears while you type" in words(refused)
    assert labels(refused) == ["Get help", "Leave quickly"]


async def test_speakers_are_suggested_from_the_campaign_that_is_filled_in(world: World) -> None:
    member = world.members[0]

    async def suggested(typed: str, **filled: str) -> list[str]:
        choices = await member.autocomplete(world.channel, "quote", "speaker", typed, **filled)
        return [choice["value"] for choice in choices]

    assert await suggested("BURKE") == ["Tarana Burke"]
    assert await suggested("", campaign="16days") == list(campaign_of(world, "16days").speakers)[:25]
    assert await suggested("burke", campaign="16days") == []
    assert await suggested("a", campaign="nothing") == []
    assert (await suggested("t"))[0].startswith("T")


@pytest.mark.parametrize("command", COMMANDS)
async def test_s25_s42_s43_every_answer_is_private_with_help_and_the_way_out(world: World, command: str) -> None:
    result = await world.members[0].slash(world.channel, command)

    assert result.ephemeral
    assert labels(result)[-2:] == ["Get help", "Leave quickly"]
    assert next(part for part in controls(result) if part["label"] == "Leave quickly")["url"].startswith("https://")
    assert "To close this page" in words(result)
    assert "Dismiss" in words(result)


@pytest.mark.parametrize("command", COMMANDS)
async def test_it_works_in_a_direct_message_and_cannot_be_shared_there(world: World, command: str) -> None:
    result = await world.env.create_user("somebody").slash(command)

    assert result.ephemeral
    assert "Share here" not in labels(result)
    assert "Get help" in labels(result)


@pytest.mark.parametrize("action", ["pause", "end"])
async def test_s46_reading_goes_on_when_a_campaign_does_not(world: World, action: str) -> None:
    await world.moderator.slash(world.channel, "config campaign", action=action, campaign="metoo")
    for command in COMMANDS:
        assert "MeToo" in words(await world.members[0].slash(world.channel, command, campaign="metoo"))


async def test_reading_goes_on_without_the_database(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> Any:
        raise StoreUnavailable

    monkeypatch.setattr(world.app.store, "server", fail)
    for command in COMMANDS:
        result = await world.members[0].slash(world.channel, command)
        assert "MeToo" in words(result)
        assert "Share here" not in labels(result)


@pytest.mark.parametrize("command", COMMANDS)
async def test_s22_s47_what_is_shared_names_nobody(world: World, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    draw(world, monkeypatch, unwarned(campaign_of(world))[0])
    member = world.members[0]
    private = await member.slash(world.channel, command)

    said = await member.click(private.response, label="Share here")

    (post,) = posts(world)
    assert said.ephemeral
    assert "Your name is not on it" in words(said)
    assert [part["label"] for part in controls(post)] == ["Get help", "Leave quickly"]
    assert member.name not in shown(post)
    assert str(member.id) not in str(shown(post))
    assert not post.mentions
    assert not post.interaction_metadata
    assert post.reference is None
    assert f"/{command}" in shown(post)
    assert "To close this page" not in shown(post)
    assert shown(post).splitlines()[0] == words(private).splitlines()[0]


async def test_the_page_that_is_open_is_the_one_that_is_shared(world: World) -> None:
    member = world.members[0]
    private = await member.slash(world.channel, "timeline", order="newest")
    await member.click(private.response, label="Next page")

    await member.click(private.response, label="Share here")

    assert "Page 2 of" in shown(posts(world)[0])
    assert "newest first" in shown(posts(world)[0])


async def test_a_channel_gets_one_shared_post_in_each_cooldown(world: World) -> None:
    first, second = world.members[:2]
    await first.click((await first.slash(world.channel, "about")).response, label="Share here")

    refused = await second.click((await second.slash(world.channel, "timeline")).response, label="Share here")
    assert refused.ephemeral
    assert "5 minutes" in words(refused)
    assert len(posts(world)) == 1

    world.clock.advance(minutes=5)
    await second.click((await second.slash(world.channel, "timeline")).response, label="Share here")
    assert len(posts(world)) == 2


async def test_who_may_not_write_in_a_channel_may_not_share_there(world: World) -> None:
    silent = {world.guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    quiet = world.guild.create_text_channel("quiet", overwrites=silent)

    assert "Share here" not in labels(await world.members[0].slash(quiet, "about"))


@pytest.mark.parametrize(
    ("who", "says"), [("permissions", "cannot do this here"), ("app_permissions", "Send Messages")]
)
async def test_a_permission_that_was_lost_since_is_refused_privately(
    world: World, monkeypatch: pytest.MonkeyPatch, who: str, says: str
) -> None:
    member = world.members[0]
    private = await member.slash(world.channel, "about")
    monkeypatch.setattr(discord.Interaction, who, discord.Permissions(view_channel=True))

    refused = await member.click(private.response, label="Share here")

    assert refused.ephemeral
    assert says in words(refused)
    assert not posts(world)


async def test_a_server_can_switch_sharing_off(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    member = world.members[0]
    private = await member.slash(world.channel, "about")

    async def off(_: int) -> bool:
        return False

    monkeypatch.setattr(world.app.services.sharing, "allowed", off)
    assert "Share here" not in labels(await member.slash(world.channel, "about"))
    refused = await member.click(private.response, label="Share here")
    assert refused.ephemeral
    assert not posts(world)


async def test_the_longest_content_that_a_file_may_hold_fits(world: World) -> None:
    """Not only what ships: what the limits of a campaign file allow."""
    long = Source("https://" + "a." * 95 + "org/" + "b" * 40, "c" * 10)
    note, words_, name, day = "n" * 250, "w" * 1_000, "s" * 100, PartialDate(2017, 10, 15)
    campaign = replace(
        campaign_of(world),
        summary="s" * 300,
        about=(Fact("a", words_, day, (long,) * 6, note),) * 3,
        timeline=(Event("a", day, name, words_, (long,) * 6, note),) * 3,
    )
    for reading in (about(EN, campaign), timeline(EN, campaign, "newest")):
        assert all(len(leaf) + len(reading.heading) < 3_800 for leaf in reading.pages)
    quote = Quote("q", words_, name, day, name, (long,) * 6, name, note)
    assert fits(page([*quote_blocks(EN, campaign, quote), EN("private-note")]))
