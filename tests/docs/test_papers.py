"""The papers that a host hands on say what the code does: PRIVACY.md to members, SECURITY.md to who looks closer."""

from __future__ import annotations

import re
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path

import pytest
from pages import KEYS, PRIVACY, README, ROOT, SECURITY, part, words

import bot.text
from bot.content import BUILT_IN_COMMANDS
from bot.domain import limits
from bot.store import open_store
from bot.store.connection import REWRITTEN_UP_TO
from bot.store.writer import TIDY_WITHIN

TEXT = bot.text.load().source
KEPT = {
    "servers": {
        "its number and its settings": ["id", "default_campaign", "sharing", "language", "country", "total"],
        "goes 30 days after the bot was removed": ["left_at"],
    },
    "tallies": {
        "Of each campaign there": ["id", "server", "campaign"],
        "whether it runs and since when": ["state", "since"],
        "its rules of counting": ["threshold", "slowest", "milestones", "milestone"],
        "where its message stands": ["channel", "message", "post_stale"],
        "the published numbers with their times": ["published_at", "number"],
        "the exact count that the last of them was made from": ["basis"],
        "A campaign that we no longer offer": ["no_file_since"],
    },
    "entries": {"one mark for each server and campaign": ["tally", "mark"]},
    "publications": {"the published numbers with their times": ["tally", "at", "number"]},
    "changes": {
        "the number of your account, what you changed, before and after, and when": [
            *("server", "at", "moderator", "setting", "before", "after")
        ]
    },
    "shares": {"When something was last shared to a channel, without who shared it": ["server", "channel", "at"]},
    "files": {
        "The quotes, facts, resources and campaigns that you add": ["id", "server", "campaign", "whole", "text"],
    },
    "schedules": {
        "Its schedules": ["server", "campaign", "channel", "days", "minute", "zone", "content", "due_at"],
    },
    "deliveries": {
        "Posts at set times and what became of them": [
            *("id", "server", "campaign", "channel", "kind", "item", "due_at", "since", "state")
        ]
    },
    "shown": {"Which item was last posted when": ["server", "campaign", "kind", "item", "at"]},
    "meta": {"which commands it has registered, a fingerprint of its key": ["key", "value"]},
}
"""Of each table, where the statement tells of its columns. Something new is told of before it is kept (S5)."""

POINTS = {
    "S1": ["only if you press **Add me**, on a page that says what that means", "You don't have to."],
    "S3": ["**Withdraw** takes one press", "The mark goes at once"],
    "S4": [
        "every mark of yours goes, from every campaign in every server of this bot",
        "Everybody reads the same words, whether there was anything or not",
        "paused and after it has ended",
    ],
    "S8": ["HMAC-SHA-256", "which marks in two servers or campaigns belong to one person"],
    "S9": ["When somebody was counted, or who before whom"],
    "S13": [
        "A withdrawn mark lives on in the copies that hold it",
        "it brings back who had withdrawn since",
        "who copied the database",
        "Messages on your screen",
        "screenshots",
        "They stay in the history",
    ],
    "S2": [
        "from Discord, from somebody who sees your screen or uses your account, or from us",
        "both the database and the key",
        "test account after account",
    ],
    "S51": ["whether *anyone else* is counted there", "a moderator can invent", "They do not end it"],
}


async def test_s5_the_statement_tells_of_everything_that_the_database_holds(tmp_path: Path) -> None:
    async with open_store(tmp_path / "magnitude.sqlite"):
        pass
    with closing(sqlite3.connect(tmp_path / "magnitude.sqlite")) as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        held = {
            table: {column[1] for column in connection.execute(f"PRAGMA table_info({table})")}
            for (table,) in tables.fetchall()
        }
    told = part(PRIVACY, "What is kept").lower()

    assert {table: {each for columns in kept.values() for each in columns} for table, kept in KEPT.items()} == held
    assert [phrase for kept in KEPT.values() for phrase in kept if phrase.lower() not in told] == []


@pytest.mark.parametrize(("rule", "points"), POINTS.items())
def test_s2_s4_s13_s51_the_statement_makes_every_point(rule: str, points: list[str]) -> None:
    told = words(PRIVACY).lower()

    assert [point for point in points if point.lower() not in told] == [], rule


