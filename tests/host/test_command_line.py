"""The program as a host meets it: clear sentences, exit codes, no traceback, no token."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from host_tools import GOOD_TOKEN, bot, own_config, refusal

COMMANDS = ("run", "preview", "check", "sync", "migrate", "backup", "restore", "rotate-key", "health")
NOWHERE = {"DISCORD_API_BASE": "http://127.0.0.1:1/api/v10", "DISCORD_GATEWAY_URL": "ws://127.0.0.1:1"}
"""Nobody listens there: should a start that must be refused go on, it reaches nobody."""


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_explains_itself(tmp_path: Path, command: str) -> None:
    result = bot(tmp_path, *command.split(), "--help")
    assert result.returncode == 0
    assert f"usage: python -m bot {command}".rstrip() in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("arguments", [("dance",), ("check", "--fast"), ("preview", "--port", "many")])
def test_what_is_not_understood_exits_with_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = bot(tmp_path, *arguments)
    assert result.returncode == 2
    assert "usage: python -m bot" in result.stderr


@pytest.mark.parametrize("arguments", [(), ("run",), ("sync",)])
def test_without_a_token(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (sentence,) = refusal(bot(tmp_path, *arguments))
    assert sentence.startswith("DISCORD_TOKEN is not set.")
    assert list(tmp_path.iterdir()) == []


def test_several_faults_are_told_at_once(tmp_path: Path) -> None:
    faults = {"DISCORD_TOKEN": "my-secret-words", "MAGNITUDE_LOG_LEVEL": "LOUD", "DISCORD_API_BASE": "discord.com"}
    result = bot(tmp_path, "run", **faults)
    assert [sentence.split()[0] for sentence in refusal(result)] == [*faults]
    assert "my-secret-words" not in result.stdout + result.stderr


def test_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for command in ("run", "sync", "migrate"):
        result = bot(tmp_path, command, DISCORD_TOKEN=GOOD_TOKEN, MAGNITUDE_DATA="file")
        (sentence,) = refusal(result)
        assert sentence.startswith("The data folder file cannot be used")


def test_the_env_file_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MAGNITUDE_LOG_LEVEL=LOUD\n")
    (sentence,) = refusal(bot(tmp_path, "migrate"))
    assert sentence.startswith("MAGNITUDE_LOG_LEVEL")
    assert bot(tmp_path, "migrate", MAGNITUDE_LOG_LEVEL="INFO").returncode == 0


def test_migrate_tells_from_where_to_where(tmp_path: Path) -> None:
    assert "was made, at version" in bot(tmp_path, "migrate").stdout
    assert "Nothing was changed." in bot(tmp_path, "migrate").stdout
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data" / "magnitude.sqlite").stat().st_mode & 0o777 == 0o600


def test_s13_backup_tells_where_how_large_and_how_many(tmp_path: Path) -> None:
    (sentence,) = refusal(bot(tmp_path, "backup"))
    assert sentence.startswith("There is no database data/magnitude.sqlite to back up")
    assert list(tmp_path.iterdir()) == []
    bot(tmp_path, "migrate")
    (tmp_path / "data" / "key").write_text("5e" * 32 + "\n")
    (tmp_path / "data" / "key").chmod(0o600)
    result = bot(tmp_path, "backup")
    (made,) = (tmp_path / "data" / "backups").iterdir()
    assert result.stdout.startswith(f"data/backups/{made.name} was written and is whole: ")
    assert result.stdout.endswith(" KB, without the key. Here is 1 backup now; the newest 7 are kept.\n")
    assert (result.returncode, result.stderr) == (0, "")
    for key in ("5e" * 32).encode(), bytes.fromhex("5e" * 32):
        assert key not in made.read_bytes()


def test_a_database_newer_than_the_program(tmp_path: Path) -> None:
    bot(tmp_path, "migrate")
    with closing(sqlite3.connect(tmp_path / "data" / "magnitude.sqlite")) as connection:
        connection.execute("PRAGMA user_version = 9999")
    for command in ("migrate", "run"):
        (sentence,) = refusal(bot(tmp_path, command, DISCORD_TOKEN=GOOD_TOKEN, **NOWHERE))[-1:]
        assert "9999" in sentence


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    damaged = tmp_path / "data" / "magnitude.sqlite"
    damaged.write_bytes(b"not a database" * 1000)
    (sentence,) = refusal(bot(tmp_path, "migrate"))
    assert "data/magnitude.sqlite" in sentence
    assert damaged.read_bytes() == b"not a database" * 1000


def test_a_database_that_is_damaged_in_the_middle(tmp_path: Path) -> None:
    bot(tmp_path, "migrate")
    damaged = tmp_path / "data" / "magnitude.sqlite"
    content = damaged.read_bytes()
    damaged.write_bytes(content[:8192] + b"\xff" * 8192 + content[16384:])
    (sentence,) = refusal(bot(tmp_path, "migrate"))
    assert sentence.startswith("data/magnitude.sqlite: this is not a whole database")
    assert "Tree" not in sentence


def test_an_unreadable_key_file(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "key").write_text("00" * 32)
    (tmp_path / "data" / "key").chmod(0o644)
    sentence = refusal(bot(tmp_path, "run", DISCORD_TOKEN=GOOD_TOKEN, **NOWHERE))[-1]
    assert "chmod 600 data/key" in sentence


def test_check_finds_nothing_wrong_with_what_ships(tmp_path: Path) -> None:
    result = bot(tmp_path, "check")
    assert (result.returncode, result.stderr) == (0, "")
    assert "2 campaigns (" in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_check_tells_every_fault_of_every_part_with_file_and_line(tmp_path: Path) -> None:
    config = own_config(tmp_path)
    for file in (config / "campaigns" / "metoo.toml", config / "campaigns" / "16days.toml", config / "helplines.toml"):
        file.write_text("surprise = 1\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    told = refusal(bot(tmp_path, "check", MAGNITUDE_CONFIG="config", MAGNITUDE_LOG_LEVEL="LOUD"))
    assert told[0].startswith("MAGNITUDE_LOG_LEVEL")
    for file in ("campaigns/metoo.toml", "campaigns/16days.toml", "helplines.toml"):
        assert any(sentence.startswith(f"config/{file}, line 1: ") for sentence in told), told


@pytest.mark.parametrize("command", ["check", "run"])
def test_two_campaigns_with_one_command(tmp_path: Path, command: str) -> None:
    config = own_config(tmp_path)
    twin = (
        (config / "campaigns" / "metoo.toml").read_text(encoding="utf-8").replace('id = "metoo"', 'id = "metoo-too"', 1)
    )
    (config / "campaigns" / "twin.toml").write_text(twin, encoding="utf-8")
    told = refusal(bot(tmp_path, command, DISCORD_TOKEN=GOOD_TOKEN, MAGNITUDE_CONFIG="config", **NOWHERE))
    assert "metoo" in next(sentence for sentence in told if ".toml, line " in sentence)
    assert not (tmp_path / "data" / "magnitude.sqlite").exists()


def test_a_port_that_is_none(tmp_path: Path) -> None:
    for port in ("99999", "-1", "many"):
        result = bot(tmp_path, "preview", f"--port={port}")
        assert result.returncode == 2
        assert "argument --port: a port is a number from 1 to 65535" in result.stderr


@pytest.mark.parametrize(("made", "reason"), [("none", "No such file or directory"), ("file", "Not a directory")])
def test_without_content(tmp_path: Path, made: str, reason: str) -> None:
    (tmp_path / "file").touch()
    (sentence,) = refusal(bot(tmp_path, "check", MAGNITUDE_CONFIG=made))
    assert sentence.startswith(f"{made}: this folder cannot be read: {reason}. Set MAGNITUDE_CONFIG to the folder")


def test_a_folder_that_holds_something_else(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    sentence = refusal(bot(tmp_path, "check", MAGNITUDE_CONFIG="other"))[0]
    assert sentence.startswith("other/campaigns: there is no campaign file here.")
    assert "MAGNITUDE_CONFIG" in sentence
