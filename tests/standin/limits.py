"""Discord's limits that its OpenAPI document does not state. Each function yields one sentence a fault."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tests.standin.wire import COMPONENTS_V2, EPHEMERAL, Json, objects, texts, walk

BUTTON, STRING_SELECT, TEXT_INPUT = 2, 3, 4
ACTION_ROW, TEXT_DISPLAY, LABEL = 1, 10, 18
SELECTS = {3, 5, 6, 7, 8}
ONLY_IN_V2 = {9, 10, 11, 12, 13, 14, 17}
LINK, PREMIUM = 5, 6


def message_faults(message: Json) -> Iterator[str]:
    """A message as it would stand once the request is carried out."""
    components: list[Json] = message["components"]
    if len(message["content"]) > 2000:
        yield f"{len(message['content'])} characters of content, at most 2,000"
    yield from _embed_faults(message["embeds"])
    if message["flags"] & COMPONENTS_V2:
        yield from _layout_faults(message)
    elif any(part["type"] in ONLY_IN_V2 for part in walk(components)):
        yield "components of the second version without their flag"
    elif len(components) > 5:
        yield "more than 5 action rows"
    yield from _component_faults(components)


def _layout_faults(message: Json) -> Iterator[str]:
    parts = list(walk(message["components"]))
    if message["content"] or message["embeds"]:
        yield "content or embeds beside the flag of components V2"
    if len(parts) > 40:
        yield f"{len(parts)} components, at most 40"
    text = sum(len(part["content"]) for part in parts if part["type"] == TEXT_DISPLAY)
    if text > 4000:
        yield f"{text} characters of text, at most 4,000"
    shown = {attachment["filename"] for attachment in message["attachments"]}
    for part in parts:
        for media in _media(part):
            url = str(media["url"])
            if url.startswith("attachment://") and url.removeprefix("attachment://") not in shown:
                yield f"{url} is not attached"


def _media(part: Json) -> Iterator[Json]:
    for slot in ("media", "file"):
        if isinstance(part.get(slot), dict):
            yield part[slot]
    yield from (item["media"] for item in objects(part, "items"))


def _embed_faults(embeds: Sequence[Json]) -> Iterator[str]:
    total = 0
    for embed in embeds:
        total += len(embed.get("title") or "") + len(embed.get("description") or "")
        footer: Json = embed.get("footer") or {}
        author: Json = embed.get("author") or {}
        total += len(footer.get("text") or "") + len(author.get("name") or "")
        total += sum(len(field["name"]) + len(field["value"]) for field in objects(embed, "fields"))
    if total > 6000:
        yield f"{total} characters in embeds, at most 6,000"


def _component_faults(components: Sequence[Json]) -> Iterator[str]:
    parts = list(walk(components))
    for name in ("custom_id", "id"):
        given = Counter(part[name] for part in parts if part.get(name))
        yield from (f"{name} {value!r} is there {times} times" for value, times in given.items() if times > 1)
    for part in parts:
        if part["type"] == BUTTON:
            yield from _button_faults(part)
        elif part["type"] == STRING_SELECT:
            yield from _select_faults(part)
        elif part["type"] == ACTION_ROW:
            kinds = {child["type"] for child in part["components"]}
            if kinds & SELECTS and len(part["components"]) > 1:
                yield "a select shares its row"


def _button_faults(button: Json) -> Iterator[str]:
    if not (button.get("label") or button.get("emoji") or button["style"] == PREMIUM):
        yield "a button without a label"
    if button["style"] == LINK:
        if not button.get("url") or button.get("custom_id"):
            yield "a link button has a url and no custom_id"
        elif not str(button["url"]).startswith(("https://", "http://", "discord://")):
            yield f"a link button cannot open {button['url']}"
    elif button["style"] != PREMIUM and (not button.get("custom_id") or button.get("url")):
        yield "a button has a custom_id and no url"


def _select_faults(select: Json) -> Iterator[str]:
    options: list[Json] = select["options"]
    values = {option["value"] for option in options}
    if len(values) < len(options):
        yield "two options of a select have one value"
    if (select.get("max_values") or 1) > len(options):
        yield "a select wants more values than it has options"
    if sum(bool(option.get("default")) for option in options) > (select.get("max_values") or 1):
        yield "more default options than can be chosen"


def deferral_faults(data: Json | None) -> Iterator[str]:
    """A deferral can only say whether its answer will be ephemeral."""
    if data and (set(data) - {"flags"} or (data.get("flags") or 0) & ~EPHEMERAL):
        yield "a deferral carries nothing but the EPHEMERAL flag"


def modal_faults(modal: Json) -> Iterator[str]:
    items: list[Json] = modal["components"]
    if not 1 <= len(items) <= 5:
        yield f"{len(items)} items in a modal, at most 5"
    given = Counter(part["custom_id"] for part in walk(items) if part.get("custom_id"))
    yield from (f"custom_id {value!r} is there {times} times" for value, times in given.items() if times > 1)


def choice_faults(choices: Iterable[Json]) -> Iterator[str]:
    for choice in choices:
        if not 1 <= len(choice["name"]) <= 100 or len(str(choice["value"])) > 100:
            yield f"the choice {choice['name']!r} is empty or longer than 100 characters"


def command_faults(commands: Sequence[Json]) -> Iterator[str]:
    kinds = Counter(command.get("type") or 1 for command in commands)
    if kinds[1] > 100:
        yield f"{kinds[1]} slash commands, at most 100"
    names = Counter((command.get("type") or 1, command["name"]) for command in commands)
    yield from (f"{name} is there {times} times" for (_, name), times in names.items() if times > 1)
    for command in commands:
        if (command.get("type") or 1) == 1:
            yield from _entry_faults(command, command["name"])
            size = _size(command)
            if size > 8000:
                yield f"{command['name']}: {size} characters, at most 8,000"


def _entry_faults(entry: Json, where: str) -> Iterator[str]:
    for name in texts(entry, "name"):
        if not 1 <= len(name) <= 32 or not all(map(_may_stand_in_a_name, name)) or name != name.lower():
            yield f"{where}: the name {name!r} does not fit the pattern"
    for text in texts(entry, "description"):
        if not 1 <= len(text) <= 100:
            yield f"{where}: a description has 1 to 100 characters"
    options = objects(entry, "options")
    needed = [bool(option.get("required")) for option in options]
    if needed != sorted(needed, reverse=True):
        yield f"{where}: a required option stands after an optional one"
    if len({option["name"] for option in options}) < len(options):
        yield f"{where}: two options have one name"
    for option in options:
        if option.get("choices") and option.get("autocomplete"):
            yield f"{where} {option['name']}: choices beside autocomplete"
        yield from _entry_faults(option, f"{where} {option['name']}")


def _may_stand_in_a_name(letter: str) -> bool:
    if letter in "-_'" or unicodedata.category(letter)[0] in "LN":
        return True
    return unicodedata.name(letter, "").startswith(("DEVANAGARI", "THAI"))


def _size(entry: Json) -> int:
    """Names, descriptions and values, each by its longest localisation."""

    def longest(field: str) -> int:
        return max(map(len, texts(entry, field)))

    own = longest("name") + longest("description") + len(str(entry.get("value", "")))
    return own + sum(map(_size, [*objects(entry, "options"), *objects(entry, "choices")]))
