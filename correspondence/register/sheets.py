"""Rows as a file for a spreadsheet: CSV and Excel's own form, in which no cell is run as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from correspondence.errors import RefusedError

FORMULA = re.compile(r"\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20|]")
"""How a cell begins that some spreadsheet runs as a formula, full-width signs included."""
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOST_ROWS, MOST_CHARACTERS = 1_048_576, 32_767
"""What a sheet can hold (Excel specifications and limits)."""

Cell = str | int | float | None
Row = Sequence[Cell]


def csv_of(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Write rows as CSV, in UTF-8 with the mark by which spreadsheets know it.

    A cell that a spreadsheet would run as a formula begins with an apostrophe (OWASP, "CSV
    Injection").

    Args:
        columns: What the columns are called.
        rows: The rows, each with a cell for every column.
    """
    sheet = io.StringIO()
    written = csv.writer(sheet, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    written.writerow(columns)
    for row in rows:
        written.writerow([f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell for cell in row])
    return sheet.getvalue().encode("utf-8-sig")


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
            '<sheets><sheet name="{title}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
    }
)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def xlsx_of(columns: Sequence[str], rows: Sequence[Row], title: str, noun: str) -> bytes:
    """Write rows as a sheet for Excel (ECMA-376, SpreadsheetML).

    Text is stored as text, so that no cell is a formula. The same rows give the same bytes.

    Args:
        columns: What the columns are called.
        rows: The rows, each with a cell for every column.
        title: What the sheet is called.
        noun: What the rows are, as one word for several.

    Raises:
        RefusedError: A sheet cannot hold so much.
    """
    if len(rows) >= MOST_ROWS:
        message = f"a sheet has room for {MOST_ROWS - 1:,} {noun}, and these are {len(rows):,}"
        raise RefusedError(message, f"choose fewer, or export the {noun} as .csv or .json")
    buffer = io.BytesIO()
    parts = {**_PACKAGE, "xl/workbook.xml": _PACKAGE["xl/workbook.xml"].replace("{title}", escape(title))}
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, content in {**parts, "xl/worksheets/sheet1.xml": "".join(_sheet(columns, rows, noun))}.items():
            part = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type = ZIP_DEFLATED
            package.writestr(part, (_DECLARATION + content).encode())
    return buffer.getvalue()


def _letters(number: int) -> str:
    """Return what a sheet calls a column, counted from 0: A to Z, then AA and so on."""
    before, last = divmod(number, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _sheet(columns: Sequence[str], rows: Sequence[Row], noun: str) -> Iterator[str]:
    letters = [_letters(number) for number in range(len(columns))]
    area = f"A1:{letters[-1]}{len(rows) + 1}"
    yield '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    yield f'<dimension ref="{area}"/><sheetViews>'
    yield '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>'
    yield "<sheetData>"
    yield _row(1, letters, columns, noun)
    for number, row in enumerate(rows, start=2):
        yield _row(number, letters, row, noun)
    yield f'</sheetData><autoFilter ref="{area}"/></worksheet>'


def _row(number: int, letters: Sequence[str], cells: Sequence[Cell], noun: str) -> str:
    parts = [f'<row r="{number}">']
    for letter, cell in zip(letters, cells, strict=True):
        if isinstance(cell, int | float):
            parts.append(f'<c r="{letter}{number}"><v>{cell}</v></c>')
        elif cell:
            if len(cell) > MOST_CHARACTERS:
                message = f"cell {letter}{number} would have {len(cell):,} characters, and a sheet holds {MOST_CHARACTERS:,} in one"
                raise RefusedError(message, f"export the {noun} as .csv or .json")
            text = escape(NOT_IN_XML.sub("\ufffd", cell))
            parts.append(f'<c r="{letter}{number}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
    return "".join((*parts, "</row>"))
