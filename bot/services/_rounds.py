"""Doing what is due for many servers, a few at a time, so that one that fails or waits does not hold up the rest."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Final, TypeVar

from bot.domain.errors import MagnitudeError

T = TypeVar("T")

AT_ONCE: Final = 8
"""Servers that Discord is asked about at the same time: one that has to wait for its rate limit holds up few others.

No more of them are begun, so that whoever presses meanwhile waits behind as many, and not behind a thousand.
"""
LONGEST: Final = 20.0
"""Seconds that one of them gets; it is tried again at the next round."""


async def each(items: Iterable[T], work: Callable[[T], Awaitable[None]], log: logging.Logger, what: str) -> None:
    """Do the work for each item. What fails is logged as `what`, without a word of which server it is."""
    waiting = iter(items)

    async def one_after_another() -> None:
        for item in waiting:
            await tried(work(item), log, what)

    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))


async def tried(work: Awaitable[None], log: logging.Logger, what: str) -> bool:
    """Whether it succeeded, within `LONGEST`."""
    try:
        async with asyncio.timeout(LONGEST):
            await work
    except (MagnitudeError, TimeoutError):
        log.warning("%s for one server did not succeed and will be tried again", what)
    except Exception:
        log.exception("%s for one server failed and will be tried again", what)
    else:
        return True
    return False
