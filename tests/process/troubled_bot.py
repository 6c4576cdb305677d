"""`python -m tests.process.troubled_bot run` is `python -m bot run` on a machine that a test troubles.

`ROUNDS_EVERY` are the seconds from one round of ticks, posts, removals and beats to the next: no test waits for
those of a bot that serves.

`TROUBLES` names a folder. In it the file `clock` holds the seconds by which this process sees the time of day wrong,
and `disk` those that each wait for the disk takes longer; nothing is wrong while a file is not there. Both are looked
at anew each time. What the operating system measures by itself, as intervals do, stays as it is.
"""

from __future__ import annotations

import datetime
import os
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any, Final, Self

WAITS_FOR_THE_DISK: Final = ("COMMIT", "VACUUM", "PRAGMA WAL_CHECKPOINT")


def trouble(name: str) -> float:
    try:
        return float((Path(os.environ["TROUBLES"]) / name).read_text(encoding="ascii"))
    except FileNotFoundError:
        return 0.0


class MovedTime(datetime.datetime):
    """What every module that is imported from now on takes for `datetime`."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Self:
        return super().now(tz) + datetime.timedelta(seconds=trouble("clock"))


class SlowConnection(sqlite3.Connection):
    """Holds its locks meanwhile, and lets the other threads go on: as while the disk is waited for."""

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        if sql.upper().startswith(WAITS_FOR_THE_DISK):
            time.sleep(trouble("disk"))
        return super().execute(sql, *values)

    def commit(self) -> None:
        time.sleep(trouble("disk"))
        super().commit()


def beset() -> None:
    """From here on, and in what is imported after it."""
    connect, real = sqlite3.connect, time.time

    def slow(*arguments: Any, **options: Any) -> sqlite3.Connection:
        return connect(*arguments, **{"factory": SlowConnection, **options})

    sqlite3.connect = slow  # pyright: ignore[reportAttributeAccessIssue]
    time.time = lambda: real() + trouble("clock")
    datetime.datetime = MovedTime  # pyright: ignore[reportAttributeAccessIssue]


if __name__ == "__main__":
    beset()
    from bot.__main__ import main
    from bot.operations import health, run

    if "ROUNDS_EVERY" in os.environ:
        every = float(os.environ["ROUNDS_EVERY"])
        health.BEAT_EVERY = run.TICKS_EVERY = run.PURGE_EVERY = every  # pyright: ignore
    sys.exit(main(sys.argv[1:]))
