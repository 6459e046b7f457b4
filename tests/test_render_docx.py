"""The Word files as XML: names, order, space, lines and bonds."""

from __future__ import annotations

import hashlib
import io
from zipfile import ZipFile

import pytest

from correspondence.document import (
    Block,
    Document,
    Heading,
    Quotation,
    Rule,
)
from correspondence.errors import ProblemsError
from correspondence.render.docx import render_docx
from tests.docx_samples import (
    LETTER_LOOK,
    RELEASE_LOOK,
    WORDS,
    W,
    effective,
    flags,
    inlines,
    letter,
    lines,
    look,
    of,
    office_template,
    paragraph,
    part,
    release,
    signature,
    spaces,
    styled,
    text_of,
    value,
    xml,
)

# --- names, order, cleanliness ---------------------------------------------------------------------------------------


def test_every_part_has_words_own_style_where_word_has_one() -> None:
    assert styled(xml(render_docx(letter(), look(LETTER_LOOK)))) == [
        ("heading 1", "U.S. Department of Justi"),
        ("Letterhead", "Office of Justice Progra"),
        ("Date", "August 3, 2017"),
        ("Inside Address", "Chief Gorden Eden Jr.|40"),
        ("Salutation", "Dear Chief Eden:"),
        ("Body Text", WORDS[:24]),
        ("Body Text", "It has strong and stress"),
        ("List Number", WORDS[:24]),
        ("List Number", "And?"),
        ("List Bullet 2", "one"),
        ("List Bullet 2", "two"),
        ("List Number", WORDS[:24]),
        ("Body Text", WORDS[:24]),
        ("List Number", "A list that starts anew."),
        ("List Number", WORDS[:24]),
        *[("Body Text", WORDS[:24])] * 3,
        ("Body Text", "Thank you for your promp"),
        ("Closing", "Sincerely,"),
        ("Signature", ""),
        ("Signature", "Alan Hanson|Acting Assis"),
    ]


def test_a_memorandum_and_a_release_have_theirs() -> None:
    names = [name for name, _ in styled(xml(render_docx(release(), look(RELEASE_LOOK))))]
    assert names == [
        *("Agency", "Agency", "Contact", "Contact", "heading 1", "Message Header", "Message Header", "Body Text"),
        *("Quote", "Quote", "Body Text", "Table Heading", "Table Heading", "Table Contents", "Table Contents"),
        *("Table Contents", "Table Contents", "Notice", "Notice", *["Normal"] * 8, "End Mark"),
    ]


# ECMA-376 Part 1, the sequences of CT_PPr, CT_RPr, CT_TblPr, CT_TcPr, CT_SectPr, CT_Lvl, CT_Style and CT_Settings.
SEQUENCES = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang",
    "pBdr": "top left bottom right between bar",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tcBorders": "top left bottom right insideH insideV tl2br tr2bl",
    "tcMar": "top left bottom right",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "styles": "docDefaults latentStyles style",
    "settings": "writeProtection view zoom mirrorMargins defaultTabStop autoHyphenation characterSpacingControl "
    "updateFields compat rsids themeFontLang clrSchemeMapping decimalSymbol listSeparator",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
}


@pytest.mark.parametrize("reference", [None, office_template()], ids=["plain", "with a template"])
def test_elements_stand_in_the_order_that_word_insists_on(reference: bytes | None) -> None:
    orders = {name: sequence.split() for name, sequence in SEQUENCES.items()}
    seen = set()
    for document, css in ((letter(), LETTER_LOOK), (release(), RELEASE_LOOK)):
        for name, root in xml(render_docx(document, look(css), reference)).items():
            for element in root.iter():
                tag = element.tag.removeprefix(W)
                if tag not in orders or not element.tag.startswith(W):
                    continue
                seen.add(tag)
                children = [child.tag.removeprefix(W) for child in element]
                assert set(children) <= set(orders[tag]), f"{name}: {tag}"
                places = [orders[tag].index(child) for child in children]
                if tag == "sectPr":
                    places = [max(place, 1) for place in places]  # headers and footers in any order
                assert places == sorted(places), f"{name}: {tag} {children}"
    assert seen >= set(orders) - {"tblBorders", "tcBorders"}


