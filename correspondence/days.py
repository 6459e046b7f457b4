"""Months and weekdays by their English names, whatever the machine's language is."""

from __future__ import annotations

import datetime

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""As :meth:`datetime.date.weekday` counts them."""
SHORTEST = 3
"""Letters that a month's name is not cut below."""


def month_of(name: str) -> int:
    """Return the number of a month by its name or the beginning of it, with or without a point; 0 where it is none.

    Example:
        >>> month_of("August"), month_of("sept."), month_of("AUG"), month_of("Ides")
        (8, 9, 8, 0)
    """
    begun = name.rstrip(".").title()
    if len(begun) < SHORTEST:
        return 0
    return next((number for number, month in enumerate(MONTHS, start=1) if month.startswith(begun)), 0)


def written_out(day: datetime.date) -> str:
    """Write a day as American letters do.

    Example:
        >>> written_out(datetime.date(2017, 8, 3))
        'August 3, 2017'
    """
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"
