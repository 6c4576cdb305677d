"""Every safety rule has a test that carries its number, and a place that keeps it."""

from __future__ import annotations

from docs.rules import naming_places, naming_tests, rules

RULES = {f"S{number}" for number in range(1, 52)}


def test_the_list_of_rules_is_whole() -> None:
    assert [rule.number for rule in rules()] == sorted(RULES, key=lambda number: int(number[1:]))


def test_every_rule_is_named_by_a_test() -> None:
    assert RULES - naming_tests().keys() == set()


def test_no_test_names_a_rule_that_does_not_exist() -> None:
    assert {number: named for number, named in naming_tests().items() if number not in RULES} == {}


def test_every_rule_is_named_where_the_program_keeps_it() -> None:
    named = naming_places()
    assert [rule.number for rule in rules() if not rule.kept and rule.number not in named] == []
    assert {number: where for number, where in named.items() if number not in RULES} == {}
