"""Files that are damaged, locked, strange or made to do harm: each ends in one sentence, soon, and nothing is fetched."""

from __future__ import annotations

import base64
import io
import os
import socket
import struct
import threading
import time
import zlib
from collections.abc import Iterator

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from correspondence.confined import Limits
from correspondence.replies.read import read_reply
from correspondence.replies.read.reading import plain_name
from correspondence.reply import Unreadable
from tests.replies.files import (
    compound_file,
    outlook_file,
    paragraph,
    pdf_of,
    pdf_of_html,
    relation,
    saved,
    scan_of,
    word_of,
)

LETTER = "1. Yes, by SOP 3-30.\n\n2. No."
DAMAGED = "it is damaged or cut off; ask for it again"
STRANGE = "it is no kind of file that can be read here; look at it, and enter what it says"


def locked_pdf() -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of(LETTER))) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return target.getvalue()


def archive_of(name: str) -> bytes:
    from zipfile import ZipFile

    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr(name, "words")
    return target.getvalue()


def huge_picture() -> bytes:
    """Return a PNG of 2.5 thousand million pixels in a few kilobytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 50_000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "reply.pdf", "it is empty"),
        (b" \r\n\0\0", "reply.txt", "it is empty"),
        (locked_pdf(), "reply.pdf", "it is locked with a password; ask for it without one"),
        (b"%PDF-1.7\nnothing", "reply.pdf", DAMAGED),
        (pdf_of(LETTER)[:300], "reply.pdf", DAMAGED),
        (b"\xff\xd8\xff\xe0nothing", "reply.jpg", DAMAGED),
        (saved(scan_of(pdf_of(LETTER)), "JPEG")[:3000], "reply.jpg", DAMAGED),
        (b"\x89PNG\r\n\x1a\n", "reply.png", DAMAGED),
        (
            huge_picture(),
            "reply.png",
            "it is a picture of more than 60 million pixels; ask for one at 200 to 300 dots an inch",
        ),
        (b"PK\x03\x04nothing", "reply.docx", DAMAGED),
        (archive_of("letter.pdf"), "reply.zip", "it is a ZIP archive; unpack it, and read the files in it"),
        (
            archive_of("content.xml"),
            "reply.odt",
            "it is an OpenDocument file; open it, save it as PDF or DOCX, and read that",
        ),
        (
            archive_of("xl/workbook.xml"),
            "reply.docx",
            "it is an Excel workbook; ask for the answers as a letter, or enter them",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "reply.msg", DAMAGED),
        (
            compound_file({"EncryptedPackage": b"x" * 5000}),
            "reply.docx",
            "it is locked with a password; ask for it without one",
        ),
        (
            compound_file({"WordDocument": b"x" * 5000}),
            "reply.doc",
            "it is a Word file of the old kind (.doc); open it, save it as DOCX or PDF, and read that",
        ),
        (compound_file({"Workbook": b"x" * 5000}), "reply.xls", STRANGE),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0", "reply.txt", STRANGE),
        (
            b"GIF89a\x01\0",
            "reply.gif",
            "it is a picture of a kind that is not read; save it as PNG, JPEG or TIFF, and read that",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_sentence(content: bytes, name: str, reason: str) -> None:
    reply = read_reply(content, name)
    assert reply.unreadable == (Unreadable(name, reason),)
    assert (reply.pages, list(reply.files)) == ((), [name])


@pytest.mark.parametrize(
    ("content", "name", "source"),
    [
        (pdf_of(LETTER), "reply.docx", "text-layer"),
        (word_of(paragraph(LETTER)), "reply.pdf", "docx"),
        (b"From: a@example.gov\nMessage-ID: <1@x>\n\n" + LETTER.encode(), "reply.txt", "mail"),
        (b"<html><body>1. Yes, by SOP 3-30.</body></html>", "reply.eml", "html"),
        (b"{\\rtf1 1. Yes, by SOP 3-30.\\par}", "reply.doc", "rtf"),
        (LETTER.encode("utf-16"), "reply.pdf", "text"),
        (outlook_file({0x1000: LETTER}), "reply.doc", "mail"),
    ],
)
def test_what_a_file_is_is_decided_by_what_is_in_it(content: bytes, name: str, source: str) -> None:
    (page,) = read_reply(content, name).pages
    assert page.source == source
    assert page.text.startswith("1. Yes, by SOP 3-30.")


# --- what libraries gave up on, or never came to an end with; most of it found by test_fuzz ---------------------------


def tiff(*entries: tuple[int, int], following: int = 0, start: int = 8) -> bytes:
    """Return a TIFF with one directory of numbers (TIFF 6.0, section 2)."""
    table = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    return b"II*\0" + struct.pack("<IH", start, len(entries)) + table + struct.pack("<I", following) + b"\xff" * 300


SIZE = ((256, 400), (257, 400), (258, 1), (259, 1), (262, 1), (273, 100), (278, 400), (279, 200))


def with_number(content: bytes, entry: str, place: int, value: int) -> bytes:
    """Return a compound file with one number of an entry of its directory replaced (MS-CFB, 2.6.1)."""
    changed = bytearray(content)
    struct.pack_into("<I", changed, content.index(entry.encode("utf-16-le")) + place, value)
    return bytes(changed)


STORAGES_IN_ONE_ANOTHER = "c-p&gUhu)fjZzO8uz-L6IWff87)HS;7zLwX6pVsVFbYP&C>RB!U=)l<z{>cafC>Op&<F1"
TOO_DEEP = "it nests its parts too deep"
BAD_RTF = "it is damaged Rich Text; ask for it again"
NO_STYLES = "it has styles so long that it cannot be told what a reader sees; look at it"


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (tiff(), "reply.tif", DAMAGED),
        (tiff(start=0), "reply.tif", DAMAGED),
        (tiff(start=99_999), "reply.tif", DAMAGED),
        (tiff(*SIZE[2:]), "reply.tif", DAMAGED),
        (tiff(*(one for one in SIZE if one[0] != 262)), "reply.tif", DAMAGED),
        (
            tiff((256, 60_000), (257, 60_000), *SIZE[2:]),
            "reply.tif",
            "it is a picture of more than 60 million pixels; ask for one at 200 to 300 dots an inch",
        ),
        (
            saved(Image.new("1", (7_800, 7_800)), "PNG"),
            "reply.png",
            "it is a picture of more than 60 million pixels; ask for one at 200 to 300 dots an inch",
        ),
        (
            saved(Image.new("1", (70_000, 201)), "PNG"),
            "reply.png",
            "it is a picture of 70000 × 201 pixels, which is no page",
        ),
        (zlib.decompress(base64.b85decode(STORAGES_IN_ONE_ANOTHER)), "reply.msg", TOO_DEEP),
        (with_number(outlook_file({0x1000: LETTER}), "__properties_version1.0", 0x78, 1 << 30), "reply.msg", DAMAGED),
        (rb"{\rtf1 1. Yes. \u2147483648? }", "reply.rtf", BAD_RTF),
        (rb"{\rtf1 1. Yes. \uc\u55357? }", "reply.rtf", BAD_RTF),
        (b"<html><body>" + b"<div>" * 5000 + b"Yes", "reply.html", TOO_DEEP),
        (b"<html><style>" + b"p{" * 3000 + b"</style><body>Yes", "reply.html", TOO_DEEP),
        (b"<html><style>" + b"p{color:red}" * 2500 + b"</style><body>Yes", "reply.html", NO_STYLES),
        (b"From: a\nMessage-ID: <1@x>\n" + b"Content-Type: message/rfc822\n\n" * 500, "reply.eml", TOO_DEEP),
        (
            b"From: a\nMessage-ID: <1@x>\n"
            + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(40)),
            "reply.eml",
            TOO_DEEP,
        ),
        (
            b"From: a\nMessage-ID: <1@x>\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 1500,
            "reply.eml",
            "it has more than 1000 parts",
        ),
        (b"yes " * 12_500_000, "reply.txt", "it holds more than 4,194,304 characters"),
        (b"a" * (65 << 20), "reply.txt", "it is larger than 64 MB"),
        (b"1. Yes.\0" * 20, "reply.txt", STRANGE),
    ],
)
def test_what_libraries_give_up_on_is_told_in_one_sentence(content: bytes, name: str, reason: str) -> None:
    reply = read_reply(content, name)
    assert reply.unreadable == (Unreadable(name, reason),)


SOON = Limits(seconds=20)
"""What takes time with the square of its length takes minutes for these files; what is linear, a second."""
MAIL = b"From: a@example.gov\nMessage-ID: <1@x>\n"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"*" * 400_000, "reply.txt"),
        (b"From: a\n" + b"*" * 400_000, "reply.txt"),
        (b"On\n" * 300_000, "reply.txt"),
        (b"On 1 Jan wrote:\n" * 200_000, "reply.txt"),
        (b"external" + b"!" * 400_000, "reply.txt"),
        (b"-" * 1_000_000, "reply.txt"),
        (b"A1-" * 500_000, "reply.txt"),
        (b"x" + b" " * 2_000_000 + b"y", "reply.txt"),
        (b"a" + b"\n>" * 500_000 + b"b", "reply.txt"),
        (b"<!---->" * 8_000 + b"x", "reply.html"),
        (b"<html><pre>a" + b" " * 400_000 + b"b</pre>", "reply.html"),
        (b"<html>a" + b"&nbsp;" * 400_000 + b"b", "reply.html"),
        (b"<html><ol>" + b"<li>a" * 40_000, "reply.html"),
        (b"<html><p style='" + b"a" * 900_000 + b"'>Yes", "reply.html"),
        (b"{\\rtf1 " + b"{" * 300_000 + b"Yes", "reply.rtf"),
        (MAIL + b"Subject: " + b"=?utf-8?q?x?= " * 60_000 + b"\n\nYes", "reply.eml"),
        (MAIL + b"Subject: " + b"y " * 1_000_000 + b"\n\nYes", "reply.eml"),
        (MAIL + b"To: " + b"(" * 500_000 + b"\n\nYes", "reply.eml"),
        (MAIL + b"Content-Type: text/plain" + b"; a*1*=b" * 60_000 + b"\n\nYes", "reply.eml"),
        (
            MAIL + b"Content-Type: text/plain; charset=punycode\n\n" + b"a" * 900_000 + b"-" + b"abcd" * 90_000,
            "reply.eml",
        ),
    ],
)
def test_monotonous_files_are_read_in_time_with_their_length(content: bytes, name: str) -> None:
    assert [page.number for page in read_reply(content, name, limits=SOON).pages] == [1]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"{\\rtf1 1. Yes \\u-10179?\\u-8704? and \\u55357?.}", "1. Yes \U0001f600 and \ufffd."),
        (
            MAIL + b"Content-Type: text/plain; charset=utf-7\n\n1. Yes +2D3eAA- and +2D0-.",
            "1. Yes \U0001f600 and \ufffd.",
        ),
        (MAIL + b"Content-Type: text/plain; charset=unicode_escape\n\n1. \\ud800 Yes.", "1. \\ud800 Yes."),
        (b"<html><body>1. &#xD800;&#0;Yes.&#27;[31m</body></html>", "1. \ufffd\ufffdYes.[31m"),
        ("1. Yes.\0\x1b[31m\u2028\uffff".encode("utf-16"), "1. Yes.[31m\n\ufffd"),
        (
            word_of('<w:p><w:r><w:t xml:space="preserve">1. Yes.&#13;&#133;&#155;</w:t></w:r></w:p>'),
            "1. Yes.\n\n\ufffd",
        ),
    ],
)
def test_half_characters_and_control_signs_are_kept_out(content: bytes, text: str) -> None:
    (page,) = read_reply(content, "reply").pages
    assert page.text == text


def test_a_hundred_files_hold_no_more_words_than_one_may() -> None:
    part = b"--b\nContent-Disposition: attachment; filename=a.txt\n\n" + b"yes " * 700_000 + b"\n"
    reply = read_reply(MAIL + b"Content-Type: multipart/mixed; boundary=b\n\n" + part * 3 + b"--b--", "reply.eml")
    reason = "it was not read to its end: the reply’s files hold more than 4,194,304 characters"
    assert reply.unreadable == (Unreadable("a (2).txt", reason), Unreadable("a (3).txt", reason))
    assert sum(len(page.text) for page in reply.pages) < 4_194_304


def test_a_memorandum_is_no_mail() -> None:
    (page,) = read_reply(b"TO: Mr. Hanson\nFROM: Chief Roe\nSUBJECT: Yours\n\nYes.", "memo.txt").pages
    assert (page.source, page.text[:3]) == ("text", "TO:")
    (page,) = read_reply(b"DATE: August 15, 2017\nTO: Mr. Hanson\nFROM: Chief Roe\n\nYes.", "memo.txt").pages
    assert page.ours == ()


def many_pages(count: int) -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        resources = pdf.make_indirect(pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font)))
        words = pdf.make_stream(b"BT /F 12 Tf 72 700 Td (We do not honor such requests.) Tj ET")
        for _ in range(count):
            page = pikepdf.Dictionary(
                Type=pikepdf.Name.Page, MediaBox=[0, 0, 612, 792], Contents=words, Resources=resources
            )
            pdf.pages.append(pikepdf.Page(page))
        pdf.save(target)
    return target.getvalue()


def test_of_ten_thousand_pages_the_first_are_read() -> None:
    reply = read_reply(many_pages(10_000), "reply.pdf")
    assert reply.unreadable == (Unreadable("reply.pdf", "it has 10,000 pages; the first 200 were read"),)
    assert len(reply.pages) == 200
    assert {page.text.strip() for page in reply.pages} == {"We do not honor such requests."}


def looped(what: str) -> bytes:
    """Return a PDF with objects that lead back to themselves."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of(LETTER))) as pdf:
        if what == "field":
            one = pdf.make_indirect(pikepdf.Dictionary(T=pikepdf.String("q"), FT=pikepdf.Name.Tx))
            widget = pdf.make_indirect(
                pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=[0, 0, 9, 9], Parent=one)
            )
            one.Parent, one.Kids = one, pikepdf.Array([widget, one])
            pdf.pages[0].Annots = pikepdf.Array([widget])
            pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([one]))
        elif what == "drawing":
            drawing = pdf.make_stream(b"/D Do /D Do")
            drawing.Type, drawing.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            drawing.BBox = pikepdf.Array([0, 0, 100, 100])
            drawing.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(D=drawing))
            pdf.pages[0].Resources.XObject = pikepdf.Dictionary(D=drawing)
            pdf.pages[0].contents_add(b"/D Do")
        pdf.save(target)
    return target.getvalue()


