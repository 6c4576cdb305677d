"""What gets into the log, and what never does (S11)."""

from __future__ import annotations

import ast
import gc
import io
import json
import logging
import re
import sqlite3
import weakref
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.operations import logs
from tests.safety.safety_sources import trees

MEMBER = "123456789012345678"


@contextmanager
def logged(level: str, log_format: str = "text") -> Generator[io.StringIO]:
    """What is logged meanwhile; the loggers are as before afterwards."""
    touched = [logging.getLogger(name) for name in ("", *logs.OURS)]
    levels, handlers = [logger.level for logger in touched], list(logging.root.handlers)
    stream = io.StringIO()
    logging.root.handlers.clear()
    try:
        logs.configure(level, stream, log_format=log_format)
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


@pytest.mark.parametrize("log_format", ["text", "json"])
@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_s11_no_id_gets_into_the_log_whoever_writes_it(level: str, log_format: str) -> None:
    with logged(level, log_format) as stream:
        logging.getLogger("bot").info("member %s", MEMBER)
        logging.getLogger("discord.http").warning("POST https://discord.com/api/v10/channels/%s/messages", int(MEMBER))
        logging.getLogger("bot").error("failed", exc_info=failure())
    assert MEMBER not in stream.getvalue()
    assert stream.getvalue().count("…" if log_format == "text" else "\\u2026") >= 2


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_s11_no_token_of_an_answer_gets_into_the_log(log_format: str) -> None:
    with logged("INFO", log_format) as stream:
        logging.getLogger("discord.http").warning("POST /interactions/1/aW50ZXJhY3Rpb24/callback")
        logging.getLogger("discord.http").warning("PATCH /webhooks/%s/aW50ZXJhY3Rpb24/messages/@original", MEMBER)
    assert "aW50ZXJhY3Rpb24" not in stream.getvalue()


@pytest.mark.parametrize(
    "library", ["discord.gateway", "discord.http", "aiosqlite", "websockets", "aiohttp", "asyncio"]
)
@pytest.mark.parametrize("turned_up", [False, True])
def test_s11_no_library_ever_writes_whole_payloads(library: str, turned_up: bool) -> None:
    """Also not one that sets a level of its own, before or after the log is set up."""
    logger = logging.getLogger(library)
    before = logger.level
    try:
        with logged("DEBUG") as stream:
            if turned_up:
                logger.setLevel(logging.DEBUG)
            logger.debug("a whole payload")
            logging.getLogger(f"{library}.made.later").log(logging.INFO - 1, "a whole payload")
            logging.getLogger("bot.store").debug("a line of ours")
            logging.getLogger("cogs").debug("another")
    finally:
        logger.setLevel(before)
    assert "payload" not in stream.getvalue()
    assert stream.getvalue().count("\n") == 2


@pytest.mark.parametrize("level", ["WARNING", "ERROR"])
def test_a_library_that_is_turned_up_is_still_held_to_the_level_that_is_set(level: str) -> None:
    with logged(level) as stream:
        logger = logging.getLogger("discord.turned_up")
        logger.setLevel(logging.DEBUG)
        logger.info("not told")
    assert stream.getvalue() == ""


class Somebody:
    """Writes itself as discord.py's members do."""

    def __repr__(self) -> str:
        return f"<Member id={MEMBER} name='Wilhelmina > \"Mina\"' guild=<Guild name='Sisters' id=1>>"

    def __str__(self) -> str:
        return "Wilhelmina"


NAMES = re.compile("Wilhelmina|Mina|Sisters|secret words")


@pytest.mark.parametrize("log_format", ["text", "json"])
@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
@pytest.mark.parametrize("name", ["bot.client", "discord.client", "asyncio", "py.warnings"])
def test_s11_no_object_tells_a_name(level: str, name: str, log_format: str) -> None:
    somebody, logger = Somebody(), logging.getLogger(name)
    with logged(level, log_format) as stream:
        logger.warning("a %s b %r c %s d", somebody, somebody, [somebody])
        logger.warning("by name %(who)s", {"who": somebody})
        logger.warning(somebody)
        logger.warning("does not fit %d", somebody)
        logger.warning("too many", *[somebody])
        logger.error("an error: %s %r", failure(), failure())
        logger.error("failed", exc_info=failure())
    said = stream.getvalue()
    assert not NAMES.search(said)
    assert MEMBER not in said
    assert "a Somebody b Somebody c list d" in said
    assert said.count("an error: ValueError ValueError") == 1


