"""From parsed Markdown to the document's tree."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from correspondence.compose.slots import Capture
from correspondence.document import (
    Asset,
    Block,
    Columns,
    Control,
    Division,
    Emphasis,
    Field,
    Heading,
    Image,
    Inline,
    ItemList,
    Labelled,
    LineBreak,
    Link,
    ListItem,
    PageCount,
    PageNumber,
    Paragraph,
    Quotation,
    Rule,
    Strong,
    Table,
    Text,
    walk_inlines,
)
from correspondence.errors import CorrespondenceError

COLUMNS = "columns"
CODE = "qr:"
"""A picture of this name is the QR code of what stands behind it."""
ADDRESS = re.compile(r"(https?://|mailto:|tel:)[^\s<>\"]+", re.ASCII)


class ContentError(CorrespondenceError):
    """A part of the text cannot stand in a document.

    Args:
        message: What is wrong.
        remedy: What to do.
        words: Words of the text, by which its line can be found.
    """

    def __init__(self, message: str, remedy: str, words: str) -> None:
        self.message, self.remedy, self.words = message, remedy, words
        super().__init__(message, remedy, words)

    def __str__(self) -> str:
        """Say what is wrong and what to do."""
        return f"{self.message}; {self.remedy}"


@dataclass
class TreeBuilder:
    """Builds blocks from one text.

    Attributes:
        parser: The Markdown parser.
        capture: The values that tokens stand for.
        picture: Returns the bytes of a picture by its path.
    """

    parser: MarkdownIt
    capture: Capture
    picture: Callable[[str], Asset]
    assets: dict[str, Asset] = field(default_factory=dict)

    def blocks(self, text: str) -> tuple[Block, ...]:
        """Parse a text and return its blocks.

        Raises:
            ContentError: It holds something that a document cannot.
        """
        root = SyntaxTreeNode(self.parser.parse(text))
        return self._blocks(root.children)

    def _blocks(self, nodes: Iterable[SyntaxTreeNode]) -> tuple[Block, ...]:
        found: list[Block] = []
        for node in nodes:
            found.extend(self._block(node))
        return tuple(found)

    def _block(self, node: SyntaxTreeNode) -> Iterable[Block]:
        match node.type:
            case "paragraph" if control := self._control_of(node):
                return (control,)
            case "paragraph":
                children = self._line_of(node)
                return (Paragraph(children),) if children else ()
            case "heading":
                children = self._line_of(node)
                return (Heading(int(node.tag[1]), children),) if children else ()
            case "bullet_list" | "ordered_list":
                items = self._list(node)
                return (items,) if items.items else ()
            case "blockquote":
                blocks = self._blocks(node.children)
                return (Quotation(blocks),) if blocks else ()
            case "hr":
                return (Rule(),)
            case "division":
                return self._division(node)
            case "table":
                return (self._table(node),)
            case "dl":
                return self._labelled(node)
        raise ContentError(
            f"a {node.type.replace('_', ' ')} cannot stand in a document",
            "write a paragraph, list, quotation, heading, table or division",
            node.content or "",
        )

    def _control_of(self, node: SyntaxTreeNode) -> Control | None:
        """Return the room for an answer that a paragraph is, None where it is words."""
        parts = [part for inline in node.children for part in inline.children if part.content.strip()]
        controls = [
            slot.control for part in parts if part.type == "value" and (slot := self.capture.slot(part.info)).control
        ]
        if not controls:
            return None
        if len(parts) > 1:
            raise ContentError(
                "room for an answer stands in the middle of words", "give it a paragraph of its own", controls[0].label
            )
        return controls[0]

    def _division(self, node: SyntaxTreeNode) -> Iterable[Block]:
        blocks = self._blocks(node.children)
        if not blocks:
            return ()
        if node.info == COLUMNS:
            columns = tuple(block for block in blocks if isinstance(block, Division))
            if len(columns) != len(blocks):
                raise ContentError(
                    "beside the columns stands text that belongs to none",
                    "put it into a division of its own inside 'columns'",
                    "columns",
                )
            return (Columns(columns),)
        return (Division(node.info, blocks),)

    def _labelled(self, node: SyntaxTreeNode) -> Iterable[Block]:
        label: tuple[Inline, ...] = ()
        values: list[tuple[Inline, ...]] = []
        found: list[Block] = []
        for child in (*node.children, None):
            if child is not None and child.type == "dd":
                for inner in child.children:
                    if inner.type != "paragraph":
                        raise ContentError(
                            "the value of a label is more than words",
                            "write it as one paragraph",
                            "".join(plain_text(label)),
                        )
                    values.append(self._line_of(inner))
                continue
            lines = [value for value in values if value]
            if lines:
                value = lines[0]
                for line in lines[1:]:
                    value += (LineBreak(), *line)
                found.append(Labelled(label, value))
            label = self._line_of(child) if child is not None else ()
            values = []
        return found

    def _list(self, node: SyntaxTreeNode) -> ItemList:
        items: list[ListItem] = []
        for entry in node.children:
            words: tuple[Inline, ...] = ()
            sublists: list[ItemList] = []
            for child in entry.children:
                if child.type in {"bullet_list", "ordered_list"}:
                    sublists.append(self._list(child))
                elif child.type == "paragraph" and not words and not sublists:
                    words = self._line_of(child)
                else:
                    raise ContentError(
                        "an entry of a list is more than one paragraph with lists below it",
                        "end the list before the next paragraph",
                        "".join(plain_text(words)),
                    )
            if words:
                items.append(ListItem(words, tuple(sublists)))
        return ItemList(node.type == "ordered_list", tuple(items), int(node.attrs.get("start", 1)))

    def _table(self, node: SyntaxTreeNode) -> Table:
        rows = [
            tuple(self._inlines(cell.children[0].children) if cell.children else () for cell in row.children)
            for part in node.children
            for row in part.children
        ]
        if not any(rows[0]):
            raise ContentError("a table has no headings", "write them in its first row", "|")
        return Table(rows[0], tuple(rows[1:]))

    def _line_of(self, node: SyntaxTreeNode) -> tuple[Inline, ...]:
        inline = node.children[0] if node.children else None
        if inline is None:
            return ()
        return without_empty_lines(self._inlines(inline.children))

    def _inlines(self, nodes: Sequence[SyntaxTreeNode]) -> tuple[Inline, ...]:
        found: list[Inline] = []
        for node in nodes:
            found.extend(self._inline(node))
        return tuple(merged(found))

    def _inline(self, node: SyntaxTreeNode) -> Iterable[Inline]:
        match node.type:
            case "text" | "text_special":
                return (Text(node.content),) if node.content else ()
            case "value":
                slot = self.capture.slot(node.info)
                parts: list[Inline] = []
                for number, line in enumerate(slot.text.split("\n")):
                    if number:
                        parts.append(LineBreak())
                    parts.append(Field(line.replace("\t", " "), slot.name))
                return parts
            case "page_number":
                return (PageNumber(),)
            case "page_count":
                return (PageCount(),)
            case "softbreak":
                return (Text(" "),)
            case "hardbreak":
                return (LineBreak(),)
            case "em":
                return (Emphasis(self._inlines(node.children)),)
            case "strong":
                return (Strong(self._inlines(node.children)),)
            case "link":
                return (self._link(node),)
            case "image":
                return self._image(node)
        raise ContentError(
            f"{node.type.replace('_', ' ')} cannot stand in a document", "write plain words", node.content or ""
        )

    def _link(self, node: SyntaxTreeNode) -> Link:
        href = self.capture.resolve(str(node.attrs.get("href", "")))
        children = self._inlines(node.children)
        if not ADDRESS.fullmatch(href):
            raise ContentError(
                f'a link leads to "{href}"',
                "begin its address with https://, http://, mailto: or tel:",
                "".join(plain_text(children)),
            )
        return Link(children, href)

    def _image(self, node: SyntaxTreeNode) -> Iterable[Inline]:
        path = self.capture.resolve(str(node.attrs.get("src", "")))
        alt = "".join(plain_text(self._inlines(node.children))).strip()
        if not path:
            return ()
        if not alt:
            raise ContentError(
                f"the picture {path} has no alternative text",
                f"say between the brackets what it shows: ![Seal of the Department]({path})",
                path,
            )
        if path not in self.assets:
            code = path.removeprefix(CODE)
            self.assets[path] = qr_code(code) if code != path else self.picture(path)
        return (Image(path, alt),)


def merged(inlines: Iterable[Inline]) -> Iterable[Inline]:
    """Join neighbouring words of the author."""
    last: Inline | None = None
    for inline in inlines:
        if isinstance(inline, Text) and isinstance(last, Text):
            last = Text(last.text + inline.text)
            continue
        if last is not None:
            yield last
        last = inline
    if last is not None:
        yield last


def without_empty_lines(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Drop the lines whose values are all empty, and the space at both ends of each line.

    A line of the author's own words stays, and so does one with a picture.
    """
    lines: list[list[Inline]] = [[]]
    for inline in inlines:
        if isinstance(inline, LineBreak):
            lines.append([])
        else:
            lines[-1].append(inline)
    kept: list[Inline] = []
    for line in lines:
        trimmed = _trimmed(line)
        if not trimmed:
            continue
        if kept:
            kept.append(LineBreak())
        kept.extend(trimmed)
    return tuple(kept)


