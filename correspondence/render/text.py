"""Plain text: the words of a document, a block a paragraph.

The words and their order are those of the PDF; what runs in its margins, pictures and
the targets of links are left out.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from correspondence.document import (
    DRAFT_MARK,
    Block,
    ChoiceControl,
    Columns,
    Division,
    Document,
    Field,
    Heading,
    Inline,
    ItemList,
    Labelled,
    LineBreak,
    Paragraph,
    Quotation,
    Table,
    Text,
    TextControl,
    walk_inlines,
)
from correspondence.render.markup import root_element
from correspondence.stylesheet import CounterStyle, Element, Path, Stylesheet

QUOTATION_INDENT = "    "
BLANK_LINE = 60
ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
"""Values and letters of Roman numerals."""


def render_text(document: Document, stylesheet: Stylesheet) -> str:
    """Render a document as plain text.

    Args:
        document: The document.
        stylesheet: Its look, which says what runs in the margins and how lists are numbered.

    Returns:
        Blocks parted by blank lines, lines not wrapped, a line feed at the end.
    """
    writer = _Writer(stylesheet)
    return "\n\n".join(writer.blocks(document.blocks, (root_element(document),))) + "\n"


class _Writer:
    def __init__(self, stylesheet: Stylesheet) -> None:
        self.stylesheet = stylesheet

    def blocks(self, blocks: tuple[Block, ...], above: Path) -> Iterator[str]:
        for number, block in enumerate(blocks):
            yield from self.block(block, above, first=number == 0, last=number == len(blocks) - 1)

    def block(self, block: Block, above: Path, *, first: bool, last: bool) -> Iterator[str]:
        match block:
            case Paragraph(children) | Heading(children=children):
                yield words(children)
            case ItemList():
                yield self.item_list(block, above, first=first, last=last)
            case Quotation(inner):
                for text in self.blocks(inner, (*above, Element("blockquote", (), first, last))):
                    yield textwrap.indent(text, QUOTATION_INDENT)
            case Labelled(label, value):
                name = words(label)
                yield f"{name} {words(value)}".replace("\n", "\n" + " " * (len(name) + 1))
            case Table(header, rows):
                yield "\n".join(_aligned([[words(cell) for cell in row] for row in (header, *rows)]))
            case Division(name, inner):
                path = (*above, Element("div", (name,), first, last))
                if self.stylesheet.computed(path).running is None or name == DRAFT_MARK:
                    yield from self.blocks(inner, path)
            case ChoiceControl(options=options):
                yield "   ".join(f"[ ] {option.label}" for option in options)
            case TextControl(lines=lines):
                yield "\n".join(["_" * BLANK_LINE] * lines)
            case Columns(columns):
                yield from self.blocks(columns, (*above, Element("div", ("columns",), first, last)))

    def item_list(self, items: ItemList, above: Path, *, first: bool, last: bool) -> str:
        path = (*above, Element("ol" if items.ordered else "ul", (), first, last))
        look = self.stylesheet.counter_styles.get(self.stylesheet.computed(path).list_style_type)
        lines: list[str] = []
        for number, item in enumerate(items.items, start=items.start):
            marker = _marker(look, number)
            lines.append(marker + words(item.children).replace("\n", "\n" + " " * len(marker)))
            inner = (*path, Element("li", (), number == items.start, number == items.start + len(items.items) - 1))
            lines.extend(
                textwrap.indent(self.item_list(sublist, inner, first=False, last=True), "  ")
                for sublist in item.sublists
            )
        return ("\n\n" if items.ordered else "\n").join(lines)


def _marker(look: CounterStyle | None, number: int) -> str:
    """Return what stands before an entry of a list; every bullet becomes a hyphen."""
    if look is None:
        return ""
    if look.numbering is None:
        return "- "
    return f"{look.prefix}{numeral(look.numbering, number)}{look.suffix.rstrip()} "


def numeral(numbering: str, number: int) -> str:
    """Write a number as one of CSS's numberings does; what it cannot write is decimal.

    Example:
        >>> [numeral(numbering, 28) for numbering in ("decimal", "lower-alpha", "upper-roman")]
        ['28', 'ab', 'XXVIII']
    """
    case, _, kind = numbering.partition("-")
    text = str(number)
    if kind == "alpha" and number > 0:
        text, rest = "", number
        while rest:
            rest, letter = divmod(rest - 1, 26)
            text = chr(ord("a") + letter) + text
    elif kind == "roman" and 0 < number < 4000:  # noqa: PLR2004  (the numerals end there)
        text, rest = "", number
        for value, letters in ROMAN:
            count, rest = divmod(rest, value)
            text += letters * count
    return text.upper() if case == "upper" else text


def words(inlines: Iterable[Inline]) -> str:
    """Return the words of inlines, a line feed for each line break."""
    parts = []
    for inline in walk_inlines(tuple(inlines)):
        if isinstance(inline, Text | Field):
            parts.append(inline.text)
        elif isinstance(inline, LineBreak):
            parts.append("\n")
    return "\n".join(line.strip() for line in "".join(parts).split("\n"))


def _aligned(rows: list[list[str]]) -> Iterator[str]:
    """Set a table's cells below one another, two spaces between columns."""
    flat = [[cell.replace("\n", " ") for cell in row] for row in rows]
    widths = [max(len(row[index]) for row in flat) for index in range(len(flat[0]))]
    for row in flat:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
