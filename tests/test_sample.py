"""The sample's nine documents carry exactly the words of their originals, in every format, and conform."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests import tools
from tests.sample import LECTERN, PACKET, SAMPLE, SampleDocument, folded, make_sample

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
documents = pytest.mark.parametrize("document", SAMPLE.values(), ids=SAMPLE)


class _Words(HTMLParser):
    """The words of a page's body."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.parts = False, list[str]()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self.inside = self.inside or tag == "body"
        self.parts.append("" if tag in {"strong", "em", "span", "a"} else "\n")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.parts.append(data)


@documents
def test_the_pdf_in_the_order_of_its_tags_has_the_words_of_the_original(document: SampleDocument, sample: Path) -> None:
    assert folded(tools.struct_text(document.path(sample, ".pdf"))) == document.transcript()


@documents
def test_the_body_of_the_word_file_has_the_words_of_the_original(document: SampleDocument, sample: Path) -> None:
    assert folded(tools.docx_text(document.path(sample, ".docx"))) == document.transcript()


@documents
def test_the_plain_text_has_the_words_of_the_original(document: SampleDocument, sample: Path) -> None:
    assert folded(document.path(sample, ".txt").read_text("utf-8")) == document.transcript()


@documents
def test_the_web_page_has_the_words_of_the_original(document: SampleDocument, sample: Path) -> None:
    page = _Words()
    page.feed(document.path(sample, ".html").read_text("utf-8"))
    assert folded("".join(page.parts)) == document.transcript()


def test_the_lectern_copy_has_the_words_of_the_remarks(sample: Path) -> None:
    lectern = sample / f"{LECTERN}.pdf"
    assert folded(tools.struct_text(lectern)) == SAMPLE["remarks"].transcript()


def test_the_packet_has_the_words_of_the_release_and_then_of_each_letter(sample: Path) -> None:
    parts = ("press-release", "albuquerque", "baltimore", "san-bernardino", "stockton")
    words = " ".join(SAMPLE[name].transcript() for name in parts)
    assert folded(tools.struct_text(sample / PACKET)) == words


def test_every_pdf_is_pdf_a_3a_and_pdf_ua_1(sample: Path) -> None:
    files = sorted(sample.rglob("*.pdf"))
    assert len(files) == 2 * (len(SAMPLE) + 2)  # each with its record copy
    for flavour in ("3a", "ua1"):
        assert tools.verapdf(files, flavour) == {file: [] for file in files}


def test_every_pdf_is_whole(sample: Path) -> None:
    assert {file: tools.qpdf_check(file) for file in sample.rglob("*.pdf")} == {
        file: [] for file in sample.rglob("*.pdf")
    }


def test_every_word_file_has_as_many_pages_as_its_pdf(sample: Path, tmp_path: Path) -> None:
    files = sorted(sample.rglob("*.docx"))
    converted = tools.to_pdf(files, tmp_path)
    pages = {file.stem: tools.page_count(pdf) for file, pdf in converted.items()}
    assert pages == {file.stem: tools.page_count(file.with_suffix(".pdf")) for file in files}


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Anchorage", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "4711", "SOURCE_DATE_EPOCH": "1000000000"},
    ],
    ids=["Kathmandu", "Anchorage"],
)
def test_the_same_inputs_give_the_same_bytes(sample: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    again = make_sample(tmp_path / "other folder", folder=tmp_path, environment=environment)
    assert _checksums(again) == _checksums(sample)


def _checksums(folder: Path) -> dict[str, str]:
    # the register says when something was made, and is no output
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("register."))
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_letter_in_word_is_built_of_words_own_styles_lists_and_pictures(sample: Path) -> None:
    styles = _styles(sample / "psp-2017-08-03" / "albuquerque.docx")
    assert styles == [
        ("Letterhead Names", "U.S. Department of Justice"),
        ("Letterhead Names", "Office of Justice Programs"),
        ("City Line", "Washington, D.C. 20531"),
        ("Date", "August 3, 2017"),
        ("Inside Address", "Chief Gorden Eden Jr."),
        ("Salutation", "Dear Chief Eden:"),
        ("Body Text", "The Department of Justice recently"),
        ("Body Text", "In determining which sites to"),
        ("Body Text", "Your jurisdiction has expressed interest"),
        ("Body Text", "The Department is reviewing your"),
        ("List Number", "Does your jurisdiction have a"),
        ("List Number", "Does your jurisdiction have a"),
        ("List Number", "Does your jurisdiction have a"),
        ("Body Text", "Thank you for your prompt"),
        ("Closing", "Sincerely,"),
        ("Signature", "[Signature of Alan Hanson]"),
        ("Signature", "Alan Hanson"),
    ]


