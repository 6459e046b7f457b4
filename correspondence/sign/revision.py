"""The revision that a signature adds to a PDF: its field, tagged and named, and room for the signature itself.

Nothing that stood there before is touched (ISO 32000-1, 7.5.6). Where a field waits that was made and tagged with the
document, the signature goes into it, and is seen there. Otherwise it gets a field of its own, an annotation of the first
page that is not seen; it has a name for those who cannot see (``TU``) and a structure element of its own, as PDF/UA-1 wants
it (ISO 14289-1, 7.18), and it is printed, as PDF/A-3 wants it (ISO 19005-3, 6.3.2).
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from correspondence.sign.appearance import appearance_of
from correspondence.sign.fields import Block, Said, block_of, empty_fields, field_for
from correspondence.sign.values import UnfitPdfError

Draw = Callable[[Block], bytes]
"""Sets what is seen of a signature: returns a PDF of one page, of the size of its field."""

START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
MAKE_ANEW = "sign a PDF that this program made"
PRINTED_AND_LOCKED = 4 + 128
APPEND_ONLY = 3
RANGE_WIDTH = 48
EXTENSION = b"<< /ESIC << /BaseVersion /1.7 /ExtensionLevel 1 >> >>"
"""ETSI's, whose kind of signature is not of ISO 32000-1."""


@dataclass(frozen=True)
class Prepared:
    """A PDF with room for a signature.

    Attributes:
        content: The whole file; between the two parts of ``covered`` stand zeros.
        room: Where the digits of the signature go: from this byte up to that one.
    """

    content: bytes
    room: tuple[int, int]

    @property
    def covered(self) -> bytes:
        """All bytes but those of the signature."""
        start, end = self.room
        return self.content[: start - 1] + self.content[end + 1 :]

    def filled(self, container: bytes) -> bytes:
        """Return the file with the signature in its room."""
        start, end = self.room
        digits = container.hex().encode()
        if len(digits) > end - start:
            raise UnfitPdfError(
                "the signature is larger than the room for it", "sign without a time stamp, or report it"
            )
        return self.content[:start] + digits.ljust(end - start, b"0") + self.content[end:]


