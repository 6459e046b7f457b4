"""The form as a Word file: filled in, converted by another program, and read back."""

from __future__ import annotations

import hashlib
import io
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree
from PIL import Image as Pixels

from correspondence.document import Block, Document, TextControl
from correspondence.errors import ProblemsError
from correspondence.forms import (
    PROMPTS,
    bookmark_name,
    form_bookmarks,
    form_places,
    form_tags,
    is_prompt,
    tag_name,
)
from correspondence.render.docx import render_docx
from tests.docx_samples import FORM_LOOK, QUESTIONS, YES_NO, choice, form, look, office_template, part
from tests.tools import ROOT, docx_text, page_count, page_png, program, run, to_pdf

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"

UNTICKED, TICKED = "☐", "☒"

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


def rendered(document: Document | None = None, css: str = FORM_LOOK) -> bytes:
    return render_docx(document or form(), look(css))


def root_of(content: bytes, name: str = "word/document.xml") -> etree._Element:
    with ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def value(element: etree._Element, path: str) -> str | None:
    found = element.find(path.replace("w14:", W14).replace("w:", W))
    return None if found is None else found.get(f"{W}val") or found.get(f"{W14}val")


def text_of(element: etree._Element) -> str:
    return "".join((one.text or "") if one.tag == f"{W}t" else "\n" for one in element.iter(f"{W}t", f"{W}br"))


# --- filling it in and reading it ------------------------------------------------------------------------------------


def filled(content: bytes, answers: Mapping[str, str]) -> bytes:
    """Fill a form in by its XML, as Word does: ticks are a state and a sign, a text takes the prompt's place."""
    root = root_of(content)
    for control in root.iter(f"{W}sdt"):
        name, _, option = (value(control, "w:sdtPr/w:tag") or "").partition("=")
        runs = control.find(f"{W}sdtContent")
        properties = control.find(f"{W}sdtPr")
        assert runs is not None
        assert properties is not None
        if option and answers.get(name) == option:
            for checked in properties.iter(f"{W14}checked"):
                checked.set(f"{W14}val", "1")
            for sign in runs.iter(f"{W}t"):
                sign.text = TICKED
        elif not option and name in answers:
            for prompt in properties.findall(f"{W}showingPlcHdr"):
                properties.remove(prompt)
            for old in list(runs):
                runs.remove(old)
            written = etree.SubElement(runs, f"{W}r")
            for index, line in enumerate(answers[name].split("\n")):
                if index:
                    etree.SubElement(written, f"{W}br")
                words: etree._Element = etree.SubElement(written, f"{W}t")
                words.text = line
    target = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as before, ZipFile(target, "w") as after:
        for name in before.namelist():
            after.writestr(name, etree.tostring(root) if name == "word/document.xml" else before.read(name))
    return target.getvalue()


@dataclass
class Found:
    """What stands in a Word file under the names of controls, bookmarks and form fields, and in the form's styles."""

    tags: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    bookmarks: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    signs: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def find(root: etree._Element) -> Found:
    """Go through a document once and gather the words of everything that is open at a place."""
    found = Found()
    open_bookmarks: dict[str, str] = {}
    field_name = ""
    for control in root.iter(f"{W}sdt"):
        if tag := value(control, "w:sdtPr/w:tag"):
            found.tags[tag] = text_of(control)
            found.states[tag] = value(control, "w:sdtPr/w14:checkbox/w14:checked") or ""
    for one in root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}fldChar", f"{W}t", f"{W}br"):
        match str(one.tag).removeprefix(W):
            case "bookmarkStart":
                name = one.get(f"{W}name", "")
                open_bookmarks[one.get(f"{W}id", "")] = name
                found.bookmarks[name] = ""
            case "bookmarkEnd":
                open_bookmarks.pop(one.get(f"{W}id", ""), None)
            case "fldChar":
                if one.get(f"{W}fldCharType") == "begin":
                    field_name = value(one, "w:ffData/w:name") or ""
                elif one.get(f"{W}fldCharType") == "end":
                    field_name = ""
            case kind:
                words = one.text or "" if kind == "t" else "\n"
                for name in open_bookmarks.values():
                    found.bookmarks[name] += words
                if field_name:
                    found.fields[field_name] = found.fields.get(field_name, "") + words
    for line in root.iter(f"{W}p"):
        style = value(line, "w:pPr/w:pStyle")
        if style == "Choices":
            found.signs += re.findall(f"[{UNTICKED}{TICKED}]", text_of(line))
        elif style == "TextControl":
            found.texts.append(text_of(line))
    return found


