"""Print files: what goes in comes out, in order, on front pages, with a bookmark, and in little memory."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import sys
from pathlib import Path

import pikepdf
import pytest
from jsonschema import Draft202012Validator
from pypdf import PdfReader

from correspondence.dispatch.print_stream import Printed, PrintStream, UnprintableError, page_count
from tests.command_line import command, variables
from tests.tools import ROOT, page_png, program, qpdf_check, run

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")

LETTER = """\
---
layout: letter
title: Notice of a meeting
sender: office-of-justice-programs
signer: alan-hanson
date: 2030-03-04
---
This is the letter to {{ recipient.organization }}.

{% for number in range(recipient.length) %}
We will meet, for the time of number {{ number }}, to speak of the year that lies behind us, and of what is to come.

{% endfor %}
"""
HOSTILE = ("=HYPERLINK(1) (x) \\", "<b>&amp;</b>", "Ünïcødé Ωμέγα", "…" * 3, "a/b\\c <</Type/Catalog>> 1 0 R")


def add_letters(workspace: Path, count: int) -> None:
    """Add a letter and a list of so many recipients, whose letters have one to three pages and ZIP codes in no order."""
    (workspace / "templates" / "meeting.md").write_text(LETTER, "utf-8")
    records = [
        {
            "id": f"r{number:03}",
            "title": "Chief",
            "name": "Pat Example",
            "organization": f"Department {number:03} {HOSTILE[number % len(HOSTILE)] if number < 10 else ''}".strip(),
            "address": {
                "street": "1 Main Street",
                "city": "Springfield",
                "state": "IL",
                "zip": f"{62999 - number * 7}",
            },
            "length": (0, 18, 40)[number % 3],
        }
        for number in range(count)
    ]
    (workspace / "recipients" / "chiefs.yaml").write_text(json.dumps({"recipients": records}), "utf-8")


def document(words: str, pages: int = 1) -> Printed:
    """Return a small PDF, each page of which says something."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica))  # fmt: skip
    for number in range(1, pages + 1):
        pdf.add_blank_page(page_size=(612, 792))
        page = pdf.pages[-1]
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.obj.Contents = pdf.make_stream(f"BT /F1 12 Tf 72 700 Td ({words}, page {number}) Tj ET".encode())
    content = io.BytesIO()
    pdf.save(content)
    return Printed(words, content.getvalue())


def texts(pdf: Path) -> list[str]:
    """Return the words of every page, as pdftotext reads them."""
    return run(program("pdftotext"), "-enc", "UTF-8", "-layout", pdf, "-").stdout.split("\f")[:-1]


def outline(pdf: Path) -> list[tuple[str, int]]:
    """Return title and page of every bookmark, as pypdf reads them; pages count from 0."""
    reader = PdfReader(pdf)
    found = []
    for item in reader.outline:
        assert not isinstance(item, list)
        number = reader.get_destination_page_number(item)
        assert number is not None
        found.append((str(item.title), number))
    return found


def test_each_of_300_letters_begins_on_a_front_page_and_has_its_bookmark(tmp_path: Path) -> None:
    path = tmp_path / "print.pdf"
    leaflet = document("Leaflet", 3)
    with path.open("wb") as file:
        stream = PrintStream(file.write, "Letters", duplex=True)
        for number in range(300):
            taken = stream.add([document(f"Letter {number}", 1 + number % 4), leaflet], f"Chief № {number}")
            assert taken == (1 + number % 4 + 1) // 2 * 2 + 4
        stream.close()
    pages = texts(path)
    starts = {words.split(",")[0].strip(): index for index, words in reversed(list(enumerate(pages))) if words.strip()}
    assert outline(path) == [(f"Chief № {number}", starts[f"Letter {number}"]) for number in range(300)]
    assert [index for index, words in enumerate(pages) if "page 1" in words and index % 2] == []
    assert sum(not words.strip() for words in pages) == 150 + 300
    assert len(pages) == stream.pages == len(PdfReader(path).pages)
    assert qpdf_check(path) == []
    # the leaflet is in the file once
    leaflets = [page for page, words in zip(PdfReader(path).pages, pages, strict=True) if "Leaflet" in words]
    assert len(leaflets) == 900
    assert len({page.raw_get("/Contents").idnum for page in leaflets}) == 3


