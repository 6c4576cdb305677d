"""Words from files and from people are data: whatever they hold, they cannot imitate the bot, link or call people."""

from __future__ import annotations

import re
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safety_round import everything

from bot.content import BUILT_IN_COMMANDS
from bot.content.campaigns import load_campaigns
from bot.domain.campaign import Campaign
from bot.domain.errors import Fault
from cogs._layout import plain
from tests.cogs.simulated_server import CONFIG, open_world, shown, words
from tests.hostile.words import ESCAPED, MARKUP, active

SIGNS = "\\*_~`|<>[]#-:/@() \n\t0aé"
SHORT = "*a* _b_ `c` ~~d~~"
LONG = f"{SHORT} __e__ <f> a|b [g] - h # i @j"
LINES = f"{LONG}\n- k\n* l\n+ m\n#n\n1. o"
FIELDS = {
    "name": SHORT,
    "hashtag": "#*a*_b_`c`~~d~~",
    "summary": LONG,
    "panel.title": LONG,
    "panel.meaning": LINES,
    "about.text": LINES,
    "about.note": LONG,
    "timeline.title": LONG,
    "timeline.text": LINES,
    "timeline.note": LONG,
    "quotes.text": LINES,
    "quotes.speaker": LONG,
    "quotes.place": LONG,
    "quotes.warning": LONG,
    "quotes.note": LONG,
    "resources.topic": LONG,
    "resources.title": LONG,
    "resources.text": LINES,
    "actions.title": LONG,
    "actions.text": LINES,
    "source": LONG,
}
"""Every text of a campaign file, and the most hostile one that the loader lets through there."""

REFUSED = (
    "# Being counted",
    "-# To close this page",
    "> said by the bot",
    ">>> said by the bot",
    "```\ncode\n```",
    "||hidden||",
    "[Get help](https://example.org)",
    "https://example.org",
    "discord.gg/abc",
    "@everyone",
    "<@123456789012345678>",
    "</metoo:1>",
    "<t:0:R>",
    "\u202egnitseretni",
    "\u2066hidden\u2069",
    "zero\u200bwidth",
    "a\u3164b",
    "a\rb",
)

TYPED = (
    "**zq** __zq__ ~~zq~~ ||zq|| `zq`",
    "[zq](https://example.org)",
    "[zq](<https://example.org>)",
    "https://example.org/zq",
    "@everyone @here <@123456789012345678> <@&1> <#1> zq",
    "</metoo:1> <t:0:R> <id:home> zq",
    "zq\n# Being counted\n-# To close this page",
    "zq\n>>> said by the bot",
    "zq\r# Being counted",
    "```\nzq\n```",
    "zq \u202egnitseretni",
    "zq \u2066a\u2069 \u200b\u2060\ufeff",
    "zq” here. You are counted now. “",
    "\\*zq\\*",
)


COMMANDS = tuple(
    (name, dict[str, Any]()) for name in ("about", "timeline", "quote", "resources", "hostile", "tally", "help")
)

REPEATED = re.compile(r"There is no (?:campaign called|quote by|list for) “(.*)” (?:here|in this|yet)", re.DOTALL)
"""The sentences that repeat what somebody typed."""


def unescaped(text: str) -> str:
    return re.sub(r"\\([^\w\s]|_)", r"\1", text)


def seen(text: str) -> str:
    """Without the characters that only act on others; lines and joiners stay."""
    acting = {letter for letter in text if unicodedata.category(letter) in {"Cf", "Cc"}} - set("\n\u200c\u200d")
    return "".join(letter for letter in text if letter not in acting)


@settings(deadline=None)
@given(st.text() | st.text(st.sampled_from(SIGNS)) | st.lists(st.sampled_from(REFUSED)).map("\n".join))
def test_s48_no_text_comes_out_as_markup_and_none_is_lost(text: str) -> None:
    made = plain(text)

    assert not MARKUP.search(ESCAPED.sub("x", made))
    assert unescaped(made).replace("\u200b", "") == seen(text)


def hostile(field: str, words: str, number: int) -> str:
    """With marks around, by which a page that shows it is found again."""
    return f"#q{number}{words[1:]}q{number}" if field == "hashtag" else f"q{number} {words} q{number}"


def written(values: dict[str, str]) -> str:
    """A campaign file with these texts, in single quotes: TOML changes nothing in them."""

    def put(field: str) -> str:
        return f"{field.rpartition('.')[2]} = '''{values[field]}'''\n"

    def table(name: str, more: str = "", last: str = "") -> str:
        own = "".join(put(field) for field in values if field.startswith(f"{name}.") and field != last)
        sources = f"['https://example.org/x ({values['source']})', '{values['source']}']"
        return f"[[{name}]]\n{own}{more}sources = {sources}\n"

    return (
        "id = 'hostile'\ncommand = 'hostile'\nlanguages = ['en']\nbegan = '2006'\ncolour = '#5B4B8A'\ndefault = true\n"
        + put("name")
        + put("hashtag")
        + put("summary")
        + f"[panel]\n{put('panel.title')}{put('panel.meaning')}"
        + table("about", "id = 'a'\ndate = '2017'\n")
        + table("timeline", "id = 'a'\ndate = '2017'\n")
        + table("quotes", "id = 'a'\ndate = '2017'\n")
        + table("quotes", "id = 'b'\ndate = '2017'\n", last="quotes.warning")
        + table("resources", "url = 'https://example.org/help'\nchecked = '2026-03'\n")
        + table("actions", "id = 'a'\n")
    )


