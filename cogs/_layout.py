"""Building Components V2 messages that fit Discord's limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias
from unicodedata import category

import discord
from discord import ui

from bot.domain import limits
from bot.domain.campaign import PartialDate, Source
from bot.text import Text

LEAVE_PAGE: Final = "https://www.wikipedia.org/"
"""Where "Leave quickly" leads (S43): a page that says nothing about where somebody was."""

LINK_LABEL: Final = 40
"""Characters of an address that stand as the label of its link: sources must fit on a page with what they support."""

_MARKUP: Final = re.compile(r"(^[^\S\n]*)(?=[#-])|(?=[\\*_~`|<>\[\]])|(?<=:)(?=//)", re.MULTILINE)
"""The places before what Discord reads as markup: at the start of a line, anywhere, and inside an address."""
_UNSEEN: Final = ("Cc", "Cf")
"""Control and format characters: some turn the text that follows around, some begin a line."""
_JOINING: Final = "\n\u200c\u200d"
"""Of these, what words need: lines, and the joiners of Persian, Hindi and others."""
_LINKABLE: Final = re.compile(r"https://[^\s<>]+")

Block: TypeAlias = str | ui.Item[Any]
"""One part of a page: markdown, or a component of its own."""


class Layout(ui.LayoutView):
    """A finished message. Its buttons say what they do by their custom id, so discord.py need not remember it."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self._components: list[dict[str, Any]] | None = None
        self.stop()

    def to_components(self) -> list[dict[str, Any]]:
        """Made once: some are shown to many."""
        if self._components is None:
            self._components = super().to_components()
        return self._components


def page(blocks: Iterable[Block], *, colour: int | None = None, rows: Iterable[Sequence[ui.Item[Any]]] = ()) -> Layout:
    """One message: the blocks in a container, under it the rows of buttons or menus. Texts keep a free line apart."""
    container = ui.Container[Layout](accent_colour=colour)
    for item in _items(blocks):
        container.add_item(item)
    for row in rows:
        container.add_item(ui.ActionRow(*row))
    return Layout().add_item(container)


def _items(blocks: Iterable[Block]) -> Iterator[ui.Item[Any]]:
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            texts.append(block)
            continue
        if texts:
            yield ui.TextDisplay("\n\n".join(texts))
            texts.clear()
        yield block
    if texts:
        yield ui.TextDisplay("\n\n".join(texts))


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


def lines(*parts: str) -> str:
    """The parts that are there, each on a line of its own."""
    return "\n".join(filter(None, parts))


def plain(words: str) -> str:
    """Words from a file or a person as data (S48): no markup, links or mentions, and nothing that cannot be seen."""
    visible = "".join(character for character in words if character in _JOINING or category(character) not in _UNSEEN)
    return discord.utils.escape_mentions(_MARKUP.sub(r"\1\\", visible))


def link(label: str, url: str) -> str:
    """A link without a preview. Only https becomes one (S48)."""
    if _LINKABLE.fullmatch(url):
        return f"[{plain(label)}](<{url}>)"
    return f"{plain(label)} ({plain(url)})"


def site(url: str) -> str:
    """An address as a link that shows whose page it is; one that cannot be a link, as text that is none."""
    return link(_host(url), url) if _LINKABLE.fullmatch(url) else plain(re.sub(r"^http://(www\.)?", "", url))


def sources(text: Text, given: Sequence[Source]) -> str:
    """Every source of a statement in one small line."""
    return text("sources", list=" · ".join(_source(source) for source in given), count=len(given))


def _source(source: Source) -> str:
    if source.url is None:
        return plain(source.remark)
    return f"{site(source.url)} ({plain(source.remark)})" if source.remark else site(source.url)


def _host(url: str) -> str:
    """The end of a long one is what tells whose page it is."""
    host = url.split("/")[2].removeprefix("www.")
    return host if len(host) <= LINK_LABEL else f"…{host[-LINK_LABEL:]}"


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
