"""The columns of a sheet: which field of a recipient each heading means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from correspondence.errors import Problem, Problems
from correspondence.fields import VALUES, near_miss
from correspondence.recipients.cells import Cell, Fault, Row, Shown, Table, letters

NAME_PARTS = ("first_name", "middle_name", "last_name", "suffix")
"""Parts of which a name is made, where the sheet has no column for the whole."""
LINES = "address.lines"
"""All lines of an address in one cell."""
THIRD_LINE = "address.street3"
"""A line for which an address has no field."""

KNOWN: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("id", "recipientid"), "id"),
        **dict.fromkeys(("title", "courtesytitle", "nameprefix", "prefix", "honorific"), "title"),
        **dict.fromkeys(("name", "fullname", "contactname"), "name"),
        **dict.fromkeys(("firstname", "first", "givenname"), "first_name"),
        **dict.fromkeys(("middlename", "middle", "middleinitial"), "middle_name"),
        **dict.fromkeys(("lastname", "last", "familyname", "surname"), "last_name"),
        **dict.fromkeys(("suffix", "namesuffix"), "suffix"),
        **dict.fromkeys(("position", "jobtitle"), "position"),
        **dict.fromkeys(
            ("organization", "organizationname", "company", "companyname", "agency", "agencyname"), "organization"
        ),
        **dict.fromkeys(("jurisdiction",), "jurisdiction"),
        **dict.fromkeys(("email", "emailaddress"), "email"),
        **dict.fromkeys(("salutation", "greeting"), "salutation"),
        **dict.fromkeys(("accept", "exceptions"), "accept"),
        **dict.fromkeys(("address", "mailingaddress", "postaladdress", "businessaddress"), LINES),
        **dict.fromkeys(
            (
                "street",
                "addressstreet",
                "address1",
                "addressline1",
                "streetaddress",
                "streetaddress1",
                "businessstreet",
            ),
            "address.street",
        ),
        **dict.fromkeys(
            ("street2", "addressstreet2", "address2", "addressline2", "streetaddress2", "businessstreet2"),
            "address.street2",
        ),
        **dict.fromkeys(("street3", "address3", "addressline3", "streetaddress3", "businessstreet3"), THIRD_LINE),
        **dict.fromkeys(("city", "addresscity", "businesscity", "town"), "address.city"),
        **dict.fromkeys(
            ("state", "addressstate", "stateprovince", "stateorprovince", "businessstate"), "address.state"
        ),
        **dict.fromkeys(
            ("zip", "addresszip", "zipcode", "postalcode", "businesspostalcode", "zippostalcode", "postcode"),
            "address.zip",
        ),
        **dict.fromkeys(
            (
                "country",
                "addresscountry",
                "countryorregion",
                "countryregion",
                "businesscountry",
                "businesscountryregion",
            ),
            "address.country",
        ),
    }
)
"""Headings, without what is mixed up: capitals, spaces, hyphens, dots. Word's and Outlook's own are among them."""

ORDINARY = frozenset({"county"})
"""Headings that are near to one of the known and mean something else."""
SHORTEST_WORD = 3
DERIVED = ("addressee", "display_name")
"""Names under which templates find what is made of a recipient's other values."""
NEEDED = ("address.street", "address.city", "address.state", "address.zip")
NOUNS = {
    "address.street": "street",
    "address.city": "city",
    "address.state": "state",
    "address.zip": "ZIP code",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column whose heading was understood.

    Attributes:
        index: Its number, counted from 0.
        heading: What stands above it.
        path: The field, such as ``address.zip``, or the name of a further value.
        known: Whether it is a field of every recipient.
    """

    index: int
    heading: str
    path: str
    known: bool

    @property
    def called(self) -> str:
        """What messages call it: ``ZIP (F)``."""
        return f"{self.heading} ({letters(self.index)})"


@dataclass(frozen=True)
class Columns:
    """The columns of a sheet.

    Attributes:
        row: The row of headings.
        columns: Those that were understood, in order.
        width: How many columns there are up to the last heading.
        bare: Numbers of those among them that have none.
        left_out: Fields that lack their column, which was reported: no row is held to them.
        by_path: The columns by their fields.
    """

    row: int
    columns: tuple[Column, ...]
    width: int
    bare: tuple[int, ...] = ()
    left_out: frozenset[str] = frozenset()
    by_path: Mapping[str, Column] = field(default_factory=dict)


def folded(heading: str) -> str:
    """Return a heading without what is mixed up: capitals, spaces, underscores, hyphens, dots, accents.

    Example:
        >>> folded("E-mail Address"), folded("ZIP_Code"), folded("address.street"), folded("Address Line 1:")
        ('emailaddress', 'zipcode', 'addressstreet', 'addressline1')
    """
    return "".join(one for one in _ascii(heading).lower() if one.isalnum())


def template_name(heading: str) -> str:
    """Return the name by which a template finds a column's values: small letters and underscores.

    Example:
        >>> template_name("Case No."), template_name("Fällig am"), template_name("2nd contact")
        ('case_no', 'fallig_am', '2nd_contact')
    """
    return re.sub(r"[^a-z0-9]+", "_", _ascii(heading).lower()).strip("_")


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def read_columns(header: Row, table: Table, file: str, problems: Problems) -> Columns:
    """Read a row of headings.

    A heading that is mistyped is reported and taken for what it must mean, so that the rows below it are
    held to it all the same.

    Args:
        header: The first row that holds something.
        table: The sheet.
        file: Its file, for messages.
        problems: Takes what is wrong with the headings.
    """
    row, cells = header
    found: dict[str, Column] = {}
    columns: list[Column] = []
    paths = _paths(cells)
    for index, cell in enumerate(cells):
        if cell is None:
            continue
        column, complaint = _column(index, cell, paths, found)
        if complaint:
            message, remedy = complaint
            at = f"{_shown(cell)} ({letters(index)})" if not isinstance(cell, Fault) else letters(index)
            problem = table.problem(file, message, remedy, row)
            problems.add(_in_column(problem, at))
        if column is not None:
            found[column.path] = column
            columns.append(column)
    left_out = set(_lacking(found, row, table, file, problems))
    width = max((index + 1 for index, cell in enumerate(cells) if cell is not None), default=0)
    bare = tuple(index for index, cell in enumerate(cells[:width]) if cell is None)
    return Columns(row, tuple(columns), width, bare, frozenset(left_out), found)


def _in_column(problem: Problem, called: str) -> Problem:
    return Problem(problem.file, problem.message, problem.remedy, row=problem.row, column=called, sheet=problem.sheet)


def _shown(cell: Cell) -> str:
    text = cell.text if isinstance(cell, Shown) else str(cell)
    return " ".join(text.split())


def _paths(cells: Sequence[Cell]) -> dict[int, str]:
    """Return the fields that headings mean word for word; "Address" is a street where the rest has its own columns."""
    names = {
        index: folded(_shown(cell))
        for index, cell in enumerate(cells)
        if cell is not None and not isinstance(cell, Fault)
    }
    paths = {index: KNOWN[name] for index, name in names.items() if name in KNOWN}
    known = set(paths.values())
    if LINES in known and any(path.startswith("address.") and path != LINES for path in known):
        paths = {index: "address.street" if path == LINES else path for index, path in paths.items()}
    return paths


def _column(
    index: int, cell: Cell, paths: Mapping[int, str], found: Mapping[str, Column]
) -> tuple[Column | None, tuple[str, str] | None]:
    """Read one heading; return what it means, and what is wrong with it."""
    if isinstance(cell, Fault):
        return None, (cell.message, cell.remedy)
    heading = _shown(cell)
    path = paths.get(index, "")
    complaint: tuple[str, str] | None = None
    name = folded(heading)
    if not path and (template_name(heading) in DERIVED or name in map(folded, DERIVED)):
        return None, (f'"{heading}" is made from the title and name', "delete the column, or give it another heading")
    if not path and name not in ORDINARY and (close := _near(name)):
        path = KNOWN[close]
        if path == LINES and any(other.startswith("address.") for other in paths.values()):
            path = "address.street"
        complaint = f'"{heading}" is not a field of a recipient', f'did you mean "{CALLED[path]}"?'
        if path in paths.values() or path in found:
            return None, (complaint[0], f'did you mean "{CALLED[path]}", of which there is a column already?')
    known = bool(path)
    path = path or template_name(heading)
    if not known and not re.fullmatch(VALUES.name_pattern, path):
        remedy = f"{VALUES.remedy}, or leave the heading away with its column"
        return None, (f'"{heading}" cannot be used in a template', remedy)
    if path in found:
        first = found[path]
        what = f"the {CALLED[path]}" if known else f'the name "{path}"'
        return None, (
            f"the columns {first.called} and {heading} ({letters(index)}) both mean {what}",
            "delete one of the two, or give it another heading",
        )
    return Column(index, heading, path, known), complaint


def _near(name: str) -> str | None:
    """Return the known heading that somebody who typed another must have meant.

    Other digits mean another column, and so does a whole word more: "Organization Type" is no organization.
    """
    digits = re.findall(r"[0-9]", name)
    close = near_miss(name, [one for one in KNOWN if re.findall(r"[0-9]", one) == digits])
    a_word_more = close is not None and close in name and len(name) - len(close) >= SHORTEST_WORD
    return None if a_word_more else close


CALLED: Mapping[str, str] = {
    "id": "ID", "title": "Title", "name": "Name", "first_name": "First Name", "middle_name": "Middle Name",
    "last_name": "Last Name", "suffix": "Suffix", "position": "Job Title", "organization": "Organization",
    "jurisdiction": "Jurisdiction", "email": "E-mail", "salutation": "Salutation", LINES: "Address",
    "address.street": "Street", "address.street2": "Address 2", THIRD_LINE: "Address 3", "address.city": "City",
    "address.state": "State", "address.zip": "ZIP", "address.country": "Country",
}  # fmt: skip
"""How each field is called above a column."""


def _lacking(found: Mapping[str, Column], row: int, table: Table, file: str, problems: Problems) -> Iterator[str]:
    """Report the columns that are missing altogether; yield their fields."""
    if not {"name", "organization", "last_name", "first_name"} & set(found):
        remedy = "add a column Name or Organization; the first row that holds something has the headings"
        problems.add(table.problem(file, "no column has the names of those to whom the letters go", remedy, row))
        yield from ("name", "organization")
    given = [path for path in found if path.startswith("address.") and path != LINES]
    if LINES in found:
        return
    for path in NEEDED if given else ():
        if path in found or (path in {"address.state", "address.zip"} and "address.country" in found):
            continue
        yield path
        message = f"the addresses have no column for the {NOUNS[path]}"
        problems.add(table.problem(file, message, f"add a column {CALLED[path]}", row))
