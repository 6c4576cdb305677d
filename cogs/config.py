"""`/config`: what moderators see and change of this server's campaigns."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Protocol

import discord
from discord import app_commands

from bot.domain import limits
from bot.domain.campaign import Campaign
from bot.domain.errors import ChannelUnusable, NotRunning, Outdated, StoreUncertain, WrongState
from bot.domain.server import Post, Tally
from bot.domain.tally import State, TallyId
from bot.services import Services
from bot.services.campaigns import TRANSITIONS
from bot.services.publishing import Publishing
from bot.text import Text, Texts
from cogs._answers import Interaction, answer, defer, defer_turn, tell, turn
from cogs._cog import MagnitudeCog, server_of
from cogs._commands import Typed
from cogs._layout import Layout, button, help_button, leave_button, page, plain
from cogs._overview import message_link, overview_blocks, overview_page
from cogs._presses import custom_id, on_press

PROMPT_HOLDS: Final = timedelta(minutes=5)
"""A question that cannot be undone is asked again after this: who may answer it may have changed."""

DEFAULT: Final = "default"
RESET: Final = "reset"
ACTIONS: Final = (*TRANSITIONS, DEFAULT, RESET)
"""What `/config campaign` can do, in the order in which Discord lists it."""


class CampaignMessages(Protocol):
    """The campaign messages, as the cog that keeps them offers them."""

    async def place(self, channel: discord.TextChannel, tally: Tally) -> Post:
        """Post the message. Raises `ChannelUnusable` or `DiscordUnavailable`."""
        ...

    async def remove(self, post: Post) -> bool:
        """Delete the message if there is one. False: it may still be there."""
        ...

    def missing_permissions(self, channel: discord.TextChannel) -> str:
        """What the bot lacks in the channel, in words; empty when it lacks nothing."""
        ...


class MessageChannel(app_commands.Transformer):
    """Offers text channels only. One that the bot cannot see is let through, so that the answer says what to do."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return [discord.ChannelType.text, discord.ChannelType.news]

    async def transform(
        self, _interaction: Interaction, value: app_commands.AppCommandChannel, /
    ) -> app_commands.AppCommandChannel:
        return value


