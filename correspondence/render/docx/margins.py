"""Headers and footers: what runs in the page's margins, and the section that holds it all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from correspondence.render.docx.building import Builder
from correspondence.render.docx.drafts import CellDraft, Leaf, ParagraphDraft, RowDraft, TableDraft, first_paragraphs
from correspondence.render.docx.looks import RunLook, twips
from correspondence.stylesheet import BOX_NAMES, BoxName, ComputedStyle, MarginBox, Page, Percent

Edge = Literal["top", "bottom"]
_USUAL_DISTANCE = 36.0
_NEAR = 0.05
"""Points that nobody sees: less than a twip."""


@dataclass
class Strip:
    """What stands in one edge's margin on one kind of page."""

    edge: Edge
    first: bool
    leaves: list[Leaf]
    distance: float

    @property
    def kind(self) -> str:
        """Word's word for it."""
        return "header" if self.edge == "top" else "footer"


@dataclass
class Margins:
    """All strips, and what the section says about them; lengths in points."""

    strips: list[Strip]
    title_page: bool
    top: float
    bottom: float
    header: float
    footer: float


def set_margins(builder: Builder, page: Page, body: Sequence[Leaf], style: ComputedStyle, look: RunLook) -> Margins:
    """Set what runs in the margins.

    Word has one set of margins for all pages. Where the first page's differ, the narrower ones are the section's, and
    the space before the first paragraph, or a header or footer of the right height, makes up for the rest.

    Args:
        builder: Holds the divisions that run, once the body is built.
        page: The page.
        body: The body, whose first paragraph may get more space before.
        style: Style of the root, for a strip that has no words.
        look: The same for runs.
    """
    pages = [(page, False)] + ([(page.first, True)] if page.first else [])
    strips: list[Strip] = []
    edges: tuple[Edge, ...] = ("top", "bottom")
    for edge in edges:
        for one, is_first in pages:
            strip = _strip(builder, one, edge, first=is_first)
            if strip:
                strips.append(strip)
    first = page.first or page
    margins = Margins(
        strips=strips,
        title_page=page.first is not None,
        top=min(page.margin_top, first.margin_top),
        bottom=min(page.margin_bottom, first.margin_bottom),
        header=_level(strips, "top"),
        footer=_level(strips, "bottom"),
    )
    for paragraph in first_paragraphs(list(body)):
        paragraph.before += max(0.0, first.margin_top - page.margin_top)
    if page.margin_top > first.margin_top + _NEAR:
        _fill(margins, "top", page.margin_top, ParagraphDraft("header", [], look, style, exact=1.0), first=False)
    for one, is_first in pages:
        if one.margin_bottom > margins.bottom + _NEAR:
            thin = ParagraphDraft("footer", [], look, style, exact=1.0)
            _fill(margins, "bottom", one.margin_bottom, thin, first=is_first)
    return margins


def _strip(builder: Builder, page: Page, edge: Edge, *, first: bool) -> Strip | None:
    boxes = [
        (name, box) for name, box in page.boxes.items() if name.startswith(edge) and box.running in builder.running
    ]
    if not boxes:
        return None
    if len(boxes) == 1:
        name, box = boxes[0]
        leaves = builder.margin(builder.running[box.running], page.text_width, name, box.text_align)
    else:
        leaves = _side_by_side(builder, page, edge, dict(boxes))
    size = page.margin_top if edge == "top" else page.margin_bottom
    rest = max(0.0, size - _height(leaves))
    align = boxes[0][1].vertical_align
    near = "top" if edge == "top" else "bottom"
    distance = rest / 2 if align == "middle" else 0.0 if align == near else rest
    return Strip(edge, first, leaves, distance)


