"""Reads the campaign files of a host, and finds every fault in all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final, cast

from bot.content.model import CampaignTable
from bot.content.toml import TomlFile, read_toml, validate
from bot.domain import limits
from bot.domain.campaign import Campaign
from bot.domain.errors import Fault

_LISTS_WITH_IDS: Final = ("about", "timeline", "quotes", "resources", "actions")


def load_campaigns(folder: Path, reserved: Collection[str], faults: list[Fault]) -> tuple[Campaign, ...]:
    """The campaigns in `folder/*.toml` by file name, but the default one first.

    `reserved`: names of commands that the bot has itself. What is wrong is added to `faults`; then the campaigns that
    are returned may be fewer than the files.
    """
    paths = sorted(path for path in folder.glob("*.toml") if not path.name.startswith("."))
    if not paths:
        faults.append(Fault("content-no-campaign", file=str(folder)))
    if len(paths) > limits.CAMPAIGNS:
        faults.append(Fault("content-too-many-campaigns", {"count": len(paths), "most": limits.CAMPAIGNS}, str(folder)))
    files = [file for path in paths if (file := read_toml(path, faults))]
    tables = [table for file in files if (table := validate(CampaignTable, file, faults))]
    # What compares entries looks at the files, not at the tables: it has to work while other faults are still there.
    for file in files:
        faults.extend(same_ids(file))
        faults.extend(_reserved_command(file, reserved))
    faults.extend(_same_in_two_files(files))
    return tuple(table.read() for table in sorted(tables, key=lambda table: not table.default))


def same_ids(file: TomlFile) -> Iterator[Fault]:
    """Two entries of one list that have the same id."""
    for name in _LISTS_WITH_IDS:
        first: dict[str, int] = {}
        for number, value in enumerate(_ids(file.data.get(name))):
            if isinstance(value, str) and first.setdefault(value, number) != number:
                yield file.fault("content-same-id-twice", (name, number, "id"), value=value, other=first[value] + 1)


def _ids(items: object) -> list[object]:
    """The ids in what should be an array of tables; None where there is none."""
    tables = cast("list[object]", items) if isinstance(items, list) else []
    return [cast("dict[str, object]", table).get("id") if isinstance(table, dict) else None for table in tables]


def _reserved_command(file: TomlFile, reserved: Collection[str]) -> Iterator[Fault]:
    command = file.data.get("command")
    if command in reserved:
        yield file.fault("content-reserved-command", ("command",), value=str(command))


def _same_in_two_files(files: Sequence[TomlFile]) -> Iterator[Fault]:
    for key, message in (("id", "content-same-id"), ("command", "content-same-command")):
        first: dict[str, str] = {}
        for file in files:
            value = file.data.get(key)
            if isinstance(value, str) and first.setdefault(value, file.name) != file.name:
                yield file.fault(message, (key,), value=value, other=first[value])
    defaults = [file for file in files if file.data.get("default") is True]
    for file in defaults[1:]:
        yield file.fault("content-two-defaults", ("default",), other=defaults[0].name)
