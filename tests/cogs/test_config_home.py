"""The home of /config: setting a server up from there, what it shows, and what needs attention."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from moderating import ME_TOO, SIXTEEN_DAYS, config, recorded_post, told
from simulated_server import CONFIG, START, World, all_pages, controls, labels, open_world, posts, size, words

from bot.domain import limits
from bot.domain.schedule import Content, Schedule
from bot.domain.server import Edit
from bot.domain.tally import Rules, TallyId


async def press(world: World, page: Any, label: str) -> str:
    """What the page says once the button was pressed: it is the same private message."""
    message = page.response.id
    await world.moderator.click(page.response, label=label)
    assert page.response.id == message
    assert page.response.ephemeral
    characters, components = size(page)
    assert characters <= limits.MESSAGE_TEXT
    assert components <= limits.MESSAGE_COMPONENTS
    assert labels(page)[-2:] == ["Get help", "Leave quickly"]
    return words(page)


def tally_id(world: World, campaign: str = "metoo") -> TallyId:
    return TallyId(world.guild.id, campaign)


async def schedule(world: World, channel: Any) -> None:
    planned = Schedule(channel.id, frozenset({0, 2}), time(18, 0), "Europe/Berlin", Content.QUOTE)
    due = START + timedelta(days=2)
    await world.app.store.set_schedule(tally_id(world), planned, due, Edit(world.moderator.id, START))


# Setting up


async def test_three_presses_set_a_server_up(tmp_path: Path) -> None:
    async with open_world(tmp_path, campaign=None) as world:
        home = await config(world, "show")
        assert f"First step: press “Start {ME_TOO}”" in words(home)

        said = await press(world, home, f"Start {ME_TOO}")
        assert "Before: not started\nNow: running" in said
        assert "Next: press “Campaign message”" in said
        form = await world.moderator.click(home.response, label="Campaign message")
        assert prefilled(form) == [world.channel.id]
        await world.moderator.submit_modal(form, {"channel": [world.channel]})

        [message] = posts(world)
        assert recorded_post(world) == (world.channel.id, message.id)
        assert "Nothing is left to do" in words(home)
        assert "What needs attention\nNothing." in await press(world, home, "All settings")


def prefilled(form: Any) -> list[int]:
    menu = form.modal["components"][0]["component"]
    return [int(each["id"]) for each in menu.get("default_values", [])]


async def test_three_commands_do_the_same(tmp_path: Path) -> None:
    async with open_world(tmp_path, campaign=None) as world:
        assert "/config post" in await told(world, "campaign", action="start")
        await config(world, "post")
        said = await told(world, "show")

    assert "What needs attention\nNothing." in said
    assert f"{ME_TOO}: running" in said
    assert f"https://discord.com/channels/{world.guild.id}/{world.channel.id}/" in said
    assert "Next update <t:" in said


async def test_a_new_server_is_told_the_first_step(tmp_path: Path) -> None:
    async with open_world(tmp_path, campaign=None) as world:
        home = await config(world, "show")

    assert "No campaign has been started here." in words(home)
    assert f"Not started here\n{ME_TOO}, {SIXTEEN_DAYS}." in words(home)
    ways = ["Server defaults", "Change log", "Get help", "Leave quickly"]
    assert labels(home) == [f"Start {ME_TOO}", ME_TOO, SIXTEEN_DAYS, *ways]


# What it shows


async def test_both_campaigns_stand_on_it(world: World) -> None:
    await world.start_campaign("16days")
    await config(world, "post")
    await config(world, "channel", channel=world.channel, campaign="16days")

    home = await config(world, "show")

    assert f"{ME_TOO}: running" in words(home)
    assert f"{SIXTEEN_DAYS}: running" in words(home)
    assert f"Campaign message: <#{world.channel.id}>, not posted yet" in words(home)
    assert labels(home) == [ME_TOO, SIXTEEN_DAYS, "Server defaults", "Change log", "Get help", "Leave quickly"]


async def test_the_defaults_of_the_server_stand_on_it(world: World) -> None:
    assert "Country offered first: none\nShare here: on" in await told(world, "show")
    store, edit = world.app.store, Edit(world.moderator.id, START)
    await store.set_country(world.guild.id, "IE", edit)
    await store.set_sharing(world.guild.id, sharing=False, edit=edit)
    await store.set_total(world.guild.id, total=True, edit=edit)

    said = await told(world, "show")

    assert f"Default campaign: {ME_TOO}\nLanguage of what the bot posts: English" in said
    assert "Country offered first: Ireland\nShare here: off" in said
    assert "Total across servers: this server's published numbers are part of it" in said


async def test_what_differs_from_the_usual_counting_is_shown(world: World) -> None:
    assert "Counting:" not in await told(world, "show")
    store, edit = world.app.store, Edit(world.moderator.id, START)
    await store.set_rules(tally_id(world), Rules(25, timedelta(days=7)), edit)
    await store.set_milestones(tally_id(world), posted=True, edit=edit)

    said = await told(world, "show")

    assert "shown from 25 people on" in said
    assert "looked at at most once a week" in said
    assert "Milestone posts: on" in said


async def test_the_schedule_and_the_next_post_are_shown(world: World) -> None:
    assert "Scheduled posts: none" in await told(world, "show")
    await schedule(world, world.channel)

    assert f"Mon, Wed at 18:00 (Europe/Berlin): a quote, in <#{world.channel.id}>\nNext post <t:" in await told(
        world, "show"
    )
    assert "Nothing is posted while the campaign is not running" in await told(world, "campaign", action="pause")


async def test_s14_nine_look_exactly_like_none_to_a_moderator(tmp_path: Path) -> None:
    seen: list[list[str]] = []
    for count in (0, limits.THRESHOLD - 1):
        async with open_world(tmp_path / str(count)) as world:
            await config(world, "channel", channel=world.channel)
            await world.add(count)
            await world.tick()
            tally = words(await world.moderator.slash(world.channel, "tally"))
            home = await config(world, "show")
            seen.append([words(home), tally, await press(world, home, ME_TOO), await press(world, home, "Pause")])

    none, nine = seen
    assert none == nine
    assert "fewer than 10" in none[0]


async def test_s14_it_shows_the_published_number_and_nothing_newer(world: World) -> None:
    await world.add(13)
    assert "fewer than 10" in await told(world, "show")

    await world.tick()

    said = await told(world, "show")
    assert "At least **10** people" in said
    assert "13" not in re.sub(r"\d{9,}", "", said)


# Many campaigns


async def test_a_server_with_as_many_campaigns_as_a_host_may_have_turns_pages(tmp_path: Path) -> None:
    names = [f"campaign{number:02}" for number in range(limits.CAMPAIGNS)]
    folder = many_campaigns(tmp_path / "config", names)
    async with open_world(tmp_path / "data", config=folder, members=0, campaign=None) as world:
        for name in names:
            await world.start_campaign(name)
            await config(world, "campaign", action="default", campaign=name)
        home = await config(world, "show")
        said = "\n".join(await all_pages(world.moderator, home))
        [menu] = [each for each in controls(home) if each["type"] == 3]
        await world.moderator.select(home.response, ["campaign07"], custom_id=menu["custom_id"])

    assert all(re.search(rf"### {name}x*: running", said) for name in names)
    assert said.count("has not been posted") == len(names)
    assert [each["value"] for each in menu["options"]] == names
    assert words(home).startswith("## campaign07")


async def test_a_servers_own_campaigns_come_on_top_of_those(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"campaign{number:02}" for number in range(limits.CAMPAIGNS)]
    folder = many_campaigns(tmp_path / "config", names)
    async with open_world(tmp_path / "data", config=folder, members=0, campaign=None) as world:
        own = [own_campaign(world, f"own{number}") for number in range(limits.OWN_CAMPAIGNS)]
        available = world.app.services.campaigns.available

        async def with_own(server_id: int | None) -> Sequence[Any]:
            return [*await available(server_id), *own]

        monkeypatch.setattr(world.app.services.campaigns, "available", with_own)
        home = await config(world, "show")
        pages = await all_pages(world.moderator, home)

    menus = [each for each in controls(home) if each["type"] == 3]
    assert [len(menu["options"]) for menu in menus] == [limits.SELECT_OPTIONS, limits.OWN_CAMPAIGNS]
    assert pages


def own_campaign(world: World, campaign_id: str) -> Any:
    return replace(world.app.services.campaigns.catalogue.default, id=campaign_id, name=campaign_id, own=True)


def many_campaigns(folder: Path, names: Sequence[str]) -> Path:
    (folder / "campaigns").mkdir(parents=True)
    shutil.copy(CONFIG / "helplines.toml", folder)
    pattern = (CONFIG / "campaigns" / "16days.toml").read_text()
    for name in names:
        written = pattern
        for key, value in {"id": name, "name": name.ljust(limits.CONTENT_NAME, "x"), "command": name}.items():
            written = re.sub(rf'^{key} = ".*"$', f'{key} = "{value}"', written, count=1, flags=re.MULTILINE)
        (folder / "campaigns" / f"{name}.toml").write_text(written)
    return folder
