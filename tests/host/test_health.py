"""What a bot says of itself, and what Docker's health check makes of it."""

from __future__ import annotations

import fcntl
import signal
import subprocess
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias
from zlib import crc32

import pytest
from host_tools import ROOT, bot, refusal

from bot.__main__ import main
from bot.operations.data import alone
from bot.operations.health import LONGEST_SILENCE, STARTS_WITHIN, Health, Heart, State, forget, look
from bot.operations.starts import LONGEST_PAUSE
from tests.process.troubles import filled, small_disk

NOW = datetime(2026, 10, 15, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def data(tmp_path: Path) -> Generator[Path]:
    """A folder that a bot holds."""
    with alone(tmp_path):
        yield tmp_path


@pytest.mark.parametrize(
    ("age", "state"),
    [(0, "connected"), (15, "connected"), (60, "connected"), (61, "stuck"), (-60, "connected"), (-3600, "stuck")],
)
@pytest.mark.parametrize("said", [State.CONNECTED, State.RECONNECTING])
def test_a_beat_is_good_for_a_minute(data: Path, age: int, state: str, said: State) -> None:
    """After that, or when it claims to be from later, the event loop hangs, whatever it has said."""
    beat = NOW - age * SECOND
    Heart(data).beat(said, beat)
    assert look(data, NOW) == (Health(State.STUCK, beat, "loop") if state == "stuck" else Health(said, beat))
    assert look(data, NOW).well == (state == "connected")


def test_a_bot_that_has_lost_discord_is_not_stuck_however_long(data: Path) -> None:
    heart = Heart(data)
    heart.beat(State.CONNECTED, NOW - 2 * STARTS_WITHIN)
    lost = NOW - timedelta(hours=5)
    for hour in range(6):
        heart.beat(State.RECONNECTING, lost + timedelta(hours=hour))
    assert look(data, NOW) == Health(State.RECONNECTING, lost)
    assert look(data, NOW).well
    heart.beat(State.CONNECTED, NOW)
    assert look(data, NOW) == Health(State.CONNECTED, NOW)


def test_a_database_that_takes_nothing_for_a_minute_is_stuck(data: Path) -> None:
    heart = Heart(data)
    heart.beat(State.CONNECTED, NOW - 2 * LONGEST_SILENCE)
    failed = NOW - LONGEST_SILENCE
    for beat in (failed, NOW, NOW + SECOND):
        heart.beat(State.STUCK, beat)
    assert look(data, NOW) == Health(State.CONNECTED, failed)
    assert look(data, NOW + SECOND) == Health(State.STUCK, failed, "database")


def test_a_start_may_take_its_time_and_no_longer(data: Path) -> None:
    Heart(data).start(NOW)
    assert look(data, NOW + STARTS_WITHIN) == Health(State.STARTING, NOW)
    assert look(data, NOW + STARTS_WITHIN).well
    assert look(data, NOW + STARTS_WITHIN + SECOND) == Health(State.STUCK, NOW, "start")


def test_a_start_that_waits_for_its_turn_is_well(data: Path) -> None:
    """Killed for it, it would wait again."""
    turn = NOW + LONGEST_PAUSE
    Heart(data).start(turn)
    assert look(data, NOW) == Health(State.WAITING, turn)
    assert look(data, NOW).well
    assert look(data, turn) == Health(State.STARTING, turn)
    assert look(data, turn + STARTS_WITHIN + SECOND) == Health(State.STUCK, turn, "start")


def test_a_start_from_far_ahead_was_dated_by_a_clock_that_is_wrong(data: Path) -> None:
    Heart(data).start(NOW + timedelta(days=1))
    assert look(data, NOW).state is State.STUCK


@pytest.mark.parametrize(
    "content", ["", "connected", "connected 1 2 3", "merry 1 2", "connected x y", "connected 1 1e999"]
)
def test_what_is_no_beat_is_none(data: Path, content: str) -> None:
    for told in (content, f"{content} {crc32(content.encode()):08x}"):
        (data / "health").write_text(told)
        assert look(data, NOW) == Health(State.NOT_RUNNING)


def test_what_is_read_while_it_is_written_is_no_beat(data: Path) -> None:
    """Wherever one ends and the other begins, of which each alone was well."""
    heart = Heart(data)
    said: list[bytes] = []
    for beat in (NOW - timedelta(hours=1), NOW):
        heart.start(beat)
        said.append((data / "health").read_bytes())
    before, after = said
    assert len(before) == len(after)
    for end in range(len(after)):
        both = after[:end] + before[end:]
        (data / "health").write_bytes(both)
        assert look(data, NOW).since in ({NOW - timedelta(hours=1), NOW} if both in said else {None})


def test_a_full_disk_takes_what_is_said_of_the_database(tmp_path: Path) -> None:
    """It fills up for both, and a bot that cannot tell would seem to hang."""
    with small_disk(tmp_path / "data", 64 * 1024) as mounted:
        if not mounted:
            pytest.skip("nobody may mount a disk here")
        with alone(tmp_path / "data"):
            heart = Heart(tmp_path / "data")
            heart.start(NOW)
            with filled(tmp_path / "data"):
                for beat in (NOW, NOW + LONGEST_SILENCE + SECOND):
                    heart.beat(State.STUCK, beat)
                found = look(tmp_path / "data", NOW + LONGEST_SILENCE + SECOND)
            assert found == Health(State.STUCK, NOW, "database")


def test_that_nothing_can_be_said_is_an_error_once_until_it_can_again(tmp_path: Path) -> None:
    """Each would be a line of the log, four times a minute."""
    heart = Heart(tmp_path / "data")
    for _ in range(2):
        with pytest.raises(FileNotFoundError):
            heart.beat(State.CONNECTED, NOW)
        heart.beat(State.CONNECTED, NOW)
        (tmp_path / "data").mkdir()
        heart.beat(State.CONNECTED, NOW)
        (tmp_path / "data" / "health").unlink()
        (tmp_path / "data").rmdir()


def test_whoever_has_died_is_not_running_however_fresh_the_beat(tmp_path: Path) -> None:
    assert look(tmp_path, NOW) == Health(State.NOT_RUNNING)
    with alone(tmp_path):
        Heart(tmp_path).beat(State.CONNECTED, NOW)
    assert look(tmp_path, NOW) == Health(State.NOT_RUNNING)
    assert not look(tmp_path, NOW).well


def test_the_beat_of_an_earlier_run_does_not_count(data: Path) -> None:
    forget(data)
    Heart(data).beat(State.CONNECTED, NOW)
    forget(data)
    assert look(data, NOW) == Health(State.NOT_RUNNING)


def test_a_later_beat_replaces_the_earlier_one_and_keeps_since_when(data: Path) -> None:
    heart = Heart(data)
    heart.start(NOW - 3 * SECOND)
    for beat in (NOW - 2 * SECOND, NOW - SECOND, NOW):
        heart.beat(State.CONNECTED, beat)
    assert look(data, NOW + LONGEST_SILENCE) == Health(State.CONNECTED, NOW - 2 * SECOND)
    assert sorted(file.name for file in data.iterdir()) == ["health", "lock"]


# The command


@dataclass(frozen=True, slots=True)
class Told:
    code: int
    output: str
    errors: str


Ask: TypeAlias = Callable[[Path], Told]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Generator[Ask]:
    """The command, in this process: it begins a dozen times here."""
    before = signal.getsignal(signal.SIGTERM)

    def asked(data: Path) -> Told:
        monkeypatch.setenv("MAGNITUDE_DATA", str(data))
        code, said = main(["health"]), capsys.readouterr()
        return Told(code, said.out, said.err)

    yield asked
    signal.signal(signal.SIGTERM, before)


def test_the_command_says_nothing_when_all_is_well(data: Path) -> None:
    Heart(data).beat(State.CONNECTED, datetime.now(UTC))
    result = bot(data, "health", MAGNITUDE_DATA=str(data))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("said", "age", "sentence"),
    [
        (State.STARTING, 0, "The bot is starting and is not connected yet, since "),
        (State.STARTING, -90, "The bot was started often within the hour, so it waits until "),
        (State.RECONNECTING, 0, "The bot runs, and has lost its connection to Discord since "),
    ],
)
def test_the_command_says_what_will_pass_by_itself(data: Path, ask: Ask, said: State, age: int, sentence: str) -> None:
    Heart(data).beat(said, datetime.now(UTC) - age * SECOND)
    told = ask(data)
    assert (told.code, told.errors) == (0, "")
    assert told.output.startswith(sentence)


