"""`python -m bot preview` as a host runs it: a process that serves a page on this machine."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[2]
WAIT = 30


@contextmanager
def preview(folder: Path, *arguments: str, stdin: int = subprocess.DEVNULL) -> Generator[subprocess.Popen[str]]:
    """The command, on any free port, with its temporary files in `folder`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "preview", "--port", "0", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1", "TMPDIR": str(folder)},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    hanging = Timer(2 * WAIT, process.kill)
    hanging.start()
    try:
        yield process
    finally:
        hanging.cancel()
        process.kill()
        process.communicate()


def read_until(process: subprocess.Popen[str], *words: str) -> str:
    """The first line with all of these words."""
    assert process.stdout is not None
    seen: list[str] = []
    for line in process.stdout:
        seen.append(line)
        if all(word in line for word in words):
            return line.strip()
    raise AssertionError("".join(seen))


def end(process: subprocess.Popen[str], how: signal.Signals) -> tuple[int, str]:
    process.send_signal(how)
    output, _ = process.communicate(timeout=WAIT)
    return process.returncode, output


@contextmanager
def preview_at_a_terminal(
    folder: Path, *arguments: str
) -> Generator[tuple[subprocess.Popen[str], Callable[[str], object]]]:
    """The command with a terminal as its input, and what types a line there."""
    keyboard, terminal = os.openpty()
    try:
        with preview(folder, *arguments, stdin=terminal) as process:
            yield process, lambda line: os.write(keyboard, f"{line}\n".encode())
    finally:
        os.close(keyboard)
        os.close(terminal)


def open_page(address: str) -> Any:
    """What the page asks for first, as its browser does."""
    site, _, capability = address.partition("#")
    request = Request(f"{site}api/pages", b"{}", {"X-Simcord-Capability": capability}, method="POST")
    with urlopen(request, timeout=WAIT) as answer:
        return json.load(answer)


def refused(arguments: Sequence[str], **environ: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "preview", *arguments],
        capture_output=True,
        check=False,
        cwd=ROOT,
        encoding="utf-8",
        env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1", **environ},
        timeout=WAIT,
    )
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    return ran.stderr


def test_the_page_is_served_until_the_program_is_ended(tmp_path: Path) -> None:
    with preview(tmp_path) as process:
        address = read_until(process, "http://127.0.0.1:")
        with urlopen(address, timeout=WAIT) as page:
            assert page.status == 200
        shown = json.dumps(open_page(address), ensure_ascii=False)
        read_until(process, "SIGTERM")

        code, output = end(process, signal.SIGTERM)

    assert (code, output) == (0, "The preview has ended.\n")
    assert "At least **20** people" in shown
    assert all(name in shown for name in ("Ana", "Ben", "Noor (new here)", "Kim (moderator)"))
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_is_a_good_end(tmp_path: Path) -> None:
    with preview(tmp_path) as process:
        read_until(process, "SIGTERM")

        assert end(process, signal.SIGINT) == (0, "The preview has ended.\n")


def test_enter_lets_a_day_pass_and_the_number_moves(tmp_path: Path) -> None:
    with preview_at_a_terminal(tmp_path) as (process, type_line):
        read_until(process, "Enter alone")
        for joined, number in ((6, 25), (6, 35), (6, 40), (6, 45), (3, 45), (0, 45)):
            type_line("")
            read_until(process, "A day has passed.")
            added = read_until(process, "added themselves to #MeToo")
            assert added.startswith(f"{joined} other members" if joined else "No other member")
            assert read_until(process, "#MeToo") == f"#MeToo: at least {number}."
        type_line("q")
        read_until(process, "ended")

        assert process.wait(WAIT) == 0


def test_what_is_no_key_lets_no_day_pass(tmp_path: Path) -> None:
    with preview_at_a_terminal(tmp_path) as (process, type_line):
        keys = read_until(process, "Enter alone")
        read_until(process, "each such day")
        type_line("hello")
        type_line("q")

        output, _ = process.communicate(timeout=WAIT)

    assert output.splitlines()[-2:] == [keys, "The preview has ended."], "and no day has passed"


def test_the_end_of_the_input_ends_the_preview(tmp_path: Path) -> None:
    with preview_at_a_terminal(tmp_path) as (process, type_line):
        read_until(process, "Enter alone")
        type_line("\x04")

        assert process.wait(WAIT) == 0


def test_without_a_terminal_days_do_not_pass(tmp_path: Path) -> None:
    with preview(tmp_path, stdin=subprocess.PIPE) as process:
        assert "days cannot be made to pass" in read_until(process, "SIGTERM")

        assert end(process, signal.SIGTERM)[0] == 0


def test_a_kept_folder_goes_on_where_it_ended(tmp_path: Path) -> None:
    data = tmp_path / "kept"
    with preview(tmp_path, "--data", str(data)) as process:
        read_until(process, "SIGTERM")
        end(process, signal.SIGTERM)
    with preview(tmp_path, "--data", str(data)) as process:
        address = read_until(process, "http://127.0.0.1:")
        read_until(process, "earlier preview")
        shown = json.dumps(open_page(address), ensure_ascii=False)
        end(process, signal.SIGTERM)

    assert shown.count("At least **20** people") == 1
    assert {each.name for each in data.iterdir()} == {"PREVIEW", "key", "magnitude.sqlite"}


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        said = refused(["--port", str(port)], TMPDIR=str(tmp_path))

    assert said.startswith(f"The preview cannot be served on port {port}: ")
    assert list(tmp_path.iterdir()) == []


def test_the_database_of_a_real_bot_is_left_alone(tmp_path: Path) -> None:
    database = tmp_path / "magnitude.sqlite"
    database.write_bytes(b"a host's own")

    said = refused(["--data", str(tmp_path)])

    assert said.startswith(f"The folder {tmp_path} holds the database of a bot that is not a preview. ")
    assert [each.name for each in tmp_path.iterdir()] == ["magnitude.sqlite"]
    assert database.read_bytes() == b"a host's own"


def test_the_tour_refuses_a_database_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "PREVIEW").touch()
    (tmp_path / "magnitude.sqlite").touch()

    assert refused(["--tour", "--data", str(tmp_path)]).startswith("The tour begins with an empty database")


def test_a_folder_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert refused(["--data", str(tmp_path / "file")]).startswith(f"The folder {tmp_path / 'file'} cannot be used: ")
