"""The names of the world's time zones."""

from __future__ import annotations

from importlib import resources
from typing import Final

NO_PLACE: Final = "Factory"
"""What the IANA gives to machines that nobody has set up."""


def zone_names() -> tuple[str, ...]:
    """As the IANA calls them ("Europe/Berlin"), in the order of the alphabet."""
    names = (resources.files("tzdata") / "zones").read_text(encoding="ascii").split()
    return tuple(sorted(set(names) - {NO_PLACE}))
