"""The flow of one column of text: from nested boxes to paragraphs one below the other.

CSS nests boxes whose margins collapse; Word has paragraphs with space after them. Between
two neighbors all margins, paddings and borders that meet there become one space and at
most two lines, the first below the upper, the second above the lower paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from correspondence.errors import Problem, ProblemsError
from correspondence.render.docx.drafts import Leaf, ParagraphDraft, TableDraft
from correspondence.render.docx.looks import Line, RunLook, twips
from correspondence.stylesheet import Border, ComputedStyle, Percent

Home = Literal["above", "below", "either"]


@dataclass(frozen=True)
class _Drawn:
    """A line between two neighbors: where it belongs, and how far it is from the column's edges."""

    border: Border
    home: Home
    left: float
    right: float

    def spans(self, leaf: Leaf) -> bool:
        """Tell whether the line is as wide as a paragraph that stands in no box, or as a table."""
        if isinstance(leaf, TableDraft):
            return True
        free = "left" not in leaf.lines and "right" not in leaf.lines
        return free and (twips(leaf.left), twips(leaf.right)) == (twips(self.left), twips(self.right))


@dataclass
class _Stretch:
    """Spaces and lines in turn: a space, a line, a space … a space."""

    spaces: list[float] = field(default_factory=lambda: [0.0])
    lines: list[_Drawn] = field(default_factory=list)


class _Joint:
    """All that stands between two neighbors."""

    def __init__(self) -> None:
        self.stretches = [_Stretch()]
        self.keep = False
        self._most = self._least = 0.0

    def margin(self, size: float) -> None:
        """Let a margin collapse with those that it touches."""
        self._most, self._least = max(self._most, size), min(self._least, size)

    def solid(self, size: float) -> None:
        """Add room that does not collapse."""
        if size:
            self._flush()
            self.stretches[-1].spaces[-1] += size

    def line(self, line: _Drawn) -> None:
        """Draw a line here."""
        if line.border.width:
            self._flush()
            self.stretches[-1].lines.append(line)
            self.stretches[-1].spaces.append(0.0)

    def drop_margin(self) -> None:
        """Let go of the margin that nothing follows."""
        self._most = self._least = 0.0

    def cut(self) -> None:
        """Begin a new page here."""
        self._flush()
        self.stretches.append(_Stretch())

    @property
    def space(self) -> float:
        """The room up to here, or since the last line."""
        return self.stretches[-1].spaces[-1] + self._most + self._least

    def _flush(self) -> None:
        self.stretches[-1].spaces[-1] += self._most + self._least
        self._most = self._least = 0.0

    def resolve(self, above: Leaf | None, below: Leaf | None) -> None:
        """Give the space and the lines to the neighbors."""
        self._flush()
        if len(self.stretches) > 1:
            _settle(self.stretches[0], above, None)
            _settle(self.stretches[-1], None, below)
            for paragraph in _top_of(below):
                paragraph.page_break_before = True
            return
        _settle(self.stretches[0], above, below)
        if self.keep and above and below:
            above.keep_next = True


def _top_of(leaf: Leaf | None) -> list[ParagraphDraft]:
    if leaf is None:
        return []
    return [leaf] if isinstance(leaf, ParagraphDraft) else leaf.first_paragraphs()


def _settle(stretch: _Stretch, above: Leaf | None, below: Leaf | None) -> None:
    """Deal spaces and lines out to what stands above and below."""
    spaces, lines = list(stretch.spaces), list(stretch.lines)
    while lines and (above or below):
        line, only = lines[0], len(lines) == 1
        free_above = above if above is not None and "bottom" not in above.lines else None
        free_below = below if below is not None and "top" not in below.lines and only else None
        if free_above and (
            not free_below or _cost(line, free_above, spaces[0], "above") <= _cost(line, free_below, spaces[1], "below")
        ):
            free_above.lines["bottom"] = Line.of(line.border, spaces[0])
            lines, spaces = lines[1:], spaces[1:]
        elif free_below:
            free_below.lines["top"] = Line.of(line.border, spaces[1])
            lines, spaces = [], spaces[:1]
        else:
            raise ProblemsError([_too_many_lines()])
    _space(spaces[0], above, below)


def _cost(line: _Drawn, leaf: Leaf, space: float, home: Home) -> int:
    """Return how much a line would suffer from being drawn by a neighbor: its distance, its width, its place."""
    return 4 * (not Line.fits(space)) + 2 * (not line.spans(leaf)) + (line.home not in {home, "either"})


def _space(size: float, above: Leaf | None, below: Leaf | None) -> None:
    if isinstance(above, ParagraphDraft):
        above.after = size
    else:
        for paragraph in _top_of(below):
            paragraph.before += size


def _too_many_lines() -> Problem:
    message = (
        "more lines than two stand between two paragraphs, or more than one beside a table, which Word cannot show"
    )
    return Problem("style.css", message, "take a border or a rule away there, or put words between them")


@dataclass
class _Open:
    """A box that is open: where it began and what was there before."""

    style: ComputedStyle
    left: float
    right: float
    leaves: int
    edge: float
    far_edge: float


