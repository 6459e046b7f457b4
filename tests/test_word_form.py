"""The form as a Word file: filled in, converted by another program, typed into with it, and read back."""

from __future__ import annotations

import hashlib
import io
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image as Pixels

from correspondence.document import Block, Document, TextControl
from correspondence.errors import ProblemsError
from correspondence.forms import PROMPTS, bookmark_name, form_bookmarks, form_tags, is_prompt, tag_name
from correspondence.render.docx import render_docx
from tests.docx_samples import FORM_LOOK, QUESTIONS, YES_NO, choice, form, look, office_template, part
from tests.tools import ROOT, docx_text, page_count, page_png, run, to_pdf
from tests.word_forms import WORD, W, converted, filled, read_back, rendered, root_of, typed, with_body

ANSWERS: Mapping[str, str] = {
    "facility-access": "no",
    "facility-access_explanation": "The jail’s “intake” desk — see María Peña-Ortiz.\nNotice is given in 48 hours.",
    "facility-access_citation": "8 U.S.C. § 1373; SOP 3-30",
    "release-notice": "partial",
    "release-notice_explanation": "Only where Łódź & Co. <the contractor> asks for it.",
    "release-notice_citation": "Code of Ordinances § 9-4",
    "custody": "not_applicable",
    "custody_explanation": "We hold nobody.\n‘No’ would say too much.",
    "custody_citation": "Charter, Art. XI",
    "respondent_name": "Zoë Ångström-Núñez",
}
EMPTY = {"respondent_date": ""}


# --- answers that come back -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def round_trips(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Return the filled form after LibreOffice saved it by several ways."""
    folder = tmp_path_factory.mktemp("form")
    start = folder / "start.docx"
    start.write_bytes(filled(rendered(), ANSWERS))
    ways: dict[str, Path] = {}
    for name, filter_name in (("odt", "odt"), ("doc", "doc:MS Word 97"), ("rtf", "rtf")):
        (done,) = converted({name: start}, filter_name, folder / name).values()
        ways[name] = done.rename(folder / f"{name}{done.suffix}")
    saved = {"docx": start, **ways}
    last = converted(saved, WORD, folder / "last")
    again = converted({"docx twice": last["docx"]}, WORD, folder / "again")
    return {name: path.read_bytes() for name, path in {**last, **again}.items()}


def test_a_form_that_word_filled_in_reads_back_by_its_tags() -> None:
    answers, methods = read_back(filled(rendered(), ANSWERS), form())
    assert answers == {**ANSWERS, **EMPTY}
    assert methods == {"tag"}


def test_an_empty_form_reads_back_empty() -> None:
    answers, _ = read_back(rendered(), form())
    assert answers == dict.fromkeys([*ANSWERS, *EMPTY], "")


@pytest.mark.parametrize("way", ["docx", "docx twice", "odt", "doc", "rtf"])
def test_every_answer_comes_through_libreoffice(round_trips: Mapping[str, bytes], way: str) -> None:
    answers, methods = read_back(round_trips[way], form())
    assert answers == {**ANSWERS, **EMPTY}
    assert methods <= {"tag", "bookmark", "field"}  # 7.4 drops every tag; by place alone nothing need be found


def test_what_is_typed_in_libreoffice_comes_back(tmp_path: Path) -> None:
    source, target = tmp_path / "form.docx", tmp_path / "typed" / "form.docx"
    source.write_bytes(rendered())
    answers = {name: answer.replace("\n", " ") for name, answer in ANSWERS.items()}
    typed(source, target, answers, form())
    read, methods = read_back(target.read_bytes(), form())
    assert read == {**answers, **EMPTY}
    assert methods <= {"tag", "bookmark"}


def test_without_tags_and_bookmarks_the_answers_are_found_by_their_place() -> None:
    content = filled(rendered(), ANSWERS)
    root = root_of(content)
    for one in [*root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}tag")]:
        parent = one.getparent()
        assert parent is not None
        parent.remove(one)
    answers, methods = read_back(with_body(content, root), form())
    assert answers == {**ANSWERS, **EMPTY}
    assert methods == {"place"}


# --- on paper, in bytes, in other hands ------------------------------------------------------------------------------


def test_an_offices_own_template_takes_the_form_in() -> None:
    content = render_docx(form(), look(FORM_LOOK), office_template())
    answers, methods = read_back(filled(content, ANSWERS), form())
    assert (answers, methods) == ({**ANSWERS, **EMPTY}, {"tag"})
    named = [one.get(f"{W}styleId") for one in root_of(content, "word/styles.xml").iter(f"{W}style")]
    assert named.count("PlaceholderText") == named.count("Choices") == named.count("TextControl") == 1


def test_every_process_gives_the_form_the_same_bytes() -> None:
    script = "import hashlib; from tests.test_word_form import rendered; print(hashlib.sha256(rendered()).hexdigest())"
    environment = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}
    said = run(sys.executable, "-c", script, environment=environment).stdout.split()
    assert said == [hashlib.sha256(rendered()).hexdigest()]


