"""Which helplines may be shown on a day, and how a country is found (S28 to S35)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.campaign import PartialDate, Source
from bot.domain.errors import UnknownCountry
from bot.domain.helplines import (
    DUE_NOTICE,
    INTERNATIONAL,
    Confidence,
    Country,
    Directory,
    Due,
    Emergency,
    Freshness,
    Helpline,
    Window,
    due,
    fold,
    freshness,
)

TODAY = date(2026, 11, 23)
CURRENT, AGEING, SITE_ONLY = Freshness

HELPLINE = Helpline(
    id="xx-line",
    country="XX",
    region="North",
    organisation="The Line",
    purpose="people affected by violence",
    phone="0800 1",
    dial="08001",
    sms="WORD to 9001",
    chat="https://chat.example.org",
    url="https://example.org",
    hours="24/7",
    languages=("en",),
    audience="all genders",
    reporting_line=True,
    sources=(Source(None, "a paper"), Source("https://news.example.org/1")),
    checked=PartialDate(2026, 11, 1),
    confidence=Confidence.HIGH,
    note="Answered by the police.",
)
WORLD = replace(
    HELPLINE, id="int-world", country=INTERNATIONAL, phone="", dial="", sms="", checked=None, reporting_line=False
)
EMERGENCY = Emergency(("901", "902"), PartialDate(2026, 11, 1), Confidence.MEDIUM, (), "901 is the police.")


def directory(*helplines: Helpline, emergency: Emergency | None = EMERGENCY, window: Window | None = None) -> Directory:
    country = Country("XX", "Examplia", ("Exampland",), emergency, helplines)
    return Directory([country], [WORLD], window or Window())


def checked(year: int, month: int | None = None, day: int | None = None) -> Helpline:
    return replace(HELPLINE, checked=PartialDate(year, month, day))


@pytest.mark.parametrize(
    ("checked_on", "confidence", "today", "expected"),
    [
        ((2026, 11, 23), "high", date(2026, 11, 23), CURRENT),
        ((2025, 11, 24), "medium", date(2026, 11, 23), CURRENT),
        ((2025, 11, 23), "medium", date(2026, 11, 23), CURRENT),  # the last day of the twelve months
        ((2025, 11, 23), "high", date(2026, 11, 24), AGEING),
        ((2025, 11, 23), "medium", date(2026, 11, 24), SITE_ONLY),
        ((2023, 11, 23), "high", date(2026, 11, 23), AGEING),  # the last day of the thirty-six
        ((2023, 11, 23), "high", date(2026, 11, 24), SITE_ONLY),
        ((2026,), "high", date(2027, 1, 1), CURRENT),  # a year is its first day
        ((2026,), "high", date(2027, 1, 2), AGEING),
        ((2025, 10), "medium", date(2026, 10, 1), CURRENT),  # a month is its first day
        ((2025, 10), "medium", date(2026, 10, 2), SITE_ONLY),
        ((2024, 2, 29), "high", date(2025, 2, 28), CURRENT),  # a day that the month lacks
        ((2024, 2, 29), "high", date(2025, 3, 1), AGEING),
        ((2023, 2, 28), "high", date(2024, 2, 29), AGEING),
        ((2026, 11, 24), "high", date(2026, 11, 23), SITE_ONLY),  # still to come: confirms nothing
        ((2027,), "high", date(2026, 12, 31), SITE_ONLY),
        ((2026, 11, 23), "unverified", date(2026, 11, 23), SITE_ONLY),
        ((2026, 11, 23), "disputed", date(2026, 11, 23), SITE_ONLY),
        (None, "high", date(2026, 11, 23), SITE_ONLY),
    ],
)
def test_s29_age_and_confidence_decide_what_is_shown(
    checked_on: tuple[int, ...] | None, confidence: str, today: date, expected: Freshness
) -> None:
    day = PartialDate(*checked_on) if checked_on else None
    assert freshness(day, Confidence(confidence), today, Window()) is expected


partial_dates = st.dates(date(1990, 1, 1), date(2090, 12, 31)).flatmap(
    lambda day: st.sampled_from(
        [PartialDate(day.year, day.month, day.day), PartialDate(day.year, day.month), PartialDate(day.year)]
    )
)
windows = st.integers(0, 12).flatmap(lambda current: st.builds(Window, st.just(current), st.integers(current, 36)))
confidences = st.sampled_from(Confidence)
LOOSENESS = [SITE_ONLY, AGEING, CURRENT]


@given(partial_dates, confidences, windows, st.integers(0, 2_000), st.integers(0, 2_000))
def test_s29_once_a_number_was_checked_time_only_hides_it(
    day: PartialDate, confidence: Confidence, window: Window, first: int, more: int
) -> None:
    earlier, later = (day.earliest + timedelta(days=days) for days in (first, first + more))
    before, after = (freshness(day, confidence, today, window) for today in (earlier, later))
    assert LOOSENESS.index(after) <= LOOSENESS.index(before)


@given(partial_dates, confidences, windows, st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_s29_a_hosts_own_times_are_never_looser(
    day: PartialDate, confidence: Confidence, window: Window, today: date
) -> None:
    own, shipped = (freshness(day, confidence, today, each) for each in (window, Window()))
    assert LOOSENESS.index(own) <= LOOSENESS.index(shipped)


@given(partial_dates, confidences, windows, st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_s29_no_number_past_three_years_or_without_confirmation(
    day: PartialDate, confidence: Confidence, window: Window, today: date
) -> None:
    age = today - day.earliest
    if not timedelta(0) <= age <= timedelta(days=3 * 366) or confidence in (Confidence.UNVERIFIED, Confidence.DISPUTED):
        assert freshness(day, confidence, today, window) is SITE_ONLY


@pytest.mark.parametrize(("current", "oldest"), [(13, 36), (12, 37), (-1, 36), (6, 5), (0, -1)])
def test_s29_looser_times_are_refused(current: int, oldest: int) -> None:
    with pytest.raises(ValueError, match="S29"):
        Window(current, oldest)


def test_s29_current_lines_come_before_ageing_ones_and_sites_last() -> None:
    lines = [
        replace(HELPLINE, id="site", checked=None),
        replace(HELPLINE, id="old", checked=PartialDate(2024, 12, 1)),
        replace(HELPLINE, id="new"),
        replace(HELPLINE, id="new too"),
    ]
    found = directory(*lines)
    help_ = found.help(found.find("XX"), TODAY)
    assert [(each.helpline.id, each.freshness) for each in help_.helplines] == [
        ("new", CURRENT),
        ("new too", CURRENT),
        ("old", AGEING),
        ("site", SITE_ONLY),
    ]


def test_s28_a_line_that_may_be_shown_is_shown_whole() -> None:
    found = directory(HELPLINE, checked(2024, 12))
    shown = found.help(found.find("XX"), TODAY).helplines
    assert [each.helpline for each in shown] == [HELPLINE, checked(2024, 12)]


def test_s29_a_hidden_number_is_not_in_the_answer_at_all() -> None:
    """Neither as a call, a text message, nor in the name; nor do hours and note stay that are as old as it."""
    line = replace(HELPLINE, checked=None, organisation="Line 08001", unnumbered_name="The Line")
    found = directory(line)
    [listing] = found.help(found.find("XX"), TODAY).helplines
    assert listing.helpline == replace(
        HELPLINE,
        checked=None,
        organisation="The Line",
        unnumbered_name="The Line",
        phone="",
        dial="",
        sms="",
        chat="",
        hours="",
        note="",
    )


def test_s29_a_hidden_number_leaves_the_one_site_there_is() -> None:
    found = directory(replace(HELPLINE, checked=None, url=""))
    [listing] = found.help(found.find("XX"), TODAY).helplines
    assert (listing.helpline.url, listing.helpline.chat) == (HELPLINE.chat, "")


def test_s29_a_hidden_number_without_a_site_is_left_out() -> None:
    found = directory(replace(HELPLINE, checked=None, url="", chat=""))
    answer = found.help(found.find("XX"), TODAY)
    assert answer.helplines == ()
    assert answer.directories == (WORLD,)
    assert answer.emergency_numbers == ("901", "902")


def test_s29_the_clock_alone_hides_a_number() -> None:
    found = directory(replace(HELPLINE, checked=PartialDate(2026, 11, 23)))
    country = found.find("XX")
    shown = {
        today: found.help(country, today).helplines[0].helpline.phone
        for today in (date(2026, 11, 22), date(2026, 11, 23), date(2029, 11, 23), date(2029, 11, 24))
    }
    assert list(shown.values()) == ["", HELPLINE.phone, HELPLINE.phone, ""]


def test_s29_a_stricter_host_hides_sooner() -> None:
    line = replace(HELPLINE, checked=PartialDate(2026, 5, 23))
    for window, expected in ((Window(6, 6), CURRENT), (Window(5, 6), AGEING), (Window(5, 5), SITE_ONLY)):
        found = directory(line, window=window)
        assert found.help(found.find("XX"), TODAY).helplines[0].freshness is expected


def test_s30_without_a_country_there_are_directories_and_no_number() -> None:
    answer = directory(HELPLINE).help(None, TODAY)
    assert (answer.country, answer.emergency_numbers, answer.emergency_note, answer.helplines) == (None, (), "", ())
    assert answer.directories == (WORLD,)


@pytest.mark.parametrize("name", ["", " ", "Atlantis", "Exampl", "XXX", "nearest", INTERNATIONAL])
def test_s30_an_unknown_country_is_refused_and_never_replaced(name: str) -> None:
    with pytest.raises(UnknownCountry) as refused:
        directory(HELPLINE).find(name)
    assert refused.value.values == {"name": name}


@pytest.mark.parametrize(
    ("emergency", "today", "numbers"),
    [
        (EMERGENCY, TODAY, ("901", "902")),
        (EMERGENCY, date(2027, 11, 1), ("901", "902")),
        (EMERGENCY, date(2027, 11, 2), ()),
        (replace(EMERGENCY, confidence=Confidence.HIGH), date(2027, 11, 2), ()),  # no caveat in the first line
        (replace(EMERGENCY, confidence=Confidence.DISPUTED), TODAY, ()),
        (replace(EMERGENCY, checked=None), TODAY, ()),
        (None, TODAY, ()),
    ],
)
def test_s32_an_emergency_number_is_named_only_while_it_is_current(
    emergency: Emergency | None, today: date, numbers: tuple[str, ...]
) -> None:
    found = directory(HELPLINE, emergency=emergency)
    answer = found.help(found.find("XX"), today)
    assert answer.emergency_numbers == numbers
    assert answer.emergency_note == ("901 is the police." if numbers else "")


def test_s33_the_mark_of_a_reporting_line_stays_when_its_number_goes() -> None:
    found = directory(replace(HELPLINE, checked=None))
    assert found.help(found.find("XX"), TODAY).helplines[0].helpline.reporting_line


def test_s35_asking_leaves_no_trace() -> None:
    found = directory(HELPLINE)
    before = repr(vars(found))
    found.search("exa")
    found.help(found.find("Examplia"), TODAY)
    assert repr(vars(found)) == before


def atlas(**names: str) -> Directory:
    """A directory of countries: code="Name, other name, …"."""
    countries = [
        Country(code, name, tuple(others), None, ())
        for code, (name, *others) in ((code, text.split(", ")) for code, text in names.items())
    ]
    return Directory(countries, [], Window())


ATLAS = atlas(
    GB="United Kingdom, UK, Great Britain, Northern Ireland",
    US="United States, USA, America",
    DE="Germany, Deutschland",
    ES="Spain, España",
    IE="Ireland, Éire",
    IN="India, भारत",
    FI="Finland, Suomi",
    KR="South Korea, Korea, 한국",
    ZA="South Africa",
    CH="Switzerland, Schweiz",
    CL="Chile",
    NL="Netherlands, Holland",
)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("gb", "GB"),
        ("UK", "GB"),
        ("u.k.", "GB"),
        ("  Great-Britain ", "GB"),
        ("U.S.A.", "US"),
        ("deutschland", "DE"),
        ("Espana", "ES"),
        ("ESPAÑA", "ES"),
        ("Espan\u0303a", "ES"),
        ("eire", "IE"),
        ("भारत", "IN"),
        ("한국", "KR"),
        ("\uff35\uff33", "US"),
    ],
)
def test_a_country_goes_by_its_code_and_all_its_names_in_any_spelling(name: str, code: str) -> None:
    assert ATLAS.find(name).code == code


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("UK", ["GB"]),
        ("deutschl", ["DE"]),
        ("espan", ["ES"]),
        ("ire", ["IE", "GB"]),
        ("in", ["IN", "FI", "ES", "GB"]),  # the code before what merely contains it
        ("south", ["ZA", "KR"]),
        ("korea", ["KR"]),
        ("afr", ["ZA"]),
        ("ch", ["CH", "CL", "DE"]),
        ("land", ["FI", "DE", "IE", "NL", "CH", "GB"]),
        ("s", ["FI", "ZA", "KR", "ES", "CH", "US", "DE", "NL"]),  # a name, then a word, then inside
        ("atlantis", []),
    ],
)
def test_search_puts_the_best_match_first(typed: str, codes: list[str]) -> None:
    assert [country.code for country in ATLAS.search(typed)] == codes


@pytest.mark.parametrize("typed", ["", "  ", "…"])
def test_search_for_nothing_gives_the_names_in_order(typed: str) -> None:
    names = [country.name for country in ATLAS.search(typed)]
    assert names == sorted(names)
    assert len(names) == 12


def test_search_never_gives_more_than_discord_takes() -> None:
    many = Directory([Country(f"{i:02}", f"Land {i:02}", (), None, ()) for i in range(40)], [], Window())
    assert [country.code for country in many.search("land")] == [f"{i:02}" for i in range(25)]


@given(st.text())
def test_folding_a_name_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_due_lists_what_ages_hides_or_soon_will_oldest_first() -> None:
    fresh = replace(HELPLINE, id="fresh", checked=PartialDate(2026, 11, 1))
    soon = replace(HELPLINE, id="soon", checked=PartialDate(2026, 1), url="", chat="")
    ageing = replace(HELPLINE, id="ageing", checked=PartialDate(2025), url="")
    hidden = replace(HELPLINE, id="hidden", checked=PartialDate(2025, 1, 2), confidence=Confidence.MEDIUM)
    found = directory(fresh, soon, ageing, hidden, emergency=replace(EMERGENCY, checked=None))
    assert due(found, TODAY) == [
        Due(INTERNATIONAL, "int-world", "The Line", SITE_ONLY, None, Confidence.HIGH, "https://example.org"),
        Due("XX", "", "", SITE_ONLY, None, Confidence.MEDIUM, ""),
        Due("XX", "ageing", "The Line", AGEING, PartialDate(2025), Confidence.HIGH, "https://chat.example.org"),
        Due("XX", "hidden", "The Line", SITE_ONLY, hidden.checked, Confidence.MEDIUM, "https://example.org"),
        Due("XX", "soon", "The Line", CURRENT, soon.checked, Confidence.HIGH, "https://news.example.org/1"),
    ]


def test_due_follows_the_clock() -> None:
    found = Directory([Country("XX", "Examplia", (), None, (checked(2026, 1, 31),))], [], Window())
    last = date(2027, 1, 31)
    listed = {days: [each.freshness for each in due(found, last + timedelta(days=days))] for days in (-60, -59, 0, 1)}
    assert timedelta(days=60) == DUE_NOTICE
    assert listed == {-60: [], -59: [CURRENT], 0: [CURRENT], 1: [AGEING]}


def test_due_lists_a_date_that_is_still_to_come() -> None:
    found = Directory([Country("XX", "Examplia", (), None, (checked(2026, 12),))], [], Window())
    assert [each.freshness for each in due(found, TODAY)] == [SITE_ONLY]
