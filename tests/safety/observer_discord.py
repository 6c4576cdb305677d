"""Discord's side of the services, which writes down what a channel sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.domain.campaign import Campaign, Item
from bot.domain.errors import DiscordUnavailable
from bot.domain.schedule import Delivery
from bot.domain.server import Post, Tally
from bot.services.tallies import Published, published
from tests.safety.observer_steps import SERVERS, number_words


def number_shown(shown: Published) -> str:
    return number_words(shown.state, shown.number, shown.threshold, shown.updated, shown.next_update)


def place_of(post: Post | None) -> tuple[int, int | None] | None:
    return None if post is None else (post.channel_id, post.message_id)


@dataclass
class Discord:
    """`Publisher` and `Poster`: what a channel sees goes to `see`."""

    see: Callable[[int, str], None]
    members: dict[int, int] = field(default_factory=lambda: dict.fromkeys(SERVERS, 60))
    away: set[int] = field(default_factory=set[int])
    gone: set[int] = field(default_factory=set[int])
    lost: set[int] = field(default_factory=set[int])
    limited: set[int] = field(default_factory=set[int])
    _placed: dict[int, int] = field(default_factory=lambda: dict.fromkeys(SERVERS, 0))

    async def member_count(self, server_id: int) -> int | None:
        self._ask(server_id)
        return self.members[server_id]

    async def refresh(self, tally: Tally, post: Post, language: str | None) -> Post | None:
        server = tally.id.server_id
        if post.message_id is None:
            return post
        self._ask(server)
        if server in self.lost:
            self.lost.discard(server)
            return None
        if server in self.limited:
            return self.put_up(tally, post.channel_id)
        self.see(server, f"edited {place_of(post)}: {number_shown(published(tally))}")
        return post

    def put_up(self, tally: Tally, channel: int) -> Post:
        server = tally.id.server_id
        self._ask(server)
        self.lost.discard(server)
        self.limited.discard(server)
        self._placed[server] += 1
        post = Post(channel, 1_000 * server + self._placed[server])
        self.see(server, f"posted {place_of(post)}: {number_shown(published(tally))}")
        return post

    async def remove(self, post: Post) -> bool:
        self.see((post.message_id or 0) // 1_000, f"removed {place_of(post)}")
        return True

    def reaches(self, server_id: int) -> bool:
        return server_id not in self.away | self.gone

    async def post(self, delivery: Delivery, campaign: Campaign, item: Item | int, language: str | None) -> None:
        self.see(delivery.tally.server_id, f"announced in {delivery.channel_id}: {item}")

    async def quiet_since(self, delivery: Delivery) -> bool:
        return True

    def _ask(self, server_id: int) -> None:
        if not self.reaches(server_id):
            raise DiscordUnavailable

    def befall(self, server_id: int, what: str, value: int) -> None:
        """Something happens to a server, see `BEFALLS`."""
        match what:
            case "members":
                self.members[server_id] = value
            case "back":
                self.gone.discard(server_id)
            case "here":
                self.away.discard(server_id)
            case _:
                {"lost": self.lost, "limited": self.limited, "away": self.away, "gone": self.gone}[what].add(server_id)
