"""/config campaign: starting, pausing, resuming, ending, the default, and a reset."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from moderating import ME_TOO, SIXTEEN_DAYS, changes, config, entries, told
from simulated_server import World, labels, open_world, words

TO_STATE = {"none": (), "running": ("start",), "paused": ("start", "pause"), "ended": ("start", "end")}
TABLE = {
    ("none", "start"): "running",
    ("ended", "start"): "running",
    ("running", "pause"): "paused",
    ("paused", "resume"): "running",
    ("running", "end"): "ended",
    ("paused", "end"): "ended",
}
REFUSALS = {
    "none": "has not been started here",
    "running": "is running here already",
    "paused": "is paused here",
    "ended": "has ended here",
}
IN_WORDS = {"none": "not started"}


@pytest.mark.parametrize("state", TO_STATE)
@pytest.mark.parametrize("action", ["start", "pause", "resume", "end"])
async def test_each_action_in_each_state(tmp_path: Path, state: str, action: str) -> None:
    async with open_world(tmp_path, members=0, campaign=None) as world:
        for step in TO_STATE[state]:
            await config(world, "campaign", action=step)
        logged = len(changes(world))
        said = await told(world, "campaign", action=action)
        after = await told(world, "show")

        if (state, action) in TABLE:
            now = TABLE[state, action]
            assert f"Before: {IN_WORDS.get(state, state)}\nNow: {now}" in said
            assert f"{ME_TOO}: {now}" in after
            assert len(changes(world)) == logged + 1
        else:
            assert REFUSALS[state] in said
            assert (f"{ME_TOO}: {state}" in after) is (state != "none")
            assert len(changes(world)) == logged


async def test_ending_says_what_becomes_of_the_entries(world: World) -> None:
    assert "Entries are removed 90 days from now" in await told(world, "campaign", action="end")


async def test_starting_again_with_a_message_in_place_leaves_nothing_to_do(world: World) -> None:
    await config(world, "post")
    await config(world, "campaign", action="pause")

    assert "Next" not in await told(world, "campaign", action="resume")


async def test_the_default_is_what_commands_answer_with(world: World) -> None:
    said = await told(world, "campaign", action="default", campaign="16days")
    assert f"Before: {ME_TOO}\nNow: {SIXTEEN_DAYS}" in said

    assert f"**{SIXTEEN_DAYS}**\nBefore: not started" in await told(world, "campaign", action="start")
    assert "already" in await told(world, "campaign", action="default")


@pytest.mark.parametrize("subcommand", ["campaign", "channel", "post"])
async def test_an_unknown_campaign_is_refused_with_what_to_do(world: World, subcommand: str) -> None:
    options = {"campaign": {"action": "pause"}, "channel": {"channel": world.channel}}
    said = await told(world, subcommand, campaign="spring", **options.get(subcommand, {}))

    assert "no campaign called “spring”" in said
    assert not changes(world)[1:]


async def test_campaigns_are_found_while_typing(world: World) -> None:
    for subcommand in ["campaign", "channel", "post"]:
        offered = await world.moderator.autocomplete(world.channel, f"config {subcommand}", "campaign", "16")
        assert [each["value"] for each in offered] == ["16days"]


async def test_s46_pausing_hides_the_number_and_keeps_withdrawal(world: World) -> None:
    await world.add(12)
    await world.tick()
    said = await told(world, "campaign", action="pause")
    assert "The number is hidden" in said

    for shown_to_somebody in (
        await told(world, "show"),
        words(await world.members[20].slash(world.channel, "tally")),
    ):
        assert "paused" in shown_to_somebody
        assert "At least" not in shown_to_somebody
    panel = await world.members[0].slash(world.channel, "metoo")
    assert "not counted" in words(await world.members[0].click(panel.response, label="Withdraw"))
    assert entries(world) == 11

    await config(world, "campaign", action="resume")
    assert "At least **10**" in await told(world, "show")


async def test_s49_a_reset_asks_first_then_removes_every_entry_and_shows_no_number(world: World) -> None:
    await world.add(12)
    await world.tick()
    asked = await config(world, "campaign", action="reset")
    assert entries(world) == 12
    assert "cannot be undone" in words(asked)
    assert labels(asked) == ["Remove all entries", "Get help", "Leave quickly"]
    assert not re.search(r"\d", words(asked))

    await world.moderator.click(asked.response, label="Remove all entries")

    assert entries(world) == 0
    assert f"All entries of {ME_TOO} in this server are removed" in words(asked)
    assert not re.search(r"\d", words(asked))
    assert labels(asked) == ["Get help", "Leave quickly"]
    assert "fewer than 10" in await told(world, "show")


async def test_s49_a_reset_leaves_the_other_campaign_alone(world: World) -> None:
    await world.start_campaign("16days")
    await world.add(2)
    await world.add(3, "16days")
    asked = await config(world, "campaign", action="reset")

    await world.moderator.click(asked.response, label="Remove all entries")

    assert entries(world) == 3


async def test_s49_an_empty_campaign_is_reset_in_the_same_words(tmp_path: Path) -> None:
    said: list[str] = []
    for count in (0, 12):
        async with open_world(tmp_path / str(count)) as world:
            await world.add(count)
            asked = await config(world, "campaign", action="reset")
            question = words(asked)
            await world.moderator.click(asked.response, label="Remove all entries")
            said.append(question + words(asked))

    assert said[0] == said[1]


async def test_s49_an_old_question_is_asked_again(world: World) -> None:
    """Whoever may answer it may have changed since."""
    await world.add(1)
    asked = await config(world, "campaign", action="reset")
    await world.env.advance_time(301)
    refused = await world.moderator.click(asked.response, label="Remove all entries")

    assert refused.ephemeral
    assert "older page" in words(refused)
    assert entries(world) == 1
