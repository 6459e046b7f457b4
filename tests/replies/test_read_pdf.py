"""Replies as PDF: forms that other programs filled in, letters with a text layer, and scans without one."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from correspondence.replies.read import read_reply
from correspondence.reply import Page, Reply, Unreadable
from tests.questionnaires.filling import FILLERS
from tests.replies.files import pdf_of, pdf_of_html, saved, scan_of, sent_form
from tests.test_form import ANSWERS, NUMBER, ORDER, Blank, numbered
from tests.tools import ROOT, program, run

LETTER = """City of Albuquerque

August 15, 2017

Dear Mr. Hanson:

1. Yes. The jail’s policy is written down in SOP 3-30 § 4 and everybody who works there has read it.

2. No. The Department of Corrections gives no notice of a release, because it learns of it on the same day.

3. We are unable to answer because we do not run the jail."""


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Blank:
    return numbered(ROOT, ORDER, tmp_path_factory.mktemp("form"), form=True)


@pytest.fixture(scope="module")
def filled(blank: Blank) -> bytes:
    target = blank.path.with_name("filled.pdf")
    FILLERS["pikepdf"](blank.path, target, ANSWERS, blank.places)
    return target.read_bytes()


def edited(content: bytes, edit: Callable[[pikepdf.Pdf], None]) -> bytes:
    """Return a PDF after somebody changed it."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        edit(pdf)
        pdf.save(target)
    return target.getvalue()


def widgets(pdf: pikepdf.Pdf, name: str) -> list[Any]:
    """Return the widgets of one control."""
    found: list[Any] = [one for page in pdf.pages for one in page.get("/Annots", [])]
    return [one for one in found if str((one.Parent if "/Parent" in one else one).T) == name]


def of_form(content: bytes) -> Reply:
    return read_reply(content, "reply.pdf", sent_form())


# --- forms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("filler", FILLERS)
def test_every_answer_of_a_filled_form_is_sound(filler: str, blank: Blank, tmp_path: Path) -> None:
    FILLERS[filler](blank.path, tmp_path / "filled.pdf", ANSWERS, blank.places)
    reply = of_form((tmp_path / "filled.pdf").read_bytes())
    assert {name: value.value for name, value in reply.form.items() if value.value} == dict(ANSWERS)
    assert [value.reason for value in reply.form.values() if not value.sound] == []
    assert set(reply.form) == set(sent_form().controls)
    assert reply.references == ((NUMBER, "qr"), (NUMBER, "field"), (NUMBER, "text"))
    assert reply.date == datetime.date(2017, 8, 15)
    assert reply.unreadable == ()
    for value in reply.form.values():
        places = [one for one in blank.places if one.name == value.name and one.option in {"", value.value}]
        assert not places or places[0].box == pytest.approx(value.box, abs=0.01)


def test_a_form_that_nobody_filled_in_has_no_answers(blank: Blank) -> None:
    reply = of_form(blank.path.read_bytes())
    assert {(value.value, value.sound) for value in reply.form.values()} == {("", True)}


def two_marks(pdf: pikepdf.Pdf) -> None:
    for widget, state in zip(widgets(pdf, "release-notice"), ["/yes", "/no"], strict=False):
        widget.AS = pikepdf.Name(state)


def another_value(pdf: pikepdf.Pdf) -> None:
    widgets(pdf, "release-notice")[0].Parent.V = pikepdf.Name("/yes")


def no_mark(pdf: pikepdf.Pdf) -> None:
    for widget in widgets(pdf, "release-notice"):
        widget.AS = pikepdf.Name.Off


def hidden(pdf: pikepdf.Pdf) -> None:
    for widget in widgets(pdf, "release-notice"):
        widget.F = 2


def foreign(pdf: pikepdf.Pdf) -> None:
    (marked,) = (one for one in widgets(pdf, "release-notice") if one.AS == "/no")
    marked.AS = marked.Parent.V = pikepdf.Name("/maybe")


