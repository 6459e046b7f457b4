"""A spreadsheet with more than forty different faults: each is told at its cell with its remedy, and nothing else is."""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING, Any

import openpyxl

from correspondence.errors import describe
from tests.sheets import problems, saved, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = (
    *("ID", "Courtesy Title", "Name", "Job Title", "Organization", "Address 1", "Address 2", "Address 3", "City"),
    *(
        "State",
        "ZIP Code",
        "Country",
        "E-mail",
        "Juristiction",
        "Company",
        "2nd contact",
        "Addressee",
        "Case No.",
        "Opened",
    ),
)
AS_TEXT = "format the cell as Text, and type it again"
OWN_ID = "give each recipient an id of its own"
ID_REMEDY = "use letters, digits, hyphens and underscores, and begin with a letter or digit"
ZIP_REMEDY = "write five digits, or five, a hyphen and four"
EMAIL_REMEDY = "write it as name@agency.gov"
DAY = datetime.date(2017, 5, 3)


def sound(number: int) -> dict[str, Any]:
    """Return a row without a fault."""
    return {
        "ID": f"city-{number}",
        "Courtesy Title": "Chief",
        "Name": "Robin Sample",
        "Organization": f"City {number} Police Department",
        "Address 1": f"{number} Main Street",
        "City": "Stockton",
        "State": "CA",
        "ZIP Code": "95202",
        "E-mail": f"chief{number}@example.gov",
        "Case No.": number,
        "Opened": DAY,
    }


Fault = tuple["Mapping[str, Any]", str | None, str | None, str, str]

FAULTS: tuple[Fault, ...] = (
    ({"ID": None}, "ID (A)", "id", "id is empty", "write an id there"),
    ({"ID": "city 2"}, "ID (A)", "id", '"city 2" is not an id', ID_REMEDY),
    ({"ID": "city-100"}, "ID (A)", "id", '"city-100" is used twice; row 2 has it first', OWN_ID),
    (
        {"ID": "City-100"},
        *("ID (A)", "id"),
        '"City-100" and "city-100" in row 2 differ in capitals only, and their files would be one on many computers',
        OWN_ID,
    ),
    (
        {"ID": "con"},
        *("ID (A)", "id", '"con" is a name that Windows keeps for itself, and no file can bear it', "choose another id"),
    ),
    ({"ID": "x" * 101}, "ID (A)", "id", f'"{"x" * 101}" is not an id', ID_REMEDY),
    (
        {"Name": None, "Organization": None},
        *(None, None, "the row has neither a name nor an organization", "write one of the two, or delete the row"),
    ),
    (
        {"Name": DAY},
        *("Name (C)", "name"),
        "the cell holds the date 2017-05-03, which the spreadsheet program may have made of something else",
        AS_TEXT,
    ),
    ({"Courtesy Title": True}, "Courtesy Title (B)", "title", "TRUE stands where text belongs", AS_TEXT),
    ({"Name": "Robin\nSample"}, "Name (C)", "name", "a name has more than one line", "write it on one line"),
    (
        {"Name": "Robin \ue000 Sample"},
        *("Name (C)", "name", "the character U+E000 cannot be printed", "delete it; it is invisible in most editors"),
    ),
    (
        {"Organization": "#N/A"},
        *("Organization (E)", "organization", "the cell shows the error #N/A", "mend its formula, or write the value itself"),
    ),
    (
        {"Name": '="Robin "&"Sample"'},
        *("Name (C)", "name", "the cell holds a formula that was never computed"),
        "open the file in a spreadsheet program and save it",
    ),
    ({"Address 1": None}, "Address 1 (F)", "address.street", "street is empty", "write a street there"),
    ({"Address 1": "1 Main\nSuite 2"}, "Address 1 (F)", "address.street", "a street has more than one line", "write it on one line"),
    (
        {"Address 3": "Attention: mail room"},
        *("Address 3 (H)", "address.street3"),
        "an address has two lines before that of the city, and this is a third",
        "join it with the one before",
    ),
    ({"City": None}, "City (I)", "address.city", "city is empty", "write a city there"),
    (
        {"State": None},
        *("State (J)", "address.state", "state is missing", "write a two-letter state, or the country of an address abroad"),
    ),
    ({"State": "California"}, "State (J)", "address.state", '"California" is not a state\'s code', "write CA"),
    ({"State": "ca"}, "State (J)", "address.state", '"ca" is not a state\'s code', "write CA"),
    ({"State": "ZZ"}, "State (J)", "address.state", '"ZZ" is not a state\'s code', "write its two-letter code, such as NM"),
    (
        {"ZIP Code": None},
        *("ZIP Code (K)", "address.zip", "zip is missing", "write a ZIP code, or the country of an address abroad"),
    ),
    ({"ZIP Code": 2120}, "ZIP Code (K)", "address.zip", '"2120" is not a ZIP code', ZIP_REMEDY),
    ({"ZIP Code": "9520"}, "ZIP Code (K)", "address.zip", '"9520" is not a ZIP code', ZIP_REMEDY),
    ({"ZIP Code": "952O2"}, "ZIP Code (K)", "address.zip", '"952O2" is not a ZIP code', ZIP_REMEDY),
    ({"ZIP Code": 95202.5}, "ZIP Code (K)", "address.zip", '"95202.5" is not a ZIP code', ZIP_REMEDY),
    ({"ZIP Code": "99999"}, "ZIP Code (K)", "address.zip", 'there is no ZIP code "99999"', "look it up: they go from 00501 to 99950"),
    (
        {"ZIP Code": DAY},
        *("ZIP Code (K)", "address.zip"),
        "the cell holds the date 2017-05-03, which the spreadsheet program may have made of something else",
        AS_TEXT,
    ),
    ({"E-mail": "chief"}, "E-mail (M)", "email", '"chief" is not an e-mail address', EMAIL_REMEDY),
    ({"E-mail": "a@b.gov; c@d.gov"}, "E-mail (M)", "email", '"a@b.gov; c@d.gov" is not an e-mail address', EMAIL_REMEDY),
    ({"E-mail": "Chief <a@b.gov>"}, "E-mail (M)", "email", '"Chief <a@b.gov>" is not an e-mail address', EMAIL_REMEDY),
    (
        {"Case No.": 12345678901234567890},
        *("Case No. (R)", "case_no", "a number of more than 15 digits has lost its last ones in the spreadsheet program"),
        AS_TEXT,
    ),
    ({"Case No.": "#REF!"}, "Case No. (R)", "case_no", "the cell shows the error #REF!", "mend its formula, or write the value itself"),
    ({"Opened": -5}, "Opened (S)", "opened", "the cell has the format of a date, and its number is none", "type the date again"),
    ({"Opened": 60}, "Opened (S)", "opened", "the cell holds February 29, 1900, a day that never was", "type the date again"),
    ({"": "a note"}, "T", None, "the column T has values and no heading", "give it one in the row of headings, or delete its values"),
)  # fmt: skip

