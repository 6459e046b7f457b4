"""What a template may do while it runs, and what it may spend.

A template may loop, call macros and build texts, but not without end: everything that
takes time or memory is counted against one budget. Its values are plain: what it composed
itself becomes text again before anything is done with it, and the template engine's own
machinery is never a value.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from decimal import Decimal
from functools import partial
from typing import Any

from jinja2 import StrictUndefined, Undefined
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.runtime import LoopContext, TemplateReference
from jinja2.utils import Namespace, missing

from correspondence.characters import bad_character, unprintable
from correspondence.compose.slots import TOKEN, Capture, Composed, Doubt

RUN: ContextVar[Capture] = ContextVar("RUN")
"""The run in progress."""

MOST_WORK = 2_000_000
STEP = 10
TEXT_FOR_ONE = 4
LONGEST_TEXT = 1_000_000

Plain = str | int | float | Decimal | datetime.date | None


class BudgetError(SecurityError):
    """A template does not come to an end, or makes something without bounds."""


class LackingError(UndefinedError):
    """A value was used that nobody defines. ``name`` is what the template calls it."""

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        super().__init__(message)


class Worked(dict[str, Any]):
    """Values of which some are worked out only when they are asked for.

    Args:
        values: Those that are there.
        ways: How each of the others is worked out, by its name.
    """

    __slots__ = ("_ways",)

    def __init__(self, values: Mapping[str, Any], ways: Mapping[str, Callable[[], Any]]) -> None:
        super().__init__(values)
        self._ways = ways

    def __missing__(self, name: str) -> Any:
        """Work a value out, once."""
        value = self[name] = self._ways[name]()
        return value

    def __iter__(self) -> Iterator[str]:
        """Go through the names of all of them."""
        return iter(dict.fromkeys((*self.keys(), *self._ways)))


class View:
    """Named values that a template reads as attributes. Nothing else can be reached through it.

    Args:
        values: The values.
        path: What templates call it, such as ``recipient``.
    """

    __slots__ = ("_path", "_values")

    def __init__(self, values: Mapping[str, Any], path: str = "") -> None:
        self._values, self._path = values, path

    def __getattr__(self, name: str) -> Any:
        """Return a value, or fail as Python does, so that Jinja finds it undefined."""
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(name) from None

    def __repr__(self) -> str:
        """Show the names only."""
        return f"<{', '.join(self._values)}>"


def value_of(view: View, name: str) -> Any:
    """Return a view's value, Jinja's ``missing`` where it has none of this name."""
    try:
        return view._values[name]  # noqa: SLF001  (a public name would be one that templates reach)
    except KeyError:
        return missing


class Lacking(StrictUndefined):
    """A value that nobody defines: testing whether it is defined is all that can be done with it."""

    __slots__ = ()

    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: type = UndefinedError
    ) -> None:
        view = obj._path if isinstance(obj, View) else ""  # noqa: SLF001  (a public name would be one that templates reach)
        called = str(name) if isinstance(name, str | int) else "a value"
        full = f"{view}.{called}" if view else called
        made_by = partial(LackingError, full) if exc is UndefinedError else exc
        super().__init__(hint, obj, full, made_by)  # type: ignore[arg-type]  # it is only ever called with a message


def note_lacking(value: Undefined, name: str, file: str, line: int) -> None:
    """Note that a value is used and not defined; an ``if`` without ``else`` leaves nothing out.

    Raises:
        SecurityError: The value is there, and no template may reach it.
    """
    if not isinstance(value, Lacking):
        return
    if value._undefined_exception is SecurityError:  # noqa: SLF001  (Jinja gives no other way)
        str(value)
    RUN.get().lack(name or str(value._undefined_name), file, line)  # noqa: SLF001  (as above)


MACHINERY = (View, Namespace, TemplateReference, LoopContext)


def spend(work: int) -> None:
    """Count work against the budget of the run.

    Raises:
        BudgetError: There is none left.
    """
    run = RUN.get()
    run.work += work
    if run.work > MOST_WORK:
        raise BudgetError("the template takes too many steps: it loops for ever, or makes a text without end")


def spend_text(length: int) -> None:
    """Count a text against the budget before it is made.

    Raises:
        BudgetError: It is too long, or nothing is left of the budget.
    """
    if length > LONGEST_TEXT:
        raise BudgetError(f"the template makes a text of more than {LONGEST_TEXT:,} characters")
    spend(1 + length // TEXT_FOR_ONE)


def weighed(value: Any) -> Any:
    """Return a value after having counted it: a text by its length, a list by all that it holds."""
    if isinstance(value, str):
        spend_text(len(value))
        return value
    spend(len(value) if isinstance(value, range) else 1)
    waiting: list[Any] = [value]
    while waiting:
        inner: Any = waiting.pop()
        if isinstance(inner, dict):
            inner = [*inner.keys(), *inner.values()]
        if isinstance(inner, list | tuple):
            spend(len(inner))
            waiting.extend(one for one in inner if isinstance(one, list | tuple | dict))
    return value


def plain(value: Any) -> Any:
    """Return what was composed as text again, and any other value as it is."""
    if not isinstance(value, Composed):
        return value
    run = RUN.get()
    spend_text(len(value) + sum(len(run.slot(match[1]).text) for match in TOKEN.finditer(value) if match[1]))
    return run.resolve(value)


def usable(value: Any) -> Any:
    """Return a value with which a filter can work.

    Raises:
        SecurityError: It is no value but part of the machinery.
    """
    if isinstance(value, Undefined | Doubt):
        return value
    if isinstance(value, MACHINERY) or callable(value):
        raise SecurityError("this is not a value; name one of its fields")
    return weighed(plain(value))


def text_of(value: Any, name: str = "") -> str:
    """Return a value as it is printed: a list with commas, "yes" for true, nothing for false and none.

    Args:
        value: What is to be printed.
        name: What the template calls it.

    Raises:
        SecurityError: It is nothing that can be printed.
        UndefinedError: It is a list in which an entry is not defined.
    """
    if type(value) is str:  # nearly all that is printed
        text = value
        spend_text(len(text))
    else:
        text = _joined_text(value, name)
    if (character := bad_character(text)) is not None:
        raise SecurityError(unprintable(character))
    return text


def _joined_text(value: Any, name: str) -> str:
    """Return whatever is not one text as it is printed."""
    parts: list[str] = []
    length = 0
    for part in _flat(value, name):
        parts.append(part)
        length += len(part) + 2
        if length > LONGEST_TEXT:
            break
    spend_text(length)
    return ", ".join(parts)


def _flat(value: Any, name: str) -> Iterator[str]:
    match value:
        case None | False:
            return
        case True:
            yield "yes"
        case Composed():
            yield plain(value)
        case str():
            yield str(value)
        case int() | float() | Decimal() | datetime.date():
            yield str(value)
        case Doubt():
            RUN.get().doubts.append(value)
        case Lacking():
            str(value)
        case Undefined():
            return
        case list() | tuple():
            for item in value:
                yield from (part for part in _flat(item, name) if part)
        case _:
            raise SecurityError(f"{name or 'this'} is not a value that can be printed; name one of its fields")


def joined(separator: str, parts: Iterable[str]) -> str:
    """Join texts, after having counted what comes of it."""
    texts = list(parts)
    spend_text(sum(len(text) + len(separator) for text in texts))
    return separator.join(texts)


def counted(values: Iterable[Any], cost: int = STEP) -> Iterator[Any]:
    """Yield values, each counted against the budget."""
    for value in values:
        spend(cost)
        yield value