def prepared(
    pdf: bytes,
    said: Said,
    *,
    room: int,
    draw: Draw | None = None,
    certificates: Sequence[bytes] = (),
    lists: Sequence[bytes] = (),
) -> Prepared:
    """Put a signature into the next field of a PDF that waits for one; add a field where none does.

    Args:
        pdf: The PDF.
        said: Who signs, when and why.
        room: How many bytes the signature may have.
        draw: Sets what is seen of the signature; None where nothing is to be seen of it.
        certificates: What the signer's certificate rests on, DER.
        lists: The lists of revoked certificates that say nothing against them, DER.

    Raises:
        UnfitPdfError: It is damaged, encrypted, not tagged, or nothing may be added to it.
    """
    import pikepdf

    start = START.search(pdf[-64:])
    if start is None:
        raise UnfitPdfError("the PDF does not end as a whole PDF does", MAKE_ANEW)
    try:
        with pikepdf.open(io.BytesIO(pdf), attempt_recovery=False) as whole:
            if whole.is_encrypted:
                raise UnfitPdfError("the PDF is encrypted", "save it without a password")
            revision = _Revision(pdf, whole)
            revision.sign(said, room, draw)
            revision.evidence(certificates, lists)
            return revision.written(int(start[1]))
    except (pikepdf.PdfError, AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise UnfitPdfError("the PDF is damaged, or not made as this program makes them", MAKE_ANEW) from error


class _Revision:
    """Objects that are added to a file or put in the place of older ones."""

    def __init__(self, pdf: bytes, whole: Any) -> None:
        self.pdf, self.whole, self.root = pdf, whole, whole.Root
        self.size = int(whole.trailer.Size)
        self.objects: dict[int, bytes] = {}
        self.catalog: dict[str, bytes] = {}
        self.signature = 0

    def new(self, content: bytes = b"") -> int:
        """Add an object; return its number."""
        number, self.size = self.size, self.size + 1
        self.objects[number] = content
        return number

    def sign(self, said: Said, room: int, draw: Draw | None) -> None:
        """Add the signature, in a field that waits for it or in one of its own."""
        reason = b"/Reason %b " % text(said.reason) if said.reason else b""
        self.signature = self.new(
            b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (D:%b) /Name %b %b/ByteRange %b /Contents <%b> >>"
            % (f"{said.at:%Y%m%d%H%M%SZ}".encode(), text(said.name), reason, b" " * RANGE_WIDTH, b"0" * 2 * room)
        )
        waiting = field_for(said.name, empty_fields(self.whole))
        if waiting is None:
            self._add_field(said.name)
        else:
            self._fill(waiting, said.lines, draw)

    def _fill(self, field: Any, lines: tuple[str, ...], draw: Draw | None) -> None:
        """Put the signature into a field, where it shows who signed and when."""
        entries = {"/V": b"%d 0 R" % self.signature}
        block = block_of(field, lines) if draw else None
        if draw and block:
            shown = self.new(appearance_of(draw(block), block, self.new))
            entries |= {"/AP": b"<< /N %d 0 R >>" % shown, "/Contents": text(", ".join(lines))}
        self._replace(field, entries)
        self._list(None)

    def _add_field(self, name: str) -> None:
        """Add a field that is not seen, with its tag."""
        page = self.whole.pages[0].obj
        field, element = self.new(), self.new()
        key = self._tag(page, field, element)
        self.objects[field] = (
            b"<< /Type /Annot /Subtype /Widget /FT /Sig /T %b /TU %b /F %d /Rect [ 0 0 0 0 ] /P %b /StructParent %d /V %d 0 R >>"
            % (
                text(self._unused_name()),
                text(f"Digital signature of {name}"),
                PRINTED_AND_LOCKED,
                _reference(page),
                key,
                self.signature,
            )
        )
        self._replace(page, {"/Annots": _longer(page.get("/Annots"), b"%d 0 R" % field), "/Tabs": b"/S"})
        self._list(field)

    def _tag(self, page: Any, field: int, element: int) -> int:
        """Put the field into the structure tree, behind all that is there; return its key there."""
        import pikepdf

        if "/StructTreeRoot" not in self.root or not bool(self.root.get("/MarkInfo", {}).get("/Marked", False)):
            raise UnfitPdfError(
                "the PDF is not tagged, so that it would not be accessible when it is signed", MAKE_ANEW
            )
        tree = self.root.StructTreeRoot
        parents = tree.ParentTree
        numbers = [int(one) for one in list(parents.Nums)[::2]]
        key = max([*numbers, int(tree.get("/ParentTreeNextKey", 0)) - 1, self._last_key()]) + 1
        top = tree.K[0] if isinstance(tree.K, pikepdf.Array) and len(tree.K) == 1 else tree.K
        owner = top if isinstance(top, pikepdf.Dictionary) and top.is_indirect else tree
        self.objects[element] = (
            b"<< /Type /StructElem /S /Form /P %b /Pg %b /K << /Type /OBJR /Obj %d 0 R /Pg %b >> >>"
            % (
                *(_reference(owner), _reference(page), field),
                _reference(page),
            )
        )
        nums = _longer(parents.Nums, b"%d %d 0 R" % (key, element))
        changed = {"/K": _longer(owner.get("/K"), b"%d 0 R" % element)}
        following = {"/ParentTreeNextKey": b"%d" % (key + 1)}
        if parents.is_indirect:
            self._replace(parents, {"/Nums": nums})
        else:
            following["/ParentTree"] = b"<< %b/Nums %b >>" % (_entries(parents, ("/Nums",)), nums)
        if owner is tree:
            following |= changed
        else:
            self._replace(owner, changed)
        self._replace(tree, following)
        return key

    def _last_key(self) -> int:
        """Return the last key of the structure's tree that a page or annotation uses."""
        keys = [int(page.obj.get("/StructParents", -1)) for page in self.whole.pages]
        keys += [int(one.get("/StructParent", -1)) for page in self.whole.pages for one in page.obj.get("/Annots", [])]
        return max(keys, default=-1)

    def _unused_name(self) -> str:
        known = {str(one.get("/T", "")) for one in self._form().get("/Fields", [])}
        return next(name for name in (f"Signature{count}" for count in range(1, len(known) + 2)) if name not in known)

    def _form(self) -> Any:
        return self.root.get("/AcroForm", {})

    def _list(self, field: int | None) -> None:
        """Put a new field into the list of all fields, and say there that the file is signed."""
        form = self._form()
        fields = _longer(form.get("/Fields"), b"%d 0 R" % field) if field else _written(form.Fields)
        entries = _entries(form, ("/Fields", "/SigFlags")) if form else b""
        content = b"<< %b/Fields %b /SigFlags %d >>" % (entries, fields, APPEND_ONLY)
        if form and form.is_indirect:
            self.objects[form.objgen[0]] = content
        else:
            self.catalog["/AcroForm"] = b"%d 0 R" % self.new(content)
        if "/Extensions" not in self.root:
            self.catalog["/Extensions"] = EXTENSION

    def evidence(self, certificates: Sequence[bytes], lists: Sequence[bytes]) -> None:
        """Add what the signature rests on, so that it is itself signed."""
        known = self.root.get("/DSS", {})
        added = []
        for key, files in (("/Certs", certificates), ("/CRLs", lists)):
            there = {one.read_bytes() for one in known.get(key, [])}
            new = [one for one in dict.fromkeys(files) if one not in there]
            numbers = [self.new(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(one), one)) for one in new]
            if numbers or key in known:
                items = b" ".join(b"%d 0 R" % one for one in numbers)
                added.append(b"%b %b " % (key.encode(), _longer(known.get(key), items)))
        if added:
            rest = _entries(known, ("/Certs", "/CRLs")) if known else b""
            self.catalog["/DSS"] = b"%d 0 R" % self.new(b"<< %b%b>>" % (rest, b"".join(added)))

    def _replace(self, value: Any, entries: Mapping[str, bytes]) -> None:
        """Put a dictionary in its own place with other entries."""
        if not value.is_indirect:
            raise UnfitPdfError("the PDF is not made as this program makes them", MAKE_ANEW)
        new = b"".join(b"%b %b " % (key.encode(), content) for key, content in entries.items())
        self.objects[value.objgen[0]] = b"<< %b%b>>" % (_entries(value, tuple(entries)), new)

    def written(self, previous: int) -> Prepared:
        """Write the revision, with its cross-reference stream (ISO 32000-1, 7.5.8)."""
        self._replace(self.root, self.catalog)
        number = self.size
        content = bytearray(self.pdf if self.pdf.endswith(b"\n") else self.pdf + b"\n")
        places: dict[int, int] = {}
        for one in sorted(self.objects):
            places[one] = len(content)
            content += b"%d 0 obj\n%b\nendobj\n" % (one, self.objects[one])
        places[number] = place = len(content)
        rows = b"".join(b"\x01" + places[one].to_bytes(4, "big") + b"\x00\x00" for one in sorted(places))
        trailer = self.whole.trailer
        first = bytes(trailer.ID[0]).hex().upper().encode()
        change = (
            hashlib.md5(bytes(content[len(self.pdf) :]) + first, usedforsecurity=False).hexdigest().upper().encode()
        )
        info = trailer.get("/Info")
        content += (
            b"%d 0 obj\n<< /Type /XRef /Size %d /Prev %d /Root %b %b/ID [ <%b> <%b> ] /W [ 1 4 2 ] /Index [ %b ] /Length %d >>\n"
            b"stream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        ) % (
            *(number, number + 1, previous, _reference(self.root)),
            *(b"/Info %b " % _reference(info) if info is not None and info.is_indirect else b"", first, change),
            *(b" ".join(b"%d 1" % one for one in sorted(places)), len(rows), rows, place),
        )
        return self._ranged(content, places[self.signature])

    def _ranged(self, content: bytearray, place: int) -> Prepared:
        """Write into the signature which bytes it is about."""
        opened = content.index(b"/Contents <", place) + len(b"/Contents ")
        closed = content.index(b">", opened)
        ranges = b"[ 0 %d %d %d ]" % (opened, closed + 1, len(content) - closed - 1)
        at = content.index(b"/ByteRange ", place) + len(b"/ByteRange ")
        content[at : at + RANGE_WIDTH] = ranges.ljust(RANGE_WIDTH)
        return Prepared(bytes(content), (opened + 1, closed))


