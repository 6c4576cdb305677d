"""The program as text: the syntax trees of its code, its sentences, and the campaigns that ship."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

from bot.content import BUILT_IN_COMMANDS
from bot.content.campaigns import load_campaigns
from bot.domain.campaign import Campaign

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "config"

OPTIONS = {
    "about": ["campaign"],
    "timeline": ["campaign", "order"],
    "quote": ["campaign", "speaker"],
    "resources": ["country"],
    "add": ["campaign"],
    "tally": ["campaign"],
    "metoo": [],
    "16days": [],
    "privacy": [],
    "help": [],
    "config show": [],
    "config campaign": ["action", "campaign"],
    "config channel": ["channel", "campaign"],
    "config post": ["campaign"],
    "config schedule": ["time", "zone", "days", "content", "channel", "campaign"],
    "config tally": ["threshold", "cadence", "milestones", "campaign"],
    "config sharing": ["here", "total"],
    "config language": ["language"],
    "config country": ["country"],
    "config content": ["action", "item", "campaign"],
    "config import": ["file"],
    "config export": ["campaign"],
    "config log": [],
    "config erase": [],
}
"""Every command with all that can be told it."""


def trees(*folders: str) -> dict[str, ast.Module]:
    """The syntax trees of the program, by the paths of its files."""
    files = sorted(file for folder in folders or ("bot", "cogs") for file in (ROOT / folder).rglob("*.py"))
    return {str(file.relative_to(ROOT)): ast.parse(file.read_text(encoding="utf-8")) for file in files}


def docstrings(tree: ast.Module) -> set[ast.Constant]:
    """Strings that stand alone, and so do nothing."""
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


def strings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Every string that the code uses, wherever it stands; of an f-string, its fixed parts."""
    idle = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in idle:
            yield node


def functions(tree: ast.Module) -> dict[ast.AST, str]:
    """Every node inside a function, with the name of the innermost function around it."""
    found: dict[ast.AST, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found |= dict.fromkeys(ast.walk(node), node.name)
    return found


class _Words(Visitor):
    """Collects the words of a message without what is filled in."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def generic_visit(self, node: fluent.BaseNode) -> None:
        if isinstance(node, fluent.TextElement):
            self.words.append(node.value)
        else:
            super().generic_visit(node)


def sentences(file: Path) -> dict[str, str]:
    """The messages of a text file by their keys, every variant of each, without what is filled in."""
    found: dict[str, str] = {}
    for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
        if isinstance(entry, fluent.Message):
            words = _Words()
            words.visit(entry)
            found[entry.id.name] = " … ".join(words.words)
    return found


def english() -> dict[str, str]:
    """Every English message by its key."""
    files = sorted((ROOT / "bot" / "text" / "en").glob("*.ftl"))
    return {key: words for file in files for key, words in sentences(file).items()}


def shipped_campaigns() -> tuple[Campaign, ...]:
    return load_campaigns(CONFIG / "campaigns", BUILT_IN_COMMANDS, [])


def campaign_words(campaign: Campaign) -> Iterator[tuple[str, str]]:
    """Where something stands in a campaign, and what it says; without quotes, whose words are somebody else's."""
    yield "name", campaign.name
    yield "hashtag", campaign.hashtag
    yield "summary", campaign.summary
    yield "panel.title", campaign.panel.title
    yield "panel.meaning", campaign.panel.meaning
    for fact in campaign.about:
        yield f"about.{fact.id}", f"{fact.text}\n{fact.note}"
    for event in campaign.timeline:
        yield f"timeline.{event.id}", f"{event.title}\n{event.text}\n{event.note}"
    for quote in campaign.quotes:
        yield f"quotes.{quote.id}", f"{quote.speaker}\n{quote.place}\n{quote.warning}\n{quote.note}"
    for resource in campaign.resources:
        yield f"resources.{resource.topic}", f"{resource.topic}\n{resource.title}\n{resource.text}"
    for action in campaign.actions:
        yield f"actions.{action.id}", f"{action.title}\n{action.text}"
