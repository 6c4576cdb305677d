"""Values that are valid, for hostile words to come into."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bot.content import load_content
from bot.content.own import OwnFileFormat
from bot.domain.schedule import Kind

NOW: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
CONFIG: Final = Path(__file__).parents[2] / "config"
HOST: Final = load_content(CONFIG)
CAMPAIGN: Final = HOST.catalogue.get("metoo")
FILES: Final = OwnFileFormat(HOST.catalogue, lambda: NOW)

TEXT: Final = "People met in the town hall, and many spoke."
SOURCES: Final = ("https://example.org/walk (page 4)",)

ITEMS: Final[Mapping[Kind, Mapping[str, str]]] = {
    Kind.FACT: {"text": TEXT, "date": "2019-03", "sources": "\n".join(SOURCES), "note": "Another page says 2018."},
    Kind.QUOTE: {
        "text": "We were never asked before.",
        "speaker": "Robin Example",
        "date": "2019-03-09",
        "sources": "https://example.org/speech",
        "warning": "What happened there",
    },
    Kind.RESOURCE: {
        "topic": "Legal advice",
        "title": "Law clinic",
        "text": "Explains the steps of a report.",
        "url": "https://example.org/clinic",
        "sources": "https://example.org/about",
    },
}
"""What the forms of `/config content` bring."""

_DATED: Final = {"id": "one", "date": "2019-03", "sources": [*SOURCES]}
ENTRIES: Final[Mapping[str, Mapping[str, Any]]] = {
    "about": {**_DATED, "text": TEXT, "note": "Another page says 2018."},
    "timeline": {**_DATED, "title": "First walk", "text": TEXT, "note": "Another page says 2018."},
    "quotes": {
        **_DATED,
        "text": "We were never asked before.",
        "speaker": "Robin Example",
        "place": "Town hall",
        "warning": "What happened there",
        "note": "Shortened.",
    },
    "resources": {
        "id": "one",
        "topic": "Legal advice",
        "title": "Law clinic",
        "text": "Explains the steps of a report.",
        "url": "https://example.org/clinic",
        "checked": "2026-03",
        "sources": [*SOURCES],
    },
    "actions": {"id": "one", "title": "Walk along", "text": "Everybody can walk along.", "sources": [*SOURCES]},
}
"""An entry of each list of a campaign file, with every key."""
HEAD: Final[Mapping[str, Any]] = {
    "id": "spring",
    "name": "Spring Walk",
    "hashtag": "#SpringWalk",
    "command": "spring",
    "languages": ["en"],
    "began": "2019-03",
    "colour": "#336699",
    "summary": "A walk of this town's association.",
}
PANEL: Final = {"title": "Being counted", "meaning": "If you want to, you can add yourself. You don't have to."}
SEASON: Final = {"first": "11-25", "last": "12-10"}

_RECORD: Final = {"checked": "2026-03", "confidence": "high", "sources": [*SOURCES], "note": "Closed on holidays."}
_SERVICE: Final = {
    **_RECORD,
    "id": "line",
    "organisation": "Listening Line",
    "purpose": "Listens.",
    "audience": "Everybody",
    "languages": ["en"],
    "url": "https://example.org/line",
}
HELPLINES: Final[Mapping[str, Mapping[str, Any]]] = {
    "directories": _SERVICE,
    "helplines": {
        **_SERVICE,
        "region": "North",
        "phone": "020 7946 0000",
        "dial": "02079460000",
        "sms": "81000",
        "chat": "https://example.org/chat",
        "hours": "Every day, 9:00-17:00",
        "unnumbered_name": "Listening Line",
        "reporting_line": False,
    },
    "emergency": {**_RECORD, "numbers": ["999"]},
}
"""A record of each kind in the helplines file, with every key."""
COUNTRY: Final = {"name": "Ireland", "other_names": ["Eire"]}
LIMITS: Final = {"oldest_months": 24, "current_months": 6}
