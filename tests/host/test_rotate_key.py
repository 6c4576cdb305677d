"""`rotate-key`: what it does with what it finds, and in which words it refuses (S8)."""

from __future__ import annotations

import inspect
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes

import pytest
from host_tools import ROOT, bot, sentences

from bot import __main__ as program
from bot import app
from bot.app import open_app
from bot.domain.errors import StartError
from bot.domain.tally import Marks, TallyId
from bot.key import add_key
from bot.operations import run
from bot.operations.rotation import Done, begin_anew, catch_up, rotate
from bot.settings import MOST_KEYS, Settings, decode_keys, load_settings
from bot.store.marks import NO_KEYS, open_marks
from bot.store.migrate import migrate
from bot.text import load

NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)
TALLY = TallyId(613_425_648_685_547_541, "metoo")
MEMBERS = range(276_060_004_262_477_825, 276_060_004_262_477_855)
FIRST, SECOND, THIRD = b"1" * 32, b"2" * 32, b"3" * 32


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return make_data(tmp_path / "data")


def make_data(folder: Path) -> Path:
    """A folder with a key file, and thirty people counted."""
    with open_marks(folder / "magnitude.sqlite") as marks:
        marks.begin(Marks([FIRST]).fingerprint)
        with closing(sqlite3.connect(folder / "magnitude.sqlite")) as database:
            database.execute("INSERT INTO servers (id) VALUES (?)", (TALLY.server_id,))
            database.execute(
                "INSERT INTO tallies (server, campaign, state, since, threshold, slowest, published_at, basis, number)"
                " VALUES (?, ?, 'running', 0, 10, 0, 0, 30, 30)",
                TALLY,
            )
            database.executemany("INSERT INTO entries VALUES (1, ?)", [(mark,) for mark in counted([FIRST])])
            database.commit()
        assert marks.clean()
    write(folder, FIRST)
    return folder


def write(folder: Path, *keys: bytes) -> None:
    (folder / "key").touch(mode=0o600)
    (folder / "key").write_text("".join(f"{key.hex()}\n" for key in keys), encoding="ascii")


def settings(folder: Path, *keys: bytes) -> Settings:
    given = {"MAGNITUDE_KEY": " ".join(key.hex() for key in keys)} if keys else {}
    return load_settings({"MAGNITUDE_DATA": str(folder), "MAGNITUDE_CONFIG": str(ROOT / "config"), **given})


def counted(keys: list[bytes]) -> set[bytes]:
    return {Marks(keys).mark(TALLY, member) for member in MEMBERS}


def kept(folder: Path) -> set[bytes]:
    with closing(sqlite3.connect(folder / "magnitude.sqlite")) as database:
        return {mark for (mark,) in database.execute("SELECT mark FROM entries").fetchall()}


def keys(folder: Path) -> list[bytes]:
    return [*decode_keys((folder / "key").read_text(encoding="ascii"))]


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(StartError) as caught:
        work()
    (sentence,) = sentences(caught.value)
    return sentence


def giving(key: bytes) -> Callable[[int], bytes]:
    return lambda _: key


def test_it_adds_a_key_and_makes_every_mark_anew(data: Path) -> None:
    assert rotate(settings(data), giving(SECOND)) is Done.CHANGED
    assert keys(data) == [FIRST, SECOND]
    assert kept(data) == counted([FIRST, SECOND])
    assert sorted(file.name for file in data.iterdir()) == ["key", "lock", "magnitude.sqlite"]


def test_where_nothing_was_kept_there_is_no_key_to_change(tmp_path: Path) -> None:
    def begun_anew() -> Done:
        return begin_anew(settings(tmp_path), token_bytes, NOW)

    for _ in ("no database", "one without entries"):
        for work in (lambda: rotate(settings(tmp_path), token_bytes), begun_anew):
            assert refusal(work).startswith(f"There is no key to change in {tmp_path}: no bot has kept anything there.")
        assert not (tmp_path / "key").exists()
        migrate(tmp_path / "magnitude.sqlite")


