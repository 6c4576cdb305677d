"""What a campaign file may hold, and the sentences for what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.text
from bot.content.campaigns import load_campaigns
from bot.content.fields import plain
from bot.domain import limits
from bot.domain.campaign import Action, Campaign, Event, Fact, Panel, PartialDate, Quote, Resource, Season, Source
from bot.domain.errors import Fault

SPRING = """\
id = "spring"
name = "Spring"
hashtag = "#Spring"
command = "spring"
languages = ["en", "pt-BR"]
began = "2006"
colour = "#0A0b0C"
summary = "What it is."

[season]
first = "02-29"
last = "12-10"

[panel]
title = "Being counted"
meaning = "If you want to."

[[about]]
id = "a"
date = "2017-10"
text = "A fact."
note = "A note."
sources = ["https://example.org/x (a remark)", "words (2018)"]

[[timeline]]
id = "a"
date = "2017-10-15"
title = "An event"
text = "It happened."
sources = ["http://example.org"]

[[quotes]]
id = "a"
date = "2017"
text = "Said the alleged victim."
speaker = "Somebody"
place = "Somewhere"
warning = "About something."
sources = ["words"]

[[resources]]
topic = "A topic"
title = "A page"
text = "It helps."
url = "https://example.org/help?a=b%20(c)"
checked = "2026-03"
sources = ["words"]

