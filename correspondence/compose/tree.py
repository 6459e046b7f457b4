"""From parsed Markdown to the document's tree."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from correspondence.compose.markdown import ODD_FENCE
from correspondence.compose.parsing import Built, ContentError, Parsed, Values, keep
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
    SignatureField,
    Strong,
    Table,
    Text,
    walk_inlines,
)

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

COLUMNS = "columns"
CODE = "qr:"
"""A picture of this name is the QR code of what stands behind it."""
SPACES = re.compile(r"[ \t]{2,}")
ADDRESS = re.compile(r"(https?://|mailto:|tel:)[^\s<>\"]+", re.ASCII)


@dataclass
class TreeBuilder:
    """Builds blocks from one text.

    Attributes:
        parse: Returns the tree of a Markdown text (:func:`parsed`).
        capture: The values that tokens stand for.
        picture: Returns the bytes of a picture by its path.
        known: The names that divisions may have.
        assets: The pictures that were met, by their path.
        holes: Names of a recipient's values that are empty in the middle of words.
    """

    parse: Callable[[str], Parsed]
    capture: Capture
    picture: Callable[[str], Asset]
    known: frozenset[str]
    assets: dict[str, Asset] = field(default_factory=dict)
    holes: dict[str, None] = field(default_factory=dict)
    _tree: Parsed | None = None
    _values: Values = ()

    def blocks(self, text: str) -> tuple[Block, ...]:
        """Parse a text and return its blocks.

        Raises:
            ContentError: It holds something that a document cannot.
        """
        self._tree = self.parse(text)
        self._values = tuple([(slot.text, slot.name, slot.control, slot.line) for slot in self.capture.slots])
        return self._blocks(self._tree.root.children)

    @property
    def has_headings(self) -> bool:
        """Whether a heading may stand among the blocks."""
        return self._tree is None or self._tree.has_headings

    def _blocks(self, nodes: Iterable[SyntaxTreeNode]) -> tuple[Block, ...]:
        return tuple([block for node in nodes for block in self._block(node)])

    def _block(self, node: SyntaxTreeNode) -> Iterable[Block]:
        """Return what a block becomes, as it was kept from the letter before where its values are the same."""
        if self._tree is None:
            return self._built(node)
        numbers, kept = self._tree.of(node)
        values = tuple([self._values[number] for number in numbers])
        built = kept.get(values)
        if built is None:
            own = TreeBuilder(self.parse, self.capture, self.picture, self.known)
            own._tree, own._values = self._tree, self._values
            built = Built(tuple(own._built(node)), own.assets, own.holes)
            keep(kept, values, built)
        for name, asset in built.assets.items():
            self.assets.setdefault(name, asset)
        if built.holes:
            self.holes |= built.holes
        return built.blocks

    def _built(self, node: SyntaxTreeNode) -> Iterable[Block]:
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
        remedy = "write a paragraph, list, quotation, heading, table or division"
        raise ContentError(f"a {node.type.replace('_', ' ')} cannot stand in a document", remedy, _source(node))

    def _control_of(self, node: SyntaxTreeNode) -> Control | None:
        """Return the room for an answer that a paragraph is, None where it is words."""
        parts = [part for inline in node.children for part in inline.children if part.content.strip()]
        controls = [self.capture.slot(part.info).control for part in parts if part.type == "value"]
        control = controls[0] if len(controls) == len(parts) == 1 else None
        return None if isinstance(control, SignatureField) else control

    def _division(self, node: SyntaxTreeNode) -> Iterable[Block]:
        opening = f"::: {node.info}"
        if node.info not in self.known:
            remedy = f"the layout knows {', '.join(sorted(self.known))}"
            raise ContentError(f'there is no division "{node.info}"', remedy, opening)
        if not node.meta["closed"]:
            remedy = "put ':::' after its last line, and after that of each division inside it, in the same branch of an {% if %}"
            raise ContentError(f'the division "{node.info}" is not closed', remedy, opening)
        blocks = self._blocks(node.children)
        if not blocks:
            return ()
        if node.info != COLUMNS:
            return (Division(node.info, blocks),)
        columns = tuple(block for block in blocks if isinstance(block, Division))
        if len(columns) != len(blocks):
            remedy = "put it into a division of its own inside 'columns'"
            raise ContentError("beside the columns stands text that belongs to none", remedy, opening)
        return (Columns(columns),)

    def _labelled(self, node: SyntaxTreeNode) -> Iterable[Block]:
        label: tuple[Inline, ...] = ()
        values: list[tuple[Inline, ...]] = []
        found: list[Block] = []
        for child in (*node.children, None):
            if child is not None and child.type == "dd":
                for inner in child.children:
                    if inner.type != "paragraph":
                        message = "the value of a label is more than words"
                        raise ContentError(message, "write it as one paragraph", _source(inner))
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
            for number, child in enumerate(entry.children):
                if child.type in {"bullet_list", "ordered_list"}:
                    sublists.append(self._list(child))
                elif child.type == "paragraph" and not number:
                    words = self._line_of(child)
                else:
                    message = "an entry of a list is more than one paragraph with lists below it"
                    raise ContentError(message, "end the list before the next paragraph", _source(child))
            sublists = [sublist for sublist in sublists if sublist.items]
            if sublists and not words:
                message = "an entry of a list has no words of its own, and a list below it"
                raise ContentError(message, "leave out the whole entry, or fill in its value", _source(entry))
            if words:
                items.append(ListItem(words, tuple(sublists)))
        return ItemList(node.type == "ordered_list", tuple(items), int(node.attrs.get("start", 1)))

    def _table(self, node: SyntaxTreeNode) -> Table:
        rows = [tuple(self._line_of(cell) for cell in row.children) for part in node.children for row in part.children]
        if not any(rows[0]):
            raise ContentError("a table has no headings", "write them in its first row", "|")
        return Table(rows[0], tuple(rows[1:]))

    def _line_of(self, node: SyntaxTreeNode) -> tuple[Inline, ...]:
        inline = node.children[0] if node.children else None
        if inline is None:
            return ()
        for line in inline.content.split("\n"):
            if ODD_FENCE.match(line):
                message = f'"{line.strip()}" closes or opens no division here'
                raise ContentError(
                    message, "close each division in the same branch of an {% if %} as it is opened", line
                )
        try:
            return without_empty_lines(self._noted(self._inlines(inline.children)))
        except ContentError as error:
            raise ContentError(error.message, error.remedy, error.words, inline.content) from None

    def _noted(self, inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """Take note of a recipient's empty values that leave a hole among the author's words."""
        line: list[Inline] = []
        for inline in (*inlines, LineBreak()):
            if not isinstance(inline, LineBreak):
                line.append(inline)
                continue
            parts = list(walk_inlines(tuple(line)))
            if any(isinstance(part, Text) and any(map(str.isalpha, part.text)) for part in parts):
                empty = (part.name for part in parts if isinstance(part, Field) and not part.text)
                self.holes.update(dict.fromkeys(name for name in empty if name.startswith("recipient.")))
            line = []
        return inlines

    def _inlines(self, nodes: Sequence[SyntaxTreeNode]) -> tuple[Inline, ...]:
        found: list[Inline] = []
        for node in nodes:
            found.extend(self._inline(node))
        return tuple(merged(found))

    def _inline(self, node: SyntaxTreeNode) -> Iterable[Inline]:
        match node.type:
            case "text" | "text_special":
                return (Text(SPACES.sub(" ", node.content)),) if node.content else ()
            case "value":
                slot = self.capture.slot(node.info)
                if isinstance(slot.control, SignatureField):
                    return (slot.control,)
                if slot.control is not None:
                    message = "room for an answer stands in the middle of words"
                    raise ContentError(message, "give it a paragraph of its own")
                lines = [line for line in slot.text.replace("\t", " ").split("\n") if line.strip()] or [""]
                parts: list[Inline] = [Field(lines[0], slot.name)]
                for line in lines[1:]:
                    parts += (LineBreak(), Field(line, slot.name))
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
        source = str(node.attrs.get("href", ""))
        href = self.capture.resolve(source)
        if not ADDRESS.fullmatch(href):
            remedy = "begin its address with https://, http://, mailto: or tel:, and leave no space in it"
            raise ContentError(f'a link leads to "{href}"', remedy, source)
        return Link(self._inlines(node.children), href)

    def _image(self, node: SyntaxTreeNode) -> Iterable[Inline]:
        source = str(node.attrs.get("src", ""))
        path = self.capture.resolve(source)
        alt = " ".join("".join(plain_text(self._inlines(node.children))).split())
        if not path:
            return ()
        if not alt:
            remedy = f"say between the brackets what it shows: ![Seal of the Department]({path})"
            raise ContentError(f"the picture {path} has no alternative text", remedy)
        if "://" in path or path.startswith("//"):
            remedy = "save it below templates/ and name it by its path there"
            raise ContentError(f"the picture {path} comes from the network", remedy, source)
        if path not in self.assets:
            code = path.removeprefix(CODE)
            self.assets[path] = qr_code(code) if code != path else self.picture(path)
        return (Image(path, alt),)


def merged(inlines: Iterable[Inline]) -> Iterable[Inline]:
    """Join neighbouring words of the author, with one space where two would meet."""
    last: Inline | None = None
    for inline in inlines:
        if isinstance(inline, Text) and isinstance(last, Text):
            second = inline.text.lstrip(" ") if last.text.endswith(" ") else inline.text
            last = Text(last.text + second)
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
    visible = any(
        isinstance(inline, Image | PageNumber | PageCount | SignatureField) for inline in walk_inlines(tuple(line))
    )
    if not words.strip() and not visible:
        return []
    result = list(merged(_without_empty_values(line)))
    if isinstance(result[0], Text):
        result[0] = Text(result[0].text.lstrip())
    if isinstance(result[-1], Text):
        result[-1] = Text(result[-1].text.rstrip())
    return [inline for inline in result if inline != Text("")]


def _without_empty_values(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Drop values without text, and what is left without anything in it."""
    for inline in inlines:
        match inline:
            case Field(text=""):
                continue
            case Emphasis(children=children) | Strong(children=children):
                if filled := tuple(_without_empty_values(children)):
                    yield type(inline)(filled)
            case Link(children=children, href=href):
                if filled := tuple(_without_empty_values(children)):
                    yield Link(filled, href)
            case _:
                yield inline


def _source(node: SyntaxTreeNode) -> str:
    """Return the words of a block as the author wrote them."""
    return "\n".join(inner.content for inner in node.walk() if inner.type == "inline")


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
