"""Sheets of labels: how many there are on a sheet, and where each of them lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from correspondence.characters import decode_utf8
from correspondence.errors import Problem, Problems, ProblemsError
from correspondence.fields import FieldSpec, Inches, ListOf, Record, WholeNumber, Words
from correspondence.source import read_yaml

SHEET_WIDTH, SHEET_HEIGHT = 8.5, 11.0

LABELS = Record(
    {
        "description": FieldSpec(
            Words("description", multiline=False), "What they are, in one sentence", required=True
        ),
        "brand": FieldSpec(Words("brand", multiline=False), "Who makes them", default=""),
        "also": FieldSpec(ListOf(Words("number", multiline=False)), "The same sheet under other numbers", default=()),
        "columns": FieldSpec(WholeNumber(1), "Labels side by side", required=True),
        "rows": FieldSpec(WholeNumber(1), "Labels one below the other", required=True),
        "width": FieldSpec(Inches(), "Width of a label", required=True),
        "height": FieldSpec(Inches(), "Height of a label", required=True),
        "left": FieldSpec(Inches(), "From the sheet's left edge to the first label", required=True),
        "top": FieldSpec(Inches(), "From the sheet's upper edge to the first label", required=True),
        "across": FieldSpec(Inches(), "From one label's left edge to the next one's", required=True),
        "down": FieldSpec(Inches(), "From one label's upper edge to the next one's", required=True),
        "sheet_width": FieldSpec(Inches(), "Width of the sheet", default=SHEET_WIDTH),
        "sheet_height": FieldSpec(Inches(), "Height of the sheet", default=SHEET_HEIGHT),
    },
    noun="sheet of labels",
)


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """A sheet of labels; all measures in inches.

    Attributes:
        id: The number by which it is sold.
        description: What its labels are, in one sentence.
        brand: Who makes it.
        also: The same sheet under other numbers.
        across: From one label's left edge to the next one's.
        down: From one label's upper edge to the next one's.
    """

    id: str
    description: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    across: float
    down: float
    brand: str = ""
    also: tuple[str, ...] = ()
    sheet_width: float = SHEET_WIDTH
    sheet_height: float = SHEET_HEIGHT

    @property
    def count(self) -> int:
        """How many labels are on a sheet."""
        return self.columns * self.rows

    def corner(self, number: int) -> tuple[float, float]:
        """Return the upper left corner of a label, from the sheet's.

        Args:
            number: The label, counted from 0 as one reads: along the first row, then along the second.
        """
        row, column = divmod(number, self.columns)
        return self.left + column * self.across, self.top + row * self.down


def read_label_sheet(content: bytes, file: str) -> LabelSheet:
    """Read a sheet of labels.

    Args:
        content: What the file holds.
        file: Its name, for messages; without its ending it is the sheet's number.

    Raises:
        ProblemsError: It cannot be used: a field is missing or wrong, or its labels lie outside the sheet or on one
            another.
    """
    problems = Problems()
    text = decode_utf8(content, file, problems)
    node = read_yaml(text, file, problems) if text is not None else None
    if node is None:
        raise ProblemsError(problems)
    values = LABELS.read(node, file, problems)
    problems.stop()
    sheet = LabelSheet(id=PurePath(file).stem, **values)
    right = sheet.left + (sheet.columns - 1) * sheet.across + sheet.width
    bottom = sheet.top + (sheet.rows - 1) * sheet.down + sheet.height
    faults = (
        (right > sheet.sheet_width, "across", "the labels reach beyond the sheet's right edge"),
        (bottom > sheet.sheet_height, "down", "the labels reach beyond the sheet's lower edge"),
        (sheet.columns > 1 and sheet.across < sheet.width, "across", "the labels lie on one another"),
        (sheet.rows > 1 and sheet.down < sheet.height, "down", "the labels lie on one another"),
        (not sheet.width, "width", "the labels have no width"),
        (not sheet.height, "height", "the labels have no height"),
    )
    places = dict(node.places())
    for wrong, name, message in faults:
        if wrong:
            problems.add(Problem(file, message, "mend the measures, in inches", line=places.get(name), field=name))
    problems.stop()
    return sheet