def text(words: str) -> bytes:
    """Write a text string: ASCII as it is, everything else as UTF-16."""
    if words.isascii() and words.isprintable():
        return f"({words})".encode() if not set(words) & set("()\\") else f"<{words.encode().hex().upper()}>".encode()
    return f"<FEFF{words.encode('utf-16-be').hex().upper()}>".encode()


def _reference(value: Any) -> bytes:
    number, generation = value.objgen
    if not number:
        raise UnfitPdfError("the PDF is not made as this program makes them", MAKE_ANEW)
    return b"%d %d R" % (number, generation)


def _entries(dictionary: Any, without: tuple[str, ...]) -> bytes:
    """Return what stands between the brackets of a dictionary, without some of its keys."""
    return b"".join(
        b"%b %b " % (key.encode(), _written(value)) for key, value in dictionary.items() if key not in without
    )


def _longer(array: Any, item: bytes) -> bytes:
    """Return an array, or one value that stands for it, with one more item."""
    import pikepdf

    if array is None:
        return b"[ %b ]" % item
    items = [*array] if isinstance(array, pikepdf.Array) else [array]
    return b"[ %b %b ]" % (b" ".join(map(_written, items)), item)


def _written(value: Any) -> bytes:
    import pikepdf

    if isinstance(value, pikepdf.Object):
        number, generation = value.objgen
        return b"%d %d R" % (number, generation) if number else bytes(value.unparse())
    return _plain(value)


def _plain(value: Any) -> bytes:
    """Write a number or truth value, which pikepdf gives as Python's own."""
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return str(value).encode()
