"""What holds for a whole server, as `/config sharing`, `/config language` and `/config country` show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain import limits
from bot.domain.helplines import Country
from bot.services.campaigns import Overview
from bot.text import SOURCE_LANGUAGE, Text
from cogs._counting import OFF, ON, SHOWN, switch
from cogs._forms import Form, choice_field, text_field
from cogs._layout import Layout, button, plain
from cogs._moderating import private
from cogs._names import country_name
from cogs._presses import custom_id

NO_COUNTRY: Final = ""

DEFAULTS: Final[Sequence[str]] = ("default", "language", "country", "sharing", "total")
"""The settings, as the change log and the form call them."""


def defaults_page(
    text: Text, overview: Overview, languages: Mapping[str, str], countries: Sequence[Country], *done: str
) -> Layout:
    """What holds and what it means. `languages`: own names by code. `done`: what was changed."""
    server = overview.server
    actions = [button(text("button-config-defaults-edit"), custom_id("config-defaults-edit"))]
    if server.country is not None:
        actions.append(button(text("button-config-no-country"), custom_id("config-country")))
    country = country_words(text, countries, server.country)
    return private(
        text,
        *done,
        text("defaults-title"),
        text("defaults-default", campaign=plain(overview.default.name)),
        text("defaults-language", language=language_words(languages, server.language), count=len(languages)),
        text("defaults-country", country=plain(country) or text("setting-none")),
        text("defaults-sharing", switch=switch(text, on=server.sharing)),
        text("defaults-total", switch=switch(text, on=server.total), least=limits.LEAST_SERVERS_IN_TOTAL),
        actions=actions,
    )


def defaults_form(text: Text, overview: Overview, languages: Mapping[str, str], countries: Sequence[Country]) -> Form:
    """One form for all. What it shows stands in its custom id, so that changes can be told from what was there."""
    server, default = overview.server, overview.default
    language = server.language or SOURCE_LANGUAGE
    sharing, total = (ON if on else OFF for on in (server.sharing, server.total))
    switches = {ON: switch(text, on=True), OFF: switch(text, on=False)}
    # Of more campaigns than a menu holds, /config campaign can make any the default.
    others = [campaign for campaign in overview.available if campaign.id != default.id]
    campaigns = {campaign.id: campaign.name for campaign in [default, *others][: limits.SELECT_OPTIONS]}
    return Form(
        text("defaults-form"),
        [
            choice_field("default", text("setting-default"), campaigns, [default.id]),
            choice_field("language", text("setting-language"), languages, [language]),
            text_field(
                "country",
                text("setting-country"),
                country_words(text, countries, server.country),
                most=limits.CONTENT_LINE,
                required=False,
                hint=text("defaults-form-country-hint"),
            ),
            choice_field(
                "sharing", text("setting-sharing"), switches, [sharing], hint=text("defaults-form-sharing-hint")
            ),
            choice_field("total", text("setting-total"), switches, [total], hint=text("defaults-form-total-hint")),
        ],
        "config-defaults-save",
        SHOWN.join([default.id, language, server.country or NO_COUNTRY, sharing, total]),
    )


def country_words(text: Text, countries: Sequence[Country], code: str | None) -> str:
    """The country's name; empty for none. The code, where the host lists that country no more."""
    return next((country_name(text, country) for country in countries if country.code == code), code or NO_COUNTRY)


def language_words(languages: Mapping[str, str], code: str | None) -> str:
    """The language's own name; English where none was chosen. The code, where the bot does not speak it any more."""
    return languages.get(code or SOURCE_LANGUAGE, code or SOURCE_LANGUAGE)
