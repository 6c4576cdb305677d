"""What the services need from the outside. `bot/store` and `cogs` provide it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from bot.domain.campaign import Campaign, Item, OwnFile
from bot.domain.schedule import Delivery, Kind, Outcome, Planned, Schedule
from bot.domain.server import Change, Edit, Post, Server, Tally
from bot.domain.tally import Publication, PublishingRule, Rules, State, TallyId

Clock: TypeAlias = Callable[[], datetime]
"""Tells the time, aware and in UTC."""


class EntryStore(Protocol):
    """The entries. Adding what is there and removing what is not do nothing, and say nothing (S26)."""

    async def add(self, tally: TallyId, mark: bytes) -> bool:
        """Keep the mark if the campaign is running; on disk when this returns. False: it is not running."""
        ...

    async def remove(self, marks: Iterable[tuple[TallyId, bytes]]) -> None:
        """Remove the marks, whatever state their campaigns are in, all in one transaction.

        Many are best given in the order of `tallies`.
        """
        ...

    async def reset(self, tally: TallyId, edit: Edit) -> None:
        """Remove every entry of a tally and hide its number (S49)."""
        ...


class TallyStore(Protocol):
    """Campaigns in servers, and what was published."""

    async def tallies(self) -> Sequence[TallyId]:
        """Every tally of this host, whatever its state, in the order in which they were started."""
        ...

    async def tallies_of(self, server_id: int) -> Sequence[Tally]: ...

    async def tally(self, tally: TallyId) -> Tally | None: ...

    async def change_state(
        self, tally: TallyId, possible: Collection[State | None], after: State, edit: Edit
    ) -> tuple[State | None, Tally | None]:
        """Change the state if the one before is among the `possible`. Gives the one before, and the tally as it is now.

        A tally that does not exist yet (None) is made, with `first_publication`. One that had ended, or whose tick is
        past, shows no number until its next one; that which is past comes a whole cadence from now (S16).
        """
        ...

    async def end_others(self, campaigns: Collection[str], now: datetime) -> int:
        """End the tallies of campaigns that have not been among these for `limits.KEEP_WITHOUT_FILE`.

        Gives how many were ended now. One that is among them again before goes on.
        """
        ...

    async def set_post(self, tally: TallyId, post: Post, edit: Edit) -> Post | None:
        """Where the campaign message stands from now on. Gives where it stood before."""
        ...

    async def move_post(self, tally: TallyId, old: Post, new: Post | None) -> bool:
        """The message at `old` stands at `new` now, or is gone. False: a moderator has placed another one meanwhile."""
        ...

    async def due(self, now: datetime) -> Sequence[Tally]:
        """Running tallies whose next tick has come."""
        ...

    async def set_rules(self, tally: TallyId, rules: Rules, edit: Edit) -> Rules | None:
        """Make the rules of counting stricter; a published number below the new threshold is hidden at once.

        Gives the rules before. What would be laxer than those stays as it is (S14, S16). None: there is no such tally.
        """
        ...

    async def set_milestones(self, tally: TallyId, *, posted: bool, edit: Edit) -> bool:
        """Whether milestones are posted; what was claimed is not, once they are off. Gives what was set before."""
        ...

    async def published_numbers(self, campaign_id: str) -> Sequence[int]:
        """The numbers that running tallies of this campaign show, in the servers that take part in the total (S21)."""
        ...

    async def tick(self, tally: TallyId, last: Publication, rule: PublishingRule) -> Publication | None:
        """Count, apply the rule and keep its result, in one transaction. Only this reads the exact count (S18).

        Where the new number passes a milestone for the first time, its post is claimed in the same transaction, if the
        server posts milestones; without a channel for the campaign message it waits for a tick at which there is one.
        None when `last` is no longer the last publication: somebody else was faster.
        """
        ...

    async def shown_last(self, tally: TallyId) -> int | None:
        """The last number that was published, hidden since or not; None: none ever was."""
        ...

    async def history(self, tally: TallyId, limit: int) -> Sequence[Publication]:
        """The publications that changed the number, newest first. Their `basis` is 0: it is not kept."""
        ...

    async def stale_posts(self) -> Sequence[Tally]:
        """Tallies whose campaign message does not show yet what holds."""
        ...

    async def post_refreshed(self, shown: Tally) -> None:
        """The campaign message shows this now; it stays stale when something else holds meanwhile."""
        ...


class ServerStore(Protocol):
    """Servers and their settings. An edit goes into the change log in the same transaction as what it changes."""

    async def server(self, server_id: int) -> Server: ...

    async def set_default_campaign(self, server_id: int, campaign_id: str, edit: Edit) -> Server:
        """The campaign that the server's commands answer with when none is named. Gives the settings before."""
        ...

    async def set_sharing(self, server_id: int, *, sharing: bool, edit: Edit) -> Server:
        """Whether members may post what they read. Gives the settings before."""
        ...

    async def set_total(self, server_id: int, *, total: bool, edit: Edit) -> Server:
        """Whether the server takes part in the total (S21). Gives the settings before."""
        ...

    async def set_language(self, server_id: int, language: str | None, edit: Edit) -> Server:
        """The language of public messages. Gives the settings before."""
        ...

    async def set_country(self, server_id: int, country: str | None, edit: Edit) -> Server:
        """The country that is offered first. Gives the settings before."""
        ...

    async def changes(self, server_id: int, limit: int, offset: int = 0) -> tuple[Sequence[Change], int]:
        """Lines of the change log, the newest first, and how many there are in all."""
        ...

    async def erase(self, server_id: int) -> None:
        """Remove everything about a server, so that nothing of it is left in the files (S10, S12)."""
        ...

    def slow(self) -> bool:
        """Whether the database took long for a write in the last minutes."""
        ...

    async def claim_share(self, server_id: int, channel_id: int, now: datetime) -> bool:
        """True once in each cooldown of a channel: who gets it may post."""
        ...

    async def present(self, server_ids: Iterable[int], now: datetime) -> None:
        """These are all the servers that the bot is in now: others are marked as left, these as not."""
        ...

    async def joined(self, server_id: int) -> None: ...

    async def left(self, server_id: int, now: datetime) -> None: ...

    async def purge(self, now: datetime) -> None:
        """Remove what has been kept long enough (S12)."""
        ...


