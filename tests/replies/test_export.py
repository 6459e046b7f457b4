"""Answers exported row by row, read back with other readers than the ones that wrote them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from correspondence.cli.replies.exporting import EXPORT_SCHEMA
from correspondence.replying.exporting import COLUMNS
from correspondence.workspace import Workspace
from tests.command_line import command
from tests.replies.conftest import Furnished
from tests.replies.histories import MAILING, QUESTIONS, office_at
from tests.replies.media import Made
from tests.replies.test_report_strangers import answer
from tests.tools import ROOT

FORMULA = '=HYPERLINK("http://x.example","click")'


def exported(root: Path, file: Path, *words: str) -> Any:
    """Export the answers, and return the rows as another reader reads them."""
    done = command("replies", "export", file, MAILING, "--as-of", "2017-08-26", *words, workspace=root)
    assert done.status == 0, done.err
    assert done.lines == [str(file)]
    if file.suffix == ".json":
        whole = json.loads(file.read_text("utf-8"))
        schema = json.loads((ROOT / "docs" / "json" / "replies-export.json").read_text("utf-8"))
        assert [error.message for error in Draft202012Validator(schema).iter_errors(whole)] == []
        assert (whole["schema"], whole["as_of"]) == (EXPORT_SCHEMA, "2017-08-26")
        return whole["answers"]
    if file.suffix == ".csv":
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
        with file.open(encoding="utf-8-sig", newline="") as sheet:
            return list(csv.DictReader(sheet))
    [page] = openpyxl.load_workbook(file).worksheets
    assert page.title == "Answers"
    head, *rows = ([cell.value for cell in row] for row in page.iter_rows())
    return [dict(zip(head, row, strict=True)) for row in rows]


def of(rows: list[dict[str, Any]], recipient: str, question: str) -> list[dict[str, Any]]:
    return [row for row in rows if (row["recipient"], row["question"]) == (recipient, question)]


@pytest.fixture(scope="module")
def rows(furnished: Furnished, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    found = exported(furnished.root, tmp_path_factory.mktemp("export") / "answers.json")
    assert isinstance(found, list)
    return found


def test_every_question_of_every_letter_has_a_row(rows: list[dict[str, Any]]) -> None:
    assert {(row["recipient"], row["question"]) for row in rows} == {
        (recipient, question) for recipient in {row["recipient"] for row in rows} for question in QUESTIONS
    }
    assert len({row["recipient"] for row in rows}) == 18
    assert {tuple(sorted(row)) for row in rows} == {tuple(sorted(COLUMNS))}
    counts = {status: sum(row["status"] == status for row in rows) for status in {row["status"] for row in rows}}
    assert counts == {"accepted": 24, "needs-review": 11, "open": 19, "amended": 1}


def test_an_answer_has_its_words_and_where_they_stand(rows: list[dict[str, Any]], furnished: Furnished) -> None:
    [row] = of(rows, "irving-park", "facility-access")
    questionnaire = Workspace(ROOT).template("psp-questionnaire").questionnaire
    assert questionnaire is not None
    assert row == {
        "mailing": MAILING,
        "recipient": "irving-park",
        "name": "Chief Denise Whitlock, Irving Park Police Department",
        "number": "PSP-2017-225J-7",
        "question": "facility-access",
        "question_text": questionnaire.questions[0].text,
        "answer": "yes",
        "value": "",
        "status": "accepted",
        "method": "explicit",
        "confidence": 0.9,
        "reason": "",
        "decided_by": "",
        "decided_because": "",
        "decided_at": None,
        "received": "2017-08-15",
        "dated": "2017-08-14",
        "kind": "answers",
        "route": "first-class-mail",
        "passages": [{"file": "001-numbered-plain.pdf", "page": 1, "verbatim": "1. Yes."}],
        "pages": "001-numbered-plain.pdf 1",
        "explanation": row["explanation"],
        "authorities": ["Operations Directive 6.11"],
        "third_party": "",
        "original_name": "001-numbered-plain.pdf",
        "original_sha256": furnished.sent["pdf"],
        "posted": "2017-08-04",
        "due": "2017-08-18",
        "state": "answered",
        "overdue": False,
    }
    assert row["explanation"].startswith("Operations Directive 6.11, adopted in 2014, admits officers of\n")


def test_what_waits_was_amended_or_decided_says_so(rows: list[dict[str, Any]]) -> None:
    before, now = of(rows, "rosedale", "release-notice")
    assert (before["status"], before["answer"], before["received"]) == ("amended", "yes", "2017-08-18")
    assert (now["status"], now["answer"], now["received"]) == ("accepted", "no", "2017-08-25")
    [decided] = of(rows, "quarry-ridge", "facility-access")
    assert (decided["decided_by"], decided["decided_at"]) == ("Robin Example", "2017-08-30T15:04:05Z")
    assert decided["decided_because"].startswith("The second paragraph takes back what the first one says")
    [waiting] = of(rows, "lakemont", "facility-access")
    assert (waiting["status"], waiting["reason"]) == ("needs-review", "another sentence speaks of the same question")
    assert waiting["third_party"]
    [silent] = of(rows, "yarrow", "facility-access")
    assert (silent["status"], silent["answer"], silent["state"], silent["overdue"]) == (
        "open",
        "unanswered",
        "posted",
        True,
    )
    assert (silent["passages"], silent["received"], silent["original_sha256"]) == ([], None, "")


def as_cell(value: Any) -> str:
    """Return what a sheet should show of a value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n\n".join(one["verbatim"] if isinstance(one, dict) else one for one in value)
    return "" if value is None else str(value)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_sheets_say_the_same_as_json(
    ending: str, rows: list[dict[str, Any]], furnished: Furnished, tmp_path: Path
) -> None:
    sheet = exported(furnished.root, tmp_path / f"answers.{ending}")
    assert list(sheet[0]) == list(COLUMNS)
    wanted = [{name: as_cell(row[name]) for name in COLUMNS} for row in rows]
    assert [{name: as_cell(value) for name, value in row.items()} for row in sheet] == wanted


