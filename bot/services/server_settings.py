"""A server's own settings, what its moderators changed, and removing all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain import limits
from bot.domain.campaign import Campaign
from bot.domain.errors import NotRunning, RuleRefused, UnknownLanguage
from bot.domain.helplines import Country
from bot.domain.server import Change, Edit, Server, Tally
from bot.domain.tally import Rules, TallyId, on_the_edge
from bot.services.help import HelpDesk
from bot.services.protocols import Clock, Store


@dataclass(frozen=True, slots=True)
class Counting:
    """How a campaign is counted in a server, as far as moderators can set it."""

    rules: Rules
    milestones: bool


class ServerSettings:
    """Each change gives what held before, and what holds now. `languages`: those that the bot speaks."""

    def __init__(self, store: Store, help_desk: HelpDesk, languages: Sequence[str], clock: Clock) -> None:
        self._store = store
        self._help_desk = help_desk
        self.languages = languages
        self._clock = clock

    async def server(self, server_id: int) -> Server:
        return await self._store.server(server_id)

    async def set_counting(
        self,
        server_id: int,
        campaign: Campaign,
        moderator_id: int,
        *,
        threshold: int | None = None,
        slowest: timedelta | None = None,
        milestones: bool | None = None,
    ) -> tuple[Counting, Tally]:
        """Make counting stricter, or turn milestones on or off; None leaves a setting as it is.

        Gives what held before, and the tally as it is now. Where another moderator has meanwhile asked for something
        stricter, that stays. Raises `RuleRefused` for what is laxer than what holds or out of bounds, `NotRunning`.
        """
        tally = await self._tally(server_id, campaign)
        await self.check_counting(tally, threshold=threshold, slowest=slowest)
        edit = self._edit(moderator_id)
        rules, posted = tally.rules, tally.milestones
        if threshold is not None or slowest is not None:
            wanted = Rules(threshold or limits.THRESHOLD, slowest or timedelta(0))
            rules = await self._store.set_rules(tally.id, wanted, edit) or rules
        if milestones is not None:
            posted = await self._store.set_milestones(tally.id, posted=milestones, edit=edit)
        return Counting(rules, posted), await self._tally(server_id, campaign)

    async def check_counting(self, tally: Tally, *, threshold: int | None, slowest: timedelta | None) -> None:
        """Raises `RuleRefused` as `set_counting` would, and changes nothing: what cannot be undone is asked first."""
        if threshold is not None:
            _check_threshold(tally.rules.threshold, threshold)
            number = await self._store.shown_last(tally.id)
            if threshold > tally.rules.threshold and on_the_edge(threshold, number):
                raise RuleRefused(reason="threshold-edge", number=number or 0, step=limits.ROUNDING)
        if slowest is not None:
            _check_slowest(tally.rules.slowest, slowest)

    async def set_sharing(self, server_id: int, moderator_id: int, *, sharing: bool) -> Server:
        """Whether members may post what they read to a channel. Gives the settings before."""
        return await self._store.set_sharing(server_id, sharing=sharing, edit=self._edit(moderator_id))

    async def set_total(self, server_id: int, moderator_id: int, *, total: bool) -> Server:
        """Whether the server takes part in the total (S21). Gives the settings before."""
        return await self._store.set_total(server_id, total=total, edit=self._edit(moderator_id))

    async def set_language(self, server_id: int, language: str, moderator_id: int) -> Server:
        """The language of what the bot posts for everybody. Gives the settings before. Raises `UnknownLanguage`."""
        self.check_language(language)
        return await self._store.set_language(server_id, language, self._edit(moderator_id))

    def check_language(self, language: str) -> None:
        """Raises `UnknownLanguage` as `set_language` would, and changes nothing."""
        if language not in self.languages:
            raise UnknownLanguage(name=language)

    async def set_country(
        self, server_id: int, country: str | None, moderator_id: int
    ) -> tuple[Server, Country | None]:
        """By code or name; None: no country is offered first. Gives the settings before, and the country now.

        Raises `UnknownCountry`.
        """
        chosen = None if country is None else self._help_desk.country(country)
        code = None if chosen is None else chosen.code
        return await self._store.set_country(server_id, code, self._edit(moderator_id)), chosen

    async def changes(self, server_id: int, limit: int, offset: int) -> tuple[Sequence[Change], int]:
        """Lines of the change log, the newest first, and how many there are in all."""
        return await self._store.changes(server_id, limit, offset)

    async def erase(self, server_id: int) -> None:
        """Remove everything about a server, at once and for good (S12)."""
        await self._store.erase(server_id)

    def slow(self) -> bool:
        """Whether the database took long for a write in the last minutes."""
        return self._store.slow()

    async def _tally(self, server_id: int, campaign: Campaign) -> Tally:
        tally = await self._store.tally(TallyId(server_id, campaign.id))
        if tally is None:
            raise NotRunning(campaign=campaign.name)
        return tally

    def _edit(self, moderator_id: int) -> Edit:
        return Edit(moderator_id, self._clock())


def _check_threshold(now: int, wanted: int) -> None:
    """Raises `RuleRefused` (S14)."""
    reason = ""
    if not limits.THRESHOLD <= wanted <= limits.HIGHEST_THRESHOLD:
        reason = "threshold-bounds"
    elif wanted % limits.ROUNDING:
        reason = "threshold-step"
    elif wanted < now:
        reason = "threshold-lower"
    if reason:
        raise threshold_refused(reason, now)


def threshold_refused(reason: str, now: int) -> RuleRefused:
    """Says what is possible."""
    return RuleRefused(
        reason=reason, now=now, least=limits.THRESHOLD, most=limits.HIGHEST_THRESHOLD, step=limits.ROUNDING
    )


def _check_slowest(now: timedelta, wanted: timedelta) -> None:
    """Raises `RuleRefused` (S16)."""
    if wanted < now:
        raise RuleRefused(reason="cadence-faster", hours=hours(now))
    if wanted > limits.SLOWEST_CADENCE:
        raise RuleRefused(reason="cadence-bounds", hours=hours(limits.SLOWEST_CADENCE))


def hours(duration: timedelta) -> int:
    """A duration as the texts have it: whole hours."""
    return duration // timedelta(hours=1)
