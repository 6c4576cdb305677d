"""An interaction as the bot's own code sees it, quick enough for thousands of them; Discord's side is left out.

What stands behind it is the real bot with a real database: commands, presses and forms go their whole way.
"""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import discord

from bot.domain.errors import MagnitudeError
from cogs._answers import in_words
from cogs._forms import Form
from cogs._layout import Layout
from cogs._presses import Presses
from tests.cogs.simulated_server import START, World
from tests.hostile.kept import TEXT, expect
from tests.hostile.words import active, marks, unseen
from tests.standin import limits as discords
from tests.standin.wire import COMPONENTS_V2, Json, Snowflakes, walk

ALLOWED = discord.Permissions(view_channel=True, send_messages=True, manage_guild=True)
REPEATED = re.compile("(“[^“”]*)”")
"""What somebody typed stands in quotation marks where it is repeated. With the first of them: it begins no line."""
FROM_OUTSIDE = ("name", "value", "campaign", "typed", "rest")
"""What an error repeats of what somebody typed or a file said; the rest of its values chooses among sentences."""
TEXT_DISPLAY = 10


@dataclass(slots=True)
class Answered:
    """What came of an interaction, as `interaction.response` it takes the answers."""

    layouts: list[Layout] = field(default_factory=list[Layout])
    forms: list[Form] = field(default_factory=list[Form])
    first: list[str] = field(default_factory=list[str])
    private: bool = True
    error: MagnitudeError | None = None

    def is_done(self) -> bool:
        return bool(self.first)

    async def send_message(self, *, view: Layout, ephemeral: bool = False, **_: Any) -> None:
        self.first.append("message")
        self.private &= ephemeral
        self.layouts.append(view)

    async def edit_message(self, *, view: Layout, **_: Any) -> None:
        self.first.append("turned")
        self.layouts.append(view)

    async def defer(self, *, ephemeral: bool = False, thinking: bool = False) -> None:
        self.first.append("deferred")
        self.private &= ephemeral or not thinking

    async def send_modal(self, form: Form) -> None:
        self.first.append("form")
        self.forms.append(form)


class _Noting(logging.Handler):
    def __init__(self, noted: list[logging.LogRecord]) -> None:
        super().__init__(logging.ERROR)
        self._noted = noted

    def emit(self, record: logging.LogRecord) -> None:
        """A busy machine's disk may be late, which is answered in a sentence and is no exception."""
        if record.exc_info:
            self._noted.append(record)


