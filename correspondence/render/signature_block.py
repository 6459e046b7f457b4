"""The block that a digital signature shows: a page of the size of its field, set as documents are."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Any

from correspondence.errors import UnusableError
from correspondence.render.fonts import Fonts, UncoveredCharacterError
from correspondence.render.pdf import complaints, lay_out_page
from correspondence.render.signing import FieldLook

STEPS = (1.0, 0.92, 0.84, 0.76, 0.68, 0.6, 0.52)
"""How far the type is made smaller where there is more to say than the field has room for."""
SLACK = 0.05
"""Points by which the words keep away from the end of the page, so that rounding does not open another."""
FALLBACK = "Times New Roman"
"""The font where a field names one that is not on this machine: an office's own lies in its workspace."""


class NoRoomError(UnusableError):
    """What a signature would show does not fit into its field."""


def render_signature_block(lines: Sequence[str], width: float, height: float, look: FieldLook, fonts: Fonts) -> bytes:
    """Set the words that a signature shows.

    Long lines are broken, and where that is not enough the type becomes smaller, down to half of its size. The words stand
    in the middle of the field's height.

    Args:
        lines: The words, a line each.
        width: Width of the field, in points.
        height: Its height.
        look: How the words look.
        fonts: The font files.

    Returns:
        A PDF of one page, of the size of the field, without tags: it becomes the appearance of a field that has one.

    Raises:
        NoRoomError: There is no room for them.
        UncoveredCharacterError: The font lacks a character.
    """
    family = look.family if (look.family, "normal", "normal") in fonts.faces else FALLBACK
    face = fonts.faces[family, "normal", "normal"]
    for line in lines:
        for character in sorted({*line} - face.characters - {" "}):
            raise UncoveredCharacterError(character, family, "", line)
    look = dataclasses.replace(look, family=family)
    whole, *smaller = (partial(_laid_out, lines, width, height, look, step, fonts) for step in STEPS)
    with complaints():
        fitting = whole()
        if fitting is None and smaller[-1]():  # it is told first whether there is any way
            fitting = next(filter(None, (one() for one in smaller)))
        if fitting is not None:
            return bytes(fitting.write_pdf())
    message = f"the field of {width:.0f} by {height:.0f} points has no room for “{' / '.join(lines)}”"
    raise NoRoomError(message, "make it larger in the layout’s style.css, or give a shorter reason")


def _laid_out(lines: Sequence[str], width: float, height: float, look: FieldLook, step: float, fonts: Fonts) -> Any:
    """Set words in type of a size; None where they have no room."""
    laid_out = lay_out_page(_html(lines, width, height, look, step), fonts)
    return laid_out if len(laid_out.pages) == 1 else None


def _html(lines: Sequence[str], width: float, height: float, look: FieldLook, step: float) -> str:
    words = "".join(f"<p>{escape(line, quote=False)}</p>\n" for line in lines)
    return (
        '<!DOCTYPE html>\n<html lang="en-US">\n<head>\n<meta charset="utf-8">\n<title>Signature</title>\n<style>\n'
        f"@page {{ size: {width:g}pt {height:g}pt; margin: 0 }}\n"
        f'.sheet {{ font-family: "{look.family}"; font-size: {look.size * step:g}pt; line-height: {look.line * step:g}pt; '
        f"color: #{look.color}; display: table; width: {width:g}pt; orphans: 1; widows: 1 }}\n"
        f".block {{ display: table-cell; vertical-align: middle; height: {height - SLACK:g}pt }}\n"
        f'</style>\n</head>\n<body class="sheet">\n<div class="block">\n{words}</div>\n</body>\n</html>'
    )
