"""`python -m tests.process.hurried run`: the bot with less patience, so that a minute of waiting takes a second."""

from __future__ import annotations

import sys
from datetime import timedelta
from functools import partialmethod
from typing import Final
from unittest.mock import patch

from discord.ext import commands

from bot.__main__ import main as host_command
from bot.operations import run, starts
from bot.services import _rounds
from cogs import _answers

SILENCE: Final = 1.0
"""Seconds without a word from the gateway after which the connection is given up; heartbeats must come more often."""
ROUND: Final = 0.4
"""Seconds that one server gets in a round."""
BETWEEN_ROUNDS: Final = 0.1
ANSWER: Final = 2.0
"""Seconds that sending an answer may take."""


def main() -> int:
    patient = commands.AutoShardedBot.__init__
    hasty = partialmethod(patient, heartbeat_timeout=SILENCE, guild_ready_timeout=SILENCE / 10)
    with (
        patch.object(commands.AutoShardedBot, "__init__", hasty),
        patch.object(starts, "BETWEEN_SESSIONS", timedelta(0)),
        patch.object(_rounds, "LONGEST", ROUND),
        patch.object(_answers, "LONGEST", ANSWER),
        patch.object(run, "TICKS_EVERY", BETWEEN_ROUNDS),
    ):
        return host_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
