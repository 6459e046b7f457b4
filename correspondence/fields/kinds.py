# ruff: noqa: D102 (Kind says, once, what the method of every kind does)
"""The kinds: text, dates, numbers, choices, lists, records and mappings."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from correspondence.errors import Problem, Problems
from correspondence.fields.nearness import near_miss, suggestion
from correspondence.source import Node

MISSING: Any = object()


class Kind(Protocol):
    """A kind of value."""

    @property
    def noun(self) -> str:
        """What a value of this kind is called in a message."""

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        """Return the value, or :data:`MISSING` after having reported why there is none."""


@dataclass(frozen=True)
class FieldSpec:
    """A named value of a record.

    Attributes:
        kind: What it may be.
        description: One sentence for people.
        required: Whether it must be there and not be empty.
        default: What it is where it is left away.
    """

    kind: Kind
    description: str = ""
    required: bool = False
    default: Any = None

    def read(self, name: str, node: Node, file: str, problems: Problems) -> Any:
        """Return the value of the field, or :data:`MISSING` after having reported why there is none.

        Args:
            name: The field's name.
            node: What stands there.
            file: Its file, for messages.
            problems: Takes what is wrong.
        """
        if self.required and node.sound and node.content in (None, ""):
            value: Any = ""
        else:
            value = read_node(self.kind, node, file, problems)
        if self.required and value in ("", ()):
            problems.add(node.problem(file, f"{name} is empty", f"write {with_article(self.kind.noun)} there"))
            return MISSING
        return value


@dataclass(frozen=True)
class Words:
    """Text. A pattern, where there is one, must match all of it.

    Attributes:
        noun: What it is called.
        pattern: Regular expression for the whole text.
        remedy: What to write, where the pattern does not match.
        multiline: Whether it may have more than one line.
    """

    noun: str = "text"
    pattern: str = ""
    remedy: str = ""
    multiline: bool = True

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        if isinstance(node.content, bool):
            problems.add(node.problem(file, f"{node.raw} is read as true or false", f'write "{node.raw}" with quotes'))
            return MISSING
        if isinstance(node.content, list | dict):
            remedy = "write it on one line, or with | for several" if self.multiline else "write it on one line"
            message = f"{_what(node)} stands where {with_article(self.noun)} belongs"
            problems.add(node.problem(file, message, remedy))
            return MISSING
        text = node.raw if node.content is not None else ""
        text = text.strip()
        if not self.multiline and "\n" in text:
            message = f"{with_article(self.noun)} has more than one line"
            problems.add(node.problem(file, message, "write it on one line"))
            return MISSING
        if self.pattern and text and not re.fullmatch(self.pattern, text):
            problems.add(node.problem(file, f'"{text}" is not {with_article(self.noun)}', self.remedy))
            return MISSING
        return text


@dataclass(frozen=True)
class Day:
    """A day of the calendar, written 2017-08-03."""

    noun: str = "date"

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        if isinstance(node.content, datetime.date):
            return node.content
        if isinstance(node.content, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", node.content.strip()):
            try:
                return datetime.date.fromisoformat(node.content.strip())
            except ValueError:
                pass
        remedy = "write year-month-day, such as 2017-08-03"
        problems.add(node.problem(file, f"{_shown(node)} is not a date", remedy))
        return MISSING


@dataclass(frozen=True)
class WholeNumber:
    """A whole number, zero or more unless ``least`` says otherwise."""

    least: int = 0
    noun: str = "whole number"

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        if isinstance(node.content, int) and not isinstance(node.content, bool) and node.content >= self.least:
            return node.content
        message = f"{_shown(node)} is not a whole number from {self.least} up"
        problems.add(node.problem(file, message, "write digits only, without quotes"))
        return MISSING


@dataclass(frozen=True)
class Inches:
    """A measure in inches, such as 0.25; zero or more."""

    noun: str = "measure in inches"

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        if isinstance(node.content, int | Decimal) and not isinstance(node.content, bool) and node.content >= 0:
            return float(node.content)
        remedy = "write a number from 0 up, such as 0.25, without quotes"
        problems.add(node.problem(file, f"{_shown(node)} is not a measure in inches", remedy))
        return MISSING


@dataclass(frozen=True)
class YesNo:
    """True or false."""

    noun: str = "true or false"

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        if isinstance(node.content, bool):
            return node.content
        message = f"{_shown(node)} is neither true nor false"
        problems.add(node.problem(file, message, "write true or false, without quotes"))
        return MISSING


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    options: tuple[str, ...]
    noun: str = "choice"

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        if not isinstance(node.content, list | dict) and node.raw in self.options:
            return node.raw
        remedy = f"choose one of {', '.join(self.options)}{suggestion(node.raw, self.options)}"
        problems.add(node.problem(file, f"{_shown(node)} is none of the choices", remedy))
        return MISSING


@dataclass(frozen=True)
class ListOf:
    """A list, no entry of it empty. A single value stands for a list of one where ``single`` allows it."""

    kind: Kind
    single: bool = False
    least: int = 0

    @property
    def noun(self) -> str:
        """What it is called."""
        return f"list with {with_article(self.kind.noun)} in each line"

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        nodes = node.content if isinstance(node.content, list) else []
        if self.single and not isinstance(node.content, list | None):
            value = read_node(self.kind, node, file, problems)
            return value if value is MISSING else () if value == "" else (value,)
        if not isinstance(node.content, list | None):
            message = f"{_what(node)} stands where a list belongs"
            remedy = "write each entry on a line of its own, after a hyphen and a space"
            problems.add(node.problem(file, message, remedy))
            return MISSING
        if len(nodes) < self.least:
            problems.add(node.problem(file, "the list is empty", "write at least one entry"))
            return MISSING
        values = tuple(self._entry(item, file, problems) for item in nodes)
        return MISSING if any(value is MISSING for value in values) else values

    def _entry(self, node: Node, file: str, problems: Problems) -> Any:
        value = read_node(self.kind, node, file, problems)
        if value != "":
            return value
        problems.add(node.problem(file, "an entry of the list is empty", "write it, or delete its line"))
        return MISSING


@dataclass(frozen=True)
class Record:
    """A mapping with known names.

    Attributes:
        fields: What stands under each name.
        noun: What it is called.
        open: Whether further names are values of the user's own. A near miss of a known
            name is a problem all the same.
        make: Turns the read values into a value object.
    """

    fields: Mapping[str, FieldSpec]
    noun: str = "record"
    open: bool = False
    make: Callable[..., Any] | None = None

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        """Read a mapping.

        Returns:
            What ``make`` makes of it; without ``make`` a dict with a value for every known
            name (the default where nothing is given) and, where the record is open, the
            further names under ``extras``, as nodes. :data:`MISSING` if any of it cannot be used.
        """
        if not isinstance(node.content, dict):
            message = f"{_what(node)} stands where {with_article(self.noun)} belongs"
            remedy = f"write its fields as 'name: value', such as {', '.join(list(self.fields)[:3])}"
            problems.add(node.problem(file, message, remedy))
            return MISSING
        before = len(problems)
        values: dict[str, Any] = {name: spec.default for name, spec in self.fields.items()}
        extras: dict[str, Node] = {}
        for name, inner in node.content.items():
            spec = self.fields.get(name)
            if spec is None:
                self._take_extra(name, inner, extras, file, problems)
            elif spec.required or inner.content is not None:
                values[name] = spec.read(name, inner, file, problems)
        for name, spec in self.fields.items():
            if spec.required and name not in node.content:
                at = f"{node.path}.{name}" if node.path else name
                remedy = f"add '{name}:' with {with_article(spec.kind.noun)}"
                problems.add(Problem(file, f"{name} is missing", remedy, line=node.line, field=at))
        if len(problems) > before or any(value is MISSING for value in values.values()):
            return MISSING
        if self.open:
            values["extras"] = extras
        return self.make(**values) if self.make else values

    def _take_extra(self, name: str, node: Node, extras: dict[str, Node], file: str, problems: Problems) -> None:
        """Keep a name of the user's own, or report why it cannot stand."""
        close = near_miss(name, self.fields)
        if close or not self.open:
            message = f'"{name}" is not a field of {with_article(self.noun)}'
            remedy = f'did you mean "{close}"?' if close else f"the known ones are {', '.join(self.fields)}"
        elif not re.fullmatch(VALUES.name_pattern, name):
            message, remedy = f'"{name}" cannot be used in a template', VALUES.remedy
        else:
            extras[name] = node
            return
        problems.add(Problem(file, message, remedy, line=node.key_line, field=node.path))


