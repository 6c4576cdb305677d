"""The campaign message: a public message with the published number and four buttons that live through restarts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import discord
from discord import ui

from bot.domain.campaign import Campaign
from bot.domain.errors import ChannelUnusable, DiscordUnavailable, UnknownCampaign
from bot.domain.server import Post, Tally
from bot.services import Services
from bot.services.tallies import published
from bot.text import SOURCE_LANGUAGE, Text, Texts
from cogs._answers import UNREACHABLE, Interaction, answer
from cogs._cog import MagnitudeCog
from cogs._content import own_mark
from cogs._layout import Block, Layout, button, help_button, leave_button, lines, page, plain, sources
from cogs._number import number_lines
from cogs._permissions import INVITED, POSTING, missing_permissions, permission_names
from cogs._presses import custom_id, on_press

ALIKE: Final = 700
"""Characters from which on an answer is about as long as the consent text (S25)."""

TOO_MANY_EDITS: Final = 30046
"""Discord limits edits to messages older than an hour."""


class CampaignMessageCog(MagnitudeCog):
    """Places the message, keeps it up to date, and answers two of its buttons.

    The other two, *Me too* and *Get help*, are the panel and the help page that commands open as well.
    """

    def __init__(self, services: Services, texts: Texts, client: discord.Client) -> None:
        super().__init__(services, texts)
        self._client = client

    async def member_count(self, server_id: int) -> int | None:
        """About how many members the server has. Discord's answer, since the cached count goes stale (S20)."""
        try:
            server = await self._client.fetch_guild(server_id, with_counts=True)
        except (discord.NotFound, discord.Forbidden):
            if self._client.get_guild(server_id) is None:
                return None
            raise DiscordUnavailable from None
        except UNREACHABLE:
            raise DiscordUnavailable from None
        if server.approximate_member_count is not None:
            return server.approximate_member_count
        cached = self._client.get_guild(server_id)
        if cached is None or cached.member_count is None:
            raise DiscordUnavailable
        return cached.member_count

    async def refresh(self, tally: Tally, post: Post, language: str | None) -> Post | None:
        """Edit the message; where Discord refuses one more edit, post a new one beside it. See `Publisher`."""
        if post.message_id is None:
            return post
        server = self._client.get_guild(tally.id.server_id)
        if server is None or server.unavailable:
            raise DiscordUnavailable
        channel = server.get_channel_or_thread(post.channel_id)
        if not isinstance(channel, discord.abc.Messageable):
            return None
        if not channel.permissions_for(server.me).view_channel:
            # Asking all the same would count towards the refusals for which Discord blocks an address.
            raise DiscordUnavailable
        layout = await self._layout(tally, language)
        try:
            await channel.get_partial_message(post.message_id).edit(
                view=layout,
                allowed_mentions=discord.AllowedMentions.none(),  # an edit does not take the client's own (S47)
            )
        except discord.NotFound:
            return None
        except discord.HTTPException as error:
            if error.code != TOO_MANY_EDITS:
                raise DiscordUnavailable from None
        except UNREACHABLE:
            raise DiscordUnavailable from None
        else:
            return post
        return await self._post(channel, layout)

    async def place(self, channel: discord.abc.Messageable, tally: Tally, language: str | None) -> Post:
        """Post the message. Raises `ChannelUnusable` when the bot may not, `DiscordUnavailable` when it may later."""
        return await self._post(channel, await self._layout(tally, language))

    async def _post(self, channel: discord.abc.Messageable, layout: Layout) -> Post:
        try:
            message = await channel.send(view=layout)
        except discord.NotFound:
            raise ChannelUnusable(permissions="none") from None
        except discord.Forbidden:
            raise ChannelUnusable(permissions=permission_names(self.texts.source, INVITED)) from None
        except UNREACHABLE:
            raise DiscordUnavailable from None
        return Post(message.channel.id, message.id)

    async def remove(self, post: Post) -> bool:
        """Delete a message that another one replaces. False: it may still be there."""
        if post.message_id is None:
            return True
        try:
            await self._client.get_partial_messageable(post.channel_id).get_partial_message(post.message_id).delete()
        except discord.NotFound:
            return True
        except UNREACHABLE:
            return False
        return True

    def missing_permissions(self, channel: discord.abc.GuildChannel | discord.Thread) -> str:
        """What the bot lacks in a channel, in words; empty when it lacks nothing.

        Who may not see a channel or write there can do nothing else in it: then the rest need not be lacking.
        """
        lacking = missing_permissions(channel, POSTING) or missing_permissions(channel, INVITED)
        return permission_names(self.texts.source, lacking)

    @on_press("stand")
    async def stand(self, interaction: Interaction, campaign_id: str) -> None:
        text = self.text(interaction)
        campaign = await self.services.campaigns.find(interaction.guild_id, campaign_id)
        await answer(interaction, standing(text, campaign))

    @on_press("learn")
    async def learn(self, interaction: Interaction, campaign_id: str) -> None:
        text = self.text(interaction)
        campaign = await self.services.campaigns.find(interaction.guild_id, campaign_id)
        await answer(interaction, learning(text, campaign))

    async def _layout(self, tally: Tally, language: str | None) -> Layout:
        text = self.texts.of(language or SOURCE_LANGUAGE)
        try:
            campaign = await self.services.campaigns.find(*tally.id)
        except UnknownCampaign:
            # Its file is gone from this host.
            withdraw = button(text("button-withdraw"), custom_id("withdraw", tally.id.campaign_id))
            return page([text("message-removed")], rows=[[withdraw, help_button(text)]])
        blocks: list[Block] = [
            lines(f"## {plain(campaign.hashtag)}", plain(campaign.summary), own_mark(text, campaign)),
            "\n".join(number_lines(text, published(tally))),
            text("message-private"),
        ]
        buttons = [
            button(text("button-stand"), custom_id("stand", campaign.id)),
            button(campaign.name, custom_id("panel", campaign.id)),
            button(text("button-help"), custom_id("help")),
            button(text("button-learn"), custom_id("learn", campaign.id)),
        ]
        return page(blocks, colour=campaign.colour, rows=[buttons])


def standing(text: Text, campaign: Campaign) -> Layout:
    """What a person can do for others, in about as many words as the panel has (S25)."""
    actions = [f"**{plain(action.title)}.** {plain(action.text)}" for action in campaign.actions]
    return _alike(text, campaign, lines(text("stand-title"), own_mark(text, campaign)), actions)


def learning(text: Text, campaign: Campaign) -> Layout:
    """How the campaign began, in about as many words as the panel has (S25)."""
    facts = [lines(plain(fact.text), sources(text, fact.sources), own_mark(text, fact)) for fact in campaign.about]
    title = lines(text("learn-title", hashtag=plain(campaign.hashtag)), own_mark(text, campaign))
    return _alike(text, campaign, title, facts)


def _alike(text: Text, campaign: Campaign, title: str, paragraphs: Sequence[str]) -> Layout:
    chosen: list[str] = []
    for paragraph in paragraphs:
        chosen.append(paragraph)
        if sum(map(len, chosen)) >= ALIKE:
            break
    buttons: list[ui.Item[Any]] = [
        button(text("button-timeline"), custom_id("timeline", campaign.id)),
        button(text("button-about"), custom_id("about", campaign.id)),
        help_button(text),
        leave_button(text),
    ]
    return page([title, *chosen, text("private-note")], rows=[buttons])