def test_fields_that_lead_back_to_themselves_come_to_an_end() -> None:
    (page,) = read_reply(looped("field"), "reply.pdf").pages
    assert "1. Yes, by SOP 3-30." in page.text


def test_drawings_that_hold_themselves_are_stopped() -> None:
    begun = time.monotonic()
    reply = read_reply(looped("drawing"), "reply.pdf", limits=Limits(seconds=4, megabytes=1024))
    (only,) = reply.unreadable
    assert only.reason.startswith(("it took longer than 4 seconds", "it ended the process that read it"))
    assert time.monotonic() - begun < 8


def test_pages_that_hold_one_another_come_to_an_end() -> None:
    content = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    reply = read_reply(content, "reply.pdf")
    assert [one.reason for one in reply.unreadable] == [DAMAGED]


def raw_pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """Return a PDF of the given objects, whose page is the third."""
    content = b"%PDF-1.7\n"
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, len(content))
    return content + head + table + end.replace(b"/Prev SELF", b"/Prev %d" % len(content))


CATALOG, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
CONTENT = b"<</Length 38>>stream\nBT /F 12 Tf 72 700 Td (1. Yes.) Tj ET   \nendstream"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def page_with(more: bytes = b"", content: bytes = b"4 0 R") -> bytes:
    fonts = b"/Resources<</Font<</F 5 0 R>>>>"
    return b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents " + content + fonts + more + b">>"


