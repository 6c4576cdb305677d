"""Times and durations as columns: whole microseconds, so that a time comes back equal to the one that went in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_UNIT: Final = timedelta(microseconds=1)


def from_moment(moment: datetime) -> int:
    """The column of an aware time; a naive one raises `TypeError`."""
    return (moment - _EPOCH) // _UNIT


def to_moment(column: int) -> datetime:
    """The time in a column, in UTC."""
    return _EPOCH + column * _UNIT


def from_duration(duration: timedelta) -> int:
    """The column of a duration."""
    return duration // _UNIT


def to_duration(column: int) -> timedelta:
    """The duration in a column."""
    return column * _UNIT
