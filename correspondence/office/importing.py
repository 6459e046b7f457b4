"""A spreadsheet becomes a list in the office's own format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from correspondence.dispatch.files import write_file
from correspondence.errors import Problem, ProblemsError, RefusedError, shown_here
from correspondence.recipients import (
    RECIPIENT_FIELDS,
    RecipientList,
    SheetPlaces,
    read_recipient_sheet,
    slug,
    written_list,
)
from correspondence.templates import NAME
from correspondence.workspace import RECIPIENTS, YAML_ENDINGS, Workspace

SCHEMA_LINE = "yaml-language-server: $schema=../templates/schemas/list.json"


@dataclass(frozen=True)
class Recognized:
    """A column, and what its values become.

    Attributes:
        column: What messages call it, such as ``ZIP (F)``.
        field: The field, or the name by which templates find a further value.
        known: Whether it is a field that every list has.
    """

    column: str
    field: str
    known: bool


def read_spreadsheet(path: Path, sheet: str = "") -> RecipientList:
    """Read a spreadsheet, wherever it lies.

    Args:
        path: The file.
        sheet: Name of a workbook's sheet; the first one that is shown where it is empty.

    Raises:
        ProblemsError: It cannot be read, or its rows cannot be used.
    """
    file = shown_here(path)
    if path.suffix.lower() in YAML_ENDINGS:
        raise ProblemsError([Problem(file, "the file is a list in YAML already", "copy it to recipients/")])
    try:
        content = path.read_bytes()
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})"
        raise ProblemsError([Problem(file, message, "look for its name, and see to its permissions")]) from error
    return read_recipient_sheet(content, file, path.stem, sheet)


def recognized(places: SheetPlaces) -> Iterator[Recognized]:
    """Yield the columns of a sheet, with what each was taken for."""
    for path, column in places.columns.items():
        parts = {"first_name": "name", "middle_name": "name", "suffix": "name", "last_name": "name, family_name"}
        field = parts.get(path, path.removesuffix(".lines"))
        known = path in parts or field.partition(".")[0] in RECIPIENT_FIELDS
        yield Recognized(column, field if known else f"recipient.{field}", known)


def target_of(workspace: Workspace, path: Path, list_id: str | None) -> Path:
    """Return the file that a list is written to.

    Args:
        workspace: The office's folder.
        path: The spreadsheet.
        list_id: The list's id; made of the spreadsheet's name where it is None.

    Raises:
        ProblemsError: The id cannot be one.
        RefusedError: Another kind of list has that id, so that nobody could tell which is meant.
    """
    name = list_id if list_id is not None else slug(path.stem)
    if not re.fullmatch(NAME.pattern, name):
        raise ProblemsError([Problem(name or shown_here(path), f'"{name}" cannot be an id', NAME.remedy)])
    target = workspace.root / RECIPIENTS / f"{name}.yaml"
    for other in workspace.list_files(name):
        if other != target:
            remedy = f"name another id behind the file, or move {workspace.shown(other)} out of {RECIPIENTS}/"
            raise RefusedError(f"{workspace.shown(other)} has the id {name} too", remedy)
    return target


def write_list(recipients: RecipientList, target: Path, *, in_workspace: bool) -> None:
    """Write a list in YAML.

    Args:
        recipients: The list that was read.
        target: The file.
        in_workspace: Whether it lies in ``recipients/``, where editors find the schema of lists.

    Raises:
        WriteError: It cannot be written.
    """
    sheet = recipients.places.sheet if recipients.places else ""
    source = f"From {Path(recipients.file).name}{f', sheet {sheet}' if sheet else ''}."
    comments = (SCHEMA_LINE, source) if in_workspace else (source,)
    write_file(target, written_list(recipients, *(" ".join(one.split()) for one in comments)).encode())
