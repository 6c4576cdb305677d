"""Hostile words at every key of the files, and anywhere in their texts: campaigns, what servers bring, helplines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeAlias, cast, get_args
from unittest.mock import patch

import tomli_w
from pydantic import BaseModel

from bot.content import BUILT_IN_COMMANDS
from bot.content.campaigns import load_campaigns
from bot.content.helplines import _File as HelplineFile  # pyright: ignore[reportPrivateUsage]
from bot.content.helplines import load_helplines
from bot.content.lines import Path as Steps
from bot.content.model import AdditionsTable, CampaignTable, OwnCampaignTable
from bot.content.toml import TomlFile, parse_toml
from bot.domain import limits
from bot.domain.campaign import Additions, Campaign
from bot.domain.errors import ContentRefused, Fault
from bot.domain.helplines import Directory, Window
from tests.hostile.kept import check_campaign, check_country, check_file, check_kept, expect, told
from tests.hostile.samples import (
    CAMPAIGN,
    CONFIG,
    COUNTRY,
    ENTRIES,
    FILES,
    HEAD,
    HELPLINES,
    LIMITS,
    PANEL,
    SEASON,
)
from tests.hostile.words import Hostile

Data: TypeAlias = dict[str, Any]
Tried: TypeAlias = Iterator[tuple[str, bool]]
"""The name of each field, and whether what came into it was kept."""

WHOLE_EVERY: Final = 20
"""Of so many files that were kept, one is written, read and imported again: that takes longer than all the rest."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One key of the file. `whose`: the path of what is refused if it does not fit, and kept if it does."""

    name: str
    path: Steps
    whose: Steps


@dataclass(frozen=True, slots=True)
class Model:
    """A valid file that holds for every key one entry in which it is filled in with something else."""

    name: str
    data: Data
    slots: Sequence[Slot]

    def lines(self) -> dict[Steps, int]:
        """Every slot on a line of its own."""
        return {slot.whose: number for number, slot in enumerate(self.slots, 2)}

    def filled(self, hostile: Hostile, slots: Sequence[Slot]) -> TomlFile:
        """As it is read, with hostile words in these slots."""
        data = copied(self.data)
        for slot in slots:
            *above, last = slot.path
            table: Any = data
            for step in above:
                table = table[step]
            table[last] = come_into(hostile, table.get(last, "true"))
        return _Filled(f"{self.name}.toml", data, "", self.lines())


@dataclass(frozen=True)
class _Filled(TomlFile):
    """One that was never written."""

    places: dict[Steps, int]

    @cached_property
    def _lines(self) -> dict[Steps, int]:
        return self.places


def come_into(hostile: Hostile, valid: object) -> object:
    """Numbers and switches become words, a list keeps its length."""
    if isinstance(valid, list):
        return [hostile.into(str(each)) for each in cast("list[object]", valid)]
    return hostile.into(str(valid))


def copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: copied(inner) for key, inner in cast("Data", value).items()}
    return [copied(inner) for inner in cast("list[Any]", value)] if isinstance(value, list) else value


# The three kinds of files


def _single(table: Iterable[str], *above: str) -> list[Slot]:
    return [Slot(".".join((*above, key)), (*above, key), (*above, key)) for key in table]


def _entries(data: Data, lists: Mapping[str, Mapping[str, Any]], *above: str) -> Iterator[Slot]:
    """One entry for each key, and an id of its own for each entry."""
    holder: Any = data
    for step in above:
        holder = holder[step]
    for name, sample in lists.items():
        holder[name] = [{**sample, "id": f"{name}-{number}"} for number in range(len(sample))]
        for number, key in enumerate(sample):
            yield Slot(f"{name}.{key}", (*above, name, number, key), (*above, name, number))


def _campaign(name: str) -> Model:
    """Without `default`, which is the host's to say: only what comes into it is there."""
    data: Data = {**copied(HEAD), "panel": dict(PANEL), "season": dict(SEASON)}
    slots = [*_single({**HEAD, "default": False}), *_single(PANEL, "panel"), *_single(SEASON, "season")]
    slots += _entries(data, ENTRIES)
    return Model(name, data, slots)


