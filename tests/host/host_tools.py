"""Running the program as a host does, and reading what it says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from bot.domain.errors import StartError
from bot.operations.faults import render
from bot.text import load

ROOT = Path(__file__).parents[2]
GOOD_TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAw.AbCdEf." + "x" * 38


def environment(**environ: str) -> dict[str, str]:
    """These settings and the content that ships, and nothing else that the tests' own environment holds."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "MAGNITUDE_CONFIG": str(ROOT / "config"), **environ}


def own_config(folder: Path) -> Path:
    """A copy of the content that ships, to break."""
    return shutil.copytree(ROOT / "config", folder / "config")


def bot(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """`python -m bot …` in `folder`, with these settings and the content that ships."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(**environ),
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def refusal(result: subprocess.CompletedProcess[str]) -> list[str]:
    """The sentences with which the program refused: no traceback, a failing exit code."""
    assert result.returncode == 1, result
    assert "Traceback" not in result.stderr
    sentences = result.stderr.splitlines()
    assert all(sentence.endswith((".", "…`", "/api/v10", ":7878")) for sentence in sentences), sentences
    return sentences


def sentences(error: StartError) -> list[str]:
    return render(error.faults, load().source)
