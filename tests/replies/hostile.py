"""Files that something happened to: sound ones of every kind, and what bad luck or malice makes of them."""

from __future__ import annotations

import io
import random
import re
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from zipfile import ZIP_DEFLATED, ZipFile

import pikepdf
from compressed_rtf import compress
from pikepdf import Array, Dictionary, Name, String

from tests.replies.files import (
    W,
    attached,
    outlook_file,
    outlook_tree,
    paragraph,
    pdf_of,
    relation,
    saved,
    scan_of,
    word_of,
)

LETTER = "1. Yes, by SOP 3-30.\n\n2. No."
PAGE = (
    "<html><head><style>.a{color:red}</style><meta charset=utf-8></head><body><p>1. Yes.</p><ol start=3 type=a><li>No."
    "</ol><table><tr><td>a<td hidden>b</table><pre>x  y</pre><div style='display:none'>no</div></body></html>"
)
MAIL = f"""Return-Path: <a@example.gov>
Received: from x by y; Tue, 15 Aug 2017 09:00:00 -0400
From: =?utf-8?q?Pe=C3=B1a?= "Roe, Jane" <a@example.gov>
To: b@example.edu, c <c@example.edu>; (comment) d
Subject: =?utf-8?b?UmU6IFBTUC0yMDE3LTIyMjMtRw==?=
Date: Tue, 15 Aug 2017 09:00:00 -0400 (EDT)
Message-ID: <1@example.gov>
In-Reply-To: <2@example.edu>
References: <2@example.edu> <3@example.edu>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"; charset*0=us; charset*1=x

--b
Content-Type: multipart/alternative; boundary=c

--c
Content-Type: text/plain; charset=utf-8; format=flowed
Content-Transfer-Encoding: quoted-printable

Yes=2E On Tue, 1 wrote:
> x
--c
Content-Type: text/html; charset=windows-1252

{PAGE}
--c--
--b
Content-Type: text/html; name*0*=utf-8''x%C3%AD; name*1=.html
Content-Disposition: attachment; filename*=utf-8''x%C3%AD.html; filename="=?utf-8?q?x?="
Content-Transfer-Encoding: base64

PGh0bWw+WWVz
--b
Content-Type: message/rfc822
Content-Disposition: attachment

From: x
Subject: y
Message-ID: <q@example.gov>

yes
--b
Content-Type: application/octet-stream; name=x
Content-Transfer-Encoding: x-uuencode

begin 644 x
#0V%T
`
end
--b--
"""
RTF = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Times;}}\uc1\pard 1. Yes.\par \'a7 4 \u8217? {\*\x y}"
    rb"{\field{\*\fldinst HYPERLINK "
    rb'"http://x"}{\fldrslt a}}\tab\bin3 abc\trowd\cell\row}'
)
NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)
CONTROL = (
    '<w:sdt><w:sdtPr><w:tag w:val="facility-access=yes"/><w14:checkbox '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w14:checked w14:val="1"/></w14:checkbox>'
    "</w:sdtPr><w:sdtContent><w:r><w:t>\u2612</w:t></w:r></w:sdtContent></w:sdt>"
)


def form() -> bytes:
    """Return a PDF with a form, its objects written out plainly so that what happens to it has an effect."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of(LETTER))) as pdf:
        group = pdf.make_indirect(
            Dictionary(T=String("facility-access"), FT=Name.Btn, Ff=1 << 15, V=Name("/yes"), Opt=Array([]))
        )
        widgets = []
        for place, option in enumerate(("/yes", "/no")):
            drawing = pdf.make_stream(b"0 0 9 9 re f")
            drawing.Type, drawing.Subtype, drawing.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
            one = Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, Rect=[10 * place, 0, 10 * place + 9, 9], Parent=group
            )
            one.AS = Name("/Off") if place else Name(option)
            one.AP = Dictionary(N=Dictionary({option: drawing, "/Off": drawing}))
            widgets.append(pdf.make_indirect(one))
        group.Kids = Array(widgets)
        text = Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[50, 50, 90, 90], T=String("x"), FT=Name.Tx, F=4)
        text.V = String("Peña – yes")
        note = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=[50, 150, 90, 190], Contents=String("Yes"))
        text = pdf.make_indirect(text)
        pdf.pages[0].obj.Annots = Array([*widgets, text, pdf.make_indirect(note)])
        pdf.Root.AcroForm = Dictionary(Fields=Array([group, text]), CO=Array([]))
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])
        pdf.save(target, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return target.getvalue()


def packed(content: bytes) -> bytes:
    """Return a PDF with its objects in streams of objects."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


