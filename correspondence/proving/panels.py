"""What stands beside one another in a picture of a comparison: pages, or words set like a page, with marks on them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from correspondence.comparing import Passage, Place, Reading, TextBlock, Word, words_of
from correspondence.comparing.alignment import gaps
from correspondence.comparing.words import shown
from correspondence.confined import Limits, confined
from correspondence.proving.comparing import Copy
from correspondence.proving.sheets import WIDE, Area, Sheet, draw_sheets
from correspondence.render.fonts import find_fonts

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

LIMITS = Limits(seconds=120, megabytes=2048)
"""Of the pages of one file that are drawn."""
Tone = Literal["difference", "doubtful", "unsure"]
TONES: dict[Tone, tuple[int, int, int]] = {
    "difference": (190, 0, 40),
    "doubtful": (176, 96, 0),
    "unsure": (40, 100, 170),
}
INK, PAPER = (20, 20, 20), (255, 255, 255)

_TEXT, _LEADING, _MARGIN, _BLOCK = 19, 27, 60, 12
"""Pixels of typed words' size, of their lines, of the margin round them, and between blocks."""
_PAD, _LINE, _TAG = 3, 2, 14


@dataclass(frozen=True)
class Mark:
    """Words that are pointed at.

    Attributes:
        label: What stands beside the box, empty where the words are only underlined.
        tone: What is said of them.
        passage: The words; where there are none, the place between two words is marked.
    """

    label: str
    tone: Tone
    passage: Passage


@dataclass(frozen=True)
class Panel:
    """A picture of a page, and where its words stand.

    Attributes:
        title: What it is.
        picture: The picture, in color.
        areas: The place of each word by its number, a part for each line.
    """

    title: str
    picture: Image.Image
    areas: dict[int, tuple[Area, ...]]

    def draw(self, marks: Iterable[Mark]) -> None:
        """Draw marks where their words stand, as far as these stand here."""
        from PIL import ImageDraw

        pen = ImageDraw.Draw(self.picture)
        for mark in marks:
            first, last = mark.passage.start, mark.passage.end
            here = [area for number in range(first, last) for area in self.areas.get(number, ())]
            if here:
                _draw_boxes(pen, [_round(line) for line in _lines(here)], mark)
            elif first == last:
                self._draw_caret(pen, first, mark)

    def _draw_caret(self, pen: ImageDraw.ImageDraw, number: int, mark: Mark) -> None:
        """Mark the place before a word, or behind the one before it."""
        color = TONES[mark.tone]
        if before := self.areas.get(number - 1):
            _, top, x, bottom = before[-1]
        elif after := self.areas.get(number):
            x, top, _, bottom = after[0]
        else:
            return
        x += _PAD if before else -_PAD
        pen.line((x, top - _PAD, x, bottom + _PAD), color, _LINE)
        pen.polygon((x - 6, bottom + 12, x + 6, bottom + 12, x, bottom + 3), color)
        _draw_label(pen, mark, x + _PAD, top - _PAD)


class Side:
    """One of two files, as panels are made of it.

    Args:
        copy: The file.
        other: The one that it is compared with.
    """

    def __init__(self, copy: Copy, other: Reading) -> None:
        self.copy, self.reading = copy, copy.reading
        self.words: list[Word] = words_of(copy.reading, other)
        self.pages = [copy.reading.blocks[word.block].page_at(word.start) for word in self.words]

    @property
    def paged(self) -> bool:
        """Whether it has pages."""
        return self.reading.kind in {"pdf", "picture"}

    def panels(self, pages: Sequence[int]) -> tuple[Panel, ...]:
        """Return pages of the file.

        Raises:
            UnreadableError: A page cannot be drawn.
            WentTooFarError: Drawing took too long, or too much memory.
        """
        places = {
            number: [Place(page, box) for box in self._boxes(number)]
            for number, page in enumerate(self.pages)
            if page and page in pages
        }
        asked = tuple(dict.fromkeys(place for some in places.values() for place in some))
        sheets = confined(LIMITS, draw_sheets, self.copy.content, self.copy.path.name, tuple(pages), asked)
        return tuple(
            self._panel(sheet, places, [place for place in asked if place.page == sheet.page]) for sheet in sheets
        )

    def _boxes(self, number: int) -> Iterator[tuple[float, float, float, float]]:
        word = self.words[number]
        boxes = self.reading.blocks[word.block].boxes[word.start : word.end]
        return iter(dict.fromkeys(box for box in boxes if box))

    def _panel(self, sheet: Sheet, places: dict[int, list[Place]], asked: Sequence[Place]) -> Panel:
        from PIL import Image

        found = dict(zip(asked, sheet.areas, strict=True))
        here = [number for number, page in enumerate(self.pages) if page == sheet.page]
        areas = {number: tuple(found[place] for place in places[number]) for number in here if places[number]}
        if not areas:
            areas = self._by_its_text(sheet, here)
        picture = Image.open(io.BytesIO(sheet.picture)).convert("RGB")
        title = f"{self.copy.path.name}, page {sheet.page}"
        return _upright(Panel(title, picture, areas))

    def _by_its_text(self, sheet: Sheet, here: Sequence[int]) -> dict[int, tuple[Area, ...]]:
        """Find words among those that the page shows, in whatever order it shows them."""
        page = Reading("", "text", (TextBlock(sheet.text, certain=False),))
        printed = words_of(page, self.reading)
        found: dict[int, tuple[Area, ...]] = {}
        place = other = 0
        keys, there = [self.words[number].key for number in here], [word.key for word in printed]
        for gap in (*gaps(keys, there), (len(keys), len(keys), len(there), len(there))):
            for number, word in zip(here[place : gap[0]], printed[other : gap[2]], strict=True):
                letters = [area for area in sheet.letters[word.start : word.end] if area]
                found[number] = tuple(_round(line) for line in _lines(letters))
            place, other = gap[1], gap[3]
        return found

    def typed(self, first: int, last: int) -> Panel:
        """Set words of a file that has no pages, as they follow one another."""
        from PIL import Image, ImageDraw

        font = font_of(_TEXT)
        areas: dict[int, tuple[Area, ...]] = {}
        pieces: list[tuple[int, int, str]] = []
        x = y = _MARGIN
        for number in range(first, last):
            word = self.words[number]
            before = self.words[number - 1] if number > first else word
            text = shown(self.reading.blocks[word.block].text[word.start : word.end])
            width = round(font.getlength(text))
            gap = round(font.getlength(" ")) if before.end < word.start else 0
            if before.block != word.block:
                x, y = _MARGIN, y + _LEADING + _BLOCK
            elif x > _MARGIN and x + gap + width > WIDE - _MARGIN:
                x, y = _MARGIN, y + _LEADING
            elif number > first:
                x += gap
            pieces.append((x, y, text))
            areas[number] = ((x, y, x + width, y + _TEXT + 3),)
            x += width
        picture = Image.new("RGB", (WIDE, y + _LEADING + _MARGIN), PAPER)
        pen = ImageDraw.Draw(picture)
        for left, top, text in pieces:
            pen.text((left, top), text, INK, font)
        return Panel(self.copy.path.name, picture, areas)


