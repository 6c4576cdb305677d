"""The page about the key, and the plan for a leak: every case is there, and what is to be typed works."""

from __future__ import annotations

import re
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from pathlib import Path
from subprocess import run

from pages import KEYS, ROOT, SECURITY, part, words

import bot.text
from bot.__main__ import COMMANDS
from bot.app import open_app
from bot.key import FILE
from bot.settings import KEY_BYTES, load_settings

CALLED = re.compile(r"(?:python -m bot|docker compose run --rm magnitude) ([a-z][a-z-]*)((?: --[a-z-]+)*)")


def test_s51_there_is_a_plan_for_every_kind_of_leak_and_loss() -> None:
    for heading in (
        "The key has leaked",
        "The key has leaked together with the database",
        "The database has leaked",
        "The key is lost",
    ):
        assert "**What cannot be undone:**" in part(KEYS, heading)
    plan = part(SECURITY, "Plan for a leak")
    for heading in ("In the first hour", "In the first day", "What cannot be undone"):
        assert f"### {heading} " in plan
    assert plan.count("You can reach us here: [address]") == 2, "words for the servers, ready to be posted"


def test_every_command_to_type_is_there_with_its_options() -> None:
    typed = {call for page in (KEYS, SECURITY) for call in CALLED.findall(words(page))}

    assert {name for name, _ in typed} <= set(COMMANDS)
    for name, options in typed:
        if options:
            told = run([sys.executable, "-m", "bot", name, "--help"], capture_output=True, text=True, check=True)
            assert set(options.split()) <= set(told.stdout.split())


def test_a_host_finds_the_words_that_the_bot_says_when_the_key_is_lost() -> None:
    assert bot.text.load().source("key-missing", path="").startswith("The key is gone")
    assert "“The key is gone”" in part(KEYS, "The key is lost")


def test_the_command_that_removes_the_copies_removes_nothing_else(tmp_path: Path) -> None:
    kept, gone = ("key", "magnitude.sqlite", "magnitude.sqlite-wal"), ("magnitude.sqlite.before-2", "backups/m.sqlite")
    (tmp_path / "backups").mkdir()
    for name in (*kept, *gone):
        (tmp_path / name).touch()
    command = re.search(r"docker compose run --rm --entrypoint sh magnitude -c '(.+?)'", words(KEYS))

    assert command
    run(["sh", "-c", command[1].replace("/data", str(tmp_path))], check=True)

    assert {file.name for file in tmp_path.rglob("*") if file.is_file()} == set(kept)


async def test_the_command_that_puts_the_key_back_makes_a_file_that_the_bot_takes(tmp_path: Path) -> None:
    key = f"{'ab' * KEY_BYTES}\n"
    command = re.search(r"docker compose run --rm -T --entrypoint sh magnitude -c '(.+?)' < key", words(KEYS))

    assert command
    assert "MAGNITUDE_DATA=/data " in words(ROOT / "Dockerfile")
    shell = await create_subprocess_exec("sh", "-c", command[1].replace("/data", str(tmp_path)), stdin=PIPE)
    await shell.communicate(key.encode())

    async with open_app(load_settings({"MAGNITUDE_DATA": str(tmp_path)}), bot.text.load()):
        assert (tmp_path / FILE).read_text(encoding="ascii") == key
