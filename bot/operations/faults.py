"""Faults as a host reads them: where, then what is wrong and what would be right."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.errors import Fault
from bot.text import Text


def render(faults: Iterable[Fault], text: Text) -> list[str]:
    """One sentence for each fault, in the given order."""
    return [_sentence(fault, text) for fault in faults]


def _sentence(fault: Fault, text: Text) -> str:
    sentence = text(fault.key, **fault.values)
    if not fault.file:
        return sentence
    if not fault.line:
        return text("fault-in-file", file=fault.file, sentence=sentence)
    return text("fault-in-line", file=fault.file, line=str(fault.line), sentence=sentence)
