"""Whether a PDF can bear a signature, before anything is signed."""

from __future__ import annotations

import datetime

from correspondence.sign.fields import Said
from correspondence.sign.revision import MAKE_ANEW, prepared
from correspondence.sign.values import UnfitPdfError

BEGINNING = 1024
"""So many bytes may stand before a PDF (ISO 32000-1, annex H, 3.4.1, as viewers have it)."""


def refuse_if_unfit(pdf: bytes) -> None:
    """Refuse a PDF that cannot bear a signature.

    Args:
        pdf: The file.

    Raises:
        UnfitPdfError: It is no PDF, damaged, encrypted, not tagged, or not made as this program makes them.
    """
    if b"%PDF-" not in pdf[:BEGINNING]:
        raise UnfitPdfError("the file is no PDF", MAKE_ANEW)
    prepared(pdf, Said("", datetime.datetime.fromtimestamp(0, datetime.UTC)), room=0)
