"""Names of countries and languages in the reader's language, from CLDR."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from babel import Locale

from bot.domain.helplines import Country
from bot.text import SOURCE_LANGUAGE, Text


def country_name(text: Text, country: Country) -> str:
    """In English as the host's file calls it, which is how its people are used to see it."""
    if text.language == SOURCE_LANGUAGE:
        return country.name
    names = cast("Mapping[str, str]", _locale(text).territories)
    return names.get(country.code, country.name)


def language_names(text: Text, codes: Iterable[str]) -> str:
    """The languages of these codes, in their order. A code that CLDR does not know stands for itself."""
    names = cast("Mapping[str, str]", _locale(text).languages)
    return ", ".join(names.get(code.replace("-", "_"), code) for code in codes)


def _locale(text: Text) -> Locale:
    return Locale.parse(text.language, sep="-")
