"""Lists on the command line: sheets in a workspace, ``recipients import``, ``--where``, ``--sort`` and ``--limit``."""

from __future__ import annotations

import datetime
import json
import os
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from correspondence.recipients import read_recipient_list
from tests.command_line import PROGRAM, command, variables
from tests.sheets import HEADINGS, SOUND, book, meaning, read, saved, separated
from tests.tools import ROOT

TEMPLATE, LIST = "psp-questionnaire", "psp-2017-08-03"
WORD = (
    ("Courtesy Title", "First Name", "Last Name", "Company Name", "Address Line 1", "City", "State", "ZIP Code", "Region"),
    ("Chief", "Gorden", "Eden", "Albuquerque Police Department", "400 Roma NW", "Albuquerque", "NM", "87102", "Southwest"),
    ("Commissioner", "William", "Evans", "Boston Police Department", "1 Schroeder Plaza", "Boston", "MA", "2120", "East"),
)  # fmt: skip
COLUMNS = [
    "Courtesy Title (A)  title",
    "First Name (B)      name",
    "Last Name (C)       name, family_name",
    "Company Name (D)    organization",
    "Address Line 1 (E)  address.street",
    "City (F)            address.city",
    "State (G)           address.state",
    "ZIP Code (H)        address.zip",
    "Region (I)          recipient.region  (a value of the list's own)",
]
WRITTEN = """\
# yaml-language-server: $schema=../templates/schemas/list.json
# From chiefs.csv.
recipients:
  - id: albuquerque-police-department
    title: Chief
    name: Gorden Eden
    organization: Albuquerque Police Department
    address: {street: 400 Roma NW, city: Albuquerque, state: NM, zip: "87102"}
    family_name: Eden
    region: Southwest
  - id: boston-police-department
    title: Commissioner
    name: William Evans
    organization: Boston Police Department
    address: {street: 1 Schroeder Plaza, city: Boston, state: MA, zip: "02120"}
    family_name: Evans
    region: East
"""


@pytest.fixture
def chiefs(tmp_path: Path) -> Path:
    """Return a spreadsheet as Word's users have it."""
    path = tmp_path / "chiefs.csv"
    path.write_bytes(separated(WORD))
    return path


def test_a_spreadsheet_becomes_a_list(workspace: Path, chiefs: Path) -> None:
    done = command("recipients", "import", chiefs, workspace=workspace)
    assert (done.status, done.lines) == (0, [str(workspace / "recipients/chiefs.yaml")])
    told = done.err.splitlines()
    assert told[: len(COLUMNS)] == COLUMNS
    assert told[len(COLUMNS) :] == [
        f"{chiefs}:",
        "  warning: in row 3 the ZIP code had lost its leading zero, which the state tells; format the column as Text, and write all five digits [zip-zeros]",
        "2 recipients written.",
    ]
    path = workspace / "recipients/chiefs.yaml"
    assert path.read_text("utf-8") == WRITTEN
    again = read_recipient_list(path.read_bytes(), "chiefs.yaml", "chiefs")
    assert list(map(meaning, again.recipients)) == list(
        map(meaning, read(chiefs.read_bytes(), "chiefs.csv").recipients)
    )
    assert command("check", TEMPLATE, "chiefs", workspace=workspace).status == 0


def test_an_import_with_errors_writes_nothing_and_tells_them_all(workspace: Path, tmp_path: Path) -> None:
    path = tmp_path / "Police Chiefs.csv"
    path.write_bytes(separated([*WORD, ("Chief", "", "", "", "1 Main", "", "XX", "1", "")]))
    done = command("recipients", "import", path, workspace=workspace)
    assert (done.status, done.out) == (1, "")
    assert sorted(line for line in done.err.splitlines() if line.startswith("  row")) == [
        "  row 4, column City (F), address.city: city is empty; write a city there",
        '  row 4, column State (G), address.state: "XX" is not a state\'s code; write its two-letter code, such as NM',
        '  row 4, column ZIP Code (H), address.zip: "1" is not a ZIP code; write five digits, or five, a hyphen and four',
        "  row 4: the row has neither a name nor an organization; write one of the two, or delete the row",
    ]
    assert done.err.splitlines()[: len(COLUMNS)] == COLUMNS
    assert not (workspace / "recipients/police-chiefs.yaml").exists()


def test_a_list_is_not_replaced_unasked(workspace: Path, chiefs: Path) -> None:
    target = workspace / "recipients/mine.yaml"
    target.write_text("recipients: []\n", "utf-8")
    done = command("recipients", "import", chiefs, "mine", workspace=workspace)
    assert (done.status, target.read_text("utf-8")) == (1, "recipients: []\n")
    assert done.err.splitlines()[-1] == f"{target} is there already; give --replace, or name another list"
    done = command("recipients", "import", chiefs, "mine", "--replace", workspace=workspace)
    assert (done.status, target.read_text("utf-8")) == (0, WRITTEN)


