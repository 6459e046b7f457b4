"""What stands in the Word files: words, lists, labels, columns, tables, headers and footers."""

from __future__ import annotations

import pytest

from correspondence.document import (
    Asset,
    Document,
    Emphasis,
    Field,
    Heading,
    Image,
    Labelled,
    LineBreak,
    Strong,
    Table,
)
from correspondence.errors import ProblemsError
from correspondence.render.docx import render_docx
from tests.docx_samples import (
    DRAWING,
    LETTER_LOOK,
    RELATION,
    RELEASE_LOOK,
    W,
    bulleted,
    effective,
    entry,
    inlines,
    letter,
    look,
    numbered,
    of,
    paragraph,
    part,
    release,
    signature,
    spaces,
    text_of,
    value,
    xml,
)

# --- words -----------------------------------------------------------------------------------------------------------


def test_words_are_words_whatever_they_look_like() -> None:
    wild = '<w:t>& "quoted" {{ jinja }} **stars** =SUM(A1)'
    parts = of("", paragraph(Field(wild, "recipient.name")))
    assert text_of(parts["word/document.xml"]) == wild


def test_blanks_count_as_in_html() -> None:
    parts = of("", paragraph("  one \n two", Strong(inlines(" three ")), " four ", LineBreak(), " five  "))
    assert text_of(parts["word/document.xml"]) == "one two three four|five"


def test_strong_and_stressed_words_have_words_own_styles_and_toggle_right() -> None:
    css = "h1 { font-weight: bold } strong em { color: #aa0000 }"
    parts = of(
        css,
        Heading(1, inlines("A ", Strong(inlines("strong")))),
        paragraph(Strong(inlines("s", Emphasis(inlines("e")))), Strong(inlines("t"))),
    )
    runs = {text_of(run): run.find(f"{W}rPr") for run in parts["word/document.xml"].iter(f"{W}r")}
    strong = runs["strong"]
    assert strong is not None
    assert value(strong.find(f"{W}rStyle")) == "Strong"
    assert strong.find(f"{W}b") is not None
    assert strong.find(f"{W}b").attrib == {}  # type: ignore[union-attr] # the line above says that it is there
    stressed = runs["e"]
    assert stressed is not None
    assert value(stressed.find(f"{W}rStyle")) == "Emphasis"
    assert [one.tag.removeprefix(W) for one in stressed] == ["rStyle", "b"]
    by_name = {value(one.find(f"{W}name")): one.find(f"{W}rPr") for one in parts["word/styles.xml"].iter(f"{W}style")}
    emphasis = by_name["Emphasis"]
    assert emphasis is not None
    assert [one.tag.removeprefix(W) for one in emphasis] == ["i", "color"]


def test_an_underline_reaches_what_stands_inside() -> None:
    parts = of(
        ".a { text-decoration: underline }", part("a", paragraph("one ", Emphasis(inlines("two")))), paragraph("three")
    )
    style = next(one for one in parts["word/styles.xml"].iter(f"{W}style") if value(one.find(f"{W}name")) == "A")
    assert value(style.find(f"{W}rPr/{W}u")) == "single"
    assert [run.find(f"{W}rPr/{W}u") for run in parts["word/document.xml"].iter(f"{W}r")] == [None] * 3


