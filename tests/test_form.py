"""The response form as a PDF: filled in by other people's programs, and read back by others again."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from correspondence.mailing import Order, prepare, prepare_form
from correspondence.mailing.checking import fonts_of
from correspondence.render.forms import Place
from correspondence.render.pdf import Part, render_pdf
from correspondence.workspace import Workspace
from tests.command_line import command, spawned
from tests.questionnaires.filling import FILLERS, Answers
from tests.questionnaires.reading import READERS, by_pdfium, by_widgets, rectangles
from tests.tools import ROOT, page_count, page_png, program, qpdf_check, run, verapdf

NUMBER = "PSP-2017-2223-G"
ORDER = Order("psp-questionnaire", "psp-2017-08-03", only=("albuquerque",))
PATH = "psp-2017-08-03/albuquerque.form.pdf"

MARKS: Answers = MappingProxyType({"facility-access": "yes", "release-notice": "no", "detainer-requests": "partial"})
TEXTS: Answers = MappingProxyType(
    {
        "facility-access_explanation": "Sí: María Peña-Ortiz décide à chaque fois.",
        "facility-access_citation": "SOP 3-30 § 4",
        "release-notice_explanation": "“48 hours’ notice” is never given.\nThe jail – ours – hears of it the same day.",
        "release-notice_citation": "Md. Code Ann., Corr. Servs. § 9-309",
        "respondent_name": "François Müller-Ångström",
        "respondent_title": "Captain of the jail",
        "respondent_date": "August 15, 2017",
    }
)
ANSWERS: Answers = MappingProxyType({**MARKS, **TEXTS})
"""Ten values, whose letters are all in Windows-1252."""

BEYOND: Answers = MappingProxyType({**ANSWERS, "respondent_name": "Łukasz Szalczyk"})
"""The same with one that is not."""

LEFT_EMPTY: Answers = MappingProxyType({"detainer-requests_explanation": "", "detainer-requests_citation": ""})


@dataclass(frozen=True)
class Blank:
    """The form, or a letter, as it goes out."""

    path: Path
    places: tuple[Place, ...]


def numbered(workspace: Path, order: Order, output: Path, *, form: bool) -> Blank:
    """Make one letter, or its form, as it goes out under a number."""
    job = prepare(Workspace(workspace), order)
    job = prepare_form(job) if form else job
    (recipient,) = job.selected
    document = job.composer.compose(recipient, NUMBER)
    pdf = render_pdf([Part(document, job.stylesheet)], fonts_of(job), job.workspace.load_file)
    output.mkdir(parents=True, exist_ok=True)
    path = output / f"{job.stem(recipient)}.pdf"
    path.write_bytes(pdf.content)
    return Blank(path, pdf.places)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Blank:
    return numbered(ROOT, ORDER, tmp_path_factory.mktemp("form"), form=True)


def filled(filler: str, blank: Blank, answers: Answers) -> Path:
    """Return the form as a program filled it in; made once."""
    kind = "beyond" if answers is BEYOND else "plain"
    target = blank.path.with_name(f"{filler}-{kind}.pdf")
    if not target.exists():
        FILLERS[filler](blank.path, target, answers, blank.places)
    return target


# --- filled in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", READERS)
def test_nothing_is_filled_in_when_it_goes_out(reader: str, blank: Blank) -> None:
    assert READERS[reader](blank.path) == dict.fromkeys([*ANSWERS, *LEFT_EMPTY], "")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("filler", FILLERS)
def test_ten_answers_read_back_as_they_were_given(filler: str, reader: str, blank: Blank) -> None:
    assert READERS[reader](filled(filler, blank, BEYOND)) == {**BEYOND, **LEFT_EMPTY}
    assert READERS[reader](filled(filler, blank, ANSWERS)) == {**ANSWERS, **LEFT_EMPTY}


@pytest.mark.parametrize("filler", FILLERS)
def test_another_mark_takes_the_first_one_away(filler: str, blank: Blank, tmp_path: Path) -> None:
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    FILLERS[filler](blank.path, first, {"facility-access": "yes"}, blank.places)
    FILLERS[filler](first, second, {"facility-access": "no"}, blank.places)
    nothing = dict.fromkeys([*ANSWERS, *LEFT_EMPTY], "")
    assert by_widgets(first) == by_pdfium(first) == {**nothing, "facility-access": "yes"}
    assert by_widgets(second) == by_pdfium(second) == {**nothing, "facility-access": "no"}


@pytest.mark.parametrize("filler", FILLERS)
def test_what_is_filled_in_can_be_seen(filler: str, blank: Blank) -> None:
    path = filled(filler, blank, ANSWERS)
    before, after = (gray(one, 1, 100) for one in (blank.path, path))
    for place in blank.places:
        expected = ANSWERS.get(place.name, "")
        changed = expected == place.option if place.option else bool(expected)
        box = inside(place, before, 100)
        assert (ink(after, box) > ink(before, box) + 20) is changed, place
    words = run(program("pdftotext"), "-layout", path, "-").stdout
    for text in TEXTS.values():
        for line in text.split("\n"):
            assert line in words


# --- the standards -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def broken(blank: Blank) -> Mapping[Path, Mapping[str, list[str]]]:
    """Return the rules that each form breaks, empty and filled, checked in two calls."""
    files = [blank.path, *(filled(filler, blank, answers) for filler in FILLERS for answers in (ANSWERS, BEYOND))]
    archive, access = verapdf(files, "3a"), verapdf(files, "ua1")
    return {file: {"3a": archive[file], "ua1": access[file]} for file in files}


def test_the_form_conforms_to_both_standards_empty(
    blank: Blank, broken: Mapping[Path, Mapping[str, list[str]]]
) -> None:
    assert broken[blank.path] == {"3a": [], "ua1": []}
    assert qpdf_check(blank.path) == []


@pytest.mark.parametrize("filler", FILLERS)
def test_the_form_conforms_to_both_standards_filled(
    filler: str, blank: Blank, broken: Mapping[Path, Mapping[str, list[str]]]
) -> None:
    assert broken[filled(filler, blank, ANSWERS)] == {"3a": [], "ua1": []}


def test_pikepdf_keeps_both_standards_with_a_letter_that_the_font_lacks(
    blank: Blank, broken: Mapping[Path, Mapping[str, list[str]]]
) -> None:
    assert broken[filled("pikepdf", blank, BEYOND)] == {"3a": [], "ua1": []}


@pytest.mark.parametrize("filler", ["pypdf", "pdftk", "PDFium", "poppler"])
def test_a_letter_beyond_windows_1252_may_cost_the_rules_on_fonts_and_no_others(
    filler: str, blank: Blank, broken: Mapping[Path, Mapping[str, list[str]]]
) -> None:
    # pypdf, PDFium and poppler bring a font of their own, which they do not embed as PDF/A wants it; pdftk writes the
    # letter as "no glyph". A field's font has one byte a character, so that no form can prevent it.
    rules = broken[filled(filler, blank, BEYOND)]
    assert all(rule.startswith("6.2.11.") for rule in rules["3a"])
    assert all(rule.startswith("7.21.") for rule in rules["ua1"])


# --- geometry ------------------------------------------------------------------------------------------------------


def gray(path: Path, page: int, dpi: int) -> Image.Image:
    """Return the picture of a page in shades of gray."""
    return Image.open(io.BytesIO(page_png(path, page, dpi))).convert("L")


def inside(place: Place, picture: Image.Image, dpi: int) -> tuple[int, int, int, int]:
    """Return a place in the pixels of its page's picture: left, top, right, bottom."""
    left, bottom, right, top = (value * dpi / 72 for value in place.box)
    return round(left), round(picture.height - top), round(right), round(picture.height - bottom)


