"""What the bot holds, deleting it, and what the bot can do: `/privacy` and `/help`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discord import app_commands

from bot.domain import limits
from bot.text import Text
from cogs._answers import Interaction, answer, turn
from cogs._cog import MagnitudeCog
from cogs._commands import everywhere
from cogs._layout import Layout, button, help_button, leave_button, line, page, plain
from cogs._presses import custom_id, on_press

EVERYWHERE: Final = ("about", "timeline", "quote", "resources", "privacy", "help")
"""Commands for any place, in the order of the list."""
IN_SERVERS: Final = ("add", "tally")
"""Commands that need a server, after those of the campaigns."""


class PrivacyCog(MagnitudeCog):
    """Answers alike whatever is stored, in every place and every state of a campaign (S4)."""

    @app_commands.command(name="privacy")
    @everywhere
    async def privacy(self, interaction: Interaction) -> None:
        await answer(interaction, statement(self.text(interaction)))

    @on_press("forget")
    async def ask(self, interaction: Interaction) -> None:
        """Says what will go and what will not; deletes nothing."""
        text = self.text(interaction)
        now = button(text("button-forget-now"), custom_id("forget-now"))
        blocks = [text("forget-title"), text("forget-goes"), text("forget-stays"), text("private-note")]
        await turn(interaction, page(blocks, rows=[[now, help_button(text), leave_button(text)]]))

    @on_press("forget-now")
    async def forget(self, interaction: Interaction) -> None:
        """S4: the same words for everybody, whether there was anything or not."""
        text = self.text(interaction)
        await self.services.tallies.forget(interaction.user.id)
        blocks = [text("forget-done"), text("forget-stays"), text("private-note")]
        await turn(interaction, page(blocks, rows=[[help_button(text), leave_button(text)]]))

    @app_commands.command(name="help")
    @everywhere
    async def help(self, interaction: Interaction) -> None:
        """What the bot can do, and what it does not: it points to help and gives none itself (S41)."""
        text = self.text(interaction)
        commands = "\n".join(self._commands(interaction, text))
        blocks = [text("help-bot-title"), commands, line(), text("help-bot-help"), text("help-bot-leave")]
        row = [help_button(text), leave_button(text)]
        await answer(interaction, page([*blocks, text("help-bot-limits"), text("private-note")], rows=[row]))

    def _commands(self, interaction: Interaction, text: Text) -> Iterator[str]:
        """What can be used where the person is."""
        for name in EVERYWHERE:
            yield text("help-bot-command", command=name, what=text(f"command-{name}"))
        if interaction.guild_id is None:
            yield text("help-bot-servers")
            return
        for campaign in self.services.campaigns.catalogue:
            what = text("command-of-campaign", hashtag=plain(campaign.hashtag))
            yield text("help-bot-command", command=campaign.command, what=what)
        for name in IN_SERVERS:
            yield text("help-bot-command", command=name, what=text(f"command-{name}"))
        if interaction.permissions.manage_guild:
            yield text("help-bot-moderators")


def statement(text: Text) -> Layout:
    """What is kept, for how long, who can see it, and what deleting does not reach (S2, S13)."""
    entries, server = limits.KEEP_ENTRIES_AFTER_END.days, limits.KEEP_REMOVED_SERVER.days
    blocks = [
        text("privacy-title"),
        text("privacy-kept"),
        text("privacy-not-kept"),
        text("privacy-seen", threshold=limits.THRESHOLD),
        text("privacy-how-long", entries=entries, server=server, changes=limits.KEEP_CHANGES.days),
        text("privacy-backups", copies=limits.KEEP_COPIES.days, backups=limits.KEEP_BACKUPS.days),
        text("privacy-limits"),
        text("privacy-host"),
        text("private-note"),
    ]
    buttons = [button(text("button-forget"), custom_id("forget")), help_button(text), leave_button(text)]
    return page(blocks, rows=[buttons])
