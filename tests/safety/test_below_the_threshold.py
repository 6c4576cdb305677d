"""What the rule and the answers do not show: the timing of a hidden number, the message in the channel, and files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safety_round import OWN

from bot.domain import limits
from bot.domain.tally import Publication, Rules, next_tick, publish
from tests.cogs.simulated_server import World, open_world, shown, words

AT = datetime(2026, 3, 8, 12, tzinfo=UTC)


@given(st.integers(0, 5_000), st.sampled_from([(10, 0), (5_005, 5_000)]))
def test_s14_s16_the_next_tick_of_a_hidden_number_does_not_depend_on_the_count(
    exact: int, why: tuple[int, int]
) -> None:
    """Whether it is hidden because the server is small, or because it has a threshold that is not reached."""
    threshold, members = why
    rules = Rules(threshold)
    hidden = publish(Publication(AT, 0, None), exact, rules, members, AT)

    assert hidden.number is None
    assert next_tick(hidden, rules) - AT == limits.CADENCE[-1][1]


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_s17_the_rule_is_made_of_nothing_but_what_it_is_given(basis: int, exact: int, members: int) -> None:
    last, now = Publication(AT, basis, None), AT + timedelta(hours=24)
    made = publish(last, exact, Rules(), members, now)

    assert made.at == now
    assert made == publish(last, exact, Rules(), members, now)


async def at_a_tick(folder: Path, counted: int, caplog: pytest.LogCaptureFixture) -> tuple[str, int, list[str]]:
    """After a tick with so many people: the words of the campaign message, how often it was edited, what was logged."""
    async with open_world(folder) as world:
        await world.moderator.slash(world.channel, "config post")
        await world.tick()
        await world.add(counted)
        caplog.clear()
        await world.tick()
        logged = [record.getMessage() for record in caplog.records if record.name.startswith(("bot", "cogs"))]
        return shown(world.channel.last_message), edits(world), logged


def edits(world: World) -> int:
    asked = world.env.http_requests
    return sum(each.method == "PATCH" and each.path.startswith("/channels/") for each in asked)


async def test_s14_s18_the_message_and_the_log_are_alike_for_every_count_below_the_threshold(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for logger in ("bot", "cogs"):
        caplog.set_level("DEBUG", logger=logger)
    none = await at_a_tick(tmp_path / "0", 0, caplog)

    assert "fewer than 10" in none[0]
    for counted in (1, 5, 9):
        assert await at_a_tick(tmp_path / str(counted), counted, caplog) == none


async def test_s13_an_exported_file_holds_what_was_brought_and_nothing_that_was_counted(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        page = await world.moderator.slash(world.channel, "config import", file=("own.toml", OWN.encode()))
        await world.moderator.click(page.response, label="Apply")
        before = await exported(world)
        await world.add(13)
        await world.tick()

        assert "People met in the town hall." in before
        assert await exported(world) == before


async def exported(world: World) -> str:
    answer = await world.moderator.slash(world.channel, "config export", campaign="metoo")
    assert answer.response
    [file] = answer.response.attachments
    return (await file.read()).decode()


@given(st.integers(limits.THRESHOLD, limits.HIGHEST_THRESHOLD))
def test_s15_a_threshold_between_two_steps_is_refused(threshold: int) -> None:
    if threshold % limits.ROUNDING:
        with pytest.raises(ValueError, match="S15"):
            Rules(threshold)
    else:
        assert Rules(threshold).threshold == threshold


async def test_s20_while_discord_does_not_say_how_many_members_there_are_nothing_is_published(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        member, before = world.members[0], await world.members[0].slash(world.channel, "tally")
        await world.add(12)
        server: Any = world.app.client.get_guild(world.guild.id)
        server._member_count = None
        await world.tick()

        assert words(await member.slash(world.channel, "tally")) == words(before)