def ink(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
    """Count the dark points in a part of a picture."""
    return sum(picture.crop(box).histogram()[:200])


def test_the_places_that_are_kept_are_those_of_the_widgets(blank: Blank) -> None:
    kept = [(place.name, place.page, place.box) for place in blank.places]
    found = rectangles(blank.path)
    assert [one[:2] for one in kept] == [one[:2] for one in found]
    for (_, _, box), (_, _, rectangle) in zip(kept, found, strict=True):
        assert box == pytest.approx(rectangle, abs=0.01)
    options = ["yes", "no", "partial", "not_applicable"]
    assert [place.option for place in blank.places if place.name == "release-notice"] == options
    assert {place.name for place in blank.places if not place.option} == {*TEXTS, *LEFT_EMPTY}


def test_the_fields_lie_in_the_boxes_that_are_printed(blank: Blank) -> None:
    picture = gray(blank.path, 1, 100)
    for place in blank.places:
        left, top, right, bottom = inside(place, picture, 100)
        middle_x, middle_y = (left + right) // 2, (top + bottom) // 2
        edges = {
            "left": (left - 2, middle_y, left + 2, middle_y + 1),
            "right": (right - 2, middle_y, right + 2, middle_y + 1),
            "top": (middle_x, top - 2, middle_x + 1, top + 2),
            "bottom": (middle_x, bottom - 2, middle_x + 1, bottom + 2),
        }
        for edge, box in edges.items():
            assert ink(picture, box) > 0, (place, edge)
        inner = (left + 2, top + 2, right - 2, bottom - 2)
        assert picture.crop(inner).getextrema() == (255, 255), place


# --- the number ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dpi", [100, 200])
def test_both_codes_say_the_number(blank: Blank, dpi: int) -> None:
    picture = gray(blank.path, 1, dpi)
    codes = zxingcpp.read_barcodes(picture)
    assert [code.text for code in codes] == [NUMBER, NUMBER]
    centers = sorted(
        (code.position.top_left.x / picture.width, code.position.top_left.y / picture.height) for code in codes
    )
    (left, low), (right, high) = centers
    assert left < 0.3
    assert low > 0.8
    assert right > 0.7
    assert high < 0.2


def test_the_number_stands_in_words_and_in_the_metadata(blank: Blank) -> None:
    words = run(program("pdftotext"), blank.path, "-").stdout
    assert re.findall(r"Form (\S+?),", words) == [NUMBER, NUMBER]
    assert identifier(blank.path) == NUMBER


def test_a_letter_does_not_print_its_number_unless_its_template_says_so(workspace: Path, tmp_path: Path) -> None:
    letter = numbered(workspace, ORDER, tmp_path, form=False)
    assert NUMBER not in run(program("pdftotext"), letter.path, "-").stdout
    assert zxingcpp.read_barcodes(gray(letter.path, 1, 100)) == []
    assert identifier(letter.path) == NUMBER
    template = workspace / "templates/psp-questionnaire.md"
    template.write_text(template.read_text("utf-8") + "\nOur number is {{ reference_number }}.\n", "utf-8")
    letter = numbered(workspace, ORDER, tmp_path / "again", form=False)
    assert f"Our number is {NUMBER}." in run(program("pdftotext"), letter.path, "-").stdout


def identifier(path: Path) -> str:
    """Return the number in a PDF's metadata."""
    found = re.search(r"<dc:identifier>(.*?)</dc:identifier>", run(program("pdfinfo"), "-meta", path).stdout)
    return found[1] if found else ""


# --- the whole -----------------------------------------------------------------------------------------------------


def test_each_field_is_listed_once(blank: Blank) -> None:
    with pikepdf.open(blank.path) as pdf:
        fields: list[Any] = list(pdf.Root.AcroForm.Fields)
        assert [str(field.T) for field in fields] == list(dict.fromkeys(place.name for place in blank.places))
        assert not [str(field.T) for field in fields if "/Parent" in field or "/Opt" in field]
        assert {str(kid.get("/T", "")) for field in fields for kid in field.get("/Kids", [])} == {""}


def test_the_form_of_the_sample_is_one_page(blank: Blank) -> None:
    assert page_count(blank.path) == 1


def test_another_process_makes_the_same_bytes(workspace: Path, tmp_path: Path) -> None:
    here = command("form", "psp-questionnaire", "psp-2017-08-03", "--format", "pdf", workspace=workspace)
    assert here.status == 0, here.err
    shutil.move(workspace / "output/psp-2017-08-03", tmp_path / "here")
    words = ("form", "psp-questionnaire", "psp-2017-08-03", "--format", "pdf")
    there = spawned(*words, folder=workspace, environment={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"})
    assert there.status == 0, there.err
    folder = workspace / "output/psp-2017-08-03"
    names = sorted(path.name for path in folder.glob("*.form.pdf"))
    assert len(names) == 4
    for name in names:
        assert (folder / name).read_bytes() == (tmp_path / "here" / name).read_bytes(), name


def test_the_form_goes_with_the_letter(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace)
    made = command(
        "merge", "psp-questionnaire", "psp-2017-08-03", "--with-form", "--format", "pdf", "--only", "stockton"
    )
    assert (made.status, made.err) == (0, "2 files made.\n")
    assert made.lines == [
        "output/psp-2017-08-03/stockton.pdf  2 pages",
        "output/psp-2017-08-03/stockton.form.pdf  1 page",
    ]
    letter, form = (workspace / line.split()[0] for line in made.lines)
    assert identifier(letter) == identifier(form) != ""
