"""What no list of words in one place can see: every sentence of the bot, every answer, every campaign that ships."""

from __future__ import annotations

import re
from pathlib import Path

from safety_round import everything
from safety_sources import campaign_words, english, shipped_campaigns

from bot.content.words import forbidden_words
from tests.cogs.simulated_server import open_world, posts, shown

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


async def test_s39_no_answer_counts_down_and_no_post_reminds_anybody_to_join(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.moderator.slash(world.channel, "config post")
        await world.moderator.slash(world.channel, "config schedule", time="10:00", zone="Europe/Dublin")
        await world.moderator.slash(world.channel, "config tally", milestones="on")
        await world.add(12)
        await world.tick()
        seen = await everything(world, world.members[1], changes=False)
        public = [re.sub(r"<https://[^>]*>", "", shown(message)) for message in posts(world)]

    assert any("<t:" in each.text for each in seen), "a time is among them"
    assert [each.after for each in seen if PRESSES.search(each.text)] == []
    assert len(public) > 2, "the campaign message, a post at a set time, and what was shared"
    assert [words for words in public if PRESSES.search(words) or INVITES.search(words)] == []
