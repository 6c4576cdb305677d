"""TOML files in which every fault has a file and a line, and all of them are found at once."""

from __future__ import annotations

import re
import tomllib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar, cast, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from bot.content.lines import Step, lines_of
from bot.domain import limits
from bot.domain.errors import Fault, Value

M = TypeVar("M", bound=BaseModel)

DOTS: Final = 16
"""No key has more: for one with 100,000 the parser of the standard library takes minutes."""
DEEPEST: Final = 16
"""No table or array lies deeper: with 80,000 values 300 levels below, where they stand would fill 200 MB."""
MOST_FAULTS: Final = 500
"""More are not told at once: with the largest file of unknown keys it would take seconds to find the words."""
SHOWN: Final = 200
"""Characters of what somebody wrote that a fault repeats."""

_PART: Final = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_MANY_DOTS: Final = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{{DOTS}}}")
_WORDS: Final = re.compile(
    r'''
        """ (?: [^"\\]++ | \\. | "(?!"") )*+ (?: "{3,5} )?
      | \'{3} (?: [^']++ | '(?!\'\') )*+ (?: '{3,5} )?
      | " (?: [^"\\\n]++ | \\[^\n] )*+ "?
      | ' [^'\n]*+ '?
      | \#[^\n]*+
    ''',
    re.DOTALL | re.VERBOSE,
)
"""Strings and remarks. One that does not end is taken as far as it goes, so that no text is gone through twice."""


class Written(Protocol):
    """What somebody wrote: a file, or a form."""

    @property
    def data(self) -> dict[str, Any]: ...

    def fault(self, key: str, path: Sequence[Step], **values: Value) -> Fault:
        """A fault at this path. Its message can name the place with `content-item` and `$field`."""
        ...


