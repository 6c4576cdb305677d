"""`python -m tests.evidence [NAME …]`: measure, and keep what came out in `docs/evidence.json`.

With names, only those sections are measured anew; the others stay as they are.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from tests.evidence import Section

FILE: Final = Path(__file__).parents[2] / "docs" / "evidence.json"
SECTIONS: Final[tuple[str, ...]] = ("observer", "attackers", "timing", "thief", "memory", "rotation", "raid", "hostile")
"""The modules of this package that measure, in the order of the page."""


def main(names: Sequence[str]) -> None:
    """Measure the named sections, or all; raises what a measurement raises, and then keeps nothing of it."""
    kept: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    for name in names or SECTIONS:
        section: Section = import_module(f"tests.evidence.{name}").measure()
        kept[name] = asdict(section)
        print(json.dumps(kept[name], indent=2, ensure_ascii=False))
        ordered = {each: kept[each] for each in SECTIONS if each in kept}
        FILE.write_text(json.dumps(ordered, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
