"""The host's keys (S8): where they are found, when one is made or added, and when the program refuses to go on."""

from __future__ import annotations

import os
import resource
import stat
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from host_tools import sentences

from bot.domain.errors import StartError
from bot.domain.tally import Marks
from bot.key import add_key, find_keys, first_keys, forget_draft, renewed_keys
from bot.settings import MOST_KEYS, Settings, load_settings

KEY = bytes(range(200, 232))
OTHER = bytes(range(100, 132))
THIRD = bytes(range(50, 82))
FINGERPRINT = Marks([KEY]).fingerprint


def settings(data: Path, **environ: str) -> Settings:
    return load_settings({"MAGNITUDE_DATA": str(data), **environ})


def giving(key: bytes) -> Callable[[int], bytes]:
    return lambda size: key[:size]


def first(data: Path, **environ: str) -> tuple[bytes, ...]:
    return first_keys(settings(data, **environ), giving(KEY))


def refusal(load: Callable[[], object]) -> str:
    """The one sentence with which it is refused; no key is in it."""
    with pytest.raises(StartError) as caught:
        load()
    (sentence,) = sentences(caught.value)
    assert not [key for key in (KEY, OTHER, THIRD) if key.hex() in sentence]
    return sentence


def found(data: Path, *keys: bytes, **environ: str) -> str:
    """How these keys are refused for a database that was written under `KEY`."""
    if keys:
        write_key(data, "\n".join(key.hex() for key in keys))
    return refusal(lambda: find_keys(settings(data, **environ), FINGERPRINT))


def write_key(data: Path, content: str, mode: int = 0o600) -> Path:
    path = data / "key"
    path.write_text(content)
    path.chmod(mode)
    return path


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


