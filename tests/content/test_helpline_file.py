"""The helplines that ship, and what a host is told about a file with faults (S27 to S33)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import text
from bot.content.helplines import load_helplines, numbers_in
from bot.content.words import forbidden_words
from bot.domain.errors import Fault
from bot.domain.helplines import INTERNATIONAL, Country, Directory, Freshness, Help, Helpline, Window, due

FILE = Path(__file__).parents[2] / "config" / "helplines.toml"
COLLECTED = date(2026, 11, 23)


@pytest.fixture(scope="module")
def shipped() -> Directory:
    faults: list[Fault] = []
    directory = load_helplines(FILE, Window(), faults)
    assert faults == []
    assert directory
    return directory


def helplines(directory: Directory) -> Iterator[Helpline]:
    yield from directory.directories
    for country in directory.countries:
        yield from country.helplines


def answers(directory: Directory, today: date) -> Iterator[Help]:
    for country in (None, *directory.countries):
        yield directory.help(country, today)


def dialled(number: str) -> str:
    return re.sub(r"[^0-9+#*]", "", number)


# What ships


def test_s27_the_number_shown_and_the_number_dialled_are_the_same(shipped: Directory) -> None:
    numbered = [line for line in helplines(shipped) if line.phone or line.dial]
    assert len(numbered) == 49
    assert all(re.fullmatch(r"[+#*]?[0-9]+", line.dial) for line in numbered)
    assert [line.id for line in numbered if dialled(line.phone) != line.dial] == []
    emergency = [number for country in shipped.countries if country.emergency for number in country.emergency.numbers]
    assert len(emergency) == 40
    assert all(number.isdecimal() for number in emergency)


def test_s28_every_record_says_who_it_is_for_and_where_it_comes_from(shipped: Directory) -> None:
    for line in helplines(shipped):
        assert line.organisation, line.id
        assert line.purpose, line.id
        assert line.sources, line.id
    assert all(country.emergency and country.emergency.sources for country in shipped.countries)
    regions = {line.id: line.region for line in helplines(shipped) if line.region}
    assert regions["gb-rcs"] == "Scotland"
    assert regions["ca-qc-infoaide"] == "Quebec"


def test_s29_no_number_hides_in_running_text(shipped: Directory) -> None:
    """Not in a note, nor in the remark of a source, nor in the name that stays when the number goes."""
    for line in helplines(shipped):
        texts = [line.region, line.purpose, line.hours, line.audience, line.note, line.unnumbered_name]
        texts += [source.remark for source in line.sources]
        assert [found for each in texts for found in numbers_in(each)] == [], line.id


def numbers_shown(answer: Help) -> list[str]:
    """All that a person could dial, wherever it stands; the addresses of sites are what they are."""
    shown = [*answer.emergency_numbers, *numbers_in(answer.emergency_note)]
    for line in (*(listing.helpline for listing in answer.helplines), *answer.directories):
        kept = {field.name: getattr(line, field.name) for field in fields(line)}
        shown += [line.phone, line.dial, line.sms]
        shown += [n for key in ("organisation", "purpose", "hours", "audience", "note") for n in numbers_in(kept[key])]
    return [number for number in shown if number]


def test_s29_on_the_day_of_collection_these_countries_show_a_number(shipped: Directory) -> None:
    shown = {
        answer.country.code
        for answer in answers(shipped, COLLECTED)
        if answer.country and any(listing.helpline.phone for listing in answer.helplines)
    }
    assert " ".join(sorted(shown)) == "AR AT AU BE BR CA CH DE DK ES FI FR GB IE IN IT KE KR MX NO PT SE SG US ZA"


@pytest.mark.parametrize("today", [date(2030, 1, 1), date(2050, 1, 1)])
def test_s29_left_alone_until_2030_it_shows_no_number_at_all(shipped: Directory, today: date) -> None:
    for answer in answers(shipped, today):
        names_of_their_own = ["1800"] if answer.country and answer.country.code == "AU" else []
        assert numbers_shown(answer) == names_of_their_own
        assert answer.directories


def test_s29_no_number_ever_comes_back(shipped: Directory) -> None:
    """From the day of collection on, week by week, each country's numbers only become fewer."""
    before = [set(numbers_shown(answer)) for answer in answers(shipped, COLLECTED)]
    for week in range(1, 170):
        after = [set(numbers_shown(answer)) for answer in answers(shipped, COLLECTED + timedelta(weeks=week))]
        assert all(now <= earlier for now, earlier in zip(after, before, strict=True))
        before = after


