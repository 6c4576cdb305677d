"""Every fact of the campaigns that ship, with its date and all its sources, in whatever form it is shown (S40)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from simulated_server import CONFIG

from bot import text
from bot.content import load_content
from bot.domain.campaign import Campaign, PartialDate, Source
from cogs._content import action_block, event_block, fact_block, quote_blocks, resource_block
from cogs._layout import day, sources

EN = text.load().source
CAMPAIGNS = list(load_content(CONFIG).catalogue)


def shown(campaign: Campaign) -> Iterator[tuple[str, PartialDate | None, tuple[Source, ...], str]]:
    """Each entry: its id, its date and sources, and all that is shown of it."""
    for fact in campaign.about:
        yield fact.id, fact.date, fact.sources, fact_block(EN, fact)
    for event in campaign.timeline:
        yield event.id, event.date, event.sources, event_block(EN, event)
    for quote in campaign.quotes:
        yield quote.id, quote.date, quote.sources, "\n".join(map(str, quote_blocks(EN, campaign, quote)))
    for resource in campaign.resources:
        yield resource.id, resource.checked, resource.sources, resource_block(EN, resource)
    for action in campaign.actions:
        yield action.id, None, action.sources, action_block(EN, action)


@pytest.mark.parametrize("campaign", CAMPAIGNS, ids=lambda campaign: campaign.id)
def test_s40_everything_is_shown_with_its_date_and_all_its_sources(campaign: Campaign) -> None:
    entries = list(shown(campaign))

    assert len(entries) > 40
    for name, date, given, words in entries:
        assert given, name
        assert sources(EN, given) in words, name
        assert date is None or day(EN, date) in words, name
