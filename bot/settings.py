"""The environment -> one frozen `Settings`, or every fault at once.

Nothing is read but the mapping that is handed in and the files that its `_FILE` twins name.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Final, Literal, NamedTuple
from urllib.parse import SplitResult, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretBytes,
    SecretStr,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from bot.domain.errors import Fault, StartError

KEY_BYTES: Final = 32
"""The least size of a key: as long as what HMAC-SHA-256 gives (S8)."""
MOST_KEYS: Final = 32
"""One more at each change of the key. Each costs a microsecond or two whenever a member is looked up, and deleting
everything looks in every tally of the host.
"""
DEFAULT_CONFIG: Final = Path("config")
SECRETS: Final = ("DISCORD_TOKEN", "MAGNITUDE_KEY")
"""Each can also be given as `<name>_FILE`: the path of a file that holds it."""
API_PATH: Final = "/api/v10"
"""The version of Discord's HTTP API that discord.py speaks."""

_TOKEN_MISSING: Final = Fault("setting-token-missing")
_TOKEN_FORM: Final = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2})+")
_PLACE: Final = re.compile(r"(?:([\w.-]+|\[[\da-fA-F:.]+\]):)?(\d{1,5})", re.ASCII)
_LAST_PORT: Final = 65535
_LOOPBACK: Final = "127.0.0.1"
_BASE64URL: Final = re.compile(r"[\w-]+={0,2}", re.ASCII)


def decode_key(text: str) -> bytes:
    """One key, written as hex or as base64url. Raises `ValueError` for anything else, or fewer than 32 bytes."""
    if _HEX.fullmatch(text):
        key = bytes.fromhex(text)
    elif _BASE64URL.fullmatch(text):
        digits = text.rstrip("=")
        key = urlsafe_b64decode(digits + "=" * (-len(digits) % 4))
    else:
        raise ValueError("neither hex nor base64url")
    if len(key) < KEY_BYTES:
        raise ValueError("too short")
    return key


def decode_keys(text: str) -> tuple[bytes, ...]:
    """The host's keys, the oldest first, with white space between: at least one.

    Raises `ValueError` with the reason as messages take it: "malformed", "twice" or "too-many".
    """
    try:
        keys = tuple(map(decode_key, text.split()))
    except ValueError:
        raise ValueError("malformed") from None
    if not keys:
        raise ValueError("malformed")
    if len(set(keys)) < len(keys):
        raise ValueError("twice")
    if len(keys) > MOST_KEYS:
        raise ValueError("too-many")
    return keys


def _token(value: SecretStr) -> SecretStr:
    if not _TOKEN_FORM.fullmatch(value.get_secret_value()):
        raise PydanticCustomError("setting-token-malformed", "not a token")
    return value


def _keys(value: str) -> tuple[bytes, ...]:
    try:
        return decode_keys(value)
    except ValueError as error:
        raise PydanticCustomError("setting-key-unusable", "not a key", {"reason": str(error)}) from None


def _level(value: str) -> str:
    if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise PydanticCustomError("setting-log-level", "not a log level")
    return value.upper()


def _switch(value: str) -> bool:
    if value.lower() not in {"on", "off"}:
        raise PydanticCustomError("setting-switch", "neither on nor off")
    return value.lower() == "on"


def _address(value: str, schemes: set[str]) -> SplitResult | None:
    """The parts of a plain address: no user name, query or fragment; None for anything else."""
    try:
        parts = urlsplit(value)
        plain = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if plain and not (parts.username or parts.password or parts.query or parts.fragment) else None


def _api_base(value: str) -> str:
    parts = _address(value, {"http", "https"})
    if parts is None or not parts.path.endswith(API_PATH):
        raise PydanticCustomError("setting-api-base", "not the address of an API")
    return value


def _gateway_url(value: str) -> str:
    if _address(value, {"ws", "wss"}) is None:
        raise PydanticCustomError("setting-gateway-url", "not the address of a gateway")
    return value


class Place(NamedTuple):
    """Where to listen: the name or number of one of the machine's own addresses, and a port."""

    host: str
    port: int


def _place(value: str) -> Place | None:
    if value.lower() == "off":
        return None
    found = _PLACE.fullmatch(value)
    if found is None or not 0 < int(found[2]) <= _LAST_PORT:
        raise PydanticCustomError("setting-metrics", "not a place to listen")
    return Place((found[1] or _LOOPBACK).strip("[]"), int(found[2]))


def _log_format(value: str) -> str:
    if value.lower() not in {"text", "json"}:
        raise PydanticCustomError("setting-log-format", "not a format")
    return value.lower()


