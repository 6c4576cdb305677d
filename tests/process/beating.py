"""The bot's program with a heart that beats often enough for a test: `python -m tests.process.beating run`."""

from __future__ import annotations

import sys

from bot.__main__ import main
from bot.operations import health

if __name__ == "__main__":
    health.BEAT_EVERY = 0.05  # pyright: ignore[reportAttributeAccessIssue]
    sys.exit(main(sys.argv[1:]))
