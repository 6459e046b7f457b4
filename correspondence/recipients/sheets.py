"""A list of recipients as a sheet: CSV or a workbook, read row by row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from correspondence.errors import Problems, ProblemsError
from correspondence.fields import VALUES
from correspondence.recipients.cells import Cell, Fault, Row, Shown, Table, letters
from correspondence.recipients.checking import SHEET, Wording, recipient_from, report_repeated_id
from correspondence.recipients.columns import Columns, folded, read_columns
from correspondence.recipients.foreign import read_table
from correspondence.recipients.naming import Ids
from correspondence.recipients.records import RowReader
from correspondence.recipients.values import InvalidRecipientsError, Recipient, RecipientList, SheetPlaces
from correspondence.rulebook import RULES
from correspondence.source import Node

TOTALS = frozenset({"total", "totals", "grand total", "subtotal", "sum"})
MOST_PROBLEMS = 100_000
MOST_NAMED = 4
"""So many rows are named where a remark concerns more."""


def read_recipient_sheet(content: bytes, file: str, list_id: str, sheet: str = "") -> RecipientList:
    """Read a list of recipients from CSV or a workbook.

    Headings are matched whatever their capitals and spaces; see :mod:`.columns`. The whole sheet
    is checked before anything is returned.

    Args:
        content: The file.
        file: Its name for messages.
        list_id: The list's id.
        sheet: Name of a workbook's sheet; the first one that is shown where it is empty.

    Returns:
        The list, its recipients in the order of the rows. ``line`` of each is its row.

    Raises:
        InvalidRecipientsError: A row cannot be used.
        ProblemsError: The file is not such a list at all.
    """
    return list_from_table(read_table(content, file, sheet), file, list_id)


def list_from_table(table: Table, file: str, list_id: str) -> RecipientList:
    """Read a list from a table; see :func:`read_recipient_sheet`."""
    return _Reading(table, file, list_id).finished()


class _Reading:
    """The reading of one sheet."""

    def __init__(self, table: Table, file: str, list_id: str) -> None:
        self.table, self.file, self.list_id = table, file, list_id
        self.problems = Problems()
        self.recipients: list[Recipient] = []
        self.unsound: list[str] = []
        self.surplus: set[int] = set()
        self.first_ids: dict[str, Node] = {}
        self.last_row = 0

    def finished(self) -> RecipientList:
        """Read the sheet."""
        rows = iter(self.table.rows)
        header = next(rows, None)
        if header is None:
            remedy = "write headings in its first row, and a recipient in each row below"
            raise ProblemsError([self.table.problem(self.file, "the sheet is empty", remedy)])
        columns = read_columns(header, self.table, self.file, self.problems)
        fatal = bool(self.problems.errors)
        wording = replace(SHEET, left_out=columns.left_out)
        reader = RowReader(columns, self.table, self.file, self.problems)
        ids = Ids() if "id" not in columns.by_path else None
        try:
            for row in rows:
                self._take(row, header, columns, reader, ids, wording)
                if len(self.problems) > MOST_PROBLEMS:
                    message = f"there are more than {MOST_PROBLEMS:,} problems above, and the rest of the list was not checked"
                    problem = self.table.problem(self.file, message, "mend them, and check it again", row[0] + 1)
                    raise ProblemsError([problem])  # noqa: TRY301  (as where the file ends in the middle)
        except ProblemsError as error:  # the file ends in the middle: what was read of it is checked all the same
            self.problems.extend(error.problems)
            fatal = True
        self._look_at_the_whole(columns, reader)
        shared = self._shared()
        places = SheetPlaces(
            self.table.sheet,
            MappingProxyType({column.path: column.called for column in columns.columns}),
            self.table.shared.sheet if self.table.shared else "",
        )
        if ids is not None and not fatal:
            self.recipients = list(ids.given(self.recipients, self.file, self.problems))
        if not self.recipients and not self.unsound and not self.problems.errors:
            remedy = "write a recipient in each row below the headings"
            self.problems.add(self.table.problem(self.file, "there are no recipients", remedy, columns.row))
        problems = [places.located(problem) for problem in self.problems]
        found = RecipientList(
            self.list_id,
            self.file,
            tuple(self.recipients),
            MappingProxyType(shared),
            tuple(name for name in self.unsound if name),
            places,
            tuple(problem for problem in problems if problem.severity == "warning"),
        )
        if self.problems.errors:
            raise InvalidRecipientsError(problems, found if found.recipients and not fatal else None, places)
        return found

    def _take(
        self, row: Row, header: Row, columns: Columns, reader: RowReader, ids: Ids | None, wording: Wording
    ) -> None:
        """Read one row."""
        number, cells = row
        self.last_row = number
        before = len(self.problems)
        if self._is_none(row, header, columns):
            return
        record, further, name = reader.record(number, cells)
        if ids is not None:
            record["id"] = ids.provisional(number, record)
        node = Node(record, number, "")
        one = recipient_from(node, self.file, self.problems, wording, further)
        if ids is None:
            report_repeated_id(record["id"], self.first_ids, self.file, self.problems, SHEET)
        if one is not None and len(self.problems) == before:
            self.recipients.append(one)
        else:
            self.unsound.append(name or record["id"].raw)

    def _is_none(self, row: Row, header: Row, columns: Columns) -> bool:
        """Tell whether a row is no recipient, and report it."""
        number, cells = row
        first = next((cell for cell in cells if cell is not None), None)
        message = remedy = ""
        if isinstance(first, str) and first.rstrip(":").lower() in TOTALS:
            message, remedy = "the row holds totals and no recipient", "delete it, or move it to another sheet"
        elif first == header[1][0] and list(cells) == list(header[1]):
            message, remedy = "the row repeats the headings", "delete it"
        elif (
            len(cells) > columns.width
            and self.table.ragged
            and any(cell is not None for cell in cells[columns.width :])
        ):
            message = f"the row has {len(cells)} values, and there are {columns.width} headings"
            remedy = "put quotation marks round a value that holds what parts the values"
        if message:
            self.problems.add(self.table.problem(self.file, message, remedy, number))
            self.unsound.append("")
            return True
        for index in (*columns.bare, *range(columns.width, len(cells))):
            self._report_surplus(index, cells, number)
        return False

    def _report_surplus(self, index: int, cells: Sequence[Cell], number: int) -> None:
        """Report a column that has values and no heading, once."""
        if index >= len(cells) or cells[index] is None or index in self.surplus:
            return
        self.surplus.add(index)
        message = f"the column {letters(index)} has values and no heading"
        remedy = "give it one in the row of headings, or delete its values"
        self.problems.add(replace(self.table.problem(self.file, message, remedy, number), column=letters(index)))

    def _look_at_the_whole(self, columns: Columns, reader: RowReader) -> None:
        """Report what concerns the sheet as a whole."""
        for left, top, right, bottom in self.table.merged:
            if top <= self.last_row and bottom >= columns.row and left < columns.width:
                cells = f"{letters(left)}{top}:{letters(right)}{bottom}"
                message = f"the cells {cells} are merged, and only the first of them has the value"
                problem = self.table.problem(self.file, message, "unmerge them, and write the value in each", top)
                self.problems.add(replace(problem, column=letters(left)))
        hidden = [row for row in self.table.hidden_rows if row > columns.row]
        if hidden:
            one = len(hidden) == 1
            message = f"{_named(hidden)} {'is' if one else 'are'} hidden, and used all the same, as Word's merge does"
            self._warn(
                "hidden-cells",
                message,
                f"unhide or delete {'it' if one else 'them'}, or choose recipients with --where",
            )
        for column in columns.columns:
            if column.index in self.table.hidden_columns:
                message = f"the column {column.called} is hidden, and used all the same"
                self._warn("hidden-cells", message, "unhide it, or delete it")
        if reader.restored:
            message = f"in {_named(reader.restored)} the ZIP code had lost its leading zero, which the state tells"
            self._warn("zip-zeros", message, "format the column as Text, and write all five digits")

    def _warn(self, rule: str, message: str, remedy: str) -> None:
        task = RULES[rule].task
        self.problems.add(
            replace(self.table.problem(self.file, message, remedy), severity="warning", rule=rule, task=task)
        )

    def _shared(self) -> dict[str, Node]:
        """Read the workbook's sheet of values that all letters share: a name and a value in each row."""
        values: dict[str, Node] = {}
        if self.table.shared is None:
            return values
        table = self.table.shared
        try:
            for number, cells in table.rows:
                self._take_shared(table, number, cells, values)
        except ProblemsError as error:
            self.problems.extend(error.problems)
        return values

    def _take_shared(self, table: Table, number: int, cells: Sequence[Cell], values: dict[str, Node]) -> None:
        name, value, *more = (*cells, None, None)[: max(2, len(cells))]
        faults = [cell for cell in cells if isinstance(cell, Fault)]
        called = _text(name)
        if not values and not faults and folded(called) in {"name", "field"} and folded(_text(value)) == "value":
            return
        complaint: tuple[str, str] | None = None
        if faults:
            complaint = faults[0].message, faults[0].remedy
        elif any(cell is not None for cell in more):
            complaint = "a shared value has more than two cells", "write its name in column A and its value in column B"
        elif not called:
            complaint = "a shared value has no name", "write its name in column A"
        elif not re.fullmatch(VALUES.name_pattern, called):
            complaint = f'"{called}" cannot be a name', VALUES.remedy
        elif called in values:
            complaint = f'"{called}" is given twice; row {values[called].line} has it first', "delete one of the two"
        if complaint:
            self.problems.add(table.problem(self.file, *complaint, number))
            return
        content = value.value if isinstance(value, Shown) else value if isinstance(value, str) else None
        values[called] = Node(content, number, f"shared.{called}", _text(value), number)


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Shown) else cell if isinstance(cell, str) else ""


def _named(rows: Sequence[int]) -> str:
    """Name rows: one, or how many with the first of them."""
    if len(rows) == 1:
        return f"row {rows[0]}"
    some = ", ".join(str(row) for row in rows[:MOST_NAMED])
    return f"{len(rows):,} rows ({some}{', …' if len(rows) > MOST_NAMED else ''})"
