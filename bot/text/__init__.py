"""Every sentence a person reads, by language, in Mozilla's Fluent format (`<language>/*.ftl`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from typing import Final

from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser

from bot.domain.errors import Value

SOURCE_LANGUAGE = "en"

LONGEST: Final = 2_500
"""Characters of a value that a sentence names: Fluent takes no longer one."""

_NAME: Final = r"-?[A-Za-z][\w-]*"
_NAMES: Final = re.compile(_NAME)
_ENTRIES: Final = re.compile(rf"^({_NAME})(?= *=)", re.MULTILINE)
"""How each begins. Nothing else does so at the beginning of a line: what belongs to an entry is indented."""


class Text:
    """The sentences of one language: `text("key", name=value)`.

    An unknown key or a missing value raises `LookupError`; a value that is longer than `LONGEST` is shortened.

    A sentence is parsed when it is first asked for: all of them at once would take 60 ms of every start, and 2 MB.
    """

    def __init__(self, language: str, sources: list[str]) -> None:
        self.language = language
        self._bundle = FluentBundle([language], use_isolating=False)
        self._unread: dict[str, str] = {}
        for source in sources:
            _, *parts = _ENTRIES.split(source)
            for name, rest in zip(parts[::2], parts[1::2], strict=True):
                self._unread.setdefault(name, name + rest)
        self._keys = [name for name in self._unread if not name.startswith("-")]

    def __call__(self, key: str, /, **values: Value) -> str:
        self._read(key)
        message = self._bundle.get_message(key)
        if message.value is None:
            raise LookupError(f"message {key!r} has no text")
        sentence, errors = self._bundle.format_pattern(message.value, {name: _fit(values[name]) for name in values})
        if errors:
            raise LookupError(f"message {key!r}: {errors[0]}")
        return str(sentence)

    def __contains__(self, key: str) -> bool:
        self._read(key)
        return self._bundle.has_message(key)

    def covers(self, other: Text) -> bool:
        """Whether it has every sentence that the other one has."""
        return all(key in self for key in other._keys)

    def labels(self) -> Iterator[str]:
        """What stands on buttons, save where it names something."""
        for key in self._keys:
            if key.startswith("button-"):
                try:
                    yield self(key)
                except LookupError:
                    continue

    def _read(self, name: str) -> None:
        """Parse one entry, with those that it may refer to: every word that is the name of one."""
        entry = self._unread.pop(name, None)
        if entry is not None:
            self._bundle.add_resource(FluentParser(with_spans=False).parse(entry))
            for word in _NAMES.findall(entry):
                self._read(word)


def _fit(value: Value) -> Value:
    return f"{value[: LONGEST - 1]}…" if isinstance(value, str) and len(value) > LONGEST else value


class Texts:
    """All languages. `texts.of("de")` gives the reader's, or English as a whole when it is not there (S50).

    A language that lacks a sentence is as if it were not there: nobody reads half of a page in it.
    """

    def __init__(self, languages: dict[str, Text]) -> None:
        english = languages[SOURCE_LANGUAGE]
        self._languages = {code: text for code, text in languages.items() if text is english or text.covers(english)}

    def of(self, language: str) -> Text:
        return self._languages.get(language, self.source)

    @property
    def languages(self) -> list[str]:
        """The codes of all of them, English first."""
        return sorted(self._languages, key=lambda language: (language != SOURCE_LANGUAGE, language))

    def labels(self) -> list[str]:
        """What stands on buttons, in all languages, save where it names something."""
        return [label for text in self._languages.values() for label in text.labels()]

    @property
    def source(self) -> Text:
        """English: what every other language is translated from."""
        return self._languages[SOURCE_LANGUAGE]


def load() -> Texts:
    """Read the text files that come with the program."""
    languages: dict[str, Text] = {}
    for folder in resources.files("bot.text").iterdir():
        if not folder.is_dir():
            continue
        sources = [file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".ftl")]
        if sources:
            languages[folder.name] = Text(folder.name, sources)
    return Texts(languages)