def test_without_duplex_there_are_no_blank_pages(tmp_path: Path) -> None:
    path = tmp_path / "print.pdf"
    with path.open("wb") as file:
        stream = PrintStream(file.write, "Letters")
        stream.add([document("A", 3), document("B")], "A")
        stream.close()
    assert [words.strip() for words in texts(path)] == ["A, page 1", "A, page 2", "A, page 3", "B, page 1"]
    preferences = PdfReader(path).viewer_preferences
    assert preferences is not None
    assert f"{preferences.duplex} {preferences.print_scaling}" == "/Simplex /None"


def test_what_is_no_sound_pdf_is_refused(tmp_path: Path) -> None:
    locked = tmp_path / "locked.pdf"
    with pikepdf.open(io.BytesIO(document("A").content)) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    for content, sentence in (
        (b"%PDF-1.7 nothing", "a.pdf cannot be printed: it is damaged, or no PDF; make it anew"),
        (locked.read_bytes(), "a.pdf cannot be printed: it is encrypted; save it without a password"),
    ):
        with pytest.raises(UnprintableError) as caught:
            page_count(Printed("a.pdf", content))
        assert str(caught.value) == sentence


MEASURE = """\
import io, resource, sys
sys.path.insert(0, sys.argv[1])
from tests.test_print_files import document
from correspondence.dispatch.print_stream import PrintStream
stream = PrintStream(lambda content: None, "Letters", duplex=True)
for number in range(int(sys.argv[2])):
    stream.add([document(f"Letter {number}", 2)], f"Chief {number}")
    if number == 500:
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
stream.close()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
UNIT = 1024 if sys.platform == "darwin" else 1


def grown(count: int) -> float:
    """Write so many letters in a process of its own; return by how many megabytes it grew from the 500th to the last."""
    said = run(sys.executable, "-c", MEASURE, ROOT, str(count), environment=variables(), seconds=900).stdout.split()
    early, late = (int(number) / UNIT / 1024 for number in said)
    return late - early


def test_a_print_file_does_not_grow_in_memory() -> None:
    assert grown(3000) < 10


@pytest.mark.acceptance
def test_a_print_file_of_ten_thousand_letters_does_not_grow_in_memory() -> None:
    assert grown(10_000) < 10


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace in which 24 letters were made."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "templates").mkdir()
    (folder / "recipients").mkdir()
    for name in ("correspondence.yaml",):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    add_letters(folder, 24)
    made = command("merge", "meeting", "chiefs", "--format", "pdf", workspace=folder)
    assert made.status == 0, made.err
    return folder


def printed(workspace: Path) -> Path:
    return workspace / "output" / "chiefs" / "print"


def rows_of(workspace: Path) -> list[dict[str, str]]:
    """Return the rows of the cover list."""
    text = (printed(workspace) / "chiefs.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_mailing_is_printed_by_zip_on_both_sides_and_in_several_files(merged: Path) -> None:
    outcome = command("print", "chiefs", "--sort", "zip", "--duplex", "--sheets", "10", workspace=merged)
    assert outcome.status == 0, outcome.err
    files = sorted(printed(merged).glob("*.pdf"), key=lambda path: int(path.stem.rpartition("-")[2]))
    rows = rows_of(merged)
    assert [row["zip"] for row in rows] == sorted(row["zip"] for row in rows)
    assert len(rows) == 24
    sheets = 0
    for path in files:
        pages, own = texts(path), [row for row in rows if row["file"] == path.name]
        assert len(pages) <= 20
        assert qpdf_check(path) == []
        assert outline(path) == [
            (f"Chief Pat Example, {row['organization']}", int(row["first_page"]) - 1) for row in own
        ]
        for row in own:
            first = int(row["first_page"])
            assert first % 2 == 1
            assert int(row["first_sheet"]) == first // 2 + 1
            number = row["recipient"].removeprefix("r")
            assert f"This is the letter to Department {number}" in pages[first - 1]
            assert [
                index for index, words in enumerate(pages, start=1) if f"letter to Department {number}" in words
            ] == [first]
        sheets += len(pages) // 2
    assert outcome.err.splitlines()[-1] == f"24 letters on {sheets} sheets in {len(files)} files."
    assert max(int(row["last_page"]) - int(row["first_page"]) for row in rows) == 3  # three pages and a blank one
    # a name that a spreadsheet would run is text
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_the_same_letters_give_the_same_bytes(merged: Path) -> None:
    seen = []
    for _ in range(2):
        assert command("print", "chiefs", "--duplex", workspace=merged).status == 0
        seen.append({path.name: path.read_bytes() for path in printed(merged).iterdir()})
    assert seen[0] == seen[1]
    assert set(seen[0]) == {"chiefs-1.pdf", "chiefs.csv"}  # those of an earlier run are gone


def test_some_of_the_recipients_are_printed(merged: Path) -> None:
    outcome = command("print", "chiefs", "--only", "r003,r005", "--json", workspace=merged)
    found = json.loads(outcome.out)
    contract = json.loads((ROOT / "docs" / "json" / "printed.json").read_text("utf-8"))
    assert [error.message for error in Draft202012Validator(contract).iter_errors(found)] == []
    assert [row["recipient"] for row in rows_of(merged)] == ["r003", "r005"]
    assert [one["letters"] for one in found["files"]] == [2]


def test_a_page_looks_as_in_the_letter(merged: Path) -> None:
    assert command("print", "chiefs", "--only", "r004", workspace=merged).status == 0
    letter = merged / "output" / "chiefs" / "r004.pdf"
    for page in (1, 2):
        assert page_png(printed(merged) / "chiefs-1.pdf", page) == page_png(letter, page)


def marks_of(pdf: Path, page: int) -> list[float]:
    """Return how far from the upper edge the marks at a page's left edge are, in points."""
    from PIL import Image

    dpi = 360
    with Image.open(io.BytesIO(page_png(pdf, page, dpi))) as picture:
        gray = picture.convert("L")
    column = gray.crop((round(20 * dpi / 72), 0, round(20 * dpi / 72) + 1, gray.height)).tobytes()
    dark = [index for index, value in enumerate(column) if value < 200]
    middles = [(dark[0] + 0.5) if dark else 0.0][: len(dark)]
    for before, index in itertools.pairwise(dark):
        if index - before > 2:
            middles.append(index + 0.5)
    return [middle * 72 / dpi for middle in middles]


