"""What is seen of a signature where the layout has a field for it, set as documents are."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from correspondence.render.fonts import Fonts, UncoveredCharacterError, find_fonts
from correspondence.render.signature_block import NoRoomError, render_signature_block
from correspondence.render.signing import FieldLook
from correspondence.sign import Block, SigningError

MOST_BLOCKS = 64


def drawing(find: Callable[[], Fonts] = find_fonts) -> Callable[[Block], bytes]:
    """Return what sets the words that signatures show: once for all letters whose fields are alike.

    Args:
        find: Finds the fonts, when the first field is met.

    Returns:
        A function that returns a PDF of one page; it raises SigningError where a name or reason has a character that the
        font lacks, or the field has no room for it.
    """

    @lru_cache(maxsize=MOST_BLOCKS)
    def drawn(block: Block) -> bytes:
        look = FieldLook(block.family, block.size, block.line, block.hexadecimal)
        try:
            return render_signature_block(block.lines, block.width, block.height, look, find())
        except UncoveredCharacterError as error:
            remedy = "sign with a certificate whose name the font has, or a letter without a field for the signature"
            raise SigningError(error.message, remedy) from error
        except NoRoomError as error:
            raise SigningError(error.reason, error.remedy) from error

    return drawn