def _additions() -> Model:
    data: Data = {"extends": "metoo"}
    lists = {name: ENTRIES[name] for name in ("about", "quotes", "resources")}
    return Model("additions", data, [*_single(data), *_entries(data, lists)])


def _helplines() -> Model:
    data: Data = {"limits": dict(LIMITS), "countries": {}}
    slots = _single(LIMITS, "limits")
    slots += _entries(data, {"directories": HELPLINES["directories"]})
    data["countries"]["IE"] = dict(COUNTRY)
    slots += _entries(data, {"helplines": HELPLINES["helplines"]}, "countries", "IE")
    for code, key in zip(("FR", "DE", "ES", "IT", "PT"), HELPLINES["emergency"], strict=True):
        data["countries"][code] = {"name": code, "emergency": dict(HELPLINES["emergency"])}
        slots.append(Slot(f"emergency.{key}", ("countries", code, "emergency", key), ("countries", code, "emergency")))
    for code, key in zip(("NL", "BE"), COUNTRY, strict=True):
        data["countries"][code] = {**COUNTRY, "name": f"Land {code}", "other_names": [f"Other {code}"]}
        slots.append(Slot(f"countries.{key}", ("countries", code, key), ("countries", code)))
    return Model("helplines", data, slots)


HOST_CAMPAIGN: Final = _campaign("campaign")
OWN_CAMPAIGN: Final = _campaign("own campaign")
ADDITIONS: Final = _additions()
HELPLINE_FILE: Final = _helplines()
MODELS: Final[Mapping[str, tuple[Model, type[BaseModel]]]] = {
    "campaign": (HOST_CAMPAIGN, CampaignTable),
    "own campaign": (OWN_CAMPAIGN, OwnCampaignTable),
    "additions": (ADDITIONS, AdditionsTable),
    "helplines": (HELPLINE_FILE, HelplineFile),
}


def keys_of(model: type[BaseModel], name: str = "") -> Iterator[str]:
    """Every key that the files of a model can have, with the name of its table."""
    for key, field in model.model_fields.items():
        inner = [*tables_in(field.annotation)]
        for table in inner:
            yield from keys_of(table, key)
        if not inner:
            yield f"{name}.{key}" if name else key


def tables_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for part in get_args(annotation):
        yield from tables_in(part)


# What comes of them


def _refused(model: Model, slots: Sequence[Slot], faults: Sequence[Fault]) -> list[Slot]:
    """The slots that the faults are about: each with its file and line, and a sentence."""
    by_line = {number: slot for slot, number in zip(model.slots, model.lines().values(), strict=True)}
    sentences = told(faults)
    expect(len(sentences) == len(faults), "a sentence for each fault")
    for fault in faults:
        expect(fault.file == f"{model.name}.toml" and fault.line in by_line, "every fault with file and line", fault)
        expect(by_line[fault.line] in slots, "no fault where nothing is wrong", fault)
    return [by_line[line] for line in dict.fromkeys(fault.line for fault in faults)]


def _try(model: Model, hostile: Hostile, read: Callable[[TomlFile], Any], check: Callable[[Any, Slot], None]) -> Tried:
    """Hostile words in all slots at once: each is refused, or kept beside the others that are."""
    refused: list[Slot] = []
    slots = [*model.slots]
    try:
        read(model.filled(hostile, slots))
    except ContentRefused as error:
        refused = _refused(model, slots, error.faults)
    kept = [slot for slot in slots if slot not in refused]
    found = read(model.filled(hostile, kept))
    for slot in kept:
        check(found, slot)
    yield from ((slot.name, slot not in refused) for slot in slots)


def _check_slot(seen: Campaign | Additions, slot: Slot) -> None:
    name, *number = slot.whose
    if number and isinstance(number[0], int):
        check_kept(getattr(seen, str(name))[number[0]], CAMPAIGN)


def try_campaign(hostile: Hostile, number: int) -> Tried:
    """A campaign file of the host."""
    yield from _try(HOST_CAMPAIGN, hostile, _read_host, _check_slot)


