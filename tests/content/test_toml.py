"""Every fault of a TOML file has its line and a sentence that says what to do."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

import bot.text
from bot.content.lines import Step, lines_of
from bot.content.toml import Table, TomlFile, read_toml, validate
from bot.domain import limits
from bot.domain.errors import Fault

DOCUMENT = '''\
# a comment [[quotes]]
title = "x" # = y
"quo\\"ted . [".b = 1

[[quotes]]
id = "a"
text = """
not a [[quotes]]
key = "" \\""" x"""
sources = [ # ]
    "one", "two,]",
    { a = 1, b.c = [1,
        2] },
]
[quotes.sub]
when = 1979-05-27 07:32:00
[[quotes]]
id = \'\'\'it's\'\'\'\'\'
[[quotes.deep]]
y = 1
[[quotes.deep]]
y = 2

[ above . "below" ]
z = []
[above]
k = 1
'''


class Quote(Table):
    id: str
    sources: Annotated[tuple[str, ...], Field(strict=False, min_length=1, max_length=2)]


class Season(Table):
    first: str


class Form(Table):
    id: Annotated[str, Field(min_length=1)]
    size: int = 0
    default: bool = False
    quotes: Annotated[tuple[Quote, ...], Field(strict=False)] = ()
    season: Season | None = None
    seasons: Annotated[dict[str, Season], Field(default_factory=dict)]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (('quo"ted . [', "b"), 3),
        (("quotes",), 5),
        (("quotes", 0), 5),
        (("quotes", 0, "text"), 7),
        (("quotes", 0, "sources"), 10),
        (("quotes", 0, "sources", 1), 11),
        (("quotes", 0, "sources", 2, "b", "c", 0), 12),
        (("quotes", 0, "sources", 2, "b", "c", 1), 13),
        (("quotes", 0, "sub", "when"), 16),
        (("quotes", 1), 17),
        (("quotes", 1, "id"), 18),
        (("quotes", 1, "deep", 1, "y"), 22),
        (("above", "below", "z"), 25),
        (("above",), 26),
        (("above", "k"), 27),
    ],
)
def test_a_path_has_its_line(path: tuple[Step, ...], line: int) -> None:
    assert lines_of(DOCUMENT)[path] == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("quotes", 1, "source"), 17),
        (("quotes", 0, "sub", "where"), 15),
        (("quotes", 0, "sources", 0, "url"), 11),
        (("nothing",), 1),
        ((), 1),
    ],
)
def test_a_missing_key_has_the_line_of_the_table_that_lacks_it(path: tuple[Step, ...], line: int) -> None:
    assert TomlFile("x.toml", tomllib.loads(DOCUMENT), DOCUMENT).line(path) == line


class Writer:
    """Writes a random valid document. Each value begins with a mark, on the line of its key or of its own."""

    NASTY = st.text("[]{}=#,.\"'\\ \n\tx", max_size=8)

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self._draw = draw
        self._count = 0

    def document(self) -> str:
        parts = [self._pairs()]
        arrays: set[str] = set()
        for _ in range(self._draw(st.integers(0, 6))):
            parts += [self._header(arrays), self._pairs()]
        return "".join(parts)

    def _next(self, name: str) -> str:
        self._count += 1
        return f"{name}{self._count}"

    def _header(self, arrays: set[str]) -> str:
        name = self._draw(st.sampled_from("abc"))
        kinds = ["[[{name}]]", "[{new}]", '[ "{new}.=[" . x ]']
        if name in arrays:
            kinds += ["[{name}.{new}]", "[[{name}.list]]"]
        kind = self._draw(st.sampled_from(kinds))
        if kind == "[[{name}]]":
            arrays.add(name)
        return kind.format(name=name, new=self._next("t")) + self._blank() + "\n"

    def _pairs(self) -> str:
        return "".join(self._pair() + self._blank() + "\n" for _ in range(self._draw(st.integers(0, 4))))

    def _pair(self) -> str:
        key = self._draw(st.sampled_from(["{}", '"{}]\\""', "{}.d", "'{}.' . e"])).format(self._next("k"))
        return f"{key} = {self._value(self._draw(st.integers(0, 3)))}"

    def _blank(self) -> str:
        return self._draw(st.sampled_from(["", " ", "  # [x] = \"'", "\n", "\n# {\n"]))

    def _value(self, depth: int) -> str:
        kind: int = self._draw(st.integers(0, 5 if depth else 3))
        if kind == 4:
            items = [self._value(depth - 1) for _ in range(self._draw(st.integers(0, 3)))]
            return "[" + "".join(f"{self._gap()}{item}{self._gap()}," for item in items) + self._gap() + "]"
        if kind == 5:
            pairs = [f"{self._next('i')} = {self._value(0)}" for _ in range(self._draw(st.integers(0, 3)))]
            return "{ " + ", ".join(pairs) + " }"
        mark: str = self._next("mark") + ";"
        nasty: str = self._draw(self.NASTY)
        escaped = json.dumps(nasty)[1:-1]
        literal = nasty.replace("'", "")
        written: tuple[str, ...] = (
            f'"{mark}{escaped}"',
            f"'{mark}{literal.replace(chr(10), '')}'",
            f'"""{mark}{escaped}\n"" {escaped}"""""',
            f"'''{mark}{literal}\n'' x'''''",
        )
        return written[kind]

    def _gap(self) -> str:
        return self._draw(st.sampled_from(["", " ", "\n", " # ] }\n"]))


@st.composite
def documents(draw: Callable[[st.SearchStrategy[Any]], Any]) -> str:
    return Writer(draw).document()


def leaves(value: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], str]]:
    if isinstance(value, str):
        yield path, value.split(";")[0] + ";"
        return
    items: Any = cast("dict[str, Any]", value).items() if isinstance(value, dict) else enumerate(value)
    for step, item in items:
        yield from leaves(item, (*path, step))


@given(documents())
def test_every_value_has_the_line_it_stands_on(text: str) -> None:
    lines = lines_of(text)
    for path, mark in leaves(tomllib.loads(text)):
        assert lines[path] == text.count("\n", 0, text.index(mark)) + 1


@given(st.text("ab=[]{}\"'#.,\\\n 1", max_size=60))
def test_whatever_is_valid_can_be_walked(text: str) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines_of(text)


def told(faults: list[Fault]) -> list[str]:
    text = bot.text.load().source
    return [f"line {fault.line}: {text(fault.key, **fault.values)}" for fault in faults]


def faults_of(path: Path, content: bytes | str) -> list[str]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    faults: list[Fault] = []
    file = read_toml(path, faults)
    if file:
        validate(Form, file, faults)
    assert all(fault.file == str(path) for fault in faults)
    return told(faults)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("id = 2\nx", "line 2: this is not valid TOML (expected '=' after a key in a key/value pair)."),
        (
            'id = "a"\nid = "b"',
            "line 2: this is not valid TOML (cannot overwrite a value). Compare the line with another file",
        ),
        (
            'id = "a\nsize = 1',
            "line 1: this is not valid TOML (illegal character '\\n'). Look for a line that ends "
            "where something is missing: a value, a closing quotation mark or a closing bracket.",
        ),
        ("id =\nsize = 1", "line 1: this is not valid TOML (invalid value). Look for a line that ends where"),
        (
            'size = 1\nid = """a',
            "line 2: this is not valid TOML (unterminated string). Look for a line that ends where",
        ),
        ("size = yes\nid = 2", "line 1: this is not valid TOML (invalid value). Compare the line with another file"),
        (b'id = "a"\n\xff', "line 2: the file is not in UTF-8."),
        ("x = " + "[" * 20_000, "line 0: the file has lists inside lists, or names with many dots"),
        ("#" * (limits.CONTENT_FILE + 1), "line 0: the file is larger than 256 KB."),
        ("", "line 1: the file has no `id`. Add a line that begins with `id = `."),
        ("id = 2", 'line 1: the file needs text in `id`. Put it in quotation marks: `id = "…"`.'),
        ('id = ""', "line 1: the file has nothing in `id`."),
        ('id = "a"\nsize = "1"', "line 2: the file needs a whole number in `size`, without quotation marks."),
        ('id = "a"\ndefault = 1', "line 2: the file needs `true` or `false` in `default`, without quotation marks."),
        ('id = "a"\nquotes = "x"', "line 2: the file needs a list in `quotes`."),
        ('id = "a"\nquotes = [\n1]', "line 3: the file needs a table in `quotes`."),
        ('id = "a"\n[seson]', "line 2: the file has a key `seson`, which means nothing here. Did you mean `season`?"),
        (
            'id = "a"\n[season]\nfirst = "x"\nother = 1',
            "line 4: the season has a key `other`, which means nothing here. Remove it; these keys are known: first.",
        ),
        ('id = "a"\n[seasons.x]\nfist = "x"\nfirst = ""', "line 3: `x` has a key `fist`, which means nothing here."),
        (
            'id = "a"\n[[quotes]]\nid = "q"',
            'line 2: quote 1 has no source. Add `sources = ["https://…"]` with the page it comes from.',
        ),
        ('id = "a"\n[[quotes]]\nid = "q"\nsources = []', "line 4: quote 1 has no source."),
        (
            'id = "a"\n[[quotes]]\nid = "q"\nsources = [\n"a",\n"b",\n"c"]',
            "line 4: quote 1 has too many entries in `sources`. At most 2 are allowed.",
        ),
    ],
)
def test_a_fault_is_told(tmp_path: Path, content: bytes | str, sentence: str) -> None:
    (fault,) = faults_of(tmp_path / "x.toml", content)
    assert fault.startswith(sentence)


def test_all_faults_of_a_file_are_told_at_once_in_their_order(tmp_path: Path) -> None:
    content = 'id = ""\nsize = "2"\n[[quotes]]\nid = 1\nsources = ["a"]\n[[quotes]]\nid = "b"'
    assert [fault.split(".")[0] for fault in faults_of(tmp_path / "x.toml", content)] == [
        "line 1: the file has nothing in `id`",
        "line 2: the file needs a whole number in `size`, without quotation marks",
        "line 4: quote 1 needs text in `id`",
        "line 6: quote 2 has no source",
    ]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    faults: list[Fault] = []
    assert read_toml(tmp_path / "none.toml", faults) is None
    assert told(faults) == [
        "line 0: this cannot be read: No such file or directory. Check that it exists and that the bot may read it."
    ]


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "x.toml", b'\xef\xbb\xbfid = "a"\r\nsize = "2"\r\n') == [
        "line 2: the file needs a whole number in `size`, without quotation marks."
    ]
