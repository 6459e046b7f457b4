"""The elements that a document's parts become, and the path of each.

One mapping for all renderers: HTML and PDF print the elements, and wherever a style is
wanted, :func:`elements` gives the path to which a style sheet's selectors apply.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from html import escape

from correspondence.document import (
    DRAFT_MARK,
    Asset,
    Block,
    ChoiceControl,
    Columns,
    Division,
    Document,
    Emphasis,
    Field,
    Heading,
    Image,
    Inline,
    ItemList,
    Labelled,
    LineBreak,
    Link,
    PageCount,
    PageNumber,
    Paragraph,
    Quotation,
    Rule,
    SignatureField,
    Strong,
    Table,
    Text,
    TextControl,
    walk_inlines,
)
from correspondence.stylesheet import Element, Path

LONGEST_WORD = 30
"""A longer one is broken where the column of a table is too narrow for it; others make their column wide enough."""
SIGNATURE_FIELD = "signature-field"
"""What a look calls the room for a digital signature."""
LINE_OF_WRITING = 1.6
"""Height of a line that a reader fills in, in ems."""


SIGNATURE_ELEMENT = Element("span", (SIGNATURE_FIELD,))
"""The room for a digital signature, as style sheets see it."""


def body_html(document: Document, page_count: int | None = None, *, can_be_signed: bool = False) -> str:
    """Return the document's blocks as HTML.

    Args:
        document: The document.
        page_count: What is printed for the number of pages; None leaves it to the page counter.
        can_be_signed: Whether the room for a signature is a field; otherwise it is left blank.
    """
    return _Writer(document.assets, page_count, can_be_signed=can_be_signed).blocks(document.blocks)


def root_classes(document: Document) -> tuple[str, ...]:
    """Return the classes of the root element."""
    return (document.layout, *document.variants)


def root_element(document: Document) -> Element:
    """Return the element in which all others stand."""
    return Element("body", root_classes(document), first=True, last=True)


class _Writer:
    def __init__(self, assets: Mapping[str, Asset], page_count: int | None, *, can_be_signed: bool) -> None:
        self.assets, self.page_count, self.can_be_signed = assets, page_count, can_be_signed

    def blocks(self, blocks: tuple[Block, ...]) -> str:
        return "".join(self.block(block) for block in blocks)

    def block(self, block: Block) -> str:
        match block:
            case Paragraph(children):
                return f"<p>{self.inlines(children)}</p>\n"
            case Heading(level, children):
                return f"<h{level}>{self.inlines(children)}</h{level}>\n"
            case ItemList():
                return self.item_list(block)
            case Quotation(blocks):
                return f"<blockquote>\n{self.blocks(blocks)}</blockquote>\n"
            case Labelled(label, value):
                return f'<p class="labelled"><span class="label">{self.inlines(label)} </span><span class="value">{self.inlines(value)}</span></p>\n'
            case Table():
                return self.table(block)
            case Rule():
                return "<hr>\n"
            case Division(name, blocks):
                role = ' role="doc-pageheader"' if name == DRAFT_MARK else ""
                return f'<div class="{name}"{role}>\n{self.blocks(blocks)}</div>\n'
            case ChoiceControl():
                return self.choice(block)
            case TextControl():
                return self.text_control(block)
            case Columns(columns):
                return f'<div class="columns">\n{self.blocks(columns)}</div>\n'

    def choice(self, control: ChoiceControl) -> str:
        name = escape(control.name)
        options = (
            f'<span class="option"><input type="radio" class="mark" name="{name}" id="{name}={escape(option.value)}" value="{escape(option.value)}">'
            f'<label for="{name}={escape(option.value)}">{escape(option.label, quote=False)}</label></span>'
            for option in control.options
        )
        return f'<p class="choices">{" ".join(options)}</p>\n'

    def text_control(self, control: TextControl) -> str:
        shared = f'class="control" name="{escape(control.name)}" title="{escape(control.label)}"'
        if control.lines == 1:
            return f'<p class="text-control"><input type="text" {shared}></p>\n'
        height = f"height: {control.lines * LINE_OF_WRITING:g}em"
        return f'<p class="text-control"><textarea {shared} style="{height}"></textarea></p>\n'

    def item_list(self, items: ItemList) -> str:
        tag = "ol" if items.ordered else "ul"
        # WeasyPrint does not read the attribute, a browser needs no more than it
        start = f' start="{items.start}" style="counter-reset: list-item {items.start - 1}"' if items.start != 1 else ""
        entries = "".join(
            f"<li>{self.inlines(item.children)}{''.join(self.item_list(inner) for inner in item.sublists)}</li>\n"
            for item in items.items
        )
        return f"<{tag}{start}>\n{entries}</{tag}>\n"

    def table(self, table: Table) -> str:
        heading = "".join(self.cell("th", cell, ' scope="col"') for cell in table.header)
        rows = "".join(f"<tr>{''.join(self.cell('td', cell) for cell in row)}</tr>\n" for row in table.rows)
        return f"<table>\n<thead>\n<tr>{heading}</tr>\n</thead>\n<tbody>\n{rows}</tbody>\n</table>\n"

    def cell(self, tag: str, inlines: tuple[Inline, ...], attributes: str = "") -> str:
        text = "".join(one.text for one in walk_inlines(inlines) if isinstance(one, Text | Field))
        if any(len(word) > LONGEST_WORD for word in text.split()):
            attributes += ' style="overflow-wrap: anywhere"'
        return f"<{tag}{attributes}>{self.inlines(inlines)}</{tag}>"

    def inlines(self, inlines: tuple[Inline, ...]) -> str:
        return "".join(self.inline(inline) for inline in inlines)

    def inline(self, inline: Inline) -> str:
        match inline:
            case Text(text) | Field(text=text):
                return escape(text, quote=False)
            case LineBreak():
                return "<br>"
            case Emphasis(children):
                return f"<em>{self.inlines(children)}</em>"
            case Strong(children):
                return f"<strong>{self.inlines(children)}</strong>"
            case Link(children, href):
                return f'<a href="{escape(href)}">{self.inlines(children)}</a>'
            case Image(asset, alt, name):
                return f'<img class="{name}" src="{data_uri(self.assets[asset])}" alt="{escape(alt)}">'
            case SignatureField(label) if self.can_be_signed:
                # the engine knows no such field: a box to tick is what it draws nothing in, and .signing makes of it what it is
                return f'<input type="checkbox" class="{SIGNATURE_FIELD}" title="{escape(label)}">'
            case SignatureField():
                return f'<span class="{SIGNATURE_FIELD}"></span>'
            case PageNumber():
                return '<span class="page-number"></span>'
            case PageCount():
                return (
                    '<span class="page-count"></span>' if self.page_count is None else f"<span>{self.page_count}</span>"
                )


def data_uri(asset: Asset) -> str:
    """Return a picture as an address that holds it.

    A path would not do: WeasyPrint puts a hash of an image's address into the PDF.
    """
    return f"data:{asset.media_type};base64,{base64.b64encode(asset.content).decode()}"


def elements(document: Document) -> Iterator[tuple[Path, Inline]]:
    """Yield every inline with the path of the element in which it stands."""
    yield from _in_blocks(document.blocks, (root_element(document),))


def _in_blocks(blocks: tuple[Block, ...], above: Path) -> Iterator[tuple[Path, Inline]]:
    for number, block in enumerate(blocks):
        first, last = number == 0, number == len(blocks) - 1
        match block:
            case Paragraph(children):
                yield from _in_inlines(children, (*above, Element("p", (), first, last)))
            case Heading(level, children):
                yield from _in_inlines(children, (*above, Element(f"h{level}", (), first, last)))
            case ItemList():
                yield from _in_list(block, above, first=first, last=last)
            case Quotation(inner):
                yield from _in_blocks(inner, (*above, Element("blockquote", (), first, last)))
            case Division(name, inner):
                yield from _in_blocks(inner, (*above, Element("div", (name,), first, last)))
            case Columns(columns):
                yield from _in_blocks(columns, (*above, Element("div", ("columns",), first, last)))
            case Labelled(label, value):
                path = (*above, Element("p", ("labelled",), first, last))
                yield from _in_inlines(label, (*path, Element("span", ("label",), first=True)))
                yield from _in_inlines(value, (*path, Element("span", ("value",), last=True)))
            case Table():
                yield from _in_table(block, (*above, Element("table", (), first, last)))
            case ChoiceControl(options=options):
                path = (*above, Element("p", ("choices",), first, last), Element("span", ("option",)))
                yield from ((path, Text(option.label)) for option in options)
            case Rule() | TextControl():
                pass


def _in_list(items: ItemList, above: Path, *, first: bool, last: bool) -> Iterator[tuple[Path, Inline]]:
    path = (*above, Element("ol" if items.ordered else "ul", (), first, last))
    for number, item in enumerate(items.items):
        inner = (*path, Element("li", (), number == 0, number == len(items.items) - 1))
        yield from _in_inlines(item.children, inner)
        for index, sublist in enumerate(item.sublists):
            yield from _in_list(sublist, inner, first=False, last=index == len(item.sublists) - 1)


def _in_table(table: Table, path: Path) -> Iterator[tuple[Path, Inline]]:
    for tag, group, rows in (("th", "thead", (table.header,)), ("td", "tbody", table.rows)):
        above = (*path, Element(group, (), group == "thead", group == "tbody" or not table.rows))
        for number, row in enumerate(rows):
            inner = (*above, Element("tr", (), number == 0, number == len(rows) - 1))
            for index, cell in enumerate(row):
                yield from _in_inlines(cell, (*inner, Element(tag, (), index == 0, index == len(row) - 1)))


def _in_inlines(inlines: tuple[Inline, ...], path: Path) -> Iterator[tuple[Path, Inline]]:
    for inline in inlines:
        yield path if not isinstance(inline, SignatureField) else (*path, SIGNATURE_ELEMENT), inline
        match inline:
            case Emphasis(children):
                yield from _in_inlines(children, (*path, Element("em")))
            case Strong(children):
                yield from _in_inlines(children, (*path, Element("strong")))
            case Link(children):
                yield from _in_inlines(children, (*path, Element("a")))
