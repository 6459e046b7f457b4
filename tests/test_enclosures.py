"""Enclosed PDFs: named in the letter, printed behind it, and checked before anything is made."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from correspondence.mailing import Order, prepare
from correspondence.mailing.enclosing import Enclosure, enclosures_of
from correspondence.workspace import Workspace
from tests.command_line import command
from tests.test_print_files import document, texts
from tests.tools import program, qpdf_check, run

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")

LETTER = """\
---
layout: letter
title: Notice of a meeting
sender: office-of-justice-programs
signer: alan-hanson
date: 2030-03-04
enclosures:
  - Agenda
  - {pdf: enclosures/overview.pdf, title: Overview of the program}
---
We will meet.
"""
ADDRESS = {"street": "1 Main Street", "city": "Springfield", "state": "IL", "zip": "62701"}


@pytest.fixture
def office(workspace: Path, sample: Path) -> Path:
    """Return a workspace with a letter that encloses a PDF."""
    (workspace / "templates" / "meeting.md").write_text(LETTER, "utf-8")
    folder = workspace / "templates" / "enclosures"
    folder.mkdir()
    shutil.copy(sample / "psp-overview" / "psp-overview.pdf", folder / "overview.pdf")
    shutil.copy(sample / "law-enforcement-fact-sheet" / "law-enforcement-fact-sheet.pdf", folder / "facts.pdf")
    add_list(workspace, {})
    return workspace


def add_list(workspace: Path, more: dict[str, object]) -> None:
    first = {"id": "first", "title": "Chief", "name": "Pat Example", "address": ADDRESS}
    second = {**first, "id": "second", "name": "Robin Sample", **more}
    (workspace / "recipients" / "chiefs.yaml").write_text(json.dumps({"recipients": [first, second]}), "utf-8")


def test_an_enclosed_pdf_is_named_in_the_letter_and_printed_behind_it(office: Path) -> None:
    assert command("merge", "meeting", "chiefs", "--format", "pdf", workspace=office).status == 0
    letter = texts(office / "output" / "chiefs" / "first.pdf")
    assert len(letter) == 1
    assert " ".join(letter[0].split()).endswith("Enclosures: Agenda Overview of the program")
    assert command("print", "chiefs", "--duplex", workspace=office).status == 0
    path = office / "output" / "chiefs" / "print" / "chiefs-1.pdf"
    overview = texts(office / "templates" / "enclosures" / "overview.pdf")
    blank = [""] * (len(overview) % 2)
    pages = [" ".join(words.split()) for words in texts(path)]
    enclosed = [" ".join(words.split()) for words in overview]
    assert pages[2 : 2 + len(overview)] == enclosed
    assert pages == [pages[0], "", *enclosed, *blank, pages[len(pages) // 2], "", *enclosed, *blank]
    assert "Chief Robin Sample" in pages[len(pages) // 2]
    assert qpdf_check(path) == []
    cover = (path.parent / "chiefs.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(cover, newline="")))
    assert [row["documents"] for row in rows] == [
        "first.pdf, templates/enclosures/overview.pdf",
        "second.pdf, templates/enclosures/overview.pdf",
    ]


def test_a_recipient_has_enclosures_of_their_own(office: Path) -> None:
    add_list(office, {"enclosures": [{"pdf": "enclosures/facts.pdf"}, "A map", {"pdf": "enclosures/overview.pdf"}]})
    job = prepare(Workspace(office), Order("meeting", "chiefs"))
    assert job.recipients is not None
    first, second = job.recipients.recipients
    assert enclosures_of(job, first) == (Enclosure("templates/enclosures/overview.pdf", "Overview of the program"),)
    assert enclosures_of(job, second) == (
        Enclosure("templates/enclosures/facts.pdf", "facts"),
        Enclosure("templates/enclosures/overview.pdf", "overview"),
    )
    assert command("merge", "meeting", "chiefs", "--format", "text", "--only", "second", workspace=office).status == 0
    text = (office / "output" / "chiefs" / "second.txt").read_text("utf-8")
    assert "Enclosures:\nfacts\nA map\noverview" in text


def test_enclosures_that_cannot_be_used_are_found_before_anything_is_made(office: Path) -> None:
    (office / "templates" / "enclosures" / "overview.pdf").write_bytes(document("Plain").content)
    add_list(office, {"enclosures": [{"pdf": "enclosures/gone.pdf"}, {"pdf": "../secret.pdf"}, {"file": "a.pdf"}]})
    outcome = command("merge", "meeting", "chiefs", workspace=office)
    assert outcome.status == 1
    assert "there is no file templates/enclosures/gone.pdf; put it there, or mend the path" in outcome.err
    assert "there is no file templates/../secret.pdf" in outcome.err
    assert "templates/enclosures/overview.pdf cannot be enclosed: it is not tagged" in outcome.err
    assert not (office / "output" / "chiefs").exists()
    add_list(office, {"enclosures": [{"file": "a.pdf"}]})
    shutil.copy(office / "templates" / "enclosures" / "facts.pdf", office / "templates" / "enclosures" / "overview.pdf")
    outcome = command("merge", "meeting", "chiefs", workspace=office)
    assert outcome.status == 1
    assert '"file" is not a field of an enclosure; the known ones are pdf, title' in outcome.err


def enclosed_by(office: Path, kind: str) -> dict[str, dict[str, str]]:
    """Return the checksums of enclosures that the register's newest entries of a kind have, by the recipients' ids."""
    listed = command("register", "list", "chiefs", "--kind", kind, "--json", workspace=office)
    return {one["recipient"]: one["details"].get("enclosed") for one in json.loads(listed.out)["entries"]}


def test_what_was_enclosed_is_held_to_the_checksum_that_it_had(office: Path) -> None:
    overview, name = office / "templates" / "enclosures" / "overview.pdf", "templates/enclosures/overview.pdf"
    merge = ("merge", "meeting", "chiefs", "--format", "pdf")
    add_list(office, {"email": "robin@sample.example"})
    assert command(*merge, workspace=office).status == 0
    before, sha256 = overview.read_bytes(), run(program("sha256sum"), overview).stdout.split()[0]
    assert enclosed_by(office, "made") == {"first": {name: sha256}, "second": {name: sha256}}
    assert command(*merge, workspace=office).err.endswith("0 files made, 2 letters unchanged.\n")
    # somebody puts another file in its place
    shutil.copy(office / "templates" / "enclosures" / "facts.pdf", overview)
    changed = "the file was changed since a letter that encloses it was made; put back what was there, or make the letter anew"
    printed = command("print", "chiefs", workspace=office)
    assert printed.status == 1
    assert printed.err == f"{name} cannot be used:\n  {changed}: correspondence merge meeting chiefs\n"
    sent = command("send", "meeting", "chiefs", "--only", "second", workspace=office)
    assert sent.status == 1
    assert sent.err == f"{name} cannot be used:\n  {changed}: correspondence merge meeting chiefs --only second\n"
    assert not list((office / "output" / "chiefs").glob("mail/*"))
    # it is put back, and one letter is posted with it
    overview.write_bytes(before)
    posting = ("register", "mark", "chiefs", "--posted", "2030-03-04", "--as-of", "2030-03-05", "--only", "first")
    assert command("print", "chiefs", workspace=office).status == 0
    assert command(*posting, workspace=office).status == 0
    assert enclosed_by(office, "dispatched") == {"first": {name: sha256}}
    # from now on the letters enclose the other one, but the posted one stays what it was
    shutil.copy(office / "templates" / "enclosures" / "facts.pdf", overview)
    again = command(*merge, workspace=office)
    assert again.status == 1
    assert "was posted on 2030-03-04, with other enclosures" in again.err
    assert again.err.endswith("1 file made, 1 letter kept.\n")
    other = run(program("sha256sum"), overview).stdout.split()[0]
    assert enclosed_by(office, "made") == {"first": {name: sha256}, "second": {name: other}}
    assert command("print", "chiefs", "--only", "second", workspace=office).status == 0
    assert command("print", "chiefs", "--only", "first", workspace=office).err.startswith(f"{name} cannot be used:\n")


def test_the_words_alone_still_do(office: Path) -> None:
    template = office / "templates" / "meeting.md"
    template.write_text(LETTER[: LETTER.index("enclosures:")] + "enclosures: Agenda\n---\nWe will meet.\n", "utf-8")
    assert command("merge", "meeting", "chiefs", "--format", "pdf", workspace=office).status == 0
    assert command("print", "chiefs", workspace=office).status == 0
    path = office / "output" / "chiefs" / "print" / "chiefs-1.pdf"
    said = run(program("pdfinfo"), path).stdout
    assert "Pages:           2" in said
    assert texts(path)[0].rstrip().endswith("Agenda")
