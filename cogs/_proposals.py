"""What an uploaded file would change, and what it has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import discord

from bot.domain.campaign import Campaign
from bot.services.campaigns import START
from bot.services.own_content import Proposal
from bot.services.own_differences import LISTS, Difference
from bot.text import Text
from cogs._faults import listed
from cogs._item_forms import beginning
from cogs._layout import Layout, button, plain
from cogs._moderating import private
from cogs._presses import custom_id

NAMED: Final = 8
"""Entries of a list that are named; of more it is said how many."""


def proposal_page(text: Text, name: str, proposal: Proposal, token: str) -> Layout:
    """The question before a file is applied. `name`: of its campaign."""
    title = text("own-import-title", campaign=plain(name), kind=_kind(proposal))
    if not proposal.differences:
        return private(text, title, text("own-import-same"))
    style = discord.ButtonStyle.danger if proposal.anew else discord.ButtonStyle.success
    actions = [
        button(text("button-own-apply"), custom_id("config-import-apply", token), style),
        button(text("button-own-cancel"), custom_id("config-import-cancel", token)),
    ]
    anew = [text("own-import-anew", campaign=plain(name))] if proposal.anew else []
    asked = [text("own-import-would"), _differences(text, proposal.differences), *anew, text("own-import-ask")]
    return private(text, title, *asked, actions=actions)


def applied_page(
    text: Text, campaign: Campaign, asked: Proposal, done: Proposal, follows: Sequence[str], *, started: bool
) -> Layout:
    """What the file has changed, also of what somebody else did after it was `asked`, and the next step."""
    name = plain(campaign.name)
    over = [text("own-import-over")] if done.seen != asked.seen else []
    anew = [text("own-import-anew-done")] if done.anew else []
    changed = _differences(text, done.differences) or text("own-import-same")
    said = [text("own-import-done", campaign=name), *over, changed, *anew, *follows]
    actions = [button(text("button-own-list"), custom_id("config-content", campaign.id, 0))]
    if not campaign.own:
        said.append(text("own-import-see"))
    else:
        said.append(text("own-import-command" if started else "own-import-start", campaign=name))
    if campaign.own and not started:
        start = text("button-config-start-campaign", campaign=campaign.name)
        action = custom_id("config-state", campaign.id, START)
        actions.insert(0, button(start, action, discord.ButtonStyle.success))
    return private(text, *said, actions=actions)


def _kind(proposal: Proposal) -> str:
    kind = "campaign" if isinstance(proposal.own, Campaign) else "additions"
    return f"{kind}-new" if proposal.seen is None else kind


def _differences(text: Text, differences: Sequence[Difference]) -> str:
    return listed(text, ["\n".join([*_lines(text, difference), ""]) for difference in differences]).rstrip()


def _lines(text: Text, difference: Difference) -> Iterator[str]:
    if difference.what in LISTS:
        yield text("own-list", what=difference.what)
        for way in ("added", "changed", "removed"):
            if names := getattr(difference, way):
                yield text("own-list-change", way=way, names=_names(text, names))
    elif difference.changed:
        before, after = (beginning(value) or text("own-nothing") for value in difference.changed)
        yield text("own-setting-changed", what=difference.what.replace(".", "-"), before=before, after=after)


def _names(text: Text, names: Sequence[str]) -> str:
    shown = ", ".join(f"“{beginning(name)}”" for name in names[:NAMED])
    return shown if len(names) <= NAMED else text("own-names-more", names=shown, count=len(names) - NAMED)
