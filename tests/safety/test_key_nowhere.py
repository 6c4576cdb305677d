"""The key is where the host keeps it, and nowhere else: in no copy of the database, no log and no output (S8, S13)."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from secrets import token_bytes

import pytest
from safety_sources import ROOT

from bot.__main__ import COMMANDS
from bot.domain.tally import Marks
from bot.key import first_keys
from bot.settings import decode_keys, load_settings
from bot.store.marks import open_marks
from bot.store.migrate import migrate, shipped_migrations
from tests.cogs.simulated_server import open_world
from tests.process.harness import KEY, BotProcess, add, member, open_panel, start_campaign
from tests.standin import Standin

TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAw.AbCdEf." + "x" * 38
NOWHERE = {"DISCORD_API_BASE": "http://127.0.0.1:1/api/v10", "DISCORD_GATEWAY_URL": "ws://127.0.0.1:1"}
SECOND = "a9" * 32


def forms(key: bytes) -> Iterator[bytes]:
    """Every way in which a key could be written down, without what may stand at its ends."""
    yield key
    yield repr(key)[2:-1].encode()
    yield key.hex().encode()
    yield key.hex().upper().encode()
    yield b64encode(key).rstrip(b"=")
    yield urlsafe_b64encode(key).rstrip(b"=")


def told(keys: Iterable[bytes], content: bytes) -> list[bytes]:
    """The keys of which as much as a third stands in there, in whatever form."""
    return [
        key
        for key in keys
        for form in forms(key)
        for start in range(0, len(form), len(form) // 3)
        if len(piece := form[start : start + len(form) // 3]) >= 8 and piece in content
    ]


def call(folder: Path, *arguments: str, **environ: str) -> bytes:
    """All that a command says, at the level that tells most."""
    given = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "MAGNITUDE_CONFIG": str(ROOT / "config"),
        "MAGNITUDE_LOG_LEVEL": "DEBUG",
        "DISCORD_TOKEN": TOKEN,
        **NOWHERE,
        **environ,
    }
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=folder, env=given, capture_output=True, timeout=60, check=False
    )
    return done.stdout + done.stderr


def keys(data: Path) -> tuple[bytes, ...]:
    return decode_keys((data / "key").read_text(encoding="ascii"))


def test_a_key_is_found_in_every_form() -> None:
    key = bytes(range(150, 182))
    for form in forms(key):
        assert told([key], b"something " + form + b" something")
    assert not told([key], bytes(range(140)))


async def test_s8_s13_the_key_is_in_no_copy_of_the_database(tmp_path: Path) -> None:
    data = tmp_path / "data"
    database = data / "magnitude.sqlite"
    migrate(database, shipped_migrations()[:1])
    async with open_world(data, members=12) as world:
        await world.add(12)
        await world.tick()
        await world.app.store.checkpoint()
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("VACUUM INTO ?", (str(data / "while-it-serves.sqlite"),))
    assert list(data.glob("*.before-*")), "the upgrade has made a copy"
    seen = keys(data)
    _nowhere_else(data, seen)
    call(tmp_path, "rotate-key")
    seen += keys(data)
    assert len(set(seen)) == 2
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(data / "after-a-change.sqlite"),))
    _nowhere_else(data, seen)
    call(tmp_path, "rotate-key", "--remove-entries")
    _nowhere_else(data, [*seen, *keys(data)])


def _nowhere_else(data: Path, seen: Iterable[bytes]) -> None:
    for file in data.iterdir():
        if file.name != "key":
            assert told(seen, file.read_bytes()) == [], file.name


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - {"preview"}))
def test_s8_no_command_tells_the_key_of_the_file(tmp_path: Path, command: str) -> None:
    """All but the preview, which has a folder and a key of its own."""
    data = tmp_path / "data"
    with open_marks(data / "magnitude.sqlite") as marks:
        marks.begin(Marks(first_keys(load_settings({"MAGNITUDE_DATA": str(data)}), token_bytes)).fingerprint)
    seen = keys(data)
    said = call(tmp_path, command)
    assert told({*seen, *keys(data)}, said) == []
    assert b"Traceback" not in said


def test_s8_a_key_that_is_set_and_not_right_is_not_repeated(tmp_path: Path) -> None:
    said = call(tmp_path, "run", MAGNITUDE_KEY=f"{SECOND} {SECOND[:-2]}")
    assert b"MAGNITUDE_KEY is not a key" in said
    assert told([bytes.fromhex(SECOND)], said) == []


async def test_s8_s11_a_bot_that_serves_and_tells_most_tells_no_key(tmp_path: Path) -> None:
    given = {"MAGNITUDE_LOG_LEVEL": "DEBUG", "MAGNITUDE_KEY": f"{KEY} {SECOND}"}
    async with Standin() as standin, BotProcess(standin, tmp_path, **given) as process:
        await process.connected()
        await start_campaign(process)
        await add(standin, member(1))
        await standin.press(member(1), await open_panel(standin, member(1)), "Withdraw")
        assert await process.stop() == 0
        sent = repr([seen for method in ("POST", "PUT", "PATCH") for seen in standin.requests(method, "")]).encode()
    both = [bytes.fromhex(KEY), bytes.fromhex(SECOND)]
    assert told(both, process.output.encode()) == []
    assert told(both, sent) == []
    assert told(both, b"".join(file.read_bytes() for file in process.data.iterdir())) == [], "a set key is not written"
