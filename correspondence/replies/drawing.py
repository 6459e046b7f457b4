"""Where words stand: the part of a page round them as a small picture, the words marked as with a pen.

Pages are drawn of files from strangers; whoever calls this does so through :mod:`correspondence.confined`.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from correspondence.replies.read.kinds import reader_of
from correspondence.replies.read.page_text import on_picture
from correspondence.replies.read.pdf import read_pdf
from correspondence.replies.read.pictures import FORMATS, gray_of, read_picture
from correspondence.replies.read.values import MOST_PIXELS, UnreadableError
from correspondence.reply import Box, Passage

if TYPE_CHECKING:
    from PIL import Image

Area = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the picture, y down."""

DPI = 110
WIDEST = 1000
"""Pixels of a picture's width at most."""
_LARGEST_SIDE = 14_400
_MARGIN_LINES, _LEAST_MARGIN, _MOST_MARGIN = 2.4, 40, 120
"""How much of the page is shown above and below the words: in heights of their lines, and in pixels."""
_PAD, _LINE = 3, 5
"""Pixels between words and the line round them; and how wide that line is drawn, on both sides and the pixel between."""
_GRAYS, _TINTED = 8, 7
_DARKEST_PAPER, _BARE = 150, 0.7
_PEN = (1.0, 0.91, 0.47)
_OUTLINE = (146, 64, 14)


def draw_places(content: bytes, name: str, passages: Sequence[Passage]) -> tuple[bytes | None, ...]:
    """Draw where passages stand.

    Args:
        content: A PDF or a picture. Nothing in it is run, and nothing that it names is fetched.
        name: What it is called.
        passages: Words of it; their boxes are as :class:`~correspondence.reply.Passage` has them.

    Returns:
        For each a strip of its page as PNG, as wide as the page, with the words marked; None for one that has no
        boxes, or whose page is not there or cannot be drawn.

    Raises:
        UnreadableError: The file cannot be opened.
    """
    reader = reader_of(content, name)
    drawn = (
        _of_pdf(content, passages)
        if reader is read_pdf
        else _of_picture(content, passages)
        if reader is read_picture
        else iter(())
    )
    found = dict(drawn)
    return tuple(found.get(index) for index in range(len(passages)))


def _by_page(passages: Sequence[Passage]) -> dict[int, list[int]]:
    """Return the indexes of the passages that have boxes, by page."""
    found: dict[int, list[int]] = {}
    for index, passage in enumerate(passages):
        if passage.boxes:
            found.setdefault(passage.page, []).append(index)
    return found


def _of_pdf(content: bytes, passages: Sequence[Passage]) -> Iterator[tuple[int, bytes]]:
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise UnreadableError("cannot be opened") from error
    try:
        pdf.init_forms()  # what is filled in is drawn, as a reader's program draws it
        for number, indexes in _by_page(passages).items():
            if not 0 < number <= len(pdf):
                continue
            try:
                page = pdf[number - 1]
                if max(page.get_size()) > _LARGEST_SIDE:
                    continue
                picture = _drawn(page)
            except pdfium.PdfiumError:
                continue

            def to_picture(box: Box, page: Any = page, picture: Image.Image = picture) -> Area:
                return on_picture(box, page, picture)

            for index in indexes:
                yield index, _strip(picture, passages[index].boxes, to_picture)
    finally:
        pdf.close()


def _drawn(page: Any) -> Image.Image:
    width, height = page.get_size()
    scale = min(DPI / 72, WIDEST / max(1.0, width), (MOST_PIXELS / 8 / max(1.0, width * height)) ** 0.5)
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    return picture


def _of_picture(content: bytes, passages: Sequence[Passage]) -> Iterator[tuple[int, bytes]]:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # as where its words are read
            with Image.open(io.BytesIO(content), formats=FORMATS) as file:
                count = getattr(file, "n_frames", 1)
                for number, indexes in _by_page(passages).items():
                    if not 0 < number <= count:
                        continue
                    file.seek(number - 1)
                    whole = gray_of(file)
                    scale = min(1.0, WIDEST / whole.width)
                    size = (max(1, round(whole.width * scale)), max(1, round(whole.height * scale)))
                    picture = whole.resize(size, Image.Resampling.LANCZOS) if scale < 1 else whole

                    def to_picture(box: Box, scale: float = scale) -> Area:
                        left, top, right, bottom = (round(edge * scale) for edge in box)
                        return left, top, right, bottom

                    for index in indexes:
                        yield index, _strip(picture, passages[index].boxes, to_picture)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise UnreadableError("cannot be opened") from error


def _strip(picture: Image.Image, boxes: Iterable[Box], to_picture: Callable[[Box], Area]) -> bytes:
    """Cut out the lines round some words, as wide as the page, and mark the words."""
    areas = [_inside(to_picture(box), picture.size) for box in boxes]
    line = sorted(bottom - top for _, top, _, bottom in areas)[len(areas) // 2]
    margin = round(min(_MOST_MARGIN, max(_LEAST_MARGIN, _MARGIN_LINES * line)))
    top = max(0, min(area[1] for area in areas) - margin)
    bottom = min(picture.height, max(area[3] for area in areas) + margin)
    strip = picture.crop((0, top, picture.width, max(bottom, top + 1)))
    return _marked(strip, [(left, upper - top, right, lower - top) for left, upper, right, lower in areas])


def _inside(area: Area, size: tuple[int, int]) -> Area:
    """Return an area with a little room round it, as far as the picture reaches."""
    (left, top, right, bottom), (width, height) = area, size
    left, right = (min(max(0, one), width - 1) for one in (left - _PAD, right + _PAD))
    top, bottom = (min(max(0, one), height - 1) for one in (top - _PAD, bottom + _PAD))
    return left, top, max(left, right), max(top, bottom)


def _marked(strip: Image.Image, areas: Iterable[Area]) -> bytes:
    """Return a picture of sixteen colors: grays, the same under a yellow pen, and the line round the words."""
    from PIL import Image, ImageChops, ImageFilter

    paper = max(_DARKEST_PAPER, _paper(strip))
    shades = strip.point([min(_GRAYS - 1, value * _GRAYS // paper) for value in range(256)])
    under_pen = [_GRAYS + min(value, _GRAYS - 1) * (_TINTED - 1) // (_GRAYS - 1) for value in range(256)]
    pen = Image.new("L", shades.size, 0)
    for left, top, right, bottom in areas:
        pen.paste(255, (left, top, right + 1, bottom + 1))
    line = ImageChops.subtract(pen.filter(ImageFilter.MaxFilter(_LINE)), pen)
    shades.paste(shades.point(under_pen), (0, 0), pen)
    shades.paste(_GRAYS + _TINTED, (0, 0), line)
    colored = Image.frombytes("P", shades.size, shades.tobytes())
    colored.putpalette([value for color in _colors() for value in color])
    target = io.BytesIO()
    colored.save(target, "PNG", optimize=True, bits=4)
    return target.getvalue()


def _paper(strip: Image.Image) -> int:
    """Return the shade of the paper: most of a page is bare, and most of that is no darker."""
    counts = strip.histogram()
    seen = 0
    for shade in range(255, 0, -1):
        seen += counts[shade]
        if seen >= _BARE * sum(counts):
            return shade
    return 255


def _colors() -> Iterator[tuple[int, int, int]]:
    for number in range(_GRAYS):
        gray = round(255 * number / (_GRAYS - 1))
        yield gray, gray, gray
    for number in range(_TINTED):
        red, green, blue = (round(255 * number / (_TINTED - 1) * share) for share in _PEN)
        yield red, green, blue
    yield _OUTLINE