def scripted(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("this.getField('x').value = 1")
    )


def with_xfa(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp/>")


@pytest.mark.parametrize(
    ("edit", "value", "reason"),
    [
        (two_marks, "yes, no", "2 answers are marked: yes, no"),
        (another_value, "no", "“no” is marked, but the field keeps “yes”"),
        (no_mark, "no", "nothing is marked, but the field keeps “no”"),
        (hidden, "no", "the field is hidden, so that nobody sees what stands in it"),
        (foreign, "maybe", "“maybe” is none of the answers that the form offers"),
        (scripted, "no", "the file holds a script, which may have written it"),
        (with_xfa, "no", "the file holds a second form (XFA), which some programs show instead"),
    ],
)
def test_an_answer_in_doubt_is_not_sound(
    edit: Callable[[pikepdf.Pdf], None], value: str, reason: str, filled: bytes
) -> None:
    found = of_form(edited(filled, edit)).form["release-notice"]
    assert (found.value, found.sound, found.reason) == (value, False, reason)


def launching(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))


@pytest.mark.parametrize("edit", [scripted, launching])
def test_scripts_and_launch_actions_are_told_and_not_run(edit: Callable[[pikepdf.Pdf], None], filled: bytes) -> None:
    assert of_form(edited(filled, edit)).unreadable == (
        Unreadable(
            "reply.pdf",
            "it holds a script or an action that starts something; nothing was run, and its fields are not trusted",
        ),
    )


def test_states_that_are_numbers_stand_for_the_words_in_the_fields_list(filled: bytes) -> None:
    def renumber(pdf: pikepdf.Pdf) -> None:
        marks = widgets(pdf, "release-notice")
        group = marks[0].Parent
        group.Opt = pikepdf.Array([pikepdf.String(one) for one in ("yes", "no", "partial", "not_applicable")])
        for number, widget in enumerate(marks):
            widget.AS = pikepdf.Name(f"/{number}") if widget.AS == "/no" else pikepdf.Name.Off
        group.V = pikepdf.Name("/1")

    found = of_form(edited(filled, renumber)).form["release-notice"]
    assert (found.value, found.sound) == ("no", True)


def test_fields_of_another_form_are_none_of_ours(filled: bytes) -> None:
    reply = read_reply(filled, "reply.pdf", sent_form("another-question"))
    assert set(reply.form) == {"respondent_name", "respondent_title", "respondent_date"}


# --- the text layer --------------------------------------------------------------------------------------------------


def poppler_words(content: bytes, folder: Path) -> list[tuple[str, tuple[float, ...]]]:
    """Return each word and its box in points, y up, as poppler reads a page."""
    path, target = folder / "letter.pdf", folder / "words.html"
    path.write_bytes(content)
    run(program("pdftotext"), "-f", "1", "-l", "1", "-bbox", path, target)
    text = target.read_text("utf-8")
    height = float(re.findall(r'<page width="[\d.]+" height="([\d.]+)"', text)[0])
    pattern = r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
    return [
        (unescape(word), (float(x1), height - float(y2), float(x2), height - float(y1)))
        for x1, y1, x2, y2, word in re.findall(pattern, text)
    ]


def words_of(page: Page) -> list[tuple[str, tuple[float, ...]]]:
    """Return each word of a page and the box round its characters."""
    found = []
    for one in re.finditer(r"\S+", page.text):
        boxes = [box for box in page.boxes[one.start() : one.end()] if box]
        edges = [min(box[0] for box in boxes), min(box[1] for box in boxes)]
        found.append((one[0], (*edges, max(box[2] for box in boxes), max(box[3] for box in boxes))))
    return found


