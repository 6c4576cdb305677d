"""Hostile words: what people could type, paste or write into a file, by mistake or on purpose."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from hypothesis import strategies as st

ESCAPED = re.compile(r"\\[^\w\s]|\\_")
"""A backslash and the sign that it makes plain."""
MARKUP = re.compile(r"[*_~`|<>\[\]]|^\s*(?:#{1,3}|-#|[-*])|://|@(?:everyone|here)", re.MULTILINE)
"""What Discord would read as more than words."""
LINK = re.compile(r"\(<https://[^\s<>]+>\)")
"""Where a link of the bot's own making leads."""
HARMLESS = "@\u200b"
"""What keeps @everyone from being a mention is a space of no width."""
JOINING = frozenset("\n\u200c\u200d")
"""What cannot be seen and is needed: lines, and the joiners of Persian, Hindi and others."""
NEVER_SEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0") | {
    chr(code) for block in (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)) for code in block
}
"""Letters and marks that Unicode lets nobody see, beside those of the categories for control and format."""

TELEPHONE = "02079460958"
"""A number that Ofcom keeps free for stories."""

PIECES = (
    # mentions, and what looks like something that the bot says or offers
    *("@everyone", "@here", "<@123456789012345678>", "<@!123456789012345678>", "<@&1>", "<#1>", "<id:home>"),
    *("</metoo:1>", "<t:0:R>", "<:a:123456789012345678>", "<a:b:1>", "<https://example.org>", "<mailto:a@b.org>"),
    *("You are counted now.", "-# To close this page, use “Dismiss message” below it.", "Add me", "[ Add me ]"),
    *("# Being counted", "## a", "### b", "> said", ">>> said", "- item", "* item", "+ item", "1. item", "***"),
    *(
        "**a**",
        "*a*",
        "__a__",
        "_a_",
        "~~a~~",
        "||a||",
        "`a`",
        "```a```",
        "```\n",
        "[a](https://example.org)",
        "](",
        "\\",
    ),
    *(
        "\\*a\\*",
        "\\",
        "-#",
        "#",
        ">",
        "|",
        "~",
        "_",
        "*",
        "`",
        "<",
        "[",
        "]",
        "(",
        ")",
        "“",
        "”",
        '"',
        "'",
        '"""',
        "'''",
    ),
    # addresses
    *("https://example.org", "http://example.org", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"),
    *(
        "https://a:b@example.org",
        "https://\u0435\u0445ample.org",
        "https://xn--e1aybc.org",
        "https://example.org:99999",
    ),
    *("https://[::1]/", "https://127.0.0.1", "//example.org", "discord.gg/abc", "www.example.org", "https://"),
    *("https://example.org/\u202e", "https://example.org/>a", "https://example.org/ (a remark)", "ftp://a.b"),
    # what parsers might take for their own
    *(
        "{ $name }",
        "{$x}",
        "{0}",
        "{}",
        "%s",
        "%(a)s",
        "${HOME}",
        "$(id)",
        "`id`",
        "'; DROP TABLE entries; --",
        "\\u202e",
    ),
    *(
        "a" + ".a" * 20,
        "key = 1",
        "[[about]]",
        "[a]",
        "# comment",
        "\\n",
        "\\x00",
        "../../etc/passwd",
        "config-erase:",
        ":",
        ",",
        ".",
        "/",
    ),
    # characters that act, hide or stack
    *(
        "\r",
        "\r\n",
        "\n",
        "\n\n\n",
        "\t",
        "\0",
        "\x07",
        "\x1b[31m",
        "\x85",
        "\u2028",
        "\u2029",
        "\xa0",
        "\u3000",
        "\ufeff",
    ),
    *("\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\u202e", "\u2066", "\u2069", "\u061c", "\u180e", "\u034f"),
    *("\ufe0f", "\U000e0100", "\U000e0041", "\u115f", "\u3164", "\u2800", "\ue000", "\U0010ffff", "\ufdd0", "\u0378"),
    *(
        "a\u0301",
        "\u0301" * 40,
        "e\u0489" * 9,
        "\u05d0\u05d1",
        "\u0645\u0646",
        "\U0001f3f3\ufe0f\u200d\U0001f308",
        "\U00010348",
    ),
    # numbers, dates and times, right and wrong
    *(
        "0",
        "-1",
        "10",
        "15",
        "1,000",
        "1e3",
        "0x10",
        "ten",
        "\u0661\u0665",
        "\u2460\u2464",
        "9" * 30,
        "12 people",
        "10.0",
    ),
    *(
        "2017",
        "2017-10",
        "2017-10-15",
        "2017-02-30",
        "2099-01-01",
        "0000",
        "9999",
        "10-15",
        "yesterday",
        "18:00",
        "25:61",
    ),
    *(
        "mon",
        "daily",
        "Europe/Dublin",
        "CET/../UTC",
        "GMT+25",
        "en",
        "de",
        "Ireland",
        "IE",
        "Atlantis",
        "metoo",
        "erase",
    ),
    # telephone numbers, plainly and in disguise
    "020 7946 0958",
    "+44 20 7946 0958",
    "\u2460\u2461\u2462 \u2463\u2464\u2465\u2466",
    "0\ufe0f\u20e32\ufe0f\u20e30\ufe0f\u20e3 7\ufe0f\u20e39\ufe0f\u20e34\ufe0f\u20e36\ufe0f\u20e3 0958",
    "\u034f".join(TELEPHONE),
    "\u200d".join(TELEPHONE),
    "\u0336".join(TELEPHONE),
    "call 116 123",
)
LENGTHS = (1, 2, 20, 39, 40, 41, 50, 79, 80, 99, 100, 101, 124, 125, 250, 251, 300, 301, 500, 1_000, 1_001, 4_001)
LONG_OF = ("a", "*", "\n", " ", "\u00e9", "\U0001f600", "a ", "\u0301", "\u200d", "9", "\\", "a\n", "@", "<", "]", "{")


class Way(StrEnum):
    """What becomes of the valid value of a field."""

    INSTEAD = "instead"
    BEFORE = "before"
    AFTER = "after"
    INSIDE = "inside"
    IN_PLACE_OF_THE_REST = "in place of the rest"
    WITHOUT_THE_REST = "without the rest"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Hostile:
    """Words, and how they come into a valid value. `at`: where, from 0 to 1."""

    words: str
    way: Way
    at: float

    def into(self, valid: str) -> str:
        """The value of a field that would be valid without these words."""
        place = int(self.at * len(valid))
        match self.way:
            case Way.INSTEAD:
                return self.words
            case Way.BEFORE:
                return self.words + valid
            case Way.AFTER:
                return valid + self.words
            case Way.INSIDE:
                return valid[:place] + self.words + valid[place:]
            case Way.IN_PLACE_OF_THE_REST:
                return valid[:place] + self.words
            case Way.WITHOUT_THE_REST:
                return valid[:place]
            case Way.TWICE:
                return valid + self.words + valid


_piece = st.sampled_from(PIECES)
_letters = st.text(max_size=12)
_long = st.builds(str.__mul__, st.sampled_from(LONG_OF), st.sampled_from(LENGTHS))
_mixed = st.lists(_piece | _letters, max_size=5).map("".join)
WORDS = (
    _piece
    | _mixed
    | _letters
    | _mixed
    | _long
    | st.builds(str.__add__, _piece, _long)
    | st.sampled_from(("", " ", "\n ", "\u3000"))
)
"""Any Unicode but lone surrogates, which neither a file in UTF-8 nor Discord can bring."""
HOSTILE = st.builds(Hostile, WORDS, st.sampled_from(Way), st.sampled_from((0.0, 0.2, 0.5, 0.8, 1.0)))


def marks(shown: str) -> list[str]:
    """All in a text of the bot that Discord reads as more than words, and all that nobody sees, in its order.

    A page with hostile words has the same marks as one with quiet words: these come out as words alone.
    """
    rest = ESCAPED.sub("x", LINK.sub("()", shown)).replace(HARMLESS, "x")
    return [*MARKUP.findall(rest), *unseen(rest)]


def active(text: str) -> str:
    """The same of words that should be plain; empty when there is nothing."""
    return "".join(marks(text))


def unseen(text: str) -> list[str]:
    """Control and format characters, which act on other ones or hide something."""
    text = text.replace(HARMLESS, "@")
    return [letter for letter in text if unicodedata.category(letter) in {"Cc", "Cf"} and letter not in JOINING]


def is_seen(text: str) -> bool:
    """Whether there is anything to be seen at all."""
    return any(unicodedata.category(letter)[0] in "LNPS" and letter not in NEVER_SEEN for letter in text)


def overflows(text: str) -> bool:
    """Whether it pushes what follows far down the page, or towers over the lines around it."""
    shapes = "".join("\n" if letter == "\n" else unicodedata.category(letter)[0] for letter in text)
    return bool(re.search(r"\n[ZCM]*\n[ZCM]*\n|M{20}", shapes))


def has_the_number(text: str) -> bool:
    """Whether the telephone number stands in a text, in whatever disguise, as a person reads it."""
    bare = (letter for letter in unicodedata.normalize("NFKD", text) if unicodedata.category(letter)[0] not in "MC")
    return TELEPHONE in re.sub(r"[\s()-]", "", "".join(bare)) and "@" not in text
