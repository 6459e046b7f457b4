"""The pages of a file as pictures, on which it is known where words stand.

Pages are drawn of files from strangers; whoever calls this does so through :mod:`correspondence.confined`.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from correspondence.comparing import Place
from correspondence.replies.read.kinds import reader_of
from correspondence.replies.read.page_text import layer_of, on_picture
from correspondence.replies.read.pdf import read_pdf
from correspondence.replies.read.pictures import FORMATS, gray_of
from correspondence.replies.read.values import LARGEST_TEXT, MOST_PIXELS, UnreadableError, foreign

if TYPE_CHECKING:
    from PIL import Image

Area = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the picture, y down."""

WIDE = 900
"""Pixels of a page's width."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as a picture.

    Attributes:
        page: The page, counted from 1.
        picture: The page as PNG, in shades of gray.
        areas: Where the places that were asked for lie on it, in their order.
        text: The words that the file itself has on the page.
        letters: Where each code point of ``text`` stands, None for blanks.
    """

    page: int
    picture: bytes
    areas: tuple[Area, ...] = ()
    text: str = ""
    letters: tuple[Area | None, ...] = ()


def draw_sheets(content: bytes, name: str, pages: Sequence[int], places: Sequence[Place]) -> tuple[Sheet, ...]:
    """Draw pages of a file.

    Args:
        content: A PDF or a picture. Nothing in it is run, and nothing that it names is fetched.
        name: What it is called.
        pages: The pages that are wanted.
        places: Places on them.

    Returns:
        The pages, in the order in which they are wanted.

    Raises:
        UnreadableError: The file cannot be opened, or a page of it cannot be drawn.
    """
    drawn = _of_pdf if reader_of(content, name) is read_pdf else _of_picture
    return tuple(drawn(content, pages, places))


def _of_pdf(content: bytes, pages: Iterable[int], places: Sequence[Place]) -> Iterator[Sheet]:
    import pypdfium2 as pdfium

    with foreign():
        pdf = pdfium.PdfDocument(content)
    try:
        with foreign():
            pdf.init_forms()
        for number in pages:
            with foreign():
                sheet = _pdf_sheet(pdf[number - 1], number, places)
            yield sheet
    finally:
        pdf.close()


def _pdf_sheet(page: Any, number: int, places: Sequence[Place]) -> Sheet:
    width, height = page.get_size()
    scale = min(WIDE / max(1.0, width), (MOST_PIXELS / 8 / max(1.0, width * height)) ** 0.5)
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    textpage = page.get_textpage()
    layer = layer_of(textpage, LARGEST_TEXT)
    textpage.close()
    return Sheet(
        number,
        _png(picture),
        tuple(on_picture(place.box, page, picture) for place in places if place.page == number),
        layer.text,
        tuple(box and on_picture(box, page, picture) for box in layer.boxes),
    )


def _of_picture(content: bytes, pages: Iterable[int], places: Sequence[Place]) -> Iterator[Sheet]:
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as where its words are read
        with foreign():
            file = Image.open(io.BytesIO(content), formats=FORMATS)
        with file:
            for number in pages:
                with foreign():
                    file.seek(number - 1)
                    whole = gray_of(file)
                yield _picture_sheet(whole, number, places)


def _picture_sheet(whole: Image.Image, number: int, places: Sequence[Place]) -> Sheet:
    from PIL import Image

    scale = WIDE / whole.width
    if scale * whole.height > MOST_PIXELS / WIDE:
        raise UnreadableError("has a page that is too long and narrow to be drawn")
    picture = whole.resize((WIDE, max(1, round(whole.height * scale))), Image.Resampling.LANCZOS)

    areas = []
    for place in places:
        if place.page == number:
            left, top, right, bottom = (round(edge * scale) for edge in place.box)
            areas.append((left, top, right, bottom))
    return Sheet(number, _png(picture), tuple(areas))


def _png(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()
