"""From the cells of a row to the fields of a record."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from correspondence.recipients.cells import Cell, Fault, Shown, Table, value_of
from correspondence.recipients.columns import LINES, NAME_PARTS, THIRD_LINE, Columns
from correspondence.recipients.values import without_suffixes
from correspondence.recipients.zips import LONGEST, with_zeros
from correspondence.source import Node

if TYPE_CHECKING:
    from correspondence.errors import Problems

AS_TEXT = "format the cell as Text, and type it again"
WITHOUT_COMMA = {"jr", "sr", "ii", "iii", "iv", "v"}
ZIP, STATE, COUNTRY = "address.zip", "address.state", "address.country"


class RowReader:
    """Reads the rows of one sheet.

    Args:
        columns: What its columns mean.
        table: The sheet.
        file: Its file, for messages.
        problems: Takes what is wrong.

    Attributes:
        restored: The rows in which a ZIP code got its leading zero back.
    """

    def __init__(self, columns: Columns, table: Table, file: str, problems: Problems) -> None:
        self.columns, self.table, self.file, self.problems = columns, table, file, problems
        self.restored: list[int] = []
        paths = columns.by_path
        self.further = tuple((one.index, one.path) for one in columns.columns if not one.known)
        self.name_parts = tuple(paths[part] for part in NAME_PARTS if part in paths)
        self.plain = tuple(
            (one.index, one.path)
            for one in columns.columns
            if one.known and one.path not in {*NAME_PARTS, LINES, THIRD_LINE} and not one.path.startswith("address.")
        )
        self.address = tuple(
            (one.index, one.path, one.path.removeprefix("address."))
            for one in columns.columns
            if one.path.startswith("address.") and one.path not in {LINES, THIRD_LINE}
        )
        self.missing = tuple(path for path in ("address.street", "address.city") if path in columns.left_out)
        self.typed, self.header_row = table.typed, columns.row

    def record(self, number: int, cells: Sequence[Cell]) -> tuple[dict[str, Node], dict[str, Node], str]:
        """Return the fields of one row, its further values, and its id where it has one."""
        width = len(cells)
        record = {path: self._text(cells[index] if index < width else None, number, path) for index, path in self.plain}
        if self.name_parts:
            self._join_name(record, cells, number)
        address = self._address(cells, number)
        if address is not None:
            record["address"] = address
        further = {
            path: self._value(cells[index] if index < width else None, number, path) for index, path in self.further
        }
        return record, further, record["id"].raw if "id" in record else ""

    def _text(self, cell: Cell, number: int, path: str) -> Node:
        """Return the node of a cell in which text belongs."""
        if cell is None:
            return Node("", number, path)
        if isinstance(cell, str):
            return Node(cell, number, path, cell)
        if isinstance(cell, Fault):
            return self._unsound(number, path, cell.message, cell.remedy)
        if isinstance(cell.value, bool):
            return self._unsound(number, path, f"{cell.text} stands where text belongs", AS_TEXT)
        if isinstance(cell.value, datetime.date):
            message = (
                f"the cell holds the date {cell.text}, which the spreadsheet program may have made of something else"
            )
            return self._unsound(number, path, message, AS_TEXT)
        return Node(cell.text, number, path, cell.text)

    def _value(self, cell: Cell, number: int, path: str) -> Node:
        """Return the node of a cell that holds a value of the list's own."""
        if cell is None:
            return Node(None, number, path, "", self.header_row)
        if isinstance(cell, str):
            return Node(cell if self.typed else value_of(cell), number, path, cell, self.header_row)
        if isinstance(cell, Fault):
            return self._unsound(number, path, cell.message, cell.remedy)
        return Node(cell.value, number, path, cell.text, self.header_row)

    def _unsound(self, number: int, path: str, message: str, remedy: str) -> Node:
        node = Node("", number, path, sound=False)
        self.problems.add(node.problem(self.file, message, remedy))
        return node

    def _join_name(self, record: dict[str, Node], cells: Sequence[Cell], number: int) -> None:
        """Make the name of its parts, where the row has no whole one; the last name is the family name."""
        parts = {
            column.path: self._text(cells[column.index] if column.index < len(cells) else None, number, column.path)
            for column in self.name_parts
        }
        family = parts.get("last_name")
        if family is not None:
            words = family.raw.replace(",", " ").split()
            plain = family.raw if without_suffixes(words) in ([], words) else " ".join(without_suffixes(words))
            record["family_name"] = Node(plain, number, "family_name", plain, sound=family.sound)
        if "name" in record and (record["name"].raw or not record["name"].sound):
            return
        name = " ".join(
            parts[part].raw for part in ("first_name", "middle_name", "last_name") if part in parts and parts[part].raw
        )
        suffix = parts["suffix"].raw if "suffix" in parts else ""
        if name and suffix:
            name += f" {suffix}" if suffix.rstrip(".").lower() in WITHOUT_COMMA else f", {suffix}"
        sound = all(part.sound for part in parts.values())
        record["name"] = Node(name, number, "name", name, sound=sound)

    def _address(self, cells: Sequence[Cell], number: int) -> Node | None:
        """Return the address of a row; None where all of its cells are empty."""
        width = len(cells)
        paths = self.columns.by_path
        if (third := paths.get(THIRD_LINE)) is not None and third.index < width and cells[third.index] is not None:
            message = "an address has two lines before that of the city, and this is a third"
            self._unsound(number, THIRD_LINE, message, "join it with the one before")
        if (lines := paths.get(LINES)) is not None:
            return self._lines(cells[lines.index] if lines.index < width else None, number)
        if not any(index < width and cells[index] is not None for index, _, _ in self.address):
            return None
        parts = {
            name: self._text(cells[index] if index < width else None, number, path)
            for index, path, name in self.address
        }
        if "zip" in parts:
            parts["zip"] = self._zip(parts, cells, number)
        parts |= {path.removeprefix("address."): Node("?", number, path, "?") for path in self.missing}
        return Node(parts, number, "address")

    def _lines(self, cell: Cell, number: int) -> Node | None:
        if cell is None:
            return None
        whole = self._text(cell, number, LINES)
        if not whole.sound:
            return whole
        lines = [line.strip() for line in whole.raw.split("\n") if line.strip()]
        if len(lines) < 2:  # noqa: PLR2004  (street and city)
            remedy = (
                "give street, city, state and ZIP columns of their own, or put the lines below one another (Alt+Enter)"
            )
            return self._unsound(number, LINES, "the whole address stands in one line", remedy)
        return Node([Node(line, number, LINES, line) for line in lines], number, LINES)

    def _zip(self, parts: Mapping[str, Node], cells: Sequence[Cell], number: int) -> Node:
        """Return the ZIP code; a zero that was lost comes back where the state leaves no doubt."""
        code = parts["zip"]
        column = self.columns.by_path[ZIP]
        cell = cells[column.index] if column.index < len(cells) else None
        number_like = isinstance(cell, Shown) if self.typed else isinstance(cell, str)
        if not number_like or len(code.raw) > LONGEST or (isinstance(cell, Shown) and isinstance(cell.value, str)):
            return code
        state = parts["state"].raw if "state" in parts else ""
        whole = with_zeros(code.raw, state)
        if whole is not None:
            self.restored.append(number)
            return Node(whole, number, ZIP, whole)
        return code
