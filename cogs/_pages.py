"""Long answers in pages. The number of a page stands in the buttons, so that no state is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from discord import ui

from bot.text import Text
from cogs._layout import Block, button, line
from cogs._presses import custom_id

SCREENS: Final = 2_500
"""Characters of a page to read, addresses included: two or three screens of a phone."""

FULL: Final = 3_200
"""The most a page can hold beside a heading: help must not need more presses than Discord makes it need."""

_GAP: Final = "\n\n"


def paginate(blocks: Iterable[str], room: int = SCREENS) -> list[str]:
    """The blocks, in their order, on as few pages as the room allows; one too long for a page is parted by lines."""
    pages: list[str] = []
    for block in blocks:
        for part in [block] if len(block) <= room else block.splitlines():
            if pages and len(pages[-1]) + len(_GAP) + len(part) <= room:
                pages[-1] += _GAP + part
            else:
                pages.append(part)
    return pages


def nearest(number: int, pages: Sequence[str]) -> int:
    """The page that a button means, counted from 0, also when the content has become shorter since."""
    return max(0, min(number, len(pages) - 1))


def leaf(text: Text, heading: str, pages: Sequence[str], number: int) -> list[Block]:
    """One page under the heading that all of them have, with its number where there are several."""
    count = [text("page-number", number=number + 1, count=len(pages))] if len(pages) > 1 else []
    return [heading, line(), pages[number], *count]


def turn_buttons(text: Text, number: int, pages: Sequence[str], action: str, *arguments: str) -> list[ui.Item[Any]]:
    """Back and forth, disabled at the ends; nothing where there is one page. A press is `action:arguments:number`."""
    if len(pages) == 1:
        return []
    back = button(text("button-previous"), custom_id(action, *arguments, number - 1))
    forth = button(text("button-next"), custom_id(action, *arguments, number + 1))
    back.disabled = number == 0
    forth.disabled = number == len(pages) - 1
    return [back, forth]