def test_a_link_leads_where_it_says() -> None:
    parts = xml(render_docx(letter(), look(LETTER_LOOK)))
    link = next(parts["word/document.xml"].iter(f"{W}hyperlink"))
    assert text_of(link) == "the program"
    relations = {one.get("Id"): one for one in parts["word/_rels/document.xml.rels"].iter(f"{RELATION}Relationship")}
    target = relations[link.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id")]
    assert (target.get("Target"), target.get("TargetMode")) == ("https://example.gov/?a=1&b=2", "External")


def test_a_picture_has_its_size_and_its_words() -> None:
    drawing = next(xml(render_docx(letter(), look(LETTER_LOOK)))["word/document.xml"].iter(f"{DRAWING}inline"))
    extent, described = drawing.find(f"{DRAWING}extent"), drawing.find(f"{DRAWING}docPr")
    assert extent is not None
    assert described is not None
    assert (extent.get("cx"), extent.get("cy")) == (str(round(0.6 * 914400 * 300 / 80)), str(round(0.6 * 914400)))
    assert described.attrib == {"id": "1", "name": "Picture 1", "descr": 'The "signature" of Alan Hanson'}


@pytest.mark.parametrize("content", [b"", b"GIF89a", signature()[:40]])
def test_a_picture_that_cannot_be_read_is_an_error(content: bytes) -> None:
    document = Document(
        "T", (paragraph(Image("seal.png", "Seal")),), "letter", assets={"seal.png": Asset(content, "image/png")}
    )
    with pytest.raises(ProblemsError) as raised:
        render_docx(document, look(""))
    assert str(raised.value) == (
        "seal.png cannot be used:\n  this is not a PNG or JPEG picture; give a PNG or JPEG file that opens in a picture viewer"
    )


# --- lists, labels, columns, tables ----------------------------------------------------------------------------------


def test_lists_are_numbered_by_word() -> None:
    parts = xml(render_docx(letter(), look(LETTER_LOOK)))
    places = [
        (value(one.find(f"{W}pPr/{W}numPr/{W}numId")), value(one.find(f"{W}pPr/{W}numPr/{W}ilvl")))
        for one in parts["word/document.xml"].iter(f"{W}p")
        if one.find(f"{W}pPr/{W}numPr") is not None
    ]
    assert places == [("1", "0"), ("1", "0"), ("1", "1"), ("1", "1"), ("1", "0"), ("2", "0"), ("2", "0")]
    numbering = parts["word/numbering.xml"]
    starts = [value(one.find(f"{W}lvlOverride/{W}startOverride")) for one in numbering.iter(f"{W}num")]
    assert starts == ["1", "1"]
    first = next(numbering.iter(f"{W}abstractNum"))
    levels = [
        (value(one.find(f"{W}numFmt")), value(one.find(f"{W}lvlText")), value(one.find(f"{W}pPr/{W}ind"), "left"))
        for one in first.iter(f"{W}lvl")
    ]
    assert levels == [("decimal", "(%1)", "1080"), ("bullet", "–", "1800")]


def test_a_list_starts_where_it_says_and_an_inner_one_starts_anew() -> None:
    inner = numbered(entry("a"))
    parts = of(
        "ol ol { list-style-type: lower-alpha }",
        numbered(entry("seven", below=(inner,)), entry("eight", below=(inner, numbered(entry("again a")))), start=7),
    )
    numbers = [value(one) for one in parts["word/document.xml"].iter(f"{W}numId")]
    assert numbers == ["1", "1", "1", "1", "2"]
    starts = [
        (value(one, "ilvl"), value(one.find(f"{W}startOverride")))
        for one in parts["word/numbering.xml"].iter(f"{W}lvlOverride")
    ]
    assert starts == [("0", "7"), ("1", "1")]


def test_a_list_without_marks_is_no_list_in_word() -> None:
    parts = of("ul { list-style-type: none; padding-left: 1in }", bulleted(entry("plain")))
    assert "word/numbering.xml" not in parts
    assert effective(parts, "w:ind") == [{"left": "1440"}]


def test_a_label_hangs_before_its_value() -> None:
    parts = xml(render_docx(release(), look(RELEASE_LOOK)))
    labelled = [one for one in parts["word/document.xml"].iter(f"{W}p") if "\t" in text_of(one)]
    assert text_of(labelled[0]) == "FROM:\tThe Attorney General|of the United States"
    index = list(parts["word/document.xml"].iter(f"{W}p")).index(labelled[0])
    assert effective(parts, "w:ind")[index] == {"left": "2520", "hanging": "2520"}
    assert not list(parts["word/document.xml"].iter(f"{W}tabs"))
    bold = [run.find(f"{W}rPr/{W}b") is not None for run in labelled[0].iter(f"{W}r") if text_of(run).strip()]
    assert bold[0]
    assert not any(bold[1:])


def test_a_label_that_does_not_hang_has_its_stop_where_it_ends() -> None:
    parts = of(".label { width: 1in }", Labelled(inlines("To"), inlines("Them")))
    assert [value(one, "pos") for one in parts["word/document.xml"].iter(f"{W}tab") if value(one, "pos")] == ["1440"]


def test_columns_are_a_table_that_nobody_sees() -> None:
    parts = xml(render_docx(release(), look(RELEASE_LOOK)))
    table = next(parts["word/document.xml"].iter(f"{W}tbl"))
    assert [value(one, "w") for one in table.iter(f"{W}gridCol")] == ["5184", "3456"]
    assert value(table.find(f"{W}tblPr/{W}tblW"), "w") == "8640"
    assert value(table.find(f"{W}tblPr/{W}tblLayout"), "type") == "fixed"
    assert value(table.find(f"{W}tblPr/{W}tblLook")) == "0000"
    borders = table.find(f"{W}tblPr/{W}tblBorders")
    assert borders is not None
    assert [(one.tag.removeprefix(W), value(one, "sz")) for one in borders] == [("bottom", "16")]
    assert not list(table.iter(f"{W}tcBorders"))
    assert [value(one) for one in table.iter(f"{W}vAlign")] == ["bottom"]


def test_a_table_repeats_its_heading() -> None:
    parts = xml(render_docx(release(), look(RELEASE_LOOK)))
    table = list(parts["word/document.xml"].iter(f"{W}tbl"))[1]
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")] == [True, False, False]
    assert [value(one, "w") for one in table.iter(f"{W}gridCol")] == ["2592", "6048"]
    assert {
        (one.tag.removeprefix(W), value(one, "sz")) for borders in table.iter(f"{W}tcBorders") for one in borders
    } == {("bottom", "4")}


def test_a_table_at_the_end_is_followed_by_a_paragraph_of_one_point() -> None:
    table = Table((inlines("City"),), ((inlines("Baltimore"),),))
    body = of("", table, table)["word/document.xml"].find(f"{W}body")
    assert body is not None
    assert [one.tag.removeprefix(W) for one in body] == ["tbl", "p", "tbl", "p", "sectPr"]
    assert {value(one.find(f"{W}pPr/{W}spacing"), "line") for one in body.findall(f"{W}p")} == {"20"}


# --- what runs in the margins ----------------------------------------------------------------------------------------


def test_what_runs_stands_in_header_and_footer_alone() -> None:
    parts = xml(render_docx(letter(), look(LETTER_LOOK)))
    assert "Page " not in text_of(parts["word/document.xml"])
    header, footer = parts["word/header1.xml"], parts["word/footer2.xml"]
    assert text_of(header) == "Chief Gorden Eden Jr.|Page 1 of 1"
    assert [one.text for one in header.iter(f"{W}instrText")] == [" PAGE ", " NUMPAGES "]
    assert text_of(footer) == "1"
    assert [value(one.find(f"{W}pPr/{W}pStyle")) for one in (*header, *footer)] == ["Header", "Footer"]
    section = parts["word/document.xml"].find(f"{W}body/{W}sectPr")
    assert section is not None
    kinds = [(one.tag.removeprefix(W), value(one, "type")) for one in section if one.tag.endswith("Reference")]
    assert kinds == [("headerReference", "default"), ("footerReference", "default")]
    assert section.find(f"{W}titlePg") is not None


def test_boxes_side_by_side_are_cells_and_one_in_the_middle_stays_there() -> None:
    css = (
        "@page { @bottom-center { content: element(a) } @bottom-right { content: element(b) } } "
        ".a { position: running(a) } .b { position: running(b) }"
    )
    parts = of(css, part("a", "middle"), part("b", "right"), paragraph("words"))
    footer = parts["word/footer1.xml"]
    assert [value(one, "w") for one in footer.iter(f"{W}tcW")] == ["6240", "3120"]
    assert [value(one, "w") for one in footer.iter(f"{W}left") if value(one, "w") != "0"] == ["3120"]
    assert [one.get("val") for one in effective(parts, "w:jc", "footer1")][:2] == ["center", "right"]


def test_margins_of_the_first_page_are_made_up_for() -> None:
    css = "@page {{ margin: {} }} @page :first {{ margin: {} }}"
    later = of(css.format("1in", "2in 1in 1in"), paragraph("words"))
    assert spaces(later) == [(1440, 0)]
    sooner = of(css.format("1.5in 1in 1in", "0.5in 1in 1in"), paragraph("words"))
    margins = sooner["word/document.xml"].find(f"{W}body/{W}sectPr/{W}pgMar")
    assert value(margins, "top") == "720"
    (spacing,) = effective(sooner, "w:spacing", "header1")
    assert int(value(margins, "header") or 0) + int(spacing["line"]) + int(spacing["after"]) == 2160
