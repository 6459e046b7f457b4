"""The Word files: read as XML with the standard library, opened by LibreOffice, laid beside what WeasyPrint shows."""

from __future__ import annotations

import datetime
import hashlib
import io
import re
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from docx import Document as OfficeTemplate
from docx.shared import Pt
from PIL import Image as Pixels
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration

from correspondence.document import (
    Asset,
    Block,
    Columns,
    Division,
    Document,
    Emphasis,
    Field,
    Heading,
    Image,
    Inline,
    ItemList,
    Labelled,
    LineBreak,
    Link,
    ListItem,
    PageCount,
    PageNumber,
    Paragraph,
    Quotation,
    Rule,
    Strong,
    Table,
    Text,
)
from correspondence.errors import ProblemsError
from correspondence.render.docx import DocxRenderer, render_docx
from correspondence.render.markup import body_html, root_classes
from correspondence.stylesheet import RESET, Stylesheet, parse_stylesheet
from tests.tools import ROOT, page_count, program, run, to_pdf

if TYPE_CHECKING:
    from pathlib import Path

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}"

LETTER_LOOK = """
@page { size: letter; margin: 1in; @top-left { content: element(continuation) } @bottom-center { content: element(folio) } }
@page :first { @top-left { content: none } @bottom-center { content: none } }
@counter-style question { system: extends decimal; prefix: "("; suffix: ") " }
@counter-style dash { system: cyclic; symbols: "–"; suffix: " " }
body { font-family: "Times New Roman", "Liberation Serif"; font-size: 12pt; line-height: 14pt }
.continuation { position: running(continuation) }
.folio { position: running(folio) }
.letterhead { text-align: center; border-bottom: 1pt solid #1f3864; padding-bottom: 6pt; margin-bottom: 24pt }
.letterhead h1 { font-size: 18pt; line-height: 22pt; color: #1f3864 }
.date { margin-bottom: 28pt; text-align: right }
.inside-address, .salutation { margin-bottom: 14pt }
.body p { text-indent: 0.5in; margin-bottom: 14pt }
.body > p:last-child { break-before: avoid }
.body ol { list-style-type: question; padding-left: 0.75in; margin-bottom: 14pt }
.body ul { padding-left: 0.5in; margin-bottom: 8pt; list-style-type: dash }
.body li { margin-bottom: 7pt; break-inside: avoid }
.closing { margin-left: 3.25in; break-before: avoid; break-after: avoid; margin-bottom: 6pt }
.signature { margin-left: 3.25in; break-inside: avoid }
img.signature-image { height: 0.6in }
"""

RELEASE_LOOK = """
@page { size: letter; margin: 1in 1.25in; @top-left { content: element(left) } @top-right { content: element(right) } }
@page :first { margin-top: 0.75in; @top-left { content: none } @top-right { content: none } }
body { font-family: Arial, "Liberation Sans"; font-size: 11pt; line-height: 14pt }
.left-head { position: running(left) }
.right-head { position: running(right) }
.masthead { border-bottom: 2pt solid black; padding-bottom: 6pt; margin-bottom: 12pt }
.agency { width: 60%; font-weight: bold }
.contact { text-align: right; vertical-align: bottom }
.headline h1 { font-size: 14pt; line-height: 17pt; text-align: center; margin-bottom: 12pt }
.message-header { margin-bottom: 12pt }
p.labelled { padding-left: 1.75in; text-indent: -1.75in; margin-bottom: 7pt }
.label { width: 1.75in; font-weight: bold }
p { margin-bottom: 11pt }
blockquote { margin-left: 0.5in; margin-right: 0.5in; border-left: 2pt solid gray; padding-left: 8pt; font-style: italic }
table { width: 100%; margin-bottom: 11pt }
th, td { border-bottom: 0.5pt solid black; padding: 2pt 4pt }
th:first-child { width: 30% }
.notice { border: 1pt solid black; padding: 6pt 8pt; margin: 12pt 0 }
.notice p:last-child { margin-bottom: 0 }
.end-mark { text-align: center; break-before: avoid }
hr { margin: 10pt 0 }
"""

