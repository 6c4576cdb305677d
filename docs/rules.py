"""The safety rules, the tests that name each of them, and the places in the program that do."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
CODE: Final = ("bot/**/*.py", "cogs/**/*.py", "bot/**/*.sql", "bot/**/*.ftl", "config/**/*.toml")
SHOWS: Final = "bot/operations/preview/"
"""Shows the rules at work; it keeps none."""

_IN_A_NAME: Final = re.compile(r"(?<=_)s(\d{1,2})(?=_|$)")
_IN_WORDS: Final = re.compile(r"\bS(\d{1,2})\b")
_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in the project's own words. `kept`: what keeps it, where no single place in the code can."""

    number: str
    group: str
    title: str
    text: str
    kept: str = ""


def rules() -> list[Rule]:
    """All rules, in their order."""
    groups = tomllib.loads((ROOT / "docs" / "rules.toml").read_text(encoding="utf-8"))["group"]
    return [Rule(number, group["title"], **rule) for group in groups for number, rule in group["rules"].items()]


def naming_tests() -> dict[str, list[str]]:
    """By rule, each test that names it in its own name or in its docstring: "file::name"."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, _FUNCTIONS) and node.name.startswith("test_"):
                numbers = _IN_A_NAME.findall(node.name) + _IN_WORDS.findall(ast.get_docstring(node) or "")
                for number in dict.fromkeys(numbers):
                    found[f"S{number}"].append(f"{file.relative_to(ROOT)}::{node.name}")
    return dict(found)


def naming_places() -> dict[str, list[str]]:
    """By rule, where the program names it: "file::name" of a class, function or constant, or "file" alone."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for file in sorted({file for pattern in CODE for file in ROOT.glob(pattern)}):
        path = str(file.relative_to(ROOT))
        if path.startswith(SHOWS):
            continue
        source = file.read_text(encoding="utf-8")
        names = _names(ast.parse(source)) if file.suffix == ".py" else {}
        for line, words in enumerate(source.splitlines(), 1):
            place = f"{path}::{names[line]}" if line in names else path
            for number in _IN_WORDS.findall(words):
                found[f"S{number}"][place] = None
    return {number: list(named) for number, named in found.items()}


def _names(tree: ast.Module) -> dict[int, str]:
    """What each line belongs to: the innermost class or function, or the constant or field that it describes."""
    return {line: name for name, first, last in _spans(tree.body, "") for line in range(first, last + 1)}


def _spans(body: Sequence[ast.stmt], around: str) -> Iterator[tuple[str, int, int]]:
    """Names with their first and last lines, outer ones before inner ones."""
    described = ""
    for node in body:
        last = node.end_lineno or node.lineno
        if isinstance(node, (ast.ClassDef, *_FUNCTIONS)):
            described = ""
            yield f"{around}{node.name}", node.lineno, last
            if isinstance(node, ast.ClassDef):
                yield from _spans(node.body, f"{around}{node.name}.")
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            described = f"{around}{ast.unparse(target)}"
            yield described, node.lineno, last
        elif isinstance(node, ast.Expr) and described:  # what stands below a constant is its docstring
            yield described, node.lineno, last
