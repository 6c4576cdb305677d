"""What a message looks like to a person, as plain text: markdown read, buttons drawn, ids named."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

WIDTH: Final = 90
"""Columns of what is printed to a file or a pipe."""
NARROWEST: Final = 60
WIDEST: Final = 100
"""Columns that still read well, on a terminal."""

Component: TypeAlias = dict[str, Any]
"""A component as Discord's API gives it."""

ROW, BUTTON, TEXT, FILE, SEPARATOR = 1, 2, 10, 13, 14
LINK: Final = 5
"""The style of a button that opens a page."""

_TIED: Final = "\N{NO-BREAK SPACE}"
"""Keeps the words on a button in one line."""

_MARKS: Final[tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(r"^(?:#{1,3}|-#) ", re.MULTILINE), ""),
    (re.compile(r"^>>> ", re.MULTILINE), "> "),
    (re.compile(r"(?<!\\)\[([^\]]+)\]\(<?[^)>]+>?\)"), r"\1 ↗"),
    (re.compile(r"<t:(\d+)(?::\w)?>"), lambda found: _moment(int(found[1]))),
    (re.compile(r"</([^:>]+):\d+>"), r"/\1"),
    (re.compile(r"(?<!\\)(?:\*\*|__)"), ""),
    (re.compile(r"\\([^\w\s])"), r"\1"),
    (re.compile("\u200b"), ""),
)


def walk(components: Sequence[Component]) -> Iterator[Component]:
    """Every component, nested ones after the one they stand in."""
    for component in components:
        yield component
        yield from walk(component.get("components", ()))
        if "accessory" in component:
            yield component["accessory"]


def words(components: Sequence[Component]) -> str:
    """All text of a message, as it reads."""
    return readable("\n".join(part["content"] for part in walk(components) if part["type"] == TEXT))


def labels(components: Sequence[Component]) -> list[str]:
    """What stands on the buttons of a message, in their order."""
    return [part.get("label", "") for part in walk(components) if part["type"] == BUTTON]


def columns() -> int:
    """How wide to print: as wide as the terminal, within bounds."""
    if not sys.stdout.isatty():
        return WIDTH
    return min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)


def drawn(components: Sequence[Component], names: dict[str, str], width: int) -> list[str]:
    """The message in lines of at most `width` columns. `names`: mentions -> what people see instead."""
    blocks = [block for component in components for block in _blocks(component, names, width)]
    return [line for number, block in enumerate(blocks) for line in ([""] if number else []) + block]


def form(modal: Component, values: Mapping[str, str | list[str]], width: int) -> list[str]:
    """A form in lines, as it is sent. `values`: what stands in its fields, by their custom ids."""
    return [line for field in modal["components"] for line in wrapped(_field(field, values), width)]


def wrapped(sentence: str, width: int, indent: str = "") -> list[str]:
    """A paragraph in lines of at most `width` columns; a word that is longer than a line stays whole."""
    return textwrap.wrap(
        sentence,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def readable(markdown: str, names: dict[str, str] | None = None) -> str:
    """Markdown as it reads. Bold and headings become plain, a link is its label and an arrow."""
    for mention, name in (names or {}).items():
        markdown = markdown.replace(mention, name)
    for pattern, instead in _MARKS:
        markdown = pattern.sub(instead, markdown)
    return markdown


def _blocks(component: Component, names: dict[str, str], width: int) -> Iterator[list[str]]:
    kind = component["type"]
    if kind == TEXT:
        lines = (wrapped(line, width) or [""] for line in readable(component["content"], names).split("\n"))
        yield [part for line in lines for part in line]
    elif kind == ROW:
        row = "   ".join(_control(part).replace(" ", _TIED) for part in component["components"])
        yield [line.replace(_TIED, " ") for line in wrapped(row, width)]
    elif kind == SEPARATOR:
        yield ["· · ·"]
    elif kind == FILE:
        yield [f"[ {component['file']['url'].rpartition('/')[2]} ↓ ]"]
    else:
        for part in component.get("components", ()):
            yield from _blocks(part, names, width)
        if "accessory" in component:
            yield [_control(component["accessory"])]


def _field(field: Component, values: Mapping[str, str | list[str]]) -> str:
    control = field["component"]
    given = values[control["custom_id"]]
    options = {option["value"]: option["label"] for option in control.get("options", ())}
    chosen = given if isinstance(given, str) else ", ".join(options.get(value, value) for value in given)
    return f"{field['label']}: {chosen}"


def _control(component: Component) -> str:
    if component["type"] != BUTTON:
        return f"[ {component.get('placeholder') or ''} ▾ ]"
    label = f"{component.get('label', '')}{' ↗' if component.get('style') == LINK else ''}"
    return f"( {label} )" if component.get("disabled") else f"[ {label} ]"


def _moment(seconds: int) -> str:
    when = datetime.fromtimestamp(seconds, UTC)
    return f"{when.day} {when:%B %Y %H:%M} UTC"
