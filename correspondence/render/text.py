"""Plain text: the words of a document, a block a paragraph.

The words and their order are those of the PDF; what runs in its margins, pictures and
the targets of links are left out.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from correspondence.document import (
    Block,
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
    walk_inlines,
)
from correspondence.render.markup import root_element
from correspondence.stylesheet import Element, Path, Stylesheet

QUOTATION_INDENT = "    "


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
            yield from self.block(block, above, number == 0, number == len(blocks) - 1)

    def block(self, block: Block, above: Path, first: bool, last: bool) -> Iterator[str]:  # noqa: FBT001  (a position, not a switch)
        match block:
            case Paragraph(children) | Heading(children=children):
                yield words(children)
            case ItemList():
                yield self.item_list(block, above, first, last)
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
                if self.stylesheet.computed(path).running is None:
                    yield from self.blocks(inner, path)
            case Columns(columns):
                yield from self.blocks(columns, (*above, Element("div", ("columns",), first, last)))

    def item_list(self, items: ItemList, above: Path, first: bool, last: bool) -> str:  # noqa: FBT001
        path = (*above, Element("ol" if items.ordered else "ul", (), first, last))
        look = self.stylesheet.counter_styles.get(self.stylesheet.computed(path).list_style_type)
        lines: list[str] = []
        for number, item in enumerate(items.items, start=items.start):
            marker = f"{look.prefix}{number}{look.suffix.rstrip()} " if items.ordered and look else f"{number}. " if items.ordered else "- "
            lines.append(marker + words(item.children).replace("\n", "\n" + " " * len(marker)))
            inner = (*path, Element("li", (), number == items.start, number == items.start + len(items.items) - 1))
            lines.extend(textwrap.indent(self.item_list(sublist, inner, False, True), "  ") for sublist in item.sublists)
        return ("\n\n" if items.ordered else "\n").join(lines)


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
