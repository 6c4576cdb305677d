"""What is told about a file that a server brings: every fault with its line."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from own_samples import ADDED, FILES, HOST, SPRING, faults, read

from bot.domain.campaign import (
    Additions,
    Campaign,
)


def test_a_whole_campaign_is_the_servers_own() -> None:
    own = read(SPRING)
    assert isinstance(own, Campaign)
    assert own.own
    assert own.command == "add"
    (resource,) = own.resources
    assert re.fullmatch("own-[0-9a-f]{8}", resource.id)
    assert own.quotes[0].place == ""


def test_a_command_that_the_bot_has_is_no_fault() -> None:
    """Nobody uses it here; it is kept for a host who takes the file."""
    own = read(SPRING.replace("[panel]", 'command = "help"\n[panel]', 1))
    assert isinstance(own, Campaign)
    assert own.command == "help"
    assert 'command = "help"' in FILES.dump(own)


def test_what_is_added_to_a_campaign_of_the_host_is_marked() -> None:
    own = read(ADDED)
    assert isinstance(own, Additions)
    assert [each.own for each in (*own.about, *own.quotes, *own.resources)] == [True] * 3


def ids_of_resources(content: str) -> list[str]:
    own = read(content)
    return [each.id for each in own.resources]


def test_resources_get_ids_that_are_free_and_always_the_same() -> None:
    resource = ADDED[ADDED.index("[[resources]]") :]
    (first,) = ids_of_resources(ADDED)
    named = ADDED.replace('topic = "A topic"', f'id = "{first}"\ntopic = "A topic"')
    ids = ids_of_resources(named + resource * 2)
    assert ids[0] == first
    assert len(set(ids)) == 3
    assert ids_of_resources(ADDED + resource * 2) == ids


def test_a_resource_of_another_address_never_gets_the_id_of_one_that_is_gone() -> None:
    other = ADDED.replace("example.org/help", "example.org/other")
    assert ids_of_resources(ADDED) != ids_of_resources(other)
    resource = other[other.index("[[resources]]") :]
    assert ids_of_resources(ADDED.replace("[[resources]]", resource + "\n[[resources]]"))[1:] == ids_of_resources(ADDED)


FAULTS = [
    (
        SPRING,
        'id = "spring"',
        'id = "metoo"',
        1,
        "the campaign has the id “metoo”, as a campaign of this bot has. Give",
    ),
    (SPRING, 'id = "spring"', 'id = "spring"\ndefault = true', 2, "the file has `default`, which only whoever runs"),
    (SPRING, 'name = "Spring"\n', "", 1, "the file has no `name`."),
    (
        SPRING,
        "It happened.",
        "Call 0800 1111 222.",
        24,
        "event 1 has what looks like a telephone number in `text`: 080",
    ),
    (SPRING, "If you want to.", "Call 911.", 11, "the panel has what looks like a telephone number in `meaning`: 911"),
    (SPRING, "What it is.", "Dial 112.", 7, "the file has what looks like a telephone number in `summary`: 112."),
    (SPRING, "Do it", "Ring 999", 44, "action 1 has what looks like a telephone number in `title`: 999."),
    (SPRING, "(a remark)", "(0800 1111 222)", 18, "fact 1 has what looks like a telephone number in `sources`: 080"),
    (SPRING, '"2017-10-15"', '"2026-11-25"', 22, "event 1 has the date 2026-11-25: this day is still to come."),
    (ADDED, '"metoo"', '"spring"', 1, "the file adds to a campaign “spring”, which this bot does not have. It has: me"),
    (ADDED, '"metoo"', '"metoo"\nname = "x"', 2, "the file has a key `name`, which means nothing here."),
    (ADDED, '"metoo"', '"metoo"\ntimeline = []', 2, "the file has a key `timeline`, which means nothing here. Remove"),
    (ADDED, '"metoo"', '"metoo"\ndefault = false', 2, "the file has a key `default`, which means nothing here. Remove"),
    (ADDED, '"2017-10"', '"2027"', 5, "fact 1 has the date 2027: this day is still to come. Check the year"),
    (ADDED, '"2017"', '"2026-12"', 11, "quote 1 has the date 2026-12: this day is still to come."),
    (ADDED, "A fact.", "A scandal.", 6, "fact 1 has a word in `text` that can hurt"),
    (ADDED, "A fact.", "@everyone", 6, "fact 1 has “@everyone” in `text`"),
    (ADDED, "A fact.", "||hidden||", 6, "fact 1 has “||” in `text`, which makes a heading"),
    (ADDED, "A fact.", "a\\u202E", 6, "fact 1 has a character in `text` that nobody can see (U+202E)."),
    (ADDED, "A fact.", "x" * 1001, 6, "fact 1 has 1,001 characters in `text`. At most 1,000 fit."),
    (
        ADDED,
        "A fact.",
        "See https://x.org",
        6,
        "fact 1 has a link (“https://x.org”) in `text`. Put the address into `sou",
    ),
    (ADDED, 'sources = ["https://example.org/z"]\n\n[[quotes]]', "[[quotes]]", 3, "fact 1 has no source."),
    (ADDED, '["https://example.org/z"]\n\n[[quotes]]', "[]\n\n[[quotes]]", 7, "fact 1 has no source."),
    (ADDED, 'date = "2017-10"\n', "", 3, "fact 1 has no date."),
    (
        ADDED,
        "https://example.org/z",
        "a paper",
        7,
        "fact 1 has a source that is no page which begins with https://: “a p",
    ),
    (
        SPRING,
        "https://example.org/y",
        "http://example.org/y",
        18,
        "fact 1 has a source that is no page which begins wit",
    ),
    (ADDED, "https://example.org/z", "www.example.org/z", 7, "fact 1 has a source that looks like an address and is n"),
    (ADDED, "It helps.", "Call the helpline on 1366.", 19, "resource 1 has what looks like a telephone number in `te"),
    (
        ADDED,
        "https://example.org/help",
        "http://example.org/help",
        20,
        "resource 1 has an address in `url` that does not begin with `htt",
    ),
]


@pytest.mark.parametrize(("content", "old", "new", "line", "sentence"), FAULTS)
def test_s27_s29_s37_s38_s40_s48_a_fault_is_told_with_its_line(
    content: str, old: str, new: str, line: int, sentence: str
) -> None:
    assert old in content
    (fault,) = faults(content.replace(old, new, 1))
    assert fault.startswith(f"line {line}: {sentence}")


def test_an_id_that_the_hosts_campaign_has() -> None:
    taken = HOST.get("metoo").about[0].id
    (fault,) = faults(ADDED.replace('id = "a"', f'id = "{taken}"', 1))
    assert (
        fault == f"line 4: fact 1 has the id “{taken}”, as an entry of the bot's own campaign has. Give it another one."
    )


def test_all_faults_of_all_kinds_are_told_at_once_in_their_order() -> None:
    content = (
        ADDED.replace("A fact.", "Call 911.")
        .replace('"2017"', '"2030"')
        .replace("https://example.org/help", "http://example.org/help")
    )
    content = content.replace('"metoo"', '"none"') + content[content.index("[[quotes]]") : content.index("[[res")]
    assert [fault.partition(":")[0] for fault in faults(content)] == [
        *("line 1", "line 6", "line 11", "line 20", "line 23", "line 24"),
    ]


def test_a_day_that_has_begun_somewhere_is_not_still_to_come() -> None:
    """At noon in London it is the next day in Kiribati already."""
    read(ADDED.replace('"2017-10"', '"2026-11-24"'))
    read(ADDED.replace('"2017-10"', '"2026-11"'))
    assert faults(ADDED.replace('"2017-10"', '"2026-11-25"'))


def test_a_zip_file_under_another_name() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("x.toml", b"\0" * 10_000_000)
    (fault,) = faults(archive.getvalue())
    assert fault.startswith("line 0: this is not a text file. Bring a campaign file as it is: not in an archive")


def test_a_text_in_another_encoding() -> None:
    (fault,) = faults(ADDED.encode("utf-16"))
    assert fault.startswith("line 1: the file is not in UTF-8. Save it again")
    (fault,) = faults(ADDED.replace("A fact", "Ä").encode("latin-1"))
    assert fault.startswith("line 6: the file is not in UTF-8.")
