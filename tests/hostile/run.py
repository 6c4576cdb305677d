"""Trying hostile words on one group of fields, a few dozen times or many thousands."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from hypothesis import HealthCheck, Phase, given, settings

from tests.hostile import files, forms
from tests.hostile.host import Host
from tests.hostile.ways import open_ways
from tests.hostile.words import HOSTILE, Hostile

Try: TypeAlias = Callable[[Hostile, int], Iterable[tuple[str, bool]]]

ALONE: Final[dict[str, Try]] = {
    "campaign file": files.try_campaign,
    "own campaign": files.try_own_campaign,
    "additions": files.try_additions,
    "helplines": files.try_helplines,
    "texts": files.try_texts,
    "item forms": forms.try_items,
}
"""What needs no bot: reading and showing."""
WAYS: Final = ("options", "offered", "fields", "menus", "custom_ids")
"""What needs a bot that runs, by the methods of `Ways`."""
ONE_BY_ONE: Final = "custom_ids"
"""Of which each example tries one; `SEVERAL` times as many examples make up for it."""
SEVERAL: Final = 5
HOST: Final = "host"
GROUPS: Final = (*ALONE, *WAYS, HOST)


@dataclass(slots=True)
class Fates:
    """How many cases each field has had, and in how many something was kept."""

    cases: Counter[str] = field(default_factory=Counter[str])
    kept: Counter[str] = field(default_factory=Counter[str])


def run(group: str, folder: Path, examples: int, *, repeatable: bool) -> Fates:
    """Raises `Finding`, or whatever the bot raised that it should not have.

    `repeatable`: the same words each time.
    """
    if group == ONE_BY_ONE:
        examples *= SEVERAL
    if group in WAYS:
        return asyncio.run(_on_ways(group, folder, examples, repeatable=repeatable))
    attempt = Host(folder).try_settings if group == HOST else ALONE[group]
    return _tried(attempt, examples, repeatable=repeatable)


async def _on_ways(group: str, folder: Path, examples: int, *, repeatable: bool) -> Fates:
    loop = asyncio.get_running_loop()
    async with open_ways(folder) as ways:
        method = getattr(ways, f"try_{group}")

        def attempt(hostile: Hostile, number: int) -> Iterable[tuple[str, bool]]:
            return asyncio.run_coroutine_threadsafe(method(hostile, number), loop).result()

        return await asyncio.to_thread(_tried, attempt, examples, repeatable=repeatable)


def _tried(attempt: Try, examples: int, *, repeatable: bool) -> Fates:
    fates = Fates()
    numbers = iter(range(10**9))

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=repeatable,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        phases=[Phase.generate, Phase.shrink],
        print_blob=False,
    )
    @given(HOSTILE)
    def each(hostile: Hostile) -> None:
        for name, kept in attempt(hostile, next(numbers)):
            fates.cases[name] += 1
            fates.kept[name] += kept

    each()
    return fates
