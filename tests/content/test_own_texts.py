"""What a server brought is kept as text, and exported to a file that imports to the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from own_samples import ADDED, FILES, HOST, NOW, SPRING, read

import bot.content.own
from bot.content.fields import as_date
from bot.content.own import OwnFileFormat
from bot.domain.campaign import (
    Action,
    Additions,
    Campaign,
    Catalogue,
    Event,
    Fact,
    OwnFile,
    Panel,
    PartialDate,
    Quote,
    Resource,
    Season,
    Source,
)
from bot.domain.errors import ContentUnreadable

_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n"), min_size=1).filter(str.strip)
_SHORT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
_ID = st.from_regex(r"[a-z0-9][a-z0-9-]{0,9}", fullmatch=True)
_DATE = st.one_of(
    st.builds(PartialDate, st.integers(1, 9999)),
    st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12), st.integers(1, 28)),
)
_SOURCES = st.lists(
    st.builds(Source, st.sampled_from(["https://example.org/a?b=(c)", "http://example.org"]), _SHORT)
    | st.builds(Source, st.none(), _SHORT.filter(lambda words: words and not words.startswith("http"))),
    min_size=1,
    max_size=3,
).map(tuple)


def _tuples(strategy: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, min_size=least, max_size=2).map(tuple)


def _facts(own: bool) -> st.SearchStrategy[Fact]:
    return st.builds(Fact, _ID, _TEXT, _DATE, _SOURCES, _SHORT, st.just(own))


def _quotes(own: bool) -> st.SearchStrategy[Quote]:
    return st.builds(Quote, _ID, _TEXT, _TEXT, _DATE, _SHORT, _SOURCES, _SHORT, _SHORT, st.just(own))


def _resources(own: bool) -> st.SearchStrategy[Resource]:
    url = st.just("https://example.org")
    return st.builds(Resource, _ID, _TEXT, _TEXT, _TEXT, url, st.none() | _DATE, _SOURCES, st.just(own))


_ADDITIONS = st.builds(
    Additions, _ID, _tuples(_facts(own=True)), _tuples(_quotes(own=True)), _tuples(_resources(own=True))
)
_DAY = st.tuples(st.integers(1, 12), st.integers(1, 28))
_CAMPAIGNS = st.builds(
    Campaign,
    id=_ID,
    name=_TEXT,
    hashtag=_TEXT,
    command=_ID,
    summary=_TEXT,
    colour=st.integers(0, 0xFFFFFF),
    began=_DATE,
    season=st.none() | st.builds(Season, _DAY, _DAY),
    languages=_tuples(st.sampled_from(["en", "pt-BR"]), 1),
    panel=st.builds(Panel, _TEXT, _TEXT),
    about=_tuples(_facts(own=False), 1),
    timeline=_tuples(st.builds(Event, _ID, _DATE, _TEXT, _TEXT, _SOURCES, _SHORT)),
    quotes=_tuples(_quotes(own=False)),
    resources=_tuples(_resources(own=False)),
    actions=_tuples(st.builds(Action, _ID, _TEXT, _TEXT, _SOURCES)),
    own=st.just(True),
)


def _with_https(campaign: Campaign) -> Campaign:
    """As a server has to bring it: every source is a page that begins with https://."""

    def mended(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(replace(item, sources=tuple(map(https, item.sources))) for item in items)

    def https(source: Source) -> Source:
        return replace(source, url="https://example.org") if not (source.url or "").startswith("https:") else source

    lists = ("about", "timeline", "quotes", "resources", "actions")
    return replace(campaign, **{name: mended(getattr(campaign, name)) for name in lists})


@given(_ADDITIONS | _CAMPAIGNS)
def test_what_is_kept_comes_back_the_same(own: OwnFile) -> None:
    assert FILES.load(FILES.dump(own)) == own


@given(_DATE)
def test_a_date_reads_to_what_it_was_written_from(date: PartialDate) -> None:
    assert as_date(str(date)) == date


def test_a_date_is_written_in_one_way() -> None:
    dates = PartialDate(7), PartialDate(2017, 1), PartialDate(2017, 10, 5)
    assert [str(date) for date in dates] == ["0007", "2017-01", "2017-10-05"]


def test_what_ships_comes_back_the_same_and_reads_like_a_file() -> None:
    for campaign in HOST:
        own = replace(campaign, own=True)
        text = FILES.dump(own)
        assert FILES.load(text) == own
        assert text.startswith("# A campaign of a Discord server's own.\n")
        elsewhere = OwnFileFormat(Catalogue([replace(campaign, id="other")]), lambda: NOW)
        named = tuple(replace(each, id=f"r-{number}") for number, each in enumerate(own.resources))
        brought = _with_https(replace(own, resources=named))
        assert elsewhere.read("x.toml", FILES.dump(brought).encode()) == brought


@pytest.mark.parametrize("content", [SPRING, ADDED, 'extends = "metoo"', ADDED.replace("It helps.", "One.\\n\\nTwo.")])
def test_an_export_imports_to_the_same(content: str) -> None:
    own = read(content)
    text = FILES.dump(own)
    assert read(text) == own == FILES.load(text)
    assert FILES.dump(read(text)) == text


def test_a_rule_that_has_become_stricter_takes_nothing_away() -> None:
    text = FILES.dump(read(ADDED)).replace("A fact.", "A scandal. Call 0800 1111 222.")
    own = FILES.load(text)
    assert isinstance(own, Additions)
    assert own.about[0].text == "A scandal. Call 0800 1111 222."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no table",
        'extends = "metoo"\n[[resources]]\nid = "x"\nsources = ["https://example.org"]\n',
        'extends = "metoo"\n[[resources]]\nsources = 5\n',
        'extends = "metoo"\nabout = 5\n',
        FILES.dump(read(ADDED)) + 'added_later = "x"\n',
        FILES.dump(read(SPRING)) + 'added_later = "x"\n',
        FILES.dump(read(SPRING)).replace('began = "2006"', 'began = "soon"'),
        FILES.dump(read(SPRING)).replace('began = "2006"', "began = 2006"),
        "a = " + "[" * 10_000,
    ],
)
def test_a_text_that_this_version_cannot_read_is_an_error_of_its_own(text: str) -> None:
    with pytest.raises(ContentUnreadable):
        FILES.load(text)


def test_a_text_is_read_once_while_it_stays_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []

    def count(text: str) -> OwnFile:
        reads.append(text)
        return read_own(text)

    read_own = bot.content.own.read_own
    monkeypatch.setattr(bot.content.own, "read_own", count)
    files = OwnFileFormat(HOST, lambda: NOW)
    text = FILES.dump(read(ADDED))
    for each in (text, text, text.replace("A fact.", "Another."), text):
        files.load(each)
    assert len(reads) == 2


def test_lines_stay_lines_for_whoever_edits_the_file() -> None:
    text = FILES.dump(read(ADDED.replace("It helps.", "One.\\n\\nTwo.")))
    assert 'text = """\nOne.\n\nTwo."""\n' in text