def test_s29_each_emergency_number_and_each_line_is_due_before_it_hides(shipped: Directory) -> None:
    late = {(each.country, each.id) for each in due(shipped, COLLECTED + timedelta(days=3 * 366))}

    for country in shipped.countries:
        assert not country.emergency or (country.code, "") in late
        assert {(country.code, line.id) for line in country.helplines} <= late
    assert {(INTERNATIONAL, each.id) for each in shipped.directories} <= late


def test_s30_no_country_means_no_number(shipped: Directory) -> None:
    answer = shipped.help(None, COLLECTED)
    assert numbers_shown(answer) == []
    assert len(answer.directories) == 4


def test_s31_every_number_has_its_country(shipped: Directory) -> None:
    for country in shipped.countries:
        assert {line.country for line in country.helplines} <= {country.code}
    for line in shipped.directories:
        assert line.country == INTERNATIONAL
        assert (line.phone, line.dial, line.sms) == ("", "", "")


def test_s31_a_country_never_shows_the_short_code_of_another(shipped: Directory) -> None:
    owners = {"113": {"TW"}, "116006": {"PT", "NO"}, "116016": {"DE", "SE"}, "142": {"CH"}, "144": {"AR"}}
    owners |= {"181": {"IN"}, "911": {"PH"}, "1366": {"KR"}}
    for code, countries in owners.items():
        assert {line.country for line in helplines(shipped) if line.dial == code} == countries


def test_s32_the_emergency_number_is_known_where_its_source_is_recent(shipped: Directory) -> None:
    numbers = {
        answer.country.code: answer.emergency_numbers for answer in answers(shipped, COLLECTED) if answer.country
    }
    assert numbers["GB"] == ("999",)
    assert numbers["IE"] == ("112", "999")
    silent = {code for code, found in numbers.items() if not found}
    assert silent == {"AR", "CL", "CO", "HK", "IL", "IS", "NG", "PH", "PL", "TW"}


def test_s33_lines_that_may_act_on_a_call_are_marked(shipped: Directory) -> None:
    marked = {line.id for line in helplines(shipped) if line.reporting_line}
    assert " ".join(sorted(marked)) == "br-180 co-155 in-181 in-ncw kr-1366 mx-079 ph-911 sg-navh tw-113 za-gbvcc"


def test_s38_the_records_speak_of_people_not_of_victims(shipped: Directory) -> None:
    for line in helplines(shipped):
        for words in (line.purpose, line.audience, line.note, line.hours):
            assert forbidden_words(words) == [], line.id
            assert not re.search(r"\b(anonymous|secure|safe)\b", words, re.IGNORECASE), f"S42: {line.id}"


def test_every_country_is_found_by_each_of_its_names(shipped: Directory) -> None:
    assert len(shipped.countries) == 37
    for country in shipped.countries:
        for name in country.names:
            assert shipped.find(name) is country
            assert shipped.find(name.lower()) is country
            assert shipped.search(name)[0] is country


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("UK", "GB"),
        ("great br", "GB"),
        ("deutschland", "DE"),
        ("espana", "ES"),
        ("españa", "ES"),
        ("ire", "IE"),
        ("eire", "IE"),
        ("usa", "US"),
        ("korea", "KR"),
        ("대한", "KR"),
        ("日本", "JP"),
        ("in", "IN"),
        ("no", "NO"),
        ("new", "NZ"),
        ("wales", "GB"),
        ("osterreich", "AT"),
    ],
)
def test_autocomplete_offers_the_right_country_first(shipped: Directory, typed: str, first: str) -> None:
    assert shipped.search(typed)[0].code == first


