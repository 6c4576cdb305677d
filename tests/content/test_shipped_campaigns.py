"""The campaign files that ship keep the rules of content."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.content import BUILT_IN_COMMANDS
from bot.content.campaigns import load_campaigns
from bot.content.schema import campaign_schema
from bot.content.toml import read_toml
from bot.content.words import forbidden_words
from bot.domain.campaign import Campaign
from bot.domain.errors import Fault

FOLDER = Path(__file__).parents[2] / "config" / "campaigns"
FILES = sorted(FOLDER.glob("*.toml"))


def shipped() -> tuple[Campaign, ...]:
    faults: list[Fault] = []
    campaigns = load_campaigns(FOLDER, BUILT_IN_COMMANDS, faults)
    assert faults == []
    return campaigns


def own_words(campaign: Campaign) -> Iterator[str]:
    """Everything that the campaign says itself: no quotes, no names of pages, no sources."""
    yield from (campaign.name, campaign.summary, campaign.panel.title, campaign.panel.meaning)
    for fact in campaign.about:
        yield from (fact.text, fact.note)
    for event in campaign.timeline:
        yield from (event.title, event.text, event.note)
    for quote in campaign.quotes:
        yield from (quote.warning, quote.note)
    for resource in campaign.resources:
        yield from (resource.topic, resource.text)
    for action in campaign.actions:
        yield from (action.title, action.text)


def test_they_load_without_a_fault_and_me_too_is_the_default() -> None:
    assert [campaign.id for campaign in shipped()] == ["metoo", "16days"]


def test_they_are_whole() -> None:
    for campaign in shipped():
        assert len(campaign.about) >= 5
        assert len(campaign.timeline) >= 20
        assert len(campaign.quotes) >= 10
        assert len(campaign.actions) >= 5


def test_timelines_go_forward() -> None:
    for campaign in shipped():
        dates = [event.date.earliest for event in campaign.timeline]
        assert dates == sorted(dates)


def test_the_schema_is_in_step_with_the_model() -> None:
    assert (FOLDER / "schema.json").read_text(encoding="utf-8") == campaign_schema(), "write campaign_schema() to it"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_editors_find_the_schema_and_it_accepts_the_file(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    schema: Any = json.loads((path.parent / first.removeprefix("#:schema ")).read_text(encoding="utf-8"))
    file = read_toml(path, [])
    assert file
    Draft202012Validator.check_schema(schema)
    validator: Any = Draft202012Validator(schema)
    assert [error.message for error in validator.iter_errors(file.data)] == []
    assert not validator.is_valid({**file.data, "abuot": []})


def test_s36_quotes_that_need_a_warning_have_one() -> None:
    warned = [quote.id for campaign in shipped() for quote in campaign.quotes if quote.warning]
    assert warned == ["burke-disclosure", "mirabal-arms"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_s37_nobody_accused_is_named_not_even_in_an_address(path: Path) -> None:
    assert not re.search("weinstein|akbar|trujillo", path.read_text(encoding="utf-8"), re.IGNORECASE)


def test_s38_no_word_that_hurts() -> None:
    assert [words for campaign in shipped() for text in own_words(campaign) if (words := forbidden_words(text))] == []


def test_s39_nobody_is_pressed() -> None:
    pressing = re.compile(r"\b(?:join us|raise your voice|goal|simply|please|must|you should)\b|!", re.IGNORECASE)
    assert [text for campaign in shipped() for text in own_words(campaign) if pressing.search(text)] == []
    for campaign in shipped():
        assert "You don't have to" in campaign.panel.meaning


def test_s40_every_entry_has_a_source_and_burke_comes_before_milano() -> None:
    for campaign in shipped():
        assert all(
            entry.sources for entry in (*campaign.about, *campaign.timeline, *campaign.quotes, *campaign.actions)
        )
        for text in own_words(campaign):
            if "Milano" in text:
                assert "Burke" in text.partition("Milano")[0], text
        speakers = campaign.speakers
        if "Tarana Burke" in speakers:
            assert speakers[0] == "Tarana Burke"
        for quote in campaign.quotes:
            if "Milano" in quote.speaker and "Boycott" not in quote.text:
                assert "began with Tarana Burke" in quote.note


def test_s42_nothing_is_promised() -> None:
    promise = re.compile(r"\b(?:anonym\w*|safe\w*|secur\w*|nobody will)\b", re.IGNORECASE)
    assert [text for campaign in shipped() for text in own_words(campaign) if promise.search(text)] == []