WIDGET = b"<</Subtype/Widget/T(a)/FT/Tx/V(x)/Rect[0 0 9 9]>>"


@pytest.mark.parametrize(
    "content",
    [
        raw_pdf(CATALOG, PAGES, page_with(), CONTENT, FONT, trailer=b"/Prev SELF"),
        raw_pdf(CATALOG, PAGES.replace(b"/Count 1", b"/Count 2147483647"), page_with(), CONTENT, FONT),
        raw_pdf(CATALOG, PAGES, page_with(b"/Annots 6 0 R"), CONTENT, FONT, b"7 0 R", b"6 0 R"),
        raw_pdf(CATALOG, PAGES, page_with(b"/Annots 6 0 R"), CONTENT, FONT, b"[6 0 R 6 0 R]"),
        raw_pdf(CATALOG, PAGES, page_with(b"/Annots[" + b"6 0 R " * 50_000 + b"]"), CONTENT, FONT, WIDGET),
        raw_pdf(CATALOG, PAGES, page_with(), CONTENT.replace(b"38", b"4 0 R"), FONT),
        raw_pdf(CATALOG, PAGES, page_with(b"/X " + b"[" * 50_000), CONTENT, FONT),
        raw_pdf(CATALOG, PAGES, page_with(b"/X " + b"<</A" * 50_000), CONTENT, FONT),
        raw_pdf(
            *(CATALOG, PAGES, page_with(), CONTENT, FONT),
            b"<</Type/ObjStm/N 1/First 4/Extends 6 0 R/Length 8>>stream\n7 0 <<>>\nendstream",
        ),
        raw_pdf(CATALOG, PAGES, page_with(b"/UserUnit 100000/Rotate 45"), CONTENT, FONT),
    ],
    ids=[
        *("table of objects", "count of pages", "reference", "array", "widgets", "length", "arrays", "dictionaries"),
        *("object streams", "units"),
    ],
)
def test_a_pdf_that_leads_back_to_itself_is_read_all_the_same(content: bytes) -> None:
    reply = read_reply(content, "reply.pdf", limits=SOON)
    assert reply.unreadable == ()
    # what stands in a field stands behind the page's own words
    assert [page.text.removesuffix("\nx") for page in reply.pages] == ["1. Yes."]