@pytest.mark.parametrize(("fold", "marks"), [(None, (264, 528)), ("4.0", (288, 576)), ("3.75", (270, 540))])
def test_fold_marks_stand_where_the_letter_is_folded(
    workspace: Path, fold: str | None, marks: tuple[float, float]
) -> None:
    add_letters(workspace, 3)
    if fold:
        profile = workspace / "templates" / "profiles" / "justice-2017.yaml"
        profile.write_text(f"{profile.read_text('utf-8')}fold: {fold}\n", "utf-8")
    assert command("merge", "meeting", "chiefs", "--format", "pdf", "--only", "r001", workspace=workspace).status == 0
    folder = workspace / "output" / "chiefs"
    before = (folder / "r001.pdf").read_bytes()
    for wish in ((), ("--fold-marks",)):
        assert command("print", "chiefs", "--only", "r001", *wish, workspace=workspace).status == 0
        path = folder / "print" / "chiefs-1.pdf"
        assert qpdf_check(path) == []
        assert marks_of(path, 1) == (pytest.approx(marks, abs=0.5) if wish else [])
        assert marks_of(path, 2) == []  # folded with the first
    assert (folder / "r001.pdf").read_bytes() == before
    assert texts(path) == texts(folder / "r001.pdf")


def test_fold_marks_keep_to_the_letters_window_envelope(workspace: Path) -> None:
    add_letters(workspace, 1)
    template = workspace / "templates" / "meeting.md"
    template.write_text(LETTER.replace("layout: letter\n", "layout: letter\nenvelope: window\n"), "utf-8")
    assert command("merge", "meeting", "chiefs", "--format", "pdf", workspace=workspace).status == 0
    assert command("print", "chiefs", "--fold-marks", workspace=workspace).status == 0
    path = workspace / "output" / "chiefs" / "print" / "chiefs-1.pdf"
    assert marks_of(path, 1) == pytest.approx((288, 576), abs=0.5)


