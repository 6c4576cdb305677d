"""`/config content`: what a server's moderators add to a campaign, item by item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from discord import app_commands

from bot.domain import limits
from bot.domain.campaign import Campaign, Item
from bot.domain.errors import (
    ContentRefused,
    ContentUnreadable,
    MagnitudeError,
    NothingOwn,
    Outdated,
    StoreUnavailable,
    UnknownCampaign,
)
from bot.domain.helplines import fold
from bot.domain.schedule import Kind
from bot.services import Services
from bot.services.own_content import Entry
from bot.text import Text, Texts
from cogs._answers import Interaction, answer, defer, defer_page, defer_turn, in_words, turn
from cogs._cog import MagnitudeCog, server_of
from cogs._commands import Typed
from cogs._faults import form_faults
from cogs._forms import Drafts, opened_at, show_form
from cogs._item_forms import Opened, digest, is_warned, item_form, kind_of, values_of
from cogs._layout import button
from cogs._moderating import ConfigPart, older_than, private, too_late
from cogs._own_pages import (
    KINDS,
    Owned,
    item_name,
    item_page,
    list_page,
    reference,
    removal_page,
    removed_page,
    saved_page,
)
from cogs._presses import SEPARATOR, Fields, custom_id, on_form, on_press, whole

LIST, EDIT, REMOVE = "list", "edit", "remove"
ADD: Final = {f"add-{kind}": kind for kind in KINDS}
ACTIONS: Final = (LIST, *ADD, EDIT, REMOVE)
"""What `/config content` can do, in the order in which Discord lists it."""

MEND: Final = "config-content-mend"


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody has written and what could not be saved."""

    campaign_id: str
    opened: Opened
    fields: Fields


@dataclass(frozen=True, slots=True)
class Removed:
    """A quote with a warning that somebody has removed, and whose words they may still ask for (S36)."""

    campaign: Campaign
    item: Item


