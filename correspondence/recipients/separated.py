"""Tables as text (CSV): how their bytes are meant, what parts their values, and the rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from correspondence.errors import Problem, ProblemsError
from correspondence.recipients.cells import Cell, Row, Table, text_cell

SEPARATORS = ",;\t|"
NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MARKS = (
    (codecs.BOM_UTF8, "UTF-8", "utf-8"),
    (codecs.BOM_UTF32_LE, "UTF-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "UTF-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "UTF-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "UTF-16", "utf-16-be"),
)
"""Byte-order marks; that of UTF-32 begins with that of UTF-16."""
BEGINNING = 4096
SAVE_AS_UTF8 = 'save the file as "CSV UTF-8"'
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
WINDOWS = "windows-1252"
LONGEST_VALUE = 131_072
"""Characters; more than this is a quotation mark that was not closed."""


def read_separated(content: bytes, file: str) -> Table:
    """Begin to read a table of values that commas, semicolons, tabs or bars part.

    Args:
        content: The file.
        file: Its name for messages.

    Returns:
        The table; its rows are counted as a spreadsheet program counts them, so that a value of two
        lines makes no row of its own.

    Raises:
        ProblemsError: The bytes are no text. A quotation mark that is not closed is found when the rows are gone through.
    """
    text, encoding = decoded(content, file)
    table = Table("", iter(()), typed=False, ragged=True, encoding=encoding)
    first = 1
    if told := SEPARATOR_LINE.match(text):
        separator, text, first = told[1], text[told.end() :], 2
    else:
        separator = separator_of(text)
    table.rows = _rows(text, separator, file, first)
    return table


def decoded(content: bytes, file: str) -> tuple[str, str]:
    """Return a file's text, and the name of its encoding.

    A byte-order mark decides; without one it is UTF-8, UTF-16 where every other byte of its beginning is zero, and
    Windows-1252 where it has no character that UTF-8 writes with several bytes.

    Raises:
        ProblemsError: A byte is none of the encoding.
    """
    for mark, name, encoding in MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding, name, file), name
    beginning = content[:BEGINNING]
    for encoding, zeros in (("utf-16-le", beginning[1::2]), ("utf-16-be", beginning[::2])):
        if len(zeros) > 1 and zeros.count(0) > len(zeros) * 0.6:
            return _decoded(content, encoding, "UTF-16", file), "UTF-16"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        sound = content[: error.start] + content[error.end :].decode("utf-8", "ignore").encode()
        if not sound.isascii():
            raise ProblemsError([_byte_problem(content, error, "UTF-8", file)]) from error
    return _decoded(content, WINDOWS, "Windows-1252", file), "Windows-1252"


def _decoded(content: bytes, encoding: str, name: str, file: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ProblemsError([_byte_problem(content, error, name, file)]) from error


def _byte_problem(content: bytes, error: UnicodeDecodeError, name: str, file: str) -> Problem:
    """Report a byte, with the row in which it stands."""
    before = content[: error.start].decode(error.encoding, "ignore")
    separator = separator_of(before)
    reader = csv.reader(io.StringIO(before + "\n", newline=""), delimiter=separator)
    rows = 0
    try:
        for _ in reader:
            rows += 1
    except csv.Error:
        rows += 1
    message = f"the byte 0x{content[error.start]:02X} is not {name}"
    return Problem(file, message, f"{SAVE_AS_UTF8}, or type the value again", row=max(rows, 1))


def separator_of(text: str) -> str:
    """Return what parts the values of a table: the commonest candidate in its first line that is not blank.

    Example:
        >>> separator_of('"Name, full";City;State'), separator_of("Name")
        (';', ',')
    """
    line = next((line for line in text[: LONGEST_VALUE * 2].splitlines() if line.strip(" \t,;|")), "")
    bare = re.sub(r'"[^"]*"', "", line)
    return max(SEPARATORS, key=lambda sign: (bare.count(sign), -SEPARATORS.index(sign)))


def _rows(text: str, separator: str, file: str, first: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = first - 1
    while True:
        number += 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ProblemsError([_quote_problem(str(error), file, number)]) from error
        cells: list[Cell] = [text_cell(value) for value in values]
        if any(cell is not None for cell in cells):
            yield number, cells


def _quote_problem(complaint: str, file: str, row: int) -> Problem:
    """Report what the reader of the standard library complains of."""
    if "new-line character" in complaint:
        return Problem(file, "a line ends in an odd way", SAVE_AS_UTF8, row=row)
    message = "a quotation mark is not closed, or another one stands inside the value"
    return Problem(file, message, "close it, and double each one inside a value that is quoted", row=row)
