"""``render`` and ``merge``: what is made, what is refused, and what is said about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_checking import LETTER, LIST, TEMPLATE, change
from tests.command_line import command
from tests.tools import docx_text, page_count, program, run, struct_text

ALL = ("albuquerque", "baltimore", "san-bernardino", "stockton")


def names(folder: Path) -> list[str]:
    """Return the files of a mailing's folder without its manifest."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in found if name != "manifest.json" and not name.startswith("record/"))


def test_a_letter_to_each_recipient_in_every_format(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace)
    made = command("merge", *LETTER, "--format", "pdf, docx,text,html,pdf")
    assert (made.status, made.err) == (0, "16 files made.\n")
    assert made.lines[:4] == [
        "output/psp-2017-08-03/albuquerque.pdf  2 pages",
        "output/psp-2017-08-03/albuquerque.docx",
        "output/psp-2017-08-03/albuquerque.txt",
        "output/psp-2017-08-03/albuquerque.html",
    ]
    folder = workspace / "output" / "psp-2017-08-03"
    assert names(folder) == sorted(f"{one}.{ending}" for one in ALL for ending in ("pdf", "docx", "txt", "html"))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert {name: manifest[name] for name in ("schema", "mailing", "template", "list")} == {
        "schema": "correspondence/manifest/1",
        "mailing": "psp-2017-08-03",
        "template": "psp-questionnaire",
        "list": "psp-2017-08-03",
    }
    for name, entry in manifest["files"].items():
        assert entry["sha256"] == run(program("sha256sum"), folder / name).stdout.split()[0]
        assert entry["bytes"] == (folder / name).stat().st_size
        assert entry.get("pages") == (page_count(folder / name) if name.endswith(".pdf") else None)


def test_pdf_and_docx_are_made_where_nothing_is_said(workspace: Path) -> None:
    made = command("render", "psp-overview", "--json", workspace=workspace)
    folder = workspace / "output" / "psp-overview"
    assert (made.status, made.err) == (0, "")
    assert json.loads(made.out) == {
        "schema": "correspondence/made/1",
        "files": [
            {"path": str(folder / "psp-overview.pdf"), "pages": 1},
            {"path": str(folder / "psp-overview.docx"), "pages": None},
        ],
        "records": [{"path": str(folder / "record" / "psp-overview.pdf"), "pages": 1}],
        "unchanged": [],
        "failed": [],
        "kept": [],
        "problems": [],
    }
    assert names(folder) == ["psp-overview.docx", "psp-overview.pdf"]


def test_attachments_make_a_packet_beside_the_pdf_alone(workspace: Path) -> None:
    folder = workspace / "output" / "psp-press-release"
    assert command("render", "psp-press-release", "--format", "text", workspace=workspace).status == 0
    assert names(folder) == ["psp-press-release.txt"]
    made = command("render", "psp-press-release", "--format", "pdf", workspace=workspace)
    assert made.lines == [
        f"{folder / 'psp-press-release.pdf'}  2 pages",
        f"{folder / 'psp-press-release-packet.pdf'}  10 pages",
    ]


def test_the_name_of_a_file_shows_its_variant(workspace: Path) -> None:
    made = command("render", "iacp-remarks", "--set", "copy=lectern", "--format", "pdf,text", workspace=workspace)
    folder = workspace / "output" / "iacp-remarks"
    assert (made.status, names(folder)) == (0, ["iacp-remarks-lectern.pdf", "iacp-remarks-lectern.txt"])
    assert command("render", "iacp-remarks", "--set", "copy=record", "--format", "pdf", workspace=workspace).status == 0
    assert page_count(folder / "iacp-remarks-lectern.pdf") > page_count(folder / "iacp-remarks.pdf")


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (
            "copy=lecturn",
            'copy: "lecturn" is none of the choices; choose one of record, lectern (did you mean "lectern"?)',
        ),
        (
            "cpoy=lectern",
            '"cpoy" is not a field of the layout remarks; choose one of date, posted, speaker, place, delivery_note, copy (did you mean "copy"?)',
        ),
    ],
)
def test_a_wrong_setting_is_told(workspace: Path, given: str, problem: str) -> None:
    refused = command("render", "iacp-remarks", "--set", given, workspace=workspace)
    assert (refused.status, refused.out, refused.err) == (1, "", f"--set:\n  {problem}\n")
    assert not (workspace / "output").exists()