def test_words_and_boxes_are_those_that_another_program_finds(tmp_path: Path) -> None:
    content = pdf_of(LETTER)
    (page,) = read_reply(content, "letter.pdf").pages
    assert page.source == "text-layer"
    assert page.suspect == ""
    assert len(page.boxes) == len(page.text)
    found, expected = words_of(page), poppler_words(content, tmp_path)
    assert [word for word, _ in found] == [word for word, _ in expected] == LETTER.split()
    for (_, (left, bottom, right, top)), (_, (x1, y1, x2, y2)) in zip(found, expected, strict=True):
        assert x1 - 1.5 <= left <= right <= x2 + 1.5
        assert y1 - 1.5 <= bottom <= top <= y2 + 1.5


def test_paragraphs_are_parted_by_blank_lines() -> None:
    (page,) = read_reply(pdf_of(LETTER), "letter.pdf").pages
    assert [" ".join(one.split()) for one in page.text.split("\n\n")] == LETTER.split("\n\n")


def test_a_page_that_is_turned_has_the_same_words_at_the_same_places() -> None:
    content = pdf_of(LETTER)

    def turn(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Rotate = 90

    (straight,), (turned,) = (read_reply(one, "x.pdf").pages for one in (content, edited(content, turn)))
    assert turned.suspect == ""
    for (word, box), (same, other) in zip(sorted(words_of(straight)), sorted(words_of(turned)), strict=True):
        assert word == same
        assert box == pytest.approx(other, abs=0.01)


def test_a_hyphen_at_a_lines_end_is_a_hyphen_and_ends_the_line() -> None:
    style = "p { width: 1.35in; font: 11pt 'Liberation Sans' }"
    (page,) = read_reply(pdf_of("No immigration-related request.", style), "x.pdf").pages
    assert page.text.strip() == "No immigration-\nrelated request."
    assert len(page.boxes) == len(page.text)


def test_signs_beyond_the_first_plane_are_one_code_point() -> None:
    def rename(pdf: pikepdf.Pdf) -> None:
        maps = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and b"beginbfchar" in one.read_bytes()]
        for one in maps:
            one.write(re.sub(rb"<0034> <0051>", b"<0034> <D835DC10>", one.read_bytes()))

    (page,) = read_reply(edited(pdf_of("Answers follow: Q after Q."), rename), "x.pdf").pages
    assert page.text.strip() == "Answers follow: \U0001d410 after \U0001d410."
    assert len(page.boxes) == len(page.text)


def test_the_numbers_of_a_list_stand_before_what_they_count() -> None:
    body = "<ol style='margin-left: 30pt'><li>Yes, in every case.</li><li>No, in none.</li></ol>"
    (page,) = read_reply(pdf_of_html(body), "x.pdf").pages
    assert page.text.strip() == "1. Yes, in every case.\n2. No, in none."


COVER = "<span style='position: absolute; background: white; left: 0; top: 0; width: 2in; height: 14pt'></span>"


@pytest.mark.parametrize(
    ("body", "unseen"),
    [
        ("<p>1. Yes.</p><p style='color: white'>hidden no</p>", "hidden no"),
        ("<p style='color: #fafafa'>So faint</p><p>1. Yes.</p>", "So faint"),
        (f"<p>1. Yes.</p><p style='position: relative'>2. covered{COVER}</p>", "2. covered"),
    ],
)
def test_words_that_nobody_sees_make_a_page_suspect(body: str, unseen: str) -> None:
    (page,) = read_reply(pdf_of_html(body), "x.pdf").pages
    assert page.suspect == f"it has words that a reader does not see: “{unseen}”"
    assert unseen.rsplit(maxsplit=1)[-1] in page.text


def test_what_was_typed_onto_the_page_is_read_with_it() -> None:
    def annotate(pdf: pikepdf.Pdf) -> None:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        look = pdf.make_stream(b"BT /F 12 Tf 2 5 Td (Typed on: no) Tj ET")
        look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 200, 20])
        look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FreeText,
            Rect=[100, 100, 300, 120],
            F=4,
            AP=pikepdf.Dictionary(N=look),
        )
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])

    (page,) = read_reply(edited(pdf_of(LETTER), annotate), "x.pdf").pages
    assert "Typed on: no" in page.text