@pytest.mark.parametrize(
    ("said", "age", "sentence"),
    [
        (State.STARTING, 3600, "The bot is stuck: it has been starting since "),
        (State.CONNECTED, 3600, "The bot is stuck: its process is there, but has given no sign of life since "),
    ],
)
def test_the_command_fails_with_what_is_stuck(data: Path, ask: Ask, said: State, age: int, sentence: str) -> None:
    Heart(data).beat(said, datetime.now(UTC) - age * SECOND)
    told = ask(data)
    assert (told.code, told.output) == (1, "")
    assert told.errors.startswith(sentence)
    assert told.errors.count("\n") == 1


def test_the_command_fails_when_the_database_takes_nothing(data: Path, ask: Ask) -> None:
    heart = Heart(data)
    for age in (90, 0):
        heart.beat(State.STUCK, datetime.now(UTC) - age * SECOND)
    told = ask(data)
    assert told.code == 1
    assert told.errors.startswith(f"The bot is stuck: its database in {data} has taken nothing since 20")


def test_the_command_fails_when_nobody_is_there(tmp_path: Path) -> None:
    (told,) = refusal(bot(tmp_path, "health", MAGNITUDE_DATA="elsewhere"))
    assert told.startswith("The bot is not running: no process holds the folder elsewhere.")
    assert "Start it; if it ended by itself, its log says why." in told


def test_the_command_looks_where_the_env_file_says(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MAGNITUDE_DATA=mine\n")
    (tmp_path / "mine").mkdir()
    with alone(tmp_path / "mine"):
        Heart(tmp_path / "mine").beat(State.CONNECTED, datetime.now(UTC))
        assert bot(tmp_path, "health").returncode == 0


def test_a_check_that_asks_at_the_same_moment_does_not_keep_a_bot_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "lock").open("w") as asked:
        fcntl.flock(asked, fcntl.LOCK_SH)

        def given_back(seconds: float) -> None:
            asked.close()

        monkeypatch.setattr("bot.operations.data.sleep", given_back)
        with alone(tmp_path):
            pass


def test_the_check_imports_nothing_heavy() -> None:
    """It starts anew every half minute, for as long as the bot runs."""
    script = "import sys, bot.__main__; print(*sys.modules)"
    output = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    heavy = {"discord", "pydantic", "fluent", "babel", "asyncio", "dotenv", "sqlite3", "tempfile", "random"}
    assert not heavy & set(output.split())
