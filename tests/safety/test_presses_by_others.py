"""Presses from where they do not belong: another server, another person's page, a campaign or a server that is gone.

Each action of the bot, members' and moderators', gets a row for each of these. Whatever is answered is private, tells
nothing of anybody, and changes nothing where the person has no business (S24 to S26).
"""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import discord
import pytest

from cogs._presses import FORM
from tests.cogs.simulated_server import CONFIG, World, posts, words
from tests.safety.safety_presses import SENTENCES, Row, kept, members_rows, moderators_rows, said, use

TOLD = ("Spring Walk", "town hall", "library", "What happened there", "18:00", "Europe/Dublin")
"""What the first server has set and brought itself: no other one may hear of it."""
OWN_PAGE = ("config-log", FORM + "config-save", FORM + "config-defaults-save", FORM + "config-schedule-save")
"""Where the second server's moderator has what they have typed themselves on the page."""


@pytest.fixture
def world(calm_world: World) -> World:
    return calm_world


def elsewhere(world: World) -> tuple[Any, Any, Any]:
    """Another server of the same bot where nothing was set, its channel, and its moderator."""
    guild = world.env.create_guild()
    channel = guild.create_text_channel("general")
    managers = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
    return guild, channel, guild.add_member(world.env.create_user("stranger"), roles=[managers])


async def rows_of(world: World) -> dict[str, Row]:
    """Also with the first server's own campaign in the place of the host's."""
    rows = {**members_rows(world), **await moderators_rows(world)}
    own = {
        f"{action} of the own campaign": Row(("spring", *row.arguments[1:]), row.values, row.fields)
        for action, row in rows.items()
        if row.arguments[:1] == ("metoo",)
    }
    return {**rows, **own}


async def answered(person: Any, page: Any, action: str, row: Row) -> tuple[Any, str]:
    """What came of a press on the person's private page, and what they read."""
    result = await use(person, page, page.response, action.partition(" ")[0], row)
    assert (result.response or page.response).ephemeral, action
    answer = said(result, page.response)
    assert SENTENCES["went wrong"] not in answer, action
    return result, answer


async def test_s24_s25_in_another_server_nothing_of_the_first_one_is_told_or_changed(world: World) -> None:
    rows = await rows_of(world)
    await world.add(3)
    guild, channel, stranger = elsewhere(world)
    page = await stranger.slash(channel, "help")
    before, standing = kept(world), len(posts(world))
    told: list[str] = []

    for action, row in rows.items():
        result, answer = await answered(stranger, page, action, row)
        if action not in OWN_PAGE:
            told += [f"{action}: {words}" for words in TOLD if words in answer + str(result.modal or "")]
    changed = set(before) ^ set(kept(world))

    assert told == []
    assert [line for line in changed if str(guild.id) not in line] == []
    assert len(posts(world)) == standing


async def test_s25_in_another_channel_all_is_as_private_and_nothing_is_posted(world: World) -> None:
    rows = members_rows(world)
    other = world.guild.create_text_channel("another")
    shared = [action for action in rows if action.startswith("share-")]

    page = await world.members[0].slash(other, "help")
    for action, row in rows.items():
        await answered(world.members[0], page, action, row)
    assert posts(world) == []
    public = [message for message in other.history() if not message.flags.ephemeral]
    assert len(public) == 1, f"one of {shared} was shared where it was pressed; for the others it was too soon"


# A campaign, or a server, that is not what it was when the page was opened.


LAST = ("add", "withdraw", "forget-now", "share", "quote", "show-quote")
"""What changes entries comes last; what is shared once, and what chance chooses, is left out."""


async def _erase(world: World) -> None:
    page = await world.moderator.slash(world.channel, "config erase")
    await use(world.moderator, page, page.response, FORM + "config-erase", Row(fields={"word": "erase"}))


async def _pause(world: World) -> None:
    await world.moderator.slash(world.channel, "config campaign", action="pause", campaign="metoo")


async def _end(world: World) -> None:
    await world.moderator.slash(world.channel, "config campaign", action="end", campaign="metoo")


async def _leave(world: World) -> None:
    await world.app.services.campaigns.left(world.guild.id)


async def _come_back(world: World) -> None:
    await _leave(world)
    await world.app.services.campaigns.joined(world.guild.id)


CHANGES: Mapping[str, Callable[[World], Awaitable[None]]] = {
    "paused": _pause,
    "ended": _end,
    "erased": _erase,
    "left": _leave,
    "left and came back": _come_back,
}


