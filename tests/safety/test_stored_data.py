"""What can be stored, and who may count it."""

from __future__ import annotations

import ast
import re
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from safety_sources import OPTIONS, docstrings, functions, strings, trees

from bot import text
from bot.app import open_app
from bot.domain import limits
from bot.settings import load_settings
from bot.store import open_store
from tests.cogs.simulated_server import CONFIG, open_world, words

CONSENT = {1: "912bf6bd00ff677bec70573dc62a6d1e731df54e6b085e224d3c7dce62384ae2"}
"""The digest of each version of the consent text. A changed text is a new version, with a line of its own."""

COLUMNS = {
    "servers": ["id", "default_campaign", "sharing", "left_at", "language", "country", "total"],
    "tallies": [
        *("id", "server", "campaign", "state", "since", "threshold", "slowest"),
        *("published_at", "basis", "number", "channel", "message", "post_stale", "no_file_since"),
        *("milestones", "milestone"),
    ],
    "entries": ["tally", "mark"],
    "publications": ["tally", "at", "number"],
    "changes": ["server", "at", "moderator", "setting", "before", "after"],
    "shares": ["server", "channel", "at"],
    "files": ["id", "server", "campaign", "whole", "text"],
    "schedules": ["server", "campaign", "channel", "days", "minute", "zone", "content", "due_at"],
    "deliveries": ["id", "server", "campaign", "channel", "kind", "item", "due_at", "since", "state"],
    "shown": ["server", "campaign", "kind", "item", "at"],
    "meta": ["key", "value"],
}
"""Everything that the database can hold. What is added must not be about a member (S6), and must not count (S19)."""

STATEMENTS = {
    "_add": ["INSERT INTO entries (tally, mark) VALUES (?, ?) ON CONFLICT DO NOTHING"],
    "_remove": [
        "DELETE FROM entries WHERE tally = (SELECT id FROM tallies WHERE server = ? AND campaign = ?) AND mark = ?"
    ],
    # What hides whether there was anything to add or to remove.
    "cover": [
        "INSERT INTO entries (tally, mark) VALUES (?, ?) ON CONFLICT DO NOTHING",
        "DELETE FROM entries WHERE tally = ? AND mark = ?",
    ],
    # A reset, and an import that puts other words before people than those they agreed to.
    "remove_entries": ["DELETE FROM entries WHERE tally = ?"],
    "_purge": ["DELETE FROM entries WHERE tally = ?"],
    # The key is changed: SQLite hands each mark to the next key's function, and gives nothing back.
    "remark": ["UPDATE entries SET mark = following(mark) WHERE tally = ?"],
    # The key is lost: nobody can be found any more, to withdraw.
    "remove": ["DELETE FROM entries"],
    "_exact_count": ["SELECT COUNT(*) FROM entries WHERE tally = ?"],
}
"""Every statement that touches entries, by the function it stands in."""

COUNTS = {
    *STATEMENTS["_exact_count"],
    "SELECT COUNT(*) AS lines FROM changes WHERE server = ?",  # the pages of the change log
}
"""Every statement that counts."""

TAKES_SQL = {"execute", "executemany", "executescript", "execute_fetchall", "rows", "row"}
CHANGED = {"total_changes", "lastrowid"}


async def test_s5_another_consent_text_is_another_version(tmp_path: Path) -> None:
    async with open_world(tmp_path, members=1) as world:
        said = words(await world.members[0].slash(world.channel, "metoo"))
        campaign = world.app.services.campaigns.catalogue.get("metoo")
    for known in ("## ", campaign.panel.title, campaign.panel.meaning, text.load().source("private-note")):
        assert known in said
        said = said.replace(known, "", 1)
    consent = " ".join(said.split())
    digest = sha256(consent.encode()).hexdigest()
    version = re.search(r"This is version (\d+) of this text", consent)

    assert version
    assert CONSENT.get(int(version[1])) == digest, f"a new text needs a new version; this one is {digest}"
    assert int(version[1]) == max(CONSENT), "an older version never comes back"


async def test_s2_s5_the_numbers_in_the_consent_text_are_the_ones_that_hold(tmp_path: Path) -> None:
    async with open_world(tmp_path, members=1) as world:
        said = words(await world.members[0].slash(world.channel, "metoo"))

    assert f"from {limits.THRESHOLD} people on" in said
    assert f"{limits.KEEP_ENTRIES_AFTER_END.days} days after the campaign ends" in said


async def test_s5_s6_s19_the_database_holds_these_columns_and_no_others(tmp_path: Path) -> None:
    async with open_store(tmp_path / "magnitude.sqlite"):
        pass
    with closing(sqlite3.connect(tmp_path / "magnitude.sqlite")) as connection:
        objects = list(
            connection.execute("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
        )
        found = {
            name: [column[1] for column in connection.execute(f"PRAGMA table_info({name})")]
            for kind, name in objects
            if kind == "table"
        }

    assert found == COLUMNS
    assert {kind for kind, _ in objects} <= {"table", "index"}, "no view and no trigger: either could count (S19)"


async def test_s6_no_command_takes_more_than_this(tmp_path: Path) -> None:
    settings = load_settings({"MAGNITUDE_DATA": str(tmp_path), "MAGNITUDE_CONFIG": str(CONFIG)})
    async with open_app(settings, text.load()) as app:
        tree = app.client.tree
        found = {
            command.qualified_name: [parameter.name for parameter in getattr(command, "parameters", [])]
            for command in tree.walk_commands()
            if not hasattr(command, "commands")
        }

    assert found == OPTIONS


@pytest.mark.parametrize("name", ["Modal", "TextInput", "send_modal", "FileUpload", "Attachment", "cogs._forms"])
def test_s6_no_member_is_asked_to_write_anything(name: str) -> None:
    """Forms and files are for moderators: nothing outside of /config knows how to open one."""
    for_members = _known_to_members()
    used = {
        file
        for file, tree in trees("cogs").items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr == name)
        or (isinstance(node, ast.Name) and node.id == name)
        or (isinstance(node, ast.ImportFrom) and node.module == name)
    }

    assert "cogs/_layout.py" in for_members
    assert used & for_members == set()


