"""Where the program prints to: pipes that end early, full disks, terminals with few letters, and no libraries."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from host_tools import ROOT, bot, environment, refusal

FULL = Path("/dev/full")


def printing_to(output: int, folder: Path, *arguments: str, **environ: str) -> tuple[int, str]:
    """The exit code and what was said about it."""
    result = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(**environ),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    return result.returncode, result.stderr


def read_by_nobody(folder: Path, *arguments: str, **environ: str) -> tuple[int, str]:
    """As `… | head` when head has ended."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        return printing_to(writer, folder, *arguments, **environ)
    finally:
        os.close(writer)


@pytest.mark.parametrize("arguments", [("check",), ("migrate",), ("--help",), ("--version",)])
def test_a_reader_who_has_seen_enough_is_no_fault(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert read_by_nobody(tmp_path, *arguments) == (0, "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_faults_are_told_also_when_nobody_reads_what_is_fine(tmp_path: Path, unbuffered: str) -> None:
    code, said = read_by_nobody(tmp_path, "check", MAGNITUDE_LOG_LEVEL="LOUD", PYTHONUNBUFFERED=unbuffered)
    assert code == 1
    assert said.startswith("MAGNITUDE_LOG_LEVEL is not a level.")
    assert said.count("\n") == 1


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [("check",), ("--help",), ("--version",)])
def test_output_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with FULL.open("w") as full:
        assert printing_to(full.fileno(), tmp_path, *arguments) == (
            1,
            "What the command prints cannot be written: No space left on device. "
            "Free some space there, or send the output somewhere else.\n",
        )


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_long_output_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    """Longer than what is held back until the end: the write fails while the command is at work."""
    with FULL.open("w") as full:
        code, said = printing_to(full.fileno(), tmp_path, "preview", "--tour")
    assert code == 1
    assert said.startswith("Something could not be read, written or reached: No space left on device.")
    assert said.count("\n") == 1


def test_letters_that_a_terminal_cannot_show_are_written_another_way(tmp_path: Path) -> None:
    result = bot(tmp_path, "check", PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (0, "")
    assert "L\\xednea 144" in result.stdout
    (sentence,) = refusal(bot(tmp_path, "check", PYTHONIOENCODING="ascii", MAGNITUDE_KEY="short"))
    assert "\\u201copenssl rand -hex 32\\u201d" in sentence


@pytest.mark.parametrize("arguments", [(), ("check",), ("--help",), ("health",)])
def test_a_python_without_the_libraries_is_told_in_a_sentence(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = subprocess.run(
        [sys.executable, "-S", "-m", "bot", *arguments],  # -S: without what is installed
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refusal(result) == [
        "Magnitude's libraries are not installed for this Python. "
        "Use make (make run, make check, make preview), or .venv/bin/python -m bot."
    ]


def test_the_version_is_that_of_the_package(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('DISCORD_TOKEN = "abc')
    result = bot(tmp_path, "--version")
    assert (result.returncode, result.stderr) == (0, "")
    version = (
        (ROOT / "bot" / "__init__.py").read_text(encoding="utf-8").partition('__version__ = "')[2].partition('"')[0]
    )
    assert result.stdout == f"Magnitude {version}\n"
