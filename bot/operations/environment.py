"""The variables that the program reads: the process's own, and below them those of a `.env` file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.domain.errors import Fault, StartError


def read_environment(environ: Mapping[str, str], file: Path) -> dict[str, str]:
    """`environ` over the variables of `file`, if there is one. Raises `StartError` when it cannot be read."""
    if not file.is_file():
        return dict(environ)
    from dotenv import dotenv_values

    try:
        found = dotenv_values(file, interpolate=False)
    except OSError as error:
        raise StartError([Fault("env-file-unreadable", {"reason": error.strerror or ""}, file=str(file))]) from None
    except UnicodeDecodeError:
        raise StartError([Fault("env-file-not-text", file=str(file))]) from None
    return {name: value for name, value in found.items() if value is not None} | dict(environ)
