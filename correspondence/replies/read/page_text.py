"""The text layer of a PDF's page, character by character, and whether a person sees it.

PDFium counts UTF-16 units, writes a hyphen at a line's end as U+FFFE and ends lines with two signs; here each character
is one code point with its box, a hyphen is a hyphen, a line ends with one sign, and a wide gap between lines is a blank
line. Boxes are in points of the unrotated page, from the origin of its media box.
"""

from __future__ import annotations

import ctypes
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from correspondence.reply import Box

if TYPE_CHECKING:
    from PIL import Image

LOOK_DPI = 100
"""Of the picture on which words are looked for, and codes."""
SAME_TONE = 24
"""Shades of gray, of 256, that a reader does not tell apart in print."""

_HYPHENS = frozenset({0xFFFE, 0x02})
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
_STRANGE = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f\U000f0000-\U0010ffff]")
_WORD = re.compile(r"\S+")
_LETTERS = re.compile(r"\w")
_MARKER = re.compile(r"\s*(?:\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]|[•◦▪–-])\s*")
_MARKER_GAP = 50
"""Points between the number of a list's entry and its first word, at most."""
_WIDE_GAP = 1.45
"""Of the least distance of lines: beyond it a new paragraph begins."""
_SIZE_OF_HEIGHT = 1.1
"""From the height of a line's signs to the size of its font, about."""
_CLOSEST, _DOUBLE = 0.8, 1.65
"""Of the font's size: two lines do not come closer, and from here on they are set with double spacing, or one by one."""
_SHORT_OF = 0.15
"""Of the width of the text: a line that ends so far before the edge was not broken there."""
_STRANGE_SHARE = 0.1
_SHOWN_WORDS = 5
_LEAST_HEIGHT, _OF_HEIGHT = 1.6, 0.6
"""Points: how high the letters of a font of three points are, which nobody reads without a glass; and how wide one is."""
_DEEPEST_OBJECT = 5
_MOST_COVERS = 500
_HALF = 0.5
_CELL = 3.0
"""Points: words whose middles are further apart lie beside one another."""
_MOST_IN_CELL = 4


@dataclass(frozen=True, slots=True)
class Layer:
    """A page's characters, and the box of each."""

    text: str
    boxes: tuple[Box | None, ...]

    @property
    def is_garbage(self) -> bool:
        """Whether too many of its characters stand for nothing, as with fonts that do not say what they show."""
        return len(_STRANGE.findall(self.text)) > _STRANGE_SHARE * max(1, len(self.text))

    def words(self) -> Iterator[tuple[str, Box]]:
        """Yield words of letters or digits with the box round their characters."""
        for found in _WORD.finditer(self.text):
            boxes = [box for box in self.boxes[found.start() : found.end()] if box]
            if boxes and _LETTERS.search(found[0]):
                yield found[0], around(boxes)


def around(boxes: list[Box]) -> Box:
    """Return the box round several."""
    return (
        min(one[0] for one in boxes),
        min(one[1] for one in boxes),
        max(one[2] for one in boxes),
        max(one[3] for one in boxes),
    )


def layer_of(textpage: Any, most: int) -> Layer:
    """Read a page's text layer.

    Args:
        textpage: PDFium's page of text.
        most: Characters that are read at most.
    """
    import pypdfium2.raw as pdfium_c

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pointers = [ctypes.byref(one) for one in (left, right, bottom, top)]
    characters: list[str] = []
    boxes: list[Box | None] = []
    raw, high, broken = textpage.raw, 0, False
    last: Box | None = None
    for index in range(min(pdfium_c.FPDFText_CountChars(raw), most)):
        unit = pdfium_c.FPDFText_GetUnicode(raw, index)
        if unit in _HIGH:
            high = unit
            continue
        if unit in _LOW:
            if not high:
                continue
            unit, high = 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00), 0
        character = "-" if unit in _HYPHENS else chr(unit) if unit else "\ufffd"
        if character == "\r":
            continue
        characters.append("\n" if character in "\v\f\x85\u2028\u2029" else character)
        box: Box | None = None
        if not character.isspace() and pdfium_c.FPDFText_GetCharBox(raw, index, *pointers):
            box = (left.value, bottom.value, right.value, top.value)
            if box[2] <= box[0] or box[3] <= box[1]:
                box = None
        if broken and box and last and box[3] < last[1]:  # PDFium tells of no line's end behind such a hyphen
            characters.insert(-1, "\n")
            boxes.append(None)
        boxes.append(box)
        broken, last = unit in _HYPHENS, box or last
    return _parted(_lines_of(characters, boxes))


@dataclass(slots=True)
class _Line:
    characters: list[str]
    boxes: list[Box | None]
    box: Box | None


