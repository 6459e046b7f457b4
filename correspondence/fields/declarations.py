"""How a layout declares the fields of its documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from correspondence.errors import Problem, Problems
from correspondence.fields.kinds import (
    MISSING,
    Anything,
    Choice,
    Day,
    Either,
    FieldSpec,
    Kind,
    ListOf,
    Record,
    WholeNumber,
    Words,
    YesNo,
    read_node,
)
from correspondence.source import Node

EMAIL = r"[^@\s,;<>]+@[^@\s,;.<>]+(\.[^@\s,;.<>]+)+"
TELEPHONE = r"(\+?1[ -])?(\([0-9]{3}\) |[0-9]{3}[-. ])[0-9]{3}[-. ][0-9]{4}( ?(x|ext\.) ?[0-9]+)?"
TIME = r"(1[0-2]|[1-9]):[0-5][0-9] [ap]\.m\.|[01][0-9]:[0-5][0-9]|2[0-3]:[0-5][0-9]"

SIMPLE_KINDS: Mapping[str, Kind] = {
    "text": Words(),
    "date": Day(),
    "number": WholeNumber(),
    "boolean": YesNo(),
    "email": Words("e-mail address", EMAIL, "write it as name@agency.gov", multiline=False),
    "telephone": Words("telephone number", TELEPHONE, "write it as (202) 555-0100 or 202-555-0100", multiline=False),
    "time": Words("time", TIME, 'write it as "10:30 a.m." or "10:30", with quotes', multiline=False),
}

PDF_FILE = Words(
    "PDF file", r"(?![/\\~]).+\.(pdf|PDF)", "name a .pdf file by its path below templates/", multiline=False
)


def _called(pdf: str, title: str) -> str:
    """Return what a letter calls an enclosed file."""
    return title or PurePosixPath(pdf).stem


ENCLOSURES = ListOf(
    Either(
        "enclosure",
        scalar=Words("text"),
        mapping=Record(
            {
                "pdf": FieldSpec(
                    PDF_FILE, "Path of a PDF below templates/, which lies behind the letter", required=True
                ),
                "title": FieldSpec(
                    Words("title", multiline=False),
                    "What the letter calls it; the file's name where left away",
                    default="",
                ),
            },
            noun="enclosure",
            make=_called,
        ),
        remedy="write what the letter calls it, or 'pdf:' with the path of a file, and 'title:'",
    ),
    single=True,
)
"""What lies with a letter: to templates the words of the notation, to the printer and the mail the files."""

DECLARATION = Record(
    {
        "type": FieldSpec(
            Choice((*SIMPLE_KINDS, "choice", "list", "record", "enclosures")), "What it may be", required=True
        ),
        "description": FieldSpec(Words(), "One sentence for the people who write documents"),
        "required": FieldSpec(YesNo(), "Whether a document must have it", default=False),
        "default": FieldSpec(Anything(), "What it is where a document leaves it away"),
        "options": FieldSpec(ListOf(Words("option")), "The words of a choice", default=()),
        "fields": FieldSpec(Anything(), "The fields of a record"),
    },
    noun="field's declaration",
)

FIELD_NAME = r"[a-z][a-z0-9_]*"
FIELD_NAME_REMEDY = "use small letters, digits and underscores, and begin with a letter"


def kind_from_layout(node: Node, file: str, problems: Problems) -> FieldSpec | None:
    """Read the declaration of one field in a layout's front matter.

    Returns:
        The field, or None after having reported what is wrong with its declaration.
    """
    values = DECLARATION.read(node, file, problems)
    if values is MISSING or not isinstance(node.content, dict):
        return None
    kind: Kind | None
    match values["type"]:
        case "choice":
            if not values["options"]:
                problems.add(node.problem(file, "a choice has no options", "add 'options: [first, second]'"))
                return None
            kind = Choice(values["options"])
        case "list":
            kind = ListOf(Words("entry"), single=True)
        case "enclosures":
            kind = ENCLOSURES
        case "record":
            kind = _record(node, file, problems)
        case simple:
            kind = SIMPLE_KINDS[simple]
    if kind is None:
        return None
    default = _default(kind, node.content.get("default"), file, problems)
    if default is MISSING:
        return None
    return FieldSpec(kind, values["description"] or "", required=bool(values["required"]), default=default)


def _record(node: Node, file: str, problems: Problems) -> Record | None:
    declared = node.content.get("fields") if isinstance(node.content, dict) else None
    if declared is None or not isinstance(declared.content, dict):
        problems.add(node.problem(file, "a record has no fields", "add 'fields:' with a declaration for each"))
        return None
    fields: dict[str, FieldSpec] = {}
    before = len(problems)
    for name, inner in declared.content.items():
        if not re.fullmatch(FIELD_NAME, name):
            message = f'"{name}" cannot be a name'
            problems.add(Problem(file, message, FIELD_NAME_REMEDY, line=inner.key_line, field=inner.path))
        elif (spec := kind_from_layout(inner, file, problems)) is not None:
            fields[name] = spec
    return Record(fields, noun=node.path.rpartition(".")[2]) if len(problems) == before else None


def _default(kind: Kind, node: Node | None, file: str, problems: Problems) -> Any:
    """Read a field's default; a text that has none is empty, and so is a list."""
    if node is not None:
        return read_node(kind, node, file, problems)
    return () if isinstance(kind, ListOf) else "" if isinstance(kind, Words) else None
