"""A Word file of one shape, compiled: what letters share is compressed already, and their values are put in.

A compiled package is made by rendering a document of the shape with stand-ins for its values. It is used only where it
gives the very bytes that rendering in full gives; so no file depends on those made before it.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape

from correspondence.document import Document
from correspondence.errors import CorrespondenceError
from correspondence.render.docx.archive import Member, archived, joined, member
from correspondence.render.docx.package import CORE, core_xml
from correspondence.render.docx.runs import collapsed
from correspondence.render.docx.shapes import Shape, ShapeReader, filled

Parts = Mapping[str, bytes]

MOST_SHAPES = 128
"""So many shapes are remembered; the one that was met longest ago goes."""
FIRST_SIGN, OTHER_SIGN, MOST_SLOTS = 0xF0000, 0x100000, 0xFFFD
"""Stand-ins are private-use characters of plane 15, and once more of plane 16; so many values a document may have."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A part with places for values: its pieces, and which value stands at which place."""

    name: str
    pieces: tuple[str, ...]
    places: tuple[tuple[int, int], ...]

    def member(self, values: Sequence[str]) -> Member:
        """Return the part with values in their places, compressed."""
        pieces = list(self.pieces)
        for place, number in self.places:
            pieces[place] = values[number]
        return member(self.name, "".join(pieces).encode())


@dataclass(frozen=True, slots=True)
class Compiled:
    """The parts of a package in their order: compressed, with places for values, or None for those of the file itself."""

    parts: tuple[Member | Pattern | None, ...]

    def file(self, document: Document, values: Sequence[str]) -> bytes:
        """Return the package of a document of this shape."""
        written = [_written(value) for value in values]
        members = [
            one
            if isinstance(one, Member)
            else one.member(written)
            if one is not None
            else member(CORE, core_xml(document))
            for one in self.parts
        ]
        return joined(members)


@lru_cache(maxsize=4096)
def _written(value: str) -> str:
    """Return a value as a part has it; most stand in every letter."""
    return escape(collapsed(value), quote=False)


def compiled(document: Document, count: int, parts_of: Callable[[Document], Parts]) -> Compiled | None:
    """Compile the package of a document's shape.

    The document is rendered with two sets of stand-ins. A part is taken to have places for values only where the second
    rendering is the first with its stand-ins replaced: nothing then looks at what stands there, and no word of the
    document is mistaken for a stand-in.

    Args:
        document: A document of the shape.
        count: How many values stand in its slots.
        parts_of: Renders a document in full: returns the parts of its package.

    Returns:
        None where such a document can only be rendered in full.
    """
    if count > MOST_SLOTS:
        return None
    try:
        first, other = (parts_of(_with_stand_ins(document, sign, count)) for sign in (FIRST_SIGN, OTHER_SIGN))
    except CorrespondenceError:
        return None
    if list(first) != list(other):
        return None
    replaced = {FIRST_SIGN + number: OTHER_SIGN + number for number in range(count)}
    made: list[Member | Pattern | None] = []
    for name, content in first.items():
        if name == CORE:
            made.append(None)
        elif content == other[name]:
            made.append(member(name, content))
        else:
            text = content.decode()
            if text.translate(replaced) != other[name].decode():
                return None
            made.append(_pattern(name, text, count))
    return Compiled(tuple(made))


def _with_stand_ins(document: Document, sign: int, count: int) -> Document:
    """Return a document with private-use characters for its values, and for its title too."""
    signs = map(chr, range(sign, sign + count))
    number = chr(sign) if document.reference else ""
    return replace(document, title=chr(sign), reference=number, blocks=filled(document.blocks, signs))


def _pattern(name: str, text: str, count: int) -> Pattern:
    stand_ins = re.compile(f"([{chr(FIRST_SIGN)}-{chr(FIRST_SIGN + count - 1)}])\\1*")
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    end = 0
    for found in stand_ins.finditer(text):
        places.append((len(pieces) + 1, ord(found[1]) - FIRST_SIGN))
        pieces += (text[end : found.start()], "")
        end = found.end()
    return Pattern(name, (*pieces, text[end:]), tuple(places))


class Packages:
    """Makes packages, by filling where the shape was met before.

    Args:
        parts_of: Renders a document in full: returns the parts of its package in their order.
    """

    def __init__(self, parts_of: Callable[[Document], Parts]) -> None:
        self._parts_of = parts_of
        self._reader = ShapeReader()
        self._shapes: OrderedDict[Shape, Compiled | bool] = OrderedDict()

    def file(self, document: Document) -> bytes:
        """Return the package of one document."""
        shape, values = self._reader.read(document)
        known = self._shapes.get(shape)
        if isinstance(known, Compiled):
            self._shapes.move_to_end(shape)
            return known.file(document, values)
        whole = archived(self._parts_of(document))
        if known is None:  # it may be the only one of its kind
            self._shapes[shape] = True
            if len(self._shapes) > MOST_SHAPES:
                self._shapes.popitem(last=False)
        elif known:
            made = compiled(document, len(values), self._parts_of)
            self._shapes[shape] = made if made and made.file(document, values) == whole else False
        return whole
