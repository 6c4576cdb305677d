"""Building Components V2 messages that fit Discord's limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

import discord
from discord import ui

from bot.domain import limits
from bot.domain.campaign import PartialDate, Source
from bot.text import Text

LEAVE_PAGE: Final = "https://www.wikipedia.org/"
"""Where "Leave quickly" leads (S43): a page that says nothing about where somebody was."""

PAGE_TEXT: Final = 3_400
"""Characters of content on one page; the rest of Discord's 4,000 is for titles, the first line and the last."""

Block: TypeAlias = str | ui.Item[Any]
"""One part of a page: markdown, or a component of its own."""


class Layout(ui.LayoutView):
    """A finished message. Its buttons say what they do by their custom id, so discord.py need not remember it."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.stop()


def page(blocks: Iterable[Block], *, colour: int | None = None, rows: Iterable[Sequence[ui.Item[Any]]] = ()) -> Layout:
    """One message: the blocks in a container, under it the rows of buttons or menus."""
    container = ui.Container[Layout](accent_colour=colour)
    for block in blocks:
        container.add_item(ui.TextDisplay(block) if isinstance(block, str) else block)
    for row in rows:
        container.add_item(ui.ActionRow(*row))
    return Layout().add_item(container)


def line() -> ui.Separator[Any]:
    """A thin line between two parts."""
    return ui.Separator()


def button(label: str, custom_id: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary) -> ui.Button[Any]:
    return ui.Button(label=label, custom_id=custom_id, style=style)


def leave_button(text: Text) -> ui.Button[Any]:
    """S43: a plain link; no press of it reaches the bot."""
    return ui.Button(label=text("button-leave"), url=LEAVE_PAGE)


def help_button(text: Text) -> ui.Button[Any]:
    return button(text("button-help"), "help", discord.ButtonStyle.primary)


def pages(blocks: Sequence[str]) -> list[list[str]]:
    """Distribute blocks, in their order, over as few pages as the room on a page allows."""
    result: list[list[str]] = []
    room = 0
    for block in blocks:
        if len(block) > room:
            result.append([])
            room = PAGE_TEXT
        result[-1].append(block)
        room -= len(block)
    return result


def plain(words: str) -> str:
    """Words from a file or a moderator as data (S48): no markup, no mentions."""
    return discord.utils.escape_mentions(discord.utils.escape_markdown(words))


def link(label: str, url: str) -> str:
    """A link without a preview. Only https becomes one (S48)."""
    return f"[{plain(label)}](<{url}>)" if url.startswith("https://") else f"{plain(label)} ({plain(url)})"


def sources(text: Text, given: Sequence[Source]) -> str:
    """Every source of a statement in one small line."""
    return text("sources", list=" · ".join(_source(source) for source in given), count=len(given))


def _source(source: Source) -> str:
    if source.url is None:
        return plain(source.remark)
    host = source.url.split("/")[2].removeprefix("www.")
    name = link(host, source.url) if source.url.startswith("https://") else plain(source.url)
    return f"{name} ({plain(source.remark)})" if source.remark else name


def day(text: Text, when: PartialDate) -> str:
    """A date as precise as it is known."""
    if when.month is None:
        return str(when.year)
    month = text(f"month-{when.month}")
    if when.day is None:
        return text("date-month", month=month, year=str(when.year))
    return text("date-day", day=when.day, month=month, year=str(when.year))


def fits(layout: Layout) -> bool:
    """Whether Discord takes it: the library does not check the sum of the text."""
    return layout.content_length() <= limits.MESSAGE_TEXT and layout.total_children_count <= limits.MESSAGE_COMPONENTS
