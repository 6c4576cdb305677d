"""What people do on the simulated server, what each of them sees, and whether it is what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import discord
import simcord

from bot.domain.campaign import Campaign
from bot.domain.errors import MagnitudeError, Value
from bot.domain.helplines import Country, Directory, Help
from bot.operations.preview import drawing
from bot.operations.preview.drawing import Component
from bot.operations.preview.world import World
from bot.text import Text

TOP: Final = "   ┌ "
FRAME: Final = "   │ "
BOTTOM: Final = "   └"

Option: TypeAlias = str | int | tuple[str, bytes]
"""What is given with a command; a file as its name and content."""
Input: TypeAlias = str | Sequence[str | simcord.ChannelHandle]
"""What stands in a field of a form."""


class Unexpected(Exception):
    """An expectation did not hold. Its sentence says which."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as a person got it."""

    message: simcord.ResponseMessage | discord.Message
    components: list[Component]

    @property
    def words(self) -> str:
        return drawing.words(self.components)

    @property
    def labels(self) -> list[str]:
        return drawing.labels(self.components)

    def replaces(self, before: Seen) -> bool:
        """Whether this stands where `before` stood, which nobody sees any longer."""
        return self.message.id == before.message.id


@dataclass(frozen=True, slots=True)
class Form:
    """A form as a person has it open. `page`: what it was opened from, unless a command opened it."""

    opened: simcord.InteractionResult
    modal: Component
    page: Seen | None


