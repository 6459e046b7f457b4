"""Paragraphs and tables on their way from the document's tree to Word's XML.

They are filled in as the flow goes on: what follows a paragraph decides the space after
it. Lengths are points; only what is written down is in Word's units.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from correspondence.document import Asset
from correspondence.render.docx.looks import Line, ParagraphLook, RunLook, twips
from correspondence.stylesheet import Border, ComputedStyle


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the line; width and height in points."""

    asset: Asset
    alt: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class AnswerPlace:
    """A content control, in which a reader marks or writes an answer.

    Attributes:
        tag: Its name in files.
        bookmark: Name of the bookmark round it.
        title: What it is called to somebody who hears the form.
        number: Its number in the file.
        lines: Lines of writing that it has room for; 0 for a mark.
    """

    tag: str
    bookmark: str
    title: str
    number: int
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line.

    Attributes:
        kind: What it is; ``page`` and ``pages`` are fields.
        look: How it looks.
        text: Its words, for a text; for an answer what stands there before anybody gives it.
        character_style: Name of the character style, empty for none.
        outside: How the words around it look: what the character style starts from.
        href: Where it leads, empty for nowhere.
        picture: The picture, for a picture.
        place: Where the answer goes, for an answer.
    """

    kind: Literal["text", "break", "tab", "page", "pages", "picture", "answer"]
    look: RunLook
    text: str = ""
    character_style: str = ""
    outside: RunLook | None = None
    href: str = ""
    picture: Picture | None = None
    place: AnswerPlace | None = None


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Where a paragraph stands in a list.

    Attributes:
        list_number: The list's number in the document, counted from 0; an inner list has its own.
        outermost: The number of the outermost list around it.
        level: Depth, 0 for the outermost.
        style: Name of the counter style.
        look: How the words look, and with them the number.
        left: Left edge of the words, in points.
        hanging: From there back to the number's end.
        first_line: Indent of the first line.
        start: Number of the list's first entry.
    """

    list_number: int
    outermost: int
    level: int
    style: str
    look: RunLook
    left: float
    hanging: float
    first_line: float
    start: int


@dataclass(slots=True)
class ParagraphDraft:
    """A paragraph: its words, its style's name and how it stands."""

    style: str
    runs: list[Run]
    run_look: RunLook
    computed: ComputedStyle
    left: float = 0.0
    right: float = 0.0
    first_line: float = 0.0
    before: float = 0.0
    after: float = 0.0
    keep_next: bool = False
    page_break_before: bool = False
    lines: dict[Literal["top", "left", "bottom", "right"], Line] = field(default_factory=dict)
    place: ListPlace | None = None
    tab: float = 0.0
    outline: int | None = None
    exact: float | None = None
    align: Literal["left", "right", "center", "justify"] | None = None
    _look: ParagraphLook | None = None

    @property
    def height(self) -> float:
        """What it takes of the page if no line of it is too long, in points."""
        lines = 1 + sum(run.kind == "break" for run in self.runs)
        line = self.exact or self.computed.line_height or self.computed.font_size * 1.15
        pictures = max((run.picture.height for run in self.runs if run.picture), default=0.0)
        drawn = sum(
            self.lines[side].space + self.lines[side].size / 8 for side in ("top", "bottom") if side in self.lines
        )
        return self.before + lines * line + max(0.0, pictures - line) + drawn + self.after

    def look(self) -> ParagraphLook:
        """Return how it stands, in Word's terms. Asked for when everything is in its place: it is worked out once."""
        if self._look is None:
            self._look = self._finished()
        return self._look

    def _finished(self) -> ParagraphLook:
        line = self.exact or self.computed.line_height or 0.0
        return ParagraphLook(
            keep_next=self.keep_next,
            keep_lines=self.computed.break_inside == "avoid",
            page_break_before=self.page_break_before,
            widow_control=max(self.computed.orphans, self.computed.widows) > 1,
            top=self.lines.get("top"),
            left_line=self.lines.get("left"),
            bottom=self.lines.get("bottom"),
            right_line=self.lines.get("right"),
            before=twips(max(self.before, 0)),
            after=twips(max(self.after, 0)),
            line=twips(line),
            at_least=bool(line) and any(run.kind == "picture" for run in self.runs),
            left=twips(self.left),
            right=twips(self.right),
            first_line=twips(self.first_line),
            align=self.align or self.computed.text_align,
        )


@dataclass(slots=True)
class CellDraft:
    """A cell: what stands in it, and how. ``padding`` goes top, right, bottom, left."""

    width: float
    leaves: list[Leaf]
    padding: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    borders: tuple[Border, Border, Border, Border] = (Border(), Border(), Border(), Border())
    align: Literal["baseline", "top", "middle", "bottom"] = "top"


@dataclass(slots=True)
class RowDraft:
    """A row. ``heading`` repeats it on every page, ``whole`` keeps it on one; ``height`` is the least, in points."""

    cells: list[CellDraft]
    heading: bool = False
    whole: bool = False
    height: float = 0.0


@dataclass(slots=True)
class TableDraft:
    """A table, or divisions side by side, or a box to write in, whose ``caption`` says what for."""

    rows: list[RowDraft]
    width: float
    left: float = 0.0
    fixed: bool = True
    keep_next: bool = False
    lines: dict[Literal["top", "bottom"], Line] = field(default_factory=dict)
    caption: str = ""

    def first_paragraphs(self) -> list[ParagraphDraft]:
        """Return the paragraph with which each cell of the first row begins."""
        return [one for cell in self.rows[0].cells for one in first_paragraphs(cell.leaves)]

    def keep_with_next(self) -> None:
        """Hold every row to the next, and the last to what follows."""
        for row in self.rows:
            for cell in row.cells:
                for leaf in cell.leaves:
                    if isinstance(leaf, ParagraphDraft):
                        leaf.keep_next = True


Leaf = ParagraphDraft | TableDraft


def first_paragraphs(leaves: list[Leaf]) -> list[ParagraphDraft]:
    """Return the paragraphs at the very top: one, or as many as the table there has cells side by side."""
    match leaves:
        case [ParagraphDraft() as paragraph, *_]:
            return [paragraph]
        case [TableDraft() as table, *_]:
            return table.first_paragraphs()
        case _:
            return []


def paragraphs_in(leaves: list[Leaf]) -> list[ParagraphDraft]:
    """Return every paragraph in reading order, those in tables too."""
    found: list[ParagraphDraft] = []
    for leaf in leaves:
        if isinstance(leaf, ParagraphDraft):
            found.append(leaf)
        else:
            for row in leaf.rows:
                for cell in row.cells:
                    found.extend(paragraphs_in(cell.leaves))
    return found
