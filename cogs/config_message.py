"""`/config channel`, `/config post` and the form that does the same: where the campaign message stands."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.domain.campaign import Campaign
from bot.domain.errors import ChannelUnusable, DiscordUnavailable, StoreUncertain
from bot.domain.server import Post
from bot.domain.tally import State
from bot.services import Services
from bot.text import Text, Texts
from cogs._answers import Interaction, defer, defer_turn, in_words, turn
from cogs._campaign_messages import CampaignMessages
from cogs._channels import MessageChannel, usable
from cogs._cog import MagnitudeCog, server_of
from cogs._commands import Typed
from cogs._forms import Form, channel_field, show_form
from cogs._layout import button, plain
from cogs._moderating import ConfigPart, guild_of, private
from cogs._overview import campaign_button, message_link
from cogs._presses import Fields, custom_id, on_form, on_press, whole


class ConfigMessage(ConfigPart):
    """Chooses the place of the campaign message, puts it up, moves it."""

    def __init__(self, services: Services, texts: Texts, messages: CampaignMessages) -> None:
        super().__init__(services, texts)
        self._messages = messages

    @app_commands.command(name="channel")
    @app_commands.autocomplete(campaign=MagnitudeCog.suggest_campaign)
    async def channel(
        self,
        interaction: Interaction,
        channel: app_commands.Transform[app_commands.AppCommandChannel, MessageChannel],
        campaign: Typed | None = None,
    ) -> None:
        await defer(interaction)
        chosen = await self.chosen(interaction, campaign)
        old = (await self.started(interaction, chosen)).post
        target = self._usable(channel.resolve())
        if old is None or old.message_id is None:
            await self._choose(interaction, chosen, target)
        elif old.channel_id != target.id:
            await self._place(interaction, chosen, target)
        else:
            text = self.text(interaction)
            stands = message_link(text, server_of(interaction), old)
            same = text("config-channel-same", campaign=plain(chosen.name), message=stands)
            await self._show(interaction, chosen, same)

    @app_commands.command(name="post")
    @app_commands.autocomplete(campaign=MagnitudeCog.suggest_campaign)
    async def post(self, interaction: Interaction, campaign: Typed | None = None) -> None:
        await defer(interaction)
        chosen = await self.chosen(interaction, campaign)
        old = (await self.started(interaction, chosen)).post
        if old is not None:
            await self._place(interaction, chosen, self._usable(guild_of(interaction).get_channel(old.channel_id)))
        elif isinstance(interaction.channel, discord.TextChannel):
            await self._place(interaction, chosen, self._usable(interaction.channel))
        else:
            await self._show(interaction, chosen, self.text(interaction)("config-post-elsewhere"))

    @on_press("config-place")
    async def ask_place(self, interaction: Interaction, campaign_id: str) -> None:
        """A form with the channel that is most likely meant: where the message stands, else where the person is."""
        text = self.text(interaction)
        campaign = await self.chosen(interaction, campaign_id)
        old = (await self.started(interaction, campaign)).post
        meant = interaction.channel if old is None else guild_of(interaction).get_channel(old.channel_id)
        chosen = meant.id if isinstance(meant, discord.TextChannel) else None
        field = channel_field("channel", text("form-message-channel"), chosen, text("form-message-hint"))
        await show_form(interaction, Form(text("form-message-title"), [field], "config-place", campaign.id))

    @on_form("config-place")
    async def place(self, interaction: Interaction, campaign_id: str, fields: Fields) -> None:
        await defer_turn(interaction)
        campaign = await self.chosen(interaction, campaign_id)
        channel = guild_of(interaction).get_channel(whole(fields["channel"]))
        try:
            await self._place(interaction, campaign, self._usable(channel))
        except (ChannelUnusable, DiscordUnavailable) as refused:
            # The page stays, so that another channel can be chosen there, or the same one once more.
            await self._show(interaction, campaign, in_words(self.text(interaction), refused.key, refused.values))

    async def _choose(self, interaction: Interaction, campaign: Campaign, channel: discord.TextChannel) -> None:
        """Remember where the campaign message goes."""
        text = self.text(interaction)
        campaigns = self.services.campaigns
        old = await campaigns.set_post(channel.guild.id, campaign, Post(channel.id), interaction.user.id)
        changed = place_changed(text, campaign, old, channel)
        next_step = text("config-next-post-there")
        await self._show(interaction, campaign, changed, *await self._removed(text, old), next_step)

    async def _place(self, interaction: Interaction, campaign: Campaign, channel: discord.TextChannel) -> None:
        """Put up a new campaign message, then take the old one away: at no time is there none."""
        text = self.text(interaction)
        tally = await self.started(interaction, campaign)
        language = (await self.services.settings.server(channel.guild.id)).language
        new = await self._messages.place(channel, tally, language)
        try:
            # Also the one that another moderator has put up while Discord was answering is an old one.
            old = await self.services.campaigns.set_post(channel.guild.id, campaign, new, interaction.user.id)
        except StoreUncertain:
            # It may be recorded: a message too many can be deleted by hand, one too few cannot be found again.
            raise
        except Exception:
            await self._messages.remove(new)
            raise
        changed = place_changed(text, campaign, old, channel)
        said = [f"{changed}\n{message_link(text, channel.guild.id, new)}", *await self._removed(text, old)]
        if tally.state is State.RUNNING:
            said.append(text("config-next-done"))
        more = [
            button(text("button-config-schedule"), custom_id("config-schedule", campaign.id)),
            button(text("button-config-content"), custom_id("config-content", campaign.id, 0)),
        ]
        await turn(interaction, private(text, *said, actions=[campaign_button(campaign), *more]))

    async def _removed(self, text: Text, old: Post | None) -> list[str]:
        """Take the old message away; a word when it may still be there."""
        if old is None or await self._messages.remove(old):
            return []
        return [text("config-old-message-stays", channel=f"<#{old.channel_id}>")]

    async def _show(self, interaction: Interaction, campaign: Campaign, *said: str) -> None:
        """What was done, with the way to the next step."""
        text = self.text(interaction)
        place = button(text("button-config-message"), custom_id("config-place", campaign.id))
        await turn(interaction, private(text, *said, actions=[campaign_button(campaign), place]))

    def _usable(self, channel: object) -> discord.TextChannel:
        return usable(channel, self._messages.missing_permissions)


def place_changed(text: Text, campaign: Campaign, old: Post | None, channel: discord.TextChannel) -> str:
    """Where the campaign message was to stand, and where now."""
    if old is not None and old.message_id is not None and old.channel_id == channel.id:
        return text("config-place-replaced", campaign=plain(campaign.name), channel=channel.mention)
    before = text("config-place-none") if old is None else f"<#{old.channel_id}>"
    return text("config-place-changed", campaign=plain(campaign.name), before=before, after=channel.mention)