def test_a_list_may_be_written_elsewhere(chiefs: Path, tmp_path: Path) -> None:
    target = tmp_path / "new.yaml"
    assert command("recipients", "import", chiefs, "--output", target).status == 0
    assert target.read_text("utf-8") == WRITTEN.partition("\n")[2]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("{chiefs}", "Not An Id"), '"Not An Id" cannot be an id'),
        (("{folder}/nothing.csv",), "the file cannot be read (No such file or directory); look for its name, and see to its permissions"),
        (("{workspace}/recipients/psp-2017-08-03.yaml", "other"), "the file is a list in YAML already; copy it to recipients/"),
        (("{chiefs}", "--sheet", "Chiefs"), 'the file has no sheets, and "Chiefs" was named; name the file alone'),
    ],
)  # fmt: skip
def test_what_cannot_be_imported_is_told(workspace: Path, chiefs: Path, words: tuple[str, ...], line: str) -> None:
    given = [word.format(chiefs=chiefs, workspace=workspace, folder=chiefs.parent) for word in words]
    done = command("recipients", "import", *given, workspace=workspace)
    assert (done.status, done.out) == (1, "")
    assert line in done.err


def test_an_import_into_the_folder_of_the_sheet_would_make_two_lists_with_one_id(workspace: Path) -> None:
    sheet = workspace / "recipients/chiefs.csv"
    sheet.write_bytes(separated(WORD))
    done = command("recipients", "import", sheet, workspace=workspace)
    assert (done.status, done.err) == (
        1,
        "recipients/chiefs.csv has the id chiefs too; name another id behind the file, or move recipients/chiefs.csv out of recipients/\n",
    )
    (workspace / "recipients/chiefs.yaml").write_text(WRITTEN, "utf-8")
    done = command("check", TEMPLATE, "chiefs", workspace=workspace)
    assert done.lines[:2] == [
        "recipients/chiefs cannot be used:",
        "  recipients/chiefs.yaml and recipients/chiefs.csv are two lists with one id; name the one that is meant by its path, or move the other away",
    ]
    assert command("check", TEMPLATE, sheet, workspace=workspace).status == 0


def test_a_workbook_is_a_list_of_the_workspace(workspace: Path) -> None:
    workbook = openpyxl.Workbook()
    for name, id_ in (("Chiefs", "eden"), ("City Mayors", "mayor")):
        sheet = workbook.worksheets[0] if name == "Chiefs" else workbook.create_sheet(name)
        sheet.title = name
        sheet.append(list(HEADINGS))
        sheet.append([id_, *SOUND[1:]])
    (workspace / "recipients/people.xlsx").write_bytes(saved(workbook))
    (workspace / "recipients/~$people.xlsx").write_bytes(b"the lock of a spreadsheet program")
    listed = command("list", workspace=workspace)
    assert listed.status == 0
    assert "  people                          1 recipient" in listed.lines
    for reference, folder, file in (
        ("people", "people", "eden"),
        ("people#City Mayors", "people-city-mayors", "mayor"),
    ):
        done = command("merge", TEMPLATE, reference, "--format", "text", workspace=workspace)
        assert (done.status, (workspace / f"output/{folder}/{file}.txt").is_file()) == (0, True)
    done = command("check", TEMPLATE, "people#Mayors", workspace=workspace)
    assert 'the workbook has no sheet "Mayors"; choose one of Chiefs, City Mayors' in done.out


