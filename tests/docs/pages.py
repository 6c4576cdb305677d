"""The pages that people read, as text."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRIVACY, SECURITY, KEYS, README = (ROOT / name for name in ("PRIVACY.md", "SECURITY.md", "docs/keys.md", "README.md"))


def words(page: Path) -> str:
    """The text of a page in one line, without the marks of a quotation."""
    return " ".join(re.sub(r"^\s*> ?", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE).split())


def part(page: Path, heading: str) -> str:
    """What stands under a heading of the second level, in one line."""
    return words(page).split(f" ## {heading} ")[1].split(" ## ")[0]