def test_one_that_was_interrupted_is_finished_and_no_further_key_is_added(data: Path) -> None:
    add_key(settings(data), [FIRST], giving(SECOND))
    assert rotate(settings(data), giving(THIRD)) is Done.FINISHED
    assert keys(data) == [FIRST, SECOND]
    assert kept(data) == counted([FIRST, SECOND])
    assert rotate(settings(data), giving(THIRD)) is Done.CHANGED
    assert kept(data) == counted([FIRST, SECOND, THIRD])


def test_a_key_that_is_set_is_the_hosts_to_add(data: Path) -> None:
    (data / "key").unlink()
    assert "write it behind the one that is there" in refusal(lambda: rotate(settings(data, FIRST), giving(THIRD)))
    assert kept(data) == counted([FIRST])
    assert rotate(settings(data, FIRST, SECOND), giving(THIRD)) is Done.FINISHED
    assert kept(data) == counted([FIRST, SECOND])
    assert "write it behind" in refusal(lambda: rotate(settings(data, FIRST, SECOND), giving(THIRD)))
    assert not (data / "key").exists(), "a secret that is kept elsewhere is not written here"


@pytest.mark.parametrize("given", [[SECOND], [SECOND, FIRST], [FIRST[:31] + b"!"], []])
def test_without_the_keys_of_the_database_nothing_is_changed(data: Path, given: list[bytes]) -> None:
    (data / "key").unlink()
    if given:
        write(data, *given)
    sentence = refusal(lambda: rotate(settings(data), giving(THIRD)))
    assert "is not the one" in sentence or "The key is gone" in sentence
    assert kept(data) == counted([FIRST])


def test_a_middle_key_that_is_missing_is_noticed(data: Path) -> None:
    rotate(settings(data), giving(SECOND))
    rotate(settings(data), giving(THIRD))
    write(data, FIRST, THIRD)
    for work in (lambda: rotate(settings(data), token_bytes), lambda: catch_up(settings(data), token_bytes)):
        assert "of several keys all, the oldest first" in refusal(work)


def test_the_last_key_is_told_before_anything_is_changed(data: Path) -> None:
    many = [FIRST, *(bytes([number]) * 32 for number in range(1, MOST_KEYS))]
    write(data, *many)
    catch_up(settings(data), token_bytes)
    assert "--remove-entries" in refusal(lambda: rotate(settings(data), giving(THIRD)))
    assert kept(data) == counted(many)


