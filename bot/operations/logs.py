"""Logging: one line each on the standard error, as text or JSON, in UTC, without anybody's id, name or words (S11).

What this program logs is its own: fixed sentences with numbers and names of its parts. What libraries and Python itself
have to say was not written with S11 in mind, so it is told in part: never below INFO, and no more of a value than what
kind of thing it is.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from types import TracebackType
from typing import Any, Final, TextIO

OURS: Final = ("bot", "cogs")
"""The packages of this program, and so its loggers."""

_ID: Final = re.compile(r"[0-9a-fA-F]{15,}")
"""A Discord id (of a member, a server, a channel, a message) in digits or as hex, also inside of more; a mark."""
_RESPONSE_ADDRESS: Final = re.compile(r"/(interactions|webhooks)/[^/\s]+/[^/\s]+")
"""Holds a token with which anybody could answer in the bot's place for 15 minutes."""
_VALUE: Final = re.compile(r"[<('\"].*", re.DOTALL)
"""From where words begin to write out a value as Python does, perhaps shortened; discord.py's say their names."""

_PLAIN: Final = (str, int, float, timedelta, PurePath, type(None))
"""What may be written out."""
_REASONS: Final = ("status", "code", "errno", "sqlite_errorcode")
"""Numbers by which Discord, the system and SQLite tell what went wrong."""

MOST_ALIKE: Final = 10
"""Lines from one place in the code within `COUNTED_FOR`: what fails at every press would fill a disk."""
COUNTED_FOR: Final = 60.0
"""Seconds."""

_log = logging.getLogger(__name__)


class Lines(logging.Formatter):
    """One line for one record; for an error what kind it was, never its words. With `tracebacks` also where it arose.

    Ids are left out of every line, whoever wrote it.
    """

    converter = time.gmtime

    def __init__(self, *, tracebacks: bool) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
        self._tracebacks = tracebacks

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        kind = "" if error is None else _kind(error)
        places = "" if error is None or not self._tracebacks else "".join(_places(error))
        return self._written(self._prepared(record), kind, places)

    def _written(self, record: logging.LogRecord, kind: str, places: str) -> str:
        line = self.formatMessage(record).replace("\n", "\\n").replace("\r", "\\r")
        return _without_ids(f"{line} ({kind}){places}" if kind else line)

    def _prepared(self, record: logging.LogRecord) -> logging.LogRecord:
        told = _of_ours if is_ours(record) else _of_others
        record = copy(record)
        if not (isinstance(record.msg, str) and record.args):
            record.msg = told(record.msg)
        record.args = _each(record.args, told)
        try:
            record.message = record.getMessage()
        except (TypeError, ValueError, KeyError):  # the arguments do not fit: the sentence says enough without them
            record.message = record.msg
        record.asctime = self.formatTime(record, self.datefmt)
        return record


class JsonLines(Lines):
    """The same as one JSON object a line: `time`, `level`, `logger`, `message`; of an error its kind as `error`.

    With `tracebacks` also `places`, where it arose.
    """

    def _written(self, record: logging.LogRecord, kind: str, places: str) -> str:
        told = {
            "time": f"{record.asctime}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.message,
            "error": kind,
            "places": places.strip(),
        }
        # Before it is JSON: an id does not hide behind an escape, and no escape is taken for a part of one.
        return json.dumps({name: _without_ids(value) for name, value in told.items() if value or name == "message"})


class _Kind:
    """Stands in a line for a value that could say more than what kind of thing it is."""

    def __init__(self, value: object) -> None:
        self._name = _kind(value) if isinstance(value, BaseException) else type(value).__name__

    def __repr__(self) -> str:
        return self._name


@dataclass(slots=True)
class _Minute:
    """What came from one place in the code since `begun`, and what it said; nothing of whom it said that about."""

    begun: float
    logger: str
    level: int
    said: str
    lines: int = 0