[[actions]]
id = "a"
title = "Do it"
text = "Like this."
sources = ["words"]
"""
RESERVED = frozenset({"about", "help"})


def load(folder: Path, **files: str) -> tuple[tuple[Campaign, ...], list[str]]:
    """The campaigns in files of these names, and the faults as a host reads them, each with the file and its line."""
    for name, content in files.items():
        (folder / f"{name}.toml").write_text(content, encoding="utf-8")
    faults: list[Fault] = []
    campaigns = load_campaigns(folder, RESERVED, faults)
    text = bot.text.load().source
    return campaigns, [f"{Path(each.file).name}, line {each.line}: {text(each.key, **each.values)}" for each in faults]


def with_line(number: int, line: str) -> str:
    """The file with another line in this place."""
    lines = SPRING.splitlines(keepends=True)
    return "".join([*lines[: number - 1], line + "\n", *lines[number:]])


def test_a_file_becomes_a_campaign(tmp_path: Path) -> None:
    campaigns, faults = load(tmp_path, spring=SPRING)
    words = (Source(None, "words"),)
    assert not faults
    assert campaigns == (
        Campaign(
            id="spring",
            name="Spring",
            hashtag="#Spring",
            command="spring",
            summary="What it is.",
            colour=0x0A0B0C,
            began=PartialDate(2006),
            season=Season((2, 29), (12, 10)),
            languages=("en", "pt-BR"),
            panel=Panel("Being counted", "If you want to."),
            about=(
                Fact(
                    "a",
                    "A fact.",
                    PartialDate(2017, 10),
                    (Source("https://example.org/x", "a remark"), Source(None, "words (2018)")),
                    "A note.",
                ),
            ),
            timeline=(
                Event("a", PartialDate(2017, 10, 15), "An event", "It happened.", (Source("http://example.org"),)),
            ),
            quotes=(
                Quote(
                    "a",
                    "Said the alleged victim.",
                    "Somebody",
                    PartialDate(2017),
                    "Somewhere",
                    words,
                    "About something.",
                ),
            ),
            resources=(
                Resource(
                    "https://example.org/help?a=b%20(c)",
                    "A topic",
                    "A page",
                    "It helps.",
                    "https://example.org/help?a=b%20(c)",
                    PartialDate(2026, 3),
                    words,
                ),
            ),
            actions=(Action("a", "Do it", "Like this.", words),),
        ),
    )


LINES = [
    (20, 'date = "2017-02-29"', "fact 1 has “2017-02-29” in `date`, which is no date here."),
    (27, "date = 2017-10-15", "event 1 has “2017-10-15” in `date`, which is no date here."),
    (6, 'began = "17"', "the file has “17” in `began`, which is no date here."),
    (11, 'first = "02-30"', "the season has “02-30” in `first`, which is no day of the year."),
    (
        7,
        'colour = "orange"',
        'the file has “orange” in `colour`, which is no colour. Write it as `colour = "#F58220"`.',
    ),
    (5, 'languages = ["en", "xx"]', "the file has “xx” in `languages`, which is no language code."),
    (5, 'languages = ["en@everyone"]', "the file has “en@everyone” in `languages`, which is no language code."),
    (5, 'languages = ["en.UTF-8"]', "the file has “en.UTF-8” in `languages`, which is no language code."),
    (1, 'id = "Spring 1"', "the file has “Spring 1” in `id`. Use small letters, digits and hyphens"),
    (3, 'hashtag = "Spring"', "the file has “Spring” in `hashtag`. Write it without spaces and with a # in front"),
    (3, 'hashtag = "#***"', "the file has “#***” in `hashtag`. Write it without spaces and with a # in front"),
    (4, 'command = "a\\u3164"', "the file has a character in `command` that nobody can see (U+3164)."),
    (4, 'command = "/Spring"', "the file has “/Spring” in `command`. A slash command has 1 to 32 small letters"),
    (4, 'command = "help"', "the campaign has the command “help”, which the bot has already. Choose another name."),
    (
        45,
        'url = "http://example.org"',
        "resource 1 has an address in `url` that does not begin with `https://`: "
        "“http://example.org”. A link for people to press has to.",
    ),
    (45, 'url = "https://me@example.org"', "resource 1 has an address in `url` that is not complete"),
    (23, 'sources = ["https://localhost"]', "fact 1 has an address in `sources` that is not complete"),
    (23, 'sources = ["https://ex\u0430mple.org"]', "fact 1 has an address in `sources` that is not complete"),
    (23, "sources = [1]", "fact 1 has “1” as a source, which is not text."),
    *(
        (23, f'sources = ["{form}"]', f"fact 1 has a source that looks like an address and is none: “{form}”. Copy the")
        for form in (
            "htps:/www.eonline",
            "https:/x",
            "HTTPS://example.org",
            "ftp://example.org",
            "//example.org",
            "www.example.org/x",
            "See www.example.org",
            "news.example.org/x?y=1",
        )
    ),
    (23, f'sources = ["https://example.org ({"a" * 229}"]', "fact 1 has 251 characters in `sources`. At most 250 fit."),
    (39, "sources = []", 'quote 1 has no source. Add `sources = ["https://…"]` with the page it comes from.'),
    (8, 'summary = "One.\\nTwo."', "the file has a line break in `summary`. Write it in one line."),
    (8, 'summary = "' + "x" * 301 + '"', "the file has 301 characters in `summary`. At most 300 fit."),
    (8, 'summary = "' + "*" * 151 + '"', "the file has 302 characters in `summary`. At most 300 fit."),
    (35, 'text = "You are @everyone"', "quote 1 has “@everyone” in `text`, which could call people"),
    (36, 'speaker = "<@123>"', "quote 1 has “<@123>” in `speaker`, which could call people"),
    (21, 'text = "See [this](https://x.org)"', "fact 1 has a link (“](https://x.org)”) in `text`."),
    (21, 'text = "See HTTPS://x.org now"', "fact 1 has a link (“HTTPS://x.org”) in `text`."),
    (21, 'text = "One\\n# Two"', "fact 1 has “#” in `text`, which makes a heading"),
    (16, 'meaning = "||hidden||"', "the panel has “||” in `meaning`, which makes a heading"),
    (15, 'title = "\\u202Eevil"', "the panel has a character in `title` that nobody can see (U+202E)."),
    (
        21,
        'text = "The alleged victim admits it"',
        "fact 1 has words in `text` that can hurt, press or deceive the people this is about: "
        "“alleged victim”, “admits”.",
    ),
    (
        22,
        'note = "A scandal"',
        "fact 1 has a word in `note` that can hurt, press or deceive the people this is about: “scandal”.",
    ),
]


@pytest.mark.parametrize(("number", "line", "sentence"), LINES)
def test_a_line_that_does_not_fit_is_told(tmp_path: Path, number: int, line: str, sentence: str) -> None:
    _, faults = load(tmp_path, spring=with_line(number, line))
    assert len(faults) == 1
    assert faults[0].startswith(f"spring.toml, line {number}: {sentence}")


@pytest.mark.parametrize(
    "words",
    [
        "example.org (undated)",
        "The Times, p. 4/5 (1.2/2018)",
        "Laval News, example.ca: U.S./UK edition",
        "AC/DC 24/7: 2/3",
    ],
)
def test_a_source_can_be_words(tmp_path: Path, words: str) -> None:
    (campaign,), faults = load(tmp_path, spring=with_line(23, f'sources = ["{words}"]'))
    assert faults == []
    assert campaign.about[0].sources == (Source(None, words),)


def test_the_example_of_the_voice(tmp_path: Path) -> None:
    quote = '[[quotes]]\nid = "{}"\ndate = "2017"\ntext = "x"\nspeaker = "y"\nplace = "z"\n'
    content = SPRING + quote.format("b") + 'sources = ["w"]\n' + quote.format("c")
    assert load(tmp_path, spring=content)[1] == [
        'spring.toml, line 61: quote 3 has no source. Add `sources = ["https://…"]` with the page it comes from.'
    ]


def test_the_same_id_twice_in_one_list(tmp_path: Path) -> None:
    action = '[[actions]]\nid = "a"\ntitle = "Do it"\ntext = "Like this."\nsources = ["words"]\n'
    assert load(tmp_path, spring=SPRING + action)[1] == [
        "spring.toml, line 55: action 2 has the id “a”, as number 1 of the same list has. Give it another one."
    ]


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    spring = with_line(20, 'date = "2017-13"').replace("[season]", "[seasons]")
    _, faults = load(
        tmp_path, autumn=SPRING.replace("= ", "", 1), spring=spring, winter=SPRING.replace("A fact", "<@1>")
    )
    assert [fault.partition(": ")[0] for fault in faults] == [
        "autumn.toml, line 1",
        "spring.toml, line 10",
        "spring.toml, line 20",
        "winter.toml, line 21",
        "winter.toml, line 1",
        "winter.toml, line 4",
    ]
    assert faults[-1].endswith(
        f"the campaign has the command “spring”, as {tmp_path}/spring.toml has. Give one of them another command."
    )


def test_no_campaign_at_all(tmp_path: Path) -> None:
    (tmp_path / ".#spring.toml").write_text("an editor's own file")
    assert load(tmp_path) == (
        (),
        [
            f"{tmp_path.name}, line 0: there is no campaign file here. "
            "Put back metoo.toml, write your own (one file that ends in .toml), "
            "or set MAGNITUDE_CONFIG to another folder."
        ],
    )


def test_more_campaigns_than_a_choice_can_hold(tmp_path: Path) -> None:
    files = {
        f"c{number}": SPRING.replace('id = "spring"', f'id = "c{number}"').replace('d = "spring"', f'd = "c{number}"')
        for number in range(limits.CAMPAIGNS + 1)
    }
    assert load(tmp_path, **files)[1] == [
        f"{tmp_path.name}, line 0: there are 26 campaign files here. "
        "At most 25 are possible; move the others elsewhere."
    ]


def test_the_default_comes_first_and_there_is_one(tmp_path: Path) -> None:
    def campaign(name: str, *, default: bool) -> str:
        return f"default = {str(default).lower()}\n" + SPRING.replace('= "spring"', f'= "{name}"')

    campaigns, faults = load(
        tmp_path,
        a=campaign("a", default=False),
        b=campaign("b", default=False),
        c=campaign("c", default=True),
    )
    assert ([each.id for each in campaigns], faults) == (["c", "a", "b"], [])
    _, faults = load(tmp_path, b=campaign("b", default=True))
    assert faults == [
        f"c.toml, line 1: the campaign is marked as the default, as {tmp_path}/b.toml is. "
        "Only one can be; remove `default = true` from the other."
    ]


@pytest.mark.parametrize("text", ["نه می‌خواهم", "#وأنا_كمان", 'Me too. "Yes"', "@rosemcgowan", "a - b", "1 > 0", "C#"])
def test_plain_words_of_any_script_are_fine(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    "hidden",
    [
        *("\u200b", "\u2066", "\ufeff", "\x07", "\t", "\u2028", "\u3164", "\U000e0041", "\ud800"),
        *("\u034f", "\u17b4", "\u180b", "\U000e0100"),
    ],
)
def test_s48_what_nobody_can_see_is_refused(hidden: str) -> None:
    with pytest.raises(ValueError, match="content-invisible"):
        plain(f"a{hidden}b")


@pytest.mark.parametrize("blank", ["\u200d", "\u200c\u200d", "\u0301", "\ufe0f", "\n\u200c\n"])
def test_s48_words_of_which_nothing_is_to_be_seen_are_none(blank: str) -> None:
    with pytest.raises(ValueError, match="content-empty"):
        plain(blank)


@pytest.mark.parametrize("gap", ["\n\n\n", "\n \n\n", "\n\u200c\n\u200d\n"])
def test_s48_what_follows_far_below_would_pass_for_the_bots_own(gap: str) -> None:
    with pytest.raises(ValueError, match="content-gap"):
        plain(f"a{gap}b")
    assert plain("a\n\nb\n\nc")


@pytest.mark.parametrize("mark", ["\u0301", "\u0489"])
def test_s48_no_tower_of_marks_lies_over_other_lines(mark: str) -> None:
    with pytest.raises(ValueError, match="content-stacked"):
        plain(f"a{mark * 7}")
    assert plain(f"a{mark * 3}b{mark * 3}")


@given(
    st.sampled_from(["<@1>", "<@&1>", "<#1>", "</me:1>", "<t:1>", "<a:x:1>", "<id:guide>", "@here", "```", "a](b"]),
    st.text(),
)
def test_s48_markup_is_found_wherever_it_stands(markup: str, around: str) -> None:
    with pytest.raises(ValueError, match="content-"):
        plain(around + markup + around)


def test_s48_the_largest_entry_fits_into_a_message_with_its_sources() -> None:
    lines = 3 * limits.CONTENT_LINE  # speaker, place, warning
    sources = limits.CONTENT_SOURCES * limits.CONTENT_SOURCE
    assert limits.CONTENT_TEXT + limits.CONTENT_NOTE + lines + sources + 500 <= limits.MESSAGE_TEXT