@pytest.mark.parametrize(
    ("document", "css"), [(letter(), LETTER_LOOK), (release(), RELEASE_LOOK)], ids=["letter", "release"]
)
def test_no_blank_paragraph_no_text_box_and_no_tab_but_one_behind_a_label(document: Document, css: str) -> None:
    parts = xml(render_docx(document, look(css)))
    body = parts["word/document.xml"]
    for one in body.iter(f"{W}p"):
        is_empty_cell = any(one in cell and len(cell.findall(f"{W}p")) == 1 for cell in body.iter(f"{W}tc"))
        assert text_of(one) or one.find(f".//{W}drawing") is not None or is_empty_cell
    tabs = [text_of(one).count("\t") for one in body.iter(f"{W}p") if "\t" in text_of(one)]
    assert tabs == ([1, 1] if document.layout == "press-release" else [])
    tags = {element.tag.rsplit("}", 1)[-1] for one in parts.values() for element in one.iter()}
    assert not tags & {"txbxContent", "pict", "framePr", "anchor", "sdt", "object"}


def test_the_package_says_what_it_is_and_nothing_about_who_made_it() -> None:
    content = render_docx(letter(), look(LETTER_LOOK))
    parts = xml(content)
    core = {one.tag.rsplit("}", 1)[1]: one.text for one in parts["docProps/core.xml"]}
    assert core == {
        "title": "Questions & answers <2017>",
        "creator": "Office of Justice Programs",
        "language": "en-US",
        "created": "2017-08-03T00:00:00Z",
        "modified": "2017-08-03T00:00:00Z",
    }
    undated = {
        one.tag.rsplit("}", 1)[1]: one.text
        for one in xml(render_docx(release(), look(RELEASE_LOOK)))["docProps/core.xml"]
    }
    assert undated["created"] == "1980-01-01T00:00:00Z"
    settings = parts["word/settings.xml"]
    modes = {value(one, "name"): value(one) for one in settings.iter(f"{W}compatSetting")}
    assert modes["compatibilityMode"] == "15"
    assert [value(settings.find(f"{W}{name}")) for name in ("autoHyphenation", "updateFields", "themeFontLang")] == [
        "0",
        "0",
        "en-US",
    ]
    assert settings.find(f"{W}compat/{W}doNotExpandShiftReturn") is not None  # justified lines end at a break as in CSS
    defaults = parts["word/styles.xml"].find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert defaults is not None
    assert value(defaults.find(f"{W}lang")) == "en-US"
    assert (
        value(defaults.find(f"{W}kern")) == "2"
    )  # half points: pairs of letters are kerned from 1 pt on, as in the PDF
    assert {value(defaults.find(f"{W}rFonts"), name) for name in ("ascii", "hAnsi", "cs", "eastAsia")} == {
        "Times New Roman"
    }
    with ZipFile(io.BytesIO(content)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
        media = hashlib.sha256(signature()).hexdigest()[:32]
        assert [name for name in archive.namelist() if "media" in name] == [f"word/media/{media}.png"]


# --- space, indents, lines, bonds ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("css", "blocks", "expected"),
    [
        ("p { margin-bottom: 6pt } p { margin-top: 10pt }", "p p", [(200, 200), (0, 0)]),
        (".a { margin-bottom: 20pt } p { margin: 12pt 0 }", "a p", [(240, 400), (0, 0)]),
        (".a { padding-bottom: 20pt } p { margin: 12pt 0 }", "a p", [(240, 880), (0, 0)]),
        (".a { margin-bottom: -4pt } p { margin: 12pt 0 }", "a p", [(240, 160), (0, 0)]),
        ("body { padding-top: 10pt } p { margin-top: 5pt }", "p p", [(300, 100), (0, 0)]),
        (".a { border-bottom: 1pt solid black; padding-bottom: 6pt; margin-bottom: 9pt }", "a p", [(0, 180), (0, 0)]),
        ("hr { margin: 8pt 0 } p { margin-bottom: 10pt }", "p hr p", [(0, 160), (0, 0)]),
        ("hr { margin: 40pt 0 8pt } p { margin-bottom: 10pt }", "p hr p", [(0, 800), (0, 0)]),
        (".a { break-before: page; margin-top: 30pt } p { margin-bottom: 10pt }", "p a", [(0, 200), (600, 0)]),
    ],
)
def test_margins_collapse_into_the_space_after_the_upper_paragraph(
    css: str, blocks: str, expected: list[tuple[int, int]]
) -> None:
    made: dict[str, Block] = {"p": paragraph("words"), "a": part("a", "inside"), "hr": Rule()}
    assert spaces(of(css, *(made[name] for name in blocks.split()))) == expected


