"""Records: a PDF as it went out, with all that it was made of."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import shutil
import statistics
import time
from pathlib import Path

import pikepdf
import pytest
from jsonschema import Draft202012Validator

from correspondence.entries import RECORD, Entry, History, Letter
from correspondence.errors import RefusedError
from correspondence.mailing import Order, make, prepare
from correspondence.mailing.fingerprints import plain, values_of
from correspondence.mailing.record_copies import shared_by
from correspondence.provenance import SourceFile, described, read_record, with_sources
from correspondence.provenance.revision import UnfitPdfError
from correspondence.recipients import read_recipient_list, written_list
from correspondence.workspace import Workspace
from tests.command_line import add_mailing, command, spawned
from tests.proving.office import checksums, make_office, odd_list
from tests.test_docs import contract
from tests.tools import program, qpdf_check, run, verapdf

LETTER = ("psp-questionnaire", "psp-2017-08-03")
ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"}
SOURCES = [
    ("correspondence.yaml", "settings"),
    ("templates/psp-questionnaire.md", "template"),
    ("templates/layouts/letter/layout.md", "layout"),
    ("templates/layouts/letter/style.css", "style"),
    ("templates/layouts/base.css", "style"),
    ("templates/senders/office-of-justice-programs.yaml", "sender"),
    ("templates/profiles/justice-2017.yaml", "profile"),
    ("templates/envelopes/window-10.yaml", "envelope"),
    ("templates/vocabularies/psp-2017.yaml", "vocabulary"),
    ("templates/senders/signatures/alan-hanson.png", "picture"),
    ("recipients/psp-2017-08-03.yaml", "values"),
]


def test_a_record_begins_with_the_very_pdf_that_went_out(office: Path, record: bytes) -> None:
    folder = office / "output" / "psp-2017-08-03"
    sent = (folder / "stockton.pdf").read_bytes()
    assert record.startswith(sent)
    said = read_record(record).provenance
    assert [(one.name, one.size, one.sha256) for one in said.sent] == [
        (name, (folder / name).stat().st_size, checksums(folder)[name]) for name in ("stockton.pdf", "stockton.docx")
    ]
    assert (said.origin, said.template, said.recipient, said.list) == ("letter", *LETTER[:1], "stockton", LETTER[1])
    assert (str(said.dated), said.reference[:9]) == ("2017-08-03", "REF-2017-")


def test_a_record_holds_what_its_letter_was_made_of_and_of_its_own_recipient_only(office: Path, record: bytes) -> None:
    said = read_record(record)
    assert [(one.name, one.role) for one in said.provenance.sources] == SOURCES
    files = {one.name: one.content for one in said.sources}
    for name, role in SOURCES:
        if role not in {"settings", "values"}:
            assert files[name] == (office / name).read_bytes(), name
    assert files["correspondence.yaml"] == b"profile: justice-2017\n"
    values = files["recipients/psp-2017-08-03.yaml"].decode()
    assert "Stockton Police Department" in values
    assert not any(other in values for other in ("Albuquerque", "Baltimore", "San Bernardino"))


def test_other_programs_take_the_files_out_of_a_record(office: Path, tmp_path: Path) -> None:
    path = office / "output" / "psp-2017-08-03" / "record" / "stockton.pdf"
    run(program("pdfdetach"), "-saveall", "-o", tmp_path, path)
    provenance = json.loads((tmp_path / "provenance.json").read_text("utf-8"))
    assert provenance["schema"] == "correspondence/provenance/1"
    assert checksums(tmp_path) == {one["attachment"]: one["sha256"] for one in provenance["sources"]} | {
        "provenance.json": hashlib.sha256((tmp_path / "provenance.json").read_bytes()).hexdigest()
    }
    assert {
        "weasyprint",
        "pydyf",
        "pango",
        "harfbuzz",
        "fonttools",
        "pillow",
        "zlib",
        "lxml",
        "python",
        "program",
    } <= set(provenance["versions"])
    assert qpdf_check(path) == []


def test_what_a_record_says_of_itself_keeps_to_its_contract(record: bytes) -> None:
    said = json.loads(read_record(record).written)
    assert [error.message for error in Draft202012Validator(contract("provenance")).iter_errors(said)] == []


def test_each_file_of_a_record_has_its_type_its_relationship_and_a_fixed_date(office: Path) -> None:
    found = {}
    with pikepdf.open(office / "output" / "psp-2017-08-03" / "record" / "stockton.pdf") as pdf:
        associated = {spec.objgen for spec in pdf.Root.AF}
        names = pdf.Root.Names.EmbeddedFiles.Names
        for key, spec in zip(names[::2], names[1::2], strict=True):
            assert spec.objgen in associated
            assert str(spec.UF) == str(spec.F) == str(key)
            assert spec.EF.F.Params.ModDate == "D:20170803000000Z"
            found[str(key)] = (str(spec.EF.F.Subtype), str(spec.AFRelationship))
        assert list(found) == sorted(found)
    assert found["provenance.json"] == ("/application/json", "/Supplement")
    assert found["recipients-psp-2017-08-03.yaml"] == ("/application/yaml", "/Data")
    assert found["templates-psp-questionnaire.md"] == ("/text/markdown", "/Source")
    assert found["templates-layouts-letter-style.css"] == ("/text/css", "/Source")
    assert found["templates-senders-signatures-alan-hanson.png"] == ("/image/png", "/Source")


def test_two_files_that_would_have_one_name_have_two() -> None:
    files = [
        SourceFile(name, "picture", b"") for name in ("templates/a/b.png", "templates/a-b.png", "templates-a/b.png")
    ]
    assert [one.attachment for one in described(files)] == [
        "templates-a-b.png",
        "2-templates-a-b.png",
        "3-templates-a-b.png",
    ]


def test_drafts_have_no_records_and_others_only_where_they_are_wanted(workspace: Path) -> None:
    only = ("--only", "stockton", "--format", "pdf")
    folder = workspace / "output" / "psp-2017-08-03"
    assert command("merge", *LETTER, *only, "--draft", workspace=workspace).status == 0
    assert command("merge", *LETTER, *only, "--no-record", workspace=workspace).status == 0
    assert command("merge", *LETTER, "--only", "stockton", "--format", "text", workspace=workspace).status == 0
    assert not (folder / "record").exists()
    made = command("merge", *LETTER, *only, "--json", workspace=workspace)
    assert json.loads(made.out)["records"] == [{"path": str(folder / "record" / "stockton.pdf"), "pages": 2}]
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["files"]["record/stockton.pdf"]["pages"] == 2


def test_a_second_run_makes_only_the_records_that_are_gone_or_would_be_others(workspace: Path) -> None:
    words = ("merge", *LETTER, "--only", "stockton", "--format", "pdf")
    record = workspace / "output" / "psp-2017-08-03" / "record" / "stockton.pdf"
    assert command(*words, workspace=workspace).err == "1 file made.\n"
    before = record.read_bytes()
    assert command(*words, workspace=workspace).err == "0 files made, 1 letter unchanged.\n"
    record.unlink()
    assert command(*words, workspace=workspace).err == "1 file made.\n"
    assert record.read_bytes() == before
    record.write_bytes(before + b"\n")
    refused = command(*words, workspace=workspace)
    assert refused.status == 1
    assert "record/stockton.pdf was not made by this program, or changed since" in refused.err
    record.write_bytes(before)
    # The record says what else went out: with the Word file it is another.
    assert command(*words[:-1], "pdf,docx", workspace=workspace).err == "2 files made.\n"
    assert [one.name for one in read_record(record.read_bytes()).provenance.sent] == ["stockton.pdf", "stockton.docx"]


def test_the_record_of_a_letter_that_was_posted_stays(workspace: Path) -> None:
    words = ("merge", *LETTER, "--only", "stockton", "--format", "pdf")
    record = workspace / "output" / "psp-2017-08-03" / "record" / "stockton.pdf"
    command(*words, workspace=workspace)
    before = record.read_bytes()
    command("register", "mark", LETTER[1], "--posted", "2017-08-04", workspace=workspace)
    again = command(*words[:-1], "pdf,docx", workspace=workspace)
    assert (again.status, again.err) == (0, "2 files made.\n")
    assert record.read_bytes() == before
    anew = command(*words[:-1], "pdf,docx", "--replace", workspace=workspace)
    assert anew.status == 0


def test_a_source_that_changes_while_letters_are_prepared_stops_the_run(workspace: Path) -> None:
    job = prepare(Workspace(workspace), Order(*LETTER))
    style = workspace / "templates" / "layouts" / "letter" / "style.css"
    style.write_text(style.read_text("utf-8") + "\n", "utf-8")
    with pytest.raises(RefusedError) as stopped:
        shared_by(job)
    assert str(stopped.value) == (
        "templates/layouts/letter/style.css was changed while the letters were prepared; run the command again"
    )


def test_what_a_list_holds_is_read_back_as_it_was() -> None:
    first = read_recipient_list(odd_list(40).encode(), "recipients/odd.yaml", "odd")
    written = written_list(first)
    again = read_recipient_list(written.encode(), "recipients/odd.yaml", "odd")
    assert list(map(values_of, first.recipients)) == list(map(values_of, again.recipients))
    assert {name: plain(node) for name, node in first.shared.items()} == {
        name: plain(node) for name, node in again.shared.items()
    }
    assert written_list(again) == written


def regenerated(records: list[Path], folder: Path) -> dict[str, str]:
    """Make documents again from their records alone: in another process, an empty folder, another place."""
    folder.mkdir()
    alone = [Path(shutil.copy(path, folder / f"{number}-{path.name}")) for number, path in enumerate(records)]
    done = spawned("regenerate", *alone, folder=folder, environment=ELSEWHERE, seconds=1800)
    assert (done.status, [line for line in done.lines if not line.endswith("  the very bytes")]) == (0, []), done.err
    return checksums(folder / "regenerated")


def test_every_document_of_the_sample_is_made_again_from_its_record_alone(sample: Path, tmp_path: Path) -> None:
    records = sorted(sample.rglob("record/*.pdf"))
    assert len(records) == 11
    made = regenerated(records, tmp_path / "elsewhere")
    wanted = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in {record.parents[1] for record in records}
        for path in folder.rglob("*")
        if path.suffix in {".pdf", ".docx", ".txt", ".html"}
    }
    assert made == wanted
    assert len(made) == 10 * 4 + 1 + 11


def test_odd_values_forms_and_reminders_are_made_again_from_their_records_alone(office: Path, tmp_path: Path) -> None:
    records = sorted((office / "output").rglob("record/*.pdf"))
    assert len(records) == 10 + 2 + 1
    for name in ("odd", "psp-2017-08-03", "psp-2017-08-03-reminder-1"):
        own = [path for path in records if path.parts[-3] == name]
        wanted = checksums(office / "output" / name)
        wanted.pop("manifest.json")
        assert regenerated(own, tmp_path / name) == wanted


@pytest.mark.acceptance
def test_two_hundred_letters_with_odd_values_are_made_again_and_conform(tmp_path: Path) -> None:
    folder = make_office(tmp_path / "office", 200)
    letters = spawned("merge", "odd", "odd", folder=folder)
    assert (letters.status, len(letters.lines)) == (0, 400), letters.err
    assert spawned("merge", *LETTER, "--with-form", folder=folder).err == "16 files made.\n"
    assert spawned("render", "psp-press-release", folder=folder).status == 0
    records = sorted((folder / "output").rglob("record/*.pdf"))
    assert len(records) == 200 + 8 + 2
    made = regenerated(records, tmp_path / "elsewhere")
    wanted: dict[str, str] = {}
    for name in ("odd", "psp-2017-08-03", "psp-press-release"):
        wanted |= checksums(folder / "output" / name)
    wanted.pop("manifest.json")
    assert made == wanted
    assert os.environ.get("TZ") != ELSEWHERE["TZ"]
    for flavour in ("3a", "ua1"):
        broken = {path.name: rules for path, rules in verapdf(records, flavour).items() if rules}
        assert broken == {}


def test_record_copies_stay_with_the_office() -> None:
    at = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    files = {
        "output/m/a.pdf": "1",
        "output/m/record/a.pdf": "2",
        "output/m/record/a.form.pdf": "3",
        "output/m/a.form.pdf": "4",
    }
    history = History(Letter("m", "a", "t"), (Entry("made", "m", at, files=files),))
    assert history.files == files
    assert history.going_out == {"output/m/a.pdf": "1", "output/m/a.form.pdf": "4"}


def test_what_regenerate_prints_keeps_to_its_contract(office: Path, tmp_path: Path) -> None:
    record = office / "output" / "psp-2017-08-03" / "record" / "stockton.pdf"
    said = command("regenerate", record, tmp_path / "nowhere.pdf", "--output", tmp_path, "--json")
    found = json.loads(said.out)
    assert [error.message for error in Draft202012Validator(contract("regenerated")).iter_errors(found)] == []
    assert (said.status, said.err) == (1, "")
    assert [Path(one["path"]).name for one in found["files"]] == ["stockton.pdf", "stockton.docx", "stockton.pdf"]
    assert all(one["identical"] for one in found["files"])
    assert len(found["failed"]) == 1


def test_only_a_pdf_of_ours_can_hold_sources() -> None:
    for content in (b"", b"%PDF-1.7\n%%EOF\n", b"%PDF-1.7\nstartxref\n7\n%%EOF\n"):
        with pytest.raises(UnfitPdfError) as refused:
            with_sources(content, [], b"{}")
        assert str(refused.value) == (
            "the PDF has no cross-reference at its end, so that nothing can be added to it; make it anew"
        )


@pytest.mark.acceptance
def test_a_merge_with_records_costs_little_more_than_one_without(workspace: Path, tmp_path: Path) -> None:
    add_mailing(workspace, 30)
    turns: dict[tuple[str, ...], list[float]] = {("pdf", "docx"): [], ("pdf", "docx", RECORD): []}
    for turn in range(6):
        for formats, taken in turns.items():
            job = prepare(Workspace(workspace), Order("notice", "many"))
            before = time.process_time()
            made = make(job, formats, tmp_path / f"{turn}-{len(formats)}")
            taken.append(time.process_time() - before)
            assert (len(made.files), len(made.records)) == (60, 30 * (RECORD in formats))
    without, with_them = (statistics.median(taken[1:]) for taken in turns.values())
    assert with_them < 1.5 * without
