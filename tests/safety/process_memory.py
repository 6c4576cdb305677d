"""The memory of a process on this machine, as a core dump would hold it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from tests.safety.traces import Traces

ROOT: Final = Path(__file__).parents[2]
_SETTING: Final = re.compile(r"\b(PYTHONMALLOC|GLIBC_TUNABLES)=(\S+)")


def overwriting(file: str = "Dockerfile") -> dict[str, str]:
    """The settings under which freed memory is overwritten, as this file gives them to the bot."""
    return dict(_SETTING.findall((ROOT / file).read_text(encoding="utf-8")))


def readable(pid: int) -> bool:
    """Whether we may look: only root may, since the bot lets nobody else."""
    try:
        next(regions(pid))
    except PermissionError:
        return False
    return True


def regions(pid: int) -> Iterator[bytes]:
    """All memory that the process can write to, piece by piece."""
    with Path(f"/proc/{pid}/maps").open(encoding="ascii") as maps, Path(f"/proc/{pid}/mem").open("rb") as memory:
        for line in maps:
            span, rights, *_ = line.split()
            first, end = (int(each, 16) for each in span.split("-"))
            if rights.startswith("rw"):
                with suppress(OSError):  # a region of a driver, which only the process itself can read
                    memory.seek(first)
                    yield memory.read(end - first)


def found_in_memory(pid: int, traces: Traces) -> dict[str, set[int]]:
    """Whose traces are in it, by what they are."""
    found = defaultdict[str, set[int]](set)
    for region in regions(pid):
        for what, whose in traces.found(region).items():
            found[what] |= whose
    return found
