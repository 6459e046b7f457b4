"""Files that are damaged, locked, strange or made to do harm: each ends in one sentence, soon, and nothing is fetched."""

from __future__ import annotations

import io
import os
import random
import socket
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from functools import cache

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from correspondence.confined import Limits
from correspondence.replies.read import read_reply
from correspondence.replies.read.reading import plain_name
from correspondence.reply import Reply, Unreadable
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


# --- fuzz ------------------------------------------------------------------------------------------------------------


@cache
def sound_files() -> tuple[bytes, ...]:
    page = "<html><body><p>1. Yes.</p><ol><li>No.</li></ol></body></html>"
    mail = f"From: a@example.gov\nMessage-ID: <1@x>\nSubject: =?utf-8?q?S=C3=AD?=\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nYes.\n--b\nContent-Type: text/html\nContent-Disposition: attachment; filename*=utf-8''x%C3%AD.html\n\n{page}\n--b--\n"
    return (
        pdf_of(LETTER),
        word_of(paragraph(LETTER)),
        mail.encode(),
        page.encode(),
        b"{\\rtf1\\ansi\\ansicpg1252 1. Yes.\\par \\'a7 4 \\u8217? {\\*\\x y}}",
        outlook_file({0x37: "RE", 0x1000: "1. Yes.", 0x5D01: "a@example.gov"}),
    )


def damaged(content: bytes, seed: int) -> bytes:
    """Return a file after several things happened to it."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    changed = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(changed)) if changed else 0
        match chance.randrange(5):
            case 0:
                changed[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[place : place + chance.randrange(1, 60)]
            case 2:
                changed[place:place] = changed[: chance.randrange(1, 80)]
            case 3:
                changed[place:place] = chance.choice(
                    [b"\0", b"\xff\xff\xff\xff", b"<", b">", b"\n\n", b"(", b"=", b"%"]
                )
            case _:
                changed = changed[:place] if chance.random() < 0.1 else changed
    return bytes(changed)


def holds_together(reply: Reply) -> bool:
    """Tell whether a reply says something, and whether all its places are in its texts."""
    for page in reply.pages:
        assert not page.boxes or len(page.boxes) == len(page.text)
        assert all(0 <= start < end <= len(page.text) for start, end in (*page.ours, *page.doubtful))
    reasons = [one.reason for one in reply.unreadable]
    assert all(reason.startswith("it ") and "Traceback" not in reason for reason in reasons)
    return bool(reply.pages or reasons)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(which=st.integers(0, 5), seed=st.integers(0, 2**32))
def test_damaged_files_end_in_pages_or_in_a_reason(which: int, seed: int) -> None:
    content = damaged(sound_files()[which], seed)
    reply = read_reply(content, "reply")
    assert holds_together(reply), (which, seed)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    content=st.binary(max_size=300),
    head=st.sampled_from(
        [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"{\\rtf1 ", b"<html>", b"From: a\nMIME-Version: 1.0\n", b"II*\0"]
    ),
)
def test_any_bytes_end_in_pages_or_in_a_reason(content: bytes, head: bytes) -> None:
    assert holds_together(read_reply(head + content, "reply"))


@given(name=st.text(max_size=300))
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    plain = plain_name(name)
    assert plain
    assert len(plain) <= 120
    assert os.path.basename(plain) == plain  # noqa: PTH119  (the name alone, as a path is made of it)
    assert plain not in {".", ".."}
