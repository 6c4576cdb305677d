"""S38: words that doubt, blame, sensationalise or leave people out. S39, S42: words that press or promise."""

from __future__ import annotations

import pytest

from bot.content.words import forbidden_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The alleged victim admits it.", ["alleged victim", "admits"]),
        ("An ALLEGED   Victim", ["ALLEGED Victim"]),
        ("It proves shocking for all women.", ["proves shocking", "all women"]),
        ("If all the women wrote", ["all the women"]),
        ("Victims, accusers, and a sex scandal", ["Victims", "accusers", "sex scandal"]),
        ("She confessed, and confessed again", ["confessed"]),
        ("a he-said-she-said case", ["he-said-she-said"]),
        ("his or her story", ["his or her"]),
        ("an underage girl: sex with a minor", ["sex with a minor"]),
    ],
)
def test_s38_words_are_found_as_written_once_each(text: str, words: list[str]) -> None:
    assert forbidden_words(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Raise your voice and join us.", ["Raise your voice", "join us"]),
        ("Don\u2019t be silent, do not stay silent", ["Don't be silent", "do not stay silent"]),
        ("Break the silence, by breaking your silence", ["Break the silence", "breaking your silence"]),
        ("Please consider it", ["Please consider"]),
    ],
)
def test_s39_words_that_press_are_found(text: str, words: list[str]) -> None:
    assert forbidden_words(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Anonymous, and told anonymously", ["Anonymous", "anonymously"]),
        ("Nobody will ever know, no one will find out", ["Nobody will ever know", "no one will find out"]),
        ("completely safe and 100 % secure", ["completely safe", "100 % secure"]),
        ("an untraceable mark", ["untraceable"]),
    ],
)
def test_s42_promises_are_found(text: str, words: list[str]) -> None:
    assert forbidden_words(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "The Silence Breakers join UNiTE; whether somebody speaks or stays silent is for them to decide",
        "A right to anonymity, in a place where nobody feels unsafe",
        "People who have experienced violence, and survivors who call themselves that",
        "allegations of harassment",
        "a victimless claim at a small women's meeting",
        "admittance",
        "Violence against Women and Girls",
    ],
)
def test_s38_other_words_are_left_alone(text: str) -> None:
    assert forbidden_words(text) == []
