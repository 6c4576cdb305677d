"""What servers bring: campaign files and forms, read with every fault, kept as text, written for export."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import count
from typing import Any, Final, TypeAlias, cast

from bot.content.campaigns import same_ids
from bot.content.fields import LIKE_URL, as_date, as_source
from bot.content.kept import read_own, write_own
from bot.content.lines import Path, Step
from bot.content.model import AdditionsTable, FactTable, OwnCampaignTable, OwnQuoteTable, ResourceTable
from bot.content.numbers import telephone_numbers_in
from bot.content.toml import MOST_FAULTS, TomlFile, Written, fault_at, parse_toml, place_of, validate
from bot.domain import limits
from bot.domain.campaign import Additions, Campaign, Catalogue, Item, OwnFile, Resource
from bot.domain.errors import ContentRefused, ContentUnreadable, Fault, Value
from bot.domain.schedule import Kind

LOADED: Final = 64
"""Files that are remembered; the largest possible takes about 0.6 MB."""
_ITEM_TABLES: Final[dict[Kind, type[FactTable | OwnQuoteTable | ResourceTable]]] = {
    Kind.FACT: FactTable,
    Kind.QUOTE: OwnQuoteTable,
    Kind.RESOURCE: ResourceTable,
}
_NO_TEXT: Final = frozenset({"id", "extends", "command", "date", "checked", "began", "colour", "languages", "url"})
_ID_LETTERS: Final = 8
_HAPPENED: Final = frozenset({"about", "timeline", "quotes"})
_FURTHEST_EAST: Final = timedelta(hours=14)
"""Somewhere on Earth a day has begun this long before it does in UTC."""

_Table: TypeAlias = Mapping[str, object]
_Tables: TypeAlias = Iterable[tuple[Path, _Table]]


@dataclass(frozen=True, slots=True)
class _Filled:
    """A form; its faults name the field in words."""

    data: dict[str, Any]

    def fault(self, key: str, path: Sequence[Step], **values: Value) -> Fault:
        return fault_at({**place_of(path), "list": "form"}, key, values)


class OwnFileFormat:
    """`OwnFiles`. `catalogue`: the host's campaigns, which a server's own cannot take the place of."""

    def __init__(self, catalogue: Catalogue, clock: Callable[[], datetime]) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._read_own = lru_cache(LOADED)(read_own)

    def load(self, text: str) -> OwnFile:
        """A text that `dump` made. Raises `ContentUnreadable` for another one.

        Whoever asks for a quote in a server with content of its own needs all of it. Reading a file like the largest
        that ships takes 3 ms, so the last ones are remembered by their texts: what has changed has another text.
        """
        try:
            return self._read_own(text)
        except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            raise ContentUnreadable from error

    def dump(self, own: OwnFile) -> str:
        """The text of a file that reads to the same."""
        return write_own(own)

    def read(self, name: str, content: bytes, known: Collection[str] = ()) -> OwnFile:
        """An uploaded file. `known`: the server's own campaigns, whose ids stay theirs when the host has one as well.

        Raises `ContentRefused` with every fault and its line.
        """
        faults: list[Fault] = []
        file = parse_toml(name, content, faults)
        if file is None:
            raise ContentRefused(faults)
        table = validate(AdditionsTable if "extends" in file.data else OwnCampaignTable, file, faults)
        # These look at the file, not at the table: they have to work while other faults are still there.
        faults += [*same_ids(file), *self._misplaced(file, known), *self._unfit(file, _entries(file.data))]
        if faults or table is None:
            raise ContentRefused(sorted(faults, key=lambda fault: fault.line)[:MOST_FAULTS])
        own = table.read()
        return replace(own, resources=_named(own.resources, self._resource_ids(own)))

    def item(self, kind: Kind, item_id: str, fields: Mapping[str, str]) -> Item:
        """What a form brought, marked as the server's own. Sources stand one in a line; blank is left out.

        Raises `ContentRefused` with every fault.
        """
        model = _ITEM_TABLES[kind]
        form = _Filled({"id": item_id, **_values(model, fields)})
        faults: list[Fault] = []
        table = validate(model, form, faults)
        faults += self._unfit(form, [((), form.data)], dated=True)
        if faults or table is None:
            raise ContentRefused(faults)
        return replace(table.read(), own=True)

    def _misplaced(self, file: TomlFile, known: Collection[str]) -> Iterator[Fault]:
        """What the host's own files have already, or what is the host's to say."""
        named, extended = file.data.get("id"), file.data.get("extends")
        if "extends" not in file.data:
            if "default" in file.data:
                yield file.fault("own-file-default", ("default",))
            if isinstance(named, str) and named in self._catalogue and named not in known:
                yield file.fault("own-file-id-taken", ("id",), value=named)
        elif isinstance(extended, str) and extended not in self._catalogue:
            hosts = ", ".join(campaign.id for campaign in self._catalogue)
            yield file.fault("own-file-extends-unknown", ("extends",), value=extended, known=hosts)
        elif isinstance(extended, str):
            yield from _ids_of_host(file, self._catalogue.get(extended))

    def _unfit(self, written: Written, tables: _Tables, *, dated: bool = False) -> Iterator[Fault]:
        """S27, S29: numbers that would escape the rules for helplines; sources nobody can open; days still to come."""
        today = (self._clock() + _FURTHEST_EAST).date()
        for path, table in tables:
            for key, text in _texts(table):
                if numbers := telephone_numbers_in(text):
                    yield written.fault("own-file-telephone", (*path, key), digits=numbers[0])
            if source := _not_https(table.get("sources")):
                yield written.fault("own-file-source-not-https", (*path, "sources"), value=source)
            when = table.get("date")
            if (dated or (path and path[0] in _HAPPENED)) and isinstance(when, str) and _still_to_come(when, today):
                yield written.fault("own-file-still-to-come", (*path, "date"), value=when)

    def _resource_ids(self, own: OwnFile) -> set[str]:
        host = self._catalogue.get(own.extends).resources if isinstance(own, Additions) else ()
        return {resource.id for resource in (*host, *own.resources)}


def _values(model: type[FactTable | OwnQuoteTable | ResourceTable], fields: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a form as they would stand in a file."""
    values: dict[str, Any] = {}
    for name, typed in fields.items():
        text = typed.replace("\r\n", "\n").strip()
        if name == "sources":
            values[name] = [line.strip() for line in text.splitlines() if line.strip()]
        elif text or model.model_fields[name].is_required():
            values[name] = text
    return values


