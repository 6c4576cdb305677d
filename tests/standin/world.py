"""The servers, channels and people of the stand-in, and how Discord writes them down."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.standin.wire import Json

ADMINISTRATOR = 1 << 3
MANAGE_GUILD = 1 << 5
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
USE_APPLICATION_COMMANDS = 1 << 31

MEMBER = VIEW_CHANNEL | SEND_MESSAGES | READ_MESSAGE_HISTORY | USE_APPLICATION_COMMANDS
MODERATOR = MEMBER | MANAGE_GUILD
BOT = VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | ATTACH_FILES

APPLICATION_ID = 1_100_000_000_000_000_001
BOT_ROLE_ID = APPLICATION_ID + 1
GUILD_ID = 1_200_000_000_000_000_000
JOINED = "2024-01-01T00:00:00.000000+00:00"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses Discord. Nobody has to be made known first: an id is enough.

    `shown` is the name that the person has chosen to be shown by, `nick` the one for the server.
    """

    id: int
    permissions: int = MEMBER
    locale: str = "en-US"
    name: str | None = None
    shown: str | None = None
    nick: str | None = None
    avatar: str | None = None

    def user(self) -> Json:
        known = user(self.id, self.name or f"member{self.id}")
        return known | {"global_name": self.shown, "avatar": self.avatar}

    def member(self) -> Json:
        return {**member(self.user()), "nick": self.nick, "permissions": str(self.permissions)}


@dataclass(slots=True)
class Channel:
    """A text channel. `denied` are the permissions that it takes from the bot.

    `last_message_id` stays when that message is deleted, as in Discord.
    """

    id: int
    name: str
    denied: int = 0
    last_message_id: int | None = None

    def payload(self) -> Json:
        overwrites = [{"id": str(APPLICATION_ID), "type": 1, "allow": "0", "deny": str(self.denied)}]
        return {
            "id": str(self.id),
            "type": 0,
            "name": self.name,
            "position": 0,
            "topic": None,
            "nsfw": False,
            "flags": 0,
            "rate_limit_per_user": 0,
            "parent_id": None,
            "last_message_id": str(self.last_message_id) if self.last_message_id else None,
            "permission_overwrites": overwrites if self.denied else [],
        }


def default_channels() -> list[Channel]:
    return [Channel(GUILD_ID + 1, "general"), Channel(GUILD_ID + 2, "campaign")]


@dataclass(slots=True)
class Guild:
    """A server that the bot is in.

    `member_count` is what the gateway says once, `approximate_member_count` what a request with counts says now.
    """

    id: int = GUILD_ID
    name: str = "A server"
    channels: list[Channel] = field(default_factory=default_channels)
    member_count: int = 60
    approximate_member_count: int = 60
    locale: str = "en-US"
    bot_permissions: int = BOT

    def channel(self, channel_id: int) -> Channel | None:
        return next((channel for channel in self.channels if channel.id == channel_id), None)

    def allowed(self, channel: Channel) -> int:
        """What the bot may do in a channel."""
        return (MEMBER | self.bot_permissions) & ~channel.denied

    def partial(self) -> Json:
        return {"id": str(self.id), "locale": self.locale, "features": []}

    def rest(self, *, counts: bool) -> Json:
        known: Json = {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "owner_id": "1",
            "features": [],
            "emojis": [],
            "stickers": [],
            "roles": [
                _role(self.id, "@everyone", MEMBER, managed=False),
                _role(BOT_ROLE_ID, "Magnitude", self.bot_permissions, managed=True),
            ],
            "preferred_locale": self.locale,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "system_channel_flags": 0,
            "afk_timeout": 300,
        }
        if counts:
            known |= {"approximate_member_count": self.approximate_member_count, "approximate_presence_count": 1}
        return known

    def create(self) -> Json:
        """What the gateway tells when the bot connects or joins."""
        return {
            **self.rest(counts=False),
            "joined_at": JOINED,
            "large": False,
            "unavailable": False,
            "member_count": self.member_count,
            "members": [{**member(bot_user()), "roles": [str(BOT_ROLE_ID)]}],
            "channels": [channel.payload() for channel in self.channels],
            "threads": [],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }


def user(user_id: int, name: str, *, bot: bool = False) -> Json:
    return {
        "id": str(user_id),
        "username": name,
        "discriminator": "0",
        "global_name": None,
        "avatar": None,
        "bot": bot,
        "public_flags": 0,
    }


def member(person: Json) -> Json:
    return {
        "user": person,
        "nick": None,
        "avatar": None,
        "roles": [],
        "joined_at": JOINED,
        "premium_since": None,
        "pending": False,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "communication_disabled_until": None,
    }


def bot_user() -> Json:
    return user(APPLICATION_ID, "magnitude", bot=True)


def application() -> Json:
    return {
        "id": str(APPLICATION_ID),
        "name": "Magnitude",
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": user(1, "host"),
        "team": None,
        "verify_key": "00",
        "flags": 0,
        "summary": "",
        "integration_types_config": {"0": {}, "1": {}},
    }


def _role(role_id: int, name: str, permissions: int, *, managed: bool) -> Json:
    return {
        "id": str(role_id),
        "name": name,
        "permissions": str(permissions),
        "position": int(managed),
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": managed,
        "mentionable": False,
        "flags": 0,
    }
