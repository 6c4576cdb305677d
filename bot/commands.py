"""The slash commands as Discord is told of them: their texts, and registering them when they have changed."""

from __future__ import annotations

import json
import logging
from hashlib import sha256
from typing import Any, Final, Protocol

from discord import app_commands

from bot.text import Text

log = logging.getLogger(__name__)

REGISTERED: Final = "registered_commands"


class Memory(Protocol):
    """Where it is kept what was registered last."""

    async def get_meta(self, key: str) -> bytes | None: ...
    async def set_meta(self, key: str, value: bytes) -> None: ...


def describe(tree: app_commands.CommandTree[Any], text: Text) -> None:
    """Give every command, option and choice its words: `command-config-channel`, `command-config-channel-campaign`."""
    for command in tree.walk_commands():
        key = "command-" + command.qualified_name.replace(" ", "-")
        # A campaign's own command describes itself: its words come with the campaign file.
        if key in text:
            command.description = text(key)
        if isinstance(command, app_commands.Command):
            names = [parameter.name for parameter in command.parameters]
            app_commands.describe(**{name: text(f"{key}-{name}") for name in names})(command)


async def sync_changed(
    tree: app_commands.CommandTree[Any], application_id: int, memory: Memory, *, always: bool
) -> list[str]:
    """Register the commands if what Discord would be sent differs from the last time. Gives the names that differ.

    Registering at every start wears out a limit (200 new commands a day) and tells the host nothing.
    """
    now = {command.name: _digest(command.to_dict(tree)) for command in tree.get_commands()}
    now[""] = str(application_id)
    kept = await memory.get_meta(REGISTERED)
    before: dict[str, str] = json.loads(kept) if kept else {}
    if now == before and not always:
        return []
    await tree.sync()
    await memory.set_meta(REGISTERED, json.dumps(now).encode())
    changed = sorted(name for name in now.keys() | before.keys() if name and now.get(name) != before.get(name))
    log.info("registered the commands with Discord; changed: %s", ", ".join(changed))
    return changed


def _digest(payload: dict[str, Any]) -> str:
    return sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
