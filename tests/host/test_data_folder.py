"""The data folder: made for its owner only, tried before use."""

from __future__ import annotations

from pathlib import Path

import pytest
from host_tools import sentences
from test_key_file import no_room_beyond

from bot.domain.errors import StartError
from bot.operations.data import STOP_FIRST, alone, prepare


def refusal(folder: Path) -> str:
    with pytest.raises(StartError) as caught:
        prepare(folder)
    (sentence,) = sentences(caught.value)
    return sentence


def test_s8_it_is_made_for_its_owner_only(tmp_path: Path) -> None:
    prepare(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_trying_it_leaves_nothing_and_keeps_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("kept")
    prepare(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["key"]


def test_a_file_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert f"The data folder {tmp_path / 'file'} cannot be used" in refusal(tmp_path / "file")
    assert "Not a directory" in refusal(tmp_path / "file" / "below")


def test_a_full_disk_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    with no_room_beyond(4096):
        assert "with free space" in refusal(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_only_one_has_it_at_a_time(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(StartError) as caught, alone(tmp_path):
        pass
    assert "Another bot serves from" in sentences(caught.value)[0]
    with alone(tmp_path):
        pass


def test_a_command_that_needs_the_bot_stopped_says_so(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(StartError) as caught, alone(tmp_path, STOP_FIRST):
        pass
    (sentence,) = sentences(caught.value)
    assert sentence.startswith(f"This needs the bot to be stopped, and {tmp_path} is in use")


def test_a_lock_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()
    with pytest.raises(StartError) as caught, alone(tmp_path):
        pass
    assert sentences(caught.value)[0].startswith(f"The file {tmp_path / 'lock'} cannot be opened: Is a directory.")
