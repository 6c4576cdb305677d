"""`restore`: which backups fit, in which words it refuses, and what it tells a host (S8, S13)."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_bytes

import pytest
from host_tools import bot, refusal, sentences
from test_rotate_key import FIRST, SECOND, THIRD, counted, giving, kept, make_data, settings, write

from bot.domain import limits
from bot.domain.errors import StartError
from bot.operations.data import alone
from bot.operations.restoring import restore
from bot.operations.rotation import begin_anew, rotate
from bot.store.backups import back_up
from bot.store.marks import open_marks
from bot.store.migrate import migrate

NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return make_data(tmp_path / "data")


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(StartError) as caught:
        work()
    (sentence,) = sentences(caught.value)
    return sentence


def put_back(data: Path, name: str, *keys: bytes) -> None:
    restore(settings(data, *keys), name, token_bytes, LATER)


def empty(data: Path) -> None:
    with closing(sqlite3.connect(data / "magnitude.sqlite")) as database, database:
        database.execute("DELETE FROM entries")


def test_s8_the_key_is_not_touched(data: Path) -> None:
    key = (data / "key").stat()
    content = (data / "key").read_bytes()
    name = back_up(data / "magnitude.sqlite", NOW).path.name
    empty(data)
    put_back(data, name)
    assert kept(data) == counted([FIRST])
    after = (data / "key").stat()
    assert (after.st_ino, after.st_mode, after.st_mtime_ns) == (key.st_ino, key.st_mode, key.st_mtime_ns)
    assert (data / "key").read_bytes() == content
    assert sorted(file.name for file in data.iterdir()) == ["backups", "key", "lock", "magnitude.sqlite"]


@pytest.mark.parametrize("damaged", [False, True])
def test_s8_a_backup_from_before_a_change_of_the_key_is_brought_up_to_it(data: Path, *, damaged: bool) -> None:
    """S10: no older mark is put there. What is damaged is under the newer key already, and stays."""
    name = back_up(data / "magnitude.sqlite", NOW).path.name
    rotate(settings(data), giving(SECOND))
    rotate(settings(data), giving(THIRD))
    key = (data / "key").read_bytes()
    if damaged:
        (data / "magnitude.sqlite").write_bytes(b"torn")
    put_back(data, name)
    assert kept(data) == counted([FIRST, SECOND, THIRD])
    assert (data / "key").read_bytes() == key
    content = (data / "magnitude.sqlite").read_bytes()
    assert not [mark for mark in counted([FIRST]) if mark[:8] in content]
    assert len(list(data.glob("magnitude.sqlite.before-restore-*"))) == damaged


def test_s8_a_backup_that_fits_no_key_is_refused(data: Path) -> None:
    """Nobody in it could withdraw (S3), and whoever is added again would be counted twice (S26)."""
    name = back_up(data / "magnitude.sqlite", NOW).path.name
    begin_anew(settings(data), giving(SECOND), NOW)
    sentence = refused(lambda: put_back(data, name))
    assert sentence.startswith(f"{data}/backups/{name} was made under another key than the one in {data}/key")
    assert "put back the key that belongs to it" in sentence
    assert "remove" not in sentence, "no way out that would cost those who are counted now"
    assert kept(data) == set()
    assert "in MAGNITUDE_KEY," in refused(lambda: put_back(data, name, THIRD))
    put_back(data, name, FIRST, THIRD)
    assert kept(data) == counted([FIRST, THIRD])


def test_s8_without_a_key_nothing_is_put_back_and_none_is_made(data: Path) -> None:
    name = back_up(data / "magnitude.sqlite", NOW).path.name
    (data / "key").unlink()
    sentence = refused(lambda: put_back(data, name))
    assert sentence.startswith(f"There is no key: neither is MAGNITUDE_KEY set nor is there a file {data}/key.")
    assert not (data / "key").exists()
    write(data, FIRST)
    put_back(data, name)


def test_s8_a_backup_that_is_to_get_a_new_key_costs_the_present_one_nothing(data: Path) -> None:
    """The file of keys would be begun anew with the start, and no other backup could be read any more."""
    with open_marks(data / "magnitude.sqlite") as marks:
        marks.remove(NOW)
    name = back_up(data / "magnitude.sqlite", NOW).path.name
    assert "another key" in refused(lambda: put_back(data, name))


def test_a_backup_from_before_anything_was_kept_fits_every_key(data: Path) -> None:
    other = data.parent / "other" / "magnitude.sqlite"
    migrate(other)
    put_back(data, str(back_up(other, NOW).path))
    assert kept(data) == set()


def test_it_refuses_while_a_bot_serves(data: Path) -> None:
    name = back_up(data / "magnitude.sqlite", NOW).path.name
    empty(data)
    with alone(data):
        sentence = refused(lambda: put_back(data, name))
    assert sentence.startswith("This needs the bot to be stopped, and ")
    assert "MAGNITUDE_DATA" not in sentence, "another folder would not help"
    assert kept(data) == set()


def test_the_database_is_no_backup_of_itself(data: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(data / "magnitude.sqlite")
    backup = back_up(data / "magnitude.sqlite", NOW).path
    before = (data / "magnitude.sqlite").read_bytes()
    for name in (str(data / "magnitude.sqlite"), "../magnitude.sqlite", str(tmp_path / "link")):
        assert "is the database itself" in refused(lambda name=name: put_back(data, name))
    assert (data / "magnitude.sqlite").read_bytes() == before
    assert list((data / "backups").iterdir()) == [backup]


def test_a_name_or_a_path_says_which(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    backup = back_up(data / "magnitude.sqlite", NOW).path
    shutil.copy(backup, tmp_path / "mine.sqlite")
    for name in (backup.name, str(backup), "mine.sqlite", "./mine.sqlite"):
        empty(data)
        put_back(data, name)
        assert kept(data) == counted([FIRST])
    assert refused(lambda: put_back(data, "2026")).startswith(f"There is no backup {data}/backups/2026. ")
    assert refused(lambda: put_back(data, "/no/such.sqlite")).startswith("There is no backup /no/such.sqlite. ")
    assert refused(lambda: put_back(data, ".")).startswith("There is no backup ")


# What a host reads


def test_s13_the_command_lists_what_there_is_and_then_tells_what_it_did(data: Path) -> None:
    folder = data.parent
    none = bot(folder, "restore")
    assert none.stdout.startswith("There is no backup in data/backups. “python -m bot backup” makes one")
    assert (none.returncode, none.stderr) == (0, "")
    made = back_up(data / "magnitude.sqlite", NOW).path
    back_up(data / "magnitude.sqlite", LATER).path.write_bytes(b"torn")
    head, first, second, choose = bot(folder, "restore").stdout.splitlines()
    assert head == "The backups in data/backups, the newest first:"
    assert "-2026-03-09T12-00-00Z.sqlite: 2026-03-09 12:00 UTC, 1 KB, damaged, so it cannot" in first
    assert second == f"- {made.name}: 2026-03-08 12:00 UTC, {made.stat().st_size // 1024} KB, whole"
    assert "stop the bot and run “python -m bot restore NAME”" in choose
    empty(data)
    told = bot(folder, "restore", made.name)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith(f"data/backups/{made.name} is in the place of data/magnitude.sqlite now.")
    assert "What was there before is kept as a backup: data/backups/magnitude-2" in told.stdout
    assert "whoever has withdrawn since the backup was made is counted again" in told.stdout
    assert kept(data) == counted([FIRST])
    (data / "magnitude.sqlite").write_bytes(b"torn")
    told = bot(folder, "restore", made.name)
    assert "What was there before is damaged. It is kept as data/magnitude.sqlite.before-restore-2" in told.stdout
    assert f"the running bot removes it after {limits.KEEP_COPIES.days} days" in told.stdout


def test_the_command_refuses_in_one_sentence(data: Path) -> None:
    (sentence,) = refusal(bot(data.parent, "restore", "none"))
    assert sentence == "There is no backup data/backups/none. “python -m bot restore” lists those that there are."
