"""Reference numbers and days in a text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from correspondence.days import MONTHS, month_of
from correspondence.references import SERIES_PATTERN, SIGNS, Reference, WrongReferenceError
from correspondence.reply import Page

_DASH = r"\s{0,2}[\u2010-\u2015\u2212-]\s{0,2}"
_SERIES = SERIES_PATTERN.replace("A-HJ-NP-Z", "A-HJ-NP-Za-hj-np-z", 1)
_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_SERIES}){_DASH}[0-9OI]{{4}}{_DASH}[{SIGNS}]{{4}}{_DASH}[{SIGNS}](?![A-Za-z0-9])",
    re.IGNORECASE,
)
_MONTH = "|".join(f"{name}|{name[:3]}\\.?" for name in MONTHS) + r"|sept\.?"
_DAY = re.compile(
    rf"\b(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<year>[12]\d{{3}})\b"
    rf"|\b(?P<day2>\d{{1,2}})\s+(?P<month2>{_MONTH})\s+(?P<year2>[12]\d{{3}})\b"
    r"|\b(?P<month3>\d{1,2})/(?P<day3>\d{1,2})/(?P<year3>\d{4})\b"
    r"|\b(?P<year4>\d{4})-(?P<month4>\d{2})-(?P<day4>\d{2})\b",
    re.IGNORECASE,
)
_OTHER_DAY = re.compile(
    r"(?:\bdue|\bby|letter(?: of)?|dated|\bon|\bof|since|from|until|before|after)\b[\s:,\w]{0,12}$", re.IGNORECASE
)
_BEFORE = 24
_DATELINE_WITHIN = 1500
"""Characters from the top of a letter in which its own date stands; later ones are those of other things."""


def numbers_in(text: str) -> tuple[str, ...]:
    """Return the reference numbers in a text, as they are printed, each once.

    What has the form of a number but the wrong check character is none. The parts are held together by hyphens or
    dashes; blanks and line ends beside these do no harm.

    Example:
        >>> numbers_in("our file ref-2017 – 223C-M, not REF-2017-223C-N")
        ('REF-2017-223C-M',)
    """
    found: dict[str, None] = {}
    for one in _NUMBER.finditer(text):
        try:
            found[str(Reference.parse(one[0]))] = None
        except WrongReferenceError:
            continue
    return tuple(found)


def day_of(pages: Iterable[Page]) -> datetime.date | None:
    """Return the first day near the top of the first page with words.

    A day in words of ours is not meant, nor one that something is due by, or that a letter of ours is known by.
    """
    for page in pages:
        if not page.text.strip():
            continue
        for one in _DAY.finditer(page.text[:_DATELINE_WITHIN]):
            named = _OTHER_DAY.search(page.text[max(0, one.start() - _BEFORE) : one.start()])
            if not named and not any(start <= one.start() < end for start, end in page.ours) and (day := _day(one)):
                return day
        return None
    return None


def day_in(text: str) -> datetime.date | None:
    """Return the first day in a text, None where there is none."""
    return next((day for one in _DAY.finditer(text) if (day := _day(one))), None)


def _day(found: re.Match[str]) -> datetime.date | None:
    for ending in ("", "2", "3", "4"):
        if (year := found[f"year{ending}"]) is not None:
            month = found[f"month{ending}"].lower()
            number = int(month) if month.isdigit() else month_of(month)
            try:
                return datetime.date(int(year), number, int(found[f"day{ending}"]))
            except ValueError:
                return None
    return None
