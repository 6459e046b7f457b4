"""The kinds of values that an office's files hold.

One description serves three readers: :meth:`Kind.read` checks a value and says what is
wrong with it, :meth:`Kind.schema` gives an editor its JSON Schema, and the reference of
the file formats is made from :class:`FieldSpec`. Layouts declare their fields with the
same kinds, by name (:func:`kind_from_layout`).
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from correspondence.errors import Problem, Problems
from correspondence.source import Node

MISSING: Any = object()


class Kind(Protocol):
    """A kind of value."""

    @property
    def noun(self) -> str:
        """What a value of this kind is called in a message."""

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        """Return the value, or :data:`MISSING` after having reported why there is none."""

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the kind."""


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

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the value, with its description and default."""
        schema = dict(self.kind.schema())
        if self.description:
            schema["description"] = self.description
        if self.default is not None and isinstance(self.default, str | int | bool):
            schema["default"] = self.default
        return schema


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
            problems.add(node.problem(file, f"{_what(node)} stands where {_with_article(self.noun)} belongs", "write it on one line, or with | for several"))
            return MISSING
        text = node.raw if node.content is not None else ""
        text = text.strip()
        if not self.multiline and "\n" in text:
            problems.add(node.problem(file, f"{self.noun} has more than one line", "write it on one line"))
            return MISSING
        if self.pattern and text and not re.fullmatch(self.pattern, text):
            problems.add(node.problem(file, f'"{text}" is not {_with_article(self.noun)}', self.remedy))
            return MISSING
        return text

    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": ["string", "number"]} if not self.pattern else {"type": "string"}
        if self.pattern:
            schema["pattern"] = f"^(?:{self.pattern})$"
        return schema


@dataclass(frozen=True)
class Day:
    """A day of the calendar, written 2017-08-03."""

    noun: str = "date"

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        if isinstance(node.content, datetime.date):
            return node.content
        if isinstance(node.content, str):
            try:
                return datetime.date.fromisoformat(node.content.strip())
            except ValueError:
                pass
        shown = f'"{node.raw}"' if node.raw else _what(node)
        problems.add(node.problem(file, f"{shown} is not a date", "write year-month-day, such as 2017-08-03"))
        return MISSING

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class WholeNumber:
    """A whole number, zero or more unless ``least`` says otherwise."""

    least: int = 0
    noun: str = "whole number"

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        if isinstance(node.content, int) and not isinstance(node.content, bool) and node.content >= self.least:
            return node.content
        problems.add(node.problem(file, f'"{node.raw}" is not a whole number from {self.least} up', "write digits only"))
        return MISSING

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least}


@dataclass(frozen=True)
class YesNo:
    """True or false."""

    noun: str = "true or false"

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        if isinstance(node.content, bool):
            return node.content
        problems.add(node.problem(file, f'"{node.raw}" is neither true nor false', "write true or false, without quotes"))
        return MISSING

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    options: tuple[str, ...]
    noun: str = "choice"

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        if not isinstance(node.content, list | dict) and node.raw in self.options:
            return node.raw
        shown = node.raw if not isinstance(node.content, list | dict) else _what(node)
        problems.add(node.problem(file, f'"{shown}" is none of the choices', f"choose one of {', '.join(self.options)}{suggestion(shown, self.options)}"))
        return MISSING

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.options)}


@dataclass(frozen=True)
class ListOf:
    """A list. A single value stands for a list of one where ``single`` allows it."""

    kind: Kind
    single: bool = False
    least: int = 0

    @property
    def noun(self) -> str:
        """What it is called."""
        return f"list of {self.kind.noun}"

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        if node.content is None and not self.least:
            return ()
        if not isinstance(node.content, list):
            if self.single:
                value = self.kind.read(node, file, problems)
                return MISSING if value is MISSING else (value,)
            problems.add(node.problem(file, f"{_what(node)} stands where a list belongs", "write each entry on a line of its own, after a hyphen and a space"))
            return MISSING
        if len(node.content) < self.least:
            problems.add(node.problem(file, "the list is empty", "write at least one entry"))
            return MISSING
        values = [self.kind.read(item, file, problems) for item in node.content]
        return MISSING if any(value is MISSING for value in values) else tuple(values)

    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "array", "items": self.kind.schema()}
        if self.least:
            schema["minItems"] = self.least
        return {"anyOf": [schema, self.kind.schema()]} if self.single else schema


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
        values = read_record(node, self, file, problems)
        if values is MISSING or self.make is None:
            return values
        return self.make(**values)

    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {name: spec.schema() for name, spec in self.fields.items()},
            "additionalProperties": self.open,
        }
        required = [name for name, spec in self.fields.items() if spec.required]
        if required:
            schema["required"] = required
        return schema


@dataclass(frozen=True)
class MapOf:
    """A mapping whose names the user chooses, all of its values of one kind."""

    kind: Kind
    noun: str = "mapping"
    name_pattern: str = r"[A-Za-z0-9_-]+"

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        if not isinstance(node.content, dict):
            problems.add(node.problem(file, f"{_what(node)} stands where names with values belong", "write 'name: value' on lines of their own"))
            return MISSING
        values: dict[str, Any] = {}
        for name, inner in node.content.items():
            if not re.fullmatch(self.name_pattern, name):
                problems.add(inner.problem(file, f'"{name}" cannot be a name', "use letters, digits, hyphens and underscores"))
                continue
            value = self.kind.read(inner, file, problems)
            if value is not MISSING:
                values[name] = value
        return values

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "patternProperties": {f"^{self.name_pattern}$": self.kind.schema()}, "additionalProperties": False}


@dataclass(frozen=True)
class Either:
    """A mapping, a list or a scalar, each with a kind of its own."""

    noun: str
    scalar: Kind | None = None
    sequence: Kind | None = None
    mapping: Kind | None = None

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        kind = self.mapping if isinstance(node.content, dict) else self.sequence if isinstance(node.content, list) else self.scalar
        if kind is None:
            allowed = [_with_article(one.noun) for one in (self.scalar, self.sequence, self.mapping) if one]
            problems.add(node.problem(file, f"{_what(node)} stands where {_with_article(self.noun)} belongs", f"write {' or '.join(allowed)}"))
            return MISSING
        return kind.read(node, file, problems)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [kind.schema() for kind in (self.scalar, self.sequence, self.mapping) if kind]}


@dataclass(frozen=True)
class Anything:
    """A value of the user's own: text, number, date, true or false, or lists and mappings of these."""

    noun: str = "value"

    def read(self, node: Node, file: str, problems: Problems) -> Any:  # noqa: ARG002  (every kind is read alike)
        return node.plain()

    def schema(self) -> dict[str, Any]:
        return {}


