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


@dataclass(frozen=True, slots=True)
class Edit:
    """Who changes a setting, and when. Stored with the change; never anything that a member did."""

    moderator_id: int
    at: datetime