def test_indents_of_nested_parts_add_up() -> None:
    css = ".a { margin-left: 1in; padding-right: 12pt } .b { padding-left: 0.5in; width: 3in; text-indent: -18pt }"
    parts = of(css, part("a", part("b", "words"), "more"))
    assert effective(parts, "w:ind") == [
        {"left": "2160", "right": str(9360 - 2160 - 4320), "hanging": "360"},
        {"left": "1440", "right": "240"},
    ]


def test_lines_of_a_part_are_drawn_once_at_its_edges() -> None:
    css = ".a { border-top: 1pt solid black; border-bottom: 3pt double navy; padding: 4pt 0 5pt } p { margin-bottom: 6pt }"
    assert lines(of(css, part("a", "one", "two", "three"), paragraph("after"))) == [
        {"top": ("single", "4")},
        {},
        {"bottom": ("double", "11")},
        {},
    ]


def test_a_box_around_paragraphs_is_one_box() -> None:
    css = (
        ".a { border: 1pt solid black; padding: 4pt 8pt } .a p:last-child { margin-bottom: 0 } p { margin-bottom: 6pt }"
    )
    box = {"top": ("single", "4"), "left": ("single", "8"), "bottom": ("single", "4"), "right": ("single", "8")}
    parts = of(css, part("a", "one", "two"), paragraph("after"))
    assert lines(parts) == [box, box, {}]
    assert [one.get("left") for one in effective(parts, "w:ind")] == ["180", "180", None]


def test_two_paragraphs_with_a_line_each_do_not_become_one_box() -> None:
    parts = of("p { border-bottom: 1pt solid black; padding-bottom: 2pt }", paragraph("one"), paragraph("two"))
    assert lines(parts) == [{"bottom": ("single", "2")}] * 2
    assert effective(parts, "w:ind")[0] != effective(parts, "w:ind")[1]


def test_a_rule_keeps_out_of_a_box_and_its_indents() -> None:
    css = "blockquote { margin: 0 0.5in; border-left: 2pt solid gray }"
    parts = of(css, Quotation((paragraph("quoted"),)), Rule(), paragraph("below"))
    assert lines(parts) == [{"left": ("single", "0")}, {"top": ("single", "0")}]


@pytest.mark.parametrize(
    ("margin", "expected"),
    [("8pt 0", [{"bottom": ("single", "8")}, {}]), ("40pt 0 8pt", [{}, {"top": ("single", "8")}])],
)
def test_a_rule_is_a_line_of_a_neighbor(margin: str, expected: list[dict[str, tuple[str, str]]]) -> None:
    assert lines(of(f"hr {{ margin: {margin} }}", paragraph("above"), Rule(), paragraph("below"))) == expected


def test_more_lines_than_word_can_draw_are_an_error() -> None:
    with pytest.raises(ProblemsError, match="more lines than two stand between two paragraphs") as raised:
        of("hr { margin: 4pt 0 }", paragraph("above"), Rule(), Rule(), Rule(), paragraph("below"))
    assert raised.value.problems[0].remedy == "take a border or a rule away there, or put words between them"


def test_what_css_keeps_together_word_keeps_together() -> None:
    css = (
        ".closing { break-before: avoid } h2 { break-after: avoid } .signature { break-inside: avoid } "
        ".body p { break-inside: avoid; orphans: 1; widows: 1 } .annex { break-before: page }"
    )
    parts = of(
        css,
        Heading(1, inlines("Title")),
        part("body", "one", "two"),
        part("closing", "Sincerely,"),
        part("signature", "a", "b", "c"),
        part("annex", "last"),
    )
    assert flags(parts, "keepNext") == [True, False, True, False, True, True, False, False]
    assert flags(parts, "keepLines") == [True, True, True, False, False, False, False, False]
    assert flags(parts, "pageBreakBefore") == [False] * 7 + [True]
    assert [one.get("val") for one in effective(parts, "w:widowControl")] == [
        None,
        "0",
        "0",
        None,
        None,
        None,
        None,
        None,
    ]
