"""Is the bot alive? A heartbeat file that `run` renews and Docker's health check reads.

The check starts anew every half minute, in a small container: it imports neither discord nor pydantic.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

BEAT_EVERY: Final = 15
"""Seconds from one beat to the next."""
LONGEST_SILENCE: Final = timedelta(seconds=4 * BEAT_EVERY)
_FILE: Final = "health"


def beat(data: Path, now: datetime) -> None:
    """Say that all is well: connected, and the database writes. Raises `OSError`."""
    draft = data / f"{_FILE}.new"
    draft.write_text(str(now.timestamp()), encoding="ascii")
    draft.replace(data / _FILE)


def forget(data: Path) -> None:
    """Remove the beat of an earlier run: one that has only begun is not alive yet. Raises `OSError`."""
    (data / _FILE).unlink(missing_ok=True)


def is_alive(data: Path, now: datetime) -> bool:
    """Whether the last beat is recent enough; one that claims to be later than that is none either."""
    try:
        last = float((data / _FILE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return False
    return abs(now.timestamp() - last) <= LONGEST_SILENCE.total_seconds()