def test_text_that_unfolds_without_end_is_left_folded() -> None:
    folded = zlib.compress(zlib.compress(b"\0" * 300_000_000, 9), 9)
    content = b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%b\nendstream" % (len(folded), folded)
    reply = read_reply(raw_pdf(CATALOG, PAGES, page_with(), content, FONT), "reply.pdf", limits=SOON)
    assert [one.reason for one in reply.unreadable] == ["it holds no words that could be read; look at it"]


def test_a_page_that_is_drawn_without_end_is_stopped() -> None:
    lines = b"0 0 m 600 700 l S " * 300_000
    content = b"<</Length %d>>stream\n%b\nendstream" % (len(lines), lines)
    pdf = raw_pdf(CATALOG, PAGES, page_with(), content, FONT)
    reply = read_reply(pdf, "reply.pdf", limits=Limits(seconds=2))
    assert [one.reason for one in reply.unreadable] == ["it took longer than 2 seconds, and was stopped"]


@pytest.mark.parametrize(
    "catalog",
    [
        b"/OpenAction<</S/JavaScript/JS(x)>>",
        b"/OpenAction<</S/Launch/F(x.exe)>>",
        b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next<</S/GoTo/D[3 0 R/Fit]/Next[<</S/JavaScript/JS(x)>>]>>>>",
        b"/OpenAction 6 0 R",
        b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(x)>>]>>>>",
        b"/AA<</WC<</S/JavaScript/JS(x)>>>>",
    ],
)
def test_scripts_are_told_wherever_they_stand(catalog: bytes) -> None:
    loop = b"<</S/GoTo/D[3 0 R/Fit]/Next 6 0 R>>"
    pdf = raw_pdf(CATALOG.replace(b"/Pages", catalog + b"/Pages"), PAGES, page_with(), CONTENT, FONT, loop)
    reason = "it holds a script or an action that starts something; nothing was run, and its fields are not trusted"
    assert read_reply(pdf, "reply.pdf").unreadable == (Unreadable("reply.pdf", reason),)


