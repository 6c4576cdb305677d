"""Every field that takes words from outside, and hostile words in each: refused in clear sentences, or kept as words.

The same properties are tried many thousand times by `tests/evidence/hostile.py`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.settings import names
from cogs._presses import FORM
from tests.cogs.simulated_server import World, open_world
from tests.hostile import files, forms, host
from tests.hostile.run import ALONE, GROUPS, HOST, run
from tests.hostile.ways import ITEM_FORM, TYPED, Ways, open_ways
from tests.safety.safety_presses import moderators_rows

QUICK = {"options": 20, "offered": 30, "fields": 30, "custom_ids": 50, "menus": 40, HOST: 60}
"""How many examples of each group that needs more than reading and showing."""
OPENS = {
    "config-place": "metoo",
    "config-schedule-edit": "metoo",
    "config-tally-edit": "metoo",
    "config-defaults-edit": "",
    "config-erase": "",
    "config-content-add": "metoo:{kind}",
}
"""The buttons that open a form."""


@pytest.mark.parametrize("group", GROUPS)
def test_s27_s47_s48_hostile_words_are_refused_or_stay_words(tmp_path: Path, group: str) -> None:
    fates = run(group, tmp_path, QUICK.get(group, 40), repeatable=True)

    assert fates.cases
    assert len(set(fates.cases.values())) == 1, "every field has as many"


# Nothing is left out.


@pytest.mark.parametrize("name", files.MODELS)
def test_every_key_of_a_file_is_tried(name: str) -> None:
    model, table = files.MODELS[name]

    assert {slot.name for slot in model.slots} == {*files.keys_of(table)}


@pytest.fixture
async def ways(tmp_path: Path) -> AsyncGenerator[Ways]:
    async with open_ways(tmp_path) as opened:
        yield opened


def test_every_option_that_takes_words_is_tried(ways: Ways) -> None:
    """An option of a new name needs a value that is valid, for hostile words to come into."""
    assert {option for _, option in ways.options} == set(TYPED)
    assert len(ways.offered) >= len(ways.options) - len(("/config schedule time", "/config import file"))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with open_world(tmp_path, members=1) as opened:
        yield opened


async def test_every_field_of_every_form_is_tried(world: World) -> None:
    """Each form is opened as a moderator opens it, and asks for nothing that is not tried."""
    rows = await moderators_rows(world)
    asked: set[tuple[str, str]] = set()
    for action, argument in OPENS.items():
        for kind in ("fact", "quote", "resource") if "{kind}" in argument else ("",):
            asked |= await _asked(world, f"{action}:{argument.format(kind=kind)}".rstrip(":"), kind)
    tried = {(action, name) for action, row in rows.items() if action != ITEM_FORM for name in row.fields or ()}

    assert asked == tried | {(ITEM_FORM, field) for field in forms.FIELDS}
    assert {action for action, _ in asked} == {action for action in rows if action.startswith(FORM)}


async def _asked(world: World, custom_id: str, kind: str) -> set[tuple[str, str]]:
    page = await world.moderator.slash(world.channel, "config show")
    stored: Any = page.response
    stored._message.components = [
        {"type": 1, "id": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": custom_id, "id": 2}]}
    ]
    opened = await world.moderator.click(page.response, custom_id=custom_id)
    action = FORM + opened.modal["custom_id"].split(":")[0]
    fields = [label["component"]["custom_id"] for label in opened.modal["components"]]
    return {(action, f"{kind}.{field}" if kind else field) for field in fields}


def test_every_setting_is_tried() -> None:
    assert set(host.VALID) == set(names())


async def test_every_menu_is_tried(ways: Ways) -> None:
    """Those on pages; those of forms are fields."""
    world = ways.world
    pages = [await world.moderator.slash(world.channel, f"config {name}") for name in ("show", "content", "log")]
    pages.append(await world.members[0].slash(world.channel, "resources"))
    found = {
        part["custom_id"].split(":")[0]
        for page in pages
        for part in _walk(page.response._message.components)
        if part["type"] == discord.ComponentType.select.value
    }

    assert found >= {"config-content-item", "country"}
    assert found <= set(ways.menus)


def _walk(components: list[Any]) -> list[Any]:
    return [part for each in components for part in (each, *_walk(each.get("components", [])))]


def test_every_group_is_of_one_kind() -> None:
    assert set(QUICK) == set(GROUPS) - set(ALONE)
