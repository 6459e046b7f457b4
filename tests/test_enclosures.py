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


def test_the_words_alone_still_do(office: Path) -> None:
    template = office / "templates" / "meeting.md"
    template.write_text(LETTER[: LETTER.index("enclosures:")] + "enclosures: Agenda\n---\nWe will meet.\n", "utf-8")
    assert command("merge", "meeting", "chiefs", "--format", "pdf", workspace=office).status == 0
    assert command("print", "chiefs", workspace=office).status == 0
    path = office / "output" / "chiefs" / "print" / "chiefs-1.pdf"
    said = run(program("pdfinfo"), path).stdout
    assert "Pages:           2" in said
    assert texts(path)[0].rstrip().endswith("Agenda")