def read_record(node: Node, record: Record, file: str, problems: Problems) -> Any:
    """Read a mapping by its description.

    Returns:
        A dict with a value for every known name (the default where nothing is given), further
        names under ``extras``, as nodes, where the record is open; :data:`MISSING` if any of it cannot be used.
    """
    if not isinstance(node.content, dict):
        problems.add(node.problem(file, f"{_what(node)} stands where {_with_article(record.noun)} belongs", f"write its fields as 'name: value', such as {', '.join(list(record.fields)[:3])}"))
        return MISSING
    values: dict[str, Any] = {}
    extras: dict[str, Any] = {}
    sound = True
    for name, inner in node.content.items():
        spec = record.fields.get(name)
        if spec is not None:
            if not spec.required and inner.content is None:
                continue
            values[name] = spec.kind.read(inner, file, problems)
            sound = sound and values[name] is not MISSING
            if spec.required and values[name] in ("", ()):
                problems.add(inner.problem(file, f"{name} is empty", f"write {_with_article(spec.kind.noun)} there"))
                sound = False
            continue
        close = near_miss(name, record.fields)
        if close or not record.open:
            known = f'did you mean "{close}"?' if close else f"the known ones are {', '.join(record.fields)}"
            problems.add(Problem(file, f'"{name}" is not a field of {_with_article(record.noun)}', known, line=inner.key_line, field=inner.path))
            sound = False
        elif not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
            problems.add(Problem(file, f'"{name}" cannot be used in a template', "use letters, digits and underscores, and begin with a letter", line=inner.key_line, field=inner.path))
            sound = False
        else:
            extras[name] = inner
    for name, spec in record.fields.items():
        if name in node.content and name in values:
            continue
        if spec.required:
            at = f"{node.path}.{name}" if node.path else name
            problems.add(Problem(file, f"{name} is missing", f"add '{name}:' with {_with_article(spec.kind.noun)}", line=node.line, field=at))
            sound = False
        values[name] = spec.default
    if record.open:
        values["extras"] = extras
    return values if sound else MISSING