def test_another_reader_sees_signs_prompts_and_labels_in_order(tmp_path: Path) -> None:
    path = tmp_path / "form.docx"
    path.write_bytes(rendered())
    lines = docx_text(path).splitlines()
    assert lines[0] == "Response form"
    assert lines[2:6] == [
        "☐\u00a0Yes ☐\u00a0No ☐\u00a0In part ☐\u00a0Not applicable",
        "Explanation",
        "Click or tap here to enter text.",
        "Statute or policy",
    ]


def test_the_boxes_are_on_the_paper(tmp_path: Path) -> None:
    path = tmp_path / "form.docx"
    path.write_bytes(rendered())
    pdf = to_pdf([path], tmp_path / "pdf")[path]
    assert page_count(pdf) == 1
    gray = Pixels.open(io.BytesIO(page_png(pdf, dpi=144))).convert("L")
    left, right = round(0.9 * 144) + 4, round((8.5 - 0.9) * 144) - 4
    drawn = [row for row in range(gray.height) if max(gray.crop((left, row, right, row + 1)).tobytes()) < 0xC0]
    edges = [row for row in drawn if row - 1 not in drawn]
    heights = [round((lower - upper) / 2) for upper, lower in zip(edges[::2], edges[1::2], strict=True)]
    assert heights == [pytest.approx(44, abs=1.5), pytest.approx(16, abs=1.5)] * len(QUESTIONS)


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("control", "option", "bookmark", "tag"),
    [
        ("q1", "yes", "rf_q1_yes", "q1=yes"),
        ("q1", "not_applicable", "rf_q1_not_applicable", "q1=not_applicable"),
        ("why", "", "rf_why", "why"),
        ("facility-access", "yes", "rf_facility_access_yes_196f91", "facility-access=yes"),
        ("Q1", "yes", "rf_Q1_yes_f3b4ac", "Q1=yes"),
        ("q1_explanation", "", "rf_q1_explanation_c03335", "q1_explanation"),
        ("é", "", "rf_6133f2", "é"),
        ("a=b", "", "rf_a_b_0ab570", "a=b~0ab570"),
        ("x" * 60, "option_12", f"rf_{'x' * 30}_e04638", f"{'x' * 57}~e04638"),
    ],
)
def test_names_follow_from_control_and_option_alone(control: str, option: str, bookmark: str, tag: str) -> None:
    assert (bookmark_name(control, option), tag_name(control, option)) == (bookmark, tag)
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,39}", bookmark)
    assert len(tag) <= 64


def test_names_that_look_alike_stay_apart() -> None:
    places = [
        *(("a", "b_c"), ("a_b", "c"), ("a-b", "c"), ("A", "b_c"), ("a", "B_c"), ("a=b", "c"), ("a", "b=c")),
        *(("x" * 50 + end, "yes") for end in ("1", "2")),
        *(("a_b_c", ""), ("a-b-c", ""), ("abc", ""), ("ab", "c")),
    ]
    assert len({bookmark_name(*place).lower() for place in places}) == len(places)
    assert len({tag_name(*place) for place in places}) == len(places)


def test_the_names_of_a_form_lead_back_to_its_controls() -> None:
    document = Document("Form", (part("questions", choice("q1", *YES_NO), TextControl("why", "Why")),), "form")
    assert dict(form_bookmarks(document)) == {
        **{f"rf_q1_{option}": ("q1", option) for option, _ in YES_NO},
        "rf_why": ("why", ""),
    }
    assert dict(form_tags(document)) == {**{f"q1={option}": ("q1", option) for option, _ in YES_NO}, "why": ("why", "")}


@pytest.mark.parametrize(
    "blocks",
    [
        (choice("q1", *YES_NO), choice("q1", *YES_NO)),
        (choice("q1", ("yes", "Yes"), ("yes", "Yes indeed")),),
        (TextControl("q1", "Why"), TextControl("q1", "Where")),
    ],
)
def test_two_places_of_one_name_are_an_error(blocks: tuple[Block, ...]) -> None:
    with pytest.raises(ProblemsError) as caught:
        rendered(Document("Form", blocks, "response-form"))
    assert str(caught.value) == (
        "response-form/layout.md cannot be used:\n"
        '  "q1" stands on the form twice; give every control, and every option of one, a name of its own'
    )


@pytest.mark.parametrize("text", [*PROMPTS, "", " \n", "Click here to enter text", "CLICK OR TAP HERE TO ENTER TEXT."])
def test_a_prompt_is_nobodys_answer(text: str) -> None:
    assert is_prompt(text)


@pytest.mark.parametrize("text", ["No", "Click or tap here to enter text. See the policy.", "-", "n/a"])
def test_an_answer_is_no_prompt(text: str) -> None:
    assert not is_prompt(text)
