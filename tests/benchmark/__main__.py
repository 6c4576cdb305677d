"""`python -m tests.benchmark [--quick] [NAME …]`: measure, keep what came out in `docs/benchmark.json`, write the page.

With names, only those sections are measured anew; the others stay as they are. `--quick` is a trial that
all works: one short round, whose figures mean little and are shown, not kept.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from importlib import import_module
from typing import Any, Final

from docs.benchmark import KEPT, write
from tests.benchmark import Section
from tests.benchmark.figures import QUICK
from tests.benchmark.machine import machine

SECTIONS: Final[tuple[str, ...]] = (
    "speed",
    "latency",
    "overload",
    "store",
    "store_costs",
    "entries",
    "memory",
    "starts",
    "ticks",
    "million",
    "soak",
    "kills",
    "machine_faults",
    "discord_faults",
    "restores",
)
"""The modules of this package that measure, in the order of the page. From "million" on they take minutes each, a
quarter of an hour at most.
"""


def main() -> None:
    """Measure the named sections, or all; raises what a measurement raises, and then keeps nothing of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SECTIONS))
    options = parser.parse_args()
    if options.quick:
        os.environ[QUICK] = "1"
    for name in options.names or SECTIONS:
        section: Section = import_module(f"tests.benchmark.{name}").measure()
        print(json.dumps(asdict(section), indent=2, ensure_ascii=False), flush=True)
        if not options.quick:
            _keep(name, section)


def _keep(name: str, section: Section) -> None:
    kept: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))["sections"] if KEPT.exists() else {}
    kept[name] = asdict(section)
    write({"machine": machine(), "sections": {each: kept[each] for each in SECTIONS if each in kept}})


if __name__ == "__main__":
    main()
