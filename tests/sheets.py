"""Spreadsheets for tests, written by other programs than the one that reads them: openpyxl, csv, LibreOffice."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl

from correspondence.errors import Problem, ProblemsError
from correspondence.recipients import Recipient, RecipientList, read_recipient_sheet
from tests.tools import program

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = ("ID", "Title", "Name", "Organization", "Street", "City", "State", "ZIP")
SOUND = ("eden", "Chief", "Gorden Eden", "Albuquerque Police Department", "400 Roma NW", "Albuquerque", "NM", "87102")


def book(
    rows: Iterable[Sequence[Any]], change: Callable[[Worksheet], None] | None = None, title: str = "List"
) -> bytes:
    """Return a workbook with one sheet."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(sheet)
    return saved(workbook)


def saved(workbook: openpyxl.Workbook) -> bytes:
    """Return a workbook's bytes."""
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def separated(rows: Iterable[Sequence[Any]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Return rows as CSV."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue().encode(encoding)


def read(content: bytes, file: str = "list.xlsx", sheet: str = "") -> RecipientList:
    """Read a sheet."""
    return read_recipient_sheet(content, file, "list", sheet)


def only(content: bytes, file: str = "list.xlsx") -> Recipient:
    """Read a sheet with one recipient."""
    (recipient,) = read(content, file).recipients
    return recipient


def problems(content: bytes, file: str = "list.xlsx", sheet: str = "") -> tuple[Problem, ...]:
    """Return what is wrong with a sheet; its warnings where nothing is."""
    try:
        return read(content, file, sheet).warnings
    except ProblemsError as error:
        return error.problems


def told(content: bytes, file: str = "list.xlsx", sheet: str = "") -> list[str]:
    """Return what is wrong with a sheet as it is told."""
    return [f"{'warning: ' if one.severity == 'warning' else ''}{one}" for one in problems(content, file, sheet)]


def converted(path: Path, ending: str, folder: Path) -> Path:
    """Let LibreOffice save a table as another kind of file."""
    subprocess.run(  # noqa: S603  (a list of arguments, without a shell)
        [
            program("soffice"),
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            ending,
            "--outdir",
            str(folder),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / f"{path.stem}.{ending.partition(':')[0]}"


def meaning(recipient: Recipient) -> dict[str, Any]:
    """Return everything that a recipient says, without the places where it stands."""
    fields = (
        "id",
        "title",
        "name",
        "position",
        "organization",
        "address",
        "jurisdiction",
        "email",
        "family_name",
        "salutation",
    )
    return {
        **{name: getattr(recipient, name) for name in fields},
        "extras": {name: node.plain() for name, node in recipient.extras.items()},
    }
