"""What can go wrong, as one small tree.

MagnitudeError              carries the key of a message in `bot/text` and the values it names
├── Refusal                 a person in Discord asked for what cannot be done; answered privately
│   ├── UnknownCampaign
│   ├── UnknownSpeaker
│   ├── UnknownCountry
│   ├── NotRunning          the campaign was never started here, or is paused, or has ended
│   ├── WrongState          the campaign's state does not allow this change
│   ├── ChannelUnusable     gone, or the bot may not post in it
│   ├── UnknownZone         no time zone has this name
│   ├── UnknownTime         not a time of day
│   ├── UnknownDays         not days of the week
│   ├── UnknownLanguage     the bot does not speak it
│   ├── NotScheduled        a schedule was not complete, and there was none before
│   ├── NothingToPost       the campaign has nothing of that kind
│   ├── RuleRefused         a rule of counting that is laxer than what holds, or out of bounds
│   ├── ContentRefused      a file or form with faults; holds all of them
│   ├── TooMuchContent      a server brings no more than that
│   ├── ContentUnreadable   what a server brought and the store kept cannot be read any more
│   ├── NothingOwn          the server has nothing of its own there
│   ├── FileUnderWay        another file of this server is being read
│   ├── TooSoon             a cooldown has not passed
│   ├── NotAllowed          the person may not do this
│   └── Outdated            the button belongs to an older page
│       ├── PageTooOld      a page of settings was left open for too long
│       └── WrittenTooLate  a form that was opened too long ago; gives back what was written
├── StoreUnavailable        the database did not answer; help still works without it (S34)
│   └── StoreUncertain      it has not answered yet, and may still do what was asked
├── TooSlow                 the answer came too late to be what was asked for
├── DiscordUnavailable      Discord did not do what was asked; it may later
└── StartError              the host has to mend something first; holds every fault found at once
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

Value: TypeAlias = str | int | float


class MagnitudeError(Exception):
    """An error that can be told to a person: `key` names the message, `values` fill it."""

    key: ClassVar[str] = "error-unknown"

    def __init__(self, **values: Value) -> None:
        super().__init__(self.key, values)
        self.values = values


class Refusal(MagnitudeError):
    """A person asked for something that cannot be done now."""


class UnknownCampaign(Refusal):
    """No campaign file has this id. `name`: what was asked for."""

    key = "error-unknown-campaign"


class UnknownSpeaker(Refusal):
    """The campaign has no quote of this speaker. `name`: what was asked for."""

    key = "error-unknown-speaker"


class UnknownCountry(Refusal):
    """No country with helplines goes by this name. `name`: what was asked for."""

    key = "error-unknown-country"


class NotRunning(Refusal):
    """The campaign does not count here now. `campaign`: its name."""

    key = "error-not-running"


class WrongState(Refusal):
    """A campaign in `state` ("none": never started here) cannot be changed that way. `campaign`: its name."""

    key = "error-wrong-state"


class ChannelUnusable(Refusal):
    """The channel is gone, or the bot may not post there. `permissions`: what is missing, or empty."""

    key = "error-channel-unusable"


class UnknownZone(Refusal):
    """No time zone has this name. `name`: what was asked for."""

    key = "error-unknown-zone"


class UnknownTime(Refusal):
    """Not a time of day. `value`: what was typed."""

    key = "error-unknown-time"


class UnknownDays(Refusal):
    """Not days of the week. `value`: what was typed."""

    key = "error-unknown-days"


class UnknownLanguage(Refusal):
    """The bot does not speak it. `name`: what was asked for."""

    key = "error-unknown-language"


class NotScheduled(Refusal):
    """A schedule needs a time and a time zone, and there is none to take them from.

    `campaign`: its name; `missing`: "time", "zone" or "channel", the first that is.
    """

    key = "error-not-scheduled"


class NothingToPost(Refusal):
    """The campaign has nothing that a schedule of this kind could post. `campaign`: its name; `content`: the kind."""

    key = "error-nothing-to-post"


class RuleRefused(Refusal):
    """A rule of counting that is laxer than what holds, or out of bounds (S14, S16).

    `reason`: "threshold-number", "threshold-lower", "threshold-bounds", "threshold-step", "threshold-edge",
    "cadence-faster" or "cadence-bounds"; of a threshold `now`, the one that holds, `most` and `step`, at an edge the
    `number` that is shown; of a cadence its `hours`.
    """

    key = "error-rule-refused"


class TooMuchContent(Refusal):
    """A server brings no more than `most` entries or campaigns. `what`: "items", "campaigns" or "size"."""

    key = "error-too-much-content"


class ContentUnreadable(Refusal):
    """What a server brought in a campaign, and the store kept, is no text that this version of the bot reads."""

    key = "error-content-unreadable"


class FileUnderWay(Refusal):
    """Another file of this server is being fetched or read."""

    key = "error-file-under-way"


class NothingOwn(Refusal):
    """The server has nothing of its own in this campaign, or not any more. `campaign`: its name."""

    key = "error-nothing-own"


class TooSoon(Refusal):
    """A cooldown has not passed. `minutes`: how long it is."""

    key = "error-too-soon"


class NotAllowed(Refusal):
    """The person lacks a permission for this."""

    key = "error-not-allowed"


class Outdated(Refusal):
    """A button or menu that this version of the bot does not have, or that is too old to be acted on."""

    key = "error-outdated"


class PageTooOld(Outdated):
    """A page of settings that was left open for too long. `minutes`: how long its buttons work."""

    key = "error-page-too-old"


class WrittenTooLate(Outdated):
    """A form that was opened too long ago. `typed` and `rest`: what was written in it, so that it is not lost."""

    key = "error-written-too-late"


class StoreUnavailable(MagnitudeError):
    """The database did not answer."""

    key = "error-store-unavailable"


class StoreUncertain(StoreUnavailable):
    """A change was begun and took too long to wait for: it may have been made, or may still be."""

    key = "error-store-uncertain"


class TooSlow(MagnitudeError):
    """What was asked for has to come at once, and could not."""

    key = "error-too-slow"


class DiscordUnavailable(MagnitudeError):
    """Discord did not do what was asked; the same may work later."""

    key = "error-discord-unavailable"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend in a file, in a form, or before the bot can start.

    `key` and `values` give the sentence; `file` (as its writer named it) and `line` (from 1) say where, when known.
    """

    key: str
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    file: str = ""
    line: int = 0


class ContentRefused(Refusal):
    """What a moderator brought does not fit. `faults`: all that was found, at least one."""

    key = "error-content-refused"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)


class StartError(MagnitudeError):
    """The program cannot start. `faults`: all that was found, at least one."""

    key = "start-failed"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)
