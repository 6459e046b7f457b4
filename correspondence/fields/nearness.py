"""Which known name somebody meant who typed another."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any


def near_miss(name: str, known: Mapping[str, Any] | tuple[str, ...] | list[str]) -> str | None:
    """Return the known name that somebody who typed ``name`` must have meant, if there is one.

    Example:
        >>> near_miss("adress", ["address", "name"]), near_miss("Street-2", ["street_2"]), near_miss("mayor", ["name"])
        ('address', 'street_2', None)
        >>> near_miss("nmae", ["address", "name"])
        'name'
    """
    if name in known:
        return None
    by_folded = {_folded(one): one for one in known}
    folded = _folded(name)
    if folded in by_folded:
        return by_folded[folded]
    if len(name) < 4:  # noqa: PLR2004  (shorter words are near to too many others)
        return None
    swapped = (one for one in by_folded if len(one) == len(folded) and sorted(one) == sorted(folded))
    close = difflib.get_close_matches(folded, list(by_folded), n=1, cutoff=0.85)
    nearest = next(swapped, None) or next(iter(close), None)
    return by_folded[nearest] if nearest else None


def _folded(name: str) -> str:
    """Return a name without what is mixed up most: capitals, and hyphens for underscores."""
    return name.lower().replace("-", "_")


def suggestion(name: str, known: Mapping[str, Any] | tuple[str, ...] | list[str]) -> str:
    """Return `` (did you mean "…"?)`` where a known name is near, else nothing."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f' (did you mean "{close[0]}"?)' if close else ""