def read_back(content: bytes, document: Document) -> tuple[dict[str, str], dict[str, str]]:
    """Return each control's answer and how it was found: by tag, else by bookmark, else by form field, else by place."""
    found = find(root_of(content))
    signs, texts = iter(found.signs), iter(found.texts)
    answers: dict[str, str] = {}
    methods: dict[str, str] = {}
    for control, option in form_places(document):
        at_place = next(signs if option else texts, "")
        bookmark = bookmark_name(control.name, option)
        sources = {
            "tag": found.tags.get(tag_name(control.name, option)),
            "bookmark": found.bookmarks.get(bookmark),
            "field": found.fields.get(bookmark),
            "place": at_place,
        }
        method, words = next((method, words) for method, words in sources.items() if words is not None)
        methods[control.name] = method
        if not option:
            answers[control.name] = "" if is_prompt(words) else words
            continue
        answers.setdefault(control.name, "")
        if method == "tag":
            assert found.states[tag_name(control.name, option)] == ("1" if words == TICKED else "0")
        if words == TICKED:
            assert answers[control.name] == ""
            answers[control.name] = option
    return answers, methods


def converted(files: Mapping[str, Path], filter_name: str, folder: Path) -> dict[str, Path]:
    """Convert documents with LibreOffice, each file's stem kept."""
    folder.mkdir(parents=True)
    options = (f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}", "--headless", "--norestore")
    run(program("soffice"), *options, "--convert-to", filter_name, "--outdir", folder, *files.values(), seconds=300)
    ending = filter_name.partition(":")[0]
    return {name: folder / f"{path.stem}.{ending}" for name, path in files.items()}


@pytest.fixture(scope="module")
def round_trips(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Return the filled form after LibreOffice saved it by several ways."""
    folder = tmp_path_factory.mktemp("form")
    word = "docx:MS Word 2007 XML"
    start = folder / "start.docx"
    start.write_bytes(filled(rendered(), ANSWERS))
    ways: dict[str, Path] = {}
    for name, filter_name in (("odt", "odt"), ("doc", "doc:MS Word 97"), ("rtf", "rtf")):
        (done,) = converted({name: start}, filter_name, folder / name).values()
        ways[name] = done.rename(folder / f"{name}{done.suffix}")
    saved = {"docx": start, **ways}
    last = converted(saved, word, folder / "last")
    again = converted({"docx twice": last["docx"]}, word, folder / "again")
    return {name: path.read_bytes() for name, path in {**last, **again}.items()}


def test_a_form_that_word_filled_in_reads_back_by_its_tags() -> None:
    answers, methods = read_back(filled(rendered(), ANSWERS), form())
    assert answers == {**ANSWERS, **EMPTY}
    assert set(methods.values()) == {"tag"}


def test_an_empty_form_reads_back_empty() -> None:
    answers, _ = read_back(rendered(), form())
    assert answers == dict.fromkeys([*ANSWERS, *EMPTY], "")


@pytest.mark.parametrize(
    ("way", "methods"),
    [
        ("docx", {"bookmark"}),
        ("docx twice", {"bookmark"}),
        ("odt", {"bookmark"}),
        ("doc", {"bookmark", "field"}),
        ("rtf", {"bookmark"}),
    ],
)
def test_every_answer_comes_through_libreoffice(round_trips: Mapping[str, bytes], way: str, methods: set[str]) -> None:
    answers, found_by = read_back(round_trips[way], form())
    assert answers == {**ANSWERS, **EMPTY}
    assert set(found_by.values()) == methods


def test_without_tags_and_bookmarks_the_answers_are_found_by_their_place() -> None:
    content = filled(rendered(), ANSWERS)
    root = root_of(content)
    for one in [*root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}tag")]:
        parent = one.getparent()
        assert parent is not None
        parent.remove(one)
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", etree.tostring(root))
    answers, methods = read_back(target.getvalue(), form())
    assert answers == {**ANSWERS, **EMPTY}
    assert set(methods.values()) == {"place"}


# --- on paper, in bytes, in other hands ------------------------------------------------------------------------------


def test_an_offices_own_template_takes_the_form_in() -> None:
    content = render_docx(form(), look(FORM_LOOK), office_template())
    answers, methods = read_back(filled(content, ANSWERS), form())
    assert (answers, set(methods.values())) == ({**ANSWERS, **EMPTY}, {"tag"})
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
