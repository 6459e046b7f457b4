"""Replies as Word files: forms filled in by Word and by programs that drop names, letters, and their words as shown."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from correspondence.document import Document, walk_blocks
from correspondence.forms import form_places
from correspondence.replies.read import read_reply
from correspondence.reply import SentForm
from tests.docx_samples import form
from tests.replies.files import W as NAMESPACE
from tests.replies.files import paragraph, relation, word_of
from tests.test_word_form import ANSWERS, EMPTY
from tests.word_forms import W14, W, filled, rendered, root_of, with_body

if TYPE_CHECKING:
    from lxml import etree

HEADER = f"<w:hdr {NAMESPACE}><w:p><w:r><w:t>City of Stockton, our number PSP-2017-2223-G</w:t></w:r></w:p></w:hdr>"
LEVELS = "".join(
    f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
    for level, form, text in ((0, "decimal", "%1."), (1, "lowerLetter", "%1.%2)"))
)
NUMBERING = (
    f'<w:numbering {NAMESPACE}><w:abstractNum w:abstractNumId="7">{LEVELS}</w:abstractNum>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
)


def sent(document: Document) -> SentForm:
    """Return what readers know of a form."""
    controls: dict[str, tuple[str, ...]] = {}
    for control, option in form_places(document):
        controls[control.name] = (*controls.get(control.name, ()), option) if option else ()
    return SentForm(controls)


FORM = sent(form())


def without(content: bytes, *tags: str) -> bytes:
    """Return a file without some elements, as a program saves it that knows nothing of them; what they hold stays."""
    root = root_of(content)
    for tag in tags:
        for one in [*root.iter(f"{W}{tag}")]:
            parent = one.getparent()
            assert parent is not None
            inside = one.find(f"{W}sdtContent")
            place = parent.index(one)
            parent[place : place + 1] = [] if inside is None else list(inside)
    return with_body(content, root)


def changed(content: bytes, change: Callable[[etree._Element], None]) -> bytes:
    root = root_of(content)
    change(root)
    return with_body(content, root)


# --- forms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [FORM, None])
def test_a_form_that_word_filled_in_is_read_by_its_tags(known: SentForm | None) -> None:
    reply = read_reply(filled(rendered(), ANSWERS), "form.docx", known)
    assert {name: value.value for name, value in reply.form.items()} == {**ANSWERS, **EMPTY}
    assert {(value.method, value.sound, value.reason) for value in reply.form.values()} == {("control", True, "")}
    assert reply.unreadable == ()


def test_a_form_without_tags_is_read_by_its_bookmarks() -> None:
    reply = read_reply(without(filled(rendered(), ANSWERS), "sdt"), "form.docx", FORM)
    assert {name: value.value for name, value in reply.form.items()} == {**ANSWERS, **EMPTY}
    assert {(value.sound, value.reason) for value in reply.form.values()} == {(True, "")}


def test_a_form_without_any_names_is_read_by_place_and_left_to_a_person() -> None:
    content = without(filled(rendered(), ANSWERS), "sdt", "bookmarkStart", "bookmarkEnd")
    reply = read_reply(content, "form.docx", FORM)
    assert {name: value.value for name, value in reply.form.items()} == {**ANSWERS, **EMPTY}
    assert {(value.sound, value.reason) for value in reply.form.values()} == {
        (
            False,
            "the file was saved by a program that drops the names of the form's fields; it was found by its place alone",
        )
    }


def test_two_ticks_are_no_answer() -> None:
    def tick(root: etree._Element) -> None:
        tags = {one.get(f"{W}val"): one for one in root.iter(f"{W}tag")}
        control = next(tags["custody=yes"].iterancestors(f"{W}sdt"))
        for checked in control.iter(f"{W14}checked"):
            checked.set(f"{W14}val", "1")
        for sign in control.iter(f"{W}t"):
            sign.text = "☒"

    value = read_reply(changed(filled(rendered(), ANSWERS), tick), "form.docx", FORM).form["custody"]
    assert (value.value, value.sound) == ("yes, not_applicable", False)
    assert value.reason == "2 answers are marked: yes, not_applicable"


def test_a_box_whose_sign_says_something_else_is_in_doubt() -> None:
    def untick(root: etree._Element) -> None:
        for checked in root.iter(f"{W14}checked"):
            checked.set(f"{W14}val", "0")

    value = read_reply(changed(filled(rendered(), ANSWERS), untick), "form.docx", FORM).form["facility-access"]
    assert (value.value, value.sound, value.reason) == ("no", False, "the box and its sign do not agree")


def test_prompts_are_ours_and_nobodys_answer() -> None:
    reply = read_reply(rendered(), "form.docx", FORM)
    assert {(value.value, value.sound) for value in reply.form.values()} == {("", True)}
    (page,) = reply.pages
    quoted = [page.text[start:end] for start, end in page.ours]
    texts = sum(not options for options in FORM.controls.values())
    assert quoted.count("Click or tap here to enter text.") == texts == page.text.count("Click or tap")


def test_a_letter_is_no_form() -> None:
    assert read_reply(word_of(paragraph("1. Yes.")), "letter.docx", FORM).form == {}
    assert [*walk_blocks(form().blocks)]


# --- letters ---------------------------------------------------------------------------------------------------------


def test_deleted_words_are_gone_and_inserted_ones_are_there() -> None:
    body = (
        "<w:p><w:r><w:t>We do </w:t></w:r><w:del><w:r><w:delText>not </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>always </w:t></w:r></w:ins><w:r><w:t>honor it.</w:t></w:r></w:p>"
    )
    (page,) = read_reply(word_of(body), "letter.docx").pages
    assert (page.text, page.source, page.suspect) == ("We do always honor it.", "docx", "")


def test_the_numbers_of_lists_are_written_out() -> None:
    def item(text: str, level: int = 0) -> str:
        return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr>')

    body = item("Yes.") + item("By policy.", 1) + item("By order.", 1) + item("No.") + item("By law.", 1)
    content = word_of(body, {"word/numbering.xml": NUMBERING}, relation(1, "numbering", "numbering.xml"))
    (page,) = read_reply(content, "letter.docx").pages
    assert page.text.split("\n\n") == ["1. Yes.", "1.a) By policy.", "1.b) By order.", "2. No.", "2.a) By law."]


def test_tables_boxes_and_notes_are_read_in_order() -> None:
    table = f"<w:tbl><w:tr><w:tc>{paragraph('Question 1')}</w:tc><w:tc>{paragraph('Yes.')}</w:tc></w:tr></w:tbl>"
    notes = f"<w:footnotes {NAMESPACE}><w:footnote>{paragraph('See SOP 3-30.')}</w:footnote></w:footnotes>"
    body = paragraph("Before.") + table + paragraph("After.")
    content = word_of(body, {"word/footnotes.xml": notes}, relation(1, "footnotes", "footnotes.xml"))
    (page,) = read_reply(content, "letter.docx").pages
    assert page.text.split("\n\n") == ["Before.", "Question 1", "Yes.", "After.", "See SOP 3-30."]


def test_boxes_are_read_once_and_behind_the_paragraph_they_hang_on() -> None:
    names = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    box = f"<w:txbxContent>{paragraph('In the box.')}</w:txbxContent>"
    twice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback></mc:AlternateContent>"
    old = f"<w:pict><v:textbox>{box.replace('In the', 'In an old')}</v:textbox></w:pict>"
    body = f"<w:p {names}><w:r><w:t>Before.</w:t>{twice}{old}</w:r></w:p>{paragraph('After.')}"
    (page,) = read_reply(word_of(body), "letter.docx").pages
    assert page.text.split("\n\n") == ["Before.", "In the box.", "In an old box.", "After."]


def test_running_heads_stand_by_themselves_and_their_number_is_found() -> None:
    content = word_of(paragraph("1. Yes."), {"word/header1.xml": HEADER}, relation(1, "header", "header1.xml"))
    reply = read_reply(content, "letter.docx")
    (page,) = reply.pages
    assert (page.text, page.running) == ("1. Yes.", "City of Stockton, our number PSP-2017-2223-G")
    assert reply.references == (("PSP-2017-2223-G", "text"),)


@pytest.mark.parametrize("run", ["<w:vanish/>", '<w:color w:val="FFFFFF"/>'])
def test_words_that_nobody_sees_make_the_letter_suspect(run: str) -> None:
    (page,) = read_reply(word_of(paragraph("1. Yes.") + paragraph("hidden no", run=run)), "letter.docx").pages
    assert page.suspect == "it has words that a reader does not see: “hidden no”"


# --- made to do harm -------------------------------------------------------------------------------------------------


def reason_of(content: bytes) -> str:
    (only,) = read_reply(content, "letter.docx").unreadable
    return only.reason


def test_a_zip_bomb_is_left_folded() -> None:
    reason = "it unfolds to far more than a letter is, as files that are made to do harm"
    assert reason_of(word_of(paragraph("a" * 30_000_000))) == reason


def test_entities_are_not_replaced() -> None:
    lines = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};&l{n - 1};&l{n - 1};&l{n - 1};">' for n in range(1, 20))
    document = (
        f'<!DOCTYPE x [<!ENTITY l0 "ha"> {lines} <!ENTITY file SYSTEM "file:///etc/passwd">]>'
        f"<w:document {NAMESPACE}><w:body><w:p><w:r><w:t>&l19;&file;</w:t></w:r></w:p></w:body></w:document>"
    )
    content = word_of("", {"word/document.xml": document})
    assert reason_of(content) == "it declares entities, as no Word file does"


def test_a_file_inside_the_file_is_told() -> None:
    content = word_of(paragraph("1. Yes."), {}, relation(1, "aFChunk", "other.html"))
    assert reason_of(content) == "it holds another file inside it, which was not read"


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_file_that_was_cut_off_is_said_to_be(share: float) -> None:
    content = filled(rendered(), ANSWERS)
    assert reason_of(content[: int(len(content) * share)]) == "it is damaged or cut off; ask for it again"


def test_a_part_that_is_no_xml_is_said_to_be() -> None:
    assert reason_of(word_of("<w:p>")) == "it is damaged or cut off; ask for it again"


def test_the_samples_are_word_files() -> None:
    with ZipFile(io.BytesIO(word_of(paragraph("x")))) as archive:
        assert archive.testzip() is None
