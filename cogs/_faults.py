"""What is wrong with a file or a form, in a list that fits into one answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.domain.errors import Fault
from bot.domain.schedule import Kind
from bot.text import Text
from cogs._answers import in_words
from cogs._item_forms import field_labels

ROOM: Final = 3_200
"""Characters of a list, beside its heading and the note below it."""


def file_faults(text: Text, faults: Sequence[Fault]) -> str:
    """Each fault with its line; as many as fit, then how many more."""
    sentences = ((each.line, _sentence(text, each)) for each in faults)
    return listed(
        text,
        [
            text("own-fault", line=line, fault=sentence) if line else f"- {sentence[:1].upper()}{sentence[1:]}"
            for line, sentence in sentences
        ],
    )


def form_faults(text: Text, kind: Kind, faults: Sequence[Fault]) -> str:
    """Each fault under the label of its field, in the order of the form."""
    labels = field_labels(text, kind)
    by_field: dict[str, list[str]] = {name: [] for name in (*labels, "")}
    for fault in faults:
        name = str(fault.values.get("field", ""))
        by_field[name if name in labels else ""].append(_sentence(text, fault))
    return listed(
        text,
        [
            text("own-form-fault", field=labels[name], fault=sentence) if name else f"- {sentence}"
            for name, sentences in by_field.items()
            for sentence in sentences
        ],
    )


def listed(text: Text, lines: Sequence[str]) -> str:
    """As many lines as fit, then how many more there are."""
    shown: list[str] = []
    room = ROOM
    for each in lines:
        room -= len(each) + 1
        if room < 0:
            shown.append(text("own-more", count=len(lines) - len(shown)))
            break
        shown.append(each)
    return "\n".join(shown)


def _sentence(text: Text, fault: Fault) -> str:
    return in_words(text, fault.key, fault.values)