def _known_to_members() -> set[str]:
    """The cogs that are not part of /config, and all that they import of the face, at whatever remove."""
    code = trees("cogs")
    parts = {"cogs/__init__.py", *(file for file in code if file.startswith("cogs/config"))}
    known: set[str] = set()
    waiting = [file for file in code if file not in parts and not file.startswith("cogs/_")]
    while waiting:
        file = waiting.pop()
        known.add(file)
        imported = {
            f"{(node.module or '').replace('.', '/')}.py"
            for node in ast.walk(code[file])
            if isinstance(node, ast.ImportFrom)
        }
        waiting += [other for other in imported if other in code and other not in known]
    return known


async def test_s6_what_a_member_types_is_not_kept(tmp_path: Path) -> None:
    typed = "zqwhatsomebodywrote"
    async with open_world(tmp_path, members=1) as world:
        member = world.members[0]
        for command, options in OPTIONS.items():
            for option in {"campaign", "speaker", "country"} & set(options):
                if not command.startswith("config"):
                    await member.slash(world.channel, command, **{option: typed})
        await member.slash(world.channel, "resources", country="Ireland")
        await world.app.store.checkpoint()
        kept = b"".join(file.read_bytes() for file in world.app.settings.data.iterdir())

    assert typed.encode() not in kept
    assert b"Ireland" not in kept


def test_s18_s19_these_statements_touch_entries_and_no_others() -> None:
    found: set[tuple[str, str]] = set()
    for tree in trees().values():
        inside = functions(tree)
        for string in strings(tree):
            if re.search(r"\bentries\b(?! of )", str(string.value), re.IGNORECASE) and _is_sql(str(string.value)):
                found.add((inside.get(string, ""), " ".join(str(string.value).split())))

    assert found == {(function, each) for function, statements in STATEMENTS.items() for each in statements}


def _is_sql(words: str) -> bool:
    return bool(re.search(r"\b(?:SELECT|INSERT|REPLACE|UPDATE|DELETE|FROM|JOIN|INTO|TABLE|WITH|VIEW|TRIGGER)\b", words))


def test_s18_s24_only_the_count_gives_anything_back_from_entries() -> None:
    """How many rows another statement changed would be an exact count, or tell whether somebody was counted.

    A purge may know whether it removed anything at all: 90 days after the end that says nothing about anybody.
    """
    listening: list[str] = []
    for tree in trees().values():
        inside = functions(tree)
        around = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and any(_touches_entries(argument) for argument in node.args):
                assert isinstance(node.func, ast.Attribute), "a statement goes straight to the connection"
                assert node.func.attr in TAKES_SQL
                whole = around[around[node]]
                if inside[node] == "_purge" and isinstance(whole, ast.Compare):
                    assert ast.unparse(whole).endswith(".rowcount > 0")
                elif not isinstance(around[node], ast.Expr):
                    listening.append(inside[node])

    assert listening == ["_exact_count"]


def test_s18_sql_is_written_out() -> None:
    """So that the tests above see all of it: no name of a table is filled in."""
    put_together = [
        f"{file}, line {node.lineno}"
        for file, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr | ast.BinOp) and any(_is_sql(part) for part in _parts(node))
    ]

    assert put_together == []


def test_s18_nothing_reads_the_number_of_rows_in_another_way() -> None:
    for file, tree in trees().items():
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in CHANGED], file
        for string in strings(tree):
            assert not re.search(r"\bchanges\s*\(\s*\)|\bdbstat\b", str(string.value)), file
            if re.search(r"\bRETURNING\b", str(string.value)):
                assert str(string.value).startswith("INSERT INTO deliveries "), f"{file}: only the id of a new post"


def _touches_entries(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and "entries" in str(node.value) and _is_sql(str(node.value))


def _parts(node: ast.AST) -> list[str]:
    return [str(part.value) for part in ast.walk(node) if isinstance(part, ast.Constant)]


def test_s18_the_count_a_number_was_made_from_is_for_the_rule_alone() -> None:
    """It is kept with the publication, and so it must not be looked at elsewhere. A restore takes it along unseen."""
    looking = {
        file
        for file, tree in trees().items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in {"basis", "exact"})
        or (isinstance(node, ast.Constant) and node.value == "basis" and node not in docstrings(tree))
    }

    assert looking <= {"bot/domain/tally.py", "bot/store/carrying.py", "bot/store/tallies.py"}


def test_s19_nothing_groups_or_adds_up() -> None:
    counting = re.compile(
        r"\bGROUP\s+BY\b|\b(?:COUNT|SUM|TOTAL|AVG|MAX|MIN|GROUP_CONCAT)\s*\(|\bOVER\s*\(", re.IGNORECASE
    )
    found = {
        string.value
        for tree in trees("bot/store").values()
        for string in strings(tree)
        if _is_sql(str(string.value)) and counting.search(str(string.value))
    }

    assert found == COUNTS
