"""Every safety rule has a test with its number, or stands here with the reason why it cannot have one yet."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

TESTS = Path(__file__).parents[1]
RULES = {f"S{number}" for number in range(1, 52)}

NOT_YET = {
    "S51": "the host's documents are not written",
}
"""Rules about what this version does not have. One that gets a test leaves the list."""

IN_A_NAME = re.compile(r"(?<=_)s(\d{1,2})(?=_|$)")
IN_WORDS = re.compile(r"\bS(\d{1,2})\b")


def named() -> dict[str, set[str]]:
    """The tests that name a rule, in their own name or in their docstring."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for file in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                numbers = IN_A_NAME.findall(node.name) + IN_WORDS.findall(ast.get_docstring(node) or "")
                for number in numbers:
                    found[f"S{number}"].add(f"{file.name}::{node.name}")
    return found


def test_every_rule_is_named_by_a_test_or_has_a_reason() -> None:
    assert sorted(RULES - named().keys() - NOT_YET.keys()) == []


def test_no_rule_waits_that_has_a_test() -> None:
    assert {rule: named()[rule] for rule in NOT_YET if rule in named()} == {}


def test_no_test_names_a_rule_that_does_not_exist() -> None:
    assert {rule: tests for rule, tests in named().items() if rule not in RULES} == {}
