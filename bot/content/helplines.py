"""Reads `config/helplines.toml`, and keeps every number where the rule of its age reaches it (S27 to S31)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, TypeAlias, cast

from babel import Locale
from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from bot.content.fields import Date, Id, Languages, Listed, Name, Note, Sources, Url
from bot.content.numbers import digits_of, numbers_in
from bot.content.toml import Step, Table, TomlFile, read_toml, validate
from bot.domain import limits
from bot.domain.campaign import Source
from bot.domain.errors import Fault
from bot.domain.helplines import INTERNATIONAL, Confidence, Country, Directory, Emergency, Helpline, Window, fold

_DIAL: Final = re.compile(r"[+#*]?[0-9]+")
_NOT_COUNTRIES: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""What looks like the code of a country and is a group, an experiment or nothing."""


def _without_numbers(text: str) -> str:
    """S29: a number in running text would stay when it is too old to be shown."""
    if found := numbers_in(text):
        raise PydanticCustomError("helplines-number-in-text", "a number in a text", {"digits": found[0]})
    return text


def _remarks_without_numbers(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    for source in sources:
        _without_numbers(source.remark)
    return sources


def _dial(number: str) -> str:
    if not _DIAL.fullmatch(number):
        raise PydanticCustomError("helplines-dial", "not to be dialled", {"value": number})
    return number


def _at_least_one(numbers: tuple[str, ...]) -> tuple[str, ...]:
    if not numbers:
        raise PydanticCustomError("content-missing", "empty", {})
    return numbers


def _typed(name: str) -> str:
    """S30: a name that is nothing but signs is the same as none, and as every other one of that kind."""
    if not fold(name):
        raise PydanticCustomError("helplines-country-name", "S30", {"name": name})
    return name


def _country_code(code: str) -> str:
    if not re.fullmatch("[A-Z]{2}", code) or code in _NOT_COUNTRIES or code not in Locale("en").territories:
        raise PydanticCustomError("helplines-country", "not a country", {"code": code})
    return code


_Words: TypeAlias = Annotated[Note, AfterValidator(_without_numbers)]
_CountryName: TypeAlias = Annotated[Name, AfterValidator(_typed)]
_Dial: TypeAlias = Annotated[Name, AfterValidator(_dial)]


class _Record(Table):
    """What stands behind a number. Without `checked` it is not shown (S29)."""

    checked: Date | None = None
    confidence: Annotated[Confidence, Field(strict=False)]


class _Emergency(_Record):
    """`note` may name other numbers: it is shown and hidden together with `numbers`."""

    numbers: Annotated[Listed[_Dial], AfterValidator(_at_least_one)]
    note: Note = ""
    sources: Sources

    def read(self) -> Emergency:
        return Emergency(self.numbers, self.checked, self.confidence, self.sources, self.note)


class _Service(_Record):
    id: Id
    purpose: _Words
    audience: _Words = ""
    languages: Languages = ()
    note: _Words = ""
    sources: Annotated[Sources, AfterValidator(_remarks_without_numbers)]


class _Directory(_Service):
    """S31: it has no country, and therefore no field for a number."""

    organisation: Annotated[Name, AfterValidator(_without_numbers)]
    url: Url

    def read(self) -> Helpline:
        return Helpline(
            id=self.id,
            country=INTERNATIONAL,
            organisation=self.organisation,
            purpose=self.purpose,
            url=self.url,
            languages=self.languages,
            audience=self.audience,
            sources=self.sources,
            checked=self.checked,
            confidence=self.confidence,
            note=self.note,
        )


class _Helpline(_Service):
    """A check looks at the fields above its own."""

    region: _Words = ""
    phone: Name = ""
    dial: str = Field("", validate_default=True)
    sms: Name = ""
    chat: Url = ""
    url: Url = ""
    hours: _Words = ""
    unnumbered_name: Annotated[Name, AfterValidator(_without_numbers)] = ""
    organisation: Name
    reporting_line: bool
    """Asked of every record, so that nobody forgets to decide it (S33)."""

    @field_validator("dial")
    @classmethod
    def _dials_what_is_shown(cls, dial: str, above: ValidationInfo) -> str:
        """S27."""
        phone = above.data.get("phone", dial)
        if dial:
            _dial(dial)
        if re.sub(r"[^0-9+#*]", "", phone) != dial:
            raise PydanticCustomError("helplines-digits", "S27", {"phone": phone, "dial": dial})
        return dial

    @field_validator("organisation")
    @classmethod
    def _can_be_reached_and_hidden(cls, organisation: str, above: ValidationInfo) -> str:
        """S29: where a name holds the number, a site that stays needs a name without it."""
        given = above.data
        if not any(given.get(way, "?") for way in ("dial", "sms", "chat", "url")):
            raise PydanticCustomError("helplines-no-way", "nothing to show", {})
        own = digits_of(given.get("dial", organisation))
        for number in numbers_in(organisation):
            if number not in own:
                raise PydanticCustomError("helplines-number-in-text", "S29", {"digits": number})
            if number == own and (given.get("url") or given.get("chat")) and not given.get("unnumbered_name", "?"):
                raise PydanticCustomError("helplines-unnumbered-name", "S29", {"digits": number})
        return organisation

    def read(self, country: str) -> Helpline:
        return Helpline(
            id=self.id,
            country=country,
            region=self.region,
            organisation=self.organisation,
            unnumbered_name=self.unnumbered_name,
            purpose=self.purpose,
            phone=self.phone,
            dial=self.dial,
            sms=self.sms,
            chat=self.chat,
            url=self.url,
            hours=self.hours,
            languages=self.languages,
            audience=self.audience,
            reporting_line=self.reporting_line,
            sources=self.sources,
            checked=self.checked,
            confidence=self.confidence,
            note=self.note,
        )


class _Country(Table):
    name: _CountryName
    other_names: Listed[_CountryName] = ()
    emergency: _Emergency | None = None
    helplines: Listed[_Helpline] = ()

    def read(self, code: str) -> Country:
        emergency = self.emergency.read() if self.emergency else None
        helplines = tuple(helpline.read(code) for helpline in self.helplines)
        return Country(code, self.name, self.other_names, emergency, helplines)


class _Limits(Table):
    """Shorter times, if the host wants them (S29)."""

    oldest_months: int = limits.HELPLINE_OLDEST_MONTHS
    current_months: int = limits.HELPLINE_CURRENT_MONTHS

    @field_validator("oldest_months", "current_months")
    @classmethod
    def _no_longer(cls, months: int, above: ValidationInfo) -> int:
        longest = {
            "oldest_months": limits.HELPLINE_OLDEST_MONTHS,
            "current_months": min(limits.HELPLINE_CURRENT_MONTHS, above.data.get("oldest_months", months)),
        }
        most = longest[above.field_name or ""]
        if not 0 <= months <= most:
            raise PydanticCustomError("helplines-limit", "S29", {"most": most})
        return months

    def read(self, window: Window) -> Window:
        oldest = min(window.oldest, self.oldest_months)
        return Window(min(window.current, self.current_months, oldest), oldest)


class _File(Table):
    limits: _Limits = _Limits()
    directories: Annotated[Listed[_Directory], Field(validate_default=True)] = ()
    countries: dict[Annotated[str, AfterValidator(_country_code)], _Country] = Field(default_factory=dict)

    @field_validator("directories")
    @classmethod
    def _always_something_to_show(cls, directories: tuple[_Directory, ...]) -> tuple[_Directory, ...]:
        """S30."""
        if not directories:
            raise PydanticCustomError("helplines-no-directory", "S30", {})
        return directories


def load_helplines(path: Path, window: Window, faults: list[Fault]) -> Directory | None:
    """All helplines of this host, shown no longer than `window` and the file allow. None when `faults` grew."""
    file = read_toml(path, faults)
    if not file:
        return None
    found = validate(_File, file, faults)
    # What compares records looks at the file, not at the model: it has to work while other faults are still there.
    twice = [*_same_ids(file), *_same_names(file)]
    faults.extend(twice)
    if not found or twice:
        return None
    countries = [country.read(code) for code, country in found.countries.items()]
    return Directory(countries, [each.read() for each in found.directories], found.limits.read(window))


def _same_ids(file: TomlFile) -> Iterator[Fault]:
    first: dict[str, tuple[Step, ...]] = {}
    for path, text in _texts(file.data):
        if path[-1] == "id" and first.setdefault(text, path) != path:
            yield file.fault("helplines-same-id", path, id=text, first=file.line(first[text]))


def _same_names(file: TomlFile) -> Iterator[Fault]:
    """Two countries that go by one name: which one somebody means must never be a guess (S30)."""
    countries: object = file.data.get("countries")
    codes = cast("dict[str, object]", countries) if isinstance(countries, dict) else {}
    owners: dict[str, Step] = {fold(code): code for code in codes}
    for path, text in _texts(file.data):
        match path:
            case ("countries", code, "name" | "other_names", *_):
                owner = owners.setdefault(fold(text), code)
                if owner != code:
                    yield file.fault("helplines-same-name", path, name=text, other=str(owner))
            case _:
                pass


def _texts(value: object, path: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Every string in a file, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in cast("dict[str, object]", value).items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(cast("list[object]", value)):
            yield from _texts(inner, (*path, number))
