"""Places to get help: `/resources`, and the page behind every help button.

Of the database they ask only what a server's moderators have added to them, and do without when it does not answer: a
read gives up long before Discord does, and the two that there are run at the same time (S34).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from math import ceil
from typing import Any, Final

import discord
from discord import app_commands, ui

from bot.domain import limits
from bot.domain.campaign import PartialDate, Resource
from bot.domain.errors import StoreUnavailable, UnknownCountry
from bot.domain.helplines import Country, Freshness, Help, Helpline, Listing, fold
from bot.text import Text
from cogs._answers import Interaction, answer, turn
from cogs._cog import MagnitudeCog
from cogs._commands import Typed, everywhere
from cogs._content import checked_line, resource_block
from cogs._layout import Layout, button, day, leave_button, lines, link, page, plain, site, sources
from cogs._names import country_name, language_names
from cogs._pages import FULL, leaf, nearest, paginate, turn_buttons
from cogs._presses import custom_id, on_press, whole
from cogs._share import share, share_button, shared

DIRECTORIES_ROOM: Final = 1_000
"""Characters of the page without a country, addresses included: it reads about as long as the consent text (S25)."""


class ResourcesCog(MagnitudeCog):
    """The country goes in and leaves no trace: it is neither stored nor logged (S35, S11)."""

    @app_commands.command(name="resources")
    @everywhere
    async def resources(self, interaction: Interaction, country: Typed | None = None) -> None:
        """S30: an unknown country gets the directories, and a word about it."""
        text = self.text(interaction)
        unknown = ""
        try:
            self.services.help.help(country)
        except UnknownCountry:
            country, unknown = None, text("error-unknown-country", name=plain(country or ""))
        await answer(interaction, await self._private(interaction, country or "", before=unknown))

    @resources.autocomplete("country")
    async def suggest_country(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """While nothing is typed, the country that the server offers comes first; none is filled in (S30)."""
        text = self.text(interaction)
        first = None if typed else await self._offered(interaction)
        return [
            app_commands.Choice(name=country_name(text, country), value=country.code)
            for country in self.services.help.countries(typed, first)
        ]

    @on_press("help")
    async def help(self, interaction: Interaction) -> None:
        """What every help button opens: the same as the command without a country."""
        await answer(interaction, await self._private(interaction, ""))

    @on_press("country")
    async def choose_country(self, interaction: Interaction, _menu: str, country: str) -> None:
        await turn(interaction, await self._private(interaction, country))

    @on_press("resources")
    async def turn_resources(self, interaction: Interaction, country: str, number: str) -> None:
        await turn(interaction, await self._private(interaction, country, whole(number)))

    @on_press("share-resources")
    async def share_resources(self, interaction: Interaction, country: str, number: str) -> None:
        """Whether the server allows it is asked only now: the page itself does not wait for it (S34)."""
        text = self.texts.source
        own = await self.services.campaigns.own_resources(interaction.guild_id)
        heading, pages = self._pages(text, country, own)
        layout = shared(text, leaf(text, heading, pages, nearest(whole(number), pages)), "resources")
        await share(interaction, self.services.sharing, self.text(interaction), layout)

    async def _private(self, interaction: Interaction, country: str, number: int = 0, before: str = "") -> Layout:
        """A page for one country, or without one if it is empty. `before`: a word to say under the first line.

        Whatever was typed for it, buttons carry its code.
        """
        text = self.text(interaction)
        country = self.services.help.country(country).code if country else ""
        own, offered = await asyncio.gather(
            self.services.campaigns.own_resources(interaction.guild_id), self._offered(interaction)
        )
        heading, pages = self._pages(text, country, own)
        number = nearest(number, pages)
        buttons = [
            *turn_buttons(text, number, pages, "resources", country),
            *share_button(interaction, text, "share-resources", country, number),
            leave_button(text),
        ]
        countries = self.services.help.all_countries
        offers = [[_offer(text, each)] for each in countries if each.code == offered and not country]
        choices = [*offers, *([menu] for menu in country_menus(text, countries))]
        blocks = leaf(text, "\n".join(filter(None, (heading, before))), pages, number)
        return page([*blocks, text("private-note")], rows=[*choices, buttons])

    async def _offered(self, interaction: Interaction) -> str | None:
        """The code of the country that this server offers first, for the person to choose or not (S30, S35)."""
        if interaction.guild_id is None:
            return None
        try:
            return (await self.services.settings.server(interaction.guild_id)).country
        except StoreUnavailable:
            return None

    def _pages(self, text: Text, country: str, own: Sequence[Resource]) -> tuple[str, list[str]]:
        """The first lines, which stand on every page (S32), and the pages. Raises `UnknownCountry`."""
        given = self.services.help.help(country or None)
        heading, *blocks = help_blocks(text, given, [*self.services.help.resources, *own])
        return heading, paginate(blocks, FULL if given.country else DIRECTORIES_ROOM)


def help_blocks(text: Text, given: Help, resources: Sequence[Resource]) -> list[str]:
    """First what to do in danger and where this is for; then helplines, directories, and pages for one topic."""
    directories = [directory_block(text, directory) for directory in given.directories]
    topics = [resource_block(text, resource) for resource in resources]
    return [
        _heading(text, given),
        *_country_blocks(text, given),
        *_titled(text("directories-title"), directories),
        *_titled(text("topics-title"), topics),
    ]


def helpline_block(text: Text, listing: Listing) -> str:
    """S28: organisation and region, number, hours, languages, who it is for, when it was checked, sources."""
    helpline = listing.helpline
    region = text("helpline-region", value=plain(helpline.region)) if helpline.region else ""
    return lines(
        f"**{plain(helpline.organisation)}** {region}".rstrip(),
        text("helpline-purpose", value=plain(helpline.purpose)),
        _field(text, "helpline-phone", helpline.phone and f"**{plain(helpline.phone)}**"),
        _field(text, "helpline-message", plain(helpline.sms)),
        _field(text, "helpline-chat", helpline.chat and site(helpline.chat)),
        _field(text, "helpline-site", site(helpline.url) if helpline.url not in ("", helpline.chat) else ""),
        _known(text, "helpline-hours", plain(helpline.hours), helpline),
        _known(text, "helpline-languages", language_names(text, helpline.languages), helpline),
        _known(text, "helpline-audience", plain(helpline.audience), helpline),
        text("helpline-reporting") if helpline.reporting_line else "",
        _field(text, "note", plain(helpline.note)),
        _age(text, listing),
        sources(text, helpline.sources),
    )


def directory_block(text: Text, directory: Helpline) -> str:
    """A page that lists helplines of many countries: without a number, so without what ages as numbers do."""
    return lines(
        f"**{link(directory.organisation, directory.url)}**",
        text("helpline-purpose", value=plain(directory.purpose)),
        _field(text, "helpline-languages", language_names(text, directory.languages)),
        _field(text, "helpline-audience", plain(directory.audience)),
        _field(text, "note", plain(directory.note)),
        checked_line(text, directory.checked),
        sources(text, directory.sources),
    )


def country_menus(text: Text, countries: Sequence[Country]) -> list[ui.Select[Any]]:
    """As few menus as hold all countries, of about the same size, by name."""
    names = sorted(
        ((country_name(text, country), country.code) for country in countries), key=lambda name: fold(name[0])
    )
    size = ceil(len(names) / max(1, ceil(len(names) / limits.SELECT_OPTIONS)))
    return [
        _menu(text, number, names[start : start + size]) for number, start in enumerate(range(0, len(names), size or 1))
    ]


def _offer(text: Text, country: Country) -> ui.Button[Any]:
    return button(country_name(text, country), custom_id("country", "offered", country.code))


def _menu(text: Text, number: int, names: Sequence[tuple[str, str]]) -> ui.Select[Any]:
    return ui.Select(
        custom_id=custom_id("country", number),
        placeholder=text("menu-countries", first=names[0][0], last=names[-1][0]),
        options=[discord.SelectOption(label=name, value=code) for name, code in names],
    )


def _heading(text: Text, given: Help) -> str:
    """S32 and S41; the name of the country goes with its numbers on every page (S31)."""
    if given.country is None:
        return lines(text("danger-unknown"), text("help-title"), text("help-choose"))
    name = plain(country_name(text, given.country))
    numbers = text("danger-or").join(f"**{plain(number)}**" for number in given.emergency_numbers)
    danger = text("danger-known", numbers=numbers, country=name) if numbers else text("danger-unknown")
    note = plain(given.emergency_note)
    return lines(danger, note, text("help-country-title", country=name), text("help-signpost"))


def _country_blocks(text: Text, given: Help) -> list[str]:
    if given.country is None:
        return []
    helplines = [helpline_block(text, listing) for listing in given.helplines] or [text("help-none")]
    emergency = given.country.emergency
    if emergency is None or not given.emergency_numbers:
        return helplines
    checked = text("emergency-checked", date=_date(text, emergency.checked))
    return [*helplines, lines(checked, sources(text, emergency.sources))]


def _titled(title: str, blocks: list[str]) -> list[str]:
    """The title stays with what follows it."""
    return [f"{title}\n{blocks[0]}", *blocks[1:]] if blocks else []


def _field(text: Text, key: str, value: str) -> str:
    return text(key, value=value) if value else ""


def _known(text: Text, key: str, value: str, helpline: Helpline) -> str:
    """Beside a number, what is not known is said to be so."""
    return _field(text, key, value or (text("not-known") if helpline.phone else ""))


def _age(text: Text, listing: Listing) -> str:
    """S29."""
    helpline = listing.helpline
    if listing.freshness is Freshness.AGEING and helpline.checked:
        month = PartialDate(helpline.checked.year, helpline.checked.month)
        return text("checked-ageing", date=day(text, month), site="yes" if helpline.url or helpline.chat else "no")
    if listing.freshness is Freshness.SITE_ONLY:
        return lines(text("number-withheld"), checked_line(text, helpline.checked))
    return checked_line(text, helpline.checked)


def _date(text: Text, checked: PartialDate | None) -> str:
    return day(text, checked) if checked else text("not-known")