def test_the_same_answers_give_the_same_bytes(furnished: Furnished, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx", "json"):
        exported(furnished.root, tmp_path / f"a.{ending}")
        exported(furnished.root, tmp_path / f"b.{ending}")
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_what_a_spreadsheet_would_run_is_text(tmp_path: Path) -> None:
    root = tmp_path / "office"
    words = "\u202e=1+1 <script>"
    with office_at(root) as office:
        office.ask(yarrow=FORMULA)
        case = office.case("yarrow").posted()
        made = Made("@SUM(A1).txt", f"{FORMULA} Yes. -2+3 No. {words}".encode())
        said = [
            answer(made, QUESTIONS[0], "yes", f"{FORMULA} Yes."),
            answer(made, QUESTIONS[1], "no", "-2+3 No.", reason="+cmd|x"),
            answer(made, QUESTIONS[2], "unclear", words),
        ]
        case.read(case.received(made, route="=by"), said)
    first, second, third = exported(root, tmp_path / "answers.csv")
    assert (first["name"], first["passages"]) == (f"'{FORMULA}", f"'{FORMULA} Yes.")
    assert (second["passages"], second["reason"], second["route"]) == ("'-2+3 No.", "'+cmd|x", "'=by")
    assert second["original_name"] == "'@SUM(A1).txt"
    assert third["passages"] == words
    book = openpyxl.load_workbook(written(root, tmp_path / "answers.xlsx"))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert [cell.value for cell in cells].count(FORMULA) == 3
    assert words in [cell.value for cell in cells]


def written(root: Path, file: Path) -> Path:
    assert command("replies", "export", file, workspace=root).status == 0
    return file


def test_a_file_that_is_there_is_replaced_only_when_told(furnished: Furnished, tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text("mine")
    refused = command("replies", "export", file, workspace=furnished.root)
    assert (refused.status, refused.err) == (1, f"{file} is there already; choose another name, or give --replace\n")
    assert file.read_text() == "mine"
    replaced = command("replies", "export", file, "--replace", workspace=furnished.root)
    assert (replaced.status, replaced.err) == (0, "55 rows of 18 letters.\n")
    assert file.read_bytes().startswith(b'\xef\xbb\xbf"mailing","recipient","name","number","question"')


def test_other_endings_and_unknown_mailings_are_refused(furnished: Furnished, tmp_path: Path) -> None:
    other = command("replies", "export", tmp_path / "answers.ods", workspace=furnished.root)
    assert (other.status, other.err) == (
        1,
        'answers cannot be exported as ".ods"; give the file a name that ends in .csv, .xlsx, .json\n',
    )
    unknown = command("replies", "export", tmp_path / "answers.csv", "towns-2018", workspace=furnished.root)
    assert unknown.status == 1
    assert 'has no mailing "towns-2018"' in unknown.err
    assert 'did you mean "towns-2017"?' in unknown.err
    assert list(tmp_path.iterdir()) == []


def test_an_answer_that_no_cell_holds_is_refused_with_another_way(tmp_path: Path) -> None:
    root = tmp_path / "office"
    with office_at(root) as office:
        office.ask("yarrow")
        case = office.case("yarrow").posted()
        made = Made("long.txt", ("Yes. " + "and so on " * 4000).encode())
        case.read(case.received(made), [answer(made, QUESTIONS[0], "yes", "Yes. " + "and so on " * 4000)])
    refused = command("replies", "export", tmp_path / "answers.xlsx", workspace=root)
    assert refused.status == 1
    assert refused.err.startswith("cell T2 would have ")
    assert refused.err.endswith(" characters, and a sheet holds 32,767 in one; export the answers as .csv or .json\n")
    assert len(exported(root, tmp_path / "answers.csv")) == 3