def _trimmed(line: list[Inline]) -> list[Inline]:
    words = "".join(plain_text(line))
    if not words.strip() and not any(
        isinstance(inline, Image | PageNumber | PageCount) for inline in walk_inlines(tuple(line))
    ):
        return []
    result = [inline for inline in line if not (isinstance(inline, Field) and not inline.text)]
    while result and isinstance(result[0], Text) and not result[0].text.strip():
        result.pop(0)
    while result and isinstance(result[-1], Text) and not result[-1].text.strip():
        result.pop()
    if result and isinstance(result[0], Text):
        result[0] = Text(result[0].text.lstrip())
    if result and isinstance(result[-1], Text):
        result[-1] = Text(result[-1].text.rstrip())
    return result


def plain_text(inlines: Iterable[Inline]) -> Iterable[str]:
    """Yield the words of inlines."""
    for inline in walk_inlines(tuple(inlines)):
        if isinstance(inline, Text | Field):
            yield inline.text
        elif isinstance(inline, LineBreak):
            yield "\n"


def qr_code(text: str) -> Asset:
    """Return a text as a QR code with error correction Q, four dots to a module; the page around it is its quiet zone."""
    import segno

    buffer = io.BytesIO()
    segno.make(text, error="q", micro=False).save(buffer, kind="png", scale=4, border=1)
    return Asset(buffer.getvalue(), "image/png")
