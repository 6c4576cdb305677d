"""`/config log` and `/config erase`: what moderators changed, and removing everything about a server."""

from __future__ import annotations

from typing import Final

import discord
from discord import app_commands

from bot.domain import limits
from bot.domain.errors import Outdated
from bot.services import Services
from bot.text import Text, Texts
from cogs._answers import Interaction, answer, defer_turn, turn
from cogs._campaign_messages import CampaignMessages
from cogs._changes import Names, change_line
from cogs._cog import server_of
from cogs._forms import Form, show_form, text_field
from cogs._layout import Layout, button
from cogs._moderating import ConfigPart, older_than, private
from cogs._names import country_name
from cogs._pages import leaf, nearest, turn_buttons
from cogs._presses import Fields, custom_id, on_form, on_press, whole

LINES: Final = 8
"""Changes on one page: as many as fit when each of them is a long one."""
LONGEST_WORD: Final = 20
"""Of what is typed to confirm; the word is a short one in every language."""


class ConfigRecords(ConfigPart):
    """The change log, and erasing."""

    def __init__(self, services: Services, texts: Texts, messages: CampaignMessages) -> None:
        super().__init__(services, texts)
        self._messages = messages

    @app_commands.command(name="log")
    async def log(self, interaction: Interaction) -> None:
        await answer(interaction, await self._log(interaction, 0))

    @on_press("config-log")
    async def log_page(self, interaction: Interaction, number: str) -> None:
        await turn(interaction, await self._log(interaction, whole(number)))

    @app_commands.command(name="erase")
    async def erase(self, interaction: Interaction) -> None:
        """Says what goes and what stays; removes nothing."""
        await answer(interaction, asked(self.text(interaction)))

    @on_press("config-erase")
    async def ask_word(self, interaction: Interaction) -> None:
        text = self.text(interaction)
        word = text_field("word", text("form-erase-label"), most=LONGEST_WORD, hint=text("form-erase-hint"))
        await show_form(interaction, Form(text("form-erase-title"), [word], "config-erase"))

    @on_form("config-erase")
    async def erase_now(self, interaction: Interaction, fields: Fields) -> None:
        """The messages go first: while they may be there, the database still says where."""
        if older_than(interaction, limits.PAGE_HOLDS):
            raise Outdated
        text = self.text(interaction)
        if fields.get("word", "").strip().casefold() != text("erase-word").casefold():
            await turn(interaction, asked(text, text("erase-not")))
            return
        await defer_turn(interaction)
        server_id = server_of(interaction)
        stay = [
            post for post in await self.services.campaigns.posts(server_id) if not await self._messages.remove(post)
        ]
        await self.services.settings.erase(server_id)
        said = [text("erase-done")]
        if stay:
            channels = ", ".join(dict.fromkeys(f"<#{post.channel_id}>" for post in stay))
            said.append(text("erase-messages-stay", channels=channels))
        await turn(interaction, private(text, *said, _stays(text), text("erase-after")))

    async def _log(self, interaction: Interaction, number: int) -> Layout:
        text = self.text(interaction)
        server_id, settings = server_of(interaction), self.services.settings
        changes, count = await settings.changes(server_id, LINES, min(max(0, number), 10**9) * LINES)
        pages = [""] * max(1, -(-count // LINES))
        if number != (number := nearest(number, pages)):
            # Some were removed since.
            changes, _ = await settings.changes(server_id, LINES, number * LINES)
        names = await self._names(text, server_id)
        pages[number] = "\n\n".join(change_line(text, names, change) for change in changes) or text("log-empty")
        shown = leaf(text, text("log-title", days=limits.KEEP_CHANGES.days), pages, number)
        return private(text, *shown, actions=turn_buttons(text, number, pages, "config-log"))

    async def _names(self, text: Text, server_id: int) -> Names:
        campaigns = await self.services.campaigns.available(server_id)
        return Names(
            campaigns={campaign.id: campaign.name for campaign in campaigns},
            countries={each.code: country_name(text, each) for each in self.services.help.all_countries},
        )


def asked(text: Text, *notices: str) -> Layout:
    """Everything to know before erasing, under what became of the last try."""
    go = button(text("button-erase"), custom_id("config-erase"), discord.ButtonStyle.danger)
    paragraphs = [text(f"erase-{each}") for each in ("silent", "final", "next")]
    return private(text, text("erase-title"), *notices, text("erase-goes"), _stays(text), *paragraphs, actions=[go])


def _stays(text: Text) -> str:
    return text("erase-stays", copies=limits.KEEP_COPIES.days, backups=limits.KEEP_BACKUPS.days)
