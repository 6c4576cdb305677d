"""The page about the safety rules, `docs/safety.md`: `python -m docs.safety`, from the top folder.

It runs the whole suite, then lists each rule with the tests that hold it, how they ended, and where the code keeps it.
The figures come from `docs/evidence.json`, where `python -m tests.evidence` has put them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from tempfile import NamedTemporaryFile
from typing import Any, Final, TypeAlias
from xml.etree import ElementTree as ET

from docs.rules import ROOT, Rule, naming_places, naming_tests, rules

PAGE: Final = ROOT / "docs" / "safety.md"
EVIDENCE: Final = ROOT / "docs" / "evidence.json"
ABOUT_THE_PAGE: Final = "tests/docs/test_safety_page.py"
"""Compares the page with the tests: not while the page is being made."""
PASSED: Final = "passed"

INTRODUCTION: Final = """\
# The safety rules, and what holds them

The people counted may be survivors. Each rule below outranks a feature. It stands here with the tests that hold it,
which carry its number in their name or their words, and with the places in the program that keep it. A rule without
a test fails the suite.

This page is made by a command; whoever doubts it can make it anew:

```sh
make safety                       # runs the whole suite and writes this page
make evidence                     # measures the figures at its end anew, then the page takes them
```

What no rule can do stands in [`SECURITY.md`](../SECURITY.md).
"""

Outcomes: TypeAlias = Mapping[str, Counter[str]]
"""By test ("file::name"), how many of its cases passed, failed or were skipped."""


def run_suite() -> Outcomes:
    """Run every test, as `make test` does. Raises `ParseError` when the suite did not come to its end."""
    with NamedTemporaryFile(suffix=".xml") as report:
        told = f"ARGS=--junitxml={report.name} --ignore={ABOUT_THE_PAGE}"
        subprocess.run(["make", "test", told], cwd=ROOT, check=False)
        return outcomes(ET.parse(report.name).getroot())


def outcomes(report: ET.Element) -> Outcomes:
    """What a report in JUnit's format says."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for case in report.iter("testcase"):
        ends = {child.tag for child in case}
        ended = "failed" if ends & {"failure", "error"} else "skipped" if "skipped" in ends else PASSED
        name = case.get("name", "").partition("[")[0]
        found[f"{case.get('classname', '').replace('.', '/')}.py::{name}"][ended] += 1
    return dict(found)


def page(ended: Outcomes, evidence: Mapping[str, Any]) -> str:
    """The whole page."""
    held_by, kept_in = naming_tests(), naming_places()
    parts = [INTRODUCTION, *_overview(held_by, ended)]
    group = ""
    for rule in rules():
        if rule.group != group:
            group = rule.group
            parts.append(f"## {group}\n")
        parts.append(listing(rule, held_by[rule.number], kept_in.get(rule.number, ())))
    parts.append("## What was measured\n")
    parts += map(_section, evidence.values())
    return "\n".join(parts)


def _overview(held_by: Mapping[str, Sequence[str]], ended: Outcomes) -> Iterator[str]:
    yield "| rule | in short | tests | cases |\n|---|---|---|---|"
    for rule in rules():
        names = held_by[rule.number]
        link = f"[{rule.number}](#{_anchor(rule)})"
        yield f"| {link} | {rule.title} | {len(names)} | {result(names, ended)} |"
    yield ""


def result(names: Sequence[str], ended: Outcomes) -> str:
    """How the cases of these tests ended, in words; a test that did not run at all is "missing"."""
    cases = sum((ended.get(name, Counter(missing=1)) for name in names), Counter[str]())
    return ", ".join(f"{count} {how}" for how, count in sorted(cases.items()))


def _anchor(rule: Rule) -> str:
    kept = "".join(letter for letter in _heading(rule).lower() if letter.isalnum() or letter in " -_")
    return kept.replace(" ", "-")


def _heading(rule: Rule) -> str:
    return f"{rule.number}: {rule.title}"


def listing(rule: Rule, held_by: Sequence[str], kept_in: Sequence[str]) -> str:
    """What the page says of a rule: its words, the places that keep it, and the tests that hold it."""
    kept = [*([rule.kept] if rule.kept else ()), *_by_file(kept_in)]
    lines = [f"### {_heading(rule)}", "", rule.text, "", "Kept by:", "", *(f"- {line}" for line in kept)]
    return "\n".join([*lines, "", "Held by:", "", *(f"- {line}" for line in _by_file(held_by)), ""])


def _by_file(places_or_tests: Sequence[str]) -> Iterator[str]:
    """A line for each file, with the names in it."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for each in places_or_tests:
        file, _, name = each.partition("::")
        names[file] += [f"`{name}`"] if name else []
    for file, named in names.items():
        yield f"[`{file}`](../{file})" + (f": {', '.join(named)}" if named else "")


def _section(section: Mapping[str, Any]) -> str:
    lines = [f"### {section['title']}", "", section["introduction"], "", "| what | figure |", "|---|---|"]
    return "\n".join([*lines, *(f"| {figure['what']} | {figure['value']} |" for figure in section["figures"]), ""])


def main() -> int:
    """Write the page; 1 when a test failed, which the page then says."""
    ended = run_suite()
    PAGE.write_text(page(ended, json.loads(EVIDENCE.read_text(encoding="utf-8"))), encoding="utf-8")
    return int(any("failed" in cases for cases in ended.values()))


if __name__ == "__main__":
    sys.exit(main())