def test_headlines_are_headings_in_word(sample: Path) -> None:
    headlines = {
        "press-release": "JUSTICE DEPARTMENT ANNOUNCES THAT COMMITMENT",
        "remarks": "Attorney General Sessions Delivers Remarks",
        "fact-sheet": "PRESIDENT DONALD J. TRUMP IS TAKING",
    }
    for name, words in headlines.items():
        headings = [text for style, text in _styles(SAMPLE[name].path(sample, ".docx")) if style == "heading 1"]
        assert len(headings) == 1
        assert words.startswith(headings[0])


def test_the_fact_sheet_has_two_levels_of_bullets_in_word(sample: Path) -> None:
    styles = [style for style, _ in _styles(SAMPLE["fact-sheet"].path(sample, ".docx"))]
    assert styles.count("List Bullet") == 14
    assert styles.count("List Bullet 2") == 3


def test_no_word_file_has_text_boxes_blank_paragraphs_or_tabs_for_layout(sample: Path) -> None:
    for file in sample.rglob("*.docx"):
        body = _body(file)
        assert not list(body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}pict"))
        assert "txbxContent" not in ET.tostring(body, encoding="unicode")
        blank = [p for p in body.iter(f"{W}p") if not _text(p).strip() and not list(p.iter(f"{DRAWING}inline"))]
        assert blank == []
        for paragraph in body.iter(f"{W}p"):
            tabs = len(list(paragraph.iter(f"{W}tab"))) - len(list(paragraph.iterfind(f"{W}pPr/{W}tabs/{W}tab")))
            assert tabs == 0 or (tabs == 1 and _style_id(paragraph) == "MessageHeader")


def _body(file: Path) -> ET.Element:
    with ZipFile(file) as archive:
        body = ET.fromstring(archive.read("word/document.xml")).find(f"{W}body")  # noqa: S314  (our own file)
    assert body is not None
    return body


def _styles(file: Path) -> list[tuple[str, str]]:
    """Return the style's name and the first words of each paragraph."""
    with ZipFile(file) as archive:
        sheet = ET.fromstring(archive.read("word/styles.xml"))  # noqa: S314  (our own file)
    names = {one.get(f"{W}styleId"): _name(one) for one in sheet.iter(f"{W}style")}
    return [(names[_style_id(one)], _first_words(one)) for one in _body(file).iter(f"{W}p")]


def _name(style: ET.Element) -> str:
    name = style.find(f"{W}name")
    assert name is not None
    return name.get(f"{W}val") or ""


def _style_id(paragraph: ET.Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    assert style is not None
    return style.get(f"{W}val") or ""


def _text(paragraph: ET.Element) -> str:
    return "".join(one.text or "" for one in paragraph.iter(f"{W}t"))


def _first_words(paragraph: ET.Element) -> str:
    pictures = [one.get("descr") for one in paragraph.iter(f"{DRAWING}docPr")]
    if pictures:
        return f"[{pictures[0]}]"
    for one in paragraph.iter():
        if one.tag == f"{W}br":
            one.text = "\n"
    first = "".join(one.text or "" for one in paragraph.iter() if one.tag in {f"{W}t", f"{W}br"}).split("\n")[0]
    return " ".join(re.findall(r"\S+", first)[:5])