class Flow:
    """A column of text that is being filled.

    Args:
        width: Its width in points.
    """

    def __init__(self, width: float) -> None:
        self.width = width
        self.left = self.right = 0.0
        self.leaves: list[Leaf] = []
        self._joint = _Joint()
        self._open: list[_Open] = []
        self._boxed: set[int] = set()

    @property
    def room(self) -> float:
        """Width for what is placed now, in points."""
        return self.width - self.left - self.right

    def enter(self, style: ComputedStyle, *, bare: bool = False) -> None:
        """Open a box; a ``bare`` one has margins alone."""
        joint = self._joint
        if style.break_before == "page" and self.leaves:
            joint.cut()
        joint.keep |= style.break_before == "avoid"
        joint.margin(style.margin_top)
        outer, around = (self.left, self.right), self.room
        self.left += style.margin_left
        self.right += style.margin_right
        if not bare:
            joint.line(_Drawn(style.border_top, "below", self.left, self.right))
            joint.solid(style.padding_top)
            self.left += style.border_left.width
            self.right += style.border_right.width
        edges = (self.left, self.right)
        if not bare:
            self.left += style.padding_left
            self.right += style.padding_right
            self.right += max(0.0, self.room - _measured(style, around, self.room))
        self._open.append(_Open(style, *outer, len(self.leaves), *edges))

    def leave(self, *, bare: bool = False) -> None:
        """Close the box that was opened last."""
        box = self._open.pop()
        style, joint = box.style, self._joint
        self.left, self.right = box.left, box.right
        edges = (self.left + style.margin_left, self.right + style.margin_right)
        if not bare:
            joint.solid(style.padding_bottom)
            if style.border_left.width or style.border_right.width:
                joint = self._joint = self._enclose(box, joint)
            else:
                joint.line(_Drawn(style.border_bottom, "above", *edges))
        joint.margin(style.margin_bottom)
        joint.keep |= style.break_after == "avoid"
        if style.break_after == "page":
            joint.cut()

    def place(self, leaf: Leaf) -> None:
        """Put a paragraph or table below what is there."""
        above = self.leaves[-1] if self.leaves else None
        unbroken = any(box.style.break_inside == "avoid" and box.leaves < len(self.leaves) for box in self._open)
        self._joint.keep |= unbroken
        if isinstance(above, TableDraft) and isinstance(leaf, TableDraft):
            above = self._part(above, leaf)
        self._joint.resolve(above, leaf)
        self._joint = _Joint()
        self.leaves.append(leaf)

    def leave_blank(self, height: float) -> None:
        """Leave room in which nothing stands, in points."""
        self._joint.solid(height)

    def rule(self, style: ComputedStyle) -> None:
        """Draw a line across."""
        self._joint.margin(style.margin_top)
        self._joint.solid(style.padding_top)
        border = style.border_top if style.border_top.width else style.border_bottom
        self._joint.line(_Drawn(border, "either", self.left + style.margin_left, self.right + style.margin_right))
        self._joint.solid(style.padding_bottom)
        self._joint.margin(style.margin_bottom)

    def finish(self, style: ComputedStyle, look: RunLook, *, cell: bool) -> list[Leaf]:
        """Close the column.

        Args:
            style: Style of what holds the column, for a paragraph that Word wants at its end.
            look: The same for runs.
            cell: The column is a cell, which holds the margin at its end; a page and its margins do not.

        Returns:
            Its paragraphs and tables, the last a paragraph.
        """
        has_line = any(stretch.lines for stretch in self._joint.stretches)
        last = self.leaves[-1] if self.leaves else None
        if last is None and has_line:
            last = self._thin(style, look)
            self.leaves.append(last)
        if not cell:
            self._joint.drop_margin()
        self._joint.resolve(last, None)
        if not isinstance(last, ParagraphDraft):
            self.leaves.append(self._thin(style, look))
        self._separate()
        for leaf in self.leaves:
            if isinstance(leaf, TableDraft) and leaf.keep_next:
                leaf.keep_with_next()
        return self.leaves

    def _part(self, above: TableDraft, below: TableDraft) -> ParagraphDraft:
        """Put a thin paragraph between two tables, which Word would make one."""
        pattern = (below.first_paragraphs() or above.first_paragraphs())[0]
        thin = self._thin(pattern.computed, pattern.run_look)
        self.leaves.append(thin)
        return thin

    @staticmethod
    def _thin(style: ComputedStyle, look: RunLook) -> ParagraphDraft:
        return ParagraphDraft("Normal", [], look, style, exact=1.0)

    def _enclose(self, box: _Open, joint: _Joint) -> _Joint:
        """Give all paragraphs of a box the same four lines, so that Word draws it once around them."""
        inside = [leaf for leaf in self.leaves[box.leaves :] if isinstance(leaf, ParagraphDraft)]
        style = box.style
        for paragraph in inside:
            self._boxed.add(id(paragraph))
            if style.border_left.width:
                paragraph.lines["left"] = Line.of(style.border_left, paragraph.left - box.edge)
            if style.border_right.width:
                paragraph.lines["right"] = Line.of(style.border_right, paragraph.right - box.far_edge)
            if "top" in inside[0].lines:
                paragraph.lines["top"] = inside[0].lines["top"]
            if style.border_bottom.width:
                paragraph.lines["bottom"] = Line.of(style.border_bottom, joint.space)
        if not inside or not style.border_bottom.width:
            return joint
        after = _Joint()  # what stood at the joint is now between the words and the line
        after.keep = joint.keep
        return after

    def _separate(self) -> None:
        """Keep Word from drawing the lines of two neighbors once: it does where borders and indents agree."""
        for above, below in zip(self.leaves, self.leaves[1:], strict=False):
            if not isinstance(above, ParagraphDraft) or not isinstance(below, ParagraphDraft):
                continue
            alike = above.lines == below.lines and (twips(above.left), twips(above.right)) == (
                twips(below.left),
                twips(below.right),
            )
            drawn = {"top", "bottom"} & set(above.lines)
            if alike and drawn and not {id(above), id(below)} <= self._boxed:
                below.right += 0.05


def _measured(style: ComputedStyle, around: float, room: float) -> float:
    """Return the width of a box's content, ``around`` being that of the box around it."""
    for said in (style.width, style.max_width):
        if said is not None:
            room = min(room, said.of(around) if isinstance(said, Percent) else said)
    return room
