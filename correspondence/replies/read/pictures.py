"""Scans and photographs: TIFF, PNG and JPEG."""

from __future__ import annotations

import io
import warnings
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
)
from correspondence.reply import FormValue, Page, Unreadable

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("TIFF", "PNG", "JPEG")
_SMALLEST = 200
"""Pixels: what is smaller is a mark or a portrait below a mail, and no page."""
DAMAGED = "is damaged or cut off; ask for it again"


def read_picture(content: bytes, name: str, context: Context) -> Reading:
    """Read the pages of a scan: words and codes."""
    from PIL import Image, UnidentifiedImageError

    pages: list[Page] = []
    references: dict[tuple[str, str], None] = {}
    unreadable: list[Unreadable] = []
    form: dict[str, FormValue] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # libraries warn of what is refused here, or does no harm
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                count = getattr(picture, "n_frames", 1)
                for number in range(1, min(count, MOST_PICTURES) + 1):
                    picture.seek(number - 1)
                    gray = gray_of(picture)
                    references.update(dict.fromkeys((found, "qr") for found in codes_on(gray)))
                    words = laid(words_on(gray))
                    if has_places(context.sent):
                        form.update(read_marks(gray, context.sent, name, number))
                    pages.append(
                        Page(
                            name,
                            number,
                            words.text,
                            "ocr",
                            words.boxes,
                            words.confidence,
                            ours_in(words.text, context.our_text),
                            doubtful=words.doubtful,
                        )
                    )
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadableError(DAMAGED) from error
    except Image.DecompressionBombError as error:
        raise UnreadableError(_too_large()) from error
    if count > MOST_PICTURES:
        unreadable.append(Unreadable(name, f"it has {count} pages; the first {MOST_PICTURES} were read"))
    if not any(page.text for page in pages):
        unreadable.append(Unreadable(name, f"it {TEXT_WITHOUT_WORDS}; look at it"))
    return Reading(tuple(pages), form, references=tuple(references), unreadable=tuple(unreadable))


def gray_of(picture: Image.Image) -> Image.Image:
    """Return a picture in shades of gray as its words are read off it: upright by its own notes, on white ground.

    Raises:
        UnreadableError: It is too large, or too small for a page.
    """
    from PIL import Image, ImageOps

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
