"""The cells of a sheet: what each holds, whichever kind of file it came from."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from correspondence.characters import DELETE_IT, bad_character, unprintable
from correspondence.errors import Problem, Problems
from correspondence.source import MOST_DIGITS, Scalar

SHOWN_ERRORS = frozenset(
    {
        "#N/A",
        "#REF!",
        "#NAME?",
        "#VALUE!",
        "#DIV/0!",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
        "#FIELD!",
    }
)
"""What a spreadsheet program shows where a formula has no result."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be used as it is.

    Attributes:
        message: Why not.
        remedy: What to do about it.
    """

    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A number, date or the like, with the text that stands for it where words belong.

    Attributes:
        value: What the cell means.
        text: What it is as text.
    """

    value: Scalar
    text: str


Cell = str | Shown | Fault | None
"""Text is just that; an empty cell is None."""

Row = tuple[int, Sequence[Cell]]
"""The row's number as the spreadsheet program shows it, and its cells from column A on."""


@dataclass
class Table:
    """A sheet that is being read.

    Attributes:
        sheet: Its name, empty for a file that has but one.
        rows: The rows that hold something; they can be gone through once.
        remarks: What is known once all rows were gone through: problems of the sheet as a whole.
        typed: Whether its cells know numbers from text; the text of others is looked at.
        ragged: Whether cells may shift, so that a row with more cells than headings is wrong as a whole.
        encoding: How its bytes were read, where that was found out.
        shared: The rows of the workbook's sheet of shared values.
    """

    sheet: str
    rows: Iterator[Row]
    remarks: Problems = field(default_factory=Problems)
    typed: bool = True
    ragged: bool = False
    encoding: str = ""
    shared: Table | None = None
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)

    def problem(self, file: str, message: str, remedy: str, row: int | None = None) -> Problem:
        """Return a problem that stands in this sheet."""
        return Problem(file, message, remedy, row=row, sheet=self.sheet or None)


def letters(column: int) -> str:
    """Return the letters of a column, counted from 0.

    Example:
        >>> letters(0), letters(25), letters(26), letters(701), letters(702)
        ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    found = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def column_of(name: str) -> int:
    """Return the number of a column, counted from 0, by the letters with which a cell's name begins.

    Example:
        >>> column_of("A1"), column_of("AA17"), column_of("17")
        (0, 26, -1)
    """
    number = 0
    for character in name:
        if not "A" <= character <= "Z":
            break
        number = number * 26 + ord(character) - ord("A") + 1
    return number - 1


def text_cell(text: str) -> Cell:
    """Return the cell that a text makes: without white space around it, None where nothing is left."""
    text = text.strip()
    if not text:
        return None
    if (character := bad_character(text)) is not None:
        if character == "\r":
            return text_cell(text.replace("\r\n", "\n").replace("\r", "\n"))
        return Fault(unprintable(character), DELETE_IT)
    if text[0] == "#" and text in SHOWN_ERRORS:
        return error_cell(text)
    return text


def error_cell(text: str) -> Fault:
    """Return the cell of a formula that has no result."""
    return Fault(f"the cell shows the error {text}", "mend its formula, or write the value itself")


def value_of(text: str) -> Scalar:
    """Return what a text means that no program has typed: a number, a day, true or false, as in YAML.

    Whatever is printed of it is the text again, but for capitals in "TRUE".

    Example:
        >>> value_of("12"), value_of("02120"), value_of("1.50"), value_of("2017-08-03"), value_of("TRUE")
        (12, '02120', Decimal('1.50'), datetime.date(2017, 8, 3), True)
    """
    first = text[0]
    if first in "tTfF":
        return {"true": True, "false": False}.get(text.lower(), text)
    if not (first.isascii() and (first.isdigit() or first == "-")):
        return text
    if re.fullmatch(r"0|-?[1-9][0-9]*", text):
        return int(text) if len(text) <= MOST_DIGITS else text
    if re.fullmatch(r"-?(0|[1-9][0-9]*)\.[0-9]+", text):
        return Decimal(text) if len(text) <= MOST_DIGITS else text
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            return text
    return text