class ConfigCog(MagnitudeCog):
    """Who may use it is the server's own choice, which Discord enforces; its buttons stand on private messages."""

    config = app_commands.Group(
        name="config",
        description="…",
        guild_only=True,
        allowed_installs=app_commands.AppInstallationType(guild=True),
        default_permissions=discord.Permissions(manage_guild=True),
    )

    def __init__(self, services: Services, texts: Texts, messages: CampaignMessages, publishing: Publishing) -> None:
        super().__init__(services, texts)
        self._messages = messages
        self._publishing = publishing
        names = {action: texts.source(f"command-config-campaign-action-{action}") for action in ACTIONS}
        choices = [app_commands.Choice(name=name, value=action) for action, name in names.items()]
        app_commands.choices(action=choices)(self.campaign)

    @config.command(name="show")
    async def show(self, interaction: Interaction) -> None:
        await answer(interaction, await self._overview(interaction, 0))

    @on_press("config-show")
    async def show_page(self, interaction: Interaction, number: str) -> None:
        await turn(interaction, await self._overview(interaction, int(number)))

    @config.command(name="campaign")
    @app_commands.autocomplete(campaign=MagnitudeCog.suggest_campaign)
    async def campaign(self, interaction: Interaction, action: str, campaign: Typed | None = None) -> None:
        chosen = await self.chosen(interaction, campaign)
        if action == DEFAULT:
            await self._set_default(interaction, chosen)
        elif action == RESET:
            await self._ask_reset(interaction, chosen)
        else:
            await self._change_state(interaction, chosen, action)

    @on_press("config-reset")
    async def reset(self, interaction: Interaction, campaign_id: str) -> None:
        """S49: shows no number, and the same words however often it is pressed."""
        text = self.text(interaction)
        campaign = self.services.campaigns.catalogue.get(campaign_id)
        if interaction.message is None or interaction.created_at - interaction.message.created_at > PROMPT_HOLDS:
            raise Outdated
        server_id = server_of(interaction)
        await defer_turn(interaction)
        await self.services.campaigns.reset(server_id, campaign, interaction.user.id)
        done = [text("config-reset-done", campaign=plain(campaign.name))]
        done += await self._shown(text, TallyId(server_id, campaign.id))
        await turn(interaction, private(text, "\n\n".join(done)))

    @config.command(name="channel")
    @app_commands.autocomplete(campaign=MagnitudeCog.suggest_campaign)
    async def channel(
        self,
        interaction: Interaction,
        channel: app_commands.Transform[app_commands.AppCommandChannel, MessageChannel],
        campaign: Typed | None = None,
    ) -> None:
        await defer(interaction)
        chosen = await self.chosen(interaction, campaign)
        old = (await self._started(interaction, chosen)).post
        target = self._usable(channel.resolve())
        if old is None or old.message_id is None:
            await self._choose(interaction, chosen, target)
        elif old.channel_id != target.id:
            await self._place(interaction, chosen, target)
        else:
            text = self.text(interaction)
            stands = message_link(text, server_of(interaction), old)
            await tell(interaction, text, text("config-channel-same", campaign=plain(chosen.name), message=stands))

    @config.command(name="post")
    @app_commands.autocomplete(campaign=MagnitudeCog.suggest_campaign)
    async def post(self, interaction: Interaction, campaign: Typed | None = None) -> None:
        await defer(interaction)
        chosen = await self.chosen(interaction, campaign)
        old = (await self._started(interaction, chosen)).post
        if old is not None and interaction.guild is not None:
            await self._place(interaction, chosen, self._usable(interaction.guild.get_channel(old.channel_id)))
        elif isinstance(interaction.channel, discord.TextChannel):
            await self._place(interaction, chosen, self._usable(interaction.channel))
        else:
            text = self.text(interaction)
            await tell(interaction, text, text("config-post-elsewhere"))

    async def _overview(self, interaction: Interaction, number: int) -> Layout:
        if interaction.guild is None:
            raise LookupError("a command for servers was used outside of one")
        text = self.text(interaction)
        campaigns = self.services.campaigns
        overview = await campaigns.overview(interaction.guild.id)
        missing = self._messages.missing_permissions
        blocks = overview_blocks(text, interaction.guild, campaigns.catalogue, overview, missing)
        return overview_page(text, blocks, number)

    async def _change_state(self, interaction: Interaction, campaign: Campaign, action: str) -> None:
        text = self.text(interaction)
        server_id = server_of(interaction)
        await defer(interaction)
        before, tally = await self.services.campaigns.change_state(server_id, campaign, action, interaction.user.id)
        changed = text(
            "config-state-changed",
            campaign=plain(campaign.name),
            before=text(f"config-state-{before or 'none'}"),
            after=text(f"config-state-{tally.state}"),
        )
        steps = [*next_steps(text, tally), *await self._shown(text, tally.id)]
        await tell(interaction, text, "\n\n".join([changed, *steps]))

    async def _set_default(self, interaction: Interaction, campaign: Campaign) -> None:
        text = self.text(interaction)
        before = await self.services.campaigns.set_default(server_of(interaction), campaign, interaction.user.id)
        key = "config-default-same" if before == campaign else "config-default-changed"
        await tell(interaction, text, text(key, before=plain(before.name), after=plain(campaign.name)))

    async def _ask_reset(self, interaction: Interaction, campaign: Campaign) -> None:
        await self._started(interaction, campaign)
        text = self.text(interaction)
        action = custom_id("config-reset", campaign.id)
        remove = button(text("button-config-reset"), action, discord.ButtonStyle.danger)
        await answer(interaction, private(text, text("config-reset-ask", campaign=plain(campaign.name)), remove))

    async def _choose(self, interaction: Interaction, campaign: Campaign, channel: discord.TextChannel) -> None:
        """Remember where the campaign message goes."""
        text = self.text(interaction)
        campaigns = self.services.campaigns
        old = await campaigns.set_post(channel.guild.id, campaign, Post(channel.id), interaction.user.id)
        changed = place_changed(text, campaign, old, channel)
        steps = [text("config-next-post-there"), *await self._removed(text, old)]
        await tell(interaction, text, "\n\n".join([changed, *steps]))

    async def _place(self, interaction: Interaction, campaign: Campaign, channel: discord.TextChannel) -> None:
        """Put up a new campaign message, then take the old one away: at no time is there none."""
        text = self.text(interaction)
        new = await self._messages.place(channel, await self._started(interaction, campaign))
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
        placed = f"{changed}\n{message_link(text, channel.guild.id, new)}"
        await tell(interaction, text, "\n\n".join([placed, *await self._removed(text, old)]))

    async def _removed(self, text: Text, old: Post | None) -> list[str]:
        """Take the old message away; a word when it may still be there."""
        if old is None or await self._messages.remove(old):
            return []
        return [text("config-old-message-stays", channel=f"<#{old.channel_id}>")]

    async def _shown(self, text: Text, tally: TallyId) -> list[str]:
        """Bring the campaign message up to what holds now; a word when Discord does not take it at once."""
        return [] if await self._publishing.refresh(tally) else [text("config-message-follows")]

    async def _started(self, interaction: Interaction, campaign: Campaign) -> Tally:
        """The campaign in this server. Raises `WrongState`, which tells a moderator how to start it."""
        try:
            return await self.services.campaigns.tally(server_of(interaction), campaign)
        except NotRunning:
            raise WrongState(campaign=campaign.name, state="none") from None

    def _usable(self, channel: object) -> discord.TextChannel:
        """The channel, if the bot may post there. Raises `ChannelUnusable`, which says what is missing."""
        if not isinstance(channel, discord.TextChannel):
            raise ChannelUnusable(permissions="none")
        if missing := self._messages.missing_permissions(channel):
            raise ChannelUnusable(permissions=missing)
        return channel


def private(text: Text, sentence: str, *actions: discord.ui.Button[Layout]) -> Layout:
    """A private page: its own buttons, then the way to help and the way out."""
    return page([sentence, text("private-note")], rows=[[*actions, help_button(text), leave_button(text)]])


def next_steps(text: Text, tally: Tally) -> list[str]:
    """What a new state means for members, or what is left to do."""
    if tally.state is not State.RUNNING:
        return [text(f"config-next-{tally.state}", days=limits.KEEP_ENTRIES_AFTER_END.days)]
    if tally.post is None:
        return [text("config-next-post")]
    return [] if tally.post.message_id is not None else [text("config-next-post-there")]


def place_changed(text: Text, campaign: Campaign, old: Post | None, channel: discord.TextChannel) -> str:
    """Where the campaign message was to stand, and where now."""
    before = text("config-place-none") if old is None else f"<#{old.channel_id}>"
    return text("config-place-changed", campaign=plain(campaign.name), before=before, after=channel.mention)