@pytest.mark.parametrize("length", range(10, 120))
def test_s11_what_libraries_have_put_into_words_already_tells_no_name(length: int) -> None:
    """asyncio shortens what it writes out, in the middle: no quotation mark and no bracket is sure to be closed."""
    whole = f"{Somebody()!r} 'Mina' {{'it\\'s': \"Wilhelmina's\"}}"
    short = f"{whole[: length // 2]}...{whole[-length // 2 :]}"
    with logged("INFO") as stream:
        asyncio_log = logging.getLogger("asyncio")
        asyncio_log.error(f"Exception in callback answer({short}) at run.py:12")
        asyncio_log.error(f"Task exception was never retrieved\nfuture: {short}")
        asyncio_log.warning("Executing %s took %.3f seconds", short, 0.1)
    said = stream.getvalue()
    assert not NAMES.search(said)
    assert "Exception in callback answer…\n" in said
    assert "Task exception was never retrieved\\nfuture: …\n" in said
    assert "Executing … took 0.100 seconds\n" in said


def test_what_libraries_say_about_the_connection_stays() -> None:
    with logged("INFO") as stream:
        logger = logging.getLogger("discord.http")
        logger.warning("%s %s responded with %s in %.2f seconds", "POST", "/users/@me", 429, 1.5)
        logger.info("Shard ID %s has connected to Gateway (Session ID: %s).", 0, "s5")
    assert "POST /users/@me responded with 429 in 1.50 seconds\n" in stream.getvalue()
    assert "Shard ID 0 has connected to Gateway (Session ID: s5).\n" in stream.getvalue()


@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_s11_an_error_is_told_by_its_kind_and_number_and_never_in_its_words(level: str) -> None:
    def caused() -> Exception:
        try:
            try:
                raise OSError(28, "secret words", "Wilhelmina.txt")
            except OSError as error:
                raise KeyError("Mina") from error
        except KeyError as error:
            error.add_note("secret words")
            return error

    with logged(level) as stream:
        logging.getLogger("bot").error("failed", exc_info=caused())
        logging.getLogger("bot").error("failed", exc_info=ExceptionGroup("secret words", [caused()]))
        logging.getLogger("bot").error("disk: %r", sqlite3.OperationalError("secret words"))
    said = stream.getvalue()
    assert not NAMES.search(
        said.replace('KeyError("Mina")', "").replace('"secret words"', "").replace('"Wilhelmina.txt"', "")
    )
    assert "failed (KeyError)" in said
    assert "failed (ExceptionGroup)" in said
    assert "disk: OperationalError" in said
    assert ("OSError 28\nThen:\nTraceback" in said) == (level == "DEBUG")


@pytest.mark.parametrize(
    "shape", ["{0}", "{0:x}", "0x{0:X}", "99{0}99", "user_{0}_x", "<@{0}>", "{0},{0}", "'{0}'", "a{0:x}f", "{0}.0"]
)
def test_s11_an_id_does_not_slip_through_in_another_shape(shape: str) -> None:
    with logged("INFO") as stream:
        logging.getLogger("bot").info(shape.format(int(MEMBER)))
        logging.getLogger("discord").info("%s", shape.format(int(MEMBER)))
    said = stream.getvalue()
    assert MEMBER not in said
    assert f"{int(MEMBER):x}" not in said.casefold()
    assert said.count("\n") == 2


def test_s11_a_mark_does_not_slip_through() -> None:
    with logged("INFO") as stream:
        logging.getLogger("bot").info("%s %r", b"\xfe".hex() * 32, b"\xfe" * 32)
    assert stream.getvalue().endswith("bot: … bytes\n")


def test_numbers_times_and_names_of_our_parts_stay() -> None:
    with logged("INFO") as stream:
        logging.getLogger("bot").info("%d %.1f %s %s %s", 4014, 0.5, timedelta(seconds=10), Path("data/key"), "metoo")
    assert stream.getvalue().endswith("bot: 4014 0.5 0:00:10 data/key metoo\n")


