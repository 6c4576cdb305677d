"""What the bot keeps in memory does not grow with what people press, type or upload (S11: and names nobody)."""

from __future__ import annotations

import ast
import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from bot.domain.errors import FileUnderWay
from tests.cogs.simulated_server import World
from tests.hostile.interactions import Desk
from tests.safety.safety_presses import ADDITIONS, FACT, OPENED, Row, use
from tests.safety.safety_sources import trees

HELD = {
    "bot/client.py: changed_commands": "the names of commands, once at the start",
    "bot/content/lines.py: _items": "while one file is read, whose size is limited",
    "bot/content/lines.py: _lines": "while one file is read, whose size is limited",
    "bot/content/own.py: _read_own": "`LOADED` files",
    "bot/services/own_content.py: _reading": "a lock",
    "bot/services/posting.py: outcomes": "a number for each of the few outcomes",
    "bot/services/schedules.py: _folded": "the names of time zones",
    "bot/services/schedules.py: _zones": "the names of time zones",
    "bot/store/writer.py: _waiting": "what waits for the disk, for `WRITE_WITHIN` at the most",
    "bot/text/__init__.py: _keys": "the keys of the text files",
    "bot/operations/folding.py: _packed": "the servers of which nobody has asked anything",
    "bot/operations/shortcuts.py: _under_way": "`MOST_UNDER_WAY` interactions",
    "bot/operations/shortcuts.py: _waiting": "what has waited for `BEGUN_WITHIN` at the most",
    "bot/text/__init__.py: _languages": "the languages that come with the program",
    "bot/text/__init__.py: _unread": "the sentences that nobody has read yet",
    "cogs/_forms.py: _kept": "`DRAFTS`, and of each server `DRAFTS_OF_SERVER`",
    "cogs/_presses.py: _handlers": "the actions of the program",
    "cogs/config_content.py: _drafts": "see `Drafts`",
    "cogs/config_content.py: _removed": "see `Drafts`",
    "cogs/config_files.py: _under_way": "servers of which a file is being read",
    "cogs/config_files.py: _uploads": "see `Drafts`",
    "cogs/config_schedule.py: _drafts": "see `Drafts`",
    "cogs/tally.py: _ready": "the campaigns of the host in the languages that come with the program",
}
"""Everything that objects which live as long as the bot hold and could add to, and what keeps it from growing."""
CONTAINERS = (ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp)
MAKERS = ("dict", "list", "set", "defaultdict", "deque", "Counter", "lru_cache", "Drafts", "Lock", "Queue", "cache")
WHOLE_LIFE = (
    *("bot/client.py", "bot/content/", "bot/measured.py", "bot/services/", "bot/store/", "bot/text/", "cogs/"),
    *("bot/operations/folding.py", "bot/operations/shortcuts.py"),
)


def test_everything_that_could_grow_has_a_bound() -> None:
    found = {
        f"{file}: {target.attr}"
        for file, tree in trees().items()
        if file.startswith(WHOLE_LIFE)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and _could_grow(node.value)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self"
    }

    assert found == set(HELD)


def test_nothing_outside_of_objects_could_grow() -> None:
    """Two bots can live in one process, and neither keeps anything at the module's level."""
    found = [
        f"{file}: {ast.unparse(node)[:60]}"
        for file, tree in trees().items()
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and _could_grow(node.value)
        if "Final" not in ast.unparse(node) and "__all__" not in ast.unparse(node)
    ]
    assert found == []


def _could_grow(value: ast.expr) -> bool:
    return isinstance(value, CONTAINERS) or any(
        isinstance(call, ast.Call) and _name(call.func) in MAKERS for call in ast.walk(value)
    )


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Subscript):
        return _name(function.value)
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


@pytest.fixture
def world(calm_world: World) -> World:
    return calm_world


async def test_of_many_files_of_one_server_only_one_is_read_at_a_time(world: World) -> None:
    reading = most = 0
    hand_over = asyncio.Event()

    async def read() -> bytes:
        nonlocal reading, most
        reading += 1
        most = max(most, reading)
        await hand_over.wait()
        reading -= 1
        return ADDITIONS.encode()

    desk, file = Desk(world), SimpleNamespace(filename="own.toml", size=len(ADDITIONS), read=read)
    command = desk.client.tree.get_command("config").get_command("import")
    uploads = [asyncio.create_task(desk.command(command, {"file": file})) for _ in range(20)]
    refused, _ = await asyncio.wait(uploads[1:])
    hand_over.set()
    read_one = await uploads[0]
    again = await desk.command(command, {"file": file})
    desk.close()

    assert all(isinstance(each.result().error, FileUnderWay) for each in refused)
    assert (read_one.error, again.error, most) == (None, None, 1), "the way is free again"


async def test_forms_that_cannot_be_saved_push_out_the_oldest_of_the_same_server(world: World) -> None:
    [part] = [each.__self__ for each in _handlers(world, "config-content-mend")]
    page = await world.moderator.slash(world.channel, "config show")
    row = Row(("metoo", "fact..", OPENED), fields={**FACT, "date": "soon"})
    for _ in range(30):
        await use(world.moderator, page, page.response, "form/config-save", row)

    assert len(part._drafts._kept) == 20


def _handlers(world: World, action: str) -> list[Any]:
    listeners: list[Any] = world.app.client.extra_events["on_interaction"]
    [presses] = [each.__self__ for each in listeners]
    return [presses._handlers[action][1]]
