"""Whatever somebody uploads: no file takes long to read, none gets an exception, none floods the answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from own_samples import ADDED, FILES, faults, read

import bot.content.toml
from bot.content.toml import MOST_FAULTS
from bot.domain import limits
from bot.domain.errors import ContentRefused

SIZE = limits.CONTENT_FILE - 100


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("a" + ".a" * 3_000 + "=1", "content-too-deep"),
        ("[a" + ".a" * 3_000 + "]", "content-too-deep"),
        ("\n[[" + '"a" . ' * 20 + "b]]", "content-too-deep"),
        ("a=" + "[" * 100_000, "content-too-deep"),
        ("a=" + "{a=" * 60_000, "content-too-deep"),
        ("a=" + "[" * 30 + "1," * 100_000 + "]" * 30, "content-too-deep"),
        ("a=" + "9" * SIZE, "content-number-too-long"),
        ("a=" + "1_" * 100_000 + "1", "content-number-too-long"),
        ("#" * (limits.CONTENT_FILE + 1), "content-file-too-large"),
    ],
)
def test_what_would_take_long_to_read_is_not_walked_through(
    content: str, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(text: str) -> Any:
        raise AssertionError("walked")

    monkeypatch.setattr(bot.content.toml, "lines_of", never)
    with pytest.raises(ContentRefused) as refused:
        read(content)
    assert [fault.key for fault in refused.value.faults] == [key]


def test_a_long_dotted_key_never_reaches_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(text: str) -> Any:
        raise AssertionError("parsed")

    monkeypatch.setattr("tomllib.loads", never)
    assert faults("\na" + ".a" * 100_000 + "=1")[0].startswith("line 2: the file has lists inside lists, or names with")


@pytest.mark.parametrize(
    "before",
    [
        *(
            'x = """a""""\n',
            'x = ["""a""""", {',
            "x = '''a''''\n",
            'x = "\\\\"\n',
            "# it's \"\n",
            'x = ["]", {',
            "x = '\\\\'\n",
        ),
        *('x = """\n"" \\""" b"""\n', 'x = "\\""\n', '"a"."b" = 1\n'),
    ],
)
def test_no_string_or_remark_hides_a_long_dotted_key(before: str) -> None:
    found = faults(before + "a" + ".a" * 100_000 + "=1")
    assert any("names with" in each for each in found)


@pytest.mark.parametrize("words", ["a" + ".a" * 40, "No. " * 40, "'. " * 30, "a. b. # c. " * 12])
def test_words_may_have_as_many_dots_as_they_like(words: str) -> None:
    added = ADDED.replace("A fact.", words.strip())
    own = read(added)
    assert own.about[0].text == words.strip()
    assert read(FILES.dump(own)) == own


@pytest.mark.parametrize(
    "content", ['"""\\' * 60_000, '"""\\"' * 50_000, "''' '" * 40_000, '"\\\n' * 80_000, "\"' # " * 40_000]
)
def test_strings_that_never_end_are_gone_through_once(content: str) -> None:
    assert faults(content)


@pytest.mark.parametrize(
    "content",
    [
        "".join(f"a{number}=1\n" for number in range(20_000)),
        "about=[" + "{}," * 60_000 + "]",
        'languages=["' + '","'.join(["xx"] * 50_000) + '"]',
        "".join(f'[[about]]\nid="{"x" * 900}"\n' for _ in range(250)),
        '[[about]]\nid="a"\n' * 14_000,
    ],
)
def test_the_largest_file_of_faults_is_told_in_parts(content: str) -> None:
    found = faults(content)
    assert 5 < len(found) <= MOST_FAULTS
    assert max(map(len, found)) < 700


@pytest.mark.parametrize(
    "value",
    [
        *("0x" + "f" * 10_000, "1e999", "-inf", "nan", "1979-05-27T07:32:00Z", "0001-01-01", "23:59:60.999"),
        *("{}", "[[], {}]", "true", '"""\n"""', "9223372036854775808"),
    ],
)
@pytest.mark.parametrize(
    "key", ["id", "began", "colour", "languages", "about", "panel", "season", "summary", "extends"]
)
def test_values_of_any_kind_are_faults_and_nothing_worse(key: str, value: str) -> None:
    assert faults(f"{key} = {value}\n")


@given(st.binary(max_size=200) | st.text("[]{}=.,\"'#\na1-:", max_size=60).map(str.encode))
def test_any_bytes_are_a_file_or_refused(content: bytes) -> None:
    with pytest.raises(ContentRefused):
        read(content)


def test_of_a_list_that_is_too_long_only_the_beginning_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    class Locale:
        @staticmethod
        def parse(code: str, sep: str) -> None:
            looked.append(code)

    monkeypatch.setattr("bot.content.fields.Locale", Locale)
    assert faults('languages=["' + '","'.join(["en"] * 50_000) + '"]')
    assert 0 < len(looked) <= limits.CONTENT_ITEMS + 1