HEADING_FAULTS = [
    (1, "Juristiction (N)", None, '"Juristiction" is not a field of a recipient', 'did you mean "Jurisdiction"?'),
    (
        *(1, "Company (O)", None, "the columns Organization (E) and Company (O) both mean the Organization"),
        "delete one of the two, or give it another heading",
    ),
    (
        *(1, "2nd contact (P)", None, '"2nd contact" cannot be used in a template'),
        "use letters, digits and underscores, and begin with a letter, or leave the heading away with its column",
    ),
    (
        *(1, "Addressee (Q)", None, '"Addressee" is made from the title and name'),
        "delete the column, or give it another heading",
    ),
]


def faulty() -> tuple[bytes, list[tuple[int | None, str | None, str | None, str, str]]]:
    """Return the spreadsheet, and what is to be told of it."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Chiefs"
    sheet.append(list(HEADINGS))
    expected: list[tuple[int | None, str | None, str | None, str, str]] = list(HEADING_FAULTS)
    put(sheet, 2, sound(100))
    row = 3
    for change, column, field, message, remedy in FAULTS:
        put(sheet, row, {**sound(row), **change})
        expected.append((row, column, field, message, remedy))
        row += 1
    sheet.append(list(HEADINGS))
    expected.append((row, None, None, "the row repeats the headings", "delete it"))
    put(sheet, row + 1, sound(row + 1))
    put(sheet, row + 2, {**sound(row + 2)})
    sheet.merge_cells(f"R{row + 1}:R{row + 2}")
    expected.append(
        (row + 1, "R", None, f"the cells R{row + 1}:R{row + 2} are merged, and only the first of them has the value", "unmerge them, and write the value in each")
    )  # fmt: skip
    sheet.cell(row + 3, 1, "Total:")
    sheet.cell(row + 3, 18, 40)
    expected.append(
        (row + 3, None, None, "the row holds totals and no recipient", "delete it, or move it to another sheet")
    )
    return saved(workbook), expected


def put(sheet: Worksheet, row: int, values: Mapping[str, Any]) -> None:
    """Write the cells of one row."""
    columns = {name: number for number, name in enumerate((*HEADINGS, ""), start=1)}
    for name, value in values.items():
        cell = sheet.cell(row, columns[name])
        cell.value = value
        if name == "Opened":
            cell.number_format = "m/d/yyyy"


def test_each_of_many_faults_is_told_at_its_cell_and_nothing_else_is() -> None:
    content, expected = faulty()
    found = problems(content, "chiefs.xlsx")
    assert {(one.file, one.sheet, one.severity, one.line) for one in found} == {
        ("chiefs.xlsx", "Chiefs", "error", None)
    }
    told_of = [(one.row, one.column, one.field, one.message, one.remedy) for one in found]
    assert sorted(told_of, key=str) == sorted(expected, key=str)
    assert len({message for *_, message, _ in expected}) >= 40


def test_the_other_rows_of_that_spreadsheet_are_sound_once_its_headings_are() -> None:
    content, _ = faulty()
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    sheet = workbook.worksheets[0]
    for column in (17, 16, 15):
        sheet.cell(1, column).value = None
    sheet["N1"] = "Jurisdiction"
    sheet.delete_rows(3, sheet.max_row)
    sheet.merged_cells.ranges.clear()
    assert told(saved(workbook)) == []


def test_faults_are_shown_in_the_order_of_the_rows() -> None:
    lines = list(describe(problems(faulty()[0], "chiefs.xlsx")))
    assert lines[0] == "chiefs.xlsx cannot be used:"
    assert lines[5] == "  sheet Chiefs, row 3, column ID (A), id: id is empty; write an id there"
    rows = [int(line.partition("row ")[2].partition(",")[0].partition(":")[0]) for line in lines[1:]]
    assert rows == sorted(rows)
