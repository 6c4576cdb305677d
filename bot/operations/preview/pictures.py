"""Pictures of the bot for the documents: `python -m bot.operations.preview.pictures [FOLDER]`.

They are taken of simcord's page, in which the real bot answers, at a desktop's and at a phone's width. The same content
gives the same pictures.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import discord
import simcord

from bot import text
from bot.content import load_content
from bot.domain.errors import StartError
from bot.operations import faults, logs
from bot.operations.preview.browser import Tab, find_browser, open_browser
from bot.operations.preview.page import prepare
from bot.operations.preview.tour import MORNING, WarnedFirst, newest
from bot.operations.preview.world import MovableClock, World, open_world, preview_settings
from bot.settings import load_settings

FOLDER: Final = Path("docs/pictures")
WIDTHS: Final = {"desktop": 720, "phone": 390}
"""In CSS pixels."""
HEIGHT: Final = 4_000
"""More than the longest answer takes on a phone: nothing is cut off."""
SHARPNESS: Final = 2
"""Pixels of a picture for one CSS pixel, as on most phones."""
COUNTRY: Final = "United Kingdom"

READY: Final = """(async () => {
  while (!window.simcordPreview?.ready) await new Promise((then) => setTimeout(then, 50));
  document.body.dataset.managedCapture = "true";
  await new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)));
  const { x, y, width, height } = document.getElementById("focused-content").getBoundingClientRect();
  return { x, y, width, height };
})()"""
"""Waits until the page is drawn, leaves nothing of it but the message, and tells where that is."""


async def take(folder: Path, environ: Mapping[str, str]) -> list[Path]:
    """Every picture, as `<subject>-<width>.png`. Raises `StartError`."""
    program = find_browser(environ)
    settings = load_settings({"MAGNITUDE_CONFIG": environ.get("MAGNITUDE_CONFIG", "")})
    now = datetime.combine(newest(load_content(settings.config).directory), MORNING)
    folder.mkdir(parents=True, exist_ok=True)
    taken: list[Path] = []
    with TemporaryDirectory(prefix="magnitude-preview-") as data:
        own = preview_settings(settings, Path(data))
        async with (
            open_world(own, text.load(), MovableClock(lambda: now), WarnedFirst()) as world,
            open_browser(program) as tab,
        ):
            await prepare(world)
            subjects = await _subjects(world)
            for width_name, width in WIDTHS.items():
                for name, subject in subjects.items():
                    path = folder / f"{name}-{width_name}.png"
                    path.write_bytes(await _picture(world, tab, subject, width))
                    taken.append(path)
    return taken


async def _subjects(world: World) -> dict[str, discord.Message | simcord.InteractionResult]:
    """What there is to see, by name, all of it for one person's eyes."""
    campaign, who = world.campaigns[0], world.first
    message, *_ = [message for message in world.channel.history() if not message.flags.ephemeral]
    return {
        "campaign-message": message,
        campaign.command: await who.slash(world.channel, campaign.command),
        "tally": await who.slash(world.channel, "tally"),
        "about": await who.slash(world.channel, "about"),
        "quote-warning": await who.slash(world.channel, "quote"),
        "resources": await who.slash(world.channel, "resources", country=COUNTRY),
    }


async def _picture(world: World, tab: Tab, subject: discord.Message | simcord.InteractionResult, width: int) -> bytes:
    preview = world.env.preview(world.channel, viewers=[world.first], display="fixed", width=width, height=HEIGHT)
    async with preview as page:
        await page.show(subject)
        await tab.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=HEIGHT,
            deviceScaleFactor=SHARPNESS,
            mobile=False,
        )
        await tab.call("Page.navigate", url=page.url)
        return await tab.picture(await tab.evaluate(READY))


def main(arguments: list[str]) -> int:
    """Take the pictures and tell where they are; 1 and a sentence when that does not work."""
    logs.configure("ERROR", sys.stderr)
    try:
        taken = asyncio.run(take(Path(*arguments) if arguments else FOLDER, os.environ))
    except StartError as error:
        sys.stderr.write("".join(f"{sentence}\n" for sentence in faults.render(error.faults, text.load().source)))
        return 1
    sys.stdout.write("".join(f"{path}\n" for path in taken))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