class ScheduleStore(Protocol):
    """What is posted at set times, and what became of it. One who is slower than another one changes nothing."""

    async def planned(self, tally: TallyId) -> Planned | None: ...

    async def all_planned(self) -> Sequence[Planned]:
        """Every schedule of this host."""
        ...

    async def set_schedule(
        self, tally: TallyId, schedule: Schedule | None, due: datetime, edit: Edit
    ) -> tuple[Schedule | None, Planned | None]:
        """Post this from now on, the next time at `due`; None: nothing any more.

        Gives the schedule before, and what is planned now: one with the times of the one before keeps its next post.
        What was claimed for the one before is not posted any more; what is being sent is not sent again.
        """
        ...

    async def due_schedules(self, now: datetime) -> Sequence[tuple[Planned, State | None]]:
        """Schedules whose next post has come, with the state of their campaign, in servers that the bot is in."""
        ...

    async def advance(self, planned: Planned, due: datetime, delivery: Delivery | None) -> Delivery | None:
        """The next post comes at `due`; what becomes of this one is kept in the same transaction.

        Gives the delivery with its id. None when there is none, or somebody else was faster.
        """
        ...

    async def open_deliveries(self) -> Sequence[Delivery]:
        """Posts that are claimed or being sent, in servers that the bot is in."""
        ...

    async def sending(self, delivery: Delivery, since: datetime) -> bool:
        """Note, before Discord is asked, that a post may have arrived from `since` on. False: it is not to be sent."""
        ...

    async def settle(self, delivery: Delivery, outcome: Outcome, now: datetime) -> None:
        """What has become of an open post. One that was sent, or may have been, counts as shown."""
        ...

    async def last_shown(self, tally: TallyId) -> Sequence[tuple[Kind, str, datetime]]:
        """Kind and id of each item that a schedule has posted or is to post, and when last; the oldest first."""
        ...

    async def troubles(self, server_id: int, since: datetime) -> Sequence[Delivery]:
        """Posts that were due since then and did not come, or may not have come; the newest first."""
        ...


