"""The register on the command line: from the merge that writes it to the tally of the mailing."""

from __future__ import annotations

import csv
import datetime
import json
import re
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from correspondence.references import Reference
from tests.command_line import Outcome, command, spawned
from tests.register.server import Server
from tests.tools import ROOT, program, run

MERGE = ("merge", "psp-questionnaire", "psp-2017-08-03")
MAILING = "psp-2017-08-03"
ALL = ["albuquerque", "baltimore", "san-bernardino", "stockton"]
SERIALS = dict(zip(ALL, ("2223", "2224", "2225", "2226"), strict=True))


@pytest.fixture
def office(workspace: Path) -> Path:
    """Return a workspace in which the sample's letters were merged, as text."""
    assert made(workspace).status == 0
    return workspace


def reissuing(office: Path, recipient: str) -> tuple[str, ...]:
    """Return the command that lets a letter be issued anew, as a merge tells it."""
    return (
        *("correspondence", "--workspace", str(office), "register", "mark", MAILING),
        *("--reissue", "--only", recipient),
    )


def made(office: Path, *words: str, form: str = "text") -> Outcome:
    return command(*MERGE, "--format", form, *words, workspace=office)


def held(name: str, outcome: Outcome, status: int = 0) -> Any:
    """Hold what was printed against its contract, and return it."""
    printed = json.loads(outcome.out)
    schema = json.loads((ROOT / "docs" / "json" / f"{name}.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(printed)] == []
    assert outcome.status == status
    return printed


def listed(office: Path, *words: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = held("register", command("register", "list", *words, "--json", workspace=office))[
        "entries"
    ]
    return entries


def number_of(office: Path, recipient: str) -> str:
    [number] = {str(one["number"]) for one in listed(office, "--recipient", recipient)}
    return number


def test_a_merge_registers_each_letter_with_its_number_and_files(workspace: Path) -> None:
    before = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    assert made(workspace, form="pdf,docx").status == 0
    entries = listed(workspace)
    assert [(one["kind"], one["recipient"], one["number"][:13]) for one in entries] == [
        ("made", recipient, f"REF-2017-{serial}") for recipient, serial in SERIALS.items()
    ]
    stockton = entries[-1]
    assert (stockton["mailing"], stockton["list"], stockton["template"]) == (MAILING, MAILING, "psp-questionnaire")
    lines = (workspace / "recipients" / f"{MAILING}.yaml").read_text("utf-8").splitlines()
    assert "id: stockton" in lines[stockton["row"] - 1]
    assert stockton["details"] == {
        "title": "Public Safety Partnership questionnaire",
        "name": "Chief Eric Jones, Stockton Police Department",
        "dated": "2017-08-03",
        "questionnaire": "psp-2017",
        "questions": ["facility-access", "release-notice", "detainer-requests"],
        "due": "2017-08-18",
    }
    assert before <= datetime.datetime.fromisoformat(stockton["at"]) <= datetime.datetime.now(datetime.UTC)
    sums = run("sha256sum", *stockton["files"], folder=workspace).stdout if Path("/usr/bin/sha256sum").exists() else ""
    for name, sha256 in stockton["files"].items():
        assert name in {f"output/{MAILING}/{file}" for file in ("stockton.pdf", "stockton.docx", "record/stockton.pdf")}
        assert not sums or f"{sha256}  {name}\n" in sums
    number = stockton["number"]
    folder = workspace / "output" / MAILING
    assert (
        number
        in run(program("pdfinfo"), "-custom", folder / "stockton.pdf").stdout
        + run(program("pdfinfo"), "-meta", folder / "stockton.pdf").stdout
    )
    with ZipFile(folder / "stockton.docx") as package:
        assert any(number in package.read(name).decode() for name in package.namelist() if name.startswith("docProps"))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["files"]["stockton.pdf"]["reference"] == number


def test_a_number_is_printed_where_the_template_says_so(workspace: Path) -> None:
    template = workspace / "templates" / "psp-questionnaire.md"
    template.write_text(f"{template.read_text('utf-8')}\nOur reference: {{{{ reference_number }}}}\n", "utf-8")
    made(workspace)
    letter = workspace / "output" / MAILING / "baltimore.txt"
    assert f"Our reference: {number_of(workspace, 'baltimore')}" in letter.read_text("utf-8")


def test_a_letter_that_is_merged_again_keeps_its_number_and_leaves_no_second_entry(office: Path) -> None:
    entries = listed(office)
    assert made(office).status == 0
    assert listed(office) == entries
    assert made(office, form="html").status == 0
    assert [one["number"] for one in listed(office)] == [one["number"] for one in entries] * 2
    sender = office / "templates" / "psp-questionnaire.md"
    sender.write_text(sender.read_text("utf-8").replace("Thank you", "We thank you"), "utf-8")
    assert made(office, "--only", "stockton").status == 0
    [*_, last] = listed(office)
    assert (last["recipient"], last["number"]) == ("stockton", entries[-1]["number"])
    assert last["files"] != entries[-1]["files"]
    assert command("register", "check", workspace=office).status == 0


def test_drafts_and_previews_get_no_number_and_leave_no_entry(workspace: Path) -> None:
    assert made(workspace, "--draft").status == 0
    assert command("preview", *MERGE[1:], "--only", "stockton", workspace=workspace).status == 0
    assert not (workspace / "output" / "register.sqlite").exists()
    listing = command("register", "list", workspace=workspace)
    assert (listing.status, listing.out) == (1, "")
    assert listing.err.startswith("there is no register at ")


def test_a_document_without_recipients_is_registered_without_a_number(workspace: Path) -> None:
    assert command("render", "psp-overview", "--format", "text", workspace=workspace).status == 0
    [entry] = listed(workspace)
    assert (entry["kind"], entry["mailing"], entry["recipient"], entry["number"]) == ("made", "psp-overview", "", "")
    assert list(entry["files"]) == ["output/psp-overview/psp-overview.txt"]
    listing = command("register", "list", workspace=workspace)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d  made  psp-overview  -  -  1 file\n", listing.out)
    assert listing.err == "1 entry.\n"


def test_the_form_of_a_letter_bears_its_number_and_its_geometry_is_kept(workspace: Path) -> None:
    assert made(workspace, "--with-form", "--only", "stockton", form="pdf").status == 0
    form = command("form", *MERGE[1:], "--only", "stockton", "--format", "pdf", workspace=workspace)
    assert form.status == 0
    [entry] = listed(workspace)
    top = f"output/{MAILING}/"
    files = {name.removeprefix(top): sha256 for name, sha256 in entry["files"].items()}
    names = {"stockton.pdf", "stockton.form.pdf"}
    assert set(files) == names | {f"record/{name}" for name in names}
    with closing(sqlite3.connect(workspace / "output" / "register.sqlite")) as register:
        [(sha256, geometry)] = register.execute("SELECT sha256, geometry FROM form_template").fetchall()
    assert sha256 == files["stockton.form.pdf"]
    assert {"name", "option", "page", "box"} == set(json.loads(geometry)[0])


def test_a_letter_that_was_posted_is_not_replaced_by_another(office: Path) -> None:
    letter = office / "output" / MAILING / "stockton.txt"
    command("register", "mark", MAILING, "--posted", "2017-08-04", "--only", "stockton", workspace=office)
    assert made(office).status == 0
    before = letter.read_bytes()
    template = office / "templates" / "psp-questionnaire.md"
    template.write_text(template.read_text("utf-8").replace("Thank you", "We thank you"), "utf-8")
    outcome = made(office)
    assert outcome.status == 1
    assert outcome.lines == [str(letter.with_name(f"{name}.txt")) for name in ALL[:3]]
    assert outcome.err == (
        "stockton was posted on 2017-08-04, in other words or another look, and stays as it is; to issue it anew, first "
        f"run: {shlex.join(reissuing(office, 'stockton'))}\n3 files made, 1 letter kept.\n"
    )
    assert letter.read_bytes() == before
    assert "We thank you" in (letter.parent / "baltimore.txt").read_text("utf-8")
    assert command("register", "check", workspace=office).status == 0
    assert spawned(*reissuing(office, "stockton")[1:], folder=office.parent).status == 0
    assert made(office).status == 0
    assert "We thank you" in letter.read_text("utf-8")
    assert len({one["number"] for one in listed(office, "--recipient", "stockton")}) == 1


def test_a_letter_that_was_posted_is_replaced_when_told_to(office: Path) -> None:
    command("register", "mark", MAILING, "--posted", "2017-08-04", workspace=office)
    template = office / "templates" / "psp-questionnaire.md"
    template.write_text(template.read_text("utf-8").replace("Thank you", "We thank you"), "utf-8")
    assert made(office, "--replace").status == 0
    assert [one["kind"] for one in listed(office)] == ["made"] * 4 + ["dispatched"] * 4 + ["made"] * 4


def test_a_voided_letter_is_not_made_again(office: Path) -> None:
    command("register", "mark", MAILING, "--void", "--only", "baltimore", "--as-of", "2017-08-04", workspace=office)
    outcome = made(office, "--replace")
    others = [name for name in ALL if name != "baltimore"]
    assert (outcome.status, outcome.lines) == (1, [])
    reissue = shlex.join(reissuing(office, "baltimore"))
    assert outcome.err == (
        f"baltimore was voided on 2017-08-04, and stays as it is; to issue it anew, first run: {reissue}\n"
        "0 files made, 3 letters unchanged, 1 letter kept.\n"
    )
    report = held("made", made(office, "--json"), status=1)
    assert (report["files"], report["unchanged"]) == ([], others)
    assert report["kept"] == [
        {
            "recipient": "baltimore",
            "template": "psp-questionnaire",
            "reason": "was voided on 2017-08-04",
            "reissue": reissue,
        }
    ]
    assert made(office, "--only", "albuquerque,stockton").status == 0


def test_the_command_that_reissues_a_letter_names_the_register_that_was_named(workspace: Path, tmp_path: Path) -> None:
    named = ("--database", str(tmp_path / "own register.sqlite"))
    assert made(workspace, *named).status == 0
    command("register", "mark", MAILING, "--void", *named, workspace=workspace)
    [kept, *_] = held("made", made(workspace, "--json", *named), status=1)["kept"]
    assert kept["reissue"] == shlex.join((*reissuing(workspace, "albuquerque"), *named))
    assert spawned(*shlex.split(kept["reissue"])[1:], folder=tmp_path).status == 0
    assert made(workspace, "--only", "albuquerque", *named).status == 0


def test_what_was_marked_is_listed_and_tallied(office: Path) -> None:
    posting = ("register", "mark", MAILING, "--posted", "2017-08-04")
    number = "9407 1000 0000 0000 0000 00"
    first = command(*posting, "--only", "stockton", "--certified-number", number, "--by", "Mail", workspace=office)
    assert (first.status, first.err) == (0, "1 entry written.\n")
    assert first.out == f"posted 2017-08-04  stockton  {number_of(office, 'stockton')}\n"
    rest = command(*posting, "--route", "courier", "--only", "albuquerque,baltimore", workspace=office)
    assert (rest.status, rest.err) == (0, "2 entries written.\n")
    back = ("register", "mark", MAILING, "--returned", "2017-08-15", "--note", "moved, left no address")
    assert command(*back, "--only", number_of(office, "baltimore"), workspace=office).status == 0
    listing = command("register", "list", MAILING, "--kind", "dispatched", "--kind", "returned", workspace=office)
    assert [re.sub(r" {2,}", "|", line).split("|")[1:] for line in listing.lines] == [
        ["dispatched", MAILING, "stockton", number_of(office, "stockton"), "on 2017-08-04 by certified-mail 9407100000000000000000"],
        ["dispatched", MAILING, "albuquerque", number_of(office, "albuquerque"), "on 2017-08-04 by courier"],
        ["dispatched", MAILING, "baltimore", number_of(office, "baltimore"), "on 2017-08-04 by courier"],
        ["returned", MAILING, "baltimore", number_of(office, "baltimore"), "on 2017-08-15 (moved, left no address)"],
    ]  # fmt: skip
    assert listed(office, "--number", number_of(office, "stockton").lower())[1]["by"] == "Mail"
    status = command("replies", "status", MAILING, "--as-of", "2017-08-19", workspace=office)
    assert status.lines == [
        f"{MAILING}: Public Safety Partnership questionnaire, due 2017-08-18",
        "1 facility-access  2 release-notice  3 detainer-requests",
        "",
        "To              Posted      By              Due         State            1  2  3",
        "albuquerque     2017-08-04  courier         2017-08-18  posted, OVERDUE  -  -  -",
        "baltimore       2017-08-04  courier         2017-08-18  returned         -  -  -",
        "san-bernardino  -           -               2017-08-18  not posted       -  -  -",
        "stockton        2017-08-04  certified-mail  2017-08-18  posted, OVERDUE  -  -  -",
        "",
        "- nobody has answered it",
        "",
        "To do:",
        f"    1 letter: post it, then run: correspondence register mark {MAILING} --posted DATE --only san-bernardino",
        f"    1 letter: find the right address, then issue it anew: correspondence register mark {MAILING} --reissue --only baltimore",
        f"    2 letters: remind them: correspondence replies remind {MAILING} --template TEMPLATE --only albuquerque,stockton",
    ]
    assert status.err == "4 letters with a questionnaire, 1 not posted, 2 posted, 1 returned, 2 overdue.\n"
    on_time = command("replies", "status", "--as-of", "2017-08-18", "--json", workspace=office)
    tally = held("replies-status", on_time)
    assert (tally["as_of"], {one["overdue"] for one in tally["asked"]}) == ("2017-08-18", {False})
    assert [one["state"] for one in tally["asked"]] == ["posted", "returned", "not posted", "posted"]
    assert [bool(one["remedy"]) for one in tally["asked"]] == [False, True, True, False]
    assert tally["asked"][3]["certified_number"] == "9407100000000000000000"
    late = held("replies-status", command("replies", "status", "--as-of", "2017-08-19", "--json", workspace=office))
    assert [one["overdue"] for one in late["asked"]] == [True, False, False, True]


def test_a_tally_of_nothing_says_so(workspace: Path) -> None:
    command("render", "psp-overview", "--format", "text", workspace=workspace)
    status = command("replies", "status", workspace=workspace)
    assert (status.status, status.out) == (0, "")
    assert status.err == "Nobody was asked anything yet: no letter with a questionnaire is in the register.\n"


@pytest.mark.parametrize(
    "words",
    [(), ("--posted", "2017-08-04", "--void"), ("--posted", "2017-08-04", "--returned", "2017-08-05")],
)
def test_a_mark_says_one_thing(office: Path, words: tuple[str, ...]) -> None:
    outcome = command("register", "mark", MAILING, *words, workspace=office)
    assert outcome.status == 2
    assert "say what happened: one of --posted DATE, --returned DATE, --void and --reissue" in outcome.err


def test_marks_that_contradict_the_register_are_refused_together(office: Path) -> None:
    outcome = command(
        *("register", "mark", MAILING, "--returned", "2017-08-05", "--only", "stockton,stocton"), workspace=office
    )
    assert outcome.status == 1
    assert "the mailing has no letter \"stocton\"; 'correspondence register list' shows its letters" in outcome.err
    assert 'did you mean "stockton"?' in outcome.err
    assert "stockton: it was not posted; mark it --posted first" in outcome.err
    assert len(listed(office)) == 4


def test_check_says_which_files_are_not_as_they_were_made(office: Path) -> None:
    folder = office / "output" / MAILING
    (folder / "albuquerque.txt").unlink()
    (folder / "stockton.txt").write_text("something else")
    (folder / "stray.pdf").touch()
    outcome = command("register", "check", workspace=office)
    assert (outcome.status, outcome.err) == (1, "4 files checked: 3 to mend.\n")
    by_file = dict(line.split(": ", 1) for line in outcome.lines)
    assert by_file == {
        f"output/{MAILING}/albuquerque.txt": "missing; put it back, or make the letter again",
        f"output/{MAILING}/stockton.txt": (
            "altered; put back the file with the checksum that the register has, or make it again with --replace"
        ),
        f"output/{MAILING}/stray.pdf": "unknown; move it away, or find out who put it there",
    }
    checked = held("register-check", command("register", "check", MAILING, "--json", workspace=office), status=1)
    assert checked["checked"] == 4
    assert [(one["result"], one["recipient"]) for one in checked["findings"]] == [
        ("missing", "albuquerque"),
        ("altered", "stockton"),
        ("unknown", ""),
    ]


def test_a_posted_letter_that_is_not_as_it_went_out_is_put_back_and_not_made_anew(office: Path) -> None:
    command("register", "mark", MAILING, "--posted", "2017-08-04", "--only", "albuquerque,stockton", workspace=office)
    folder = office / "output" / MAILING
    (folder / "albuquerque.txt").unlink()
    for name in ("baltimore", "stockton"):
        (folder / f"{name}.txt").write_text("something else")
    put_back = (
        "put back the copy that was kept of it, with the checksum that the register has; the letter was posted on "
        "2017-08-04, and what went out cannot be made anew"
    )
    by_checksum = "put back the file with the checksum that the register has, or make it again with --replace"
    assert command("register", "check", workspace=office).lines == [
        f"output/{MAILING}/albuquerque.txt: missing; {put_back}",
        f"output/{MAILING}/baltimore.txt: altered; {by_checksum}",
        f"output/{MAILING}/stockton.txt: altered; {put_back}",
    ]


@pytest.mark.parametrize(
    "words", [("register", "list"), ("register", "check"), ("replies", "status"), ("register", "export", "all.csv")]
)
def test_a_mailing_that_the_register_does_not_know_is_told(
    office: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office)
    outcome = command(*words, "psp-2017-08-30", workspace=office)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err == (
        "the register output/register.sqlite has no mailing \"psp-2017-08-30\"; 'correspondence register list' shows what "
        f'there is (did you mean "{MAILING}"?)\n'
    )
    assert not (office / "all.csv").exists()


def test_a_filter_that_nothing_passes_is_no_unknown_mailing(office: Path) -> None:
    outcome = command("register", "list", MAILING, "--kind", "voided", workspace=office)
    assert outcome == Outcome(0, "", "0 entries.\n")


@pytest.mark.parametrize(
    "words",
    [
        ("register", "mark", MAILING, "--posted"),
        ("register", "mark", MAILING, "--returned"),
        ("register", "mark", MAILING, "--void", "--as-of"),
        ("register", "list", "--since"),
        ("replies", "status", "--as-of"),
    ],
)
def test_a_day_is_written_in_one_way_alone(office: Path, words: tuple[str, ...]) -> None:
    option = words[-1]
    for day, message in (
        ("8/4/2017", '"8/4/2017" is not a date; write year-month-day, such as 2017-08-04'),
        ("20170804", '"20170804" is not a date; write year-month-day, such as 2017-08-04'),
        ("2017-02-30", "2017-02-30 is not a day of the calendar; write year-month-day, such as 2017-08-04"),
    ):
        outcome = command(*words, day, workspace=office)
        assert (outcome.status, outcome.err.splitlines()[-1]) == (2, f"Error: Invalid value for '{option}': {message}")
    assert len(listed(office)) == 4


def test_an_error_is_told_as_json_where_json_was_asked_for(office: Path, tmp_path: Path) -> None:
    unknown = held("problems", command("register", "list", "second", "--json", workspace=office), status=1)
    [problem] = unknown["problems"]
    assert (problem["file"], problem["remedy"]) == ("", "'correspondence register list' shows what there is")
    assert problem["message"].endswith('register.sqlite has no mailing "second"')
    none = command("replies", "status", "--json", "--database", tmp_path / "none.sqlite", workspace=office)
    assert none.err == ""
    [problem] = held("problems", none, status=1)["problems"]
    assert (problem["message"], problem["severity"]) == (
        f"there is no register at {tmp_path / 'none.sqlite'} yet",
        "error",
    )
    assert problem["remedy"].startswith("'correspondence merge' begins it; look whether")
    letter = office / "output" / MAILING / "stockton.txt"
    letter.write_text("amended by hand")
    [problem] = held("problems", made(office, "--json"), status=1)["problems"]
    assert problem["message"].endswith("stockton.txt was not made by this program, or changed since")
    assert problem["remedy"] == "move it away to keep it, or give --replace to make it anew"
    (tmp_path / "file").touch()
    blocked = made(office, "--json", "--output", str(tmp_path / "file" / "below"))
    [problem] = held("problems", blocked, status=1)["problems"]
    assert (problem["file"], problem["remedy"]) == ("", "")
    assert "could not be written (" in problem["message"]
    assert command("register", "list", "--json", workspace=tmp_path).out.startswith(
        '{\n  "schema": "correspondence/problems/1"'
    )


def test_exports_have_what_was_asked_for(office: Path, tmp_path: Path) -> None:
    command("register", "mark", MAILING, "--posted", "2017-08-04", workspace=office)
    for ending in ("csv", "xlsx", "json"):
        words = ("register", "export", tmp_path / f"posted.{ending}", MAILING, "--kind", "dispatched")
        outcome = command(*words, workspace=office)
        assert (outcome.status, outcome.err) == (0, "4 entries.\n")
    with (tmp_path / "posted.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["recipient"] for row in csv.DictReader(file)] == ALL
    book = openpyxl.load_workbook(tmp_path / "posted.xlsx")
    assert [str(row[5].value) for row in book.worksheets[0].iter_rows(min_row=2)] == ALL
    exported = (tmp_path / "posted.json").read_text("utf-8")
    held("register", Outcome(0, exported, ""))
    anew = ("register", "export", tmp_path / "posted.json")
    again = command(*anew, workspace=office)
    assert (again.status, again.out) == (1, "")
    assert again.err == f"{tmp_path / 'posted.json'} is there already; choose another name, or give --replace\n"
    assert (tmp_path / "posted.json").read_text("utf-8") == exported
    assert command(*anew, "--replace", workspace=office).err == "8 entries.\n"
    assert len(json.loads((tmp_path / "posted.json").read_text("utf-8"))["entries"]) == 8
    refused = command("register", "export", tmp_path / "posted.ods", workspace=office)
    assert (refused.status, refused.err) == (
        1,
        'entries cannot be exported as ".ods"; give the file a name that ends in .csv, .xlsx, .json\n',
    )


def test_a_copy_is_a_register_and_replaces_nothing(office: Path, tmp_path: Path) -> None:
    copy = tmp_path / "shelf" / "copy.sqlite"
    assert command("register", "backup", copy, workspace=office).status == 0
    assert listed(office, "--database", str(copy)) == listed(office)
    command("register", "mark", MAILING, "--posted", "2017-08-04", workspace=office)
    again = command("register", "backup", copy, workspace=office)
    assert (again.status, again.err) == (
        1,
        f"{copy} is there already, and no copy is ever replaced; choose another name\n",
    )
    assert len(listed(office, "--database", str(copy))) == 4
    assert [path.name for path in copy.parent.iterdir()] == ["copy.sqlite"]


def test_a_register_that_another_program_holds_is_not_copied(office: Path, tmp_path: Path) -> None:
    file = office / "output" / "register.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        words = ("register", "backup", tmp_path / "copy.sqlite", "--database", f"sqlite:///{file}?timeout=0.1")
        outcome = command(*words, workspace=office)
    assert outcome.status == 1
    assert "another program holds the register" in outcome.err
    assert not (tmp_path / "copy.sqlite").exists()


def test_a_register_in_postgresql_does_all_of_it(workspace: Path, tmp_path: Path, server: Server) -> None:
    settings = workspace / "correspondence.yaml"
    settings.write_text(f"{settings.read_text('utf-8')}database: {server.new_database()}\nreference: {{series: PSP}}\n")
    assert made(workspace).status == 0
    assert not (workspace / "output" / "register.sqlite").exists()
    assert command("register", "mark", MAILING, "--posted", "2017-08-04", workspace=workspace).status == 0
    entries = listed(workspace)
    assert [Reference.parse(one["number"]) for one in entries[:4]] == [
        Reference("PSP", 2017, serial) for serial in range(1, 5)
    ]
    assert command("register", "check", workspace=workspace).status == 0
    copy = tmp_path / "copy.sqlite"
    assert command("register", "backup", copy, workspace=workspace).status == 0
    assert listed(workspace, "--database", str(copy)) == entries
    again = made(workspace, "--database", str(copy), "--mailing", "second")
    assert again.status == 0
    serials = [Reference.parse(one["number"]).serial for one in listed(workspace, "second", "--database", str(copy))]
    assert serials == [5, 6, 7, 8]


def test_the_register_stays_with_the_workspace_and_a_variable_can_name_it(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert made(workspace, "--output", str(tmp_path / "elsewhere")).status == 0
    assert (workspace / "output" / "register.sqlite").is_file()
    assert list(listed(workspace)[0]["files"]) == [str(tmp_path / "elsewhere" / MAILING / "albuquerque.txt")]
    monkeypatch.setenv("CORRESPONDENCE_DATABASE", str(tmp_path / "own.sqlite"))
    assert command("register", "list", workspace=workspace).err.startswith("there is no register at ")
    assert made(workspace).status == 0
    assert (tmp_path / "own.sqlite").is_file()


def test_numbers_have_the_year_of_the_letters_date(workspace: Path) -> None:
    assert made(workspace, "--set", "date=2016-02-03", "--mailing", "earlier").status == 0
    assert {one["number"][:9] for one in listed(workspace, "earlier")} == {"REF-2016-"}
    recipients = workspace / "recipients" / f"{MAILING}.yaml"
    text = recipients.read_text("utf-8")
    recipients.write_text(text.replace("- id: stockton\n", "- id: stockton\n    date: 2015-02-03\n"), "utf-8")
    assert made(workspace).status == 0
    assert [one["number"][:13] for one in listed(workspace, MAILING)] == [
        "REF-2017-2223",
        "REF-2017-2224",
        "REF-2017-2225",
        "REF-2015-2223",
    ]


def test_a_letter_without_a_date_has_the_year_in_which_it_is_made(workspace: Path) -> None:
    layout = workspace / "templates" / "layouts" / "letter" / "layout.md"
    text = layout.read_text("utf-8")
    assert "  date: {type: date, required: true" in text
    without = text.replace("date: {type: date, required: true", "date: {type: date, required: false")
    layout.write_text(without.replace("  date: once", "  date: optional"), "utf-8")
    recipients = workspace / "recipients" / f"{MAILING}.yaml"
    recipients.write_text(re.sub(r"^  date: .*\n", "", recipients.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    template = workspace / "templates" / "psp-questionnaire.md"
    template.write_text(re.sub(r"^date: .*\n", "", template.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    outcome = made(workspace)
    assert outcome.status == 0, outcome.err
    assert {one["number"][4:8] for one in listed(workspace)} == {one["at"][:4] for one in listed(workspace)}


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("database: mysql://host/letters", 'a register cannot be kept in a database of the kind "mysql"'),
        ("reference: {series: OJP}", '"OJP" is not a series; use up to eight capital letters and digits'),
        ("reference: {serie: PSP}", 'did you mean "series"?'),
    ],
)
def test_settings_that_cannot_be_used_are_named_before_anything_is_made(
    workspace: Path, setting: str, message: str
) -> None:
    settings = workspace / "correspondence.yaml"
    settings.write_text(f"{settings.read_text('utf-8')}{setting}\n")
    outcome = made(workspace)
    assert outcome.status == 1
    assert "correspondence.yaml" in outcome.err
    assert message in outcome.err
    assert not (workspace / "output" / MAILING).exists()


def test_a_register_that_cannot_be_reached_stops_the_merge_before_a_letter_is_made(workspace: Path) -> None:
    outcome = made(workspace, "--database", "postgresql://office:s3cret@127.0.0.1:1/letters?connect_timeout=2")
    assert outcome.status == 1
    assert "the register postgresql+psycopg://office@127.0.0.1:1/letters cannot be reached" in outcome.err
    assert "s3cret" not in outcome.err
    assert not (workspace / "output").exists()
