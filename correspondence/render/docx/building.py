"""The document's tree to drafts: what stands in the page, and what runs in its margins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from correspondence.document import (
    Asset,
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
    Paragraph,
    Quotation,
    Rule,
    SignatureField,
    Table,
    Text,
    TextControl,
    walk_inlines,
)
from correspondence.render.docx.controls import answer_places, place_box, place_choices
from correspondence.render.docx.drafts import CellDraft, Leaf, ListPlace, ParagraphDraft, RowDraft, TableDraft
from correspondence.render.docx.flow import Flow
from correspondence.render.docx.names import list_style, paragraph_style
from correspondence.render.docx.numbering import BLANKS
from correspondence.render.docx.runs import LineSetter, Looks, root_path
from correspondence.render.markup import SIGNATURE_ELEMENT
from correspondence.stylesheet import Border, BoxName, ComputedStyle, Element, Path, Percent


@dataclass(frozen=True, slots=True)
class Running:
    """A division that runs in the margin, with its path."""

    division: Division
    path: Path


class Builder:
    """Turns one document into drafts.

    Args:
        document: The document.
        looks: The computed styles.
    """

    def __init__(self, document: Document, looks: Looks) -> None:
        self.document, self.looks = document, looks
        self.running: dict[str, Running] = {}
        self.places = answer_places(document)
        self._lists = 0

    def body(self, width: float) -> list[Leaf]:
        """Return the body; what runs in the margins is gathered in ``running``.

        Args:
            width: Width between the page's margins, in points.
        """
        path = root_path(self.document)
        column = _Column(self, width, "Normal")
        style = self.looks.style(path)
        column.flow.enter(style)
        column.blocks(self.document.blocks, path)
        column.flow.leave()
        return column.flow.finish(style, self.looks.run(path), cell=False)

    def margin(self, running: Running, width: float, box: BoxName, align: str) -> list[Leaf]:
        """Return a running division as it stands in a box of the margin.

        Args:
            running: The division.
            width: Width of the box in points.
            box: The box's name.
            align: Where lines stand that the style sheet leaves at the left.
        """
        column = _Column(self, width, "header" if box.startswith("top") else "footer", running=running)
        column.division(running.division, running.path)
        style = self.looks.style(running.path)
        leaves = column.flow.finish(style, self.looks.run(running.path), cell=False)
        for leaf in leaves:
            if isinstance(leaf, ParagraphDraft) and leaf.computed.text_align == "left":
                leaf.align = align  # type: ignore[assignment] # left, center or right
        return leaves

    def next_list(self) -> int:
        """Return the number of a new list."""
        self._lists += 1
        return self._lists - 1

    @property
    def assets(self) -> Mapping[str, Asset]:
        """The document's pictures."""
        return self.document.assets