def test_the_register_knows_the_row(workspace: Path) -> None:
    (workspace / "recipients/people.xlsx").write_bytes(book([[], HEADINGS, [], SOUND]))
    assert command("merge", TEMPLATE, "people", "--format", "text", workspace=workspace).status == 0
    with sqlite3.connect(workspace / "output/register.sqlite") as register:
        tables = [name for (name,) in register.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [
            row
            for table in tables
            if {"recipient", "row"} <= {column[1] for column in register.execute(f"PRAGMA table_info({table})")}
            for row in register.execute(f'SELECT recipient, "row" FROM {table}')  # noqa: S608  (names of our own)
        ]
    assert rows == [("eden", 4)]


def test_what_only_the_letter_shows_is_told_by_row_and_column(workspace: Path) -> None:
    rows: list[list[Any]] = [[*HEADINGS, "Dat"], [*SOUND, "x"], ["smith", "Chief", "Mary Ann Smith", *SOUND[3:], None]]
    path = workspace / "recipients/people.xlsx"
    path.write_bytes(book(rows))
    done = command("check", TEMPLATE, "people", "--json", workspace=workspace)
    found = json.loads(done.out)
    jsonschema.validate(found, json.loads((ROOT / "docs/json/problems.json").read_text("utf-8")))
    assert [(one["file"], one["sheet"], one["row"], one["column"], one["line"], one["message"]) for one in found["problems"]][-1] == (
        *("recipients/people.xlsx", "List", 3, None, None),
        'the salutation cannot be told for certain from "Chief Mary Ann Smith"',
    )  # fmt: skip
    rows[0][8] = "Date"
    path.write_bytes(book(rows))
    lines = command("check", TEMPLATE, "people", workspace=workspace).lines
    assert (
        '  sheet List, row 2, column Date (I), date: "x" is not a date; write year-month-day, such as 2017-08-03'
        in lines
    )


def test_dates_of_a_sheet_are_those_of_the_letter(workspace: Path) -> None:
    rows: list[list[Any]] = [[*HEADINGS, "Date"], [*SOUND, datetime.date(2017, 8, 7)], ["other", *SOUND[1:], None]]
    (workspace / "recipients/people.xlsx").write_bytes(book(rows))
    done = command("merge", TEMPLATE, "people", "--format", "text", workspace=workspace)
    assert done.status == 0, done.err
    texts = [(workspace / f"output/people/{name}.txt").read_text("utf-8") for name in ("eden", "other")]
    assert ["August 7, 2017" in text for text in texts] == [True, False]
    assert "August 3, 2017" in texts[1], "an empty cell leaves the date to the template"


CHOICES: list[tuple[tuple[str, ...], list[str]]] = [
    (("--where", 'address.state == "CA"'), ["san-bernardino", "stockton"]),
    (("--where", 'recipient.title != "Chief"'), ["baltimore"]),
    (("--where", '"Eric" in name or address.zip < "30000"'), ["baltimore", "stockton"]),
    (("--where", "date.year == 2017", "--limit", "2"), ["albuquerque", "baltimore"]),
    (("--sort", "zip"), ["baltimore", "albuquerque", "san-bernardino", "stockton"]),
    (("--sort", "-address.zip", "--limit", "3"), ["stockton", "san-bernardino", "albuquerque"]),
    (("--sort", "title"), ["albuquerque", "san-bernardino", "stockton", "baltimore"]),
    (("--sort", "-title"), ["baltimore", "albuquerque", "san-bernardino", "stockton"]),
    (("--sort", "family_name", "--only", "stockton,baltimore,albuquerque"), ["baltimore", "albuquerque", "stockton"]),
    (("--sort", "name", "--where", 'address.state == "CA"', "--limit", "1"), ["stockton"]),
]


@pytest.mark.parametrize(("words", "ids"), CHOICES)
def test_recipients_are_chosen_and_sorted(workspace: Path, words: tuple[str, ...], ids: list[str]) -> None:
    done = command("merge", TEMPLATE, LIST, "--format", "text", *words, workspace=workspace)
    assert done.status == 0, done.err
    assert [Path(line.split("  ")[0]).stem for line in done.lines] == ids
    assert f"{len(ids)} of 4 recipients chosen." in done.err.splitlines()


@pytest.mark.parametrize("name", ["check", "preview", "form"])
def test_every_command_on_letters_takes_a_choice(workspace: Path, name: str) -> None:
    words = ("--format", "pdf") if name == "form" else ()
    done = command(name, TEMPLATE, LIST, "--where", 'id == "stockton"', *words, workspace=workspace)
    assert done.status == 0, done.err
    assert "1 of 4 recipients chosen." in done.err.splitlines()


def sorted_ids(workspace: Path, values: list[Any], field: str) -> list[str]:
    """Return the ids of a list sorted by a column."""
    rows = [["ID", "Organization", "Street", "City", "State", "ZIP", "Title", "Name", "Value"]]
    rows += [[f"r{number}", "PD", *SOUND[4:], "Chief", "Eric Jones", value] for number, value in enumerate(values)]
    (workspace / "recipients/people.xlsx").write_bytes(book(rows))
    output = workspace / f"output-{len(list(workspace.iterdir()))}"  # one of its own: a run makes only what changed
    words = ("--format", "text", "--sort", field, "--output", output)
    done = command("merge", TEMPLATE, "people", *words, workspace=workspace)
    return [Path(line.split("  ")[0]).stem for line in done.lines]


def test_numbers_are_sorted_as_numbers_and_what_is_empty_comes_last(workspace: Path) -> None:
    assert sorted_ids(workspace, [10, None, 9, 9.5, -1], "value") == ["r4", "r2", "r3", "r0", "r1"]
    assert sorted_ids(workspace, [10, None, 9, 9, -1], "-value") == ["r0", "r2", "r3", "r4", "r1"]
    days = [datetime.date(2017, 8, 3), datetime.date(2016, 12, 31), None]
    assert sorted_ids(workspace, days, "value") == ["r1", "r0", "r2"]
    assert sorted_ids(workspace, ["b", "A", 3, "c"], "value") == ["r2", "r1", "r0", "r3"]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (("--where", "state == 'CA'"), ["--where:", '  no recipient has "state"; did you mean "address.state"?']),
        (("--where", "address.sate == 'CA'"), ["--where:", '  no recipient has "address.sate"; did you mean "address.state"?']),
        (("--where", "adress is defined"), ["--where:", '  no recipient has "adress"; did you mean "address"?']),
        (("--where", "name"), ["--where:", "  'name' is neither true nor false for albuquerque: it is the text \"Gorden Eden Jr.\"; write a comparison, such as address.state == \"CA\""]),
        (("--where", "address.state = 'CA'"), ["--where:", "  \"address.state = 'CA'\" cannot be read: '=' is not expected there; use == to compare"]),
        (("--where", "1/0 == 1"), ["--where:", "  '1/0 == 1' fails for albuquerque: division by zero; change the expression"]),
        (("--where", "id %}{{ id"), ["--where:", "  'id %}{{ id' cannot be read: unexpected '}'; write a comparison, such as address.state == \"CA\""]),
        (("--where", "id %}{% set chosen = 1"), ["--where:", "  'id %}{% set chosen = 1' cannot be read: it is not one expression; use == to compare"]),
        (("--where", "('a' * 9999999)|length == 1"), ["--where:", "  \"('a' * 9999999)|length == 1\" fails for albuquerque: text and lists cannot be multiplied; change the expression"]),
        (("--where", "id.__class__ == 1"), ["--where:", "  'id.__class__ == 1' fails for albuquerque: \"__class__\" cannot be reached from a template; change the expression"]),
        (("--where", "id == 'nobody'"), ["--where:", "  \"id == 'nobody'\" is true of none of the 4 recipients; look into recipients/psp-2017-08-03.yaml"]),
        (
            ("--where", "range(99999)|sum + range(99999)|sum > id|length", "--sort", "zap"),
            ["--sort:", '  the recipients have no field "zap" to sort by; choose one of id, title, name, position, organization, jurisdiction, email, family_name, salutation, accept, street, street2, city, state, zip, country (did you mean "zip"?)'],
        ),
    ],
)  # fmt: skip
def test_a_choice_that_cannot_be_made_is_told(workspace: Path, words: tuple[str, ...], lines: list[str]) -> None:
    done = command("merge", TEMPLATE, LIST, *words, workspace=workspace)
    assert (done.status, done.out, done.err.splitlines()) == (1, "", lines)
    assert not (workspace / "output").exists()


