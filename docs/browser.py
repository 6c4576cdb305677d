"""A headless Chromium that opens pages and takes pictures, spoken to over its debugging protocol."""

from __future__ import annotations

import asyncio
import os
import shutil
from base64 import b64decode
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import aiohttp

from bot.domain.errors import Fault, StartError

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
VARIABLE: Final = "CHROMIUM"
FLAGS: Final = (
    "--headless",
    "--no-sandbox",  # it opens nothing but a page of this program's own, and may run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)
STARTS_WITHIN: Final = 30
"""Seconds."""
LARGEST: Final = 64 * 1024 * 1024
"""Bytes of one picture, as the protocol carries it."""


class Tab:
    """One page in the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._sent = 0

    async def call(self, method: str, **values: Any) -> dict[str, Any]:
        """One command of the protocol and its result. Raises `RuntimeError` when the browser refuses it."""
        self._sent += 1
        await self._socket.send_json({"id": self._sent, "method": method, "params": values})
        while True:
            said = await self._socket.receive_json()
            if said.get("id") == self._sent:
                if "error" in said:
                    raise RuntimeError(f"{method}: {said['error']['message']}")
                return said["result"]

    async def evaluate(self, script: str) -> Any:
        """What a JavaScript promise gives."""
        given = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        return given["result"].get("value")

    async def picture(self, clip: Mapping[str, float]) -> bytes:
        """A PNG of a part of the page."""
        given = await self.call("Page.captureScreenshot", format="png", clip={**clip, "scale": 1})
        return b64decode(given["data"])


def find_browser(environ: Mapping[str, str]) -> str:
    """The program that `CHROMIUM` names, else a Chromium that is installed. Raises `StartError`."""
    named = environ.get(VARIABLE)
    found = next(filter(None, map(shutil.which, [named] if named else NAMES)), None)
    if found is None:
        raise StartError([Fault("pictures-no-browser", {"names": ", ".join(NAMES), "variable": VARIABLE})])
    return found


@asynccontextmanager
async def open_browser(program: str) -> AsyncGenerator[Tab]:
    """A browser with an empty profile and one tab."""
    with TemporaryDirectory(prefix="magnitude-browser-", ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            program,
            *FLAGS,
            f"--user-data-dir={profile}",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "HOME": profile},
        )
        try:
            port = await _port(Path(profile) / "DevToolsActivePort")
            async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
                async with session.put("/json/new?about:blank") as response:
                    address = (await response.json())["webSocketDebuggerUrl"]
                async with session.ws_connect(address, max_msg_size=LARGEST) as socket:
                    yield Tab(socket)
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


async def _port(file: Path) -> int:
    """Chromium writes the port that it has chosen into its profile."""
    for _ in range(STARTS_WITHIN * 20):
        await asyncio.sleep(0.05)
        if written := await asyncio.to_thread(_read, file):
            return int(written.split()[0])
    raise StartError([Fault("pictures-no-start", {"variable": VARIABLE})])


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""