class Table(BaseModel):
    """A table of a file. Nothing is converted silently, and a key that is not known is a fault.

    Pydantic prepares what it needs for one when it is first read: many are only for what servers bring.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, str_strip_whitespace=True, defer_build=True)


@dataclass(frozen=True)
class TomlFile:
    """A file that is valid TOML. `name`: its path as the host wrote it."""

    name: str
    data: dict[str, Any]
    text: str = field(repr=False)

    @cached_property
    def _lines(self) -> dict[tuple[Step, ...], int]:
        """Only looked for when there is a fault: it takes longer than reading the file."""
        return lines_of(self.text)

    def line(self, path: Sequence[Step]) -> int:
        """Where ("quotes", 2, "sources") stands; of a key that is missing, where the table begins that lacks it."""
        beginnings = (tuple(path[:length]) for length in range(len(path), 0, -1))
        return next((self._lines[steps] for steps in beginnings if steps in self._lines), 1)

    def fault(self, key: str, path: Sequence[Step], **values: Value) -> Fault:
        """A fault at this path. Its message can name the place with `content-item` and `$field`."""
        return fault_at(place_of(path), key, values, self.name, self.line(path))


def fault_at(where: Mapping[str, Value], key: str, values: Mapping[str, Value], name: str = "", line: int = 0) -> Fault:
    """A fault whose words fit into a line, however much stands in the file."""
    every = {**where, **values}
    return Fault(key, {each: _short(value) for each, value in every.items()}, name, line)


def _short(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    words = " ".join(value.split())
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"


def read_toml(path: Path, faults: list[Fault]) -> TomlFile | None:
    """Read a file. If that fails, `faults` tells why and None is returned."""
    try:
        with path.open("rb") as file:
            content = file.read(limits.CONTENT_FILE + 1)
    except OSError as error:
        faults.append(Fault("content-unreadable", {"reason": error.strerror or str(error)}, str(path)))
        return None
    return parse_toml(str(path), content, faults)


def parse_toml(name: str, content: bytes, faults: list[Fault]) -> TomlFile | None:
    """The same for the bytes of a file.

    They may be hostile. Of 50 files of 256 KB that were made to be slow, the worst takes 0.7 seconds, `validate`
    included; read in a thread, none holds up the event loop for 0.1 seconds, since no single step is long.
    """
    if len(content) > limits.CONTENT_FILE:
        faults.append(Fault("content-file-too-large", {"most": limits.CONTENT_FILE // 1024}, name))
        return None
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        binary = b"\0" in content and not content.startswith((BOM_UTF16_BE, BOM_UTF16_LE))
        line = 0 if binary else content.count(b"\n", 0, error.start) + 1
        faults.append(Fault("content-no-text-file" if binary else "content-not-utf8", {}, name, line))
        return None
    keys = _WORDS.sub(_wordless, text)
    if found := _MANY_DOTS.search(keys):
        faults.append(Fault("content-too-deep", {}, name, keys.count("\n", 0, found.start()) + 1))
        return None
    try:
        data = tomllib.loads(text)
        if not _is_deep(data):
            return TomlFile(name, data, text)
        faults.append(Fault("content-too-deep", {}, name))
    except tomllib.TOMLDecodeError as error:
        faults.append(_syntax_fault(error, text, name))
    except ValueError:  # of `int`, which takes no number as long as a page
        faults.append(Fault("content-number-too-long", {}, name))
    except RecursionError:
        faults.append(Fault("content-too-deep", {}, name))
    return None


def _wordless(words: re.Match[str]) -> str:
    """As many lines without the words: they may have as many dots as they like, keys may not."""
    empty = "" if words[0].startswith("#") else '""'
    return empty + "\n" * words[0].count("\n")


def _is_deep(data: dict[str, Any]) -> bool:
    level: list[object] = [data]
    for _ in range(DEEPEST):
        level = [inner for value in level for inner in _inside(value)]
    return bool(level)


def _inside(value: object) -> Collection[object]:
    if isinstance(value, dict):
        return cast("dict[str, object]", value).values()
    return cast("list[object]", value) if isinstance(value, list) else ()


def validate(model: type[M], file: Written, faults: list[Fault]) -> M | None:
    """The file as this model. If it does not fit, every reason is added to `faults` and None is returned.

    A validator that has its own sentence raises `PydanticCustomError` with the message's key as type and its values as
    context.
    """
    try:
        return model.model_validate(_countable(file.data))
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        faults.extend(sorted(islice(_faults(model, file, details), MOST_FAULTS), key=lambda fault: fault.line))
        return None


def _countable(value: Any) -> Any:
    """Without what is too much in any list: pydantic looks at every entry before it counts them."""
    if isinstance(value, dict):
        return {key: _countable(inner) for key, inner in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [_countable(inner) for inner in cast("list[object]", value)[: limits.CONTENT_ITEMS + 1]]
    return value


_KEYS: Final = {
    "missing": "content-missing",
    "too_short": "content-missing",
    "string_too_short": "content-empty",
    "too_long": "content-too-many",
    "string_type": "content-not-text",
    "int_type": "content-not-number",
    "bool_type": "content-not-bool",
    "tuple_type": "content-not-list",
    "model_type": "content-not-table",
}


def _faults(model: type[BaseModel], file: Written, errors: Sequence[ErrorDetails]) -> Iterator[Fault]:
    above = {error["loc"][:length] for error in errors for length in range(len(error["loc"]))}
    for error in errors:
        # Pydantic counts only the good entries of an array: one with a bad entry is not too short for that.
        if error["type"] != "too_short" or error["loc"] not in above:
            yield _fault(model, file, error)


def _fault(model: type[BaseModel], file: Written, error: ErrorDetails) -> Fault:
    path, kind = error["loc"], error["type"]
    values = {name: value for name, value in error.get("ctx", {}).items() if isinstance(value, str | int | float)}
    if kind == "extra_forbidden":
        return _unknown_key(model, file, path)
    if kind in _KEYS:
        return file.fault(_KEYS[kind], path, **values)
    if "-" in kind:  # a key of ours: pydantic's own kinds have underscores
        return file.fault(kind, path, **values)
    return file.fault("content-invalid", path, reason=error["msg"])


def _unknown_key(model: type[BaseModel], file: Written, path: tuple[Step, ...]) -> Fault:
    table: type[BaseModel] = model
    for step in path[:-1]:
        if step in table.model_fields:
            table = _table_in(table.model_fields[str(step)].annotation) or table
    near = get_close_matches(str(path[-1]), table.model_fields, n=1)
    if near:
        return file.fault("content-unknown-key-near", path, near=near[0])
    return file.fault("content-unknown-key", path, known=", ".join(table.model_fields))


def _table_in(annotation: Any) -> type[BaseModel] | None:
    """The model in `Quote`, `list[Quote]` or `Quote | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_table_in, get_args(annotation))), None)


def place_of(path: Sequence[Step]) -> dict[str, Value]:
    """What a message calls the place: the innermost table, by its list and number from 1, and the key in it.

    ("quotes", 2, "sources", 0) is the `field` sources of `number` 3 in the `list` quotes. A table that is not in a list
    has the number 0; the file itself is the list "file".
    """
    steps = list(path)
    while steps and isinstance(steps[-1], int):
        steps.pop()
    name = str(steps.pop()) if steps else ""
    number = 0
    if steps and isinstance(steps[-1], int):
        number = int(steps.pop()) + 1
    return {"list": str(steps[-1]) if steps else "file", "number": number, "field": name}


_UNFINISHED: Final = re.compile("Illegal|Invalid value|Expected|Unterminated|Unclosed")
"""How the parser begins to say that it expected more."""


def _syntax_fault(error: tomllib.TOMLDecodeError, text: str, name: str) -> Fault:
    """The parser's reason at its place, which it names only in words before Python 3.14, or as the document's end."""
    reason, _, where = str(error).rpartition(" (at ")
    place = re.match(r"line (\d+), column (\d+)", where)
    line = int(place[1]) if place else text.rstrip().count("\n") + 1
    at_end = not place or int(place[2]) > len(text.split("\n")[line - 1])
    key = "content-syntax-end" if at_end and _UNFINISHED.match(reason) else "content-syntax"
    return Fault(key, {"reason": reason[:1].lower() + reason[1:]}, name, line)
