"""A look through all that a host may edit: every fault at once, then what is fine and what is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

from bot.content import Content, load_content
from bot.domain.errors import Fault, StartError
from bot.domain.helplines import DUE_NOTICE, INTERNATIONAL, Confidence, Due, Freshness, Window, due, freshness
from bot.operations.environment import Environment, read_settings
from bot.operations.faults import render
from bot.operations.texts import keys_by_language
from bot.settings import config_folder
from bot.text import SOURCE_LANGUAGE, Text


@dataclass(frozen=True, slots=True)
class Report:
    """`faults` keep the bot from starting; `lines` tell what is fine, and which helplines are due for a look."""

    faults: tuple[Fault, ...]
    lines: tuple[str, ...]


def check(environment: Environment, text: Text, today: date) -> Report:
    """Look at the settings that are set (none is required), the campaign files, the helplines and the texts."""
    faults: list[Fault] = []
    lines: list[str] = []
    for look in (_settings, _content, _texts):
        try:
            lines += look(environment, text, today)
        except StartError as error:
            faults += error.faults
    return Report(tuple(faults), tuple(lines))


def _settings(environment: Environment, text: Text, _today: date) -> list[str]:
    _, cautions = read_settings(environment)
    return [text("check-settings", cautions=len(cautions)), *render(cautions, text)]


def _content(environment: Environment, text: Text, today: date) -> list[str]:
    folder = config_folder(environment.variables)
    content = load_content(folder)
    return [_summary(content, folder, text), *_due(content, text, today)]


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


def _due(content: Content, text: Text, today: date) -> Iterator[str]:
    records = due(content.directory, today)
    if records:
        yield text("check-due", count=len(records))
    for record in records:
        yield text(
            "check-due-record",
            country=record.country,
            organisation=record.organisation or "none",
            state=_state(record, today),
            checked=str(record.checked) if record.checked else "never",
            until=_current_until(record, today, content.directory.window),
            confidence=record.confidence.value,
            page=record.page or "none",
        )


def _state(record: Due, today: date) -> str:
    """What the host should know first: a wrong date, then what a person in Discord is shown."""
    if record.checked and record.checked.earliest > today:
        return "future"
    if record.country == INTERNATIONAL:
        return "directory"
    if record.confidence in {Confidence.UNVERIFIED, Confidence.DISPUTED}:
        return "unconfirmed"
    return record.freshness.value


def _current_until(record: Due, today: date, window: Window) -> str:
    """The last day on which the record counts as current, asked of the rule itself; nothing if it no longer does."""
    days = (today + timedelta(days=number) for number in range(DUE_NOTICE.days))
    current = (day for day in days if freshness(record.checked, record.confidence, day, window) is Freshness.CURRENT)
    return max(map(date.isoformat, current), default="")


def _texts(_environment: Environment, text: Text, _today: date) -> list[str]:
    faults: list[Fault] = []
    languages = keys_by_language(resources.files("bot.text"), faults)
    if faults:
        raise StartError(faults)
    count = len(languages[SOURCE_LANGUAGE])
    return [text("check-texts", languages=len(languages), names=", ".join(languages), count=count)]
