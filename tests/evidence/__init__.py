"""What is measured for `docs/safety.md`: programs that a sceptic can run, not tests.

Each module with a `measure` is one section of the page; `python -m tests.evidence` runs them and keeps what came out in
`docs/evidence.json`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a section: what was measured, and what came out, with its unit."""

    what: str
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    """`introduction`: how it was measured, what would have been a finding, and how to read the figures."""

    title: str
    introduction: str
    figures: tuple[Figure, ...]