def test_s11_nothing_else_makes_handlers() -> None:
    """A handler beside the one that is set up would write records as they are."""
    makes = re.compile(r"(?:Stream|File|Rotating|Queue|Memory|Socket|Syslog|add)Handler$|Config$|^setup_logging$")
    found = {
        file
        for file, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name) and makes.search(getattr(node, "attr", getattr(node, "id", "")))
    }
    assert found == {"bot/operations/logs.py"}


def test_a_traceback_is_there_only_for_who_asks() -> None:
    for level, there in (("INFO", False), ("DEBUG", True)):
        with logged(level) as stream:
            logging.getLogger("bot").error("failed", exc_info=failure())
        assert ("Traceback" in stream.getvalue()) == there
        assert "ValueError" in stream.getvalue()


def test_as_json_each_event_is_one_object_in_one_line() -> None:
    with logged("INFO", "json") as stream:
        record = logging.LogRecord("bot", logging.WARNING, "", 0, "first\nsecond\u2028%s “é”", ("third",), None)
        record.created = 0
        logging.getLogger("bot").handle(record)
        logging.getLogger("bot").error("failed", exc_info=OSError(28, "secret words"))
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert first == {
        "time": "1970-01-01T00:00:00Z",
        "level": "WARNING",
        "logger": "bot",
        "message": "first\nsecond\u2028third “é”",
    }
    assert (second["message"], second["error"]) == ("failed", "OSError 28")
    assert "places" not in second


def test_as_json_the_places_are_there_only_for_who_asks() -> None:
    with logged("DEBUG", "json") as stream:
        logging.getLogger("bot").error("failed", exc_info=failure())
    told = json.loads(stream.getvalue())
    assert told["places"].startswith("Traceback (most recent call last):\n")
    assert MEMBER not in stream.getvalue()


@pytest.mark.parametrize("around", ["\x07{}", "é{}é", "\u2028{}", '"{}"', "\\u{}", "{}\ud800"])
def test_s11_as_json_no_id_hides_behind_an_escape_and_no_escape_is_broken(around: str) -> None:
    with logged("INFO", "json") as stream:
        logging.getLogger("bot").info(around.format(MEMBER))
    assert MEMBER not in stream.getvalue()
    assert json.loads(stream.getvalue())["message"] == around.format("…")


def test_what_fails_again_and_again_is_told_a_few_times_and_then_counted() -> None:
    now = 0.0
    stream = io.StringIO()
    handler = logs.Sparing(stream, lambda: now)
    handler.setFormatter(logs.Lines(tracebacks=False))

    def log(line: int, said: str, *values: object) -> None:
        handler.handle(logging.LogRecord("bot", logging.ERROR, "bot/place.py", line, said, values, None))

    for number in range(500):
        log(1, "a press failed (%s)", number)
        now += 0.1
    log(2, "something else")
    assert stream.getvalue().count("\n") == logs.MOST_ALIKE + 1, "another place has its own lines"
    now += logs.COUNTED_FOR
    log(2, "something else, later")
    log(1, "a press failed (%s)", 500)
    lines = [line.partition(": ")[2] for line in stream.getvalue().splitlines()[-3:]]
    assert lines == [
        "490 more lines like this were left out: a press failed …",
        "something else, later",
        "a press failed (500)",
    ]


def test_what_was_left_out_is_told_at_the_end() -> None:
    stream = io.StringIO()
    handler = logs.Sparing(stream)
    for _ in range(logs.MOST_ALIKE + 3):
        handler.handle(logging.LogRecord("bot", logging.ERROR, "bot/place.py", 1, "failed", (), None))
    handler.close()
    handler.close()
    assert stream.getvalue().endswith("3 more lines like this were left out: failed\n")
    assert stream.getvalue().count("left out") == 1


def test_s11_what_is_counted_holds_nothing_of_whom_it_is_about() -> None:
    """A record that waits to be counted would keep the error, and with it the member who pressed."""
    somebody = Somebody()
    gone = weakref.ref(somebody)
    with logged("INFO"):
        for _ in range(logs.MOST_ALIKE + 3):
            try:
                raise ValueError(somebody)
            except ValueError:
                logging.getLogger("discord").exception("%s failed", somebody)
        del somebody
        gc.collect()
        assert gone() is None
