"""Three documents with their looks, and the reading of a Word file with the standard library."""

from __future__ import annotations

import datetime
import io
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from docx import Document as OfficeTemplate
from docx.shared import Pt
from PIL import Image as Pixels

from correspondence.document import (
    Asset,
    Block,
    ChoiceControl,
    Columns,
    ControlOption,
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
    TextControl,
)
from correspondence.render.docx import render_docx
from correspondence.stylesheet import Stylesheet, parse_stylesheet

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

FORM_LOOK = """
@page { size: letter; margin: 1in 0.9in }
body { font-family: "Times New Roman", "Liberation Serif"; font-size: 11pt; line-height: 14pt }
h1 { font-size: 15pt; line-height: 19pt; margin-bottom: 8pt }
.question { break-inside: avoid; margin-bottom: 10pt }
.question-text { margin-bottom: 4pt; break-after: avoid }
.answer-label { font-family: Arial, "Liberation Sans"; font-size: 8pt; line-height: 10pt; break-after: avoid }
.choices, .text-control { font-family: Arial, "Liberation Sans"; font-size: 10pt; margin-bottom: 4pt }
.respondent-name { width: 4in; padding-right: 0.2in }
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


YES_NO = (("yes", "Yes"), ("no", "No"), ("partial", "In part"), ("not_applicable", "Not applicable"))
QUESTIONS = ("facility-access", "release-notice", "custody")


def choice(name: str, *options: tuple[str, str], label: str = "Question 1, choose one answer") -> ChoiceControl:
    return ChoiceControl(name, label, tuple(ControlOption(*option) for option in options), required=True)


def question(number: int, name: str) -> Division:
    return part(
        "question",
        part("question-text", paragraph(Strong(inlines(f"{number}.")), " ", WORDS)),
        choice(name, *YES_NO, label=f"Question {number}, choose one answer"),
        part("answer-label", "Explanation"),
        TextControl(f"{name}_explanation", f"Question {number}, explanation", 3),
        part("answer-label", "Statute or policy"),
        TextControl(f"{name}_citation", f"Question {number}, statute or policy"),
    )


def form() -> Document:
    return Document(
        title="Response form",
        layout="response-form",
        reference="REF-2017-222E-V",
        blocks=(
            part("title", Heading(1, inlines("Response form"))),
            *(question(number, name) for number, name in enumerate(QUESTIONS, 1)),
            Columns(
                (
                    part(
                        "respondent-name",
                        part("answer-label", "Name"),
                        TextControl("respondent_name", "Name of the person who answers"),
                    ),
                    part(
                        "respondent-date",
                        part("answer-label", "Date"),
                        TextControl("respondent_date", "Date of the answers"),
                    ),
                )
            ),
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


def effective(parts: dict[str, ET.Element], path: str, part: str = "document") -> list[dict[str, str]]:
    """Return the attributes of a property for each paragraph of a part, its style's included."""
    styles = {style.get(f"{W}styleId"): style for style in parts["word/styles.xml"].iter(f"{W}style")}
    found = []
    for one in parts[f"word/{part}.xml"].iter(f"{W}p"):
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


def office_template() -> bytes:
    template = OfficeTemplate()
    template.add_paragraph("Words of the template")
    template.styles["Body Text"].font.name = "Courier New"
    template.styles["Body Text"].font.size = Pt(9)
    target = io.BytesIO()
    template.save(target)
    return target.getvalue()
