"""The host's commands: parses, calls, exits. What a command needs is imported when it is asked for."""

from __future__ import annotations

import argparse
import importlib.util
import io
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from bot import __version__
from bot.domain import limits
from bot.domain.errors import Fault, MagnitudeError, StartError, Value
from bot.operations import health
from bot.operations.environment import Environment, read_environment, read_settings

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.text import Text, Texts

ENV_FILE: Final = Path(".env")
PREVIEW_PORT: Final = 8765
LAST_PORT: Final = 65535
FAILED: Final = 1
INTERRUPTED: Final = 128 + signal.SIGINT
NOT_INSTALLED: Final = (
    "Magnitude's libraries are not installed for this Python. "
    "Use make (make run, make check, make preview), or .venv/bin/python -m bot."
)
"""Stands here and not with the other sentences: what reads those is one of the libraries."""

log = logging.getLogger("bot")


@dataclass(frozen=True, slots=True)
class Call:
    """What the host asked for."""

    options: argparse.Namespace
    environment: Environment
    texts: Texts

    @property
    def text(self) -> Text:
        return self.texts.source

    def settings(self, *, token_required: bool = False) -> Settings:
        """The settings; from here on there is a log, which begins with what deserves a warning in them."""
        from bot.operations import faults, logs

        settings, cautions = read_settings(self.environment, token_required=token_required)
        logs.configure(settings.log_level, sys.stderr, log_format=settings.log_format)
        logs.take_over()
        for sentence in faults.render(cautions, self.text):
            log.warning(sentence)
        return settings

    def prepared(self, *, token_required: bool = False) -> Settings:
        """The settings, with a data folder that is there and takes data."""
        from bot.operations.data import prepare

        settings = self.settings(token_required=token_required)
        prepare(settings.data)
        return settings


def _run(call: Call) -> int:
    import asyncio

    from bot.operations import memory

    memory.forbid_dumps()
    memory.grow()
    settings = call.prepared(token_required=True)
    from bot.operations import run

    asyncio.run(run.run(settings, call.texts))
    return 0


def _preview(call: Call) -> int:
    if importlib.util.find_spec("simcord") is None:
        raise StartError([Fault("host-preview-missing")])
    from bot.operations import preview

    options = call.options
    return preview.main(call.settings(), call.texts, tour=options.tour, data=options.data, port=options.port)


def _check(call: Call) -> int:
    from bot.operations.check import check

    report = check(call.environment, call.text, datetime.now(UTC).date())
    with suppress(BrokenPipeError):  # whoever has read enough of this is told the faults all the same
        print("\n".join(report.lines))
    if report.faults:
        raise StartError(report.faults)
    return 0


def _sync(call: Call) -> int:
    import asyncio

    settings = call.prepared(token_required=True)
    from bot.operations import run

    changed = asyncio.run(run.sync(settings, call.texts))
    print(call.text("host-sync-changed", names=", ".join(changed)) if changed else call.text("host-sync-unchanged"))
    return 0


def _migrate(call: Call) -> int:
    settings = call.prepared()
    from bot.store.migrate import migrate

    before, after = migrate(settings.database)
    key = "host-migrated" if before != after else "host-migrate-unneeded"
    print(call.text(key, path=str(settings.database), **{"from": before, "to": after}))
    return 0


