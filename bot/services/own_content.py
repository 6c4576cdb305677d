"""What a server brings itself: facts, quotes and resources of its own, and whole campaigns."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from random import Random
from string import ascii_lowercase, digits
from typing import Final

from bot.domain import limits
from bot.domain.campaign import Additions, Campaign, Item, OwnFile, Quote, Resource
from bot.domain.errors import (
    ContentRefused,
    ContentUnreadable,
    Fault,
    NothingOwn,
    Outdated,
    StoreUnavailable,
    TooMuchContent,
)
from bot.domain.schedule import Kind
from bot.domain.server import Edit
from bot.domain.tally import TallyId
from bot.services.campaigns import Campaigns
from bot.services.own_differences import (
    LISTS,
    Difference,
    brief,
    differences,
    entries,
    other_words,
    summary,
    words_of_both,
)
from bot.services.own_names import check_names
from bot.services.protocols import Clock, OwnFiles, Store

TRIES: Final = 5
"""How often a change is made again when somebody else was faster."""

_ID_LETTERS: Final = 8
_LIST_OF: Final = {Kind.FACT: "about", Kind.QUOTE: "quotes", Kind.RESOURCE: "resources"}


@dataclass(frozen=True, slots=True)
class Entry:
    """Which item is meant. `id`: None for a new one."""

    kind: Kind
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """An item before (None: there was none) and after (None: it was removed)."""

    before: Item | None
    after: Item | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """An uploaded file that has no faults, and what applying it would change.

    `seen`: what stood there when it was made. `anew`: entries of the tally would be removed, since what people agreed
    to would be another campaign.
    """

    own: OwnFile
    campaign_id: str
    seen: str | None
    differences: tuple[Difference, ...]
    anew: bool


class OwnContent:
    """Later changes win over earlier ones; each says what it replaced.

    `labels`: what stands on the bot's own buttons, in every language; no campaign is called like one of them.
    """

    def __init__(
        self,
        store: Store,
        campaigns: Campaigns,
        files: OwnFiles,
        clock: Clock,
        *,
        chance: Random,
        labels: Collection[str],
    ) -> None:
        self._store = store
        self._campaigns = campaigns
        self._files = files
        self._clock = clock
        self._chance = chance
        self._labels = labels
        self._reading = asyncio.Lock()

    async def items(self, server_id: int, campaign: Campaign) -> Sequence[tuple[Kind, Item]]:
        """All that the server has in this campaign of its own: facts, then quotes, then resources.

        Raises `ContentUnreadable`, as every change of an item does.
        """
        _, own = await self._current(TallyId(server_id, campaign.id))
        return [(kind, item) for kind in _LIST_OF for item in _items(own, kind)]

    async def used(self, server_id: int) -> int:
        """How many of `limits.OWN_ITEMS` a server has, all its files together."""
        return sum(_size(own) for own in (await self._campaigns.own_files(server_id)).values() if self._is_seen(own))

    async def save(
        self, server_id: int, campaign: Campaign, entry: Entry, fields: Mapping[str, str], moderator_id: int
    ) -> Saved:
        """Add an item, or change one; one that is gone meanwhile is added again.

        `fields`: what the form asked for, blank where it was left empty; what it did not ask for stays as it was.
        Raises `ContentRefused`, `TooMuchContent`, and `NothingOwn` when the campaign is gone or the item is the host's.
        """
        tally = TallyId(server_id, campaign.id)
        for _ in range(TRIES):
            text, own = await self._current(tally)
            if own is None:
                own = self._nothing_yet(campaign)
            before = _find(own, entry)
            taken = self._ids(own)
            if before is None and entry.id in taken:
                raise NothingOwn(campaign=campaign.name)
            item = self._files.item(entry.kind, entry.id or self._new_id(taken), fields)
            after = _completed(before, item, fields)
            after = replace(after, own=isinstance(own, Additions))
            saved = Saved(before, after)
            if await self._put(tally, text, own, saved, moderator_id):
                return saved
        raise StoreUnavailable

    async def remove(self, server_id: int, campaign: Campaign, entry: Entry, moderator_id: int) -> Saved:
        """Raises `NothingOwn` when it is gone, `ContentRefused` for the last fact of a server's own campaign."""
        tally = TallyId(server_id, campaign.id)
        for _ in range(TRIES):
            text, own = await self._current(tally)
            before = _find(own, entry)
            if own is None or before is None:
                raise NothingOwn(campaign=campaign.name)
            if isinstance(own, Campaign) and own.about == (before,):
                raise ContentRefused([Fault("own-last-fact")])
            saved = Saved(before, None)
            if await self._put(tally, text, own, saved, moderator_id):
                return saved
        raise StoreUnavailable

    async def propose(self, server_id: int, name: str, content: bytes) -> Proposal:
        """What applying this file would do: it is all that the server has in that campaign, the rest is removed.

        Raises `ContentRefused`, `TooMuchContent`.
        """
        owned = await self._campaigns.own_files(server_id)
        campaigns = [campaign_id for campaign_id, own in owned.items() if isinstance(own, Campaign)]
        # In a thread, and one at a time: a hostile file may take a second, and all share one interpreter.
        async with self._reading:
            own = await asyncio.to_thread(self._files.read, name, content, campaigns)
        return await self._proposal(server_id, own)

    async def apply(self, server_id: int, proposal: Proposal, moderator_id: int) -> Proposal:
        """Do it. Gives the proposal as it was against what stood there at that moment: the later change wins.

        Raises `ContentRefused`, `TooMuchContent`, and `Outdated` when it would remove entries now, and did not say so.
        """
        tally = TallyId(server_id, proposal.campaign_id)
        for _ in range(TRIES):
            now = await self._proposal(server_id, proposal.own)
            if now.anew and not proposal.anew:
                raise Outdated
            before = self._readable(now.seen)
            text = self._text(now.own)
            if text == now.seen or await self._store.put_file(
                tally,
                now.seen,
                text,
                [("file", summary(before), summary(now.own) if before is None else brief(now.differences))],
                Edit(moderator_id, self._clock()),
                whole=isinstance(now.own, Campaign),
                anew=other_words(before, now.own),
            ):
                return now
        raise StoreUnavailable

    async def export(self, server_id: int, campaign: Campaign) -> str:
        """The text of a file that imports to the same. Raises `NothingOwn`."""
        text = await self._store.file(server_id, campaign.id)
        if text is None:
            raise NothingOwn(campaign=campaign.name)
        return text

    async def remove_campaign(self, server_id: int, campaign: Campaign, moderator_id: int) -> None:
        """Remove a server's own campaign with all that was counted. Raises `NothingOwn` for a campaign of the host."""
        tally = TallyId(server_id, campaign.id)
        _, own = await self._current(tally)
        if not isinstance(own, Campaign):
            raise NothingOwn(campaign=campaign.name)
        await self._store.remove_campaign(tally, Edit(moderator_id, self._clock()))

    async def _current(self, tally: TallyId) -> tuple[str | None, OwnFile | None]:
        text = await self._store.file(*tally)
        return text, None if text is None else self._files.load(text)

    def _readable(self, text: str | None) -> OwnFile | None:
        """What cannot be read is replaced by a file like nothing."""
        try:
            return None if text is None else self._files.load(text)
        except ContentUnreadable:
            return None

    def _nothing_yet(self, campaign: Campaign) -> OwnFile:
        """Additions can begin at any time; a campaign of the server's own that is not there was removed."""
        if campaign.own:
            raise NothingOwn(campaign=campaign.name)
        return Additions(campaign.id)

    def _ids(self, own: OwnFile) -> set[str]:
        """All that are taken in the campaign as the server sees it."""
        seen = own.to(self._campaigns.catalogue.get(own.extends)) if isinstance(own, Additions) else own
        return {item.id for kind in _LIST_OF for item in _items(seen, kind)}

    def _new_id(self, taken: Collection[str]) -> str:
        """One that never stood for another item: pages and posts that are still there may name one that is gone."""
        while (item_id := "own-" + "".join(self._chance.choices(ascii_lowercase + digits, k=_ID_LETTERS))) in taken:
            pass
        return item_id

    async def _put(self, tally: TallyId, seen: str | None, own: OwnFile, saved: Saved, moderator_id: int) -> bool:
        """Keep a file with one item changed. False: somebody was faster."""
        after = _with(own, saved)
        if saved.before is None:
            await self._check_room(tally, after)
        return await self._store.put_file(
            tally,
            seen,
            self._text(after),
            [(_kind(saved), *words_of_both(saved.before, saved.after))],
            Edit(moderator_id, self._clock()),
            whole=_is_whole(after),
        )

    async def _proposal(self, server_id: int, own: OwnFile) -> Proposal:
        tally = TallyId(server_id, own.id if isinstance(own, Campaign) else own.extends)
        text = await self._store.file(*tally)
        before = self._readable(text)
        if isinstance(before, Campaign) and isinstance(own, Additions):
            raise ContentRefused([Fault("own-file-extends-own", {"campaign": before.name})])
        if isinstance(own, Campaign):
            check_names(own, await self._campaigns.available(server_id), self._labels)
        await self._check_room(tally, own)
        self._text(own)
        anew = other_words(before, own) and await self._store.tally(tally) is not None
        return Proposal(own, tally.campaign_id, text, differences(before, own), anew)

    async def _check_room(self, tally: TallyId, own: OwnFile) -> None:
        """Raises `TooMuchContent` when the server has too much, and more with this file than before."""
        files = dict(await self._campaigns.own_files(tally.server_id))
        before = [file for file in files.values() if self._is_seen(file)]
        files[tally.campaign_id] = own
        after = [file for file in files.values() if self._is_seen(file)]
        for what, measure, most in (
            ("items", _size, limits.OWN_ITEMS),
            ("campaigns", _is_whole, limits.OWN_CAMPAIGNS),
        ):
            if max(most, sum(map(measure, before))) < sum(map(measure, after)):
                raise TooMuchContent(what=what, most=most)

    def _is_seen(self, own: OwnFile) -> bool:
        """What adds to a campaign that the host has taken away cannot be removed by anybody, so it takes no room."""
        return isinstance(own, Campaign) or own.extends in self._campaigns.catalogue

    def _text(self, own: OwnFile) -> str | None:
        """None when there is nothing left in it. Raises `TooMuchContent` when no file could bring it again."""
        if _is_whole(own) or _size(own):
            text = self._files.dump(own)
            if len(text.encode()) > limits.CONTENT_FILE:
                raise TooMuchContent(what="size", most=limits.CONTENT_FILE // 1024)
            return text
        return None


def _is_whole(own: OwnFile) -> bool:
    return isinstance(own, Campaign)


def _size(own: OwnFile) -> int:
    return sum(len(entries(own, name)) for name in LISTS)


def _find(own: OwnFile | None, entry: Entry) -> Item | None:
    return next((item for item in _items(own, entry.kind) if item.id == entry.id), None)


def _items(own: OwnFile | None, kind: Kind) -> tuple[Item, ...]:
    if own is None:
        return ()
    match kind:
        case Kind.FACT:
            return own.about
        case Kind.QUOTE:
            return own.quotes
        case _:
            return own.resources


def _kind(saved: Saved) -> Kind:
    match saved.after or saved.before:
        case Quote():
            return Kind.QUOTE
        case Resource():
            return Kind.RESOURCE
        case _:
            return Kind.FACT


def _with(own: OwnFile, saved: Saved) -> OwnFile:
    """The file with one item added, changed or removed, everything else in its place."""
    kind = _kind(saved)
    items = [saved.after if item == saved.before else item for item in _items(own, kind)]
    if saved.before is None:
        items.append(saved.after)
    return replace(own, **{_LIST_OF[kind]: tuple(item for item in items if item is not None)})


def _completed(before: Item | None, after: Item, asked: Mapping[str, str]) -> Item:
    """What a form did not ask for stays as it was, save when a page was last looked at, if it is another page now."""
    if before is None:
        return after
    kept = {each.name: getattr(before, each.name) for each in fields(before) if each.name not in asked}
    if isinstance(after, Resource) and isinstance(before, Resource) and after.url != before.url:
        kept["checked"] = None
    return replace(after, **kept)
