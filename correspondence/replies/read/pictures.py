"""Scans and photographs: TIFF, PNG and JPEG."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from correspondence.replies.read.marks import has_places, read_marks
from correspondence.replies.read.ocr import codes_on, laid, words_on
from correspondence.replies.read.quoting import ours_in
from correspondence.replies.read.values import (
    MOST_PICTURES,
    MOST_PIXELS,
    TEXT_WITHOUT_WORDS,
    Context,
    Reading,
    UnreadableError,
    foreign,
)
from correspondence.reply import FormValue, Page, Unreadable

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("TIFF", "PNG", "JPEG")
_LONGEST_SIDE = 65_000
_SMALLEST = 200
"""Pixels: what is smaller is a mark or a portrait below a mail, and no page."""


def read_picture(content: bytes, name: str, context: Context) -> Reading:
    """Read the pages of a scan: words and codes."""
    pages: list[Page] = []
    references: dict[tuple[str, str], None] = {}
    unreadable: list[Unreadable] = []
    form: dict[str, FormValue] = {}
    count = _count(content)
    for number in range(1, min(count, MOST_PICTURES) + 1):
        gray = _sheet(content, number - 1)
        references.update(dict.fromkeys((found, "qr") for found in codes_on(gray)))
        words = laid(words_on(gray))
        if has_places(context.sent):
            form.update(read_marks(gray, context.sent, name, number))
        ours = ours_in(words.text, context.our_text)
        pages.append(
            Page(name, number, words.text, "ocr", words.boxes, words.confidence, ours, doubtful=words.doubtful)
        )
    if count > MOST_PICTURES:
        unreadable.append(Unreadable(name, f"it has {count} pages; the first {MOST_PICTURES} were read"))
    if not any(page.text for page in pages):
        unreadable.append(Unreadable(name, f"it {TEXT_WITHOUT_WORDS}; look at it"))
    return Reading(tuple(pages), form, references=tuple(references), unreadable=tuple(unreadable))


def _count(content: bytes) -> int:
    from PIL import Image

    with _library(), Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        return int(getattr(picture, "n_frames", 1))


def _sheet(content: bytes, index: int) -> Image.Image:
    """Return one page in shades of gray."""
    from PIL import Image

    with _library(), Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        picture.seek(index)
        return gray_of(picture)


@contextlib.contextmanager
def _library() -> Iterator[None]:
    """Call the library that reads pictures."""
    from PIL import Image

    with foreign(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # libraries warn of what is refused here, or does no harm
        try:
            yield
        except Image.DecompressionBombError as error:
            raise UnreadableError(_too_large()) from error


def gray_of(picture: Image.Image) -> Image.Image:
    """Return a picture in shades of gray as its words are read off it: upright by its own notes, on white ground.

    Raises:
        UnreadableError: It is too large, or too small for a page.
    """
    from PIL import Image, ImageOps

    if max(picture.size) > _LONGEST_SIDE:
        raise UnreadableError(f"is a picture of {picture.width} × {picture.height} pixels, which is no page")
    if picture.width * picture.height > MOST_PIXELS:
        raise UnreadableError(_too_large())
    if max(picture.size) < _SMALLEST:
        raise UnreadableError(
            f"is a picture of {picture.width} × {picture.height} pixels, too small for a page of words"
        )
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        ground.alpha_composite(layer)
        upright = ground
    return upright.convert("L")


def _too_large() -> str:
    return (
        f"is a picture of more than {MOST_PIXELS // 1_000_000} million pixels; ask for one at 200 to 300 dots an inch"
    )
