"""Sign PDFs, and read signatures: bytes to bytes, and bytes to values.

:func:`sign` puts a PAdES signature behind a PDF, in a revision of its own with a tagged field, so that the file passes
PDF/A-3a and PDF/UA-1 as it did before. :func:`read_signatures` says of each signature who signed, when, whether it holds,
whether its signer is trusted, and what was changed since.
"""

from correspondence.sign.fields import Block, waits_for_signature
from correspondence.sign.fitness import refuse_if_unfit
from correspondence.sign.keys import Key, certificates_in, key_from_file, key_from_token, lists_in
from correspondence.sign.reading import is_signed, read_signatures
from correspondence.sign.stamping import time_stamper
from correspondence.sign.values import (
    Level,
    Signature,
    SigningError,
    TimeStampError,
    Trust,
    UnfitKeyError,
    UnfitPdfError,
    moment_of,
    refuse_without_library,
)
from correspondence.sign.writing import Manner, sign

__all__ = [
    "Block",
    "Key",
    "Level",
    "Manner",
    "Signature",
    "SigningError",
    "TimeStampError",
    "Trust",
    "UnfitKeyError",
    "UnfitPdfError",
    "certificates_in",
    "is_signed",
    "key_from_file",
    "key_from_token",
    "lists_in",
    "moment_of",
    "read_signatures",
    "refuse_if_unfit",
    "refuse_without_library",
    "sign",
    "time_stamper",
    "waits_for_signature",
]
