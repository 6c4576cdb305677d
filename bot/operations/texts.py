"""Looks through the text files. At run time a message that is not valid Fluent would simply be missing."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources.abc import Traversable

from fluent.syntax import FluentParser, ast

from bot.domain.errors import Fault
from bot.text import SOURCE_LANGUAGE


def keys_by_language(root: Traversable, faults: list[Fault]) -> dict[str, set[str]]:
    """The messages of each language under `root`, English first. A language that is not whole has faults (S50)."""
    names = sorted(
        (each.name for each in root.iterdir() if each.is_dir()), key=lambda name: (name != SOURCE_LANGUAGE, name)
    )
    found = {name: keys for name in names if (keys := set(_keys(root / name, faults)))}
    english = found[SOURCE_LANGUAGE]
    for language, keys in found.items():
        faults += [Fault("text-missing", {"key": key}, language) for key in sorted(english - keys)]
        faults += [Fault("text-unknown", {"key": key}, language) for key in sorted(keys - english)]
    return found


def _keys(folder: Traversable, faults: list[Fault]) -> Iterator[str]:
    parser = FluentParser()
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".ftl"):
            continue
        content = file.read_text(encoding="utf-8")
        for entry in parser.parse(content).body:
            if isinstance(entry, ast.Message):
                yield entry.id.name
            elif isinstance(entry, ast.Junk):
                start = entry.span.start if entry.span else 0
                faults.append(Fault("text-syntax", {}, f"{folder.name}/{file.name}", content.count("\n", 0, start) + 1))
