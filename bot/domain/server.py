"""What a server has: its settings, its campaigns, and what its moderators changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.tally import Publication, Rules, State, TallyId


@dataclass(frozen=True, slots=True)
class Server:
    """A server's own settings."""

    id: int
    default_campaign: str | None = None
    sharing: bool = True
    """Whether members may post what they read to a channel."""
    total: bool = False
    """Whether its published numbers go into the total across servers (S21)."""
    language: str | None = None
    """Of what the bot posts for everybody; a private answer comes in its reader's own. None: English."""
    country: str | None = None
    """Offered first where people choose one; it is never chosen for anybody (S30)."""


@dataclass(frozen=True, slots=True)
class Post:
    """Where a campaign message stands. `message_id` is None while it has not been posted."""

    channel_id: int
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """A campaign in a server: what moderators set and what was published."""

    id: TallyId
    state: State
    since: datetime
    """When the state was last changed."""
    rules: Rules
    publication: Publication
    post: Post | None
    milestones: bool = False
    """Whether a calm post tells that the published number has passed a milestone."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Who changes a setting, and when. Stored with the change; never anything that a member did."""

    moderator_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the change log.

    `setting` is "default", or "metoo.state" for a setting of a campaign; `before` and `after` are what was stored,
    empty for nothing.
    """

    moderator_id: int
    at: datetime
    setting: str
    before: str
    after: str
