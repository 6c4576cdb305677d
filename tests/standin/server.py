"""The stand-in itself: a server on this machine, and people who use the bot through it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.standin import payloads
from tests.standin.answers import Answer, Interaction
from tests.standin.faults import Body, Fault
from tests.standin.gateway import Gateway
from tests.standin.interactions import Interactions
from tests.standin.payloads import NotOfferedError, OptionValue
from tests.standin.rest import PREFIX, Rest
from tests.standin.state import Request, State, Violation
from tests.standin.wire import EPHEMERAL, Json
from tests.standin.world import Guild, Person

TOKEN = "MTEw.standin.not-a-real-token"


class Standin:
    """Discord on loopback. Use as `async with Standin() as standin:`; it listens until the block ends.

    What a person does (`command`, `press`, `select`, `submit`, `autocomplete`) is sent at once and gives an `Answer`
    to await. Without `guild` it happens in the first server and its first channel; `guild=None` is a direct message.
    """

    def __init__(self, *guilds: Guild, token: str = TOKEN, host: str = "127.0.0.1", port: int = 0) -> None:
        self._state = State(list(guilds) or [Guild()], token)
        self._host = host
        self._port = port
        self.gateway = Gateway(self._state)
        rest = Rest(self._state)
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.add_routes(rest.routes())
        app.add_routes(Interactions(self._state, rest).routes())
        app.add_routes([web.get("/", self.gateway.handle), web.route("*", "/{path:.*}", rest.unknown)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.gateway.end()
        await self._runner.cleanup()

    def environment(self) -> dict[str, str]:
        """What the bot needs to talk to this and to nothing else."""
        return {
            "DISCORD_API_BASE": f"http://{self._host}:{self._port}{PREFIX}",
            "DISCORD_GATEWAY_URL": f"ws://{self._host}:{self._port}/",
            "DISCORD_TOKEN": self._state.token,
        }

    # What was seen

    @property
    def guild(self) -> Guild:
        return self._state.guilds[0]

    @property
    def commands(self) -> list[Json]:
        return self._state.commands

    @property
    def interactions(self) -> list[Interaction]:
        """Every event that was sent to the bot because somebody did something."""
        return list(self._state.interactions.values())

    @property
    def violations(self) -> list[Violation]:
        """What Discord would not have taken. A test ends with this empty."""
        return self._state.violations

    @property
    def spec_is_here(self) -> bool:
        """Bodies are held against Discord's own document, not only against the limits it lacks."""
        return self._state.spec is not None

    def requests(self, method: str, path: str) -> list[Request]:
        """Those of a method whose path matches a pattern."""
        return [seen for seen in self._state.requests if seen.method == method and re.search(path, seen.path)]

    def messages(self, channel_id: int) -> list[Json]:
        return self._state.messages.public(channel_id)

    async def until(self, condition: Callable[[], bool], seconds: float = 10.0) -> None:
        """Wait for a condition over what was seen.

        Raises:
            TimeoutError: it did not come true.
        """
        await self._state.until(condition, seconds)

    def chat(self, channel_id: int) -> None:
        """Somebody writes something in a channel."""
        self._state.messages.write(channel_id, {"content": "Good morning."}, ())

    def forget_nonces(self) -> None:
        """What Discord does when a few minutes have passed."""
        self._state.messages.forget_nonces()

    # What goes wrong on purpose

    def fail_next(
        self,
        method: str,
        path: str,
        *,
        status: int | None = None,
        code: int = 0,
        retry_after: float | None = None,
        delay: float = 0.0,
        reset: bool = False,
        carried_out: bool = False,
        body: Body | None = None,
        for_all: bool = False,
        times: int = 1,
    ) -> None:
        """See `Fault`."""
        fault = Fault(
            method,
            re.compile(path),
            times,
            status,
            code,
            retry_after,
            delay,
            reset,
            carried_out,
            body,
            for_all,
        )
        self._state.faults.add(fault)

    def mend(self) -> None:
        """Nothing goes wrong on purpose any more."""
        self._state.faults.clear()

    def repeat(self, answer: Answer) -> None:
        """Deliver the event of an answer once more, as a gateway may."""
        self._deliver(answer.interaction)

    # What people do

    def command(
        self,
        person: Person,
        words: str,
        options: Mapping[str, OptionValue] | None = None,
        *,
        guild: Guild | type[Guild] | None = Guild,
        channel_id: int | None = None,
        user_install: bool = False,
    ) -> Answer:
        """Use a slash command; subcommands follow after a space ("config post")."""
        place = self._place(guild)
        name, *subcommands = words.split()
        command = self._command(name)
        payloads.may_use(command, person, place, user_install=user_install)
        data = payloads.invocation(command, subcommands, options or {}, place, None)
        return self._act(payloads.COMMAND, person, place, channel_id, data, user_install=user_install)

    def autocomplete(
        self,
        person: Person,
        words: str,
        focused: str,
        typed: str,
        options: Mapping[str, OptionValue] | None = None,
        *,
        guild: Guild | type[Guild] | None = Guild,
    ) -> Answer:
        """Type into an option: the answer's `choices` are what Discord offers."""
        place = self._place(guild)
        name, *subcommands = words.split()
        command = self._command(name)
        payloads.may_use(command, person, place, user_install=False)
        data = payloads.invocation(command, subcommands, {**(options or {}), focused: typed}, place, focused)
        return self._act(payloads.AUTOCOMPLETE, person, place, None, data)

    def press(self, person: Person, on: Answer | Json, button: str, *, age: float = 0.0) -> Answer:
        """Press a button, named by its label or custom_id, on a message that the person can see.

        `age`: seconds for which the event has been on its way.
        """
        message = self._seen(person, on)
        data = payloads.press_data(payloads.component(message, button, [payloads.BUTTON]))
        return self._act_on(payloads.COMPONENT, person, on, message, data, age=age)

    def select(self, person: Person, on: Answer | Json, select: str, values: Sequence[str]) -> Answer:
        """Choose in a select, named by its custom_id."""
        message = self._seen(person, on)
        part = payloads.component(message, select, [3, 5, 6, 7, 8])
        data = payloads.select_data(part, values, self._home(message))
        return self._act_on(payloads.COMPONENT, person, on, message, data)

    def submit(self, answer: Answer, values: Mapping[str, str | Sequence[str]]) -> Answer:
        """Fill in the form that an answer opened, by custom_id, and send it."""
        before = answer.interaction
        if before.modal is None:
            raise NotOfferedError("no form was opened")
        data = payloads.modal_data(before.modal, values)
        source = None if before.source_id is None else self._state.messages.get(before.source_id)
        return self._act(payloads.MODAL_SUBMIT, before.person, before.guild, before.channel_id, data, message=source)

    def _command(self, name: str) -> Json:
        for command in self._state.commands:
            if command["name"] == name and command["type"] == 1:
                return command
        raise NotOfferedError(f"no command /{name} is registered")

    def _place(self, guild: Guild | type[Guild] | None) -> Guild | None:
        return self.guild if isinstance(guild, type) else guild

    def _seen(self, person: Person, on: Answer | Json) -> Json:
        message = on.message if isinstance(on, Answer) else on
        if message["flags"] & EPHEMERAL and message["interaction_metadata"]["user"]["id"] != str(person.id):
            raise NotOfferedError(f"{person.id} cannot see that message")
        return message

    def _home(self, message: Json) -> Guild | None:
        found = self._state.channel(int(message["channel_id"]))
        return found[0] if found else None

    def _act_on(
        self, kind: int, person: Person, on: Answer | Json, message: Json, data: Json, *, age: float = 0.0
    ) -> Answer:
        channel_id = int(message["channel_id"])
        user_install = isinstance(on, Answer) and "1" in on.interaction.payload["authorizing_integration_owners"]
        return self._act(
            kind, person, self._home(message), channel_id, data, message=message, user_install=user_install, age=age
        )

    def _act(
        self,
        kind: int,
        person: Person,
        guild: Guild | None,
        channel_id: int | None,
        data: Json,
        *,
        message: Json | None = None,
        user_install: bool = False,
        age: float = 0.0,
    ) -> Answer:
        default = guild.channels[0].id if guild else payloads.DM_CHANNELS + person.id
        where = default if channel_id is None else channel_id
        payload = payloads.envelope(kind, person, guild, where, user_install=user_install)
        token, interaction_id = self._state.new_token(), self._state.new_id(age)
        payload |= {"id": str(interaction_id), "token": token, "data": data}
        if message is not None:
            payload["message"] = message
        interaction = Interaction(
            interaction_id, token, payload, person, guild, where, asyncio.get_running_loop().time() - age
        )
        interaction.source_id = None if message is None else int(message["id"])
        self._state.interactions[interaction_id] = interaction
        self._deliver(interaction)
        return Answer(interaction, self._state.messages, self._state.until)

    def _deliver(self, interaction: Interaction) -> None:
        guild_id = interaction.guild.id if interaction.guild else None
        self.gateway.dispatch("INTERACTION_CREATE", interaction.payload, guild_id)