WORDS = (
    "The Department of Justice recently launched the Public Safety Partnership, a training and technical assistance "
    "program designed to enhance the capacity of local jurisdictions to address violent crime in their communities. "
    "Through this partnership, the Department works closely with local jurisdictions to provide strategic, focused, and "
    "results-driven assistance."
)


def inlines(*parts: str | Inline) -> tuple[Inline, ...]:
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


def paragraph(*parts: str | Inline) -> Paragraph:
    return Paragraph(inlines(*parts))


def part(name: str, *blocks: Block | str) -> Division:
    return Division(name, tuple(paragraph(block) if isinstance(block, str) else block for block in blocks))


def entry(*parts: str | Inline, below: tuple[ItemList, ...] = ()) -> ListItem:
    return ListItem(inlines(*parts), below)


def numbered(*items: ListItem, start: int = 1) -> ItemList:
    return ItemList(ordered=True, items=items, start=start)


def bulleted(*items: ListItem) -> ItemList:
    return ItemList(ordered=False, items=items)


def signature() -> bytes:
    pixels = Pixels.new("RGB", (300, 80), "white")
    pixels.paste((0, 0, 128), (20, 38, 280, 42))
    target = io.BytesIO()
    pixels.save(target, "PNG")
    return target.getvalue()


def letter() -> Document:
    return Document(
        title="Questions & answers <2017>",
        layout="letter",
        author="Office of Justice Programs",
        date=datetime.date(2017, 8, 3),
        assets={"signature": Asset(signature(), "image/png")},
        blocks=(
            part("letterhead", Heading(1, inlines("U.S. Department of Justice")), "Office of Justice Programs"),
            part(
                "continuation",
                paragraph(
                    Field("Chief Gorden Eden Jr.", "recipient.name"),
                    LineBreak(),
                    "Page ",
                    PageNumber(),
                    " of ",
                    PageCount(),
                ),
            ),
            part("folio", paragraph(PageNumber())),
            part("date", "August 3, 2017"),
            part(
                "inside-address",
                paragraph("Chief Gorden Eden Jr.", LineBreak(), "400 Roma NW", LineBreak(), "Albuquerque, NM 87102"),
            ),
            part("salutation", "Dear Chief Eden:"),
            part(
                "body",
                paragraph(WORDS, " See ", Link(inlines("the program"), "https://example.gov/?a=1&b=2"), "."),
                paragraph("It has ", Strong(inlines("strong and ", Emphasis(inlines("stressed")))), " words."),
                numbered(entry(WORDS), entry("And?", below=(bulleted(entry("one"), entry("two")),)), entry(WORDS)),
                WORDS,
                numbered(entry("A list that starts anew."), entry(WORDS)),
                *(WORDS for _ in range(3)),
                "Thank you for your prompt response.",
            ),
            part("closing", "Sincerely,"),
            part(
                "signature",
                paragraph(Image("signature", 'The "signature" of Alan Hanson', "signature-image")),
                paragraph("Alan Hanson", LineBreak(), "Acting Assistant Attorney General"),
            ),
        ),
    )


def release() -> Document:
    return Document(
        title="Release",
        layout="press-release",
        blocks=(
            part("left-head", "Department of Justice"),
            part("right-head", paragraph("Page ", PageNumber())),
            part(
                "masthead",
                Columns((part("agency", "FOR IMMEDIATE RELEASE", "Thursday"), part("contact", "AG", "(202) 514-2007"))),
            ),
            part("headline", Heading(1, inlines("A headline that says it"))),
            part(
                "message-header",
                Labelled(inlines("FROM:"), inlines("The Attorney General", LineBreak(), "of the United States")),
                Labelled(inlines("SUBJECT:"), inlines(WORDS)),
            ),
            part("body", WORDS, Quotation((paragraph(WORDS), paragraph("They end."))), Rule(), WORDS),
            Table(
                (inlines("City"), inlines("Sites")),
                ((inlines("Albuquerque"), inlines(WORDS)), (inlines("Baltimore"), ())),
            ),
            part("notice", "In a box.", "In the same box."),
            *(paragraph(WORDS) for _ in range(8)),
            part("end-mark", "###"),
        ),
    )


