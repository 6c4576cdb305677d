"""Where everything stands in a TOML text.

The standard library reads TOML but forgets the lines, and no well-kept package keeps them. This is no second parser: it
walks over a text that `tomllib` has accepted, so it only has to tell the parts of a valid document apart.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from typing import Any, Final, TypeAlias

Step: TypeAlias = str | int
Path: TypeAlias = tuple[Step, ...]

_STRING: Final = r'"""(?:\\.|[^\\])*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:\\.|[^"\\])*"|' + r"'[^']*'"
_KEY: Final = rf"(?:[\w-]+|{_STRING})"
_BLANK: Final = re.compile(r"(?:\s|#[^\n]*)*")
_DOTTED: Final = re.compile(rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*", re.DOTALL)
_SCALAR: Final = re.compile(rf"{_STRING}|[^,\]}}#\n]+", re.DOTALL)


def lines_of(text: str) -> dict[Path, int]:
    """The line, from 1, of each key, each table header and each element of an array of a valid document.

    A table that is never opened by itself has the line where it is first named. May raise `RecursionError`.
    """
    return _Walk(text).document()


class _Walk:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._lines: dict[Path, int] = {}
        self._items: defaultdict[Path, int] = defaultdict(int)
        """How many tables each array of tables has so far."""

    def document(self) -> dict[Path, int]:
        table: Path = ()
        self._skip_blank()
        while self._at < len(self._text):
            if self._peek("["):
                table = self._header()
            else:
                self._pair(table)
            self._skip_blank()
        return self._lines

    def _header(self) -> Path:
        """`[table]` or `[[array of tables]]`; the path it opens."""
        array = self._text.startswith("[[", self._at)
        self._take("[[" if array else "[")
        self._skip_blank()
        *above, last = self._key()
        path: Path = ()
        for step in above:
            path = self._newest((*path, step))
            self._lines.setdefault(path, self._line)
        path = (*path, last)
        if array:
            self._lines.setdefault(path, self._line)
            self._items[path] += 1
        path = self._newest(path)
        self._lines[path] = self._line
        self._skip_blank()
        self._take("]]" if array else "]")
        return path

    def _newest(self, path: Path) -> Path:
        """A header below an array of tables speaks of the newest table in it."""
        return (*path, self._items[path] - 1) if path in self._items else path

    def _pair(self, table: Path) -> None:
        """`key = value`, dotted or not."""
        path = table
        for step in self._key():
            path = (*path, step)
            self._lines.setdefault(path, self._line)
        self._skip_blank()
        self._take("=")
        self._skip_blank()
        self._value(path)

    def _value(self, path: Path) -> None:
        if self._peek("["):
            self._array(path)
        elif self._peek("{"):
            self._inline_table(path)
        else:
            self._match(_SCALAR)

    def _array(self, path: Path) -> None:
        self._take("[")
        self._skip_blank()
        number = 0
        while not self._peek("]"):
            self._lines[*path, number] = self._line
            self._value((*path, number))
            number += 1
            self._skip_comma()
        self._take("]")

    def _inline_table(self, path: Path) -> None:
        self._take("{")
        self._skip_blank()
        while not self._peek("}"):
            self._pair(path)
            self._skip_comma()
        self._take("}")

    def _key(self) -> list[str]:
        """The parts of a dotted key; quotes and escapes are left to the parser."""
        parts: list[str] = []
        table: dict[str, Any] = tomllib.loads(f"{self._match(_DOTTED)} = {{}}")
        while table:
            ((part, table),) = table.items()
            parts.append(part)
        return parts

    def _skip_blank(self) -> None:
        self._match(_BLANK)

    def _skip_comma(self) -> None:
        self._skip_blank()
        if self._peek(","):
            self._take(",")
            self._skip_blank()

    def _peek(self, mark: str) -> bool:
        return self._text.startswith(mark, self._at)

    def _take(self, mark: str) -> None:
        assert self._peek(mark), f"{mark!r} expected in line {self._line}"
        self._at += len(mark)

    def _match(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        assert match, f"{pattern.pattern!r} expected in line {self._line}"
        self._at = match.end()
        self._line += match[0].count("\n")
        return match[0]