@pytest.mark.parametrize("change", CHANGES)
async def test_s24_s26_after_a_change_everybody_reads_the_same(world: World, change: str) -> None:
    """A member who is counted and one who is not press everything on pages of before; then nobody is counted."""
    rows = members_rows(world)
    await world.add(1)
    pages = [(person, await person.slash(world.channel, "metoo")) for person in world.members[:2]]
    await CHANGES[change](world)
    before = kept(world)

    for action in [*(each for each in rows if not each.startswith(LAST)), *LAST[:3]]:
        if action == LAST[0]:
            assert kept(world) == before
        one, another = [(await answered(person, page, action, rows[action]))[1] for person, page in pages]
        assert one == another, action
    assert marks(world) == 0


@pytest.mark.parametrize("change", CHANGES)
async def test_after_a_change_every_press_of_a_moderator_is_answered_calmly(world: World, change: str) -> None:
    rows = {action: row for action, row in (await moderators_rows(world)).items() if action != FORM + "config-erase"}
    page = await world.moderator.slash(world.channel, "config show")
    await CHANGES[change](world)

    for action, row in rows.items():
        result = await use(world.moderator, page, page.response, action, row)
        assert SENTENCES["went wrong"] not in said(result, page.response), action
        assert page.response.ephemeral


async def test_s46_after_its_file_is_gone_a_campaign_can_only_be_left(world: World, tmp_path: Path) -> None:
    rows, own = members_rows(world), "metoo"
    await world.add(1)
    config = tmp_path / "config"
    shutil.copytree(CONFIG, config)
    (config / "campaigns" / f"{own}.toml").unlink()
    pages = [(person, await person.slash(world.channel, own)) for person in world.members[:2]]

    async with world.reopened(config) as later:
        for person, page in pages:
            for action, row in rows.items():
                _, answer = await answered(person, page, action, row)
                if row.arguments[:1] == (own,) and action != "withdraw":
                    assert SENTENCES["no campaign"] in answer, (action, answer)
        assert marks(later) == 0


# Somebody else's page.


@pytest.fixture
def _anybody_sees_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord shows a private page to nobody else, and lets nobody else press on it. Here it does."""
    for module in ("actors", "_modal"):
        monkeypatch.setattr(f"simcord.{module}.can_access_message", Mock(return_value=True))


@pytest.mark.usefixtures("_anybody_sees_anything")
async def test_nothing_of_config_can_be_pressed_on_the_page_of_another_moderator(world: World) -> None:
    rows = await moderators_rows(world)
    managers = world.guild.create_role("Others", permissions=discord.Permissions(manage_guild=True))
    other = world.guild.add_member(world.env.create_user("other"), roles=[managers])
    page = await world.moderator.slash(world.channel, "config show")
    before, standing = kept(world), words(page)

    for person in (other, world.members[0]):
        own = await person.slash(world.channel, "help")
        for action, row in rows.items():
            result = await use(person, own, page.response, action, row)
            assert SENTENCES["not allowed"] in words(result), action
            assert result.ephemeral, action
    assert kept(world) == before
    assert SENTENCES["not allowed"] not in standing


@pytest.mark.usefixtures("_anybody_sees_anything")
async def test_s24_s26_on_the_page_of_another_member_a_press_is_the_presser_s_own(world: World) -> None:
    first, second = world.members[:2]
    await world.add(1)
    page = await first.slash(world.channel, "metoo")

    await second.click(page.response, label="Withdraw")
    assert marks(world) == 1, "that of the first member"
    await second.click(page.response, label="Add me")
    assert marks(world) == 2
    await first.click(page.response, label="Withdraw")
    assert marks(world) == 1, "that of the second member"


async def test_s25_a_bot_that_presses_is_answered_like_a_person(world: World) -> None:
    """Discord lets no bot press; one that did would be told as little."""
    machine = world.guild.add_member(world.env.create_user("machine", bot=True))
    pages = [(person, await person.slash(world.channel, "help")) for person in (machine, world.members[0])]
    for action, row in members_rows(world).items():
        if action.startswith(LAST[3:]):
            continue
        told, usual = [(await answered(person, page, action, row))[1] for person, page in pages]
        assert told == usual, action


def marks(world: World) -> int:
    """How many are counted: for the test alone."""
    return sum(line.startswith('INSERT INTO "entries"') for line in kept(world))