def test_our_own_words_are_told_apart() -> None:
    ours = (
        "Does your jurisdiction have a policy that is designed to ensure access to its jails for officers at all times?"
    )
    (page,) = read_reply(pdf_of(f"{ours}\n\nNo, there is none in our city."), "x.pdf", our_text=ours).pages
    assert [" ".join(page.text[start:end].split()) for start, end in page.ours] == [ours]


# --- scans -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scanned() -> Page:
    program("tesseract")
    (page,) = read_reply(saved(scan_of(pdf_of(LETTER)), "PDF"), "scan.pdf").pages
    return page


def test_a_scan_is_read(scanned: Page) -> None:
    assert scanned.source == "ocr"
    found, expected = scanned.text.split(), LETTER.split()
    assert sum(word in found for word in expected) >= 0.97 * len(expected)
    assert len(scanned.boxes) == len(scanned.text)


def test_the_boxes_of_a_scans_words_lie_where_the_words_were_set(scanned: Page, tmp_path: Path) -> None:
    places = {word: box for word, box in poppler_words(pdf_of(LETTER), tmp_path) if LETTER.split().count(word) == 1}
    checked = 0
    for word, (left, bottom, right, top) in words_of(scanned):
        if word in places:
            x1, y1, x2, y2 = places[word]
            assert x1 - 3 <= left <= right <= x2 + 3
            assert y1 - 3 <= bottom <= top <= y2 + 3
            checked += 1
    assert checked > 25


def test_a_scan_under_a_text_that_says_something_else_is_read_itself() -> None:
    program("tesseract")
    scan = saved(scan_of(pdf_of(LETTER)), "PDF")

    def put_text(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources.Font = pikepdf.Dictionary(F=font)
        page.contents_add(b"BT 3 Tr /F 12 Tf 100 500 Td (Quite another letter, which honors every request) Tj ET")

    (page,) = read_reply(edited(scan, put_text), "scan.pdf").pages
    assert page.source == "ocr"
    assert page.suspect == "its text says something else than its picture, which was read instead"
    assert "another letter" not in page.text


def test_a_forms_number_is_read_off_its_code(blank: Blank) -> None:
    program("tesseract")
    reply = read_reply(saved(scan_of(blank.path.read_bytes()), "PDF"), "scan.pdf")
    assert (NUMBER, "qr") in reply.references


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_scan_that_lies_on_its_side_is_read_with_boxes_on_the_page_as_it_is(angle: int) -> None:
    program("tesseract")
    picture = scan_of(pdf_of(LETTER))
    reply = read_reply(saved(picture.rotate(angle, expand=True), "PNG"), "scan.png")
    (page,) = reply.pages
    assert {"Albuquerque", "unable", "Corrections"} <= set(page.text.split())
    (box,) = (box for word, box in words_of(page) if word == "Albuquerque")
    (upright,) = read_reply(saved(picture, "PNG"), "scan.png").pages
    (straight,) = (box for word, box in words_of(upright) if word == "Albuquerque")
    width, height = picture.size
    left, top, right, bottom = straight
    expected = {
        90: (top, width - right, bottom, width - left),
        180: (width - right, height - bottom, width - left, height - top),
        270: (height - bottom, left, height - top, right),
    }
    assert box == pytest.approx(expected[angle], abs=4)


def test_every_page_of_a_tiff_is_read() -> None:
    program("tesseract")
    first, second = scan_of(pdf_of(LETTER)), scan_of(pdf_of("The second page says no more than this, and no less."))
    target = io.BytesIO()
    first.convert("1").save(target, "TIFF", save_all=True, append_images=[second.convert("1")], compression="group4")
    pages = read_reply(target.getvalue(), "fax.tif").pages
    assert [page.number for page in pages] == [1, 2]
    assert pages[1].text == "The second page says no more than this, and no less."
