"""Messages as plain text, and the browser for the pictures."""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path
from unittest.mock import Mock

import pytest

from bot.domain.errors import StartError
from bot.operations.preview.drawing import columns, drawn, form, readable, words, wrapped
from docs.browser import find_browser


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("## Being counted", "Being counted"),
        ("-# Only you", "Only you"),
        ("**What is kept:** one mark", "What is kept: one mark"),
        ("[theroot.com](<https://www.theroot.com/a>) · [x](<https://x.org>)", "theroot.com ↗ · x ↗"),
        ("Next <t:1791363600:f>.", "Next 7 October 2026 09:00 UTC."),
        ("</config post:12>", "/config post"),
        (r"\*not bold\* \#1 \[no](link)", "*not bold* #1 [no](link)"),
        ("@\u200beveryone", "@everyone"),
        (">>> Words", "> Words"),
        ("first\n## second", "first\nsecond"),
    ],
)
def test_markdown_as_it_reads(markdown: str, text: str) -> None:
    assert readable(markdown) == text


def test_a_message_in_lines() -> None:
    message = [
        {
            "type": 17,
            "components": [
                {"type": 10, "content": "## Title\nin <#7>"},
                {"type": 14},
                {"type": 9, "components": [{"type": 10, "content": "Text"}], "accessory": {"type": 2, "label": "A"}},
                {"type": 1, "components": [{"type": 2, "label": "Get help"}, {"type": 2, "label": "Out", "style": 5}]},
                {"type": 1, "components": [{"type": 3, "placeholder": "Countries"}]},
                {"type": 1, "components": [{"type": 2, "label": "Next", "disabled": True}]},
            ],
        }
    ]

    lines = drawn(message, {"<#7>": "#campaigns"}, 90)

    assert [line for line in lines if line] == [
        "Title",
        "in #campaigns",
        "· · ·",
        "Text",
        "[ A ]",
        "[ Get help ]   [ Out ↗ ]",
        "[ Countries ▾ ]",
        "( Next )",
    ]
    assert words(message) == "Title\nin <#7>\nText"


def test_a_form_in_lines() -> None:
    options = [{"value": "0", "label": "Monday"}, {"value": "6", "label": "Sunday"}]
    modal = {
        "components": [
            {"label": "Time", "component": {"type": 4, "custom_id": "time"}},
            {"label": "Days", "component": {"type": 3, "custom_id": "days", "options": options}},
            {"label": "Channel", "component": {"type": 8, "custom_id": "channel"}},
        ]
    }

    lines = form(modal, {"time": "18:00", "days": ["0", "6"], "channel": ["#campaigns"]}, 90)

    assert lines == ["Time: 18:00", "Days: Monday, Sunday", "Channel: #campaigns"]


def test_a_file_is_its_name() -> None:
    assert drawn([{"type": 13, "file": {"url": "https://example.org/1/spring.toml"}}], {}, 90) == ["[ spring.toml ↓ ]"]


def test_a_long_word_stays_whole() -> None:
    address = "https://example.org/" + "a" * 200

    assert wrapped(f"See {address}", 90) == ["See", address]


@pytest.mark.parametrize(("terminal", "printed"), [("40", 60), ("80", 80), ("200", 100)])
def test_as_wide_as_the_terminal_within_bounds(monkeypatch: pytest.MonkeyPatch, terminal: str, printed: int) -> None:
    monkeypatch.setattr(sys, "stdout", Mock(isatty=lambda: True))
    monkeypatch.setenv("COLUMNS", terminal)

    assert columns() == printed


def test_a_file_has_a_width_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", StringIO())
    monkeypatch.setenv("COLUMNS", "70")

    assert columns() == 90


def test_a_missing_browser_is_told(tmp_path: Path) -> None:
    with pytest.raises(StartError) as missing:
        find_browser({"CHROMIUM": str(tmp_path / "none")})

    assert missing.value.faults[0].key == "pictures-no-browser"


def test_the_named_browser_is_taken(tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.touch(0o755)

    assert find_browser({"CHROMIUM": str(browser)}) == str(browser)
