"""Exports, read back with other readers: a spreadsheet's cells are never formulas."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from correspondence.errors import RefusedError
from correspondence.register import export
from correspondence.register.exporting import COLUMNS
from tests.register.making import made
from tests.tools import missing, program, run

SCHEMA = "correspondence/register/1"
DANGEROUS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff20A",
    "|calc",
    '=HYPERLINK("http://example.gov")',
)
HARMLESS = ("Pat Example", "O’Brien = “x”", "a-b", "", "'quoted", "1-2", "Zoë, “x”\nsecond line", "00501")
WHOLE = made(
    "near",
    "REF-2030-2223-7",
    details={
        "title": "Receipt",
        "name": "Chief Zoë Example, City <Springfield> & Sons",
        "date": "2030-02-01",
        "route": "certified-mail",
        "certified_number": "9407100000000000000000",
        "due": "2030-02-18",
        "pages": 2,
    },
)


def sheet(content: bytes) -> list[dict[str, Any]]:
    """Read a sheet with openpyxl."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    [page] = book.worksheets
    heading, *rows = page.iter_rows()
    assert [cell.data_type for row in rows for cell in row if cell.data_type == "f"] == []
    names = [str(cell.value) for cell in heading]
    return [dict(zip(names, [cell.value for cell in row], strict=True)) for row in rows]


def table(content: bytes) -> list[dict[str, str]]:
    """Read CSV as a spreadsheet does."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_has_a_row_for_each_entry_and_a_column_for_each_value() -> None:
    content = export([dataclasses.replace(WHOLE, id=7)], ".csv", SCHEMA)
    assert content.startswith(b'\xef\xbb\xbf"id","at","kind",')
    assert table(content) == [
        {
            "id": "7",
            "at": "2030-01-31T15:04:05Z",
            "kind": "made",
            "number": "REF-2030-2223-7",
            "mailing": "receipts-2030",
            "recipient": "near",
            "template": "request-receipt",
            "list": "requests-2030",
            "row": "3",
            "by": "clerk",
            "amends": "",
            "name": "Chief Zoë Example, City <Springfield> & Sons",
            "title": "Receipt",
            "date": "2030-02-01",
            "route": "certified-mail",
            "certified_number": "9407100000000000000000",
            "questionnaire": "",
            "due": "2030-02-18",
            "note": "",
            "files": f"{'ab' * 32}  output/receipts-2030/near.pdf",
            "further": '{"pages": 2}',
        }
    ]


def test_a_sheet_says_the_same_as_csv() -> None:
    entries = [dataclasses.replace(WHOLE, id=7), made("far", row=None)]
    rows = sheet(export(entries, ".XLSX", SCHEMA))
    as_text = [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]
    assert as_text == table(export(entries, ".csv", SCHEMA))
    assert rows[0]["certified_number"] == "9407100000000000000000"
    assert rows[0]["id"] == 7
    assert list(rows[0]) == list(COLUMNS)


def test_json_has_every_value_as_it_is() -> None:
    whole = json.loads(export([WHOLE], ".json", SCHEMA))
    assert whole == {"schema": SCHEMA, "entries": [WHOLE.as_json()]}
    assert whole["entries"][0]["details"]["pages"] == 2


@pytest.mark.parametrize("value", DANGEROUS)
def test_what_a_spreadsheet_would_run_is_made_harmless(value: str) -> None:
    entry = made("near", by=value, details={"note": value, "name": "Pat"})
    [row] = table(export([entry], ".csv", SCHEMA))
    assert (row["by"], row["note"]) == (f"'{value}", f"'{value}")
    [cells] = sheet(export([entry], ".xlsx", SCHEMA))
    assert cells["by"].replace("\r", "\n") == value.replace("\r", "\n")


@pytest.mark.parametrize("value", HARMLESS)
def test_what_is_harmless_stays_as_it_is(value: str) -> None:
    [row] = table(export([made("near", by=value)], ".csv", SCHEMA))
    assert row["by"] == value
    [cells] = sheet(export([made("near", by=value)], ".xlsx", SCHEMA))
    assert (cells["by"] or "") == value


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_no_value_whatever_begins_a_formula_or_spoils_the_sheet(value: str) -> None:
    entry = made("near", details={"note": value})
    [row] = table(export([entry], ".csv", SCHEMA))
    assert row["note"].lstrip()[:1] not in {"=", "+", "-", "@"}
    assert row["note"].removeprefix("'") in {value, value.removeprefix("'")}
    assert len(sheet(export([entry], ".xlsx", SCHEMA))) == 1


def in_libreoffice(content: bytes, ending: str, folder: Path) -> str:
    """Open a file with LibreOffice Calc, and return what it has of it, as flat XML."""
    soffice = Path(program("soffice")).resolve()
    if (
        not (soffice.parent / "libsclo.so").exists()
        and not (soffice.parent.parent / "Frameworks/libsclo.dylib").exists()
    ):
        missing("LibreOffice Calc")
    (folder / f"register{ending}").write_bytes(content)
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    # a comma, quotation marks, UTF-8 (76), from the first line on, and formulas are run
    reading = ("--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1,true",) if ending == ".csv" else ()
    options = ("--headless", home, *reading, "--convert-to", "fods", "--outdir", folder)
    run(soffice, *options, folder / f"register{ending}", seconds=180)
    return (folder / "register.fods").read_text("utf-8")


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_libreoffice_reads_a_sheet_and_runs_nothing(ending: str, tmp_path: Path) -> None:
    entries = [WHOLE, made("near", by='=HYPERLINK("http://example.gov","x")', details={"note": "=1+1"})]
    opened = in_libreoffice(export(entries, ending, SCHEMA), ending, tmp_path)
    assert "table:formula" not in opened
    assert "Chief Zoë Example, City &lt;Springfield&gt; &amp; Sons" in opened
    assert f"<text:p>{'&apos;' if ending == '.csv' else ''}=1+1</text:p>" in opened


def test_libreoffice_would_have_run_it(tmp_path: Path) -> None:
    assert 'table:formula="of:=1+1"' in in_libreoffice(b'"note"\n"=1+1"\n', ".csv", tmp_path)


def test_the_same_entries_give_the_same_bytes() -> None:
    for ending in (".csv", ".xlsx", ".json"):
        assert export([WHOLE], ending, SCHEMA) == export([WHOLE], ending, SCHEMA)


def test_a_sheet_is_a_package_of_five_parts() -> None:
    with ZipFile(io.BytesIO(export([], ".xlsx", SCHEMA))) as package:
        assert package.testzip() is None
        assert sorted(package.namelist()) == [
            "[Content_Types].xml",
            "_rels/.rels",
            "xl/_rels/workbook.xml.rels",
            "xl/workbook.xml",
            "xl/worksheets/sheet1.xml",
        ]


def test_what_a_sheet_cannot_hold_is_refused_with_another_way() -> None:
    with pytest.raises(RefusedError) as long:
        export([made("near", details={"note": "x" * 32_768})], ".xlsx", SCHEMA)
    assert str(long.value) == (
        "cell S2 would have 32,768 characters, and a sheet holds 32,767 in one; export the entries as .csv or .json"
    )
    with pytest.raises(RefusedError) as many:
        export([WHOLE] * 1_048_576, ".xlsx", SCHEMA)
    assert str(many.value) == (
        "a sheet has room for 1,048,575 entries, and these are 1,048,576; "
        "choose fewer, or export the entries as .csv or .json"
    )
    with pytest.raises(RefusedError, match=re.escape('entries cannot be exported as ".ods"')):
        export([], ".ods", SCHEMA)
