"""The variables that the program reads: the process's own, and below them those of a `.env` file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.domain.errors import Fault, StartError

if TYPE_CHECKING:
    from dotenv.parser import Binding

    from bot.settings import Settings

_OURS: Final = ("MAGNITUDE_",)
_NEVER: Final = "\0"
"""What no variable of a process can hold, and no path."""
_OURS_IN_FILE: Final = ("MAGNITUDE_", "DISCORD_")
"""How names begin that only this program can be meant by. Other programs of the machine have theirs with DISCORD_."""


@dataclass(frozen=True, slots=True)
class Environment:
    """`variables`: everything that is set. `lines`: where in `file` those stand that it sets."""

    variables: dict[str, str]
    file: str = ""
    lines: dict[str, int] = field(default_factory=dict[str, int])

    def misnamed(self, known: Collection[str]) -> Iterator[Fault]:
        """A caution for each variable that is meant for this program and is none of the `known` ones."""
        by_rest = {_rest(name): name for name in known}
        for name in sorted(self.variables, key=lambda name: (self.lines.get(name, 0), name)):
            line = self.lines.get(name, 0)
            if name in known or not name.upper().startswith(_OURS_IN_FILE if line else _OURS):
                continue
            near = get_close_matches(_rest(name), by_rest, n=1)
            values = {"name": name} | ({"near": by_rest[near[0]]} if near else {})
            key = "caution-unknown-name-near" if near else "caution-unknown-name"
            yield Fault(key, {**values}, self.file if line else "", line)


def read_environment(environ: Mapping[str, str], file: Path) -> Environment:
    """`environ` over the variables of `file`, if there is one. Raises `StartError` with all that is wrong with it."""
    try:
        content = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Environment(dict(environ))
    except OSError as error:
        raise StartError([Fault("env-file-unreadable", {"reason": error.strerror or ""}, str(file))]) from None
    except UnicodeDecodeError:
        raise StartError([Fault("env-file-not-text", file=str(file))]) from None
    from dotenv.parser import parse_stream

    variables: dict[str, str] = {}
    lines: dict[str, int] = {}
    faults: list[Fault] = []
    for binding in parse_stream(StringIO(content)):
        if binding.key is not None and binding.value is not None and _NEVER not in binding.value:
            variables[binding.key] = binding.value
            lines[binding.key] = _line(binding)
        elif binding.error or binding.key is not None:
            faults.append(Fault("env-file-line", file=str(file), line=_line(binding)))
    if faults:
        raise StartError(faults)
    return Environment(variables | dict(environ), str(file), lines)


def read_settings(environment: Environment, *, token_required: bool = False) -> tuple[Settings, list[Fault]]:
    """The settings, and what in them works but deserves a warning.

    Raises `StartError` with every fault, and after them the names that mean nothing: what is missing may be there.
    """
    from bot.settings import cautions, load_settings, names

    misnamed = list(environment.misnamed(names()))
    try:
        settings = load_settings(environment.variables, token_required=token_required)
    except StartError as error:
        raise StartError([*error.faults, *misnamed]) from None
    return settings, [*misnamed, *cautions(settings)]


def _rest(name: str) -> str:
    """Without how it begins, which all names share."""
    return name.upper().partition("_")[2]


def _line(binding: Binding) -> int:
    """Where a binding stands: the parser counts the blank lines before it to it."""
    text = binding.original.string
    return binding.original.line + text.count("\n", 0, len(text) - len(text.lstrip()))
