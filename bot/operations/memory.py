"""The memory of the serving process: who was answered is let go of, and no image of it comes to lie on a disk.

Python does not overwrite what it frees. The image does that by the settings of its allocator; see the Dockerfile.
"""

from __future__ import annotations

import ctypes
import gc
import resource
import sys
from typing import Final

from yarl import URL

FORGET_EVERY: Final = 5
"""Seconds from one time of letting go to the next. In a trial it took 0.1 ms, and 20 with a thousand servers."""

_ADDRESSES_KEPT: Final = 128
"""How many of the last addresses yarl remembers; the tokens of interactions stand in them."""
_PR_SET_DUMPABLE: Final = 4
"""From Linux's <sys/prctl.h>."""


def forbid_dumps() -> None:
    """Let nothing write an image of this process, nor another program of the same user look into it or its environment.

    The limit alone would not stop a program that Linux hands its dumps to; there a process can also say that there is
    to be none.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, *map(ctypes.c_ulong, (0, 0, 0, 0)))


def grow() -> None:
    """Until `settle`, look for no circles to free: nearly all that a start makes stays, and it would take 0.1 s."""
    gc.disable()


def settle() -> None:
    """What there is before anybody is answered stays for good: `forget` need not look through it, which takes 50 ms."""
    gc.freeze()
    gc.enable()


def forget() -> None:
    """Free what nothing needs any more of those who were answered.

    An interaction and its answer refer to each other in discord.py, so that it, with the member, stays until Python
    looks for such circles: in a bot that nobody uses any more, for ever. yarl would keep the last addresses as long.
    """
    for number in range(_ADDRESSES_KEPT):
        URL(f"http://localhost/{number}")
        URL(f"http://localhost/{number}", encoded=True)
    gc.collect()
