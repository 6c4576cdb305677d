"""What there is to read about a campaign: its background, its timeline, its quotes, and what one can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from discord import app_commands, ui

from bot.domain import limits
from bot.domain.campaign import Campaign, Quote
from bot.domain.errors import Outdated, UnknownCampaign
from bot.domain.helplines import fold
from bot.text import Text
from cogs._answers import Interaction, answer, tell, turn
from cogs._cog import MagnitudeCog
from cogs._commands import Typed, everywhere
from cogs._content import action_block, event_block, fact_block, own_mark, quote_blocks, warning_blocks
from cogs._layout import Block, Layout, button, help_button, leave_button, lines, page, plain
from cogs._pages import leaf, nearest, paginate, turn_buttons
from cogs._presses import custom_id, on_press, whole
from cogs._share import command_for, share, share_row, shared

SECTIONS: Final = ("about", "timeline", "quote", "actions")
"""The four parts of a campaign, and the presses that lead to each."""
ORDERS: Final = ("oldest", "newest")


@dataclass(frozen=True, slots=True)
class Reading:
    """A part of a campaign in pages, at least one. `place`: the press and its arguments that lead to its pages."""

    campaign: Campaign
    place: tuple[str, ...]
    heading: str
    pages: Sequence[str]


class ContentCog(MagnitudeCog):
    """`/about`, `/timeline` and `/quote`. Pressing a button turns the private message to another page or part."""

    @app_commands.command(name="about")
    @everywhere
    @app_commands.autocomplete(campaign=MagnitudeCog.suggest_campaign)
    async def about(self, interaction: Interaction, campaign: Typed | None = None) -> None:
        reading = about(self.text(interaction), await self.chosen(interaction, campaign))
        await answer(interaction, await self._private(interaction, reading, 0))

    @on_press("about")
    async def turn_about(self, interaction: Interaction, campaign_id: str, number: str = "0") -> None:
        reading = about(self.text(interaction), await self._campaign(interaction, campaign_id))
        await turn(interaction, await self._private(interaction, reading, whole(number)))

    @on_press("share-about")
    async def share_about(self, interaction: Interaction, campaign_id: str, number: str) -> None:
        campaign = await self._campaign(interaction, campaign_id)
        await self._share(interaction, about(self.texts.source, campaign), whole(number))

    @on_press("actions")
    async def turn_actions(self, interaction: Interaction, campaign_id: str, number: str = "0") -> None:
        reading = actions(self.text(interaction), await self._campaign(interaction, campaign_id))
        await turn(interaction, await self._private(interaction, reading, whole(number)))

    @app_commands.command(name="timeline")
    @everywhere
    @app_commands.autocomplete(campaign=MagnitudeCog.suggest_campaign)
    async def timeline(
        self,
        interaction: Interaction,
        campaign: Typed | None = None,
        order: Literal["oldest", "newest"] = "oldest",
    ) -> None:
        reading = timeline(self.text(interaction), await self.chosen(interaction, campaign), order)
        await answer(interaction, await self._private(interaction, reading, 0))

    @on_press("timeline")
    async def turn_timeline(
        self, interaction: Interaction, campaign_id: str, order: str = "oldest", number: str = "0"
    ) -> None:
        reading = timeline(self.text(interaction), await self._campaign(interaction, campaign_id), order)
        await turn(interaction, await self._private(interaction, reading, whole(number)))

    @on_press("share-timeline")
    async def share_timeline(self, interaction: Interaction, campaign_id: str, order: str, number: str) -> None:
        campaign = await self._campaign(interaction, campaign_id)
        await self._share(interaction, timeline(self.texts.source, campaign, order), whole(number))

    @app_commands.command(name="quote")
    @everywhere
    @app_commands.autocomplete(campaign=MagnitudeCog.suggest_campaign)
    async def quote(
        self, interaction: Interaction, campaign: Typed | None = None, speaker: Typed | None = None
    ) -> None:
        chosen = await self.chosen(interaction, campaign)
        await answer(interaction, await self._quote(interaction, chosen, speaker))

    @quote.autocomplete("speaker")
    async def suggest_speaker(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Speakers of the campaign that is filled in; those whose name begins with what was typed come first."""
        try:
            campaign = await self.chosen(interaction, interaction.namespace.campaign)
        except UnknownCampaign:
            return []
        places = {speaker: fold(speaker).find(fold(typed)) for speaker in campaign.speakers}
        found = sorted((speaker for speaker in places if places[speaker] >= 0), key=places.__getitem__)
        return [app_commands.Choice(name=speaker, value=speaker) for speaker in found[: limits.AUTOCOMPLETE_CHOICES]]

    @on_press("quote")
    async def turn_quote(self, interaction: Interaction, campaign_id: str, after: str = "", whose: str = "") -> None:
        """Another quote than `after`; by the same speaker when `whose` says so."""
        campaign = await self._campaign(interaction, campaign_id)
        last = find_quote(campaign, after)
        speaker = last.speaker if last and whose else None
        await turn(interaction, await self._quote(interaction, campaign, speaker, after))

    @on_press("show-quote")
    async def show_quote(self, interaction: Interaction, campaign_id: str, quote_id: str, whose: str = "") -> None:
        """S36: the words, after the warning was read."""
        campaign = await self._campaign(interaction, campaign_id)
        text = self.text(interaction)
        quote = find_quote(campaign, quote_id)
        if quote is None:
            await tell(interaction, text, text("page-outdated"))
        else:
            rows = _quote_rows(text, campaign, quote, whose)
            await turn(interaction, _private(text, campaign, quote_blocks(text, campaign, quote), rows))

    @on_press("share-quote")
    async def share_quote(self, interaction: Interaction, campaign_id: str, quote_id: str) -> None:
        """A quote that has got a warning since the button was made is not shared (S36)."""
        campaign = await self._campaign(interaction, campaign_id)
        text = self.text(interaction)
        quote = find_quote(campaign, quote_id)
        if quote is None or quote.warning:
            await tell(interaction, text, text("page-outdated"))
        else:
            blocks = quote_blocks(self.texts.source, campaign, quote)
            layout = shared(self.texts.source, blocks, command_for("quote", campaign), campaign.colour)
            await share(interaction, self.services.sharing, text, layout)

    async def _campaign(self, interaction: Interaction, campaign_id: str) -> Campaign:
        return await self.services.campaigns.find(interaction.guild_id, campaign_id)

    async def _private(self, interaction: Interaction, reading: Reading, number: int) -> Layout:
        """One page of a reading, with the ways to its other pages and to the other parts of the campaign."""
        text = self.text(interaction)
        number = nearest(number, reading.pages)
        part, *_ = reading.place
        turns = turn_buttons(text, number, reading.pages, *reading.place)
        if part == "timeline":
            turns.append(_order_button(text, *reading.place))
        ways = _ways(text, reading.campaign, part)
        if part != "actions":
            ways += await share_row(
                interaction, self.services.sharing, text, f"share-{part}", *reading.place[1:], number
            )
        return _private(text, reading.campaign, leaf(text, reading.heading, reading.pages, number), [turns, ways])

    async def _share(self, interaction: Interaction, reading: Reading, number: int) -> None:
        text = self.texts.source
        blocks = leaf(text, reading.heading, reading.pages, nearest(number, reading.pages))
        layout = shared(text, blocks, command_for(reading.place[0], reading.campaign), reading.campaign.colour)
        await share(interaction, self.services.sharing, self.text(interaction), layout)

    async def _quote(
        self, interaction: Interaction, campaign: Campaign, speaker: str | None, after: str | None = None
    ) -> Layout:
        """One quote, or its warning (S36)."""
        text = self.text(interaction)
        if not campaign.quotes and speaker is None:
            return _private(text, campaign, [text("nothing-here")], [_ways(text, campaign, "quote")])
        quote = self.services.library.quote(campaign, speaker, after)
        whose = "same" if speaker and len(campaign.quotes_by(speaker)) > 1 else ""
        rows = _quote_rows(text, campaign, quote, whose)
        if quote.warning:
            rows[0].insert(0, button(text("button-show"), custom_id("show-quote", campaign.id, quote.id, whose)))
            return _private(text, campaign, warning_blocks(text, campaign, quote), rows)
        rows[1] += await share_row(interaction, self.services.sharing, text, "share-quote", campaign.id, quote.id)
        return _private(text, campaign, quote_blocks(text, campaign, quote), rows)