def _entries(data: _Table) -> Iterator[tuple[Path, _Table]]:
    """The file itself, its single tables and the entries of its lists, each with its path."""
    yield (), data
    for name, value in data.items():
        for number, entry in enumerate(cast("list[object]", value) if isinstance(value, list) else []):
            if isinstance(entry, dict):
                yield (name, number), cast("_Table", entry)
        if isinstance(value, dict):
            yield (name,), cast("_Table", value)


def _texts(table: _Table) -> Iterator[tuple[str, str]]:
    """What people would read of an entry, by its keys; of a source only the remark."""
    for key, value in table.items():
        if key in _NO_TEXT:
            continue
        if isinstance(value, str):
            yield key, value[: limits.CONTENT_TEXT]
        elif key == "sources" and isinstance(value, list):
            for source in cast("list[object]", value)[: limits.CONTENT_SOURCES]:
                if isinstance(source, str):
                    yield key, as_source(source[: limits.CONTENT_SOURCE]).remark


def _not_https(sources: object) -> str:
    """The first source that is words or an http address (S48); empty where there is none."""
    given = cast("list[object]", sources)[: limits.CONTENT_SOURCES] if isinstance(sources, list) else []
    texts = (each.strip()[: limits.CONTENT_SOURCE] for each in given if isinstance(each, str))
    return next((text for text in texts if text.startswith("http://") or not LIKE_URL.search(text)), "")


def _still_to_come(when: str, today: date) -> bool:
    """What is no date has a fault of its own."""
    try:
        return as_date(when).earliest > today
    except (TypeError, ValueError, OverflowError):
        return False


def _ids_of_host(file: TomlFile, campaign: Campaign) -> Iterator[Fault]:
    taken = {
        "about": {fact.id for fact in campaign.about},
        "quotes": {quote.id for quote in campaign.quotes},
        "resources": {resource.id for resource in campaign.resources},
    }
    for path, table in _entries(file.data):
        if path and table.get("id") in taken.get(str(path[0]), ()):
            yield file.fault("own-file-id-of-host", (*path, "id"), value=str(table["id"]))


def _named(resources: Iterable[Resource], taken: set[str]) -> tuple[Resource, ...]:
    """Each with an id: one that has none in the file goes by its address until here.

    The same file gives the same ids, and another page never gets the id of one that is gone.
    """
    named: list[Resource] = []
    for each in resources:
        made = (_id_of(each.url, number) for number in count())
        item_id = next(name for name in made if name not in taken) if each.id == each.url else each.id
        taken.add(item_id)
        named.append(replace(each, id=item_id))
    return tuple(named)


def _id_of(url: str, number: int) -> str:
    """`number`: how many others have the same address."""
    return "own-" + sha256(f"{number} {url}".encode()).hexdigest()[:_ID_LETTERS]
