"""Which campaigns a server runs, and what its moderators set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.domain.campaign import Campaign, Catalogue
from bot.domain.errors import NotRunning, StoreUnavailable, WrongState
from bot.domain.server import Change, Post, Tally
from bot.domain.tally import State, TallyId
from bot.services.protocols import Clock, Store

START, PAUSE, RESUME, END = "start", "pause", "resume", "end"

TRANSITIONS: Final[dict[str, tuple[frozenset[State | None], State]]] = {
    START: (frozenset({None, State.ENDED}), State.RUNNING),
    PAUSE: (frozenset({State.RUNNING}), State.PAUSED),
    RESUME: (frozenset({State.PAUSED}), State.RUNNING),
    END: (frozenset({State.RUNNING, State.PAUSED}), State.ENDED),
}
"""action -> (states it can be taken in, state it leads to). None: never started in this server."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a moderator's change did. Both sides are names that the change log keeps; empty: nothing was set."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything about a server that a moderator may see."""

    default: Campaign
    sharing: bool
    tallies: tuple[tuple[Campaign, Tally], ...]


class Campaigns:
    """Chooses campaigns for members and changes them for moderators."""

    def __init__(self, catalogue: Catalogue, store: Store, clock: Clock) -> None:
        self.catalogue = catalogue
        self._store = store
        self._clock = clock

    async def chosen(self, server_id: int | None, campaign_id: str | None) -> Campaign:
        """The campaign that was asked for, else the server's default, else this host's.

        Raises `UnknownCampaign`. Content is shown even when the database does not answer.
        """
        if campaign_id is not None:
            return self.catalogue.get(campaign_id)
        if server_id is None:
            return self.catalogue.default
        try:
            server = await self._store.server(server_id)
        except StoreUnavailable:
            return self.catalogue.default
        if server.default_campaign is None or server.default_campaign not in self.catalogue:
            return self.catalogue.default
        return self.catalogue.get(server.default_campaign)

    async def tally(self, server_id: int, campaign: Campaign) -> Tally:
        """The campaign in this server. Raises `NotRunning` when it was never started there."""
        tally = await self._store.tally(TallyId(server_id, campaign.id))
        if tally is None:
            raise NotRunning(campaign=campaign.name)
        return tally

    async def overview(self, server_id: int) -> Overview:
        """What a server runs. A campaign whose file is gone from this host is left out."""
        server = await self._store.server(server_id)
        tallies = await self._store.tallies_of(server_id)
        return Overview(
            default=await self.chosen(server_id, None),
            sharing=server.sharing,
            tallies=tuple(
                (self.catalogue.get(tally.id.campaign_id), tally)
                for tally in tallies
                if tally.id.campaign_id in self.catalogue
            ),
        )

    async def change_state(self, server_id: int, campaign: Campaign, action: str, moderator_id: int) -> Outcome:
        """Start, pause, resume or end a campaign. Raises `WrongState` when that is not possible now."""
        tally_id = TallyId(server_id, campaign.id)
        tally = await self._store.tally(tally_id)
        before = tally.state if tally else None
        possible, after = TRANSITIONS[action]
        if before not in possible:
            raise WrongState(campaign=campaign.name, state=before or "none")
        await self._store.set_state(tally_id, after, self._clock())
        return await self._record(server_id, moderator_id, f"{campaign.id}.state", before or "", after)

    async def set_default(self, server_id: int, campaign: Campaign, moderator_id: int) -> Outcome:
        """The campaign that commands answer with when none is named."""
        before = await self.chosen(server_id, None)
        await self._store.set_default_campaign(server_id, campaign.id)
        return await self._record(server_id, moderator_id, "default", before.id, campaign.id)

    async def reset(self, server_id: int, campaign: Campaign, moderator_id: int) -> None:
        """Remove every entry without anybody seeing one (S49). Raises `NotRunning` when there is no such tally."""
        tally = await self.tally(server_id, campaign)
        await self._store.reset(tally.id, self._clock())
        await self._record(server_id, moderator_id, f"{campaign.id}.reset", "", "")

    async def set_post(self, server_id: int, campaign: Campaign, post: Post, moderator_id: int) -> Outcome:
        """Where the campaign message lives. Raises `NotRunning` when the campaign was never started there."""
        before = (await self.tally(server_id, campaign)).post
        await self._store.set_post(TallyId(server_id, campaign.id), post)
        setting = f"{campaign.id}.channel" if post.message_id is None else f"{campaign.id}.message"
        return await self._record(server_id, moderator_id, setting, _where(before), _where(post))

    async def present(self, server_ids: Iterable[int]) -> None:
        """The bot is in these servers now, and in no others."""
        await self._store.present(server_ids, self._clock())

    async def joined(self, server_id: int) -> None:
        await self._store.joined(server_id)

    async def left(self, server_id: int) -> None:
        await self._store.left(server_id, self._clock())

    async def _record(self, server_id: int, moderator_id: int, setting: str, before: str, after: str) -> Outcome:
        await self._store.record(server_id, Change(self._clock(), moderator_id, setting, before, after))
        return Outcome(before, after)


def _where(post: Post | None) -> str:
    if post is None:
        return ""
    return str(post.channel_id) if post.message_id is None else f"{post.channel_id}/{post.message_id}"