class Sparing(logging.StreamHandler[TextIO]):
    """Writes the first lines of each place in the code, `MOST_ALIKE` within `COUNTED_FOR`, and counts the rest.

    How many were left out is told before the next line that comes after that time, whatever it is about, or at the end.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(stream)
        self._clock = clock
        self._minutes: dict[tuple[str, int], _Minute] = {}

    def emit(self, record: logging.LogRecord) -> None:
        now = self._clock()
        self._tell_left_out(since=now - COUNTED_FOR)
        place = record.pathname, record.lineno
        if place not in self._minutes:
            self._minutes[place] = _Minute(now, record.name, record.levelno, str(_of_others(record.msg)))
        self._minutes[place].lines += 1
        if self._minutes[place].lines <= MOST_ALIKE:
            super().emit(record)

    def close(self) -> None:
        self._tell_left_out(since=self._clock())
        super().close()

    def _tell_left_out(self, since: float) -> None:
        """Of what was begun by then, which is over with it."""
        for place, minute in list(self._minutes.items()):
            if minute.begun <= since:
                del self._minutes[place]
                more = minute.lines - MOST_ALIKE
                if more > 0:
                    told = "%d more lines like this were left out: %s", (more, minute.said)
                    super().emit(logging.LogRecord(minute.logger, minute.level, *place, *told, None))


def _without_ids(text: str) -> str:
    return _ID.sub("…", _RESPONSE_ADDRESS.sub(r"/\1/…", text))


def configure(level: str, stream: TextIO, *, log_format: str = "text") -> None:
    """Send what is logged from `level` on to `stream`, as `text` or `json`, and to nothing else.

    Whatever is set here or by a library, loggers that are not `OURS` never go below INFO: the debug lines of libraries
    carry whole payloads and every value that is written (S11).
    """
    handler = Sparing(stream)
    handler.setFormatter((JsonLines if log_format == "json" else Lines)(tracebacks=level == "DEBUG"))
    own = logging.getLevelNamesMapping()[level]
    others = max(own, logging.INFO)
    handler.addFilter(lambda record: record.levelno >= (own if is_ours(record) else others))
    logging.basicConfig(level=others, handlers=[handler], force=True)
    for package in OURS:
        logging.getLogger(package).setLevel(own)


def take_over() -> None:
    """Log what Python itself would write to the standard error: warnings, and errors that nothing has caught.

    A record that cannot be written is lost, for Python would write it there as it is, with every value in it.
    """
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda unraisable: _unheard(unraisable.exc_value)
    threading.excepthook = lambda failed: _unheard(failed.exc_value)


def is_ours(record: logging.LogRecord) -> bool:
    """Whether this program wrote it."""
    return record.name.partition(".")[0] in OURS


def _uncaught(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _log.critical("an error ended the program", exc_info=error)


def _unheard(error: BaseException | None) -> None:
    _log.error("an error came up where nobody could be told", exc_info=error)


def _each(values: tuple[object, ...] | Mapping[str, object] | None, told: Callable[[object], object]) -> Any:
    if isinstance(values, Mapping):
        return {name: told(value) for name, value in values.items()}
    return tuple(told(value) for value in values or ())


def _of_ours(value: object) -> object:
    """A value as it may be written out; of what is more than a number or words, its kind."""
    return value if isinstance(value, _PLAIN) else _Kind(value)


def _of_others(value: object) -> object:
    """The same for what a library logs: it may have put values into words already."""
    return _VALUE.sub("…", value) if isinstance(value, str) else _of_ours(value)


def _kind(error: BaseException) -> str:
    """Its class, and the number of the reason."""
    numbers = [getattr(error, name, None) for name in _REASONS]
    return " ".join([type(error).__name__, *(str(number) for number in numbers if isinstance(number, int))])


def _places(error: BaseException) -> Iterator[str]:
    """Where it arose, and where those that it came from did; without their words, which can be anybody's."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _places(cause)
        yield "\nThen:"
    yield "\nTraceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield _kind(error)
