"""Which campaigns a server runs, and what its moderators set."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.domain.campaign import Campaign, Catalogue, OwnFile, Resource
from bot.domain.errors import ContentUnreadable, NotRunning, StoreUnavailable, UnknownCampaign, WrongState
from bot.domain.server import Edit, Post, Server, Tally
from bot.domain.tally import State, TallyId
from bot.services.protocols import Clock, OwnFiles, Store

log = logging.getLogger(__name__)

START, PAUSE, RESUME, END = "start", "pause", "resume", "end"

TRANSITIONS: Final[dict[str, tuple[frozenset[State | None], State]]] = {
    START: (frozenset({None, State.ENDED}), State.RUNNING),
    PAUSE: (frozenset({State.RUNNING}), State.PAUSED),
    RESUME: (frozenset({State.PAUSED}), State.RUNNING),
    END: (frozenset({State.RUNNING, State.PAUSED}), State.ENDED),
}
"""action -> (states it can be taken in, state it leads to). None: never started in this server."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything about a server that a moderator may see."""

    server: Server
    default: Campaign
    tallies: tuple[tuple[Campaign, Tally], ...]
    available: tuple[Campaign, ...]
    """Those that can be started here, running or not."""


class Campaigns:
    """Chooses campaigns for members and changes them for moderators."""

    def __init__(self, catalogue: Catalogue, store: Store, files: OwnFiles, clock: Clock) -> None:
        self.catalogue = catalogue
        """The campaigns of the host. In a server, `find` and `available` know what it brings itself."""
        self._store = store
        self._files = files
        self._clock = clock

    async def find(self, server_id: int | None, campaign_id: str) -> Campaign:
        """A campaign as this server sees it, with what its moderators added. Raises `UnknownCampaign`.

        The host's content is shown even when the database does not answer, or what the server brought is unreadable.
        """
        try:
            text = None if server_id is None else await self._store.file(server_id, campaign_id)
        except StoreUnavailable:
            if campaign_id not in self.catalogue:
                raise
            text = None
        own = self._readable({} if text is None else {campaign_id: text}).get(campaign_id)
        if isinstance(own, Campaign):
            return own
        campaign = self.catalogue.get(campaign_id)
        return campaign if own is None else own.to(campaign)

    async def check(self, server_id: int | None, campaign_id: str) -> None:
        """Raises `UnknownCampaign`, like `find`. It asks the database only about what the host does not have itself."""
        if campaign_id not in self.catalogue:
            await self.find(server_id, campaign_id)

    async def chosen(self, server_id: int | None, campaign_id: str | None) -> Campaign:
        """The campaign that was asked for, else the server's default, else this host's. Raises `UnknownCampaign`."""
        if campaign_id is not None:
            return await self.find(server_id, campaign_id)
        if server_id is None:
            return self.catalogue.default
        try:
            server = await self._store.server(server_id)
        except StoreUnavailable:
            return self.catalogue.default
        return await self._default(server)

    async def _default(self, server: Server) -> Campaign:
        try:
            return await self.find(server.id, server.default_campaign or self.catalogue.default.id)
        except UnknownCampaign:
            return await self.find(server.id, self.catalogue.default.id)

    async def typed(self, server_id: int | None, name: str) -> Campaign:
        """The campaign that somebody typed, by its id, its name or its hashtag. Raises `UnknownCampaign`."""
        try:
            return await self.find(server_id, name)
        except UnknownCampaign:
            wanted = name.strip().casefold()
            for campaign in await self.available(server_id):
                if wanted in (campaign.name.casefold(), campaign.hashtag.casefold()):
                    return campaign
            raise

    async def available(self, server_id: int | None) -> Sequence[Campaign]:
        """The host's campaigns and the server's own, as this server sees them."""
        seen = {campaign.id: campaign for campaign in self.catalogue}
        files: Mapping[str, OwnFile] = {} if server_id is None else await self.own_files(server_id)
        for campaign_id, own in files.items():
            if isinstance(own, Campaign):
                seen[campaign_id] = own
            elif campaign_id in seen:
                seen[campaign_id] = own.to(seen[campaign_id])
        return [*seen.values()]

    async def own_files(self, server_id: int) -> Mapping[str, OwnFile]:
        """What a server brings itself, by campaign; what cannot be read is left out."""
        return self._readable(dict(await self._store.files(server_id)))

    def _readable(self, texts: Mapping[str, str]) -> Mapping[str, OwnFile]:
        """What they hold. A text that cannot be read takes nothing else away: it is as if it were gone."""
        read: dict[str, OwnFile] = {}
        causes: list[str] = []
        for campaign_id, text in texts.items():
            try:
                read[campaign_id] = self._files.load(text)
            except ContentUnreadable as error:
                causes.append(type(error.__cause__).__name__)
        if causes:
            log.error("Campaign files that a server brought cannot be read and are left out: %s", ", ".join(causes))
        return read

    async def own_resources(self, server_id: int | None) -> Sequence[Resource]:
        """Pages that the server's moderators added, each marked; without the database there are none of them (S34)."""
        try:
            campaigns = await self.available(server_id)
        except StoreUnavailable:
            return ()
        shown = [(campaign, resource) for campaign in campaigns for resource in campaign.resources]
        return [replace(resource, own=True) for campaign, resource in shown if campaign.own or resource.own]

    async def tally(self, server_id: int, campaign: Campaign) -> Tally:
        """The campaign in this server. Raises `NotRunning` when it was never started there."""
        tally = await self._store.tally(TallyId(server_id, campaign.id))
        if tally is None:
            raise NotRunning(campaign=campaign.name)
        return tally

    async def overview(self, server_id: int) -> Overview:
        """What a server runs. A campaign whose file is gone is left out."""
        server = await self._store.server(server_id)
        available = {campaign.id: campaign for campaign in await self.available(server_id)}
        tallies = await self._store.tallies_of(server_id)
        return Overview(
            server=server,
            default=available.get(server.default_campaign or "") or available[self.catalogue.default.id],
            tallies=tuple(
                (available[tally.id.campaign_id], tally) for tally in tallies if tally.id.campaign_id in available
            ),
            available=tuple(available.values()),
        )

    async def change_state(
        self, server_id: int, campaign: Campaign, action: str, moderator_id: int
    ) -> tuple[State | None, Tally]:
        """Start, pause, resume or end a campaign. Gives the state before, and the tally as it is now.

        Raises `WrongState` if it is not possible.
        """
        possible, after = TRANSITIONS[action]
        before, tally = await self._store.change_state(
            TallyId(server_id, campaign.id), possible, after, self._edit(moderator_id)
        )
        if before not in possible or tally is None:
            raise WrongState(campaign=campaign.name, state=before or "none")
        return before, tally

    async def set_default(self, server_id: int, campaign: Campaign, moderator_id: int) -> Campaign:
        """The campaign that commands answer with when none is named. Gives the one before."""
        edit = self._edit(moderator_id)
        return await self._default(await self._store.set_default_campaign(server_id, campaign.id, edit))

    async def reset(self, server_id: int, campaign: Campaign, moderator_id: int) -> None:
        """Remove every entry without anybody seeing one (S49). Raises `NotRunning` when there is no such tally."""
        tally = await self.tally(server_id, campaign)
        await self._store.reset(tally.id, self._edit(moderator_id))

    async def set_post(self, server_id: int, campaign: Campaign, post: Post, moderator_id: int) -> Post | None:
        """Where the campaign message lives; gives where it was. Raises `NotRunning` if it was never started."""
        tally = await self.tally(server_id, campaign)
        return await self._store.set_post(tally.id, post, self._edit(moderator_id))

    async def posts(self, server_id: int) -> Sequence[Post]:
        """Where campaign messages stand, those of campaigns whose file is gone included."""
        return [tally.post for tally in await self._store.tallies_of(server_id) if tally.post is not None]

    async def end_removed(self) -> None:
        """End, in every server, the campaigns whose files have been gone for long, so that their entries go in time."""
        ended = await self._store.end_others([campaign.id for campaign in self.catalogue], self._clock())
        if ended:
            log.warning("%d campaigns in servers were ended: their files are gone from this host", ended)

    async def present(self, server_ids: Iterable[int]) -> None:
        """The bot is in these servers now, and in no others."""
        await self._store.present(server_ids, self._clock())

    async def joined(self, server_id: int) -> None:
        await self._store.joined(server_id)

    async def left(self, server_id: int) -> None:
        await self._store.left(server_id, self._clock())

    def _edit(self, moderator_id: int) -> Edit:
        return Edit(moderator_id, self._clock())