def test_autocomplete_for_nothing_offers_25_countries_in_order(shipped: Directory) -> None:
    found = [country.name for country in shipped.search("")]
    assert len(found) == 25
    assert found == sorted(found)
    assert found[0] == "Argentina"


def test_the_host_is_told_what_is_due_and_where_to_look(shipped: Directory) -> None:
    today = due(shipped, COLLECTED)
    assert {each.id for each in today if each.freshness is Freshness.AGEING} == {
        "ar-144",
        "de-missbrauch",
        "ie-drcc",
        "kr-1366",
        "pt-apav",
    }
    assert {each.id for each in today if each.freshness is Freshness.CURRENT} == {
        "gb-rcew",
        "in-ncw",
        "sg-aware",
        "us-rainn",
    }
    assert next(each.page for each in today if each.id == "ie-drcc") == "https://www.drcc.ie"
    everything = due(shipped, date(2030, 1, 1))
    assert len(everything) == 54 + 37
    assert {each.freshness for each in everything} == {Freshness.SITE_ONLY}


def test_the_file_itself_tells_the_host_that_nobody_has_phoned() -> None:
    head = FILE.read_text(encoding="utf-8").partition("[[")[0]
    assert "NOBODY HAS PHONED THESE NUMBERS" in head
    for key in ("checked", "confidence", "dial", "reporting_line", "unnumbered_name", "current_months"):
        assert key in head


# Bad input

SOUND = """\
[[directories]]
id = "int-world"
organisation = "World Directory"
purpose = "directory of helplines"
url = "https://directory.example.org"
confidence = "high"
sources = ["https://directory.example.org (2026)"]

[countries.IE]
name = "Ireland"

[countries.IE.emergency]
numbers = ["112"]
note = "112 works from any phone; 999 too."
confidence = "high"
sources = ["a paper (2026)"]

[[countries.IE.helplines]]
id = "ie-line"
organisation = "Line 0900 11"
unnumbered_name = "The Line"
purpose = "people affected by violence"
phone = "0900 11"
dial = "090011"
url = "https://line.example.org"
hours = "Mon-Fri 9:00-17:00"
reporting_line = false
note = "For ages 16-25, in 18 languages. Hours as of 2025-26. Email: line116016@example.org."
checked = "2026-10-07"
confidence = "high"
sources = ["https://line.example.org (provider page, 2026-10-07)"]
"""


def load(folder: Path, content: str, window: Window | None = None) -> tuple[Directory | None, list[Fault]]:
    path = folder / "helplines.toml"
    path.write_text(content, encoding="utf-8")
    faults: list[Fault] = []
    return load_helplines(path, window or Window(), faults), faults


def read(fault: Fault) -> str:
    """What a host would read."""
    return text.load().source(fault.key, **fault.values)


