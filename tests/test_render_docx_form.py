"""The controls of a form as XML: what Word is given, element by element."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from correspondence.document import Block, Document, TextControl
from correspondence.forms import PROMPTS, form_bookmarks, form_tags
from correspondence.render.docx import render_docx
from tests.docx_samples import (
    FORM_LOOK,
    QUESTIONS,
    YES_NO,
    W,
    choice,
    flags,
    form,
    look,
    of,
    paragraph,
    part,
    styled,
    text_of,
    value,
    xml,
)

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
DC = "{http://purl.org/dc/elements/1.1/}"
IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"


def body(css: str, *blocks: Block) -> ET.Element:
    return of(css, *blocks)["word/document.xml"]


def said(element: ET.Element, path: str) -> str | None:
    return value(element.find(path.replace("w:", W)))


def names(element: ET.Element) -> list[str]:
    return [one.tag.rpartition("}")[2] for one in element]


def style(parts: dict[str, ET.Element], identifier: str) -> ET.Element:
    (found,) = (one for one in parts["word/styles.xml"].iter(f"{W}style") if one.get(f"{W}styleId") == identifier)
    return found


def test_an_answer_to_tick_is_a_box_of_words_own_in_a_bookmark() -> None:
    line = next(body("", choice("q1", *YES_NO)).iter(f"{W}p"))
    assert names(line)[:4] == ["pPr", "bookmarkStart", "sdt", "bookmarkEnd"]
    assert said(line, "w:pPr/w:pStyle") == "Choices"
    assert text_of(line) == "☐\u00a0Yes ☐\u00a0No ☐\u00a0In part ☐\u00a0Not applicable"
    (properties, *_) = line.iter(f"{W}sdtPr")
    assert names(properties) == ["alias", "tag", "id", "lock", "checkbox"]
    assert said(properties, "w:alias") == "Question 1, choose one answer: Yes"
    assert said(properties, "w:tag") == "q1=yes"
    assert said(properties, "w:lock") == "sdtLocked"
    assert [(one.get(f"{W14}val"), one.get(f"{W14}font")) for one in properties[-1]] == [
        ("0", None),
        ("2612", "MS Gothic"),
        ("2610", "MS Gothic"),
    ]
    assert names(properties[-1]) == ["checked", "checkedState", "uncheckedState"]


@pytest.mark.parametrize(("lines", "kinds"), [(1, ["showingPlcHdr", "text"]), (3, ["showingPlcHdr"])])
def test_room_to_write_is_a_box_that_grows_and_shows_a_prompt(lines: int, kinds: list[str]) -> None:
    css = ".text-control { font-size: 10pt; line-height: 14pt; border: 1pt solid navy; padding: 3pt 5pt }"
    root = body(css, TextControl("why", "Question 1, explanation", lines))
    (table,) = root.iter(f"{W}tbl")
    assert said(table, "w:tblPr/w:tblCaption") == "Question 1, explanation"
    assert names(table[0])[-2:] == ["tblLook", "tblCaption"]
    (height,) = table.iter(f"{W}trHeight")
    assert (value(height), value(height, "hRule")) == (str((14 * lines + 6) * 20), "atLeast")
    (borders,) = table.iter(f"{W}tcBorders")
    assert [(value(one, "sz"), value(one, "color")) for one in borders] == [("8", "000080")] * 4
    (properties,) = root.iter(f"{W}sdtPr")
    assert names(properties) == ["alias", "tag", "id", "lock", *kinds]
    assert (said(properties, "w:alias"), said(properties, "w:tag")) == ("Question 1, explanation", "why")
    (prompt,) = root.iter(f"{W}r")
    assert (said(prompt, "w:rPr/w:rStyle"), text_of(prompt)) == ("PlaceholderText", PROMPTS[0])


def test_room_to_write_has_a_box_where_the_look_draws_none() -> None:
    root = body(".text-control { font-size: 10pt }", TextControl("why", "Why"))
    (borders,) = root.iter(f"{W}tcBorders")
    assert [(value(one, "sz"), value(one, "color")) for one in borders] == [("6", "767676")] * 4
    (height,) = root.iter(f"{W}trHeight")
    assert value(height) == str(18 * 20)


def test_a_single_line_below_is_enough_of_a_box() -> None:
    root = body(".text-control { border-bottom: 0.5pt solid black }", TextControl("why", "Why"))
    (borders,) = root.iter(f"{W}tcBorders")
    assert [(names(borders), value(borders[0], "sz"))] == [(["bottom"], "4")]


def test_a_box_is_as_wide_as_the_look_says() -> None:
    root = body(".text-control { width: 2in; padding: 0 4pt; margin-left: 1in }", TextControl("why", "Why"))
    (width,), (indent,) = root.iter(f"{W}tblW"), root.iter(f"{W}tblInd")
    assert (value(width, "w"), value(indent, "w")) == (str(152 * 20), str(72 * 20))


def test_a_prompt_is_gray_and_the_style_is_words_own() -> None:
    parts = xml(render_docx(form(), look(FORM_LOOK)))
    prompt = style(parts, "PlaceholderText")
    assert (value(prompt, "type"), said(prompt, "w:name")) == ("character", "Placeholder Text")
    assert said(prompt, "w:rPr/w:color") == "666666"
    assert [value(style(parts, name), "customStyle") for name in ("Choices", "TextControl")] == ["1", "1"]


def test_a_part_may_be_called_as_the_prompts_style_is() -> None:
    parts = of("", part("placeholder-text", paragraph("Words")), TextControl("why", "Why"))
    assert styled(parts)[0] == ("Placeholder Text Part", "Words")


def test_answers_stand_as_far_apart_as_the_look_says() -> None:
    css = "body { font-size: 10pt } .option { margin-right: 30pt } .mark { margin-right: 2pt; font-size: 14pt }"
    root = body(css, choice("q1", ("a", "One"), ("b", "Two")))
    rooms = {text_of(one): said(one, "w:rPr/w:spacing") for one in root.iter(f"{W}r")}
    assert (rooms[" "], rooms["\u00a0"], rooms["One"]) == ("600", "40", None)
    (sign, *_) = root.iter(f"{W}sdtContent")
    assert said(sign, "w:r/w:rPr/w:sz") == "28"


def test_long_answers_stand_one_below_the_other_and_stay_together() -> None:
    css = ".option { display: block; padding-left: 18pt; text-indent: -18pt; margin-bottom: 2pt }"
    parts = of(css, choice("q1", ("a", "The first"), ("b", "The second"), ("c", "The third")), paragraph("After."))
    assert styled(parts) == [
        *(("Choices", f"☐\u00a0The {which}") for which in ("first", "second", "third")),
        ("Normal", "After."),
    ]
    indent = style(parts, "Choices").find(f"{W}pPr/{W}ind")
    assert (value(indent, "left"), value(indent, "hanging")) == ("360", "360")
    assert flags(parts, "keepNext") == [True, True, False, False]


def test_a_line_of_answers_is_not_split_by_a_page() -> None:
    assert flags(of("", choice("q1", *YES_NO)), "keepLines") == [True]


def test_a_box_stays_with_its_label_and_is_not_split_by_a_page() -> None:
    css = ".answer-label { break-after: avoid }"
    parts = of(css, part("answer-label", "Explanation"), TextControl("why", "Why", 3), paragraph("After."))
    assert flags(parts, "keepNext") == [True, False, False]
    (row,) = parts["word/document.xml"].iter(f"{W}trPr")
    assert names(row) == ["cantSplit", "trHeight"]


def test_what_is_left_out_leaves_nothing() -> None:
    css = ".choices, .text-control { display: none }"
    root = body(css, paragraph("Words."), choice("q1", *YES_NO), TextControl("why", "Why"))
    assert not [one for name in ("sdt", "tbl", "bookmarkStart") for one in root.iter(f"{W}{name}")]


def test_bookmarks_and_numbers_are_each_one_and_paired() -> None:
    root = xml(render_docx(form(), look(FORM_LOOK)))["word/document.xml"]
    starts = [(value(one, "id"), value(one, "name")) for one in root.iter(f"{W}bookmarkStart")]
    ends = [value(one, "id") for one in root.iter(f"{W}bookmarkEnd")]
    numbers = [int(said(one, "w:id") or 0) for one in root.iter(f"{W}sdtPr")]
    assert [number for number, _ in starts] == ends
    assert [name for _, name in starts] == [*form_bookmarks(form())]
    assert [said(one, "w:tag") for one in root.iter(f"{W}sdtPr")] == [*form_tags(form())]
    assert len(starts) == len(set(ends)) == len(set(numbers)) == len(QUESTIONS) * 6 + 2
    assert all(0 < number < 2**31 for number in numbers)


def test_only_a_part_with_controls_speaks_of_words_extension() -> None:
    assert body("", choice("q1", *YES_NO)).get(IGNORABLE) == "w14"
    assert body("", paragraph("Words.")).get(IGNORABLE) is None


def test_another_question_changes_no_number_of_the_others() -> None:
    blocks = (choice("q1", *YES_NO), TextControl("why", "Why"))
    alone, later = (
        {said(one, "w:tag"): said(one, "w:id") for one in root.iter(f"{W}sdtPr")}
        for root in (body("", *blocks), body("", choice("q0", *YES_NO), *blocks))
    )
    assert len(alone) == 5
    assert alone.items() <= later.items()


def test_a_long_label_is_cut_to_what_word_takes_and_the_answer_stays_whole() -> None:
    label = "Does your jurisdiction have a statute, rule or policy that says something at length"
    root = body("", choice("q1", ("a", "Yes, at all times & places"), ("b", "No " * 40), label=label))
    titles = [said(one, "w:alias") or "" for one in root.iter(f"{W}sdtPr")]
    assert titles == [
        "Does your jurisdiction have a statu…: Yes, at all times & places",
        "Does your jurisdiction have a s…: No No No No No No No No No No…",
    ]
    assert max(map(len, titles)) <= 64


def test_the_reference_number_is_the_files_identifier() -> None:
    parts = xml(render_docx(form(), look(FORM_LOOK)))
    assert parts["docProps/core.xml"].findtext(f"{DC}identifier") == "REF-2017-222E-V"
    nameless = xml(render_docx(Document("Form", (paragraph("Words."),), "form"), look("")))
    assert nameless["docProps/core.xml"].find(f"{DC}identifier") is None
