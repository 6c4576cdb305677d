"""The host's key (S8): where it is found, when it is made, and when the program refuses to go on."""

from __future__ import annotations

import resource
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from host_tools import sentences

from bot.domain.errors import StartError
from bot.domain.tally import Marks
from bot.key import load_key
from bot.settings import load_settings

KEY = bytes(range(200, 232))
OTHER = bytes(range(100, 132))


def load(data: Path, existing: bytes | None = None, **environ: str) -> bytes:
    settings = load_settings({"MAGNITUDE_DATA": str(data), **environ})
    fingerprint = Marks(existing).fingerprint if existing else None
    return load_key(settings, existing_fingerprint=fingerprint, random=lambda size: KEY[:size])


def refusal(data: Path, existing: bytes | None = None, **environ: str) -> str:
    with pytest.raises(StartError) as caught:
        load(data, existing, **environ)
    (sentence,) = sentences(caught.value)
    assert KEY.hex() not in sentence
    return sentence


def write_key(data: Path, content: str, mode: int = 0o600) -> Path:
    path = data / "key"
    path.write_text(content)
    path.chmod(mode)
    return path


@contextmanager
def no_room_beyond(size: int) -> Generator[None]:
    """No file can grow past `size` bytes: as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_s8_the_first_start_makes_a_key_for_its_owner_only(tmp_path: Path) -> None:
    assert load(tmp_path) == KEY
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_the_next_start_finds_it(tmp_path: Path) -> None:
    load(tmp_path)
    made = (tmp_path / "key").read_bytes()
    assert load(tmp_path, existing=KEY) == KEY
    assert (tmp_path / "key").read_bytes() == made


def test_the_file_can_be_moved_into_a_secret_as_it_is(tmp_path: Path) -> None:
    load(tmp_path)
    secret = (tmp_path / "key").rename(tmp_path / "secret")
    assert load(tmp_path, existing=KEY, MAGNITUDE_KEY_FILE=str(secret)) == KEY
    assert not (tmp_path / "key").exists()


def test_a_key_that_is_set_goes_before_the_file(tmp_path: Path) -> None:
    write_key(tmp_path, KEY.hex())
    assert load(tmp_path, MAGNITUDE_KEY=OTHER.hex()) == OTHER


def test_no_new_key_is_made_for_a_database_that_needs_its_own(tmp_path: Path) -> None:
    assert "Restore the key file" in refusal(tmp_path, existing=KEY)
    assert list(tmp_path.iterdir()) == []


def test_a_key_of_another_database_is_refused(tmp_path: Path) -> None:
    assert "MAGNITUDE_KEY is not the one" in refusal(tmp_path, existing=KEY, MAGNITUDE_KEY=OTHER.hex())
    path = write_key(tmp_path, OTHER.hex())
    assert f"{path} is not the one" in refusal(tmp_path, existing=KEY)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_s8_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = write_key(tmp_path, KEY.hex(), mode)
    assert f"chmod 600 {path}" in refusal(tmp_path)


@pytest.mark.parametrize("content", ["", KEY.hex()[:-2], "\udcff", "not a key"])
def test_a_file_that_holds_no_key_is_refused_and_left_as_it_is(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_bytes(content.encode(errors="surrogateescape"))
    path.chmod(0o600)
    assert "does not hold a key" in refusal(tmp_path)
    assert path.read_bytes() == content.encode(errors="surrogateescape")


def test_a_key_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir(mode=0o700)
    assert "cannot be read" in refusal(tmp_path)


def test_where_there_is_no_room_no_part_of_a_key_is_left(tmp_path: Path) -> None:
    with no_room_beyond(10):
        assert "cannot be made" in refusal(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert load(tmp_path) == KEY