def look(text: str) -> Stylesheet:
    return parse_stylesheet(text, "style.css", lambda address, importer: None)  # noqa: ARG005 - there is nothing to import


def of(css: str, *blocks: Block) -> dict[str, ET.Element]:
    """Render blocks and return the XML parts of the file."""
    return xml(render_docx(Document("Title", blocks, "letter"), look(css)))


def xml(content: bytes) -> dict[str, ET.Element]:
    with ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return {name: ET.fromstring(archive.read(name)) for name in names}  # noqa: S314 - files that the suite made


def value(element: ET.Element | None, name: str = "val") -> str | None:
    return None if element is None else element.get(f"{W}{name}")


def text_of(element: ET.Element) -> str:
    marks = {f"{W}br": "|", f"{W}tab": "\t"}
    return "".join(one.text or "" if one.tag == f"{W}t" else marks.get(one.tag, "") for one in element.iter())


def styled(parts: dict[str, ET.Element]) -> list[tuple[str, str]]:
    """Return each paragraph of the body with the name of its style."""
    names = {
        style.get(f"{W}styleId"): value(style.find(f"{W}name")) for style in parts["word/styles.xml"].iter(f"{W}style")
    }
    return [
        (names[value(one.find(f"{W}pPr/{W}pStyle")) or "Normal"] or "", text_of(one)[:24])
        for one in parts["word/document.xml"].iter(f"{W}p")
    ]


def effective(parts: dict[str, ET.Element], path: str) -> list[dict[str, str]]:
    """Return the attributes of a property for each paragraph, its style's included."""
    styles = {style.get(f"{W}styleId"): style for style in parts["word/styles.xml"].iter(f"{W}style")}
    found = []
    for one in parts["word/document.xml"].iter(f"{W}p"):
        style = styles[value(one.find(f"{W}pPr/{W}pStyle")) or "Normal"]
        said: dict[str, str] = {}
        for source in (styles["Normal"], style, one):
            element = source.find(f"{W}pPr/{path.replace('w:', W)}")
            if element is not None:
                said |= {name.removeprefix(W): text for name, text in element.attrib.items()} or {"val": "1"}
        found.append(said)
    return found


def flags(parts: dict[str, ET.Element], name: str) -> list[bool]:
    return [one.get("val", "0") != "0" for one in effective(parts, f"w:{name}")]


def spaces(parts: dict[str, ET.Element]) -> list[tuple[int, int]]:
    return [(int(one.get("before", "0")), int(one.get("after", "0"))) for one in effective(parts, "w:spacing")]


def lines(parts: dict[str, ET.Element]) -> list[dict[str, tuple[str, str]]]:
    """Return the lines around each paragraph: style and distance."""
    sides = ("top", "left", "bottom", "right")
    by_side = {side: effective(parts, f"w:pBdr/w:{side}") for side in sides}
    count = len(by_side["top"])
    return [
        {
            side: (one["val"], one.get("space", ""))
            for side in sides
            if (one := by_side[side][index]) and one["val"] != "nil"
        }
        for index in range(count)
    ]


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


