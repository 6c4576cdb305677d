"""What members see of what a server brings itself: marked, whole, and nowhere else."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from moderating import config, entries
from own_content import CAMPAIGN, FORMS, QUOTE, add_item, apply, second_server
from simulated_server import World, all_pages, labels, posts, pressable, shown, words

from bot.content.own import OwnFileFormat
from bot.domain.campaign import Additions, Fact, PartialDate, Quote, Resource, Source
from bot.domain.server import Edit
from bot.domain.tally import TallyId

ITEM_MARK = "Added by this server's moderators"
CAMPAIGN_MARK = "This campaign was added by this server's moderators"


async def read(world: World, command: str, **options: Any) -> str:
    """All pages of what a member is answered."""
    member = world.members[0]
    return "\n".join(await all_pages(member, await member.slash(world.channel, command, **options)))


async def running(world: World) -> None:
    await apply(world, CAMPAIGN)
    await world.start_campaign("spring")


async def test_s48_own_items_are_marked_where_members_read_them(world: World) -> None:
    for kind in FORMS:
        await add_item(world, kind)
    facts = await read(world, "about")
    quote = await read(world, "quote", speaker="Robin Example")

    assert facts.count(ITEM_MARK) == 1
    assert facts.index("began to meet every month") < facts.index(ITEM_MARK)
    assert "Another page says 2019." in facts
    assert "We were never asked before." in quote
    assert ITEM_MARK in quote


async def test_s34_own_resources_stand_with_the_directories_and_are_marked(world: World) -> None:
    await add_item(world, "resource")
    said = await read(world, "resources")

    assert "Law clinic" in said
    assert ITEM_MARK in said


async def test_s36_the_words_of_an_own_quote_with_a_warning_come_after_a_press(world: World) -> None:
    await add_item(world, "quote", warning="Violence at home")
    member = world.members[0]
    page = await member.slash(world.channel, "quote", speaker="Robin Example")
    assert "Violence at home" in words(page)
    assert QUOTE["text"] not in words(page)
    await member.click(page.response, label="Show")

    assert QUOTE["text"] in words(page)


async def test_own_items_are_never_shown_in_another_server(world: World) -> None:
    for kind in FORMS:
        await add_item(world, kind)
    await apply(world, CAMPAIGN)
    other = second_server(world)

    for command in ("about", "resources"):
        assert ITEM_MARK not in await read(other, command)
    assert "no quote by" in await read(other, "quote", speaker="Robin Example")
    assert "no campaign called" in await read(other, "about", campaign="spring")
    offered = await other.members[0].autocomplete(other.channel, "about", "campaign", "")
    assert "Spring Walk" not in [choice["name"] for choice in offered]


async def test_own_items_are_never_shown_in_a_direct_message(world: World) -> None:
    for kind in FORMS:
        await add_item(world, kind)
    await apply(world, CAMPAIGN)
    user = world.members[0].user
    for command in ("about", "resources"):
        assert ITEM_MARK not in "\n".join(await all_pages(user, await user.slash(command)))
    assert "no quote by" in words(await user.slash("quote", speaker="Robin Example"))
    assert "no campaign called" in words(await user.slash("about", campaign="spring"))


async def test_every_command_that_takes_a_campaign_offers_the_servers_own(world: World) -> None:
    await apply(world, CAMPAIGN)
    member = world.members[0]
    for command in ("about", "timeline", "quote", "tally", "add"):
        [choice] = await member.autocomplete(world.channel, command, "campaign", "walk")
        assert choice == {"name": "Spring Walk", "value": "spring"}


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("about", "The first walk took place."),
        ("timeline", "People walked to the town hall."),
        ("quote", "We were never asked before."),
    ],
)
async def test_an_own_campaign_is_read_like_any_other_and_says_whose_it_is(
    world: World, command: str, said: str
) -> None:
    await apply(world, CAMPAIGN)
    shown_page = await read(world, command, campaign="spring")

    assert said in shown_page
    assert CAMPAIGN_MARK in shown_page


async def test_its_panel_is_opened_with_add_and_counts(world: World) -> None:
    """S1, S3: explained first; adding and withdrawing are one press each."""
    await running(world)
    member = world.members[0]
    panel = await member.slash(world.channel, "add", campaign="spring")
    assert panel.ephemeral
    assert "you don't have to say why" in words(panel)
    assert CAMPAIGN_MARK in words(panel)
    assert labels(panel) == ["Add me", "Withdraw", "Get help", "Leave quickly"]
    assert entries(world) == 0

    await member.click(panel.response, label="Add me")
    assert entries(world) == 1
    await member.click(panel.response, label="Withdraw")
    assert entries(world) == 0


async def count_in(world: World, members: int) -> None:
    for member in world.members[:members]:
        panel = await member.slash(world.channel, "add", campaign="spring")
        await member.click(panel.response, label="Add me")


async def test_its_number_is_published_like_any_other(world: World) -> None:
    """S14 to S16: nothing before the tick, then rounded."""
    await running(world)
    await count_in(world, 13)
    assert "fewer than 10" in (await read(world, "tally", campaign="spring")).casefold()
    await world.tick()

    assert "10" in await read(world, "tally", campaign="spring")
    assert "13" not in await read(world, "tally", campaign="spring")


async def test_s16_its_number_is_not_mixed_with_that_of_another_campaign(world: World) -> None:
    await running(world)
    await count_in(world, 13)
    await world.tick()

    assert "fewer than 10" in (await read(world, "tally", campaign="metoo")).casefold()


async def test_its_campaign_message_works(world: World) -> None:
    await running(world)
    await config(world, "post", campaign="spring")
    [message] = posts(world)
    member = world.members[0]
    assert "#SpringWalk" in shown(message)
    assert CAMPAIGN_MARK in shown(message)

    said = {
        "I stand with survivors": "Walk along",
        "Spring Walk": "you don't have to say why",
        "Get help": "emergency number",
        "Learn more": "The first walk took place.",
    }
    for label, wanted in said.items():
        answer = await member.click(message, label=label)
        assert answer.ephemeral
        assert wanted in words(answer)


async def test_s46_a_paused_own_campaign_hides_its_number_and_lets_people_withdraw(world: World) -> None:
    await running(world)
    await count_in(world, 13)
    await world.tick()
    await config(world, "campaign", action="pause", campaign="spring")
    panel = await world.members[0].slash(world.channel, "add", campaign="spring")
    await world.members[0].click(panel.response, label="Withdraw")

    assert entries(world) == 12


async def test_s4_deleting_what_is_held_covers_an_own_campaign_also_after_it_ended(world: World) -> None:
    await running(world)
    await count_in(world, 1)
    await config(world, "campaign", action="end", campaign="spring")
    member = world.members[0]
    page = await member.slash(world.channel, "privacy")
    await member.click(page.response, label="Delete what you hold on me")
    await member.click(page.response, label="Delete now")

    assert entries(world) == 0


async def test_it_survives_a_restart(world: World) -> None:
    await running(world)
    await count_in(world, 1)
    panel = await world.members[0].slash(world.channel, "add", campaign="spring")
    async with world.reopened() as again:
        await again.members[0].click(panel.response, label="Withdraw")
        assert entries(again) == 0
        assert "The first walk took place." in await read(again, "about", campaign="spring")


async def test_it_can_be_the_servers_default(world: World) -> None:
    await running(world)
    await config(world, "campaign", action="default", campaign="spring")

    assert "The first walk took place." in await read(world, "about")


async def test_an_own_campaign_that_was_never_started_counts_nobody(world: World) -> None:
    await apply(world, CAMPAIGN)
    panel = await world.members[0].slash(world.channel, "add", campaign="spring")

    assert "is not counting in this server" in words(panel)
    assert not pressable(panel, "Add me")


HOSTILE = "## Moderators @everyone <@123> [free](https://evil.example) ||hidden||\u202e"


async def test_s48_hostile_text_that_got_in_all_the_same_is_inert(world: World) -> None:
    """What an older version took, or what somebody wrote into the database."""
    source = (Source("https://example.org", HOSTILE),)
    date = PartialDate(2019)
    own = Additions(
        "metoo",
        about=(Fact("f", HOSTILE, date, source, HOSTILE, own=True),),
        quotes=(Quote("q", HOSTILE, "Robin", date, HOSTILE, source, note=HOSTILE, own=True),),
        resources=(Resource("r", HOSTILE, HOSTILE, HOSTILE, "https://example.org", None, source, own=True),),
    )
    files = OwnFileFormat(world.app.services.campaigns.catalogue, world.clock)
    edit = Edit(world.moderator.id, datetime(2026, 11, 23, tzinfo=UTC))
    tally = TallyId(world.guild.id, "metoo")
    assert await world.app.store.put_file(tally, None, files.dump(own), [], edit, whole=False)

    pages = [
        await read(world, "about"),
        await read(world, "quote", speaker="Robin"),
        await read(world, "resources"),
        words(await config(world, "content")),
        *[words(await config(world, "content", item=item)) for item in ("fact:f", "quote:q", "resource:r")],
        *[words(await config(world, "content", action="remove", item=item)) for item in ("fact:f", "resource:r")],
    ]
    for said in pages:
        assert "everyone" in said
        assert "@everyone" not in said
        assert "\u202e" not in said
        bare = re.sub(r"\\[<|\[#\]]", "", said)
        for live in ("<@123", "||hidden", "[free]"):
            assert live not in bare
        assert "\n## Moderators" not in said
