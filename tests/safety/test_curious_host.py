"""A host who is curious: no command, option, setting or log answers whether a given member is counted (S24).

The host has the database and the key, and so could test an account with a program of their own (S2). What is held here
is that this program is no help: over two data folders that differ in one entry only, every command says the same, ends
the same, and leaves files of the same names and sizes. (Every hundred entries or so the database grows by a page, also
after one more; whoever has the file could as well count the rows in it.)
"""

from __future__ import annotations

import asyncio
import re
import shutil
import signal
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from safety_round import COMMANDS as MEMBERS_COMMANDS
from safety_round import SETTINGS, STATES
from safety_sources import OPTIONS

from bot import text
from bot.__main__ import COMMANDS, main
from bot.app import open_app
from bot.domain import limits
from bot.domain.tally import TallyId
from bot.settings import load_settings, names
from tests.cogs.simulated_server import CONFIG
from tests.process.harness import CAMPAIGN, KEY, ROOT, BotProcess
from tests.standin import Standin
from tests.standin.world import GUILD_ID

MEMBER = 1_234_567_890_123_456_789
TALLY = TallyId(GUILD_ID, CAMPAIGN)

OLDEST = "the oldest backup"
TAKES = {
    "": ["--version"],
    "run": [],
    "preview": ["--tour", "--data DIR", "--port N"],
    "check": [],
    "sync": [],
    "migrate": [],
    "backup": [],
    "restore": ["BACKUP"],
    "rotate-key": ["--remove-entries"],
    "health": [],
}
"""All that each command can be told. What is added must not be able to name anybody."""
CALLS = (
    ("check",),
    ("migrate",),
    ("backup",),
    ("restore",),
    ("restore", OLDEST),
    ("health",),
    ("preview", "--data", "data"),
    ("check", str(MEMBER)),
    ("rotate-key",),
    ("rotate-key", "--remove-entries"),
)
"""Commands that end by themselves. `run`, `sync` and a preview that goes on have tests of their own."""
SETTINGS_OF_HOST = {
    *("DISCORD_TOKEN", "DISCORD_TOKEN_FILE", "MAGNITUDE_KEY", "MAGNITUDE_KEY_FILE", "MAGNITUDE_DATA"),
    *("MAGNITUDE_CONFIG", "MAGNITUDE_LOG_LEVEL", "MAGNITUDE_LOG_FORMAT", "MAGNITUDE_METRICS", "MAGNITUDE_SHORTCUTS"),
    *("DISCORD_API_BASE", "DISCORD_GATEWAY_URL"),
}
CHANGES = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d[:-]\d\d[:-]\d\dZ|\d{4}-\d\d-\d\d \d\d:\d\d(?= UTC)"  # the time
    r"|(?<=took )[\d.]+|127\.0\.0\.1:\d+\S*"  # how long something took; where the preview is
    r"|(?<=Session ID: )[\w-]+"
)
"""What differs from one run to the next, whatever is stored."""