def _backup(call: Call) -> int:
    settings = call.settings()
    from bot.store.backups import back_up

    backup = back_up(settings.database, datetime.now(UTC))
    size = -(-backup.size // 1024)
    print(call.text("host-backup-made", path=str(backup.path), size=size, kept=backup.kept, most=limits.BACKUPS))
    return 0


def _restore(call: Call) -> int:
    if call.options.backup is None:
        print("\n".join(_backups(call.settings(), call.text)))
        return 0
    from secrets import token_bytes

    settings = call.prepared()
    from bot.operations.restoring import restore

    path, restored = restore(settings, call.options.backup, token_bytes, datetime.now(UTC))
    print(call.text("host-restored", backup=str(path), path=str(settings.database)))
    if restored.backup is not None:
        print(call.text("host-restored-kept", path=str(restored.backup)))
    if restored.aside is not None:
        print(call.text("host-restored-aside", path=str(restored.aside), days=limits.KEEP_COPIES.days))
    print(call.text("host-restored-then"))
    return 0


def _backups(settings: Settings, text: Text) -> list[str]:
    """What a host can choose from, and how."""
    from bot.store.backups import find_backups, folder_of

    folder = str(folder_of(settings.database))
    found = find_backups(settings.database)
    if not found:
        return [text("host-backups-none", path=folder)]
    return [
        text("host-backups", path=folder),
        *(
            text(
                "host-backups-one",
                name=each.path.name,
                made=f"{each.made:%Y-%m-%d %H:%M}",
                size=-(-each.size // 1024),
                verdict=each.verdict,
            )
            for each in found
        ),
        text("host-backups-choose"),
    ]


def _rotate_key(call: Call) -> int:
    from secrets import token_bytes

    settings = call.prepared()
    from bot.key import FILE
    from bot.operations.rotation import begin_anew, rotate

    if call.options.remove_entries:
        done = begin_anew(settings, token_bytes, datetime.now(UTC))
    else:
        done = rotate(settings, token_bytes)
    print(call.text(done, path=str(settings.data / FILE), set="yes" if settings.keys else "no"))
    return 0


def _health(call: Call) -> int:
    data = _data(call.environment)
    found = health.look(data, datetime.now(UTC))
    since = f"{found.since:%Y-%m-%d %H:%M:%S} UTC" if found.since else ""
    values: dict[str, Value] = {"state": found.state, "part": found.part, "since": since, "path": str(data)}
    if not found.well:
        raise StartError([Fault("host-health", values)])
    print(call.text("host-health", **values))
    return 0


COMMANDS: Final[dict[str, Callable[[Call], int]]] = {
    "run": _run,
    "preview": _preview,
    "check": _check,
    "sync": _sync,
    "migrate": _migrate,
    "backup": _backup,
    "restore": _restore,
    "rotate-key": _rotate_key,
    "health": _health,
}


def _parser(text: Text) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bot", description=text("host-about"), epilog=text("host-settings-note"))
    version = text("host-version", version=__version__)
    parser.add_argument("--version", action="version", version=version, help=text("host-version-help"))
    commands = parser.add_subparsers(dest="command", metavar=text("host-command"))
    for name in COMMANDS:
        words = text(f"host-command-{name}")
        command = commands.add_parser(name, help=words, description=words, epilog=text("host-settings-note"))
        if name == "rotate-key":
            command.add_argument("--remove-entries", action="store_true", help=text("host-rotate-key-remove-entries"))
        if name == "restore":
            command.add_argument("backup", metavar="BACKUP", nargs="?", help=text("host-restore-backup"))
        if name == "preview":
            command.add_argument("--tour", action="store_true", help=text("host-preview-tour"))
            command.add_argument("--data", metavar="DIR", type=Path, help=text("host-preview-data"))
            words = text("host-preview-port", port=str(PREVIEW_PORT))
            command.add_argument("--port", metavar="N", type=_port(text), default=PREVIEW_PORT, help=words)
    parser.set_defaults(command="run")
    return parser


def _port(text: Text) -> Callable[[str], int]:
    def port(value: str) -> int:
        if not value.isdecimal() or int(value) > LAST_PORT:
            raise argparse.ArgumentTypeError(text("host-port", last=str(LAST_PORT)))
        return int(value)

    return port


def _data(environment: Environment) -> Path:
    return Path(environment.variables.get("MAGNITUDE_DATA") or "data")


def _dispatch(arguments: Sequence[str]) -> int:
    # Docker asks this twice a minute: what all else needs (texts, settings) would make it ten times as slow.
    if list(arguments) == ["health"]:
        environment = read_environment(os.environ, ENV_FILE)
        if health.look(_data(environment), datetime.now(UTC)).state is health.State.CONNECTED:
            return 0
    from bot.text import load

    texts = load()
    options = _parser(texts.source).parse_args(arguments)
    return COMMANDS[options.command](Call(options, read_environment(os.environ, ENV_FILE), texts))


def _sentences(error: Exception) -> list[str]:
    from bot.operations.faults import render
    from bot.text import load

    text = load().source
    if isinstance(error, StartError):
        return render(error.faults, text)
    if isinstance(error, MagnitudeError):
        return [text(error.key, **error.values)]
    log.debug("not foreseen", exc_info=error)
    if isinstance(error, OSError) and error.strerror:
        return [text("host-system-refused", reason=error.strerror)]
    return [text("host-unexpected", kind=type(error).__name__)]


def _end(*_: object) -> NoReturn:
    raise SystemExit(0)


def _write_all() -> None:
    """What a terminal or a pipe cannot show is written as an escape, instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _flush() -> None:
    """Hand over what was printed. Python would do so at its end, too late for a sentence or an exit code."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python would try the rest at its end
        if not isinstance(error, BrokenPipeError):  # `… | head`: whoever read it has seen enough
            raise StartError([Fault("host-output-unwritable", {"reason": error.strerror or ""})]) from None


def _outcome(arguments: Sequence[str]) -> int:
    try:
        try:
            return _dispatch(arguments)
        finally:
            _flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except ModuleNotFoundError:
        raise
    except Exception as error:
        print("\n".join(_sentences(error)), file=sys.stderr)
        return FAILED


def main(arguments: Sequence[str]) -> int:
    """Do what the host asks; the exit code: 0 done, 1 a fault (told in a sentence each), 2 not understood."""
    signal.signal(signal.SIGTERM, _end)  # the first process of a container would ignore it until the bot serves
    _write_all()
    try:
        return _outcome(arguments)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in {"bot", "cogs"}:
            raise
        print(NOT_INSTALLED, file=sys.stderr)
        return FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
