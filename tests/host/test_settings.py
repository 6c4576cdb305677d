"""Settings: every fault at once, twins for the secrets, and secrets that stay secret."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from host_tools import GOOD_TOKEN, sentences

from bot.domain.errors import StartError
from bot.settings import MOST_KEYS, Place, cautions, decode_key, decode_keys, load_settings

KEY, SECOND = bytes(range(200, 232)), bytes(range(100, 132))


def faults(environ: dict[str, str], *, token_required: bool = False) -> list[str]:
    with pytest.raises(StartError) as caught:
        load_settings(environ, token_required=token_required)
    return sentences(caught.value)


def test_nothing_has_to_be_set_and_everything_has_a_default() -> None:
    settings = load_settings({})
    assert (settings.data, settings.config, settings.log_level) == (Path("data"), Path("config"), "INFO")
    assert settings.keys == ()
    assert settings.log_format == "text"
    assert settings.metrics is settings.api_base is settings.gateway_url is None


def test_a_variable_set_to_nothing_counts_as_not_set() -> None:
    names = ("DISCORD_TOKEN", "MAGNITUDE_KEY", "MAGNITUDE_KEY_FILE", "MAGNITUDE_DATA", "MAGNITUDE_LOG_LEVEL")
    assert load_settings(dict.fromkeys(names, "")) == load_settings({})


def test_settings_are_taken_as_given() -> None:
    settings = load_settings(
        {
            "DISCORD_TOKEN": GOOD_TOKEN,
            "MAGNITUDE_KEY": KEY.hex(),
            "MAGNITUDE_DATA": "/data",
            "MAGNITUDE_CONFIG": "/config",
            "MAGNITUDE_LOG_LEVEL": "debug",
            "MAGNITUDE_LOG_FORMAT": "JSON",
            "MAGNITUDE_METRICS": "9464",
            "DISCORD_API_BASE": "https://proxy.example/discord/api/v10",
            "DISCORD_GATEWAY_URL": "wss://proxy.example",
        }
    )
    assert settings.required_token() == GOOD_TOKEN
    assert [key.get_secret_value() for key in settings.keys] == [KEY]
    assert settings.database.parent == settings.data == Path("/data")
    assert settings.config == Path("/config")
    assert settings.log_level == "DEBUG"
    assert settings.log_format == "json"
    assert settings.metrics == ("127.0.0.1", 9464)
    assert settings.api_base == "https://proxy.example/discord/api/v10"
    assert settings.gateway_url == "wss://proxy.example"


def test_every_fault_is_told_at_once_and_names_its_setting(tmp_path: Path) -> None:
    told = faults(
        {
            "DISCORD_TOKEN_FILE": str(tmp_path / "none"),
            "MAGNITUDE_KEY": "short",
            "MAGNITUDE_LOG_LEVEL": "LOUD",
            "MAGNITUDE_LOG_FORMAT": "xml",
            "MAGNITUDE_METRICS": "yes",
            "DISCORD_API_BASE": "ftp://example",
            "DISCORD_GATEWAY_URL": "https://example",
        },
        token_required=True,
    )
    names = ["DISCORD_TOKEN_FILE", "MAGNITUDE_KEY", "MAGNITUDE_LOG_LEVEL", "MAGNITUDE_LOG_FORMAT", "MAGNITUDE_METRICS"]
    assert [sentence.split()[0] for sentence in told] == [*names, "DISCORD_API_BASE", "DISCORD_GATEWAY_URL"]


def test_the_token_is_asked_for_only_where_it_is_needed() -> None:
    (sentence,) = faults({}, token_required=True)
    assert sentence.startswith("DISCORD_TOKEN is not set. Set it, or DISCORD_TOKEN_FILE,")
    with pytest.raises(StartError):
        load_settings({}).required_token()


@pytest.mark.parametrize(
    "token",
    [
        "your-token-here",
        f"Bot {GOOD_TOKEN}",
        f'"{GOOD_TOKEN}"',
        GOOD_TOKEN.replace(".", ". "),
        "123456789012345678",
        "..",
    ],
)
def test_what_plainly_is_no_token_is_told_without_repeating_it(token: str) -> None:
    (sentence,) = faults({"DISCORD_TOKEN": token})
    assert sentence.startswith("DISCORD_TOKEN is not a bot token.")
    assert token not in sentence.replace("..", "")


def test_a_secret_can_be_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{GOOD_TOKEN}\n")
    (tmp_path / "key").write_text(f"{KEY.hex()}\n")
    files = {"DISCORD_TOKEN_FILE": str(tmp_path / "token"), "MAGNITUDE_KEY_FILE": str(tmp_path / "key")}
    settings = load_settings(files, token_required=True)
    assert settings == load_settings({"DISCORD_TOKEN": GOOD_TOKEN, "MAGNITUDE_KEY": KEY.hex()})


def test_a_secret_given_twice_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(GOOD_TOKEN)
    twice = {"DISCORD_TOKEN": GOOD_TOKEN, "DISCORD_TOKEN_FILE": str(tmp_path / "token")}
    assert faults(twice, token_required=True) == ["DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set. Set one of them."]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty"), (b" \n", "is empty"), (b"\xff\xfe", "not a text file"), (None, "No such file")],
)
def test_a_file_without_a_secret_is_a_fault_with_its_path(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)
    (sentence,) = faults({"DISCORD_TOKEN_FILE": str(path)}, token_required=True)
    assert words in sentence
    assert str(path) in sentence


def test_s8_secrets_are_in_no_text_of_the_settings(tmp_path: Path) -> None:
    settings = load_settings({"DISCORD_TOKEN": GOOD_TOKEN, "MAGNITUDE_KEY": KEY.hex()})
    told = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    (tmp_path / "key").write_text(KEY.hex()[:-2])
    told += " ".join(faults({"DISCORD_TOKEN": f"{GOOD_TOKEN}!", "MAGNITUDE_KEY_FILE": str(tmp_path / "key")}))
    for secret in (GOOD_TOKEN, KEY.hex()[:-2], repr(KEY)[2:-1]):
        assert secret not in told


def test_a_key_is_hex_or_base64url_of_at_least_32_bytes() -> None:
    assert decode_key(KEY.hex()) == decode_key(KEY.hex().upper()) == KEY
    assert decode_key(urlsafe_b64encode(KEY).decode()) == KEY
    assert decode_key(urlsafe_b64encode(KEY).decode().rstrip("=")) == KEY
    assert decode_key((KEY * 2).hex()) == KEY * 2


@pytest.mark.parametrize("between", [" ", "\n", "\r\n", "\r\n\r\n \t"])
def test_keys_stand_one_behind_the_other_with_white_space_between(between: str) -> None:
    text = f"{KEY.hex()}{between}{urlsafe_b64encode(SECOND).decode()}{between}"
    assert decode_keys(text) == (KEY, SECOND)
    settings = load_settings({"MAGNITUDE_KEY": text})
    assert [key.get_secret_value() for key in settings.keys] == [KEY, SECOND]
    assert KEY.hex() not in f"{settings!r} {settings.model_dump_json()}"


def test_the_same_key_twice_and_too_many_keys_are_refused_and_not_repeated() -> None:
    many = [bytes([number]) * 32 for number in range(MOST_KEYS + 1)]
    assert decode_keys(" ".join(key.hex() for key in many[:-1])) == tuple(many[:-1])
    for keys, words in (([KEY, SECOND, KEY], "the same key twice"), (many, "more keys than can be used")):
        (sentence,) = faults({"MAGNITUDE_KEY": " ".join(key.hex() for key in keys)})
        assert words in sentence
        assert keys[0].hex() not in sentence


@pytest.mark.parametrize(
    "text",
    [
        *(KEY[:31].hex(), urlsafe_b64encode(KEY[:31]).decode(), "correct horse", "é" * 64, "A" * 61),
        *(" ", f"{KEY.hex()},{SECOND.hex()}", f"{KEY.hex()} {SECOND.hex()[:-2]}"),
    ],
)
def test_anything_else_is_no_key(text: str) -> None:
    (sentence,) = faults({"MAGNITUDE_KEY": text})
    assert "openssl rand -hex 32" in sentence


@pytest.mark.parametrize(
    "address",
    [
        "discord.com/api/v10",
        "https:///api/v10",
        "https://proxy.example",
        "https://proxy.example/api/v9",
        "https://proxy.example/api/v10/",
        "https://user:word@proxy.example/api/v10",
        "https://proxy.example/api/v10?a=b",
        "http://proxy.example:99999/api/v10",
        "http://[::1/api/v10",
        "ws://proxy.example/api/v10",
    ],
)
def test_a_bad_address_of_the_api(address: str) -> None:
    (sentence,) = faults({"DISCORD_API_BASE": address})
    assert sentence.startswith("DISCORD_API_BASE is not an address")
    assert "word" not in sentence


@pytest.mark.parametrize("address", ["proxy.example", "https://proxy.example", "wss://", "wss://user@proxy.example"])
def test_a_bad_address_of_the_gateway(address: str) -> None:
    (sentence,) = faults({"DISCORD_GATEWAY_URL": address})
    assert sentence.startswith("DISCORD_GATEWAY_URL is not an address")


@pytest.mark.parametrize(
    ("address", "unencrypted"),
    [
        ("http://127.0.0.1:8080/api/v10", False),
        ("http://[::1]:8080/api/v10", False),
        ("http://localhost/api/v10", False),
        ("https://proxy.example/api/v10", False),
        ("http://proxy.example/api/v10", True),
    ],
)
def test_a_proxy_is_warned_of_since_the_token_goes_there(address: str, *, unencrypted: bool) -> None:
    (caution,) = cautions(load_settings({"DISCORD_API_BASE": address}))
    (sentence,) = sentences(StartError([caution]))
    assert "the bot's token goes to" in sentence
    assert ("without encryption" in sentence) == unencrypted


def test_without_a_proxy_there_is_no_warning() -> None:
    assert cautions(load_settings({"DISCORD_TOKEN": GOOD_TOKEN})) == []


@pytest.mark.parametrize(
    ("value", "place", "warned_of"),
    [
        ("1", Place("127.0.0.1", 1), ""),
        ("localhost:9464", Place("localhost", 9464), ""),
        ("127.0.0.2:9464", Place("127.0.0.2", 9464), ""),
        ("[::1]:65535", Place("::1", 65535), ""),
        ("0.0.0.0:9464", Place("0.0.0.0", 9464), "any address of this machine"),
        ("[::]:9464", Place("::", 9464), "any address of this machine"),
        ("192.168.1.5:9464", Place("192.168.1.5", 9464), "192.168.1.5"),
        ("metrics-net.example:9464", Place("metrics-net.example", 9464), "metrics-net.example"),
    ],
)
def test_the_metrics_have_a_place_and_are_warned_of_where_others_may_reach_it(
    value: str, place: Place, warned_of: str
) -> None:
    settings = load_settings({"MAGNITUDE_METRICS": value})
    assert settings.metrics == place
    warned = sentences(StartError(cautions(settings)))
    assert [f"whoever can reach {warned_of} can read" in sentence for sentence in warned] == [True] * bool(warned_of)


@pytest.mark.parametrize(
    "value",
    [
        *("0", "65536", "999999", "-1", "9464 ", "yes", ":9464", "localhost", "localhost:", "::1:9464", "[::1:9464"),
        *("http://localhost:9464", "localhost:9464/metrics", "user@localhost:9464", "٩٤٦٤", "9_464", "a b:9464"),
    ],
)
def test_anything_else_is_no_place_for_the_metrics(value: str) -> None:
    (sentence,) = faults({"MAGNITUDE_METRICS": value})
    assert sentence.startswith("MAGNITUDE_METRICS is not a place to listen.")


@pytest.mark.parametrize("value", ["off", "OFF"])
def test_the_metrics_can_be_set_to_off(value: str) -> None:
    assert load_settings({"MAGNITUDE_METRICS": value}) == load_settings({})


def test_a_switch_says_what_it_takes() -> None:
    told = "MAGNITUDE_SHORTCUTS is neither on nor off. It takes on or off; leave it out for on."
    assert faults({"MAGNITUDE_SHORTCUTS": "yes"}) == [told]


@pytest.mark.parametrize("value", ["xml", "text,json", "logfmt"])
def test_a_log_has_one_of_two_formats(value: str) -> None:
    assert faults({"MAGNITUDE_LOG_FORMAT": value}) == ["MAGNITUDE_LOG_FORMAT is not a format. It takes text or json."]
