"""`python -m bot preview`: the real bot on a simulated server, in a local web page or as a written tour."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.domain.errors import Fault, StartError
from bot.operations import data as data_folder
from bot.operations import logs
from bot.operations.preview.drawing import columns
from bot.operations.preview.page import serve
from bot.operations.preview.tour import play
from bot.operations.preview.world import preview_settings
from bot.settings import Settings
from bot.text import Text, Texts

MARKER: Final = "PREVIEW"
"""The file that tells a folder of the preview from one of a bot that serves real people."""


def main(settings: Settings, texts: Texts, *, tour: bool, data: Path | None, port: int) -> int:
    """Serve the page until the host ends it (0), or play the tour: 0, or 1 when an expectation failed.

    Raises `StartError`. `port`: 0 takes a free one. Of the host's settings only the content is used.
    """
    if settings.log_level != "DEBUG":
        logs.configure("ERROR", sys.stderr)
    with _folder(data, texts.source) as folder:
        own = preview_settings(settings, folder)
        if tour:
            return _play(own, texts)
        kept = texts.source("preview-data-temporary" if data is None else "preview-data-kept", path=str(folder))
        asyncio.run(serve(own, texts, port, kept))
    return 0


def _play(settings: Settings, texts: Texts) -> int:
    if settings.database.exists():
        raise StartError([Fault("preview-data-not-fresh", {"path": str(settings.data)})])
    report = asyncio.run(play(settings, texts, columns()))
    sys.stdout.write("".join(f"{line}\n" for line in report.lines))
    if report.failure:
        sys.stderr.write(f"{report.failure}\n")
    return 1 if report.failure else 0


@contextmanager
def _folder(given: Path | None, text: Text) -> Generator[Path]:
    """Where the database lives: a folder of the preview's own, never the one that the bot serves real people from."""
    if given is None:
        with TemporaryDirectory(prefix="magnitude-preview-") as folder:
            yield Path(folder)
        return
    try:
        data_folder.prepare(given)
    except StartError as error:
        raise StartError([Fault("preview-data-unusable", error.faults[0].values)]) from None
    marker = given / MARKER
    if any(given.glob("*.sqlite")) and not marker.exists():
        raise StartError([Fault("preview-data-of-bot", {"path": str(given)})])
    marker.write_text(text("preview-marker") + "\n", encoding="utf-8")
    yield given
