"""S38: words that doubt, blame, sensationalise or leave people out."""

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
    "text",
    [
        "People who have experienced violence, and survivors who call themselves that",
        "allegations of harassment",
        "a victimless claim at a small women's meeting",
        "admittance",
        "Violence against Women and Girls",
    ],
)
def test_s38_other_words_are_left_alone(text: str) -> None:
    assert forbidden_words(text) == []
