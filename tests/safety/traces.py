"""Members who can be told wherever they have left a trace: in files, in what was printed, in memory."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final, TypeAlias

from tests.standin import MEMBER, Person

FIRST_ID: Final = 1_269_749_012_083_900_416
"""Ids from here on share their first 14 digits and their upper six bytes, for as many members as a test has."""
PIECE: Final = 8
"""Bytes of a mark that are looked for by themselves: too many to be there by chance."""

Form: TypeAlias = Callable[[int], bytes]


def conspicuous(number: int, permissions: int = MEMBER) -> Person:
    """A member all of whose data can be told from anything else. Numbers go up to 65,535."""
    return Person(
        FIRST_ID + number,
        permissions,
        locale=f"zqlang{number:05}",
        name=f"zquser{number:05}",
        shown=f"Žofie Zqshown{number:05}",  # beyond Latin-1: Python keeps two bytes for each letter of it
        nick=f"zqnick{number:05}",
        avatar=f"5eed0fab1e5eed0fab1e5eed{number:08x}",
    )


def varint(number: int) -> bytes:
    """As SQLite writes the number of a row of this size: nine bytes, the last one whole."""
    return bytes((number >> shift) & 0x7F | 0x80 for shift in range(57, 7, -7)) + bytes([number & 0xFF])


def python_int(number: int) -> bytes:
    """The digits of an `int` in memory, 30 bits each, the lowest first."""
    return b"".join(((number >> shift) & 0x3FFF_FFFF).to_bytes(4, "little") for shift in (0, 30, 60))


def in_base64(raw: bytes, before: int) -> bytes:
    """The letters that it makes after so many other bytes, but for those that its neighbours have a part in."""
    letters = b64encode(bytes(before) + raw + bytes(2))
    return letters[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]


PLAIN: Final[Mapping[str, Form]] = {
    "digits": lambda number: str(number).encode(),
    "8 bytes, the highest first": lambda number: number.to_bytes(8, "big"),
    "8 bytes, the lowest first": lambda number: number.to_bytes(8, "little"),
}
IN_LETTERS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "hex": lambda raw: raw.hex().encode(),
    "upper-case hex": lambda raw: raw.hex().upper().encode(),
    "base64": lambda raw: in_base64(raw, 0),
    "base64, shifted by one": lambda raw: in_base64(raw, 1),
    "base64, shifted by two": lambda raw: in_base64(raw, 2),
}
FORMS: Final[Mapping[str, Form]] = {
    **PLAIN,
    "6 bytes, the highest first": lambda number: number.to_bytes(8, "big")[2:],
    "SQLite's varint": varint,
    "Python's int": python_int,
    "digits in UTF-16": lambda number: str(number).encode("utf-16-le"),
    **{
        f"{plain} in {letters}": lambda number, form=form, wrap=wrap: wrap(form(number))
        for plain, form in PLAIN.items()
        for letters, wrap in IN_LETTERS.items()
    },
}
"""An id, as a file or memory may hold it."""
ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be")


class Needles:
    """Byte strings of one length, each of somebody: all are found in one pass, by the part that they have in common."""

    def __init__(self, whose: Mapping[bytes, int]) -> None:
        self._whose = whose
        columns = [len(set(column)) == 1 for column in zip(*whose, strict=True)]
        runs = [list(run) for same, run in groupby(range(len(columns)), columns.__getitem__) if same]
        common = max(runs, key=len)
        self._start, self._length = common[0], len(columns)
        self._common = next(iter(whose))[common[0] : common[-1] + 1]

    def found(self, data: bytes) -> set[int]:
        """Whose are in it."""
        found = set[int]()
        at = data.find(self._common)
        while at >= 0:
            first = at - self._start
            if first >= 0 and (owner := self._whose.get(data[first : first + self._length])) is not None:
                found.add(owner)
            at = data.find(self._common, at + 1)
        return found


class Traces:
    """What there is to look for, by what it is. `patterns`: how many byte strings that are."""

    def __init__(self, needles: Iterable[tuple[str, Mapping[bytes, int]]]) -> None:
        given = [(what, whose) for what, whose in needles if whose]
        self._needles = {what: Needles(whose) for what, whose in given}
        self.patterns = sum(len(whose) for _, whose in given)

    def found(self, data: bytes) -> dict[str, set[int]]:
        """Whose traces are in it, by what they are; nothing where there are none."""
        found = {what: needles.found(data) for what, needles in self._needles.items()}
        return {what: whose for what, whose in found.items() if whose}


def traces_of_ids(
    ids: Collection[int], what: str, forms: Mapping[str, Form] = FORMS
) -> Iterator[tuple[str, dict[bytes, int]]]:
    """Each id in each form."""
    for name, form in forms.items():
        yield f"{what} as {name}", {form(number): number for number in ids}


def traces_of_names(
    people: Collection[Person], encodings: Iterable[str] = ENCODINGS
) -> Iterator[tuple[str, dict[bytes, int]]]:
    """What each is called, how they look and which language they read, in each encoding. Whose: their id."""
    for what in ("name", "shown", "nick", "avatar", "locale"):
        for encoding in encodings:
            # JSON may escape the first letter of what is shown; all that follows is ASCII.
            words = {getattr(person, what).lstrip("Ž"): person.id for person in people}
            yield f"{what} in {encoding}", {word.encode(encoding): whose for word, whose in words.items()}


def traces_of_tokens(tokens: Collection[str]) -> Iterator[tuple[str, dict[bytes, int]]]:
    """With these anybody could answer in the bot's place. Whose: their place among them."""
    for encoding in ENCODINGS:
        yield f"token in {encoding}", {token.encode(encoding): place for place, token in enumerate(tokens)}


def traces_of_words(words: Iterable[str], what: str) -> Iterator[tuple[str, dict[bytes, int]]]:
    """Each word by itself. Whose: nobody's."""
    for word in words:
        for encoding in ENCODINGS:
            yield f"{what} {word} in {encoding}", {word.encode(encoding): 0}


def pieces(marks: Iterable[bytes]) -> frozenset[bytes]:
    """Every piece of every mark."""
    return frozenset(mark[start : start + PIECE] for mark in marks for start in range(len(mark) - PIECE + 1))


def pieces_in(data: bytes, wanted: frozenset[bytes]) -> set[bytes]:
    """Those of the pieces that are in it, at any place."""
    return {data[start : start + PIECE] for start in range(len(data) - PIECE + 1)} & wanted