def office_template() -> bytes:
    template = OfficeTemplate()
    template.add_paragraph("Words of the template")
    template.styles["Body Text"].font.name = "Courier New"
    template.styles["Body Text"].font.size = Pt(9)
    target = io.BytesIO()
    template.save(target)
    return target.getvalue()


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
    everything = b"".join(ET.tostring(part) for part in parts.values())
    for wrong in (b"txbxContent", b"pict", b"framePr", b"anchor", b"sdt"):
        assert wrong not in everything


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
    defaults = parts["word/styles.xml"].find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert defaults is not None
    assert value(defaults.find(f"{W}lang")) == "en-US"
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
        (".a { break-before: page; margin-top: 30pt } p { margin-bottom: 10pt }", "p a", [(0, 0), (600, 0)]),
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
    footer = of(css, part("a", "middle"), part("b", "right"), paragraph("words"))["word/footer1.xml"]
    assert [value(one, "w") for one in footer.iter(f"{W}tcW")] == ["6240", "3120"]
    assert [value(one, "w") for one in footer.iter(f"{W}left") if value(one, "w") != "0"] == ["3120"]
    assert [value(one) for one in footer.iter(f"{W}jc")] == ["center", "right"] or len(list(footer.iter(f"{W}jc"))) == 1


def test_margins_of_the_first_page_are_made_up_for() -> None:
    css = "@page {{ margin: {} }} @page :first {{ margin: {} }}"
    later = of(css.format("1in", "2in 1in 1in"), paragraph("words"))
    assert spaces(later) == [(1440, 0)]
    sooner = of(css.format("1.5in 1in 1in", "0.5in 1in 1in"), paragraph("words"))
    margins = sooner["word/document.xml"].find(f"{W}body/{W}sectPr/{W}pgMar")
    assert value(margins, "top") == "720"
    spacing = sooner["word/header1.xml"].find(f"{W}p/{W}pPr/{W}spacing")
    assert int(value(margins, "header") or 0) + 20 + int(value(spacing, "after") or 0) == 2160


# --- an office's own template ----------------------------------------------------------------------------------------


def test_the_styles_of_an_offices_template_win() -> None:
    ours, theirs = office_template(), xml(office_template())
    parts = xml(render_docx(letter(), look(LETTER_LOOK), ours))

    def by_name(styles: ET.Element) -> dict[str, bytes]:
        return {value(one.find(f"{W}name")) or "": ET.tostring(one) for one in styles.iter(f"{W}style")}

    before, after = by_name(theirs["word/styles.xml"]), by_name(parts["word/styles.xml"])
    assert {name: after[name] for name in before} == before
    assert sorted(set(after) - set(before)) == [
        "Closing",
        "Date",
        "Emphasis",
        "Hyperlink",
        "Inside Address",
        "Letterhead",
        "Salutation",
        "Signature",
    ] or {*("Closing", "Date", "Letterhead", "Inside Address", "Salutation", "Signature")} <= set(after) - set(before)
    assert "Words of the template" not in text_of(parts["word/document.xml"])
    numbered = [
        one for one in parts["word/document.xml"].iter(f"{W}p") if value(one.find(f"{W}pPr/{W}pStyle")) == "ListNumber"
    ]
    lists = [value(one.find(f"{W}pPr/{W}numPr/{W}numId")) for one in numbered]
    assert len(set(lists)) == 2
    known = {value(one, "numId") for one in parts["word/numbering.xml"].iter(f"{W}num")}
    assert set(lists) <= known


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not one", render_docx(release(), look(RELEASE_LOOK))[:900]])
def test_a_template_that_is_none_is_an_error(content: bytes) -> None:
    with pytest.raises(ProblemsError) as raised:
        render_docx(letter(), look(LETTER_LOOK), content)
    assert str(raised.value) == (
        "reference.docx cannot be used:\n  this is not a Word document; save the template from Word as a .docx file, without a password"
    )


# --- the same bytes --------------------------------------------------------------------------------------------------


