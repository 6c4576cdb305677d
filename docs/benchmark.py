"""The page about the bot's speed, `docs/benchmark.md`, and its picture, from `docs/benchmark.json`.

`python -m tests.benchmark` measures, and writes all three; `python -m docs.benchmark` writes the page anew, for when
the words beside it, in `docs/benchmark-notes.toml`, have changed.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from docs.bars import Bar, picture
from docs.rules import ROOT

KEPT: Final = ROOT / "docs" / "benchmark.json"
PAGE: Final = ROOT / "docs" / "benchmark.md"
NOTES: Final = ROOT / "docs" / "benchmark-notes.toml"
PICTURE: Final = ROOT / "docs" / "pictures" / "benchmark.svg"
MET, MISSED = "met", "not met"

Row: TypeAlias = Mapping[str, str]

_TARGET: Final = re.compile(r"(at least|at most|under) (\d[\d.,]*)")
_NUMBER: Final = re.compile(r"-?(?:inf|\d[\d.,]*)")

INTRODUCTION: Final = """\
# A viral hour: how fast the bot is, and what it survives

In the first hours of #MeToo people joined by the second: 4.7 million in a day on Facebook, about 54 a second on
average. This page tells what the bot holds on a small machine. Anyone can measure it anew, in about an hour, with
nothing but this folder:

```sh
make bench                        # measures everything and writes this page
make bench ARGS="speed store"     # measures two of its sections anew
make bench ARGS="--quick speed"   # a trial of a few seconds, which is not kept
```

The bot's real process and each reference run alone on one core, against a stand-in for Discord in a process of its own
on another. Bots that are compared are measured in turn, round after round, and a ratio is always that of one round; it
stands here as the median of the rounds, with the lowest and the highest. Absolute figures stand beside and hold for
this machine only. The references, each a small file in [`tests/benchmark/`](../tests/benchmark/__init__.py):

- [a bot that answers a constant](../tests/benchmark/constant_bot.py): what discord.py can do at most;
- [a typical bot](../tests/benchmark/typical_bot.py): insert, commit, count, answer;
- [SQLite alone](../tests/benchmark/raw_sqlite.py), with the same durability.

What the stand-in does not do: it sends its events uncompressed, and limits no requests.
"""


def write(kept: Mapping[str, Any]) -> None:
    """Keep these figures, and make the page and the picture of them."""
    KEPT.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(kept, notes()), encoding="utf-8")
    PICTURE.write_text(drawn(kept), encoding="utf-8")


def notes() -> dict[str, str]:
    """Why a target is missed, and what shows it, by what was measured."""
    return {note["what"]: note["why"].strip() for note in tomllib.loads(NOTES.read_text("utf-8")).get("missed", ())}


def page(kept: Mapping[str, Any], why: Mapping[str, str]) -> str:
    """The whole page."""
    machine = "; ".join(f"{name}: {value}" for name, value in kept["machine"].items())
    parts = [
        INTRODUCTION,
        f"Measured on this kind of machine: {machine}.\n",
        "## What was to be reached\n",
        f"![{spoken(kept)}](pictures/{PICTURE.name})\n",
        "| what | target | reached | beside | |\n|---|---|---|---|---|",
        *map(_line, bounded(kept)),
        "",
        *map(_section, kept["sections"].values()),
        *_missed(kept, why),
    ]
    return "\n".join(parts)


def bounded(kept: Mapping[str, Any]) -> list[Row]:
    """Every row, of all sections, whose target is a number to be reached or to be kept under."""
    return [row for section in kept["sections"].values() for row in section["rows"] if _TARGET.search(row["target"])]


def missed(kept: Mapping[str, Any]) -> list[Row]:
    """Every row whose target is not met."""
    return [row for section in kept["sections"].values() for row in section["rows"] if verdict(row) == MISSED]


def verdict(row: Row) -> str:
    """Whether the number that `reached` begins with keeps the bound in `target`; empty where there is no target.

    One without a bound ("0", "0 lost, 0 unanswered") is met when `reached` begins with the same words and adds none
    to the list.
    """
    if not row["target"]:
        return ""
    if not _TARGET.search(row["target"]):
        same = re.match(rf"{re.escape(row['target'])}(?![\w.,])", row["reached"])
        return MET if same else MISSED
    (kind, bound), reached = _bound(row), _reached(row)
    met = {"at least": reached >= bound, "at most": reached <= bound, "under": reached < bound}
    return MET if met[kind] else MISSED


def spoken(kept: Mapping[str, Any]) -> str:
    """What the picture shows, for who does not see it."""
    rows = bounded(kept)
    met = sum(verdict(row) == MET for row in rows)
    return (
        f"Bars of how far each target was reached, {met} of {len(rows)} met; the table has the same figures in words."
    )


def drawn(kept: Mapping[str, Any]) -> str:
    """The picture, as SVG."""
    return picture(_bars(bounded(kept)), spoken(kept))


def _bars(rows: list[Row]) -> list[Bar]:
    """Of every target but those that nothing may be counted: no length would show how far one is from nothing."""
    return [
        Bar(row["what"], row["reached"].partition(" (")[0], row["target"], verdict(row), _share(row))
        for row in rows
        if _bound(row)[1]
    ]


def _share(row: Row) -> float:
    """1: just what was to be reached; more is better, whichever way the target is meant."""
    (kind, bound), reached = _bound(row), _reached(row)
    if kind == "at least":
        return reached / bound
    return bound / reached if reached > 0 else float("inf")


def _bound(row: Row) -> tuple[str, float]:
    found = _TARGET.search(row["target"])
    assert found is not None
    return found[1], _as_number(found[2])


def _reached(row: Row) -> float:
    found = _NUMBER.match(row["reached"])
    if found is None:
        raise ValueError(f"{row['reached']!r} does not begin with a number")
    return _as_number(found[0])


def _as_number(written: str) -> float:
    return float(written.rstrip(".,").replace(",", ""))


def _line(row: Row) -> str:
    return f"| {' | '.join([row['what'], row['target'], row['reached'], row['beside'], verdict(row)])} |"


def _section(section: Mapping[str, Any]) -> str:
    head = [f"## {section['title']}", "", section["introduction"], ""]
    table = ["| what | target | reached | beside | |", "|---|---|---|---|---|", *map(_line, section["rows"])]
    return "\n".join([*head, *table, ""])


def _missed(kept: Mapping[str, Any], why: Mapping[str, str]) -> Iterator[str]:
    if missed(kept):
        yield "## What is not met, and why\n"
    for row in missed(kept):
        yield f"### {row['what']}\n\n{why.get(row['what'], 'Nothing has been written about it yet.')}\n"


if __name__ == "__main__":
    write(json.loads(KEPT.read_text(encoding="utf-8")))
