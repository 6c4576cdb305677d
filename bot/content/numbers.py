"""Telephone numbers in running text, where no rule of their age would reach them (S27, S29, S31)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_GAP: Final = r"[\s()./_*~|\u00b7\u2010-\u2015\u2022\u2219\u22c5\u30fb\u200c\u200d-]*"
_RUN: Final = re.compile(rf"\d(?:{_GAP}\d)*")
_NO_NUMBER: Final = re.compile(
    r"""\S+@\S+                      # an address for e-mail
      | \b \d\d? : \d\d \b           # 17:00
      | \b 24/7 \b
      | \b 20\d\d (?: -\d\d ){0,2} \b  # 2026, 2022-23, 2026-10-07
    """,
    re.VERBOSE,
)
_RANGE: Final = re.compile(r"\d\d?\s?[\u2010-\u2015-]\s?\d\d?")
"""Ages or hours: 18-25."""

_DASH: Final = r"[\u2010-\u2015-]"
_YEAR: Final = r"(?:1[5-9]|20)\d\d"
_DATE: Final = rf"(?:{_YEAR}{_DASH}\d\d?{_DASH}\d\d?|\d\d?[./]\ ?\d\d?[./]\ ?{_YEAR})"
_NO_TELEPHONE: Final = re.compile(
    rf"""(?<! \S ) \S+@\S+                                       # an address for e-mail
      | \b {_DATE} \b                                             # 2017-10-15, 15.10.2017
      | \b {_YEAR} (?:\s?(?:{_DASH}|/)\s?(?:{_YEAR}|\d\d))? \b
           (?! {_GAP} (?: \d{{4}} | \d+ [\s()./\u2010-\u2015-]+ \d ))  # 2017, 1996-2006
      | \b \d\d? : \d\d (?: : \d\d )? \b                          # 17:00
      | \b pp?\.? \s? \d+ \s? {_DASH} \s? \d+ \b                  # pp. 1241-1299
      | (?<! [\d+] ) [1-9]\d{{0,2}} (?: ,\d{{3}} )+ (?! \d )      # 1,700,000
      | (?<! [\d+] ) (?<! \d[\s.] ) [1-9]\d{{0,2}} [\s.] \d{{3}} (?! {_GAP} \d )  # 35 000, 35.000
      | (?<! \d ) (?<! \d[\s.] ) \d+ \. \d{{1,4}} (?! \d ) (?: \s?% | (?! {_GAP} \d ) )  # 4.7
    """,
    re.VERBOSE,
)
"""What looks like a telephone number and tells a date, a page or how many."""
_LEAST_DIGITS: Final = 7
"""Of a telephone number that is not short. As many people are written with commas."""
_CODE: Final = r"(?:116\W?\d{3}|11[23]|14[24]|181|911|988|999|1366)"
"""Numbers for emergencies and helplines that mean something else in another country (S31)."""
_LINE: Final = r"(?:help|hot|life)[ -]?lines?"
_AROUND: Final = (
    rf"call(?:s|ing)?|contact|dial(?:s|ling|ing)?|ring|(?:tele)?phone|text|sms|tel\.?|{_LINE}|emergency|NHS"
)
_COUNTED: Final = (
    r"people|women|men|girls|boys|members|survivors|leaders|places|countries|times|pages|words|characters"
    r"|hours|days|weeks|months|years|thousand|million|billion|per\s?cent"
)
_DIALLED: Final = r"\d (?: [\W_]{0,3} \d ){2,}"
_SHORT: Final = re.compile(
    rf"""\b (?: {_AROUND} )
           (?: [^\w.!?]+ (?: us | them | on | at | the | to | is | for\ free | now | free | toll[ -]free | number | help
                           | {_LINE} | (?<= text\ ) \w+ \W+ (?: to | on | at | now )
                           | 24/7 | \d\d?:\d\d | {_DIALLED} \W+ (?: or | and ) ) \b ){{0,5}}
           [^\w.!?]+
           (?! 24/7 \b                                              # call us 24/7
             | (?: [01]?\d | 2[0-4] ) : [0-5]\d \b                  # call at 17:00
             | (?:19|20)\d\d \s (?: an? | the | one ) \b            # call 2017 a turning point
             | (?: (?<= [(] ) | (?<= ,\ ) ) (?:19|20)\d\d \b (?! {_GAP} \d ) )  # the full text (2017)
           (?P<after> {_DIALLED} ) (?! \d | \s?% | \s (?: {_COUNTED} ) \b )
      | \b (?P<before> {_CODE} ) \W+ (?: \w+ \W+ ){{0,3}} (?: {_LINE} | emergency ) \b
      | \b (?! (?:19|20)\d\d \b ) (?P<beside> \d{{3,6}} ) [\s-] (?:help|hot|life)[ -]?line \b
      | \b (?P<european> 116 [ \u00a0-] ? \d{{3}} ) \b (?! ,\d )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Behind a word like "call" no number of three digits or more passes, whatever stands between them, save for a time, a
year or a count that says so."""


def numbers_in(text: str) -> list[str]:
    """The digits of whatever in a text may be dialled: three or more that are no time of day, date, year, or range."""
    runs = (run for run in _RUN.findall(_NO_NUMBER.sub(";", _bare(text))) if not _RANGE.fullmatch(run))
    return [digits for digits in map(digits_of, runs) if len(digits) > 2]


def telephone_numbers_in(text: str) -> list[str]:
    """The digits of what is meant to be dialled, in a text that may also tell years, dates, pages, shares and counts.

    That is: seven digits or more; fewer behind a plus or with a zero in front; and three or more beside a word like
    "call" or "helpline".
    """
    text = _bare(text)
    found = [digits_of(code) for match in _SHORT.finditer(text) for code in match.groups() if code]
    rest = _NO_TELEPHONE.sub(";", text)
    for match in _RUN.finditer(rest):
        digits = digits_of(match[0])
        marked = rest[: match.start()].endswith(("+", "+ ", "(+")) and len(digits) > 4
        if len(digits) >= _LEAST_DIGITS or marked or (digits.startswith("0") and len(digits) > 2):
            found.append(digits)
    return list(dict.fromkeys(found))


def _bare(text: str) -> str:
    """Digits in circles and on keys are digits, also struck through: what a person reads is what is meant."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if unicodedata.category(letter) not in {"Mn", "Me"})


def digits_of(text: str) -> str:
    """Without whatever stands between them."""
    return re.sub(r"\D", "", text)
