"""Words of others as data, and pages that fit."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import text
from bot.domain.campaign import Source
from cogs._content import quoted
from cogs._layout import link, plain, site, sources
from cogs._pages import nearest, paginate

EN = text.load().source
ACTIVE = re.compile(r"(?<!\\)(?:\\\\)*[*_~`|<>\[\]]|^\s*[#-]|://|@(?:everyone|here)", re.MULTILINE)


@pytest.mark.parametrize(
    "hostile",
    [
        "**Add me** by writing to a moderator",
        "# Being counted",
        "  -# To close this page.",
        "[Get help](https://example.org)",
        "<https://example.org>",
        "https://example.org",
        "@everyone and @here",
        "<@123456789012345678> <#1> <@&1> </metoo:1> <t:0:R> <id:home>",
        "||hidden|| `code` ~~gone~~ __under__",
        "> said by the bot",
        "- one\n- two",
        "\\*not escaped\\*",
    ],
)
def test_s48_words_of_others_cannot_imitate_the_bot(hostile: str) -> None:
    assert not ACTIVE.search(plain(hostile))


@given(st.text(alphabet=st.sampled_from("*_~`|<>[]#-\\:/ @\nab")))
def test_s48_escaping_leaves_no_markup_and_loses_nothing(words: str) -> None:
    escaped = plain(words)

    assert not ACTIVE.search(escaped)
    assert re.sub(r"\\(\W|_)", r"\1", escaped) == words


def test_s48_each_line_of_a_quote_is_marked_as_somebody_elses_words() -> None:
    assert quoted("We met.\n# You are counted\n> now") == "> We met.\n> \\# You are counted\n> \\> now"


@pytest.mark.parametrize(
    "url", ["http://example.org", "javascript:x", "https://a.org/> [x](https://b.org", "https://a b"]
)
def test_s48_only_a_whole_https_address_becomes_a_link(url: str) -> None:
    assert "](<" not in link("A page", url)
    assert "](<" not in site(url)


def test_a_link_shows_whose_page_it_is_and_has_no_preview() -> None:
    assert site("https://www.example.org/page") == "[example.org](<https://www.example.org/page>)"
    assert sources(EN, [Source("https://a.org/x", "2026"), Source(None, "A book")]).endswith(
        "Sources: [a.org](<https://a.org/x>) (2026) · A book"
    )


@given(st.lists(st.text(alphabet="ab\n", min_size=1, max_size=60)), st.integers(min_value=60, max_value=200))
def test_pages_keep_every_block_in_order_and_fit(blocks: list[str], room: int) -> None:
    pages = paginate(blocks, room)

    assert "\n\n".join(pages) == "\n\n".join(blocks)
    assert all(len(page) <= room for page in pages)


def test_a_block_too_long_for_a_page_is_parted_between_its_lines() -> None:
    assert paginate(["a" * 50, f"{'b' * 50}\n{'c' * 50}"], 60) == ["a" * 50, "b" * 50, "c" * 50]


@pytest.mark.parametrize(("number", "page"), [(-1, 0), (0, 0), (1, 1), (2, 1)])
def test_a_page_number_out_of_range_means_the_nearest_page(number: int, page: int) -> None:
    assert nearest(number, ["a", "b"]) == page