def _lines_of(characters: list[str], boxes: list[Box | None]) -> list[_Line]:
    lines: list[_Line] = []
    start = 0
    for end in [*(index for index, one in enumerate(characters) if one == "\n"), len(characters)]:
        inside = [box for box in boxes[start:end] if box]
        lines.append(_Line(characters[start:end], boxes[start:end], around(inside) if inside else None))
        start = end + 1
    return _with_markers(lines)


def _with_markers(lines: list[_Line]) -> list[_Line]:
    """Bring the numbers of lists, which some programs draw after all else, back before the lines that they count."""
    markers = [line for line in lines if line.box and _MARKER.fullmatch("".join(line.characters))]
    for marker in markers:
        counted = [line for line in lines if line is not marker and _stands_before(marker.box, line.box)]
        if counted:
            line = min(counted, key=lambda one: one.box[0] if one.box else 0.0)
            while marker.characters and marker.characters[-1].isspace():
                marker.characters.pop()
                marker.boxes.pop()
            line.characters[:0] = [*marker.characters, " "]
            line.boxes[:0] = [*marker.boxes, None]
            lines = [one for one in lines if one is not marker]
    return lines


def _stands_before(marker: Box | None, line: Box | None) -> bool:
    if marker is None or line is None or not 0 <= line[0] - marker[2] < _MARKER_GAP:
        return False
    shared = min(marker[3], line[3]) - max(marker[1], line[1])
    return shared > (marker[3] - marker[1]) / 2


def _parted(lines: list[_Line]) -> Layer:
    """Join lines, with a blank one between paragraphs."""
    text: list[str] = []
    boxes: list[Box | None] = []
    for line, ends in itertools.zip_longest(lines, _paragraph_ends(lines)):
        text += line.characters
        boxes += line.boxes
        if ends is not None:
            breaks = 2 if ends else 1
            text += ["\n"] * breaks
            boxes += [None] * breaks
    return Layer("".join(text), tuple(boxes))


def _paragraph_ends(lines: list[_Line]) -> list[bool]:
    """Tell of every line but the last whether a paragraph ends with it.

    The next line is then further away than the closest ones are. Where all are as far apart as double spacing, or each is a
    paragraph, the short ones end one.
    """
    gaps = [_gap(one.box, two.box) for one, two in itertools.pairwise(lines)]
    placed = [line.box for line in lines if line.box]
    if not placed:
        return [False] * len(gaps)
    height = sorted(box[3] - box[1] for box in placed)[len(placed) * 3 // 4] * _SIZE_OF_HEIGHT
    usual = min((gap for gap in gaps if gap > _CLOSEST * height), default=0.0)
    if usual < _DOUBLE * height:
        return [bool(usual) and (gap > usual * _WIDE_GAP or gap < 0) for gap in gaps]
    edge = max(box[2] for box in placed) - _SHORT_OF * (max(box[2] for box in placed) - min(box[0] for box in placed))
    return [
        gap < 0 or gap > usual * _WIDE_GAP or (gap > _CLOSEST * height and line.box is not None and line.box[2] < edge)
        for line, gap in zip(lines, gaps, strict=False)
    ]


def _gap(upper: Box | None, lower: Box | None) -> float:
    """Return the distance of two lines' feet; below zero where the second stands higher, as at a new column."""
    if upper is None or lower is None:
        return 0.0
    return upper[1] - lower[1]


def unseen_words(layer: Layer, page: Any, picture: Image.Image, *, shows_words: bool = False) -> str:
    """Say which words of a page's text a reader does not see on it.

    Args:
        layer: The text.
        page: PDFium's page.
        picture: The page in shades of gray.
        shows_words: Whether the words are seen on a picture that lies over the page's text, as in a scan that was made
            searchable.

    Returns:
        Why the text is suspect, as a sentence without its full stop; empty where every word leaves a mark.
    """
    words = list(layer.words())
    bare = None if shows_words or not _may_be_covered(words, page) else _without_words(page, picture)
    unseen = [word for word, box in words if _is_tiny(word, box) or not _is_seen(box, page, picture, bare)]
    if unseen:
        return f"it has words that a reader does not see: “{_first_of(unseen)}”"
    if over := list(_over_others(words)):
        return f"it has words that lie over others: “{_first_of(over)}”"
    return ""


def _first_of(words: list[str]) -> str:
    return " ".join(words[:_SHOWN_WORDS]) + (" …" if len(words) > _SHOWN_WORDS else "")


def _may_be_covered(words: list[tuple[str, Box]], page: Any) -> bool:
    """Tell whether something is painted over words: a picture or a filled shape that comes after a text."""
    import pypdfium2.raw as pdfium_c

    covers: list[Box] = []
    fills, strokes = ctypes.c_int(), ctypes.c_int()
    texts = 0
    for one in page.get_objects(max_depth=_DEEPEST_OBJECT):
        if one.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
            texts += 1
        elif texts and one.type in (
            pdfium_c.FPDF_PAGEOBJ_IMAGE,
            pdfium_c.FPDF_PAGEOBJ_PATH,
            pdfium_c.FPDF_PAGEOBJ_SHADING,
        ):
            if one.type == pdfium_c.FPDF_PAGEOBJ_PATH:
                pdfium_c.FPDFPath_GetDrawMode(one.raw, fills, strokes)
                if not fills.value:
                    continue
            covers.append(one.get_bounds())
            if len(covers) > _MOST_COVERS:
                return True
    return any(_shared(box, cover) > _HALF * _area(box) for cover in covers for _, box in words)


def _without_words(page: Any, picture: Image.Image) -> Image.Image:
    """Draw a page as it would be had it no text."""
    import pypdfium2.raw as pdfium_c

    texts = list(page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_TEXT,), max_depth=_DEEPEST_OBJECT))
    for one in texts:
        pdfium_c.FPDFPageObj_SetIsActive(one.raw, 0)
    try:
        scale = picture.width / max(1, page.get_width())
        bare: Image.Image = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil().convert("L")
    finally:
        for one in texts:
            pdfium_c.FPDFPageObj_SetIsActive(one.raw, 1)
    return bare if bare.size == picture.size else bare.resize(picture.size)