def near_miss(name: str, known: Mapping[str, Any] | tuple[str, ...] | list[str]) -> str | None:
    """Return the known name that somebody who typed ``name`` must have meant, if there is one."""
    folded = name.lower().replace("-", "_")
    if folded != name and folded in known:
        return folded
    if len(name) < 4:  # noqa: PLR2004  (shorter words are near to too many others)
        return None
    close = difflib.get_close_matches(folded, list(known), n=1, cutoff=0.85)
    return close[0] if close and close[0] != name else None


def suggestion(name: str, known: Mapping[str, Any] | tuple[str, ...] | list[str]) -> str:
    """Return `` (did you mean "…"?)`` where a known name is near, else nothing."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f' (did you mean "{close[0]}"?)' if close else ""


def kind_from_layout(node: Node, file: str, problems: Problems) -> FieldSpec | None:
    """Read the declaration of one field in a layout's front matter.

    Returns:
        The field, or None after having reported what is wrong with its declaration.
    """
    values = read_record(node, DECLARATION, file, problems)
    if values is MISSING:
        return None
    kind: Kind
    match values["type"]:
        case "choice":
            if not values["options"]:
                problems.add(node.problem(file, "a choice has no options", "add 'options: [first, second]'"))
                return None
            kind = Choice(values["options"])
        case "list":
            kind = ListOf(Words("entry"), single=True)
        case "record":
            inner: dict[str, FieldSpec] = {}
            fields_node = node.content["fields"] if isinstance(node.content, dict) and "fields" in node.content else None
            if fields_node is None or not isinstance(fields_node.content, dict):
                problems.add(node.problem(file, "a record has no fields", "add 'fields:' with a declaration for each"))
                return None
            for name, declared in fields_node.content.items():
                spec = kind_from_layout(declared, file, problems)
                if spec is not None:
                    inner[name] = spec
            kind = Record(inner, noun=node.path.rpartition(".")[2])
        case simple:
            kind = SIMPLE_KINDS[simple]
    default = None
    if isinstance(node.content, dict) and "default" in node.content:
        default = kind.read(node.content["default"], file, problems)
        if default is MISSING:
            return None
    elif isinstance(kind, ListOf):
        default = ()
    elif isinstance(kind, Words):
        default = ""
    return FieldSpec(kind, values["description"] or "", required=bool(values["required"]), default=default)


SIMPLE_KINDS: Mapping[str, Kind] = {
    "text": Words(),
    "date": Day(),
    "number": WholeNumber(),
    "boolean": YesNo(),
    "email": Words("e-mail address", r"[^@\s,;]+@[^@\s,;.]+(\.[^@\s,;.]+)+", "write it as name@agency.gov", multiline=False),
    "telephone": Words("telephone number", r"(\+?1[ -])?(\(\d{3}\) |\d{3}[-. ])\d{3}[-. ]\d{4}( ?(x|ext\.) ?\d+)?", "write it as (202) 555-0100 or 202-555-0100", multiline=False),
    "time": Words("time", r"(1[0-2]|[1-9]):[0-5]\d [ap]\.m\.|[01]\d:[0-5]\d|2[0-3]:[0-5]\d", 'write it as "10:30 a.m." or "10:30", with quotes', multiline=False),
}

DECLARATION = Record(
    {
        "type": FieldSpec(Choice((*SIMPLE_KINDS, "choice", "list", "record")), "What it may be", required=True),
        "description": FieldSpec(Words(), "One sentence for the people who write documents"),
        "required": FieldSpec(YesNo(), "Whether a document must have it", default=False),
        "default": FieldSpec(Anything(), "What it is where a document leaves it away"),
        "options": FieldSpec(ListOf(Words("option")), "The words of a choice", default=()),
        "fields": FieldSpec(Anything(), "The fields of a record"),
    },
    noun="field's declaration",
)


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
            return f"{node.raw}"
        case _:
            return "text"


def _with_article(noun: str) -> str:
    if noun in {"text", "true or false"}:
        return noun
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