def test_a_script_of_a_field_above_the_widget_is_told() -> None:
    above = b"<</T(a)/FT/Tx/AA<</K<</S/JavaScript/JS(x)>>>>/Kids[6 0 R]>>"
    widget = b"<</Subtype/Widget/Parent 7 0 R/V(yes)/Rect[0 0 9 9]>>"
    reply = read_reply(raw_pdf(CATALOG, PAGES, page_with(b"/Annots[6 0 R]"), CONTENT, FONT, widget, above), "reply.pdf")
    assert [one.reason.partition(";")[0] for one in reply.unreadable] == [
        "it holds a script or an action that starts something"
    ]


def test_what_takes_too_long_is_stopped_and_the_rest_is_read() -> None:
    begun = time.monotonic()
    reply = read_reply(many_pages(200), "reply.pdf", limits=Limits(seconds=0.15))
    assert reply.unreadable == (Unreadable("reply.pdf", "it took longer than 0.15 seconds, and was stopped"),)
    assert time.monotonic() - begun < 5
    assert read_reply(b"Yes.", "reply.txt").pages[0].text == "Yes."


@pytest.fixture
def visitors() -> Iterator[tuple[int, list[str]]]:
    """Listen on a port, and write down who comes."""
    came: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stopped = threading.Event()

        def listen() -> None:
            while not stopped.is_set():
                try:
                    visitor, _ = server.accept()
                except TimeoutError:
                    continue
                came.append("somebody")
                visitor.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], came
        stopped.set()
        thread.join()