def test_a_letter_is_the_same_whatever_was_rendered_before_it() -> None:
    sheet = look(LETTER_LOOK)
    renderer = DocxRenderer(sheet)
    other = Document("Other", (part("body", "short"), part("salutation", "Dear:"), part("body", "s", "t")), "letter")
    first = renderer.render(letter())
    renderer.render(other)
    assert renderer.render(letter()) == first == render_docx(letter(), look(LETTER_LOOK))


def test_the_bytes_are_the_same_in_another_process_locale_and_time_zone() -> None:
    script = (
        "import hashlib, tests.test_render_docx as t; "
        "print(hashlib.sha256(t.render_docx(t.letter(), t.look(t.LETTER_LOOK))).hexdigest())"
    )
    places = (
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland", "LANG": "de_DE.UTF-8", "SOURCE_DATE_EPOCH": "0"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Denver", "LANG": "C"},
    )
    seen = {run(sys.executable, "-c", script, folder=ROOT, environment=place).stdout.strip() for place in places}
    assert seen == {hashlib.sha256(render_docx(letter(), look(LETTER_LOOK))).hexdigest()}


# --- the same page as the PDF ----------------------------------------------------------------------------------------

COUNTERS = ".page-number::before { content: counter(page) } .page-count::before { content: counter(pages) }"


def laid_out(document: Document, css: str) -> bytes:
    """Lay a document out with WeasyPrint from the same style sheet."""
    fonts, counters = FontConfiguration(), CounterStyle()
    classes = " ".join(root_classes(document))
    sheets = [CSS(string=one, font_config=fonts, counter_style=counters) for one in (RESET, look(css).css, COUNTERS)]
    html = HTML(string=f'<html lang="en"><body class="{classes}">{body_html(document)}</body></html>')
    pdf: bytes = html.write_pdf(stylesheets=sheets, font_config=fonts, counter_style=counters)
    return pdf


def line_starts(pdf: Path) -> list[tuple[int, str, float, float]]:
    """Return page, word, left edge and middle of the first word of each line."""
    listing = run(program("pdftotext"), "-bbox-layout", pdf, "-").stdout
    found = []
    page = 0
    for line in re.split(r"(?=<page |<line )", listing):
        page += line.startswith("<page ")
        word = re.search(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(.*?)</word>', line)
        if line.startswith("<line ") and word:
            found.append((page, word[4], float(word[1]), (float(word[2]) + float(word[3])) / 2))
    return sorted(found, key=lambda one: (one[0], round(one[3]), one[2]))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """Return for each sample the PDF of WeasyPrint and LibreOffice's of the Word file."""
    folder = tmp_path_factory.mktemp("docx")
    samples = {"letter": (letter(), LETTER_LOOK), "release": (release(), RELEASE_LOOK)}
    words = {}
    for name, (document, css) in samples.items():
        words[name] = folder / f"{name}.docx"
        words[name].write_bytes(render_docx(document, look(css)))
        (folder / f"{name}.weasyprint.pdf").write_bytes(laid_out(document, css))
    converted = to_pdf(words.values(), folder / "converted")
    return {name: (folder / f"{name}.weasyprint.pdf", converted[words[name]]) for name in samples}


@pytest.mark.parametrize("name", ["letter", "release"])
def test_libreoffice_shows_as_many_pages_as_the_pdf_has(name: str, both: dict[str, tuple[Path, Path]]) -> None:
    pdf, word = both[name]
    assert page_count(pdf) == page_count(word) == 2


@pytest.mark.parametrize("name", ["letter", "release"])
def test_every_line_begins_with_the_same_word_at_the_same_place(name: str, both: dict[str, tuple[Path, Path]]) -> None:
    pdf, word = both[name]
    ours, theirs = line_starts(word), line_starts(pdf)
    assert [one[:2] for one in ours] == [one[:2] for one in theirs]
    far = [
        (mine, other)
        for mine, other in zip(ours, theirs, strict=True)
        if abs(mine[2] - other[2]) > 2 or abs(mine[3] - other[3]) > 6
    ]
    assert far == []
