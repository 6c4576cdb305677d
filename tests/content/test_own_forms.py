"""What moderators write into a form: an item, or every fault with the field in words."""

from __future__ import annotations

import pytest
from own_samples import FILES, told

from bot.domain.campaign import (
    Fact,
    PartialDate,
    Quote,
    Resource,
    Source,
)
from bot.domain.schedule import Kind

QUOTE = {
    "text": "Words.",
    "speaker": "Somebody",
    "date": "2017-10",
    "sources": "https://example.org (page)\n\n https://example.org/2 ",
}
FACT = {"text": "A fact.", "date": "2017", "sources": "https://example.org/2"}
RESOURCE = {
    "topic": "Help",
    "title": "Page",
    "text": "It helps.",
    "url": "https://example.org",
    "sources": "https://example.org/2",
}


def form(kind: Kind, fields: dict[str, str]) -> list[str]:
    return told(lambda: FILES.item(kind, "own-1", fields))


def test_a_form_becomes_an_item_of_the_server() -> None:
    paper = (Source("https://example.org/2"),)
    assert FILES.item(Kind.QUOTE, "own-1", {**QUOTE, "place": "", "warning": " "}) == Quote(
        "own-1",
        "Words.",
        "Somebody",
        PartialDate(2017, 10),
        "",
        (Source("https://example.org", "page"), *paper),
        own=True,
    )
    assert FILES.item(Kind.FACT, "own-2", {**FACT, "text": "One.\r\nTwo. ", "note": "Note"}) == Fact(
        "own-2", "One.\nTwo.", PartialDate(2017), paper, "Note", own=True
    )
    assert FILES.item(Kind.RESOURCE, "own-3", RESOURCE) == Resource(
        "own-3", "Help", "Page", "It helps.", "https://example.org", None, paper, own=True
    )


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        (Kind.QUOTE, {**QUOTE, "text": " "}, "The text is empty. Write something there."),
        (
            Kind.QUOTE,
            {**QUOTE, "sources": " \n"},
            "There is no source. Add the page it comes from, with its whole addr",
        ),
        (
            Kind.QUOTE,
            {**QUOTE, "sources": "https://example.org\n" * 7},
            "There are too many sources. At most 6 are allowed.",
        ),
        (
            Kind.QUOTE,
            {**QUOTE, "date": "May 2017"},
            "“May 2017” is no date here. Write a day as 2017-10-15, a month as",
        ),
        (
            Kind.QUOTE,
            {**QUOTE, "date": "2030-01"},
            "2030-01: this day is still to come. Check the year, or add it when",
        ),
        (Kind.QUOTE, {**QUOTE, "speaker": "x" * 101}, "The name of who said it has 101 characters. At most 100 fit."),
        (Kind.QUOTE, {**QUOTE, "warning": "A\nB"}, "The warning has a line break. Write it in one line."),
        (Kind.QUOTE, {**QUOTE, "place": "<@1>"}, "The place has “<@1>”, which could call people or open something"),
        (Kind.QUOTE, {**QUOTE, "sources": "www.x.org"}, "One of the sources looks like an address and is none: “www."),
        (Kind.QUOTE, {**QUOTE, "sources": "https://x"}, "One of the sources is not a complete address: “https://x”."),
        (
            Kind.QUOTE,
            {**QUOTE, "sources": "https://example.org (0800 1111 222)"},
            "One of the sources has what looks like a telephone number",
        ),
        (
            Kind.QUOTE,
            {**QUOTE, "sources": "https://example.org\na paper"},
            "One of the sources is no page that begins with https://: “a paper”. Give the page that says so;",
        ),
        (
            Kind.QUOTE,
            {**QUOTE, "sources": "http://example.org"},
            "One of the sources is no page that begins with https://: “http://example.org”.",
        ),
        (Kind.FACT, {**FACT, "text": "||a||"}, "The text has “||”, which makes a heading, a box or a hidden part"),
        (
            Kind.FACT,
            {**FACT, "text": "See https://x.org"},
            "The text has a link (“https://x.org”). Put the address among",
        ),
        (Kind.FACT, {**FACT, "text": "a\u202eb"}, "The text has a character that nobody can see (U+202E). Remove it"),
        (Kind.FACT, {**FACT, "text": "A scandal"}, "The text has a word that can hurt, press or deceive the people"),
        (Kind.FACT, {**FACT, "note": "Call 112."}, "The note has what looks like a telephone number: 112. Numbers cha"),
        (
            Kind.RESOURCE,
            {**RESOURCE, "url": "http://x.org"},
            "The address does not begin with `https://`: “http://x.org”",
        ),
        (
            Kind.RESOURCE,
            {**RESOURCE, "url": "x.org"},
            "The address is not a complete address: “x.org”. Copy it from the",
        ),
        (
            Kind.RESOURCE,
            {**RESOURCE, "topic": "0800 1111"},
            "The topic has what looks like a telephone number: 08001111.",
        ),
    ],
)
def test_a_fault_in_a_form_names_the_field_in_words(kind: Kind, fields: dict[str, str], sentence: str) -> None:
    (fault,) = form(kind, fields)
    assert fault.startswith(sentence)


def test_all_faults_of_a_form_are_told_at_once() -> None:
    assert len(form(Kind.QUOTE, {**QUOTE, "text": "", "date": "x", "sources": "", "warning": "call 911"})) == 4