def test_a_sound_file_is_read_whole(tmp_path: Path) -> None:
    directory, faults = load(tmp_path, SOUND)
    assert faults == []
    assert directory
    [line] = directory.find("ie").helplines
    assert (line.phone, line.dial, line.country, line.reporting_line) == ("0900 11", "090011", "IE", False)
    assert line.sources[0].url == "https://line.example.org"
    assert line.sources[0].remark == "provider page, 2026-10-07"


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ('dial = "090011"', 'dial = "090012"', 24, "S27: would dial “090012”"),
        ('dial = "090011"\n', "", 18, "S27: same digits"),
        ('phone = "0900 11"', 'phone = "#0900 11"', 24, "S27: same digits"),
        ('phone = "0900 11"\n', "", 23, "S27: same digits"),
        ('dial = "090011"', 'dial = "0900 11"', 24, "S27: no telephone can dial"),
        ('numbers = ["112"]', 'numbers = ["112 or 999"]', 13, "no telephone can dial"),
        (
            '"For ages 16-25',
            '"Under 16: 0800 1111. For ages 16-25',
            28,
            "S29: helpline 1 has the number 08001111 in `note`",
        ),
        ('"For ages 16-25', '"Staff can call 112. For ages 16-25', 28, "S29: helpline 1 has the number 112 in `note`"),
        ('"people affected by violence"', '"people; call 116 006"', 22, "S29: the number 116006 in `purpose`"),
        ('"Mon-Fri 9:00-17:00"', '"9:00-17:00, then 090011"', 26, "S29: the number 090011 in `hours`"),
        ("(provider page, 2026-10-07)", "(gives 020-50 50 50)", 31, "S29: the number 020505050 in `sources`"),
        ("Line 0900 11", "Line 0800 22", 20, "S29: the number 080022 in `organisation`"),
        ('unnumbered_name = "The Line"\n', "", 20, "S29: Add `unnumbered_name"),
        ('unnumbered_name = "The Line"', 'unnumbered_name = "0900 11"', 21, "S29: the number 090011"),
        ("countries.IE", "countries.XX", 9, "“XX” is not the code of a country"),
        ("countries.IE", "countries.INT", 9, "“INT” is not the code of a country"),
        ("World Directory", "World 116 006", 3, "S31: the number 116006 in `organisation`"),
        (
            'purpose = "directory of helplines"',
            'purpose = "call 911"',
            4,
            "S31: directory 1 has the number 911 in `purpose`",
        ),
        ('url = "https://directory', 'phone = "911"\nurl = "https://directory', 5, "S31: a key `phone`"),
        ('url = "https://directory', 'sms = "911"\nurl = "https://directory', 5, "S31: a key `sms`"),
        ('url = "https://line', 'url = "http://line', 25, "https"),
        ("reporting_line = false\n", "", 18, "S33: has no `reporting_line`"),
        ('sources = ["https://line.example.org (provider page, 2026-10-07)"]\n', "", 18, "has no source"),
        ('checked = "2026-10-07"', 'checked = "2026-13"', 29, "2026-13"),
        ('confidence = "high"\nsources = ["https://line', 'confidence = "sure"\nsources = ["https://line', 30, "conf"),
        ('hours = "Mon', 'languages = ["qqq"]\nhours = "Mon', 26, "qqq"),
        ('id = "ie-line"', 'id = "int-world"', 19, "“int-world” is taken already, in line 2"),
        ('name = "Ireland"', 'name = "Ireland"\nnickname = "Éire"', 11, "a key `nickname`"),
        ("[[directories]]", "[limits]\noldest_months = 37\n[[directories]]", 2, "S29: 0 to 36 months"),
        ("[[directories]]", "[limits]\ncurrent_months = 13\n[[directories]]", 2, "S29: 0 to 12 months"),
        ("[[directories]]", "[limits]\ncurrent_months = -1\n[[directories]]", 2, "S29: 0 to 12 months"),
        (
            "[[directories]]",
            "[limits]\ncurrent_months = 7\noldest_months = 6\n[[directories]]",
            2,
            "S29: 0 to 6 months",
        ),
    ],
)
def test_s27_s29_s31_s33_a_fault_gives_file_line_and_sentence(
    tmp_path: Path, before: str, after: str, line: int, said: str
) -> None:
    assert before in SOUND
    directory, faults = load(tmp_path, SOUND.replace(before, after))
    assert directory is None
    assert {(fault.file, fault.line) for fault in faults} == {(str(tmp_path / "helplines.toml"), line)}
    rule, _, words = said.rpartition(": ")
    assert words in read(faults[0]), rule


def test_s30_a_file_without_a_directory_is_refused(tmp_path: Path) -> None:
    directory, faults = load(tmp_path, SOUND.partition("\n\n")[2])
    assert directory is None
    [fault] = faults
    assert "the file has no directory" in read(fault)


def test_s29_a_record_needs_some_way_to_be_reached(tmp_path: Path) -> None:
    content = re.sub(r'(unnumbered_name|phone|dial|url) = ".*line\.example.*"\n', "", SOUND)
    content = re.sub(r'(unnumbered_name|phone|dial) = ".*"\n', "", content).replace("Line 0900 11", "Line")
    directory, faults = load(tmp_path, content)
    assert directory is None
    assert [read(fault) for fault in faults] == [
        "helpline 1 has no way to reach the organisation. Add `phone` and `dial`, or `sms`, `chat` or `url`."
    ]


