"""Being counted, as a member sees it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from simulated_server import World, labels, open_world, shown, words

FOUR_BUTTONS = ["Add me", "Withdraw", "Get help", "Leave quickly"]


def entries(world: World) -> set[bytes]:
    """What the database file holds: for the test alone, no command can ask it."""
    with closing(sqlite3.connect(world.app.settings.database)) as connection:
        return {mark for (mark,) in connection.execute("SELECT mark FROM entries")}


async def test_s1_the_first_press_explains_and_stores_nothing(world: World) -> None:
    panel = await world.members[0].slash(world.channel, "metoo")

    assert panel.ephemeral
    assert not entries(world)


async def test_s2_the_consent_text_makes_every_point(world: World) -> None:
    said = words(await world.members[0].slash(world.channel, "metoo"))

    for point in (
        "You don't have to",
        "What is kept",
        "No name, no date, no words",
        "What others see",
        "How long",
        "90 days after the campaign ends",
        "Withdraw is one press",
        "Discord keeps its own records",
        "sees your screen or uses your account",
        "holds both its database and its key",
    ):
        assert point in said


async def test_s3_withdrawing_takes_as_many_presses_as_adding(world: World) -> None:
    member = world.members[0]
    panel = await member.slash(world.channel, "metoo")
    await member.click(panel.response, label="Add me")
    assert len(entries(world)) == 1

    panel = await member.slash(world.channel, "metoo")
    await member.click(panel.response, label="Withdraw")
    assert not entries(world)


async def test_s24_the_panel_is_the_same_for_somebody_counted_and_somebody_not(world: World) -> None:
    counted, other = world.members[:2]
    panel = await counted.slash(world.channel, "metoo")
    await counted.click(panel.response, label="Add me")

    seen_by_counted = await counted.slash(world.channel, "metoo")
    seen_by_other = await other.slash(world.channel, "metoo")

    assert words(seen_by_counted) == words(seen_by_other)
    assert labels(seen_by_counted) == labels(seen_by_other) == FOUR_BUTTONS


@pytest.mark.parametrize("button", ["Add me", "Withdraw"])
async def test_s26_pressing_again_gives_the_same_words(world: World, button: str) -> None:
    member = world.members[0]
    panel = await member.slash(world.channel, "metoo")
    await member.click(panel.response, label="Withdraw" if button == "Add me" else "Add me")

    first = await member.click(panel.response, label=button)
    before = entries(world)
    second = await member.click(panel.response, label=button)

    assert words(first) == words(second)
    assert labels(second) == FOUR_BUTTONS
    assert second.response.ephemeral
    assert second.response.id == panel.response.id, "no earlier answer stays on the screen beside it"
    assert entries(world) == before


async def test_s26_two_presses_at_the_same_moment_make_one_entry(world: World) -> None:
    tallies = world.app.services.tallies

    await asyncio.gather(*[tallies.add(world.guild.id, "metoo", 42) for _ in range(20)])

    assert len(entries(world)) == 1


async def test_s8_the_same_member_has_unrelated_marks_in_two_campaigns(world: World) -> None:
    await world.start_campaign("16days")
    await world.add(1, "metoo")
    await world.add(1, "16days")

    assert len(entries(world)) == 2


async def test_s8_no_id_of_a_member_is_in_the_files(world: World) -> None:
    await world.add(12)
    await world.tick()
    await world.app.store.checkpoint()

    data = b"".join(path.read_bytes() for path in world.app.settings.data.iterdir())
    for member in world.members[:12]:
        assert str(member.id).encode() not in data
        assert member.id.to_bytes(8, "big") not in data
        assert member.id.to_bytes(8, "little") not in data


async def test_s14_nine_look_exactly_like_none(world: World) -> None:
    await world.tick()
    none = words(await world.members[0].slash(world.channel, "tally"))
    await world.add(9)
    world.clock.advance(hours=-24)
    await world.tick()
    nine = words(await world.members[0].slash(world.channel, "tally"))

    assert nine == none
    assert "fewer than 10" in none


async def test_s16_a_press_changes_nothing_that_others_see(world: World) -> None:
    await world.add(30)

    assert "fewer than 10" in words(await world.members[0].slash(world.channel, "tally"))

    await world.tick()
    assert "At least **30**" in words(await world.members[0].slash(world.channel, "tally"))


async def test_s15_the_number_is_rounded_down(world: World) -> None:
    await world.add(14)
    await world.tick()

    said = words(await world.members[0].slash(world.channel, "tally"))
    assert "At least **10**" in said
    assert "14" not in said.replace("1<t:14", "")


async def test_s20_no_number_in_a_small_server(tmp_path: Path) -> None:
    async with open_world(tmp_path, members=30) as world:
        await world.add(30)
        await world.tick()

        assert "The number is not shown" in words(await world.members[0].slash(world.channel, "tally"))


async def test_s46_pausing_hides_the_number_and_keeps_withdrawal_and_help(world: World) -> None:
    await world.add(12)
    await world.tick()
    await world.moderator.slash(world.channel, "config campaign", action="pause", campaign="metoo")

    said = words(await world.members[0].slash(world.channel, "tally"))
    assert "paused" in said
    assert "10" not in said
    panel = await world.members[0].slash(world.channel, "metoo")
    assert labels(panel) == FOUR_BUTTONS
    late = world.members[20]
    refused = await late.click((await late.slash(world.channel, "metoo")).response, label="Add me")
    assert refused.ephemeral
    assert "not counting" in words(refused)
    assert len(entries(world)) == 12
    await world.members[0].click(panel.response, label="Withdraw")
    assert len(entries(world)) == 11


async def test_two_campaigns_keep_their_own_tallies(world: World) -> None:
    await world.start_campaign("16days")
    await world.add(10, "metoo")
    await world.add(25, "16days")
    await world.tick()

    assert "**10**" in words(await world.members[0].slash(world.channel, "tally", campaign="metoo"))
    assert "**25**" in words(await world.members[0].slash(world.channel, "tally", campaign="16days"))


async def test_a_campaign_that_was_never_started_says_what_to_do(tmp_path: Path) -> None:
    async with open_world(tmp_path, campaign=None) as world:
        for command in ("metoo", "tally"):
            said = await world.members[0].slash(world.channel, command)
            assert said.ephemeral
            assert "/resources" in words(said)


async def test_an_unknown_campaign_is_refused_privately(world: World) -> None:
    said = await world.members[0].slash(world.channel, "tally", campaign="nothing")

    assert said.ephemeral
    assert "nothing" in words(said)
    assert "list" in words(said)


async def test_s48_what_a_person_typed_comes_back_as_plain_words(world: World) -> None:
    said = await world.members[0].slash(
        world.channel, "tally", campaign="[click](https://evil.example) **Bot** @everyone"
    )

    assert "[click](" not in words(said)
    assert "**Bot**" not in words(said)
    assert "@everyone" not in words(said)


async def test_s43_every_page_of_the_tally_has_the_way_out_as_a_plain_link(world: World) -> None:
    for answer in (
        await world.members[0].slash(world.channel, "metoo"),
        await world.members[0].slash(world.channel, "tally"),
    ):
        buttons: list[dict[str, Any]] = [
            part for row in answer.response.components for part in _buttons(row) if part["label"] == "Leave quickly"
        ]
        assert len(buttons) == 1
        assert buttons[0]["url"].startswith("https://")
        assert "custom_id" not in buttons[0]


def _buttons(part: dict[str, Any]) -> list[dict[str, Any]]:
    if part.get("type") == 2:
        return [part]
    return [found for child in part.get("components", []) for found in _buttons(child)]


async def test_sharing_the_tally_names_nobody(world: World) -> None:
    await world.add(12)
    await world.tick()
    asked = await world.members[0].slash(world.channel, "tally")
    done = await world.members[0].click(asked.response, label="Share here")

    assert done.ephemeral
    message = world.channel.last_message
    assert "At least **10**" in shown(message)
    assert world.members[0].name not in shown(message)
    assert not message.mentions
    other = world.members[1]
    again = await other.click((await other.slash(world.channel, "tally")).response, label="Share here")
    assert "a moment ago" in words(again)