def load(folder: Path, values: dict[str, str]) -> tuple[tuple[Campaign, ...], list[Fault]]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hostile.toml").write_text(written(values), encoding="utf-8")
    faults: list[Fault] = []
    return load_campaigns(folder, BUILT_IN_COMMANDS, faults), faults


@pytest.mark.parametrize("words", REFUSED)
def test_s48_what_could_imitate_the_bot_does_not_get_in(tmp_path: Path, words: str) -> None:
    """In the bot's own texts a file is refused; nothing of it waits for the renderer."""
    quiet = dict.fromkeys(FIELDS, "words") | {"hashtag": "#words"}
    assert load(tmp_path, quiet)[1] == []

    for field in FIELDS:
        value = f"#{words}" if field == "hashtag" else words
        assert load(tmp_path, {**quiet, field: value})[1], field


async def test_s48_hostile_words_of_a_campaign_are_shown_as_words(tmp_path: Path) -> None:
    values = {field: hostile(field, said, number) for number, (field, said) in enumerate(FIELDS.items(), 10)}
    config = tmp_path / "config"
    campaigns, faults = load(config / "campaigns", values)
    assert faults == []
    assert len(campaigns) == 1
    shutil.copy(CONFIG / "helplines.toml", config)

    async with open_world(tmp_path / "data", config=config, campaign=None) as world:
        member = world.members[0]
        pages = [words(await member.slash(world.channel, command)) for command in ("hostile", "tally")]
        await world.start_campaign("hostile")
        await world.moderator.slash(world.channel, "config post")
        for person in (member, world.moderator):
            pages += [seen.text for seen in await everything(world, person, changes=False, commands=COMMANDS)]
        pages += [shown(message) for message in world.channel.history() if not message.flags.ephemeral]

    seen = "\n\n".join(pages)
    for number, (field, value) in enumerate(values.items(), 10):
        places = re.findall(rf"(?<!\w)q{number}\b.*?q{number}(?!\d)", seen, re.DOTALL)
        assert places, f"{field} is shown somewhere"
        for found in places:
            # Each line of a quote is marked as one by the bot itself.
            place = found.replace("\n> ", "\n") if field == "quotes.text" else found
            assert not active(place), f"{field}: {place}"
            assert unescaped(place) == value.removeprefix("#"), field


OWN_COMMANDS = tuple(
    (name, dict[str, Any]()) for name in ("about", "timeline", "quote", "resources", "tally", "help", "config log")
)


async def test_s48_hostile_words_of_a_server_s_own_campaign_are_shown_as_words(tmp_path: Path) -> None:
    """Brought in a file, seen before it is applied and after, listed, edited, posted at set times, and exported."""
    values = {
        field: f"#q{number}{said[1:]}z{number}" if field == "hashtag" else f"q{number} {said} z{number}"
        for number, (field, said) in enumerate(FIELDS.items(), 10)
    }
    content = written(values).replace("command = 'hostile'\n", "").replace("default = true\n", "")
    content = content.replace(f", '{values['source']}']", "]")  # a server's own sources are all addresses
    async with open_world(tmp_path) as world:
        moderator, member, channel = world.moderator, world.members[0], world.channel
        proposed = await moderator.slash(channel, "config import", file=("own.toml", content.encode()))
        pages = [words(proposed)]
        await moderator.click(proposed.response, label="Apply")
        pages.append(words(proposed))
        pages += [
            words(await moderator.slash(channel, "config campaign", action=action, campaign="hostile"))
            for action in ("start", "default")
        ]
        await moderator.slash(channel, "config post")
        await moderator.slash(channel, "config schedule", time="10:00", zone="Europe/Dublin")
        pages.append(words(await member.slash(channel, "add", campaign="hostile")))
        for _ in range(4):
            await world.tick()
        pages += [shown(message) for message in channel.history() if not message.flags.ephemeral]
        pages += [each.text for each in await everything(world, member, changes=False, commands=OWN_COMMANDS[:-1])]
        own = await everything(world, moderator, changes=False, states=False, commands=OWN_COMMANDS)
        pages += [each.text for each in own]

    assert len(pages) > 60
    for number, (field, value) in enumerate(values.items(), 10):
        whole = re.compile(rf"(?<!\w)q{number}\b(?:(?!q{number}\b).)*?z{number}(?!\d)", re.DOTALL)
        places = [place for page in pages for place in whole.findall(page)]
        assert places, f"{field} is shown somewhere"
        for found in places:
            place = found.replace("\n> ", "\n") if field == "quotes.text" else found
            assert not active(place), f"{field}: {place}"
            assert unescaped(place).split() == value.removeprefix("#").split(), field


async def test_s48_what_a_person_types_comes_back_harmless(tmp_path: Path) -> None:
    options = (
        *(("about", "campaign"), ("timeline", "campaign"), ("tally", "campaign")),
        *(("quote", "campaign"), ("quote", "speaker"), ("resources", "country")),
    )
    harmful: list[tuple[str, str, str]] = []
    async with open_world(tmp_path, members=1) as world:
        for typed in TYPED:
            for command, option in options:
                answer = await world.members[0].slash(world.channel, command, **{option: typed})
                assert answer.ephemeral
                said = words(answer)
                repeated = REPEATED.search(said)
                if repeated and active(repeated[1]):
                    harmful.append((command, typed, active(repeated[1])))
                assert "zq" not in REPEATED.sub("", said), "nowhere else"

    assert harmful == []