@pytest.mark.parametrize("name", ["???", "-", "\u0301."])
def test_s30_no_country_is_called_by_signs_alone(tmp_path: Path, name: str) -> None:
    """Or whoever types other signs would get its numbers."""
    _, faults = load(tmp_path, f'{SOUND}\n[countries.FR]\nname = "France"\nother_names = ["{name}"]\n')
    assert [(fault.line, fault.key) for fault in faults] == [(35, "helplines-country-name")]


@pytest.mark.parametrize("name", ["irelAnd", "ie", "I.E."])
def test_s30_two_countries_cannot_share_a_name(tmp_path: Path, name: str) -> None:
    directory, faults = load(tmp_path, f'{SOUND}\n[countries.FR]\nname = "France"\nother_names = ["{name}"]\n')
    assert directory is None
    assert [(fault.line, read(fault)) for fault in faults] == [
        (35, f"the name “{name}” belongs to IE already, and nobody who types it should get another country's numbers. "
             "Remove one of them.")
    ]  # fmt: skip


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    content = (
        SOUND.replace('dial = "090011"', 'dial = "1"').replace("ie-line", "int-world").replace("[[dir", "x = 1\n[[dir")
    )
    _, faults = load(tmp_path, content)
    assert {fault.key for fault in faults} == {"content-unknown-key", "helplines-digits", "helplines-same-id"}


def test_a_missing_file_is_one_fault(tmp_path: Path) -> None:
    faults: list[Fault] = []
    assert load_helplines(tmp_path / "none.toml", Window(), faults) is None
    assert [fault.file for fault in faults] == [str(tmp_path / "none.toml")]


@pytest.mark.parametrize(
    ("given", "settings", "expected"),
    [
        ("", Window(), Window()),
        ("", Window(3, 6), Window(3, 6)),
        ("oldest_months = 6", Window(), Window(6, 6)),
        ("current_months = 4", Window(), Window(4, 36)),
        ("current_months = 4\noldest_months = 8", Window(3, 20), Window(3, 8)),
        ("current_months = 12\noldest_months = 36", Window(3, 20), Window(3, 20)),
    ],
)
def test_s29_the_shorter_time_holds(tmp_path: Path, given: str, settings: Window, expected: Window) -> None:
    directory, faults = load(tmp_path, f"{SOUND}\n[limits]\n{given}\n", settings)
    assert faults == []
    assert directory
    assert directory.window == expected


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("24/7; chat Mon and Fri 17:00-21:00, Wed 14:00-18:00", []),
        ("all genders, 16+; ages 18-25; 53 languages; option 1", []),
        ("as of 2022-23, checked 2026-10-07, October 2026, 2021-2023", []),
        ("016-online@example.org", []),
        ("In danger: 911.", ["911"]),
        ("020-50 50 50", ["020505050"]),
        ("call 0800 1111 or +44 (0)20 7946 0000", ["08001111", "4402079460000"]),
        ("0800/11.22\u201333", ["0800112233"]),
        ("0800\u00a011\u00a022", ["08001122"]),
        ("2023 5322", ["5322"]),
        ("١١٢", ["١١٢"]),
        ("#8891", ["8891"]),
    ],
)
def test_s29_what_looks_like_a_number_is_found(words: str, numbers: list[str]) -> None:
    assert numbers_in(words) == numbers


def test_s35_loading_writes_nothing(tmp_path: Path) -> None:
    directory, _ = load(tmp_path, SOUND)
    assert directory
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    country: Country = directory.find("Ireland")
    directory.help(country, COLLECTED)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_every_key_of_the_file_is_carried(shipped: Directory) -> None:
    """Nothing that stands in a record gets lost between the file and the answer."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for code, table in data["countries"].items():
        lines = shipped.find(code).helplines
        for record, line in zip(table.get("helplines", []), lines, strict=True):
            for key in record.keys() - {"checked", "confidence", "sources", "languages"}:
                assert getattr(line, key) == record[key], (line.id, key)
            assert list(line.languages) == record.get("languages", [])
            assert len(line.sources) == len(record["sources"])
            assert line.confidence.value == record["confidence"]
            assert (line.checked is None) == ("checked" not in record)
