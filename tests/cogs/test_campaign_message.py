"""The campaign message and its four buttons."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import discord
import pytest
from simulated_server import CONFIG, World, labels, open_world, words

from bot import text
from bot.content import load_content
from cogs._layout import fits
from cogs.campaign_message import learning, standing

FOUR_BUTTONS = ["I stand with survivors", "Me too", "Get help", "Learn more"]


async def post(world: World, campaign: str = "metoo") -> Any:
    await world.moderator.slash(world.channel, "config post", campaign=campaign)
    return world.channel.last_message


def public_words(world: World) -> str:
    message = world.channel.last_message
    return "\n".join(part.content for part in message.components[0].children if hasattr(part, "content"))


async def test_it_shows_the_published_number_and_four_buttons(world: World) -> None:
    message = await post(world)

    assert labels_of(message) == FOUR_BUTTONS
    assert "fewer than 10" in public_words(world)


async def test_it_follows_each_publication(world: World) -> None:
    message = await post(world)
    await world.add(12)
    assert "fewer than 10" in public_words(world)

    await world.tick()

    assert world.channel.last_message.id == message.id
    assert "At least **10**" in public_words(world)


async def test_s25_each_button_answers_alone_and_in_the_same_form(world: World) -> None:
    message = await post(world)
    answers = {label: await world.members[0].click(message, label=label) for label in FOUR_BUTTONS}

    lengths = {label: len(re.sub(r"\]\(<.*?>\)", "", words(answer))) for label, answer in answers.items()}
    assert all(answer.ephemeral for answer in answers.values())
    assert all("Leave quickly" in labels(answer) for answer in answers.values())
    assert max(lengths.values()) < 1.6 * min(lengths.values()), lengths


async def test_s16_a_press_does_not_touch_the_message(world: World) -> None:
    message = await post(world)
    before = public_words(world)
    panel = await world.members[0].click(message, label="Me too")
    await world.members[0].click(panel.response, label="Add me")

    assert public_words(world) == before
    assert world.channel.last_message.edited_at is None


async def test_its_buttons_live_through_a_restart(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        message = await post(world)
        async with world.reopened() as again:
            panel = await again.members[0].click(message, label="Me too")
            assert "What is kept" in words(panel)


async def test_s46_pausing_hides_the_number_on_the_message_at_once(world: World) -> None:
    await post(world)
    await world.add(12)
    await world.tick()
    await world.moderator.slash(world.channel, "config campaign", action="pause", campaign="metoo")

    assert "10" not in public_words(world)
    assert "paused" in public_words(world)
    assert labels_of(world.channel.last_message) == FOUR_BUTTONS


async def test_s46_a_moderator_is_told_when_the_message_does_not_follow_yet(world: World) -> None:
    await post(world)
    world.env.inject_error("PATCH", "/channels/*/messages/*", status=500, times=9)
    said = await world.moderator.slash(world.channel, "config campaign", action="pause", campaign="metoo")

    assert "does not show this yet" in words(said)


async def test_a_message_that_the_bot_cannot_see_for_a_while_is_not_given_up(world: World) -> None:
    message = await post(world)
    await world.add(12)
    world.env.inject_error("PATCH", "/channels/*/messages/*", status=403, code=50013)
    await world.tick()
    assert "fewer than 10" in public_words(world)

    await world.app.timed.run_due()

    assert "At least **10**" in public_words(world)
    assert world.channel.last_message.id == message.id


async def test_a_message_that_may_not_be_edited_any_more_is_posted_anew(world: World) -> None:
    old = await post(world)
    await world.add(12)
    world.env.inject_error("PATCH", "/channels/*/messages/*", status=400, code=30046)
    await world.tick()

    assert world.channel.last_message.id != old.id
    assert len(world.channel.history()) == 1
    assert "At least **10**" in public_words(world)


async def test_a_button_of_an_ended_campaign_says_what_still_works(world: World) -> None:
    message = await post(world)
    await world.moderator.slash(world.channel, "config campaign", action="end", campaign="metoo")

    panel = await world.members[0].click(message, label="Me too")

    assert panel.ephemeral
    assert "has ended here" in words(panel)
    assert "Withdrawing works" in words(panel)


async def test_s3_s12_a_campaign_whose_file_is_gone_has_ended_and_can_be_withdrawn_from(
    tmp_path: Path, world: World
) -> None:
    await post(world)
    await world.add(12)
    await world.tick()
    panel = await world.members[0].slash(world.channel, "metoo")
    config = tmp_path / "config"
    shutil.copytree(CONFIG, config)
    (config / "campaigns" / "metoo.toml").unlink()
    async with world.reopened(config) as again:
        await again.app.services.campaigns.end_removed()
        await again.app.timed.run_due()
        said = await again.members[0].click(panel.response, label="Withdraw")
        again.clock.advance(days=7)
        await again.app.services.campaigns.end_removed()
        await again.tick(days=90)
        await again.app.store.purge(again.clock())

        assert "You are not counted" in words(said)
        assert "has ended here" in public_words(again)
        assert "10" not in public_words(again)
        with closing(sqlite3.connect(again.app.settings.database)) as connection:
            assert connection.execute("SELECT COUNT(*) FROM entries").fetchone() == (0,)


async def test_a_campaign_whose_file_comes_back_goes_on(tmp_path: Path, world: World) -> None:
    await post(world)
    await world.add(12)
    await world.tick()
    config = tmp_path / "config"
    shutil.copytree(CONFIG, config)
    (config / "campaigns" / "metoo.toml").unlink()
    async with world.reopened(config) as without:
        await without.app.services.campaigns.end_removed()
        await without.app.timed.run_due()
        assert "has ended here" in public_words(without)
    async with world.reopened() as again:
        again.clock.advance(days=30)
        await again.app.services.campaigns.end_removed()
        await again.app.timed.run_due()
        assert "At least **10**" in public_words(again)


async def test_a_button_that_this_version_does_not_have_says_so(world: World) -> None:
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.ActionRow(discord.ui.Button(label="Old", custom_id="gone:metoo")))
    view.add_item(discord.ui.ActionRow(discord.ui.Button(label="Odd", custom_id="add:metoo:more")))
    channel = world.app.client.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.send(view=view)
    for label in ("Old", "Odd"):
        said = await world.members[0].click(world.channel.last_message, label=label)
        assert said.ephemeral
        assert "older page" in words(said)


async def test_a_deleted_message_is_not_looked_for_again(world: World) -> None:
    message = await post(world)
    await world.moderator.delete(message)
    await world.tick()

    assert not await world.app.store.stale_posts()


async def test_s20_the_member_count_is_asked_for_at_the_tick(world: World) -> None:
    counted = world.app.client.get_guild(world.guild.id)
    assert counted is not None
    asked = [request for request in world.env.http_requests if request.path.startswith("/guilds/")]
    await world.tick()

    assert len([request for request in world.env.http_requests if request.path.startswith("/guilds/")]) > len(asked)


@pytest.mark.parametrize("campaign", ["metoo", "16days"])
def test_the_longest_shipped_content_fits(campaign: str) -> None:
    content = load_content(Path(__file__).parents[2] / "config")
    words_of = text.load().source
    shown = content.catalogue.get(campaign)

    assert fits(standing(words_of, shown))
    assert fits(learning(words_of, shown))


def labels_of(message: Any) -> list[str]:
    return [button.label for row in message.components[0].children for button in getattr(row, "children", [])]
