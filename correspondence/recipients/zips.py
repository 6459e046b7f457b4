"""ZIP codes that begin with a zero, which spreadsheet programs take away from a number."""

from __future__ import annotations

from correspondence.states import code_of

ZERO_ZIPS = {
    "AE": ("090", "098"),
    "CT": ("060", "069"),
    "MA": ("010", "027"),
    "ME": ("039", "049"),
    "NH": ("030", "038"),
    "NJ": ("070", "089"),
    "NY": ("005", "005"),
    "PR": ("006", "009"),
    "RI": ("028", "029"),
    "VI": ("008", "008"),
    "VT": ("050", "059"),
}
"""The first and last three digits of those states' ZIP codes that begin with zero."""
SHORTEST, LONGEST = 3, 4


def with_zeros(digits: str, state: str) -> str | None:
    """Return a ZIP code whose zeros were lost, where its state leaves no doubt; None otherwise.

    Example:
        >>> with_zeros("2120", "MA"), with_zeros("501", "New York"), with_zeros("2120", "CA"), with_zeros("92401", "CA")
        ('02120', '00501', None, None)
    """
    if not (SHORTEST <= len(digits) <= LONGEST and digits.isascii() and digits.isdigit()):
        return None
    first, last = ZERO_ZIPS.get(code_of(state) or "", ("", ""))
    whole = digits.rjust(5, "0")
    return whole if first <= whole[:3] <= last else None
