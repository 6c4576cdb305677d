"""Pictures of the bot for the documents: `python -m docs.pictures [FOLDER]`, from the top folder.

They are taken of simcord's page, in which the real bot answers, at a desktop's and at a phone's width. The same content
gives the same pictures.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import simcord
from PIL import Image

from bot import text
from bot.content import load_content
from bot.domain.errors import StartError
from bot.operations import faults, logs
from bot.operations.preview.tour import MORNING, WarnedFirst, newest
from bot.operations.preview.world import MovableClock, World, open_world, preview_settings
from bot.settings import load_settings
from docs.browser import Tab, find_browser, open_browser
from docs.subjects import SUBJECTS, Shown

FOLDER: Final = Path("docs/pictures")
HEIGHT: Final = 4_000
"""More than the longest answer takes on a phone: nothing is cut off."""
SHARPNESS: Final = 2
"""Pixels of a picture for one CSS pixel, as on most phones."""
COLOURS: Final = 64

READY: Final = """(async () => {
  const pause = (time) => new Promise((then) => setTimeout(then, time));
  while (!window.simcordPreview) await pause(50);
  const frame = document.querySelectorAll("[data-workbench]");
  frame.forEach((part) => part.style.setProperty("display", "none", "important"));
  for (let quiet = 0; quiet < 8; await pause(50)) {
    quiet = window.simcordPreview.ready ? quiet + 1 : 0;
  }
  const form = document.querySelector(".modal-dialog");
  form?.parentElement.replaceChildren(Object.assign(form, { style: "border-radius: 0; max-height: none" }));
  const { x, y, width, height } = (form ?? document.getElementById("focused-content")).getBoundingClientRect();
  return { x, y, width, height: height + (form ? 0 : 12) };
})()"""
"""Leaves nothing of the page but the message or the form, waits until it can be used, and tells where it is."""


async def take(environ: Mapping[str, str]) -> dict[str, bytes]:
    """Every picture as a PNG, by its file's name. Raises `StartError`."""
    program = find_browser(environ)
    settings = load_settings({"MAGNITUDE_CONFIG": environ.get("MAGNITUDE_CONFIG", "")})
    now = datetime.combine(newest(load_content(settings.config).directory), MORNING)
    with TemporaryDirectory(prefix="magnitude-preview-") as data:
        own = preview_settings(settings, Path(data))
        async with (
            open_world(own, text.load(), MovableClock(lambda: now), WarnedFirst()) as world,
            open_browser(program) as tab,
        ):
            pictures: dict[str, bytes] = {}
            for subject in SUBJECTS:
                shown = await subject.show(world)
                for file, width in subject.files.items():
                    pictures[file] = await _picture(world, tab, subject.viewer(world), shown, width)
            return pictures


async def _picture(world: World, tab: Tab, who: simcord.MemberActor, shown: Shown, width: int) -> bytes:
    preview = world.env.preview(world.channel, viewers=[who], display="fixed", width=width, height=HEIGHT)
    async with preview as page:
        await page.show(shown)
        await tab.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=HEIGHT,
            deviceScaleFactor=SHARPNESS,
            mobile=False,
        )
        await tab.call("Page.navigate", url=page.url)
        return _small(await tab.picture(await tab.evaluate(READY)))


def _small(picture: bytes) -> bytes:
    """The same PNG with few colours, which text on a plain ground does not miss: a quarter of the size."""
    result = BytesIO()
    Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS).save(result, "PNG", optimize=True)
    return result.getvalue()


def main(arguments: list[str]) -> int:
    """Take the pictures and tell where they are; 1 and a sentence when that does not work."""
    logs.configure("ERROR", sys.stderr)
    folder = Path(*arguments) if arguments else FOLDER
    try:
        pictures = asyncio.run(take(os.environ))
    except StartError as error:
        sys.stderr.write("".join(f"{sentence}\n" for sentence in faults.render(error.faults, text.load().source)))
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        (folder / name).write_bytes(picture)
        sys.stdout.write(f"{folder / name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