def _read_host(file: TomlFile) -> Campaign:
    faults: list[Fault] = []
    # The folder's other files are passed over.
    with patch("bot.content.campaigns.read_toml", side_effect=[file, *[None] * limits.CAMPAIGNS]):
        found = load_campaigns(CONFIG / "campaigns", BUILT_IN_COMMANDS, faults)
    if faults:
        raise ContentRefused(faults)
    [campaign] = found
    check_campaign(campaign)
    return campaign


def _read_own(file: TomlFile) -> Campaign | Additions:
    with patch("bot.content.own.parse_toml", return_value=file):
        return FILES.read(file.name, b"")


def try_own_campaign(hostile: Hostile, number: int) -> Tried:
    """A campaign of a server's own."""

    def read(file: TomlFile) -> Campaign:
        own = _read_own(file)
        assert isinstance(own, Campaign)
        check_campaign(own)
        if number % WHOLE_EVERY == 0:
            check_file(own, FILES)
        return own

    yield from _try(OWN_CAMPAIGN, hostile, read, _check_slot)


def try_additions(hostile: Hostile, number: int) -> Tried:
    """What a server adds to a campaign of the host."""

    def read(file: TomlFile) -> Additions:
        own = _read_own(file)
        assert isinstance(own, Additions)
        if number % WHOLE_EVERY == 0:
            check_file(own, FILES)
        return own

    yield from _try(ADDITIONS, hostile, read, _check_slot)


def try_helplines(hostile: Hostile, number: int) -> Tried:
    """The helplines of the host."""
    yield from _try(HELPLINE_FILE, hostile, _read_helplines, _check_helpline)


def _read_helplines(file: TomlFile) -> Directory:
    faults: list[Fault] = []
    with patch("bot.content.helplines.read_toml", return_value=file):
        directory = load_helplines(Path(file.name), Window(), faults)
    if faults or directory is None:
        raise ContentRefused(faults)
    return directory


def _check_helpline(found: Directory, slot: Slot) -> None:
    match slot.whose:
        case ("directories", int(place)):
            check_kept(found.directories[place], CAMPAIGN)
        case ("countries", str(code), "helplines", int(place)):
            [country] = [each for each in found.countries if each.code == code]
            check_kept(country.helplines[place], CAMPAIGN)
        case ("countries", str(code), *_):
            [country] = [each for each in found.countries if each.code == code]
            check_country(country)
        case _:
            pass


# The files as texts

TEXTS: Final = {
    "the text of a campaign file": {**HEAD, "panel": dict(PANEL), "about": [dict(ENTRIES["about"])]},
    "the text of an own campaign's file": {**HEAD, "panel": dict(PANEL), "about": [dict(ENTRIES["about"])]},
    "the text of additions": {"extends": "metoo", "quotes": [dict(ENTRIES["quotes"])]},
    "the text of the helplines file": {
        "directories": [dict(HELPLINES["directories"])],
        "countries": {"IE": {**COUNTRY, "helplines": [dict(HELPLINES["helplines"])]}},
    },
}
_VALID_TEXTS: Final = {name: tomli_w.dumps(data) for name, data in TEXTS.items()}


def try_texts(hostile: Hostile, number: int) -> Tried:
    """Hostile words anywhere between the keys, quotation marks and brackets of a file, down to its bytes."""
    for name, valid in _VALID_TEXTS.items():
        content = hostile.into(valid).encode()
        if number % 5 == 0:
            content = content.replace(b"e", b"\xff" if number % 2 else b"\0", 1)
        yield name, _is_taken(name, content)


def _is_taken(name: str, content: bytes) -> bool:
    """Every fault names the file, and a line of it or none."""
    lines = content.count(b"\n") + 1
    try:
        if "helplines" in name:
            _read_helplines(_parsed(content))
        elif "a campaign" in name:
            _read_host(_parsed(content))
        else:
            check_file(FILES.read("file.toml", content), FILES)
    except ContentRefused as refused:
        told(refused.faults)
        for fault in refused.faults:
            expect(fault.file == "file.toml" and 0 <= fault.line <= lines, "every fault with file and line", fault)
        return False
    return True


def _parsed(content: bytes) -> TomlFile:
    faults: list[Fault] = []
    file = parse_toml("file.toml", content, faults)
    if file is None:
        raise ContentRefused(faults)
    return file