def _over_others(words: list[tuple[str, Box]]) -> Iterator[str]:
    """Yield words that lie over other words of about their size; a letter drawn twice, to be bold, is no such word."""
    cells: dict[tuple[int, int], list[tuple[str, Box]]] = {}
    for word, box in words:
        across, up = int((box[0] + box[2]) / 2 / _CELL), int((box[1] + box[3]) / 2 / _CELL)
        for cell in itertools.product((across - 1, across, across + 1), (up - 1, up, up + 1)):
            for other, there in cells.get(cell, ())[:_MOST_IN_CELL]:
                alike = _HALF < (box[3] - box[1]) / (there[3] - there[1]) < 1 / _HALF
                if alike and other != word and _shared(box, there) > _HALF * min(_area(box), _area(there)):
                    yield word
        cells.setdefault((across, up), []).append((word, box))


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _shared(one: Box, two: Box) -> float:
    """Return the area that two boxes share."""
    across, up = min(one[2], two[2]) - max(one[0], two[0]), min(one[3], two[3]) - max(one[1], two[1])
    return max(0.0, across) * max(0.0, up)


def _is_tiny(word: str, box: Box) -> bool:
    """Tell whether a word is too small to be read, whether it runs across the page or up."""
    short, long = sorted((box[2] - box[0], box[3] - box[1]))
    return short < _LEAST_HEIGHT and long < _LEAST_HEIGHT * (1 + _OF_HEIGHT * len(word))


def _is_seen(box: Box, page: Any, picture: Image.Image, bare: Image.Image | None) -> bool:
    from PIL import ImageChops

    left, top, right, bottom = on_picture(box, page, picture)
    left, top = max(0, left), max(0, top)
    right, bottom = min(picture.width, right + 1), min(picture.height, bottom + 1)
    if right <= left or bottom <= top:
        return False
    shown = picture.crop((left, top, right, bottom))
    if bare is not None:
        darkest = ImageChops.difference(shown, bare.crop((left, top, right, bottom))).getextrema()[1]
        return isinstance(darkest, int | float) and darkest > SAME_TONE
    shades = shown.tobytes()
    return max(shades) - min(shades) > SAME_TONE


def on_picture(box: Box, page: Any, picture: Image.Image) -> tuple[int, int, int, int]:
    """Return a place on the page in the pixels of its picture: left, top, right, bottom."""
    import pypdfium2.raw as pdfium_c

    x, y = ctypes.c_int(), ctypes.c_int()
    corners: list[tuple[int, int]] = []
    for across, up in ((box[0], box[1]), (box[2], box[3])):
        pdfium_c.FPDF_PageToDevice(page, 0, 0, picture.width, picture.height, 0, across, up, x, y)
        corners.append((x.value, y.value))
    (x1, y1), (x2, y2) = corners
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def on_page(box: Box, page: Any, picture: Image.Image) -> Box:
    """Return a place on a page's picture in points of the unrotated page."""
    import pypdfium2.raw as pdfium_c

    x, y = ctypes.c_double(), ctypes.c_double()
    corners: list[tuple[float, float]] = []
    for across, down in ((box[0], box[1]), (box[2], box[3])):
        pdfium_c.FPDF_DeviceToPage(page, 0, 0, picture.width, picture.height, 0, round(across), round(down), x, y)
        corners.append((x.value, y.value))
    (x1, y1), (x2, y2) = corners
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