def font_of(size: int, weight: str = "normal") -> ImageFont.FreeTypeFont:
    """Return a font for what is written on pictures."""
    from PIL import ImageFont

    return ImageFont.truetype(str(find_fonts().faces["Arial", weight, "normal"].path), size)


def _draw_boxes(pen: ImageDraw.ImageDraw, areas: Sequence[Area], mark: Mark) -> None:
    color = TONES[mark.tone]
    for left, top, right, bottom in areas:
        if mark.tone == "unsure":
            pen.line((left, bottom + _PAD, right, bottom + _PAD), color, _LINE)
        else:
            pen.rectangle((left - _PAD, top - _PAD, right + _PAD, bottom + _PAD), outline=color, width=_LINE)
    _draw_label(pen, mark, areas[0][0] - _PAD, areas[0][1] - _PAD)


def _draw_label(pen: ImageDraw.ImageDraw, mark: Mark, left: int, bottom: int) -> None:
    """Draw a mark's number on a ground of its color, above its words."""
    if not mark.label:
        return
    font = font_of(_TAG, "bold")
    width = round(font.getlength(mark.label)) + 8
    top = max(0, bottom - _TAG - 3)
    left = max(0, min(left, WIDE - width))
    pen.rectangle((left, top, left + width, top + _TAG + 3), fill=TONES[mark.tone])
    pen.text((left + 4, top), mark.label, PAPER, font)


def _lines(areas: Iterable[Area]) -> Iterator[list[Area]]:
    """Part areas where a new line begins."""
    line: list[Area] = []
    for area in areas:
        if line and not _is_level(line[-1], area):
            yield line
            line = []
        line.append(area)
    if line:
        yield line


def _is_level(one: Area, other: Area) -> bool:
    common = min(one[3], other[3]) - max(one[1], other[1])
    return 2 * common >= min(one[3] - one[1], other[3] - other[1])


def _round(areas: Sequence[Area]) -> Area:
    lefts, tops, rights, bottoms = zip(*areas, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _upright(panel: Panel) -> Panel:
    """Turn a page as its words are read."""
    from PIL import Image

    width, height = panel.picture.size
    across = down = 0
    for number, (area, *_) in sorted(panel.areas.items()):
        if after := panel.areas.get(number + 1):
            x, y = after[0][0] - area[0], after[0][1] - area[1]
            if abs(x) < width / 3 and abs(y) < height / 3:  # a new line goes back
                across, down = across + x, down + y
    if abs(across) >= abs(down):
        turn = Image.Transpose.ROTATE_180 if across < 0 else None
    else:
        turn = Image.Transpose.ROTATE_90 if down > 0 else Image.Transpose.ROTATE_270
    if turn is None:
        return panel
    turned = {
        number: tuple(_turned(area, turn, (width, height)) for area in some) for number, some in panel.areas.items()
    }
    return _narrowed(Panel(panel.title, panel.picture.transpose(turn), turned))


def _narrowed(panel: Panel) -> Panel:
    """Make a page that was turned as wide as others."""
    from PIL import Image

    scale = WIDE / panel.picture.width
    if scale >= 1:
        return panel
    picture = panel.picture.resize((WIDE, max(1, round(panel.picture.height * scale))), Image.Resampling.LANCZOS)
    return Panel(
        panel.title,
        picture,
        {number: tuple(_scaled(area, scale) for area in some) for number, some in panel.areas.items()},
    )


def _scaled(area: Area, scale: float) -> Area:
    left, top, right, bottom = (round(edge * scale) for edge in area)
    return left, top, right, bottom


def _turned(area: Area, turn: Image.Transpose, size: tuple[int, int]) -> Area:
    from PIL import Image

    (left, top, right, bottom), (width, height) = area, size
    if turn is Image.Transpose.ROTATE_180:
        return width - right, height - bottom, width - left, height - top
    if turn is Image.Transpose.ROTATE_90:
        return top, width - right, bottom, width - left
    return height - bottom, left, height - top, right