class Desk:
    """The bot of a simulated world, and a moderator at it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.client: Any = world.app.client
        self._new_id = Snowflakes()
        self.guild: discord.Guild = self.client.get_guild(world.guild.id)
        self.channel = self.guild.get_channel(world.channel.id)
        [self.presses] = [each.__self__ for each in self.client.extra_events["on_interaction"]]
        assert isinstance(self.presses, Presses)
        self._tell = self.client._tell
        self.client._tell = self._told
        self._looking = sqlite3.connect(world.app.settings.database)
        self._version = 0
        self._rows: list[str] = []
        self.failures: list[logging.LogRecord] = []
        self._handler = _Noting(self.failures)
        logging.getLogger().addHandler(self._handler)

    def close(self) -> None:
        logging.getLogger().removeHandler(self._handler)
        self.client._tell = self._tell
        self._looking.close()

    def changed(self) -> bool:
        """Whether the database holds something else than at the last look; writing the same anew is no change."""
        version, rows = self._version, self._rows
        (self._version,) = self._looking.execute("PRAGMA data_version").fetchone()
        if self._version != version:
            self._rows = list(self._looking.iterdump())
        return self._rows != rows

    async def _told(self, interaction: Any, text: Any, error: MagnitudeError) -> None:
        interaction.response.error = error
        await self._tell(interaction, text, error)

    async def press(self, custom_id: str, values: Sequence[str] = ()) -> Answered:
        """A button or a menu on a private page of the moderator's."""
        data = {"custom_id": custom_id, "values": list(values)} if values else {"custom_id": custom_id}
        return await self._press(discord.InteractionType.component, data)

    async def send(self, custom_id: str, fields: Mapping[str, str]) -> Answered:
        """A form that such a page has opened."""
        parts = [{"type": 18, "component": {"type": 4, "custom_id": name, "value": fields[name]}} for name in fields]
        return await self._press(discord.InteractionType.modal_submit, {"custom_id": custom_id, "components": parts})

    async def _press(self, kind: discord.InteractionType, data: Json) -> Answered:
        interaction = self.interaction(kind, data, on_page=True)
        await self.presses.on_interaction(interaction)
        return interaction.response

    async def command(self, command: Any, options: Mapping[str, Any]) -> Answered:
        """A slash command of the client's tree."""
        data = {"name": command.qualified_name.split()[0]}
        interaction = self.interaction(discord.InteractionType.application_command, data, on_page=False)
        try:
            bound = [] if command.binding is None else [command.binding]
            await command.callback(*bound, interaction, **options)
        except Exception as error:
            await self.client.explain(interaction, error)
        return interaction.response

    async def suggested(self, command: Any, option: str, typed: str) -> Sequence[Any]:
        """What is offered while somebody types into an option."""
        interaction = self.interaction(discord.InteractionType.autocomplete, {}, on_page=False)
        suggest = command._params[option].autocomplete
        bound = [command.binding] if suggest.pass_command_binding else []
        return await suggest(*bound, interaction, typed)

    def interaction(self, kind: discord.InteractionType, data: Json, *, on_page: bool) -> Any:
        answered = Answered()
        page = SimpleNamespace(
            flags=SimpleNamespace(ephemeral=True), created_at=START, edited_at=None, interaction_metadata=None
        )

        async def edit_original_response(*, view: Layout, **_: Any) -> None:
            answered.layouts.append(view)

        return SimpleNamespace(
            client=self.client,
            id=self._new_id(),
            extras={},
            type=kind,
            data=data,
            guild=self.guild,
            guild_id=self.guild.id,
            channel=self.channel,
            channel_id=self.world.channel.id,
            message=page if on_page else None,
            created_at=START,
            user=SimpleNamespace(id=self.world.moderator.id),
            locale="en-US",
            permissions=ALLOWED,
            app_permissions=ALLOWED,
            namespace=SimpleNamespace(campaign=None),
            response=answered,
            edit_original_response=edit_original_response,
            is_user_integration=lambda: False,
            is_guild_integration=lambda: True,
        )

    def check(self, answered: Answered) -> None:
        """One private answer that Discord takes, in which what was typed is nothing but words; and no exception."""
        failures = [(record.getMessage(), record.exc_text or record.exc_info) for record in self.failures]
        self.failures.clear()
        expect(not failures, "no exception", *failures)
        expect(len(answered.first) == 1 and answered.private, "one private answer", answered.first)
        expect(bool(answered.layouts) != bool(answered.forms), "a page or a form", answered.first)
        for form in answered.forms:
            faults = [*discords.modal_faults(form.to_dict())]
            expect(not faults, "a form that Discord takes", faults)
        for layout in answered.layouts:
            check_layout(layout, answered.error)


def check_layout(layout: Layout, error: MagnitudeError | None) -> None:
    """A page that Discord takes, in which what was typed is nothing but words."""
    components: list[Json] = layout.to_components()
    files = [
        {"filename": part["file"]["url"].removeprefix("attachment://")} for part in walk(components) if "file" in part
    ]
    message = {"content": "", "embeds": [], "components": components, "flags": COMPONENTS_V2, "attachments": files}
    faults = [*discords.message_faults(message)]
    expect(not faults, "a page that Discord takes", faults)
    for part in walk(components):
        expect(len(part.get("label") or "") <= 80, "a label that Discord takes", part)
    said = "\n".join(part["content"] for part in walk(components) if part["type"] == TEXT_DISPLAY)
    expect(not unseen(said), "nothing hidden", said)
    for repeated in REPEATED.findall(said):
        expect(not active(repeated), "what was typed comes back as words", repeated)
    if error is not None:
        quiet = {name: "words" if name in FROM_OUTSIDE else value for name, value in error.values.items()}
        as_quiet = "\n\n".join([in_words(TEXT, error.key, quiet), TEXT("private-note")])
        expect(marks(said) == marks(as_quiet), "what was typed comes back as words", said)