def _side_by_side(builder: Builder, page: Page, edge: Edge, boxes: dict[BoxName, MarginBox]) -> list[Leaf]:
    """Put two or three boxes into a table without borders; one in the middle stays in the middle."""
    names = [name for name in BOX_NAMES if name in boxes]
    widths = _widths(page.text_width, {name.rsplit("-", 1)[1]: box.width for name, box in boxes.items()})
    cells = []
    for name in names:
        box, place = boxes[name], name.rsplit("-", 1)[1]
        leaves = builder.margin(builder.running[box.running], widths[place], name, box.text_align)
        empty = widths["left"] if place == "center" and name == names[0] else 0.0
        cells.append(CellDraft(widths[place] + empty, leaves, (0.0, 0.0, 0.0, empty), align=box.vertical_align))
    last = next(leaf for leaf in reversed(cells[-1].leaves) if isinstance(leaf, ParagraphDraft))
    thin = ParagraphDraft("header" if edge == "top" else "footer", [], last.run_look, last.computed, exact=1.0)
    return [TableDraft([RowDraft(cells)], sum(cell.width for cell in cells)), thin]


def _widths(whole: float, said: dict[str, float | Percent | None]) -> dict[str, float]:
    """Deal a margin's width out to the left, center and right box; both sides of a middle one are alike."""
    lengths = {place: one.of(whole) if isinstance(one, Percent) else one for place, one in said.items()}
    if "center" in said:
        center = lengths["center"] or whole / 3
        return {"center": center, "left": (whole - center) / 2, "right": (whole - center) / 2}
    left = lengths["left"] or whole - (lengths["right"] or whole / 2)
    return {"left": left, "right": lengths["right"] or whole - left}


def _height(leaves: Sequence[Leaf]) -> float:
    """Return what leaves take of the page, in points."""
    total = 0.0
    for leaf in leaves:
        if isinstance(leaf, ParagraphDraft):
            total += leaf.height
        else:
            total += sum(max(_height(cell.leaves) for cell in row.cells) for row in leaf.rows)
    return total


def _level(strips: Sequence[Strip], edge: Edge) -> float:
    """Find the distance of all strips of an edge; those that stand farther in get space instead."""
    here = [strip for strip in strips if strip.edge == edge]
    if not here:
        return _USUAL_DISTANCE
    distance = min(strip.distance for strip in here)
    for strip in here:
        more = strip.distance - distance
        if edge == "top":
            for paragraph in first_paragraphs(strip.leaves):
                paragraph.before += more
        elif isinstance(strip.leaves[-1], ParagraphDraft):
            strip.leaves[-1].after += more
    return distance


def _fill(margins: Margins, edge: Edge, size: float, thin: ParagraphDraft, *, first: bool) -> None:
    """Make a strip so high that the text keeps the given distance from the page's edge."""
    strip = next((one for one in margins.strips if one.edge == edge and one.first == first), None)
    distance = margins.header if edge == "top" else margins.footer
    if strip is None:
        strip = Strip(edge, first, [thin], distance)
        margins.strips.append(strip)
    more = max(0.0, size - distance - _height(strip.leaves))
    last = strip.leaves[-1]
    if edge == "top" and isinstance(last, ParagraphDraft):
        last.after += more
    elif edge == "bottom":
        for paragraph in first_paragraphs(strip.leaves):
            paragraph.before += more


def section_xml(page: Page, margins: Margins, identifiers: Sequence[str]) -> str:
    """Return the section's properties.

    Args:
        page: The page.
        margins: The strips.
        identifiers: The relation of each strip's part.
    """
    references = "".join(
        f'<w:{strip.kind}Reference w:type="{"first" if strip.first else "default"}" r:id="{identifier}"/>'
        for strip, identifier in zip(margins.strips, identifiers, strict=True)
    )
    turned = ' w:orient="landscape"' if page.width > page.height else ""
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="{twips(page.width)}" w:h="{twips(page.height)}"{turned}/>'
        f'<w:pgMar w:top="{twips(margins.top)}" w:right="{twips(page.margin_right)}" '
        f'w:bottom="{twips(margins.bottom)}" w:left="{twips(page.margin_left)}" w:header="{twips(margins.header)}" '
        f'w:footer="{twips(margins.footer)}" w:gutter="0"/><w:cols w:space="720"/>'
        f"{'<w:titlePg/>' if margins.title_page else ''}</w:sectPr>"
    )
