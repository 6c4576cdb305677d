"""The page about the bot's speed says what was measured, and leaves nothing of it out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from docs.benchmark import KEPT, MET, MISSED, PAGE, PICTURE, bounded, drawn, missed, notes, page, verdict
from tests.benchmark.__main__ import SECTIONS

AIMED_AT = {
    "durable adds answered per second, 64 in flight, 100,000 entries, against the constant-answer bot": "at least 1.25",
    "CPU per answered add, same two": "at most 0.85",
    "the same adds against the typical bot at 100,000 entries": "at least 12",
    "p99 at 500 presses a second, against the constant-answer bot": "at most 1.5",
    "the same p99 in milliseconds": "under 25 ms",
    "highest rate with p99 under 250 ms, against the typical bot with no entries": "at least 3",
    "useful answers at twice its own capacity, against its capacity: the bot": "at least 0.9",
    "people counted without an answer meanwhile: the bot": "at most 0",
    "store alone: durable adds per second through one queue, 64 waiting, against raw sqlite3 committing groups of 64": (
        "at least 0.8"
    ),
    "rate with 1 million entries against none": "at least 0.97",
    "memory with 1 server": "at most 60 MB",
    "memory with 1,000 servers against 1": "at most 1.1",
    "growth of memory after a million presses": "none (at most 1 MB)",
    "from spawn to the first answer, 1 server": "at most 0.4 s",
    "from spawn to the first answer, 1,000 servers": "at most 0.8 s",
    "from spawn to the first answer, 1 million entries against none": "no difference (at most 1.1)",
    "a tick over 1,000 servers": "at most 2 s",
    "the longest that anybody waits meanwhile": "at most 100 ms",
    "growth of memory after the first three minutes": "none (at most 1 MB)",
    "open files, last third against the first": "at most 1",
    "longest write-ahead log, last third against the first": "none (at most 1.1)",
    "presses answered late or never": "at most 0",
}
"""What the bot is to reach: no target is moved without moving it here."""


@pytest.fixture
def kept() -> Any:
    return json.loads(KEPT.read_text(encoding="utf-8"))


def test_every_section_was_measured_and_every_target_is_looked_at(kept: Any) -> None:
    assert list(kept["sections"]) == list(SECTIONS), "measure them with “make bench”"
    targets = {row["what"]: row["target"] for row in bounded(kept)}
    assert {what: targets.get(what) for what in AIMED_AT} == AIMED_AT


def test_the_page_and_the_picture_say_what_was_measured(kept: Any) -> None:
    anew = "write them anew with “python -m docs.benchmark”"
    assert PAGE.read_text(encoding="utf-8") == page(kept, notes()), anew
    assert PICTURE.read_text(encoding="utf-8") == drawn(kept), anew


def test_whatever_is_missed_is_explained_and_nothing_else(kept: Any) -> None:
    assert {row["what"] for row in missed(kept)} == set(notes())


@pytest.mark.parametrize(
    ("target", "reached", "expected"),
    [
        ("at least 1.25", "1.25 (0.90 to 1.40)", MET),
        ("at least 1.25", "1.24 (0.90 to 1.40)", MISSED),
        ("at most 60 MB", "60.1 MB (59.0 to 61.0)", MISSED),
        ("under 25 ms", "25.0 ms (20.0 to 30.0)", MISSED),
        ("at most 0", "1,000", MISSED),
        ("none (at most 1 MB)", "-0.3 MB", MET),
        ("at most 100 ms", "inf ms (3 to inf)", MISSED),
        ("0", "0 of 300", MET),
        ("0", "0.5", MISSED),
        ("0", "10 of 300", MISSED),
        ("0 lost, 0 unanswered", "0 lost, 0 unanswered; ended by itself 3 times", MET),
        ("0 lost, 0 unanswered", "0 lost, 1 unanswered", MISSED),
        ("0 lost, 0 unanswered", "0 lost, 0 unanswered, 1 not as expected", MISSED),
        ("", "1.3", ""),
    ],
)
def test_a_target_is_met_by_what_was_reached_first(target: str, reached: str, expected: str) -> None:
    assert verdict({"what": "", "target": target, "reached": reached, "beside": ""}) == expected


def test_what_is_missed_stands_on_the_page_and_in_the_picture() -> None:
    """With the words beside it; the picture tells it by its form and in words, not by a colour alone."""
    row = {"what": "a & b", "target": "at least 2", "reached": "1", "beside": ""}
    broken = {"machine": {}, "sections": {"one": {"title": "One", "introduction": "", "rows": [row]}}}
    said = page(broken, {"a & b": "The profile says so."})
    assert "| a & b | at least 2 | 1 |  | not met |" in said
    assert "### a & b\n\nThe profile says so." in said
    assert 'class="bar missed"' in drawn(broken)
    assert "a &amp; b" in drawn(broken)
    assert "not met: 1, at least 2" in drawn(broken)