@dataclass(frozen=True)
class MapOf:
    """A mapping whose names the user chooses, all of its values of one kind.

    Attributes:
        kind: What stands under each name.
        noun: What it is called.
        name_pattern: Regular expression for a whole name.
        remedy: What to write, where the pattern does not match.
    """

    kind: Kind
    noun: str = "mapping"
    name_pattern: str = r"[A-Za-z0-9_-]+"
    remedy: str = "use letters, digits, hyphens and underscores"

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        if not isinstance(node.content, dict):
            message = f"{_what(node)} stands where names with values belong"
            problems.add(node.problem(file, message, "write 'name: value' on lines of their own"))
            return MISSING
        before = len(problems)
        values: dict[str, Any] = {}
        for name, inner in node.content.items():
            if not re.fullmatch(self.name_pattern, name):
                message = f'"{name}" cannot be a name'
                problems.add(Problem(file, message, self.remedy, line=inner.key_line, field=inner.path))
                continue
            values[name] = read_node(self.kind, inner, file, problems)
        unsound = len(problems) > before or any(value is MISSING for value in values.values())
        return MISSING if unsound else values


@dataclass(frozen=True)
class Either:
    """A mapping, a list or a scalar, each with a kind of its own.

    Attributes:
        noun: What it is called.
        scalar: What it may be as a single value, None where it may not.
        sequence: What it may be as a list.
        mapping: What it may be as a mapping.
        remedy: What to write, where none of them stands there.
    """

    noun: str
    scalar: Kind | None = None
    sequence: Kind | None = None
    mapping: Kind | None = None
    remedy: str = ""

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        kind = self.scalar
        if isinstance(node.content, list | dict):
            kind = self.sequence if isinstance(node.content, list) else self.mapping
        if kind is None:
            message = f"{_what(node)} stands where {with_article(self.noun)} belongs"
            problems.add(node.problem(file, message, self.remedy))
            return MISSING
        return kind.read(node, file, problems)