class _Column:
    """One column of text that is being filled from a part of the tree."""

    def __init__(self, builder: Builder, width: float, style_name: str, running: Running | None = None) -> None:
        self.builder, self.looks = builder, builder.looks
        self.flow = Flow(width)
        self.style_name = style_name
        self.running = running

    def blocks(self, blocks: Sequence[Block], above: Path) -> None:
        for number, block in enumerate(blocks):
            first, last = number == 0, number == len(blocks) - 1
            match block:
                case Paragraph(children):
                    self.paragraph(children, (*above, Element("p", (), first, last)), self.style_name)
                case Heading(level, children):
                    path = (*above, Element(f"h{level}", (), first, last))
                    self.paragraph(children, path, f"heading {level}", outline=level - 1)
                case ItemList():
                    path = (*above, Element("ol" if block.ordered else "ul", (), first, last))
                    self.item_list(block, path, None)
                case Quotation(inner):
                    self.inner(inner, (*above, Element("blockquote", (), first, last)), "Quote")
                case Labelled(label, value):
                    self.labelled(label, value, (*above, Element("p", ("labelled",), first, last)))
                case Division():
                    self.division(block, (*above, Element("div", (block.name,), first, last)))
                case Columns():
                    self.columns(block, (*above, Element("div", ("columns",), first, last)))
                case Table():
                    self.table(block, (*above, Element("table", (), first, last)))
                case Rule():
                    style = self.looks.style((*above, Element("hr", (), first, last)))
                    if style.display != "none":
                        self.flow.rule(style)
                case ChoiceControl():
                    path = (*above, Element("p", ("choices",), first, last))
                    place_choices(self.flow, self.looks, self.builder.places, block, path)
                case TextControl():
                    path = (*above, Element("p", ("text-control",), first, last))
                    place_box(self.flow, self.looks, self.builder.places, block, path)

    def division(self, division: Division, path: Path) -> None:
        style = self.looks.style(path)
        if style.running is not None and (self.running is None or path != self.running.path):
            self.builder.running.setdefault(style.running, Running(division, path))
            return
        own = self.running is not None and path == self.running.path
        self.inner(division.blocks, path, self.style_name if own else paragraph_style(division.name, self.style_name))

    def inner(self, blocks: Sequence[Block], path: Path, style_name: str) -> None:
        style = self.looks.style(path)
        if style.display == "none":
            return
        before, self.style_name = self.style_name, style_name
        self.flow.enter(style)
        self.blocks(blocks, path)
        self.flow.leave()
        self.style_name = before

    def paragraph(self, children: Sequence[Inline], path: Path, style_name: str, outline: int | None = None) -> None:
        style = self.looks.style(path)
        if style.display == "none":
            return
        self.flow.enter(style)
        draft = self._draft(children, path, style_name)
        if not draft.runs:
            self.flow.leave_blank(sum(self._room_for_pen(one, path) for one in children))
        else:
            draft.outline = outline
            self.flow.place(draft)
        self.flow.leave()

    def _room_for_pen(self, inline: Inline, path: Path) -> float:
        """Return the height of the room for a signature: in Word nobody signs but with a pen."""
        is_room = isinstance(inline, SignatureField)
        return (self.looks.style((*path, SIGNATURE_ELEMENT)).height or 0.0) if is_room else 0.0

    def _draft(self, children: Sequence[Inline], path: Path, style_name: str, *, last: bool = True) -> ParagraphDraft:
        setter = LineSetter(self.looks, self.builder.assets, self.flow.room)
        setter.set(children, path, last=last)
        style = self.looks.style(path)
        draft = ParagraphDraft(style_name, setter.finish(), self.looks.run(path), style)
        draft.left, draft.right, draft.first_line = self.flow.left, self.flow.right, style.text_indent
        return draft

    def labelled(self, label: Sequence[Inline], value: Sequence[Inline], path: Path) -> None:
        style = self.looks.style(path)
        if style.display == "none":
            return
        label_path = (*path, Element("span", ("label",), first=True, last=False))
        value_path = (*path, Element("span", ("value",), first=False, last=True))
        self.flow.enter(style)
        setter = LineSetter(self.looks, self.builder.assets, self.flow.room)
        setter.set(label, label_path)
        setter.tab(path)
        setter.set(value, value_path)
        draft = ParagraphDraft("Message Header", setter.finish(), self.looks.run(path), style)
        draft.left, draft.right, draft.first_line = self.flow.left, self.flow.right, style.text_indent
        width = _length(self.looks.style(label_path).width, self.flow.room)
        end = draft.left + draft.first_line + (width or 0.0)
        if width and abs(end - draft.left) > 0.05:  # noqa: PLR2004 - a twip: with a hanging indent as wide, Word's own stop serves
            draft.tab = end
        self.flow.place(draft)
        self.flow.leave()

    def item_list(self, items: ItemList, path: Path, above: ListPlace | None) -> None:
        style = self.looks.style(path)
        if style.display == "none":
            return
        number = self.builder.next_list()
        outermost, level = (above.outermost, above.level + 1) if above else (number, 0)
        self.flow.enter(style)
        for index, item in enumerate(items.items):
            inner = (*path, Element("li", (), index == 0, index == len(items.items) - 1))
            looks = self.looks.style(inner)
            self.flow.enter(looks)
            place = ListPlace(
                list_number=number,
                outermost=outermost,
                level=level,
                style=looks.list_style_type,
                look=self.looks.run(inner),
                left=self.flow.left,
                hanging=looks.padding_left + looks.border_left.width + self._blank(looks),
                first_line=looks.text_indent,
                start=items.start,
            )
            name = list_style(ordered=items.ordered, level=level)
            draft = self._draft(item.children, inner, name, last=not item.sublists)
            if looks.list_style_type != "none":
                draft.place = place
                draft.first_line = -place.hanging
            self.flow.place(draft)
            for order, sublist in enumerate(item.sublists):
                element = Element("ol" if sublist.ordered else "ul", (), False, order == len(item.sublists) - 1)  # noqa: FBT003 - as Element's fields are
                self.item_list(sublist, (*inner, element), place)
            self.flow.leave()
        self.flow.leave()

    def _blank(self, style: ComputedStyle) -> float:
        """Return the room between a number and the words: the blanks at its end."""
        counter = self.looks.stylesheet.counter_styles.get(style.list_style_type)
        suffix = counter.suffix if counter else ""
        blanks = suffix[len(suffix.rstrip("".join(BLANKS))) :]
        return sum(BLANKS[blank] for blank in blanks) * style.font_size

    def columns(self, columns: Columns, path: Path) -> None:
        style = self.looks.style(path)
        if style.display == "none":
            return
        self.flow.enter(style)
        paths = [
            (*path, Element("div", (one.name,), index == 0, index == len(columns.columns) - 1))
            for index, one in enumerate(columns.columns)
        ]
        shown = [
            (one, at) for one, at in zip(columns.columns, paths, strict=True) if self.looks.style(at).display != "none"
        ]
        paths = [at for _, at in shown]
        styles = [self.looks.style(one) for one in paths]
        widths = _shares([_outer_width(one, self.flow.room) for one in styles], self.flow.room)
        cells = []
        for (division, inner), looks, width in zip(shown, styles, widths, strict=True):
            name = paragraph_style(division.name, self.style_name)
            column = _Column(self.builder, width - _sides(looks), name, self.running)
            column.blocks(division.blocks, inner)
            leaves = column.flow.finish(looks, self.looks.run(inner), cell=True)
            cells.append(CellDraft(width, leaves, _padding(looks), _borders(looks), looks.vertical_align))
        if cells:
            whole = style.break_inside == "avoid"
            self.flow.place(TableDraft([RowDraft(cells, whole=whole)], sum(widths), self.flow.left))
        self.flow.leave()

    def table(self, table: Table, path: Path) -> None:
        style = self.looks.style(path)
        if style.display == "none":
            return
        self.flow.enter(style, bare=True)
        room = self.flow.room
        total = _length(style.width, room)
        heading = (*path, Element("thead", (), True, not table.rows))  # noqa: FBT003 - as Element's fields are
        count = len(table.header)
        top = (*heading, Element("tr", (), True, True))  # noqa: FBT003 - as Element's fields are
        styles = [self.looks.style((*top, Element("th", (), index == 0, index == count - 1))) for index in range(count)]
        said = [_outer_width(one, total or room) for one in styles]
        lengths = [max(_letters(row[index]) for row in (table.header, *table.rows)) for index in range(count)]
        widths = _shares(said, total or room, lengths)
        body = (*path, Element("tbody", (), False, True))  # noqa: FBT003 - as Element's fields are
        rows = [self._row(table.header, top, "th", widths, heading=True)]
        for index, row in enumerate(table.rows):
            inner = (*body, Element("tr", (), index == 0, index == len(table.rows) - 1))
            rows.append(self._row(row, inner, "td", widths, heading=False))
        for index, row_draft in enumerate(rows):
            _edge(row_draft, style, top=index == 0, bottom=index == len(rows) - 1)
        fixed = total is not None and any(one is not None for one in said)
        self.flow.place(TableDraft(rows, sum(widths), self.flow.left, fixed=fixed))
        self.flow.leave(bare=True)

    def _row(
        self, row: Sequence[Sequence[Inline]], path: Path, tag: str, widths: Sequence[float], *, heading: bool
    ) -> RowDraft:
        name = "Table Heading" if heading else "Table Contents"
        around = (self.looks.style(path[:-1]), self.looks.style(path))
        cells = []
        for index, (children, width) in enumerate(zip(row, widths, strict=True)):
            inner = (*path, Element(tag, (), index == 0, index == len(row) - 1))
            style = self.looks.style(inner)
            column = _Column(self.builder, width - _sides(style), name)
            draft = column._draft(children, inner, name)
            draft.first_line = style.text_indent
            column.flow.place(draft)
            leaves = column.flow.finish(style, self.looks.run(inner), cell=True)
            top, right, bottom, left = _borders(style)
            if path[-1].first:
                top = _wider(top, around[0].border_top)
            if path[-1].last:
                bottom = _wider(bottom, around[0].border_bottom)
            borders = (_wider(top, around[1].border_top), right, _wider(bottom, around[1].border_bottom), left)
            cells.append(CellDraft(width, leaves, _padding(style), borders, style.vertical_align))
        return RowDraft(cells, heading=heading, whole=heading or around[1].break_inside == "avoid")


