"""The whole bot on a simulated Discord: what people are really shown, and what of it is said of the number."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

from prometheus_client import generate_latest

from bot.domain import limits
from bot.domain.errors import NotRunning
from bot.operations.metrics import registry_of
from tests.cogs.simulated_server import World, controls, labels, open_world, shown
from tests.safety.observer_services import logged, patient
from tests.safety.observer_steps import (
    BEGIN,
    HOST,
    MODERATORS,
    PRESSES,
    THE_ONE,
    Kinds,
    Schedule,
    Step,
    history_words,
    number_words,
)
from tests.safety.safety_round import everything, without_ids

CROWD: Final = 130
"""So many others there are; most of them press without being looked at."""
KINDS: Final[Kinds] = (
    *(PRESSES, PRESSES, PRESSES, ("look",)),
    ("threshold", "cadence", "milestones", "place"),
    (*MODERATORS, "resume", "start", *HOST),
)
"""What the simulated Discord can show."""
ASKED: Final = ("tally", "metoo", "config show", "config log", "config tally")
"""What a moderator asks after every step; what begins with `config` members do not see."""
LABELS: Final = {"add": ("metoo", "Add me"), "withdraw": ("metoo", "Withdraw")}
FORGETTING: Final = ("Delete what you hold on me", "Delete now")
TIMES: Final = re.compile(
    r"^(?:process_|magnitude_answer_seconds_(?:bucket|sum)|magnitude_heartbeat).*\n", re.MULTILINE
)
"""Of the metrics, what is about time, or about the whole process that the tests run in."""
CONFIRM: Final = ("Change it for good", "Remove all entries")

NUMBER: Final = re.compile(
    r"(?:At least \*\*(?P<number>[\d,]+)\*\* people here have added themselves\."
    r"|The number is not shown now: fewer than (?P<threshold>[\d,]+) people are counted, or this server has fewer than "
    rf"{limits.LEAST_MEMBERS} members\.)\s+"
    r"Last update <t:(?P<updated>\d+):f>\. Next update <t:(?P<next>\d+):f>\."
)
NO_NUMBER: Final = re.compile(r"The campaign (?:is |has )(paused|ended) here, and the number is not shown\.")
HISTORY: Final = re.compile(r"(?:\*\*Published so far\*\*\n)?<t:(\d+):f>: (?:at least ([\d,]+)|not shown)\n?")
MILESTONE: Final = re.compile(r"At least ([\d,]+) people here have added themselves to")


class Told(NamedTuple):
    """Something that somebody saw in the step of this number.

    `said`: all of it. `number`: what it says of the number, in the words of `observer_steps`; `rest`: what else.
    """

    step: int
    at: datetime
    what: str
    said: str
    number: str
    rest: str


class Watched:
    """One of the two worlds (0 or 1), as a moderator and a member who is not the one see it."""

    def __init__(self, world: World, which: int, stack: AsyncExitStack, *, metrics: bool) -> None:
        self.told: list[Told] = []
        self._world = world
        self._which = which
        self._stack = stack
        self._metrics = metrics
        self._step = 0
        self._requests = 0

    async def step(self, step: Step) -> None:
        world = self._world
        world.clock.now += step.wait
        await world.app.timed.publishing.run_due()
        await world.app.timed.posting.run_due()
        if step.one[self._which]:
            await self._press(step.one[self._which], world.members[-1])
        self._look_at_channel()
        await self._do(step)
        self._look_at_channel()
        bystander = world.members[-2]
        for command in ASKED:
            for person in (world.moderator, *(() if command.startswith("config") else (bystander,))):
                self._tell(command, await person.slash(self._world.channel, command))
        self._look_at_channel()
        if self._metrics:
            self._keep("metrics", TIMES.sub("", generate_latest(registry_of(self._world.app)).decode()))
        self._step += 1

    async def ask_everything(self) -> None:
        """All that a member and then a moderator can ask; forms that wait go by random names."""
        for person in (self._world.members[-2], self._world.moderator):
            for seen in await everything(self._world, person, changes=False, states=False):
                self._keep(seen.after, f"{seen.text} {[each.get('label') for each in seen.controls]}")

    def log(self, line: str) -> None:
        self._keep("log", line)

    async def _press(self, what: str, person: Any) -> Any:
        channel = self._world.channel
        if what == "forget":
            result = await person.slash(channel, "privacy")
            for label in FORGETTING:
                result = await person.click(result.response, label=label)
            return result
        command, label = LABELS[what]
        panel = await person.slash(channel, command)
        return await person.click(panel.response, label=label)

    async def _do(self, step: Step) -> None:
        world = self._world
        match step.what:
            case "add" | "withdraw" | "forget":
                await self._presses(step)
            case "restart":
                self._world = await self._stack.enter_async_context(world.reopened())
            case "purge":
                await world.app.services.campaigns.end_removed()
                await world.app.store.purge(world.clock())
            case "look":
                pass
            case _:
                await self._moderate(step)

    async def _presses(self, step: Step) -> None:
        """The first one's answer is looked at, if it is one of those who are there."""
        world, tallies = self._world, self._world.app.services.tallies
        seen = world.members[:-2]
        for person in step.people:
            if person == step.value and person < len(seen):
                self._tell(step.what, await self._press(step.what, seen[person]))
                continue
            member = seen[person].id if person < len(seen) else THE_ONE + person
            server = world.guild.id
            if step.what == "forget":
                await tallies.forget(member)
            elif step.what == "withdraw":
                await tallies.withdraw(server, "metoo", member)
            else:
                with suppress(NotRunning):
                    await tallies.add(server, "metoo", member)

    async def _moderate(self, step: Step) -> None:
        """What a moderator does; what is asked first is confirmed."""
        switch = "on" if step.value == 1 else "off"
        options: dict[str, tuple[str, dict[str, Any]]] = {
            "threshold": ("config tally", {"threshold": step.value}),
            "cadence": ("config tally", {"cadence": step.value}),
            "milestones": ("config tally", {"milestones": switch}),
            "total": ("config sharing", {"total": switch}),
            "place": ("config post", {}),
        }
        command, given = options.get(step.what, ("config campaign", {"action": step.what}))
        moderator = self._world.moderator
        result = await moderator.slash(self._world.channel, command, **given)
        for label in CONFIRM:
            if label in labels(result):
                result = await moderator.click(result.response, label=label)
                break
        self._tell(step.what, result)

    def _tell(self, what: str, result: Any) -> None:
        message = result.response
        self._keep(what, f"{shown(message)} {_controls(message)}")

    def _look_at_channel(self) -> None:
        """What the bot has posted, edited and removed for all to see since it was looked at last."""
        requests = self._world.env.http_requests
        for request in requests[self._requests :]:
            if request.path.startswith("/channels/") and request.method != "GET":
                given: dict[str, Any] = dict(request.json or {})
                message: Any = SimpleNamespace(components=given.pop("components", []))
                given.pop("nonce", None)
                what = "announced" if MILESTONE.search(shown(message)) else request.method
                self._keep(what, f"{shown(message)} {_controls(message)} {json.dumps(given)}")
        self._requests = len(requests)

    def _keep(self, what: str, said: str) -> None:
        said = without_ids(said)
        number, rest = read(said)
        self.told.append(Told(self._step, self._world.clock(), what, said, number, rest))


