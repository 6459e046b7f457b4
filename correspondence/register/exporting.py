"""Entries as a file for a spreadsheet or another program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from correspondence.entries import Entry
from correspondence.errors import RefusedError
from correspondence.register.sheets import Cell, csv_of, xlsx_of

OWN_COLUMNS = ("name", "title", "date", "route", "certified_number", "questionnaire", "due", "note")
COLUMNS = (
    *("id", "at", "kind", "number", "mailing", "recipient", "template", "list", "row", "by", "amends"),
    *OWN_COLUMNS,
    *("files", "further"),
)
"""The columns of a sheet. The middle ones are what entries' details hold as a rule."""


def _cells(entry: Entry) -> Iterator[Cell]:
    """Yield the cells of a row."""
    whole = entry.as_json()
    for name in COLUMNS[: -len(OWN_COLUMNS) - 2]:
        yield whole[name]
    for name in OWN_COLUMNS:
        value = entry.details.get(name, "")
        yield value if isinstance(value, int) and not isinstance(value, bool) else str(value)
    yield "\n".join(f"{sha256}  {name}" for name, sha256 in entry.files.items())
    further = {name: value for name, value in entry.details.items() if name not in OWN_COLUMNS}
    yield json.dumps(further, ensure_ascii=False) if further else ""


def export_csv(entries: Sequence[Entry]) -> bytes:
    """Write entries as CSV, in which no cell is run as a formula."""
    return csv_of(COLUMNS, (tuple(_cells(entry)) for entry in entries))


def export_json(entries: Sequence[Entry], schema: str) -> bytes:
    """Write entries as the JSON that ``register list --json`` prints."""
    whole = {"schema": schema, "entries": [entry.as_json() for entry in entries]}
    return (json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode()


def export_xlsx(entries: Sequence[Entry]) -> bytes:
    """Write entries as a sheet for Excel.

    Raises:
        RefusedError: A sheet cannot hold so much.
    """
    return xlsx_of(COLUMNS, [tuple(_cells(entry)) for entry in entries], "Register", "entries")


EXPORTS = (".csv", ".xlsx", ".json")
"""The endings of the files as which entries can be exported."""


def export(entries: Sequence[Entry], ending: str, schema: str) -> bytes:
    """Write entries in the form that belongs to a file's ending.

    Args:
        entries: The entries.
        ending: One of :data:`EXPORTS`.
        schema: What JSON names as its schema.

    Raises:
        RefusedError: There is no such form, or it cannot hold so much.
    """
    match ending.lower():
        case ".csv":
            return export_csv(entries)
        case ".xlsx":
            return export_xlsx(entries)
        case ".json":
            return export_json(entries, schema)
        case _:
            message = f'entries cannot be exported as "{ending}"'
            raise RefusedError(message, f"give the file a name that ends in {', '.join(EXPORTS)}")
