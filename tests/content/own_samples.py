"""Files that servers could bring, and how they are read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

import bot.text
from bot.content import load_content
from bot.content.own import OwnFileFormat
from bot.domain.campaign import OwnFile
from bot.domain.errors import ContentRefused

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOST = load_content(Path(__file__).parents[2] / "config").catalogue
FILES = OwnFileFormat(HOST, lambda: NOW)
TEXT = bot.text.load().source

SPRING = """\
id = "spring"
name = "Spring"
hashtag = "#Spring"
languages = ["en"]
began = "2006"
colour = "#0A0B0C"
summary = "What it is."

[panel]
title = "Being counted"
meaning = "If you want to."

[[about]]
id = "a"
date = "2017-10"
text = "A fact."
note = "A note."
sources = ["https://example.org/x (a remark)", "https://example.org/y"]

[[timeline]]
id = "a"
date = "2017-10-15"
title = "An event"
text = "It happened."
sources = ["https://example.org"]

[[quotes]]
id = "a"
date = "2017"
text = "Words."
speaker = "Somebody"
sources = ["https://example.org/z"]

[[resources]]
topic = "A topic"
title = "A page"
text = "It helps."
url = "https://example.org/help"
checked = "2026-03"
sources = ["https://example.org/z"]

[[actions]]
id = "a"
title = "Do it"
text = "Like this."
sources = ["https://example.org/z"]
"""
ADDED = """\
extends = "metoo"

[[about]]
id = "a"
date = "2017-10"
text = "A fact."
sources = ["https://example.org/z"]

[[quotes]]
id = "a"
date = "2017"
text = "Words."
speaker = "Somebody"
sources = ["https://example.org/z"]

[[resources]]
topic = "A topic"
title = "A page"
text = "It helps."
url = "https://example.org/help"
sources = ["https://example.org/z"]
"""


def read(content: str | bytes) -> OwnFile:
    return FILES.read("x.toml", content if isinstance(content, bytes) else content.encode())


def told(work: Callable[[], object]) -> list[str]:
    """The faults as moderators read them: of a file with their lines."""
    with pytest.raises(ContentRefused) as refused:
        work()
    sentences = [(each, TEXT(each.key, **each.values)) for each in refused.value.faults]
    return [f"line {fault.line}: {words}" if fault.file else words for fault, words in sentences]


def faults(content: str | bytes) -> list[str]:
    return told(lambda: read(content))
