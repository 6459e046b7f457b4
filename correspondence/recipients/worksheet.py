"""The cells of one sheet of a workbook, from its XML (ECMA-376 part 1, 18.3.1)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from correspondence.recipients.cells import Cell, Fault, Row, Shown, Table, column_of, error_cell, text_cell
from correspondence.recipients.numerals import instant_cell, number_cell

MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_576
"""Rows of the largest sheet that there is."""
MOST_MERGED = 1000
"""So many merged cells are told one by one."""
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a workbook writes characters that XML cannot hold (22.4.2.4)."""
RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
NOT_COMPUTED = Fault(
    "the cell holds a formula that was never computed", "open the file in a spreadsheet program and save it"
)


@dataclass(frozen=True, slots=True)
class SheetContext:
    """What the cells of a workbook refer to.

    Attributes:
        texts: The texts, by number.
        formats: The number format of each style.
        from_1904: Whether days are counted from 1904.
    """

    texts: Sequence[str]
    formats: Sequence[str]
    from_1904: bool = False


class SheetXml:
    """Takes the events of an XML parser, and gives rows.

    Args:
        context: What the cells refer to.
        table: Is told which rows and columns are hidden, and which cells are merged.
    """

    def __init__(self, context: SheetContext, table: Table) -> None:
        self.context, self.table = context, table
        self.ready: list[Row] = []
        self.row_number, self.column = 0, -1
        self.cells: list[Cell] = []
        self.kind, self.style = "n", 0
        self.formula = self.wanted = self.phonetic = self.hidden = False
        self.parts: list[str] = []
        self.text_cells: dict[str, Cell] = {}

    def taken(self) -> list[Row]:
        """Return the rows that are complete, and forget them."""
        ready, self.ready = self.ready, []
        return ready

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            reference = attributes.get("r")
            column = column_of(reference) if reference else self.column + 1
            self.column = column if 0 <= column < MOST_COLUMNS else self.column + 1
            self.kind = attributes.get("t", "n")
            style = attributes.get("s", "0")
            self.style = int(style) if style.isascii() and style.isdigit() and len(style) < 7 else 0  # noqa: PLR2004
            self.formula = False
            self.parts = []
        elif name == "v" or (name == "t" and not self.phonetic):
            self.wanted = True
        elif name == "f":
            self.formula = True
        elif name == "row":
            number = attributes.get("r", "")
            known = number.isascii() and number.isdigit() and len(number) <= 7  # noqa: PLR2004
            self.row_number = int(number) if known else self.row_number + 1
            self.column, self.cells = -1, []
            self.hidden = _is_set(attributes.get("hidden"))
        elif name == "rPh":
            self.phonetic = True
        elif name in {"mergeCell", "col"}:
            self._take_shape(name, attributes)

    def text(self, words: str) -> None:
        """Take text."""
        if self.wanted:
            self.parts.append(words)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if ":" in name:
            name = name.rpartition(":")[2]
        if name in {"v", "t"}:
            self.wanted = False
        elif name == "c":
            cell = self._cell("".join(self.parts))
            if cell is not None and self.column < MOST_COLUMNS:
                missing = self.column - len(self.cells)
                if missing < 0:
                    self.cells[self.column] = cell
                else:
                    self.cells.extend([None] * missing)
                    self.cells.append(cell)
        elif name == "row":
            if self.cells and self.row_number <= MOST_ROWS:
                self.ready.append((self.row_number, self.cells))
                if self.hidden:
                    self.table.hidden_rows.append(self.row_number)
            self.cells = []
        elif name == "rPh":
            self.phonetic = False

    def _cell(self, raw: str) -> Cell:
        """Return the cell that was just read."""
        if self.formula and not raw and self.kind != "str":
            return NOT_COMPUTED
        match self.kind:
            case "s":
                texts = self.context.texts
                known = raw.isascii() and raw.isdigit() and len(raw) < 10 and int(raw) < len(texts)  # noqa: PLR2004
                return self._text(texts[int(raw)]) if known else None
            case "str" | "inlineStr":
                return self._text(raw)
            case "b":
                return Shown(value=raw.strip() == "1", text="TRUE" if raw.strip() == "1" else "FALSE") if raw else None
            case "e":
                return error_cell(raw)
            case "d":
                return _instant(raw)
        if not raw:
            return None
        formats = self.context.formats
        pattern = formats[self.style] if self.style < len(formats) else "General"
        return number_cell(raw.strip(), pattern, from_1904=self.context.from_1904)

    def _text(self, text: str) -> Cell:
        if "_x" in text:
            text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        return text_cell(text)

    def _take_shape(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take note of hidden columns and merged cells."""
        if name == "col":
            first, last = (attributes.get(key, "") for key in ("min", "max"))
            if _is_set(attributes.get("hidden")) and first.isdigit() and last.isdigit():
                self.table.hidden_columns.update(range(int(first) - 1, min(int(last), MOST_COLUMNS)))
        elif len(self.table.merged) < MOST_MERGED and (found := RANGE.fullmatch(attributes.get("ref", ""))):
            self.table.merged.append((column_of(found[1]), int(found[2]), column_of(found[3]), int(found[4])))


def _instant(raw: str) -> Cell:
    """Return the cell of a moment that is written out (ISO 8601)."""
    try:
        return instant_cell(datetime.datetime.fromisoformat(raw.strip()))
    except ValueError:
        return text_cell(raw)


def _is_set(value: str | None) -> bool:
    return value is not None and value.lower() in {"1", "true", "on"}
