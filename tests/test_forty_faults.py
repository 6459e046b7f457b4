"""A list with more than forty faults, one in each row: a check tells each at its cell with its remedy, and nothing else.

The same list as a workbook that openpyxl writes and as CSV; faults of reading, of the rules, and of what the letter
needs, as somebody meets them who checks a letter.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import command
from tests.sheets import book, separated

TEMPLATE = """\
---
layout: letter
title: Notice
sender: office-of-justice-programs
signer: alan-hanson
date: 2030-03-04
---
We meet with the {{ recipient.organization }} of {{ recipient.jurisdiction }} in the case {{ recipient.case_no }}.
"""
HEADINGS = (
    *("ID", "Courtesy Title", "Name", "Job Title", "Organization", "Address 1", "Address 2", "Address 3", "City"),
    *("State", "ZIP Code", "E-mail", "Jurisdiction", "Salutation", "Case No.", "Accept"),
)
TREES = [
    "Alder",
    "Birch",
    "Cedar",
    "Dogwood",
    "Elm",
    "Fir",
    "Ginkgo",
    "Hazel",
    "Ironwood",
    "Juniper",
    "Katsura",
    "Larch",
    "Maple",
    "Nutmeg",
    "Oak",
    "Poplar",
    "Quince",
    "Redwood",
    "Spruce",
    "Tupelo",
    "Umbrella",
    "Viburnum",
    "Willow",
    "Yew",
    "Zelkova",
    "Aspen",
    "Beech",
    "Cypress",
    "Dawn",
    "Ebony",
    "Filbert",
    "Gum",
    "Hickory",
    "Ivy",
    "Jacaranda",
    "Kapok",
    "Linden",
    "Myrtle",
    "Neem",
    "Olive",
    "Palm",
    "Pine",
    "Rowan",
    "Sumac",
    "Teak",
    "Walnut",
    "Acacia",
    "Boxwood",
    "Catalpa",
    "Drake",
]
LONG = "x" * 101
NOT_AN_ID = f'"{LONG}" is not an id'
ID_REMEDY = "use letters, digits, hyphens and underscores, and begin with a letter or digit"
OWN_ID = "give each recipient an id of its own"
ZIP_REMEDY = "write five digits, or five, a hyphen and four"
EMAIL_REMEDY = "write it as name@agency.gov"


def sound(number: int) -> dict[str, str]:
    """Return a row without a fault; no two of them are of one person or at one address."""
    tree = TREES[number]
    return {
        "ID": f"city-{number}",
        "Courtesy Title": "Chief",
        "Name": f"Robin {tree}",
        "Organization": f"{tree} Police Department",
        "Address 1": f"{number + 10} Main Street",
        "City": "Stockton",
        "State": "CA",
        "ZIP Code": "95202",
        "E-mail": f"chief{number}@example.gov",
        "Jurisdiction": f"{tree}, California",
        "Case No.": f"C-{number}",
    }


Fault = tuple[dict[str, str], str, str | None, str | None, str, str]
FAULTS: tuple[Fault, ...] = (
    ({"ID": ""}, "error", "ID (A)", "id", "id is empty", "write an id there"),
    ({"ID": "city 2"}, "error", "ID (A)", "id", '"city 2" is not an id', ID_REMEDY),
    ({"ID": "city-0"}, "error", "ID (A)", "id", '"city-0" is used twice; row 2 has it first', OWN_ID),
    ({"ID": "CITY-1"}, "error", "ID (A)", "id", '"CITY-1" and "city-1" in row 3 differ in capitals only, and their files would be one on many computers', OWN_ID),
    ({"ID": "con"}, "error", "ID (A)", "id", '"con" is a name that Windows keeps for itself, and no file can bear it', "choose another id"),
    ({"ID": LONG}, "error", "ID (A)", "id", NOT_AN_ID, ID_REMEDY),
    ({"Name": "", "Organization": ""}, "error", None, None, "the row has neither a name nor an organization", "write one of the two, or delete the row"),
    ({"Name": "Robin\nOak"}, "error", "Name (C)", "name", "a name has more than one line", "write it on one line"),
    ({"Name": "Robin \ue000 Oak"}, "error", "Name (C)", "name", "the character U+E000 cannot be printed", "delete it; it is invisible in most editors"),
    ({"Organization": "#N/A"}, "error", "Organization (E)", "organization", "the cell shows the error #N/A", "mend its formula, or write the value itself"),
    ({"Address 1": ""}, "error", "Address 1 (F)", "address.street", "street is empty", "write a street there"),
    ({"Address 1": "1 Main\nSuite 2"}, "error", "Address 1 (F)", "address.street", "a street has more than one line", "write it on one line"),
    ({"Address 2": "Suite 7", "Address 3": "Attention: mail room"}, "error", "Address 3 (H)", "address.street3", "an address has two lines before that of the city, and this is a third", "join it with the one before"),
    ({"City": ""}, "error", "City (I)", "address.city", "city is empty", "write a city there"),
    ({"State": ""}, "error", "State (J)", "address.state", "state is missing", "write a two-letter state, or the country of an address abroad"),
    ({"State": "California"}, "error", "State (J)", "address.state", "\"California\" is not a state's code", "write CA"),
    ({"State": "ca"}, "error", "State (J)", "address.state", "\"ca\" is not a state's code", "write CA"),
    ({"State": "ZZ"}, "error", "State (J)", "address.state", "\"ZZ\" is not a state's code", "write its two-letter code, such as NM"),
    ({"ZIP Code": ""}, "error", "ZIP Code (K)", "address.zip", "zip is missing", "write a ZIP code, or the country of an address abroad"),
    ({"ZIP Code": "9520"}, "error", "ZIP Code (K)", "address.zip", '"9520" is not a ZIP code', ZIP_REMEDY),
    ({"ZIP Code": "952O2"}, "error", "ZIP Code (K)", "address.zip", '"952O2" is not a ZIP code', ZIP_REMEDY),
    ({"ZIP Code": "95202.5"}, "error", "ZIP Code (K)", "address.zip", '"95202.5" is not a ZIP code', ZIP_REMEDY),
    ({"ZIP Code": "99999"}, "error", "ZIP Code (K)", "address.zip", 'there is no ZIP code "99999"', "look it up: they go from 00501 to 99950"),
    ({"E-mail": "chief"}, "error", "E-mail (L)", "email", '"chief" is not an e-mail address', EMAIL_REMEDY),
    ({"E-mail": "a@b.gov; c@d.gov"}, "error", "E-mail (L)", "email", '"a@b.gov; c@d.gov" is not an e-mail address', EMAIL_REMEDY),
    ({"E-mail": "Chief <a@b.gov>"}, "error", "E-mail (L)", "email", '"Chief <a@b.gov>" is not an e-mail address', EMAIL_REMEDY),
    ({"State": "MA"}, "error", "ZIP Code (K)", "*.address.zip", "ZIP code 95202 is in CA, and the state is MA", "look up which of the two is right"),
    ({"ZIP Code": "95202-0000"}, "warning", "ZIP Code (K)", "*.address.zip", "95202-0000 ends in 0000, which is no delivery", "look the four digits up, or leave them out"),
    ({"Address 1": "Town Hall"}, "warning", "Address 1 (F)", "*.address.street", '"Town Hall" has neither a house number nor a box', "write the number, or the post office box"),
    ({"Address 1": "30 Main Stret"}, "warning", "Address 1 (F)", "*.address.street", '"Stret" is no kind of street', 'did you mean "Street"?'),
    ({"Address 2": "Suite"}, "warning", "Address 2 (G)", "*.address.street2", '"Suite" ends without the number of the suite', "write it, or leave the word out"),
    ({"Address 1": "P O Box"}, "warning", "Address 1 (F)", "*.address.street", '"P O Box" has no number', "write the number of the box"),
    ({"City": "APO"}, "warning", "City (I)", "*.address.city", '"APO" and CA do not go together', "write APO, FPO or DPO as the city with AA, AE or AP as the state, and only there"),
    ({"Name": "ROBIN OAK"}, "warning", "Name (C)", "*.name", '"ROBIN OAK" is in capitals', 'write it as "Robin Oak"'),
    ({"Name": "Robin Oak, M.D.", "Courtesy Title": "Dr.", "Salutation": "Dear Dr. Oak"}, "warning", "Courtesy Title (B)", "*.title", '"Dr." stands before the name and "M.D." behind it', "leave one of the two out"),
    ({"Courtesy Title": "The Honorable", "Job Title": "Chief of Police", "Salutation": "Dear Chief Myrtle"}, "warning", "Courtesy Title (B)", "*.title", "chiefs and sheriffs of cities and counties are not The Honorable, as a rule", "write the office before the name, such as Chief or Sheriff"),
    ({"Salutation": "Dear Chief Nobody"}, "warning", "Salutation (N)", "*.salutation", 'the salutation "Dear Chief Nobody" names somebody else than "Robin Neem"', "mend one of the two"),
    ({"Salutation": "Dear Sheriff Olive"}, "warning", "Salutation (N)", "*.salutation", 'the salutation says "Sheriff", and the recipient is "Chief"', "mend one of the two"),
    ({"E-mail": "chief@gmial.com"}, "warning", "E-mail (L)", "*.email", '"chief@gmial.com" looks mistyped', 'did you mean "gmail.com"?'),
    ({"Organization": "TBD"}, "warning", "Organization (E)", "*.organization", '"TBD" was to be filled in', "write what belongs there, or leave it away"),
    ({"Accept": "zip-stat"}, "error", "Accept (P)", "*.accept", 'there is no rule "zip-stat"', 'docs/checking.md lists them (did you mean "zip-state"?)'),
    ({"Name": "Mary Ann Smith"}, "error", "Salutation (N)", "recipient.salutation", 'the salutation cannot be told for certain from "Chief Mary Ann Smith"', "add 'salutation: Dear Chief …' to the recipient"),
    ({"Organization": "Police 林"}, "error", "Organization (E)", "*.organization", 'the font Times New Roman has no character "林" (U+6797, CJK UNIFIED IDEOGRAPH-6797), which stands in "Police 林"', "write it in another way, or give the layout's style sheet a font that has it (@font-face)"),
    ({"Jurisdiction": ""}, "error", "Jurisdiction (M)", "*.jurisdiction", "the cell is empty, and templates/notice.md needs its value", "fill it in"),
    ({"Case No.": "#REF!"}, "error", "Case No. (O)", "case_no", "the cell shows the error #REF!", "mend its formula, or write the value itself"),
    ({"City": "Rancho Santa Margarita de la Costa"}, "warning", "City (I)", "*.address.city", "no city of the Postal Service's has more than 28 letters, and \"Rancho Santa Margarita de la Costa\" has 34", "write the city alone"),
    ({**sound(1), "ID": "again"}, "warning", None, "again", "again and city-1 (row 3) are one person at one address", "delete one of the two"),
)  # fmt: skip
"""What a row says instead, and what is told of it: severity, column, field, message, remedy."""
FIRST = 4
"""The row of the first fault: two rows without one stand before."""


def rows() -> list[dict[str, str]]:
    """Return the rows of the list."""
    return [sound(0), sound(1), *({**sound(number), **fault[0]} for number, fault in enumerate(FAULTS, start=2))]


def written(office: Path, ending: str, listed: list[dict[str, str]]) -> str:
    """Write a list and its letter; return the list's file."""
    (office / "templates" / "notice.md").write_text(TEMPLATE, "utf-8")
    table: list[tuple[str, ...]] = [HEADINGS, *(tuple(row.get(name, "") for name in HEADINGS) for row in listed)]
    name = f"recipients/chiefs.{ending}"
    sheet = [[cell or None for cell in row] for row in table]
    (office / name).write_bytes(separated(table) if ending == "csv" else book(sheet, title="Chiefs"))
    return name


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_each_of_more_than_forty_faults_is_told_at_its_cell_and_nothing_else_is(workspace: Path, ending: str) -> None:
    name = written(workspace, ending, rows())
    checked = command("check", "notice", "chiefs", "--json", workspace=workspace)
    found: list[dict[str, Any]] = json.loads(checked.out)["problems"]
    assert checked.status == 1
    assert {(one["file"], one["sheet"], one["line"]) for one in found} == {
        (name, "Chiefs" if ending == "xlsx" else None, None)
    }
    keys = ("row", "severity", "column", "field", "message", "remedy")
    expected = [
        (row, severity, column, field and field.replace("*", f"city-{row - 2}"), message, remedy)
        for row, (_, severity, column, field, message, remedy) in enumerate(FAULTS, start=FIRST)
    ]
    assert sorted((tuple(one[key] for key in keys) for one in found), key=lambda one: int(str(one[0]))) == expected
    assert len(FAULTS) >= 40
    assert len({message for _, _, _, _, message, _ in FAULTS}) == len(FAULTS)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_list_without_those_rows_is_sound(workspace: Path, ending: str) -> None:
    written(workspace, ending, [sound(number) for number in range(len(TREES))])
    checked = command("check", "notice", "chiefs", workspace=workspace)
    assert (checked.status, checked.out) == (0, f"{len(TREES)} documents checked: nothing to mend.\n")
