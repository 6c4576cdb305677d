"""Two copies of the bot are started on one data folder by mistake, which goes by two names."""

from __future__ import annotations

import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.process.harness import BotProcess, add, entries, marks, member
from tests.standin import Standin


async def test_a_second_copy_is_refused_by_whatever_name_it_calls_the_folder(
    standin: Standin, bot_process: BotProcess, tmp_path: Path
) -> None:
    """It says why, and the first goes on: nobody is answered twice, and no start is counted that was none."""
    await add(standin, member(1))
    await bot_process.serving()  # both write to one log: the last line of it is to be the second's
    with other_names(bot_process.data, tmp_path) as names:
        for name in names:
            async with BotProcess(standin, tmp_path, MAGNITUDE_DATA=str(name)) as second:
                assert await second.ended(20) == 1
            assert f"Another bot serves from {name}" in second.output.splitlines()[-1]
            assert "Traceback" not in second.output
    assert len((bot_process.data / "starts").read_text().splitlines()) == 1
    await add(standin, member(2))
    assert len(standin.gateway.identified) == 1
    assert await bot_process.stop() == 0
    assert entries(bot_process.data, tmp_path) == marks(standin, [member(1), member(2)])


@contextmanager
def other_names(folder: Path, beside: Path) -> Generator[list[Path]]:
    """A link to the folder and, where one may mount something, a mount of it."""
    link, mount = beside / "link", beside / "mount"
    link.symlink_to(folder)
    mount.mkdir()
    command = ["mount", "--bind", str(folder), str(mount)]
    mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield [link, mount] if mounted else [link]
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(mount)], check=True)
