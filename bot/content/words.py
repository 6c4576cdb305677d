"""Words that never appear in a campaign's own texts.

They doubt, blame, sensationalise or leave people out (S38), promise what nobody can keep (S42), or press (S39).

Other people's words and the names of organisations are not touched: a quote is printed as it was said.
"""

from __future__ import annotations

import re
from typing import Final

_FORBIDDEN: Final = (
    # who it happened to: "survivor", where the person has chosen the word; else "people who have experienced …"
    r"(?:alleged |self-described |so-called )?victim(?:s|hood|ised|ized)?",
    r"accusers?",
    # doubt: people say, tell, report; they have nothing to own up to
    r"admit(?:s|ted|ting)?",
    r"confess(?:es|ed|ing|ions?)?",
    r"(?:he|she)[ -]said[, -]+(?:he|she)[ -]said",
    r"cr(?:y|ies|ied) (?:rape|wolf)",
    r"(?:claims|claimed) to have been",
    # blame
    r"ask(?:s|ed|ing) for it",
    r"provok(?:e|es|ed|ing)",
    r"promiscuous",
    r"let (?:it|this) happen",
    # sensation
    r"prov(?:e|es|ed|ing) shocking",
    r"shock(?:ed|s|ing|ingly|er)",
    r"(?:sex )?scandal(?:s|ous)?",
    r"bombshells?",
    r"lurid",
    r"sordid",
    r"horrifying",
    # violence under another name
    r"sex with (?:a |an )?(?:minors?|child|children|underage \w+)",
    r"child prostitut(?:e|es|ion)",
    r"crimes? of passion",
    r"domestic disputes?",
    # who is left out: men, trans and non-binary people experience it too, and nobody speaks for everybody
    r"all (?:the |of the )?(?:women|men)",
    r"every (?:woman|man)",
    r"(?:both|opposite) sex(?:es)?",
    r"(?:he or she|she or he|his or her|her or his|he/she|she/he|his/her|s/he)",
    r"females",
    # promises (S42): Discord, the host and whoever sees the screen know more
    r"anonymous(?:ly)?",
    r"untraceable",
    r"(?:nobody|no[ -]one) will (?:ever )?(?:know|find out)",
    r"(?:completely|perfectly|totally|100 ?%) (?:private|safe|secure)",
    # pressure (S39): whoever says nothing has done nothing wrong
    r"raise your voices?",
    r"join us",
    r"please consider",
    r"(?:don't|do not) (?:be|stay|remain) silent",
    r"break(?:s|ing)? (?:the|your|their) silence",
)
_PATTERN: Final = re.compile(rf"(?<!\w)(?:{'|'.join(_FORBIDDEN)})(?!\w)", re.IGNORECASE)


def forbidden_words(text: str) -> list[str]:
    """What stands in the text and never should, once each, in order, as written."""
    plain = " ".join(text.replace("\u2019", "'").split())
    return list(dict.fromkeys(match[0] for match in _PATTERN.finditer(plain)))
