"""INTERACTION_CREATE as Discord's API v10 sends it for what a person does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from tests.standin.wire import EPHEMERAL, Json, objects, walk
from tests.standin.world import ADMINISTRATOR, APPLICATION_ID, MEMBER, Guild, Person

OptionValue: TypeAlias = str | int | float | bool

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, NUMBER = 1, 2, 3, 4, 5, 6, 7, 8, 10
OPTION_TYPES: dict[int, tuple[type, ...]] = {STRING: (str,), INTEGER: (int,), BOOLEAN: (bool,), NUMBER: (int, float)}
BUTTON, STRING_SELECT, LINK = 2, 3, 5
GUILD_CONTEXT, BOT_DM_CONTEXT = 0, 1
DM_CHANNELS = 1_300_000_000_000_000_000


class NotOfferedError(Exception):
    """Discord's client would not let the person do this: nothing is sent to the bot."""


def envelope(kind: int, person: Person, guild: Guild | None, channel_id: int, *, user_install: bool) -> Json:
    """All but `id`, `token`, `data` and `message`."""
    owners: Json = {"1": str(person.id)} if user_install else {"0": str(guild.id) if guild else "0"}
    sent: Json = {
        "application_id": str(APPLICATION_ID),
        "type": kind,
        "version": 1,
        "locale": person.locale,
        "entitlements": [],
        "attachment_size_limit": 10_485_760,
        "authorizing_integration_owners": owners,
        "channel_id": str(channel_id),
    }
    if guild is None:
        channel: Json = {"id": str(channel_id), "type": 1, "flags": 0, "recipients": [person.user()]}
        return sent | {
            "user": person.user(),
            "context": BOT_DM_CONTEXT,
            "channel": channel,
            "app_permissions": str(MEMBER),
        }
    place = guild.channel(channel_id)
    if place is None:
        raise NotOfferedError(f"the server has no channel {channel_id}")
    return sent | {
        "member": person.member(),
        "context": GUILD_CONTEXT,
        "guild": guild.partial(),
        "guild_id": str(guild.id),
        "guild_locale": guild.locale,
        "channel": {**place.payload(), "permissions": str(person.permissions)},
        "app_permissions": str(guild.allowed(place)),
    }


def may_use(command: Json, person: Person, guild: Guild | None, *, user_install: bool) -> None:
    """What Discord looks at before the bot hears of it: contexts, installation and default permissions."""
    contexts: list[int] | None = command.get("contexts")
    here = GUILD_CONTEXT if guild else BOT_DM_CONTEXT
    if contexts is not None and here not in contexts:
        raise NotOfferedError(f"/{command['name']} is not offered here")
    if int(user_install) not in (command.get("integration_types") or [0]):
        raise NotOfferedError(f"/{command['name']} is not offered to this installation")
    needed = command.get("default_member_permissions")
    if guild and needed is not None and not person.permissions & ADMINISTRATOR:
        lacks = int(needed) & ~person.permissions
        if lacks or needed == "0":
            raise NotOfferedError(f"{person.id} may not use /{command['name']}")


def invocation(
    command: Json, words: Sequence[str], values: Mapping[str, OptionValue], guild: Guild | None, focused: str | None
) -> Json:
    """The `data` of a command, or of autocomplete when an option is focused. `words` are those of the subcommand."""
    entry, chain = command, list[Json]()
    for word in words:
        entry = _named(entry, word)
        chain.append({"type": entry["type"], "name": word})
    resolved: Json = {}
    options = [_option(_named(entry, name), value, guild, resolved) for name, value in values.items()]
    for option in options:
        if option["name"] == focused:
            option["focused"] = True
    if focused is None:
        missing = [option["name"] for option in objects(entry, "options") if option.get("required")]
        if set(missing) - set(values):
            raise NotOfferedError(f"/{command['name']} needs {missing}")
    for link in reversed(chain):
        link["options"] = options
        options = [link]
    data: Json = {"id": command["id"], "name": command["name"], "type": 1, "options": options}
    return data | ({"resolved": resolved} if resolved else {})


def _named(entry: Json, name: str) -> Json:
    for option in objects(entry, "options"):
        if option["name"] == name:
            return option
    raise NotOfferedError(f"{entry['name']} has no {name}")


def _option(definition: Json, value: OptionValue, guild: Guild | None, resolved: Json) -> Json:
    name, kind = definition["name"], definition["type"]
    if kind in OPTION_TYPES:
        if not isinstance(value, OPTION_TYPES[kind]):
            raise NotOfferedError(f"{name} does not take {value!r}")
        choices = [choice["value"] for choice in objects(definition, "choices")]
        if choices and value not in choices:
            raise NotOfferedError(f"{name} offers {choices}, not {value!r}")
    elif kind == CHANNEL:
        channel = guild.channel(int(value)) if guild else None
        if channel is None:
            raise NotOfferedError(f"there is no channel {value}")
        resolved.setdefault("channels", {})[str(value)] = {**channel.payload(), "permissions": str(MEMBER)}
    else:
        raise NotImplementedError(f"options of type {kind}")
    return {"type": kind, "name": name, "value": str(value) if kind == CHANNEL else value}


def component(message: Json, wanted: str, kinds: Sequence[int]) -> Json:
    """A component of a message by custom_id, or a button by its label."""
    offered: list[str] = []
    for part in walk(message["components"]):
        if part["type"] in kinds and part.get("custom_id"):
            if wanted in (part["custom_id"], part.get("label")):
                if part.get("disabled"):
                    raise NotOfferedError(f"{wanted!r} is disabled")
                return part
            offered.append(part.get("label") or part["custom_id"])
    raise NotOfferedError(f"no {wanted!r} among {offered}")


def press_data(part: Json) -> Json:
    return {"component_type": BUTTON, "custom_id": part["custom_id"], "id": part["id"]}


def select_data(part: Json, values: Sequence[str], guild: Guild | None) -> Json:
    data: Json = {"component_type": part["type"], "custom_id": part["custom_id"], "id": part["id"], "values": [*values]}
    least, most = part.get("min_values", 1), part.get("max_values") or 1
    if not least <= len(values) <= most:
        raise NotOfferedError(f"choose {least} to {most}, not {len(values)}")
    if part["type"] == STRING_SELECT:
        offered = [option["value"] for option in part["options"]]
        if set(values) - set(offered):
            raise NotOfferedError(f"the select offers {offered}")
    elif guild:
        channels = [channel for channel in guild.channels if str(channel.id) in values]
        data["resolved"] = {"channels": {str(c.id): {**c.payload(), "permissions": str(MEMBER)} for c in channels}}
    return data


def modal_data(modal: Json, values: Mapping[str, str | Sequence[str]]) -> Json:
    """A filled form; what is not named stays empty."""
    left = dict(values)

    def filled(part: Json) -> Json:
        given = left.pop(part.get("custom_id", ""), None)
        entry: Json = {"type": part["type"], "id": part.get("id", 0)}
        if "component" in part:
            return entry | {"component": filled(part["component"])}
        if "components" in part:
            return entry | {"components": [filled(child) for child in part["components"]]}
        if "custom_id" not in part:
            return entry
        entry["custom_id"] = part["custom_id"]
        if isinstance(given, str) or (given is None and part["type"] == 4):
            return entry | {"value": given or ""}
        return entry | {"values": list(given or [])}

    data: Json = {"custom_id": modal["custom_id"], "components": [filled(part) for part in modal["components"]]}
    if left:
        raise NotOfferedError(f"the form does not ask for {sorted(left)}")
    return data


def is_ephemeral(message: Json) -> bool:
    return bool(message["flags"] & EPHEMERAL)
