"""What is written for hosts holds: every setting, command and make target is real, and none is forgotten."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS
from bot.settings import SECRETS, Settings

ROOT = Path(__file__).parents[2]
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
VARIABLE = re.compile(r"^#?([A-Z][A-Z_]+)=", re.MULTILINE)
FENCED = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]+)\)")
MADE = re.compile(r"\bmake ([a-z]+)")
CALLED = re.compile(r"\bpython3? -m bot(?: ([a-z]+(?:-[a-z]+)*))?")
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)


def words(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path) -> str:
    """What a reader would copy: the fenced blocks."""
    return "\n".join(FENCED.findall(words(page)))


def test_the_example_lists_every_setting_and_no_other() -> None:
    settings = {field.alias for field in Settings.model_fields.values()} | {f"{name}_FILE" for name in SECRETS}
    assert set(VARIABLE.findall(words(ROOT / "config" / "example.env"))) == settings


def test_every_setting_has_the_default_that_the_example_shows() -> None:
    shown = dict(
        re.findall(
            r"^#(MAGNITUDE_(?:DATA|CONFIG|LOG_LEVEL|LOG_FORMAT))=(.+)$",
            words(ROOT / "config" / "example.env"),
            re.MULTILINE,
        )
    )
    defaults = {field.alias: str(field.default) for field in Settings.model_fields.values()}
    assert len(shown) == 4
    assert shown == {name: defaults[name] for name in shown}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_tells_to_make_and_call_is_there(page: Path) -> None:
    targets = set(TARGET.findall(words(ROOT / "Makefile")))
    assert set(MADE.findall(blocks(page))) <= targets
    assert set(CALLED.findall(words(page))) - {""} <= set(COMMANDS)


def test_every_command_of_the_host_is_written_about() -> None:
    told = {name for page in PAGES for name in CALLED.findall(words(page))}
    assert set(COMMANDS) - {"run"} <= told


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for address in LINK.findall(FENCED.sub("", words(page))):
        if not address.startswith("https://"):
            file, _, anchor = address.partition("#")
            target = page.parent / file if file else page
            assert target.is_file(), address
            assert not anchor or anchor in anchors(target), address


def anchors(page: Path) -> set[str]:
    """What a link can lead to: the headings, as they are spelt in an address."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", words(page)), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_variable_that_a_page_names_is_a_setting() -> None:
    known = set(VARIABLE.findall(words(ROOT / "config" / "example.env")))
    named = {name for page in PAGES for name in re.findall(r"\b(?:MAGNITUDE|DISCORD)_[A-Z_]+\b", words(page))}
    assert named <= known


@pytest.mark.parametrize("lock", ["run", "preview", "dev"])
def test_a_lock_has_a_hash_for_everything_and_no_address(lock: str) -> None:
    content = words(ROOT / "requirements" / f"{lock}.lock")
    pins = re.findall(r"^[a-z][a-z0-9-]*==.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)+", content, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^\S+==", content, re.MULTILINE)) > 10
    assert "://" not in content


def test_the_locks_agree() -> None:
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^(\S+==\S+)", words(ROOT / "requirements" / f"{lock}.lock"), re.MULTILINE))

    assert pins("run") < pins("preview") < pins("dev")
