"""Hostile words where a host could write them: settings, secrets, a `.env` file, the key file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from bot.domain.errors import Fault, StartError
from bot.key import FILE, first_keys
from bot.operations.environment import read_environment, read_settings
from bot.settings import names
from bot.store.connection import prepare_file
from tests.hostile.kept import TEXT, expect
from tests.hostile.words import Hostile, is_seen

HEX: Final = "5e" * 32
VALID: Final[Mapping[str, str]] = {
    "DISCORD_TOKEN": "MTEw.words.not-a-real-token",
    "DISCORD_TOKEN_FILE": "token",
    "MAGNITUDE_KEY": HEX,
    "MAGNITUDE_KEY_FILE": "secret",
    "MAGNITUDE_DATA": "data",
    "MAGNITUDE_CONFIG": "config",
    "MAGNITUDE_LOG_LEVEL": "INFO",
    "MAGNITUDE_LOG_FORMAT": "json",
    "MAGNITUDE_METRICS": "127.0.0.1:9464",
    "MAGNITUDE_SHORTCUTS": "off",
    "DISCORD_API_BASE": "https://proxy.example.org/api/v10",
    "DISCORD_GATEWAY_URL": "wss://proxy.example.org",
}
"""Every setting, with a value that is taken."""
FIELDS: Final = (*names(), ".env", "a secret's file", "key", "folder")


class Host:
    """A folder with the files that settings name. Each way is tried as the program goes it when it starts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in ("token", "secret"):
            (folder / name).write_text(VALID["DISCORD_TOKEN"] if name == "token" else HEX)

    def try_settings(self, hostile: Hostile, number: int) -> Iterator[tuple[str, bool]]:
        for name in names():
            valid = str(self._folder / VALID[name]) if name.endswith("_FILE") else VALID[name]
            value = hostile.into(valid).replace("\0", "")  # no environment can hold one; a `.env` file can
            yield name, _taken(lambda name=name, value=value: self._start({name: value}))
        yield ".env", _taken(lambda: self._start_with_file(hostile))
        yield "a secret's file", _taken(lambda: self._start_with_secret(hostile))
        yield "key", _taken(lambda: self._key(hostile))
        yield "folder", _taken(lambda: self._prepare(hostile))

    def _start(self, environ: Mapping[str, str]) -> None:
        environment = read_environment(environ, self._folder / "no.env")
        _, cautions = read_settings(environment)
        sentences(cautions)

    def _start_with_file(self, hostile: Hostile) -> None:
        file = self._folder / "env"
        lines = "".join(f"{name}={value}\n" for name, value in VALID.items() if not name.endswith("KEY_FILE"))
        lines = lines.replace("=token", f"={self._folder / 'token'}").replace("DISCORD_TOKEN=", "#")
        file.write_text(hostile.into(lines), encoding="utf-8", errors="replace", newline="")
        _, cautions = read_settings(read_environment({}, file))
        sentences(cautions)

    def _start_with_secret(self, hostile: Hostile) -> None:
        file = self._folder / "a secret"
        file.write_text(hostile.into(HEX), encoding="utf-8", errors="replace", newline="")
        self._start({"MAGNITUDE_KEY_FILE": str(file)})

    def _key(self, hostile: Hostile) -> None:
        file = self._folder / FILE
        file.write_text(hostile.into(HEX), encoding="utf-8", errors="replace", newline="")
        file.chmod(0o600)
        settings, _ = read_settings(read_environment({"MAGNITUDE_DATA": str(self._folder)}, self._folder / "no.env"))
        [key, *_] = first_keys(settings, bytes)
        expect(len(key) >= 32, "a key that is long enough (S8)", len(key))

    def _prepare(self, hostile: Hostile) -> None:
        """A folder of any name, inside of this one."""
        name = hostile.into(VALID["MAGNITUDE_DATA"]).replace("/", "_").replace("\0", "").strip(".") or "data"
        prepare_file(self._folder / "folders" / name / "magnitude.sqlite")


def sentences(faults: Iterable[Fault]) -> list[str]:
    """As a terminal shows them."""
    return [TEXT(fault.key, **fault.values) for fault in faults]


def _taken(start: Callable[[], None]) -> bool:
    """False: it was refused, with a sentence for each fault that repeats no secret."""
    try:
        start()
    except StartError as error:
        told = sentences(error.faults)
        expect(told and all(map(is_seen, told)), "a refusal says why", told)
        expect(not any(HEX in sentence for sentence in told), "no secret in a sentence")
        return False
    return True
