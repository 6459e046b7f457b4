"""What the comparison reads out of DOCX, HTML and text files, and what it refuses."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from correspondence.comparing import UnreadableTextError, read_text
from correspondence.comparing.markup import LARGEST_PART
from tests.comparing import WORD, pdf, refusal, texts, word


def test_no_damage_shows_as_another_error() -> None:
    chance = random.Random(2017)  # noqa: S311 - damage, no secret
    sources = [
        pdf("<h1>Letter</h1><p>Thank <b>you</b>.</p><ul><li>One</ul>"),
        word("<w:p><w:r><w:t>One</w:t></w:r></w:p>"),
    ]
    outcomes: set[str] = set()
    for _ in range(300):
        content = bytearray(chance.choice(sources))
        for _ in range(chance.choice((1, 5, 30))):
            place = chance.randrange(len(content))
            content[place : place + chance.randrange(3)] = bytes(chance.choices(range(256), k=chance.randrange(3)))
        try:
            outcomes.add(read_text(bytes(content), "letter").kind)
        except UnreadableTextError as error:
            outcomes.add(error.reason)
    assert {"pdf", "docx", "it is a damaged DOCX or ZIP file"} < outcomes


def test_a_word_document_is_read_as_word_shows_it() -> None:
    body = (
        '<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t xml:space="preserve">Reference: </w:t></w:r>'
        "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent><w:r><w:t>17-868</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        "<w:p><w:r><w:t>FROM:</w:t><w:tab/><w:t>THE</w:t><w:br/><w:t>OFFICE</w:t></w:r></w:p>"
        "<w:p><w:ins><w:r><w:t>in</w:t></w:r></w:ins><w:del><w:r><w:delText>out</w:delText></w:r></w:del>"
        "<w:r><w:t>side</w:t><w:noBreakHyphen/><w:t>ad</w:t><w:softHyphen/><w:t>dress</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Left</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>Right</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        '<w:p><w:r><w:fldChar/><w:instrText>PAGE</w:instrText><w:sym w:font="Wingdings" w:char="2713"/></w:r></w:p>'
        "<w:p/><w:sectPr/>"
    )
    reading = read_text(word(body, header1="<x>Running head</x>"), "letter.docx")
    assert texts(reading) == ["Reference: 17-868", "FROM: THE OFFICE", "inside-address", "Left", "Right", "✓"]
    assert (reading.kind, reading.tagged, reading.notes) == ("docx", None, ())


def test_footnotes_are_not_compared_and_a_note_says_so() -> None:
    reading = read_text(word("<w:p><w:r><w:t>Text</w:t><w:footnoteReference/></w:r></w:p>"), "letter.docx")
    assert reading.notes == ("the footnotes and endnotes of letter.docx were not compared",)


def test_a_word_document_that_cannot_be_read_says_why() -> None:
    start = "letter.docx cannot be compared: "
    bomb = word(f"<w:p><w:r><w:t>{'a' * LARGEST_PART}</w:t></w:r></w:p>")
    assert len(bomb) < 100_000
    assert refusal(bomb, "letter.docx") == (
        f"{start}its part word/document.xml is larger than 64 MiB; split the document, or ask for a PDF"
    )
    assert refusal(b"PK\x03\x04 and nothing", "letter.docx") == (
        f"{start}it is a damaged DOCX or ZIP file; copy it again from where it came"
    )
    assert refusal(word("<w:p>"), "letter.docx").startswith(f"{start}its XML is damaged (")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    assert refusal(packed.getvalue(), "letter.docx") == (
        f"{start}it is a ZIP file, but not a Word document; save it as PDF, DOCX, HTML or plain text, and compare that"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        entity = '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        archive.writestr("word/document.xml", f'{entity}<w:document xmlns:w="{WORD}"><w:p>&e;</w:p></w:document>')
    assert refusal(packed.getvalue(), "letter.docx") == (
        f"{start}its XML declares a document type, which Word never does; do not trust the file; ask for a PDF"
    )
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "letter.docx") == (
        f"{start}it is an old Word document, or a new one locked with a password;"
        " open it in Word and save it as DOCX without a password"
    )
    assert refusal(b"{\\rtf1 Thank you.}", "letter.docx") == (
        f"{start}it is an RTF file; save it as PDF, DOCX, HTML or plain text, and compare that"
    )


def test_a_word_document_whose_text_has_another_name_is_found() -> None:
    packed = io.BytesIO()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("_rels/.rels", f'<R><Relationship Type="{kind}" Target="/word/document2.xml"/></R>')
        paragraph = "<w:p><w:r><w:t>Thank you.</w:t></w:r></w:p>"
        archive.writestr("word/document2.xml", f'<w:document xmlns:w="{WORD}">{paragraph}</w:document>')
    assert texts(read_text(packed.getvalue(), "letter.docx")) == ["Thank you."]


def test_an_html_page_is_read_as_a_browser_shows_it() -> None:
    page = (
        "<!doctype html><html lang=en><head><title>Letter</title><style>p {}</style></head><body>"
        '<header role="doc-pageheader">Running head</header><h1>Title of <em>this</em> letter</h1>'
        "<p>Foo <b>bar</b>, inves&shy;ti<wbr>gation<br>line &amp; more<!-- hidden --> &#8220;so&rdquo;</p>tail"
        "<ul><li>One<ul><li>Nested</li></ul>after</li></ul><table><tr><td>Left<td>Right</table>"
        '<p hidden>no</p><p aria-hidden="true">DRAFT</p><script>no()</script><img alt="Signature"></body></html>'
    )
    reading = read_text(page.encode(), "letter.html")
    assert texts(reading) == [
        "Title of this letter",
        "Foo bar, investigation line & more “so”",
        "tail",
        "One",
        "Nested",
        "after",
        "Left",
        "Right",
    ]
    assert reading.kind == "html"
    assert refusal(b"<!doctype html>", "letter.html") == (
        "letter.html cannot be compared: there are no words in it; check that it is the right file"
    )


def test_an_html_page_may_be_deep() -> None:
    page = "<html><body>{}Thank you."
    assert texts(read_text(page.format("<div>" * 1000).encode(), "letter.html")) == ["Thank you."]
    assert refusal(page.format("<div>" * 5000).encode(), "letter.html") == (
        "letter.html cannot be compared: its elements are nested too deep; save it as plain text, and compare that"
    )


@pytest.mark.parametrize(
    "content",
    [
        "Señor “Jones” –".encode(),
        "\ufeffSeñor “Jones” –".encode(),
        "Señor “Jones” –".encode("utf-16"),
        "\ufeffSeñor “Jones” –".encode("utf-16-be"),
        "Señor “Jones” –".encode("cp1252"),
        '<html><meta charset="iso-8859-15"><p>Señor &ldquo;Jones&rdquo; &ndash;'.encode("iso-8859-15"),
    ],
    ids=["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "declared"],
)
def test_text_in_every_common_encoding(content: bytes) -> None:
    assert texts(read_text(content, "letter.txt")) == ["Señor “Jones” –"]


def test_text_knows_its_lines() -> None:
    reading = read_text(b"\r\nDear Chief Eden:\r\n\r\nThe questions:\r\n1. One\r\n   more\r\n2. Two\r\n", "letter.txt")
    assert [(block.text, block.line, block.certain) for block in reading.blocks] == [
        ("Dear Chief Eden:", 2, True),
        ("The questions:", 4, True),
        ("1. One\n   more", 5, False),
        ("2. Two", 7, False),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "there are no words in it; check that it is the right file"),
        (b" \n\n", "there are no words in it; check that it is the right file"),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            "there are no words in it; if it is a scan, run optical character recognition on it first",
        ),
        (
            b"GIF89a\1\0\1\0\0\0\0;",
            "it is a picture of a kind that is not read here; save it as PNG, JPEG or TIFF, and compare that",
        ),
        (b"\x81\x8d\xff", "its characters are in an encoding that is not known here; save it as UTF-8 text"),
    ],
    ids=["empty", "blank", "picture", "another kind of picture", "unknown"],
)
def test_what_is_no_text_says_so(content: bytes, said: str) -> None:
    assert refusal(content, "letter.txt") == f"letter.txt cannot be compared: {said}"
