"""The least that a campaign consists of. What a test is about it puts in with `dataclasses.replace`."""

from __future__ import annotations

from typing import Final

from bot.domain.campaign import Campaign, Panel, PartialDate

BARE: Final = Campaign(
    id="metoo",
    name="Me too",
    hashtag="#MeToo",
    command="metoo",
    summary="",
    colour=0,
    began=PartialDate(2006),
    season=None,
    languages=("en",),
    panel=Panel("", ""),
    about=(),
    timeline=(),
    quotes=(),
    resources=(),
    actions=(),
)
