"""A PDF that is written object after object, so that it may be longer than memory is large.

Objects are copied out of other PDFs. Those that are equal are written once, as far back as the writer remembers: the
picture of a signature or an enclosed leaflet is in a file of a thousand letters once.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

REMEMBERED = 20_000
"""Objects that the writer can tell again; what many letters share comes back in each of them."""
HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
LEFT_OUT = frozenset({"/Parent", "/P", "/StructParent", "/StructParents", "/Metadata", "/PieceInfo"})
"""What leads from an object back to the page or file that it was part of; paper needs none of it."""

Objects = dict[tuple[int, int], int]
"""Numbers under which the objects of one source were written, by their numbers in it."""


class PdfWriter:
    """Writes one PDF from its first byte to its last.

    Args:
        write: Takes the bytes as they come.
    """

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._offsets = array("Q", [0])
        self._position = 0
        self._known: OrderedDict[bytes, int] = OrderedDict()
        self._digest = hashlib.sha256()
        self._put(HEADER)

    def reserve(self) -> int:
        """Return the number of an object that is written later."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def put(self, content: bytes, number: int | None = None) -> int:
        """Write an object, and return its number.

        Args:
            content: What stands between ``obj`` and ``endobj``.
            number: The number that was reserved for it; None for one that is written once however often it comes.
        """
        if number is None:
            digest = hashlib.sha256(content).digest()
            if (known := self._known.get(digest)) is not None:
                self._known.move_to_end(digest)
                return known
            number = self.reserve()
            self._known[digest] = number
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        self._offsets[number] = self._position
        self._put(b"%d 0 obj\n%b\nendobj\n" % (number, content))
        return number

    def copy(self, value: Any, objects: Objects) -> bytes:
        """Return a value of another PDF as this one writes it; what it refers to is written first.

        Args:
            value: A value as pikepdf gives it.
            objects: What was written of its source already; more is added.
        """
        return self._copied(value, objects, set())

    def close(self, root: int, title: str) -> None:
        """Write the end.

        Args:
            root: Number of the catalog.
            title: The title that a reader shows.
        """
        information = self.reserve()
        self.put(dictionary({"/Title": text(title), "/Producer": text("correspondence")}), information)
        start, count = self._position, len(self._offsets)
        self._put(b"xref\n0 %d\n0000000000 65535 f \n" % count)
        for number in range(1, count):
            self._put(b"%010d 00000 n \n" % self._offsets[number])
        name = b"<%b>" % self._digest.hexdigest()[:32].encode()
        trailer = {
            "/Size": b"%d" % count,
            "/Root": reference(root),
            "/Info": reference(information),
            "/ID": b"[%b %b]" % (name, name),
        }
        self._put(b"trailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (dictionary(trailer), start))

    def _put(self, content: bytes) -> None:
        self._digest.update(content)
        self._position += len(content)
        self._write(content)

    def _copied(self, value: Any, objects: Objects, above: set[tuple[int, int]]) -> bytes:
        import pikepdf

        if not isinstance(value, pikepdf.Object):
            return _plain(value)
        place = value.objgen
        if place != (0, 0):
            if place not in objects:
                if place in above:
                    return b"null"  # a circle: nothing that is drawn has one
                content = self._content(value, objects, above | {place})
                objects[place] = self.put(content)
            return reference(objects[place])
        return self._content(value, objects, above)

    def _content(self, value: Any, objects: Objects, above: set[tuple[int, int]]) -> bytes:
        import pikepdf

        if isinstance(value, pikepdf.Stream):
            raw = value.read_raw_bytes()
            entries = {
                name: self._copied(inner, objects, above)
                for name, inner in value.items()
                if name not in LEFT_OUT and name != "/Length"
            }
            return stream(raw, entries)
        if isinstance(value, pikepdf.Dictionary):
            return dictionary(
                {name: self._copied(inner, objects, above) for name, inner in value.items() if name not in LEFT_OUT}
            )
        if isinstance(value, pikepdf.Array):
            return b"[%b]" % b" ".join(self._copied(inner, objects, above) for inner in value)
        return bytes(value.unparse())


def reference(number: int) -> bytes:
    """Return what refers to an object."""
    return b"%d 0 R" % number


def dictionary(entries: Mapping[str, bytes]) -> bytes:
    """Return a dictionary; its values are written already."""
    import pikepdf

    return b"<<%b>>" % b" ".join(b"%b %b" % (pikepdf.Name(name).unparse(), entry) for name, entry in entries.items())


def stream(content: bytes, entries: Mapping[str, bytes]) -> bytes:
    """Return a stream; its content is encoded as its entries say."""
    return b"%b\nstream\n%b\nendstream" % (dictionary({**entries, "/Length": b"%d" % len(content)}), content)


def numbers(values: Iterable[float]) -> bytes:
    """Return an array of numbers."""
    return b"[%b]" % b" ".join(f"{value:.4f}".rstrip("0").rstrip(".").encode() for value in values)


def text(words: str) -> bytes:
    """Return a text that a reader shows."""
    return b"<feff%b>" % words.encode("utf-16-be").hex().encode()


def _plain(value: Any) -> bytes:
    match value:
        case None:
            return b"null"
        case bool():
            return b"true" if value else b"false"
        case Decimal():
            return f"{value:f}".encode()
        case _:
            return str(value).encode()