def test_letters_that_are_gone_or_changed_are_all_named(workspace: Path) -> None:
    merge = ("merge", "psp-questionnaire", "psp-2017-08-03", "--format", "pdf", "--with-form")
    assert command(*merge, workspace=workspace).status == 0
    folder = workspace / "output" / "psp-2017-08-03"
    (folder / "albuquerque.pdf").unlink()
    (folder / "stockton.form.pdf").write_bytes(b"changed")
    outcome = command("print", "psp-2017-08-03", workspace=workspace)
    assert outcome.status == 1
    assert [re.sub(r"^\S+/", "", line.strip()) for line in outcome.err.splitlines()] == [
        "albuquerque.pdf cannot be used:",
        "the file is gone; make it anew: correspondence merge psp-questionnaire psp-2017-08-03",
        "stockton.form.pdf cannot be used:",
        "the file was changed since it was made: manifest.json has another checksum; put the right one back, or make it anew: correspondence merge psp-questionnaire psp-2017-08-03 --with-form --replace",
    ]
    assert not (folder / "print").exists()
    outcome = command("print", "psp-2017-08-03", "--keep-going", "--duplex", workspace=workspace)
    assert outcome.status == 1
    assert outcome.err.splitlines()[-1] == "2 letters on 4 sheets in 1 file, 2 letters not."
    # the form lies behind its letter, on a sheet of its own
    pages = texts(folder / "print" / "psp-2017-08-03-1.pdf")
    assert [index for index, words in enumerate(pages) if "Response form" in words] == [2, 6]


def test_voided_letters_and_those_of_nobody_are_not_printed(workspace: Path) -> None:
    assert command("merge", "psp-questionnaire", "psp-2017-08-03", "--format", "pdf", workspace=workspace).status == 0
    voiding = ("register", "mark", "psp-2017-08-03", "--void", "--only", "baltimore", "--note", "wrong name")
    assert command(*voiding, workspace=workspace).status == 0
    recipients = workspace / "recipients" / "psp-2017-08-03.yaml"
    text = recipients.read_text("utf-8")
    recipients.write_text(text[: text.index("  - id: stockton")], "utf-8")
    outcome = command("print", "psp-2017-08-03", workspace=workspace)
    assert outcome.status == 0
    assert outcome.err.splitlines() == [
        "stockton.pdf is of nobody on the list any more, and is not printed",
        "baltimore.pdf was voided, and is not printed",
        "2 letters on 4 sheets in 1 file.",
    ]


@pytest.mark.parametrize("name", ["nothing", "../chiefs", "chiefs/print", ""])
def test_a_mailing_that_is_not_there_is_named(merged: Path, name: str) -> None:
    outcome = command("print", name, workspace=merged)
    assert outcome.status == 1
    assert outcome.err.endswith(
        "holds no mailing; name one that was made, or make it: correspondence merge TEMPLATE LIST\n"
    )