def test_s12_s14_the_numbers_of_the_statement_are_those_that_hold() -> None:
    told = words(PRIVACY)
    for sentence in (
        f"only from {limits.THRESHOLD} people on",
        f"in a server with at least {limits.LEAST_MEMBERS} members, rounded down to a multiple of {limits.ROUNDING}",
        f"changes only when {limits.LEAST_CHANGE} or more have come or gone",
        f"hidden when fewer than {limits.THRESHOLD} are left",
        f"until {limits.KEEP_ENTRIES_AFTER_END.days} days after the campaign ended in that server",
        f"or {limits.KEEP_REMOVED_SERVER.days} days after the bot was removed from it",
        f"no longer offer ends after {limits.KEEP_WITHOUT_FILE.days} days",
        f"before and after, and when. {limits.KEEP_CHANGES.days} days.",
        f"what became of them, for {limits.KEEP_DELIVERIES.days} days",
        f"All of it goes {limits.KEEP_REMOVED_SERVER.days} days after the bot was removed",
        f"when it was damaged, for {limits.KEEP_COPIES.days} days",
        f"its backups, of which each new one leaves the newest {limits.BACKUPS}",
        f"and none stays for more than {limits.KEEP_BACKUPS.days} days",
        f"usually within {TIDY_WITHIN:.0f} seconds from the files; after a crash, as soon after the next start",
        f"a database of more than {REWRITTEN_UP_TO // 1024**2} MB",
    ):
        assert sentence in told


def test_s14_s20_the_numbers_of_the_threats_are_those_that_hold() -> None:
    told = part(SECURITY, "Who can learn what")
    for sentence in (
        f"any number below {limits.THRESHOLD}",
        f"steps of at least {limits.LEAST_CHANGE}",
        f"each new backup leaves the newest {limits.BACKUPS} only",
        f"and none stays for more than {limits.KEEP_BACKUPS.days} days",
        f"at least {limits.LEAST_MEMBERS} members",
    ):
        assert sentence in told
    assert f"begin again below {limits.THRESHOLD}" in words(KEYS)


def test_s5_the_statement_names_the_version_of_the_consent_text() -> None:
    version = re.search(r"version (\d+)", TEXT("consent-version"))

    assert version
    assert f"now version {version[1]}." in words(PRIVACY)


def test_the_host_fills_in_one_block_and_nothing_else() -> None:
    block = [line for line in PRIVACY.read_text(encoding="utf-8").splitlines() if line.startswith("> ")]

    assert all(line.endswith(": […]") for line in block)
    for asked in ("Who we are", "How to reach us", "Backups that we keep", "Whom you can complain to", "The date"):
        assert any(line.startswith(f"> - {asked}") for line in block), asked
    assert words(PRIVACY).count("[…]") == len(block)
    assert "](" not in words(PRIVACY), "it is published without what it would link to"


@pytest.mark.parametrize("page", [PRIVACY, SECURITY, KEYS], ids=lambda page: page.name)
def test_what_the_papers_tell_to_press_and_to_type_is_there(page: Path) -> None:
    named = set(re.findall(r"(?<![\w./])/([a-z]+)(?![\w./]|-)", words(page))) - {"data"}
    bold = set(re.findall(r"\*\*(.+?)\*\*", words(page)))

    assert named <= BUILT_IN_COMMANDS | {"metoo"}
    if page == PRIVACY:
        assert {TEXT(f"button-{name}") for name in ("add", "withdraw", "forget", "forget-now")} <= bold


def test_what_the_papers_quote_is_what_people_read() -> None:
    assert TEXT("panel-added").startswith("You are counted now")
    assert "“You are counted now” included" in words(SECURITY)


def test_the_readme_leads_to_the_papers() -> None:
    told = words(README)
    for page in ("PRIVACY.md", "SECURITY.md", "docs/safety.md", "docs/keys.md", "LICENSE"):
        assert f"]({page})" in told
    assert "Fill in the block at the top of [PRIVACY.md]" in told


def test_the_licence_is_mit_wherever_it_is_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License\n")
    assert project["license"] == "MIT"
    assert "org.opencontainers.image.licenses=MIT" in image
    assert "COPY LICENSE" in image, "the licence asks to be in every copy"