class FileStore(Protocol):
    """What servers bring themselves, as texts of campaign files."""

    async def file(self, server_id: int, campaign_id: str) -> str | None:
        """None also where the bot is not any more."""
        ...

    async def files(self, server_id: int) -> Sequence[tuple[str, str]]:
        """Campaign id and text of each, in the order in which they were brought; none where the bot is not any more."""
        ...

    async def put_file(
        self,
        tally: TallyId,
        expected: str | None,
        text: str | None,
        logged: Sequence[tuple[str, str, str]],
        edit: Edit,
        *,
        whole: bool,
        anew: bool = False,
    ) -> bool:
        """Keep this text; None: nothing any more. False, and nothing is changed, when what is there is not `expected`.

        `whole`: it is a campaign of the server's own. `logged`: for each line of the change log what of the campaign
        was changed ("quote"), before, after. `anew`: remove every entry of the tally and hide its number, since what
        people agreed to is another campaign now.
        """
        ...

    async def remove_campaign(self, tally: TallyId, edit: Edit) -> None:
        """Remove a server's own campaign: its text, its entries and numbers, its schedule."""
        ...


class Store(EntryStore, TallyStore, ServerStore, ScheduleStore, FileStore, Protocol):
    """All of it: what one database gives."""


class Publisher(Protocol):
    """Discord, as a tick sees it."""

    async def member_count(self, server_id: int) -> int | None:
        """About how many members the server has now (S20); None when the bot is not in it any more.

        Raises `DiscordUnavailable` when Discord does not say.
        """
        ...

    async def remove(self, post: Post) -> bool:
        """Take a message away. False: it may still be there."""
        ...

    async def refresh(self, tally: Tally, post: Post, language: str | None) -> Post | None:
        """Show on the message at `post` what holds now. Gives where it is shown; None when it is gone for good.

        Another place than `post` is a new message: the old one is still there.

        Raises `DiscordUnavailable` when it may work later.
        """
        ...


class Poster(Protocol):
    """Discord, as scheduled posts and milestones see it."""

    def reaches(self, server_id: int) -> bool:
        """Whether there is anything to be asked about the server now. If not, a post is not tried."""
        ...

    async def post(self, delivery: Delivery, campaign: Campaign, item: Item | int, language: str | None) -> None:
        """Post the item, or the milestone of this number, to the delivery's channel, under its nonce.

        Raises `ChannelUnusable` when the bot may not, `DiscordUnavailable` when it may later or may have done it.
        """
        ...

    async def quiet_since(self, delivery: Delivery) -> bool:
        """Whether nobody, the bot included, has posted to the channel since the delivery may have arrived.

        False also when that cannot be told. Raises `DiscordUnavailable` when it may be told later.
        """
        ...


class OwnFiles(Protocol):
    """Campaign files as texts. `bot/content` provides it."""

    def load(self, text: str) -> OwnFile:
        """A text that `dump` made. Raises `ContentUnreadable` for another one."""
        ...

    def dump(self, own: OwnFile) -> str:
        """The text of a file that reads to the same."""
        ...

    def read(self, name: str, content: bytes, known: Collection[str] = ()) -> OwnFile:
        """An uploaded file. `known`: the server's own campaigns, whose ids stay theirs when the host has one as well.

        Raises `ContentRefused` with every fault and its line.
        """
        ...

    def item(self, kind: Kind, item_id: str, fields: Mapping[str, str]) -> Item:
        """What a form brought, marked as the server's own. Sources stand one in a line; blank is left out.

        Raises `ContentRefused` with every fault.
        """
        ...