def test_a_setting_of_the_command_line_stands_before_all_others(workspace: Path) -> None:
    given = ("--set", "date=2017-08-04", "--set", "closing=Respectfully,")
    made = command("merge", *LETTER, *given, "--only", "stockton", "--format", "text", workspace=workspace)
    assert made.status == 0
    lines = (workspace / "output" / "psp-2017-08-03" / "stockton.txt").read_text("utf-8").splitlines()
    assert "August 4, 2017" in lines
    assert "August 3, 2017" not in lines
    assert "Respectfully," in lines


def test_a_draft_is_marked_unsigned_and_set_aside(workspace: Path) -> None:
    made = command("merge", *LETTER, "--only", "stockton", "--draft", "--format", "pdf,docx,text", workspace=workspace)
    folder = workspace / "output" / "psp-2017-08-03"
    assert made.status == 0
    assert names(folder) == ["draft/stockton.docx", "draft/stockton.pdf", "draft/stockton.txt"]
    pdf = folder / "draft" / "stockton.pdf"
    pages = run(program("pdftotext"), "-layout", pdf, "-").stdout.split("\f")[:-1]
    assert [page.count("D R A F T") + page.count("DRAFT") for page in pages] == [1, 1]
    assert run(program("pdfimages"), "-list", pdf).stdout.splitlines()[2:] == []
    text = pdf.with_suffix(".txt").read_text("utf-8")
    assert text.startswith("DRAFT\n\nU.S. Department of Justice\n")
    for words in (struct_text(pdf), docx_text(pdf.with_suffix(".docx")), text.removeprefix("DRAFT")):
        assert "DRAFT" not in words
        assert "Signature of" not in words
        assert "Alan Hanson" in words
    assert command("merge", *LETTER, "--only", "stockton", "--format", "pdf", workspace=workspace).status == 0
    signature = run(program("pdfimages"), "-list", folder / "stockton.pdf").stdout.splitlines()[2:]
    assert [line.split()[:3] for line in signature] == [["2", "0", "image"], ["2", "1", "smask"]]


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (("--only", "stockton"), ["stockton"]),
        (("--only", "stockton, albuquerque"), ["albuquerque", "stockton"]),
        (("--only", "stockton", "--only", "baltimore,stockton"), ["baltimore", "stockton"]),
        (("--only", "@{folder}/some.txt"), ["baltimore", "san-bernardino"]),
    ],
)
def test_only_some_recipients(workspace: Path, only: tuple[str, ...], expected: list[str]) -> None:
    (workspace / "some.txt").write_text("san-bernardino\n\n  baltimore\n", "utf-8")
    words = [word.format(folder=workspace) for word in only]
    assert command("merge", *LETTER, *words, "--format", "text", workspace=workspace).status == 0
    assert names(workspace / "output" / "psp-2017-08-03") == [f"{name}.txt" for name in expected]


def test_recipients_that_are_not_in_the_list_are_named(workspace: Path) -> None:
    refused = command("merge", *LETTER, "--only", "stocton,fresno", workspace=workspace)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.splitlines() == [
        "--only:",
        '  the list psp-2017-08-03 has no recipient "stocton"; look into recipients/psp-2017-08-03.yaml (did you mean "stockton"?)',
        '  the list psp-2017-08-03 has no recipient "fresno"; look into recipients/psp-2017-08-03.yaml',
    ]
    assert not (workspace / "output").exists()


def test_a_mailing_has_a_name_of_its_own(workspace: Path) -> None:
    given = ("--mailing", "second-round", "--only", "stockton", "--format", "text")
    assert command("merge", *LETTER, *given, workspace=workspace).status == 0
    assert [path.name for path in (workspace / "output").iterdir() if path.is_dir()] == ["second-round"]


@pytest.mark.parametrize("name", ["../elsewhere", "/elsewhere", "a/b", ".", "", "-x", ".hidden"])
def test_a_mailing_cannot_leave_the_output(workspace: Path, name: str) -> None:
    refused = command("merge", *LETTER, f"--mailing={name}", "--format", "text", workspace=workspace)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.splitlines() == [
        "--mailing:",
        f'  "{name}" cannot be the name of a mailing; use letters, digits, hyphens and underscores',
    ]
    assert not (workspace / "output").exists()


