"""What the parts of `/config` have in common: who may press, and how a page of settings looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

import discord
from discord import app_commands

from bot.domain import limits
from bot.domain.campaign import Campaign
from bot.domain.errors import NotAllowed, NotRunning, Outdated, PageTooOld, WrittenTooLate, WrongState
from bot.domain.server import Tally
from bot.text import Text
from cogs._answers import Interaction
from cogs._cog import MagnitudeCog, server_of
from cogs._layout import Block, Layout, button, help_button, leave_button, page, plain
from cogs._presses import custom_id

HALF: Final = 1_700
"""Characters of half of what was written too late: both fit into one answer, and each into one place of a sentence."""


def config_group() -> app_commands.Group:
    """`/config`, still without subcommands. Who may use it is the server's own choice, which Discord enforces."""
    return app_commands.Group(
        name="config",
        description="…",
        guild_only=True,
        allowed_installs=app_commands.AppInstallationType(guild=True),
        default_permissions=discord.Permissions(manage_guild=True),
    )


class ConfigPart(MagnitudeCog):
    """Some subcommands of `/config`, with the pages and forms that do the same.

    Its buttons stand on private pages, which only a person whom Discord lets use `/config` can open. Whom a server has
    chosen for that may change, and a press does not tell: so a page holds for a while only.
    """

    def check_press(self, interaction: Interaction) -> None:
        """Raises `NotAllowed` outside of a server, on a public message and on somebody else's page.

        `PageTooOld` on a page that is too old.

        What was written in a form that is too old comes back with `WrittenTooLate`.
        """
        if interaction.guild is None:
            raise NotAllowed
        message = interaction.message
        if message is None:
            # A form that a command has opened, and not a page.
            return
        if not message.flags.ephemeral or _is_of_another(interaction, message):
            raise NotAllowed
        sent = interaction.type is discord.InteractionType.modal_submit
        if sent and older_than(interaction, limits.FORM_HOLDS):
            raise too_late(_written(interaction))
        opened = interaction.created_at - message.created_at
        if not sent and (older_than(interaction, limits.PAGE_HOLDS) or opened > limits.PAGE_LASTS):
            raise page_too_old()

    async def started(self, interaction: Interaction, campaign: Campaign) -> Tally:
        """The campaign in this server. Raises `WrongState`, which tells a moderator how to start it."""
        try:
            return await self.services.campaigns.tally(server_of(interaction), campaign)
        except NotRunning:
            raise WrongState(campaign=campaign.name, state="none") from None


def _is_of_another(interaction: Interaction, message: discord.Message) -> bool:
    """Whether somebody else has opened the page; Discord shows it to nobody but them, and says who they are."""
    opened = message.interaction_metadata
    return opened is not None and opened.user.id != interaction.user.id


def guild_of(interaction: Interaction) -> discord.Guild:
    """The server that a command for servers only was used in, with its channels."""
    if interaction.guild is None:
        raise LookupError("a command for servers was used outside of one")
    return interaction.guild


def too_late(written: Iterable[str]) -> Outdated:
    """The refusal of a form that was opened too long ago, with as much of what was written in it as fits."""
    words = "\n\n".join(filter(None, written))
    typed = _fitting(words, HALF)
    return WrittenTooLate(typed=typed, rest=_fitting(words[len(typed) :], HALF)) if words else Outdated()


def page_too_old() -> PageTooOld:
    """The refusal of a button on a page that was left open for too long."""
    return PageTooOld(minutes=int(limits.PAGE_HOLDS.total_seconds()) // 60)


def older_than(interaction: Interaction, age: timedelta) -> bool:
    """Whether the page of a button or form was turned longer ago than this."""
    message = interaction.message
    return message is None or interaction.created_at - (message.edited_at or message.created_at) > age


def private(text: Text, *blocks: Block, actions: Sequence[discord.ui.Item[Any]] = ()) -> Layout:
    """A page of settings: its own buttons, then the way back to all settings, to help, and out."""
    return page([*blocks, text("private-note")], rows=[*([actions] if actions else []), ways_on(text)])


def ways_on(text: Text) -> list[discord.ui.Item[Any]]:
    """The last row of a page of settings."""
    return [button(text("button-settings"), custom_id("config-show", 0)), help_button(text), leave_button(text)]


def _fitting(words: str, most: int) -> str:
    """The beginning of the words, as many of them as take at most so many characters when they are shown."""
    while (over := len(plain(words)) - most) > 0:
        # One that is markup takes two when it is shown.
        words = words[: -(over + 1) // 2]
    return words


def _written(interaction: Interaction) -> Iterator[str]:
    """What was typed into the fields of a form; what was chosen from menus is soon chosen again."""
    data: Any = interaction.data
    for label in data.get("components", ()):
        field = label.get("component", {})
        if field.get("type") == discord.ComponentType.text_input.value:
            yield field["value"]
