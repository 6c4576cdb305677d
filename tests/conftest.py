"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# Nothing is timed: the machine that runs the tests may be busy with something else.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
