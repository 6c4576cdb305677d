"""Hostile words in every field that takes words from outside: the properties of the suite, many thousand times."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import format_exception
from typing import Final

from tests.evidence import Figure, Section
from tests.hostile.kept import Finding
from tests.hostile.run import GROUPS, Fates, run

EXAMPLES: Final = 10_000
"""For each field; every example comes into each field of its group."""

INTRODUCTION: Final = """\
Every field that takes words from outside is filled with hostile ones: each field of each form, each option of a
command and what is offered while somebody types, each menu, the custom ids of buttons, each key of a campaign file,
of a file that a server brings and of the helplines file, their texts as a whole, each setting, the .env file, the key
file. Tests compare that list with the program, so a new field fails them until it is in it. Hypothesis makes the
words: any Unicode with what turns text around, hides or stacks; Discord's markup, mentions and addresses of every
kind; the syntax of TOML, Fluent, SQL and format strings; telephone numbers in disguise; wrong dates; nothing, and far
too much; alone, or inside of a valid value. Forms, options, menus and custom ids go through the bot's own code to a
real database; only Discord's side is left out. A finding would be: an exception that is no refusal; a refusal without
a sentence, or one that changes something; something kept that shows on a page as markup, mention, link or hidden
character, that cannot be seen, that holds the telephone number (S27), that does not fit Discord's limits, or that is
not the same after export and import. With a finding this measurement fails instead of giving figures."""


def measure() -> Section:
    """Two groups at a time, each in a process of its own. Raises `Finding`."""
    with TemporaryDirectory() as folder:
        fates = run_all(Path(folder), EXAMPLES)
    cases = {f"{group}: {name}": count for group, each in fates.items() for name, count in each.cases.items()}
    kept = sum(each.kept.total() for each in fates.values())
    total = sum(cases.values())
    return Section(
        "Hostile words",
        " ".join(INTRODUCTION.splitlines()),
        (
            Figure("Fields, ways in and whole texts that were tried", f"{len(cases):,}"),
            Figure("Cases in all", f"{total:,}"),
            Figure("Cases for the field that had the fewest", f"{min(cases.values()):,}"),
            Figure("Cases in which something was kept, or offered, and came out as plain words", f"{kept:,}"),
            Figure("Cases that were refused, or changed nothing", f"{total - kept:,}"),
            Figure("Findings", "0"),
        ),
    )


def run_all(folder: Path, examples: int) -> Mapping[str, Fates]:
    """The fates of each group's fields."""
    folders = [folder / str(number) for number in range(len(GROUPS))]
    for each in folders:
        each.mkdir()
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1)) as processes:
        found = processes.map(_run, GROUPS, folders, [examples] * len(GROUPS))
        return dict(zip(GROUPS, found, strict=True))


def _run(group: str, folder: Path, examples: int) -> Fates:
    try:
        return run(group, folder, examples, repeatable=False)
    except Exception as error:
        # In words: not every exception finds the way back from another process.
        raise Finding(f"{group}:\n{''.join(format_exception(error))}") from None
