"""The form of a campaign file for editors, as JSON Schema: they complete keys and mark faults while one writes.

What a key means stands below it in `bot/content/model.py`. Pydantic could read that as well, but would at every start
of the bot, for 50 ms.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from bot.content import model
from bot.content.model import CampaignTable


def campaign_schema() -> str:
    """What `config/campaigns/schema.json` holds; each campaign file names it in its first line."""
    schema = CampaignTable.model_json_schema()
    written = _written()
    for table in (schema, *schema["$defs"].values()):
        _describe(table, written)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _describe(table: dict[str, Any], written: dict[str, dict[str, str]]) -> None:
    """Add to each key what is written below it, in the class or in one that it is made from."""
    for base in reversed(getattr(model, table["title"]).__mro__):
        for key, words in written.get(base.__name__, {}).items():
            table["properties"][key] = dict(sorted({**table["properties"][key], "description": words}.items()))


def _written() -> dict[str, dict[str, str]]:
    """By class and key."""
    classes = (node for node in ast.parse(inspect.getsource(model)).body if isinstance(node, ast.ClassDef))
    return {each.name: dict(_words_below(each.body)) for each in classes}


def _words_below(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for key, words in pairwise(body):
        match key, words:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(meaning))):
                yield name, inspect.cleandoc(meaning)
            case _:
                pass