class Settings(BaseModel):
    """What the host set. A field's alias is its environment variable; a variable set to nothing counts as not set."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    token: Annotated[SecretStr, AfterValidator(_token)] = Field(default=SecretStr(""), alias="DISCORD_TOKEN")
    """The bot's token; empty when it is not set and not needed."""
    keys: Annotated[tuple[SecretBytes, ...], BeforeValidator(_keys)] = Field(default=(), alias="MAGNITUDE_KEY")
    """The keys of the entries (S8), the oldest first; none: they are in the data folder. See `bot.key`."""
    data: Path = Field(default=Path("data"), alias="MAGNITUDE_DATA")
    """Where the database, the key file and the file `health` live."""
    config: Path = Field(default=DEFAULT_CONFIG, alias="MAGNITUDE_CONFIG")
    """Where the campaign files and the helplines are."""
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_level)] = Field(
        default="INFO", alias="MAGNITUDE_LOG_LEVEL"
    )
    shortcuts: Annotated[bool, BeforeValidator(_switch)] = Field(default=True, alias="MAGNITUDE_SHORTCUTS")
    """Whether private parts of discord.py are used where that is quicker: `bot.operations.shortcuts` and `.folding`."""
    log_format: Annotated[Literal["text", "json"], BeforeValidator(_log_format)] = Field(
        default="text", alias="MAGNITUDE_LOG_FORMAT"
    )
    metrics: Annotated[Place | None, BeforeValidator(_place)] = Field(default=None, alias="MAGNITUDE_METRICS")
    """Where `/metrics` is answered; None: nowhere."""
    api_base: Annotated[str | None, AfterValidator(_api_base)] = Field(default=None, alias="DISCORD_API_BASE")
    """Another address of Discord's HTTP API, `/api/v10` included; None: Discord's own."""
    gateway_url: Annotated[str | None, AfterValidator(_gateway_url)] = Field(default=None, alias="DISCORD_GATEWAY_URL")
    """Another address of Discord's gateway; None: Discord's own."""

    @property
    def database(self) -> Path:
        return self.data / "magnitude.sqlite"

    def required_token(self) -> str:
        """The bot's token. Raises `StartError` when there is none."""
        if not self.token:
            raise StartError([_TOKEN_MISSING])
        return self.token.get_secret_value()


def names() -> list[str]:
    """The names of all settings, with the `_FILE` twins of the secrets."""
    return [field.alias or "" for field in Settings.model_fields.values()] + [_twin(name) for name in SECRETS]


def config_folder(environ: Mapping[str, str]) -> Path:
    """Where the content is, also when other settings have faults."""
    return Path(environ.get("MAGNITUDE_CONFIG") or DEFAULT_CONFIG)


def load_settings(environ: Mapping[str, str], *, token_required: bool = False) -> Settings:
    """The settings that `environ` gives. Raises `StartError` with every fault in them."""
    faults: list[Fault] = []
    given = _given(environ, faults)
    if token_required and not environ.get("DISCORD_TOKEN") and not environ.get("DISCORD_TOKEN_FILE"):
        faults.append(_TOKEN_MISSING)
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        faults += [
            Fault(found["type"], {"name": str(found["loc"][0])} | found.get("ctx", {}))
            for found in error.errors(include_input=False)
        ]
    else:
        if not faults:
            return settings
    raise StartError(faults)


def cautions(settings: Settings) -> list[Fault]:
    """What works but deserves a warning: a proxy gets the bot's token, and others may reach the metrics."""
    found: list[Fault] = []
    for name, address in (("DISCORD_API_BASE", settings.api_base), ("DISCORD_GATEWAY_URL", settings.gateway_url)):
        if address is not None:
            parts = urlsplit(address)
            host = parts.hostname or ""
            open_way = parts.scheme in {"http", "ws"} and not _is_loopback(host)
            found.append(
                Fault("caution-proxy-unencrypted" if open_way else "caution-proxy", {"name": name, "host": host})
            )
    if settings.metrics is not None and not _is_loopback(settings.metrics.host):
        host = "every" if _is_every_address(settings.metrics.host) else settings.metrics.host
        found.append(Fault("caution-metrics-open", {"host": host}))
    return found


def _twin(name: str) -> str:
    return f"{name}_FILE"


def _given(environ: Mapping[str, str], faults: list[Fault]) -> dict[str, str]:
    """The settings that have a value, with the secrets of the `_FILE` twins in their places."""
    aliases = (field.alias or "" for field in Settings.model_fields.values())
    given = {name: environ[name] for name in aliases if environ.get(name)}
    for name in SECRETS:
        path = environ.get(_twin(name))
        if path and name in given:
            faults.append(Fault("setting-twice", {"name": name, "twin": _twin(name)}))
        elif path:
            secret = _secret(_twin(name), path, faults)
            given |= {name: secret} if secret else {}
    return given


def _secret(name: str, path: str, faults: list[Fault]) -> str:
    """What the file holds, without the line's end; a fault and nothing when it holds or gives nothing."""
    try:
        secret = Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        faults.append(Fault("setting-file-unreadable", {"name": name, "path": path, "reason": error.strerror or ""}))
        return ""
    except UnicodeDecodeError:
        faults.append(Fault("setting-file-not-text", {"name": name, "path": path}))
        return ""
    if not secret:
        faults.append(Fault("setting-file-empty", {"name": name, "path": path}))
    return secret


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_every_address(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
