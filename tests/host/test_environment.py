"""The `.env` file below the process's own variables."""

from __future__ import annotations

from pathlib import Path

import pytest
from host_tools import GOOD_TOKEN, bot, refusal, sentences

from bot.domain.errors import StartError
from bot.operations.environment import Environment, read_environment, read_settings
from bot.operations.faults import render
from bot.text import load

NOT_A_SETTING = (
    "this is not a setting. Write NAME=value; a value that begins with a quotation mark ends with one. "
    "A line that is not to be read begins with #."
)


def read(folder: Path, content: str, **environ: str) -> Environment:
    (folder / ".env").write_text(content, encoding="utf-8")
    return read_environment(environ, folder / ".env")


def faults(folder: Path) -> list[str]:
    with pytest.raises(StartError) as caught:
        read_environment({}, folder / ".env")
    return [sentence.removeprefix(f"{folder}/") for sentence in sentences(caught.value)]


def cautions(environment: Environment) -> list[str]:
    _, found = read_settings(environment)
    return render(found, load().source)


def test_without_a_file_the_variables_are_as_they_are(tmp_path: Path) -> None:
    assert read_environment({"A": "1"}, tmp_path / ".env") == Environment({"A": "1"})


def test_the_process_goes_before_the_file(tmp_path: Path) -> None:
    found = read(tmp_path, '\ufeffA=file\n# a remark\nB="quoted # word"\n\nexport D=$A\nE=\n', A="process")
    assert found.variables == {"A": "process", "B": "quoted # word", "D": "$A", "E": ""}
    assert found.lines == {"A": 1, "B": 3, "D": 5, "E": 6}


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"A=\xff")
    assert faults(tmp_path)[0].startswith(".env: this is not in UTF-8.")


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    (sentence,) = faults(tmp_path)
    assert (
        sentence
        == ".env: this cannot be read: Is a directory. Make it a text file that the bot may read, or remove it."
    )


def test_every_line_that_is_no_setting_is_told_and_none_is_repeated(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        'DISCORD_TOKEN = "abc\n# a remark\n\n\nthis is not env\nMAGNITUDE_DATA=data\nDISCORD_TOKEN\n=x\n',
        encoding="utf-8",
    )
    assert faults(tmp_path) == [f".env, line {line}: {NOT_A_SETTING}" for line in (1, 5, 7, 8)]


def test_a_character_that_no_variable_can_hold_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MAGNITUDE_DATA=data\nDISCORD_TOKEN_FILE=to\0ken\n", encoding="utf-8")
    assert faults(tmp_path) == [f".env, line 2: {NOT_A_SETTING}"]


@pytest.mark.parametrize("command", ["check", "run", "migrate"])
def test_a_malformed_file_keeps_every_command_from_starting(tmp_path: Path, command: str) -> None:
    (tmp_path / ".env").write_text('DISCORD_TOKEN = "abc')
    assert refusal(bot(tmp_path, command)) == [f".env, line 1: {NOT_A_SETTING}"]
    assert bot(tmp_path, command, "--help").returncode == 0


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("MAGNITUDE_LOGLEVEL", "MAGNITUDE_LOG_LEVEL"),
        ("magnitude_data", "MAGNITUDE_DATA"),
        ("MAGNITUDE_TOKEN", "DISCORD_TOKEN"),
        ("DISCORD_TOKN_FILE", "DISCORD_TOKEN_FILE"),
        ("DISCORD_BOT_TOKEN", "DISCORD_TOKEN"),
    ],
)
def test_a_name_in_the_file_that_is_no_setting_deserves_a_warning(tmp_path: Path, name: str, meant: str) -> None:
    (sentence,) = cautions(read(tmp_path, f"MAGNITUDE_CONFIG=config\n{name}=x\nOTHER_NAME=x\n"))
    assert sentence == f"{tmp_path}/.env, line 2: {name} is no setting, so it changes nothing. Did you mean {meant}?"


def test_a_name_that_is_like_no_setting_is_told_without_a_guess(tmp_path: Path) -> None:
    (sentence,) = cautions(read(tmp_path, "MAGNITUDE_XYZ=x"))
    assert sentence.endswith("is no setting, so it changes nothing. Remove it; config/example.env lists all settings.")


def test_of_the_process_only_names_of_this_program_deserve_a_warning() -> None:
    found = cautions(Environment({"DISCORD_TOKN": "of another program", "MAGNITUDE_DAT": "x", "MAGNITUDE_DATA": "x"}))
    assert found == ["MAGNITUDE_DAT is no setting, so it changes nothing. Did you mean MAGNITUDE_DATA?"]


def test_check_warns_and_finds_nothing_wrong(tmp_path: Path) -> None:
    result = bot(tmp_path, "check", MAGNITUDE_LOGLEVEL="DEBUG")
    assert (result.returncode, result.stderr) == (0, "")
    first, second, *_ = result.stdout.splitlines()
    assert first == "Settings: nothing wrong, but one thing to look at:"
    assert second.startswith("MAGNITUDE_LOGLEVEL is no setting")


def test_a_start_warns_too(tmp_path: Path) -> None:
    result = bot(tmp_path, "migrate", MAGNITUDE_LOGLEVEL="DEBUG")
    assert result.returncode == 0
    assert "Did you mean MAGNITUDE_LOG_LEVEL?" in result.stderr


def test_what_is_missing_is_told_with_the_name_that_it_may_stand_under(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"DISCORD_TOKN={GOOD_TOKEN}\n")
    result = bot(tmp_path, "run")
    missing, misnamed = result.stderr.splitlines()
    assert result.returncode == 1
    assert missing.startswith("DISCORD_TOKEN is not set.")
    assert misnamed.endswith("Did you mean DISCORD_TOKEN?")
    assert GOOD_TOKEN not in result.stderr
