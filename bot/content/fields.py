"""What may stand in one field of a file, and what it is read into.

The text of a file is data (S48): it cannot address people, look like something that the bot says itself, or hide what
it says. A renderer escapes it as well.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Annotated, Any, Final, LiteralString, TypeAlias, TypeVar

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from bot.content.words import forbidden_words
from bot.domain import limits
from bot.domain.campaign import PartialDate, Source

_IMITATIONS: Final[tuple[tuple[LiteralString, re.Pattern[str]], ...]] = (
    ("content-mention", re.compile(r"@everyone|@here|<(?:[@#/]|id:|t:|a?:\w+:)[^>]*>?")),
    ("content-link-in-text", re.compile(r"\b\w+://\S*|\]\s*\(\S*|\bdiscord\.gg\b\S*", re.IGNORECASE)),
    ("content-markup", re.compile(r"^[^\S\n]*(?:#{1,3}\s|-#|>)|```|\|\|", re.MULTILINE)),
)
_ESCAPED: Final = frozenset("\\*_~`|<>[]#-")
"""Characters before which a renderer may have to put a backslash."""
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0") | {
    chr(code) for code in range(0xE0100, 0xE01F0)
}
"""Letters and marks that Unicode lets nobody see. Those that choose how an emoji is drawn are not among them."""
_SEEN: Final = "LNPS"
"""Letters, numbers, punctuation, symbols: what is left are marks, joiners and spaces, which alone show nothing."""
_STACKED: Final = 6
"""Marks on one letter, which no writing needs more of: a tower of them lies over the lines around."""
_NEEDED: Final = frozenset("\n\u200c\u200d")
"""Line breaks, and the joiners of no width without which Persian, Hindi and others cannot be written."""
_URL: Final = re.compile(r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d+)?(?:[/?#][!#-;=?-\[\]_a-z~]*)?")
"""A public address in plain ASCII, without a user name: what one reads is where one goes."""
LIKE_URL: Final = re.compile(r"\w:/|^//|\bwww\.|^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S", re.IGNORECASE)
"""What no words have: a scheme, "www.", or a page behind the name of a site."""
_LEAP_YEAR: Final = 2000
_ID: Final = "[a-z0-9][a-z0-9-]{0,31}"
_HASHTAG: Final = r"#[^\s#]+"
_LANGUAGE: Final = "[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}"
_COMMAND: Final = r"[-_'\w\u0900-\u0963\u0966-\u097f\u0e01-\u0e3a\u0e40-\u0e5b]{1,32}"
"""Discord's pattern: letters and digits of any script, Devanagari and Thai with their vowel signs."""


T = TypeVar("T")


def _refuse(key: LiteralString, **values: str | int) -> PydanticCustomError:
    return PydanticCustomError(key, key, values)


# Texts


@dataclass(frozen=True, slots=True)
class Size:
    """1 to `most` characters; those that a renderer has to escape count twice."""

    most: int

    def check(self, text: str) -> str:
        if not text:
            raise _refuse("content-empty")
        length = len(text) + sum(letter in _ESCAPED for letter in text)
        if length > self.most:
            raise _refuse("content-too-long", length=length, most=self.most)
        return text

    def __get_pydantic_core_schema__(self, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "minLength": 1, "maxLength": self.most}


def plain(text: str) -> str:
    """Text in which nothing is hidden and something to be seen, without mentions, links, or markup like the bot's."""
    for letter in text:
        if letter in _BLANK or (unicodedata.category(letter) in _INVISIBLE and letter not in _NEEDED):
            raise _refuse("content-invisible", code=f"U+{ord(letter):04X}")
    for key, pattern in _IMITATIONS:
        if found := pattern.search(text):
            raise _refuse(key, found=found[0].strip())
    if text and not _is_seen(text):
        raise _refuse("content-empty")
    if any(not above and not below for above, below in pairwise(map(_is_seen, text.split("\n")))):
        raise _refuse("content-gap")
    if not text.isascii() and _stacked(text) > _STACKED:
        raise _refuse("content-stacked")
    return text


def _is_seen(words: str) -> bool:
    return any(unicodedata.category(letter)[0] in _SEEN for letter in words)


def _stacked(text: str) -> int:
    """How many marks stand on one letter, at most."""
    runs = groupby(unicodedata.normalize("NFD", text), lambda letter: unicodedata.category(letter) in {"Mn", "Me"})
    return max((len(list(run)) for marks, run in runs if marks), default=0)


def _plain_line(text: str) -> str:
    if "\n" in text:
        raise _refuse("content-several-lines")
    return plain(text)


def _careful(text: str) -> str:
    if words := forbidden_words(text):
        raise _refuse("content-words", count=len(words), words=", ".join(f"“{word}”" for word in words))
    return text


def _careful_line(text: str) -> str:
    return _careful(_plain_line(text))


# The length comes first: what looks into a text may take time that grows with its square.
Verbatim: TypeAlias = Annotated[str, Size(limits.CONTENT_TEXT), AfterValidator(plain)]
"""Somebody else's words."""
Prose: TypeAlias = Annotated[Verbatim, AfterValidator(_careful)]
"""The campaign's own words (S38)."""
Name: TypeAlias = Annotated[str, Size(limits.CONTENT_LINE), AfterValidator(_plain_line)]
"""What a person, a place or an organisation calls itself."""
ShortLine: TypeAlias = Annotated[str, Size(limits.CONTENT_NAME), AfterValidator(_careful_line)]
Line: TypeAlias = Annotated[str, Size(limits.CONTENT_LINE), AfterValidator(_careful_line)]
Note: TypeAlias = Annotated[str, Size(limits.CONTENT_NOTE), AfterValidator(_careful_line)]
Summary: TypeAlias = Annotated[str, Size(limits.CONTENT_SUMMARY), AfterValidator(_careful_line)]


