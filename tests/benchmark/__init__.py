"""What is measured for `docs/benchmark.md`: programs that anyone can run, not tests.

Each module with a `measure` is one section of the page; `python -m tests.benchmark` runs them, keeps what came out in
`docs/benchmark.json` and writes the page. Whatever can be is a ratio to a reference that is measured in the same
rounds, in turn with the bot: `constant_bot`, `typical_bot` and `raw_sqlite`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line: `what` was measured, the `target` ("at least 1.25", "at most 60 MB"; "" for none), and what was
    `reached`, beginning with its number. `beside`: absolute figures, and what else was seen.
    """

    what: str
    target: str
    reached: str
    beside: str


@dataclass(frozen=True, slots=True)
class Section:
    """`introduction`: how it was measured, and how to read the figures."""

    title: str
    introduction: str
    rows: tuple[Row, ...]