@dataclass(slots=True)
class Transcript:
    """What has happened so far, in lines."""

    world: World
    directory: Directory
    width: int
    """Columns."""
    lines: list[str] = field(default_factory=list[str])
    chapters: int = 0
    answers: int = 0
    checks: int = 0

    @property
    def text(self) -> Text:
        return self.world.text

    @property
    def default(self) -> Campaign:
        """The campaign that commands answer with."""
        return self.world.campaigns[0]

    def help_for(self, country: Country) -> Help:
        """What may be shown for a country on the tour's day."""
        return self.directory.help(country, self.world.clock().date())

    def open(self) -> None:
        title = self.text("tour-title")
        now = self.world.clock()
        self.lines += [title, "═" * len(title)]
        self.say("tour-intro", date=f"{now.day} {now:%B %Y}", members=len(self.world.others) + 4)
        self.lines += ["", *(f"  {line}" for line in self.text("tour-marks").splitlines())]

    def close(self) -> None:
        """Count up. Raises `Unexpected` for an error of the bot's that nobody was shown."""
        if errors := [error for error in map(_cause, self.world.env.errors) if not isinstance(error, MagnitudeError)]:
            raise Unexpected(self.failed(repr(errors[0])))
        self.lines += ["", "─" * self.width]
        self.say("tour-end", chapters=self.chapters, answers=self.answers, checks=self.checks)

    def failed(self, expected: str) -> str:
        return self.text("tour-failed", chapter=self.chapters, expected=expected)

    def chapter(self, key: str, **values: Value) -> None:
        self.chapters += 1
        title = f"{self.chapters}. {self.text(f'tour-{key}', **values)}"
        self.lines += ["", title, "─" * len(title)]
        intro = f"tour-{key}-intro"
        if intro in self.text:
            self.say(intro, **values)

    def say(self, key: str, **values: Value) -> None:
        """A sentence of the narrator."""
        self.lines += ["", *drawing.wrapped(self.text(key, **values), self.width)]

    async def run(self, who: simcord.MemberActor, command: str, *, quietly: bool = False, **options: Option) -> Seen:
        """Somebody runs a command; its answer is theirs alone (S25). `quietly`: not drawn."""
        if not quietly:
            self._act_command(who, command, options)
        seen = self._private(who, await who.slash(self.world.channel, command, **options))
        if not quietly:
            self._frame("tour-private", seen, who=who.name)
        return seen

    async def press(self, who: simcord.MemberActor, seen: Seen, label: str, *, quietly: bool = False) -> Seen:
        """Somebody presses a button on what they see; the answer is theirs alone. `quietly`: not drawn."""
        if not quietly:
            self._act("tour-presses", who, button=label)
        answer = self._private(who, await who.click(seen.message, label=label))
        if not quietly:
            self._answered(who, seen, answer)
        return answer

    async def choose(self, who: simcord.MemberActor, seen: Seen, menu: str, value: str) -> Seen:
        """Somebody chooses from a menu, which is known by the beginning of its custom id."""
        control = next(part for part in drawing.walk(seen.components) if part.get("custom_id", "").startswith(menu))
        label = next(option["label"] for option in control["options"] if option["value"] == value)
        self._act("tour-chooses", who, choice=label)
        answer = self._private(who, await who.select(seen.message, [value], custom_id=control["custom_id"]))
        self._answered(who, seen, answer)
        return answer

    async def command_form(self, who: simcord.MemberActor, command: str, **options: Option) -> Form:
        """Somebody runs a command that opens a form."""
        self._act_command(who, command, options)
        return self._form(who, await who.slash(self.world.channel, command, **options), None)

    async def open_form(self, who: simcord.MemberActor, seen: Seen, label: str) -> Form:
        """Somebody presses a button that opens a form."""
        self._act("tour-presses", who, button=label)
        return self._form(who, await who.click(seen.message, label=label), seen)

    async def fill(self, who: simcord.MemberActor, form: Form, **values: Input) -> Seen:
        """Somebody fills in a form and sends it: all of it is drawn, then the answer, which is theirs alone.

        What they leave alone goes as it stood there.
        """
        controls = [field["component"] for field in form.modal["components"]]
        sent = {**{control["custom_id"]: self._prefilled(control) for control in controls}, **values}
        drawn = drawing.form(form.modal, {name: _typed(value) for name, value in sent.items()}, self._room)
        self._box(self.text("tour-form", who=who.name, title=form.modal["title"]), drawn)
        answer = self._private(who, await who.submit_modal(form.opened, sent))
        self._answered(who, form.page, answer)
        return answer

    async def file(self, seen: Seen) -> bytes:
        """The file that comes with what somebody sees."""
        return await seen.message.attachments[0].read()

    async def add(self, who: simcord.MemberActor, campaign: Campaign) -> tuple[Seen, Seen]:
        """Somebody opens the panel and adds themselves, which is not drawn: the panel, and the answer."""
        panel = await self.run(who, campaign.command, quietly=True)
        return panel, await self.press(who, panel, self.text("button-add"), quietly=True)

    def look(self, number: int, *, quietly: bool = False) -> Seen:
        """The public message of this number, the oldest being 0."""
        message = self.public()[number]
        seen = Seen(message, _components(message))
        if not quietly:
            self.lines.append("")
            self._frame("tour-public", seen)
        return seen

    def everything_public(self) -> list[list[Component]]:
        """To see whether anything has changed for everybody."""
        return [_components(message) for message in self.public()]

    def public(self) -> list[discord.Message]:
        """What everybody sees in the channel."""
        return [message for message in self.world.channel.history() if not message.flags.ephemeral]

    def on_disk(self, ids: Iterable[int]) -> list[int]:
        """Those of the ids that stand in the database's files, as text or as a number of SQLite's."""
        files = sorted(self.world.app.settings.data.iterdir())
        held = b"".join(file.read_bytes() for file in files if file.is_file())
        return [each for each in ids if str(each).encode() in held or each.to_bytes(8, "big") in held]

    def says(self, seen: Seen, key: str, **values: Value) -> bool:
        """Whether a sentence of the bot's stands in what somebody sees."""
        return drawing.readable(self.text(key, **values)) in seen.words

    def number(self, seen: Seen) -> int | None:
        """The number that somebody sees; None where none is shown."""
        everybody = range(len(self.world.others) * 2)
        return next((count for count in everybody if self.says(seen, "number-shown", number=count)), None)

    def expect(self, key: str, holds: object, **values: Value) -> None:
        """Write down what holds. Raises `Unexpected` when it does not."""
        sentence = self.text(f"tour-expect-{key}", **values)
        if not holds:
            raise Unexpected(self.failed(sentence))
        self.checks += 1
        first, *rest = drawing.wrapped(sentence, self.width, "     ")
        self.lines += [f"   ✓ {first.lstrip()}", *rest]

    def expect_ways_out(self, seen: Seen) -> None:
        """S43: help and the way out are there."""
        self.expect("ways-out", {self.text("button-help"), self.text("button-leave")} <= set(seen.labels))

    def _act(self, key: str, who: simcord.MemberActor, **values: Value) -> None:
        self.lines += ["", *drawing.wrapped("→ " + self.text(key, who=who.name, **values), self.width)]

    def _act_command(self, who: simcord.MemberActor, command: str, options: Mapping[str, Option]) -> None:
        names = {name: value[0] if isinstance(value, tuple) else value for name, value in options.items()}
        given = "".join(f" {name}: {value}" for name, value in names.items())
        self._act("tour-runs", who, command=f"/{command}{given}")

    def _form(self, who: simcord.MemberActor, opened: simcord.InteractionResult, page: Seen | None) -> Form:
        if opened.modal is None:
            raise Unexpected(self.failed(self.text("tour-expect-form", who=who.name)))
        return Form(opened, opened.modal, page)

    def _prefilled(self, control: Component) -> Input:
        """What stands in a field when the form opens."""
        if "options" in control:
            return [option["value"] for option in control["options"] if option.get("default")]
        if control.get("default_values"):
            return [self.world.channel]  # the server has no other one
        return control.get("value") or ""

    def _private(self, who: simcord.MemberActor, result: simcord.InteractionResult) -> Seen:
        self.answers += 1
        message = result.response
        if message is None or not message.ephemeral:
            expected = self.text("tour-expect-private", who=who.name)
            raise Unexpected(self.failed(expected))
        return Seen(message, message.components)

    def _answered(self, who: simcord.MemberActor, before: Seen | None, answer: Seen) -> None:
        self._frame("tour-changed" if before and answer.replaces(before) else "tour-private", answer, who=who.name)

    def _frame(self, title: str, seen: Seen, **values: Value) -> None:
        self._box(self.text(title, **values), drawing.drawn(seen.components, self._names(), self._room))

    def _box(self, title: str, drawn: Iterable[str]) -> None:
        first, *rest = drawing.wrapped(title, self._room)
        self.lines += [f"{TOP}{first}", *(f"{FRAME}{line}".rstrip() for line in (*rest, *drawn)), BOTTOM]

    @property
    def _room(self) -> int:
        return self.width - len(FRAME)

    def _names(self) -> dict[str, str]:
        people = (self.world.moderator, *self.world.members)
        channel = self.world.channel
        return {channel.mention: f"#{channel.name}", **{each.mention: f"@{each.name}" for each in people}}


def _components(message: discord.Message) -> list[Component]:
    return [dict(component.to_dict()) for component in message.components]


def _typed(value: Input) -> str | list[str]:
    if isinstance(value, str):
        return value
    return [f"#{each.name}" if isinstance(each, simcord.ChannelHandle) else each for each in value]


def _cause(error: BaseException) -> BaseException:
    return getattr(error, "original", error)
