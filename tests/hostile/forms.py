"""Hostile words in every field of the forms that add and change a server's own facts, quotes and resources."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.campaign import Fact, Quote, Resource
from bot.domain.errors import ContentRefused
from bot.domain.schedule import Kind
from cogs._faults import form_faults
from tests.hostile.kept import TEXT, check_item, expect, told
from tests.hostile.samples import CAMPAIGN, FILES, ITEMS
from tests.hostile.words import Hostile, unseen

FIELDS = tuple(f"{kind}.{field}" for kind, fields in ITEMS.items() for field in fields)


def try_items(hostile: Hostile, number: int) -> Iterator[tuple[str, bool]]:
    """Each field in turn, the others as they should be."""
    for kind, fields in ITEMS.items():
        for field, valid in fields.items():
            yield f"{kind}.{field}", _is_kept(kind, {**fields, field: hostile.into(valid)})


def _is_kept(kind: Kind, fields: dict[str, str]) -> bool:
    try:
        item = FILES.item(kind, "own-abcdefgh", fields)
    except ContentRefused as refused:
        told(refused.faults)
        page = form_faults(TEXT, kind, refused.faults)
        expect(not unseen(page), "nothing hidden in a refusal", page)
        return False
    assert isinstance(item, Fact | Quote | Resource)
    check_item(kind, item, CAMPAIGN, FILES)
    return True
