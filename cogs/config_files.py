"""`/config import` and `/config export`: a server's own content as a campaign file; and removing a whole campaign."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import discord
from discord import app_commands, ui

from bot.domain import limits
from bot.domain.campaign import Campaign
from bot.domain.errors import ContentRefused, Fault, FileUnderWay, NothingOwn, NotRunning
from bot.domain.server import Tally
from bot.domain.tally import TallyId
from bot.services import Services
from bot.services.own_content import Proposal
from bot.services.publishing import Publishing
from bot.text import Texts
from cogs._answers import UNREACHABLE, Interaction, answer, defer, defer_turn, turn
from cogs._campaign_messages import CampaignMessages
from cogs._cog import MagnitudeCog, server_of
from cogs._commands import Typed
from cogs._faults import file_faults
from cogs._forms import Drafts
from cogs._item_forms import beginning
from cogs._layout import button, plain
from cogs._moderating import ConfigPart, private
from cogs._presses import custom_id, on_press
from cogs._proposals import applied_page, proposal_page

PROPOSALS: Final = 50
"""Uploaded files that wait for a word: one may take up a megabyte of memory."""
PROPOSALS_OF_SERVER: Final = 5

DOWNLOAD: Final = 20.0
"""Seconds in which Discord has to hand over a file of `limits.CONTENT_FILE`."""


class ConfigFiles(ConfigPart):
    """Takes a campaign file in, gives one out, and removes a campaign of the server's own."""

    def __init__(self, services: Services, texts: Texts, messages: CampaignMessages, publishing: Publishing) -> None:
        super().__init__(services, texts)
        self._messages = messages
        self._publishing = publishing
        self._uploads = Drafts[Proposal](PROPOSALS_OF_SERVER, PROPOSALS)
        self._under_way: set[int] = set()
        """Servers of which a file is being fetched or read: of each one at a time."""

    @app_commands.command(name="import")
    async def import_file(self, interaction: Interaction, file: discord.Attachment) -> None:
        text = self.text(interaction)
        server_id = server_of(interaction)
        await defer(interaction)
        try:
            with self._alone(server_id):
                content = await self._downloaded(file)
                proposal = await self.services.own_content.propose(server_id, file.filename, content)
        except ContentRefused as refused:
            name = beginning(file.filename)
            refusal = text("own-import-refused", file=name, count=len(refused.faults))
            await answer(interaction, private(text, refusal, file_faults(text, refused.faults)))
        except UNREACHABLE:
            await answer(interaction, private(text, text("own-import-not-downloaded")))
        else:
            token = self._uploads.keep(server_id, proposal)
            name = await self._name(interaction, proposal)
            await answer(interaction, proposal_page(text, name, proposal, token))

    @on_press("config-import-apply")
    async def apply(self, interaction: Interaction, token: str) -> None:
        text = self.text(interaction)
        server_id = server_of(interaction)
        asked = self._uploads.find(server_id, token)
        await defer_turn(interaction)
        applied = await self.services.own_content.apply(server_id, asked, interaction.user.id)
        self._uploads.drop(token)
        campaign = await self.chosen(interaction, applied.campaign_id)
        started = await self._tally(server_id, campaign) is not None
        shown = await self._publishing.refresh(TallyId(server_id, campaign.id))
        follows = [] if shown else [text("config-message-follows")]
        await turn(interaction, applied_page(text, campaign, asked, applied, follows, started=started))

    @on_press("config-import-cancel")
    async def cancel(self, interaction: Interaction, token: str) -> None:
        self._uploads.find(server_of(interaction), token)
        self._uploads.drop(token)
        text = self.text(interaction)
        await turn(interaction, private(text, text("own-import-cancelled")))

    @app_commands.command(name="export")
    @app_commands.autocomplete(campaign=MagnitudeCog.suggest_campaign)
    async def export(self, interaction: Interaction, campaign: Typed | None = None) -> None:
        await self._export(interaction, campaign)

    @on_press("config-export")
    async def export_from_page(self, interaction: Interaction, campaign_id: str) -> None:
        """A message of its own: the page stays as it is."""
        await self._export(interaction, campaign_id)

    @on_press("config-content-campaign")
    async def ask_removal(self, interaction: Interaction, campaign_id: str) -> None:
        text = self.text(interaction)
        await defer_turn(interaction)
        campaign = await self._own(interaction, campaign_id)
        action = custom_id("config-content-campaign-now", campaign.id)
        actions = [
            button(text("button-own-remove-campaign"), action, discord.ButtonStyle.danger),
            button(text("button-own-export"), custom_id("config-export", campaign.id)),
            button(text("button-own-back"), custom_id("config-content", campaign.id, 0)),
        ]
        asked = text("own-campaign-remove-ask", campaign=plain(campaign.name))
        await turn(interaction, private(text, asked, actions=actions))

    @on_press("config-content-campaign-now")
    async def remove_campaign(self, interaction: Interaction, campaign_id: str) -> None:
        """Recorded first: a message too many can be deleted by hand."""
        text = self.text(interaction)
        server_id = server_of(interaction)
        await defer_turn(interaction)
        campaign = await self._own(interaction, campaign_id)
        tally = await self._tally(server_id, campaign)
        await self.services.own_content.remove_campaign(server_id, campaign, interaction.user.id)
        said = [text("own-campaign-removed", campaign=plain(campaign.name))]
        if tally is not None and tally.post is not None and not await self._messages.remove(tally.post):
            said.append(text("config-old-message-stays", channel=f"<#{tally.post.channel_id}>"))
        await turn(interaction, private(text, *said))

    async def _name(self, interaction: Interaction, proposal: Proposal) -> str:
        own = proposal.own
        return own.name if isinstance(own, Campaign) else (await self.chosen(interaction, own.extends)).name

    @contextmanager
    def _alone(self, server_id: int) -> Generator[None]:
        """Raises `FileUnderWay`: who uploads a thousand files at once fills neither the memory nor the others' time."""
        if server_id in self._under_way:
            raise FileUnderWay
        self._under_way.add(server_id)
        try:
            yield
        finally:
            self._under_way.remove(server_id)

    async def _downloaded(self, file: discord.Attachment) -> bytes:
        """Raises `ContentRefused` when it is too large, which Discord tells beforehand, or one of `UNREACHABLE`."""
        if file.size > limits.CONTENT_FILE:
            raise ContentRefused(
                [Fault("content-file-too-large", {"most": limits.CONTENT_FILE // 1024}, file.filename)]
            )
        async with asyncio.timeout(DOWNLOAD):
            return await file.read()

    async def _export(self, interaction: Interaction, named: str | None) -> None:
        text = self.text(interaction)
        await defer(interaction)
        campaign = await self.chosen(interaction, named)
        try:
            content = await self.services.own_content.export(server_of(interaction), campaign)
        except NothingOwn:
            await answer(interaction, private(text, text("own-export-nothing", campaign=plain(campaign.name))))
            return
        name = f"{campaign.id}.toml"
        said = text("own-export-done", campaign=plain(campaign.name), kind="whole" if campaign.own else "additions")
        shown = private(text, said, ui.File(f"attachment://{name}"))
        await answer(interaction, shown, (name, content.encode()))

    async def _own(self, interaction: Interaction, campaign_id: str) -> Campaign:
        """Raises `NothingOwn` for a campaign of the host, which no server removes."""
        campaign = await self.chosen(interaction, campaign_id)
        if not campaign.own:
            raise NothingOwn(campaign=campaign.name)
        return campaign

    async def _tally(self, server_id: int, campaign: Campaign) -> Tally | None:
        try:
            return await self.services.campaigns.tally(server_id, campaign)
        except NotRunning:
            return None
