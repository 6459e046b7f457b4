"""Lists as sheets: what headings mean, what cells hold, how ids are made, and what is told of whole files."""

from __future__ import annotations

import datetime
import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from correspondence.recipients import Address, Recipient
from tests.sheets import HEADINGS, SOUND, book, converted, only, problems, read, saved, separated, told

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

ROMA = Address("400 Roma NW", "", "Albuquerque", "NM", "87102")


def row(**changes: Any) -> list[Any]:
    """Return a sound row with some cells changed, by the heading without spaces."""
    return [changes.get(heading, value) for heading, value in zip(HEADINGS, SOUND, strict=True)]


def with_column(heading: str, *values: Any) -> list[list[Any]]:
    """Return a sound sheet with one more column."""
    rows = [[f"row{number}", *SOUND[1:], value] for number, value in enumerate(values, start=2)]
    return [[*HEADINGS, heading], *rows]


def further(content: bytes, name: str, file: str = "list.xlsx") -> list[object]:
    """Return what a column of the list's own holds."""
    return [one.extras[name].plain() for one in read(content, file).recipients]


def test_a_sheet_is_read_with_its_rows() -> None:
    found = read(book([HEADINGS, SOUND, [], ["jones", *SOUND[1:]]]))
    assert found.id == "list"
    assert [(one.id, one.line) for one in found.recipients] == [("eden", 2), ("jones", 4)]
    first = found.recipients[0]
    assert (first.title, first.name, first.organization) == ("Chief", "Gorden Eden", "Albuquerque Police Department")
    assert first.address == ROMA
    assert first.derived_salutation == "Dear Chief Eden"


