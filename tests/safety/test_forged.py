"""What only a forged press or form can bring: refused before anything is changed, and never an exception.

Discord lets nobody press what is not on a message, and lets a menu bring only what it offers; a page of another version
may have offered something else.
"""

from __future__ import annotations

from typing import Any

import pytest

from cogs._presses import FORM
from tests.cogs.simulated_server import World, texts, words
from tests.safety.safety_presses import SENTENCES, Row, kept, moderators_rows, said, use

SCHEDULE, COUNTING, DEFAULTS = (FORM + f"config-{form}-save" for form in ("schedule", "tally", "defaults"))


@pytest.fixture
def world(calm_world: World) -> World:
    return calm_world


async def sent(world: World, action: str, **fields: str) -> str:
    """What a moderator reads after a form with these fields, the others as they should be."""
    rows = await moderators_rows(world)
    page = await world.moderator.slash(world.channel, "config show")
    before = kept(world)
    row = Row(rows[action].arguments, fields={**(rows[action].fields or {}), **fields})
    answer = said(await use(world.moderator, page, page.response, action, row), page.response)
    assert kept(world) == before
    return answer


@pytest.mark.parametrize(
    ("field", "value"), [("language", "xx"), ("sharing", "perhaps"), ("total", ""), ("country", "Atlantis")]
)
async def test_of_several_settings_none_is_changed_when_one_cannot_be(world: World, field: str, value: str) -> None:
    answer = await sent(world, DEFAULTS, default="16days", **{field: value})

    assert "Before:" not in answer


async def test_a_switch_that_stands_on_neither_is_refused(world: World) -> None:
    assert SENTENCES["outdated"] in await sent(world, COUNTING, milestones="perhaps")


async def test_a_schedule_for_no_channel_is_not_kept_for_another_try(world: World) -> None:
    """The form could not be opened again."""
    answer = await sent(world, SCHEDULE, channel="general")

    assert SENTENCES["outdated"] in answer
    assert texts().source("schedule-not-changed") not in answer


@pytest.mark.parametrize("action", ["timeline", "share-timeline"])
async def test_a_timeline_in_an_order_that_there_is_not(world: World, action: str) -> None:
    member: Any = world.members[0]
    page = await member.slash(world.channel, "timeline")
    result = await use(member, page, page.response, action, Row(("metoo", "z" * 70, "0")))

    assert SENTENCES["outdated"] in words(result)


@pytest.mark.parametrize("action", ["resources", "country"])
async def test_a_country_that_is_spelt_at_length(world: World, action: str) -> None:
    member: Any = world.members[0]
    page = await member.slash(world.channel, "resources")
    row = Row((f"Ireland{'!' * 60}", "0")) if action == "resources" else Row(("0",), (f"Ireland{'!' * 90}",))

    assert "Ireland" in said(await use(member, page, page.response, action, row), page.response)