def test_a_condition_does_not_run_for_ever(workspace: Path) -> None:
    words = ("--where", "range(100000)|map('string')|map('length')|map('string')|join|length > 1" + " and 1" * 20)
    done = command("check", TEMPLATE, LIST, *words, workspace=workspace)
    assert done.status in {0, 1}
    heavy = "|".join(["range(100000)|list", *["map('string')|list"] * 20])
    done = command("check", TEMPLATE, LIST, "--where", f"{heavy}|length == 1", workspace=workspace)
    assert "the template takes too many steps" in done.out


@pytest.mark.parametrize(("answer", "status", "replaced"), [(b"y\n", 0, True), (b"n\n", 1, False)])
def test_at_a_terminal_it_is_asked_whether_a_list_is_replaced(
    workspace: Path, chiefs: Path, answer: bytes, status: int, *, replaced: bool
) -> None:
    target = workspace / "recipients/chiefs.yaml"
    target.write_text("recipients: []\n", "utf-8")
    typing, terminal = os.openpty()
    try:
        os.write(typing, answer)
        done = subprocess.run(  # noqa: S603  (our own program)
            [*PROGRAM, "--workspace", workspace, "recipients", "import", chiefs],
            stdin=terminal,
            capture_output=True,
            env=variables(),
            check=False,
            timeout=60,
        )
    finally:
        os.close(typing)
        os.close(terminal)
    assert done.returncode == status
    assert b"is there already. Replace it? [y/N]" in done.stderr
    assert (target.read_text("utf-8") == WRITTEN) is replaced


def test_a_title_above_the_headings_is_told_without_a_flood(workspace: Path) -> None:
    rows = [["Police chiefs of 2017"], HEADINGS, *([f"r{number}", *SOUND[1:]] for number in range(50))]
    (workspace / "recipients/people.xlsx").write_bytes(book(rows))
    lines = command("check", TEMPLATE, "people", workspace=workspace).lines
    assert lines[1] == (
        "  sheet List, row 1: no column has the names of those to whom the letters go; "
        "add a column Name or Organization; the first row that holds something has the headings"
    )
    assert [line.partition(":")[0] for line in lines[2:-1]] == [
        f"  sheet List, row 2, column {one}" for one in "BCDEFGH"
    ]
