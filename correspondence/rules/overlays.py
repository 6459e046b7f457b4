"""A picture of a page with the window, the room for the address and the boxes of its letters laid over it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from correspondence.rules.pages import POINTS, Box, Page
from correspondence.rules.windows import Window

DOTS_PER_INCH = 150
EVER, ALWAYS, SOUND, ASTRAY, EDGE = (214, 120, 0), (0, 128, 60), (0, 90, 200), (200, 0, 0), (130, 130, 130)


def overlay(content: bytes, page: Page, margin: float, window: Window | None, address: tuple[int, int] | None) -> bytes:
    """Return the first page of a PDF as a PNG, with what its checks look at drawn on it.

    Args:
        content: The PDF.
        page: What stands on its first page.
        margin: How near to the edge the printer prints: a gray frame.
        window: What a window shows: orange what it may show, green what it always does; None for no window.
        address: The letters of the address among the page's: blue where they stay in the window, red where not.
    """
    import pypdfium2
    from PIL import ImageDraw

    document = pypdfium2.PdfDocument(content)
    try:
        picture = document[0].render(scale=DOTS_PER_INCH / POINTS).to_pil().convert("RGB")
    finally:
        document.close()
    pen = ImageDraw.Draw(picture, "RGBA")
    _frame(pen, Box(margin, margin, page.width - margin, page.height - margin), EDGE)
    if window is not None:
        _frame(pen, window.ever, EVER, shade=28)
        if window.always.right > window.always.left and window.always.bottom > window.always.top:
            _frame(pen, window.always, ALWAYS, shade=36)
    letters: Sequence[Box] = page.letters[slice(*address)] if address else ()
    for box in letters:
        stays = window is None or box.is_inside(window.always)
        _frame(pen, box, SOUND if stays else ASTRAY, width=1)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _frame(pen: Any, box: Box, color: tuple[int, int, int], *, shade: int = 0, width: int = 2) -> None:
    corners = tuple(round(side * DOTS_PER_INCH) for side in (box.left, box.top, box.right, box.bottom))
    pen.rectangle(corners, outline=(*color, 255), fill=(*color, shade) if shade else None, width=width)