def test_a_mailings_folder_takes_no_second_template(workspace: Path) -> None:
    assert command("merge", *LETTER, "--format", "text", workspace=workspace).status == 0
    folder = workspace / "output" / "psp-2017-08-03"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    text = (workspace / TEMPLATE).read_text("utf-8")
    (workspace / "templates" / "reminder.md").write_text(text, "utf-8")
    refused = command("merge", "reminder", "psp-2017-08-03", "--format", "text", "--replace", workspace=workspace)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err == (
        f"{folder} holds the mailing of psp-questionnaire with psp-2017-08-03; name this one with --mailing, such as "
        "--mailing psp-2017-08-03-2\n"
    )
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    named = command(
        *("merge", "reminder", "psp-2017-08-03", "--format", "text", "--mailing", "psp-2017-08-03-2"),
        workspace=workspace,
    )
    assert named.status == 0


def test_output_goes_where_it_is_wanted(workspace: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "a new" / "folder"
    made = command("render", "psp-overview", "--format", "text", "--output", elsewhere, workspace=workspace)
    assert made.lines == [str(elsewhere / "psp-overview" / "psp-overview.txt")]
    assert not (workspace / "output" / "psp-overview").exists()


def test_nothing_is_made_where_one_letter_is_wrong(workspace: Path) -> None:
    change(workspace, LIST, ("name: Kevin Davis", "name: 王 Davis"))
    refused = command("merge", *LETTER, "--format", "text", workspace=workspace)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.startswith("recipients/psp-2017-08-03.yaml cannot be used:\n  line 14, baltimore.name: the font")
    assert not (workspace / "output").exists()


def test_keep_going_makes_the_sound_letters_and_lists_the_others(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace)
    change(workspace, LIST, ("name: Kevin Davis", "name: 王 Davis"), ("    jurisdiction: Stockton, California\n", ""))
    change(workspace, TEMPLATE, ("Thank you", "Thank you in {{ recipient.county }}"))
    change(workspace, LIST, *((f"id: {one}", f"id: {one}\n    county: X") for one in ("albuquerque", "baltimore")))
    change(workspace, LIST, ("id: san-bernardino", "id: san-bernardino\n    county: X"))
    made = command("merge", *LETTER, "--format", "text", "--keep-going")
    folder = workspace / "output" / "psp-2017-08-03"
    assert made.status == 1
    assert made.lines == [f"output/psp-2017-08-03/{name}.txt" for name in ("albuquerque", "san-bernardino")]
    assert made.err.splitlines()[-1] == (
        "2 files made, 2 letters not: mend them, then give --only @output/psp-2017-08-03/failed.txt."
    )
    assert "recipient.county has no value for stockton" in made.err
    assert (folder / "failed.txt").read_text("utf-8") == "baltimore\nstockton\n"
    change(workspace, LIST, ("name: 王 Davis", "name: Kevin Davis"))
    half = command("merge", *LETTER, "--format", "text", "--keep-going", "--only", "@output/psp-2017-08-03/failed.txt")
    assert (half.status, half.lines) == (1, ["output/psp-2017-08-03/baltimore.txt"])
    assert (folder / "failed.txt").read_text("utf-8") == "stockton\n"
    other = command("merge", *LETTER, "--format", "text", "--only", "albuquerque")
    assert (other.status, (folder / "failed.txt").read_text("utf-8")) == (0, "stockton\n")
    change(workspace, LIST, ("id: stockton", "id: stockton\n    county: X"))
    rest = command("merge", *LETTER, "--format", "text", "--only", "@output/psp-2017-08-03/failed.txt")
    assert (rest.status, rest.err) == (0, "1 file made.\n")
    assert names(folder) == [f"{name}.txt" for name in ALL]


def test_keep_going_makes_no_letter_with_a_fault_that_all_share(workspace: Path) -> None:
    change(workspace, TEMPLATE, ("Thank you for", "Thank you \N{GRINNING FACE} for"))
    refused = command("merge", *LETTER, "--format", "text", "--keep-going", workspace=workspace)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.splitlines()[1].startswith(
        '  line 31: the font Times New Roman has no character "\N{GRINNING FACE}"'
    )
    assert not (workspace / "output").exists()


def test_keep_going_tells_where_the_list_of_a_draft_lies(workspace: Path) -> None:
    change(workspace, LIST, ("name: Kevin Davis", "name: 王 Davis"))
    made = command("merge", *LETTER, "--format", "text", "--keep-going", "--draft", workspace=workspace)
    failed = workspace / "output" / "psp-2017-08-03" / "failed.txt"
    assert made.err.splitlines()[-1] == f"3 files made, 1 letter not: mend them, then give --only @{failed}."
    assert failed.read_text("utf-8") == "baltimore\n"


def test_keep_going_as_json_says_who_failed(workspace: Path) -> None:
    change(workspace, LIST, ("name: Kevin Davis", "name: 王 Davis"))
    made = command("merge", *LETTER, "--format", "text", "--keep-going", "--json", workspace=workspace)
    report = json.loads(made.out)
    assert (made.status, made.err, report["failed"], len(report["files"])) == (1, "", ["baltimore"], 3)
    assert [problem["field"] for problem in report["problems"]] == ["baltimore.name"]


def test_a_file_that_was_changed_by_hand_is_not_overwritten(workspace: Path) -> None:
    given = ("merge", *LETTER, "--format", "text")
    assert command(*given, workspace=workspace).status == 0
    folder = workspace / "output" / "psp-2017-08-03"
    sound = (folder / "stockton.txt").read_bytes()
    (folder / "stockton.txt").write_text("Signed, and amended by hand.", "utf-8")
    (folder / "albuquerque.txt").unlink()
    refused = command(*given, workspace=workspace)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err == (
        f"in {folder}, stockton.txt was not made by this program, or changed since; move it away to keep it, or give "
        "--replace to make it anew\n"
    )
    assert (folder / "stockton.txt").read_text("utf-8") == "Signed, and amended by hand."
    assert not (folder / "albuquerque.txt").exists()
    assert command(*given, "--only", "baltimore", workspace=workspace).status == 0
    assert command(*given, "--replace", workspace=workspace).status == 0
    assert (folder / "stockton.txt").read_bytes() == sound


def test_a_strangers_file_is_not_overwritten(workspace: Path) -> None:
    folder = workspace / "output" / "psp-overview"
    folder.mkdir(parents=True)
    (folder / "psp-overview.txt").write_text("mine", "utf-8")
    refused = command("render", "psp-overview", "--format", "text", workspace=workspace)
    assert refused.status == 1
    assert refused.err.startswith(f"in {folder}, psp-overview.txt was not made by this program, or changed since; ")
    assert names(folder) == ["psp-overview.txt"]


def test_a_second_run_makes_the_same_files(workspace: Path) -> None:
    given = ("merge", *LETTER, "--format", "pdf,docx,text,html", "--only", "stockton")
    folder = workspace / "output" / "psp-2017-08-03"
    assert command(*given, workspace=workspace).status == 0
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert command(*given, workspace=workspace).status == 0
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_compare_tells_how_a_document_differs(workspace: Path, root: Path) -> None:
    original = root / "tests" / "originals" / "2017-08-03-letter-stockton.txt"
    assert command("merge", *LETTER, "--only", "stockton", workspace=workspace).status == 0
    folder = workspace / "output" / "psp-2017-08-03"
    for file in ("stockton.pdf", "stockton.docx"):
        same = command("compare", folder / file, original)
        assert (same.status, same.err) == (0, "")
    change(workspace, TEMPLATE, ("prompt response", "late response"))
    again = ("--only", "stockton", "--format", "pdf", "--mailing", "other")
    assert command("merge", *LETTER, *again, workspace=workspace).status == 0
    other = workspace / "output" / "other" / "stockton.pdf"
    differs = command("compare", other, original)
    assert differs.status == 1
    assert "late" in differs.out
    report = command("compare", other, original, "--json")
    found = json.loads(report.out)
    assert report.status == 1
    assert found["schema"] == "correspondence/compare/1"
    assert 0.9 < found["agreement"] < 1
    assert len(found["differences"]) == 1


def test_compare_says_what_it_cannot_read(workspace: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(b"%PDF-1.7\nnothing more")
    refused = command("compare", damaged, workspace / TEMPLATE)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.startswith(f"{damaged} ")
    missing = command("compare", tmp_path / "nosuch.pdf", workspace / TEMPLATE)
    assert (missing.status, missing.out) == (2, "")
    assert f"File '{tmp_path / 'nosuch.pdf'}' does not exist." in missing.err
