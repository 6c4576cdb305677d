"""A small Discord on this machine, as strict as the real one where a bot would notice.

It drives the bot's real process over REST and gateway, because signals, kills, reconnects, rate limits and load are
not to be seen inside one process.
"""

from __future__ import annotations

from tests.standin.answers import Answer, Button, NoAnswerError, buttons_of, text_of
from tests.standin.payloads import NotOfferedError
from tests.standin.server import Standin
from tests.standin.state import Violation
from tests.standin.world import MEMBER, MODERATOR, Channel, Guild, Person

__all__ = [
    "MEMBER",
    "MODERATOR",
    "Answer",
    "Button",
    "Channel",
    "Guild",
    "NoAnswerError",
    "NotOfferedError",
    "Person",
    "Standin",
    "Violation",
    "buttons_of",
    "text_of",
]