def about(text: Text, campaign: Campaign) -> Reading:
    """The background, in the order of the file."""
    title = text("about-title", campaign=plain(campaign.name), hashtag=plain(campaign.hashtag))
    pages = paginate(fact_block(text, fact) for fact in campaign.about)
    heading = lines(title, plain(campaign.summary), own_mark(text, campaign))
    return Reading(campaign, ("about", campaign.id), heading, pages)


def actions(text: Text, campaign: Campaign) -> Reading:
    """What a person can do for others."""
    title = lines(text("actions-title", hashtag=plain(campaign.hashtag)), own_mark(text, campaign))
    pages = paginate([action_block(text, action) for action in campaign.actions] or [text("nothing-here")])
    return Reading(campaign, ("actions", campaign.id), title, pages)


def timeline(text: Text, campaign: Campaign, order: str) -> Reading:
    """The events, "oldest" or "newest" first; those of one day stand in the order of the file, or just reversed.

    Raises `Outdated` for another order.
    """
    if order not in ORDERS:
        raise Outdated
    events = sorted(campaign.timeline, key=lambda event: event.date.earliest)
    if order == "newest":
        events.reverse()
    title = lines(text("timeline-title", hashtag=plain(campaign.hashtag), order=order), own_mark(text, campaign))
    pages = paginate([event_block(text, event) for event in events] or [text("nothing-here")])
    return Reading(campaign, ("timeline", campaign.id, order), title, pages)


def find_quote(campaign: Campaign, quote_id: str) -> Quote | None:
    """The quote a button was made for, unless the file has lost it since."""
    return next((quote for quote in campaign.quotes if quote.id == quote_id), None)


def _ways(text: Text, campaign: Campaign, here: str) -> list[ui.Item[Any]]:
    """The other parts of the campaign."""
    return [
        button(text(f"button-{section}"), custom_id(section, campaign.id)) for section in SECTIONS if section != here
    ]


def _order_button(text: Text, part: str, campaign_id: str, order: str) -> ui.Button[Any]:
    other = "newest" if order == "oldest" else "oldest"
    return button(text(f"button-{other}"), custom_id(part, campaign_id, other, 0))


def _quote_rows(text: Text, campaign: Campaign, quote: Quote, whose: str) -> list[list[ui.Item[Any]]]:
    another = button(text("button-another"), custom_id("quote", campaign.id, quote.id, whose))
    return [[another], _ways(text, campaign, "quote")]


def _private(text: Text, campaign: Campaign, blocks: Sequence[Block], rows: Sequence[Sequence[ui.Item[Any]]]) -> Layout:
    rows = [*filter(None, rows), [help_button(text), leave_button(text)]]
    return page([*blocks, text("private-note")], colour=campaign.colour, rows=rows)