@cache
def sound_files() -> Mapping[str, bytes]:
    """Return a sound file of every kind that is read."""
    body = paragraph("1. Yes.", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    body += f'<w:p><w:bookmarkStart w:name="rf_q1_yes" w:id="1"/>{CONTROL}</w:p>' + paragraph("no", run="<w:vanish/>")
    head = f"<w:hdr {W}>{paragraph('Office of the Chief')}</w:hdr>"
    texts = {0x37: "RE: Questions", 0x5D01: "a@example.gov"}
    inside = [attached("x.txt", b"Yes"), attached("inside", outlook_tree({0x37: "in", 0x1000: "No"}, head=24))]
    scan = scan_of(pdf_of(LETTER), dpi=40)
    return {
        "form.pdf": form(),
        "packed.pdf": packed(form()),
        "letter.pdf": pdf_of(LETTER),
        "scan.pdf": saved(scan, "PDF"),
        "letter.docx": word_of(
            body,
            {"word/numbering.xml": NUMBERING, "word/header1.xml": head},
            relation(1, "numbering", "numbering.xml") + relation(2, "header", "header1.xml"),
        ),
        "reply.eml": MAIL.encode(),
        "reply.html": PAGE.encode(),
        "letter.rtf": RTF,
        "reply.msg": outlook_file({**texts, 0x1000: "1. Yes.", 0x7D: MAIL[:500]}, {0x1013: PAGE.encode()}, inside),
        "packed.msg": outlook_file(texts, {0x1009: compress(RTF, compressed=True)}),
        "scan.png": saved(scan, "PNG"),
        "scan.jpg": saved(scan, "JPEG"),
        "scan.tif": saved(scan, "TIFF"),
        "fax.tif": _fax(),
        "reply.txt": f"{LETTER}\n\nOn Thu, Aug 3, 2017 at 9:00 AM Office wrote:\n> x\nFrom: a\nSent: b\nTo: c\n".encode(),
    }


def _fax() -> bytes:
    content = io.BytesIO()
    scan = scan_of(pdf_of(LETTER), dpi=40)
    scan.convert("1").save(content, "TIFF", compression="group4", save_all=True, append_images=[scan.convert("1")])
    return content.getvalue()


_NUMBERS = (b"\0", b"\xff", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\1\0\0\0")
_OF_XML = (
    *(b"<", b">", b"/>", b"<w:p>", b"</w:p>", b"<w:r>", b"<w:t>", b"&lt;", b"&#xD800;", b"<![CDATA[", b"]]>", b"<!--"),
    *(b'"', b"99999", b"-1", "٣".encode(), b"<w:del>", b"<w:sdt>", b"<w:tbl><w:tr><w:tc>", b"<w:txbxContent>"),
    *(b'xmlns:w="x"', b"%9%8%7", b'<w:sym w:char="F0FE"/>', b"\0", b"<!DOCTYPE x>", b"<w:vanish/>"),
)
_TOKENS: Mapping[str, tuple[bytes, ...]] = {
    "pdf": (
        *(
            b"null",
            b"0",
            b"-1",
            b"99999999999",
            b"[]",
            b"<<>>",
            b"()",
            b"/Off",
            b"/Parent",
            b"/Kids",
            b"1 0 R",
            b"5 0 R",
        ),
        *(
            b"/V",
            b"/AS",
            b"/T",
            b"/Opt",
            b"/Rect",
            b"/Annots",
            b"/AP",
            b"true",
            b"1e400",
            b"(\xfe\xff\xd8\x00)",
            b"/AA",
        ),
        *(b"/XFA", b"/MediaBox", b"/Rotate 45", b"/UserUnit 1e9", b"/CropBox[0 0 0 0]", b"/CO", b"endobj", b"stream"),
        *(b"/Length 9999999", b"/Filter/FlateDecode", b"/Metadata", b"BT", b"1e9 Tf", b"Do", b"/OpenAction", b"/Next"),
    ),
    "eml": (
        *(
            b"\n",
            b"\n\n",
            b":",
            b";",
            b"=",
            b'"',
            b"(",
            b")",
            b"<",
            b">",
            b",",
            b"@",
            b"=?",
            b"?=",
            b"=?utf-8?q?",
            b"''",
        ),
        *(b"=?utf-8?b?", b"*0*=", b"%", b"\\", b"\r", b"\0", b"[", b"]", b"--b", b"--b--", b"boundary=", b"charset="),
        *(
            b"Content-Type:",
            b"Content-Disposition:",
            b"Content-Transfer-Encoding:",
            b"filename*=",
            b"filename=",
            b"To:",
        ),
        *(
            b"message/rfc822",
            b"multipart/alternative",
            b"message/partial",
            b"message/external-body",
            b"base64",
            b"uuencode",
        ),
        *(
            b"utf-7",
            b"utf-16",
            b"idna",
            b"undefined",
            b"hex",
            b"iso-2022-jp",
            b"unicode_escape",
            b"\xff\xfe",
            b"(" * 60,
        ),
    ),
    "docx": _OF_XML,
    "html": (
        *(
            b"<",
            b">",
            b"</",
            b"<p>",
            b"<div>",
            b"<ol>",
            b"<li>",
            b"<ol start=999999>",
            b"<ol type=a>",
            b"<pre>",
            b"<td>",
        ),
        *(
            b"<style>",
            b"<!--",
            b"-->",
            b"<script>",
            b"<svg>",
            b"<math>",
            b"<title>",
            b"<select>",
            b"<frameset>",
            b"<html>",
        ),
        *(
            b"&#xD800;",
            b"&#0;",
            b"&",
            b"<?xml ?>",
            b"style='color:white'",
            b"hidden",
            b"charset=utf-7",
            b"<a:b>",
            b"{",
            b"}",
        ),
    ),
    "rtf": (
        *(
            b"{",
            b"}",
            b"\\",
            b"\\u55357?",
            b"\\u-1?",
            b"\\u99999999",
            b"\\u",
            b"\\'",
            b"\\'zz",
            b"\\bin99999 ",
            b"\\uc-1",
        ),
        *(
            b"\\uc9",
            b"\\ansicpg65001",
            b"\\ansicpg99999",
            b"\\ansicpg932",
            b"\\fcharset128",
            b"\\*",
            b"{\\pict",
            b"\\trowd",
        ),
        *(
            b"\\cell",
            b"\\row",
            b"{\\field",
            b"HYPERLINK",
            b"{\\fonttbl",
            b"{\\colortbl",
            b"\\red255",
            b"\\cf1",
            b"\x80",
        ),
    ),
    "txt": (
        b"\0",
        b"\x1b",
        b"\xff\xfe",
        b"> ",
        b"On ",
        b" wrote:",
        b"From:",
        b"\n\n",
        b"*",
        b"-----",
        "\u202e".encode(),
    ),
}


def damaged(name: str, seed: int) -> bytes:
    """Return a sound file after something happened to it; in a Word file or a picture, to one part of it.

    Args:
        name: One of :func:`sound_files`.
        seed: What happens.
    """
    chance = random.Random(seed)  # noqa: S311  (no secret)
    content, kind = sound_files()[name], name.rpartition(".")[2]
    if kind == "docx" and chance.random() < 0.8:
        return _package(content, chance)
    if kind == "png" and chance.random() < 0.5:
        return _chunks(content, chance)
    return _changed(content, chance, _TOKENS.get(kind, _NUMBERS))


def _package(content: bytes, chance: random.Random) -> bytes:
    target = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        names = old.namelist()
        hit = chance.choice(names)
        for name in names:
            part = old.read(name)
            new.writestr(name, _changed(part, chance, _OF_XML) if name == hit else part)
    return target.getvalue()


def _chunks(content: bytes, chance: random.Random) -> bytes:
    """Change a PNG's chunks, each with its checksum right."""
    target, place = content[:8], 8
    while place + 8 <= len(content):
        (length,) = struct.unpack_from(">I", content, place)
        kind, part = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        if chance.random() < 0.4:
            part = _changed(part, chance, _NUMBERS)
        target += struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part))
        place += 12 + length
    return target


