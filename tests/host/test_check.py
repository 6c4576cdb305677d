"""What a host is told to look at again: which entries of helplines.toml, why, and until when they hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from host_tools import own_config

from bot.operations.check import check
from bot.operations.environment import Environment
from bot.text import load

TODAY = date(2026, 11, 23)
DIRECTORY = """\
[[directories]]
id = "int-world"
organisation = "World Directory"
purpose = "directory of helplines"
url = "https://directory.example.org"
confidence = "high"
{checked}
sources = ["https://directory.example.org"]
"""
HELPLINE = """\
[countries.IE]
name = "Ireland"
[[countries.IE.helplines]]
id = "ie-line"
organisation = "The Line"
purpose = "people affected by violence"
phone = "0900 11"
dial = "090011"
reporting_line = false
confidence = "{confidence}"
{checked}
sources = ["a paper (2026)"]
"""
CURRENT = 'checked = "2026-11"'


def due(folder: Path, *, directory: str = CURRENT, helpline: str = CURRENT, confidence: str = "high") -> list[str]:
    """The lines about the entries that are due."""
    content = DIRECTORY.format(checked=directory) + HELPLINE.format(checked=helpline, confidence=confidence)
    config = own_config(folder)
    (config / "helplines.toml").write_text(content, encoding="utf-8")
    report = check(Environment({"MAGNITUDE_CONFIG": str(config)}), load().source, TODAY)
    assert [fault for fault in report.faults if fault.file.startswith(str(config))] == []
    return [line for line in report.lines if line.startswith("- ")]


def test_what_is_current_for_long_is_not_due(tmp_path: Path) -> None:
    assert due(tmp_path) == []


@pytest.mark.parametrize(
    ("checked", "confidence", "why"),
    [
        ('checked = "2025-12-31"', "high", "last checked 2025-12-31, counts as current until 2026-12-31"),
        ('checked = "2026"', "high", "last checked 2026, counts as current until 2027-01-01"),
        (
            'checked = "2025-11-22"',
            "high",
            "last checked 2025-11-22, shown after current numbers and marked with that date",
        ),
        ('checked = "2025-11-22"', "medium", "last checked 2025-11-22, so its number is not shown"),
        ("", "high", "no date of a check, so its number is not shown"),
        (CURRENT, "disputed", "its confidence is “disputed”, so its number is not shown"),
        ('checked = "2026-12"', "high", "the date 2026-12 lies in the future and confirms nothing; correct it"),
    ],
)
def test_s29_a_helpline_is_due_for_a_reason(tmp_path: Path, checked: str, confidence: str, why: str) -> None:
    assert due(tmp_path, helpline=checked, confidence=confidence) == [
        f"- IE, The Line: {why}. See its sources in the file"
    ]


@pytest.mark.parametrize(
    ("checked", "why"),
    [
        ("", "it is not known when its page was checked"),
        ('checked = "2024-03"', "its page was not checked since 2024-03"),
        ('checked = "2027"', "the date 2027 lies in the future and confirms nothing; correct it"),
    ],
)
def test_s29_of_a_directory_no_number_is_missed(tmp_path: Path, checked: str, why: str) -> None:
    assert due(tmp_path, directory=checked) == [
        f"- everywhere, World Directory: {why}. Page: https://directory.example.org"
    ]
