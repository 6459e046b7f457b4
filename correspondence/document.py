"""The semantic document: what a letter says and what each part of it is.

A frozen tree of blocks and inlines. It knows no paper, font or file format: each
renderer gives a :class:`Division` the style that carries its name. Everything that
a renderer needs, images included, is in the tree.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

DRAFT_MARK = "draft-mark"
"""The division that marks every page of a draft; the look runs it in the margin, other formats begin with it."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words that the template's author wrote."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A value, printed as it stands. ``name`` is where it came from, such as ``recipient.name``."""

    text: str
    name: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """The end of a line inside a paragraph."""


@dataclass(frozen=True, slots=True)
class PageNumber:
    """The number of the page on which it is printed."""


@dataclass(frozen=True, slots=True)
class PageCount:
    """The number of pages of the document (in a packet: of the part)."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Stressed words, italic as a rule."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """Strongly stressed words, bold as a rule."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address."""

    children: tuple[Inline, ...]
    href: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in the line. ``asset`` is its key in :attr:`Document.assets`.

    Attributes:
        asset: Key of the bytes in the document's assets.
        alt: Alternative text, never empty.
        name: Style name: the look gives the size.
    """

    asset: str
    alt: str
    name: str = "image"


@dataclass(frozen=True, slots=True)
class SignatureField:
    """Room in the line for a digital signature; the look gives the size. On paper, it is room for a pen.

    Attributes:
        label: What it is called to somebody who hears the document: "Digital signature of Alan Hanson". Never empty.
    """

    label: str


Inline = Text | Field | LineBreak | PageNumber | PageCount | Emphasis | Strong | Link | Image | SignatureField


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6."""

    level: int
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class ListItem:
    """An entry of a list: its words, then the lists below it."""

    children: tuple[Inline, ...]
    sublists: tuple[ItemList, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemList:
    """A bulleted or numbered list; ``start`` is the number of its first entry."""

    ordered: bool
    items: tuple[ListItem, ...]
    start: int = 1


@dataclass(frozen=True, slots=True)
class Quotation:
    """Paragraphs in somebody else's words, set apart."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label with its value, as in the heading of a memorandum."""

    label: tuple[Inline, ...]
    value: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one row of headings. Every row has as many cells as ``header``."""

    header: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the page."""


@dataclass(frozen=True, slots=True)
class Division:
    """A named part, such as ``inside-address``; its name is its style."""

    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Divisions side by side, read one after the other."""

    columns: tuple[Division, ...]


@dataclass(frozen=True, slots=True)
class ControlOption:
    """One answer of a choice: its name in files, and what the form prints."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ChoiceControl:
    """Answers of which a reader marks one.

    Attributes:
        name: Its name in files, unique in the document.
        label: What it is called to somebody who hears the form.
        options: At least two.
        required: Whether an answer is asked for.
    """

    name: str
    label: str
    options: tuple[ControlOption, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class TextControl:
    """Room that a reader fills in.

    Attributes:
        name: Its name in files, unique in the document.
        label: What stands before or above it.
        lines: Lines of writing that it has room for.
        required: Whether it is to be filled in.
    """

    name: str
    label: str
    lines: int = 1
    required: bool = False


Control = ChoiceControl | TextControl

Block = Paragraph | Heading | ItemList | Quotation | Labelled | Table | Rule | Division | Columns | Control


@dataclass(frozen=True, slots=True)
class Asset:
    """The bytes of a picture.

    Attributes:
        content: The file as it is.
        media_type: ``image/png`` or ``image/jpeg``.
    """

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Document:
    """One whole document.

    Attributes:
        title: Title for metadata and window bars.
        blocks: The parts, in reading order. Parts that the look runs in the margin stand among them.
        layout: Name of the layout: the class of the root element.
        variants: Further classes of the root element, such as ``lectern``.
        language: BCP 47 tag.
        author: The office that speaks.
        date: The document's date, None where it has none.
        reference: The reference number, empty where it has none. It stands in the files' metadata.
        assets: Pictures by the key that :class:`Image` names.
    """

    title: str
    blocks: tuple[Block, ...]
    layout: str
    variants: tuple[str, ...] = ()
    language: str = "en-US"
    author: str = ""
    date: datetime.date | None = None
    reference: str = ""
    assets: Mapping[str, Asset] = field(default_factory=lambda: MappingProxyType({}))


def walk_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield every block, a parent before its children."""
    for block in blocks:
        yield block
        match block:
            case Division(blocks=children) | Quotation(blocks=children):
                yield from walk_blocks(children)
            case Columns(columns=columns):
                yield from walk_blocks(columns)


def inlines_of(block: Block) -> Iterator[Inline]:
    """Yield the inlines that stand directly in one block, a parent before its children."""
    match block:
        case Paragraph(children=children) | Heading(children=children):
            yield from walk_inlines(children)
        case Labelled(label=label, value=value):
            yield from walk_inlines(label + value)
        case Table(header=header, rows=rows):
            for row in (header, *rows):
                for cell in row:
                    yield from walk_inlines(cell)
        case ItemList(items=items):
            for item in items:
                yield from walk_inlines(item.children)
                for sublist in item.sublists:
                    yield from inlines_of(sublist)


def walk_inlines(inlines: tuple[Inline, ...]) -> Iterator[Inline]:
    """Yield every inline, a parent before its children."""
    for inline in inlines:
        yield inline
        match inline:
            case Emphasis(children=children) | Strong(children=children) | Link(children=children):
                yield from walk_inlines(children)
