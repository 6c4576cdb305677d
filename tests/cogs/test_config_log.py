"""/config log: who changed what, in words."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from moderating import ME_TOO, SIXTEEN_DAYS, changes, config, told
from simulated_server import START, World, all_pages, labels, posts, words

from bot.domain import limits
from bot.store.moments import from_moment

CADENCE = "cadence of the number"


def log(world: World, setting: str, before: str = "", after: str = "", count: int = 1) -> None:
    """Lines as some version of the bot may have written them."""
    row = (world.guild.id, from_moment(world.clock.now), world.moderator.id, setting, before, after)
    with closing(sqlite3.connect(world.app.settings.database)) as connection, connection:
        connection.executemany("INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?)", [row] * count)


async def newest(world: World) -> str:
    """What the first line says was changed."""
    said = await told(world, "log")
    start = f"<t:{int(world.clock.now.timestamp())}:f>, <@{world.moderator.id}>\n"
    assert start in said
    return said.split(start)[1].split("\n")[0]


async def test_what_was_done_stands_there_newest_first(world: World) -> None:
    await config(world, "post")
    world.clock.advance(hours=1)
    asked = await config(world, "campaign", action="reset")
    await world.moderator.click(asked.response, label="Remove all entries")
    await config(world, "campaign", action="default", campaign="16days")
    await config(world, "campaign", action="pause", campaign="metoo")

    lines = [line for line in (await told(world, "log")).splitlines() if ":" in line and not line.startswith("<t:")]

    assert lines == [
        f"{ME_TOO}, state: running → paused",
        f"default campaign: none → {SIXTEEN_DAYS}",
        f"{ME_TOO}: all entries removed",
        f"{ME_TOO}, campaign message: none → posted in <#{world.channel.id}>",
        f"{ME_TOO}, state: not started → running",
    ]


@pytest.mark.parametrize(
    ("setting", "before", "after", "said"),
    [
        ("sharing", "on", "off", "share here: on → off"),
        ("total", "off", "on", "total across servers: off → on"),
        ("language", "", "en", "language of what the bot posts: none → English"),
        ("country", "IE", "", "country offered first: Ireland → none"),
        ("metoo.state", "running", "ended", f"{ME_TOO}, state: running → ended"),
        ("metoo.post", "7/8", "9", f"{ME_TOO}, campaign message: posted in <#7> → <#9>, not posted yet"),
        ("metoo.threshold", "10", "25", f"{ME_TOO}, threshold of the number: 10 people → 25 people"),
        (
            "metoo.cadence",
            "0",
            "604800",
            f"{ME_TOO}, {CADENCE}: as usual → at most once a week",
        ),
        (
            "metoo.cadence",
            "43200",
            "86400",
            f"{ME_TOO}, {CADENCE}: at most every 12 hours → at most once a day",
        ),
        ("metoo.milestones", "off", "on", f"{ME_TOO}, milestone posts: off → on"),
        ("metoo.quote", "", "We speak", f"{ME_TOO}, quote added: We speak"),
        ("metoo.fact", "Old", "New", f"{ME_TOO}, fact: Old → New"),
        ("metoo.resource", "A page", "", f"{ME_TOO}, resource removed: A page"),
        ("metoo.file", "a" * 61, "b", f"{ME_TOO}, campaign file: {'a' * 59}… → b"),
        ("spring.removed", "", "", "spring: the campaign was removed with all that was counted"),
        (
            "metoo.schedule",
            "",
            "mon wed 18:00 Europe/Berlin quote <#5>",
            f"{ME_TOO}, scheduled posts: none → Mon, Wed at 18:00 (Europe/Berlin): a quote, in <#5>",
        ),
        (
            "metoo.schedule",
            "daily 00:05 UTC turn <#5>",
            "",
            f"{ME_TOO}, scheduled posts: every day at 00:05 (UTC): quotes, facts and resources in turn, in <#5> → none",
        ),
    ],
)
async def test_each_setting_in_words(world: World, setting: str, before: str, after: str, said: str) -> None:
    log(world, setting, before, after)

    assert await newest(world) == said


@pytest.mark.parametrize(
    ("setting", "before", "after", "said"),
    [
        ("colour", "red", "blue", "colour: red → blue"),
        ("metoo.colour", "", "blue", f"{ME_TOO}, colour: none → blue"),
        ("metoo.state", "asleep", "running", f"{ME_TOO}, state: asleep → running"),
        ("metoo.threshold", "many", "10", f"{ME_TOO}, threshold of the number: many → 10 people"),
        ("metoo.cadence", "9" * 30, "x", f"{ME_TOO}, cadence of the number: {'9' * 30} → x"),
        ("metoo.post", "here/there", "", f"{ME_TOO}, campaign message: here/there → none"),
        ("metoo.schedule", "weekly", "someday 25:00 X y z", f"{ME_TOO}, scheduled posts: weekly → someday 25:00 X y z"),
        ("sharing", "maybe", "on", "share here: maybe → on"),
        ("title", "", "x", "title: none → x"),
    ],
)
async def test_what_this_version_does_not_know_is_shown_as_it_is_stored(
    world: World, setting: str, before: str, after: str, said: str
) -> None:
    log(world, setting, before, after)

    assert await newest(world) == said


async def test_s48_words_from_moderators_are_data(world: World) -> None:
    log(world, "metoo.quote", "# [a](https://example.org)", "@everyone\n**b**")

    said = "\\# \\[a\\](https:\\//example.org) → @\u200beveryone \\*\\*b\\*\\*"
    assert await newest(world) == f"{ME_TOO}, quote: {said}"


async def test_pages_turn_and_hold_what_fits(world: World) -> None:
    long = "*_" * 200
    for number in range(9):
        log(world, f"{long}.quote", f"{number}{long}", f"{number}{long}", 5)
    busy = "mon tue wed thu fri sat 18:00 America/Argentina/ComodRivadavia turn <#123456789012345678>"
    log(world, f"{long}.schedule", busy, busy, 10)

    first = await config(world, "log")
    pages = await all_pages(world.moderator, first)

    lines = sum(page.count("<t:") for page in pages)
    assert lines == 9 * 5 + 10 + 1
    assert labels(first) == ["Previous page", "Next page", "All settings", "Get help", "Leave quickly"]
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


async def test_a_page_that_is_gone_meanwhile_is_the_last_one(world: World) -> None:
    log(world, "sharing", "on", "off", 32)
    page = await config(world, "log")
    for _ in range(4):
        await world.moderator.click(page.response, label="Next page")
    with closing(sqlite3.connect(world.app.settings.database)) as connection, connection:
        connection.execute("DELETE FROM changes WHERE rowid > 12")

    await world.moderator.click(page.response, label="Previous page")

    assert "Page 2 of 2" in words(page)
    assert words(page).count("<t:") == 4


async def test_s24_nothing_that_members_do_leaves_a_line(world: World) -> None:
    await config(world, "post")
    before, logged = await told(world, "log"), changes(world)
    [message] = posts(world)
    for member in world.members[:3]:
        for button in ("I stand with survivors", "Me too", "Get help", "Learn more"):
            await member.click(message, label=button)
        panel = await member.slash(world.channel, "metoo")
        await member.click(panel.response, label="Add me")
        await member.click(panel.response, label="Withdraw")
        await member.click(panel.response, label="Add me")
        for command in ("about", "timeline", "quote", "resources", "tally", "privacy", "help"):
            result = await member.slash(world.channel, command)
            if "Share here" in labels(result):
                await member.click(result.response, label="Share here")
            if "Delete what you hold on me" in labels(result):
                await member.click(result.response, label="Delete what you hold on me")
                await member.click(result.response, label="Delete now")

    assert changes(world) == logged
    assert await told(world, "log") == before
    assert not any(str(member.id) in before for member in world.members)


async def test_s12_a_change_is_kept_for_90_days(world: World) -> None:
    assert f"kept for {limits.KEEP_CHANGES.days} days" in await told(world, "log")
    await world.app.store.purge(START + limits.KEEP_CHANGES - timedelta(seconds=1))
    assert "running" in await told(world, "log")

    await world.app.store.purge(START + limits.KEEP_CHANGES)

    assert "Nothing was changed in that time." in await told(world, "log")


async def test_another_servers_changes_are_not_shown(world: World) -> None:
    row = (world.guild.id + 1, from_moment(START), 5, "sharing", "on", "off")
    with closing(sqlite3.connect(world.app.settings.database)) as connection, connection:
        connection.execute("INSERT INTO servers (id) VALUES (?)", row[:1])
        connection.execute("INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?)", row)

    assert "share here" not in await told(world, "log")
