"""Words that press, promise or give away: in every English sentence and every campaign that ships."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from discord import app_commands
from safety_sources import CONFIG, OPTIONS, campaign_words, english, shipped_campaigns

from bot import text
from bot.app import open_app
from bot.settings import load_settings

PRESSURE = re.compile(
    r"!|\b(?:just|simply|please|join us|raise your voice|speak (?:up|out)|stand up|be the first|hurry|don.t miss"
    r"|last chance|only \d+ (?:more|left)|\d+ (?:more|left) to go|invite your|goals?|streaks?|countdown"
    r"|count down|leaderboards?|rank(?:ing|ed|s)?|badges?|rewards?|remind(?:er|s|ers)?)\b",
    re.IGNORECASE,
)
"""S39: no pressure, no praise, nothing to win."""

MILESTONE = re.compile(r"\bmilestones?\b", re.IGNORECASE)
TO_MODERATORS = ("command-config-", "config-", "counting-", "log-")
"""Moderators turn milestone posts on by that name. The posts, and whatever else a member reads, do without the word."""

PROMISE = re.compile(
    r"\b(?:anonym\w*|safe(?:ly|ty|r|st)?|unsafe|secure[ds]?|securely|security|untraceable|guarantee\w*|confidential\w*"
    r"|nobody will (?:ever|know)|no one will (?:ever|know)|cannot be traced|completely private|100 ?%)\b",
    re.IGNORECASE,
)
"""S42: what the bot cannot keep."""

GIVES_AWAY = re.compile(
    r"\b(?:abus\w*|violen\w*|rape\w*|assault\w*|harass\w*|victim\w*|surviv\w*|sexual\w*|crisis|helplines?|hotlines?)\b",
    re.IGNORECASE,
)
"""S44: what somebody who looks over a shoulder should not read in a list of commands."""

EXCEPTIONS = {
    "error-discord-unavailable": "“just now” tells the time",
    "tour-intro": "“has just happened” tells the time, to a host",
}
"""English sentences that hold such a word in another meaning, with the reason."""

CAMPAIGN_EXCEPTIONS = {
    ("metoo", "timeline.burke-begins"): "“Just Be Inc.” is the name of an organisation",
    ("metoo", "timeline.burke-credited"): "“just made aware” tells the time, in what somebody said",
    ("metoo", "timeline.speak-out-act"): "“Speak Out Act” is the name of a law",
    ("metoo", "quotes.twitter-account"): "“Twitter Safety” is the name of an account",
    ("metoo", "actions.step-in"): "“Speak up only if that puts nobody in danger” holds bystanders back",
    ("16days", "actions.speak-up"): "“Speak up, with care” is one thing among others that bystanders can do",
}
"""The same for campaigns, by campaign and place."""

SIGNS = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\ufe0f]|:[a-z0-9_]{2,}:|<a?:")
"""Emoji, and how Discord writes them."""
MARKS = {"tour-marks"}
"""Explains, in words, the signs of a transcript at a terminal."""


def found(pattern: re.Pattern[str], *, but: set[str]) -> dict[str, list[str]]:
    return {key: pattern.findall(said) for key, said in english().items() if pattern.search(said) and key not in but}


def found_in_campaigns(pattern: re.Pattern[str]) -> dict[tuple[str, str], list[str]]:
    return {
        (campaign.id, place): pattern.findall(said)
        for campaign in shipped_campaigns()
        for place, said in campaign_words(campaign)
        if pattern.search(said) and (campaign.id, place) not in CAMPAIGN_EXCEPTIONS
    }


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (PRESSURE, "It is just this."),
        (PRESSURE, "Join us."),
        (PRESSURE, "Five more to the goal"),
        (PRESSURE, "Thank you!"),
        (PROMISE, "You are safe."),
        (PROMISE, "(anonymous)"),
        (PROMISE, "Nobody will ever know"),
        (GIVES_AWAY, "report abuse"),
    ],
)
def test_the_lists_find_a_word_wherever_it_stands(pattern: re.Pattern[str], said: str) -> None:
    assert pattern.search(said)


def test_s39_no_sentence_presses_anybody() -> None:
    assert found(PRESSURE, but=set(EXCEPTIONS)) == {}


def test_s39_no_campaign_presses_anybody() -> None:
    assert found_in_campaigns(PRESSURE) == {}


def test_s39_only_moderators_read_of_milestones() -> None:
    assert [key for key in found(MILESTONE, but=set()) if not key.startswith(TO_MODERATORS)] == []
    assert found_in_campaigns(MILESTONE) == {}


def test_s39_s42_no_exception_is_left_over() -> None:
    said: dict[object, str] = {**english()}
    for campaign in shipped_campaigns():
        said |= {(campaign.id, place): words for place, words in campaign_words(campaign)}

    for key in (*EXCEPTIONS, *CAMPAIGN_EXCEPTIONS):
        assert PRESSURE.search(said[key]) or PROMISE.search(said[key]), key


def test_s42_no_sentence_promises_what_cannot_be_kept() -> None:
    assert found(PROMISE, but=set()) == {}


def test_s42_no_campaign_promises_what_cannot_be_kept() -> None:
    assert found_in_campaigns(PROMISE) == {}


@pytest.mark.parametrize("page", ["PRIVACY.md", "SECURITY.md", "docs/keys.md"])
def test_s42_no_paper_promises_what_cannot_be_kept(page: str) -> None:
    told = without_addresses(page)

    assert PROMISE.findall(told) == []
    assert SIGNS.findall(told) == []


def test_s39_the_privacy_statement_presses_nobody() -> None:
    assert PRESSURE.findall(without_addresses("PRIVACY.md")) == []


def without_addresses(page: str) -> str:
    """What a page says, without the names of files and of menus of others, which are not its own words."""
    told = re.sub(r"<!--.*?-->", "", (CONFIG.parent / page).read_text(encoding="utf-8"))
    return re.sub(r"\[([^\]]*\.md)?|\]\([^)]*\)|`[^`]*`|_Security_", " ", told)


async def test_s44_commands_and_options_have_these_neutral_names(tmp_path: Path) -> None:
    commands = await _commands(tmp_path)
    options = {
        parameter.name
        for command in commands
        if isinstance(command, app_commands.Command)
        for parameter in command.parameters
    }

    assert {command.qualified_name for command in commands} == {"config", *OPTIONS}
    assert options == {option for taken in OPTIONS.values() for option in taken}
    for name in {*options, *(command.name for command in commands)}:
        assert 1 <= len(name) <= 32
        assert name == name.lower()
        assert all(letter in "-_'" or unicodedata.category(letter)[0] in "LN" for letter in name), name


async def test_s44_the_list_of_commands_gives_nothing_away(tmp_path: Path) -> None:
    for command in await _commands(tmp_path):
        said = [command.qualified_name, command.description]
        if isinstance(command, app_commands.Command):
            said += [f"{parameter.name} {parameter.description}" for parameter in command.parameters]
        for words in said:
            assert not GIVES_AWAY.search(str(words)), words


async def _commands(data: Path) -> list[app_commands.Command[Any, ..., Any] | app_commands.Group]:
    settings = load_settings({"MAGNITUDE_DATA": str(data), "MAGNITUDE_CONFIG": str(CONFIG)})
    async with open_app(settings, text.load()) as app:
        return list(app.client.tree.walk_commands())


def test_s50_no_sentence_needs_an_emoji() -> None:
    assert found(SIGNS, but=MARKS) == {}
    assert found_in_campaigns(SIGNS) == {}


def test_s50_no_sentence_needs_a_colour() -> None:
    colours = re.compile(r"\b(?:red|green|blue|grey|gray|yellow|purple|orange|colou?red)\b", re.IGNORECASE)

    assert found(colours, but=set()) == {}
