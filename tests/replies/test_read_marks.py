"""Forms that come back on paper, or flattened: drawn marks under everything that scanners and people do to them."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from correspondence.replies.read import read_reply
from correspondence.replies.read.marks import read_marks
from correspondence.reply import FormPlace, SentForm
from tests.questionnaires.filling import FILLERS
from tests.replies.files import pdf_of, saved, scan_of, sent_form
from tests.replies.pens import PENS, TREATMENTS, cross, drawn, scribble, square, tick
from tests.test_form import ANSWERS, MARKS, NUMBER, ORDER, Blank, numbered
from tests.tools import ROOT, program, run

QUESTIONS = ("facility-access", "release-notice", "detainer-requests")
ASKED = (
    "Does your jurisdiction have a statute, rule, regulation, policy, or practice that is designed to ensure that U.S."
    " Department of Homeland Security (“DHS”) personnel have access to any correctional or detention facility?"
)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Blank:
    return numbered(ROOT, ORDER, tmp_path_factory.mktemp("form"), form=True)


@pytest.fixture(scope="module")
def sent(blank: Blank) -> SentForm:
    places = tuple(FormPlace(one.name, one.option, one.page, one.box) for one in blank.places)
    return dataclasses.replace(sent_form(), blank=blank.path.read_bytes(), places=places)


@pytest.mark.parametrize("treatment", TREATMENTS)
def test_no_mark_is_read_wrongly_and_nearly_all_are_read(treatment: str, sent: SentForm) -> None:
    right = 0
    options = ("yes", "no", "partial", "not_applicable")
    for number, pen in enumerate(PENS):
        marks = {name: options[(number + place) % 4] for place, name in enumerate(QUESTIONS)}
        values = read_marks(TREATMENTS[treatment](drawn(sent, marks, pen)), sent, "scan.png", 1)
        found = {name: values[name].value for name in QUESTIONS if name in values and values[name].sound}
        assert found.items() <= marks.items()
        right += len(found)
    assert right >= 0.95 * len(PENS) * len(QUESTIONS)


def test_bare_squares_are_left_to_a_person(sent: SentForm) -> None:
    values = read_marks(scan_of(sent.blank), sent, "scan.png", 1)
    reason = "no square is marked; look at the paper for another sign"
    assert [(values[name].value, values[name].sound, values[name].reason) for name in QUESTIONS] == [
        ("", False, reason)
    ] * 3
    assert {(value.value, value.sound) for value in values.values() if value.name not in QUESTIONS} == {("", True)}


def test_two_marks_are_left_to_a_person(sent: SentForm) -> None:
    picture = drawn(sent, {"release-notice": "yes"}, cross)
    tick(ImageDraw.Draw(picture), square(sent, "release-notice", "no", picture.height))
    value = read_marks(picture, sent, "scan.png", 1)["release-notice"]
    assert (value.value, value.sound, value.reason) == ("yes, no", False, "2 answers are marked: yes, no")


def test_a_mark_that_was_begun_beside_another_is_left_to_a_person(sent: SentForm) -> None:
    picture = drawn(sent, {"release-notice": "yes"}, cross)
    left, top, *_ = square(sent, "release-notice", "no", picture.height)
    ImageDraw.Draw(picture).line([left + 6, top + 8, left + 11, top + 14], fill=60, width=2)
    value = read_marks(picture, sent, "scan.png", 1)["release-notice"]
    assert (value.sound, value.reason) == (False, "the ink in the squares is no plain mark; look at the paper")


def test_handwriting_is_left_to_a_person(sent: SentForm) -> None:
    picture = drawn(sent, {"release-notice_explanation": ""}, scribble)
    values = read_marks(picture, sent, "scan.png", 1)
    value = values["release-notice_explanation"]
    assert (value.value, value.reason) == ("", "something is written there by hand; read it on the paper")
    assert values["facility-access_explanation"].sound


@pytest.mark.parametrize("text", [ASKED, f"1. {ASKED} Yes.\n\n2. {ASKED} No.\n\n3. {ASKED} In part. Not applicable."])
def test_a_letter_that_quotes_the_form_is_none(text: str, sent: SentForm) -> None:
    for style in ("", "body { font: 9pt 'Liberation Sans' }"):
        assert read_marks(scan_of(pdf_of(text, style)), sent, "scan.png", 1) == {}


def test_another_form_is_none_of_ours(sent: SentForm) -> None:
    lines = "".join(
        f"{number}. Name of the person, title, and the date of the answers: ______\n\n" for number in range(14)
    )
    assert read_marks(scan_of(pdf_of(lines)), sent, "scan.png", 1) == {}


# --- whole files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_a_scanned_form_is_read_as_a_reply(kind: str, sent: SentForm) -> None:
    program("tesseract")
    scan = drawn(sent, MARKS, cross).rotate(1, Image.Resampling.BICUBIC, fillcolor=255)
    reply = read_reply(saved(scan, kind), "scan", sent)
    assert {name: (reply.form[name].value, reply.form[name].sound) for name in MARKS} == {
        name: (option, True) for name, option in MARKS.items()
    }
    assert {value.method for value in reply.form.values()} == {"mark"}
    assert (NUMBER, "qr") in reply.references
    box = reply.form["release-notice"].box
    assert box is not None
    if kind == "PDF":
        (place,) = (one for one in sent.places if (one.name, one.option) == ("release-notice", "no"))
        assert box == pytest.approx(place.box, abs=12)  # the page is turned by one degree


def flattened_by_pdftk(source: Path, target: Path) -> None:
    run(program("pdftk"), source, "output", target, "flatten")


def flattened_by_poppler(source: Path, target: Path) -> None:
    run(program("pdftocairo"), "-pdf", source, target)


@pytest.mark.parametrize("flatten", [flattened_by_pdftk, flattened_by_poppler])
def test_a_flattened_form_is_read(
    flatten: Callable[[Path, Path], None], blank: Blank, sent: SentForm, tmp_path: Path
) -> None:
    FILLERS["pikepdf"](blank.path, tmp_path / "filled.pdf", ANSWERS, blank.places)
    flatten(tmp_path / "filled.pdf", tmp_path / "flat.pdf")
    reply = read_reply((tmp_path / "flat.pdf").read_bytes(), "flat.pdf", sent)
    assert {name: value.value for name, value in reply.form.items() if value.value} == dict(ANSWERS)
    assert [value.name for value in reply.form.values() if not value.sound] == []


def test_the_samples_are_pictures(sent: SentForm) -> None:
    picture = Image.open(io.BytesIO(saved(scan_of(sent.blank), "PNG")))
    assert picture.size == (1700, 2200)