def _edge(row: RowDraft, style: ComputedStyle, *, top: bool, bottom: bool) -> None:
    """Give the outer cells the table's own borders where those are wider: borders of tables collapse."""
    for index, cell in enumerate(row.cells):
        above, right, below, left = cell.borders
        cell.borders = (
            _wider(above, style.border_top) if top else above,
            _wider(right, style.border_right) if index == len(row.cells) - 1 else right,
            _wider(below, style.border_bottom) if bottom else below,
            _wider(left, style.border_left) if index == 0 else left,
        )


def _wider(one: Border, other: Border) -> Border:
    return other if other.width > one.width else one


def _padding(style: ComputedStyle) -> tuple[float, float, float, float]:
    return (style.padding_top, style.padding_right, style.padding_bottom, style.padding_left)


def _borders(style: ComputedStyle) -> tuple[Border, Border, Border, Border]:
    return (style.border_top, style.border_right, style.border_bottom, style.border_left)


def _sides(style: ComputedStyle) -> float:
    return style.padding_left + style.padding_right


def _length(said: float | Percent | None, whole: float) -> float | None:
    return said.of(whole) if isinstance(said, Percent) else said


def _outer_width(style: ComputedStyle, whole: float) -> float | None:
    """Return the width of a cell, padding included, None where nothing is said."""
    width = _length(style.width, whole)
    return width + _sides(style) if width is not None and not isinstance(style.width, Percent) else width


def _shares(said: Sequence[float | None], whole: float, weights: Sequence[int] = ()) -> list[float]:
    """Deal a width out: what is said first, the rest by weight, in equal parts where nothing has any."""
    weighed = [
        max(1, weight) if one is None else 0 for one, weight in zip(said, weights or [1] * len(said), strict=True)
    ]
    rest = max(0.0, whole - sum(one or 0.0 for one in said))
    return [rest * weight / sum(weighed) if one is None else one for one, weight in zip(said, weighed, strict=True)]


def _letters(inlines: Sequence[Inline]) -> int:
    """Count the letters of a cell: a table without widths gives its columns room by their content."""
    return sum(len(one.text) for one in walk_inlines(tuple(inlines)) if isinstance(one, Text | Field))
