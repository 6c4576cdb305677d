"""What the bot does in Discord, and what it never does: marking people, writing to them first, mentioning them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from safety_round import everything
from safety_sources import trees

from tests.cogs.simulated_server import World, open_world

ROUTES = (
    "GET /users/@me",
    "GET /oauth2/applications/@me",
    "GET /gateway/bot",
    "PUT /applications/{}/commands",
    "GET /guilds/{}",
    "GET /channels/{}",
    "POST /interactions/{}/{}/callback",
    "PATCH /webhooks/{}/{}/messages/@original",
    "GET /webhooks/{}/{}/messages/@original",
    "POST /channels/{}/messages",
    "PATCH /channels/{}/messages/{}",
    "DELETE /channels/{}/messages/{}",
)
"""All that the bot asks Discord for: no role, nickname, reaction, poll, thread, pin or direct message is among it.

A channel is asked for when its last message was sent: only after a crash, so that no post comes twice. The file of
/config import comes from Discord's file server, which is no part of this interface.
"""

NEVER_CALLED = {
    *("add_roles", "remove_roles", "create_role", "edit_role", "create_thread", "create_forum_post", "add_user"),
    *("add_reaction", "remove_reaction", "clear_reactions", "pin", "unpin", "create_dm", "create_webhook"),
    *("timed_out_until", "kick", "ban", "unban", "move_to", "create_invite", "create_scheduled_event", "end_poll"),
    *("create_text_channel", "create_category", "set_permissions", "reply", "fetch_user", "get_user"),
}
NEVER_PASSED = {"nick", "roles", "poll", "reaction", "reference", "mention_author", "tts", "content", "thread_name"}
NEVER_NAMED = {"Poll", "PollAnswer", "Reaction", "PartialEmoji", "Emoji"}
PEOPLE = re.compile(r"\b(?:user|member|author|owner|person|me)$")
SUPPRESS_EMBEDS = 1 << 2


def _code() -> list[tuple[str, ast.AST]]:
    """Every node of the program that serves; the preview plays the people as well."""
    return [
        (f"{file}, line {getattr(node, 'lineno', 0)}", node)
        for file, tree in trees().items()
        if not file.startswith("bot/operations/preview")
        for node in ast.walk(tree)
    ]


def test_s22_s23_no_code_marks_a_person_or_reacts() -> None:
    found: list[str] = []
    for where, node in _code():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            used = {keyword.arg for keyword in node.keywords} & NEVER_PASSED
            # Only what goes to Discord: the others are calls of the house's own.
            if node.func.attr in NEVER_CALLED or (
                used and node.func.attr in {"send", "edit", "send_message", "create"}
            ):
                found.append(f"{where}: {ast.unparse(node)}")
        elif (isinstance(node, ast.Attribute) and node.attr in NEVER_NAMED) or (
            isinstance(node, ast.Name) and node.id in NEVER_NAMED
        ):
            found.append(f"{where}: {ast.unparse(node)}")

    assert found == []


def test_s22_no_code_writes_to_a_person_or_mentions_one() -> None:
    found: list[str] = []
    for where, node in _code():
        if isinstance(node, ast.Attribute) and PEOPLE.search(ast.unparse(node.value)):
            if node.attr in {
                "send",
                "mention",
                "edit",
                "display_name",
                "global_name",
                "nick",
                "name",
                "roles",
                "dm_channel",
            }:
                found.append(f"{where}: {ast.unparse(node)}")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"<@[!&]?\d*\{?", node.value):
            found.append(f"{where}: {node.value}")
    allowed = (
        "bot/content/",  # looks for mentions, to refuse them
        "cogs/_changes.py",  # the change log names the moderator, on a private page that pings nobody (S47)
    )

    assert [line for line in found if not line.startswith(allowed)] == []


async def round_of_everybody(world: World) -> None:
    """Members and a moderator press all there is; a number is published, hidden and taken away again; posts come."""
    await world.moderator.slash(world.channel, "config post")
    await world.moderator.slash(world.channel, "config schedule", time="10:00", zone="Europe/Dublin")
    await world.add(12)
    await world.tick()
    assert any(request.json.get("nonce") for request in channel_posts(world)), "a post at a set time"
    await everything(world, world.members[1])
    await everything(world, world.moderator)
    await world.moderator.slash(world.channel, "config channel", channel=world.guild.create_text_channel("other"))
    await world.tick()


async def test_s22_s23_after_a_full_round_only_these_routes_were_used(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        names = {member.id: (member.member.nick, len(member.member.roles)) for member in world.members if member.member}
        await round_of_everybody(world)
        used = {f"{request.method} {request.path}" for request in world.env.http_requests}
        after = {member.id: (member.member.nick, len(member.member.roles)) for member in world.members if member.member}
        public = [message for message in world.channel.history() if not message.flags.ephemeral]

    allowed = re.compile("|".join(re.escape(route).replace(r"\{\}", "[^/]+") for route in ROUTES))
    assert [route for route in used if not allowed.fullmatch(route)] == []
    assert len(used) > 50
    assert after == names
    for message in public:
        assert not message.mentions
        assert not message.role_mentions
        assert not message.mention_everyone
        assert not message.reactions
        assert not message.pinned
        assert message.thread is None


async def test_s47_nothing_that_is_sent_can_mention_anybody(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await round_of_everybody(world)
        sent = list(messages(world))

    assert len(sent) > 50
    assert {where for where, message in sent if message.get("allowed_mentions") != {"parse": []}} == set()


async def test_s47_nothing_that_is_sent_shows_a_preview(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await round_of_everybody(world)
        sent = list(messages(world))

    for where, message in sent:
        assert not message.get("embeds"), where
        for text in _texts(message.get("components") or []):
            # An address in angle brackets gets no preview, wherever it stands.
            assert "://" not in re.sub(r"<https://[^\s>]+>", "", text), text
    answers = [message for where, message in sent if where == "the first answer"]
    assert len(answers) > 20
    assert all(message["flags"] & SUPPRESS_EMBEDS for message in answers)


def channel_posts(world: World) -> list[Any]:
    """The requests that put a message into a channel."""
    return [request for request in world.env.http_requests if re.fullmatch(r"/channels/\d+/messages", request.path)]


def messages(world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every message that the bot sent or edited, with what kind it was."""
    for request in world.env.http_requests:
        body: Any = request.json
        if request.path.endswith("/callback"):
            if body["type"] in (4, 7):
                yield ("the first answer" if body["type"] == 4 else "a turned page"), body["data"]
        elif "/messages" in request.path and request.method in {"POST", "PATCH"}:
            kind = "an edited answer" if request.path.startswith("/webhooks") else "a message in a channel"
            yield f"{kind}: {request.method}", body


def _texts(components: list[dict[str, Any]]) -> list[str]:
    return [
        text
        for part in components
        for text in [*([part["content"]] if part.get("type") == 10 else []), *_texts(part.get("components", []))]
    ]


@pytest.mark.parametrize("who", ["member", "moderator"])
async def test_s25_s43_s50_every_answer_is_private_and_its_buttons_have_words(tmp_path: Path, who: str) -> None:
    async with open_world(tmp_path) as world:
        await world.moderator.slash(world.channel, "config post")
        await world.add(12)
        await world.tick()
        seen = await everything(world, world.moderator if who == "moderator" else world.members[1])

    assert len(seen) > 25
    for answer in seen:
        assert answer.ephemeral, answer.after
        buttons = [control for control in answer.controls if control["type"] == 2]
        names = [button.get("label") or "" for button in buttons]
        assert all(re.search(r"[^\W\d_]{2}", name) for name in names), answer.after
        assert not any(button.get("emoji") for button in buttons), answer.after
        assert len(set(names)) == len(names), f"{answer.after}: told apart by more than their colour"
        assert "Leave quickly" in names, answer.after
