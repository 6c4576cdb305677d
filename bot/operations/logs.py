"""Logging: one line each on the standard error, in UTC, without anybody's id (S11)."""

from __future__ import annotations

import logging
import re
import time
from typing import Final, TextIO

_ID: Final = re.compile(r"(?<!\d)\d{15,20}(?!\d)")
"""A Discord id: of a member, a server, a channel, a message."""
_RESPONSE_ADDRESS: Final = re.compile(r"/(interactions|webhooks)/[^/\s]+/[^/\s]+")
"""Holds a token with which anybody could answer in the bot's place for 15 minutes."""


class Lines(logging.Formatter):
    """One line for one record. Tracebacks only where `tracebacks` asks for them; else the kind of error alone.

    Ids are left out of every line, whoever wrote it, also of the libraries' and of the errors' own words.
    """

    converter = time.gmtime

    def __init__(self, *, tracebacks: bool) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
        self._tracebacks = tracebacks

    def format(self, record: logging.LogRecord) -> str:
        line = self.formatMessage(self._prepared(record)).replace("\n", "\\n").replace("\r", "\\r")
        if record.exc_info and record.exc_info[0] is not None:
            line += (
                "\n" + self.formatException(record.exc_info)
                if self._tracebacks
                else f" ({record.exc_info[0].__name__})"
            )
        return _ID.sub("…", _RESPONSE_ADDRESS.sub(r"/\1/…", line))

    def _prepared(self, record: logging.LogRecord) -> logging.LogRecord:
        record.message = record.getMessage()
        record.asctime = self.formatTime(record, self.datefmt)
        return record


def configure(level: str, stream: TextIO) -> None:
    """Send what is logged from `level` on to `stream`.

    The libraries never go below INFO: their debug lines carry whole payloads and every value that is written (S11).
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines(tracebacks=level == "DEBUG"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in ("discord", "aiosqlite"):
        logging.getLogger(library).setLevel(max(logging.INFO, logging.getLogger().level))
