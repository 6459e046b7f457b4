"""The filters of templates: dates, names and lists as official documents write them.

None depends on the locale, the clock or chance. Of Jinja's own filters those remain
that hold to the same and cannot make a text grow without bounds.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import Undefined
from jinja2.exceptions import FilterArgumentError
from jinja2.filters import FILTERS

from correspondence.compose.slots import Doubt
from correspondence.states import STATES, code_of

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

KEPT = (
    "abs", "batch", "capitalize", "count", "d", "default", "dictsort", "first", "float", "groupby", "int", "items", "join", "last", "length", "list", "lower", "map",
    "max", "min", "reject", "rejectattr", "replace", "reverse", "round", "select", "selectattr", "slice", "sort", "string", "sum", "title", "trim", "unique", "upper", "wordcount",
)  # fmt: skip


def long_date(day: datetime.date) -> str:
    """Write a date as letters do: August 3, 2017."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def short_date(day: datetime.date) -> str:
    """Write a date with its month in three letters: Aug 3, 2017."""
    return f"{MONTHS[day.month - 1][:3]} {day.day}, {day.year}"


def full_date(day: datetime.date) -> str:
    """Write a date with its weekday: Thursday, August 3, 2017."""
    return f"{WEEKDAYS[day.weekday()]}, {long_date(day)}"


def weekday(day: datetime.date) -> str:
    """Name the weekday of a date: Thursday."""
    return WEEKDAYS[day.weekday()]


def state_name(code: str) -> str:
    """Spell a state out: NM becomes New Mexico. Anything else stays as it is."""
    return STATES.get(code_of(code) or "", code)


def lines(values: Iterable[Any]) -> str:
    """Set the entries of a list on lines of their own, without the empty ones."""
    return "\n".join(str(value) for value in values if value)


def series(values: Iterable[Any], conjunction: str = "and") -> str:
    """Join the entries of a list as a sentence does: A, B, and C."""
    words = [str(value) for value in values if value]
    if len(words) < 3:  # noqa: PLR2004  (two need no comma)
        return f" {conjunction} ".join(words)
    return f"{', '.join(words[:-1])}, {conjunction} {words[-1]}"


def ordinal(number: int) -> str:
    """Write a number's ordinal: 1st, 2nd, 3rd, 11th."""
    tail = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{tail}"


OURS: Mapping[str, Callable[..., Any]] = {
    "long_date": long_date,
    "short_date": short_date,
    "full_date": full_date,
    "weekday": weekday,
    "state_name": state_name,
    "lines": lines,
    "series": series,
    "ordinal": ordinal,
}

DATES = {"long_date", "short_date", "full_date", "weekday"}


def all_filters() -> dict[str, Callable[..., Any]]:
    """Return the filters that templates may use, by name."""
    filters: dict[str, Callable[..., Any]] = {name: FILTERS[name] for name in KEPT}
    filters.update({name: _guarded(name, function) for name, function in OURS.items()})
    return filters


def _guarded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a missing value through to where it is reported, and name a value of the wrong kind."""

    def guarded(value: Any, *arguments: Any) -> Any:
        if isinstance(value, Undefined | Doubt) or (name in DATES and value in (None, "")):
            return value
        if name in DATES and not isinstance(value, datetime.date):
            raise FilterArgumentError(f'"{value}" is not a date, and the filter {name} needs one')
        try:
            return function(value, *arguments)
        except (TypeError, AttributeError) as error:
            raise FilterArgumentError(f"the filter {name} cannot be used on {value!r}") from error

    return guarded