class ConfigContent(ConfigPart):
    """Lists what a server brings itself, adds to it, changes it, takes it away."""

    def __init__(self, services: Services, texts: Texts) -> None:
        super().__init__(services, texts)
        self._drafts = Drafts[Draft]()
        self._removed = Drafts[Removed]()
        names = {action: texts.source(f"command-config-content-action-{action}") for action in ACTIONS}
        choices = [app_commands.Choice(name=name, value=action) for action, name in names.items()]
        app_commands.choices(action=choices)(self.content)

    def check_press(self, interaction: Interaction) -> None:
        """The way back to what somebody has written holds as long as a form does, and then gives the words back."""
        try:
            super().check_press(interaction)
        except Outdated:
            data = interaction.data or {}
            if str(data.get("custom_id", "")).split(SEPARATOR)[0] != MEND:
                raise

    @app_commands.command(name="content")
    @app_commands.autocomplete(campaign=MagnitudeCog.suggest_campaign)
    async def content(
        self, interaction: Interaction, action: str = LIST, item: Typed | None = None, campaign: Typed | None = None
    ) -> None:
        if action in ADD:
            await self._add(interaction, campaign, ADD[action])
            return
        if action == EDIT and item is not None:
            await self._edit(interaction, campaign, item)
            return
        await defer(interaction)
        text = self.text(interaction)
        chosen = await self.chosen(interaction, campaign)
        if item is None:
            hint = "" if action == LIST else text("own-choose-first")
            await answer(interaction, list_page(text, await self._owned(interaction, chosen), 0, hint))
        else:
            of_item = removal_page if action == REMOVE else item_page
            await answer(interaction, of_item(text, chosen, *await self._item(interaction, chosen, item)))

    @content.autocomplete("item")
    async def suggest_item(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """The server's own items in the campaign that is filled in, by the words that lists name them with."""
        text = self.text(interaction)
        try:
            campaign = await self.chosen(interaction, interaction.namespace.campaign)
            items = await self.services.own_content.items(server_of(interaction), campaign)
        except (UnknownCampaign, ContentUnreadable, StoreUnavailable):
            return []
        names = {
            reference(kind, item): f"{text('own-kind', kind=kind)}: {item_name(text, item)}" for kind, item in items
        }
        return [
            app_commands.Choice(name=name[: limits.CHOICE_NAME], value=value)
            for value, name in names.items()
            if fold(typed) in fold(name)
        ][: limits.AUTOCOMPLETE_CHOICES]

    @on_press("config-content")
    async def turn_list(self, interaction: Interaction, campaign_id: str, number: str) -> None:
        await defer_turn(interaction)
        owned = await self._owned(interaction, await self.chosen(interaction, campaign_id))
        await turn(interaction, list_page(self.text(interaction), owned, whole(number)))

    @on_press("config-content-item")
    async def show_item(self, interaction: Interaction, campaign_id: str, *named: str) -> None:
        await defer_turn(interaction)
        campaign = await self.chosen(interaction, campaign_id)
        kind, item = await self._item(interaction, campaign, SEPARATOR.join(named))
        await turn(interaction, item_page(self.text(interaction), campaign, kind, item))

    @on_press("config-content-whole")
    async def show_whole(self, interaction: Interaction, campaign_id: str, *named: str) -> None:
        """S36: the words, after the warning was read."""
        await defer_turn(interaction)
        campaign = await self.chosen(interaction, campaign_id)
        kind, item = await self._item(interaction, campaign, SEPARATOR.join(named))
        await turn(interaction, item_page(self.text(interaction), campaign, kind, item, whole=True))

    @on_press("config-content-add")
    async def add(self, interaction: Interaction, campaign_id: str, kind: str) -> None:
        await self._add(interaction, campaign_id, kind_of(kind))

    @on_press("config-content-edit")
    async def edit(self, interaction: Interaction, campaign_id: str, *named: str) -> None:
        await self._edit(interaction, campaign_id, SEPARATOR.join(named))

    @on_press("config-content-remove")
    async def ask_removal(self, interaction: Interaction, campaign_id: str, *named: str) -> None:
        await defer_turn(interaction)
        campaign = await self.chosen(interaction, campaign_id)
        kind, item = await self._item(interaction, campaign, SEPARATOR.join(named))
        await turn(interaction, removal_page(self.text(interaction), campaign, kind, item))

    @on_press("config-remove-now")
    async def remove(self, interaction: Interaction, campaign_id: str, kind: str, item_id: str, seen: str) -> None:
        """Only what the question was about: where something else stands by now, the question comes again."""
        text = self.text(interaction)
        server_id = server_of(interaction)
        entry = Entry(kind_of(kind), item_id)
        await defer_turn(interaction)
        campaign = await self.chosen(interaction, campaign_id)
        _, item = await self._item(interaction, campaign, SEPARATOR.join([kind, item_id]))
        if digest(item) != seen:
            await turn(interaction, removal_page(text, campaign, entry.kind, item, again=True))
            return
        try:
            saved = await self.services.own_content.remove(server_id, campaign, entry, interaction.user.id)
        except ContentRefused as refused:
            await turn(interaction, private(text, form_faults(text, entry.kind, refused.faults)))
            return
        if saved.before is None:
            raise NothingOwn(campaign=campaign.name)
        gone = Removed(campaign, saved.before)
        token = self._removed.keep(server_id, gone) if is_warned(gone.item) else ""
        await turn(interaction, removed_page(text, campaign, gone.item, token))

    @on_press("config-content-removed")
    async def show_removed(self, interaction: Interaction, token: str) -> None:
        """S36: the words of what was removed, after the warning was read."""
        gone = self._removed.find(server_of(interaction), token)
        await turn(interaction, removed_page(self.text(interaction), gone.campaign, gone.item))

    @on_form("config-save")
    async def save(
        self, interaction: Interaction, campaign_id: str, argument: str, minute: str, fields: Fields
    ) -> None:
        """Whatever keeps it from being saved, nothing that was written is lost."""
        text = self.text(interaction)
        server_id = server_of(interaction)
        opened = Opened.read(argument)
        if interaction.created_at - opened_at(minute) > limits.FORM_HOLDS:
            raise too_late(fields.values())
        await defer_page(interaction)
        draft = Draft(campaign_id, opened, fields)
        own_content = self.services.own_content
        try:
            campaign = await self.chosen(interaction, campaign_id)
            saved = await own_content.save(server_id, campaign, opened.entry, fields, interaction.user.id)
        except ContentRefused as refused:
            await self._refuse(interaction, text, draft, form_faults(text, opened.entry.kind, refused.faults))
        except MagnitudeError as error:
            await self._refuse(interaction, text, draft, in_words(text, error.key, error.values))
        else:
            await turn(interaction, saved_page(text, campaign, opened, saved))

    @on_press(MEND)
    async def mend(self, interaction: Interaction, token: str) -> None:
        draft = self._drafts.find(server_of(interaction), token)
        if older_than(interaction, limits.FORM_HOLDS):
            raise too_late(draft.fields.values())
        campaign = await self.chosen(interaction, draft.campaign_id)
        await self._open(interaction, campaign, draft.opened, draft.fields)

    async def _refuse(self, interaction: Interaction, text: Text, draft: Draft, why: str) -> None:
        """Say what is to be fixed, with the way back to everything that was written."""
        mend = button(text("button-own-mend"), custom_id(MEND, self._drafts.keep(server_of(interaction), draft)))
        await turn(interaction, private(text, text("own-not-saved"), why, actions=[mend]))

    async def _add(self, interaction: Interaction, campaign_name: str | None, kind: Kind) -> None:
        await self._open(interaction, await self.chosen(interaction, campaign_name), Opened(Entry(kind)), {})

    async def _edit(self, interaction: Interaction, campaign_name: str | None, named: str) -> None:
        campaign = await self.chosen(interaction, campaign_name)
        kind, item = await self._item(interaction, campaign, named)
        await self._open(interaction, campaign, Opened.of(kind, item), values_of(item))

    async def _open(
        self, interaction: Interaction, campaign: Campaign, opened: Opened, values: Mapping[str, str]
    ) -> None:
        form = item_form(self.text(interaction), campaign, opened, values, interaction.created_at)
        await show_form(interaction, form)

    async def _owned(self, interaction: Interaction, campaign: Campaign) -> Owned:
        server_id = server_of(interaction)
        items = await self.services.own_content.items(server_id, campaign)
        return Owned(campaign, items, await self.services.own_content.used(server_id))

    async def _item(self, interaction: Interaction, campaign: Campaign, named: str) -> tuple[Kind, Item]:
        """Raises `NothingOwn` when it is gone."""
        for kind, item in await self.services.own_content.items(server_of(interaction), campaign):
            if reference(kind, item) == named:
                return kind, item
        raise NothingOwn(campaign=campaign.name)
