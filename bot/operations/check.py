"""A look through all that a host may edit: every fault at once, then what is fine and what is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path

from bot.content import Content, load_content
from bot.domain.campaign import PartialDate
from bot.domain.errors import Fault, StartError
from bot.domain.helplines import Due, due
from bot.operations.faults import render
from bot.operations.texts import keys_by_language
from bot.settings import cautions, config_folder, load_settings
from bot.text import SOURCE_LANGUAGE, Text


@dataclass(frozen=True, slots=True)
class Report:
    """`faults` keep the bot from starting; `lines` tell what is fine, and which helplines are due for a look."""

    faults: tuple[Fault, ...]
    lines: tuple[str, ...]


def check(environ: Mapping[str, str], text: Text, today: date) -> Report:
    """Look at the settings that are set (none is required), the campaign files, the helplines and the texts."""
    faults: list[Fault] = []
    lines: list[str] = []
    for look in (_settings, _content, _texts):
        try:
            lines += look(environ, text, today)
        except StartError as error:
            faults += error.faults
    return Report(tuple(faults), tuple(lines))


def _settings(environ: Mapping[str, str], text: Text, _today: date) -> list[str]:
    settings = load_settings(environ)
    return [text("check-settings"), *render(cautions(settings), text)]


def _content(environ: Mapping[str, str], text: Text, today: date) -> list[str]:
    folder = config_folder(environ)
    content = load_content(folder)
    return [_summary(content, folder, text), *_due(due(content.directory, today), text)]


def _summary(content: Content, folder: Path, text: Text) -> str:
    names = [campaign.name for campaign in content.catalogue]
    return text(
        "check-content",
        path=str(folder),
        campaigns=len(names),
        names=", ".join(names),
        countries=len(content.directory.countries),
        directories=len(content.directory.directories),
    )


def _due(records: list[Due], text: Text) -> Iterator[str]:
    if records:
        yield text("check-due", count=len(records))
    for record in records:
        yield text(
            "check-due-record",
            country=record.country or "none",
            organisation=record.organisation or "none",
            checked=_written(record.checked) if record.checked else "never",
            freshness=record.freshness.value,
            page=record.page or "none",
        )


def _written(day: PartialDate) -> str:
    """As it stands in the file: `2026`, `2026-03` or `2026-03-08`."""
    return "-".join(f"{part:02}" for part in (day.year, day.month, day.day) if part)


def _texts(_environ: Mapping[str, str], text: Text, _today: date) -> list[str]:
    faults: list[Fault] = []
    languages = keys_by_language(resources.files("bot.text"), faults)
    if faults:
        raise StartError(faults)
    count = len(languages[SOURCE_LANGUAGE])
    return [text("check-texts", languages=len(languages), names=", ".join(languages), count=count)]
