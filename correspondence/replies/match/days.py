"""How letters name the day of the letter that they answer."""

from __future__ import annotations

import datetime
import re


def is_dated(date: datetime.date, text: str) -> bool:
    """Tell whether a text names a day, in one of the ways in which letters do.

    Args:
        date: The day.
        text: The text, folded.

    Example:
        >>> is_dated(datetime.date(2017, 8, 3), "your letter of the 3rd of august")
        True
        >>> is_dated(datetime.date(2017, 8, 3), "august 3, 2016")
        False
    """
    month, short = date.strftime("%B").lower(), date.strftime("%b").lower()
    year = rf"(?:,?\s+{date.year}\b|(?!\s*,?\s+\d{{4}}))"
    names = rf"(?:{month}|{short}t?\.?)"
    return bool(
        re.search(rf"\b{names}\s+{date.day}(?:st|nd|rd|th)?\b{year}", text)
        or re.search(rf"\b{date.day}(?:st|nd|rd|th)?\s+(?:of\s+)?{names}{year}", text)
        or re.search(rf"\b0?{date.month}[/-]0?{date.day}(?:[/-](?:{date.year}|{date.year % 100:02d}))?\b", text)
        or date.isoformat() in text
    )