def test_s10_a_reader_in_the_way_is_told_and_the_next_one_finishes_it(data: Path) -> None:
    older = counted([FIRST])
    with closing(sqlite3.connect(data / "magnitude.sqlite", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM entries").fetchall()
        assert "another program reads" in refusal(lambda: rotate(settings(data), giving(SECOND)))
        assert any(mark in beside(data) for mark in older)
    assert rotate(settings(data), giving(THIRD)) is Done.FINISHED
    assert keys(data) == [FIRST, SECOND]
    assert not any(mark in beside(data) for mark in older)


def test_a_reader_in_the_way_keeps_nobody_from_being_served(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    add_key(settings(data), [FIRST], giving(SECOND))
    with closing(sqlite3.connect(data / "magnitude.sqlite", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM entries").fetchall()
        catch_up(settings(data), token_bytes)
        assert "Another program reads the database" in caplog.text
    assert kept(data) == counted([FIRST, SECOND])
    catch_up(settings(data), token_bytes)
    assert not any(mark in beside(data) for mark in counted([FIRST]))


def beside(data: Path) -> bytes:
    return b"".join(file.read_bytes() for file in data.iterdir() if file.name.startswith("magnitude"))


async def test_what_does_not_hold_the_folder_alone_waits_for_it_to_be_finished(data: Path) -> None:
    """Beside a bot that marks with the older keys nobody may change the marks."""
    add_key(settings(data), [FIRST], giving(SECOND))
    with pytest.raises(StartError) as caught:
        async with open_app(settings(data), load()):
            pass
    assert sentences(caught.value)[0].startswith("The key was changed, and the database has not followed yet.")
    assert kept(data) == counted([FIRST])


def test_a_start_removes_what_a_kill_left_of_a_key_file(data: Path) -> None:
    (data / "key.new").write_text(SECOND.hex())
    catch_up(settings(data), token_bytes)
    assert not (data / "key.new").exists()
    assert (keys(data), kept(data)) == ([FIRST], counted([FIRST]))


@pytest.mark.parametrize("content", [None, SECOND.hex(), "damaged", ""])
def test_s3_s4_a_lost_key_is_given_up_whatever_stands_in_its_place(data: Path, content: str | None) -> None:
    (data / "key").unlink()
    if content is not None:
        (data / "key").write_text(content)
    assert begin_anew(settings(data), giving(THIRD), NOW) is Done.BEGUN_ANEW
    assert keys(data) == [THIRD]
    assert (data / "key").stat().st_mode & 0o777 == 0o600
    assert kept(data) == set()
    assert not any(mark in beside(data) for mark in counted([FIRST]))
    assert shown(data) == [(0, None)]


def shown(data: Path) -> list[tuple[int, int | None]]:
    with closing(sqlite3.connect(data / "magnitude.sqlite")) as database:
        return database.execute("SELECT basis, number FROM tallies").fetchall()


def test_a_lost_key_that_was_set_gives_way_to_the_one_that_is_set_now(data: Path) -> None:
    (data / "key").unlink()
    assert begin_anew(settings(data, SECOND), giving(THIRD), NOW) is Done.BEGUN_ANEW
    assert not (data / "key").exists()
    with open_marks(data / "magnitude.sqlite") as marks:
        assert (marks.fingerprint, marks.unclean) == (Marks([SECOND]).fingerprint, False)


async def test_entries_that_are_gone_wait_for_a_new_key_and_a_start_makes_it(data: Path) -> None:
    """Killed between the two: the older key must not come back into use."""
    with open_marks(data / "magnitude.sqlite") as marks:
        marks.remove(NOW)
        assert marks.fingerprint == NO_KEYS
    with pytest.raises(StartError):
        async with open_app(settings(data), load()):
            pass
    catch_up(settings(data), giving(SECOND))
    assert keys(data) == [SECOND]
    async with open_app(settings(data), load()):
        pass


def test_where_the_new_key_cannot_be_written_it_is_told_and_can_be_done_again(data: Path) -> None:
    (data / "key").unlink()
    (data / "key").mkdir()
    assert "cannot be written" in refusal(lambda: begin_anew(settings(data), giving(SECOND), NOW))
    (data / "key").rmdir()
    assert rotate(settings(data), giving(THIRD)) is Done.FINISHED
    assert keys(data) == [THIRD]


def test_s8_every_key_comes_from_the_systems_randomness() -> None:
    for module in (app, run):
        assert module.token_bytes is secrets.token_bytes
    assert "    from secrets import token_bytes\n" in inspect.getsource(program.COMMANDS["rotate-key"])


def test_a_database_that_cannot_be_opened_is_told(data: Path) -> None:
    (data / "magnitude.sqlite").write_bytes(b"not a database" * 1000)
    with pytest.raises(StartError) as caught:
        rotate(settings(data), giving(SECOND))
    assert "this is not a whole database" in sentences(caught.value)[0]
    assert keys(data) == [FIRST]


def test_s18_it_says_nothing_of_how_many_are_counted(data: Path, tmp_path: Path) -> None:
    """The same words for thirty and for none, also at the level that tells most."""
    first = bot(tmp_path, "rotate-key", MAGNITUDE_LOG_LEVEL="DEBUG")
    with closing(sqlite3.connect(data / "magnitude.sqlite")) as database:
        database.execute("DELETE FROM entries")
        database.commit()
    second = bot(tmp_path, "rotate-key", MAGNITUDE_LOG_LEVEL="DEBUG")
    assert (first.returncode, first.stdout, first.stderr) == (second.returncode, second.stdout, second.stderr)
    assert first.returncode == 0
