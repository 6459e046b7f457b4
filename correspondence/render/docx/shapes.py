"""The shape of a document: all that decides its file but the words of its values, and the title and number of its letter.

Letters of one mailing share few shapes. A value belongs to the shape where it is empty or has a blank at its end, because
blanks of neighbors join; in a table its length does too, because columns get their room by what stands in them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any, get_args

from correspondence.document import Block, Document, Field, Inline, ItemList, ListItem, Table, Text

SLOT = Field
"""What stands in a shape for a value."""
BLANKS = frozenset(" \t\r\n\f")
MOST_KEPT = 1024
"""So many blocks are known again, and so many shapes of blocks have a number, which no other one ever gets."""

Shape = tuple[Any, ...]

_BLOCKS: frozenset[type] = frozenset({*get_args(Block), ItemList})
_NODES = (*_BLOCKS, *get_args(Inline), ListItem)
_OWN = frozenset({"title", "reference", "blocks", "assets"})
"""What of a document is not taken as it stands: title and number are a letter's own, the others are looked into."""


def _reader(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda node: tuple(getattr(node, name) for name in names)


def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in dataclasses.fields(kind))


_PARTS: Mapping[type, Callable[[Any], tuple[Any, ...]]] = {kind: _reader(_names(kind)) for kind in _NODES}
_SETTINGS = _reader(tuple(name for name in _names(Document) if name not in _OWN))


def is_slot(text: str) -> bool:
    """Tell whether nothing but the words themselves follows from a value."""
    return bool(text) and text[0] not in BLANKS and text[-1] not in BLANKS


class ShapeReader:
    """Reads the shapes of documents; what it keeps makes it faster and nothing else."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, int, tuple[str, ...]]] = {}
        self._numbers: dict[Shape, int] = {}
        self._count = 0

    def read(self, document: Document) -> tuple[Shape, tuple[str, ...]]:
        """Return the shape of a document, and the values that stand in its slots, in reading order."""
        values: list[str] = []
        blocks = tuple([self._of(block, values, sized=False) for block in document.blocks])
        pictures = tuple(document.assets.items())
        return (blocks, pictures, bool(document.reference), *_SETTINGS(document)), tuple(values)

    @property
    def kept(self) -> int:
        """How many blocks are known again."""
        return max(len(self._known), len(self._numbers))

    def _of(self, node: Any, values: list[str], *, sized: bool) -> Any:
        kind = type(node)
        if kind is Field:
            text = node.text
            if not is_slot(text):
                return text
            values.append(text)
            return (SLOT, len(text)) if sized else SLOT
        if kind is tuple:
            return tuple([self._of(one, values, sized=sized) for one in node])
        if kind is Text:
            return (Text, node.text)
        parts = _PARTS.get(kind)
        if parts is None:
            return node
        is_block = kind in _BLOCKS
        if is_block:
            known = self._known.get(id(node))
            if known is not None and known[0] is node:
                values += known[2]
                return known[1]
        sized, before = sized or kind is Table, len(values)
        shape = (kind, *[self._of(one, values, sized=sized) for one in parts(node)])
        return self._number(node, shape, tuple(values[before:])) if is_block else shape

    def _number(self, block: Any, shape: Shape, values: tuple[str, ...]) -> int:
        """Return the number of a block's shape; the block itself is known again at once."""
        number = self._numbers.get(shape)
        if number is None:
            if len(self._numbers) >= MOST_KEPT:
                self._numbers.clear()
                self._known.clear()
            number = self._numbers[shape] = self._count = self._count + 1
        if len(self._known) >= MOST_KEPT:
            self._known.clear()
        self._known[id(block)] = (block, number, values)
        return number


def filled(node: Any, values: Iterator[str], *, sized: bool = False) -> Any:
    """Return a part of a document with other values in its slots.

    Args:
        node: Blocks, a block, or what stands in one.
        values: The values, as many as there are slots; in a table a sign, which is repeated to the old value's length.
        sized: Whether it stands in a table.
    """
    kind = type(node)
    if kind is Field:
        if not is_slot(node.text):
            return node
        value = next(values)
        return Field(value * len(node.text) if sized else value, node.name)
    if kind is tuple:
        return tuple([filled(one, values, sized=sized) for one in node])
    parts = _PARTS.get(kind)
    return kind(*[filled(one, values, sized=sized or kind is Table) for one in parts(node)]) if parts else node
