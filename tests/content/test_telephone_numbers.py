"""S27, S29, S31: a telephone number in what a server brings is found, and a year or a count is not taken for one."""

from __future__ import annotations

import pytest

from bot.content.numbers import telephone_numbers_in

NO_NUMBERS = [
    "In 2017, 4.7 million people used it.",
    "It was 1 in 3 women, 35.7% of 12,000 answers.",
    "1,700,000 tweets by 35 000 people, or 35.000",
    "between 20 000 and 35 000 people, or 1,000 to 2,000",
    "on 15 October 2017 1.7 million",
    "In 2017 500 people came; in 1995 2006 people.",
    "from 1996 to 2006, 1996\u20132006, 1996-97, 2017/18",
    "2017-10-15, 15.10.2017, 10/15/2017",
    "in 1995, 1996, 1997",
    "pp. 1241\u20131299 and p. 123-145, vol. 372, no. 6541",
    "Resolution 48/104, Res 1325 (2000), Article 36(1)",
    "open 24/7 from 17:00 to 21:00, ages 18-25 and 16+",
    "the call of 144 women",
    "736 million women, 30% of those of 15 and over",
    "12000 posts, 911 of them shared 112 times",
    "a ring of 500 people took the number 181 bus",
    "the text of 2017",
    "$1,500,000 and £12.5m",
    "10.5 to 12.25 percent, 0.125 of all",
    "call 2017 a turning point",
    "an emergency call for 300 places",
    "16 Days: 25 November to 10 December 2026",
    "a 30-year-old in the 1990s",
    "24 hours a day, 7 days a week, 365 days a year",
    "somebody@example1234567.org",
    "In 2017 people called it 24/7.",
    "Call us 24/7, or call at 17:00. The helpline is open 24 hours a day, 365 days a year.",
    "A text. 300 people signed it, and they call 500 people a year.",
    "the full text (2017), a phone interview, 2018",
    "In 2016 the helpline and 200 volunteers, an SMS of 160 characters, text 100% your own",
    "It began in 2017. A hotline opened in 2019.",
]
NUMBERS = [
    ("call 0800 1111 222", "08001111222"),
    ("0800 1111", "08001111"),
    ("020 7946 0000", "02079460000"),
    ("+44 20 7946 0000", "442079460000"),
    ("+49 116", "49116"),
    ("1-800-656-4673", "18006564673"),
    ("(202) 555-0100", "2025550100"),
    ("202.555.0100", "2025550100"),
    ("900 123 456", "900123456"),
    ("800\u00a0120\u00a0002", "800120002"),
    ("1800 737 732", "1800737732"),
    ("2023 5322", "20235322"),
    ("12 345 678", "12345678"),
    ("1234567", "1234567"),
    ("phone 1-2-3 4567", "1234567"),
    ("in 2017: 0800 11", "080011"),
    ("dial 016", "016"),
    ("\u0660\u0668\u0660\u0660 \u0662\u0663\u0664\u0665", "\u0660\u0668\u0660\u0660\u0662\u0663\u0664\u0665"),
    ("116 006", "116006"),
    ("116-016", "116016"),
    ("call 911", "911"),
    ("Dial 112 now", "112"),
    ("ring 999", "999"),
    ("text 988", "988"),
    ("text HOME to 741741", "741741"),
    ("Call us on 1366", "1366"),
    ("call the helpline on 142", "142"),
    ("call 113 or 144", "144"),
    ("988 Suicide and Crisis Lifeline", "988"),
    ("the helpline 181", "181"),
    ("Emergency: 112", "112"),
    ("Call 3919 at any time.", "3919"),
    ("Text 741741.", "741741"),
    ("Call 1800 737, day and night.", "1800737"),
    ("Ring 1522", "1522"),
    ("Ring 1522, 24 hours a day", "1522"),
    ("Call 1930 now", "1930"),
    ("the 3919 helpline", "3919"),
    ("the helpline (3919)", "3919"),
    ("Helpline: 19 92", "1992"),
    ("NHS 111", "111"),
    ("Tel.: 3919", "3919"),
    ("SMS 85-258", "85258"),
    ("Text SHOUT on 85258", "85258"),
    ("Call 800,656,467", "800656467"),
    ("Call 35.000", "35000"),
    ("Dial 1 1 2", "112"),
    ("dialling 3_9_1_9", "3919"),
    ("Call us 24/7 on 3919", "3919"),
    ("Calling the helpline, 9:00 to 17:00: 3919", "3919"),
    ("800\u00b7656\u00b74673", "8006564673"),
    ("800_656_4673", "8006564673"),
    ("800\u200d656\u200d4673", "8006564673"),
    ("8\u034f0\u034f0\u034f6\u034f5\u034f6\u034f4\u034f6\u034f7\u034f3", "8006564673"),
    ("0\ufe0f\u20e38\ufe0f\u20e30\ufe0f\u20e30\ufe0f\u20e3 1111", "08001111"),
    ("8\u03360\u03360\u0336 6\u03365\u03366\u0336 4673", "8006564673"),
    ("in 2018.02079460958", "201802079460958"),
    ("c\u0301all 3919", "3919"),
    ("call \u2462\u2468\u2460\u2468", "3919"),
]


@pytest.mark.parametrize("words", NO_NUMBERS)
def test_what_tells_a_year_a_day_a_page_or_how_many_passes(words: str) -> None:
    assert telephone_numbers_in(words) == []


@pytest.mark.parametrize(("words", "digits"), NUMBERS)
def test_s29_s31_what_is_meant_to_be_dialled_is_found(words: str, digits: str) -> None:
    assert digits in telephone_numbers_in(words)


@pytest.mark.parametrize(("words", "digits"), NUMBERS)
def test_s29_it_is_found_in_the_middle_of_a_sentence(words: str, digits: str) -> None:
    assert digits in telephone_numbers_in(f"In 2017, 4.7 million people read: {words}, on page 12.")