# Everything else


def as_date(text: str) -> PartialDate:
    """A day, a month or a year: "2017-10-15", "2017-10", "2017". What `str` makes of it reads to the same."""
    return PartialDate(*map(int, text.split("-")))


def _read_date(value: object) -> PartialDate:
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", value, re.ASCII) if isinstance(value, str) else None
    if match:
        parts = [int(part) for part in match.groups() if part]
        if _is_day(*parts):
            return PartialDate(*parts)
    raise _refuse("content-date", value=str(value))


def _read_day_of_year(value: object) -> tuple[int, int]:
    match = re.fullmatch(r"(\d\d)-(\d\d)", value, re.ASCII) if isinstance(value, str) else None
    if match:
        month, day = int(match[1]), int(match[2])
        if _is_day(_LEAP_YEAR, month, day):
            return month, day
    raise _refuse("content-day-of-year", value=str(value))


def _is_day(year: int, month: int = 1, day: int = 1) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def as_source(text: str) -> Source:
    """`https://… (remark)`, or only words."""
    if not text.startswith(("https://", "http://")):
        return Source(None, text)
    url, _, remark = text.partition(" (")
    return Source(url, remark.removesuffix(")"))


def _read_source(value: object) -> Source:
    if not isinstance(value, str):
        raise _refuse("content-source", value=str(value))
    text = Size(limits.CONTENT_SOURCE).check(value.strip())
    source = as_source(text)
    if source.url is None and LIKE_URL.search(text):
        raise _refuse("content-source-form", value=text)
    if source.url is not None and not _URL.fullmatch(source.url):
        raise _refuse("content-address", value=source.url)
    _plain_line(source.remark)
    Size(limits.CONTENT_SOURCE).check(str(source))  # as it is exported: a parenthesis may have been left open
    return source


def _https(url: str) -> str:
    if not _URL.fullmatch(url):
        raise _refuse("content-address", value=url)
    if not url.startswith("https://"):
        raise _refuse("content-not-https", value=url)
    return url


def _read_colour(value: object) -> int:
    if isinstance(value, str) and re.fullmatch("#[0-9A-Fa-f]{6}", value):
        return int(value[1:], 16)
    raise _refuse("content-colour", value=str(value))


def _known_language(code: str) -> str:
    """Babel would also take what stands behind a dot or an @."""
    try:
        if re.fullmatch(_LANGUAGE, code) and Locale.parse(code, sep="-"):
            return code
    except (UnknownLocaleError, ValueError):
        pass
    raise _refuse("content-language", value=code)


def _id(value: str) -> str:
    if not re.fullmatch(_ID, value):
        raise _refuse("content-id", value=value)
    return value


def _hashtag(value: str) -> str:
    if not re.fullmatch(_HASHTAG, value) or not any(map(str.isalnum, value)):
        raise _refuse("content-hashtag", value=value)
    return value


def _command(value: str) -> str:
    if value != value.lower() or not re.fullmatch(_COMMAND, value):
        raise _refuse("content-command", value=value)
    return value


Date: TypeAlias = Annotated[
    PartialDate,
    BeforeValidator(_read_date),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}),
]
DayOfYear: TypeAlias = Annotated[
    tuple[int, int], BeforeValidator(_read_day_of_year), WithJsonSchema({"type": "string", "pattern": r"^\d{2}-\d{2}$"})
]
Listed: TypeAlias = Annotated[tuple[T, ...], Field(strict=False, max_length=limits.CONTENT_ITEMS)]
"""An array of the file; not strict, because TOML has no tuples."""
Sources: TypeAlias = Annotated[
    Listed[
        Annotated[
            Source,
            BeforeValidator(_read_source),
            WithJsonSchema({"type": "string", "minLength": 1, "maxLength": limits.CONTENT_SOURCE}),
        ]
    ],
    Field(min_length=1, max_length=limits.CONTENT_SOURCES),
]
Url: TypeAlias = Annotated[
    str, Size(limits.CONTENT_SOURCE), AfterValidator(_https), WithJsonSchema({"type": "string", "pattern": "^https://"})
]
Colour: TypeAlias = Annotated[
    int, BeforeValidator(_read_colour), WithJsonSchema({"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"})
]
Languages: TypeAlias = Annotated[Listed[Annotated[str, AfterValidator(_known_language)]], Field(min_length=1)]
Id: TypeAlias = Annotated[str, AfterValidator(_id), Field(json_schema_extra={"pattern": f"^{_ID}$"})]
Hashtag: TypeAlias = Annotated[
    ShortLine,
    AfterValidator(_hashtag),
    Field(json_schema_extra={"pattern": f"^{_HASHTAG}$"}),
]
Command: TypeAlias = Annotated[
    str,
    AfterValidator(_plain_line),
    AfterValidator(_command),
    Field(json_schema_extra={"minLength": 1, "maxLength": limits.COMMAND_NAME}),
]
