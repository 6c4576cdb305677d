"""The stand-in itself, driven by a plain discord.py bot in this process."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import discord
import pytest
import yarl
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.standin import NoAnswerError, NotOfferedError, Person, Standin

MEMBER = Person(7)


class Count(discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]], template=r"count:(?P<to>\d+)"):
    def __init__(self, to: int) -> None:
        super().__init__(discord.ui.Button[discord.ui.LayoutView](label="Count", custom_id=f"count:{to}"))
        self.to = to

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str], /
    ) -> Count:
        return cls(int(match["to"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"counted to {self.to}", ephemeral=True)


def layout(texts: int) -> discord.ui.LayoutView:
    view = discord.ui.LayoutView(timeout=None)
    for number in range(texts):
        view.add_item(discord.ui.TextDisplay[discord.ui.LayoutView](f"text {number}"))
    row = discord.ui.ActionRow[discord.ui.LayoutView]()
    return view.add_item(row.add_item(Count(3)))


class Commands(commands.Cog):
    """One command that behaves, one that defers, two that Discord refuses."""

    @discord.app_commands.command()
    async def layout(self, interaction: discord.Interaction, texts: int) -> None:
        await interaction.response.send_message(view=layout(texts), ephemeral=True)

    @discord.app_commands.command()
    async def deferred(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(view=layout(1))

    @discord.app_commands.command()
    async def late(self, interaction: discord.Interaction) -> None:
        await asyncio.sleep(3.1)
        await interaction.response.send_message("too late")

    @discord.app_commands.command()
    async def twice(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("once")
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        await interaction.client.http.request(Route("POST", path), json={"type": 5})


class PlainBot(commands.AutoShardedBot):
    def __init__(self) -> None:
        super().__init__(commands.when_mentioned, intents=discord.Intents(guilds=True))
        self.errors = asyncio.Queue[tuple[int, int]]()
        self.tree.error(self._failed)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Count)
        await self.add_cog(Commands())
        await self.tree.sync()

    async def _failed(self, interaction: discord.Interaction, error: discord.app_commands.AppCommandError) -> None:
        cause = error.__cause__
        assert isinstance(cause, discord.HTTPException)
        self.errors.put_nowait((cause.status, cause.code))


@pytest.fixture
def _addresses() -> Iterator[None]:
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@asynccontextmanager
async def running(standin: Standin) -> AsyncGenerator[PlainBot]:
    environment = standin.environment()
    Route.BASE = environment["DISCORD_API_BASE"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(environment["DISCORD_GATEWAY_URL"])
    async with PlainBot() as bot:
        task = asyncio.create_task(bot.start(environment["DISCORD_TOKEN"]))
        try:
            await standin.until(lambda: bool(standin.gateway.identified))
            yield bot
        finally:
            task.cancel()
            await asyncio.wait([task])


@pytest.fixture
async def standin(_addresses: None) -> AsyncIterator[Standin]:
    async with Standin() as standin:
        yield standin


async def refusal(bot: PlainBot) -> tuple[int, int]:
    """Status and code of the next error that the bot met."""
    return await asyncio.wait_for(bot.errors.get(), 5)


async def test_a_bot_logs_in_syncs_and_answers_with_a_layout_and_a_lasting_button(standin: Standin) -> None:
    async with running(standin):
        assert [command["name"] for command in standin.commands] == ["layout", "deferred", "late", "twice"]
        answer = await standin.command(MEMBER, "layout", {"texts": 2})
        assert (answer.text, answer.ephemeral) == ("text 0\ntext 1", True)
        assert [button.label for button in answer.buttons] == ["Count"]
        pressed = await standin.press(MEMBER, answer, "Count")
        assert (pressed.text, pressed.ephemeral) == ("counted to 3", True)
        with pytest.raises(NotOfferedError):
            standin.press(Person(8), answer, "Count")
        deferred = await standin.command(MEMBER, "deferred")
        assert (deferred.type, deferred.text, deferred.ephemeral) == (5, "text 0", True)
    await standin.until(lambda: standin.gateway.close_codes == [1000])
    assert standin.violations == []


async def test_a_response_after_three_seconds_is_refused(standin: Standin) -> None:
    async with running(standin) as bot:
        with pytest.raises(NoAnswerError):
            await standin.command(MEMBER, "late")
        assert await refusal(bot) == (404, 10062)


async def test_a_second_response_is_refused(standin: Standin) -> None:
    async with running(standin) as bot:
        answer = await standin.command(MEMBER, "twice")
        assert await refusal(bot) == (400, 40060)
        assert answer.text == "once"


def texts(*sizes: int) -> list[dict[str, object]]:
    return [{"type": 10, "content": "x" * size} for size in sizes]


V2 = {"flags": 1 << 15}
BUTTON = {"type": 2, "style": 1, "label": "Again", "custom_id": "again"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (V2 | {"components": [{"type": 17, "components": texts(*[1] * 40)}]}, "41 components, at most 40"),
        (V2 | {"components": texts(2000, 2001)}, "4001 characters of text"),
        (V2 | {"components": texts(1), "content": "x"}, "content or embeds beside"),
        ({"components": texts(1)}, "without their flag"),
        ({"components": [{"type": 1, "components": [BUTTON, BUTTON]}]}, "'again' is there 2 times"),
        ({"content": "x" * 2001}, "2001 characters of content"),
        ({"content": "x", "flags": 1 << 6}, "cannot be ephemeral"),
        ({"content": ""}, "empty message"),
    ],
)
async def test_what_discord_would_not_take_is_refused_and_recorded(
    standin: Standin, body: dict[str, object], reason: str
) -> None:
    path = f"/channels/{standin.guild.channels[0].id}/messages"
    async with running(standin) as bot:
        with pytest.raises(discord.HTTPException, match="400 Bad Request"):
            await bot.http.request(Route("POST", path), json=body)
    assert [reason in violation.reason for violation in standin.violations] == [True]


async def test_bodies_are_held_against_discords_own_document(standin: Standin) -> None:
    if not standin.spec_is_here:
        pytest.skip("Discord's OpenAPI document does not lie beside this project")
    async with running(standin) as bot:
        with pytest.raises(discord.HTTPException, match="50035"):
            await bot.http.request(
                Route("POST", f"/channels/{standin.guild.channels[0].id}/messages"),
                json={"embeds": [{"title": "x" * 257}]},
            )
    assert len(standin.violations) == 1


async def test_a_dropped_session_is_resumed_and_what_came_meanwhile_is_delivered(standin: Standin) -> None:
    async with running(standin):
        standin.gateway.drop(4000)
        answer = await standin.command(MEMBER, "layout", {"texts": 1})
        assert answer.text == "text 0"
    assert (standin.gateway.resumed, len(standin.gateway.identified)) == (1, 1)


async def test_injected_failures_meet_the_next_requests_only(standin: Standin) -> None:
    async with running(standin) as bot:
        standin.fail_next("POST", "/messages$", status=503)
        channel = bot.get_partial_messageable(standin.guild.channels[0].id)
        with pytest.raises(discord.DiscordServerError):
            await channel.send("one")
        await channel.send("two")
        standin.fail_next("POST", "/messages$", reset=True)
        with pytest.raises(aiohttp.ClientOSError):
            await channel.send("three")
        assert [message["content"] for message in standin.messages(channel.id)] == ["two"]


async def test_an_enforced_nonce_brings_one_message_until_a_few_minutes_have_passed(standin: Standin) -> None:
    general, campaign = standin.guild.channels
    async with running(standin) as bot:
        here, there = (bot.get_partial_messageable(channel.id) for channel in (general, campaign))
        first, second = await here.send("once", nonce="n"), await here.send("once", nonce="n")
        elsewhere = await there.send("once", nonce="n")
        assert first.id == second.id != elsewhere.id
        standin.forget_nonces()
        third = await here.send("once", nonce="n")
    assert [message["id"] for message in standin.messages(general.id)] == [str(first.id), str(third.id)]


async def test_a_channel_tells_its_last_message_whoever_wrote_it_and_also_when_it_is_deleted(standin: Standin) -> None:
    general, campaign = standin.guild.channels
    standin.chat(general.id)
    async with running(standin) as bot:
        await bot.wait_until_ready()
        known = bot.get_channel(general.id)
        assert isinstance(known, discord.TextChannel)
        assert known.last_message_id == int(standin.messages(general.id)[0]["id"])
        sent = await known.send("gone soon")
        await sent.delete()
        for channel_id, last in ((general.id, sent.id), (campaign.id, None)):
            asked = await bot.fetch_channel(channel_id)
            assert isinstance(asked, discord.TextChannel)
            assert asked.last_message_id == last


async def test_what_is_carried_out_can_be_answered_late(standin: Standin) -> None:
    channel_id = standin.guild.channels[0].id
    async with running(standin) as bot:
        standin.fail_next("POST", "/messages$", reset=True, carried_out=True, delay=0.5)
        sending = asyncio.create_task(bot.get_partial_messageable(channel_id).send("one"))
        await standin.until(lambda: bool(standin.messages(channel_id)))
        assert not sending.done()
        with pytest.raises(aiohttp.ClientOSError):
            await sending