@contextmanager
def no_room_beyond(size: int) -> Generator[None]:
    """No file can grow past `size` bytes: as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def on_disk(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was brought to disk, in this order: "a file", "a folder", and between them "renamed"."""
    seen: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(descriptor: int) -> None:
        seen.append("a folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "a file")
        fsync(descriptor)

    def noted_replace(path: Path, target: Path) -> Path:
        seen.append("renamed")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    return seen


def test_s8_the_first_start_makes_a_key_for_its_owner_only(tmp_path: Path, on_disk: list[str]) -> None:
    assert first(tmp_path) == (KEY,)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert on_disk == ["a file", "a folder"], "a key that a power cut takes along is lost for good"


def test_the_next_start_finds_it(tmp_path: Path) -> None:
    first(tmp_path)
    made = (tmp_path / "key").read_bytes()
    assert find_keys(settings(tmp_path), FINGERPRINT) == (KEY,)
    assert (tmp_path / "key").read_bytes() == made


def test_of_two_first_starts_one_makes_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    def looked_before(_: Path) -> bool:
        return False

    monkeypatch.setattr(Path, "exists", looked_before)
    first(tmp_path)
    assert "File exists" in refusal(lambda: first_keys(settings(tmp_path), giving(OTHER)))
    assert lines(tmp_path / "key") == [KEY.hex()]


def test_the_file_can_be_moved_into_a_secret_as_it_is(tmp_path: Path) -> None:
    first(tmp_path)
    add_key(settings(tmp_path), [KEY], giving(OTHER))
    secret = (tmp_path / "key").rename(tmp_path / "secret")
    assert find_keys(settings(tmp_path, MAGNITUDE_KEY_FILE=str(secret)), FINGERPRINT) == (KEY, OTHER)
    assert not (tmp_path / "key").exists()


def test_a_key_that_is_set_goes_before_the_file(tmp_path: Path) -> None:
    write_key(tmp_path, KEY.hex())
    assert first(tmp_path, MAGNITUDE_KEY=OTHER.hex()) == (OTHER,)


def test_no_new_key_is_made_for_a_database_that_needs_its_own(tmp_path: Path) -> None:
    sentence = found(tmp_path)
    assert "Restore the key file" in sentence
    assert "rotate-key --remove-entries" in sentence
    assert list(tmp_path.iterdir()) == []


def test_a_key_of_another_database_is_refused(tmp_path: Path) -> None:
    assert "MAGNITUDE_KEY is not the one" in found(tmp_path, MAGNITUDE_KEY=OTHER.hex())
    assert f"{tmp_path / 'key'} is not the one" in found(tmp_path, OTHER)


@pytest.mark.parametrize("keys", [[OTHER, KEY, THIRD], [KEY, THIRD], [OTHER, THIRD], [KEY, OTHER]])
def test_keys_in_another_order_and_keys_with_one_missing_are_refused(tmp_path: Path, keys: list[bytes]) -> None:
    write_key(tmp_path, "\n".join(key.hex() for key in keys))
    fingerprint = Marks([KEY, OTHER, THIRD]).fingerprint
    sentence = refusal(lambda: find_keys(settings(tmp_path), fingerprint))
    assert "is not the one" in sentence
    assert "the oldest first" in sentence


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_s8_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = write_key(tmp_path, KEY.hex(), mode)
    assert f"chmod 600 {path}" in refusal(lambda: first(tmp_path))


def test_s8_a_key_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever owns a file can read it; and a new one in its place would belong to somebody else."""
    write_key(tmp_path, KEY.hex())
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert "belongs to the user who runs this command" in refusal(lambda: first(tmp_path))


@pytest.mark.parametrize("content", ["", "\n\r\n", KEY.hex()[:-2], "\udcff", "\ufeff" + KEY.hex(), "not a key"])
def test_a_file_that_holds_no_key_is_refused_and_left_as_it_is(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_bytes(content.encode(errors="surrogateescape"))
    path.chmod(0o600)
    assert "does not hold a key" in refusal(lambda: first(tmp_path))
    assert path.read_bytes() == content.encode(errors="surrogateescape")


def test_line_ends_and_blank_lines_do_not_matter(tmp_path: Path) -> None:
    write_key(tmp_path, f"{KEY.hex()}\r\n{OTHER.hex()}\r\n\r\n  \n")
    assert find_keys(settings(tmp_path), FINGERPRINT) == (KEY, OTHER)


def test_a_file_with_a_key_twice_or_with_too_many_is_refused(tmp_path: Path) -> None:
    assert "the same key twice" in found(tmp_path, KEY, OTHER, KEY)
    many = [bytes([number]) * 32 for number in range(MOST_KEYS + 1)]
    assert "more keys than can be used" in found(tmp_path, *many)


def test_a_folder_or_a_pipe_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir(mode=0o700)
    assert "is not a plain file" in refusal(lambda: first(tmp_path))
    (tmp_path / "key").rmdir()
    os.mkfifo(tmp_path / "key", 0o600)
    assert "is not a plain file" in refusal(lambda: first(tmp_path))


@pytest.mark.skipif(os.geteuid() == 0, reason="file modes do not bind root")
def test_a_key_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    write_key(tmp_path, KEY.hex(), 0o200)
    assert "cannot be read: Permission denied" in refusal(lambda: first(tmp_path))


def test_where_there_is_no_room_no_part_of_a_key_is_left(tmp_path: Path) -> None:
    with no_room_beyond(10):
        assert "cannot be written" in refusal(lambda: first(tmp_path))
    assert list(tmp_path.iterdir()) == []
    assert first(tmp_path) == (KEY,)


def test_s8_a_key_is_added_behind_the_others(tmp_path: Path, on_disk: list[str]) -> None:
    path = write_key(tmp_path, KEY.hex())
    add_key(settings(tmp_path), [KEY], giving(OTHER))
    assert lines(path) == [KEY.hex(), OTHER.hex()]
    assert path.stat().st_mode & 0o777 == 0o600
    assert on_disk == ["a file", "renamed", "a folder"], "whenever the power fails there is the old file or the new one"
    assert list(tmp_path.iterdir()) == [path]


def test_where_there_is_no_room_for_another_key_the_file_stays(tmp_path: Path) -> None:
    path = write_key(tmp_path, f"{KEY.hex()}\n")
    with no_room_beyond(100):
        assert "cannot be written" in refusal(lambda: add_key(settings(tmp_path), [KEY], giving(OTHER)))
    assert lines(path) == [KEY.hex()]
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_kill_left_is_written_over_and_forgotten(tmp_path: Path) -> None:
    path, draft = write_key(tmp_path, KEY.hex()), tmp_path / "key.new"
    draft.write_text(THIRD.hex())
    add_key(settings(tmp_path), [KEY], giving(OTHER))
    assert lines(path) == [KEY.hex(), OTHER.hex()]
    draft.write_text(THIRD.hex())
    forget_draft(settings(tmp_path))
    assert list(tmp_path.iterdir()) == [path]


def test_there_is_a_last_key(tmp_path: Path) -> None:
    keys = [bytes([number]) * 32 for number in range(MOST_KEYS)]
    path = write_key(tmp_path, "before")
    assert f"holds {MOST_KEYS} keys already" in refusal(lambda: add_key(settings(tmp_path), keys, giving(OTHER)))
    add_key(settings(tmp_path), keys[1:], giving(OTHER))
    assert len(lines(path)) == MOST_KEYS


def test_a_link_is_followed_and_stays_one(tmp_path: Path) -> None:
    """The key can live on another disk than the database: a change must not bring it over."""
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    data.mkdir()
    elsewhere.mkdir()
    (data / "key").symlink_to(elsewhere / "magnitude-key")
    assert first(data) == (KEY,)
    add_key(settings(data), [KEY], giving(OTHER))
    assert (data / "key").is_symlink()
    assert lines(elsewhere / "magnitude-key") == [KEY.hex(), OTHER.hex()]
    (elsewhere / "magnitude-key.new").touch()
    forget_draft(settings(data))
    assert [file.name for folder in (data, elsewhere) for file in folder.iterdir()] == ["key", "magnitude-key"]


def test_a_link_to_nowhere_is_a_missing_key(tmp_path: Path) -> None:
    (tmp_path / "key").symlink_to(tmp_path / "not-mounted" / "key")
    assert "The key is gone" in found(tmp_path)
    assert "cannot be written: No such file" in refusal(lambda: first(tmp_path))


def test_a_renewed_key_takes_the_place_of_all_others(tmp_path: Path) -> None:
    path = write_key(tmp_path, "whatever was there")
    assert renewed_keys(settings(tmp_path), giving(OTHER)) == (OTHER,)
    assert lines(path) == [OTHER.hex()]
    assert renewed_keys(settings(tmp_path, MAGNITUDE_KEY=THIRD.hex()), giving(KEY)) == (THIRD,)
    assert lines(path) == [OTHER.hex()], "one that is set is not written anywhere"