@pytest.mark.parametrize(
    ("headings", "values", "expected"),
    [
        (("ID", "NAME", "E-Mail"), ("a", "Eric Jones", "e@b.gov"), {"name": "Eric Jones", "email": "e@b.gov"}),
        (("id", "full name", "email_address"), ("a", "Eric Jones", "e@b.gov"), {"name": "Eric Jones", "email": "e@b.gov"}),
        (("Id", "Courtesy Title", "Name"), ("a", "Mayor", "Eric Jones"), {"title": "Mayor", "name": "Eric Jones"}),
        (
            ("ID", "First Name", "Middle Name", "Last Name", "Suffix", "Job Title"),
            ("a", "Eric", "B.", "García López", "Jr.", "Chief of Police"),
            {"name": "Eric B. García López Jr.", "family_name": "García López", "position": "Chief of Police"},
        ),
        (("ID", "First Name", "Last Name", "Suffix"), ("a", "Eric", "Jones", "Esq."), {"name": "Eric Jones, Esq.", "family_name": "Jones"}),
        (("ID", "First Name", "Last Name"), ("a", "Gorden", "Eden, Jr."), {"name": "Gorden Eden, Jr.", "family_name": "Eden"}),
        (("ID", "First Name", "Last Name"), ("a", "Eric", "De la Cruz III"), {"name": "Eric De la Cruz III", "family_name": "De la Cruz"}),
        (("ID", "Name", "Last Name"), ("a", "Mary Ann Smith", "Smith"), {"name": "Mary Ann Smith", "family_name": "Smith"}),
        (("ID", "Company"), ("a", "Police Department"), {"organization": "Police Department"}),
        (("ID", "company name", "Jurisdiction", "Salutation"), ("a", "PD", "Stockton", "Dear Chief"), {"organization": "PD", "jurisdiction": "Stockton", "salutation": "Dear Chief"}),
        (
            ("ID", "Name", "Address Street", "address.city", "Address-State", "ADDRESS ZIP"),
            ("a", "Eric Jones", "400 Roma NW", "Albuquerque", "NM", "87102"),
            {"address": ROMA},
        ),
        (
            ("ID", "Name", "Address Line 1", "Address Line 2", "City", "State/Province", "ZIP Code", "Country or Region"),
            ("a", "Eric Jones", "1 Main", "Suite 2", "Toronto", "", "M5H 2N2", "Canada"),
            {"address": Address("1 Main", "Suite 2", "Toronto", "", "M5H 2N2", "Canada")},
        ),
        (
            ("ID", "Name", "Business Street", "Business City", "Business State", "Business Postal Code", "Business Country/Region"),
            ("a", "Eric Jones", "400 Roma NW", "Albuquerque", "NM", "87102", "USA"),
            {"address": Address("400 Roma NW", "", "Albuquerque", "NM", "87102", "USA")},
        ),
        (("ID", "Name", "Address", "City", "State", "Postal Code"), ("a", "Eric Jones", "400 Roma NW", "Albuquerque", "NM", "87102"), {"address": ROMA}),
        (("ID", "Name", "Address"), ("a", "Eric Jones", "1 Archive Road\nLondon NW1 0AA\nUnited Kingdom"), {"address": Address(as_given=("1 Archive Road", "London NW1 0AA", "United Kingdom"))}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_headings_are_known(
    kind: str, headings: tuple[str, ...], values: tuple[str, ...], expected: dict[str, Any]
) -> None:
    content = book([headings, values]) if kind == "xlsx" else separated([headings, values])
    found = only(content, f"list.{kind}")
    assert {name: getattr(found, name) for name in expected} == expected
    assert not found.extras


@pytest.mark.parametrize(
    ("heading", "name"),
    [("Region", "region"), ("Case No.", "case_no"), ("County", "county"), ("E-mail 2 Address", "e_mail_2_address"), ("Home Street", "home_street"), ("Organization Type", "organization_type"), ("Präfektur", "prafektur")],
)  # fmt: skip
def test_a_column_that_nobody_knows_is_a_value_of_the_lists_own(heading: str, name: str) -> None:
    assert further(book(with_column(heading, "x")), name) == ["x"]


@pytest.mark.parametrize(
    ("headings", "line"),
    [
        (("ID", "Nmae", "Organization"), 'row 1, column Nmae (B): "Nmae" is not a field of a recipient; did you mean "Name"?'),
        (("ID", "Name", "Adress"), 'row 1, column Adress (C): "Adress" is not a field of a recipient; did you mean "Address"?'),
        (("ID", "Name", "Name "), "row 1, column Name (C): the columns Name (B) and Name (C) both mean the Name; delete one of the two, or give it another heading"),
        (("ID", "Name", "Region", "REGION"), 'row 1, column REGION (D): the columns Region (C) and REGION (D) both mean the name "region"; delete one of the two, or give it another heading'),
        (("ID", "Name", "E-mail", "Emial"), 'row 1, column Emial (D): "Emial" is not a field of a recipient; did you mean "E-mail", of which there is a column already?'),
        (("ID", "Name", "所属"), 'row 1, column 所属 (C): "所属" cannot be used in a template; use letters, digits and underscores, and begin with a letter, or leave the heading away with its column'),
        (("ID", "Region"), "row 1: no column has the names of those to whom the letters go; add a column Name or Organization; the first row that holds something has the headings"),
        (("ID", "Name", "Street", "State", "ZIP"), "row 1: the addresses have no column for the city; add a column City"),
        (("ID", "Name", "City"), "row 1: the addresses have no column for the street; add a column Street"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_headings_is_told_once(headings: tuple[str, ...], line: str) -> None:
    rows = [headings, ["a", *("" for _ in headings[1:])], ["b", *("x" for _ in headings[1:])]]
    assert line in told(separated(rows), "list.csv")
    assert len([one for one in told(separated(rows), "list.csv") if "row 1" in one and "column" in one]) <= 3


def test_values_without_a_heading_are_told_once_for_their_column() -> None:
    rows = [("Name", None, "Region"), ("A B", "", "x"), ("C D", "y", "x"), ("E F", "z", "x")]
    line = "row 3, column B: the column B has values and no heading; give it one in the row of headings, or delete its values"
    assert told(separated(rows), "list.csv") == [line]
    assert told(book(rows)) == [f"sheet List, {line}"]


def number(format_: str, value: Any) -> bytes:
    """Return a sheet with a number in a format, in the column Value."""

    def change(sheet: Worksheet) -> None:
        sheet["I2"].number_format = format_

    return book(with_column("Value", value), change)


@pytest.mark.parametrize(
    ("format_", "value", "expected"),
    [
        ("General", 5, 5),
        ("General", 5.0, 5),
        ("General", 0.1 + 0.2, Decimal("0.3")),
        ("General", -1.5, Decimal("-1.5")),
        ("General", True, True),
        ("General", "02120", "02120"),
        ("General", "5", "5"),
        ("@", "007", "007"),
        ("00000", 2120, "02120"),
        ("00000\\-0000", 21201234, "02120-1234"),
        ("000\\-00\\-0000", 1234567, "001-23-4567"),
        ("0.00", 1234.5, Decimal("1234.50")),
        ('"$"#,##0.00', 1234.5, Decimal("1234.50")),
        ("0%", 0.25, "25%"),
        ("0.00%", 0.25, "25.00%"),
        ("m/d/yyyy", datetime.date(2017, 8, 3), datetime.date(2017, 8, 3)),
        ("mmmm d, yyyy", datetime.datetime(2017, 8, 3), datetime.date(2017, 8, 3)),  # noqa: DTZ001  (a cell knows no zone)
        ("[$-409]d-mmm-yy;@", datetime.date(1999, 12, 31), datetime.date(1999, 12, 31)),
        ("yyyy-mm-dd hh:mm", datetime.datetime(2017, 8, 3, 14, 30), "2017-08-03 14:30"),  # noqa: DTZ001
        ("h:mm AM/PM", datetime.time(10, 30), "10:30 a.m."),
        ("h:mm AM/PM", datetime.time(0, 5), "12:05 a.m."),
        ("[h]:mm", datetime.timedelta(hours=36), "36:00"),
        ("0.00E+00", 1500, 1500),
        ("General", None, None),
        ("General", "  a b  ", "a b"),
        ("General", "two\nlines", "two\nlines"),
        ("General", "_x005F_x0041_", "_x0041_"),
    ],
)  # fmt: skip
def test_cells_keep_their_meaning(format_: str, value: Any, expected: object) -> None:
    (found,) = further(number(format_, value), "value")
    assert (found, type(found)) == (expected, type(expected))
    assert str(found) == str(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", 5), ("-5", -5), ("007", "007"), ("1.50", Decimal("1.50")), ("1e5", "1e5"), ("2017-08-03", datetime.date(2017, 8, 3)),
        ("2017-02-30", "2017-02-30"), ("8/3/2017", "8/3/2017"), ("TRUE", True), ("false", False), ("25%", "25%"), ("1,234", "1,234"),
        ("12345678901234567890", "12345678901234567890"), ("٣", "٣"), ("", None), ("=1+1", "=1+1"),
    ],
)  # fmt: skip
def test_values_of_csv_mean_what_they_do_in_yaml(text: str, expected: object) -> None:
    found, _ = further(separated(with_column("Value", text, "x")), "value", "list.csv")
    assert (found, type(found)) == (expected, type(expected))


def test_a_formula_cell_has_the_value_that_the_spreadsheet_program_computed(tmp_path: Path) -> None:
    rows = with_column("Value", '="Case "&(1+1)')
    path = tmp_path / "list.xlsx"
    path.write_bytes(book(rows))
    line = "sheet List, row 2, column Value (I), value: the cell holds a formula that was never computed; open the file in a spreadsheet program and save it"
    assert told(path.read_bytes()) == [line]
    assert further(converted(path, "xlsx", tmp_path / "saved").read_bytes(), "value") == ["Case 2"]


def test_libreoffice_writes_what_is_read(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["H2"].number_format = "00000"
        sheet["I2"].number_format = "m/d/yyyy"

    rows = with_column("Opened", datetime.date(2017, 8, 3))
    rows[1][6:8] = ["MA", 2120]
    path = tmp_path / "list.xlsx"
    path.write_bytes(book(rows, change))
    again = converted(path, "xlsx", tmp_path / "again").read_bytes()
    text = converted(
        path, "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false", tmp_path / "text"
    ).read_bytes()
    for content, file, opened in ((again, "list.xlsx", datetime.date(2017, 8, 3)), (text, "list.csv", "08/03/2017")):
        found = only(content, file)
        assert found.address == Address("400 Roma NW", "", "Albuquerque", "MA", "02120")
        assert found.extras["opened"].plain() == opened


def test_other_kinds_of_table_are_told_what_to_do_with(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(book([HEADINGS, SOUND]))
    remedy = "save it as an Excel workbook (.xlsx) or as CSV UTF-8"
    for ending, what, how in (
        ("ods", "an OpenDocument file (LibreOffice)", "open it in its program and"),
        ("xls", "of an old program (.xls)", "open it in the spreadsheet program and"),
        ("pdf", "a PDF and no table", "open it in the spreadsheet program and"),
        ("html", "a web page and no table", "open it in the spreadsheet program and"),
    ):
        content = converted(path, ending, tmp_path / ending).read_bytes()
        assert told(content, f"list.{ending}") == [f"the file is {what}; {how} {remedy}"]


ZERO = {
    "MA": ("2120", "02120"),
    "NJ": ("7102", "07102"),
    "PR": ("901", "00901"),
    "NY": ("501", "00501"),
    "VT": ("5401", "05401"),
}


@pytest.mark.parametrize("state", ZERO)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_zip_code_that_lost_its_zero_gets_it_back_where_the_state_tells(state: str, kind: str) -> None:
    short, whole = ZERO[state]
    rows = [HEADINGS, row(State=state, ZIP=int(short)), row(ID="other", State=state, ZIP=whole)]
    content = book(rows) if kind == "xlsx" else separated(rows)
    found = read(content, f"list.{kind}")
    assert [one.address.zip for one in found.recipients if one.address] == [whole, whole]
    assert [(one.message, one.remedy) for one in found.warnings] == [
        ("in row 2 the ZIP code had lost its leading zero, which the state tells", "format the column as Text, and write all five digits")
    ]  # fmt: skip


def test_a_text_of_four_digits_is_no_zip_code_in_a_workbook() -> None:
    line = 'sheet List, row 2, column ZIP (H), address.zip: "2120" is not a ZIP code; write five digits, or five, a hyphen and four'
    assert told(book([HEADINGS, row(State="MA", ZIP="2120")])) == [line]


def test_ids_are_made_of_each_row_alone() -> None:
    rows = [
        ["Name", "Organization"],
        ["Eric Jones", "Stockton Police Department"],
        ["Gorden Eden", "Albuquerque P. D."],
        ["", "Sheriff’s Office of Łódź"],
        ["María Núñez", ""],
        ["Kim Sample", "Riverton"],
        ["Pat Example", "Riverton"],
    ]
    ids = [one.id for one in read(book(rows)).recipients]
    assert ids == ["stockton-police-department", "albuquerque-p-d", "sheriffs-office-of-odz", "maria-nunez", "riverton-kim-sample", "riverton-pat-example"]  # fmt: skip
    assert {one.id for one in read(book([rows[0], *reversed(rows[1:])])).recipients} == set(ids)
    assert [one.id for one in read(book(rows[:2])).recipients] == ids[:1]


def test_recipients_that_no_id_tells_apart_are_told() -> None:
    rows = [["Name", "Organization"], ["Kim Sample", "Riverton"], ["Kim Sample", "Riverton"], ["山田", ""]]
    assert told(separated(rows), "list.csv") == [
        "row 3: the row would have the same id as row 2, riverton-kim-sample, and their files would be one; add a column ID, with letters, digits and hyphens; or delete the row if it is there twice",
        "row 4, id: no id can be made of the name: it has no letter from A to Z; add a column ID, with letters, digits and hyphens",
    ]


def test_hidden_rows_and_columns_are_used_and_counted() -> None:
    def change(sheet: Worksheet) -> None:
        for hidden in (3, 4):
            sheet.row_dimensions[hidden].hidden = True
        sheet.column_dimensions["B"].hidden = True

    rows = [HEADINGS, *([f"r{number}", *SOUND[1:]] for number in range(4))]
    found = read(book(rows, change))
    assert len(found.recipients) == 4
    assert [str(one) for one in found.warnings] == [
        "sheet List: 2 rows (3, 4) are hidden, and used all the same, as Word's merge does; unhide or delete them, or choose recipients with --where",
        "sheet List: the column Title (B) is hidden, and used all the same; unhide it, or delete it",
    ]
    (one,) = read(book(rows, lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True))).warnings
    assert str(one) == (
        "sheet List: row 3 is hidden, and used all the same, as Word's merge does; unhide or delete it, or choose recipients with --where"
    )


def several() -> bytes:
    """Return a workbook of several sheets, the first of which is hidden."""
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].title = "Old"
    workbook.worksheets[0].sheet_state = "hidden"
    for name, id_ in (("shared", ""), ("Chiefs", "chief"), ("City Mayors", "mayor")):
        sheet = workbook.create_sheet(name)
        if name == "shared":
            for pair in (("Name", "Value"), ("date", datetime.date(2017, 8, 3)), ("days", 5)):
                sheet.append(list(pair))
        else:
            sheet.append(list(HEADINGS))
            sheet.append([id_, *SOUND[1:]])
    return saved(workbook)


def test_the_first_sheet_that_is_shown_is_read_or_the_one_that_is_named() -> None:
    found = read(several())
    assert [one.id for one in found.recipients] == ["chief"]
    assert {name: node.plain() for name, node in found.shared.items()} == {"date": datetime.date(2017, 8, 3), "days": 5}
    assert [one.id for one in read(several(), sheet="city mayors").recipients] == ["mayor"]
    assert told(several(), sheet="Mayors") == [
        'the workbook has no sheet "Mayors"; choose one of Old, shared, Chiefs, City Mayors (did you mean "City Mayors"?)'
    ]
    assert told(separated([HEADINGS, SOUND]), "list.csv", "Chiefs") == [
        'the file has no sheets, and "Chiefs" was named; name the file alone'
    ]


def test_shared_values_are_checked() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(several()))
    for values in (("date", "x"), ("due-date", 1), (None, 1), ("a", 1, 2), ("b", "#N/A")):
        workbook["shared"].append(values)
    assert told(saved(workbook)) == [
        'sheet shared, row 4: "date" is given twice; row 2 has it first; delete one of the two',
        'sheet shared, row 5: "due-date" cannot be a name; use letters, digits and underscores, and begin with a letter',
        "sheet shared, row 6: a shared value has no name; write its name in column A",
        "sheet shared, row 7: a shared value has more than two cells; write its name in column A and its value in column B",
        "sheet shared, row 8: the cell shows the error #N/A; mend its formula, or write the value itself",
    ]


def test_an_empty_cell_is_there_without_a_value() -> None:
    found = read(book(with_column("Region", "West", None)))
    assert [one.extras["region"].plain() for one in found.recipients] == ["West", None]


def test_a_recipient_may_have_no_address() -> None:
    assert only(book([HEADINGS, row(Street=None, City="", State=" ", ZIP=None)])).address is None


READINGS = "<r><t>To</t></r><r><t xml:space='preserve'>kyo </t></r><rPh sb='0' eb='1'><t>toukyou</t></rPh>"


def test_texts_with_phonetic_readings_are_read_without_them() -> None:
    content = book([("ID", "Name"), ("a", "Tokyo")])
    assert only(rewritten(content, SHEET, "<t>Tokyo</t>", READINGS)).name == "Tokyo"
    elsewhere = rewritten(content, SHEET, 't="inlineStr"><is><t>Tokyo</t></is>', 't="s"><v>1</v>')
    texts = f"<sst><si><t>other</t></si><si>{READINGS}</si></sst>"
    assert only(rewritten(elsewhere, "xl/sharedStrings.xml", "", texts)).name == "Tokyo"


SHEET = "xl/worksheets/sheet1.xml"


def rewritten(content: bytes, part: str, old: str, new: str) -> bytes:
    """Return a workbook with words of one of its parts changed; a part that is not there is added."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert files.setdefault(part, "").count(old) == 1
    files[part] = files[part].replace(old, new)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def test_days_of_old_macs_are_counted_from_1904() -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    sheet = workbook.worksheets[0]
    for values in with_column("Opened", datetime.date(2017, 8, 3)):
        sheet.append(values)
    assert further(saved(workbook), "opened") == [datetime.date(2017, 8, 3)]


def test_a_whole_list_is_told_at_once() -> None:
    rows = [HEADINGS, row(State="XX"), ["eden", *SOUND[1:]], ["jones", "", "", "", *SOUND[4:]]]
    assert [(one.row, one.column) for one in problems(book(rows))] == [(2, "State (G)"), (3, "ID (A)"), (4, None)]


def test_a_recipient_of_a_sheet_is_a_recipient() -> None:
    assert isinstance(only(book([HEADINGS, SOUND])), Recipient)
