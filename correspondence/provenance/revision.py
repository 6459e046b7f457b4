"""Files attached to a PDF in a revision of their own, behind its last byte (ISO 32000-1, 7.5.6).

What stood there before stays byte for byte: a record begins with the very file that went out. The files stand in it as
they are, not compressed, so that the bytes depend on no library's version, and that a text can be read in a record with
any program that shows bytes. They are associated files as PDF/A-3 wants them (ISO 19005-3, 6.8): each with its type, its
relationship to the document, its size, its checksum and its date.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from correspondence.errors import CorrespondenceError
from correspondence.provenance.values import PROVENANCE, Role, SourceFile, described, media_type

RELATIONSHIPS: dict[Role, str] = {"values": "Data", "settings": "Supplement", "profile": "Supplement"}
"""What a file is to the document, in the words of PDF/A-3; of others it is the source."""
DESCRIPTIONS: dict[Role, str] = {
    "template": "Template of the document",
    "layout": "Layout: which parts stand where",
    "style": "Style sheet: the look",
    "sender": "The office that speaks, and who signs",
    "values": "Values of the recipient",
    "picture": "Picture",
    "profile": "The house's rules",
    "settings": "The office's settings, as far as they shape a document",
    "vocabulary": "Words for the answers",
    "envelope": "The window envelope",
    "font": "Font of the layout's own",
    "word-template": "Word template of the layout's own",
    "enclosure": "PDF that goes out with it",
}
BEFORE_ALL_DATES = datetime.date(1980, 1, 1)
"""The date of files of a document that bears none."""
START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")


class UnfitPdfError(CorrespondenceError):
    """A PDF cannot hold sources: it is none that this program made."""

    def __str__(self) -> str:
        """Say so."""
        return "the PDF has no cross-reference at its end, so that nothing can be added to it; make it anew"


def with_sources(
    pdf: bytes, sources: Sequence[SourceFile], provenance: bytes, day: datetime.date | None = None
) -> bytes:
    """Return a PDF with the files that it was made of.

    Args:
        pdf: The PDF as it went out, made by this program.
        sources: The files.
        provenance: What is said of them: the JSON that :class:`~correspondence.provenance.Provenance` gives.
        day: The date of all of them.

    Returns:
        The PDF, with nothing changed in it, and behind it the revision. The same inputs give the same bytes.

    Raises:
        UnfitPdfError: It is no PDF as this program makes it.
    """
    start = START.search(pdf[-64:])
    if start is None:
        raise UnfitPdfError
    base = _Base(pdf)
    revision = _Revision(len(pdf), base.size)
    moment = f"(D:{day or BEFORE_ALL_DATES:%Y%m%d}000000Z)"
    files: list[tuple[bytes, bytes]] = []
    for name, content, relationship, description in _described(sources, provenance):
        stream = revision.add(_embedded(name, content, moment))
        spec = (
            f"<< /Type /Filespec /AFRelationship /{relationship} /Desc {_text(description)} /EF << /F {stream} 0 R /UF {stream} 0 R >> "
            f"/F {_text(name)} /UF {_text(name)} >>"
        )
        files.append((_text(name).encode(), f"{revision.add(spec.encode())} 0 R".encode()))
    references = b" ".join(reference for _, reference in files)
    names = b" ".join(b"%b %b" % one for one in sorted(files))
    catalog = b"<< %b/AF [ %b ] /Names << %b/EmbeddedFiles << /Names [ %b ] >> >> >>"
    revision.add(catalog % (base.catalog, references, base.names, names), base.root)
    return pdf + revision.written(base, int(start[1]))


def _described(sources: Sequence[SourceFile], provenance: bytes) -> list[tuple[str, bytes, str, str]]:
    names = (one.attachment for one in described(sources))
    found = [
        (name, one.content, RELATIONSHIPS.get(one.role, "Source"), DESCRIPTIONS[one.role])
        for name, one in zip(names, sources, strict=True)
    ]
    return [*found, (PROVENANCE, provenance, "Supplement", "What the document was made of, and by what")]


class _Base:
    """What a revision must know of the file that it follows."""

    def __init__(self, pdf: bytes) -> None:
        import pikepdf

        try:
            with pikepdf.open(io.BytesIO(pdf)) as whole:
                root, trailer = whole.Root, whole.trailer
                self.root, self.size = root.objgen[0], int(trailer.Size)
                self.id = bytes(trailer.ID[0])
                info = trailer.get("/Info")
                self.info = f"/Info {info.objgen[0]} 0 R ".encode() if info is not None else b""
                names = root.get("/Names")
                self.names = _entries(names) if names is not None else b""
                for key in ("/Names", "/AF"):
                    if key in root:
                        del root[key]
                self.catalog = _entries(root)
        except (pikepdf.PdfError, AttributeError, KeyError, IndexError) as error:
            raise UnfitPdfError from error


def _entries(dictionary: Any) -> bytes:
    """Return what stands between the brackets of a dictionary."""
    whole: bytes = dictionary.unparse(resolved=True)
    return whole.strip()[2:-2].strip() + b" "


class _Revision:
    """Objects that are appended to a file, and where each of them begins."""

    def __init__(self, offset: int, size: int) -> None:
        self.offset, self.size = offset, size
        self.content = bytearray()
        self.places: dict[int, int] = {}

    def add(self, content: bytes, number: int | None = None) -> int:
        """Append an object; return its number."""
        if number is None:
            number, self.size = self.size, self.size + 1
        self.places[number] = self.offset + len(self.content)
        self.content += b"%d 0 obj\n%b\nendobj\n" % (number, content)
        return number

    def written(self, base: _Base, previous: int) -> bytes:
        """Return the revision with its cross-reference stream (ISO 32000-1, 7.5.8)."""
        number, place = self.size, self.offset + len(self.content)
        places = sorted({**self.places, number: place}.items())
        index = b" ".join(b"%d 1" % one for one, _ in places)
        rows = b"".join(b"\x01" + at.to_bytes(4, "big") + b"\x00\x00" for _, at in places)
        change = hashlib.md5(bytes(self.content) + base.id, usedforsecurity=False).hexdigest().upper()
        self.content += (
            b"%d 0 obj\n<< /Type /XRef /Size %d /Prev %d /Root %d 0 R %b/ID [ <%b> <%b> ] /W [ 1 4 2 ] /Index [ %b ] /Length %d >>\n"
            b"stream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        ) % (
            *(number, number + 1, previous, base.root, base.info, base.id.hex().upper().encode(), change.encode()),
            *(index, len(rows), rows, place),
        )
        return bytes(self.content)


@lru_cache(maxsize=64)
def _embedded(name: str, content: bytes, moment: str) -> bytes:
    """Return the stream of a file; that of one which many letters share is made once."""
    check = hashlib.md5(content, usedforsecurity=False).hexdigest().upper()
    subtype = media_type(name).replace("/", "#2F")
    head = (
        f"<< /Type /EmbeddedFile /Subtype /{subtype} /Params << /CheckSum <{check}> /CreationDate {moment} /ModDate {moment} "
        f"/Size {len(content)} >> /Length {len(content)} >>\nstream\n"
    )
    return head.encode() + content + b"\nendstream"


def _text(text: str) -> str:
    """Write a text string: ASCII as it is, everything else as UTF-16."""
    if text.isascii() and text.isprintable():
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        return f"({escaped})"
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"