def test_nothing_is_fetched(visitors: tuple[int, list[str]]) -> None:
    port, came = visitors
    url = f"http://127.0.0.1:{port}/x"
    page = f"<html><head><link rel=stylesheet href='{url}.css'><base href='{url}'></head><body><img src='{url}.png'>Yes.</body></html>"
    remote = word_of(paragraph("Yes."), {}, relation(1, "image", f"{url}.png", ' TargetMode="External"'))
    attached = word_of(paragraph("Yes."), {}, relation(1, "attachedTemplate", f"{url}.dotm", ' TargetMode="External"'))
    doctype = f'<!DOCTYPE html SYSTEM "{url}.dtd"><html><body>Yes.</body></html>'
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of_html(f"<a href='{url}'>Yes.</a>"))) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(url))
        pdf.save(target)
    mail = f"From: a@example.gov\nMessage-ID: <1@x>\nContent-Type: text/html\n\n{page}"
    for content in (page.encode(), remote, attached, doctype.encode(), target.getvalue(), mail.encode()):
        reply = read_reply(content, "reply")
        assert [one.text.strip() for one in reply.pages] == ["Yes."]
    with socket.create_connection(("127.0.0.1", port)):
        deadline = time.monotonic() + 5
        while not came and time.monotonic() < deadline:
            time.sleep(0.02)
    assert came == ["somebody"]  # this test itself, which shows that visitors are seen


@given(name=st.text(max_size=300))
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    plain = plain_name(name)
    assert plain
    assert len(plain) <= 120
    assert os.path.basename(plain) == plain  # noqa: PTH119  (the name alone, as a path is made of it)
    assert plain not in {".", ".."}
