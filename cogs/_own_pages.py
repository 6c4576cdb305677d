"""What `/config content` shows: a server's own facts, quotes and resources in a list, and each one in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import discord
from discord import ui

from bot.domain import limits
from bot.domain.campaign import Campaign, Fact, Item, Quote, Resource
from bot.domain.schedule import Kind
from bot.services.own_content import Saved
from bot.text import Text
from cogs._content import fact_block, quote_blocks, resource_block, warning_blocks
from cogs._item_forms import SHORT, Opened, changes, cut, digest, is_warned
from cogs._layout import Block, Layout, button, fits, line, plain
from cogs._moderating import private
from cogs._overview import campaign_button
from cogs._pages import leaf, nearest, turn_buttons
from cogs._presses import SEPARATOR, custom_id

KINDS: Final = (Kind.QUOTE, Kind.FACT, Kind.RESOURCE)
"""What can be added, in the order of the buttons."""

A_PAGE: Final = 10
"""Items on one page: what a phone shows on a screen, and a menu can be read through."""


@dataclass(frozen=True, slots=True)
class Owned:
    """What a server has of its own in a campaign. `used`: how many items it has in all its campaigns."""

    campaign: Campaign
    items: Sequence[tuple[Kind, Item]]
    used: int


def list_page(text: Text, owned: Owned, number: int, hint: str = "") -> Layout:
    """The page of this number, from 0: the items shortened, a menu to choose one, and what can be added."""
    campaign = owned.campaign
    sheets = [owned.items[first : first + A_PAGE] for first in range(0, len(owned.items), A_PAGE)] or [()]
    pages = ["\n".join(_line(text, kind, item) for kind, item in sheet) or text("own-none") for sheet in sheets]
    number = nearest(number, pages)
    full = owned.used >= limits.OWN_ITEMS
    used = text("own-used-up" if full else "own-used", used=owned.used, most=limits.OWN_ITEMS)
    blocks = leaf(text, text("own-title", campaign=plain(campaign.name)), pages, number)
    blocks += [*filter(None, (hint, used, text("own-rest") if campaign.own else ""))]
    if sheets[number]:
        blocks.append(ui.ActionRow(_menu(text, campaign, sheets[number])))
    adds = [
        button(text(f"button-own-add-{kind}"), custom_id("config-content-add", campaign.id, kind)) for kind in KINDS
    ]
    for add in adds:
        add.disabled = full
    blocks.append(ui.ActionRow(*adds, *turn_buttons(text, number, pages, "config-content", campaign.id)))
    files = _file_buttons(text, campaign) if owned.items or campaign.own else []
    return private(text, *blocks, actions=[*files, campaign_button(campaign)])


def item_page(text: Text, campaign: Campaign, kind: Kind, item: Item, *, whole: bool = False) -> Layout:
    """One item as members see it, with what can be done about it. `whole`: with the words behind a warning (S36)."""
    hidden = is_warned(item) and not whole
    show = [button(text("button-show"), item_id("config-content-whole", campaign, kind, item))] if hidden else []
    seen = text("own-seen-by-members", kind=kind, campaign=plain(campaign.name))
    blocks = item_blocks(text, campaign, item, whole=whole)
    return private(text, *blocks, line(), seen, actions=[*show, *_item_buttons(text, campaign, kind, item)])


def removal_page(text: Text, campaign: Campaign, kind: Kind, item: Item, *, again: bool = False) -> Layout:
    """The question before an item is removed. `again`: it was asked about what stood there before."""
    action = item_id("config-remove-now", campaign, kind, item, digest(item))
    actions = [
        button(text("button-own-remove"), action, discord.ButtonStyle.danger),
        button(text("button-own-show"), item_id("config-content-item", campaign, kind, item)),
        *_ways_back(text, campaign),
    ]
    asked = text("own-remove-ask", item=_line(text, kind, item), campaign=plain(campaign.name))
    return private(text, *([text("own-remove-again")] if again else []), asked, actions=actions)


def removed_page(text: Text, campaign: Campaign, item: Item, token: str = "") -> Layout:
    """What was removed: whoever wants it back has its words. `token`: of those behind a warning, to ask for (S36)."""
    done = text("own-removed", campaign=plain(campaign.name))
    show = [button(text("button-show"), custom_id("config-content-removed", token))] if token else []
    blocks = item_blocks(text, campaign, item, whole=not token)
    return private(text, done, line(), *blocks, actions=[*show, *_ways_back(text, campaign)])


def saved_page(text: Text, campaign: Campaign, opened: Opened, saved: Saved) -> Layout:
    """What was and what is now, and how members see it."""
    entry = opened.entry
    if saved.after is None:
        raise ValueError("what was saved is there")
    changed = changes(text, saved, opened) if saved.before else []
    if saved.before is None:
        key = "own-saved-new" if entry.id is None else "own-saved-again"
    elif not changed:
        key = "own-saved-same"
    else:
        key = "own-saved" if digest(saved.before) == opened.seen else "own-saved-over"
    told: list[Block] = [text(key, campaign=plain(campaign.name)), *changed]
    looks = [line(), *item_blocks(text, campaign, saved.after, whole=True), line()]
    where = text("own-seen-by-members", kind=entry.kind, campaign=plain(campaign.name))
    actions = _item_buttons(text, campaign, entry.kind, saved.after)
    whole = private(text, *told, *looks, where, actions=actions)
    if fits(whole):
        return whole
    show = button(text("button-own-show"), item_id("config-content-whole", campaign, entry.kind, saved.after))
    return private(text, *told, where, actions=[show, *actions])


def item_blocks(text: Text, campaign: Campaign, item: Item, *, whole: bool) -> list[Block]:
    """An item as members see it; `whole`: of a quote with a warning not only that, but its words as well (S36)."""
    match item:
        case Fact():
            return [fact_block(text, item)]
        case Quote() if item.warning and not whole:
            return warning_blocks(text, campaign, item)
        case Quote():
            warning = [text("quote-warning", warning=plain(item.warning))] if item.warning else []
            return [*warning, *quote_blocks(text, campaign, item)]
        case Resource():
            return [resource_block(text, item)]


def item_name(text: Text, item: Item) -> str:
    """What tells an item from others, not escaped. Of a quote with a warning only the warning (S36)."""
    match item:
        case Fact():
            return cut(item.text, SHORT)
        case Quote():
            words = text("own-name-warning", warning=item.warning) if item.warning else f"“{cut(item.text, SHORT)}”"
            return text("own-name-quote", speaker=item.speaker, words=words)
        case Resource():
            return cut(item.title, SHORT)


def reference(kind: Kind, item: Item) -> str:
    """How a menu, a button and the option `item` name an item: two arguments of a custom id."""
    return f"{kind}{SEPARATOR}{item.id}"


def item_id(action: str, campaign: Campaign, kind: Kind, item: Item, *more: str) -> str:
    """The custom id of what is done with an item."""
    return custom_id(action, campaign.id, reference(kind, item), *more)


def _line(text: Text, kind: Kind, item: Item) -> str:
    return text("own-line", kind=kind, name=plain(item_name(text, item)))


def _menu(text: Text, campaign: Campaign, items: Sequence[tuple[Kind, Item]]) -> ui.Select[Any]:
    options = [
        discord.SelectOption(
            label=cut(item_name(text, item), limits.CHOICE_NAME),
            value=reference(kind, item),
            description=text("own-kind", kind=kind),
        )
        for kind, item in items
    ]
    menu_id = custom_id("config-content-item", campaign.id)
    return ui.Select(custom_id=menu_id, placeholder=text("menu-own-items"), options=options)


def _file_buttons(text: Text, campaign: Campaign) -> list[ui.Item[Any]]:
    export = button(text("button-own-export"), custom_id("config-export", campaign.id))
    remove = button(text("button-own-remove-campaign"), custom_id("config-content-campaign", campaign.id))
    return [export, remove] if campaign.own else [export]


def _item_buttons(text: Text, campaign: Campaign, kind: Kind, item: Item) -> list[ui.Item[Any]]:
    """What can be done about an item, and the ways back."""
    return [
        button(text("button-own-edit"), item_id("config-content-edit", campaign, kind, item)),
        button(text("button-own-remove"), item_id("config-content-remove", campaign, kind, item)),
        *_ways_back(text, campaign),
    ]


def _ways_back(text: Text, campaign: Campaign) -> list[ui.Item[Any]]:
    back = button(text("button-own-back"), custom_id("config-content", campaign.id, 0))
    return [back, campaign_button(campaign)]
