"""`python -m tests.standin --port 8080`: a Discord to point a bot at by hand. Stops at a signal."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from tests.standin.server import TOKEN, Standin


async def serve(host: str, port: int, token: str) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Standin(host=host, port=port, token=token) as standin:
        for name, value in standin.environment().items():
            sys.stdout.write(f"{name}={value}\n")
        sys.stdout.flush()
        await stop.wait()
    for violation in standin.violations:
        sys.stdout.write(f"{violation.where}: {violation.reason}\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.standin", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default=TOKEN, help="the only token that is let in")
    options = parser.parse_args()
    asyncio.run(serve(options.host, options.port, options.token))


if __name__ == "__main__":
    main()