def _controls(message: Any) -> str:
    """Without their places among the other parts."""
    return json.dumps([{name: value for name, value in each.items() if name != "id"} for each in controls(message)])


def read(said: str) -> tuple[str, str]:
    """What is said of the number, and what else."""
    words = [*map(_number, NUMBER.finditer(said)), *(found[1] for found in NO_NUMBER.finditer(said))]
    history = [(_moment(at), int(number.replace(",", "")) if number else None) for at, number in HISTORY.findall(said)]
    words += [history_words(history)] if history else []
    words += MILESTONE.findall(said)
    for pattern in (NUMBER, NO_NUMBER, MILESTONE):
        said = pattern.sub("…", said)
    return "; ".join(words), HISTORY.sub("", said)


def _number(found: re.Match[str]) -> str:
    number, threshold = (int((found[name] or "0").replace(",", "")) for name in ("number", "threshold"))
    return number_words("running", number or None, threshold, _moment(found["updated"]), _moment(found["next"]))


def _moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


async def watch(
    schedule: Schedule, which: int, folder: Path, *, everything: bool = False, metrics: bool = False
) -> Sequence[Told]:
    """All that is seen in the first (0) or the second (1) world. `everything`: at the end all that can be asked.

    `metrics`: also what the host's metrics tell. How many presses there were is told there: it is to be the same.
    """
    async with AsyncExitStack() as stack:
        stack.enter_context(patient())
        world = await stack.enter_async_context(open_world(folder, campaign=None))
        world.clock.now = BEGIN
        watched = Watched(world, which, stack, metrics=metrics)
        stack.enter_context(logged(watched.log))
        for step in schedule:
            await watched.step(step)
        if everything:
            await watched.ask_everything()
    return watched.told