@dataclass(frozen=True)
class Anything:
    """A value of the user's own: text, number, date, true or false, or lists and mappings of these."""

    noun: str = "value"

    def read(self, node: Node, file: str, problems: Problems) -> Any:  # noqa: ARG002  (every kind is read alike)
        return node.plain()


VALUES = MapOf(
    Anything(),
    noun="mapping of values",
    name_pattern=r"[A-Za-z][A-Za-z0-9_]*",
    remedy="use letters, digits and underscores, and begin with a letter",
)
"""Values of the user's own, by names that a template can use."""


def read_node(kind: Kind, node: Node, file: str, problems: Problems) -> Any:
    """Read a value, unless something was wrong with it already when the YAML was read."""
    return kind.read(node, file, problems) if node.sound else MISSING


def with_article(noun: str) -> str:
    """Put "a" or "an" before a noun, where it takes one."""
    if noun in {"text", "true or false"}:
        return noun
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _what(node: Node) -> str:
    """Say what stands there."""
    match node.content:
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case None:
            return "nothing"
        case bool() | int() | Decimal() | datetime.date():
            return node.raw
        case _:
            return "text"


def _shown(node: Node) -> str:
    """Show a single value as it was typed, in quotes; say what else stands there."""
    return _what(node) if isinstance(node.content, list | dict | None) else f'"{node.raw}"'
