"""What gets into the log, and what never does (S11)."""

from __future__ import annotations

import io
import logging
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from bot.operations import logs

MEMBER = "123456789012345678"


@contextmanager
def logged(level: str) -> Generator[io.StringIO]:
    """What is logged meanwhile; the loggers are as before afterwards."""
    touched = [logging.getLogger(name) for name in ("", "discord", "aiosqlite")]
    levels, handlers = [logger.level for logger in touched], list(logging.root.handlers)
    stream = io.StringIO()
    logging.root.handlers.clear()
    try:
        logs.configure(level, stream)
        yield stream
    finally:
        logging.root.handlers[:] = handlers
        for logger, before in zip(touched, levels, strict=True):
            logger.setLevel(before)


def failure() -> Exception:
    try:
        raise ValueError(f"member {MEMBER} is unknown")
    except ValueError as error:
        return error


def test_a_record_is_one_line_with_the_time_in_utc() -> None:
    with logged("INFO") as stream:
        record = logging.LogRecord("bot", logging.WARNING, "", 0, "first\nsecond %s", ("third",), None)
        record.created = 0
        logging.getLogger("bot").handle(record)
    assert stream.getvalue() == "1970-01-01T00:00:00Z WARNING bot: first\\nsecond third\n"


def test_the_level_is_kept() -> None:
    with logged("WARNING") as stream:
        logging.getLogger("bot").info("not told")
        logging.getLogger("discord").info("not told")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_s11_no_id_gets_into_the_log_whoever_writes_it(level: str) -> None:
    with logged(level) as stream:
        logging.getLogger("bot").info("member %s", MEMBER)
        logging.getLogger("discord.http").warning("POST https://discord.com/api/v10/channels/%s/messages", int(MEMBER))
        logging.getLogger("bot").error("failed", exc_info=failure())
    assert MEMBER not in stream.getvalue()
    assert stream.getvalue().count("…") >= 2


def test_s11_no_token_of_an_answer_gets_into_the_log() -> None:
    with logged("INFO") as stream:
        logging.getLogger("discord.http").warning("POST /interactions/1/aW50ZXJhY3Rpb24/callback")
        logging.getLogger("discord.http").warning("PATCH /webhooks/%s/aW50ZXJhY3Rpb24/messages/@original", MEMBER)
    assert "aW50ZXJhY3Rpb24" not in stream.getvalue()


@pytest.mark.parametrize("library", ["discord.gateway", "discord.http", "aiosqlite"])
def test_s11_the_libraries_never_write_whole_payloads(library: str) -> None:
    with logged("DEBUG") as stream:
        logging.getLogger(library).debug("a whole payload")
        logging.getLogger("bot").debug("a line of ours")
    assert "payload" not in stream.getvalue()
    assert "a line of ours" in stream.getvalue()


def test_a_traceback_is_there_only_for_who_asks() -> None:
    for level, there in (("INFO", False), ("DEBUG", True)):
        with logged(level) as stream:
            logging.getLogger("bot").error("failed", exc_info=failure())
        assert ("Traceback" in stream.getvalue()) == there
        assert "ValueError" in stream.getvalue()
