"""What no list of words in one place can see: every sentence of the bot, every answer, every campaign that ships."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from safety_round import Seen, everything
from safety_sources import campaign_words, english, shipped_campaigns, strings, trees

from bot.content.numbers import telephone_numbers_in
from bot.content.words import forbidden_words
from tests.cogs.simulated_server import controls, open_world, posts, shown

GRAPHIC = re.compile(
    r"\b(?:genital\w*|penis\w*|vagina\w*|breasts?|naked|nude|penetrat\w*|grop\w*|fondl\w*|semen|masturbat\w*|orgasm\w*"
    r"|strip(?:s|ped)|undress\w*|tore|torn|ripped|blood\w*|bleed\w*|strangl\w*|stabb\w*|mutilat\w*)\b",
    re.IGNORECASE,
)
"""S37: what was done to a body in detail. A word beside these needs a reader, as every new text does."""
CALLED = re.compile(r"\b(?:rapists?|predators?|perpetrators?|abusers?|molesters?|monsters?|culprits?)\b", re.IGNORECASE)
"""S37: what somebody accused is not called."""
VERDICT = re.compile(r"\b(?:guilty|convicted)\b", re.IGNORECASE)
PRESSES = re.compile(r":R>|[\u2580-\u25ff\u2b1b\u2b1c]")
"""S39: time that runs (Discord counts it down), and bars."""
INVITES = re.compile(r"\badd yourself\b|\bbe counted\b|\bjoin (?:us|in|now)\b|/(?:metoo|add)\b", re.IGNORECASE)
"""S39: what would remind everybody in a channel to join."""


def test_s38_no_sentence_of_the_bot_has_a_word_that_hurts() -> None:
    assert {key: found for key, words in english().items() if (found := forbidden_words(words))} == {}


def test_s37_no_graphic_detail_and_nobody_called_what_is_only_alleged() -> None:
    words = [(campaign.id, *each) for campaign in shipped_campaigns() for each in campaign_words(campaign)]
    quoted = [(campaign.id, quote.id, quote.text) for campaign in shipped_campaigns() for quote in campaign.quotes]

    assert [each for each in (*words, *quoted) if GRAPHIC.search(each[-1])] == []
    assert [each for each in words if CALLED.search(each[-1])] == []
    for each in words:
        assert not VERDICT.search(each[-1]) or re.search(r"\b(?:court|jury|judge)\b", each[-1]), "who found so is said"


@dataclass(frozen=True, slots=True)
class Round:
    """All that a member was answered, and what the bot posted for everybody: its words, and what can be pressed."""

    answers: list[Seen]
    posts: list[tuple[str, list[dict[str, Any]]]]
    activity: object


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Round:
    return asyncio.run(_told(tmp_path_factory.mktemp("world")))


async def _told(folder: Path) -> Round:
    async with open_world(folder) as world:
        await world.moderator.slash(world.channel, "config post")
        await world.moderator.slash(world.channel, "config schedule", time="10:00", zone="Europe/Dublin")
        await world.moderator.slash(world.channel, "config tally", milestones="on")
        await world.add(12)
        await world.tick()
        answers = await everything(world, world.members[1])
        public = [(re.sub(r"<https://[^>]*>", "", shown(post)), controls(post)) for post in posts(world)]
        return Round(answers, public, world.app.client.activity)


def test_s39_no_answer_counts_down_and_no_post_reminds_anybody_to_join(told: Round) -> None:
    assert any("<t:" in each.text for each in told.answers), "a time is among them"
    assert [each.after for each in told.answers if PRESSES.search(each.text)] == []
    assert len(told.posts) > 2, "the campaign message, a post at a set time, and what was shared"
    assert [words for words, _ in told.posts if PRESSES.search(words) or INVITES.search(words)] == []


def test_s42_each_answer_says_how_to_dismiss_it(told: Round) -> None:
    assert len(told.answers) > 25
    assert [each.after for each in told.answers if "“Dismiss message”" not in each.text] == []


def test_s43_the_way_out_of_each_answer_and_of_what_was_shared_tells_nothing(told: Round) -> None:
    shared = [pressable for _, pressable in told.posts if not any(each.get("label") == "Me too" for each in pressable)]
    assert shared
    for pressable in (*(each.controls for each in told.answers), *shared):
        [leave] = [control for control in pressable if control.get("label") == "Leave quickly"]
        assert leave["url"] == "https://www.wikipedia.org/"
        assert "custom_id" not in leave


def test_s44_the_bot_shows_no_activity(told: Round) -> None:
    """It would stand beside its name in every list of members."""
    assert told.activity is None


def test_s27_s31_no_telephone_number_stands_in_code_texts_or_campaigns() -> None:
    """A number that is no part of the one data file would never hide."""
    alone = re.compile(r"\+?\(?\d[\d ()/-]+\d")
    date = re.compile(r"\d{4}-\d\d-\d\d")
    in_code = [
        (file, string.value)
        for file, tree in trees().items()
        for string in strings(tree)
        if alone.fullmatch(str(string.value)) and not date.fullmatch(str(string.value)) and len(str(string.value)) > 2
    ]

    assert in_code == []
    assert {key: found for key, words in english().items() if (found := telephone_numbers_in(words))} == {}
    for campaign in shipped_campaigns():
        assert [place for place, words in campaign_words(campaign) if telephone_numbers_in(words)] == [], campaign.id
