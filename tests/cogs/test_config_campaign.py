"""/config campaign: starting, pausing, resuming, ending, the default, and a reset."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from moderating import ME_TOO, SIXTEEN_DAYS, changes, config, entries, told
from simulated_server import START, World, labels, open_world, posts, shown, words

from bot.domain import limits

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
    said = await told(world, "campaign", action="end")

    gone = int((START + limits.KEEP_ENTRIES_AFTER_END).timestamp())
    assert f"Entries are removed 90 days after the end: <t:{gone}:f>" in said


async def test_starting_again_with_a_message_in_place_leaves_nothing_to_do(world: World) -> None:
    await config(world, "post")
    await config(world, "campaign", action="pause")

    assert "Nothing is left to do" in await told(world, "campaign", action="resume")


async def test_the_default_is_what_commands_answer_with(world: World) -> None:
    said = await told(world, "campaign", action="default", campaign="16days")
    assert f"Before: {ME_TOO}\nNow: {SIXTEEN_DAYS}" in said

    assert f"**State of {SIXTEEN_DAYS}**\nBefore: not started" in await told(world, "campaign", action="start")
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
    assert labels(asked) == ["Remove all entries", ME_TOO, "All settings", "Get help", "Leave quickly"]
    assert not re.search(r"\d", words(asked))

    await world.moderator.click(asked.response, label="Remove all entries")

    assert entries(world) == 0
    assert f"All entries of {ME_TOO} in this server are removed" in words(asked)
    assert not re.search(r"\d", words(asked))
    assert labels(asked) == [ME_TOO, "All settings", "Get help", "Leave quickly"]
    assert "fewer than 10" in await told(world, "show")


async def test_s49_the_button_on_the_page_of_a_campaign_asks_as_well(world: World) -> None:
    await world.add(1)
    page = await campaign_page(world)
    await world.moderator.click(page.response, label="Remove all entries…")

    assert "cannot be undone" in words(page)
    assert entries(world) == 1


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
    await world.env.advance_time(limits.PAGE_HOLDS.total_seconds() + 1)
    refused = await world.moderator.click(asked.response, label="Remove all entries")

    assert refused.ephemeral
    assert "work for 15 minutes" in words(refused)
    assert entries(world) == 1


# The page of a campaign


async def campaign_page(world: World, campaign: str = ME_TOO) -> Any:
    page = await config(world, "show")
    await world.moderator.click(page.response, label=campaign)
    return page


async def test_the_page_offers_what_is_possible_and_no_more(tmp_path: Path) -> None:
    settings = ["Campaign message", "Schedule", "Counting", "Own content", "Remove all entries…"]
    ways = ["All settings", "Get help", "Leave quickly"]
    async with open_world(tmp_path, members=0, campaign=None) as world:
        page = await campaign_page(world, SIXTEEN_DAYS)
        assert labels(page) == ["Start", "Make it the default", "Own content", *ways]
        for press, possible in {
            "Start": ["Pause", "End"],
            "Pause": ["Resume", "End"],
            "Resume": ["Pause", "End"],
            "End": ["Start"],
        }.items():
            await world.moderator.click(page.response, label=press)
            assert labels(page) == [*possible, "Make it the default", *settings, *ways]
        await world.moderator.click(page.response, label="Make it the default")
        assert labels(page) == ["Start", *settings, *ways]
        assert f"Before: {ME_TOO}\nNow: {SIXTEEN_DAYS}" in words(page)
        logged = changes(world)
    assert [setting for _, setting, *_ in logged] == [*["16days.state"] * 4, "default"]


async def test_a_press_says_the_same_as_the_command(tmp_path: Path) -> None:
    said: list[list[str]] = []
    for by_press in (True, False):
        async with open_world(tmp_path / str(by_press), members=0, campaign=None) as world:
            page = await campaign_page(world)
            answers: list[str] = []
            for action in ("Start", "Pause", "Resume", "End"):
                if by_press:
                    await world.moderator.click(page.response, label=action)
                    answers.append(words(page))
                else:
                    answers.append(await told(world, "campaign", action=action.lower()))
            said.append(answers)

    assert said[0] == said[1]


@pytest.mark.parametrize(("action", "word"), [("pause", "paused"), ("end", "ended")])
async def test_s46_the_page_says_what_a_state_does(world: World, action: str, word: str) -> None:
    said = await told(world, "campaign", action=action)

    assert f"{ME_TOO}: {word}" in said
    for point in ("The number is hidden, also on the campaign message", "nobody can be added"):
        assert point in said
    assert "Getting help, /privacy and withdrawing work" in said


async def test_s46_the_campaign_message_follows_a_press_at_once(world: World) -> None:
    await config(world, "post")
    page = await campaign_page(world)

    await world.moderator.click(page.response, label="Pause")

    assert "is paused here, and the number is not shown" in shown(posts(world)[0])


async def test_a_moderator_who_was_slower_is_told_and_sees_what_holds(world: World) -> None:
    page = await campaign_page(world)
    await config(world, "campaign", action="pause")

    await world.moderator.click(page.response, label="Pause")

    assert f"{ME_TOO} is paused here. You can resume it or end it." in words(page)
    assert f"## {ME_TOO}: paused" in words(page)
    assert "Resume" in labels(page)
    assert len(changes(world)) == 2


async def test_discord_that_does_not_take_the_change_is_said(world: World) -> None:
    await config(world, "post")
    page = await campaign_page(world)
    world.env.inject_error("PATCH", "/channels/*/messages/*", status=503)

    await world.moderator.click(page.response, label="Pause")

    assert "The bot tries again every half minute" in words(page)
    assert f"## {ME_TOO}: paused" in words(page)


async def test_what_a_campaign_added_is_counted_on_its_page(world: World) -> None:
    page = await campaign_page(world)

    assert "Members can add themselves and withdraw with /metoo" in words(page)
    assert "Own content" not in words(page).replace("“Own content”", "")


async def test_a_servers_own_campaign_says_how_members_find_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    campaigns = world.app.services.campaigns
    own = replace(campaigns.catalogue.get("metoo"), own=True)

    async def find(*_: object) -> Any:
        return own

    monkeypatch.setattr(campaigns, "chosen", find)
    page = await config(world, "campaign", action="pause")
    await world.moderator.click(page.response, label="Resume")

    assert f"withdraw with /add campaign:{ME_TOO}" in words(page)
    count = len(own.about) + len(own.quotes) + len(own.resources)
    assert f"Own content: {count} entries" in words(page)
