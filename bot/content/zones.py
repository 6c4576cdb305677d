"""The names of the world's time zones."""

from __future__ import annotations

from importlib import resources
from typing import Final

UTC: Final = "UTC"


def zone_names() -> tuple[str, ...]:
    """As the IANA calls them ("Europe/Berlin"), in the order of the alphabet; only those of places, and UTC.

    The others mislead: "Etc/GMT+1" is an hour behind UTC, and "EST" has no summer time.
    """
    names = (resources.files("tzdata") / "zones").read_text(encoding="ascii").split()
    return tuple(sorted(name for name in names if name == UTC or ("/" in name and not name.startswith("Etc/"))))
