"""The filters of templates: dates, names and lists as official documents write them.

None depends on the locale, the clock or chance. Of Jinja's own filters those remain
that hold to the same; what they take and make is counted against the run's budget.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from jinja2 import Environment, Undefined, pass_environment
from jinja2.exceptions import FilterArgumentError
from jinja2.filters import FILTERS, make_attrgetter
from jinja2.tests import TESTS

from correspondence.compose.running import counted, joined, plain, spend_text, text_of, usable, weighed
from correspondence.compose.slots import Doubt
from correspondence.days import MONTHS, WEEKDAYS, written_out
from correspondence.states import STATES, code_of

KEPT = (
    "abs", "batch", "capitalize", "count", "d", "default", "dictsort", "first", "float", "groupby", "int", "items",
    "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "reverse", "round", "select",
    "selectattr", "slice", "sort", "string", "sum", "title", "trim", "unique", "upper", "wordcount",
)  # fmt: skip
KEPT_TESTS = tuple(name for name in TESTS if name not in {"callable", "escaped", "filter", "test"})

MOST_COLUMNS = 1000
MOST_DIGITS = 12


def long_date(day: datetime.date) -> str:
    """Write a date as letters do: August 3, 2017."""
    return written_out(day)


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
    return joined("\n", _filled(values))


def series(values: Iterable[Any], conjunction: str = "and") -> str:
    """Join the entries of a list as a sentence does: A, B, and C."""
    words = list(_filled(values))
    if len(words) < 3:  # noqa: PLR2004  (two need no comma)
        return joined(f" {conjunction} ", words)
    return joined(", ", [*words[:-1], f"{conjunction} {words[-1]}"])


def ordinal(number: int) -> str:
    """Write a number's ordinal: 1st, 2nd, 3rd, 11th."""
    tail = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{tail}"


@pass_environment
def join(environment: Environment, values: Iterable[Any], separator: str = "", attribute: str | None = None) -> str:
    """Join the entries of a list, or one attribute of each, with something between them."""
    if attribute is not None:
        values = map(make_attrgetter(environment, attribute), values)
    return joined(text_of(separator), (text_of(value) for value in values))


def replace(value: Any, old: str, new: str, count: int | None = None) -> str:
    """Replace words of a text by others."""
    text, old, new = text_of(value), text_of(old), text_of(new)
    times = text.count(old) if count is None else min(count, text.count(old))
    spend_text(len(text) + times * max(0, len(new) - len(old)))
    return text.replace(old, new, -1 if count is None else count)


OURS: Mapping[str, Callable[..., Any]] = {
    "long_date": long_date,
    "short_date": short_date,
    "full_date": full_date,
    "weekday": weekday,
    "state_name": state_name,
    "lines": lines,
    "series": series,
    "ordinal": ordinal,
    "join": join,
    "replace": replace,
}

DATES = {"long_date", "short_date", "full_date", "weekday"}
LISTS = {"lines", "series", "join"}
TEXTS = {"capitalize", "lower", "string", "title", "trim", "upper", "wordcount"}
FOR_WHAT_IS_NOT_THERE = {"d", "default"}


def all_filters() -> dict[str, Callable[..., Any]]:
    """Return the filters that templates may use, by name."""
    filters = {name: FILTERS[name] for name in KEPT}
    return {name: _metered(name, function) for name, function in {**filters, **OURS}.items()}


def all_tests() -> dict[str, Callable[..., Any]]:
    """Return the tests that templates may use, by name: ``is defined`` and the like."""
    tests: Mapping[str, Any] = TESTS
    return {name: _counted_test(tests[name]) for name in KEPT_TESTS}


def _metered(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Count what a filter takes and makes, and name a value of the wrong kind.

    A missing value passes through to where it is printed, and is reported there.
    """
    position = 1 if hasattr(function, "jinja_pass_arg") else 0

    @functools.wraps(function)
    def metered(*arguments: Any, **named: Any) -> Any:
        value, rest = arguments[position], arguments[position + 1 :]
        if name in FOR_WHAT_IS_NOT_THERE:
            return function(value, *rest, **named)
        if isinstance(value, Undefined | Doubt) or (name in DATES and value in (None, "")):
            return value
        value = usable(value)
        rest = tuple(usable(argument) for argument in rest)
        named = {key: usable(argument) for key, argument in named.items()}
        if (unfit := _unfit(name, value, rest, named)) is not None:
            raise FilterArgumentError(unfit)
        try:
            value = text_of(value) if name in TEXTS else value
            result = function(*arguments[:position], value, *rest, **named)
            if isinstance(result, Iterator):
                result = list(counted(result, 1))
        except (AttributeError, TypeError, ValueError, LookupError, ArithmeticError) as error:
            raise FilterArgumentError(f"the filter {name} cannot be used on {_shown(value)} like this") from error
        return weighed(result)

    return metered


def _counted_test(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def counted_test(*arguments: Any) -> Any:
        return function(*(weighed(plain(argument)) for argument in arguments))

    return counted_test


def _unfit(name: str, value: Any, rest: tuple[Any, ...], named: Mapping[str, Any]) -> str | None:
    """Say why a filter cannot be used on a value, or None where it can."""
    if name in DATES and not isinstance(value, datetime.date):
        return f"{_shown(value)} is not a date, and the filter {name} needs one"
    if name in LISTS and isinstance(value, str):
        return f"{_shown(value)} is one text, and the filter {name} needs a list"
    if name in {"batch", "slice"} and not _within((*rest, *named.values(), 1)[0], MOST_COLUMNS):
        return f"the filter {name} makes at most {MOST_COLUMNS} columns"
    if name == "round" and not _within((*rest, named.get("precision", 0))[0], MOST_DIGITS):
        return f"the filter round keeps at most {MOST_DIGITS} digits"
    if name == "sum" and any(isinstance(one, str | list | tuple | dict) for one in (*rest[1:], named.get("start", 0))):
        return "the filter sum adds numbers only"
    return None


def _within(number: Any, most: int) -> bool:
    return isinstance(number, int) and abs(number) <= most


def _filled(values: Iterable[Any]) -> Iterator[str]:
    return (text for text in map(text_of, values) if text)


def _shown(value: Any) -> str:
    text = str(value) if isinstance(value, str | int | float | datetime.date) else f"a {type(value).__name__}"
    return f'"{text if len(text) <= 40 else text[:39] + "…"}"' if isinstance(value, str) else text  # noqa: PLR2004
