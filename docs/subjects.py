"""What the pictures show, in the order in which it happens on the simulated server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import resources
from typing import Final, TypeAlias

import discord
import simcord

from bot.operations.preview.moderators import OWN_FILE
from bot.operations.preview.page import prepare
from bot.operations.preview.world import World

WIDTHS: Final = {"desktop": 720, "phone": 390}
"""In CSS pixels."""
COUNTRY: Final = "United Kingdom"
AFTERNOON: Final = timedelta(hours=10)
"""From the morning on which the pictures are taken until after the scheduled post."""
OWN_QUOTE: Final = {
    "text": "We meet every month, and everybody can speak.",
    "speaker": "Sam Rivers (invented)",
    "date": "2024-03-08",
    "sources": "https://example.org/minutes",
    "warning": "",
}
OWN_RESOURCE: Final = {
    "topic": "Somebody to talk to",
    "title": "Riverside listening room (invented)",
    "text": "Open to everybody, on weekday evenings.",
    "url": "https://example.org/listening-room",
    "sources": "https://example.org/listening-room",
}

Shown: TypeAlias = discord.Message | simcord.InteractionResult


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to see. `show` makes it happen; what it gives is seen by a moderator, or else by a member."""

    name: str
    show: Callable[[World], Awaitable[Shown]]
    moderator: bool = False
    widths: tuple[str, ...] = ("desktop",)

    @property
    def files(self) -> dict[str, int]:
        """Each picture's file and its width."""
        return {f"{self.name}-{device}.png": WIDTHS[device] for device in self.widths}

    def viewer(self, world: World) -> simcord.MemberActor:
        """Whose eyes it is seen with."""
        return world.moderator if self.moderator else world.first


def command(name: str, **options: str) -> Callable[[World], Awaitable[Shown]]:
    """What a member is answered."""
    return lambda world: world.first.slash(world.channel, name, **options)


def setting(name: str, **options: str) -> Callable[[World], Awaitable[Shown]]:
    """What a moderator is answered."""
    return lambda world: world.moderator.slash(world.channel, f"config {name}", **options)


async def campaign_message(world: World) -> Shown:
    """In a server where everything has been prepared, and a day has passed."""
    await prepare(world)
    return _public(world)[0]


async def campaign_panel(world: World) -> Shown:
    """The private page on which members add themselves."""
    return await world.first.slash(world.channel, world.campaigns[0].command)


async def campaign_page(world: World) -> Shown:
    """Where a moderator comes from the home."""
    home = await world.moderator.slash(world.channel, "config show")
    return await world.moderator.click(_message(home), label=world.campaigns[0].name)


async def schedule(world: World) -> Shown:
    """Set with one command, then looked at."""
    given = {"time": "18:00", "zone": "Europe/London", "days": "weekdays", "content": "quote"}
    await world.moderator.slash(world.channel, "config schedule", **given)
    return await world.moderator.slash(world.channel, "config schedule")


async def schedule_form(world: World) -> Shown:
    """The same as a form."""
    page = await world.moderator.slash(world.channel, "config schedule")
    return await world.moderator.click(_message(page), label=world.text("button-schedule-change"))


async def scheduled_post(world: World) -> Shown:
    """What has come of it by the evening."""
    await world.pass_time(AFTERNOON)
    return _public(world)[-1]


async def own_content(world: World) -> Shown:
    """A quote and a resource of the server's own."""
    for kind, values in (("quote", OWN_QUOTE), ("resource", OWN_RESOURCE)):
        form = await world.moderator.slash(world.channel, "config content", action=f"add-{kind}")
        await world.moderator.submit_modal(form, values)
    return await world.moderator.slash(world.channel, "config content")


async def import_preview(world: World) -> Shown:
    """The campaign file that the tour brings as well."""
    content = (resources.files("bot.operations.preview") / OWN_FILE).read_bytes()
    return await world.moderator.slash(world.channel, "config import", file=(OWN_FILE, content))


async def attention(world: World) -> Shown:
    """The bot may not write in the channel any more, and a post is due there."""
    channel = world.app.client.get_channel(world.channel.id)
    if not isinstance(channel, discord.TextChannel):
        raise LookupError("the simulated server has no channel")
    await channel.set_permissions(channel.guild.me, send_messages=False)
    await world.pass_time(timedelta(days=1))
    return await world.moderator.slash(world.channel, "config show")


BOTH: Final = tuple(WIDTHS)
SUBJECTS: Final = (
    Subject("first-step", setting("show"), moderator=True),
    Subject("campaign-message", campaign_message, widths=BOTH),
    Subject("metoo", campaign_panel, widths=BOTH),
    Subject("tally", command("tally"), widths=BOTH),
    Subject("about", command("about"), widths=BOTH),
    Subject("quote-warning", command("quote"), widths=BOTH),
    Subject("resources", command("resources", country=COUNTRY), widths=BOTH),
    Subject("campaign-page", campaign_page, moderator=True),
    Subject("schedule", schedule, moderator=True),
    Subject("schedule-form", schedule_form, moderator=True),
    Subject("scheduled-post", scheduled_post),
    Subject("own-content", own_content, moderator=True),
    Subject("home", setting("show"), moderator=True),
    Subject("import", import_preview, moderator=True),
    Subject("change-log", setting("log"), moderator=True),
    Subject("attention", attention, moderator=True),
)
"""Every picture; each is taken as soon as its subject is there."""


def _public(world: World) -> list[discord.Message]:
    return [message for message in world.channel.history() if not message.flags.ephemeral]


def _message(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    if result.response is None:
        raise LookupError("the bot did not answer")
    return result.response
