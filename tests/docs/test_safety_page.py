"""The page about the safety rules tells what is so, and everything on it is well."""

from __future__ import annotations

import json
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

from docs.rules import Rule, naming_places, naming_tests, rules
from docs.safety import EVIDENCE, PAGE, listing, outcomes, page, result
from tests.evidence.__main__ import SECTIONS

REPORT = """\
<testsuites><testsuite>
  <testcase classname="tests.safety.test_one" name="test_s1_it_holds[a]" />
  <testcase classname="tests.safety.test_one" name="test_s1_it_holds[b]"><failure>no</failure></testcase>
  <testcase classname="tests.safety.test_one" name="test_s1_it_holds[c]"><error>no</error></testcase>
  <testcase classname="tests.safety.test_two" name="test_other"><skipped /></testcase>
</testsuite></testsuites>
"""
ANEW = "make it anew with “make safety”"


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.number)
def test_the_page_tells_what_holds_and_keeps_each_rule(rule: Rule) -> None:
    said = listing(rule, naming_tests()[rule.number], naming_places().get(rule.number, ()))
    assert said in PAGE.read_text(encoding="utf-8"), ANEW


def test_every_rule_is_green() -> None:
    rows = [line.split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| [S")]
    held_by = naming_tests()
    assert [row[0].partition("]")[0][3:] for row in rows] == [rule.number for rule in rules()]
    for rule, row in zip(rules(), rows, strict=True):
        assert row[1:3] == [rule.title, str(len(held_by[rule.number]))], ANEW
        assert "passed" in row[3]
        assert not {"failed", "missing"} & set(row[3].replace(",", "").split()), rule.number


def test_every_section_was_measured_and_stands_on_the_page() -> None:
    evidence = json.loads(EVIDENCE.read_text(encoding="utf-8"))
    said = PAGE.read_text(encoding="utf-8")
    assert list(evidence) == list(SECTIONS), "measure them with “make evidence”"
    for section in evidence.values():
        assert section["figures"]
        for figure in section["figures"]:
            assert f"| {figure['what']} | {figure['value']} |" in said, ANEW


def test_what_failed_was_skipped_or_did_not_run_is_told() -> None:
    ended = outcomes(ET.fromstring(REPORT))
    one, two = "tests/safety/test_one.py::test_s1_it_holds", "tests/safety/test_two.py::test_other"
    assert ended == {one: Counter(failed=2, passed=1), two: Counter(skipped=1)}
    assert (
        result([one, two, "tests/safety/test_two.py::test_gone"], ended) == "2 failed, 1 missing, 1 passed, 1 skipped"
    )


def test_a_failure_stands_on_the_page() -> None:
    held_by = naming_tests()
    broken = held_by["S14"][0]
    ended = {name: Counter(passed=1) for names in held_by.values() for name in names} | {broken: Counter(failed=1)}
    assert "| [S14](#s14-no-number-below-10) | No number below 10 | " in page(ended, {})
    [row] = [line for line in page(ended, {}).splitlines() if line.startswith("| [S14]")]
    assert "1 failed" in row
