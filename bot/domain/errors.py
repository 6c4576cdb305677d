"""What can go wrong, as one small tree.

MagnitudeError              carries the key of a message in `bot/text` and the values it names
├── Refusal                 a person in Discord asked for what cannot be done; answered privately
│   ├── UnknownCampaign
│   ├── UnknownSpeaker
│   ├── UnknownCountry
│   ├── NotRunning          the campaign was never started here, or is paused, or has ended
│   ├── WrongState          the campaign's state does not allow this change
│   ├── ChannelUnusable     gone, or the bot may not post in it
│   ├── TooSoon             a cooldown has not passed
│   ├── NotAllowed          the person may not do this
│   └── Outdated            the button belongs to an older page
├── StoreUnavailable        the database did not answer; help still works without it (S34)
│   └── StoreUncertain      it has not answered yet, and may still do what was asked
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


class TooSoon(Refusal):
    """A cooldown has not passed. `minutes`: how long it is."""

    key = "error-too-soon"


class NotAllowed(Refusal):
    """The person lacks a permission for this."""

    key = "error-not-allowed"


class Outdated(Refusal):
    """A button or menu that this version of the bot does not have, or that is too old to be acted on."""

    key = "error-outdated"


class StoreUnavailable(MagnitudeError):
    """The database did not answer."""

    key = "error-store-unavailable"


class StoreUncertain(StoreUnavailable):
    """A change was begun and took too long to wait for: it may have been made, or may still be."""

    key = "error-store-uncertain"


class DiscordUnavailable(MagnitudeError):
    """Discord did not do what was asked; the same may work later."""

    key = "error-discord-unavailable"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend before the bot can start.

    `key` and `values` give the sentence; `file` (as the host wrote it) and `line` (from 1) say where, when known.
    """

    key: str
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    file: str = ""
    line: int = 0


class StartError(MagnitudeError):
    """The program cannot start. `faults`: all that was found, at least one."""

    key = "start-failed"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)