async def told(folder: Path, *arguments: str, **environment: str) -> tuple[int | None, str, str]:
    """The exit code of a command and what it wrote, at the level that tells most."""
    backups = sorted(file.name for file in (folder / "data" / "backups").glob("*"))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *(backups[0] if each == OLDEST else each for each in arguments)),
        cwd=folder,
        env=settings(**environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    return process.returncode, CHANGES.sub("…", output.decode()), CHANGES.sub("…", errors.decode())


def settings(**environment: str) -> dict[str, str]:
    own = {"MAGNITUDE_CONFIG": str(CONFIG), "MAGNITUDE_KEY": KEY, "MAGNITUDE_LOG_LEVEL": "DEBUG"}
    return {"PYTHONPATH": str(ROOT), "TMPDIR": "/tmp", **own, **environment}


def left(folder: Path) -> Mapping[str, tuple[int, int]]:
    """The files in the folder, with size and mode; of `starts` and `health`, which hold times, without the size."""
    files = [file for file in (folder / "data").rglob("*") if file.is_file()]
    return {
        CHANGES.sub("…", str(file.relative_to(folder))): (
            0 if file.name in {"starts", "health"} else file.stat().st_size,
            file.stat().st_mode,
        )
        for file in files
    }


async def filled(folder: Path, count: int) -> tuple[Path, Path]:
    """Two data folders under the same key, with a tick that is due: in the second, one member more is counted."""
    one, other = folder / "one", folder / "other"
    environment = {"MAGNITUDE_DATA": str(one / "data"), "MAGNITUDE_CONFIG": str(CONFIG), "MAGNITUDE_KEY": KEY}
    async with open_app(load_settings(environment), text.load()) as app:
        campaign = app.services.campaigns.catalogue.get(CAMPAIGN)
        await app.services.campaigns.change_state(GUILD_ID, campaign, "start", 1)
        for number in range(count):
            await app.services.tallies.add(GUILD_ID, CAMPAIGN, MEMBER - 1 - number)
    with closing(sqlite3.connect(one / "data" / "magnitude.sqlite")) as connection, connection:
        connection.execute("UPDATE tallies SET published_at = 0")
    shutil.copytree(one, other)
    async with open_app(load_settings({**environment, "MAGNITUDE_DATA": str(other / "data")}), text.load()) as app:
        await app.services.tallies.add(GUILD_ID, CAMPAIGN, MEMBER)
    assert [len(_marks(each)) for each in (one, other)] == [count, count + 1]
    return one, other


def _marks(folder: Path) -> Sequence[object]:
    with closing(sqlite3.connect(folder / "data" / "magnitude.sqlite")) as connection:
        return connection.execute("SELECT mark FROM entries").fetchall()


@pytest.mark.parametrize("command", [*COMMANDS, ""])
def test_s24_no_command_and_no_option_takes_a_member(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "500")
    before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises(SystemExit):
            main([*command.split(), "--help"])
    finally:
        signal.signal(signal.SIGTERM, before)
    usage = capsys.readouterr().out.partition("\n")[0].partition(f"python -m bot {command}".rstrip())[2]
    assert re.findall(r"\[([^]]+)\]", usage) == ["-h", *TAKES[command]]
    assert re.sub(r"\[[^]]+\]", "", usage).split() == ([] if command else ["COMMAND", "..."])


def test_s24_no_setting_takes_a_member() -> None:
    assert set(names()) == SETTINGS_OF_HOST


async def test_s14_s24_no_command_tells_the_two_apart(tmp_path: Path) -> None:
    """One is below the threshold, the other is not."""
    folders = await filled(tmp_path, limits.THRESHOLD - 1)
    assert {call[0] for call in CALLS} | {"run", "sync"} == set(COMMANDS)
    for call in CALLS:
        one, other = await asyncio.gather(*(told(folder, *call) for folder in folders))
        assert one == other, call
        assert any(one[1:]), call
        assert left(folders[0]) == left(folders[1]), call


async def test_s14_s24_sync_does_not_tell_the_two_apart(tmp_path: Path) -> None:
    folders = await filled(tmp_path, 0)
    async with Standin() as standin:
        one, other = [await told(folder, "sync", **standin.environment()) for folder in folders]
    assert one[0] == 0
    assert one == other
    assert left(folders[0]) == left(folders[1])


async def test_s14_s24_a_bot_that_serves_does_not_tell_the_two_apart(tmp_path: Path) -> None:
    """At the first tick both have what is told of the two numbers alike; its rule is held elsewhere (S17)."""
    said: list[str] = []
    folders = await filled(tmp_path, 12)
    for folder in folders:
        async with Standin() as standin, BotProcess(standin, folder, MAGNITUDE_LOG_LEVEL="DEBUG") as process:
            await process.connected()
            await ticked(standin, folder)
            assert await process.stop() == 0
            said.append(CHANGES.sub("…", process.output))
    assert said[0] == said[1]
    assert left(folders[0]) == left(folders[1])


async def ticked(standin: Standin, folder: Path) -> None:
    """Wait until the number of members was asked for and the file `health` tells that it is connected."""
    health = folder / "data" / "health"
    for _ in range(400):
        if standin.requests("GET", f"/guilds/{GUILD_ID}$") and health.read_text().startswith("connected"):
            return
        await asyncio.sleep(0.05)
    pytest.fail("no tick, or no beat")


async def test_s24_a_preview_over_a_folder_of_its_own_does_not_tell_the_two_apart(tmp_path: Path) -> None:
    """Its people are simulated, but its folder is read as every other."""
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    await previewed(one)
    assert (one / "data" / "PREVIEW").exists()
    shutil.copytree(one, other)
    with closing(sqlite3.connect(other / "data" / "magnitude.sqlite")) as connection, connection:
        connection.execute("INSERT INTO entries SELECT tally, ? FROM entries LIMIT 1", (b"\x11" * 32,))
    said = await asyncio.gather(previewed(one), previewed(other))
    assert said[0] == said[1]
    assert left(one) == left(other)


async def previewed(folder: Path) -> str:
    """What is printed until the preview is open, and when it is ended then."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "preview", "--data", "data", "--port", "0"),
        cwd=folder,
        env=settings(MAGNITUDE_LOG_LEVEL="INFO"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout
    said = ""
    while "Ctrl-C" not in said:
        line = await process.stdout.readline()
        assert line, said
        said += line.decode()
    process.send_signal(signal.SIGTERM)
    rest, _ = await process.communicate()
    assert process.returncode == 0
    return CHANGES.sub("…", said + rest.decode())


def test_s24_every_command_of_moderators_and_members_is_in_the_round_that_tells_nothing_apart() -> None:
    """See `test_numbers_given_out.py`: all that the member and a moderator are ever shown, in two such worlds."""
    assert {name for name, _ in (*MEMBERS_COMMANDS, *SETTINGS, *STATES)} == set(OPTIONS)
