"""The words of a scan: what a reader of pictures made of its pages becomes blocks that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from correspondence.comparing.words import DASHES, Reading, TextBlock, has_marker
from correspondence.reply import Page

_LINE = re.compile(r"[^\n]+")
_BROKEN = re.compile(rf"[^\W\d_][{DASHES}]\s*\Z")
_PARAGRAPH = re.compile(r"\n{2,}")
_HEAD_LINES, _FOOT_LINES = 3, 2
"""Lines at the head and foot of a page that may be a running head, or a footer; a first page has none at its head."""
_FEWEST_LINES = 8
"""Lines below which a page is too short to have a head and a foot."""
_TALL = 1.4
"""How much taller than most lines those are that may be a stamp or handwriting; one that is askew is taller too."""


def with_scanned_pages(reading: Reading, pages: Sequence[Page]) -> Reading:
    """Put the words of pages that are pictures where they belong among those that are text.

    Args:
        reading: What the file says by itself; no blocks where it is a scan.
        pages: Its pages that were read off pictures. What the file itself has on them is left out.

    Returns:
        The words of all pages, with a note about each page that shows none.
    """
    numbers = {page.number for page in pages}
    written = [block for block in reading.blocks if not {number for _, number in block.pages} & numbers]
    scanned = (block for page in pages for block in _blocks(page, y_up=reading.kind == "pdf"))
    blocks = sorted([*written, *scanned], key=_page_of) if written else list(scanned)
    empty = [str(page.number) for page in pages if not page.text.strip()]
    suspect = [f"page {page.number} of {reading.file}: {page.suspect}" for page in pages if page.suspect]
    notes = (*(reading.notes if written else ()), *suspect)
    if empty:
        where = f"page {empty[0]}" if len(empty) == 1 else f"pages {', '.join(empty)}"
        notes = (
            *notes,
            f"{where} of {reading.file}: no words could be read off the picture; look whether there are any",
        )
    return replace(reading, blocks=tuple(blocks), notes=notes)


def _page_of(block: TextBlock) -> int:
    return block.pages[0][1] if block.pages else 0


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it stands on its page: how far down, and how tall its words are."""

    start: int
    end: int
    down: float
    tall: float


def _blocks(page: Page, *, y_up: bool) -> Iterator[TextBlock]:
    """Cut a page where its paragraphs end, and where a line looks like the beginning of a list item."""
    apart = tuple(_apart(page, y_up=y_up))
    for start, end in _stretches(page.text):
        first, last = _trimmed(page.text, start, end)
        if first == last:
            continue
        yield TextBlock(
            page.text[first:last],
            pages=((0, page.number),),
            certain=False,
            pictured=True,
            boxes=page.boxes[first:last],
            doubtful=tuple(_within(page.doubtful, first, last)),
            apart=tuple(_within(apart, first, last)),
        )


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _LINE.finditer(text):
        if match.start() == start:
            continue
        ends = _PARAGRAPH.fullmatch(text, match.start() - 2, match.start()) and not _BROKEN.search(
            text, start, match.start()
        )
        if ends or has_marker(match.group(), pictured=True):
            yield start, match.start()
            start = match.start()
    yield start, len(text)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _within(stretches: Iterable[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    for low, high in stretches:
        if low < end and start < high:
            yield max(low, start) - start, min(high, end) - start


def _apart(page: Page, *, y_up: bool) -> Iterator[tuple[int, int]]:
    """Yield the lines that may be no text of the letter: those at the head and the foot of a page, and tall ones."""
    lines = sorted(_lines(page, y_up=y_up), key=lambda line: line.down)
    if len(lines) < _FEWEST_LINES:
        return
    most = _TALL * median(line.tall for line in lines)
    edges = {*lines[: _HEAD_LINES if page.number > 1 else 0], *lines[-_FOOT_LINES:]}
    for line in sorted(lines, key=lambda line: line.start):
        if line in edges or line.tall > most:
            yield line.start, line.end


def _lines(page: Page, *, y_up: bool) -> Iterator[_Line]:
    for match in _LINE.finditer(page.text):
        boxes = list(dict.fromkeys(box for box in page.boxes[match.start() : match.end()] if box))
        if boxes:
            middle = median((box[1] + box[3]) / 2 for box in boxes)
            yield _Line(
                match.start(), match.end(), -middle if y_up else middle, median(box[3] - box[1] for box in boxes)
            )
