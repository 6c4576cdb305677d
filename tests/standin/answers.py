"""What one act of a person got back from the bot."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

from tests.standin.messages import Messages
from tests.standin.payloads import is_ephemeral
from tests.standin.wire import Json, objects, walk
from tests.standin.world import Guild, Person

MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
DEADLINE = 3.0
"""Seconds in which the first response has to come."""
PATIENCE = 15.0
"""Seconds after which a test gives up on a deferred answer."""


class NoAnswerError(AssertionError):
    """The person saw "This application did not respond"."""


@dataclass(eq=False, slots=True)
class Interaction:
    """One event and where its answering stands."""

    id: int
    token: str
    payload: Json
    person: Person
    guild: Guild | None
    channel_id: int
    sent: float
    response: int | None = None
    """The type of the first response."""
    answered: float | None = None
    source_id: int | None = None
    """The message that the pressed component is on."""
    message_id: int | None = None
    """The message that `@original` means."""
    followup_ids: list[int] = field(default_factory=list[int])
    choices: list[Json] = field(default_factory=list[Json])
    modal: Json | None = None
    settled: bool = False
    """Nothing more has to come: what the person sees is what the bot meant to show."""


class Answer:
    """Await it to have the whole answer, `acknowledged()` for the first response only."""

    def __init__(
        self, interaction: Interaction, messages: Messages, until: Callable[[Callable[[], bool], float], Any]
    ) -> None:
        self.interaction = interaction
        self._messages = messages
        self._until = until

    def __await__(self) -> Generator[Any, None, Answer]:
        return self._complete().__await__()

    async def _complete(self) -> Answer:
        await self.acknowledged()
        await self._wait(lambda: self.interaction.settled, PATIENCE)
        return self

    async def acknowledged(self) -> Answer:
        """The first response is there, be it a deferral."""
        # A little longer than the deadline: a response that comes too late is refused, and recorded as such.
        await self._wait(lambda: self.interaction.response is not None, DEADLINE + 0.5)
        return self

    async def _wait(self, condition: Callable[[], bool], seconds: float) -> None:
        try:
            await self._until(condition, seconds)
        except TimeoutError:
            raise NoAnswerError(f"no answer to {self.interaction.payload['data']}") from None

    @property
    def type(self) -> int | None:
        return self.interaction.response

    @property
    def seconds(self) -> float:
        """From the event to the first response."""
        if self.interaction.answered is None:
            raise NoAnswerError("not answered yet")
        return self.interaction.answered - self.interaction.sent

    @property
    def message(self) -> Json:
        """The message as it stands now."""
        message_id = self.interaction.message_id
        message = None if message_id is None else self._messages.get(message_id)
        if message is None:
            raise NoAnswerError("there is no message")
        return message

    @property
    def followups(self) -> list[Json]:
        found = [self._messages.get(message_id) for message_id in self.interaction.followup_ids]
        return [message for message in found if message is not None]

    @property
    def ephemeral(self) -> bool:
        """Nobody else sees any of it."""
        return all(map(is_ephemeral, [self.message, *self.followups]))

    @property
    def text(self) -> str:
        return text_of(self.message)

    @property
    def buttons(self) -> list[Button]:
        return buttons_of(self.message)

    @property
    def choices(self) -> list[Json]:
        """What autocomplete offers."""
        return self.interaction.choices

    @property
    def modal(self) -> Json | None:
        return self.interaction.modal


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    custom_id: str | None
    url: str | None
    disabled: bool


def text_of(message: Json) -> str:
    """Everything a person reads in a message but its buttons, line by line."""
    lines = [message["content"]]
    for embed in message["embeds"]:
        lines += [embed.get("title"), embed.get("description")]
        lines += [line for entry in objects(embed, "fields") for line in (entry["name"], entry["value"])]
    lines += [part["content"] for part in walk(message["components"]) if part["type"] == 10]
    return "\n".join(line for line in lines if line)


def buttons_of(message: Json) -> list[Button]:
    return [
        Button(part.get("label") or "", part.get("custom_id"), part.get("url"), bool(part.get("disabled")))
        for part in walk(message["components"])
        if part["type"] == 2
    ]
