"""Entries as a file for a spreadsheet or another program."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from correspondence.entries import Entry
from correspondence.errors import RefusedError

OWN_COLUMNS = ("name", "title", "date", "route", "certified_number", "questionnaire", "due", "note")
COLUMNS = (
    *("id", "at", "kind", "number", "mailing", "recipient", "template", "list", "row", "by", "amends"),
    *OWN_COLUMNS,
    *("files", "further"),
)
"""The columns of a sheet. The middle ones are what entries' details hold as a rule."""

FORMULA = re.compile(r"\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20|]")
"""How a cell begins that some spreadsheet runs as a formula, full-width signs included."""
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOST_ROWS, MOST_CHARACTERS = 1_048_576, 32_767
"""What a sheet can hold (Excel specifications and limits)."""

Cell = str | int | None


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
    """Write entries as CSV, in UTF-8 with the mark by which spreadsheets know it.

    A cell that a spreadsheet would run as a formula begins with an apostrophe (OWASP, "CSV
    Injection").
    """
    sheet = io.StringIO()
    rows = csv.writer(sheet, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for entry in entries:
        rows.writerow([f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell for cell in _cells(entry)])
    return sheet.getvalue().encode("utf-8-sig")


def export_json(entries: Sequence[Entry], schema: str) -> bytes:
    """Write entries as the JSON that ``register list --json`` prints."""
    whole = {"schema": schema, "entries": [entry.as_json() for entry in entries]}
    return (json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode()


_PACKAGE: Mapping[str, str] = MappingProxyType(
    {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
            '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Target="xl/workbook.xml" Type='
            '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
            "</Relationships>"
        ),
        "xl/_rels/workbook.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Target="worksheets/sheet1.xml" Type='
            '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
            "</Relationships>"
        ),
        "xl/workbook.xml": (
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            '<sheets><sheet name="Register" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
    }
)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def export_xlsx(entries: Sequence[Entry]) -> bytes:
    """Write entries as a sheet for Excel (ECMA-376, SpreadsheetML).

    Text is stored as text, so that no cell is a formula. The same entries give the same bytes.

    Raises:
        RefusedError: A sheet cannot hold so much.
    """
    if len(entries) >= MOST_ROWS:
        message = f"a sheet has room for {MOST_ROWS - 1:,} entries, and these are {len(entries):,}"
        raise RefusedError(message, "choose fewer with --since or MAILING, or export them as .csv or .json")
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, content in {**_PACKAGE, "xl/worksheets/sheet1.xml": "".join(_sheet(entries))}.items():
            part = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type = ZIP_DEFLATED
            package.writestr(part, (_DECLARATION + content).encode())
    return buffer.getvalue()


def _sheet(entries: Sequence[Entry]) -> Iterator[str]:
    letters = [chr(ord("A") + number) for number in range(len(COLUMNS))]
    area = f"A1:{letters[-1]}{len(entries) + 1}"
    yield '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    yield f'<dimension ref="{area}"/><sheetViews>'
    yield '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>'
    yield "<sheetData>"
    yield _row(1, letters, COLUMNS)
    for number, entry in enumerate(entries, start=2):
        yield _row(number, letters, tuple(_cells(entry)))
    yield f'</sheetData><autoFilter ref="{area}"/></worksheet>'


def _row(number: int, letters: Sequence[str], cells: Sequence[Cell]) -> str:
    parts = [f'<row r="{number}">']
    for letter, cell in zip(letters, cells, strict=True):
        if isinstance(cell, int):
            parts.append(f'<c r="{letter}{number}"><v>{cell}</v></c>')
        elif cell:
            if len(cell) > MOST_CHARACTERS:
                message = f"cell {letter}{number} would have {len(cell):,} characters, and a sheet holds {MOST_CHARACTERS:,} in one"
                raise RefusedError(message, "export the entries as .csv or .json")
            text = escape(NOT_IN_XML.sub("\ufffd", cell))
            parts.append(f'<c r="{letter}{number}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
    return "".join((*parts, "</row>"))


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
