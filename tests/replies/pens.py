"""Marks that people draw on a printed form, and what becomes of the sheet until it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from PIL import Image, ImageDraw, ImageFilter

from correspondence.reply import SentForm
from tests.replies.files import scan_of

DPI = 200

Square = tuple[float, float, float, float]
Pen = Callable[[ImageDraw.ImageDraw, Square], None]
Treatment = Callable[[Image.Image], Image.Image]


def square(sent: SentForm, name: str, option: str, height: int) -> Square:
    """Return a place in pixels: left, top, right, bottom."""
    (place,) = (one for one in sent.places if (one.name, one.option) == (name, option))
    left, bottom, right, top = (edge * DPI / 72 for edge in place.box)
    return left, height - top, right, height - bottom


def cross(pen: ImageDraw.ImageDraw, box: Square) -> None:
    """Cross a square out."""
    left, top, right, bottom = box
    pen.line([left + 3, top + 5, right - 4, bottom - 3], fill=60, width=4)
    pen.line([right - 2, top + 4, left + 4, bottom - 5], fill=60, width=4)


def faint_cross(pen: ImageDraw.ImageDraw, box: Square) -> None:
    """Cross a square out with a hard pencil."""
    left, top, right, bottom = box
    pen.line([left + 4, top + 3, right - 5, bottom - 4], fill=145, width=3)
    pen.line([right - 3, top + 5, left + 5, bottom - 3], fill=145, width=3)


def tick(pen: ImageDraw.ImageDraw, box: Square) -> None:
    """Tick a square, with a stroke beyond it."""
    left, top, right, bottom = box
    pen.line([left + 3, (top + bottom) / 2, (left + right) / 2, bottom - 4, right + 8, top - 8], fill=40, width=4)


def off_centre(pen: ImageDraw.ImageDraw, box: Square) -> None:
    """Cross a square out, but half beside it."""
    left, top, right, bottom = box
    shift = (right - left) * 0.35
    cross(pen, (left + shift, top - shift / 2, right + shift, bottom - shift / 2))


def filled(pen: ImageDraw.ImageDraw, box: Square) -> None:
    """Fill a square."""
    left, top, right, bottom = box
    pen.rectangle([left + 4, top + 4, right - 4, bottom - 4], fill=70)


def slash(pen: ImageDraw.ImageDraw, box: Square) -> None:
    """Strike through a square once."""
    left, top, right, bottom = box
    pen.line([left - 3, bottom + 4, right + 4, top - 3], fill=80, width=3)


def dot(pen: ImageDraw.ImageDraw, box: Square) -> None:
    """Put a dot into a square."""
    left, top, right, bottom = box
    x, y = (left + right) / 2, (top + bottom) / 2
    pen.ellipse([x - 4, y - 4, x + 4, y + 4], fill=50)


PENS: tuple[Pen, ...] = (cross, tick, filled, slash, dot, faint_cross, off_centre)


def drawn(sent: SentForm, marks: Mapping[str, str], pen: Pen) -> Image.Image:
    """Draw marks on the form that went out."""
    picture = scan_of(sent.blank)
    for name, option in marks.items():
        pen(ImageDraw.Draw(picture), square(sent, name, option, picture.height))
    return picture


def scribble(pen: ImageDraw.ImageDraw, box: Square) -> None:
    """Write something by hand into a place."""
    left, top, _, bottom = box
    for place in range(12):
        x = left + 20 + place * 25
        pen.line([x, bottom - 12, x + 10, top + 12, x + 18, bottom - 14], fill=60, width=3)


def _shrunk(picture: Image.Image) -> Image.Image:
    smaller = picture.resize((round(picture.width * 0.94), round(picture.height * 0.94)))
    sheet = Image.new("L", picture.size, 255)
    sheet.paste(smaller, (30, 45))
    return sheet


def _seen_from_the_side(picture: Image.Image) -> Image.Image:
    slant = (1.02, 0.03, -40, 0.01, 1.03, -50, 1.5e-5, 2e-5)
    method = Image.Transform.PERSPECTIVE
    return picture.transform(picture.size, method, slant, Image.Resampling.BICUBIC, fillcolor=255)


TREATMENTS: Mapping[str, Treatment] = MappingProxyType(
    {
        "clean": lambda one: one,
        "skewed": lambda one: one.rotate(3, Image.Resampling.BICUBIC, fillcolor=255),
        "upside down": lambda one: one.rotate(180),
        "on its side": lambda one: one.rotate(90, expand=True),
        "printed smaller": _shrunk,
        "photographed": _seen_from_the_side,
        "blurred": lambda one: one.filter(ImageFilter.GaussianBlur(1.2)),
        "at 150 dpi": lambda one: one.resize((one.width * 3 // 4, one.height * 3 // 4)),
        "at 300 dpi": lambda one: one.resize((one.width * 3 // 2, one.height * 3 // 2)),
        "faxed": lambda one: one.convert("1").convert("L"),
    }
)
