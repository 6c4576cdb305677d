"""The text files: nothing in them may be lost silently."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource
from host_tools import ROOT, sentences

from bot.domain.errors import Fault, StartError
from bot.operations.texts import keys_by_language
from bot.text import LONGEST, Text, Texts, load

KEY_IN_CODE = re.compile(r'(?:Fault|PydanticCustomError)\(\s*"([a-z0-9-]+)"')

VARIABLE = re.compile(r"\$([\w-]+)")
REFERRING = re.compile(r"^([\w-]+) =(?:(?!^\S).)*?\{ [a-z]", re.MULTILINE | re.DOTALL)
"""Sentences that have others within them."""


def write(root: Path, **languages: str) -> Path:
    for language, content in languages.items():
        (root / language).mkdir()
        (root / language / "one.ftl").write_text(content, encoding="utf-8")
    return root


def test_the_texts_that_ship_have_no_fault() -> None:
    faults: list[Fault] = []
    assert "host-about" in keys_by_language(resources.files("bot.text"), faults)["en"]
    assert sentences(StartError(faults)) == []


def test_what_is_not_a_message_is_told_with_its_line(tmp_path: Path) -> None:
    faults: list[Fault] = []
    keys_by_language(write(tmp_path, en="# remark\ngood = Good\nthis is not one\n"), faults)
    assert sentences(StartError(faults))[0].startswith("en/one.ftl, line 3: this is not a message")


def test_s50_a_language_is_whole_or_it_is_told(tmp_path: Path) -> None:
    faults: list[Fault] = []
    keys_by_language(write(tmp_path, en="a = A\nb = B\n", de="b = B\nc = C\n"), faults)
    missing, unknown = sentences(StartError(faults))
    assert missing.startswith("de: the language has no message “a”")
    assert unknown.startswith("de: the language has a message “c”")


def test_s50_a_language_that_is_not_whole_gives_way_to_english_as_a_whole() -> None:
    texts = Texts(
        {
            "fr": Text("fr", ["a = À\nb = Bé\n"]),
            "en": Text("en", ["a = A\n", "b = B\n"]),
            "de": Text("de", ["a = Ah\n"]),
            "es": Text("es", ["a = {\nb = Be\n"]),
        }
    )

    assert [texts.of("de")(key) for key in "ab"] == ["A", "B"]
    assert [texts.of("es")(key) for key in "ab"] == ["A", "B"], "one that cannot be read is lacking as well"
    assert [texts.of("fr")(key) for key in "ab"] == ["À", "Bé"]
    assert [texts.of("pt-BR")(key) for key in "ab"] == ["A", "B"]
    assert texts.languages == ["en", "fr"]


def test_a_sentence_is_the_same_whatever_was_read_before_it() -> None:
    files = sorted((ROOT / "bot" / "text" / "en").iterdir())
    sources = [file.read_text(encoding="utf-8") for file in files]
    whole = FluentBundle(["en"], use_isolating=False)
    for source in sources:
        whole.add_resource(FluentResource(source))
    values = dict.fromkeys(VARIABLE.findall("".join(sources)), "x")
    referring = [key for source in sources for key in REFERRING.findall(source)]
    assert len(referring) > 20
    for key in referring:
        sentence = whole.get_message(key).value
        assert sentence
        assert Text("en", sources)(key, **values) == whole.format_pattern(sentence, values)[0]


def test_a_value_that_is_longer_than_a_sentence_can_hold_is_shortened() -> None:
    sentence = load().source("error-unknown-zone", name="z" * 10_000)
    assert f"{'z' * (LONGEST - 1)}…" in sentence
    assert "z" * LONGEST not in sentence


def test_every_fault_in_the_code_has_its_sentence() -> None:
    text = load().source
    used = {
        key for file in (ROOT / "bot").rglob("*.py") for key in KEY_IN_CODE.findall(file.read_text(encoding="utf-8"))
    }
    assert len(used) > 20
    assert sorted(key for key in used if key not in text) == []