def _changed(content: bytes, chance: random.Random, tokens: tuple[bytes, ...]) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 3, 5, 9))):
        if changed:
            chance.choice(_CHANGES)(changed, chance.randrange(len(changed)), chance, tokens)
    return bytes(changed)


def _flip(content: bytearray, place: int, chance: random.Random, tokens: tuple[bytes, ...]) -> None:
    del tokens
    content[place] ^= 1 << chance.randrange(8)


def _cut(content: bytearray, place: int, chance: random.Random, tokens: tuple[bytes, ...]) -> None:
    del tokens
    del content[place : len(content) if chance.random() < 0.1 else place + chance.choice((1, 4, 30, 200))]


def _insert(content: bytearray, place: int, chance: random.Random, tokens: tuple[bytes, ...]) -> None:
    content[place:place] = chance.choice(tokens)


def _overwrite(content: bytearray, place: int, chance: random.Random, tokens: tuple[bytes, ...]) -> None:
    token = chance.choice(tokens)
    content[place : place + len(token)] = token


def _repeat(content: bytearray, place: int, chance: random.Random, tokens: tuple[bytes, ...]) -> None:
    del tokens
    content[place:place] = bytes(content[place : place + chance.choice((1, 5, 20, 200))]) * chance.choice((1, 10, 300))


def _count(content: bytearray, place: int, chance: random.Random, tokens: tuple[bytes, ...]) -> None:
    """Replace a number that is written in digits."""
    del tokens
    if found := re.compile(rb"\d+").search(content, place):
        content[found.start() : found.end()] = chance.choice(
            (b"0", b"-1", b"65535", b"99999999", b"2147483648", b"1e30")
        )


def _word(content: bytearray, place: int, chance: random.Random, tokens: tuple[bytes, ...]) -> None:
    """Replace a number of four bytes."""
    del tokens
    if len(content) > 4:
        value = chance.choice((0, 1, 0xFFFFFFFF, 0x7FFFFFFF, 0xFFFFFFFE, chance.randrange(1 << 16)))
        struct.pack_into(chance.choice(("<I", ">I")), content, min(place, len(content) - 4), value)


_CHANGES: tuple[Callable[[bytearray, int, random.Random, tuple[bytes, ...]], None], ...] = (
    *(_flip, _cut, _insert, _overwrite, _repeat, _count, _word),
)
