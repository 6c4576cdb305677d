"""The published number in words, alike wherever it is shown (S14, S15)."""

from __future__ import annotations

from datetime import datetime

import discord

from bot.domain import limits
from bot.domain.tally import Publication, State
from bot.services.tallies import Published
from bot.text import Text


def number_lines(text: Text, published: Published) -> list[str]:
    """What is known, since when, and when it will be looked at again; never a hint at more."""
    if published.next_update is None:
        return [text("number-paused" if published.state is State.PAUSED else "number-ended")]
    times = text("number-times", updated=moment(published.updated), next=moment(published.next_update))
    if published.number is None:
        return [text("number-hidden", threshold=published.threshold, members=limits.LEAST_MEMBERS), times]
    return [text("number-shown", number=published.number), times]


def total_lines(text: Text, total: int | None) -> list[str]:
    """S21. Not how many servers take part: together with the total it would tell more of the others than is needed."""
    return [] if total is None else [text("number-total", total=total)]


def history_lines(text: Text, history: tuple[Publication, ...]) -> list[str]:
    """The publications that changed the number, newest first: the picture of the tally in words."""
    return [
        text("history-hidden", date=moment(publication.at))
        if publication.number is None
        else text("history-number", date=moment(publication.at), number=publication.number)
        for publication in history
    ]


def moment(when: datetime) -> str:
    """A time that Discord shows in the reader's own time zone and language. No countdown (S39)."""
    return discord.utils.format_dt(when, "f")
