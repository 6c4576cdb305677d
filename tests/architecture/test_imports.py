"""Who may import whom: one row for each room of the house, read from the syntax trees of its files."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OUTSIDE = frozenset(
    {"asyncio", "os", "pathlib", "random", "secrets", "socket", "sqlite3", "subprocess", "tempfile", "time"}
)
"""Of the standard library: what brings in files, the network, chance or the clock."""
SQL = frozenset({"sqlite3", "aiosqlite"})
EVERYTHING = frozenset({""})


@dataclass(frozen=True, slots=True)
class Room:
    """What a package or module may import beside the standard library and itself, and what it must do without."""

    name: str
    may: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset({"bot.__main__"})
    but: frozenset[str] = frozenset()
    """Names of what it must do without that say nothing but the type of an argument."""

    def allows(self, imported: str) -> bool:
        known = imported.partition(".")[0] in sys.stdlib_module_names or within(imported, {self.name})
        return imported in self.but or ((known or within(imported, self.may)) and not within(imported, self.never))


ROOMS = (
    Room("bot.domain", never=OUTSIDE, but=frozenset({"random.Random"})),
    Room("bot.services", frozenset({"bot.domain"}), OUTSIDE - {"asyncio", "random"}),
    # What it keeps is declared by the services that need it.
    Room("bot.store", frozenset({"bot.domain", "aiosqlite"})),
    # What a server brings is written as a file again, by tomli_w.
    Room("bot.content", frozenset({"bot.domain", "pydantic", "pydantic_core", "babel", "tomli_w"}), SQL | {"asyncio"}),
    Room("bot.text", frozenset({"bot.domain", "fluent"}), SQL | {"asyncio"}),
    Room("bot.settings", frozenset({"bot.domain", "pydantic", "pydantic_core"}), SQL | {"asyncio", "os"}),
    Room("bot.key", frozenset({"bot.domain", "bot.settings"}), SQL | {"asyncio"}),
    # Numbers, and nothing that could tell of anybody.
    Room("bot.measured", never=OUTSIDE),
    Room("bot.commands", frozenset({"bot.text", "discord"}), SQL),
    Room(
        "bot.client",
        frozenset({"bot.domain", "bot.measured", "bot.text", "discord"}),
        SQL,
    ),
    # These reach into discord.py.
    Room("bot.folding", frozenset({"discord"}), SQL),
    Room("bot.shortcuts", frozenset({"bot.client", "bot.domain.lateness", "discord", "aiohttp", "yarl"}), SQL),
    # discord.py lets the errors of its transport through, aiohttp; Babel names countries in a reader's language.
    Room(
        "cogs",
        frozenset({"bot.domain", "bot.measured", "bot.services", "bot.text", "discord", "aiohttp", "babel"}),
        SQL | {"os"},
    ),
    # These put the others together.
    Room("bot.operations", EVERYTHING, SQL | {"bot.__main__"}),
    Room("bot.app", EVERYTHING, SQL | {"bot.__main__", "bot.operations"}),
    Room("bot.__main__", EVERYTHING, SQL),
    Room("bot"),
)
TELL_THE_TIME = {"bot.app", "bot.__main__"}
READ_THE_ENVIRONMENT = {"bot.__main__"}


def within(module: str, packages: frozenset[str] | set[str]) -> bool:
    return any(package in {"", module} or module.startswith(f"{package}.") for package in packages)


def modules() -> dict[str, ast.Module]:
    """The syntax trees of the program, by the names of its modules."""
    found: dict[str, ast.Module] = {}
    for file in sorted(path for code in ("bot", "cogs") for path in (ROOT / code).rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(file.read_text(encoding="utf-8"), str(file))
    return found


MODULES = modules()


def imports(module: str) -> Iterator[str]:
    """What it imports: `from a.b import c` counts as `a.b.c`."""
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}, line {node.lineno}: imports by a relative name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def attributes(module: str) -> set[str]:
    """All that is written `name.attribute` in it."""
    nodes = (node for node in ast.walk(MODULES[module]) if isinstance(node, ast.Attribute))
    return {f"{node.value.id}.{node.attr}" for node in nodes if isinstance(node.value, ast.Name)}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_its_room_may(module: str) -> None:
    room = next(room for room in ROOMS if within(module, {room.name}))
    assert [imported for imported in imports(module) if not room.allows(imported)] == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_room_of_the_table_is_there(room: Room) -> None:
    assert room.name in MODULES


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("cogs.")])
def test_a_cog_imports_no_other_cog(module: str) -> None:
    others = {f"cogs.{name.split('.')[1]}" for name in imports(module) if name.startswith("cogs.")}
    assert {name for name in others if not name.startswith("cogs._")} <= {module}


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("bot.domain")])
def test_the_rules_wait_for_nothing(module: str) -> None:
    waiting = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    assert not any(isinstance(node, waiting) for node in ast.walk(MODULES[module]))


@pytest.mark.parametrize("module", [name for name in MODULES if name not in TELL_THE_TIME])
def test_time_is_told_by_a_clock_that_is_passed_in(module: str) -> None:
    clocks = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "discord.utils.utcnow"}
    assert not attributes(module) & clocks


@pytest.mark.parametrize("module", [name for name in MODULES if within(name, {"bot.domain", "bot.services"})])
def test_chance_is_passed_in(module: str) -> None:
    calls = [ast.unparse(node.func) for node in ast.walk(MODULES[module]) if isinstance(node, ast.Call)]
    assert not {"Random", "random.Random", "SystemRandom", "random.SystemRandom"} & set(calls)


@pytest.mark.parametrize("module", [name for name in MODULES if name not in READ_THE_ENVIRONMENT])
def test_the_environment_is_read_in_one_place(module: str) -> None:
    assert not attributes(module) & {"os.environ", "os.getenv"}
